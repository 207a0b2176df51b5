//! Lists of tickets whose term has come: for the archivist to read, to keep as a file, and to decide about.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::accounts::AccountId;
use crate::privacy::access::{self, Right};
use crate::privacy::{DestructionId, DestructionList, ListState, Term, ops, queries};
use crate::sheets::{Cell, Csv, Sheet};
use crate::web::{Context, FieldErrors, SignedIn, TableForm, blank_as_none, table};
use crate::{Error, Result, tickets};

/// Lists on the page. There is one a day at most, and each waits for the one before.
const LISTS: i64 = 100;

#[derive(Serialize)]
struct ListsView {
    tab: &'static str,
    is_admin: bool,
    on: bool,
    years: i32,
    lists: Vec<Row>,
    errors: FieldErrors,
    reason: String,
}

#[derive(Serialize)]
struct Row {
    id: DestructionId,
    tickets: i32,
    closed_before: NaiveDateTime,
    made_at: NaiveDateTime,
    waits: bool,
    may_decide: bool,
    state: &'static str,
    class: &'static str,
    decided_by: Option<String>,
    decided_at: Option<NaiveDateTime>,
    reason: String,
    done_at: Option<NaiveDateTime>,
}

pub async fn show(cx: Context<SignedIn>) -> Result<HttpResponse> {
    let view = view(&cx, FieldErrors::none(), String::new()).await?;
    cx.page("privacy/destruction", cx.head("privacy-destruction-title", "admin"), &view)
}

async fn view(cx: &Context<SignedIn>, errors: FieldErrors, reason: String) -> Result<ListsView> {
    let actor = cx.actor();
    let is_admin = actor.is_admin();
    let retention = cx.app.config.retention;
    let (right, lists, names, years) = cx
        .db
        .read(move |conn| {
            let right = access::lists(conn, &actor)?;
            let lists = queries::newest_lists(conn, LISTS)?;
            let by: Vec<AccountId> =
                lists.iter().filter_map(|list| list.decided_by.clone()).collect();
            let years = ops::terms(conn, &retention)?.of(Term::Closed);
            Ok((right, lists, tickets::queries::names_of(conn, &by)?, years))
        })
        .await?;
    Ok(ListsView {
        tab: "destruction",
        is_admin,
        on: retention.approval,
        years,
        lists: lists.into_iter().map(|list| row(list, &names, right)).collect(),
        errors,
        reason,
    })
}

fn row(list: DestructionList, names: &HashMap<AccountId, String>, right: Right) -> Row {
    let (state, class) = match list.state {
        ListState::Proposed => ("privacy-list-proposed", "is-warn"),
        ListState::Approved => ("privacy-list-approved", "is-brand"),
        ListState::Refused => ("privacy-list-refused", "is-bad"),
        ListState::Done => ("privacy-list-done", "is-good"),
    };
    Row {
        decided_by: list.decided_by.as_ref().and_then(|id| names.get(id).cloned()),
        waits: list.state == ListState::Proposed,
        may_decide: list.state == ListState::Proposed && right == Right::Decides,
        state,
        class,
        id: list.id,
        tickets: list.tickets,
        closed_before: list.closed_before,
        made_at: list.made_at,
        decided_at: list.decided_at,
        reason: list.reason,
        done_at: list.done_at,
    }
}

fn parsed(id: &str) -> Result<DestructionId> {
    id.parse().map_err(|_| Error::NotFound)
}

/// A list as a file: references, nodes and dates, no name and no word of anybody.
pub async fn list(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    let (actor, id) = (cx.actor(), parsed(&id)?);
    let wanted = id.clone();
    let lines = cx
        .db
        .read(move |conn| {
            access::lists(conn, &actor)?;
            queries::list(conn, &wanted)?;
            Ok(queries::lines_of_list(conn, &wanted)?)
        })
        .await?;
    let text = |text: Option<String>| text.map_or(Cell::Empty, Cell::text);
    let day = |at: Option<NaiveDateTime>| at.map_or(Cell::Empty, |at| Cell::Day(at.date()));
    let head =
        ["reference", "node", "created_on", "closed_on", "topic", "outcome", "anonymised_on"];
    let sheet = Sheet {
        name: cx.text("privacy-destruction-title"),
        head: head.map(str::to_owned).into(),
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::text(line.reference),
                    Cell::text(line.node),
                    day(Some(line.created_at)),
                    day(line.closed_at),
                    text(line.topic),
                    text(line.outcome),
                    day(line.anonymised_at),
                ]
            })
            .collect(),
    };
    table(&sheet, (&format!("destruction-{id}"), TableForm::Csv(Csv::Comma)))
}

pub async fn approve(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    let (actor, id, now) = (cx.actor(), parsed(&id)?, cx.now);
    cx.db.write(move |conn| ops::approve(conn, &actor, &id, now)).await?;
    cx.redirect("/admin/destruction", "privacy-flash-approved")
}

#[derive(Deserialize)]
pub struct RefusalForm {
    #[serde(default)]
    reason: String,
}

pub async fn refuse(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: web::Form<RefusalForm>,
) -> Result<HttpResponse> {
    let (actor, id, now) = (cx.actor(), parsed(&id)?, cx.now);
    let Some(reason) = blank_as_none(&form.reason).filter(|text| text.chars().count() <= 500)
    else {
        let errors = FieldErrors::one("reason", "privacy-reason-missing");
        let view = view(&cx, errors, form.reason.clone()).await?;
        let head = cx.head("privacy-destruction-title", "admin");
        return cx.invalid("privacy/destruction", head, &view);
    };
    cx.db.write(move |conn| ops::refuse(conn, &actor, &id, &reason, now)).await?;
    cx.redirect("/admin/destruction", "privacy-flash-refused")
}

//! Lists of tickets whose term has come: for the archivist to read, to keep as a file, and to decide about.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use fluent_bundle::FluentArgs;
use serde::{Deserialize, Serialize};

use crate::accounts::AccountId;
use crate::privacy::access::{self, Right};
use crate::privacy::{DestructionId, DestructionList, ListState, Term, Terms, ops, queries, rules};
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
    bids: BidsView,
}

/// Of a call, how many were cleared, and when the last one was.
type Cleared = (String, i64, Option<NaiveDateTime>);

/// How an instant goes to a form and back.
const INSTANT: &str = "%Y-%m-%dT%H:%M:%S%.6f";

/// Applications that come to the end of their term, and those that did.
#[derive(Serialize)]
struct BidsView {
    lead: String,
    announced: Vec<BidView>,
    /// The newest of those that wait for the reader to agree, as the form sends it along.
    told_by: Option<String>,
    cleared: Vec<ClearedView>,
}

#[derive(Serialize)]
struct BidView {
    call: String,
    /// None of a draft.
    reference: Option<String>,
    told_at: NaiveDateTime,
    goes_at: NaiveDateTime,
    agreed_at: Option<NaiveDateTime>,
}

#[derive(Serialize)]
struct ClearedView {
    call: String,
    count: i64,
    last_at: Option<NaiveDateTime>,
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
    let (right, lists, names, terms, bids_of) = cx
        .db
        .read(move |conn| {
            let right = access::lists(conn, &actor)?;
            let lists = queries::newest_lists(conn, LISTS)?;
            let by: Vec<AccountId> =
                lists.iter().filter_map(|list| list.decided_by.clone()).collect();
            let names = tickets::queries::names_of(conn, &by)?;
            let bids = (queries::bids_announced(conn)?, queries::bids_cleared(conn)?);
            Ok((right, lists, names, ops::terms(conn, &retention)?, bids))
        })
        .await?;
    Ok(ListsView {
        tab: "destruction",
        is_admin,
        on: terms.approval(),
        years: terms.of(Term::Closed),
        lists: lists.into_iter().map(|list| row(list, &names, right)).collect(),
        errors,
        reason,
        bids: bids(cx, &terms, right, bids_of),
    })
}

fn bids(
    cx: &Context<SignedIn>,
    held: &Terms,
    right: Right,
    (announced, cleared): (Vec<queries::Announced>, Vec<Cleared>),
) -> BidsView {
    let mut terms = FluentArgs::new();
    terms.set("months", held.of(Term::Drafts));
    terms.set("years", held.of(Term::Filed));
    terms.set("days", rules::ANNOUNCED.num_days());
    let waiting = announced.iter().filter(|one| one.agreed_at.is_none());
    let newest = waiting.map(|one| one.told_at).max();
    let asked = held.approval() && right == Right::Decides;
    BidsView {
        told_by: newest.filter(|_| asked).map(|at| at.format(INSTANT).to_string()),
        lead: cx.locale.text_with("privacy-bids-lead", Some(&terms)),
        announced: announced
            .into_iter()
            .map(|one| BidView {
                call: one.call,
                reference: one.reference,
                goes_at: one.told_at + rules::ANNOUNCED,
                told_at: one.told_at,
                agreed_at: one.agreed_at,
            })
            .collect(),
        cleared: cleared
            .into_iter()
            .map(|(call, count, last_at)| ClearedView { call, count, last_at })
            .collect(),
    }
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
pub struct AgreementForm {
    #[serde(default)]
    told_by: String,
}

/// `POST /admin/destruction/applications`
pub async fn agree(cx: Context<SignedIn>, form: web::Form<AgreementForm>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let told_by = NaiveDateTime::parse_from_str(&form.told_by, INSTANT);
    let told_by = told_by.map_err(|_| Error::Malformed("told_by"))?;
    cx.db.write(move |conn| ops::agree_bids(conn, &actor, told_by, now)).await?;
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

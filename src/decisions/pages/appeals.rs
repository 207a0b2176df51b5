//! Appeals, for who instructs them: somebody of the network's administration who had no hand in what was decided.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::appeal::badge;
use super::outcome_word;
use crate::accounts::Actor;
use crate::applications::Application;
use crate::clock::network_day;
use crate::db::Conn;
use crate::decisions::ops::Verdict;
use crate::decisions::rules::appeals as rules;
use crate::decisions::{Appeal, AppealId, AppealState, ops};
use crate::i18n::Locale;
use crate::sheets::{self, Cell, ColumnView, Csv, Sheet, Wanted};
use crate::web::{Admin, Badge, Context, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct ListView {
    tab: &'static str,
    appeals: Vec<LineView>,
    columns: Vec<ColumnView>,
}

/// What stands above the columns of the list as a table. The first one says what a row is of, and stays.
const COLUMNS: [&str; 7] = [
    "decisions-reference",
    "decisions-appeal-title",
    "decisions-appeal-state",
    "decisions-appeal-filed-at",
    "decisions-appeal-taken-at",
    "decisions-appeal-admitted-at",
    "decisions-appeal-answered-at",
];

#[derive(Serialize)]
struct LineView {
    href: String,
    reference: String,
    title: String,
    badge: Badge,
    filed_at: NaiveDateTime,
}

/// `GET /admin/appeals`
pub async fn appeals(cx: Context<Admin>) -> Result<HttpResponse> {
    let actor = cx.actor();
    let all = cx.db.read(move |conn| ops::appeals(conn, &actor)).await?;
    let view = ListView {
        tab: "appeals",
        appeals: all
            .into_iter()
            .map(|(one, application)| LineView {
                href: format!("/admin/appeals/{}", one.id),
                reference: application.reference.unwrap_or_default(),
                title: application.title,
                badge: badge(one.state, cx.locale),
                filed_at: one.filed_at,
            })
            .collect(),
        columns: COLUMNS[1..].iter().map(|key| ColumnView::named(cx.text(key))).collect(),
    };
    cx.page("decisions/appeals", cx.head("decisions-appeals", "admin"), &view)
}

/// `POST /admin/appeals/export`: the file itself answers, so that there is no address to find.
pub async fn export(cx: Context<Admin>, form: Upload) -> Result<HttpResponse> {
    let (actor, now, format) = (cx.actor(), cx.now, form.text("format").to_owned());
    if !["csv", "ods"].contains(&format.as_str()) {
        return Err(Error::NotFound);
    }
    let (noted, wanted) = (format.clone(), Wanted::of(form.all("column")));
    let columns = wanted.clone();
    let all = cx
        .db
        .write(move |conn| ops::take_appeals_out(conn, &actor, (&noted, &columns.named()), now))
        .await?;
    let sheet = wanted.of_sheet(table(&all, cx.locale));
    let (kind, bytes) = match format.as_str() {
        "ods" => ("application/vnd.oasis.opendocument.spreadsheet", sheets::ods(&[sheet])?),
        _ => ("text/csv; charset=utf-8", sheets::csv(&sheet, Csv::Semicolon).into_bytes()),
    };
    let name = format!("attachment; filename=\"recours.{format}\"");
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}

fn table(all: &[(Appeal, Application)], locale: Locale) -> Sheet {
    let day = |at: Option<NaiveDateTime>| at.map_or(Cell::Empty, |at| Cell::Day(network_day(at)));
    let row = |(one, of): &(Appeal, Application)| {
        vec![
            Cell::text(of.reference.clone().unwrap_or_default()),
            Cell::text(of.title.clone()),
            Cell::text(badge(one.state, locale).word),
            day(Some(one.filed_at)),
            day(one.taken_at),
            day(one.admitted_at),
            day(one.answered_at),
        ]
    };
    Sheet {
        name: locale.text("decisions-appeals"),
        head: COLUMNS.iter().map(|key| locale.text(key)).collect(),
        rows: all.iter().map(row).collect(),
    }
}

#[derive(Serialize)]
struct View {
    tab: &'static str,
    id: AppealId,
    reference: String,
    title: String,
    call: String,
    badge: Badge,
    alert: String,
    grounds: String,
    filed_at: NaiveDateTime,
    taken_at: Option<NaiveDateTime>,
    answered_at: Option<NaiveDateTime>,
    answer: String,
    typed: String,
    outcome: String,
    rationale: String,
    admitted_at: Option<NaiveDateTime>,
    may_take: bool,
    /// Whether the reader says whether it is admissible, or what becomes of it since it is.
    may_admit: bool,
    may_answer: bool,
    /// Whether the reader had a hand in what was decided, and so leaves it to others.
    partial: bool,
}

/// `GET /admin/appeals/{id}`
pub async fn show(cx: Context<Admin>, id: web::Path<AppealId>) -> Result<HttpResponse> {
    page(&cx, &id, (String::new(), None)).await
}

async fn page(
    cx: &Context<Admin>,
    id: &AppealId,
    (typed, refusal): (String, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, id, locale) = (cx.actor(), id.clone(), cx.locale);
    let me = actor.id.clone();
    let there = cx.db.read(move |conn| ops::instructed(conn, &actor, &id)).await?;
    let appeal = there.appeal;
    let own = appeal.handled_by.as_ref() == Some(&me);
    let view = View {
        tab: "appeals",
        reference: there.application.reference.unwrap_or_default(),
        title: there.application.title,
        call: there.call.text.title(locale).to_owned(),
        badge: badge(appeal.state, locale),
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        filed_at: appeal.filed_at,
        taken_at: appeal.taken_at,
        answered_at: appeal.answered_at,
        typed,
        outcome: outcome_word(there.decision.outcome, locale),
        rationale: there.decision.rationale,
        may_take: appeal.state == AppealState::Filed && there.impartial,
        admitted_at: appeal.admitted_at,
        may_admit: appeal.state == AppealState::Instructed && own,
        may_answer: appeal.state == AppealState::Admissible && own,
        partial: appeal.state == AppealState::Filed && !there.impartial,
        grounds: appeal.grounds,
        answer: appeal.answer,
        id: appeal.id,
    };
    let status = match refusal {
        Some(refusal) if refusal == rules::NO_ANSWER => StatusCode::UNPROCESSABLE_ENTITY,
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::OK,
    };
    cx.respond(status, "decisions/appeal_desk", cx.head("decisions-appeals", "admin"), &view)
}

async fn step(
    cx: Context<Admin>,
    (id, typed): (AppealId, String),
    flash: &str,
    work: impl FnOnce(&mut Conn, &Actor, &AppealId) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, which) = (cx.actor(), id.clone());
    match cx.db.write(move |conn| work(conn, &actor, &which)).await {
        Ok(()) => cx.redirect(&format!("/admin/appeals/{id}"), flash),
        Err(Error::Refused(refusal)) => page(&cx, &id, (typed, Some(refusal))).await,
        Err(error) => Err(error),
    }
}

/// `POST /admin/appeals/{id}/instruction`
pub async fn instruct(cx: Context<Admin>, id: web::Path<AppealId>) -> Result<HttpResponse> {
    let now = cx.now;
    step(
        cx,
        (id.into_inner(), String::new()),
        "decisions-flash-instructs",
        move |conn, actor, id| ops::take_appeal(conn, actor, id, now),
    )
    .await
}

/// `POST /admin/appeals/{id}/admission`
pub async fn admit(cx: Context<Admin>, id: web::Path<AppealId>) -> Result<HttpResponse> {
    let now = cx.now;
    let typed = (id.into_inner(), String::new());
    step(cx, typed, "decisions-flash-admitted", move |conn, actor, id| {
        ops::admit_appeal(conn, actor, id, now)
    })
    .await
}

/// `POST /admin/appeals/{id}/answer`
pub async fn answer(
    cx: Context<Admin>,
    id: web::Path<AppealId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (now, answer) = (cx.now, form.text("answer").to_owned());
    let verdict = match form.text("outcome") {
        "upheld" => Verdict::Upheld,
        "dismissed" => Verdict::Dismissed,
        "inadmissible" => Verdict::Inadmissible,
        _ => return Err(Error::Malformed("outcome")),
    };
    let typed = answer.clone();
    step(cx, (id.into_inner(), typed), "decisions-flash-answered", move |conn, actor, id| {
        ops::answer_appeal(conn, actor, (id, verdict, &answer), now)
    })
    .await
}

//! One yearly report, for its node and for who reads it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::life::{read_id, report_badge};
use super::value_said;
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::labels::rules::life;
use crate::labels::{LabelId, ReportState, ops};
use crate::web::{Badge, Context, Head, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct OneView {
    id: LabelId,
    node: String,
    year: i32,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    due_on: NaiveDate,
    badge: Badge,
    alert: String,
    figures: Vec<FigureView>,
    said: String,
    disputed: String,
    filed_at: Option<NaiveDateTime>,
    answer: String,
    read_at: Option<NaiveDateTime>,
    /// Why it was given back or let off.
    reason: String,
    reason_key: &'static str,
    decided_at: Option<NaiveDateTime>,
    may_file: bool,
    may_read: bool,
    may_waive: bool,
    /// What was typed as a reason and refused.
    why: String,
}

#[derive(Serialize)]
struct FigureView {
    label: String,
    target: String,
    value: String,
    context: String,
    /// By which formula; nothing where none was noted.
    formula: Option<i32>,
}

type At = web::Path<(String, i32)>;

/// `GET /labels/{id}/reports/{n}`
pub async fn report(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (id, year) = at.into_inner();
    one(&cx, (&read_id(&id)?, year), (None, String::new(), None)).await
}

async fn one(
    cx: &Context<SignedIn>,
    (id, year): (&LabelId, i32),
    (typed, why, refusal): (Option<[String; 2]>, String, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, id, locale) = (cx.actor(), id.clone(), cx.locale);
    let (there, report, figures) = cx
        .db
        .read(move |conn| {
            let there = ops::owing(conn, &actor, &id)?;
            let report = there.reports.iter().find(|one| one.year == year).cloned();
            let report = report.ok_or(Error::NotFound)?;
            let figures = ops::figures(conn, &there.label, &report)?;
            Ok((there, report, figures))
        })
        .await?;
    let [said, disputed] = typed.unwrap_or_else(|| [report.said.clone(), report.disputed.clone()]);
    let figure = |one: life::Figure| FigureView {
        value: value_said(&one, locale),
        label: one.label,
        target: one.target,
        context: one.context,
        formula: (one.formula > 0).then_some(one.formula),
    };
    let view = OneView {
        id: there.label.id.clone(),
        node: there.node.name.clone(),
        year,
        starts_on: report.starts_on,
        ends_on: report.ends_on,
        due_on: report.due_on,
        badge: report_badge(&report, network_day(cx.now), locale),
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        figures: figures.into_iter().map(figure).collect(),
        said,
        disputed,
        filed_at: report.filed_at,
        answer: report.answer,
        read_at: report.read_at,
        reason_key: match report.state {
            ReportState::Waived => "labels-report-why-waived",
            _ => "labels-report-why-returned",
        },
        reason: report.reason,
        decided_at: report.decided_at,
        may_file: there.manages && life::is_owed(report.state),
        may_read: there.admin && report.state == ReportState::Filed,
        may_waive: there.admin && life::is_owed(report.state),
        why,
    };
    let status = match refusal {
        Some(refusal) if refusal == life::NOTHING_SAID => StatusCode::UNPROCESSABLE_ENTITY,
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::OK,
    };
    let head = Head { title: view.node.clone(), section: "network" };
    cx.respond(status, "labels/report", head, &view)
}

/// `POST /labels/{id}/reports/{n}`
pub async fn file_report(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (actor, now, (id, year)) = (cx.actor(), cx.now, at.into_inner());
    let id = read_id(&id)?;
    let typed = [form.text("said").to_owned(), form.text("disputed").to_owned()];
    let (which, said) = (id.clone(), typed.clone());
    let done = cx
        .db
        .write(move |conn| {
            ops::file_report(conn, &actor, (&which, year), (&said[0], &said[1]), now)
        })
        .await;
    match done {
        Ok(()) => cx.redirect(&format!("/labels/{id}/reports/{year}"), "labels-flash-filed"),
        Err(Error::Refused(refusal)) => {
            one(&cx, (&id, year), (Some(typed), String::new(), Some(refusal))).await
        }
        Err(error) => Err(error),
    }
}

/// One answer to a report by whoever reads it.
async fn answered(
    cx: Context<SignedIn>,
    at: At,
    (typed, flash): (String, &str),
    work: impl FnOnce(&mut Conn, &Actor, (&LabelId, i32)) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, (id, year)) = (cx.actor(), at.into_inner());
    let id = read_id(&id)?;
    let which = id.clone();
    match cx.db.write(move |conn| work(conn, &actor, (&which, year))).await {
        Ok(()) => cx.redirect(&format!("/labels/{id}/reports/{year}"), flash),
        Err(Error::Refused(refusal)) => one(&cx, (&id, year), (None, typed, Some(refusal))).await,
        Err(error) => Err(error),
    }
}

/// `POST /labels/{id}/reports/{n}/reading`
pub async fn read_report(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (now, answer) = (cx.now, form.text("answer").to_owned());
    let typed = (String::new(), "labels-flash-read");
    answered(cx, at, typed, move |conn, actor, (id, year)| {
        ops::read_report(conn, actor, (id, year, &answer), now)
    })
    .await
}

/// `POST /labels/{id}/reports/{n}/return`
pub async fn return_report(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (now, reason) = (cx.now, form.text("reason").to_owned());
    let typed = (reason.clone(), "labels-flash-returned");
    answered(cx, at, typed, move |conn, actor, (id, year)| {
        ops::return_report(conn, actor, (id, year, &reason), now)
    })
    .await
}

/// `POST /labels/{id}/reports/{n}/waiver`
pub async fn waive_report(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (now, reason) = (cx.now, form.text("reason").to_owned());
    let typed = (reason.clone(), "labels-flash-waived");
    answered(cx, at, typed, move |conn, actor, (id, year)| {
        ops::waive_report(conn, actor, (id, year, &reason), now)
    })
    .await
}

//! One yearly report, for its node and for who reads it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::life::{read_id, report_badge};
use crate::clock::network_day;
use crate::courses::pages::Badge;
use crate::labels::rules::life;
use crate::labels::{LabelId, ReportState, ops};
use crate::web::{Context, Head, SignedIn, Upload};
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
    may_file: bool,
    may_read: bool,
}

#[derive(Serialize)]
struct FigureView {
    label: String,
    target: String,
    value: String,
}

type At = web::Path<(String, i32)>;

/// `GET /labels/{id}/reports/{n}`
pub async fn report(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (id, year) = at.into_inner();
    one(&cx, (&read_id(&id)?, year), (None, None)).await
}

async fn one(
    cx: &Context<SignedIn>,
    (id, year): (&LabelId, i32),
    (typed, refusal): (Option<[String; 2]>, Option<Refusal>),
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
        label: one.label,
        target: one.target,
        value: match (one.known, one.value) {
            (false, _) => locale.text("labels-not-measured"),
            (true, None) => locale.text("labels-too-few"),
            (true, Some(value)) => value.to_string(),
        },
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
        may_file: there.manages && report.state == ReportState::Due,
        may_read: there.admin && report.state == ReportState::Filed,
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
        Err(Error::Refused(refusal)) => one(&cx, (&id, year), (Some(typed), Some(refusal))).await,
        Err(error) => Err(error),
    }
}

/// `POST /labels/{id}/reports/{n}/reading`
pub async fn read_report(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (actor, now, (id, year)) = (cx.actor(), cx.now, at.into_inner());
    let id = read_id(&id)?;
    let (which, answer) = (id.clone(), form.text("answer").to_owned());
    let done =
        cx.db.write(move |conn| ops::read_report(conn, &actor, (&which, year, &answer), now)).await;
    match done {
        Ok(()) => cx.redirect(&format!("/labels/{id}/reports/{year}"), "labels-flash-read"),
        Err(Error::Refused(refusal)) => one(&cx, (&id, year), (None, Some(refusal))).await,
        Err(error) => Err(error),
    }
}

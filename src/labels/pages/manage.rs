//! Every label, and what the network's administration does with one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::check::{PromiseView, promise};
use super::{badge, kind_word};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::decisions::queries::apart_of;
use crate::labels::rules::{self, Event, holds};
use crate::labels::{Label, LabelId, LabelKind, LabelState, ops, queries};
use crate::network::NodeName;
use crate::web::{Admin, Badge, Context, Head, Upload, day};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct ListView {
    tab: &'static str,
    waiting: Vec<WaitingView>,
    labels: Vec<LineView>,
}

#[derive(Serialize)]
struct WaitingView {
    href: String,
    reference: String,
    title: String,
    kind: String,
}

#[derive(Serialize)]
struct LineView {
    href: String,
    node: String,
    kind: String,
    badge: Badge,
    ends_on: NaiveDate,
}

/// `GET /admin/labels`
pub async fn list(cx: Context<Admin>) -> Result<HttpResponse> {
    let me = cx.actor().id;
    let (waiting, labels) = cx
        .db
        .read(move |conn| {
            let apart = apart_of(conn, &me)?;
            let mut waiting = queries::waiting(conn)?;
            waiting.retain(|(application, _)| !apart.contains(&application.id));
            Ok((waiting, queries::all(conn)?))
        })
        .await?;
    let (locale, today) = (cx.locale, network_day(cx.now));
    let line = |(label, node): &(Label, NodeName)| LineView {
        href: format!("/admin/labels/{}", label.id),
        node: node.short_name.clone(),
        kind: kind_word(label.kind, locale),
        badge: badge(label, holds(label, today), locale),
        ends_on: label.ends_on,
    };
    let view = ListView {
        tab: "labels",
        waiting: waiting
            .iter()
            .map(|(application, decision)| WaitingView {
                href: format!("/admin/labels/applications/{}", application.id),
                reference: application.reference.clone().unwrap_or_default(),
                title: application.title.clone(),
                kind: rules::kind_of(decision.outcome)
                    .map(|kind| kind_word(kind, locale))
                    .unwrap_or_default(),
            })
            .collect(),
        labels: labels.iter().map(line).collect(),
    };
    cx.page("labels/list", cx.head("labels-title", "admin"), &view)
}

#[derive(Serialize)]
struct View {
    id: String,
    node: String,
    slug: String,
    kind: String,
    badge: Badge,
    alert: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    reason: String,
    noticed_at: Option<NaiveDateTime>,
    withdrawn_from: Option<NaiveDateTime>,
    application: String,
    coverage: usize,
    promises: Vec<PromiseView>,
    tickets: Vec<TicketView>,
    may_suspend: bool,
    may_resume: bool,
    may_announce: bool,
    may_withdraw: bool,
    /// Whether it is on trajectory, and may be labelled.
    may_complete: bool,
}

#[derive(Serialize)]
struct TicketView {
    reference: String,
    subject: String,
}

/// `GET /admin/labels/{id}`
pub async fn manage(cx: Context<Admin>, id: web::Path<LabelId>) -> Result<HttpResponse> {
    page(&cx, id.into_inner(), None).await
}

async fn page(cx: &Context<Admin>, id: LabelId, refusal: Option<Refusal>) -> Result<HttpResponse> {
    let (now, locale) = (cx.now, cx.locale);
    let today = network_day(now);
    let (label, node, promises, tickets, coverage) = cx
        .db
        .read(move |conn| {
            let (label, node) = ops::with_node(conn, &id)?;
            let promises = ops::measured(conn, &label, now)?;
            // Whom somebody waits for where nothing new goes any more.
            let tickets = match node.receives() {
                true => Vec::new(),
                false => queries::open_tickets(conn, &node.id)?,
            };
            let coverage = ops::covered(conn, &node.id, today)?;
            Ok((label, node, promises, tickets, coverage))
        })
        .await?;
    let may = |event| rules::next(label.state, event).is_ok();
    let from = rules::withdrawal_from(&label);
    let view = View {
        id: label.id.to_string(),
        node: node.name.clone(),
        slug: node.slug.clone(),
        kind: kind_word(label.kind, locale),
        badge: badge(&label, holds(&label, today), locale),
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        starts_on: label.starts_on,
        ends_on: label.ends_on,
        reason: label.reason.clone(),
        noticed_at: label.noticed_at.filter(|_| label.state != LabelState::Withdrawn),
        withdrawn_from: from.filter(|_| label.state != LabelState::Withdrawn),
        application: label.application_id.to_string(),
        coverage,
        promises: promises.into_iter().map(|one| promise(one, locale)).collect(),
        tickets: tickets
            .into_iter()
            .map(|(reference, subject)| TicketView { reference, subject })
            .collect(),
        may_suspend: may(Event::Suspend),
        may_resume: may(Event::Resume),
        may_announce: may(Event::Withdraw) && label.noticed_at.is_none(),
        may_complete: label.kind == LabelKind::Trajectory && label.state == LabelState::Active,
        may_withdraw: may(Event::Withdraw) && from.is_some_and(|from| now >= from),
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let head = Head { title: view.node.clone(), section: "admin" };
    cx.respond(status, "labels/manage", head, &view)
}

/// One step of a label's life; then its page, which says what came of it.
async fn step(
    cx: Context<Admin>,
    id: LabelId,
    flash: &str,
    work: impl FnOnce(&mut Conn, &Actor, &LabelId) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, which) = (cx.actor(), id.clone());
    match cx.db.write(move |conn| work(conn, &actor, &which)).await {
        Ok(()) => cx.redirect(&format!("/admin/labels/{id}"), flash),
        Err(Error::Refused(refusal)) => page(&cx, id, Some(refusal)).await,
        Err(error) => Err(error),
    }
}

/// `POST /admin/labels/{id}/suspension`
pub async fn suspend(
    cx: Context<Admin>,
    id: web::Path<LabelId>,
    form: Upload,
) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, id.into_inner(), "labels-flash-suspended", move |conn, actor, id| {
        ops::suspend(conn, actor, (id, form.text("reason").trim()), now)
    })
    .await
}

/// `POST /admin/labels/{id}/resumption`
pub async fn resume(cx: Context<Admin>, id: web::Path<LabelId>) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, id.into_inner(), "labels-flash-resumed", move |conn, actor, id| {
        ops::resume(conn, actor, id, now)
    })
    .await
}

/// `POST /admin/labels/{id}/completion`: whoever was on trajectory is labelled.
pub async fn complete(
    cx: Context<Admin>,
    id: web::Path<LabelId>,
    form: Upload,
) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, id.into_inner(), "labels-flash-completed", move |conn, actor, id| {
        let ends_on = day(form.text("ends_on").trim()).ok_or(rules::TOO_SOON)?;
        let said = (id, ends_on, form.text("reason").trim());
        ops::complete_trajectory(conn, actor, said, now)
    })
    .await
}

/// `POST /admin/labels/{id}/notice`
pub async fn notice(
    cx: Context<Admin>,
    id: web::Path<LabelId>,
    form: Upload,
) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, id.into_inner(), "labels-flash-noticed", move |conn, actor, id| {
        ops::announce_withdrawal(conn, actor, (id, form.text("reason").trim()), now)
    })
    .await
}

/// `POST /admin/labels/{id}/withdrawal`
pub async fn withdraw(cx: Context<Admin>, id: web::Path<LabelId>) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, id.into_inner(), "labels-flash-withdrawn", move |conn, actor, id| {
        ops::withdraw(conn, actor, id, now)
    })
    .await
}

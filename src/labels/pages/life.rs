//! What a label owes while it lasts, for who manages its node and for who reads what they show.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::{badge, kind_word};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::labels::ops::{self, Owing};
use crate::labels::rules::{holds, life};
use crate::labels::{
    Condition, ConditionId, ConditionState, LabelId, Renewal, RenewalId, RenewalState, Report,
    ReportState,
};
use crate::web::{Badge, Context, Head, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    id: LabelId,
    node: String,
    slug: String,
    kind: String,
    badge: Badge,
    ends_on: NaiveDate,
    alert: String,
    manages: bool,
    admin: bool,
    conditions: Vec<ConditionView>,
    reports: Vec<ReportView>,
    renewals: Vec<RenewalView>,
    /// Whether a renewal can be asked for, with this id.
    may_renew: bool,
    renewal: String,
    /// From when on it can be, before that.
    renewal_from: Option<NaiveDate>,
    /// Whether one waits for an answer.
    asked: bool,
    typed: String,
}

#[derive(Serialize)]
struct ConditionView {
    id: ConditionId,
    body: String,
    due_on: NaiveDate,
    badge: Badge,
    proof: String,
    shown_at: Option<NaiveDateTime>,
    remark: String,
    lifted_on: Option<NaiveDate>,
    may_show: bool,
    may_judge: bool,
}

#[derive(Serialize)]
struct ReportView {
    href: String,
    year: i32,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    due_on: NaiveDate,
    badge: Badge,
}

#[derive(Serialize)]
struct RenewalView {
    badge: Badge,
    said: String,
    asked_at: NaiveDateTime,
    answer: String,
    ends_on: Option<NaiveDate>,
}

fn condition(
    (one, there): (&Condition, &Owing),
    today: NaiveDate,
    locale: Locale,
) -> ConditionView {
    let (class, icon, word) = match one.state {
        ConditionState::Lifted => ("is-good", "check-circle", "labels-condition-lifted"),
        ConditionState::Shown => ("is-info", "eye", "labels-condition-shown"),
        ConditionState::Open if one.due_on < today => {
            ("is-bad", "exclamation-octagon", "labels-condition-missed")
        }
        ConditionState::Open => ("is-warn", "hourglass-split", "labels-condition-open"),
    };
    ConditionView {
        id: one.id.clone(),
        body: one.body.clone(),
        due_on: one.due_on,
        badge: Badge { class, icon, word: locale.text(word) },
        proof: one.proof.clone(),
        shown_at: one.shown_at,
        remark: one.remark.clone(),
        lifted_on: one.lifted_on,
        may_show: there.manages && one.state != ConditionState::Lifted,
        may_judge: there.admin && one.state == ConditionState::Shown,
    }
}

pub(super) fn report_badge(one: &Report, today: NaiveDate, locale: Locale) -> Badge {
    let (class, icon, word) = match one.state {
        ReportState::Read => ("is-good", "check2-all", "labels-report-read"),
        ReportState::Filed => ("is-info", "send", "labels-report-filed"),
        ReportState::Waived => ("", "slash-circle", "labels-report-waived"),
        ReportState::Due | ReportState::Returned if one.due_on < today => {
            ("is-bad", "clock", "labels-report-late")
        }
        ReportState::Returned => ("is-warn", "arrow-clockwise", "labels-report-returned"),
        ReportState::Due => ("is-warn", "hourglass-split", "labels-report-due"),
    };
    Badge { class, icon, word: locale.text(word) }
}

fn renewal(one: &Renewal, locale: Locale) -> RenewalView {
    let (class, icon, word) = match one.state {
        RenewalState::Asked => ("is-info", "hourglass-split", "labels-renewal-asked"),
        RenewalState::Granted => ("is-good", "check-circle", "labels-renewal-granted"),
        RenewalState::Refused => ("is-bad", "x-circle", "labels-renewal-refused"),
    };
    RenewalView {
        badge: Badge { class, icon, word: locale.text(word) },
        said: one.said.clone(),
        asked_at: one.asked_at,
        answer: one.answer.clone(),
        ends_on: one.ends_on,
    }
}

pub(super) fn read_id(id: &str) -> Result<LabelId> {
    id.parse().map_err(|_| Error::NotFound)
}

/// `GET /labels/{id}/life`
pub async fn show(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, &read_id(&id)?, (String::new(), None)).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &LabelId,
    (typed, refusal): (String, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, id, locale, today) = (cx.actor(), id.clone(), cx.locale, network_day(cx.now));
    let there = cx.db.read(move |conn| ops::owing(conn, &actor, &id)).await?;
    let owed = (there.conditions.as_slice(), there.reports.as_slice());
    let asked = there.renewals.iter().any(|one| one.state == RenewalState::Asked);
    let renewable = life::check_renewal(&there.label, owed, today);
    let label = &there.label;
    let view = View {
        id: label.id.clone(),
        node: there.node.name.clone(),
        slug: there.node.slug.clone(),
        kind: kind_word(label.kind, locale),
        badge: badge(label, holds(label, today), locale),
        ends_on: label.ends_on,
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        manages: there.manages,
        admin: there.admin,
        conditions: there
            .conditions
            .iter()
            .map(|one| condition((one, &there), today, locale))
            .collect(),
        reports: there
            .reports
            .iter()
            .map(|one| ReportView {
                href: format!("/labels/{}/reports/{}", label.id, one.year),
                year: one.year,
                starts_on: one.starts_on,
                ends_on: one.ends_on,
                due_on: one.due_on,
                badge: report_badge(one, today, locale),
            })
            .collect(),
        renewals: there.renewals.iter().map(|one| renewal(one, locale)).collect(),
        may_renew: there.manages && !asked && renewable.is_ok(),
        renewal: RenewalId::new().to_string(),
        renewal_from: (renewable == Err(life::TOO_EARLY))
            .then(|| label.ends_on.checked_sub_months(life::RENEWAL))
            .flatten(),
        asked,
        typed,
    };
    let status = match refusal {
        Some(refusal) if refusal == life::NO_PROOF => StatusCode::UNPROCESSABLE_ENTITY,
        Some(refusal) if refusal == life::NOTHING_SAID => StatusCode::UNPROCESSABLE_ENTITY,
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::OK,
    };
    let head = Head { title: view.node.clone(), section: "network" };
    cx.respond(status, "labels/life", head, &view)
}

async fn step(
    cx: Context<SignedIn>,
    (id, typed): (LabelId, String),
    flash: &str,
    work: impl FnOnce(&mut Conn, &Actor, &LabelId) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, which) = (cx.actor(), id.clone());
    match cx.db.write(move |conn| work(conn, &actor, &which)).await {
        Ok(()) => cx.redirect(&format!("/labels/{id}/life"), flash),
        Err(Error::Refused(refusal)) => page(&cx, &id, (typed, Some(refusal))).await,
        Err(error) => Err(error),
    }
}

type Which = web::Path<(String, String)>;

fn read_both(path: Which) -> Result<(LabelId, ConditionId)> {
    let (id, which) = path.into_inner();
    Ok((read_id(&id)?, which.parse().map_err(|_| Error::NotFound)?))
}

/// `POST /labels/{id}/conditions/{condition}/proof`
pub async fn prove(cx: Context<SignedIn>, path: Which, form: Upload) -> Result<HttpResponse> {
    let (now, (id, which)) = (cx.now, read_both(path)?);
    let proof = form.text("proof").to_owned();
    step(cx, (id, proof.clone()), "labels-flash-shown", move |conn, actor, id| {
        ops::show_condition(conn, actor, (id, &which, &proof), now)
    })
    .await
}

/// `POST /labels/{id}/conditions/{condition}/verdict`
pub async fn judge(cx: Context<SignedIn>, path: Which, form: Upload) -> Result<HttpResponse> {
    let (now, (id, which)) = (cx.now, read_both(path)?);
    let (lifts, remark) = (form.text("outcome") == "lift", form.text("remark").to_owned());
    step(cx, (id, remark.clone()), "labels-flash-judged", move |conn, actor, id| {
        ops::judge_condition(conn, actor, (id, &which), (lifts, &remark), now)
    })
    .await
}

/// `POST /labels/{id}/reports`: one before its year is over.
pub async fn ask_report(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    let (now, id) = (cx.now, read_id(&id)?);
    step(cx, (id, String::new()), "labels-flash-asked", move |conn, actor, id| {
        ops::ask_report(conn, actor, id, now)
    })
    .await
}

/// `POST /labels/{id}/renewal`
pub async fn renew(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (now, id, said) = (cx.now, read_id(&id)?, form.text("said").to_owned());
    let made: RenewalId = form.text("id").parse().map_err(|_| Error::Malformed("id"))?;
    step(cx, (id, said.clone()), "labels-flash-renewal", move |conn, actor, id| {
        ops::ask_renewal(conn, actor, (id, &made, &said), now)
    })
    .await
}

/// `POST /labels/{id}/renewal/answer`
pub async fn answer_renewal(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (now, id, answer) = (cx.now, read_id(&id)?, form.text("answer").to_owned());
    let grants = form.text("outcome") == "grant";
    step(cx, (id, answer.clone()), "labels-flash-answered", move |conn, actor, id| {
        ops::answer_renewal(conn, actor, (id, grants, &answer), now)
    })
    .await
}

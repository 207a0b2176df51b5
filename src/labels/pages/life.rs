//! What a label owes while it lasts, for who manages its node and for who reads what they show.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::check::{PromiseView, promise};
use super::shadow::{ShadowView, shadow_view};
use super::{badge, kind_word};
use crate::accounts::Actor;
use crate::applications::pages::served;
use crate::clock::network_day;
use crate::db::Conn;
use crate::files::{Stored, check_served};
use crate::i18n::Locale;
use crate::labels::ops::{self, Owing};
use crate::labels::rules::{holds, life};
use crate::labels::{
    Condition, ConditionId, ConditionState, LabelId, Renewal, RenewalId, RenewalState, Report,
    ReportState,
};
use crate::questionnaires::FileKind;
use crate::questionnaires::rules::files;
use crate::web::{Badge, Context, Head, SignedIn, Upload};
use crate::{Error, Refusal, Result, questionnaires};

#[derive(Serialize)]
struct View {
    id: LabelId,
    node: String,
    slug: String,
    kind: String,
    badge: Badge,
    ends_on: NaiveDate,
    alert: String,
    /// What would have come, in the days before it opens.
    shadow: Option<ShadowView>,
    manages: bool,
    admin: bool,
    conditions: Vec<ConditionView>,
    promises: Vec<PromiseView>,
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
    /// Whether a text or a file shows it.
    proven: bool,
    proof: String,
    file: String,
    /// The text that was sent last, or that was typed and refused.
    typed: String,
    accept: String,
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
    typed: &Typed,
    (today, locale): (NaiveDate, Locale),
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
        proven: !one.proof.is_empty() || one.proof_sha256.is_some(),
        proof: one.proof.clone(),
        file: one.proof_name.clone(),
        typed: if typed.0 == one.id.as_str() { typed.1.clone() } else { one.proof.clone() },
        accept: files::endings(FileKind::ALL),
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
    page(&cx, &read_id(&id)?, (Typed::default(), None)).await
}

/// Which field of the page something was typed in, and what.
type Typed = (String, String);

async fn page(
    cx: &Context<SignedIn>,
    id: &LabelId,
    (typed, refusal): (Typed, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, id, locale, now) = (cx.actor(), id.clone(), cx.locale, cx.now);
    let today = network_day(now);
    let words = cx.app.vocabularies();
    let (there, promises, shadow) = cx
        .db
        .read(move |conn| {
            let there = ops::owing(conn, &actor, &id)?;
            let promises = ops::measured(conn, &there.label, now)?;
            let shadow = match ops::shadow(conn, (&there.label, &there.node), &words, now)? {
                Some(found) => Some(shadow_view(conn, &found, (&words, locale))?),
                None => None,
            };
            Ok((there, promises, shadow))
        })
        .await?;
    let promises = promises.into_iter().map(|one| promise(one, locale)).map(|mut one| {
        if typed.0 == format!("context-{}", one.position) {
            one.typed.clone_from(&typed.1);
        }
        one
    });
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
        shadow,
        manages: there.manages,
        admin: there.admin,
        conditions: there
            .conditions
            .iter()
            .map(|one| condition((one, &there), &typed, (today, locale)))
            .collect(),
        promises: promises.collect(),
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
        typed: if typed.0 == "renewal" { typed.1.clone() } else { String::new() },
    };
    let status = match refusal {
        Some(refusal) if UNSAID.contains(&refusal) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::OK,
    };
    let head = Head { title: view.node.clone(), section: "network" };
    cx.respond(status, "labels/life", head, &view)
}

/// What is wrong with something that was typed, rather than with when.
const UNSAID: [Refusal; 4] =
    [life::NO_PROOF, life::NOTHING_SAID, life::NO_SUCH_FILE, life::LONG_CONTEXT];

async fn step(
    cx: Context<SignedIn>,
    (id, typed): (LabelId, Typed),
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
    let typed = (which.to_string(), proof.clone());
    // Before anything is kept of who may show nothing.
    let (actor, label, condition) = (cx.actor(), id.clone(), which.clone());
    cx.db.read(move |conn| ops::may_show(conn, &actor, (&label, &condition))).await?;
    let Ok(file) = paper(&cx, &form).await? else {
        return page(&cx, &id, (typed, Some(life::NO_SUCH_FILE))).await;
    };
    step(cx, (id, typed), "labels-flash-shown", move |conn, actor, id| {
        ops::show_condition(conn, actor, (id, &which), (&proof, file.as_ref()), now)
    })
    .await
}

/// The file that was sent, if it is of a kind that is taken: kept.
async fn paper(cx: &Context<SignedIn>, form: &Upload) -> Result<Result<Option<Stored>, ()>> {
    match form.files.first() {
        None if form.refused.is_empty() => Ok(Ok(None)),
        Some(file) if files::kind(&file.name, &file.content).is_some() => {
            Ok(Ok(Some(cx.app.files.put(&file.name, file.content.clone()).await?)))
        }
        None | Some(_) => Ok(Err(())),
    }
}

/// `GET /labels/{id}/conditions/{condition}/proof`: always as a download.
pub async fn proof(cx: Context<SignedIn>, path: Which) -> Result<HttpResponse> {
    let (actor, (id, which)) = (cx.actor(), read_both(path)?);
    let (sha256, name, scan, media_type) = cx
        .db
        .read(move |conn| {
            let (sha256, name) = ops::proof_file(conn, &actor, (&id, &which))?;
            let (scan, media_type) = questionnaires::queries::template(conn, &sha256)?;
            Ok((sha256, name, scan, media_type))
        })
        .await?;
    check_served(scan, cx.app.config.clamd.is_some())?;
    served(&cx.app, (&sha256, &name, &media_type)).await
}

/// `POST /labels/{id}/promises/{n}/context`
pub async fn say_context(
    cx: Context<SignedIn>,
    at: web::Path<(String, i32)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (now, (id, position)) = (cx.now, at.into_inner());
    let context = form.text("context").to_owned();
    let typed = (format!("context-{position}"), context.clone());
    step(cx, (read_id(&id)?, typed), "labels-flash-context", move |conn, actor, id| {
        ops::say_context(conn, actor, (id, position, &context), now)
    })
    .await
}

/// `POST /labels/{id}/conditions/{condition}/verdict`
pub async fn judge(cx: Context<SignedIn>, path: Which, form: Upload) -> Result<HttpResponse> {
    let (now, (id, which)) = (cx.now, read_both(path)?);
    let (lifts, remark) = (form.text("outcome") == "lift", form.text("remark").to_owned());
    step(cx, (id, Typed::default()), "labels-flash-judged", move |conn, actor, id| {
        ops::judge_condition(conn, actor, (id, &which), (lifts, &remark), now)
    })
    .await
}

/// `POST /labels/{id}/reports`: one before its year is over.
pub async fn ask_report(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    let (now, id) = (cx.now, read_id(&id)?);
    step(cx, (id, Typed::default()), "labels-flash-asked", move |conn, actor, id| {
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
    let typed = ("renewal".to_owned(), said.clone());
    step(cx, (id, typed), "labels-flash-renewal", move |conn, actor, id| {
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
    step(cx, (id, Typed::default()), "labels-flash-answered", move |conn, actor, id| {
        ops::answer_renewal(conn, actor, (id, grants, &answer), now)
    })
    .await
}

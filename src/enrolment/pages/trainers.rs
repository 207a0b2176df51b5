//! Where trainers are looked for, and what they taught in a year.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpResponse, web};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::plan::page;
use crate::accounts::AccountId;
use crate::clock::network_day;
use crate::courses::pages::Frame;
use crate::courses::pages::line::{SessionLine, line};
use crate::courses::{Given, SessionId, queries as sessions};
use crate::enrolment::queries::Taught;
use crate::enrolment::{Proposal, ProposalId, ProposalState, TrainerCall, ops, queries, rules};
use crate::i18n::Locale;
use crate::triage::ops::scope_of;
use crate::triage::pages::short_time;
use crate::web::{Badge, Choice, Context, FieldErrors, Staff, Upload, checked_email, choice};
use crate::{Error, Refusal, Result};

/// Years of which the hours are told, this one first.
const YEARS: i32 = 5;

/// Who is looked for at one session, and who was asked.
#[derive(Serialize)]
pub(super) struct Sought {
    wanted: i32,
    call: String,
    asked: Vec<AskedView>,
}

#[derive(Serialize)]
struct AskedView {
    id: ProposalId,
    name: String,
    note: String,
    badge: Badge,
    /// Those who give the session are to answer.
    offers: bool,
}

pub(super) fn sought(
    call: TrainerCall,
    proposals: Vec<(Proposal, String)>,
    locale: Locale,
) -> Sought {
    let one = |(one, name): (Proposal, String)| AskedView {
        badge: badge(one.state, locale),
        offers: one.is_offer() && one.state == ProposalState::Asked,
        id: one.id,
        name,
        note: one.note,
    };
    Sought { wanted: call.wanted, call: call.note, asked: proposals.into_iter().map(one).collect() }
}

pub(super) fn badge(state: ProposalState, locale: Locale) -> Badge {
    let (class, icon) = match state {
        ProposalState::Asked => ("is-info", "clock"),
        ProposalState::Accepted => ("is-good", "check-circle"),
        ProposalState::Declined => ("", "x-circle"),
    };
    Badge { class, icon, word: locale.text(&format!("enrolment-trainer-{state}")) }
}

#[derive(Serialize)]
struct View {
    frame: Frame,
    /// What the reader was asked and did not answer.
    asked: Vec<CallView>,
    calls: Vec<CallView>,
    years: Vec<Choice>,
    hours: Vec<HoursView>,
}

#[derive(Serialize)]
struct CallView {
    #[serde(flatten)]
    line: SessionLine,
    id: SessionId,
    proposal: Option<ProposalId>,
    note: String,
    wanted: i32,
    /// The reader offered to come, or was asked.
    is_asked: bool,
    public: bool,
}

#[derive(Serialize)]
struct HoursView {
    name: String,
    sessions: usize,
    time: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    year: String,
}

/// `GET /inbox/trainers?year=`
pub async fn trainers(cx: Context<Staff>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let (actor, locale, now) = (cx.actor(), cx.locale, cx.now);
    let this = network_day(now).year();
    let year = asked.year.parse().ok().filter(|year| (this - YEARS + 1..=this).contains(year));
    let year = year.unwrap_or(this);
    let (who, scope) = (actor.id.clone(), scope_of(&actor));
    let (proposals, calls, given, taught) = cx
        .db
        .read(move |conn| {
            let proposals = queries::proposals_to(conn, &who)?;
            let calls = queries::open_calls(conn, now)?;
            let ids: Vec<_> = proposals
                .iter()
                .map(|one| one.session_id.clone())
                .chain(calls.iter().map(|(id, _)| id.clone()))
                .collect();
            let taught = queries::taught(conn, &scope, span(year, now))?;
            Ok((proposals, calls, sessions::all_of(conn, &ids)?, taught))
        })
        .await?;
    let find = |id: &SessionId| given.iter().find(|given| given.session.id == *id);
    let open = |id: &SessionId| proposals.iter().find(|one| one.session_id == *id);
    let shown = |given: &Given, note: &str, wanted: i32| CallView {
        line: line(given, &[], now, locale),
        id: given.session.id.clone(),
        proposal: open(&given.session.id).map(|one| one.id.clone()),
        note: note.to_owned(),
        wanted,
        is_asked: open(&given.session.id).is_some_and(|one| one.state == ProposalState::Asked),
        public: given.session.published_at.is_some(),
    };
    let waits = |one: &&Proposal| one.state == ProposalState::Asked && !one.is_offer();
    let takes = |given: &&Given| rules::takes_trainers(&given.session, now);
    let asks = proposals.iter().filter(waits).filter_map(|one| {
        find(&one.session_id).filter(takes).map(|given| shown(given, &one.note, 0))
    });
    let calling = calls
        .iter()
        .filter_map(|(id, call)| find(id).map(|given| shown(given, &call.note, call.wanted)));
    let view = View {
        asked: asks.collect(),
        calls: calling.collect(),
        years: (0..YEARS)
            .map(|back| (this - back).to_string())
            .map(|one| choice(&one, one.clone(), one == year.to_string()))
            .collect(),
        hours: hours(taught, locale),
        frame: Frame::of("trainers", &actor, String::new()),
    };
    cx.page("enrolment/trainers", cx.head("enrolment-trainers", "inbox"), &view)
}

/// A year, as far as it has passed.
fn span(year: i32, now: NaiveDateTime) -> (NaiveDateTime, NaiveDateTime) {
    let first = |year| {
        let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        day.and_time(chrono::NaiveTime::MIN)
    };
    (first(year), first(year + 1).min(now))
}

/// Hours of each trainer; whoever has an account is one person by it, others are by their names.
fn hours(taught: Vec<Taught>, locale: Locale) -> Vec<HoursView> {
    type Key = (String, Option<AccountId>);
    let mut all: BTreeMap<Key, (String, BTreeSet<SessionId>, i64)> = BTreeMap::new();
    for one in taught {
        let key = match &one.account {
            Some(account) => (String::new(), Some(account.clone())),
            None => (one.folded.clone(), None),
        };
        let known = all.entry(key).or_insert_with(|| (one.name.clone(), BTreeSet::new(), 0));
        known.1.insert(one.session);
        known.2 += (one.ends_at - one.starts_at).num_minutes();
    }
    let mut all: Vec<_> = all.into_values().collect();
    all.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    let view = |(name, sessions, minutes): (String, BTreeSet<SessionId>, i64)| HoursView {
        name,
        sessions: sessions.len(),
        time: short_time(minutes, locale),
    };
    all.into_iter().map(view).collect()
}

fn said(form: &Upload) -> String {
    let text = form.text("note").replace("\r\n", "\n");
    text.trim().chars().take(rules::MAX_NOTE).collect()
}

/// Back to a session's desk, with why something was not done.
async fn done(
    cx: &Context<Staff>,
    id: &SessionId,
    (done, flash): (Result<()>, &str),
) -> Result<HttpResponse> {
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/sessions/{id}"), flash),
        Err(Error::Refused(refusal)) => refused(cx, id, refusal).await,
        Err(error) => Err(error),
    }
}

async fn refused(cx: &Context<Staff>, id: &SessionId, refusal: Refusal) -> Result<HttpResponse> {
    page(cx, id, (None, FieldErrors::none()), Some(refusal)).await
}

/// `POST /inbox/sessions/{id}/trainers/call`
pub async fn call_trainers(
    cx: Context<Staff>,
    id: web::Path<SessionId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let typed = form.text("wanted").trim();
    let wanted: Option<i32> = if typed.is_empty() { Some(0) } else { typed.parse().ok() };
    let Some(wanted) = wanted.filter(|n| (0..=rules::MOST_WANTED).contains(n)) else {
        return refused(&cx, &id, rules::BAD_CALL).await;
    };
    let (which, call) = (id.clone(), TrainerCall { wanted, note: said(&form) });
    let did = cx.db.write(move |conn| ops::call_trainers(conn, &actor, (&which, &call), now)).await;
    done(&cx, &id, (did, "enrolment-flash-call")).await
}

/// `POST /inbox/sessions/{id}/trainers`
pub async fn propose(
    cx: Context<Staff>,
    id: web::Path<SessionId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, app, id) = (cx.actor(), cx.now, cx.app.clone(), id.into_inner());
    let email = checked_email(form.text("email")).unwrap_or_default();
    let (which, note) = (id.clone(), said(&form));
    let did = cx
        .db
        .write(move |conn| ops::propose(conn, &actor, (&which, &email, &note), &app.signer, now))
        .await;
    done(&cx, &id, (did, "enrolment-flash-proposed")).await
}

/// `POST /inbox/sessions/{id}/trainers/offers`
pub async fn offer(
    cx: Context<Staff>,
    id: web::Path<SessionId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let note = said(&form);
    match cx.db.write(move |conn| ops::offer(conn, &actor, (&id, &note), now)).await {
        // Whoever trains there already has nothing to offer.
        Ok(()) | Err(Error::Refused(_)) => {
            cx.redirect("/inbox/trainers", "enrolment-flash-offered")
        }
        Err(error) => Err(error),
    }
}

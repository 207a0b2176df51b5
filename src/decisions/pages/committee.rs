//! All applications of a call with what was decided of each, and who sits over them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Frame, outcome_word};
use crate::accounts::{AccountId, Actor};
use crate::calls::{self, CallId, CallRole, State};
use crate::courses::pages::Badge;
use crate::db::Conn;
use crate::decisions::{Decision, DecisionState, access, ops, queries, rules};
use crate::i18n::Locale;
use crate::reviews::queries::summary_of_call;
use crate::reviews::rules::scores::SPLIT;
use crate::reviews::views::hundredths;
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    rows: Vec<Row>,
    seats: Vec<SeatView>,
    may_seat: bool,
    may_deliberate: bool,
    /// What is missing before: verdicts without which it does not begin, reviews without which it wants a reason.
    unjudged: usize,
    unread: usize,
    may_close: bool,
    left: usize,
    may_tell: bool,
    /// Whether decisions can be validated now.
    sits: bool,
}

#[derive(Serialize)]
struct Row {
    href: String,
    reference: String,
    title: String,
    /// None with too few reviews.
    rank: Option<usize>,
    median: String,
    spread: String,
    /// Whether reviewers see it differently.
    split: bool,
    reviews: usize,
    recommendations: String,
    eliminated: bool,
    outcome: Option<String>,
    badge: Option<Badge>,
}

#[derive(Serialize)]
struct SeatView {
    id: AccountId,
    name: String,
    role: &'static str,
    word: String,
}

/// `GET /inbox/calls/{id}/decisions`
pub async fn committee(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, None).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (actor, id, locale) = (cx.actor(), id.clone(), cx.locale);
    let (call, seat, applications, decisions, seats, summaries, sitting, missing) = cx
        .db
        .read(move |conn| {
            let (call, seat) = access::seated(conn, &actor, &id)?;
            let applications = queries::applications_of(conn, &id, Some(&actor.id))?;
            let decisions = queries::of_call(conn, &id)?;
            let chairs = calls::queries::holders(conn, &id, CallRole::Chair)?;
            let members = calls::queries::holders(conn, &id, CallRole::Committee)?;
            let summaries = summary_of_call(conn, &actor.id, &id)?;
            let sitting = queries::open_sitting(conn, &id)?.is_some();
            let missing = ops::missing(conn, &call, Some(&actor.id))?;
            let seats = (chairs, members);
            Ok((call, seat, applications, decisions, seats, summaries, sitting, missing))
        })
        .await?;
    let of = |id: &_| decisions.iter().find(|one| one.application_id == *id);
    let ranks = rules::ranking::ranks(&summaries);
    let number =
        |value: Option<i64>| value.map(|value| hundredths(value, locale)).unwrap_or_default();
    let row = |one: &crate::applications::Application| {
        let said = summaries.iter().find(|summary| summary.application == one.id);
        let spread = said.and_then(|said| said.spread);
        let recommended =
            said.into_iter().flat_map(|said| &said.recommendations).map(|(what, n)| {
                format!("{n} × {}", locale.text(&format!("reviews-recommendation-{what}")))
            });
        Row {
            href: format!("/inbox/calls/{}/decisions/{}", call.id, one.id),
            reference: one.reference.clone().unwrap_or_default(),
            title: one.title.clone(),
            rank: ranks.get(&one.id).copied(),
            median: number(said.and_then(|said| said.median)),
            spread: number(spread),
            split: spread.is_some_and(|spread| spread >= SPLIT),
            reviews: said.map_or(0, |said| said.reviews),
            recommendations: recommended.collect::<Vec<_>>().join(", "),
            eliminated: said.is_some_and(|said| !said.eliminatory.is_empty()),
            outcome: of(&one.id).map(|decision| outcome_word(decision.outcome, locale)),
            badge: of(&one.id).map(|decision| state_badge(decision, locale)),
        }
    };
    let mut rows: Vec<Row> = applications.iter().map(row).collect();
    // By rank; what has none comes last, by reference.
    rows.sort_by_key(|row| row.rank.unwrap_or(usize::MAX));
    let sits = |role: CallRole, word: &str| {
        let (role, word) = (role.as_str(), locale.text(word));
        move |(id, name, ..): (AccountId, String, String, Locale)| SeatView {
            id,
            name,
            role,
            word: word.clone(),
        }
    };
    let decided = |id: &_| of(id).is_some_and(|one| one.state != DecisionState::Proposed);
    let left = applications.iter().filter(|one| !decided(&one.id)).count();
    let mut frame = Frame::of((&call, seat), "committee", locale);
    frame.alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let view = View {
        frame,
        rows,
        seats: seats
            .0
            .into_iter()
            .map(sits(CallRole::Chair, "decisions-chair"))
            .chain(seats.1.into_iter().map(sits(CallRole::Committee, "decisions-member")))
            .collect(),
        may_seat: seat.coordinates,
        may_deliberate: call.state == State::InReview && (seat.coordinates || seat.chairs),
        unjudged: missing.unjudged,
        unread: missing.unread,
        may_close: seat.chairs && call.state == State::Deliberation && left == 0,
        left,
        may_tell: matches!(call.state, State::Decided | State::ResultsPublished),
        sits: sitting,
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "decisions/committee", cx.head("decisions-title", "inbox"), &view)
}

pub(super) fn state_badge(decision: &Decision, locale: Locale) -> Badge {
    let (class, icon, word) = match decision.state {
        DecisionState::Proposed => ("", "pencil", "decisions-state-proposed"),
        DecisionState::Validated => ("is-info", "clipboard-check", "decisions-state-validated"),
        DecisionState::Notified => ("is-good", "send", "decisions-state-notified"),
        DecisionState::Superseded => ("", "archive", "decisions-state-superseded"),
    };
    Badge { class, icon, word: locale.text(word) }
}

/// One step of a committee's work; then its page, which says what came of it.
async fn step(
    cx: Context<SignedIn>,
    id: CallId,
    flash: &str,
    work: impl FnOnce(&mut Conn, &Actor, &CallId) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, which) = (cx.actor(), id.clone());
    match cx.db.write(move |conn| work(conn, &actor, &which)).await {
        Ok(()) => cx.redirect(&format!("/inbox/calls/{id}/decisions"), flash),
        Err(Error::Refused(refusal)) => page(&cx, &id, Some(refusal)).await,
        Err(error) => Err(error),
    }
}

/// `POST /inbox/calls/{id}/deliberation`
pub async fn deliberate(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, id.into_inner(), "decisions-flash-deliberation", move |conn, actor, id| {
        ops::deliberate(conn, actor, (id, form.text("reason")), now)
    })
    .await
}

/// `POST /inbox/calls/{id}/conclusion`
pub async fn close(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, id.into_inner(), "decisions-flash-closed", move |conn, actor, id| {
        ops::close(conn, actor, id, now)
    })
    .await
}

/// `POST /inbox/calls/{id}/seats`
pub async fn seat(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (now, words) = (cx.now, cx.app.vocabularies());
    step(cx, id.into_inner(), "decisions-flash-seated", move |conn, actor, id| {
        let email = form.text("email").trim().to_lowercase();
        let role = form.text("role").parse().map_err(|_| Error::Malformed("role"))?;
        ops::appoint(conn, actor, (id, &email, role), &words, now)
    })
    .await
}

/// `POST /inbox/calls/{id}/seats/{account}/removal`
pub async fn unseat(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, AccountId)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (now, (id, account)) = (cx.now, path.into_inner());
    step(cx, id, "decisions-flash-unseated", move |conn, actor, id| {
        let role = form.text("role").parse().map_err(|_| Error::Malformed("role"))?;
        ops::unseat(conn, actor, (id, &account, role), now)
    })
    .await
}

//! All applications of a call with what was decided of each, and who sits over them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::criteria::{self, CriteriaView};
use super::{Frame, outcome_word, refused};
use crate::accounts::{AccountId, Actor};
use crate::applications::ApplicationId;
use crate::calls::{self, CallId, CallRole, State};
use crate::db::Conn;
use crate::decisions::{Decision, DecisionState, access, ops, queries, rules};
use crate::i18n::Locale;
use crate::reviews::queries::summary_of_call;
use crate::reviews::rules::scores::SPLIT;
use crate::reviews::views::hundredths;
use crate::web::{Badge, Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    rows: Vec<Row>,
    criteria: CriteriaView,
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
    may_order: bool,
    /// Whether the committee put them in an order of its own.
    ordered: bool,
}

#[derive(Serialize)]
struct Row {
    id: ApplicationId,
    /// In the order in which they are shown.
    place: usize,
    /// Before which one it comes when it is moved up, and down: the first cannot, and the last but one goes to the end.
    up: String,
    has_down: bool,
    down: String,
    href: String,
    reference: String,
    title: String,
    /// None with too few reviews.
    rank: Option<usize>,
    /// Whether others have the same rank.
    tied: bool,
    median: String,
    spread: String,
    /// Whether reviewers see it differently.
    split: bool,
    reviews: usize,
    recommendations: String,
    eliminated: bool,
    /// What it would add to the map, and where that is tried out.
    gained: GainedView,
    outcome: Option<String>,
    badge: Option<Badge>,
}

#[derive(Serialize)]
struct GainedView {
    places: usize,
    new: usize,
    first: usize,
    href: String,
}

/// In which order the people of a committee are named, and what they are.
const SEATS: [(CallRole, &str); 4] = [
    (CallRole::Chair, "decisions-chair"),
    (CallRole::Committee, "decisions-member"),
    (CallRole::Secretary, "decisions-secretary"),
    (CallRole::Observer, "decisions-observer"),
];

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
    let (actor, id, locale, now) = (cx.actor(), id.clone(), cx.locale, cx.now);
    let known = cx.app.vocabularies();
    let (call, seat, applications, decisions, seats, said, (sitting, places), missing) = cx
        .db
        .read(move |conn| {
            let (call, seat) = access::read(conn, &actor, &id, now)?;
            let applications = queries::applications_of(conn, &id, Some(&actor.id))?;
            let decisions = queries::of_call(conn, &id)?;
            let chairs = calls::queries::holders(conn, &id, CallRole::Chair)?;
            let members = calls::queries::holders(conn, &id, CallRole::Committee)?;
            let keepers = calls::queries::holders(conn, &id, CallRole::Secretary)?;
            let watchers = calls::queries::holders(conn, &id, CallRole::Observer)?;
            let summaries = summary_of_call(conn, &actor.id, &id)?;
            let sitting = queries::open_sitting(conn, &id)?.is_some();
            let places = queries::places_of(conn, &id)?;
            let missing = ops::missing(conn, &call, Some(&actor.id))?;
            let ground = ops::ground(conn, (&call, &known), now)?;
            let criteria = crate::reviews::queries::criteria(conn, &id)?;
            let (seats, sits) = ([chairs, members, keepers, watchers], (sitting, places));
            let said = (summaries, ground, criteria);
            Ok((call, seat, applications, decisions, seats, said, sits, missing))
        })
        .await?;
    let (summaries, ground, criteria) = said;
    let of = |id: &_| decisions.iter().find(|one| one.application_id == *id);
    let ranks = rules::ranking::ranks(&summaries, call.terms.reviewers_each);
    let number =
        |value: Option<i64>| value.map(|value| hundredths(value, locale)).unwrap_or_default();
    let tied = |rank: usize| ranks.values().filter(|other| **other == rank).count() > 1;
    let row = |one: &crate::applications::Application| {
        let said = summaries.iter().find(|summary| summary.application == one.id);
        let spread = said.and_then(|said| said.spread);
        let recommended =
            said.into_iter().flat_map(|said| &said.recommendations).map(|(what, n)| {
                format!("{n} × {}", locale.text(&format!("reviews-recommendation-{what}")))
            });
        let gained = ground.gained([&one.id]);
        Row {
            gained: GainedView {
                places: gained.places,
                new: gained.new,
                first: gained.first,
                href: format!("/inbox/calls/{}/portfolio?bid={}", call.id, one.id),
            },
            id: one.id.clone(),
            place: 0,
            up: String::new(),
            has_down: false,
            down: String::new(),
            tied: ranks.get(&one.id).is_some_and(|rank| tied(*rank)),
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
    let ids: Vec<ApplicationId> = applications.iter().map(|one| one.id.clone()).collect();
    let order = rules::order::order(&ids, &places, &ranks);
    let of_id = |id: &ApplicationId| applications.iter().find(|one| one.id == *id);
    let sorted: Vec<&crate::applications::Application> = order.iter().filter_map(of_id).collect();
    let mut rows: Vec<Row> = sorted.iter().copied().map(row).collect();
    number_rows(&mut rows);
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
        criteria: criteria::view(&criteria, (&sorted, &summaries), locale),
        seats: SEATS
            .into_iter()
            .zip(seats)
            .flat_map(|((role, word), held)| held.into_iter().map(sits(role, word)))
            .collect(),
        may_seat: seat.runs,
        may_deliberate: seat.until.is_none()
            && call.state == State::InReview
            && (seat.coordinates || seat.chairs),
        unjudged: missing.unjudged,
        unread: missing.unread,
        may_close: seat.chairs && call.state == State::Deliberation && left == 0,
        left,
        may_tell: seat.until.is_none()
            && matches!(call.state, State::Decided | State::ResultsPublished),
        sits: sitting,
        may_order: (seat.coordinates || seat.chairs)
            && rules::order::may_order(call.state)
            && applications.len() > 1,
        ordered: applications.iter().any(|one| places.contains_key(&one.id)),
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "decisions/committee", cx.head("decisions-title", "inbox"), &view)
}

/// Each row with its place, and the row that it changes places with either way.
fn number_rows(rows: &mut [Row]) {
    let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    for (at, row) in rows.iter_mut().enumerate() {
        row.place = at + 1;
        row.up = at.checked_sub(1).map(|before| ids[before].clone()).unwrap_or_default();
        row.has_down = at + 1 < ids.len();
        // Behind the next one is before the one after it, or at the end.
        row.down = ids.get(at + 2).cloned().unwrap_or_default();
    }
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
    match refused(&cx, &id, work).await? {
        None => cx.redirect(&format!("/inbox/calls/{id}/decisions"), flash),
        Some(refusal) => page(&cx, &id, Some(refusal)).await,
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

/// `POST /inbox/calls/{id}/order`: one comes before another, or last.
pub async fn place(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, id.into_inner(), "decisions-flash-placed", move |conn, actor, id| {
        let read = |typed: &str| typed.parse::<ApplicationId>().map_err(|_| Error::NotFound);
        let one = read(form.text("application"))?;
        let before = match form.text("before") {
            "" => None,
            before => Some(read(before)?),
        };
        ops::place(conn, actor, (id, &one, before.as_ref()), now)
    })
    .await
}

/// `POST /inbox/calls/{id}/order/removal`
pub async fn forget_places(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, id.into_inner(), "decisions-flash-unplaced", move |conn, actor, id| {
        ops::forget_places(conn, actor, id, now)
    })
    .await
}

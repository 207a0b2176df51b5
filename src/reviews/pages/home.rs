//! What waits for a reviewer.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{assignment_badge, day};
use crate::Result;
use crate::applications::Application;
use crate::calls::{self, Blind, Call, CallId, CallRole};
use crate::reviews::ops::{self, Answer};
use crate::reviews::{
    Assignment, AssignmentState, CallReviewer, ConflictState, Plan, Standing, queries,
};
use crate::web::{Badge, Context, SignedIn, Upload};

#[derive(Serialize)]
struct View {
    calls: Vec<CallView>,
    /// The committees one sits on.
    seats: Vec<SeatView>,
    is_reviewer: bool,
    /// Whether one wants no reminders.
    quiet: bool,
}

#[derive(Serialize)]
struct CallView {
    id: CallId,
    title: String,
    reference: String,
    due: String,
    minutes: i32,
    most: i32,
    /// One of these three is what is to be done.
    asks: bool,
    signs: bool,
    runs: bool,
    items: Vec<Line>,
    left: usize,
    /// Whether there is something to take along.
    packs: bool,
    /// Whether something of it can be filled in without a connection.
    fills: bool,
}

#[derive(Serialize)]
struct SeatView {
    href: String,
    title: String,
    reference: String,
    word: String,
}

#[derive(Serialize)]
struct Line {
    href: String,
    reference: String,
    title: String,
    badge: Badge,
}

/// `GET /reviews`
pub async fn home(cx: Context<SignedIn>) -> Result<HttpResponse> {
    let actor = cx.actor();
    let (is_reviewer, quiet, asked, plans, assigned, seats) = cx
        .db
        .read(move |conn| {
            let asked = queries::asked_for(conn, &actor.id)?;
            let mut plans: BTreeMap<CallId, Plan> = BTreeMap::new();
            for plan in queries::plans_of(conn, &actor.id)? {
                plans.insert(plan.call_id.clone(), plan);
            }
            let mut assigned = queries::assigned_to(conn, &actor.id)?;
            let barred = queries::conflicts_of_account(conn, &actor.id)?;
            assigned.retain(|(_, one, _)| {
                !barred.iter().any(|conflict| {
                    conflict.application_id == one.id && conflict.state == ConflictState::Confirmed
                })
            });
            let quiet = queries::is_quiet(conn, &actor.id)?;
            let seats = calls::queries::seats_of(conn, &actor.id)?;
            Ok((queries::is_reviewer(conn, &actor.id)?, quiet, asked, plans, assigned, seats))
        })
        .await?;
    let shown =
        asked.iter().filter(|(one, _)| matches!(one.state, Standing::Invited | Standing::Accepted));
    let calls = shown
        .map(|(one, call)| call_view(&cx, (one, call), plans.get(&call.id), &assigned))
        .collect();
    let seat = |(call, role): (Call, CallRole)| SeatView {
        href: format!("/inbox/calls/{}/decisions", call.id),
        title: call.text.title(cx.locale).to_owned(),
        word: cx.text(match role {
            CallRole::Chair => "decisions-chair",
            CallRole::Secretary => "decisions-secretary",
            CallRole::Observer => "decisions-observer",
            _ => "decisions-member",
        }),
        reference: call.reference,
    };
    let seats = seats.into_iter().map(seat).collect();
    let view = View { calls, seats, is_reviewer, quiet };
    cx.page("reviews/home", cx.head("reviews-home", "calls"), &view)
}

fn call_view(
    cx: &Context<SignedIn>,
    (asked, call): (&CallReviewer, &Call),
    plan: Option<&Plan>,
    assigned: &[(Assignment, Application, Call)],
) -> CallView {
    let own = assigned.iter().filter(|(one, _, of)| {
        of.id == call.id
            && matches!(
                one.state,
                AssignmentState::Invited | AssignmentState::Accepted | AssignmentState::Done
            )
    });
    let line = |(one, of, _): &(Assignment, Application, Call)| {
        let late = one.due_at.is_some_and(|due| due < cx.now);
        let title = if call.terms.blind == Blind::Double { "" } else { of.title.as_str() };
        Line {
            href: format!("/reviews/{}", one.id),
            reference: of.reference.clone().unwrap_or_default(),
            title: title.to_owned(),
            badge: assignment_badge(one.state, late, cx.locale),
        }
    };
    let open = own.clone().filter(|(one, ..)| one.state != AssignmentState::Done).count();
    let accepted = asked.state == Standing::Accepted;
    CallView {
        id: call.id.clone(),
        title: call.text.title(cx.locale).to_owned(),
        reference: call.reference.clone(),
        due: plan.map(|plan| day(plan.due_at, call, cx.locale)).unwrap_or_default(),
        minutes: plan.map_or(90, |plan| plan.minutes_each),
        most: asked.most,
        asks: !accepted,
        signs: accepted && asked.signed_at.is_none(),
        runs: accepted && asked.signed_at.is_some(),
        items: own.map(line).collect(),
        left: open,
        fills: asked.signed_at.is_some()
            && assigned
                .iter()
                .any(|(one, _, of)| of.id == call.id && one.state == AssignmentState::Accepted),
        packs: assigned.iter().any(|(one, _, of)| {
            let taken = matches!(one.state, AssignmentState::Accepted | AssignmentState::Done);
            of.id == call.id && taken && asked.signed_at.is_some()
        }),
    }
}

/// `POST /reviews/calls/{id}/answer`
pub async fn answer_call(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let answer = read_answer(&form);
    let flash = match answer {
        Answer::Yes => "reviews-flash-accepted",
        Answer::No(_) => "reviews-flash-declined",
    };
    let words = cx.app.vocabularies();
    cx.db
        .write(move |conn| ops::answer_signed_in(conn, &actor, (&id, &answer, &words), now))
        .await?;
    cx.redirect("/reviews", flash)
}

/// Yes, or no with a word about why and about whom else to ask.
pub(super) fn read_answer(form: &Upload) -> Answer {
    if form.text("answer") == "yes" {
        return Answer::Yes;
    }
    let said = [form.text("reason").trim(), form.text("instead").trim()];
    let said: Vec<&str> = said.into_iter().filter(|part| !part.is_empty()).collect();
    Answer::No(said.join(" → ").chars().take(1_000).collect())
}

/// `POST /reviews/reminders`: whether one wants any.
pub async fn set_reminders(cx: Context<SignedIn>, form: Upload) -> Result<HttpResponse> {
    let (actor, now, none) = (cx.actor(), cx.now, form.text("reminders") == "no");
    cx.db.write(move |conn| ops::set_quiet(conn, &actor, none, now)).await?;
    cx.redirect("/reviews", if none { "reviews-flash-quiet" } else { "reviews-flash-loud" })
}

/// `POST /reviews/calls/{id}/undertaking`
pub async fn sign(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    cx.db.write(move |conn| ops::sign(conn, &actor, &id, now)).await?;
    cx.redirect("/reviews", "reviews-flash-signed")
}

//! In which order a committee looks at applications, how it votes, and what is written down while it sits.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use super::sittings::{here, led};
use crate::accounts::Actor;
use crate::applications::ApplicationId;
use crate::calls::{Call, CallId};
use crate::db::Conn;
use crate::decisions::access;
use crate::decisions::rules::{self, order, ranking, votes::Tally};
use crate::decisions::{Decision, DecisionState, Sitting, SittingId, Vote, queries};
use crate::history::By;
use crate::reviews::queries::{hidden_from, summary_of_all};
use crate::{Error, Result};

/// A call whose order may be changed, by those who lead its committee.
fn ordered(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<Call> {
    let call = led(conn, actor, id)?;
    conn.take_turn(call.id.as_str())?;
    if order::may_order(call.state) { Ok(call) } else { Err(rules::ILLEGAL.into()) }
}

/// Puts an application right before another, or last. What its mover must not see stays where it is among the others.
pub fn place(
    conn: &mut Conn,
    actor: &Actor,
    (call, id, before): (&CallId, &ApplicationId, Option<&ApplicationId>),
    now: NaiveDateTime,
) -> Result<()> {
    let call = ordered(conn, actor, call)?;
    for one in [Some(id), before].into_iter().flatten() {
        access::application(conn, actor, (&call, one))?;
    }
    let all: Vec<ApplicationId> =
        queries::applications_of(conn, &call.id, None)?.into_iter().map(|one| one.id).collect();
    if !all.contains(id) || before.is_some_and(|before| !all.contains(before)) {
        return Err(Error::NotFound);
    }
    let places = queries::places_of(conn, &call.id)?;
    let ranks = ranking::ranks(&summary_of_all(conn, &call.id)?, call.terms.reviewers_each);
    let hidden = hidden_from(conn, &actor.id, &call.id)?;
    let order = order::order(&all, &places, &ranks);
    let moved = order::moved(&order, (id, before), |one| !hidden.contains(one));
    if moved == order {
        return Ok(());
    }
    queries::put_places(conn, &call.id, &moved)?;
    let detail = json!({ "application": id, "before": before });
    note(conn, By::Account(actor.id.clone()), ("committee.place", &call.id), &detail, now)
}

/// The order is that of the reviews again.
pub fn forget_places(
    conn: &mut Conn,
    actor: &Actor,
    id: &CallId,
    now: NaiveDateTime,
) -> Result<()> {
    let call = ordered(conn, actor, id)?;
    if !queries::remove_places(conn, &call.id)? {
        return Ok(());
    }
    note(conn, By::Account(actor.id.clone()), ("committee.unplace", &call.id), &json!({}), now)
}

/// Votes on the proposal that was read: whoever decides, is there, and has nothing to do with the application.
pub fn vote(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &ApplicationId),
    (seen, vote): (&str, Vote),
    now: NaiveDateTime,
) -> Result<()> {
    let (call, _) = access::seated(conn, actor, call)?;
    access::application(conn, actor, (&call, id))?;
    if !queries::voters(conn, &call.id)?.contains_key(&actor.id) {
        return Err(Error::NotFound);
    }
    conn.take_turn(call.id.as_str())?;
    let sitting = queries::open_sitting(conn, &call.id)?.ok_or(rules::NO_SITTING)?;
    if !here(conn, &sitting.id)?.contains(&actor.id) {
        return Err(rules::NOT_HERE_TO_VOTE.into());
    }
    let there = queries::current(conn, id)?.ok_or(rules::UNDECIDED)?;
    if there.state != DecisionState::Proposed {
        return Err(rules::ILLEGAL.into());
    }
    if there.mark() != seen {
        return Err(rules::CHANGED.into());
    }
    let before = queries::votes_in(conn, &sitting.id)?;
    let same = (id, &actor.id, seen, vote);
    if before.iter().any(|(one, by, mark, vote)| (one, by, mark.as_str(), *vote) == same) {
        return Ok(());
    }
    queries::put_vote(conn, (&sitting.id, id, &actor.id), (seen, vote), now)?;
    // That somebody voted is told, how they did is not.
    let detail = json!({ "sitting": sitting.id, "application": id });
    note(conn, By::Account(actor.id.clone()), ("sitting.vote", &call.id), &detail, now)
}

/// How the vote on a proposal stands, for somebody.
#[derive(Debug, Clone, Copy)]
pub struct Voting {
    pub tally: Tally,
    pub own: Option<Vote>,
    pub voters: usize,
    pub may_vote: bool,
}

/// The vote on a proposal while the committee sits, without those who have to do with the application.
pub fn voting(
    conn: &mut Conn,
    actor: &Actor,
    (sitting, there): (&Sitting, &Decision),
) -> Result<Option<Voting>> {
    if there.state != DecisionState::Proposed {
        return Ok(None);
    }
    let apart = queries::apart_from(conn, &there.application_id)?;
    let mut voters = here(conn, &sitting.id)?;
    voters.retain(|account| !apart.contains(account));
    let mut cast = queries::votes_in(conn, &sitting.id)?;
    cast.retain(|one| counts(one, there) && !apart.contains(&one.1));
    Ok(Some(Voting {
        own: cast.iter().find(|(_, by, ..)| *by == actor.id).map(|(.., vote)| *vote),
        tally: Tally::of(cast.into_iter().map(|(.., vote)| vote)),
        may_vote: voters.contains(&actor.id),
        voters: voters.len(),
    }))
}

/// Whether a vote was on this proposal, as it was decided.
pub fn counts((id, _, mark, _): &queries::Cast, decision: &Decision) -> bool {
    *id == decision.application_id && *mark == decision.mark()
}

/// A sitting of this call, not of another.
pub(super) fn sitting_of(conn: &mut Conn, (call, id): (&CallId, &SittingId)) -> Result<Sitting> {
    let there = queries::sitting(conn, id)?;
    if there.call_id == *call { Ok(there) } else { Err(Error::NotFound) }
}

/// Writes a part of the minutes, of an application or of none, until they are approved. Answers its lock.
pub fn write_minutes(
    conn: &mut Conn,
    actor: &Actor,
    (call, id, part): (&CallId, &SittingId, Option<&ApplicationId>),
    (body, lock): (&str, i32),
    now: NaiveDateTime,
) -> Result<i32> {
    let call = led(conn, actor, call)?;
    if let Some(part) = part {
        access::application(conn, actor, (&call, part))?;
    }
    conn.take_turn(id.as_str())?;
    if sitting_of(conn, (&call.id, id))?.approved_at.is_some() {
        return Err(rules::MINUTES_APPROVED.into());
    }
    let body = body.trim();
    if body.chars().count() > rules::MOST_MINUTES {
        return Err(rules::MINUTES_TOO_LONG.into());
    }
    let key = part.map(ApplicationId::as_str).unwrap_or_default();
    let kept = queries::minutes_of(conn, id)?.into_iter().find(|one| one.application_id == key);
    if kept.as_ref().map(|one| one.body.as_str()).unwrap_or_default() == body {
        return Ok(kept.map_or(0, |one| one.lock_version));
    }
    if !queries::put_minutes(conn, (id, key), (body, lock), (&actor.id, now))? {
        return Err(rules::CHANGED.into());
    }
    let detail = json!({ "sitting": id, "application": part });
    note(conn, By::Account(actor.id.clone()), ("sitting.minutes", &call.id), &detail, now)?;
    Ok(lock + 1)
}

/// The chair stands behind the minutes of a sitting that is over: they stay as they are.
pub fn approve_minutes(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &SittingId),
    now: NaiveDateTime,
) -> Result<()> {
    let call = access::chaired(conn, actor, call)?;
    conn.take_turn(id.as_str())?;
    let there = sitting_of(conn, (&call.id, id))?;
    if there.approved_at.is_some() {
        return Ok(());
    }
    if there.closed_at.is_none() {
        return Err(rules::STILL_SITS.into());
    }
    if queries::minutes_of(conn, id)?.iter().all(|one| one.body.is_empty()) {
        return Err(rules::NO_MINUTES.into());
    }
    if !queries::approve_minutes(conn, id, (&actor.id, now))? {
        return Err(rules::CHANGED.into());
    }
    let detail = json!({ "sitting": id });
    note(conn, By::Account(actor.id.clone()), ("sitting.minutes_approve", &call.id), &detail, now)
}

//! Planning a review, and beginning it: from then on nothing is filed any more.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::Actor;
use crate::applications;
use crate::calls::queries::Along;
use crate::calls::rules::Event;
use crate::calls::{self, Call, CallId, State};
use crate::db::Conn;
use crate::reviews::access::desk;
use crate::reviews::{Criterion, CriterionId, Plan, queries, rules};
use crate::taxonomy::Vocabularies;
use crate::{Error, Result};

/// Says by when the call is reviewed, and what it asks of reviewers.
pub fn plan(conn: &mut Conn, actor: &Actor, plan: &Plan, now: NaiveDateTime) -> Result<()> {
    let desk = desk(conn, actor, &plan.call_id)?;
    let id = &desk.call.id;
    queries::put_plan(conn, plan, (&actor.id, now))?;
    let detail = json!({ "due": plan.due_at.to_string(), "most": plan.most_each });
    note(conn, &actor.id, ("review.plan", "call", id.as_str()), &detail, now)
}

/// The grid of a call: its own, that of the last call it comes from that has one, or the one with which calls begin.
pub fn grid(conn: &mut Conn, call: &Call) -> Result<Vec<Criterion>> {
    let mut kept = queries::criteria(conn, &call.id)?;
    let mut earlier = call.cloned_from.clone();
    while let Some(id) = earlier.filter(|_| kept.is_empty()) {
        kept = queries::criteria(conn, &id)?;
        kept.iter_mut().for_each(|one| one.id = CriterionId::new());
        earlier = calls::queries::find(conn, &id)?.cloned_from;
    }
    Ok(if kept.is_empty() { rules::rubric::starter() } else { kept })
}

/// Keeps the grid of an earlier call as a new one's own.
pub fn copy_grid(conn: &mut Conn, earlier: &Call, id: &CallId) -> Result<()> {
    let mut grid = grid(conn, earlier)?;
    grid.iter_mut().for_each(|one| one.id = CriterionId::new());
    Ok(queries::put_criteria(conn, id, &grid)?)
}

/// Changes what is judged, until the review begins.
pub fn set_grid(
    conn: &mut Conn,
    actor: &Actor,
    (id, grid): (&CallId, &[Criterion]),
    now: NaiveDateTime,
) -> Result<()> {
    calls::access::for_desk(conn, actor, id)?;
    conn.take_turn(id.as_str())?;
    let call = calls::queries::find(conn, id)?;
    if call.frozen_at.is_some() {
        return Err(rules::RUBRIC_FIXED.into());
    }
    queries::put_criteria(conn, id, grid)?;
    let detail = json!({ "criteria": grid.len() });
    note(conn, &actor.id, ("review.rubric", "call", id.as_str()), &detail, now)
}

/// Begins the review: who is filing finishes first, drafts lapse, the grid is fixed, conflicts are looked for.
pub fn begin(
    conn: &mut Conn,
    actor: &Actor,
    (id, words): (&CallId, &Vocabularies),
    now: NaiveDateTime,
) -> Result<()> {
    desk(conn, actor, id)?;
    // Whoever files holds this turn until what they filed is written.
    conn.take_turn(id.as_str())?;
    let call = calls::queries::find(conn, id)?;
    if call.state == State::InReview {
        return Ok(());
    }
    let to = calls::rules::next(call.state, Event::BeginReview)?;
    // Whoever was granted a later closing files until then.
    let granted = applications::queries::extensions_of(conn, id)?;
    let last = granted.iter().map(|one| one.closes_at).max();
    let closes = calls::rules::deadline(&call.terms, last).ok_or(Error::NotFound)?;
    if now <= closes + call.terms.grace() + rules::DRAIN {
        return Err(rules::TOO_EARLY.into());
    }
    if queries::plan(conn, id)?.is_none_or(|plan| plan.due_at <= now) {
        return Err(rules::NO_PLAN.into());
    }
    if queries::criteria(conn, id)?.is_empty() {
        let grid = grid(conn, &call)?;
        queries::put_criteria(conn, id, &grid)?;
    }
    let lapsed = queries::lapse_drafts(conn, id)?;
    let along = Along { frozen_at: Some(now), ..Along::default() };
    if !calls::queries::advance(conn, &call, (to, &along), now)? {
        return Err(rules::CHANGED.into());
    }
    note(
        conn,
        &actor.id,
        ("review.begin", "call", id.as_str()),
        &json!({ "lapsed": lapsed }),
        now,
    )?;
    super::detect(conn, (id, words), now)
}

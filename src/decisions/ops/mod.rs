//! Deciding, telling, publishing. Each function is one whole step in the caller's transaction.

mod again;
mod appeals;
mod committee;
mod deliberate;
mod equality;
mod ground;
mod portfolios;
mod sittings;

pub use again::*;
pub use appeals::*;
pub use committee::*;
pub use deliberate::*;
pub use equality::*;
pub use ground::*;
pub use portfolios::*;
pub use sittings::*;

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::access::{self, Seat};
use super::rules::{self, Event};
use super::{Batch, BatchId, DecisionId, DecisionState, Draft, Letter, mail, queries};
use crate::accounts::{self, AccountId, Actor};
use crate::app::App;
use crate::applications::{ApplicationId, State};
use crate::calls::queries::Along;
use crate::calls::{self, Call, CallId, CallRole};
use crate::db::Conn;
use crate::history::{self, By};
use crate::reviews::queries::hidden_from;
use crate::taxonomy::Vocabularies;
use crate::{Error, Result, reviews};

/// What a coordinator gives: another coordinator is an admin's to appoint.
const SEATS: [CallRole; 4] =
    [CallRole::Chair, CallRole::Committee, CallRole::Secretary, CallRole::Observer];

/// Gives somebody a seat in the committee, or the chair, or has them keep its papers or look on. They are told, and their conflicts are looked for at once.
pub fn appoint(
    conn: &mut Conn,
    actor: &Actor,
    (id, email, role): (&CallId, &str, CallRole),
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<()> {
    let call = access::run(conn, actor, id)?;
    if !SEATS.contains(&role) {
        return Err(rules::ILLEGAL.into());
    }
    let found = accounts::queries::by_email(conn, email)?;
    let account = found.filter(|one| one.disabled_at.is_none());
    let account = account.ok_or(calls::rules::NO_SUCH_ACCOUNT)?;
    if calls::queries::give_role(conn, (id, &account.id, role), (&actor.id, now))? {
        let detail = json!({ "account": account.id, "role": role });
        note(conn, By::Account(actor.id.clone()), ("call.seat", id), &detail, now)?;
        reviews::ops::arrived(conn, (id, words), now)?;
        let to = (account.name.as_str(), account.email.as_str(), account.language);
        mail::seated(conn, &call, (to, role), now)?;
    }
    Ok(())
}

/// Ends somebody's seat.
pub fn unseat(
    conn: &mut Conn,
    actor: &Actor,
    (id, account, role): (&CallId, &AccountId, CallRole),
    now: NaiveDateTime,
) -> Result<()> {
    access::run(conn, actor, id)?;
    if SEATS.contains(&role) && calls::queries::take_role(conn, (id, account, role))? {
        let detail = json!({ "account": account, "role": role });
        note(conn, By::Account(actor.id.clone()), ("call.unseat", id), &detail, now)?;
    }
    Ok(())
}

/// Writes what becomes of an application, as a proposal. `seen` is the mark of the proposal its writer saw.
pub fn propose(
    conn: &mut Conn,
    actor: &Actor,
    (call, id, seen): (&CallId, &ApplicationId, &str),
    draft: &Draft,
    now: NaiveDateTime,
) -> Result<()> {
    let call = access::coordinated(conn, actor, call)?;
    conn.take_turn(id.as_str())?;
    let of = access::application(conn, actor, (&call, id))?;
    // What was withdrawn or is not eligible is not decided.
    if !matches!(of.state, State::Deliberation | State::Decided) {
        return Err(rules::ILLEGAL.into());
    }
    let there = queries::current(conn, id)?;
    let seq = queries::last_seq(conn, id)?;
    if there.is_none() && !rules::may_propose(call.state, None, seq > 0) {
        return Err(rules::ILLEGAL.into());
    }
    if there.as_ref().map(super::Decision::mark).unwrap_or_default() != seen {
        return Err(rules::CHANGED.into());
    }
    let by = (&actor.id, now);
    match there {
        Some(there) => {
            rules::next(there.state, Event::Propose)?;
            if !queries::rewrite(conn, &there.id, draft, by)? {
                return Err(rules::CHANGED.into());
            }
        }
        None => {
            queries::insert(conn, (&DecisionId::random(), id, seq + 1), draft, by)?;
        }
    }
    let by = By::Account(actor.id.clone());
    let detail = json!({ "outcome": draft.outcome });
    history::record(conn, &by, "decision.propose", ("application", id.as_str()), &detail, now)
}

/// Whether what applicants will read of a decision names somebody who reviews them or sits over the call.
pub fn tells(conn: &mut Conn, at: (&CallId, &ApplicationId), draft: &Draft) -> Result<bool> {
    let text = format!("{}\n{}", draft.rationale, rules::written(&draft.conditions));
    Ok(!reviews::ops::named_in(conn, at, &text)?.is_empty())
}

/// The chair stands behind a proposal, the one they read, while the committee sits in sufficient number.
pub fn validate(
    conn: &mut Conn,
    actor: &Actor,
    (call, id, seen): (&CallId, &ApplicationId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let call = access::chaired(conn, actor, call)?;
    // Whoever writes a proposal holds the second turn: what is validated is what the chair read.
    conn.take_turn(call.id.as_str())?;
    conn.take_turn(id.as_str())?;
    access::application(conn, actor, (&call, id))?;
    let there = queries::current(conn, id)?.ok_or(rules::UNDECIDED)?;
    if there.state == DecisionState::Validated && there.mark() == seen {
        return Ok(());
    }
    if there.mark() != seen {
        return Err(rules::CHANGED.into());
    }
    rules::next(there.state, Event::Validate)?;
    let sitting = quorate(conn, actor, (&call.id, id), now)?;
    if !queries::validate(conn, (&there.id, &sitting), (&actor.id, now))? {
        return Err(rules::CHANGED.into());
    }
    let by = By::Account(actor.id.clone());
    let detail = json!({ "outcome": there.outcome, "sitting": sitting });
    history::record(conn, &by, "decision.validate", ("application", id.as_str()), &detail, now)
}

/// Every application has its decision: the chair ends the deliberation.
pub fn close(conn: &mut Conn, actor: &Actor, id: &CallId, now: NaiveDateTime) -> Result<()> {
    let call = access::chaired(conn, actor, id)?;
    if call.state == calls::State::Decided {
        return Ok(());
    }
    if !all_decided(conn, id)? {
        return Err(rules::UNDECIDED.into());
    }
    queries::move_applications(conn, id, (State::Deliberation, State::Decided))?;
    let by = By::Account(actor.id.clone());
    advance(conn, by, (&call, calls::rules::Event::Decide, "call.decide"), Along::default(), now)
}

/// Whether there is something to decide, and all of it has a decision that was validated.
fn all_decided(conn: &mut Conn, id: &CallId) -> Result<bool> {
    let open = queries::applications_of(conn, id, None)?;
    let decided = queries::of_call(conn, id)?;
    let is_decided = |one: &crate::applications::Application| {
        let of = decided.iter().find(|decision| decision.application_id == one.id);
        of.is_some_and(|decision| decision.state == DecisionState::Validated)
    };
    Ok(!open.is_empty() && open.iter().all(is_decided))
}

/// Fixes who gets which letter. Nothing leaves before somebody else has approved it.
pub fn prepare(
    conn: &mut Conn,
    actor: &Actor,
    (id, batch): (&CallId, &BatchId),
    now: NaiveDateTime,
) -> Result<()> {
    let call = access::coordinated(conn, actor, id)?;
    conn.take_turn(id.as_str())?;
    if let Some(live) = queries::live_batch(conn, id)? {
        // The button was pressed twice.
        if live.id == *batch {
            return Ok(());
        }
        if live.sent_at.is_none() {
            return Err(rules::CHANGED.into());
        }
    }
    let letters = queries::letters(conn, id)?;
    if !rules::may_tell(call.state) || letters.is_empty() {
        return Err(rules::NO_LETTERS.into());
    }
    // One that was taken up again is decided before anything is told.
    if call.state == calls::State::Decided && !all_decided(conn, id)? {
        return Err(rules::UNDECIDED.into());
    }
    let count = i32::try_from(letters.len()).unwrap_or(i32::MAX);
    queries::insert_batch(conn, (batch, id), (&rules::hash(&letters), count), (&actor.id, now))?;
    let by = By::Account(actor.id.clone());
    note(conn, by, ("letters.prepare", id), &json!({ "letters": count }), now)
}

/// Somebody else has read the letters: they leave in ten minutes, and the results are published with them.
pub fn approve(
    conn: &mut Conn,
    actor: &Actor,
    (id, batch): (&CallId, &BatchId),
    now: NaiveDateTime,
) -> Result<()> {
    let (_, Seat { coordinates, chairs, .. }) = access::seated(conn, actor, id)?;
    let live = live(conn, (id, batch))?;
    if !(coordinates || chairs) {
        return Err(Error::NotFound);
    }
    if live.made_by == actor.id {
        return Err(rules::NOT_ONESELF.into());
    }
    if live.leaves_at.is_some() {
        return Ok(());
    }
    let letters = queries::letters(conn, id)?;
    let hidden = hidden_from(conn, &actor.id, id)?;
    if letters.iter().any(|one| hidden.contains(&one.application)) {
        return Err(rules::NOT_ALL_READ.into());
    }
    if rules::hash(&letters) != live.sha256 {
        return Err(rules::CHANGED.into());
    }
    if !queries::approve(conn, batch, (&actor.id, now, now + rules::DELAY))? {
        return Err(rules::CHANGED.into());
    }
    let by = By::Account(actor.id.clone());
    note(conn, by, ("letters.approve", id), &json!({ "letters": live.letters }), now)
}

/// Stops letters that have not left, whether or not they were approved.
pub fn stop(
    conn: &mut Conn,
    actor: &Actor,
    (id, batch): (&CallId, &BatchId),
    now: NaiveDateTime,
) -> Result<()> {
    access::coordinated(conn, actor, id)?;
    live(conn, (id, batch))?;
    if !queries::stop(conn, batch, "", now)? {
        return Err(rules::GONE.into());
    }
    note(conn, By::Account(actor.id.clone()), ("letters.stop", id), &json!({}), now)
}

fn live(conn: &mut Conn, (id, batch): (&CallId, &BatchId)) -> Result<Batch> {
    queries::live_batch(conn, id)?.filter(|live| live.id == *batch).ok_or(Error::NotFound)
}

/// Lets what is due leave: letters, the results and everything that follows from them, at one instant for all. Answers how
/// many calls it told.
pub fn leave(app: &App, now: NaiveDateTime) -> Result<usize> {
    let due = app.db.read_now(|conn| Ok(queries::due(conn, now)?))?;
    let mut told = 0;
    for batch in due {
        told += usize::from(app.db.write_step(|conn| publish(conn, &batch, now))?);
    }
    Ok(told)
}

fn publish(conn: &mut Conn, batch: &Batch, now: NaiveDateTime) -> Result<bool> {
    conn.take_turn(batch.call_id.as_str())?;
    let there = queries::live_batch(conn, &batch.call_id)?;
    let still = there.is_some_and(|one| one.id == batch.id && one.sent_at.is_none());
    if !still {
        return Ok(false);
    }
    let call = calls::queries::find(conn, &batch.call_id)?;
    let letters = queries::letters(conn, &batch.call_id)?;
    // Of a call that was called off nothing is told any more.
    if !rules::may_tell(call.state) || rules::hash(&letters) != batch.sha256 {
        queries::stop(conn, &batch.id, "changed", now)?;
        note(conn, By::System, ("letters.stop", &call.id), &json!({ "changed": true }), now)?;
        return Ok(false);
    }
    for one in &letters {
        mail::letter(conn, &call, one, now)?;
    }
    // Also what nobody is left to be written to about: it is published and acts like any other.
    let decided = queries::of_call(conn, &call.id)?.into_iter();
    let decided = decided.filter(|one| one.state == DecisionState::Validated);
    let told: Vec<(DecisionId, String)> =
        decided.map(|one| (one.id.clone(), rules::kept(&letters, &one.id))).collect();
    queries::note_told(conn, &told, now)?;
    queries::note_sent(conn, &batch.id, now)?;
    if call.state == calls::State::ResultsPublished {
        // What was decided anew after an appeal: the results that are out already change with it.
        let detail = json!({ "letters": letters.len() });
        note(conn, By::System, ("letters.sent", &call.id), &detail, now)?;
        return Ok(true);
    }
    let along = Along { results_at: Some(now), ..Along::default() };
    let event = calls::rules::Event::PublishResults;
    advance(conn, By::System, (&call, event, "call.publish_results"), along, now)?;
    Ok(true)
}

/// The letters as they would leave now, for those who sit over the call.
pub fn letters(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<(Call, Seat, Vec<Letter>)> {
    let (call, seat) = access::seated(conn, actor, id)?;
    Ok((call, seat, queries::letters(conn, id)?))
}

fn advance(
    conn: &mut Conn,
    by: By,
    (call, event, action): (&Call, calls::rules::Event, &str),
    along: Along,
    now: NaiveDateTime,
) -> Result<()> {
    let to = calls::rules::next(call.state, event)?;
    if !calls::queries::advance(conn, call, (to, &along), now)? {
        return Err(calls::rules::CHANGED.into());
    }
    note(conn, by, (action, &call.id), &json!({ "from": call.state, "to": to }), now)
}

fn note(
    conn: &mut Conn,
    by: By,
    (action, call): (&str, &CallId),
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    history::record(conn, &by, action, ("call", call.as_str()), detail, now)
}

//! When a committee sits: who is there, who stands aside, and whether they are enough.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::{AccountId, Actor};
use crate::applications::ApplicationId;
use crate::calls::{Call, CallId};
use crate::db::Conn;
use crate::decisions::access::{self, Seat};
use crate::decisions::{Sitting, SittingId, queries, rules};
use crate::history::By;
use crate::{Error, Result, reviews};

/// A call for who leads its committee: its coordinators and its chair.
pub(super) fn led(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<Call> {
    match access::seated(conn, actor, id)? {
        (call, Seat { coordinates, chairs, .. }) if coordinates || chairs => Ok(call),
        _ => Err(Error::NotFound),
    }
}

/// Begins a sitting with those who are there. The same id again is the same sitting.
pub fn sit(
    conn: &mut Conn,
    actor: &Actor,
    (call, id, quorum): (&CallId, &SittingId, i32),
    present: &[AccountId],
    now: NaiveDateTime,
) -> Result<()> {
    let call = led(conn, actor, call)?;
    conn.take_turn(call.id.as_str())?;
    match queries::open_sitting(conn, &call.id)? {
        Some(there) if there.id == *id => return Ok(()),
        Some(_) => return Err(rules::SITS_ALREADY.into()),
        None if !rules::may_sit(call.state) => return Err(rules::ILLEGAL.into()),
        None => {}
    }
    let voters = queries::voters(conn, &call.id)?;
    if usize::try_from(quorum).is_ok_and(|quorum| quorum == 0 || quorum > voters.len())
        || quorum < 0
    {
        return Err(rules::QUORUM.into());
    }
    let here: Vec<AccountId> =
        voters.into_keys().filter(|account| present.contains(account)).collect();
    queries::insert_sitting(conn, (id, &call.id, quorum), (&actor.id, now))?;
    queries::come(conn, id, &here, now)?;
    let detail = json!({ "sitting": id, "quorum": quorum, "present": here });
    note(conn, By::Account(actor.id.clone()), ("sitting.open", &call.id), &detail, now)
}

/// The open sitting of this call, not of another.
fn open_in(conn: &mut Conn, (call, id): (&CallId, &SittingId)) -> Result<Option<Sitting>> {
    let there = queries::sitting(conn, id)?;
    if there.call_id != *call {
        return Err(Error::NotFound);
    }
    Ok(Some(there).filter(|one| one.closed_at.is_none()))
}

/// Notes that somebody with a seat came.
pub fn come(
    conn: &mut Conn,
    actor: &Actor,
    (call, id, account): (&CallId, &SittingId, &AccountId),
    now: NaiveDateTime,
) -> Result<()> {
    let call = led(conn, actor, call)?;
    conn.take_turn(call.id.as_str())?;
    if open_in(conn, (&call.id, id))?.is_none() {
        return Err(rules::NO_SITTING.into());
    }
    if !queries::voters(conn, &call.id)?.contains_key(account) {
        return Err(Error::NotFound);
    }
    if here(conn, id)?.contains(account) {
        return Ok(());
    }
    queries::come(conn, id, std::slice::from_ref(account), now)?;
    let detail = json!({ "sitting": id, "account": account });
    note(conn, By::Account(actor.id.clone()), ("sitting.come", &call.id), &detail, now)
}

/// Notes that somebody went.
pub fn go(
    conn: &mut Conn,
    actor: &Actor,
    (call, id, account): (&CallId, &SittingId, &AccountId),
    now: NaiveDateTime,
) -> Result<()> {
    let call = led(conn, actor, call)?;
    conn.take_turn(call.id.as_str())?;
    open_in(conn, (&call.id, id))?;
    if !queries::go(conn, (id, account), now)? {
        return Ok(());
    }
    let detail = json!({ "sitting": id, "account": account });
    note(conn, By::Account(actor.id.clone()), ("sitting.go", &call.id), &detail, now)
}

/// Ends a sitting.
pub fn rise(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &SittingId),
    now: NaiveDateTime,
) -> Result<()> {
    let call = led(conn, actor, call)?;
    conn.take_turn(call.id.as_str())?;
    if open_in(conn, (&call.id, id))?.is_none() {
        return Ok(());
    }
    queries::close_sitting(conn, id, (&actor.id, now))?;
    let detail = json!({ "sitting": id });
    note(conn, By::Account(actor.id.clone()), ("sitting.close", &call.id), &detail, now)
}

/// Who is there now.
pub fn here(conn: &mut Conn, id: &SittingId) -> Result<Vec<AccountId>> {
    let all = queries::presences_of(conn, id)?;
    Ok(all.into_iter().filter(|one| one.left_at.is_none()).map(|one| one.account).collect())
}

/// The sitting in which an application is being decided: enough are there who have nothing to do with it, and among them
/// whoever decides. Who stands aside is noted.
pub(super) fn quorate(
    conn: &mut Conn,
    actor: &Actor,
    (call, application): (&CallId, &ApplicationId),
    now: NaiveDateTime,
) -> Result<SittingId> {
    conn.take_turn(call.as_str())?;
    let sitting = queries::open_sitting(conn, call)?.ok_or(rules::NO_SITTING)?;
    let here = here(conn, &sitting.id)?;
    if !here.contains(&actor.id) {
        return Err(rules::NOT_HERE.into());
    }
    let apart = queries::apart_from(conn, application)?;
    let (aside, voting): (Vec<AccountId>, Vec<AccountId>) =
        here.into_iter().partition(|account| apart.contains(account));
    if usize::try_from(sitting.quorum).is_ok_and(|quorum| voting.len() < quorum) {
        return Err(rules::NOT_QUORATE.into());
    }
    let noted = queries::recusals_of(conn, &sitting.id)?;
    let known =
        |one: &AccountId| noted.iter().any(|n| n.account == *one && n.application == *application);
    let aside: Vec<AccountId> = aside.into_iter().filter(|one| !known(one)).collect();
    queries::recuse(conn, (&sitting.id, application), &aside, now)?;
    Ok(sitting.id)
}

/// Stands aside from an application, with the reason: it is not there any more for who did.
pub fn stand_aside(
    conn: &mut Conn,
    actor: &Actor,
    (call, id, why): (&CallId, &ApplicationId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let (call, _) = access::seated(conn, actor, call)?;
    access::application(conn, actor, (&call, id))?;
    let said = reviews::ops::Declared {
        application: id.clone(),
        account: actor.id.clone(),
        kind: reviews::ConflictKind::Other,
        why: why.trim().to_owned(),
    };
    reviews::ops::stand_aside(conn, actor, &said, now)
}

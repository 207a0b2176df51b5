//! An admin looks, in an emergency, into reviews and decisions that are not theirs.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::{self, Actor};
use crate::calls::{self, Call, CallId, CallRole};
use crate::db::Conn;
use crate::reviews::{Emergency, EmergencyId, access, mail, queries, rules};
use crate::{Error, Result};

/// Opens a call's reviews and decisions to an admin for an hour, to be read. Whoever runs the call and its chair are told at
/// once. The same form again opens nothing more.
pub fn open_emergency(
    conn: &mut Conn,
    actor: &Actor,
    (call, id, reason): (&CallId, &EmergencyId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let call = access::watched(conn, actor, call)?;
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    conn.take_turn(call.id.as_str())?;
    let open = queries::open_emergency(conn, (&call.id, &actor.id), now)?;
    if open.is_some() || queries::emergency(conn, id)?.is_some() {
        return Ok(());
    }
    if calls::queries::has_role(conn, (&call.id, &actor.id), CallRole::Coordinator)? {
        return Err(rules::NEEDS_NO_EMERGENCY.into());
    }
    if !queries::hidden_from(conn, &actor.id, &call.id)?.is_empty() {
        return Err(rules::PARTIAL.into());
    }
    rules::check_reason(reason).map_err(|_| rules::NO_EMERGENCY_REASON)?;
    let new = Emergency {
        id: id.clone(),
        call_id: call.id.clone(),
        account_id: actor.id.clone(),
        reason: reason.trim().to_owned(),
        opened_at: now,
        ends_at: now + rules::EMERGENCY,
        ended_by: None,
        ended_at: None,
    };
    queries::insert_emergency(conn, &new)?;
    let detail = json!({ "emergency": id, "reason": new.reason, "until": new.ends_at.to_string() });
    note(conn, &actor.id, ("call.emergency_open", "call", call.id.as_str()), &detail, now)?;
    tell(conn, actor, (&call, &new), now)
}

/// To those whose reviews and decisions these are; where nobody is, to the other admins.
fn tell(
    conn: &mut Conn,
    actor: &Actor,
    (call, emergency): (&Call, &Emergency),
    now: NaiveDateTime,
) -> Result<()> {
    let mut told = BTreeMap::new();
    for role in [CallRole::Chair, CallRole::Coordinator] {
        for (id, ..) in calls::queries::holders(conn, &call.id, role)? {
            let account = accounts::queries::find(conn, &id)?;
            told.insert(id, account);
        }
    }
    if told.is_empty() {
        let admins = accounts::queries::admins(conn)?;
        told.extend(admins.into_iter().map(|admin| (admin.id.clone(), admin)));
    }
    for account in told.values().filter(|one| one.id != actor.id) {
        let to = (account.name.as_str(), account.email.as_str(), account.language);
        mail::emergency(conn, (call, emergency, &actor.name), to, now)?;
    }
    Ok(())
}

/// Ends it before its time: whoever opened it, whoever runs the call, its chair, and any admin may.
pub fn end_emergency(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &EmergencyId),
    now: NaiveDateTime,
) -> Result<()> {
    let call = access::watched(conn, actor, call)?;
    let there = queries::emergency(conn, id)?.ok_or(Error::NotFound)?;
    if there.call_id != call.id {
        return Err(Error::NotFound);
    }
    if !queries::end_emergency(conn, id, (&actor.id, now))? {
        return Ok(());
    }
    let detail = json!({ "emergency": id });
    note(conn, &actor.id, ("call.emergency_end", "call", call.id.as_str()), &detail, now)
}

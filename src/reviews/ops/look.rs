//! A reviewer takes an application, or does not.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{Declared, coordinators_of, note};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::reviews::access::{Looked, looked};
use crate::reviews::rules::{self, AssignmentEvent};
use crate::reviews::{
    AssignmentId, AssignmentState, ConflictKind, ConflictSource, Standing, mail, queries,
};
use crate::{Error, Result};

/// Takes an application; its file opens if confidentiality was promised.
pub fn accept(conn: &mut Conn, actor: &Actor, id: &AssignmentId, now: NaiveDateTime) -> Result<()> {
    let there = looked(conn, actor, id)?;
    conn.take_turn(there.application.id.as_str())?;
    let there = looked(conn, actor, id)?;
    if matches!(there.assignment.state, AssignmentState::Accepted | AssignmentState::Done) {
        return Ok(());
    }
    if there.asked.state != Standing::Accepted || there.asked.signed_at.is_none() {
        return Err(rules::UNSIGNED.into());
    }
    advance(conn, actor, (&there, AssignmentEvent::Accept, ""), now)
}

fn advance(
    conn: &mut Conn,
    actor: &Actor,
    (there, event, reason): (&Looked, AssignmentEvent, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let one = &there.assignment;
    let to = rules::next(one.state, event)?;
    if !queries::advance_assignment(conn, one, (to, reason), now)? {
        return Err(rules::CHANGED.into());
    }
    let detail = json!({ "from": one.state, "to": to });
    note(conn, &actor.id, ("review.answer", "review", one.id.as_str()), &detail, now)
}

/// Does not take an application, with a reason and a word about whom else to ask.
pub fn decline(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&AssignmentId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let there = looked(conn, actor, id)?;
    advance(conn, actor, (&there, AssignmentEvent::Decline, reason), now)?;
    tell(conn, &there, (&actor.name, reason), now)
}

/// Says that one is in conflict with an application: it is taken off at once.
pub fn declare_own(
    conn: &mut Conn,
    actor: &Actor,
    (id, kind, why): (&AssignmentId, ConflictKind, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let there = looked(conn, actor, id)?;
    if !ConflictKind::DECLARED.contains(&kind) {
        return Err(Error::NotFound);
    }
    rules::check_reason(why)?;
    let said = Declared {
        application: there.application.id.clone(),
        account: actor.id.clone(),
        kind,
        why: why.to_owned(),
    };
    super::conflicts::keep(conn, actor, (&said, ConflictSource::Reviewer), now)?;
    tell(conn, &there, (&actor.name, why), now)
}

/// Tells the coordinators that an application wants another reviewer; not those who must not know of it.
fn tell(
    conn: &mut Conn,
    there: &Looked,
    (who, why): (&str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let of = (&there.call, &there.application);
    for (name, email, language) in coordinators_of(conn, &of.0.id, &of.1.id)? {
        let key =
            format!("review-vacant-{}-{}-{email}", there.assignment.id, now.and_utc().timestamp());
        mail::vacant(conn, of, (&name, &email, language), (who, why, key), now)?;
    }
    Ok(())
}

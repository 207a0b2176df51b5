//! The audit line of every happening: who did what to what, when. Written by ops, in the transaction of the change.

pub mod chain;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::Value;

use crate::Result;
use crate::actor::{AccountId, Actor};
use crate::db::{Conn, schema::audit_events, text_enum, text_id};

text_id! {
    /// One audit event.
    EventId
}

text_enum! {
    /// Who acted: a person with an account, a team by its link, or the program itself.
    ActorKind { Account = "account", Team = "team", System = "system" }
}

/// Who did it.
#[derive(Debug, Clone)]
pub enum By {
    Account(AccountId),
    Team,
    System,
}

/// Adds one line about what somebody with an account did.
pub fn note(
    conn: &mut Conn,
    actor: &Actor,
    (action, kind, id): (&str, &str, &str),
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    record(conn, &By::Account(actor.id.clone()), action, (kind, id), detail, now)
}

/// Adds one line. `detail` holds facts, never personal data that the subject's own rows do not hold.
pub fn record(
    conn: &mut Conn,
    by: &By,
    action: &str,
    (subject_kind, subject_id): (&str, &str),
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    let (kind, account) = match by {
        By::Account(id) => (ActorKind::Account, Some(id)),
        By::Team => (ActorKind::Team, None),
        By::System => (ActorKind::System, None),
    };
    diesel::insert_into(audit_events::table)
        .values((
            audit_events::id.eq(EventId::new()),
            audit_events::at.eq(now),
            audit_events::actor_kind.eq(kind),
            audit_events::account_id.eq(account.map(AccountId::as_str)),
            audit_events::action.eq(action),
            audit_events::subject_kind.eq(subject_kind),
            audit_events::subject_id.eq(subject_id),
            audit_events::detail.eq(detail.to_string()),
        ))
        .execute(conn)?;
    Ok(())
}

/// A line as it is read back.
#[derive(Debug, Clone, Queryable, Selectable, serde::Serialize)]
#[diesel(table_name = audit_events)]
pub struct Event {
    pub at: NaiveDateTime,
    pub actor_kind: ActorKind,
    pub account_id: Option<String>,
    pub action: String,
    pub detail: String,
}

/// The last `limit` happenings of one thing, newest first.
pub fn of(conn: &mut Conn, kind: &str, id: &str, limit: i64) -> Result<Vec<Event>> {
    Ok(audit_events::table
        .filter(audit_events::subject_kind.eq(kind))
        .filter(audit_events::subject_id.eq(id))
        .order((audit_events::at.desc(), audit_events::id.desc()))
        .limit(limit)
        .select(Event::as_select())
        .load(conn)?)
}

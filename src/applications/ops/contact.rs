//! Who is written to when the owner cannot be reached, and what becomes of a mail that came back.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::Actor;
use crate::applications::access::opened;
use crate::applications::{ApplicationId, Role, queries};
use crate::db::Conn;
use crate::history::{self, By};
use crate::outbox::{self, Queued};
use crate::{Error, Result};

/// Says who is written to when the owner cannot be reached, or nobody. The owner's to say, whatever was filed.
pub fn set_contact(
    conn: &mut Conn,
    actor: &Actor,
    (id, contact): (&ApplicationId, Option<(&str, &str)>),
    now: NaiveDateTime,
) -> Result<()> {
    if opened(conn, actor, id)?.person.role != Role::Owner {
        return Err(Error::NotFound);
    }
    conn.take_turn(id.as_str())?;
    let before = queries::contact(conn, id)?;
    if before.as_ref().map(|(name, email)| (name.as_str(), email.as_str())) == contact {
        return Ok(());
    }
    match contact {
        Some(contact) => queries::put_contact(conn, id, contact, (&actor.id, now))?,
        None => queries::remove_contact(conn, id)?,
    }
    let detail = json!({ "given": contact.is_some() });
    note(conn, &actor.id, ("application.set_contact", id), &detail, now)
}

/// A mail about an application came back, or was given up. What was for the owner goes to the contact that they named, else
/// to who writes with them. What comes back from there goes no further.
pub fn mail_returned(conn: &mut Conn, mail: &Queued, now: NaiveDateTime) -> Result<()> {
    let Some(id) = mail.application_id.as_ref().and_then(|id| id.parse().ok()) else {
        return Ok(());
    };
    let id: ApplicationId = id;
    let people = queries::people_of(conn, &id)?;
    let for_owner =
        people.iter().any(|(one, _, email, _)| one.role == Role::Owner && *email == mail.to_email);
    let writes = people.iter().find(|(one, ..)| one.role == Role::Editor);
    let writes = writes.map(|(_, name, email, _)| (name.clone(), email.clone()));
    let second = queries::contact(conn, &id)?
        .or(writes)
        .filter(|(_, email)| for_owner && *email != mail.to_email);
    let again = match &second {
        Some((name, email)) => outbox::send_instead(conn, mail, (name, email), now)?,
        None => false,
    };
    let detail = json!({ "template": mail.template, "for_owner": for_owner, "again": again });
    let what = ("application", id.as_str());
    history::record(conn, &By::System, "application.mail_return", what, &detail, now)
}

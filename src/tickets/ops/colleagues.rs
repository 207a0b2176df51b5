//! Colleagues whom a team lets follow its question.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::Result;
use crate::db::Conn;
use crate::history::By;
use crate::secret::Signer;
use crate::tickets::queries::{self, Author};
use crate::tickets::{Added, Person, Ticket, mail, rules};

/// Asks a colleague by mail to follow a ticket: they see nothing before they agree. Adding again whom one has added asks
/// once more, at most once a day.
pub fn add_colleague(
    conn: &mut Conn,
    signer: &Signer,
    ticket: &Ticket,
    person: &Person,
    now: NaiveDateTime,
) -> Result<()> {
    rules::check_colleague(ticket, person, &queries::added(conn, &ticket.id)?)?;
    let (added, new) = queries::put_added(conn, &ticket.id, person, now)?;
    if new {
        record(conn, ticket, "add_colleague", &added, now)?;
    }
    match added.confirmed_at {
        Some(_) => Ok(()),
        None => mail::ask_colleague(conn, signer, ticket, &added, now),
    }
}

/// A colleague agrees to follow, and gets a link of their own. Agreeing twice changes nothing.
pub fn follow_as_colleague(
    conn: &mut Conn,
    signer: &Signer,
    ticket: &Ticket,
    added: &Added,
    now: NaiveDateTime,
) -> Result<()> {
    rules::check_follows(ticket)?;
    if !queries::set_follows(conn, &added.id, now)? {
        return Ok(());
    }
    record(conn, ticket, "colleague_follows", added, now)?;
    line(conn, ticket, "colleague_follows", (&added.name, &added.email), now)?;
    mail::to_colleague(conn, signer, ticket, added, "ticket_link", now)
}

/// Takes a colleague off: their link opens nothing any more. Doing it again changes nothing.
pub fn remove_colleague(
    conn: &mut Conn,
    ticket: &Ticket,
    added: &Added,
    by_themselves: bool,
    now: NaiveDateTime,
) -> Result<()> {
    if queries::delete_added(conn, &ticket.id, &added.email)? == 0 {
        return Ok(());
    }
    record(conn, ticket, "remove_colleague", added, now)?;
    match (added.confirmed_at, by_themselves) {
        (None, _) => Ok(()),
        (Some(_), true) => line(conn, ticket, "colleague_left", (&added.name, &added.email), now),
        (Some(_), false) => {
            let asker = (ticket.asker_name.as_str(), ticket.asker_email.as_str());
            line(conn, ticket, "colleague_removed", asker, now)
        }
    }
}

fn record(
    conn: &mut Conn,
    ticket: &Ticket,
    action: &str,
    added: &Added,
    now: NaiveDateTime,
) -> Result<()> {
    let detail = json!({ "colleague": added.id });
    super::record(conn, &By::Team, &format!("ticket.{action}"), (&ticket.id, &detail), now)
}

fn line(
    conn: &mut Conn,
    ticket: &Ticket,
    event: &str,
    who: (&str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let author = Author::team(who);
    Ok(queries::insert_event(conn, &ticket.id, &author, event, &json!({}), now)?)
}

//! A mail waits for a person: somebody is told.

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::{Value, json};

use crate::db::Conn;
use crate::i18n::Locale;
use crate::mail_in::model::{Reason, Received};
use crate::mail_in::{queries, rules};
use crate::outbox;
use crate::tickets::{State, Ticket, mail};
use crate::{Result, deadlines};

/// Of the mails that wait about one ticket, or about none, one an hour is announced: the list shows the others.
const TELL_EVERY: TimeDelta = TimeDelta::hours(1);

/// Tells who works on the ticket that a mail names; those who steer the network, when it names none.
pub(super) fn announce(
    conn: &mut Conn,
    held: &Received,
    ticket: Option<&Ticket>,
    now: NaiveDateTime,
) -> Result<()> {
    // Nobody hears of a question whose address is not proven, and a helpdesk was told already what it may
    // not do or did not say clearly.
    let unheard = ticket.is_some_and(|ticket| ticket.state == State::Unconfirmed);
    let explained = match held.reason {
        Some(Reason::UnknownWord | Reason::HelpAsked) => true,
        Some(Reason::Refused) => held.helpdesk_id.is_some(),
        _ => false,
    };
    if unheard || explained || queries::held_since(conn, held, now - TELL_EVERY)? {
        return Ok(());
    }
    let Some(ticket) = ticket else { return tell_network(conn, held, now) };
    mail::to_assignee(conn, ticket, "ticket_held", &facts(held), now)
}

fn tell_network(conn: &mut Conn, held: &Received, now: NaiveDateTime) -> Result<()> {
    for (name, email, language) in deadlines::queries::coordinators(conn)? {
        let to = (name.as_str(), email.as_str(), language);
        outbox::write(conn, "mail_held", to, (facts(held), None), now)?;
    }
    Ok(())
}

/// Who wrote, and why it waits; of a sensitive ticket the mail says neither.
fn facts(held: &Received) -> Value {
    let why = |locale: Locale| held.reason.map(|why| locale.text(why.key())).unwrap_or_default();
    json!({
        "who": rules::writer(held),
        "why_fr": why(Locale::Fr),
        "why_en": why(Locale::En),
        "mail": format!("/admin/mail-in/{}", held.id),
    })
}

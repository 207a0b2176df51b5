//! What the words of a transition mean: how a ticket is to end, why it is to rest, what was read before.

use super::act::{Call, Step};
use crate::clock::network_day;
use crate::db::Conn;
use crate::tickets::ops::{self, Closing, Pause};
use crate::tickets::{MessageId, Ticket, queries, rules};
use crate::web::FieldErrors;

impl Call {
    pub(super) fn pausing(&self, step: &Step) -> Result<Pause, FieldErrors> {
        let typed = step.until.as_deref().unwrap_or_default();
        let until = chrono::NaiveDate::parse_from_str(typed, "%Y-%m-%d")
            .ok()
            .filter(|until| rules::check_pause(*until, network_day(self.now)).is_ok());
        let until = until.ok_or_else(|| FieldErrors::one("until", "tickets-bad-pause"))?;
        if step.event == "snooze" {
            return Ok(Pause::Snooze { until });
        }
        let who = step.who.as_deref().map(str::trim).unwrap_or_default().replace('\0', "");
        match who.chars().count() {
            0 => Err(FieldErrors::one("who", "tickets-api-required")),
            1..=200 => Ok(Pause::ThirdParty { who, until }),
            _ => Err(FieldErrors::one("who", "tickets-api-too-long")),
        }
    }

    pub(super) fn closing(&self, step: &Step) -> Result<Closing, FieldErrors> {
        let outcome = step.outcome.as_deref().unwrap_or("answered").parse();
        let outcome =
            outcome.map_err(|_| FieldErrors::one("outcome", "tickets-api-unknown-value"))?;
        let known = |topic: &String| self.words.topic(topic).is_some();
        let said = step.topic.as_ref().filter(|topic| !topic.is_empty());
        if said.is_some_and(|topic| !known(topic)) {
            return Err(FieldErrors::one("topic", "tickets-api-unknown-topic"));
        }
        Ok(Closing { outcome, topic: step.topic.as_ref().map(|_| said.cloned()) })
    }
}

/// The last message that a program says to have read.
pub(super) fn last_read(typed: Option<&str>, errors: &mut FieldErrors) -> Option<MessageId> {
    let typed = typed.filter(|typed| !typed.is_empty())?;
    let read = typed.parse().ok();
    if read.is_none() {
        errors.add("seen", "tickets-api-unknown-value");
    }
    read
}

/// Refuses what would be done over words of others that came after those. Of a program that says nothing of it, nothing is
/// refused; what does not stand here was not read here.
pub(super) fn check_read(
    conn: &mut Conn,
    call: &Call,
    ticket: &Ticket,
    seen: Option<&MessageId>,
) -> crate::Result<()> {
    if let Some(id) = seen
        && !queries::stands_in(conn, &ticket.id, id)?
    {
        return Err(rules::CHANGED_MEANWHILE.into());
    }
    ops::check_seen(conn, &call.actor, ticket, seen)
}

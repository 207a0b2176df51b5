//! Whom a team may let follow its question.

use super::{Event, IS_ANONYMISED, next};
use crate::Refusal;
use crate::tickets::{Added, Person, State, Ticket};

/// So many may follow a ticket besides its team.
pub const MOST_COLLEAGUES: usize = 10;

pub const ALREADY_TEAM: Refusal = Refusal::new("tickets-colleague-already-team");
pub const TOO_MANY_COLLEAGUES: Refusal = Refusal::new("tickets-colleague-too-many");
pub const NOT_FOLLOWABLE: Refusal = Refusal::new("tickets-colleague-not-now");

/// A ticket can be followed from when its asker is known until it is put aside or goes into another one.
pub fn check_follows(ticket: &Ticket) -> Result<(), Refusal> {
    if ticket.anonymised_at.is_some() {
        return Err(IS_ANONYMISED);
    }
    let opens = ticket.state == State::Closed || next(ticket.state, Event::Close).is_ok();
    if opens { Ok(()) } else { Err(NOT_FOLLOWABLE) }
}

pub fn check_colleague(ticket: &Ticket, person: &Person, there: &[Added]) -> Result<(), Refusal> {
    check_follows(ticket)?;
    let beneficiary = ticket.beneficiary_email.as_ref() == Some(&person.email);
    if ticket.asker_email == person.email || beneficiary {
        return Err(ALREADY_TEAM);
    }
    let known = there.iter().any(|added| added.email == person.email);
    if !known && there.len() >= MOST_COLLEAGUES {
        return Err(TOO_MANY_COLLEAGUES);
    }
    Ok(())
}

/// Whether the same colleagues follow two tickets, or were asked to.
pub fn same_colleagues(one: &[Added], other: &[Added]) -> bool {
    let emails = |all: &[Added]| {
        let mut emails: Vec<_> = all.iter().map(|added| added.email.clone()).collect();
        emails.sort();
        emails
    };
    emails(one) == emails(other)
}

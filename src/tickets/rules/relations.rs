//! Which tickets may become one, and until when that may be undone.

use chrono::NaiveDateTime;

use super::{Event, UNDO_WITHIN, check_begin, next};
use crate::Refusal;
use crate::tickets::{Handover, HandoverKind, Sees, Ticket};

pub const SAME_TICKET: Refusal = Refusal::new("tickets-same-ticket");
pub const NO_SUCH_TICKET: Refusal = Refusal::new("tickets-no-such-ticket");
pub const OTHER_ASKER: Refusal = Refusal::new("tickets-other-asker");
pub const HAS_TAKEN_IN: Refusal = Refusal::new("tickets-has-taken-in");
pub const NOT_SPLITTABLE: Refusal = Refusal::new("tickets-not-splittable");
pub const TOO_LATE_TO_UNDO: Refusal = Refusal::new("tickets-too-late-to-undo");

/// Two tickets become one only if the same people asked both: each team reads the whole conversation.
pub fn check_merge(ticket: &Ticket, into: &Ticket) -> Result<(), Refusal> {
    if ticket.id == into.id {
        return Err(SAME_TICKET);
    }
    next(ticket.state, Event::Merge)?;
    check_begin(into)?;
    let team = |ticket: &Ticket| {
        let mut team = vec![ticket.asker_email.clone()];
        team.extend(ticket.beneficiary_email.clone());
        team.sort();
        team.dedup();
        team
    };
    if team(ticket) == team(into) { Ok(()) } else { Err(OTHER_ASKER) }
}

/// Whether the notes of a ticket that goes into another one stay with its node: other people read that one, and nobody wrote
/// them for those.
pub fn keeps_notes(ticket: &Ticket, into: &Ticket, going_on: &[Handover]) -> bool {
    let reads_notes =
        |found: &Handover| found.kind == HandoverKind::Share || found.sees == Sees::ThreadAndNotes;
    ticket.node_id != into.node_id || going_on.iter().any(reads_notes)
}

pub fn check_undo(merged_at: Option<NaiveDateTime>, now: NaiveDateTime) -> Result<(), Refusal> {
    match merged_at {
        Some(at) if now - at <= UNDO_WITHIN => Ok(()),
        _ => Err(TOO_LATE_TO_UNDO),
    }
}

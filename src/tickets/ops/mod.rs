//! What people do with tickets. Each function is one whole step: it checks the rule, changes the rows, leaves a line of
//! history and queues the mail, in the caller's transaction.

mod about;
mod ask;
mod colleagues;
mod handover;
mod index;
mod life;
mod merged;
mod pause;
mod readings;
mod relations;
mod talk;

pub use about::describe;
pub use ask::{Asked, ask, confirm, decide, expire_unconfirmed, renew_link, replace_link};
pub use colleagues::{add_colleague, follow_as_colleague, remove_colleague};
pub use handover::{
    accept, begin, candidates, check_offered, finish, leave_to, redate_referrals, refuse,
    return_overdue,
};
pub use index::{index_anew, index_missing};
pub use life::{
    Closing, Transferred, assign, close, close_as_team, end_for_erasure, rate, release,
    release_left, reopen, spam, transfer,
};
pub use pause::{Pause, close_silent, pause, wake, wake_due};
pub use readings::{mark_sensitive, note_reading};
pub use relations::{link, link_follow_up, merge, split, undo_merge, unlink};
pub use talk::{
    After, NoteFor, Said, answer, check_seen, note, note_for, reader, said_before, team_reply,
};

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::queries::{self, Author, Move};
use super::rules::{self, Event};
use super::{AuthorKind, Handover, HandoverKind, State, Ticket, TicketId, mail};
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::deadlines;
use crate::history::{self, By};
use crate::{Error, Result, webhooks};

fn staff(actor: &Actor) -> Author<'_> {
    Author { kind: AuthorKind::Staff, account: Some(&actor.id), name: &actor.name, email: None }
}

const SYSTEM: Author<'static> = Author::system();

/// Takes a step for each of what is due, in a transaction of its own, and answers how many were taken. One that fails keeps
/// none of the others from theirs: its error is told when all had their turn. What somebody moved meanwhile is no longer
/// due.
fn each_apart<T>(due: &[T], step: impl Fn(&T) -> Result<()>) -> Result<usize> {
    let (mut done, mut failed) = (0, None);
    for one in due {
        match step(one) {
            Ok(()) => done += 1,
            Err(Error::Refused(_)) => {}
            Err(other) => failed = failed.or(Some(other)),
        }
    }
    failed.map_or(Ok(done), Err)
}

/// What nodes did together ends when the ticket does, and questions between nodes when another one is responsible.
fn settle_handovers(
    conn: &mut Conn,
    ticket: &Ticket,
    to: State,
    moves_to: Option<&NodeId>,
    now: NaiveDateTime,
) -> Result<()> {
    let questions = &[HandoverKind::Referral, HandoverKind::Consultation];
    let before = queries::going_on(conn, &ticket.id)?;
    if before.is_empty() {
        return Ok(());
    }
    match to {
        State::Merged | State::Spam => {
            queries::end_handovers(conn, &ticket.id, HandoverKind::ALL, now)?;
        }
        State::Closed => {
            queries::end_handovers(conn, &ticket.id, questions, now)?;
        }
        State::Unconfirmed
        | State::New
        | State::Open
        | State::WaitingTeam
        | State::WaitingThirdParty
        | State::Snoozed => {
            if let Some(node) = moves_to.filter(|node| **node != ticket.node_id) {
                queries::end_handovers(conn, &ticket.id, questions, now)?;
                queries::end_share_with(conn, &ticket.id, node, now)?;
            }
        }
    }
    let left = queries::going_on(conn, &ticket.id)?;
    let over = before.into_iter().filter(|found| !left.iter().any(|one| one.id == found.id));
    // Whoever has it from now on learns that otherwise.
    let over: Vec<_> = over.filter(|found| moves_to != Some(&found.to_node)).collect();
    tell_over(conn, ticket, (&over, to), now)
}

/// Tells other nodes that nothing more is asked of them.
fn tell_over(
    conn: &mut Conn,
    ticket: &Ticket,
    (over, to): (&[Handover], State),
    now: NaiveDateTime,
) -> Result<()> {
    if over.is_empty() {
        return Ok(());
    }
    let node = queries::desk_card(conn, &ticket.node_id)?.short_name;
    for found in over {
        let payload = json!({
            "author": node,
            "offered": found.kind == HandoverKind::Referral,
            "closed": to == State::Closed,
            "merged": to == State::Merged,
        });
        let template = "ticket_handover_over";
        mail::to_staff_of(conn, ticket, &found.to_node, template, &payload, (None, now))?;
    }
    Ok(())
}

/// Moves a ticket by an event, if it may and is still as it was read; leaves a line in the audit.
fn step(
    conn: &mut Conn,
    by: &By,
    ticket: &Ticket,
    event: Event,
    change: Move,
    detail: &Value,
    now: NaiveDateTime,
) -> Result<Ticket> {
    let to = rules::lands(ticket, event)?;
    let moves_to = change.node.clone();
    let node = moves_to.as_ref().unwrap_or(&ticket.node_id);
    let due = deadlines::ops::moved(conn, ticket, (to, node, event), now)?;
    if !queries::advance(conn, ticket, Move { to: Some(to), due, ..change }, now)? {
        return Err(rules::CHANGED_MEANWHILE.into());
    }
    settle_handovers(conn, ticket, to, moves_to.as_ref(), now)?;
    let action = format!("ticket.{}", event.name());
    record(conn, by, &action, (&ticket.id, detail), now)?;
    Ok(queries::find(conn, &ticket.id)?)
}

/// Adds a line about a ticket to the history; other programs are told of it in the same transaction.
fn record(
    conn: &mut Conn,
    by: &By,
    action: &str,
    (ticket, detail): (&TicketId, &Value),
    now: NaiveDateTime,
) -> Result<()> {
    history::record(conn, by, action, ("ticket", ticket.as_str()), detail, now)?;
    webhooks::ops::happened(conn, action, (ticket.as_str(), detail), now)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn one_that_fails_keeps_no_other_from_its_step() {
        let tried = RefCell::new(Vec::new());
        let done = each_apart(&[1, 2, 3, 4], |one| {
            tried.borrow_mut().push(*one);
            match one {
                2 => Err(Error::NotFound),
                3 => Err(rules::CHANGED_MEANWHILE.into()),
                _ => Ok(()),
            }
        });
        assert!(matches!(done, Err(Error::NotFound)));
        assert_eq!(*tried.borrow(), [1, 2, 3, 4]);
        assert_eq!(each_apart(&[1, 2], |_| Ok(())).ok(), Some(2));
    }
}

//! When a node owes its answers, as programs read it.

use chrono::NaiveDateTime;
use serde::Serialize;

use super::views::instant;
use crate::tickets::Ticket;

/// When a node owes its answers.
#[derive(Debug, Serialize)]
pub struct DueView {
    first_answer_at: Option<String>,
    next_answer_at: Option<String>,
    /// By when the node that took it over owes it, if that is later.
    node_answer_at: Option<String>,
    state: DueState,
    /// Working minutes that are left when the clock goes on.
    minutes_left: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DueState {
    /// No answer is owed.
    None,
    Running,
    Late,
    /// It is somebody else's move.
    Paused,
}

impl DueView {
    pub fn of(ticket: &Ticket, now: NaiveDateTime) -> Self {
        let state = match (ticket.next_due_at, ticket.due_rest) {
            (Some(due), _) if due <= now => DueState::Late,
            (Some(_), _) => DueState::Running,
            (None, Some(_)) => DueState::Paused,
            (None, None) => DueState::None,
        };
        Self {
            first_answer_at: ticket.first_due_at.map(instant),
            next_answer_at: ticket.next_due_at.map(instant),
            node_answer_at: ticket.own_due_at.map(instant),
            state,
            minutes_left: ticket.due_rest.map(|rest| rest.max(0)),
        }
    }
}

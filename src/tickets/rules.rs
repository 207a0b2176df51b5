//! What is allowed, decided from values alone.

use chrono::{NaiveDateTime, TimeDelta};

use super::{State, Ticket};
use crate::Refusal;
use crate::accounts::Actor;

/// An answer within this time of closing reopens a ticket; after it, the team asks anew (helpdesk brief, section 3).
pub const REOPEN_WITHIN: TimeDelta = TimeDelta::days(30);
/// A follow link opens its ticket until so long after closing (helpdesk brief, section 1).
pub const FOLLOW_FOR: TimeDelta = TimeDelta::days(90);
/// A question whose address nobody confirmed is erased after this time.
pub const CONFIRM_WITHIN: TimeDelta = TimeDelta::days(7);

pub const NOT_CONFIRMED: Refusal = Refusal::new("tickets-not-confirmed");
pub const ALREADY_CONFIRMED: Refusal = Refusal::new("tickets-already-confirmed");
pub const ALREADY_CLOSED: Refusal = Refusal::new("tickets-already-closed");
pub const NOT_CLOSED: Refusal = Refusal::new("tickets-not-closed");
pub const IS_SPAM: Refusal = Refusal::new("tickets-is-spam");
pub const NOT_SPAM: Refusal = Refusal::new("tickets-not-spam");
pub const TOO_LATE_TO_REOPEN: Refusal = Refusal::new("tickets-too-late-to-reopen");
pub const CHANGED_MEANWHILE: Refusal = Refusal::new("tickets-changed-meanwhile");
pub const NODE_CANNOT_RECEIVE: Refusal = Refusal::new("tickets-node-cannot-receive");
pub const NOT_A_MEMBER: Refusal = Refusal::new("tickets-not-a-member");
pub const SAME_NODE: Refusal = Refusal::new("tickets-same-node");
pub const NOT_ANSWERABLE: Refusal = Refusal::new("tickets-not-answerable");

/// What can happen to a ticket's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The asker's link was used.
    Confirm,
    /// Somebody of the node takes it or is given it.
    Assign,
    /// A public answer, after which it is the team's move.
    Answer,
    /// A public message after which it stays the node's move ("I am looking into it").
    AnswerAndKeep,
    TeamReplies,
    /// Sent to another node.
    Transfer,
    Close,
    Reopen,
    MarkSpam,
    UnmarkSpam,
}

impl Event {
    pub const ALL: [Self; 10] = [
        Self::Confirm,
        Self::Assign,
        Self::Answer,
        Self::AnswerAndKeep,
        Self::TeamReplies,
        Self::Transfer,
        Self::Close,
        Self::Reopen,
        Self::MarkSpam,
        Self::UnmarkSpam,
    ];

    /// As the API and the history call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Assign => "assign",
            Self::Answer => "answer",
            Self::AnswerAndKeep => "answer_and_keep",
            Self::TeamReplies => "team_replies",
            Self::Transfer => "transfer",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::MarkSpam => "spam",
            Self::UnmarkSpam => "not_spam",
        }
    }
}

/// The whole life of a ticket, on one screen.
pub const fn next(state: State, event: Event) -> Result<State, Refusal> {
    match (state, event) {
        (State::Unconfirmed, Event::Confirm) => Ok(State::New),
        (
            State::Unconfirmed,
            Event::Assign
            | Event::Answer
            | Event::AnswerAndKeep
            | Event::TeamReplies
            | Event::Transfer
            | Event::Close
            | Event::Reopen
            | Event::MarkSpam
            | Event::UnmarkSpam,
        ) => Err(NOT_CONFIRMED),

        (State::New | State::Open, Event::Assign | Event::AnswerAndKeep) => Ok(State::Open),
        (State::WaitingTeam, Event::AnswerAndKeep) => Ok(State::Open),
        (State::WaitingTeam, Event::Assign) => Ok(State::WaitingTeam),
        (State::New | State::Open | State::WaitingTeam, Event::Answer) => Ok(State::WaitingTeam),
        (State::New, Event::TeamReplies | Event::Transfer) => Ok(State::New),
        (State::Open | State::WaitingTeam, Event::TeamReplies) => Ok(State::Open),
        (State::Open | State::WaitingTeam, Event::Transfer) => Ok(State::New),
        (State::New | State::Open | State::WaitingTeam, Event::Close) => Ok(State::Closed),
        (State::New | State::Open | State::WaitingTeam, Event::MarkSpam) => Ok(State::Spam),

        (State::Closed, Event::Reopen | Event::TeamReplies) => Ok(State::Open),
        (
            State::Closed,
            Event::Assign
            | Event::Answer
            | Event::AnswerAndKeep
            | Event::Transfer
            | Event::Close
            | Event::MarkSpam,
        ) => Err(ALREADY_CLOSED),

        (State::Spam, Event::UnmarkSpam) => Ok(State::New),
        (
            State::Spam,
            Event::Confirm
            | Event::Assign
            | Event::Answer
            | Event::AnswerAndKeep
            | Event::TeamReplies
            | Event::Transfer
            | Event::Close
            | Event::Reopen
            | Event::MarkSpam,
        ) => Err(IS_SPAM),

        (State::New | State::Open | State::WaitingTeam | State::Closed, Event::Confirm) => {
            Err(ALREADY_CONFIRMED)
        }
        (State::New | State::Open | State::WaitingTeam, Event::Reopen) => Err(NOT_CLOSED),
        (State::New | State::Open | State::WaitingTeam | State::Closed, Event::UnmarkSpam) => {
            Err(NOT_SPAM)
        }
    }
}

/// The events that staff may cause from here: what the API tells a caller who asked for another.
pub fn allowed(state: State) -> Vec<Event> {
    let by_staff = |event: &Event| !matches!(event, Event::Confirm | Event::TeamReplies);
    Event::ALL.into_iter().filter(by_staff).filter(|event| next(state, *event).is_ok()).collect()
}

/// Staff of the responsible node see a ticket, and those who steer the network; nobody sees what its asker has not
/// confirmed.
pub fn may_view(actor: &Actor, ticket: &Ticket) -> bool {
    ticket.state != State::Unconfirmed && (actor.coordinates() || actor.works_for(&ticket.node_id))
}

/// Whether the team may still answer on the page, and so reopen a closed ticket.
pub fn team_may_reply(ticket: &Ticket, now: NaiveDateTime) -> Result<(), Refusal> {
    match (ticket.state, ticket.closed_at) {
        (State::Closed, Some(closed)) if now - closed > REOPEN_WITHIN => Err(TOO_LATE_TO_REOPEN),
        (state, _) => next(state, Event::TeamReplies).map(drop),
    }
}

/// Whether a follow link still opens its ticket.
pub fn follow_link_lives(ticket: &Ticket, now: NaiveDateTime) -> bool {
    ticket.state != State::Spam && ticket.closed_at.is_none_or(|closed| now - closed <= FOLLOW_FOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_ticket_is_only_reopened() {
        for event in Event::ALL {
            let next = next(State::Closed, event);
            let reopens = matches!(event, Event::Reopen | Event::TeamReplies);
            assert_eq!(next.is_ok(), reopens, "{event:?}");
        }
    }

    #[test]
    fn nothing_happens_to_an_unconfirmed_ticket_but_confirmation() {
        let moves: Vec<_> = Event::ALL
            .into_iter()
            .filter(|event| next(State::Unconfirmed, *event).is_ok())
            .collect();
        assert_eq!(moves, [Event::Confirm]);
    }

    #[test]
    fn every_state_can_be_left() {
        for state in State::ALL {
            assert!(
                Event::ALL.iter().any(|event| next(*state, *event).is_ok_and(|to| to != *state))
            );
        }
    }
}

//! The life of a ticket.

use super::{
    ALREADY_CLOSED, ALREADY_CONFIRMED, IS_ANONYMISED, IS_MERGED, IS_SPAM, NOT_CLOSED,
    NOT_CONFIRMED, NOT_MERGED, NOT_PAUSED, NOT_SPAM,
};
use crate::Refusal;
use crate::tickets::{State, Ticket};

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
    /// Sent to another node, or accepted by it.
    Transfer,
    /// Somebody outside must answer first: a data protection officer, a repository.
    WaitThirdParty,
    /// Put off until a time.
    Snooze,
    /// The pause is over: its time came, or somebody ends it.
    Wake,
    Close,
    Reopen,
    /// Another ticket takes it in.
    Merge,
    UndoMerge,
    MarkSpam,
    UnmarkSpam,
}

impl Event {
    pub const ALL: [Self; 15] = [
        Self::Confirm,
        Self::Assign,
        Self::Answer,
        Self::AnswerAndKeep,
        Self::TeamReplies,
        Self::Transfer,
        Self::WaitThirdParty,
        Self::Snooze,
        Self::Wake,
        Self::Close,
        Self::Reopen,
        Self::Merge,
        Self::UndoMerge,
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
            Self::WaitThirdParty => "wait_third_party",
            Self::Snooze => "snooze",
            Self::Wake => "wake",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Merge => "merge",
            Self::UndoMerge => "undo_merge",
            Self::MarkSpam => "spam",
            Self::UnmarkSpam => "not_spam",
        }
    }
}

/// The whole life of a ticket, on one screen: each event, and where it leads from each state.
pub const fn next(state: State, event: Event) -> Result<State, Refusal> {
    use State::{
        Closed, Merged, New, Open, Snoozed, Spam, Unconfirmed, WaitingTeam, WaitingThirdParty,
    };
    match (state, event) {
        (Unconfirmed, Event::Confirm) => Ok(New),
        (New | Open | WaitingTeam | WaitingThirdParty | Snoozed | Closed, Event::Confirm) => {
            Err(ALREADY_CONFIRMED)
        }

        (New | Open, Event::Assign) => Ok(Open),
        (WaitingTeam | WaitingThirdParty | Snoozed, Event::Assign) => Ok(state),
        (New | Open | WaitingTeam | WaitingThirdParty | Snoozed, Event::Answer) => Ok(WaitingTeam),
        (New | Open | WaitingTeam | WaitingThirdParty | Snoozed, Event::AnswerAndKeep) => Ok(Open),
        (New, Event::TeamReplies) => Ok(New),
        (Open | WaitingTeam | WaitingThirdParty | Snoozed | Closed, Event::TeamReplies) => Ok(Open),
        (New | Open | WaitingTeam | WaitingThirdParty | Snoozed, Event::Transfer) => Ok(New),

        (New | Open | WaitingTeam | WaitingThirdParty | Snoozed, Event::WaitThirdParty) => {
            Ok(WaitingThirdParty)
        }
        (New | Open | WaitingTeam | WaitingThirdParty | Snoozed, Event::Snooze) => Ok(Snoozed),
        (WaitingThirdParty | Snoozed, Event::Wake) => Ok(Open),
        (New | Open | WaitingTeam, Event::Wake) => Err(NOT_PAUSED),

        (New | Open | WaitingTeam | WaitingThirdParty | Snoozed, Event::Close) => Ok(Closed),
        (Closed, Event::Reopen) => Ok(Open),
        (New | Open | WaitingTeam | WaitingThirdParty | Snoozed, Event::Reopen) => Err(NOT_CLOSED),

        (New | Open | WaitingTeam | WaitingThirdParty | Snoozed, Event::Merge) => Ok(Merged),
        (Merged, Event::UndoMerge) => Ok(Open),
        (New | Open | WaitingTeam | WaitingThirdParty | Snoozed | Closed, Event::UndoMerge) => {
            Err(NOT_MERGED)
        }
        (New | Open | WaitingTeam | WaitingThirdParty | Snoozed, Event::MarkSpam) => Ok(Spam),
        (Spam, Event::UnmarkSpam) => Ok(New),
        (New | Open | WaitingTeam | WaitingThirdParty | Snoozed | Closed, Event::UnmarkSpam) => {
            Err(NOT_SPAM)
        }

        (
            Closed,
            Event::Assign
            | Event::Answer
            | Event::AnswerAndKeep
            | Event::Transfer
            | Event::WaitThirdParty
            | Event::Snooze
            | Event::Wake
            | Event::Close
            | Event::Merge
            | Event::MarkSpam,
        ) => Err(ALREADY_CLOSED),
        (
            Unconfirmed | Merged | Spam,
            Event::Assign
            | Event::Answer
            | Event::AnswerAndKeep
            | Event::TeamReplies
            | Event::Transfer
            | Event::WaitThirdParty
            | Event::Snooze
            | Event::Wake
            | Event::Close
            | Event::Reopen
            | Event::Merge
            | Event::MarkSpam,
        )
        | (Merged | Spam, Event::Confirm)
        | (Unconfirmed | Spam, Event::UndoMerge)
        | (Unconfirmed | Merged, Event::UnmarkSpam) => Err(at_an_end(state)),
    }
}

/// Why nothing happens to what is not yet, or no longer, a ticket to work on.
const fn at_an_end(state: State) -> Refusal {
    match state {
        State::Merged => IS_MERGED,
        State::Spam => IS_SPAM,
        State::Unconfirmed
        | State::New
        | State::Open
        | State::WaitingTeam
        | State::WaitingThirdParty
        | State::Snoozed
        | State::Closed => NOT_CONFIRMED,
    }
}

/// Where an event leads this ticket. What ends a pause or a merge goes back to what it was before: nobody took a new
/// ticket by snoozing it or calling it spam, and what waited for the team waits again once it is its own ticket again.
pub fn lands(ticket: &Ticket, event: Event) -> Result<State, Refusal> {
    if ticket.anonymised_at.is_some() {
        return Err(IS_ANONYMISED);
    }
    let to = next(ticket.state, event)?;
    Ok(match (event, ticket.state_before) {
        (Event::Wake, Some(State::New)) => State::New,
        (Event::UndoMerge, Some(before)) => before,
        (Event::UnmarkSpam, _) => ticket.spam_from.unwrap_or(to),
        _ => to,
    })
}

/// The events that staff may cause from here: what the API tells a caller who asked for another.
pub fn allowed(state: State) -> Vec<Event> {
    let by_staff = |event: &Event| !matches!(event, Event::Confirm | Event::TeamReplies);
    Event::ALL.into_iter().filter(by_staff).filter(|event| next(state, *event).is_ok()).collect()
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
    fn what_was_merged_is_only_unmerged() {
        let moves: Vec<_> =
            Event::ALL.into_iter().filter(|event| next(State::Merged, *event).is_ok()).collect();
        assert_eq!(moves, [Event::UndoMerge]);
    }

    #[test]
    fn every_message_ends_a_pause() {
        for state in [State::Snoozed, State::WaitingThirdParty] {
            for event in [Event::Answer, Event::AnswerAndKeep, Event::TeamReplies] {
                assert_ne!(next(state, event), Ok(state), "{event:?}");
            }
        }
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

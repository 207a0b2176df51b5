//! The life of an assignment.

use super::ILLEGAL;
use crate::Refusal;
use crate::reviews::AssignmentState;

/// What may happen to an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssignmentEvent {
    /// It is sent to the reviewer.
    Send,
    Accept,
    Decline,
    /// The review was submitted.
    Finish,
    /// The review was given back to be changed.
    Reopen,
    /// A conflict was confirmed.
    Recuse,
    Remove,
    /// Somebody who had it before is asked once more.
    Propose,
}

pub fn next(state: AssignmentState, event: AssignmentEvent) -> Result<AssignmentState, Refusal> {
    use AssignmentEvent::{Accept, Decline, Finish, Propose, Recuse, Remove, Reopen, Send};
    use AssignmentState::{Accepted, Declined, Done, Invited, Proposed, Recused, Removed};
    match (state, event) {
        (Proposed, Send) => Ok(Invited),
        (Invited, Accept) | (Done, Reopen) => Ok(Accepted),
        (Invited | Accepted, Decline) => Ok(Declined),
        (Accepted, Finish) => Ok(Done),
        // What was said before the conflict was known does not count either.
        (Proposed | Invited | Accepted | Done, Recuse) => Ok(Recused),
        (Proposed | Invited | Accepted, Remove) => Ok(Removed),
        (Declined | Removed, Propose) => Ok(Proposed),
        (Proposed, Accept | Decline | Finish | Reopen | Propose)
        | (Invited, Send | Finish | Reopen | Propose)
        | (Accepted, Send | Accept | Reopen | Propose)
        | (Done, Send | Accept | Decline | Finish | Remove | Propose)
        | (Declined | Removed, Send | Accept | Decline | Finish | Reopen | Recuse | Remove)
        | (Recused, Send | Accept | Decline | Finish | Reopen | Recuse | Remove | Propose) => {
            Err(ILLEGAL)
        }
    }
}

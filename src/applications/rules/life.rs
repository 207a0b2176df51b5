//! The life of an application.

use super::ILLEGAL;
use crate::Refusal;
use crate::applications::State;

/// What may happen to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    File,
    Withdraw,
    /// Taking a withdrawal back.
    Restore,
    /// The call was frozen and nothing had been filed.
    Lapse,
    FindIneligible,
    BeginReview,
    /// What was said of whether it is eligible is taken back.
    Reconsider,
    Deliberate,
    Decide,
}

/// There is no way back to a draft.
pub fn next(state: State, event: Event) -> Result<State, Refusal> {
    use Event::{
        BeginReview, Decide, Deliberate, File, FindIneligible, Lapse, Reconsider, Restore, Withdraw,
    };
    use State::{Decided, Deliberation, Draft, InReview, Ineligible, Lapsed, Submitted, Withdrawn};
    match (state, event) {
        (Draft | Submitted, File) | (Withdrawn, Restore) | (Ineligible | InReview, Reconsider) => {
            Ok(Submitted)
        }
        (Draft, Lapse) => Ok(Lapsed),
        (Submitted, FindIneligible) => Ok(Ineligible),
        (Submitted, BeginReview) => Ok(InReview),
        (InReview, Deliberate) => Ok(Deliberation),
        (Deliberation, Decide) => Ok(Decided),
        (Submitted | InReview | Deliberation, Withdraw) => Ok(Withdrawn),
        (
            Draft,
            Withdraw | Restore | FindIneligible | BeginReview | Reconsider | Deliberate | Decide,
        )
        | (Submitted, Restore | Lapse | Reconsider | Deliberate | Decide)
        | (InReview, File | Restore | Lapse | FindIneligible | BeginReview | Decide)
        | (
            Deliberation,
            File | Restore | Lapse | FindIneligible | BeginReview | Reconsider | Deliberate,
        )
        | (
            Withdrawn,
            File | Withdraw | Lapse | FindIneligible | BeginReview | Reconsider | Deliberate
            | Decide,
        )
        | (
            Ineligible,
            File | Withdraw | Restore | Lapse | FindIneligible | BeginReview | Deliberate | Decide,
        )
        | (
            Decided | Lapsed,
            File | Withdraw | Restore | Lapse | FindIneligible | BeginReview | Reconsider
            | Deliberate | Decide,
        ) => Err(ILLEGAL),
    }
}

//! The life of a call: what people decide.

use super::ILLEGAL;
use crate::Refusal;
use crate::calls::State;

/// What may be done to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// It is told that it will come; dates and form may follow.
    Announce,
    Publish,
    /// Before it opens: to be changed again.
    TakeBack,
    Cancel,
    BeginReview,
    Deliberate,
    Decide,
    PublishResults,
    Archive,
}

pub fn next(state: State, event: Event) -> Result<State, Refusal> {
    use Event::{
        Announce, Archive, BeginReview, Cancel, Decide, Deliberate, Publish, PublishResults,
        TakeBack,
    };
    use State::{
        Announced, Archived, Cancelled, Decided, Deliberation, Draft, InReview, Published,
        ResultsPublished,
    };
    match (state, event) {
        (Draft, Announce) => Ok(Announced),
        (Draft | Announced, Publish) => Ok(Published),
        (Announced | Published, TakeBack) => Ok(Draft),
        (Draft | Announced | Published | InReview | Deliberation | Decided, Cancel) => {
            Ok(Cancelled)
        }
        (Published, BeginReview) => Ok(InReview),
        (InReview, Deliberate) => Ok(Deliberation),
        (Deliberation, Decide) => Ok(Decided),
        (Decided, PublishResults) => Ok(ResultsPublished),
        (ResultsPublished, Archive) => Ok(Archived),
        (Draft, TakeBack | BeginReview | Deliberate | Decide | PublishResults | Archive)
        | (Announced, Announce | BeginReview | Deliberate | Decide | PublishResults | Archive)
        | (Published, Announce | Publish | Deliberate | Decide | PublishResults | Archive)
        | (
            InReview,
            Announce | Publish | TakeBack | BeginReview | Decide | PublishResults | Archive,
        )
        | (
            Deliberation,
            Announce | Publish | TakeBack | BeginReview | Deliberate | PublishResults | Archive,
        )
        | (Decided, Announce | Publish | TakeBack | BeginReview | Deliberate | Decide | Archive)
        | (
            ResultsPublished,
            Announce | Publish | TakeBack | Cancel | BeginReview | Deliberate | Decide
            | PublishResults,
        )
        | (
            Archived | Cancelled,
            Announce | Publish | TakeBack | Cancel | BeginReview | Deliberate | Decide
            | PublishResults | Archive,
        ) => Err(ILLEGAL),
    }
}

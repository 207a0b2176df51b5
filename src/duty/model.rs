//! Absences, hand-over notes, swaps, and a rota in weeks.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use crate::accounts::{AccountId, DutyId, NodeId};
use crate::db::{text_enum, text_id};

text_id! {
    /// Days on which somebody of the staff is away.
    AbsenceId
}
text_id! {
    /// What somebody leaves for the next.
    NoteId
}
text_id! {
    /// A colleague asked to take a duty.
    SwapId
}
text_id! {
    /// A secret address of a node's rota.
    FeedId
}

text_enum! {
    /// How a swap ended.
    Answer { Accepted = "accepted", Declined = "declined", TakenBack = "taken_back" }
}

/// First and last day, both included.
pub type Days = (NaiveDate, NaiveDate);

/// Somebody's days away.
#[derive(Debug, Clone, Serialize)]
pub struct Absence {
    pub id: AbsenceId,
    pub account: AccountId,
    pub name: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub stand_in: Option<AccountId>,
    pub stand_in_name: Option<String>,
}

impl Absence {
    pub const fn days(&self) -> Days {
        (self.starts_on, self.ends_on)
    }

    pub fn covers(&self, day: NaiveDate) -> bool {
        (self.starts_on..=self.ends_on).contains(&day)
    }
}

/// What somebody left for the next.
#[derive(Debug, Clone, Serialize)]
pub struct Note {
    pub id: NoteId,
    pub node: NodeId,
    pub node_name: String,
    pub node_slug: String,
    pub author: AccountId,
    pub author_name: String,
    pub body: String,
    pub written_at: NaiveDateTime,
    pub shown_until: NaiveDateTime,
}

/// A colleague is asked to take a duty, perhaps in return for another one.
#[derive(Debug, Clone)]
pub struct Swap {
    pub id: SwapId,
    pub node: NodeId,
    pub duty: DutyId,
    pub asked_by: AccountId,
    pub asked_of: AccountId,
    pub in_return: Option<DutyId>,
    pub answer: Option<Answer>,
}

/// Somebody's days within a week of the rota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    pub duty: DutyId,
    pub account: AccountId,
    pub name: String,
    pub days: Days,
    /// The whole duty, of which this is the part in the week.
    pub whole: Days,
    /// Away for a part of these days, and who stands in.
    pub away: Option<(Days, Option<String>)>,
}

/// A week of a node's rota, from Monday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    pub starts_on: NaiveDate,
    pub shifts: Vec<Shift>,
    /// Working days on which nobody answers.
    pub gaps: Vec<Days>,
    /// The node works on none of its days.
    pub closed: bool,
}

/// How a rota is filled: who, beginning with whom, for how many weeks each.
#[derive(Debug, Clone)]
pub struct Pattern {
    pub people: Vec<AccountId>,
    pub weeks_each: u32,
    pub first_week: NaiveDate,
    pub weeks: u32,
}

//! A space, who looks after it, what is checked before it opens, and what it holds.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::Serialize;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{
    space_arrivals, space_checks, space_figures, space_people, space_questions, spaces,
};
use crate::db::{text_enum, text_id};
use crate::i18n::Locale;

text_id! {
    SpaceId
}
text_id! {
    QuestionId
}
text_id! {
    PersonId
}
text_id! {
    ArrivalId
}

text_enum! {
    /// Where a space stands. `rules::next` knows the moves.
    State {
        Requested = "requested",
        Examination = "examination",
        InfoRequested = "info_requested",
        /// Signed for; the repository is still to make it.
        Approved = "approved",
        Active = "active",
        Suspended = "suspended",
        Closed = "closed",
        Refused = "refused",
        /// Nobody answered what was asked.
        Lapsed = "lapsed",
    }
}

impl State {
    /// The space is asked for and not open yet.
    pub const PENDING: [Self; 4] =
        [Self::Requested, Self::Examination, Self::InfoRequested, Self::Approved];
    /// An institution has it, or asks for it.
    pub const LIVING: [Self; 6] = [
        Self::Requested,
        Self::Examination,
        Self::InfoRequested,
        Self::Approved,
        Self::Active,
        Self::Suspended,
    ];
    pub fn is_pending(self) -> bool {
        Self::PENDING.contains(&self)
    }
    /// It was open once.
    pub const fn was_opened(self) -> bool {
        matches!(self, Self::Active | Self::Suspended | Self::Closed)
    }
}

text_enum! {
    /// What is checked before a space is approved.
    Item {
        /// Whoever signs may.
        Authority = "authority",
        /// Curators are named, and trained.
        Curation = "curation",
        Policy = "policy",
        /// The local workshop was consulted.
        Workshop = "workshop",
        Storage = "storage",
        Charter = "charter",
        /// Its people know the repository's sandbox.
        Sandbox = "sandbox",
        /// Two administrators are trained.
        Administrators = "administrators",
        /// Which data sets of the generic space move there.
        Datasets = "datasets",
    }
}

text_enum! {
    Role { Administrator = "administrator", Curator = "curator" }
}

text_enum! {
    /// How a month's figures came.
    Via { File = "file", Api = "api" }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = spaces)]
pub struct Space {
    pub id: SpaceId,
    pub slug: String,
    /// A slug.
    pub institution: String,
    pub name: String,
    pub description_fr: String,
    pub description_en: String,
    pub perimeter: String,
    pub storage_gb: Option<i32>,
    pub contact: String,
    pub state: State,
    pub since: NaiveDateTime,
    pub alias: Option<String>,
    pub node_id: Option<NodeId>,
    pub opens_on: Option<NaiveDate>,
    pub opened_at: Option<NaiveDateTime>,
    pub requested_by: AccountId,
    pub requested_at: NaiveDateTime,
    pub administrators: i32,
    pub curators: i32,
    pub reason: String,
    pub data_goes: String,
    pub successor_id: Option<SpaceId>,
    /// Asked for from an address that is not known to be the institution's.
    pub unsure: bool,
}

impl Space {
    /// Its institution asks for it, as far as is known, and it is not open yet.
    pub fn is_awaited(&self) -> bool {
        self.state.is_pending() && !self.unsure
    }
    /// Everybody may see it: what was refused, or never answered, or asked for by who knows whom is nobody's business.
    pub fn is_public(&self) -> bool {
        self.is_awaited() || self.state.was_opened()
    }
}

/// A link by mail, for somebody who has no account yet.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = space_arrivals)]
pub struct Arrival {
    pub id: ArrivalId,
    /// The page it opens.
    pub path: String,
    pub email: String,
    pub name: String,
    pub language: Locale,
    pub token_sha256: String,
    pub made_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
    pub used_at: Option<NaiveDateTime>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = space_checks)]
pub struct Check {
    pub space_id: SpaceId,
    pub item: Item,
    pub owner_id: Option<AccountId>,
    pub due_on: Option<NaiveDate>,
    pub note: String,
    pub done_by: Option<AccountId>,
    pub done_at: Option<NaiveDateTime>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = space_questions)]
pub struct Question {
    pub id: QuestionId,
    pub space_id: SpaceId,
    pub body: String,
    pub asked_by: AccountId,
    pub asked_at: NaiveDateTime,
    pub answer: String,
    pub answered_by: Option<AccountId>,
    pub answered_at: Option<NaiveDateTime>,
    pub reminded: i32,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = space_people)]
pub struct Person {
    pub id: PersonId,
    pub space_id: SpaceId,
    pub role: Role,
    pub name: String,
    pub email: String,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
    pub added_by: AccountId,
    pub added_at: NaiveDateTime,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = space_figures)]
pub struct Figures {
    pub space_id: SpaceId,
    /// Its first day.
    pub month: NaiveDate,
    pub datasets: i64,
    pub files: i64,
    pub downloads: i64,
    pub last_deposit_on: Option<NaiveDate>,
    pub via: Via,
    pub told_by: AccountId,
    pub told_at: NaiveDateTime,
}

/// What a space held at the end of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    pub month: NaiveDate,
    pub datasets: i64,
    pub files: i64,
    pub downloads: i64,
    pub last_deposit_on: Option<NaiveDate>,
}

/// A space that is asked for.
#[derive(Debug, Clone)]
pub struct Draft {
    pub id: SpaceId,
    pub institution: String,
    pub name: String,
    pub perimeter: String,
    pub storage_gb: Option<i32>,
    pub contact: String,
    pub people: Vec<Named>,
}

/// Somebody who is to look after a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub role: Role,
    pub name: String,
    pub email: String,
}

/// What a space says of itself.
#[derive(Debug, Clone)]
pub struct Profile {
    pub name: String,
    pub description_fr: String,
    pub description_en: String,
    pub perimeter: String,
    pub contact: String,
    pub node_id: Option<NodeId>,
}

/// How far somebody is trained to curate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Training {
    No,
    /// Takes part in a session to come, or that nobody called yet.
    Enrolled,
    /// Was there, on this day.
    Trained(NaiveDate),
}

/// The two counters that everybody sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub active: usize,
    pub pending: usize,
    pub suspended: usize,
    pub closed: usize,
}

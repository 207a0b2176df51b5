//! Bodies, seats, meetings, agendas and resolutions, as those who sit there have them.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::{
    agenda_items, bodies, body_meetings, body_seats, resolution_links, resolutions,
};
use crate::db::{text_enum, text_id};
use crate::i18n::Locale;

text_id! {
    /// A committee, a college, a council.
    BodyId
}
text_id! {
    /// Somebody's time in a body.
    SeatId
}
text_id! {
    /// A meeting; what is published of it is found by it.
    MeetingId
}
text_id! {
    /// What is on an agenda.
    ItemId
}
text_id! {
    /// A document of a meeting.
    DocumentId
}
text_id! {
    /// What was decided.
    ResolutionId
}
text_id! {
    /// What a resolution changed.
    LinkId
}
text_id! {
    /// What somebody says of minutes.
    RemarkId
}

text_enum! {
    BodyKind {
        Direction = "direction",
        Steering = "steering",
        Scientific = "scientific",
        Technical = "technical",
        Users = "users",
        Selection = "selection",
    }
}
text_enum! {
    /// What somebody does in a body.
    Capacity { Chair = "chair", Member = "member", Secretary = "secretary", Guest = "guest" }
}
text_enum! {
    MeetingState {
        Planned = "planned",
        Convened = "convened",
        /// It took place; its minutes are being written.
        Held = "held",
        /// Its members read the minutes.
        Circulated = "circulated",
        Approved = "approved",
        Published = "published",
        Cancelled = "cancelled",
    }
}
text_enum! {
    ItemKind { Information = "information", Discussion = "discussion", Decision = "decision" }
}
text_enum! {
    Presence { Present = "present", Excused = "excused", Represented = "represented" }
}
text_enum! {
    Outcome {
        Adopted = "adopted",
        Rejected = "rejected",
        Deferred = "deferred",
        Superseded = "superseded",
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = bodies)]
pub struct Body {
    pub id: BodyId,
    pub slug: String,
    /// What references of its resolutions begin with.
    pub code: String,
    pub kind: BodyKind,
    pub name_fr: String,
    pub name_en: String,
    pub mandate_fr: String,
    pub mandate_en: String,
    /// So many of a hundred votes must be there.
    pub quorum: i32,
    pub made_at: NaiveDateTime,
    pub changed_at: NaiveDateTime,
}

impl Body {
    /// In the reader's language, or in the other one.
    pub fn name(&self, locale: Locale) -> &str {
        locale.said(&self.name_fr, &self.name_en).0
    }

    pub fn mandate(&self, locale: Locale) -> &str {
        locale.said(&self.mandate_fr, &self.mandate_en).0
    }

    /// The languages in which its name and its mandate are read.
    pub fn languages(&self, locale: Locale) -> (Locale, Locale) {
        let mandate = locale.said(&self.mandate_fr, &self.mandate_en).1;
        (locale.said(&self.name_fr, &self.name_en).1, mandate)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = body_seats)]
pub struct Seat {
    pub id: SeatId,
    pub body_id: BodyId,
    pub account_id: AccountId,
    pub capacity: Capacity,
    pub votes: bool,
    pub institution: Option<String>,
    /// As what they sit there, in words.
    pub quality: String,
    /// Whose place they take when that one cannot come.
    pub alternate_of: Option<SeatId>,
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
}

/// Somebody who sits in a body.
#[derive(Debug, Clone)]
pub struct Seated {
    pub seat: Seat,
    pub name: String,
    pub email: String,
    pub language: Locale,
    /// Their account is closed: nobody reads what is sent there.
    pub gone: bool,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = body_meetings)]
pub struct Meeting {
    pub id: MeetingId,
    pub body_id: BodyId,
    pub state: MeetingState,
    /// In French; [`Meeting::name`] is what a reader is told.
    pub title: String,
    pub title_en: String,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
    pub place: String,
    pub join_url: String,
    /// How often its time or its place changed since it was convened.
    pub sequence: i32,
    pub convened_at: Option<NaiveDateTime>,
    pub circulated_at: Option<NaiveDateTime>,
    pub approved_at: Option<NaiveDateTime>,
    pub published_at: Option<NaiveDateTime>,
    /// Why it does not take place.
    pub reason: String,
    pub lock_version: i32,
}

/// When and where, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub title: String,
    pub title_en: String,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
    pub place: String,
    pub join_url: String,
}

impl Meeting {
    /// What it is called in the reader's language, or in the other one.
    pub fn name(&self, locale: Locale) -> &str {
        locale.said(&self.title, &self.title_en).0
    }

    pub fn language(&self, locale: Locale) -> Locale {
        locale.said(&self.title, &self.title_en).1
    }

    /// Whether another plan is another time or place, of which calendars must be told.
    pub fn moves(&self, plan: &Plan) -> bool {
        (self.starts_at, self.ends_at) != (plan.starts_at, plan.ends_at)
            || (&self.place, &self.join_url) != (&plan.place, &plan.join_url)
            || (&self.title, &self.title_en) != (&plan.title, &plan.title_en)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = agenda_items)]
pub struct Item {
    pub id: ItemId,
    pub meeting_id: MeetingId,
    pub position: i32,
    pub kind: ItemKind,
    /// In French, as its public minutes are.
    pub title: String,
    pub title_en: String,
    pub minutes: Option<i32>,
    /// Nothing of it is published, not even its title.
    pub reserved: bool,
    pub public_minutes: String,
    pub public_minutes_en: String,
    pub private_minutes: String,
    pub private_minutes_en: String,
}

impl Item {
    /// What everybody will read of it, in French and in English.
    pub fn public(&self) -> (&str, &str) {
        (&self.public_minutes, &self.public_minutes_en)
    }

    /// What its members alone read of it, in French and in English.
    pub fn private(&self) -> (&str, &str) {
        (&self.private_minutes, &self.private_minutes_en)
    }

    /// What it is called in the reader's language, or in the other one; and in which it is.
    pub fn name(&self, locale: Locale) -> (&str, Locale) {
        locale.said(&self.title, &self.title_en)
    }
}

/// A document, with what the scanner said of it.
#[derive(Debug, Clone, Queryable)]
pub struct Document {
    pub id: DocumentId,
    pub meeting_id: MeetingId,
    pub item_id: Option<ItemId>,
    pub sha256: String,
    pub name: String,
    pub public: bool,
    pub media_type: String,
    pub bytes: i64,
    pub scan: crate::files::ScanState,
}

/// Whether somebody comes, as they say, and whether they came.
#[derive(Debug, Clone, Queryable)]
pub struct Attendance {
    pub seat_id: SeatId,
    pub answer: Option<Presence>,
    pub presence: Option<Presence>,
    pub note: String,
}

/// What a member says of minutes.
#[derive(Debug, Clone, Queryable)]
pub struct Remark {
    pub name: String,
    pub body: String,
    pub made_at: NaiveDateTime,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = resolutions)]
pub struct Resolution {
    pub id: ResolutionId,
    pub reference: String,
    pub body_id: BodyId,
    pub meeting_id: MeetingId,
    pub item_id: Option<ItemId>,
    pub outcome: Outcome,
    /// In French, as its text is.
    pub title: String,
    pub title_en: String,
    pub body: String,
    pub body_en: String,
    pub private_note: String,
    pub public: bool,
    pub votes_for: Option<i32>,
    pub votes_against: Option<i32>,
    pub votes_abstained: Option<i32>,
    pub owner_id: Option<AccountId>,
    pub due_on: Option<NaiveDate>,
    pub done_on: Option<NaiveDate>,
    pub done_note: String,
    pub done_note_en: String,
    pub superseded_by: Option<ResolutionId>,
    pub made_at: NaiveDateTime,
    pub reminded_at: Option<NaiveDateTime>,
    /// Why it is kept although too few votes were there; empty where enough were.
    pub quorum_reason: String,
}

impl Resolution {
    /// What it is called in the reader's language, or in the other one.
    pub fn name(&self, locale: Locale) -> &str {
        locale.said(&self.title, &self.title_en).0
    }
}

/// What is written of a resolution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub item: Option<ItemId>,
    pub outcome: Outcome,
    /// In French, as its text is.
    pub title: String,
    pub title_en: String,
    pub body: String,
    pub body_en: String,
    pub private_note: String,
    pub public: bool,
    /// For, against, abstained.
    pub votes: (Option<i32>, Option<i32>, Option<i32>),
    /// The address of whose it is to do.
    pub owner: Option<String>,
    pub due_on: Option<NaiveDate>,
    /// Why it is to be kept even if too few votes were there; empty where nobody confirmed that.
    pub without_quorum: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = resolution_links)]
pub struct Link {
    pub id: LinkId,
    pub resolution_id: ResolutionId,
    pub address: String,
    pub title: String,
}

/// What a reader may see beyond what is public: everything, or what bodies they sit in have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    pub all: bool,
    pub bodies: Vec<BodyId>,
}

impl Reader {
    pub const fn stranger() -> Self {
        Self { all: false, bodies: Vec::new() }
    }

    pub fn sits_in(&self, body: &BodyId) -> bool {
        self.all || self.bodies.contains(body)
    }
}

/// What somebody has to do with a body.
#[derive(Debug, Clone)]
pub struct Part {
    /// Their seat today, if they have one.
    pub seat: Option<Seat>,
    /// Whether they convene, write minutes and publish.
    pub runs: bool,
}

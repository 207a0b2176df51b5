//! What strangers read. What is not a field here cannot be printed on a public page: queries fill these from public columns,
//! and nothing private is read for them.

use chrono::{NaiveDate, NaiveDateTime};

use super::{DocumentId, ItemId, ItemKind, MeetingId, Outcome, ResolutionId};
use crate::i18n::Locale;

/// Minutes that were published.
#[derive(Debug, Clone)]
pub struct PublicMinutes {
    pub title: String,
    pub title_en: String,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
    pub approved_at: Option<NaiveDateTime>,
    pub published_at: NaiveDateTime,
    /// Votes that were there, all votes, and how many were needed.
    pub votes: super::rules::Quorum,
    pub items: Vec<PublicItem>,
    pub documents: Vec<PublicDocument>,
    pub resolutions: Vec<Line>,
}

#[derive(Debug, Clone, diesel::Queryable)]
pub struct PublicItem {
    pub id: ItemId,
    pub kind: ItemKind,
    pub title: String,
    pub title_en: String,
    pub minutes: String,
    pub minutes_en: String,
}

impl PublicItem {
    /// What it is called in the reader's language, or in the other one; and in which it is.
    pub fn name(&self, locale: Locale) -> (&str, Locale) {
        locale.said(&self.title, &self.title_en)
    }

    /// What the minutes say of it, alike.
    pub fn said(&self, locale: Locale) -> (&str, Locale) {
        locale.said(&self.minutes, &self.minutes_en)
    }
}

#[derive(Debug, Clone, diesel::Queryable)]
pub struct PublicDocument {
    pub id: DocumentId,
    pub name: String,
    pub bytes: i64,
}

/// A resolution without what only its body reads.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: ResolutionId,
    pub reference: String,
    pub outcome: Outcome,
    pub title: String,
    pub title_en: String,
    pub body: String,
    pub body_en: String,
    pub item: Option<ItemId>,
    pub votes: (Option<i32>, Option<i32>, Option<i32>),
    pub due_on: Option<NaiveDate>,
    pub done_on: Option<NaiveDate>,
    pub done_note: String,
    pub done_note_en: String,
    pub has_owner: bool,
    /// Why it was kept although too few votes were there, where they were.
    pub quorum_reason: String,
    pub meeting: MeetingId,
    pub decided_at: NaiveDateTime,
    /// Whether everybody may read it.
    pub published: bool,
    /// Name in French and in English.
    pub of: (String, String),
}

impl PublicMinutes {
    /// What the meeting is called in the reader's language, or in the other one; and in which it is.
    pub fn name(&self, locale: Locale) -> (&str, Locale) {
        locale.said(&self.title, &self.title_en)
    }
}

impl Line {
    /// What it is called in the reader's language, or in the other one; and in which it is.
    pub fn name(&self, locale: Locale) -> (&str, Locale) {
        locale.said(&self.title, &self.title_en)
    }

    /// What was decided, alike.
    pub fn text(&self, locale: Locale) -> (&str, Locale) {
        locale.said(&self.body, &self.body_en)
    }

    /// What came of it, alike.
    pub fn outcome_note(&self, locale: Locale) -> (&str, Locale) {
        locale.said(&self.done_note, &self.done_note_en)
    }
}

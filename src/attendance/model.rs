//! What is noted of who was there, and what is certified.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::courses::MeetingId;
use crate::db::schema::{attendance, certificates};
use crate::db::{text_enum, text_id};
use crate::enrolment::EnrolmentId;
use crate::i18n::Locale;

text_id! {
    /// A certificate; whoever knows it may verify it.
    CertificateId
}
text_enum! {
    /// Whether somebody was at a meeting.
    Presence { Present = "present", Partly = "partly", Excused = "excused", Absent = "absent" }
}
text_enum! {
    /// What of a meeting is meant: a half of one that lasts over noon, or a meeting that has no halves.
    Half { Day = "day", Morning = "morning", Afternoon = "afternoon" }
}

/// What people are noted at: a meeting, or a half-day of one, with the instants between which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    pub meeting: MeetingId,
    pub half: Half,
    pub starts: NaiveDateTime,
    pub ends: NaiveDateTime,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = attendance)]
pub struct Mark {
    pub meeting_id: MeetingId,
    pub half: Half,
    pub enrolment_id: EnrolmentId,
    pub state: Presence,
    /// None: they noted themselves.
    pub marked_by: Option<AccountId>,
    pub marked_at: NaiveDateTime,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = certificates)]
pub struct Certificate {
    pub id: CertificateId,
    pub enrolment_id: EnrolmentId,
    pub name: String,
    pub title: String,
    pub node: String,
    pub language: Locale,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub minutes: i32,
    pub issued_by: AccountId,
    pub issued_at: NaiveDateTime,
    pub revoked_at: Option<NaiveDateTime>,
    pub reason: String,
    /// The title in the other language; nothing when there is none.
    pub other_title: String,
    /// What was learnt, one on a line; and the same in the other language, or nothing.
    pub outcomes: String,
    pub other_outcomes: String,
    /// What its session has said beside the usual, in the language of the session.
    pub words: String,
}

impl Certificate {
    /// The title in a language, and the language that it is in.
    pub fn title(&self, locale: Locale) -> (&str, Locale) {
        match (locale == self.language, self.other_title.as_str()) {
            (true, _) | (_, "") => (&self.title, self.language),
            (false, title) => (title, locale),
        }
    }

    /// What was learnt, in the language of its title there.
    pub fn outcomes(&self, locale: Locale) -> &str {
        match self.title(locale).1 == self.language {
            true => &self.outcomes,
            false => &self.other_outcomes,
        }
    }
}

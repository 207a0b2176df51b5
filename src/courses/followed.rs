//! What a calendar of another place is, from which a course takes its sessions.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::CourseId;
use crate::accounts::{AccountId, NodeId};
use crate::db::schema::course_calendars;
use crate::db::text_id;
use crate::i18n::Locale;

text_id! {
    /// A calendar of another place that is read each night.
    CalendarId
}

/// A calendar of another place: its events become drafts of sessions, in the name of who added it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = course_calendars, treat_none_as_default_value = false)]
pub struct CourseCalendar {
    pub id: CalendarId,
    pub course_id: CourseId,
    pub node_id: NodeId,
    pub url: String,
    pub zone: String,
    pub language: Locale,
    pub seats: i32,
    pub added_by: AccountId,
    pub created_at: NaiveDateTime,
    pub read_at: Option<NaiveDateTime>,
    /// Why nothing came of it when it was read last, as a key.
    pub fault: String,
}

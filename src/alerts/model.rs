//! What an alert is.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::courses::CourseId;
use crate::db::schema::course_alerts;
use crate::db::text_id;
use crate::i18n::Locale;

text_id! {
    /// What one address wants to be told about one course.
    AlertId
}

/// An alert: what holds, and what was asked and is not confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = course_alerts)]
pub struct Alert {
    pub id: AlertId,
    pub course_id: CourseId,
    pub email: String,
    pub language: Locale,
    pub region: Option<String>,
    pub online: bool,
    /// Since when it holds; before its address is proven it does not.
    pub since: Option<NaiveDateTime>,
    pub asked_region: Option<String>,
    pub asked_online: bool,
    pub asked_at: Option<NaiveDateTime>,
}

/// What somebody asks to be told: of sessions in a region, from afar, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Made with the form: sent twice, it is asked once.
    pub form_id: AlertId,
    /// In small letters.
    pub email: String,
    pub language: Locale,
    pub region: Option<String>,
    pub online: bool,
}

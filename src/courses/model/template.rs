//! What a session begins with.

use diesel::prelude::*;

use super::{CourseId, Mode, Presence, Terms};
use crate::db::schema::courses;
use crate::i18n::Locale;

/// Every reminder there is.
pub const EVERY_REMINDER: &str = "week,day,hour";
/// So much of the meetings' time makes a certificate where nobody says something else, in hundredths.
pub const USUAL_SHARE: i32 = 80;

/// What a new session of a course begins with.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, AsChangeset, Insertable)]
#[diesel(table_name = courses, treat_none_as_null = true)]
pub struct Template {
    #[diesel(column_name = session_title)]
    pub title: String,
    #[diesel(column_name = session_mode)]
    pub mode: Mode,
    #[diesel(column_name = session_language)]
    pub language: Locale,
    #[diesel(column_name = session_place)]
    pub place: String,
    #[diesel(column_name = session_join_url)]
    pub join_url: String,
    #[diesel(column_name = session_practical)]
    pub practical: String,
    /// One on a line.
    #[diesel(column_name = session_trainers)]
    pub trainers: String,
    /// One on a line; what must be answered ends with a star.
    #[diesel(column_name = session_questions)]
    pub questions: String,
    #[diesel(column_name = session_approval)]
    pub approval: bool,
    #[diesel(column_name = session_pending_holds)]
    pub pending_holds: bool,
    #[diesel(column_name = session_offer_hours)]
    pub offer_hours: i32,
    #[diesel(column_name = session_on_site)]
    pub on_site: Option<i32>,
    #[diesel(column_name = session_online)]
    pub online: Option<i32>,
    #[diesel(column_name = session_on_site_unlimited)]
    pub on_site_unlimited: bool,
    #[diesel(column_name = session_online_unlimited)]
    pub online_unlimited: bool,
    /// When a meeting begins: `14:00`, or nothing.
    #[diesel(column_name = session_starts)]
    pub starts: String,
    #[diesel(column_name = session_remind_codes)]
    pub remind_codes: String,
    #[diesel(column_name = session_remind_text)]
    pub remind_text: String,
    #[diesel(column_name = session_certificate_share)]
    pub certificate_share: i32,
    #[diesel(column_name = session_certificate_text)]
    pub certificate_text: String,
    #[diesel(column_name = session_rule_institutions)]
    pub rule_institutions: String,
    #[diesel(column_name = session_rule_disciplines)]
    pub rule_disciplines: String,
    #[diesel(column_name = session_rule_course)]
    pub rule_course: Option<CourseId>,
    #[diesel(column_name = session_rule_strict)]
    pub rule_strict: bool,
}

impl Template {
    /// Of which kinds of seats there are as many as people who come.
    pub fn unlimited(&self) -> Vec<Presence> {
        let all =
            [(Presence::OnSite, self.on_site_unlimited), (Presence::Online, self.online_unlimited)];
        all.into_iter().filter(|(_, on)| *on).map(|(presence, _)| presence).collect()
    }

    /// Whether some are let in without a word, and some are not.
    pub fn has_rule(&self) -> bool {
        !self.rule_institutions.is_empty()
            || !self.rule_disciplines.is_empty()
            || self.rule_course.is_some()
    }
}

impl Default for Template {
    fn default() -> Self {
        Self {
            title: String::new(),
            mode: Mode::OnSite,
            language: Locale::Fr,
            place: String::new(),
            join_url: String::new(),
            practical: String::new(),
            trainers: String::new(),
            questions: String::new(),
            approval: false,
            pending_holds: false,
            offer_hours: 48,
            on_site: None,
            online: None,
            on_site_unlimited: false,
            online_unlimited: false,
            starts: String::new(),
            remind_codes: EVERY_REMINDER.to_owned(),
            remind_text: String::new(),
            certificate_share: USUAL_SHARE,
            certificate_text: String::new(),
            rule_institutions: String::new(),
            rule_disciplines: String::new(),
            rule_course: None,
            rule_strict: false,
        }
    }
}

/// A session of which nothing is decided yet.
impl Default for Terms {
    fn default() -> Self {
        Self {
            title: String::new(),
            mode: Mode::OnSite,
            language: Locale::Fr,
            zone: chrono_tz::Europe::Paris.name().to_owned(),
            place: String::new(),
            region: None,
            join_url: String::new(),
            practical: String::new(),
            opens_at: None,
            closes_at: None,
            approval: false,
            pending_holds: false,
            offer_hours: 48,
            remind_codes: EVERY_REMINDER.to_owned(),
            remind_text: String::new(),
            certificate_share: USUAL_SHARE,
            certificate_text: String::new(),
            rule_institutions: String::new(),
            rule_disciplines: String::new(),
            rule_course: None,
            rule_strict: false,
        }
    }
}

//! What a course and its sessions are.

mod template;

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{
    course_materials, course_sessions, courses, gone_meetings, seat_pools, seat_quotas,
    session_meetings, session_questions, session_trainers,
};
use crate::db::{text_enum, text_id};
use crate::i18n::Locale;
use crate::materials::MaterialId;
use crate::times;

pub use template::*;

text_id! {
    /// A course, whenever it is given.
    CourseId
}
text_id! {
    /// One time that a course is given.
    SessionId
}
text_id! {
    /// A time at which a session meets.
    MeetingId
}
text_id! {
    /// The seats of a session on site, or from afar.
    PoolId
}
text_id! {
    /// How many seats some may have, or are kept for them.
    QuotaId
}
text_id! {
    /// Something that participants are asked.
    QuestionId
}

text_enum! {
    /// Where a course stands. `rules::next_of_course` knows the moves.
    CourseState { Draft = "draft", Published = "published", Withdrawn = "withdrawn" }
}
text_enum! {
    /// Where a session stands. `rules::next_of_session` knows the moves.
    SessionState { Draft = "draft", Published = "published", Cancelled = "cancelled" }
}
text_enum! {
    /// How a session is given.
    Mode { OnSite = "on_site", Online = "online", Hybrid = "hybrid" }
}
text_enum! {
    /// How one takes part.
    Presence { OnSite = "on_site", Online = "online" }
}

text_enum! {
    /// How long before a meeting those who take part are reminded of it.
    Reminder { Week = "week", Day = "day", Hour = "hour" }
}

impl Mode {
    /// The ways in which one may take part.
    pub const fn presences(self) -> &'static [Presence] {
        match self {
            Self::OnSite => &[Presence::OnSite],
            Self::Online => &[Presence::Online],
            Self::Hybrid => &[Presence::OnSite, Presence::Online],
        }
    }
}

/// What a course says, as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable, AsChangeset, Insertable)]
#[diesel(table_name = courses)]
pub struct CourseText {
    pub title_fr: String,
    pub summary_fr: String,
    pub outcomes_fr: String,
    pub prerequisites_fr: String,
    pub title_en: String,
    pub summary_en: String,
    pub outcomes_en: String,
    pub prerequisites_en: String,
    pub topic_codes: String,
    pub discipline_codes: String,
    pub audience_codes: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = courses)]
pub struct Course {
    pub id: CourseId,
    pub slug: Option<String>,
    pub node_id: NodeId,
    pub state: CourseState,
    #[diesel(embed)]
    pub text: CourseText,
    pub level: Option<String>,
    pub minutes: Option<i32>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub published_at: Option<NaiveDateTime>,
    pub lock_version: i32,
}

/// A material that a course uses: as it is at the time, or one version of it for good.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = course_materials)]
pub struct CourseMaterial {
    pub material_id: MaterialId,
    pub number: Option<i32>,
}

/// What is decided about a session, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, AsChangeset, Insertable)]
#[diesel(table_name = course_sessions, treat_none_as_null = true)]
pub struct Terms {
    pub title: String,
    pub mode: Mode,
    pub language: Locale,
    pub zone: String,
    pub place: String,
    pub region: Option<String>,
    pub join_url: String,
    pub practical: String,
    pub opens_at: Option<NaiveDateTime>,
    pub closes_at: Option<NaiveDateTime>,
    pub approval: bool,
    pub pending_holds: bool,
    pub offer_hours: i32,
    /// How long before each meeting people are reminded, separated by commas.
    pub remind_codes: String,
    /// What those mails say beside the usual.
    pub remind_text: String,
    /// So much of the meetings' time makes a certificate, in hundredths.
    pub certificate_share: i32,
    /// What a certificate says beside the usual.
    pub certificate_text: String,
    /// Who is let in without a word: slugs of institutions and codes of disciplines, separated by commas.
    pub rule_institutions: String,
    pub rule_disciplines: String,
    /// Who was at a session of it.
    pub rule_course: Option<CourseId>,
    /// Whoever does not fit is refused at once.
    pub rule_strict: bool,
}

impl Terms {
    /// Whether some are let in without a word, and some are not.
    pub fn has_rule(&self) -> bool {
        !self.rule_institutions.is_empty()
            || !self.rule_disciplines.is_empty()
            || self.rule_course.is_some()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = course_sessions)]
pub struct Session {
    pub id: SessionId,
    pub course_id: CourseId,
    pub node_id: NodeId,
    pub state: SessionState,
    #[diesel(embed)]
    pub terms: Terms,
    pub starts_at: Option<NaiveDateTime>,
    pub ends_at: Option<NaiveDateTime>,
    pub reason: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub published_at: Option<NaiveDateTime>,
    pub cancelled_at: Option<NaiveDateTime>,
    pub lock_version: i32,
    /// Since when seats that are freed are given to nobody who waits.
    pub kept_since: Option<NaiveDateTime>,
}

impl Session {
    pub fn zone(&self) -> Tz {
        self.terms.zone.parse().unwrap_or(chrono_tz::Europe::Paris)
    }
}

/// A session, its course and who answers for it.
#[derive(Debug, Clone)]
pub struct Given {
    pub session: Session,
    pub course: Course,
    /// Short name and slug of the node.
    pub node: String,
    pub node_slug: String,
}

impl Given {
    /// The course's title, and what sets the session apart.
    pub fn title(&self, locale: Locale) -> String {
        let said = self.course.text.said(locale).title;
        match self.session.terms.title.as_str() {
            "" => said.to_owned(),
            apart => format!("{said} – {apart}"),
        }
    }
}

/// A meeting that was told of and is not held any more.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = gone_meetings)]
pub struct GoneMeeting {
    pub id: MeetingId,
    pub session_id: SessionId,
    pub title: String,
    pub place: String,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
    /// As calendars were told last.
    pub sequence: i32,
    pub gone_at: NaiveDateTime,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = session_meetings, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Meeting {
    pub id: MeetingId,
    pub session_id: SessionId,
    pub position: i32,
    pub title: String,
    pub place: String,
    pub starts_local: String,
    pub ends_local: String,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
    pub sequence: i32,
    /// How it is held, when it is not as its session.
    pub mode: Option<Mode>,
    /// Its own link to take part from afar.
    pub join_url: String,
    /// When it was to begin before it was moved, of one that was public then.
    pub moved_from: Option<NaiveDateTime>,
    /// How long before it people were reminded last.
    pub reminded: Option<Reminder>,
}

impl Meeting {
    /// Which ones its hours are, where the clock shows them twice.
    pub fn folds(&self, zone: Tz) -> times::Folds {
        (times::fold_of(self.starts_at, zone), times::fold_of(self.ends_at, zone))
    }
}

/// A trainer; one who has an account is known by it, others by their name.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = session_trainers)]
pub struct Trainer {
    pub session_id: SessionId,
    pub position: i32,
    pub name: String,
    pub folded: String,
    pub affiliation: String,
    pub account_id: Option<AccountId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = session_questions)]
pub struct Question {
    pub id: QuestionId,
    pub session_id: SessionId,
    pub position: i32,
    pub label: String,
    pub required: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = seat_pools)]
pub struct Pool {
    pub id: PoolId,
    pub session_id: SessionId,
    pub mode: Presence,
    /// Says nothing where there is no limit.
    pub capacity: i32,
    pub unlimited: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = seat_quotas, treat_none_as_default_value = false)]
pub struct Quota {
    pub id: QuotaId,
    pub pool_id: PoolId,
    pub institution: Option<String>,
    pub node_id: Option<NodeId>,
    pub most: Option<i32>,
    pub reserved: i32,
    pub release_at: Option<NaiveDateTime>,
}

/// All that a session is made of beside its own row.
#[derive(Debug, Clone, Default)]
pub struct SessionParts {
    pub meetings: Vec<Meeting>,
    pub trainers: Vec<Trainer>,
    pub questions: Vec<Question>,
    pub pools: Vec<Pool>,
    pub partners: Vec<NodeId>,
}

impl SessionParts {
    /// How many seats there are of each kind, and of which there are as many as one likes.
    pub fn capacities(&self) -> (Vec<(Presence, i32)>, Vec<Presence>) {
        let unlimited = self.pools.iter().filter(|pool| pool.unlimited).map(|pool| pool.mode);
        let all = self.pools.iter().map(|pool| (pool.mode, pool.capacity));
        (all.collect(), unlimited.collect())
    }

    /// The same as limits; none where there is no limit.
    pub fn limits(&self) -> Vec<(Presence, Option<i32>)> {
        let limit = |pool: &Pool| (pool.mode, (!pool.unlimited).then_some(pool.capacity));
        self.pools.iter().map(limit).collect()
    }
}

/// Seats that are kept for some, by their name, and that they do not hold yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub who: String,
    pub n: i32,
}

/// How full a pool is: seats held or kept, and people who wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fill {
    pub session_id: SessionId,
    pub pool_id: PoolId,
    pub mode: Presence,
    pub capacity: i32,
    /// Nobody ever waits: there is a seat for whoever comes.
    pub unlimited: bool,
    pub held: i32,
    pub waiting: i32,
    pub kept: Vec<Kept>,
}

impl Fill {
    /// How many seats there are; none where there is no limit.
    pub fn seats(&self) -> Option<i32> {
        (!self.unlimited).then_some(self.capacity)
    }

    /// Seats that nobody holds.
    pub fn empty(&self) -> i32 {
        self.seats().map_or(i32::MAX, |seats| (seats - self.held).max(0))
    }

    /// Seats that anybody may have.
    pub fn free(&self) -> i32 {
        (self.empty() - self.kept.iter().map(|one| one.n).sum::<i32>()).max(0)
    }

    /// Seats that nobody holds and not everybody may have.
    pub fn reserved(&self) -> i32 {
        self.empty() - self.free()
    }

    /// For whom those are kept: "INRAE, Université de Lorraine".
    pub fn kept_for(&self) -> String {
        let names: Vec<_> = self.kept.iter().map(|one| one.who.as_str()).collect();
        names.join(", ")
    }
}

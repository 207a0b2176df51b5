//! Calls, their series, roles and public questions.

use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::{
    call_amendments, call_extensions, call_questions, call_rules, call_series, calls,
};
use crate::db::{text_enum, text_id};
use crate::i18n::Locale;
use crate::network::Kind;
use crate::questionnaires::{QuestionnaireId, VersionId, Weight};

text_id! {
    /// A call.
    CallId
}
text_id! {
    /// Calls that come again and again.
    SeriesId
}
text_id! {
    /// A question that somebody asked before they applied.
    QuestionId
}
text_id! {
    /// A form that changed while its call was open.
    AmendmentId
}
text_id! {
    /// A closing date that was put off.
    ExtensionId
}

text_enum! {
    /// What people decided. That a call is open, or no more, is not among it: see [`Phase`].
    State {
        Draft = "draft",
        Announced = "announced",
        Published = "published",
        InReview = "in_review",
        Deliberation = "deliberation",
        Decided = "decided",
        ResultsPublished = "results_published",
        Archived = "archived",
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// Where a call stands at a moment: what was decided, and its dates.
    Phase {
        Draft = "draft",
        Announced = "announced",
        Scheduled = "scheduled",
        Open = "open",
        Grace = "grace",
        Closed = "closed",
        InReview = "in_review",
        Deliberation = "deliberation",
        Decided = "decided",
        ResultsPublished = "results_published",
        Archived = "archived",
        Cancelled = "cancelled",
    }
}

impl Phase {
    /// As it is told to all: what a committee does is one thing to them.
    pub fn outside(self) -> Self {
        match self {
            Self::Deliberation | Self::Decided => Self::InReview,
            other => other,
        }
    }
}

text_enum! {
    /// Whether reviewers and applicants know each other.
    Blind { Open = "open", Single = "single", Double = "double" }
}

text_enum! {
    /// What somebody does for one call.
    CallRole {
        Coordinator = "coordinator",
        Secretary = "secretary",
        Chair = "chair",
        Committee = "committee",
        Reviewer = "reviewer",
        Observer = "observer",
    }
}

impl CallRole {
    /// What goes on from one call to the next. Who reviews is asked anew each time.
    pub const COPIED: [Self; 5] =
        [Self::Coordinator, Self::Secretary, Self::Chair, Self::Committee, Self::Observer];
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = call_series)]
pub struct Series {
    pub id: SeriesId,
    pub code: String,
    pub title_fr: String,
    pub title_en: String,
}

/// What readers are told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable, AsChangeset, Insertable)]
#[diesel(table_name = calls)]
pub struct Text {
    pub title_fr: String,
    pub title_en: String,
    pub summary_fr: String,
    pub summary_en: String,
    /// Markdown.
    pub body_fr: String,
    pub body_en: String,
    /// What becomes of the personal data in applications. Markdown.
    pub notice_fr: String,
    pub notice_en: String,
    /// A mail address.
    pub contact: String,
}

impl Text {
    /// In the reader's language where it was written in it, else in French.
    pub fn title(&self, locale: Locale) -> &str {
        said(locale, &self.title_fr, &self.title_en)
    }
    pub fn summary(&self, locale: Locale) -> &str {
        said(locale, &self.summary_fr, &self.summary_en)
    }
    pub fn body(&self, locale: Locale) -> &str {
        said(locale, &self.body_fr, &self.body_en)
    }
    pub fn notice(&self, locale: Locale) -> &str {
        said(locale, &self.notice_fr, &self.notice_en)
    }
    /// The language in which it is read.
    pub fn language(&self, locale: Locale) -> Locale {
        if self.title_en.is_empty() { Locale::Fr } else { locale }
    }
}

fn said<'a>(locale: Locale, fr: &'a str, en: &'a str) -> &'a str {
    if locale == Locale::En && !en.is_empty() { en } else { fr }
}

/// When, and by which rules.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, AsChangeset, Insertable)]
#[diesel(table_name = calls, treat_none_as_null = true)]
pub struct Terms {
    /// An IANA name, by whose clock the dates were set.
    pub zone: String,
    pub opens_at: Option<NaiveDateTime>,
    /// The last instant that is in time: the end of the minute that is shown.
    pub closes_at: Option<NaiveDateTime>,
    pub questions_until: Option<NaiveDateTime>,
    pub grace_minutes: i32,
    pub blind: Blind,
    pub reviewers_each: i32,
    /// The kind of node that it labels; none where each application is looked at for that.
    pub node_kind: Option<Kind>,
    /// How many months a decision can be appealed against.
    pub appeal_months: i32,
}

impl Terms {
    pub fn tz(&self) -> Tz {
        self.zone.parse().unwrap_or(chrono_tz::Europe::Paris)
    }
    pub fn grace(&self) -> TimeDelta {
        TimeDelta::minutes(self.grace_minutes.into())
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = calls)]
pub struct Call {
    pub id: CallId,
    pub series_id: SeriesId,
    pub cloned_from: Option<CallId>,
    /// As people name it: AMI-2026-1.
    pub reference: String,
    pub slug: String,
    pub state: State,
    #[diesel(embed)]
    pub text: Text,
    #[diesel(embed)]
    pub terms: Terms,
    pub questionnaire_id: QuestionnaireId,
    pub version_id: VersionId,
    pub created_by: AccountId,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub published_at: Option<NaiveDateTime>,
    pub frozen_at: Option<NaiveDateTime>,
    pub results_at: Option<NaiveDateTime>,
    /// Why it was cancelled.
    pub reason: String,
    pub lock_version: i32,
    /// When it was first told that it will come.
    pub announced_at: Option<NaiveDateTime>,
}

impl Call {
    pub fn phase(&self, now: NaiveDateTime) -> Phase {
        super::rules::phase(self.state, &self.terms, now)
    }

    /// Whether everybody may see what it asks.
    pub fn shows_form(&self, now: NaiveDateTime) -> bool {
        !matches!(self.phase(now), Phase::Announced | Phase::Cancelled)
    }
}

/// A closing date that was put off for everybody.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = call_extensions)]
pub struct Extension {
    pub id: ExtensionId,
    pub call_id: CallId,
    pub closed_at: NaiveDateTime,
    pub closes_at: NaiveDateTime,
    pub reason: String,
    pub granted_by: AccountId,
    pub granted_at: NaiveDateTime,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = call_questions)]
pub struct Question {
    pub id: QuestionId,
    pub call_id: CallId,
    pub name: String,
    pub email: String,
    pub language: Locale,
    /// As it was sent.
    pub asked: String,
    /// As it is published.
    pub body: String,
    pub answer: String,
    pub asked_at: NaiveDateTime,
    pub answered_at: Option<NaiveDateTime>,
    pub dismissed_at: Option<NaiveDateTime>,
    /// Whether the answer changes or settles the rules.
    pub changes_rules: bool,
}

/// A form that changed while its call was open.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = call_amendments)]
pub struct Amendment {
    pub id: AmendmentId,
    pub call_id: CallId,
    pub before_id: VersionId,
    pub version_id: VersionId,
    pub weight: Weight,
    pub reason: String,
    pub made_by: AccountId,
    pub made_at: NaiveDateTime,
}

text_enum! {
    /// What a rule of eligibility looks at.
    RuleKind {
        /// All expected answers are given.
        Complete = "complete",
        /// So many institutions have confirmed.
        Institutions = "institutions",
        /// One of them leads.
        Lead = "lead",
        /// Each says its staff, and together they have so much.
        Staff = "staff",
        /// The territory is declared.
        Territory = "territory",
        /// Every letter holds.
        Letters = "letters",
        /// A question is answered so.
        Answer = "answer",
    }
}

/// What an application must be to be eligible.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = call_rules)]
pub struct Rule {
    pub id: String,
    pub kind: RuleKind,
    pub least: i32,
    pub field_key: String,
    pub wanted: String,
    /// Nothing is filed against it; otherwise a person examines it.
    pub blocking: bool,
    pub text_fr: String,
    pub text_en: String,
}

impl Rule {
    pub fn new_id() -> String {
        CallId::new().to_string()
    }

    /// In the reader's language where it was written in it, else in French.
    pub fn text(&self, locale: Locale) -> &str {
        said(locale, &self.text_fr, &self.text_en)
    }
}

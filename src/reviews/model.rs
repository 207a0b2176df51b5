//! Reviewers, conflicts of interest, assignments, and reviews.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::accounts::AccountId;
use crate::applications::{ApplicationId, SubmissionId};
use crate::calls::CallId;
use crate::db::schema::{
    assignments, call_reviewers, completion_requests, conflicts, eligibilities, emergency_accesses,
    review_criteria, review_plans, review_posts, reviewer_affiliations, reviews,
};
use crate::db::{text_enum, text_id};

text_id! {
    /// Somebody's look at one application; random.
    AssignmentId
}
text_id! {
    /// What is judged.
    CriterionId
}
text_id! {
    /// Somebody's time at an institution.
    AffiliationId
}
text_id! {
    /// A word between those who review an application.
    PostId
}
text_id! {
    /// Questions that were opened again.
    CompletionId
}

text_id! {
    /// An admin's look into what is not theirs.
    EmergencyId
}

text_enum! {
    /// Where somebody stands who is asked to review for a call.
    Standing {
        Invited = "invited",
        Accepted = "accepted",
        Declined = "declined",
        Removed = "removed",
    }
}

text_enum! {
    /// By what somebody cannot judge an application freely.
    ConflictKind {
        OnApplication = "on_application",
        SameInstitution = "same_institution",
        /// Institutions of one body.
        SameParent = "same_parent",
        EmailDomain = "email_domain",
        SameName = "same_name",
        Collaboration = "collaboration",
        Family = "family",
        Hierarchy = "hierarchy",
        Other = "other",
    }
}

impl ConflictKind {
    /// What a person may say; the others are found.
    pub const DECLARED: [Self; 4] =
        [Self::Collaboration, Self::Family, Self::Hierarchy, Self::Other];
}

text_enum! {
    ConflictSource { Detected = "detected", Reviewer = "reviewer", Coordinator = "coordinator" }
}

text_enum! {
    ConflictState { Suspected = "suspected", Confirmed = "confirmed", Cleared = "cleared" }
}

text_enum! {
    AssignmentState {
        Proposed = "proposed",
        Invited = "invited",
        Accepted = "accepted",
        Done = "done",
        Declined = "declined",
        /// A conflict was confirmed.
        Recused = "recused",
        Removed = "removed",
    }
}

impl AssignmentState {
    /// Whether it counts: for the load, for the number of reviews.
    pub fn runs(self) -> bool {
        matches!(self, Self::Proposed | Self::Invited | Self::Accepted | Self::Done)
    }
    /// Those that count.
    pub const RUNNING: [Self; 4] = [Self::Proposed, Self::Invited, Self::Accepted, Self::Done];
}

text_enum! {
    Origin { Manual = "manual", Auto = "auto" }
}

text_enum! {
    ReviewState { Draft = "draft", Submitted = "submitted", Reopened = "reopened" }
}

text_enum! {
    /// What a reviewer would do.
    Recommendation {
        Accept = "accept",
        Conditions = "conditions",
        Trajectory = "trajectory",
        Reject = "reject",
    }
}

text_enum! {
    Audience { Reviewers = "reviewers", Committee = "committee" }
}

text_enum! {
    Outcome { Eligible = "eligible", Ineligible = "ineligible" }
}

/// By when a call is reviewed, and how.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = review_plans)]
pub struct Plan {
    pub call_id: CallId,
    pub due_at: NaiveDateTime,
    pub minutes_each: i32,
    pub most_each: i32,
}

/// What is judged, from 0 to 5.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = review_criteria)]
pub struct Criterion {
    pub id: CriterionId,
    pub position: i32,
    pub label_fr: String,
    pub label_en: String,
    /// None for what is noted beside and does not enter the total.
    pub weight: i32,
    pub threshold: Option<i32>,
    /// Six texts as JSON.
    pub anchors: String,
}

/// The best score; the worst is none.
pub const TOP: i32 = 5;

impl Criterion {
    pub fn label(&self, locale: crate::i18n::Locale) -> &str {
        if locale == crate::i18n::Locale::En && !self.label_en.is_empty() {
            &self.label_en
        } else {
            &self.label_fr
        }
    }
    /// What each level means, from 0 to 5.
    pub fn levels(&self) -> Vec<String> {
        let mut levels: Vec<String> = serde_json::from_str(&self.anchors).unwrap_or_default();
        levels.resize(6, String::new());
        levels
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = reviewer_affiliations)]
pub struct Affiliation {
    pub id: AffiliationId,
    pub account_id: AccountId,
    /// Slug.
    pub institution: String,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
}

/// Somebody who is asked to review for a call.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = call_reviewers)]
pub struct CallReviewer {
    pub call_id: CallId,
    pub account_id: AccountId,
    pub state: Standing,
    pub most: i32,
    pub invited_at: NaiveDateTime,
    pub answered_at: Option<NaiveDateTime>,
    pub reason: String,
    pub signed_at: Option<NaiveDateTime>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = conflicts)]
pub struct Conflict {
    pub application_id: ApplicationId,
    pub account_id: AccountId,
    pub kind: ConflictKind,
    pub source: ConflictSource,
    pub state: ConflictState,
    pub evidence: String,
    pub found_at: NaiveDateTime,
    pub decided_by: Option<AccountId>,
    pub decided_at: Option<NaiveDateTime>,
    pub reason: String,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = assignments)]
pub struct Assignment {
    pub id: AssignmentId,
    pub application_id: ApplicationId,
    pub reviewer_id: AccountId,
    pub state: AssignmentState,
    pub origin: Origin,
    pub alias: String,
    pub due_at: Option<NaiveDateTime>,
    pub invited_at: Option<NaiveDateTime>,
    pub answered_at: Option<NaiveDateTime>,
    pub reason: String,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = reviews)]
pub struct Review {
    pub assignment_id: AssignmentId,
    pub submission_id: SubmissionId,
    pub state: ReviewState,
    pub recommendation: Option<Recommendation>,
    pub confidence: Option<i32>,
    pub for_applicants: String,
    pub for_committee: String,
    pub lock_version: i32,
    pub saved_at: NaiveDateTime,
    pub submitted_at: Option<NaiveDateTime>,
}

/// How a criterion was judged; no score where it cannot be assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    pub criterion: CriterionId,
    pub score: Option<i32>,
    pub comment: String,
}

/// What a review says as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    pub recommendation: Option<Recommendation>,
    pub confidence: Option<i32>,
    pub for_applicants: String,
    pub for_committee: String,
    pub scores: Vec<Score>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = review_posts)]
pub struct Post {
    pub id: PostId,
    pub application_id: ApplicationId,
    pub author_id: AccountId,
    pub audience: Audience,
    pub body: String,
    pub posted_at: NaiveDateTime,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = eligibilities)]
pub struct Eligibility {
    pub application_id: ApplicationId,
    pub outcome: Outcome,
    pub failed: String,
    pub reason: String,
    pub decided_at: NaiveDateTime,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = completion_requests)]
pub struct Completion {
    pub id: CompletionId,
    pub application_id: ApplicationId,
    pub fields: String,
    pub message: String,
    pub due_at: NaiveDateTime,
    pub made_at: NaiveDateTime,
    pub answered_seq: Option<i32>,
    /// When it ended without an answer.
    pub closed_at: Option<NaiveDateTime>,
}

impl Completion {
    /// Whether it can still be answered at a moment, as far as it depends on the request.
    pub fn is_open(&self, now: NaiveDateTime) -> bool {
        self.answered_seq.is_none() && self.closed_at.is_none() && self.due_at >= now
    }
}

/// What the reviews of an application say together. Numbers are hundredths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub application: ApplicationId,
    /// Reviews that were submitted, averaged or not.
    pub reviews: usize,
    /// Of the totals that count, from 0 to 100.00; none of none.
    pub median: Option<i64>,
    /// Between the highest and the lowest total; none with fewer than two.
    pub spread: Option<i64>,
    pub criteria: Vec<CriterionSummary>,
    pub recommendations: Vec<(Recommendation, usize)>,
    /// Criteria below whose threshold at least one reviewer is.
    pub eliminatory: Vec<CriterionId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionSummary {
    pub criterion: CriterionId,
    /// Hundredths of a point of 5.
    pub median: Option<i64>,
    pub mean: Option<i64>,
    pub lowest: Option<i32>,
    pub highest: Option<i32>,
}

/// An admin's look into the reviews and decisions of a call, which are not theirs: with a reason, told at once to those
/// whose they are, for an hour.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = emergency_accesses)]
pub struct Emergency {
    pub id: EmergencyId,
    pub call_id: CallId,
    pub account_id: AccountId,
    pub reason: String,
    pub opened_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
    pub ended_by: Option<AccountId>,
    pub ended_at: Option<NaiveDateTime>,
}

impl Emergency {
    /// Whether it goes on. It ends by the clock: nothing has to end it.
    pub fn is_open(&self, now: NaiveDateTime) -> bool {
        self.ended_at.is_none() && now < self.ends_at
    }
}

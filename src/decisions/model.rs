//! Decisions, letters and portfolios.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::applications::{ApplicationId, State};
use crate::calls::CallId;
use crate::db::schema::{
    appeals, decisions, letter_batches, portfolios, sitting_minutes, sittings,
};
use crate::db::{text_enum, text_id};
use crate::i18n::Locale;

text_id! {
    /// What was decided of one application.
    DecisionId
}
text_id! {
    /// The letters of a call.
    BatchId
}
text_id! {
    /// Applications that were tried out together.
    PortfolioId
}
text_id! {
    /// When a committee sits.
    SittingId
}
text_id! {
    /// A wish that a decision be looked at again.
    AppealId
}

text_enum! {
    /// What becomes of an application.
    Outcome {
        Labelled = "labelled",
        /// With conditions, each by a day.
        Conditions = "conditions",
        /// Not labelled yet: it works towards it until a day, accompanied.
        Trajectory = "trajectory",
        /// Promising, with coaching towards the next call.
        Coaching = "coaching",
        /// An institutional centre serves it better.
        Redirected = "redirected",
        Refused = "refused",
    }
}

impl Outcome {
    /// Whether a node is made of it.
    pub const fn becomes_a_node(self) -> bool {
        match self {
            Self::Labelled | Self::Conditions | Self::Trajectory => true,
            Self::Coaching | Self::Redirected | Self::Refused => false,
        }
    }
}

text_enum! {
    DecisionState {
        Proposed = "proposed",
        Validated = "validated",
        Notified = "notified",
        Superseded = "superseded",
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = decisions)]
pub struct Decision {
    pub id: DecisionId,
    pub application_id: ApplicationId,
    pub seq: i32,
    pub outcome: Outcome,
    pub state: DecisionState,
    pub rationale: String,
    pub internal: String,
    pub conditions: String,
    pub until: Option<NaiveDate>,
    pub node_id: Option<NodeId>,
    pub proposed_by: AccountId,
    pub proposed_at: NaiveDateTime,
    pub validated_by: Option<AccountId>,
    pub validated_at: Option<NaiveDateTime>,
    pub notified_at: Option<NaiveDateTime>,
    /// In which sitting it was validated.
    pub sitting_id: Option<SittingId>,
    /// Why it was taken up again after it was validated; empty where it was not.
    pub reopened_because: String,
    /// When whoever owns the application read it first.
    pub read_at: Option<NaiveDateTime>,
    /// What its letters said beside what stands here: a [`Kept`] as JSON, empty until they left.
    pub letter: String,
}

impl Decision {
    /// What a writer saw, so that two who decide at once do not overwrite each other.
    pub fn mark(&self) -> String {
        format!("{}-{}", self.id, self.proposed_at.and_utc().timestamp_micros())
    }

    /// What its letters said, once they left.
    pub fn kept(&self) -> Option<Kept> {
        serde_json::from_str(&self.letter).ok()
    }
}

/// What is proposed; whoever holds one need not check again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub outcome: Outcome,
    pub rationale: String,
    pub internal: String,
    pub conditions: Vec<Condition>,
    pub until: Option<NaiveDate>,
    pub node: Option<NodeId>,
}

/// What is to be done by a day.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Condition {
    pub due_on: NaiveDate,
    pub body: String,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = letter_batches)]
pub struct Batch {
    pub id: BatchId,
    pub call_id: CallId,
    pub sha256: String,
    pub letters: i32,
    pub made_by: AccountId,
    pub made_at: NaiveDateTime,
    pub approved_by: Option<AccountId>,
    pub leaves_at: Option<NaiveDateTime>,
    pub stopped_at: Option<NaiveDateTime>,
    pub stopped_because: String,
    pub sent_at: Option<NaiveDateTime>,
}

/// A letter as it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub decision: DecisionId,
    pub reference: String,
    pub title: String,
    pub account: AccountId,
    pub name: String,
    pub email: String,
    pub language: Locale,
    pub outcome: Outcome,
    pub rationale: String,
    pub conditions: Vec<Condition>,
    pub until: Option<NaiveDate>,
    pub node: Option<String>,
    pub application: ApplicationId,
    /// Where the application stands.
    pub state: State,
    /// What each reviewer says to who applied; nothing in it tells who they are.
    pub said: Vec<String>,
    /// Where who is coached may apply next.
    pub next: Option<NextCall>,
}

/// What a letter said that could be otherwise later: a reviewer who turns out to be in conflict, a call that is called off, a
/// node that is renamed change nothing of what was sent.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Kept {
    pub title: String,
    pub said: Vec<String>,
    pub node: Option<String>,
    pub next: Option<NextCall>,
}

/// The next call that was published when a decision was validated.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NextCall {
    pub title_fr: String,
    pub title_en: String,
    pub opens_on: NaiveDate,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = portfolios)]
pub struct Portfolio {
    pub id: PortfolioId,
    pub call_id: CallId,
    pub name: String,
    pub applications: String,
}

/// When a committee sits; it is over once it was closed.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sittings)]
pub struct Sitting {
    pub id: SittingId,
    pub call_id: CallId,
    pub quorum: i32,
    pub opened_at: NaiveDateTime,
    pub closed_at: Option<NaiveDateTime>,
    /// From when on its minutes stay as they are.
    pub approved_at: Option<NaiveDateTime>,
    /// JSON of a [`Scenario`], or empty.
    pub scenario: String,
}

impl Sitting {
    pub fn scenario(&self) -> Option<Scenario> {
        serde_json::from_str(&self.scenario).ok()
    }
}

/// Applications that were tried out together, as they are kept with the minutes of a sitting: what they would have added to
/// the map then does not move afterwards.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Scenario {
    pub name: String,
    pub applications: Vec<ApplicationId>,
    pub places: usize,
    /// Places that nobody served.
    pub new: usize,
    /// Places that the call put first, and how many it did.
    pub first: usize,
    pub of_first: usize,
}

/// What is written down of a sitting: of an application, or of none.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sitting_minutes)]
pub struct Minutes {
    pub application_id: String,
    pub body: String,
    pub lock_version: i32,
    pub saved_at: NaiveDateTime,
}

text_enum! {
    /// On a proposal.
    Vote { For = "for", Against = "against", Abstain = "abstain" }
}

/// Somebody who was there for a while.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Presence {
    pub account: AccountId,
    pub name: String,
    pub came_at: NaiveDateTime,
    pub left_at: Option<NaiveDateTime>,
}

/// Somebody who was there and stood aside.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Recusal {
    pub application: ApplicationId,
    pub account: AccountId,
    pub name: String,
}

text_enum! {
    AppealState {
        Filed = "filed",
        /// Somebody who did not decide has it.
        Instructed = "instructed",
        /// It came in time and says why: what it says is looked at.
        Admissible = "admissible",
        /// It is not looked at.
        Inadmissible = "inadmissible",
        /// The committee decides anew.
        Upheld = "upheld",
        Dismissed = "dismissed",
        Withdrawn = "withdrawn",
    }
}

/// A wish that a decision be looked at again.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = appeals)]
pub struct Appeal {
    pub id: AppealId,
    pub decision_id: DecisionId,
    pub application_id: ApplicationId,
    pub state: AppealState,
    pub grounds: String,
    pub filed_by: AccountId,
    pub filed_at: NaiveDateTime,
    pub handled_by: Option<AccountId>,
    pub taken_at: Option<NaiveDateTime>,
    pub admitted_at: Option<NaiveDateTime>,
    pub answer: String,
    pub answered_at: Option<NaiveDateTime>,
}

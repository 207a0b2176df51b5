//! Labels, what becomes of an application, and what that would have changed.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId, NodeRole};
use crate::applications::ApplicationId;
use crate::db::schema::{
    commitments, label_conditions, label_months, label_renewals, label_reports, labels,
};
use crate::db::{text_enum, text_id};
use crate::decisions::DecisionId;
use crate::network::{InstitutionRole, Keys, Kind};

text_id! {
    /// A label; anybody may look it up by its id.
    LabelId
}

text_enum! {
    LabelKind { Full = "full", Conditional = "conditional", Trajectory = "trajectory" }
}

text_enum! {
    /// What people decided of a label, and that its days are over.
    LabelState {
        Active = "active",
        Suspended = "suspended",
        Withdrawn = "withdrawn",
        Expired = "expired",
        Replaced = "replaced",
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = labels)]
pub struct Label {
    pub id: LabelId,
    pub node_id: NodeId,
    pub application_id: ApplicationId,
    pub decision_id: DecisionId,
    pub kind: LabelKind,
    pub state: LabelState,
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    pub mentor_id: Option<NodeId>,
    pub reason: String,
    pub noticed_at: Option<NaiveDateTime>,
    pub changed_at: NaiveDateTime,
    pub reminded: Option<i32>,
    /// Until this day it was on trajectory, where it is labelled since.
    pub trajectory_until: Option<NaiveDate>,
    /// So many days before it opens its node sees what would have come to it.
    pub shadow_days: i32,
}

/// What was promised, as it was filed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = commitments)]
pub struct Commitment {
    pub label_id: LabelId,
    pub position: i32,
    pub indicator: String,
    pub label: String,
    pub target: String,
    /// What its node says is to be known of what came of it.
    pub context: String,
}

/// What came of a promise in a month, as it was measured once that was over.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = label_months)]
pub struct Month {
    pub label_id: LabelId,
    pub indicator: String,
    /// Its first day.
    pub month: NaiveDate,
    /// By which formula: another one changes nothing of it.
    pub formula: i32,
    /// None where too little happened.
    pub value: Option<i64>,
}

/// What an application says of the node that it would become.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    pub name: String,
    pub short_name: String,
    pub description: String,
    pub contact: String,
    pub regions: Vec<String>,
    pub disciplines: Vec<String>,
    pub services: Vec<String>,
    pub institutions: Vec<(String, InstitutionRole)>,
    pub staff: f64,
    /// Indicator, its words, target.
    pub promises: Vec<(String, String, String)>,
    /// Whom it would cover.
    pub coverage: Vec<Keys>,
}

/// What will be, after whoever activates it has read it through.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub name: String,
    pub short_name: String,
    pub help_email: String,
    /// A workshop, a thematic centre or a resource centre.
    pub kind: Kind,
    /// From when the label holds: not before it was told.
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    /// So many days before it opens it sees what would have come to it.
    pub shadow_days: i32,
    pub coverage: Vec<Keys>,
    pub services: Vec<String>,
    pub members: Vec<(AccountId, NodeRole)>,
    pub place: Place,
    /// Why it is activated though an institution that leads it has no valid convention; empty where they have.
    pub without_convention: String,
}

/// Which node an application becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Nobody said: a new one, unless it may be one that there is.
    Unsaid,
    New,
    /// One that there is already, which covers and offers more from then on.
    Existing(NodeId),
}

/// What would have come since some instant.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Replay {
    pub tickets: usize,
    /// Who has them instead, the most first.
    pub from: Vec<(NodeId, usize)>,
    /// What they are about, the most first; none where that was not said.
    pub topics: Vec<(Option<String>, usize)>,
    /// How long they waited for their first answer, at the median, in hours.
    pub first_answer_hours: Option<f64>,
    pub unanswered: usize,
}

text_id! {
    /// A condition of a label.
    ConditionId
}
text_id! {
    /// A yearly report.
    ReportId
}
text_id! {
    /// A wish that a label be renewed.
    RenewalId
}

text_enum! {
    ConditionState {
        Open = "open",
        /// Its node says that it is met, and shows it.
        Shown = "shown",
        Lifted = "lifted",
    }
}

/// What a label depends on, by a day.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = label_conditions)]
pub struct Condition {
    pub id: ConditionId,
    pub label_id: LabelId,
    pub body: String,
    pub due_on: NaiveDate,
    pub state: ConditionState,
    pub proof: String,
    pub shown_at: Option<NaiveDateTime>,
    pub remark: String,
    pub lifted_on: Option<NaiveDate>,
    pub reminded: i32,
    /// A file that shows it too.
    pub proof_sha256: Option<String>,
    pub proof_name: String,
}

text_enum! {
    ReportState {
        Due = "due",
        Filed = "filed",
        /// Given back to its node, to be corrected.
        Returned = "returned",
        Read = "read",
        /// Its node need not write it.
        Waived = "waived",
    }
}

/// What a node says once a year of what it promised.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = label_reports)]
pub struct Report {
    pub id: ReportId,
    pub label_id: LabelId,
    pub year: i32,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub due_on: NaiveDate,
    pub state: ReportState,
    /// JSON, once it is filed.
    pub figures: String,
    pub said: String,
    pub disputed: String,
    pub filed_at: Option<NaiveDateTime>,
    pub answer: String,
    pub read_at: Option<NaiveDateTime>,
    pub reminded: i32,
    /// Why it was given back or let off, and when.
    pub reason: String,
    pub decided_at: Option<NaiveDateTime>,
}

text_enum! {
    RenewalState { Asked = "asked", Granted = "granted", Refused = "refused" }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = label_renewals)]
pub struct Renewal {
    pub id: RenewalId,
    pub label_id: LabelId,
    pub state: RenewalState,
    pub said: String,
    pub asked_at: NaiveDateTime,
    pub ended_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
    pub answer: String,
    pub answered_at: Option<NaiveDateTime>,
}

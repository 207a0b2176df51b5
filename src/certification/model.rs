//! What a certification is.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{certification_answers, certification_reviews, certifications};
use crate::db::{text_enum, text_id};
use crate::materials::VersionId;

text_id! {
    /// A request that a version be certified, and what came of it.
    CertificationId
}

text_enum! {
    /// Where it stands. `rules::next` knows the moves.
    State {
        /// Waits for its two reviewers.
        Requested = "requested",
        Certified = "certified",
        /// To be asked for again, once what they said is done.
        Revise = "revise",
        Declined = "declined",
        /// The label is taken off for a reason that may pass.
        Suspended = "suspended",
        Expired = "expired",
    }
}

text_enum! {
    /// What a reviewer concludes.
    Verdict { Certify = "certify", Revise = "revise", Decline = "decline" }
}

text_enum! {
    /// What a reviewer says of a criterion.
    Value { Yes = "yes", Partly = "partly", No = "no", NotApplicable = "na" }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = certifications)]
pub struct Certification {
    pub id: CertificationId,
    pub version_id: VersionId,
    pub grid: i32,
    pub state: State,
    pub requested_by: AccountId,
    pub requested_at: NaiveDateTime,
    pub decided_at: Option<NaiveDateTime>,
    pub expires_on: Option<NaiveDate>,
    pub reason: String,
    pub reminded_days: Option<i32>,
    /// The label of the version before that it would keep, when the change was declared minor.
    pub carried_from_id: Option<CertificationId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = certification_reviews)]
pub struct Review {
    pub certification_id: CertificationId,
    pub place: i32,
    pub reviewer_id: AccountId,
    pub node_id: NodeId,
    pub verdict: Option<Verdict>,
    pub comment: String,
    pub submitted_at: Option<NaiveDateTime>,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = certification_answers)]
pub struct Answer {
    pub place: i32,
    pub criterion: String,
    pub value: Value,
    pub comment: String,
}

/// Whether somebody says that they have a part in what they look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interest {
    None,
    Some,
}

/// All that a reviewer says.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub answers: Vec<(String, Value, String)>,
    pub comment: String,
    /// None while they go on looking.
    pub verdict: Option<Verdict>,
}

//! What was found when somebody looked at a page.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::NodeId;
use crate::db::text_enum;

text_enum! {
    Verdict { Right = "right", Wrong = "wrong" }
}

#[derive(Debug, Clone, Queryable)]
pub struct Check {
    pub month: NaiveDate,
    pub node_id: NodeId,
    pub verdict: Verdict,
    pub note: String,
    /// Who looked.
    pub by: String,
    pub checked_at: NaiveDateTime,
}

//! What a bridge to a helpdesk is, and a ticket as that helpdesk knows it.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{bridge_threads, bridges};
use crate::tickets::TicketId;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = bridges)]
pub struct Bridge {
    pub node_id: NodeId,
    pub account_id: Option<AccountId>,
    /// Where questions go; none while the bridge is closed.
    pub email: Option<String>,
    pub active_since: Option<NaiveDateTime>,
    pub proposed_email: Option<String>,
    pub proposed_by: Option<AccountId>,
    pub proposed_at: Option<NaiveDateTime>,
    pub epoch: i32,
    pub heard_at: Option<NaiveDateTime>,
    pub failing_since: Option<NaiveDateTime>,
    pub failure: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = bridge_threads)]
pub struct Thread {
    pub ticket_id: TicketId,
    pub node_id: NodeId,
    pub mail_ids: String,
    pub tags: String,
    pub opened_at: NaiveDateTime,
    pub heard_at: Option<NaiveDateTime>,
    pub failed_at: Option<NaiveDateTime>,
    pub explained_at: Option<NaiveDateTime>,
}

impl Thread {
    pub fn ids(&self) -> Vec<String> {
        self.mail_ids.split_whitespace().map(str::to_owned).collect()
    }
    pub fn tag_list(&self) -> Vec<String> {
        self.tags.lines().map(str::to_owned).collect()
    }
}

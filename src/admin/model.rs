//! Lines of the lists that admins read.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, NetworkRole};
use crate::db::schema::{accounts, audit_events};
use crate::history::{ActorKind, EventId};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub struct Person {
    pub id: AccountId,
    pub name: String,
    pub email: String,
    pub network_role: Option<NetworkRole>,
    pub created_at: NaiveDateTime,
    pub disabled_at: Option<NaiveDateTime>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = audit_events)]
pub struct AuditLine {
    pub id: EventId,
    pub at: NaiveDateTime,
    pub actor_kind: ActorKind,
    pub account_id: Option<String>,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub detail: String,
}

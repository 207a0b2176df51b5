//! Lines of the lists that admins read.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, NetworkRole, Scope, TokenId};
use crate::db::schema::{accounts, audit_events};
use crate::history::{ActorKind, EventId};
use crate::webhooks::HookId;

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

/// A key that works, with whom it speaks for.
#[derive(Debug, Clone, Queryable)]
pub struct TokenLine {
    pub id: TokenId,
    pub account: AccountId,
    pub name: String,
    pub email: String,
    pub scope: Scope,
    pub created_at: NaiveDateTime,
    pub expires_at: Option<NaiveDateTime>,
    pub last_used_at: Option<NaiveDateTime>,
}

/// A webhook, with whose it is.
#[derive(Debug, Clone, Queryable)]
pub struct HookLine {
    pub id: HookId,
    pub name: String,
    pub url: String,
    /// None for the network's.
    pub node: Option<String>,
    pub ended_at: Option<NaiveDateTime>,
    pub failing_since: Option<NaiveDateTime>,
}

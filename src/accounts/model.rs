//! Accounts and what they hold.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::Serialize;

use crate::actor::{Account, AccountId, Actor, NetworkRole, NodeId, NodeRole, Scope, SessionId};
use crate::db::schema::{provider_accounts, second_steps};
use crate::db::text_id;
use crate::i18n::Locale;

text_id! {
    /// Somebody's time in a node.
    MembershipId
}
text_id! {
    /// A word sent to somebody who is to join.
    InvitationId
}
text_id! {
    /// A sign-in link.
    LinkId
}
text_id! {
    /// An API token.
    TokenId
}
text_id! {
    /// Somebody's days on duty for a node.
    DutyId
}
text_id! {
    /// An account that is tied to one of a provider.
    LinkedId
}
text_id! {
    /// A code for who has lost the app.
    RecoveryCodeId
}

/// Whether somebody holds a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appointed {
    Yes,
    No,
}

/// One person's time in a node, as lists of members show it.
#[derive(Debug, Clone, Serialize)]
pub struct Member {
    pub id: MembershipId,
    pub account: AccountId,
    pub name: String,
    pub email: String,
    pub role: NodeRole,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
}

/// One time in a node, as the person's own page shows it.
#[derive(Debug, Clone, Serialize)]
pub struct Held {
    pub id: MembershipId,
    pub node_slug: String,
    pub node_name: String,
    pub role: NodeRole,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
}

/// Whom to invite to what: a role in a node, a network role, or both.
#[derive(Debug, Clone)]
pub struct Invite {
    pub email: String,
    pub name: String,
    pub node: Option<NodeId>,
    pub role: Option<NodeRole>,
    pub network_role: Option<NetworkRole>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    pub name: String,
    pub node: Option<NodeId>,
    pub role: Option<NodeRole>,
    pub network_role: Option<NetworkRole>,
    pub invited_by: AccountId,
    pub created_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
    pub accepted_at: Option<NaiveDateTime>,
    pub revoked_at: Option<NaiveDateTime>,
}

/// Days on duty, both included.
#[derive(Debug, Clone, Serialize)]
pub struct Duty {
    pub id: DutyId,
    pub node: NodeId,
    pub account: AccountId,
    pub name: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
}

/// One browser in which somebody is signed in, as the account's page lists it.
#[derive(Debug, Clone, Serialize)]
pub struct OpenSession {
    pub id: SessionId,
    pub agent: String,
    pub last_seen_at: NaiveDateTime,
    /// When whoever is there proved who they are, by signing in or since.
    pub proven_at: NaiveDateTime,
}

/// A live API token, without its secret, which nobody can see again.
#[derive(Debug, Clone, Serialize)]
pub struct ApiToken {
    pub id: TokenId,
    pub scope: Scope,
    pub created_at: NaiveDateTime,
    pub expires_at: Option<NaiveDateTime>,
    /// To the ten minutes.
    pub last_used_at: Option<NaiveDateTime>,
}

/// The browser in which somebody arrives.
#[derive(Debug, Clone)]
pub struct Browser {
    /// What it says of itself.
    pub agent: String,
    /// Who was signed in in it.
    pub before: Option<Actor>,
    pub demand: Demand,
}

/// Who must prove two things to come in. Whoever has set up a second step is asked for it in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// Whoever administers the network.
    Admins,
    /// Nobody: in the demo everybody may be its admin.
    Nobody,
}

/// How somebody stands who has given the first step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    In,
    /// A code is asked for.
    Code,
    /// They must have a second step, and have none.
    SetUp,
}

/// Somebody without an account who asks for a link: who they say they are, and from where the request came.
#[derive(Debug, Clone)]
pub struct Asker {
    pub name: String,
    pub email: String,
    pub language: Locale,
    pub from: String,
}

/// Somebody who has given the first step, and by what.
#[derive(Debug, Clone)]
pub struct FirstStep {
    pub account: Account,
    pub way: String,
}

/// A second step that was set up.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = second_steps)]
pub struct SecondStep {
    pub salt: String,
    pub set_at: NaiveDateTime,
}

/// What an account is tied to.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = provider_accounts)]
pub struct LinkedProvider {
    pub issuer: String,
    pub orcid: Option<String>,
    pub linked_at: NaiveDateTime,
    pub last_used_at: NaiveDateTime,
}

//! Who acts: the account behind a session or a token, with what it may do today. Pages, history and every capability ask it;
//! how people come in is told in `accounts`.

pub mod queries;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use crate::db::schema::accounts;
use crate::db::{text_enum, text_id};
use crate::i18n::Locale;

text_id! {
    /// A person who can sign in.
    AccountId
}
text_id! {
    /// One browser in which somebody is signed in.
    SessionId
}
text_id! {
    /// A node of the network. Lives here because memberships, which every page needs, name it.
    NodeId
}

text_enum! {
    /// A role in the network as a whole.
    NetworkRole { Coordinator = "coordinator", Admin = "admin" }
}
text_enum! {
    /// A role in one node.
    NodeRole { Manager = "manager", Staff = "staff" }
}
text_enum! {
    /// What an API token may do: each scope includes those before it.
    Scope { Read = "read", Write = "write", Admin = "admin" }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub struct Account {
    pub id: AccountId,
    pub email: String,
    pub name: String,
    pub language: Locale,
    pub password_hash: Option<String>,
    pub network_role: Option<NetworkRole>,
    pub created_at: NaiveDateTime,
    pub disabled_at: Option<NaiveDateTime>,
}

/// A membership that holds today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Membership {
    pub node: NodeId,
    pub role: NodeRole,
}

/// Who is acting: an account with what it may do today.
#[derive(Debug, Clone, Serialize)]
pub struct Actor {
    pub id: AccountId,
    pub email: String,
    pub name: String,
    pub language: Locale,
    pub network_role: Option<NetworkRole>,
    pub memberships: Vec<Membership>,
    /// The session by which the actor came; none for an API token.
    pub session: Option<SessionId>,
}

impl Actor {
    pub fn is_admin(&self) -> bool {
        self.network_role == Some(NetworkRole::Admin)
    }
    /// Coordinators steer the whole network; admins may do all that coordinators may.
    pub fn coordinates(&self) -> bool {
        self.network_role.is_some()
    }
    pub fn works_for(&self, node: &NodeId) -> bool {
        self.memberships.iter().any(|membership| membership.node == *node)
    }
    pub fn manages(&self, node: &NodeId) -> bool {
        let manager = NodeRole::Manager;
        self.memberships.iter().any(|held| held.node == *node && held.role == manager)
    }
    /// Whether the triage pages are for this person at all.
    pub fn is_staff(&self) -> bool {
        self.coordinates() || !self.memberships.is_empty()
    }
    pub fn nodes(&self) -> impl Iterator<Item = &NodeId> {
        self.memberships.iter().map(|membership| &membership.node)
    }
    /// The first letters of the first and last word of the name.
    pub fn initials(&self) -> String {
        let mut words = self.name.split_whitespace().filter_map(|word| word.chars().next());
        let first = words.next();
        first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
    }
}

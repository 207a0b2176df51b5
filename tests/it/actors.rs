//! Who acts in tests: accounts with their roles, sessions and tokens, and nodes for them to work for.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{AccountId, Actor, NetworkRole, NodeId, NodeRole, Scope, SessionId};
use maillage::db::schema::{accounts, api_tokens, memberships, nodes, sessions};
use maillage::history::EventId;
use maillage::i18n::Locale;
use maillage::secret::{new_token, token_hash};

use crate::app::{TestApp, Visitor};

#[derive(Debug, Clone)]
pub struct Account {
    pub id: AccountId,
    pub email: String,
    pub name: String,
}

impl TestApp {
    /// An account with its roles in the network and in nodes, which must exist.
    pub fn account(
        &self,
        name: &str,
        email: &str,
        network_role: Option<NetworkRole>,
        node_roles: &[(&str, NodeRole)],
    ) -> Account {
        let (id, now, today) = (AccountId::new(), self.now(), self.today());
        let held: Vec<_> =
            node_roles.iter().map(|(slug, role)| (self.node_id(slug), role)).collect();
        self.write(|conn| {
            diesel::insert_into(accounts::table)
                .values((
                    accounts::id.eq(&id),
                    accounts::email.eq(email),
                    accounts::name.eq(name),
                    accounts::language.eq(Locale::Fr),
                    accounts::network_role.eq(network_role),
                    accounts::created_at.eq(now),
                ))
                .execute(conn)?;
            for (node, role) in held {
                diesel::insert_into(memberships::table)
                    .values((
                        memberships::id.eq(EventId::new().as_str()),
                        memberships::account_id.eq(&id),
                        memberships::node_id.eq(node),
                        memberships::role.eq(role),
                        memberships::starts_on.eq(today - TimeDelta::days(30)),
                    ))
                    .execute(conn)?;
            }
            Ok(())
        });
        Account { id, email: email.to_owned(), name: name.to_owned() }
    }

    /// Lets an account approve what is destroyed.
    pub fn appoint_archivist(&self, account: &Account) {
        let now = self.now();
        self.write(|conn| {
            let by = &account.id;
            Ok(maillage::accounts::queries::appoint(conn, &account.id, by, now)?)
        });
    }

    /// What an account may do now, for tests that call ops themselves.
    pub fn actor(&self, account: &Account) -> Actor {
        let today = self.today();
        self.read(|conn| {
            let found = maillage::accounts::queries::find(conn, &account.id)?;
            Ok(maillage::accounts::queries::actor(conn, found, None, today)?)
        })
    }

    /// A browser in which the account is signed in.
    pub fn sign_in(&self, account: &Account) -> Visitor {
        let (token, now) = (new_token(), self.now());
        self.write(|conn| {
            diesel::insert_into(sessions::table)
                .values((
                    sessions::id.eq(SessionId::new()),
                    sessions::account_id.eq(&account.id),
                    sessions::token_hash.eq(token_hash(&token)),
                    sessions::agent.eq("test"),
                    sessions::created_at.eq(now),
                    sessions::last_seen_at.eq(now),
                    sessions::expires_at.eq(now + TimeDelta::days(30)),
                ))
                .execute(conn)?;
            Ok(())
        });
        let visitor = self.visitor();
        visitor.set_cookie("maillage_session", &token);
        visitor
    }

    /// A new API token of the account.
    pub fn token(&self, account: &Account, scope: Scope) -> String {
        let (token, now) = (new_token(), self.now());
        self.write(|conn| {
            diesel::insert_into(api_tokens::table)
                .values((
                    api_tokens::id.eq(EventId::new().as_str()),
                    api_tokens::account_id.eq(&account.id),
                    api_tokens::token_hash.eq(token_hash(&token)),
                    api_tokens::scope.eq(scope.as_str()),
                    api_tokens::created_at.eq(now),
                ))
                .execute(conn)?;
            Ok(())
        });
        token
    }

    #[track_caller]
    pub fn node_id(&self, slug: &str) -> NodeId {
        self.read(|conn| {
            Ok(nodes::table
                .filter(nodes::slug.eq(slug))
                .select(nodes::id)
                .first::<NodeId>(conn)
                .optional()?)
        })
        .unwrap_or_else(|| panic!("no node {slug}"))
    }

    /// A node that the network's file does not hold, without coverage.
    pub fn make_node(&self, slug: &str) -> NodeId {
        let (id, now) = (NodeId::new(), self.now());
        self.write(|conn| {
            diesel::insert_into(nodes::table)
                .values((
                    nodes::id.eq(&id),
                    nodes::slug.eq(slug),
                    nodes::kind.eq("workshop"),
                    nodes::status.eq("active"),
                    nodes::name.eq(format!("Atelier {slug}")),
                    nodes::short_name.eq(slug),
                    nodes::created_at.eq(now),
                    nodes::updated_at.eq(now),
                ))
                .execute(conn)?;
            Ok(())
        });
        id
    }
}

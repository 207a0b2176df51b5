//! The part of a node's page that only those who work there see.

use chrono::NaiveDate;
use serde::Serialize;

use crate::Result;
use crate::accounts::rules::may_manage;
use crate::accounts::{self, Actor, Member};
use crate::db::Conn;
use crate::network::{Node, NodeId};

/// For whom the part is read, if anybody is signed in.
pub struct Wanted(Option<Actor>);

impl Wanted {
    pub fn of(actor: Option<&Actor>) -> Self {
        Self(actor.cloned())
    }

    /// Nothing for those who neither work for the node nor coordinate the network.
    pub fn read(self, conn: &mut Conn, node: &NodeId, today: NaiveDate) -> Result<Option<Found>> {
        let Some(actor) = self.0.filter(|actor| actor.works_for(node) || actor.coordinates())
        else {
            return Ok(None);
        };
        let on_duty = accounts::queries::on_duty(conn, node, today)?;
        Ok(Some(Found {
            members: accounts::queries::members_of(conn, node, today)?,
            on_duty: on_duty.into_iter().map(|account| account.name).collect(),
            may_edit: may_manage(&actor, node),
        }))
    }
}

pub struct Found {
    members: Vec<Member>,
    on_duty: Vec<String>,
    may_edit: bool,
}

impl Found {
    pub fn view(&self, node: &Node) -> StaffView {
        StaffView {
            roles: ROLES,
            slug: node.slug.clone(),
            members: self.members.clone(),
            on_duty: self.on_duty.clone(),
            may_edit: self.may_edit,
        }
    }
}

/// The message that names each role in a node.
#[derive(Serialize)]
pub struct Roles {
    manager: &'static str,
    staff: &'static str,
}

pub const ROLES: Roles = Roles { manager: "accounts-role-manager", staff: "accounts-role-staff" };

#[derive(Serialize)]
pub struct StaffView {
    roles: Roles,
    slug: String,
    members: Vec<Member>,
    on_duty: Vec<String>,
    may_edit: bool,
}

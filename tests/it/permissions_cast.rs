//! Who asks for what the permission table names: one of every kind, with a token.

use maillage::accounts::{NetworkRole, NodeRole, Scope};

use crate::actors::Account;
use crate::app::TestApp;
use crate::permissions::Role;
use crate::permissions_world::{ELSEWHERE, NODE};

pub fn cast(app: &TestApp) -> Vec<(Role, Account, String)> {
    let (staff, manager) = (NodeRole::Staff, NodeRole::Manager);
    let people = [
        (Role::Asker, "lucie@exemple.example", None, None),
        (Role::OtherTeam, "other@example.org", None, None),
        (Role::StaffElsewhere, "staff@elsewhere.example", None, Some((ELSEWHERE, staff))),
        (Role::ManagerElsewhere, "manager@elsewhere.example", None, Some((ELSEWHERE, manager))),
        (Role::Staff, "staff@example.org", None, Some((NODE, staff))),
        (Role::Manager, "manager@example.org", None, Some((NODE, manager))),
        (Role::Coordinator, "coordinator@example.org", Some(NetworkRole::Coordinator), None),
        (Role::Admin, "admin@example.org", Some(NetworkRole::Admin), None),
        (Role::Archivist, "archivist@example.org", None, None),
    ];
    let account = |(role, email, network, held): (Role, &str, _, Option<(&str, NodeRole)>)| {
        let held: Vec<_> = held.into_iter().collect();
        let account = app.account(&format!("{role:?}"), email, network, &held);
        let token = app.token(&account, Scope::Write);
        if role == Role::Archivist {
            app.appoint_archivist(&account);
        }
        (role, account, token)
    };
    people.into_iter().map(account).collect()
}

//! Who belongs to which node, from when to when.

use chrono::{Days, NaiveDate, NaiveDateTime};
use serde_json::json;

use crate::accounts::{AccountId, Actor, MembershipId, NodeId, NodeRole, queries, rules};
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::{Error, Result};

/// Makes somebody a member from today on, or completes the membership they have: it is prolonged, its role widened.
pub(super) fn join(
    conn: &mut Conn,
    by: &By,
    account: &AccountId,
    node: &NodeId,
    role: NodeRole,
    now: NaiveDateTime,
) -> Result<()> {
    let today = network_day(now);
    let detail = json!({ "account": account.as_str(), "role": role });
    let subject = ("node", node.as_str());
    let Some((id, held, _, ends_on)) = queries::membership_on(conn, account, node, today)? else {
        queries::insert_membership(conn, account, node, role, (today, None))?;
        return history::record(conn, by, "node.member_joined", subject, &detail, now);
    };
    if ends_on.is_some() {
        queries::set_membership_end(conn, &id, None)?;
        history::record(conn, by, "node.member_prolonged", subject, &detail, now)?;
    }
    let wider = rules::wider_role(held, role);
    if wider != held { change_role(conn, by, &id, wider, now) } else { Ok(()) }
}

/// Ends a membership; `on` is its last day. A manager ends those of their node, anybody their own.
pub fn end_membership(
    conn: &mut Conn,
    actor: &Actor,
    id: &MembershipId,
    on: NaiveDate,
    now: NaiveDateTime,
) -> Result<()> {
    let (member, node) = queries::find_membership(conn, id)?;
    if !rules::may_manage(actor, &node) && actor.id != member.account {
        return Err(Error::NotFound);
    }
    if member.ends_on == Some(on) {
        return Ok(());
    }
    let today = network_day(now);
    let ended = member.ends_on.is_some_and(|last| last < today);
    if ended || !rules::may_end_on(on, today) {
        return Err(rules::BAD_DAYS.into());
    }
    check_not_last_manager(conn, &node, (&member.account, member.role), on + Days::new(1))?;
    queries::set_membership_end(conn, id, Some(on))?;
    let by = By::Account(actor.id.clone());
    let detail = json!({ "account": member.account.as_str(), "last_day": on });
    history::record(conn, &by, "node.member_left", ("node", node.as_str()), &detail, now)
}

/// Changes what a member is in their node, from today on.
pub fn set_role(
    conn: &mut Conn,
    actor: &Actor,
    id: &MembershipId,
    role: NodeRole,
    now: NaiveDateTime,
) -> Result<()> {
    let (member, node) = queries::find_membership(conn, id)?;
    if !rules::may_manage(actor, &node) {
        return Err(Error::NotFound);
    }
    if member.role == role {
        return Ok(());
    }
    if role == NodeRole::Staff {
        check_not_last_manager(conn, &node, (&member.account, member.role), network_day(now))?;
    }
    change_role(conn, &By::Account(actor.id.clone()), id, role, now)
}

/// The old role ends yesterday and the new one begins today, so that the past stays as it was.
fn change_role(
    conn: &mut Conn,
    by: &By,
    id: &MembershipId,
    role: NodeRole,
    now: NaiveDateTime,
) -> Result<()> {
    let today = network_day(now);
    let (member, node) = queries::find_membership(conn, id)?;
    if member.ends_on.is_some_and(|last| last < today) {
        return Err(rules::BAD_DAYS.into());
    }
    if member.starts_on >= today {
        queries::set_membership_role(conn, id, role)?;
    } else {
        queries::set_membership_end(conn, id, today.pred_opt())?;
        let days = (today, member.ends_on);
        queries::insert_membership(conn, &member.account, &node, role, days)?;
    }
    let detail = json!({ "account": member.account.as_str(), "from": member.role, "to": role });
    history::record(conn, by, "node.member_role_set", ("node", node.as_str()), &detail, now)
}

/// Refuses to leave a node that serves without a manager on `day`.
fn check_not_last_manager(
    conn: &mut Conn,
    node: &NodeId,
    (account, role): (&AccountId, NodeRole),
    day: NaiveDate,
) -> Result<()> {
    if role != NodeRole::Manager {
        return Ok(());
    }
    let (status, _) = queries::hold_node(conn, node)?;
    if rules::needs_a_manager(&status) && !queries::another_manages(conn, node, account, day)? {
        return Err(rules::LAST_MANAGER.into());
    }
    Ok(())
}

//! Who answers for a node on which days.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::json;

use crate::accounts::{AccountId, Actor, DutyId, NodeId, queries, rules};
use crate::db::Conn;
use crate::history::{self, By};
use crate::{Error, Result};

/// Puts a member on duty, both days included. The same person from the same day: the end moves.
pub fn set_duty(
    conn: &mut Conn,
    actor: &Actor,
    node: &NodeId,
    account: &AccountId,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    now: NaiveDateTime,
) -> Result<DutyId> {
    if !rules::may_manage(actor, node) {
        return Err(Error::NotFound);
    }
    if !rules::are_duty_days(starts_on, ends_on) {
        return Err(rules::BAD_DAYS.into());
    }
    if queries::membership_on(conn, account, node, starts_on)?.is_none() {
        return Err(rules::NOT_MEMBER.into());
    }
    let id = match queries::duty_from(conn, node, account, starts_on)? {
        Some(id) => {
            queries::move_duty_end(conn, &id, ends_on)?;
            id
        }
        None => queries::insert_duty(conn, node, account, (starts_on, ends_on))?,
    };
    let by = By::Account(actor.id.clone());
    let detail = json!({ "account": account.as_str(), "from": starts_on, "to": ends_on });
    history::record(conn, &by, "node.duty_set", ("node", node.as_str()), &detail, now)?;
    Ok(id)
}

/// Takes somebody off duty. Says nothing when that is done already.
pub fn remove_duty(conn: &mut Conn, actor: &Actor, id: &DutyId, now: NaiveDateTime) -> Result<()> {
    let (node, account) = queries::find_duty(conn, id)?;
    if !rules::may_manage(actor, &node) {
        return Err(Error::NotFound);
    }
    if queries::delete_duty(conn, id)? {
        let by = By::Account(actor.id.clone());
        let detail = json!({ "account": account.as_str() });
        history::record(conn, &by, "node.duty_removed", ("node", node.as_str()), &detail, now)?;
    }
    Ok(())
}

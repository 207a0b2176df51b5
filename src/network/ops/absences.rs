//! Days on which a node is closed.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::json;

use super::managed;
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::network::{AbsenceId, Node, NodeId, queries, rules};
use crate::{Result, deadlines};

/// Closes a node for some days and says who answers meanwhile.
pub fn close_for(
    conn: &mut Conn,
    actor: &Actor,
    slug: &str,
    (days, stand_in, note): ((NaiveDate, NaiveDate), Option<&NodeId>, &str),
    now: NaiveDateTime,
) -> Result<AbsenceId> {
    let node = managed(conn, actor, slug)?;
    if !rules::are_absence_days(days, network_day(now)) {
        return Err(rules::BAD_ABSENCE.into());
    }
    let planned = queries::absences_of(conn, &node.id, network_day(now))?;
    let same = planned.into_iter().find(|one| {
        (one.starts_on, one.ends_on) == days
            && one.stand_in_id.as_ref() == stand_in
            && one.note == note
    });
    // The form came twice.
    if let Some(same) = same {
        return Ok(same.id);
    }
    if queries::is_away(conn, &node.id, days)? {
        return Err(rules::ABSENT_ALREADY.into());
    }
    if let Some(stand_in) = stand_in {
        check_stand_in(conn, &node, stand_in, days)?;
    }
    if queries::stands_in(conn, &node.id, days)? {
        return Err(rules::STANDS_IN.into());
    }
    let before = deadlines::ops::calendar(conn, &node.id, now)?;
    let id = queries::insert_absence(conn, &node.id, days, stand_in, note, now)?;
    deadlines::ops::calendar_changed(conn, &node.id, &before, now)?;
    let by = By::Account(actor.id.clone());
    let detail = json!({ "from": days.0, "to": days.1, "stand_in": stand_in });
    history::record(conn, &by, "node.closed_for", ("node", node.id.as_str()), &detail, now)?;
    Ok(id)
}

fn check_stand_in(
    conn: &mut Conn,
    node: &Node,
    stand_in: &NodeId,
    days: (NaiveDate, NaiveDate),
) -> Result<()> {
    if *stand_in == node.id {
        return Err(rules::STANDS_IN_FOR_ITSELF.into());
    }
    if !queries::find(conn, stand_in)?.receives() {
        return Err(rules::CANNOT_STAND_IN.into());
    }
    if queries::is_away(conn, stand_in, days)? {
        return Err(rules::STAND_IN_AWAY.into());
    }
    Ok(())
}

/// Calls an absence off. Says nothing when that is done already.
pub fn reopen(
    conn: &mut Conn,
    actor: &Actor,
    slug: &str,
    id: &AbsenceId,
    now: NaiveDateTime,
) -> Result<()> {
    let node = managed(conn, actor, slug)?;
    let before = deadlines::ops::calendar(conn, &node.id, now)?;
    if queries::cancel_absence(conn, &node.id, id, now)? {
        deadlines::ops::calendar_changed(conn, &node.id, &before, now)?;
        let by = By::Account(actor.id.clone());
        let detail = json!({ "absence": id });
        history::record(
            conn,
            &by,
            "node.absence_cancelled",
            ("node", node.id.as_str()),
            &detail,
            now,
        )?;
    }
    Ok(())
}

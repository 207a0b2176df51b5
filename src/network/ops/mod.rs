//! What happens to nodes.

mod absences;
mod coverage;
mod nodes;
mod profile;

pub use absences::{close_for, reopen};
pub use coverage::{agree, propose, refuse, withdraw};
pub use nodes::{Standing, create, is_live, set_standing};
pub use profile::{Saved, confirm, save_profile};

use anyhow::Context;
use chrono::{NaiveDate, NaiveDateTime};

use super::{Directory, Imported, Kind, Node, NodeId, Status, import, queries};
use crate::accounts::{Actor, rules::may_manage};
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::By;
use crate::{Error, Result, taxonomy};

/// The public network and its vocabularies, as they come with the program: what a new installation starts from.
pub fn load_embedded(conn: &mut Conn, now: NaiveDateTime) -> Result<Imported> {
    let network = include_str!("../../../assets/data/network.json");
    let directory = Directory::parse(network).map_err(|faults| anyhow::anyhow!("{faults}"))?;
    // Laboratories name their institutions, so these come first.
    let mut bundle = taxonomy::embedded()?;
    bundle.institutions = directory.institutions;
    taxonomy::store(conn, &bundle)?;
    let imported = import(conn, (network, ""), &By::System, now)?;
    Ok(imported.map_err(|faults| anyhow::anyhow!("{faults}")).context("the embedded network")?)
}

/// Ends the period of the present status and begins that of the new one: on the day given if it can be, else today.
pub fn change_status(
    conn: &mut Conn,
    node: &Node,
    (kind, status): (Kind, Status),
    (since, note): (Option<NaiveDate>, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let today = network_day(now);
    let began = queries::current_periods(conn, queries::Of::One(&node.id))?;
    let after = |day: &NaiveDate| began.iter().all(|period| period.starts_on < *day);
    let first = since.filter(after).unwrap_or(today);
    queries::set_kind_and_status(conn, &node.id, kind, status, now)?;
    queries::end_period(conn, &node.id, first.pred_opt().unwrap_or(first))?;
    Ok(queries::begin_period(conn, &node.id, status, first, note)?)
}

/// Ends services that are no longer wanted and begins those that are new. Answers whether any did.
pub fn put_services(
    conn: &mut Conn,
    node: &NodeId,
    live: &[queries::ServiceRow],
    wanted: &[String],
    today: NaiveDate,
) -> Result<bool> {
    let mut changed = false;
    for row in live.iter().filter(|row| !wanted.contains(&row.service)) {
        queries::end_service(conn, &row.id, today.pred_opt().unwrap_or(today))?;
        changed = true;
    }
    let mut begun: Vec<&String> = Vec::new();
    for service in wanted {
        if !begun.contains(&service) && !live.iter().any(|row| row.service == *service) {
            queries::begin_service(conn, node, service, today)?;
            begun.push(service);
            changed = true;
        }
    }
    Ok(changed)
}

/// The node of that name, for those who may change it; for others there is none.
pub fn managed(conn: &mut Conn, actor: &Actor, slug: &str) -> Result<Node> {
    let node = queries::by_slug(conn, slug)?;
    if may_manage(actor, &node.id) { Ok(node) } else { Err(Error::NotFound) }
}

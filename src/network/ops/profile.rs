//! A node's own page: changed, confirmed.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{managed, put_services};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::network::queries::{self, Of};
use crate::network::{Node, Profile, Revision};
use crate::{Result, deadlines};

/// What became of a page that was saved.
#[derive(Debug)]
pub enum Saved {
    Done,
    /// Somebody else saved it meanwhile: this is how it stands now.
    Meanwhile(Box<Node>),
}

/// Saves a page over the version its editor saw. The page before it is kept; what was saved counts as confirmed.
pub fn save_profile(
    conn: &mut Conn,
    actor: &Actor,
    slug: &str,
    (profile, services): (&Profile, &[String]),
    seen: i32,
    now: NaiveDateTime,
) -> Result<Saved> {
    let (node, today) = (managed(conn, actor, slug)?, network_day(now));
    if node.lock_version != seen {
        return Ok(Saved::Meanwhile(Box::new(node)));
    }
    let live = queries::live_services(conn, Of::One(&node.id), today)?;
    let before = Revision {
        profile: node.profile(),
        services: live.iter().map(|row| row.service.clone()).collect(),
    };
    let same_services = live.iter().all(|row| services.contains(&row.service))
        && services.iter().all(|service| before.services.contains(service));
    if before.profile != *profile || !same_services {
        let calendar = deadlines::ops::calendar(conn, &node.id, now)?;
        // The page is taken first: who comes too late changes nothing.
        if !queries::set_profile(conn, &node.id, profile, seen, now)? {
            return Ok(Saved::Meanwhile(Box::new(queries::find(conn, &node.id)?)));
        }
        put_services(conn, &node.id, &live, services, today)?;
        deadlines::ops::calendar_changed(conn, &node.id, &calendar, now)?;
        queries::insert_revision(conn, &node.id, &before, Some(&actor.id), now)?;
        record(conn, actor, "node.profile_changed", &node, now)?;
    }
    queries::set_confirmed(conn, &node.id, now)?;
    Ok(Saved::Done)
}

/// Somebody in charge says that the page is exact.
pub fn confirm(conn: &mut Conn, actor: &Actor, slug: &str, now: NaiveDateTime) -> Result<()> {
    let node = managed(conn, actor, slug)?;
    queries::set_confirmed(conn, &node.id, now)?;
    record(conn, actor, "node.confirmed", &node, now)
}

fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    node: &Node,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("node", node.id.as_str()), &json!({}), now)
}

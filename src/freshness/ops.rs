//! Asking, confirming, looking. Each function is one whole step in the caller's transaction, but the sweep.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::json;

use super::{Verdict, access, mail, queries, rules};
use crate::accounts::{Actor, NodeId};
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::network::Node;
use crate::secret::Signer;
use crate::{Error, Result, network};

/// Whoever holds the key of a mail says that a page is exact; again changes nothing.
pub fn confirm(
    conn: &mut Conn,
    (slug, key): (&str, (i64, &str)),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let node = network::queries::by_slug(conn, slug)?;
    if !access::check(signer, &node, key)? {
        return Ok(());
    }
    network::queries::set_confirmed(conn, &node.id, now)?;
    let subject = ("node", node.id.as_str());
    history::record(conn, &By::Team, "node.confirmed", subject, &json!({}), now)
}

/// Notes what somebody who steers the network found on a page of this month's sample; what is wrong is told to its managers.
pub fn check(
    conn: &mut Conn,
    actor: &Actor,
    (id, verdict, note): (&NodeId, Verdict, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let month = rules::month_of(network_day(now));
    let nodes = network::queries::all(conn)?;
    let node = sample(conn, &nodes, month)?.into_iter().find(|node| node.id == *id);
    let node = node.filter(|_| actor.coordinates()).ok_or(Error::NotFound)?;
    let note = note.trim();
    if verdict == Verdict::Wrong && note.is_empty() {
        return Err(rules::NO_NOTE.into());
    }
    draw(conn, &nodes, month)?;
    let known = queries::checks_since(conn, month)?;
    let same =
        |one: &super::Check| one.node_id == *id && one.verdict == verdict && one.note == note;
    if known.iter().any(same) {
        return Ok(());
    }
    queries::note_check(conn, (month, id, &actor.id), (verdict, note), now)?;
    let detail = json!({ "verdict": verdict, "month": month });
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, "node.checked", ("node", id.as_str()), &detail, now)?;
    if verdict == Verdict::Wrong {
        let people = queries::managers(conn, id, network_day(now))?;
        mail::wrong(conn, (&node, note), &people, now)?;
    }
    Ok(())
}

/// The pages that are looked at in a month: what was drawn at its beginning, whatever came or closed since; before that, what
/// would be drawn.
pub fn sample(conn: &mut Conn, nodes: &[Node], month: NaiveDate) -> Result<Vec<Node>> {
    let drawn = queries::drawn(conn, month)?;
    if drawn.is_empty() {
        return Ok(rules::sample(nodes, month).into_iter().cloned().collect());
    }
    Ok(nodes.iter().filter(|node| drawn.contains(&node.id)).cloned().collect())
}

/// Draws the pages of a month; again changes nothing.
fn draw(conn: &mut Conn, nodes: &[Node], month: NaiveDate) -> Result<()> {
    conn.take_turn("freshness-sample")?;
    if !queries::drawn(conn, month)?.is_empty() {
        return Ok(());
    }
    let ids: Vec<NodeId> =
        rules::sample(nodes, month).into_iter().map(|node| node.id.clone()).collect();
    Ok(queries::keep_drawn(conn, month, &ids)?)
}

/// Draws the pages of a new month, and asks the managers of pages that nobody confirmed for six months, and again each month; answers how many pages.
pub fn ask_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    let nodes = app.db.read_now(|conn| Ok(network::queries::all(conn)?))?;
    let asked = app.db.read_now(|conn| Ok(queries::asked(conn)?))?;
    let today = network_day(now);
    let month = rules::month_of(today);
    if app.db.read_now(|conn| Ok(queries::drawn(conn, month)?))?.is_empty() {
        app.db.write_step(|conn| draw(conn, &nodes, month))?;
    }
    let mut done = 0;
    let due = |node: &&Node| rules::is_due(node, asked.get(&node.id).copied(), now);
    for node in nodes.iter().filter(due) {
        done +=
            usize::from(app.db.write_step(|conn| ask(conn, &node.id, (today, &app.signer), now))?);
    }
    Ok(done)
}

fn ask(
    conn: &mut Conn,
    id: &NodeId,
    (today, signer): (NaiveDate, &Signer),
    now: NaiveDateTime,
) -> Result<bool> {
    conn.take_turn(id.as_str())?;
    let node = network::queries::find(conn, id)?;
    let asked = queries::asked(conn)?.get(id).copied();
    if !rules::is_due(&node, asked, now) {
        return Ok(false);
    }
    queries::note_asked(conn, id, rules::since(&node), now)?;
    let people = queries::managers(conn, id, today)?;
    mail::ask(conn, &node, &people, signer, now)?;
    let detail = json!({ "people": people.len() });
    history::record(conn, &By::System, "node.asked", ("node", id.as_str()), &detail, now)?;
    Ok(true)
}

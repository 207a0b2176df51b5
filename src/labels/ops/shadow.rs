//! Before a new node opens it sees what would have come to it, and gets nothing.

use chrono::{NaiveDate, NaiveDateTime};

use super::activate::{replayed, status_of};
use crate::Result;
use crate::clock::{midnight, network_day};
use crate::db::Conn;
use crate::labels::{Label, Replay, rules};
use crate::network::queries::{Of, live_coverage};
use crate::network::{Keys, Node};
use crate::taxonomy::Vocabularies;
use crate::tickets::routing::Desk;

/// What would have come to a node so far, in the days before it opens.
#[derive(Debug, Clone)]
pub struct Shadow {
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    pub replay: Replay,
}

/// What a node in its days of shadow would have got: how much, about what, and who has it instead. None before and after
/// these days. Writes nothing.
pub fn shadow(
    conn: &mut Conn,
    (label, node): (&Label, &Node),
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<Option<Shadow>> {
    let Some((from, until)) = rules::shadow(label, network_day(now)) else { return Ok(None) };
    let rows = live_coverage(conn, Of::One(&node.id), label.starts_on)?;
    let coverage: Vec<Keys> = rows.into_iter().map(|row| row.keys).collect();
    let status = status_of(label.kind, node.kind);
    let replay = replayed(conn, (midnight(from), now), &coverage, words, |network| {
        network.desks.get(&node.id).map(|desk| Desk { status, ..desk.clone() })
    })?;
    Ok(Some(Shadow { from, until, replay }))
}

//! Before a new node opens it sees what would have come to it, and gets nothing. Those who have these questions read that the
//! rules would choose it, and say whether that would be right.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::json;

use super::activate::{replayed, status_of, tried};
use super::note;
use crate::accounts::Actor;
use crate::clock::{midnight, network_day};
use crate::db::Conn;
use crate::history::By;
use crate::labels::{Label, LabelId, Replay, queries, rules};
use crate::network::queries::{Of, live_coverage};
use crate::network::{self, Keys, Node};
use crate::taxonomy::Vocabularies;
use crate::tickets::queries::{Replayed, institutions_of};
use crate::tickets::routing::{Desk, Inputs, Network};
use crate::tickets::{self, Ticket};
use crate::{Error, Result};

/// What would have come to a node so far, in the days before it opens.
#[derive(Debug, Clone)]
pub struct Shadow {
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    pub replay: Replay,
    /// What was said by those who had these questions: how often, and how often that it would have been right.
    pub said: usize,
    pub agreed: usize,
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
    let coverage = covered(conn, label)?;
    let opinions = queries::opinions_of(conn, &label.id)?;
    let at = (midnight(from), now);
    let replay = replayed(conn, at, &coverage, words, |network| desk((label, node), network))?;
    let agreed = opinions.iter().filter(|agrees| **agrees).count();
    Ok(Some(Shadow { from, until, replay, said: opinions.len(), agreed }))
}

fn covered(conn: &mut Conn, label: &Label) -> Result<Vec<Keys>> {
    let rows = live_coverage(conn, Of::One(&label.node_id), label.starts_on)?;
    Ok(rows.into_iter().map(|row| row.keys).collect())
}

/// The desk of a node as it will be once it is open.
fn desk((label, node): (&Label, &Node), network: &Network) -> Option<Desk> {
    let status = status_of(label.kind, node.kind);
    network.desks.get(&node.id).map(|desk| Desk { status, ..desk.clone() })
}

/// A node in its days of shadow that the rules would choose for a question.
#[derive(Debug, Clone)]
pub struct Suggestion {
    pub label: Label,
    pub node: Node,
    /// What was said of it for this question.
    pub agrees: Option<bool>,
}

/// The nodes in their days of shadow to which a question would come that was received in these days. Writes nothing.
pub fn suggestions(
    conn: &mut Conn,
    ticket: &Ticket,
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<Vec<Suggestion>> {
    let today = network_day(now);
    let Some(received_at) = ticket.confirmed_at else { return Ok(Vec::new()) };
    let mut labels = queries::with_shadow(conn, today)?;
    labels.retain(|label| {
        rules::shadow(label, today).is_some_and(|(from, _)| received_at >= midnight(from))
    });
    if labels.is_empty() {
        return Ok(Vec::new());
    }
    let asked = [Replayed {
        node: ticket.node_id.clone(),
        inputs: Inputs {
            institutions: institutions_of(conn, &ticket.id)?,
            site: ticket.site.clone(),
            region: ticket.region.clone(),
            disciplines: ticket.disciplines(),
            topic: ticket.topic.clone(),
            language: ticket.language.as_str().to_owned(),
        },
        received_at,
        first_answered_at: ticket.first_answered_at,
    }];
    let mut found = Vec::new();
    // There are none, mostly; never more than a call makes at once.
    for label in labels {
        let node = network::queries::find(conn, &label.node_id)?;
        let coverage = covered(conn, &label)?;
        let replay =
            tried(conn, &asked, (&coverage, words), now, |all| desk((&label, &node), all))?;
        if replay.tickets > 0 {
            let agrees = queries::opinion(conn, (&label.id, &ticket.id))?;
            found.push(Suggestion { label, node, agrees });
        }
    }
    Ok(found)
}

/// A question and such a node that it would come to, for whoever passes the question on.
pub fn suggested(
    conn: &mut Conn,
    actor: &Actor,
    (reference, id): (&str, &LabelId),
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<(Ticket, Suggestion)> {
    let ticket = tickets::for_staff(conn, actor, reference)?;
    let found = suggestions(conn, &ticket, words, now)?;
    let found = found.into_iter().find(|one| one.label.id == *id);
    Ok((ticket, found.ok_or(Error::NotFound)?))
}

/// Notes whether such a node would be right for a question, in the place of what was said before: nothing goes to it yet.
pub fn say_opinion(
    conn: &mut Conn,
    actor: &Actor,
    (ticket, suggestion): (&Ticket, &Suggestion),
    agrees: bool,
    now: NaiveDateTime,
) -> Result<()> {
    if suggestion.agrees == Some(agrees) {
        return Ok(());
    }
    let id = &suggestion.label.id;
    conn.take_turn(id.as_str())?;
    queries::put_opinion(conn, (id, &ticket.id), (agrees, now))?;
    let detail = json!({ "ticket": ticket.reference, "agrees": agrees });
    note(conn, By::Account(actor.id.clone()), ("label.opinion", id), &detail, now)
}

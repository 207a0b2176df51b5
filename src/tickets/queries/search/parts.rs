//! Which tickets a list's reader may find, and where of each they may look.

use diesel::prelude::*;

use super::lines::{BETWEEN, TO_ALL, facet, node_sign, side_sign};
use super::{Filter, Queue};
use crate::accounts::NodeId;
use crate::db::schema::{handovers, tickets};
use crate::db::search::Expr;
use crate::db::{Conn, one_of};
use crate::tickets::queries::inbox::{self, Scope};
use crate::tickets::{HandoverId, HandoverKind, Sees, TicketId};

/// Where of a ticket a list's reader may look: in public, and in which notes. In lists of other nodes' tickets, only in
/// those for the reader's own node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable {
    /// In whichever tickets there are.
    whole: bool,
    /// Notes of whoever is responsible.
    desk: bool,
    /// What is said in any consultation.
    between: bool,
    /// Notes for all nodes that answer.
    all: bool,
    nodes: Vec<NodeId>,
    /// Consultations of which one reads both sides.
    sides: Vec<HandoverId>,
}

impl Readable {
    pub fn of(filter: &Filter) -> Self {
        let own = !filter.queue.is_some_and(Queue::is_of_others);
        Self {
            whole: filter.scope == Scope::Network,
            desk: own,
            between: own,
            all: false,
            nodes: filter.own.clone(),
            sides: Vec::new(),
        }
    }

    const PUBLIC: Self = Self {
        whole: false,
        desk: false,
        between: false,
        all: false,
        nodes: Vec::new(),
        sides: Vec::new(),
    };

    pub(super) fn signs(&self) -> Vec<String> {
        let mut signs = vec![String::new()];
        signs.extend(self.desk.then(|| "_".to_owned()));
        signs.extend(self.between.then(|| BETWEEN.to_owned()));
        signs.extend(self.all.then(|| TO_ALL.to_owned()));
        signs.extend(self.nodes.iter().map(node_sign));
        signs.extend(self.sides.iter().map(side_sign));
        signs
    }

    /// The same of messages' rows `m`, each by its ticket's row `t`: what one's own tickets show, others' do not.
    pub(super) fn condition(&self) -> String {
        let mut parts = vec!["m.kind = 'public'".to_owned()];
        // Ids are UUIDs by type, so they may stand in the statement's text.
        let nodes: Vec<_> = self.nodes.iter().map(|id| format!("'{id}'")).collect();
        let nodes = nodes.join(", ");
        if self.whole {
            parts.extend(self.desk.then(|| "(m.kind = 'note' AND m.reach <> 'node')".to_owned()));
        }
        if nodes.is_empty() {
            return parts.join(" OR ");
        }
        if self.desk && !self.whole {
            parts.push(format!(
                "(m.kind = 'note' AND m.reach <> 'node' AND t.node_id IN ({nodes}))"
            ));
        }
        let live = |which: &str| {
            format!(
                "EXISTS (SELECT 1 FROM handovers AS h WHERE {which} \
                 AND h.ended_at IS NULL AND h.to_node IN ({nodes}))"
            )
        };
        let shared = live("h.ticket_id = t.id AND h.kind = 'share'");
        let asked =
            live("h.ticket_id = t.id AND h.kind = 'consultation' AND h.sees = 'thread_and_notes'");
        let side = live("h.id = m.handover_id");
        parts.extend([
            format!("(m.kind = 'note' AND m.reach = 'node' AND m.node_id IN ({nodes}))"),
            format!("(m.kind = 'note' AND m.reach = 'all' AND {shared})"),
            format!("(m.kind = 'note' AND m.reach IN ('desk', 'all') AND {asked})"),
            format!("(m.kind = 'note' AND m.reach = 'side' AND {side})"),
        ]);
        parts.join(" OR ")
    }
}

/// Some tickets that a reader may find, as what they must have, and where of them they may look.
type Part = (Vec<Expr>, Readable);

fn term(kind: char, value: &str) -> Expr {
    Expr::Term(facet(kind, value))
}

/// Everything that a list may find: one's own, and where one looks for words in everything, what one's nodes share or are
/// asked about.
pub(super) fn of(conn: &mut Conn, filter: &Filter, asker: Option<&str>) -> QueryResult<Vec<Part>> {
    if let Some(email) = asker {
        let mut any = vec![term('e', email)];
        any.extend(asked_for(conn, email)?.iter().map(|ticket| term('u', ticket.as_str())));
        return Ok(vec![(vec![Expr::Any(any)], Readable::PUBLIC)]);
    }
    let mut own = match &filter.scope {
        Scope::Network => Vec::new(),
        Scope::Nodes(_) if filter.queue.is_some_and(Queue::is_of_others) => Vec::new(),
        Scope::Nodes(nodes) if nodes.is_empty() => vec![term('n', "nowhere")],
        Scope::Nodes(nodes) => vec![any('n', nodes.iter().map(NodeId::as_str))],
    };
    if let Some(queue) = filter.queue.filter(|queue| queue.hangs_on_handovers()) {
        own.push(these(conn, filter, queue)?);
    }
    let mut parts = vec![(own, Readable::of(filter))];
    if let (Scope::Nodes(nodes), None | Some(Queue::Together)) = (&filter.scope, filter.queue) {
        let readable = Readable { nodes: nodes.clone(), ..Readable::PUBLIC };
        let shared = going_on(conn, nodes, HandoverKind::Share)?;
        let asked = going_on(conn, nodes, HandoverKind::Consultation)?;
        let on = |one: &Beside, others: &[Beside]| others.iter().any(|o| o.ticket == one.ticket);
        let sides = |of: &[Beside]| -> Vec<_> {
            asked.iter().filter(|one| on(one, of)).map(|one| one.id.clone()).collect()
        };
        let with_notes = |one: &&Beside| one.sees == Sees::ThreadAndNotes;
        let notes_too: Vec<_> = asked.iter().filter(with_notes).cloned().collect();
        let shared: Vec<_> = shared.into_iter().filter(|one| !on(one, &notes_too)).collect();
        let thread: Vec<_> =
            asked.iter().filter(|one| !on(one, &notes_too) && !on(one, &shared)).cloned().collect();
        let seen = Readable { all: true, sides: sides(&shared), ..readable.clone() };
        parts.extend(part_of(&shared, seen));
        let seen = Readable { sides: sides(&thread), ..readable.clone() };
        parts.extend(part_of(&thread, seen));
        let seen = Readable { desk: true, sides: sides(&notes_too), ..readable };
        parts.extend(part_of(&notes_too, seen));
    }
    Ok(parts)
}

fn part_of(found: &[Beside], readable: Readable) -> Option<Part> {
    let nodes = any('n', found.iter().map(|one| one.node.as_str()));
    let tickets = any('u', found.iter().map(|one| one.ticket.as_str()));
    (!found.is_empty()).then(|| (vec![nodes, tickets], readable))
}

fn any<'a>(kind: char, values: impl Iterator<Item = &'a str>) -> Expr {
    let mut values: Vec<_> = values.collect();
    values.sort_unstable();
    values.dedup();
    Expr::Any(values.into_iter().map(|value| term(kind, value)).collect())
}

/// So many tickets of others are looked through: a node works on few at once.
const MOST: i64 = 200;

/// The last tickets that others asked for somebody: the index knows who asked.
fn asked_for(conn: &mut Conn, email: &str) -> QueryResult<Vec<TicketId>> {
    tickets::table
        .filter(tickets::beneficiary_email.eq(email))
        .order(tickets::id.desc())
        .limit(MOST)
        .select(tickets::id)
        .load(conn)
}

/// A ticket on which some node works beside the responsible one.
#[derive(Debug, Clone, Queryable)]
struct Beside {
    id: HandoverId,
    ticket: TicketId,
    /// Whose it is.
    node: NodeId,
    sees: Sees,
}

/// Tickets of others on which some nodes work beside the responsible one, the last ones first.
fn going_on(conn: &mut Conn, nodes: &[NodeId], kind: HandoverKind) -> QueryResult<Vec<Beside>> {
    handovers::table
        .inner_join(tickets::table.on(tickets::id.eq(handovers::ticket_id)))
        .filter(one_of(handovers::to_node, nodes))
        .filter(handovers::ended_at.is_null())
        .filter(handovers::kind.eq(kind))
        .order(handovers::id.desc())
        .limit(MOST)
        .select((handovers::id, tickets::id, tickets::node_id, handovers::sees))
        .load(conn)
}

/// The tickets of a queue that the index does not know, one by one: they are few.
fn these(conn: &mut Conn, filter: &Filter, queue: Queue) -> QueryResult<Expr> {
    let whole =
        Filter { words: None, after: None, limit: MOST, queue: Some(queue), ..filter.clone() };
    let rows = inbox::list(conn, &whole)?;
    let mut any: Vec<_> = rows.iter().map(|row| Expr::Term(facet('u', row.id.as_str()))).collect();
    any.push(Expr::Term(facet('u', "none")));
    Ok(Expr::Any(any))
}

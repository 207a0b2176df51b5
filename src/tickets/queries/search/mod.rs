//! Tickets in the full-text index: what of them is found, and by whom. Each line of the index is a function of a ticket's
//! rows; what changes them calls [`index`] in the same transaction.

mod lines;
mod parts;

use std::collections::HashMap;

use diesel::prelude::*;

use self::lines::facet;
use super::inbox::{self, Filter, Queue, Row, Scope};
use crate::accounts::{AccountId, NodeId};
use crate::db::Conn;
use crate::db::schema::messages;
use crate::db::search::{self, Expr, Index, Way};
use crate::search::{Search, What};
use crate::tickets::{MessageKind, State, TicketId};
use crate::triage::queries::tickets_tagged;
use crate::web::Cursor;

pub use self::parts::Readable;

pub use self::lines::{Head, forget_all, forget_words, index, index_question, line, unindexed};

pub const INDEX: Index = Index("ticket_search");

/// Stands before each part of a ticket, so that no phrase goes from one into the next; every ticket has it.
const PART: &str = "__";
/// Not all that a list is narrowed by is in the index: what the rows refuse is made up for by looking further, in so many
/// rounds, of which [`reach`] says how far each goes.
const ROUNDS: u32 = 12;
/// The first rounds each look four times as far as the one before; those that follow as far as the last of them.
const WIDENING: u32 = 4;
/// So many tickets with a tag are looked for.
const TAGGED: i64 = 1_000;

/// A page of a list.
#[derive(Debug, Default)]
pub struct Found {
    pub rows: Vec<Row>,
    pub stopped: Option<Stopped>,
}

/// A search that looked as far as it may before its page was full.
#[derive(Debug)]
pub struct Stopped {
    /// How many tickets with the words it looked at.
    pub looked_at: usize,
    /// Where it goes on.
    pub at: Cursor,
}

/// A page of a list of staff or of who asked, and where it stopped if words are looked for and more may have them.
pub fn page_of(conn: &mut Conn, filter: &Filter, asker: Option<&str>) -> QueryResult<Found> {
    if let Some(search) = inbox::searched(filter) {
        return list(conn, &search, filter, asker);
    }
    let rows = match asker {
        None => inbox::list(conn, filter)?,
        Some(email) => inbox::asked_by(conn, email, filter)?,
    };
    Ok(Found { rows, stopped: None })
}

/// A page of the tickets that have the words; one more than `limit` is read, to know whether there is a next page.
pub fn list(
    conn: &mut Conn,
    search: &Search,
    filter: &Filter,
    asker: Option<&str>,
) -> QueryResult<Found> {
    let (rest, without) = limits(filter);
    let mut tiers: Vec<Vec<Expr>> = Vec::new();
    for (mut has, readable) in parts::of(conn, filter, asker)? {
        // Tags are the staff's.
        let tags_of = asker.is_none().then_some(&filter.scope);
        let Some(mut wanted) = wanted(conn, search, &readable, tags_of)? else {
            return Ok(Found::default());
        };
        has.extend(rest.iter().cloned());
        has.append(&mut wanted.has);
        wanted.has = has;
        wanted.without.extend(without.iter().cloned());
        let part = if filter.best_first { wanted.best_first() } else { vec![wanted.expr()] };
        tiers.resize(part.len(), Vec::new());
        tiers.iter_mut().zip(part).for_each(|(tier, expr)| tier.push(expr));
    }
    let one = |mut any: Vec<Expr>| if any.len() == 1 { any.remove(0) } else { Expr::Any(any) };
    let tiers: Vec<_> = tiers.into_iter().map(one).collect();
    let (mut tier, mut after) = (0, start(conn, filter)?);
    if tiers.len() > 1
        && let Some(place) = after
    {
        let exactly = Way { after: Some(place.saturating_add(1)), oldest_first: false };
        let first = search::find(conn, INDEX, &tiers[0], exactly, 1)?;
        tier = usize::from(first.first().is_none_or(|hit| hit.position != place));
    }
    let mut found = Found::default();
    for what in tiers.iter().skip(tier) {
        let had = found.rows.len();
        let Found { rows, stopped } = page(conn, what, filter, asker, (after, had))?;
        found.rows.extend(rows);
        after = None;
        // What follows comes after what was not looked at.
        if stopped.is_some() {
            found.stopped = stopped;
            break;
        }
    }
    Ok(found)
}

fn page(
    conn: &mut Conn,
    what: &Expr,
    filter: &Filter,
    asker: Option<&str>,
    (mut after, had): (Option<i64>, usize),
) -> QueryResult<Found> {
    let want = usize::try_from(filter.limit + 1).unwrap_or(1).saturating_sub(had);
    let (mut rows, mut looked_at, mut last) = (Vec::new(), 0, None);
    for round in 0..ROUNDS {
        let lacks = want - rows.len();
        if lacks == 0 {
            return Ok(Found { rows, stopped: None });
        }
        let far = if round == 0 { lacks } else { reach(round, want) };
        let far = i64::try_from(far).unwrap_or(i64::MAX);
        let way = Way { after, oldest_first: filter.oldest_first };
        let hits = search::find(conn, INDEX, what, way, far)?;
        let ids: Vec<_> = hits.iter().map(|hit| hit.id.as_str()).collect();
        let mut found = inbox::among_ids(conn, &ids, filter, asker)?;
        found.sort_by_key(|row| ids.iter().position(|id| *id == row.id.as_str()));
        rows.extend(found.into_iter().take(lacks));
        looked_at += hits.len();
        if i64::try_from(hits.len()).unwrap_or_default() < far {
            return Ok(Found { rows, stopped: None });
        }
        last = hits.into_iter().next_back();
        after = last.as_ref().map(|hit| hit.position);
    }
    let full = rows.len() == want;
    let at = |hit: search::Hit| Cursor { at: search::moment_of(hit.position), id: hit.id };
    let stopped = last.filter(|_| !full).map(|hit| Stopped { looked_at, at: at(hit) });
    Ok(Found { rows, stopped })
}

/// How many more a round looks at, for a page of so many rows. Each is a value that a statement binds.
fn reach(round: u32, want: usize) -> usize {
    want * 4_usize.pow(round.min(WIDENING))
}

/// The place after which the page begins: that of the row its cursor names, or where that row stood before it moved.
fn start(conn: &mut Conn, filter: &Filter) -> QueryResult<Option<i64>> {
    let Some(cursor) = &filter.after else { return Ok(None) };
    let stood = search::position_of(cursor.at) + search::slot_of(&cursor.id);
    let stands = search::place_of(conn, INDEX, &cursor.id)?;
    let moved =
        |place: &i64| search::position_of(cursor.at + chrono::TimeDelta::microseconds(2)) < *place;
    Ok(Some(stands.filter(|place| !moved(place)).unwrap_or(stood)))
}

/// What an answer must have and must not have.
#[derive(Default)]
struct Wanted {
    has: Vec<Expr>,
    /// The same for words in the subject only; what can only be so is in `has`.
    in_subject: Vec<Expr>,
    words: Vec<Expr>,
    without: Vec<Expr>,
}

impl Wanted {
    fn expr(self) -> Expr {
        let Self { mut has, words, without, .. } = self;
        has.extend(words);
        if has.is_empty() {
            has.push(Expr::Term(PART.to_owned()));
        }
        lacking(Expr::All(has), without)
    }

    /// Those whose subject says it all, then the others.
    fn best_first(self) -> Vec<Expr> {
        if self.words.is_empty() {
            return vec![self.expr()];
        }
        let first = [self.has.clone(), self.in_subject.clone()].concat();
        let without = [self.without.clone(), vec![Expr::All(self.in_subject.clone())]].concat();
        let first = lacking(Expr::All(first), self.without.clone());
        vec![first, Self { without, ..self }.expr()]
    }
}

fn lacking(what: Expr, without: Vec<Expr>) -> Expr {
    if without.is_empty() {
        what
    } else {
        Expr::Without(Box::new(what), Box::new(Expr::Any(without)))
    }
}

/// What a search asks of the index; none when nothing can have it.
fn wanted(
    conn: &mut Conn,
    search: &Search,
    readable: &Readable,
    tags_of: Option<&Scope>,
) -> QueryResult<Option<Wanted>> {
    let signs = readable.signs();
    let signs: Vec<_> = signs.iter().map(String::as_str).collect();
    let mut wanted = Wanted::default();
    for clause in &search.clauses {
        let what = match &clause.what {
            What::Node(slug) => match super::node_id_of_slug(conn, slug)? {
                Some(id) => Expr::Term(facet('n', id.as_str())),
                None if clause.excluded => continue,
                None => return Ok(None),
            },
            What::State(word) => match state_named(word) {
                Some(state) => Expr::Term(facet('s', state.as_str())),
                None if clause.excluded => continue,
                None => return Ok(None),
            },
            What::From(_) => signed(&clause.what, &["_f_"]),
            What::Tag(words) => match tags_of {
                Some(scope) => tagged(conn, scope, &words.join(" "))?,
                None if clause.excluded => continue,
                None => return Ok(None),
            },
            What::Words(_) | What::Start(_) if clause.excluded => signed(&clause.what, &signs),
            What::Words(_) | What::Start(_) => {
                wanted.words.push(signed(&clause.what, &signs));
                wanted.in_subject.push(signed(&clause.what, &["_s_"]));
                continue;
            }
        };
        if clause.excluded { wanted.without.push(what) } else { wanted.has.push(what) }
    }
    Ok(Some(wanted))
}

/// The tickets with a tag, one by one: the index does not know which tags they have.
fn tagged(conn: &mut Conn, scope: &Scope, word: &str) -> QueryResult<Expr> {
    let found = tickets_tagged(conn, scope, word, TAGGED)?;
    let each = found.iter().map(|id| Expr::Term(facet('u', id.as_str())));
    Ok(Expr::Any(each.chain([Expr::Term(facet('u', "none"))]).collect()))
}

fn signed(what: &What, signs: &[&str]) -> Expr {
    let mut any = Vec::new();
    for sign in signs {
        for row in what.rows() {
            let terms: Vec<_> = row.iter().map(|term| format!("{sign}{term}")).collect();
            any.push(match terms.as_slice() {
                [only] => Expr::Term(only.clone()),
                _ => Expr::Phrase(terms),
            });
        }
        if let What::Start(start) = what {
            any.push(Expr::Start(format!("{sign}{start}")));
        }
    }
    if any.len() == 1 { any.remove(0) } else { Expr::Any(any) }
}

/// A state by the word that the pages use for it, folded, or by its own name.
fn state_named(word: &str) -> Option<State> {
    Some(match word {
        "new" | "nouvelle" | "nouveau" => State::New,
        "open" | "progress" | "ouverte" | "ouvert" | "cours" => State::Open,
        "waiting" | "waiting team" | "attente" => State::WaitingTeam,
        "third party" | "waiting third party" | "tiers" => State::WaitingThirdParty,
        "snoozed" | "reportee" | "veille" => State::Snoozed,
        "merged" | "fusionnee" => State::Merged,
        "closed" | "fermee" | "ferme" | "close" | "cloturee" => State::Closed,
        "spam" | "ecartee" | "indesirable" => State::Spam,
        _ => return None,
    })
}

/// The filters of a list as terms, so that a word that is common in the network and rare in a node costs what it costs in
/// the node.
fn limits(filter: &Filter) -> (Vec<Expr>, Vec<Expr>) {
    let term = |kind, value: &str| Expr::Term(facet(kind, value));
    let any_node =
        |nodes: &[NodeId]| Expr::Any(nodes.iter().map(|node| term('n', node.as_str())).collect());
    let (mut has, mut without) = (Vec::new(), Vec::new());
    match filter.queue {
        None if filter.state.is_none() => without.extend([term('s', "spam"), term('s', "merged")]),
        None => (),
        Some(Queue::New) => has.push(term('s', "new")),
        Some(Queue::Mine) => has.extend([term('a', filter.me.as_str()), term('t', "ours")]),
        Some(Queue::Node) => without.push(term('t', "nobody")),
        Some(Queue::Ours) => has.push(term('t', "ours")),
        Some(Queue::Theirs) => has.push(term('t', "theirs")),
        Some(Queue::Unassigned) => has.extend([term('a', "none"), term('t', "ours")]),
        Some(Queue::Duty) if filter.duty.is_empty() => has.push(term('n', "nowhere")),
        Some(Queue::Duty) => has.extend([any_node(&filter.duty), term('t', "ours")]),
        // Few people: the rows say which.
        Some(Queue::StandIn) => has.push(term('t', "ours")),
        Some(Queue::Snoozed) => has.push(term('s', "snoozed")),
        Some(Queue::ThirdParty) => has.push(term('s', State::WaitingThirdParty.as_str())),
        // The handovers themselves say which.
        Some(Queue::Referred | Queue::Together | Queue::Offered) => (),
        // So do the mentions.
        Some(Queue::Mentions) => (),
        // What was put off is late all the same.
        Some(Queue::Late) => has.push(Expr::Any(vec![term('t', "ours"), term('s', "snoozed")])),
        Some(Queue::Closed) => has.push(term('s', "closed")),
        Some(Queue::Spam) => has.push(term('s', "spam")),
    }
    let ids = [
        ('n', filter.node.as_ref().map(NodeId::as_str)),
        ('a', filter.assignee.as_ref().map(AccountId::as_str)),
    ];
    let codes = [
        ('s', filter.state.map(State::as_str)),
        ('r', filter.region.as_deref()),
        ('p', filter.topic.as_deref()),
        ('i', filter.institution.as_deref()),
        ('d', filter.discipline.as_deref()),
    ];
    let given = ids.into_iter().chain(codes).filter_map(|(kind, value)| Some(term(kind, value?)));
    has.extend(given);
    (has, without)
}

/// What of some tickets may be shown as the place of a find, newest first: whether it is a note, and the text.
pub type Texts = HashMap<TicketId, Vec<(bool, String)>>;

/// So many messages of a ticket are looked at for a snippet.
const LOOKED_AT: i64 = 12;

#[derive(QueryableByName)]
#[diesel(table_name = messages)]
struct Text {
    ticket_id: TicketId,
    kind: MessageKind,
    body: String,
}

/// The last messages of each ticket, in one statement.
pub fn texts_of(conn: &mut Conn, ids: &[TicketId], readable: &Readable) -> QueryResult<Texts> {
    if ids.is_empty() {
        return Ok(Texts::new());
    }
    let condition = readable.condition();
    // Ids are UUIDs by type, so they may stand in the statement's text.
    let ids: Vec<_> = ids.iter().map(|id| format!("'{id}'")).collect();
    let ids = ids.join(", ");
    // Not a part for each ticket: PostgreSQL takes longer to plan so many than to find what is searched.
    let rows: Vec<Text> = diesel::sql_query(format!(
        "SELECT ticket_id, kind, substr(body, 1, 6000) AS body FROM (\
             SELECT m.ticket_id, m.kind, m.body, row_number() OVER (\
                 PARTITION BY m.ticket_id ORDER BY m.created_at DESC, m.id DESC) AS place \
             FROM messages AS m JOIN tickets AS t ON t.id = m.ticket_id \
             WHERE m.ticket_id IN ({ids}) AND ({condition})) AS newest \
         WHERE place <= {LOOKED_AT} ORDER BY ticket_id, place"
    ))
    .load(conn)?;
    let mut texts = Texts::new();
    for row in rows {
        let text = (row.kind == MessageKind::Note, row.body);
        texts.entry(row.ticket_id).or_default().push(text);
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_looks_far_and_no_statement_binds_more_than_sqlite_takes() {
        let page: usize = (0..ROUNDS).map(|round| reach(round, 26)).sum();
        assert!(page > 50_000, "{page}");
        // The longest page of the API, and room for what else the statement says.
        let longest = (0..ROUNDS).map(|round| reach(round, 101)).max();
        assert_eq!(longest, Some(25_856));
    }
}

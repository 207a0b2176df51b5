//! The lists of the inbox: one statement each, rights inside, keyset pages, counts that stop counting.

mod counts;
mod narrowed;
mod reader;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::search;
use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{accounts, handovers, mentions, nodes, tickets};
use crate::db::text_enum;
use crate::db::{Conn, one_of};
use crate::search::Search;
use crate::tickets::{HandoverKind, State, TicketId, Turn};
use crate::triage::TagId;
use crate::web::Cursor;

pub use counts::{COUNT_CAP, Counts, counts};
pub(super) use narrowed::narrowed;
pub use reader::Reader;

text_enum! {
    /// A queue of the inbox.
    Queue {
        /// Nobody took it yet.
        New = "new",
        /// Assigned to me, our move.
        Mine = "mine",
        /// My nodes', whoever's move it is.
        Node = "node",
        Ours = "ours",
        Theirs = "theirs",
        Unassigned = "unassigned",
        /// Somebody means me in a note that I have not said to have read.
        Mentions = "mentions",
        /// Our move, and its hour has passed.
        Late = "late",
        /// Of the nodes for which I am on duty this week, our move.
        Duty = "duty",
        /// Of those who are away and for whom I stand in, our move.
        StandIn = "stand-in",
        /// Put off until a time.
        Snoozed = "snoozed",
        /// Somebody outside the conversation must answer first.
        ThirdParty = "third-party",
        /// Offered to my nodes by others, which stay responsible until the answer.
        Referred = "referred",
        /// Offered by my nodes, and not yet answered.
        Offered = "offered",
        /// Of others that want my nodes' advice or answer with them.
        Together = "together",
        Closed = "closed",
        Spam = "spam",
    }
}

/// Whose tickets one may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    Nodes(Vec<NodeId>),
    Network,
}

text_enum! {
    /// What of the figures a list shows the questions of.
    Counted {
        /// Received within the days, and not closed.
        Open = "open",
        /// Offered to another node within the days, by the node that is named.
        Referrals = "referrals",
        /// Opened again within the days.
        Reopenings = "reopenings",
    }
}

/// What is listed.
#[derive(Debug, Clone)]
pub struct Filter {
    pub scope: Scope,
    /// The reader's nodes, whose own notes they read wherever they look.
    pub own: Vec<NodeId>,
    pub me: AccountId,
    pub queue: Option<Queue>,
    pub duty: Vec<NodeId>,
    pub stands_in_for: Vec<AccountId>,
    pub node: Option<NodeId>,
    pub state: Option<State>,
    pub assignee: Option<AccountId>,
    pub region: Option<String>,
    pub discipline: Option<String>,
    /// The first discipline of those said, or one below it: the one that figures count.
    pub field: Option<String>,
    pub topic: Option<String>,
    pub institution: Option<String>,
    /// Any of these tags: those that are spelled as asked. An empty list finds nothing.
    pub tags: Option<Vec<TagId>>,
    pub received_from: Option<NaiveDateTime>,
    pub received_before: Option<NaiveDateTime>,
    pub counted: Option<Counted>,
    /// Only what nobody covered.
    pub gaps_only: bool,
    /// What was typed to search by.
    pub words: Option<String>,
    pub oldest_first: bool,
    /// What is due first comes first; what is not our move is left out.
    pub by_due: bool,
    pub now: NaiveDateTime,
    /// Of what is found by words, first what the subject says.
    pub best_first: bool,
    pub after: Option<Cursor>,
    pub limit: i64,
}

/// A line of a list, with all that it shows.
#[derive(Debug, Clone, Queryable)]
pub struct Row {
    pub id: TicketId,
    pub reference: String,
    pub subject: String,
    pub state: State,
    pub asker_name: String,
    pub institution: Option<String>,
    pub region: Option<String>,
    pub discipline_codes: String,
    pub topic: Option<String>,
    pub deadline_on: Option<NaiveDate>,
    pub created_at: NaiveDateTime,
    pub last_activity_at: NaiveDateTime,
    pub node: String,
    pub node_slug: String,
    pub assignee: Option<String>,
    pub next_due_at: Option<NaiveDateTime>,
    /// Where the node is, and so by which clock it works.
    pub node_region: Option<String>,
    pub sensitive: bool,
}

type RowColumns = (
    tickets::id,
    tickets::reference,
    tickets::subject,
    tickets::state,
    tickets::asker_name,
    tickets::institution,
    tickets::region,
    tickets::discipline_codes,
    tickets::topic,
    tickets::deadline_on,
    tickets::created_at,
    tickets::last_activity_at,
    nodes::short_name,
    nodes::slug,
    diesel::dsl::Nullable<accounts::name>,
    tickets::next_due_at,
    nodes::region,
    tickets::sensitive,
);

fn row_columns() -> RowColumns {
    (
        tickets::id,
        tickets::reference,
        tickets::subject,
        tickets::state,
        tickets::asker_name,
        tickets::institution,
        tickets::region,
        tickets::discipline_codes,
        tickets::topic,
        tickets::deadline_on,
        tickets::created_at,
        tickets::last_activity_at,
        nodes::short_name,
        nodes::slug,
        accounts::name.nullable(),
        tickets::next_due_at,
        nodes::region,
        tickets::sensitive,
    )
}

pub(super) type Query<'a> = diesel::helper_types::IntoBoxed<
    'a,
    diesel::helper_types::LeftJoin<
        diesel::helper_types::InnerJoin<tickets::table, nodes::table>,
        accounts::table,
    >,
    crate::db::MultiBackend,
>;

/// A page of tickets; one more than `limit` is read, to know whether there is a next page.
pub fn list(conn: &mut Conn, filter: &Filter) -> QueryResult<Vec<Row>> {
    if let Some(search) = searched(filter) {
        return search::list(conn, &search, filter, None).map(|found| found.rows);
    }
    paged(of_staff(filter), filter).select(row_columns()).load(conn)
}

/// The same for somebody who is not staff: what was asked from their address.
pub fn asked_by(conn: &mut Conn, email: &str, filter: &Filter) -> QueryResult<Vec<Row>> {
    if let Some(search) = searched(filter) {
        return search::list(conn, &search, filter, Some(email)).map(|found| found.rows);
    }
    paged(of_asker(email, filter), filter).select(row_columns()).load(conn)
}

/// The search that was typed, unless it narrows nothing.
pub(super) fn searched(filter: &Filter) -> Option<Search> {
    let search = Search::parse(filter.words.as_deref()?);
    (!search.is_empty()).then_some(search)
}

/// Of some tickets those that a list may show, in any order: what the index found is looked at again.
pub(super) fn among_ids(
    conn: &mut Conn,
    ids: &[&str],
    filter: &Filter,
    asker: Option<&str>,
) -> QueryResult<Vec<Row>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = asker.map_or_else(|| found_by_staff(filter), |email| of_asker(email, filter));
    query.filter(tickets::id.eq_any(ids)).select(row_columns()).load(conn)
}

fn of_staff(filter: &Filter) -> Query<'_> {
    let query = tickets::table.inner_join(nodes::table).left_join(accounts::table).into_boxed();
    narrowed(in_queue(visible(query, filter), filter), filter)
}

/// The same, with what the reader's nodes share or are asked about: whoever looks for words finds them there too.
fn found_by_staff(filter: &Filter) -> Query<'_> {
    let (Scope::Nodes(nodes), None) = (&filter.scope, filter.queue) else {
        return of_staff(filter);
    };
    let going_on = handovers::table
        .filter(handovers::ended_at.is_null())
        .filter(one_of(handovers::kind, TOGETHER))
        .filter(one_of(handovers::to_node, nodes))
        .select(handovers::ticket_id);
    let query = tickets::table.inner_join(nodes::table).left_join(accounts::table).into_boxed();
    let query = query.filter(one_of(tickets::node_id, nodes).or(tickets::id.eq_any(going_on)));
    narrowed(in_queue(query, filter), filter)
}

fn of_asker<'a>(email: &str, filter: &'a Filter) -> Query<'a> {
    let query = tickets::table.inner_join(nodes::table).left_join(accounts::table).into_boxed();
    // What a stranger claims to ask for somebody is theirs once the stranger proved an address.
    let for_them =
        tickets::beneficiary_email.eq(email.to_owned()).and(tickets::state.ne(State::Unconfirmed));
    let asked = tickets::asker_email.eq(email.to_owned());
    let query = query.filter(asked.or(for_them.assume_not_null()));
    let query =
        query.filter(diesel::dsl::not(one_of(tickets::state, [State::Spam, State::Merged])));
    narrowed(in_queue(query, filter), filter)
}

pub(super) fn visible<'a>(query: Query<'a>, filter: &'a Filter) -> Query<'a> {
    match &filter.scope {
        Scope::Network => query,
        // What others have: the queue itself says which.
        Scope::Nodes(_) if filter.queue.is_some_and(Queue::is_of_others) => query,
        // Who answers with another node may be meant there.
        Scope::Nodes(nodes) if filter.queue == Some(Queue::Mentions) => {
            let shared = handovers::table
                .filter(handovers::ended_at.is_null())
                .filter(handovers::kind.eq(HandoverKind::Share))
                .filter(one_of(handovers::to_node, nodes))
                .select(handovers::ticket_id);
            query.filter(one_of(tickets::node_id, nodes).or(tickets::id.eq_any(shared)))
        }
        // One node is an equality, which its index answers in order.
        Scope::Nodes(nodes) => match nodes.as_slice() {
            [only] => query.filter(tickets::node_id.eq(only)),
            several => query.filter(one_of(tickets::node_id, several)),
        },
    }
}

pub(super) fn in_queue<'a>(query: Query<'a>, filter: &'a Filter) -> Query<'a> {
    let Some(queue) = filter.queue else {
        return match filter.state {
            Some(State::Unconfirmed) => query.filter(tickets::state.ne(State::Unconfirmed)),
            Some(state) => {
                query.filter(tickets::state.eq(state)).filter(tickets::turn.eq(state.turn()))
            }
            None => query.filter(diesel::dsl::not(one_of(
                tickets::state,
                [State::Unconfirmed, State::Spam, State::Merged],
            ))),
        };
    };
    match queue {
        Queue::New => {
            query.filter(tickets::turn.eq(Turn::Ours)).filter(tickets::state.eq(State::New))
        }
        Queue::Mine => {
            query.filter(tickets::assignee_id.eq(&filter.me)).filter(tickets::turn.eq(Turn::Ours))
        }
        Queue::Node => query.filter(tickets::turn.ne(Turn::Nobody)),
        Queue::Ours => query.filter(tickets::turn.eq(Turn::Ours)),
        Queue::Theirs => query.filter(tickets::turn.eq(Turn::Theirs)),
        Queue::Unassigned => {
            query.filter(tickets::assignee_id.is_null()).filter(tickets::turn.eq(Turn::Ours))
        }
        Queue::Mentions => {
            let mine = mentions::table
                .filter(mentions::account_id.eq(&filter.me))
                .filter(mentions::seen_at.is_null());
            query.filter(tickets::id.eq_any(mine.select(mentions::ticket_id)))
        }
        Queue::Late => query.filter(tickets::next_due_at.le(filter.now)),
        Queue::Duty => query
            .filter(one_of(tickets::node_id, &filter.duty))
            .filter(tickets::turn.eq(Turn::Ours)),
        Queue::StandIn => query
            .filter(one_of(tickets::assignee_id, &filter.stands_in_for))
            .filter(tickets::turn.eq(Turn::Ours)),
        Queue::Snoozed => query.filter(tickets::state.eq(State::Snoozed)),
        Queue::ThirdParty => query.filter(tickets::state.eq(State::WaitingThirdParty)),
        Queue::Referred => with_others(query, filter, REFERRED),
        Queue::Together => {
            with_others(query.filter(tickets::state.ne(State::Closed)), filter, TOGETHER)
        }
        Queue::Offered => {
            let offers = handovers::table
                .filter(handovers::ended_at.is_null())
                .filter(handovers::kind.eq(HandoverKind::Referral))
                .select(handovers::ticket_id);
            query.filter(tickets::id.eq_any(offers))
        }
        Queue::Closed => query.filter(tickets::state.eq(State::Closed)),
        Queue::Spam => query.filter(tickets::state.eq(State::Spam)),
    }
}

const REFERRED: &[HandoverKind] = &[HandoverKind::Referral];
const TOGETHER: &[HandoverKind] = &[HandoverKind::Consultation, HandoverKind::Share];

/// The tickets of others with which the reader's nodes have to do.
fn with_others<'a>(query: Query<'a>, filter: &'a Filter, kinds: &'a [HandoverKind]) -> Query<'a> {
    let going_on = handovers::table
        .filter(handovers::ended_at.is_null())
        .filter(one_of(handovers::kind, kinds));
    match &filter.scope {
        Scope::Network => query.filter(tickets::id.eq_any(going_on.select(handovers::ticket_id))),
        Scope::Nodes(nodes) => {
            let ours = going_on.filter(one_of(handovers::to_node, nodes));
            query.filter(tickets::id.eq_any(ours.select(handovers::ticket_id)))
        }
    }
}

impl Queue {
    /// Whether handovers say what it lists, and not the tickets' own rows.
    pub(super) fn hangs_on_handovers(self) -> bool {
        matches!(self, Self::Referred | Self::Together | Self::Offered)
    }

    /// Whether it lists tickets for which other nodes are responsible.
    pub fn is_of_others(self) -> bool {
        matches!(self, Self::Referred | Self::Together)
    }
}

fn paged<'a>(query: Query<'a>, filter: &'a Filter) -> Query<'a> {
    let query = query.limit(filter.limit + 1);
    let after = filter
        .after
        .as_ref()
        .and_then(|cursor| Some((cursor.at, cursor.id.parse::<TicketId>().ok()?)));
    if filter.by_due {
        let query = query
            .filter(tickets::next_due_at.is_not_null())
            .order((tickets::next_due_at.asc(), tickets::id.asc()));
        let Some((at, id)) = after else { return query };
        let tie = tickets::next_due_at.eq(at).and(tickets::id.gt(id));
        let later = tickets::next_due_at.gt(at).or(tie);
        query.filter(tickets::next_due_at.ge(at)).filter(later.assume_not_null())
    } else if filter.oldest_first {
        let query = query.order((tickets::last_activity_at.asc(), tickets::id.asc()));
        let Some((at, id)) = after else { return query };
        let tie = tickets::last_activity_at.eq(at).and(tickets::id.gt(id));
        query
            .filter(tickets::last_activity_at.ge(at))
            .filter(tickets::last_activity_at.gt(at).or(tie))
    } else {
        let query = query.order((tickets::last_activity_at.desc(), tickets::id.desc()));
        let Some((at, id)) = after else { return query };
        let tie = tickets::last_activity_at.eq(at).and(tickets::id.lt(id));
        query
            .filter(tickets::last_activity_at.le(at))
            .filter(tickets::last_activity_at.lt(at).or(tie))
    }
}

//! What is late or about to be: one statement a list, whatever the number of tickets.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::Conn;
use crate::db::schema::{accounts, nodes, tickets};
use crate::tickets::TicketId;
use crate::tickets::queries::inbox::Scope;
use crate::web::Cursor;

/// A line of the board, with all that it shows.
#[derive(Debug, Clone, Queryable)]
pub struct Line {
    pub id: TicketId,
    pub reference: String,
    pub subject: String,
    pub node_id: NodeId,
    pub node: String,
    pub node_region: Option<String>,
    pub assignee_id: Option<AccountId>,
    pub assignee: Option<String>,
    pub due_at: NaiveDateTime,
    pub own_due_at: Option<NaiveDateTime>,
    pub snoozed_until: Option<NaiveDateTime>,
    pub last_activity_at: NaiveDateTime,
}

/// What is due by `until`, the most pressing first; one more than `limit`.
pub fn board(
    conn: &mut Conn,
    scope: &Scope,
    until: NaiveDateTime,
    after: Option<&Cursor>,
    limit: i64,
) -> QueryResult<Vec<Line>> {
    let mut query = tickets::table
        .inner_join(nodes::table)
        .left_join(accounts::table)
        .filter(tickets::next_due_at.le(until))
        .order((tickets::next_due_at, tickets::id))
        .limit(limit + 1)
        .select((
            tickets::id,
            tickets::reference,
            tickets::subject,
            tickets::node_id,
            nodes::short_name,
            nodes::region,
            tickets::assignee_id,
            accounts::name.nullable(),
            tickets::next_due_at.assume_not_null(),
            tickets::own_due_at,
            tickets::snoozed_until,
            tickets::last_activity_at,
        ))
        .into_boxed();
    if let Scope::Nodes(own) = scope {
        query = match own.as_slice() {
            [only] => query.filter(tickets::node_id.eq(only.clone())),
            several => query.filter(tickets::node_id.eq_any(several.to_vec())),
        };
    }
    let place = after.and_then(|cursor| Some((cursor.at, cursor.id.parse::<TicketId>().ok()?)));
    if let Some((at, id)) = place {
        let tie = tickets::next_due_at.eq(at).and(tickets::id.gt(id));
        let later = tickets::next_due_at.gt(at).or(tie);
        query = query.filter(tickets::next_due_at.ge(at)).filter(later.assume_not_null());
    }
    query.load(conn)
}

/// Looking further than this, the table of nodes says "at least".
pub const TALLY_CAP: i64 = 2000;

/// The node (slug and name) and the hour of each answer that is due by `until`, capped.
pub fn tally(
    conn: &mut Conn,
    until: NaiveDateTime,
) -> QueryResult<Vec<(String, String, NaiveDateTime)>> {
    tickets::table
        .inner_join(nodes::table)
        .filter(tickets::next_due_at.le(until))
        .order((tickets::next_due_at, tickets::id))
        .limit(TALLY_CAP)
        .select((nodes::slug, nodes::short_name, tickets::next_due_at.assume_not_null()))
        .load(conn)
}

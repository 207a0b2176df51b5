//! How many tickets the queues hold.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{Reader, Scope};
use crate::accounts::{AccountId, NodeId};
use crate::db::{Conn, Statement};

/// Counting stops here: beyond it a queue says "more than 99".
pub const COUNT_CAP: i64 = 100;

/// How many tickets the queues hold, each counted up to [`COUNT_CAP`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pub new: i64,
    pub mine: i64,
    pub node: i64,
    pub ours: i64,
    pub theirs: i64,
    pub unassigned: i64,
    pub duty: i64,
    pub stand_in: i64,
    /// Hand-over notes of colleagues that the reader has not read.
    pub notes: i64,
    /// Saved views that the reader sees.
    pub views: i64,
    pub mentions: i64,
    pub late: i64,
    pub snoozed: i64,
    pub third_party: i64,
    pub referred: i64,
    pub offered: i64,
    pub together: i64,
    /// Mails that wait for a person.
    pub held: i64,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = Text)]
    queue: String,
    #[diesel(sql_type = BigInt)]
    held: i64,
}

/// The first half leads a plan that is kept for every instant to the index of what is due.
const LATE: &str = "next_due_at IS NOT NULL AND next_due_at <= ";

/// What others want of my nodes: advice, or an answer given together.
const TOGETHER: &str = "kind IN ('consultation', 'share') AND ended_at IS NULL \
    AND EXISTS (SELECT 1 FROM tickets WHERE id = ticket_id AND state <> 'closed')";

/// Notes that mean somebody who has not said to have read them; their id follows.
const MENTIONS: &str =
    "id IN (SELECT ticket_id FROM mentions WHERE seen_at IS NULL AND account_id = ";

/// Notes that somebody else left and that are still shown; whose is unread follows.
const NOTES: &str = "withdrawn_at IS NULL AND author_id <> ";

/// Views of the network, and the reader's, whose id follows, and those of the nodes that follow.
const VIEWS: &str = "(owner_id IS NULL AND node_id IS NULL OR owner_id = ";

/// Mails that wait; those that name tickets of some nodes when more follows.
const HELD: &str = "fate = 'quarantined'";

/// Every queue's count in one statement of capped index ranges.
pub fn counts(
    conn: &mut Conn,
    scope: &Scope,
    reader: &Reader,
    now: NaiveDateTime,
) -> QueryResult<Counts> {
    let Reader { me, own: works_for, duty, stands_in_for } = reader;
    let own = match scope {
        Scope::Network => None,
        Scope::Nodes(nodes) => Some(nodes.as_slice()),
    };
    let of = |column| own.map(|nodes| (column, nodes));
    let (here, to, from) = (of("node_id"), of("to_node"), of("from_node"));
    let queues = [
        ("new", "tickets", here, "state = 'new'"),
        ("ours", "tickets", here, "turn = 'ours'"),
        ("theirs", "tickets", here, "turn = 'theirs'"),
        ("unassigned", "tickets", here, "turn = 'ours' AND assignee_id IS NULL"),
        ("snoozed", "tickets", here, "state = 'snoozed'"),
        ("third-party", "tickets", here, "state = 'waiting_third_party'"),
        ("late", "tickets", here, LATE),
        ("duty", "tickets", Some(("node_id", duty.as_slice())), "turn = 'ours'"),
        ("stand-in", "tickets", here, "turn = 'ours' AND assignee_id IN ("),
        ("notes", "handover_notes", Some(("node_id", works_for.as_slice())), NOTES),
        ("referred", "handovers", to, "kind = 'referral' AND ended_at IS NULL"),
        ("offered", "handovers", from, "kind = 'referral' AND ended_at IS NULL"),
        ("together", "handovers", to, TOGETHER),
        ("mine", "tickets", here, "turn = 'ours' AND assignee_id = "),
        ("mentions", "tickets", None, MENTIONS),
        ("views", "saved_views", None, VIEWS),
        ("held", "received_mails", None, HELD),
    ];
    let mut statement = Statement::default();
    // Nobody's nodes hold nothing.
    let asked = queues.iter().filter(|(queue, _, of, _)| {
        let somewhere = of.is_none_or(|(_, nodes)| !nodes.is_empty());
        let scoped = ["held", "mentions"].contains(queue);
        let held_by_some = !scoped || own.is_none_or(|nodes| !nodes.is_empty());
        somewhere && held_by_some && (*queue != "stand-in" || !stands_in_for.is_empty())
    });
    for (place, (queue, table, of, condition)) in asked.enumerate() {
        statement = statement.sql(if place > 0 { " UNION ALL " } else { "" }).sql(&format!(
            "SELECT '{queue}' AS queue, COUNT(*) AS held FROM (SELECT 1 AS one FROM {table} WHERE "
        ));
        statement = match of {
            Some((column, [only])) => {
                statement.sql(column).sql(" = ").value(only.as_str()).sql(" AND ")
            }
            Some((column, nodes)) => statement
                .sql(column)
                .sql(" IN (")
                .values(nodes.iter().map(NodeId::as_str))
                .sql(") AND "),
            None => statement,
        };
        statement = statement.sql(condition);
        statement = match *queue {
            "mine" => statement.value(me.as_str()),
            "late" => statement.instant(now),
            "mentions" => match own {
                Some(nodes) => statement
                    .value(me.as_str())
                    .sql(") AND (node_id IN (")
                    .values(nodes.iter().map(NodeId::as_str))
                    .sql(") OR id IN (SELECT ticket_id FROM handovers WHERE kind = 'share' AND ended_at IS NULL AND to_node IN (")
                    .values(nodes.iter().map(NodeId::as_str))
                    .sql(")))"),
                None => statement.value(me.as_str()).sql(")"),
            },
            "views" if works_for.is_empty() => statement.value(me.as_str()).sql(")"),
            "views" => statement
                .value(me.as_str())
                .sql(" OR node_id IN (")
                .values(works_for.iter().map(NodeId::as_str))
                .sql("))"),
            "held" => match own {
                Some(nodes) => statement
                    .sql(" AND EXISTS (SELECT 1 FROM tickets WHERE id = ticket_id AND node_id IN (")
                    .values(nodes.iter().map(NodeId::as_str))
                    .sql("))"),
                None => statement,
            },
            "stand-in" => statement.values(stands_in_for.iter().map(AccountId::as_str)).sql(")"),
            "notes" => statement
                .value(me.as_str())
                .sql(" AND shown_until > ")
                .instant(now)
                .sql(" AND NOT EXISTS (SELECT 1 FROM handover_note_readings WHERE note_id = id")
                .sql(" AND account_id = ")
                .value(me.as_str())
                .sql(")"),
            _ => statement,
        };
        statement = statement.sql(&format!(" LIMIT {COUNT_CAP}) AS capped"));
    }
    let rows: Vec<CountRow> =
        if statement.is_empty() { Vec::new() } else { statement.load(conn)? };
    let held = |queue: &str| rows.iter().find(|row| row.queue == queue).map_or(0, |row| row.held);
    Ok(Counts {
        new: held("new"),
        mine: held("mine"),
        // Each of the two stops counting where their sum would.
        node: (held("ours") + held("theirs")).min(COUNT_CAP),
        ours: held("ours"),
        theirs: held("theirs"),
        unassigned: held("unassigned"),
        duty: held("duty"),
        stand_in: held("stand-in"),
        notes: held("notes"),
        views: held("views"),
        mentions: held("mentions"),
        late: held("late"),
        snoozed: held("snoozed"),
        third_party: held("third-party"),
        referred: held("referred"),
        offered: held("offered"),
        together: held("together"),
        held: held("held"),
    })
}

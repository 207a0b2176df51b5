//! How many tickets the queues hold.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::Scope;
use crate::accounts::{AccountId, NodeId};
use crate::db::Conn;

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
    pub snoozed: i64,
    pub third_party: i64,
    pub referred: i64,
    pub offered: i64,
    pub together: i64,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = Text)]
    queue: String,
    #[diesel(sql_type = BigInt)]
    held: i64,
}

/// Every queue's count in one statement of capped index ranges.
pub fn counts(
    conn: &mut Conn,
    scope: &Scope,
    me: &AccountId,
    duty: &[NodeId],
) -> QueryResult<Counts> {
    let mine_only = "turn = 'ours' AND assignee_id = $1";
    let nodes = match scope {
        Scope::Network => String::new(),
        Scope::Nodes(nodes) => format!("{} AND ", among(nodes)),
    };
    let parts = [
        ("new", format!("{nodes}turn = 'ours' AND state = 'new'")),
        ("mine", format!("{nodes}{mine_only}")),
        ("node", format!("{nodes}turn IN ('ours', 'theirs')")),
        ("ours", format!("{nodes}turn = 'ours'")),
        ("theirs", format!("{nodes}turn = 'theirs'")),
        ("unassigned", format!("{nodes}turn = 'ours' AND assignee_id IS NULL")),
        ("snoozed", format!("{nodes}state = 'snoozed'")),
        ("third-party", format!("{nodes}state = 'waiting_third_party'")),
        ("duty", format!("{} AND turn = 'ours'", among(duty))),
    ];
    let (to, from) = match scope {
        Scope::Network => (String::new(), String::new()),
        Scope::Nodes(nodes) => {
            let own = among(nodes);
            let column = |name: &str| format!("{} AND ", own.replace("node_id", name));
            (column("to_node"), column("from_node"))
        }
    };
    let between = [
        ("referred", format!("{to}kind = 'referral'")),
        ("offered", format!("{from}kind = 'referral'")),
        (
            "together",
            format!(
                "{to}kind IN ('consultation', 'share') \
                 AND EXISTS (SELECT 1 FROM tickets WHERE id = ticket_id AND state <> 'closed')"
            ),
        ),
    ];
    let parts = parts.into_iter().map(|(queue, condition)| (queue, "tickets", condition));
    let between = between.into_iter().map(|(queue, condition)| {
        (queue, "handovers", format!("{condition} AND ended_at IS NULL"))
    });
    let statement: Vec<_> = parts
        .chain(between)
        .map(|(queue, table, condition)| {
            format!(
                "SELECT '{queue}' AS queue, COUNT(*) AS held FROM (SELECT 1 AS one FROM {table} WHERE {condition} \
                 LIMIT {COUNT_CAP}) AS capped"
            )
        })
        .collect();
    let rows: Vec<CountRow> =
        diesel::sql_query(statement.join(" UNION ALL ")).bind::<Text, _>(me.as_str()).load(conn)?;
    let held = |queue: &str| rows.iter().find(|row| row.queue == queue).map_or(0, |row| row.held);
    Ok(Counts {
        new: held("new"),
        mine: held("mine"),
        node: held("node"),
        ours: held("ours"),
        theirs: held("theirs"),
        unassigned: held("unassigned"),
        duty: held("duty"),
        snoozed: held("snoozed"),
        third_party: held("third-party"),
        referred: held("referred"),
        offered: held("offered"),
        together: held("together"),
    })
}

/// Ids are UUIDs by type, so they may stand in the statement's text.
fn among(nodes: &[NodeId]) -> String {
    match nodes {
        [] => "1 = 0".to_owned(),
        [only] => format!("node_id = '{only}'"),
        several => {
            let quoted: Vec<_> = several.iter().map(|node| format!("'{node}'")).collect();
            format!("node_id IN ({})", quoted.join(", "))
        }
    }
}

//! What a list of tickets shows beside them, for all its rows in one statement.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::accounts::{AccountId, NodeId};
use crate::db::{Conn, Statement};
use crate::tickets::TicketId;
use crate::tickets::queries::inbox::Scope;
use crate::triage::{Marks, Present};

#[derive(QueryableByName)]
struct MarkRow {
    #[diesel(sql_type = Text)]
    ticket: TicketId,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    word: String,
    #[diesel(sql_type = BigInt)]
    one: i64,
    #[diesel(sql_type = BigInt)]
    two: i64,
}

/// Tags that the reader may see, who else is there since `since`, how far checklists are, and whether a mail
/// waits.
pub fn marks_of(
    conn: &mut Conn,
    tickets: &[TicketId],
    scope: &Scope,
    (me, since): (&AccountId, NaiveDateTime),
) -> QueryResult<HashMap<TicketId, Marks>> {
    if tickets.is_empty() {
        return Ok(HashMap::new());
    }
    // Each id is bound once, and a page has few lengths: the plan is kept.
    let page = tickets.iter().enumerate().fold(Statement::default(), |page, (place, id)| {
        page.sql(if place > 0 { "), (" } else { "WITH page (id) AS (VALUES (" }).value(id.as_str())
    });
    let tags = page.sql(
        ")) SELECT t.ticket_id AS ticket, 'tag' AS kind, g.label AS word, CAST(0 AS BIGINT) AS one, \
         CAST(0 AS BIGINT) AS two FROM page CROSS JOIN ticket_tags t JOIN tags g ON g.id = t.tag_id \
         WHERE t.ticket_id = page.id",
    );
    let tags = match scope {
        Scope::Network => tags,
        Scope::Nodes(nodes) if nodes.is_empty() => tags.sql(" AND g.node_id IS NULL"),
        Scope::Nodes(nodes) => tags
            .sql(" AND (g.node_id IS NULL OR g.node_id IN (")
            .values(nodes.iter().map(NodeId::as_str))
            .sql("))"),
    };
    let statement = tags
        .sql(
            " UNION ALL \
             SELECT p.ticket_id, 'who', a.name, CASE WHEN p.writing THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END, \
             CAST(0 AS BIGINT) FROM page CROSS JOIN presences p JOIN accounts a ON a.id = p.account_id \
             WHERE p.ticket_id = page.id AND p.seen_at > ",
        )
        .instant(since)
        .sql(" AND p.account_id <> ")
        .value(me.as_str())
        .sql(
            " UNION ALL \
             SELECT k.id, 'steps', '', COUNT(d.step_id), COUNT(*) FROM page CROSS JOIN tickets k \
             JOIN checklist_steps s ON s.topic = COALESCE(k.confirmed_topic, k.topic) AND s.retired_at IS NULL \
             AND (s.node_id IS NULL OR s.node_id = k.node_id) \
             LEFT JOIN ticket_steps d ON d.ticket_id = k.id AND d.step_id = s.id \
             WHERE k.id = page.id GROUP BY k.id UNION ALL \
             SELECT DISTINCT r.ticket_id, 'held', '', CAST(0 AS BIGINT), CAST(0 AS BIGINT) \
             FROM page CROSS JOIN received_mails r \
             WHERE r.ticket_id = page.id AND r.fate = 'quarantined' ORDER BY 3",
        );
    let rows: Vec<MarkRow> = statement.load(conn)?;
    let mut found: HashMap<TicketId, Marks> = HashMap::new();
    for row in rows {
        let marks = found.entry(row.ticket).or_default();
        match row.kind.as_str() {
            "tag" => marks.tags.push(row.word),
            "who" => marks.present.push(Present { name: row.word, writing: row.one == 1 }),
            "held" => marks.held = true,
            _ => marks.steps = Some((row.one, row.two)),
        }
    }
    Ok(found)
}

//! Statements about nodes in their days of shadow, and what was said of them.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{label_opinions as opinions, labels};
use crate::labels::{Label, LabelId, LabelState};
use crate::tickets::TicketId;

/// The labels whose nodes open after a day, and see before what would have come.
pub fn with_shadow(conn: &mut Conn, day: NaiveDate) -> QueryResult<Vec<Label>> {
    labels::table
        .filter(labels::state.eq(LabelState::Active))
        .filter(labels::shadow_days.gt(0))
        .filter(labels::starts_on.gt(day))
        .order((labels::starts_on, labels::id))
        .select(Label::as_select())
        .load(conn)
}

/// What was said of a node for one question.
pub fn opinion(
    conn: &mut Conn,
    (label, ticket): (&LabelId, &TicketId),
) -> QueryResult<Option<bool>> {
    opinions::table.find((label, ticket)).select(opinions::agrees).first(conn).optional()
}

/// All that was said of a node.
pub fn opinions_of(conn: &mut Conn, label: &LabelId) -> QueryResult<Vec<bool>> {
    opinions::table.filter(opinions::label_id.eq(label)).select(opinions::agrees).load(conn)
}

/// Keeps what is said of a node for one question, in the place of what was said before.
pub fn put_opinion(
    conn: &mut Conn,
    (label, ticket): (&LabelId, &TicketId),
    (agrees, now): (bool, NaiveDateTime),
) -> QueryResult<()> {
    let said = (opinions::agrees.eq(agrees), opinions::said_at.eq(now));
    let known = diesel::update(opinions::table.find((label, ticket))).set(said).execute(conn)?;
    if known == 0 {
        diesel::insert_into(opinions::table)
            .values((opinions::label_id.eq(label), opinions::ticket_id.eq(ticket), said))
            .execute(conn)?;
    }
    Ok(())
}

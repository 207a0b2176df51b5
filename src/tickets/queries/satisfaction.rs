//! What teams say of the answers.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::satisfactions;
use crate::db::{Conn, each};
use crate::tickets::TicketId;

/// Puts or changes what the team said of the answer.
pub fn put_satisfaction(
    conn: &mut Conn,
    id: &TicketId,
    score: i32,
    comment: &str,
    now: NaiveDateTime,
) -> QueryResult<()> {
    super::tally::note_rated(conn, id, score, now)?;
    let row = (
        satisfactions::ticket_id.eq(id),
        satisfactions::score.eq(score),
        satisfactions::comment.eq(comment),
        satisfactions::given_at.eq(now),
    );
    each!(conn, real => diesel::insert_into(satisfactions::table).values(row)
        .on_conflict(satisfactions::ticket_id).do_update().set(row).execute(real))
    .map(drop)
}

pub fn satisfaction(conn: &mut Conn, id: &TicketId) -> QueryResult<Option<(i32, String)>> {
    satisfactions::table
        .find(id)
        .select((satisfactions::score, satisfactions::comment))
        .first(conn)
        .optional()
}

//! The secret addresses of people's calendars.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::calendar_feeds;
use crate::enrolment::{CalendarFeed, CalendarFeedId};

pub fn insert_feed(conn: &mut Conn, feed: &CalendarFeed, token_sha256: &str) -> QueryResult<()> {
    diesel::insert_into(calendar_feeds::table)
        .values((feed, calendar_feeds::token_sha256.eq(token_sha256)))
        .execute(conn)
        .map(drop)
}

pub fn find_feed(conn: &mut Conn, id: &CalendarFeedId) -> QueryResult<CalendarFeed> {
    calendar_feeds::table.find(id).select(CalendarFeed::as_select()).first(conn)
}

pub fn feed_by_token(conn: &mut Conn, token_sha256: &str) -> QueryResult<CalendarFeed> {
    calendar_feeds::table
        .filter(calendar_feeds::token_sha256.eq(token_sha256))
        .select(CalendarFeed::as_select())
        .first(conn)
}

/// The live addresses of somebody, the newest first.
pub fn feeds_of(conn: &mut Conn, email: &str) -> QueryResult<Vec<CalendarFeed>> {
    calendar_feeds::table
        .filter(calendar_feeds::email.eq(email))
        .order((calendar_feeds::made_at.desc(), calendar_feeds::id))
        .select(CalendarFeed::as_select())
        .load(conn)
}

pub fn note_read(conn: &mut Conn, id: &CalendarFeedId, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(calendar_feeds::table.find(id))
        .set(calendar_feeds::read_at.eq(now))
        .execute(conn)
        .map(drop)
}

/// Ends somebody's address; answers whether it was there.
pub fn delete_feed(conn: &mut Conn, id: &CalendarFeedId, email: &str) -> QueryResult<bool> {
    let one = calendar_feeds::table.find(id).filter(calendar_feeds::email.eq(email));
    Ok(diesel::delete(one).execute(conn)? == 1)
}

/// Ends every address of somebody; answers how many there were.
pub fn delete_feeds(conn: &mut Conn, email: &str) -> QueryResult<usize> {
    diesel::delete(calendar_feeds::table.filter(calendar_feeds::email.eq(email))).execute(conn)
}

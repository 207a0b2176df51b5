//! Every SQL statement about articles.

mod desk;
mod public;
mod reviews;
mod search;
mod versions;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use super::{Article, ArticleId};
use crate::accounts::{AccountId, NodeId};
use crate::db::Conn;
use crate::db::schema::articles;
use crate::tickets::TicketId;

pub use desk::*;
pub use public::*;
pub use reviews::*;
pub use search::*;
pub use versions::*;

pub fn find(conn: &mut Conn, id: &ArticleId) -> QueryResult<Article> {
    articles::table.find(id).select(Article::as_select()).first(conn)
}

/// The article that was made of a ticket.
pub fn of_ticket(conn: &mut Conn, ticket: &TicketId) -> QueryResult<Option<Article>> {
    articles::table
        .filter(articles::ticket_id.eq(ticket))
        .select(Article::as_select())
        .first(conn)
        .optional()
}

pub fn exists(conn: &mut Conn, id: &ArticleId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(articles::table.find(id))).get_result(conn)
}

pub fn insert(
    conn: &mut Conn,
    (id, node, ticket): (&ArticleId, &NodeId, Option<&TicketId>),
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(articles::table)
        .values((
            articles::id.eq(id),
            articles::node_id.eq(node),
            articles::ticket_id.eq(ticket),
            articles::created_by.eq(by),
            articles::created_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

pub fn delete(conn: &mut Conn, id: &ArticleId) -> QueryResult<()> {
    diesel::delete(articles::table.find(id)).execute(conn).map(drop)
}

/// The addresses in use that begin so.
fn slugs_like(conn: &mut Conn, base: &str) -> QueryResult<Vec<String>> {
    articles::table
        .filter(articles::slug.like(format!("{base}%")).assume_not_null())
        .select(articles::slug.assume_not_null())
        .load(conn)
}

/// Gives an article an address that no other has. `free` names one that is not taken; if somebody takes that at the same
/// moment, which only the database can tell, the next one is tried.
pub fn take_slug(
    conn: &mut Conn,
    id: &ArticleId,
    base: &str,
    free: impl Fn(&[String]) -> String,
) -> QueryResult<()> {
    loop {
        let slug = free(&slugs_like(conn, base)?);
        let taken = conn.transaction(|conn| {
            let article = diesel::update(articles::table.find(id));
            article.set(articles::slug.eq(&slug)).execute(conn)
        });
        match taken {
            Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {}
            done => return done.map(drop),
        }
    }
}

/// Until when it is trusted, as of now; nobody has been asked about that yet.
pub fn set_review(
    conn: &mut Conn,
    id: &ArticleId,
    on: Option<NaiveDate>,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(articles::table.find(id))
        .set((
            articles::review_on.eq(on),
            articles::review_asked_on.eq(None::<NaiveDate>),
            articles::checked_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Counts a word of a reader.
pub fn count_word(conn: &mut Conn, id: &ArticleId, useful: bool) -> QueryResult<()> {
    let (yes, no) = if useful { (1, 0) } else { (0, 1) };
    diesel::update(articles::table.find(id))
        .set((
            articles::useful.eq(articles::useful + yes),
            articles::not_useful.eq(articles::not_useful + no),
        ))
        .execute(conn)
        .map(drop)
}

/// Counts an answer that was written with it.
pub fn count_insertion(conn: &mut Conn, id: &ArticleId) -> QueryResult<()> {
    diesel::update(articles::table.find(id))
        .set(articles::insertions.eq(articles::insertions + 1))
        .execute(conn)
        .map(drop)
}

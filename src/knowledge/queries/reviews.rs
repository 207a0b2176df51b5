//! Articles about which somebody has to be asked whether they are still true.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::accounts::NodeId;
use crate::db::Conn;
use crate::db::schema::{article_versions, articles};
use crate::knowledge::{ArticleId, Standing};

/// An article whose day has come.
#[derive(Debug, Clone, Queryable)]
pub struct Due {
    pub id: ArticleId,
    pub node: NodeId,
    pub title_fr: String,
    pub title_en: String,
    pub review_on: Option<NaiveDate>,
}

/// Published articles due by a day about which nobody was asked since another, oldest first.
pub fn to_ask(
    conn: &mut Conn,
    (today, asked_before): (NaiveDate, NaiveDate),
    limit: i64,
) -> QueryResult<Vec<Due>> {
    article_versions::table
        .inner_join(articles::table)
        .filter(article_versions::state.eq(Standing::Published))
        .filter(articles::review_on.le(today))
        .filter(articles::review_asked_on.is_null().or(articles::review_asked_on.le(asked_before)))
        .order((articles::review_on, articles::id))
        .limit(limit)
        .select((
            articles::id,
            articles::node_id,
            article_versions::title_fr,
            article_versions::title_en,
            articles::review_on,
        ))
        .load(conn)
}

pub fn note_asked(conn: &mut Conn, ids: &[ArticleId], today: NaiveDate) -> QueryResult<()> {
    diesel::update(articles::table.filter(articles::id.eq_any(ids)))
        .set(articles::review_asked_on.eq(today))
        .execute(conn)
        .map(drop)
}

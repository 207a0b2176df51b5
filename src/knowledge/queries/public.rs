//! What readers see.

use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;

use crate::db::schema::{article_versions, articles, deflections, nodes, tickets};
use crate::db::{Conn, each};
use crate::knowledge::{Article, ArticleId, Candidate, Published, Standing, Version};

/// A published article by its address.
pub fn published(conn: &mut Conn, slug: &str) -> QueryResult<Published> {
    article_versions::table
        .inner_join(articles::table.inner_join(nodes::table))
        .filter(articles::slug.eq(slug))
        .filter(article_versions::state.eq(Standing::Published))
        .select((Article::as_select(), Version::as_select(), nodes::short_name, nodes::slug))
        .first(conn)
}

/// Published articles by their ids, in the order of the ids.
pub fn published_among(conn: &mut Conn, ids: &[ArticleId]) -> QueryResult<Vec<Published>> {
    let mut found: Vec<Published> = article_versions::table
        .inner_join(articles::table.inner_join(nodes::table))
        .filter(articles::id.eq_any(ids))
        .filter(article_versions::state.eq(Standing::Published))
        .select((Article::as_select(), Version::as_select(), nodes::short_name, nodes::slug))
        .load(conn)?;
    found.sort_by_key(|one| ids.iter().position(|id| *id == one.article.id));
    Ok(found)
}

/// The addresses of all published articles, for those who index the site.
pub fn published_pages(conn: &mut Conn) -> QueryResult<Vec<(String, NaiveDateTime)>> {
    article_versions::table
        .inner_join(articles::table)
        .filter(article_versions::state.eq(Standing::Published))
        .filter(articles::slug.is_not_null())
        .order(articles::slug)
        .select((articles::slug.assume_not_null(), article_versions::updated_at))
        .load(conn)
}

/// What suggestions look at, of some articles.
pub fn candidates(conn: &mut Conn, ids: &[ArticleId]) -> QueryResult<Vec<Candidate>> {
    article_versions::table
        .inner_join(articles::table)
        .filter(articles::id.eq_any(ids))
        .filter(articles::slug.is_not_null())
        .filter(article_versions::state.eq(Standing::Published))
        .select((
            articles::id,
            articles::slug.assume_not_null(),
            article_versions::title_fr,
            article_versions::title_en,
            article_versions::topic_codes,
            articles::title_terms,
            articles::body_terms,
            articles::useful,
        ))
        .load(conn)
}

/// Notes that the form with this id was left for an article; answers whether that is news. A form that became a ticket
/// was not left.
pub fn deflect(
    conn: &mut Conn,
    id: &str,
    article: &ArticleId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let asked: bool =
        diesel::select(exists(tickets::table.filter(tickets::id.eq(id)))).get_result(conn)?;
    if asked {
        return Ok(false);
    }
    let row = (
        deflections::id.eq(id),
        deflections::article_id.eq(article),
        deflections::deflected_on.eq(crate::clock::network_day(now)),
    );
    let added = each!(conn, real => diesel::insert_into(deflections::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(real))?;
    Ok(added == 1)
}

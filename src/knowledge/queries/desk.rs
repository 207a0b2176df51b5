//! What those who write and approve see.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;

use crate::accounts::NodeId;
use crate::db::Conn;
use crate::db::schema::{article_versions, articles, deflections, nodes, tickets};
use crate::knowledge::{Article, ArticleId, Published, Standing, Version};
use crate::tickets::queries::inbox::Scope;

/// A list of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Drafts,
    Proposed,
    /// Published, and not confirmed in time.
    Due,
    Published,
    Withdrawn,
}

impl Tab {
    pub const ALL: [Self; 5] =
        [Self::Drafts, Self::Proposed, Self::Due, Self::Published, Self::Withdrawn];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Proposed => "proposed",
            Self::Due => "due",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    const fn state(self) -> Standing {
        match self {
            Self::Drafts => Standing::Draft,
            Self::Proposed => Standing::Proposed,
            Self::Due | Self::Published => Standing::Published,
            Self::Withdrawn => Standing::Withdrawn,
        }
    }
}

/// A page of a list; one more than `limit` is read, to know whether there is a next page.
pub fn on_desk(
    conn: &mut Conn,
    scope: &Scope,
    (tab, today): (Tab, NaiveDate),
    after: Option<&(NaiveDateTime, String)>,
    limit: i64,
) -> QueryResult<Vec<Published>> {
    let mut query = article_versions::table
        .inner_join(articles::table.inner_join(nodes::table))
        .filter(article_versions::state.eq(tab.state()))
        .order((article_versions::updated_at.desc(), article_versions::id.desc()))
        .limit(limit + 1)
        .select((Article::as_select(), Version::as_select(), nodes::short_name, nodes::slug))
        .into_boxed();
    if let Scope::Nodes(nodes) = scope {
        query = query.filter(articles::node_id.eq_any(nodes));
    }
    if tab == Tab::Due {
        query = query.filter(articles::review_on.le(today));
    }
    if tab == Tab::Withdrawn {
        let later = diesel::alias!(article_versions as later);
        let newer = later
            .filter(later.field(article_versions::article_id).eq(articles::id))
            .filter(later.field(article_versions::number).gt(article_versions::number));
        query = query.filter(not(exists(newer)));
    }
    if let Some((at, id)) = after {
        let same = article_versions::updated_at.eq(at).and(article_versions::id.lt(id));
        query = query.filter(article_versions::updated_at.lt(at).or(same));
    }
    query.load(conn)
}

/// How many wait on each list, counted up to `cap` together.
pub fn waiting(
    conn: &mut Conn,
    scope: &Scope,
    today: NaiveDate,
    cap: i64,
) -> QueryResult<HashMap<Standing, usize>> {
    let due = article_versions::state
        .eq(Standing::Published)
        .and(articles::review_on.le(today).assume_not_null());
    let in_work = article_versions::state.eq_any([Standing::Draft, Standing::Proposed]);
    let mut query = article_versions::table
        .inner_join(articles::table)
        .filter(in_work.or(due))
        .limit(cap)
        .select(article_versions::state)
        .into_boxed();
    if let Scope::Nodes(nodes) = scope {
        query = query.filter(articles::node_id.eq_any(nodes));
    }
    let mut counts = HashMap::new();
    for state in query.load::<Standing>(conn)? {
        *counts.entry(state).or_default() += 1;
    }
    Ok(counts)
}

/// How many questions each of some articles spared. What became a ticket after all does not count.
pub fn spared(conn: &mut Conn, ids: &[ArticleId]) -> QueryResult<HashMap<ArticleId, i64>> {
    let rows: Vec<(ArticleId, i64)> = deflections::table
        .left_join(tickets::table.on(tickets::id.eq(deflections::id)))
        .filter(tickets::id.is_null())
        .filter(deflections::article_id.eq_any(ids))
        .group_by(deflections::article_id)
        .select((deflections::article_id, count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// How many questions were spared from one day to another, both included; by the articles of one node, or by all.
pub fn spared_between(
    conn: &mut Conn,
    (from, to): (NaiveDate, NaiveDate),
    node: Option<&NodeId>,
) -> QueryResult<i64> {
    let query = deflections::table
        .inner_join(articles::table)
        .left_join(tickets::table.on(tickets::id.eq(deflections::id)))
        .filter(tickets::id.is_null())
        .filter(deflections::deflected_on.between(from, to))
        .select(count_star())
        .into_boxed();
    match node {
        Some(node) => query.filter(articles::node_id.eq(node)).first(conn),
        None => query.first(conn),
    }
}

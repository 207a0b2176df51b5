//! Every SQL statement about news.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Draft, Post, PostId, Subscription, SubscriptionId, Wanted};
use crate::accounts::NodeId;
use crate::db::schema::{
    news_posts as posts, news_subscriptions as subscriptions, news_tellings as tellings, nodes,
};
use crate::db::{Conn, each};
use crate::i18n::Locale;

/// A post with the short name and the address of its node, if it is one's.
pub type Shown = (Post, Option<(String, String)>);

macro_rules! shown {
    () => {
        (Post::as_select(), (nodes::short_name, nodes::slug).nullable())
    };
}

pub fn post(conn: &mut Conn, id: &PostId) -> QueryResult<Post> {
    posts::table.find(id).select(Post::as_select()).first(conn)
}

pub fn known_post(conn: &mut Conn, id: &PostId) -> QueryResult<Option<Post>> {
    post(conn, id).optional()
}

/// A post that everybody reads.
pub fn published_by_slug(conn: &mut Conn, slug: &str, now: NaiveDateTime) -> QueryResult<Shown> {
    posts::table
        .left_join(nodes::table)
        .filter(posts::slug.eq(slug))
        .filter(posts::publish_at.le(now))
        .select(shown!())
        .first(conn)
}

/// What everybody reads, the last first; one more than the limit. Of one node where one is named.
pub fn published(
    conn: &mut Conn,
    (node, after): (Option<&NodeId>, Option<(NaiveDateTime, String)>),
    now: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<Shown>> {
    let mut found = posts::table
        .left_join(nodes::table)
        .filter(posts::publish_at.le(now))
        .order((posts::publish_at.desc(), posts::id.desc()))
        .limit(limit + 1)
        .select(shown!())
        .into_boxed();
    if let Some(node) = node {
        found = found.filter(posts::node_id.eq(node));
    }
    if let Some((at, id)) = after {
        let earlier = posts::publish_at.lt(at).or(posts::publish_at.eq(at).and(posts::id.lt(id)));
        found = found.filter(earlier);
    }
    found.load(conn)
}

/// The pages that everybody reads, for the map of the site.
pub fn published_pages(
    conn: &mut Conn,
    now: NaiveDateTime,
) -> QueryResult<Vec<(String, NaiveDateTime)>> {
    posts::table
        .filter(posts::publish_at.le(now))
        .order((posts::publish_at.desc(), posts::id))
        .limit(10_000)
        .select((posts::slug, posts::updated_at))
        .load(conn)
}

/// What some nodes write, or everybody, the last changed first; one more than the limit.
pub fn on_desk(
    conn: &mut Conn,
    own: Option<&[NodeId]>,
    after: Option<(NaiveDateTime, String)>,
    limit: i64,
) -> QueryResult<Vec<Shown>> {
    let mut found = posts::table
        .left_join(nodes::table)
        .order((posts::updated_at.desc(), posts::id.desc()))
        .limit(limit + 1)
        .select(shown!())
        .into_boxed();
    if let Some(own) = own {
        found = found.filter(posts::node_id.eq_any(own));
    }
    if let Some((at, id)) = after {
        found = found
            .filter(posts::updated_at.lt(at).or(posts::updated_at.eq(at).and(posts::id.lt(id))));
    }
    found.load(conn)
}

/// The addresses that begin with a text.
pub fn slugs_like(conn: &mut Conn, base: &str) -> QueryResult<Vec<String>> {
    posts::table.filter(posts::slug.like(format!("{base}%"))).select(posts::slug).load(conn)
}

pub fn insert_post(conn: &mut Conn, post: &Post) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(posts::table).values(post).execute(real)).map(drop)
}

/// Changes what a post says, if nobody did meanwhile; answers whether it was so.
pub fn change_post(
    conn: &mut Conn,
    (id, lock): (&PostId, i32),
    draft: &Draft,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = posts::table.find(id).filter(posts::lock_version.eq(lock));
    let changed = diesel::update(there)
        .set((
            posts::title_fr.eq(&draft.title_fr),
            posts::summary_fr.eq(&draft.summary_fr),
            posts::body_fr.eq(&draft.body_fr),
            posts::title_en.eq(&draft.title_en),
            posts::summary_en.eq(&draft.summary_en),
            posts::body_en.eq(&draft.body_en),
            posts::regions.eq(draft.regions.join(",")),
            posts::disciplines.eq(draft.disciplines.join(",")),
            posts::updated_at.eq(now),
            posts::lock_version.eq(lock + 1),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// From when on everybody reads it, or that nobody does.
pub fn set_publication(
    conn: &mut Conn,
    id: &PostId,
    at: Option<NaiveDateTime>,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(posts::table.find(id))
        .set((posts::publish_at.eq(at), posts::updated_at.eq(now)))
        .execute(conn)
        .map(drop)
}

pub fn delete_post(conn: &mut Conn, id: &PostId) -> QueryResult<bool> {
    Ok(diesel::delete(posts::table.find(id)).execute(conn)? == 1)
}

pub fn subscription(conn: &mut Conn, id: &SubscriptionId) -> QueryResult<Subscription> {
    subscriptions::table.find(id).select(Subscription::as_select()).first(conn)
}

pub fn of_address(conn: &mut Conn, email: &str) -> QueryResult<Option<Subscription>> {
    subscriptions::table
        .filter(subscriptions::email.eq(email))
        .select(Subscription::as_select())
        .first(conn)
        .optional()
}

pub fn insert_subscription(
    conn: &mut Conn,
    id: &SubscriptionId,
    wanted: &Wanted,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(subscriptions::table)
        .values((
            subscriptions::id.eq(id),
            subscriptions::email.eq(&wanted.email),
            subscriptions::language.eq(wanted.language),
            subscriptions::asked_regions.eq(wanted.regions.join(",")),
            subscriptions::asked_disciplines.eq(wanted.disciplines.join(",")),
            subscriptions::asked_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Notes what is asked: what holds goes on until it is confirmed.
pub fn ask(
    conn: &mut Conn,
    id: &SubscriptionId,
    wanted: &Wanted,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(subscriptions::table.find(id))
        .set((
            subscriptions::asked_regions.eq(wanted.regions.join(",")),
            subscriptions::asked_disciplines.eq(wanted.disciplines.join(",")),
            subscriptions::asked_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// From now on what was asked holds.
pub fn confirm(
    conn: &mut Conn,
    one: &Subscription,
    language: Locale,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(subscriptions::table.find(&one.id))
        .set((
            subscriptions::regions.eq(&one.asked_regions),
            subscriptions::disciplines.eq(&one.asked_disciplines),
            subscriptions::language.eq(language),
            subscriptions::since.eq(one.since.unwrap_or(now)),
            subscriptions::asked_regions.eq(""),
            subscriptions::asked_disciplines.eq(""),
            subscriptions::asked_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)
        .map(drop)
}

/// Answers whether there was one.
pub fn delete_subscription(conn: &mut Conn, id: &SubscriptionId) -> QueryResult<bool> {
    Ok(diesel::delete(subscriptions::table.find(id)).execute(conn)? == 1)
}

pub fn delete_of_address(conn: &mut Conn, email: &str) -> QueryResult<usize> {
    diesel::delete(subscriptions::table.filter(subscriptions::email.eq(email))).execute(conn)
}

/// Forgets what was asked and not confirmed.
pub fn forget_unconfirmed(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let open = subscriptions::table
        .filter(subscriptions::since.is_null())
        .filter(subscriptions::asked_at.lt(before));
    diesel::delete(open).execute(conn)
}

/// What was published since a moment, the last first.
pub fn since(
    conn: &mut Conn,
    (from, now): (NaiveDateTime, NaiveDateTime),
    limit: i64,
) -> QueryResult<Vec<Shown>> {
    posts::table
        .left_join(nodes::table)
        .filter(posts::publish_at.le(now))
        .filter(posts::publish_at.gt(from))
        .order((posts::publish_at.desc(), posts::id.desc()))
        .limit(limit)
        .select(shown!())
        .load(conn)
}

/// Who had no digest on a day yet, in the order of their ids.
pub fn due_digests(conn: &mut Conn, day: NaiveDate, limit: i64) -> QueryResult<Vec<Subscription>> {
    subscriptions::table
        .filter(subscriptions::since.is_not_null())
        .filter(
            subscriptions::digested_on
                .is_null()
                .or(subscriptions::digested_on.lt(day).assume_not_null()),
        )
        .order(subscriptions::id)
        .limit(limit)
        .select(Subscription::as_select())
        .load(conn)
}

/// Of what some people were told.
pub fn told(conn: &mut Conn, ids: &[SubscriptionId]) -> QueryResult<Vec<(SubscriptionId, PostId)>> {
    tellings::table
        .filter(tellings::subscription_id.eq_any(ids))
        .select((tellings::subscription_id, tellings::post_id))
        .load(conn)
}

/// Notes of what people are told, and that they had their digest of a day.
pub fn note_told(
    conn: &mut Conn,
    ids: &[SubscriptionId],
    rows: &[(SubscriptionId, PostId)],
    day: NaiveDate,
) -> QueryResult<()> {
    let rows: Vec<_> = rows
        .iter()
        .map(|(one, post)| (tellings::subscription_id.eq(one), tellings::post_id.eq(post)))
        .collect();
    each!(conn, real => diesel::insert_into(tellings::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(real))?;
    diesel::update(subscriptions::table.filter(subscriptions::id.eq_any(ids)))
        .set(subscriptions::digested_on.eq(day))
        .execute(conn)
        .map(drop)
}

/// Forgets of what nobody is told any more that they were told of it.
pub fn forget_tellings(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let old = posts::table.filter(posts::publish_at.lt(before)).select(posts::id);
    diesel::delete(tellings::table.filter(tellings::post_id.eq_any(old))).execute(conn)
}

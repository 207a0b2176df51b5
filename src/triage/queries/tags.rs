//! Tags and the tickets they are on.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{tags, ticket_tags};
use crate::db::{Conn, each, one_of};
use crate::text::fold;
use crate::tickets::TicketId;
use crate::tickets::queries::inbox::Scope;
use crate::triage::{Tag, TagId};

type TagColumns = (tags::id, tags::node_id, tags::label, tags::retired_at);
const TAG: TagColumns = (tags::id, tags::node_id, tags::label, tags::retired_at);
/// A vocabulary longer than this is no help to choose from.
const MOST: i64 = 500;

type Query<'a> = tags::BoxedQuery<'a, crate::db::MultiBackend>;

/// The tags that somebody may see: the network's and those of their nodes.
fn seen_by(scope: &Scope) -> Query<'_> {
    let query = tags::table.into_boxed();
    match scope {
        Scope::Network => query,
        Scope::Nodes(nodes) => {
            query.filter(tags::node_id.is_null().or(one_of(tags::node_id, nodes).assume_not_null()))
        }
    }
}

/// Every tag that a reader may see, by name.
pub fn tags(conn: &mut Conn, scope: &Scope) -> QueryResult<Vec<Tag>> {
    seen_by(scope).order((tags::folded, tags::id)).limit(MOST).select(TAG).load(conn)
}

/// The ids behind a word: the network's tag and the nodes' that are spelled alike.
pub fn tags_called(conn: &mut Conn, scope: &Scope, word: &str) -> QueryResult<Vec<TagId>> {
    seen_by(scope).filter(tags::folded.eq(fold(word))).select(tags::id).load(conn)
}

/// The tickets that were last given a tag of this name, as far as a reader may see the tag.
pub fn tickets_tagged(
    conn: &mut Conn,
    scope: &Scope,
    word: &str,
    limit: i64,
) -> QueryResult<Vec<TicketId>> {
    let tags = tags_called(conn, scope, word)?;
    ticket_tags::table
        .filter(one_of(ticket_tags::tag_id, &tags))
        .order(ticket_tags::ticket_id.desc())
        .limit(limit)
        .select(ticket_tags::ticket_id)
        .load(conn)
}

/// A tag that a reader may see.
pub fn tag(conn: &mut Conn, scope: &Scope, id: &TagId) -> QueryResult<Tag> {
    seen_by(scope).filter(tags::id.eq(id)).select(TAG).first(conn)
}

/// What a word already is: the network's tag before the node's own.
pub fn tag_named(conn: &mut Conn, node: Option<&NodeId>, label: &str) -> QueryResult<Option<Tag>> {
    let query = tags::table.filter(tags::folded.eq(fold(label))).into_boxed();
    let query = match node {
        Some(node) => {
            query.filter(tags::node_id.is_null().or(tags::node_id.eq(node).assume_not_null()))
        }
        None => query.filter(tags::node_id.is_null()),
    };
    let found: Vec<Tag> = query.select(TAG).load(conn)?;
    let networks = found.iter().position(|tag| tag.node.is_none()).unwrap_or(0);
    Ok(found.into_iter().nth(networks))
}

/// A node's own word.
pub fn tag_of(conn: &mut Conn, node: &NodeId, label: &str) -> QueryResult<Option<Tag>> {
    tags::table
        .filter(tags::node_id.eq(node))
        .filter(tags::folded.eq(fold(label)))
        .select(TAG)
        .first(conn)
        .optional()
}

pub fn insert_tag(
    conn: &mut Conn,
    (id, node, label): (&TagId, Option<&NodeId>, &str),
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(tags::table)
        .values((
            tags::id.eq(id),
            tags::node_id.eq(node),
            tags::label.eq(label),
            tags::folded.eq(fold(label)),
            tags::created_by.eq(by),
            tags::created_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

pub fn rename_tag(conn: &mut Conn, id: &TagId, label: &str) -> QueryResult<()> {
    diesel::update(tags::table.find(id))
        .set((tags::label.eq(label), tags::folded.eq(fold(label))))
        .execute(conn)
        .map(drop)
}

pub fn retire_tag(conn: &mut Conn, id: &TagId, at: Option<NaiveDateTime>) -> QueryResult<bool> {
    let changed = match at {
        Some(_) => diesel::update(tags::table.find(id).filter(tags::retired_at.is_null()))
            .set(tags::retired_at.eq(at))
            .execute(conn)?,
        None => diesel::update(tags::table.find(id).filter(tags::retired_at.is_not_null()))
            .set(tags::retired_at.eq(at))
            .execute(conn)?,
    };
    Ok(changed == 1)
}

/// Puts a tag on a ticket; answers whether it was not there.
pub fn put_tag(
    conn: &mut Conn,
    ticket: &TicketId,
    tag: &TagId,
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = (
        ticket_tags::ticket_id.eq(ticket),
        ticket_tags::tag_id.eq(tag),
        ticket_tags::tagged_by.eq(by),
        ticket_tags::tagged_at.eq(now),
    );
    each!(conn, real => diesel::insert_into(ticket_tags::table).values(row)
        .on_conflict_do_nothing().execute(real))
    .map(|put| put == 1)
}

pub fn take_tag(conn: &mut Conn, ticket: &TicketId, tag: &TagId) -> QueryResult<bool> {
    let row = ticket_tags::table.find((ticket, tag));
    diesel::delete(row).execute(conn).map(|taken| taken == 1)
}

/// The tags on a ticket that a reader may see.
pub fn tags_on(conn: &mut Conn, ticket: &TicketId, scope: &Scope) -> QueryResult<Vec<Tag>> {
    let here =
        ticket_tags::table.filter(ticket_tags::ticket_id.eq(ticket)).select(ticket_tags::tag_id);
    seen_by(scope).filter(tags::id.eq_any(here)).order(tags::folded).select(TAG).load(conn)
}

/// The tags of several tickets that a reader may see, by name.
pub fn tags_of(
    conn: &mut Conn,
    tickets: &[TicketId],
    scope: &Scope,
) -> QueryResult<HashMap<TicketId, Vec<String>>> {
    let on: Vec<(TicketId, TagId)> = ticket_tags::table
        .filter(ticket_tags::ticket_id.eq_any(tickets))
        .select((ticket_tags::ticket_id, ticket_tags::tag_id))
        .load(conn)?;
    let ids: Vec<_> = on.iter().map(|(_, tag)| tag).collect();
    let seen: Vec<Tag> =
        seen_by(scope).filter(tags::id.eq_any(ids)).order(tags::folded).select(TAG).load(conn)?;
    let mut found: HashMap<TicketId, Vec<String>> = HashMap::new();
    for tag in seen {
        for (ticket, _) in on.iter().filter(|(_, id)| *id == tag.id) {
            found.entry(ticket.clone()).or_default().push(tag.label.clone());
        }
    }
    Ok(found)
}

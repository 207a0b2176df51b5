//! Tags: a word is the network's if it has it, else the ticket's node's, and is made when it is new.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{check_shelf, on_thing, on_ticket, scope_of};
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::tickets::Ticket;
use crate::tickets::rules::may_view;
use crate::triage::{Shelf, Tag, TagId, queries, rules};
use crate::{Error, Result};

fn shelf_of(node: Option<&NodeId>) -> Shelf {
    node.map_or(Shelf::Network, |node| Shelf::Node(node.clone()))
}

/// Puts a word on a ticket that the actor may see. Twice is once. The history keeps the tag's id only, since the word of
/// one node is not another's to read.
pub fn tag(
    conn: &mut Conn,
    actor: &Actor,
    (ticket, node): (&Ticket, &NodeId),
    typed: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let label = rules::tag_label(typed)?;
    // A node that answers too, or is asked, tags in words of its own, which are nobody else's to read.
    let known = match *node == ticket.node_id {
        true => queries::tag_named(conn, Some(node), &label)?,
        false => queries::tag_of(conn, node, &label)?,
    };
    let on = queries::tags_on(conn, &ticket.id, &scope_of(actor))?;
    let is_on = known.as_ref().is_some_and(|known| on.iter().any(|tag| tag.id == known.id));
    if on.len() >= rules::MOST_TAGS && !is_on {
        return Err(rules::TOO_MANY_TAGS.into());
    }
    let id = match known {
        Some(Tag { id, retired_at, .. }) => {
            if retired_at.is_some() {
                queries::retire_tag(conn, &id, None)?;
            }
            id
        }
        None => make(conn, actor, (Some(node), &label), now)?,
    };
    if queries::put_tag(conn, &ticket.id, &id, &actor.id, now)? {
        on_ticket(conn, actor, ticket, "ticket.tag", &json!({ "tag": id }), now)?;
    }
    Ok(())
}

/// Takes a tag that the actor may see off a ticket.
pub fn untag(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    tag: &TagId,
    now: NaiveDateTime,
) -> Result<()> {
    let tag = queries::tag(conn, &scope_of(actor), tag)?;
    // The network's words are for who is responsible to take off.
    if tag.node.is_none() && !may_view(actor, ticket) {
        return Err(Error::NotFound);
    }
    if queries::take_tag(conn, &ticket.id, &tag.id)? {
        on_ticket(conn, actor, ticket, "ticket.untag", &json!({ "tag": tag.id }), now)?;
    }
    Ok(())
}

/// Takes a word off a ticket, whichever vocabularies it stands in.
pub fn untag_word(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    word: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let label = rules::tag_label(word)?;
    for id in queries::tags_called(conn, &scope_of(actor), &label)? {
        if queries::take_tag(conn, &ticket.id, &id)? {
            on_ticket(conn, actor, ticket, "ticket.untag", &json!({ "tag": id }), now)?;
        }
    }
    Ok(())
}

fn make(
    conn: &mut Conn,
    actor: &Actor,
    (node, label): (Option<&NodeId>, &str),
    now: NaiveDateTime,
) -> Result<TagId> {
    let id = TagId::new();
    queries::insert_tag(conn, (&id, node, label), &actor.id, now)?;
    let detail = json!({ "node": node, "label": label });
    on_thing(conn, actor, ("tag.add", "tag", id.as_str()), &detail, now)?;
    Ok(id)
}

/// Adds a word to a vocabulary, to be suggested; one that had been put away comes back.
pub fn add_tag(
    conn: &mut Conn,
    actor: &Actor,
    node: Option<&NodeId>,
    typed: &str,
    now: NaiveDateTime,
) -> Result<()> {
    check_shelf(actor, &shelf_of(node))?;
    let label = rules::tag_label(typed)?;
    match queries::tag_named(conn, node, &label)? {
        Some(found) if found.node.as_ref() != node => Err(rules::TAG_EXISTS.into()),
        Some(found) => keep_tag(conn, actor, &found.id, true, now),
        None => make(conn, actor, (node, &label), now).map(drop),
    }
}

/// Gives a tag another name, on every ticket that has it.
pub fn rename_tag(
    conn: &mut Conn,
    actor: &Actor,
    id: &TagId,
    typed: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let tag = queries::tag(conn, &scope_of(actor), id)?;
    check_shelf(actor, &shelf_of(tag.node.as_ref()))?;
    let label = rules::tag_label(typed)?;
    if label == tag.label {
        return Ok(());
    }
    let namesake = queries::tag_named(conn, tag.node.as_ref(), &label)?;
    if namesake.is_some_and(|other| other.id != tag.id) {
        return Err(rules::TAG_EXISTS.into());
    }
    queries::rename_tag(conn, &tag.id, &label)?;
    let detail = json!({ "from": tag.label, "to": label });
    on_thing(conn, actor, ("tag.rename", "tag", tag.id.as_str()), &detail, now)
}

/// Puts a tag away, so that it is no longer suggested, or takes it out again. It stays where it is.
pub fn keep_tag(
    conn: &mut Conn,
    actor: &Actor,
    id: &TagId,
    keep: bool,
    now: NaiveDateTime,
) -> Result<()> {
    let tag = queries::tag(conn, &scope_of(actor), id)?;
    check_shelf(actor, &shelf_of(tag.node.as_ref()))?;
    if queries::retire_tag(conn, &tag.id, (!keep).then_some(now))? {
        let action = if keep { "tag.restore" } else { "tag.retire" };
        on_thing(conn, actor, (action, "tag", tag.id.as_str()), &json!({}), now)?;
    }
    Ok(())
}

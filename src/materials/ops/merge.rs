//! Two materials that are the same become one: all that was tied to one of them is the other's, and its address leads there.

use chrono::NaiveDateTime;
use serde_json::json;

use super::needs::{Asked, check_no_circle, further};
use super::{dispose, index_now, record, revise, withdraw};
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::materials::access::{self, Kept};
use crate::materials::rules::{self, MOST_PEOPLE};
use crate::materials::{MaterialId, Person, Role, queries};
use crate::taxonomy::Vocabularies;
use crate::text::fold;
use crate::{Error, Result, courses, paths};

/// Makes `from` one with `into`, for who may edit both. Done again it changes nothing.
///
/// What a published version says never changes: people whom only `from` names are put into the draft of the other one.
pub fn merge(
    conn: &mut Conn,
    actor: &Actor,
    words: &Vocabularies,
    (from, into, reason): (&MaterialId, &MaterialId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let mut turns = [from.as_str(), into.as_str()];
    turns.sort_unstable();
    for turn in turns {
        conn.take_turn(turn)?;
    }
    let (gone, kept) = (access::for_desk(conn, actor, from)?, access::for_desk(conn, actor, into)?);
    if queries::merged_into(conn, from)?.as_ref() == Some(into) {
        return Ok(());
    }
    if from == into {
        return Err(rules::NO_REPLACEMENT.into());
    }
    let number = kept.published().ok_or(rules::NOT_PUBLISHED)?.number;
    let last = gone.published().ok_or(rules::NOT_PUBLISHED)?;
    let people = queries::parts_of(conn, &last.id)?.people;
    if gone.draft().is_some() {
        dispose(conn, actor, from, now)?;
    }
    withdraw(conn, actor, words, (from, reason), now)?;
    queries::set_merged(conn, from, into, now)?;
    queries::hand_over(conn, from, (into, number))?;
    paths::queries::hand_over(conn, from, into)?;
    courses::queries::hand_over_material(conn, from, into)?;
    let own = Asked::Material(into.clone());
    let needed = further(conn, [own.clone()].into())?;
    check_no_circle(conn, &own, needed)?;
    add_partners(conn, &gone, &kept)?;
    credit(conn, actor, (into, people), now)?;
    index_now(conn, words, into, now)?;
    record(conn, actor, ("material.merge", from), &json!({ "into": into }), now)?;
    record(conn, actor, ("material.take_in", into), &json!({ "from": from }), now)
}

/// Nodes that gave the one give the other.
fn add_partners(conn: &mut Conn, gone: &Kept, kept: &Kept) -> Result<()> {
    let (from, into) = (&gone.material, &kept.material);
    let partners = |conn: &mut Conn, id| -> Result<Vec<NodeId>> {
        Ok(queries::partners_of(conn, id)?.into_iter().map(|one| one.id).collect())
    };
    let mut all = partners(conn, &into.id)?;
    all.extend(partners(conn, &from.id)?);
    all.push(from.node_id.clone());
    all.sort();
    all.dedup();
    all.retain(|one| *one != into.node_id);
    Ok(queries::set_partners(conn, &into.id, &all)?)
}

/// Puts people whom a material does not name yet into its draft, as those who contributed.
fn credit(
    conn: &mut Conn,
    actor: &Actor,
    (id, people): (&MaterialId, Vec<Person>),
    now: NaiveDateTime,
) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let parts = queries::parts_of(conn, &kept.newest()?.id)?;
    let new: Vec<Person> = people
        .into_iter()
        .filter(|one| !parts.people.iter().any(|known| is_same(known, one)))
        .map(|one| Person { role: Role::Contributor, ..one })
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    revise(conn, actor, id, now)?;
    let kept = access::for_desk(conn, actor, id)?;
    let draft = kept.draft().ok_or(Error::NotFound)?;
    let mut what = draft.record(queries::parts_of(conn, &draft.id)?);
    what.people.extend(new);
    what.people.truncate(MOST_PEOPLE);
    let written = queries::update_version(conn, (&draft.id, draft.lock_version), &what, now)?;
    if written { Ok(()) } else { Err(rules::CHANGED.into()) }
}

fn is_same(one: &Person, other: &Person) -> bool {
    match (&one.orcid, &other.orcid) {
        (Some(one), Some(other)) => one == other,
        _ => fold(&one.name) == fold(&other.name),
    }
}

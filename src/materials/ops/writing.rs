//! Writing: a new material, its changes, the next version of what is published.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use serde_json::json;

use super::{record, which};
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::materials::access::{self, Kept};
use crate::materials::queries::Origin;
use crate::materials::rules::{self, Event};
use crate::materials::{MaterialId, Record, VersionId, queries};
use crate::{Error, Refusal, Result};

pub const UNKNOWN_NEED: Refusal = Refusal::new("materials-unknown-need");
pub const CIRCLE: Refusal = Refusal::new("materials-circle");

/// What a form says of a material: the record of a version, and what belongs to the material whatever its version.
#[derive(Debug, Clone, Default)]
pub struct Written {
    pub record: Record,
    /// The addresses of materials that some lines of the record need, by the place of the line.
    pub needs: BTreeMap<usize, String>,
    pub partners: Vec<NodeId>,
    /// The identifier of the material whatever its version.
    pub doi: Option<String>,
}

/// A new material.
pub fn write(
    conn: &mut Conn,
    actor: &Actor,
    (id, node): (&MaterialId, &NodeId),
    what: Written,
    now: NaiveDateTime,
) -> Result<()> {
    if !rules::may_edit(actor, node) {
        return Err(Error::NotFound);
    }
    // The form came twice.
    if queries::exists(conn, id)? {
        return access::for_desk(conn, actor, id).map(drop);
    }
    queries::insert(conn, (id, node, &Origin::default()), &actor.id, now)?;
    let made = around(conn, (id, node), what)?;
    queries::insert_version(conn, (&VersionId::new(), id, 1), &made, &actor.id, now)?;
    record(conn, actor, ("material.draft", id), &json!({}), now)
}

/// Changes a draft, unless somebody else did since `lock`.
pub fn change(
    conn: &mut Conn,
    actor: &Actor,
    (id, lock): (&MaterialId, i32),
    what: Written,
    now: NaiveDateTime,
) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let draft = kept.draft().ok_or(rules::NOT_A_DRAFT)?;
    let made = around(conn, (id, &kept.material.node_id), what)?;
    if !queries::update_version(conn, (&draft.id, lock), &made, now)? {
        return Err(rules::CHANGED.into());
    }
    record(conn, actor, ("material.change", id), &which(draft), now)
}

/// Keeps what belongs to the material, and answers the record with what its lines need.
fn around(conn: &mut Conn, (id, node): (&MaterialId, &NodeId), what: Written) -> Result<Record> {
    let Written { mut record, needs, partners, doi } = what;
    for taken in doi.iter().chain(&record.doi) {
        if queries::doi_is_taken(conn, taken, id)? {
            return Err(rules::DOI_TAKEN.into());
        }
    }
    let slugs: Vec<String> = needs.values().cloned().collect();
    let known = queries::ids_by_slug(conn, &slugs)?;
    for (place, slug) in &needs {
        let needed = known.get(slug).ok_or(UNKNOWN_NEED)?;
        if let Some(line) = record.points.get_mut(*place) {
            line.needs_id = Some(needed.clone());
        }
    }
    check_no_circle(conn, id, known.values().cloned().collect())?;
    let partners: Vec<_> = partners.into_iter().filter(|one| one != node).collect();
    queries::set_partners(conn, id, &partners)?;
    queries::set_doi(conn, id, doi.as_deref())?;
    Ok(record)
}

/// Nothing needs itself, by however many steps.
pub(super) fn check_no_circle(
    conn: &mut Conn,
    id: &MaterialId,
    needed: BTreeSet<MaterialId>,
) -> Result<()> {
    let (mut seen, mut next) = (BTreeSet::new(), needed);
    while !next.is_empty() {
        if next.contains(id) {
            return Err(CIRCLE.into());
        }
        seen.extend(next.iter().cloned());
        let asked: Vec<_> = next.into_iter().collect();
        let further = queries::needs(conn, &asked)?.into_iter().map(|(_, needed)| needed);
        next = further.filter(|one| !seen.contains(one)).collect();
    }
    Ok(())
}

/// Opens the next version of a material; the draft, when there is one.
pub fn revise(conn: &mut Conn, actor: &Actor, id: &MaterialId, now: NaiveDateTime) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    if kept.draft().is_some() {
        return Ok(());
    }
    let last = kept.newest()?;
    let parts = queries::parts_of(conn, &last.id)?;
    let files = parts.files.clone();
    // What changed is to be said anew, and an identifier is of one version only.
    let what = Record { change_note: String::new(), doi: None, ..last.record(parts) };
    let next = VersionId::new();
    queries::insert_version(conn, (&next, id, last.number + 1), &what, &actor.id, now)?;
    queries::copy_files(conn, &files, &next)?;
    record(conn, actor, ("material.revise", id), &json!({ "version": last.number + 1 }), now)
}

/// Throws a draft away; what was never published leaves nothing behind.
pub fn dispose(conn: &mut Conn, actor: &Actor, id: &MaterialId, now: NaiveDateTime) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let Kept { material, versions } = &kept;
    let draft = kept.draft().ok_or(rules::NOT_A_DRAFT)?;
    rules::next(draft.state, Event::Dispose)?;
    if versions.len() == 1 {
        queries::delete(conn, &material.id)?;
    } else {
        queries::delete_version(conn, &draft.id)?;
    }
    record(conn, actor, ("material.dispose", id), &which(draft), now)
}

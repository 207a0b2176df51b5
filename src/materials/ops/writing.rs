//! Writing: a new material, its changes, the next version of what is published.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde_json::json;

use super::needs::{Asked, UNKNOWN_NEED, check_no_circle, found};
use super::{record, which};
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::materials::access::{self, Kept};
use crate::materials::queries::Origin;
use crate::materials::rules::needs::Need;
use crate::materials::rules::{self, Event};
use crate::materials::{MaterialId, Record, VersionId, queries};
use crate::{Error, Result};

/// What a form says of a material: the record of a version, and what belongs to the material whatever its version.
#[derive(Debug, Clone, Default)]
pub struct Written {
    pub record: Record,
    /// The materials and courses that some lines of the record need, by the place of the line.
    pub needs: BTreeMap<usize, Need>,
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
    let known = found(conn, needs.values())?;
    for (place, need) in &needs {
        let asked = known.get(need).ok_or(UNKNOWN_NEED)?;
        if let Some(line) = record.points.get_mut(*place) {
            match asked {
                Asked::Material(id) => line.needs_id = Some(id.clone()),
                Asked::Course(id) => line.needs_course_id = Some(id.clone()),
            }
        }
    }
    check_no_circle(conn, &Asked::Material(id.clone()), known.into_values().collect())?;
    let partners: Vec<_> = partners.into_iter().filter(|one| one != node).collect();
    queries::set_partners(conn, id, &partners)?;
    queries::set_doi(conn, id, doi.as_deref())?;
    Ok(record)
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

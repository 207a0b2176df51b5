//! Materials from a table: each row becomes a draft of a node, once, and changes what it became.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use serde_json::json;

use super::told::{Told, merged};
use super::writing::{Written, change, revise, write};
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::history::{self, By};
use crate::imports::Effect;
use crate::materials::{
    Material, MaterialId, Parts, Record, Standing, Version, VersionId, queries, rules,
};
use crate::{Error, Refusal, Result};

/// Why what a row tells of is left as it is, or what changing it means.
pub const OF_ANOTHER_NODE: Refusal = Refusal::new("materials-import-of-another");
pub const WITHDRAWN: Refusal = Refusal::new("materials-import-withdrawn");
pub const ALREADY_TOLD: Refusal = Refusal::new("materials-import-twice");
pub const NOT_TAKEN: Refusal = Refusal::new("materials-import-not-taken");
pub const NEXT_VERSION: Refusal = Refusal::new("materials-import-next-version");

/// What a row would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreseen {
    pub effect: Effect,
    /// The node's material of which it tells, when there is one.
    pub material: Option<MaterialId>,
    pub why: Option<Refusal>,
}

/// What is there of what a row tells of.
enum Found {
    Nothing,
    There(Box<There>),
    /// An earlier row told of it.
    Again,
}

struct There {
    material: Material,
    newest: Version,
    parts: Parts,
    digest: Option<String>,
}

/// What each row would do, without doing it.
pub fn foresee(
    conn: &mut Conn,
    actor: &Actor,
    (node, rows): (&NodeId, &[Told]),
) -> Result<Vec<Foreseen>> {
    let found = found(conn, actor, (node, rows))?;
    Ok(rows.iter().zip(&found).map(|(row, found)| foreseen(node, row, found)).collect())
}

/// What is there of each row: by its DOI, else by its address, else by what the row became before.
fn found(conn: &mut Conn, actor: &Actor, (node, rows): (&NodeId, &[Told])) -> Result<Vec<Found>> {
    if !rules::may_edit(actor, node) {
        return Err(Error::NotFound);
    }
    let dois: Vec<&str> = rows.iter().filter_map(Told::doi).collect();
    let places: Vec<&str> = rows.iter().filter_map(Told::place).collect();
    let keys: Vec<String> = rows.iter().filter_map(Told::key_sha256).collect();
    let by_doi = queries::by_dois(conn, &dois)?;
    let by_place = queries::by_places(conn, (node, &places))?;
    let by_key = queries::by_keys(conn, (node, &keys))?;
    let known = |row: &Told| {
        let named = row.doi().and_then(|doi| by_doi.get(doi));
        let named = named.or_else(|| by_place.get(row.place()?));
        named.or_else(|| by_key.get(&row.key_sha256()?)).cloned()
    };
    let of_rows: Vec<Option<MaterialId>> = rows.iter().map(known).collect();
    let ids: Vec<&MaterialId> = of_rows.iter().flatten().collect();
    let mut there = there(conn, &ids)?;
    let one = |id: &Option<MaterialId>| match id {
        None => Found::Nothing,
        Some(id) => there.remove(id).map_or(Found::Again, |one| Found::There(Box::new(one))),
    };
    Ok(of_rows.iter().map(one).collect())
}

fn there(conn: &mut Conn, ids: &[&MaterialId]) -> Result<HashMap<MaterialId, There>> {
    let mut digests = queries::digests_of(conn, ids)?;
    let all = queries::with_newest(conn, ids)?;
    let versions: Vec<VersionId> = all.iter().map(|(_, newest)| newest.id.clone()).collect();
    let mut parts = queries::parts_of_all(conn, &versions)?;
    let one = |(material, newest): (Material, Version)| {
        let (id, parts) = (material.id.clone(), parts.remove(&newest.id).unwrap_or_default());
        let digest = digests.remove(&id);
        (id, There { material, newest, parts, digest })
    };
    Ok(all.into_iter().map(one).collect())
}

fn foreseen(node: &NodeId, row: &Told, found: &Found) -> Foreseen {
    let there = match found {
        Found::Nothing => return Foreseen { effect: Effect::Makes, material: None, why: None },
        Found::Again => return left(None, ALREADY_TOLD),
        Found::There(there) => there,
    };
    let material = Some(there.material.id.clone());
    if there.material.node_id != *node {
        return left(None, OF_ANOTHER_NODE);
    }
    if there.material.withdrawn_at.is_some() {
        return left(material, WITHDRAWN);
    }
    if there.digest.as_ref() == Some(&row.digest) || says_the_same(there, row) {
        return Foreseen { effect: Effect::Same, material, why: None };
    }
    let why = (there.newest.state != Standing::Draft).then_some(NEXT_VERSION);
    Foreseen { effect: Effect::Changes, material, why }
}

fn left(material: Option<MaterialId>, why: Refusal) -> Foreseen {
    Foreseen { effect: Effect::Left, material, why: Some(why) }
}

/// Whether taking a row over would change nothing.
fn says_the_same(there: &There, row: &Told) -> bool {
    let bare = |mut record: Record| {
        for line in &mut record.points {
            (line.needs_id, line.needs_course_id) = (None, None);
        }
        record
    };
    let old = there.newest.record(there.parts.clone());
    let same_doi = row.doi().is_none_or(|doi| there.material.doi.as_deref() == Some(doi));
    same_doi && bare(merged(old.clone(), row).0) == bare(old)
}

/// Makes and changes what [`foresee`] says, row by row: one that is refused is left out, and the others are taken. Again it
/// changes nothing. Answers what became of each.
pub fn import(
    conn: &mut Conn,
    actor: &Actor,
    (node, rows): (&NodeId, &[Told]),
    now: NaiveDateTime,
) -> Result<Vec<Foreseen>> {
    conn.take_turn(node.as_str())?;
    let all = found(conn, actor, (node, rows))?;
    let mut done = Vec::with_capacity(rows.len());
    for (row, found) in rows.iter().zip(all) {
        let seen = foreseen(node, row, &found);
        let taken = conn.savepoint(|conn| take(conn, actor, (node, row, found), now));
        done.push(match taken {
            Ok(material) => Foreseen { material: material.or(seen.material), ..seen },
            Err(Error::Refused(_)) => left(seen.material, NOT_TAKEN),
            Err(error) => return Err(error),
        });
    }
    let effects: Vec<Effect> = done.iter().map(|one| one.effect).collect();
    let (made, changed) = (Effect::Makes.count(&effects), Effect::Changes.count(&effects));
    if made + changed > 0 {
        let by = By::Account(actor.id.clone());
        let detail = json!({ "made": made, "changed": changed });
        history::record(conn, &by, "material.import", ("node", node.as_str()), &detail, now)?;
    }
    Ok(done)
}

/// Makes or changes what one row tells of; answers what was made.
fn take(
    conn: &mut Conn,
    actor: &Actor,
    (node, row, found): (&NodeId, &Told, Found),
    now: NaiveDateTime,
) -> Result<Option<MaterialId>> {
    let id = match (foreseen(node, row, &found).effect, found) {
        (Effect::Makes, _) => {
            let id = MaterialId::new();
            write(conn, actor, (&id, node), row.written.clone(), now)?;
            id
        }
        (Effect::Changes, Found::There(there)) => {
            let id = there.material.id.clone();
            update(conn, actor, (*there, row), now)?;
            id
        }
        (Effect::Changes | Effect::Same | Effect::Left, _) => return Ok(None),
    };
    if let Some(key) = row.key_sha256() {
        queries::put_import(conn, (node, &id), (&key, &row.digest), now)?;
    }
    Ok(Some(id))
}

/// Writes what a row says into the draft of what is there; of what is published a next version is begun.
fn update(
    conn: &mut Conn,
    actor: &Actor,
    (there, row): (There, &Told),
    now: NaiveDateTime,
) -> Result<()> {
    let There { material, newest, parts, .. } = there;
    let (mut record, needs) = merged(newest.record(parts), row);
    let lock = match newest.state {
        Standing::Draft => newest.lock_version,
        Standing::Published | Standing::Superseded | Standing::Withdrawn => {
            revise(conn, actor, &material.id, now)?;
            // What changed is to be said anew, and an identifier is of one version only.
            (record.doi, record.change_note) = (None, String::new());
            0
        }
    };
    let partners = queries::partners_of(conn, &material.id)?;
    let written = Written {
        record,
        needs,
        partners: partners.into_iter().map(|node| node.id).collect(),
        doi: row.written.doi.clone().or(material.doi),
    };
    change(conn, actor, (&material.id, lock), written, now)
}

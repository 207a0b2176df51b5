//! One material made of another: adapted for other people, or put into another language.

use chrono::NaiveDateTime;
use serde_json::json;

use super::record;
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::materials::queries::Origin;
use crate::materials::rules::{self, lineage};
use crate::materials::{
    Material, MaterialId, Published, Record, Version, VersionId, access, licence, queries,
};
use crate::{Error, Result};

/// What becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    Adapted,
    /// Into a language (BCP 47).
    Translated(String),
}

/// Begins a draft of what is published at an address, with its authors, under what its licence allows.
pub fn adapt(
    conn: &mut Conn,
    actor: &Actor,
    (slug, how): (&str, &How),
    (id, node): (&MaterialId, &NodeId),
    now: NaiveDateTime,
) -> Result<()> {
    if !rules::may_edit(actor, node) {
        return Err(Error::NotFound);
    }
    // The button was pressed twice.
    if queries::exists(conn, id)? {
        return access::for_desk(conn, actor, id).map(drop);
    }
    let (Published { material, version, .. }, parts) = access::for_reader(conn, slug, None)?;
    if material.withdrawn_at.is_some() {
        return Err(Error::NotFound);
    }
    if licence(&version.licence).is_some_and(|parent| !parent.adaptable) {
        return Err(lineage::NO_ADAPTATION.into());
    }
    let files = parts.files.clone();
    let what = begun(&version, version.record(parts), how);
    let origin = origin(&material, &version, how);
    queries::insert(conn, (id, node, &origin), &actor.id, now)?;
    let first = VersionId::new();
    queries::insert_version(conn, (&first, id, 1), &what, &actor.id, now)?;
    queries::copy_files(conn, &files, &first)?;
    let detail =
        json!({ "of": slug, "version": version.number, "translated": *how != How::Adapted });
    record(conn, actor, ("material.adapt", id), &detail, now)
}

fn origin(material: &Material, version: &Version, how: &How) -> Origin {
    let source = || material.translation_of_id.clone().unwrap_or_else(|| material.id.clone());
    Origin {
        derived_from: Some((material.id.clone(), version.number)),
        translation_of: (*how != How::Adapted).then(source),
    }
}

/// The record with which a draft begins. Identifiers, the contact and what changed are the source's own.
fn begun(version: &Version, source: Record, how: &How) -> Record {
    let mut what =
        Record { doi: None, contact: String::new(), change_note: String::new(), ..source };
    if let How::Translated(language) = how {
        let told = |text: &str, own: &str, tag: &str| {
            if version.language().starts_with(tag) { own.to_owned() } else { text.to_owned() }
        };
        what.title_fr = told(&version.title_fr, &version.title, "fr");
        what.summary_fr = told(&version.summary_fr, &version.summary, "fr");
        what.title_en = told(&version.title_en, &version.title, "en");
        what.summary_en = told(&version.summary_en, &version.summary, "en");
        what.languages = vec![language.clone()];
    }
    what
}

//! From a draft to what readers see, and away from them.

use chrono::NaiveDateTime;
use serde_json::json;

use super::index::index_now;
use super::{record, which};
use crate::Result;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::materials::rules::{self, Event, lineage, publishing};
use crate::materials::{Material, MaterialId, Record, Version, licence, queries};
use crate::materials::{access, mail};
use crate::taxonomy::Vocabularies;
use crate::text;

/// Publishes the draft in the place of the version before, which keeps its own address.
pub fn publish(
    conn: &mut Conn,
    actor: &Actor,
    words: &Vocabularies,
    id: &MaterialId,
    now: NaiveDateTime,
) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let Some(draft) = kept.draft() else {
        // The button was pressed twice.
        return if kept.published().is_some() { Ok(()) } else { Err(rules::NOT_A_DRAFT.into()) };
    };
    let parts = queries::parts_of(conn, &draft.id)?;
    let files = parts.files.len();
    let whole = draft.record(parts);
    let lacks = !publishing::missing(&whole, files).is_empty();
    if lacks || publishing::lacks_note(&whole, draft.number) {
        return Err(rules::INCOMPLETE.into());
    }
    check_lineage(conn, &kept.material, &whole)?;
    if let Some(before) = kept.published() {
        step(conn, actor, (before, Event::Supersede), now)?;
        let slug = kept.material.slug.as_deref().unwrap_or_default();
        mail::source_changed(conn, (slug, draft), id, now)?;
    }
    step(conn, actor, (draft, Event::Publish), now)?;
    if kept.material.slug.is_none() {
        let base = text::short_slug(&whole.title, "support");
        let free = |taken: &[String]| text::free_slug(&base, &[taken, &reserved()].concat());
        queries::take_slug(conn, id, &base, free)?;
    }
    if kept.material.withdrawn_at.is_some() {
        queries::set_withdrawn(conn, id, None)?;
    }
    index_now(conn, words, id, now)?;
    record(conn, actor, ("material.publish", id), &which(draft), now)
}

/// Below the address of the list these are lists of something else, or the list in a frame.
fn reserved() -> [String; 3] {
    ["collections", "embed", "paths"].map(str::to_owned)
}

/// What a material was made of decides under which licences it may be shared.
fn check_lineage(conn: &mut Conn, material: &Material, whole: &Record) -> Result<()> {
    let (Some(source), Some(number)) = (&material.derived_from_id, material.derived_from_number)
    else {
        return Ok(());
    };
    let versions = queries::versions_of(conn, source)?;
    let parent = versions.iter().find(|one| one.number == number);
    match (parent.and_then(|one| licence(&one.licence)), licence(&whole.licence)) {
        (Some(parent), Some(child)) => Ok(lineage::check(parent, child)?),
        _ => Ok(()),
    }
}

/// Takes a material away from readers; its address says that it was there.
pub fn withdraw(
    conn: &mut Conn,
    actor: &Actor,
    words: &Vocabularies,
    (id, reason): (&MaterialId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let version = kept.published().ok_or(rules::NOT_PUBLISHED)?;
    let reason = rules::stated(reason)?;
    step(conn, actor, (version, Event::Withdraw), now)?;
    queries::set_withdrawn(conn, id, Some((&actor.id, &reason, now)))?;
    index_now(conn, words, id, now)?;
    let detail = json!({ "version": version.number, "reason": reason });
    record(conn, actor, ("material.withdraw", id), &detail, now)
}

/// Says what readers of a withdrawn material find in its place: something that is published, at an address of ours.
pub fn name_replacement(
    conn: &mut Conn,
    actor: &Actor,
    (id, slug): (&MaterialId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let known: Vec<_> = queries::ids_by_slug(conn, &[slug.to_owned()])?.into_values().collect();
    let readable = queries::published_among(conn, &known)?.into_iter();
    let other = readable.map(|one| one.material.id).find(|other| other != id);
    match (other, kept.material.withdrawn_at) {
        (Some(other), Some(_)) => {
            queries::set_replacement(conn, id, &other)?;
            record(conn, actor, ("material.replace", id), &json!({ "by": slug }), now)
        }
        (_, None) => Err(rules::NOT_PUBLISHED.into()),
        (None, Some(_)) => Err(rules::NO_REPLACEMENT.into()),
    }
}

/// One move of a version; refused when somebody else moved it meanwhile.
fn step(
    conn: &mut Conn,
    actor: &Actor,
    (version, event): (&Version, Event),
    now: NaiveDateTime,
) -> Result<()> {
    let to = rules::next(version.state, event)?.ok_or(rules::NOT_A_DRAFT)?;
    let moved = queries::advance(conn, version, (to, &actor.id), now)?;
    if moved { Ok(()) } else { Err(rules::CHANGED.into()) }
}

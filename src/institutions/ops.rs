//! Institutions are added to the list, corrected, and asked for.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use serde_json::json;

use super::{Entry, Wish, WishId, mail, queries, rules};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::{self, By};
use crate::taxonomy::{self, InstitutionEntry};
use crate::{Error, Result, conventions, text};

/// Adds an institution, or corrects one; answers its slug. What names it goes on naming it.
pub fn save(
    conn: &mut Conn,
    actor: &Actor,
    (slug, entry): (Option<&str>, &Entry),
    now: NaiveDateTime,
) -> Result<String> {
    steers(actor)?;
    conn.take_turn("institutions")?;
    let before = match slug {
        Some(slug) => Some(queries::entry(conn, slug)?),
        None => None,
    };
    if before.as_ref() == Some(entry) {
        return Ok(slug.unwrap_or_default().to_owned());
    }
    if let Some(ror) = &entry.ror
        && let Some(other) = queries::with_ror(conn, ror)?
        && Some(other.as_str()) != slug
    {
        return Err(rules::ROR_TAKEN.into());
    }
    let slug = match slug {
        Some(slug) => slug.to_owned(),
        None => free_slug(conn, &entry.name)?,
    };
    let parents = taxonomy::queries::parents(conn)?;
    if let Some(parent) = &entry.parent
        && (!parents.contains_key(parent) || is_below(&parents, parent, &slug))
    {
        return Err(rules::BAD_PARENT.into());
    }
    put(conn, (&slug, entry), now)?;
    if !queries::set_domains(conn, (&slug, &entry.domains), &actor.id, now)? {
        return Err(rules::DOMAIN_TAKEN.into());
    }
    taxonomy::queries::grow_version(conn)?;
    let action = if before.is_some() { "institution.changed" } else { "institution.added" };
    let detail = json!({ "now": entry, "before": before });
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("institution", &slug), &detail, now)?;
    Ok(slug)
}

fn put(conn: &mut Conn, (slug, entry): (&str, &Entry), now: NaiveDateTime) -> Result<()> {
    let row = InstitutionEntry {
        slug: slug.to_owned(),
        ror: entry.ror.clone(),
        name: entry.name.clone(),
        short_name: entry.short_name.clone(),
        regions: entry.regions.clone(),
        parent: entry.parent.clone(),
        kind: queries::kind_of(conn, slug)?,
        synonyms: Vec::new(),
    };
    taxonomy::queries::put_institution(conn, &row)?;
    taxonomy::queries::set_parent(conn, slug, entry.parent.as_deref())?;
    queries::mark_edited(conn, slug, now)?;
    let words = [Some(&entry.name), entry.short_name.as_ref()];
    let words: Vec<(String, String)> =
        words.into_iter().flatten().map(|word| (word.clone(), text::fold(word))).collect();
    // Names that it had before go on finding it.
    Ok(queries::add_words(conn, slug, &words)?)
}

/// Whether the way up from an institution leads to another one, or is that one.
fn is_below(parents: &HashMap<String, Option<String>>, from: &str, sought: &str) -> bool {
    let mut at = from;
    for _ in 0..=parents.len() {
        if at == sought {
            return true;
        }
        match parents.get(at).and_then(Option::as_deref) {
            Some(above) => at = above,
            None => return false,
        }
    }
    true
}

fn free_slug(conn: &mut Conn, name: &str) -> Result<String> {
    text::untaken_slug(&text::short_slug(name, "etablissement"), |slug| {
        Ok(slug == "new" || queries::slug_is_taken(conn, slug)?)
    })
}

/// Somebody names an institution that the list does not have; the same id again is the same wish.
pub fn wish(
    conn: &mut Conn,
    actor: &Actor,
    (id, name, ror): (&WishId, &str, Option<&str>),
    now: NaiveDateTime,
) -> Result<()> {
    if queries::wish(conn, id)?.is_some() {
        return Ok(());
    }
    let wish = Wish {
        id: id.clone(),
        name: name.to_owned(),
        ror: ror.map(str::to_owned),
        email: actor.email.clone(),
        asked_by: actor.name.clone(),
        language: actor.language,
        asked_at: now,
        institution: None,
        done_at: None,
    };
    queries::insert_wish(conn, &wish)?;
    let by = By::Account(actor.id.clone());
    let subject = ("institution_wish", id.as_str());
    history::record(conn, &by, "institution.wish", subject, &json!({}), now)?;
    let people = conventions::queries::coordination(conn)?;
    let people: Vec<_> =
        people.iter().map(|(name, email, one)| (name.as_str(), email.as_str(), *one)).collect();
    mail::asked(conn, &wish, &people, now)
}

/// What was asked for is in the list now: whoever asked is told. Says nothing when somebody else did it.
pub fn grant(
    conn: &mut Conn,
    actor: &Actor,
    (id, slug): (&WishId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    steers(actor)?;
    let wish = queries::wish(conn, id)?.ok_or(Error::NotFound)?;
    if !queries::grant_wish(conn, id, slug, now)? {
        return Ok(());
    }
    let by = By::Account(actor.id.clone());
    let (subject, detail) = (("institution_wish", id.as_str()), json!({ "institution": slug }));
    history::record(conn, &by, "institution.granted", subject, &detail, now)?;
    mail::made(conn, &wish, slug, now)
}

fn steers(actor: &Actor) -> Result<()> {
    if actor.coordinates() { Ok(()) } else { Err(Error::NotFound) }
}

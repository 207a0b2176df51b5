//! What whoever administers the network does with its vocabularies.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDateTime;
use serde_json::json;

use super::{TermChange, queries};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::{Error, Refusal, Result, network};

pub const SAME: Refusal = Refusal::new("taxonomy-merge-same");
pub const MERGED_ALREADY: Refusal = Refusal::new("taxonomy-merge-already");
pub const BOTH_HAVE: Refusal = Refusal::new("taxonomy-merge-both");

/// Says an entry in other words, offers it no more, or offers it again. What names it goes on naming it.
pub fn change_term(
    conn: &mut Conn,
    actor: &Actor,
    change: &TermChange,
    now: NaiveDateTime,
) -> Result<()> {
    check_admin(actor)?;
    let before = queries::term_change(conn, change.vocabulary, &change.code)?;
    // The day it was retired stays.
    let mut change = change.clone();
    let since = before.as_ref().and_then(|before| before.retired_at);
    change.retired_at = change.retired_at.map(|at| since.unwrap_or(at));
    if before.as_ref() == Some(&change) {
        return Ok(());
    }
    queries::put_term_change(conn, &change)?;
    queries::grow_version(conn)?;
    let detail = json!({
        "label_fr": change.label_fr,
        "label_en": change.label_en,
        "retired": change.retired_at.is_some(),
        "replaced_by": change.replaced_by,
        "before": before.map(|before| json!({
            "label_fr": before.label_fr,
            "label_en": before.label_en,
            "retired": before.retired_at.is_some(),
            "replaced_by": before.replaced_by,
        })),
    });
    let subject = format!("{}:{}", change.vocabulary, change.code);
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, "vocabulary.term_changed", ("vocabulary", &subject), &detail, now)
}

/// Makes an institution part of another one: everything that named it names the other one from now on, in this transaction;
/// its slug, its ROR id and its names lead there. Answers how many rows were moved.
pub fn merge_institutions(
    conn: &mut Conn,
    actor: &Actor,
    (slug, into): (&str, &str),
    now: NaiveDateTime,
) -> Result<usize> {
    check_admin(actor)?;
    if slug == into {
        return Err(SAME.into());
    }
    let parents = queries::parents(conn)?;
    if !parents.contains_key(into) {
        return Err(Error::NotFound);
    }
    let Some(above) = parents.get(slug) else { return Err(MERGED_ALREADY.into()) };
    if let Some(below) = below(&parents, into, slug) {
        queries::set_parent(conn, below, above.as_deref())?;
    }
    network::queries::end_double(conn, (slug, into), network_day(now))?;
    let mut moved: BTreeMap<String, usize> = BTreeMap::new();
    for reference in queries::institution_references(conn)? {
        let done = queries::move_references(conn, &reference, (slug, into)).map_err(Error::from);
        let done = match done {
            Err(error) if error.is_duplicate() => return Err(BOTH_HAVE.into()),
            done => done?,
        };
        *moved.entry(reference.table).or_default() += done;
    }
    moved.retain(|_, rows| *rows > 0);
    if !queries::set_merged(conn, slug, into)? {
        return Err(MERGED_ALREADY.into());
    }
    queries::grow_version(conn)?;
    let by = By::Account(actor.id.clone());
    let detail = json!({ "into": into, "moved": moved });
    history::record(conn, &by, "institution.merged", ("institution", slug), &detail, now)?;
    Ok(moved.values().sum())
}

/// On the way up from an institution, the one right below another one, if the way leads there.
fn below<'a>(
    parents: &'a HashMap<String, Option<String>>,
    from: &'a str,
    sought: &str,
) -> Option<&'a str> {
    let mut at = from;
    for _ in 0..parents.len() {
        let above = parents.get(at)?.as_deref()?;
        if above == sought {
            return Some(at);
        }
        at = above;
    }
    None
}

fn check_admin(actor: &Actor) -> Result<()> {
    if actor.is_admin() { Ok(()) } else { Err(Error::NotFound) }
}

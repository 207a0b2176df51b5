//! What whoever administers the network does with its vocabularies.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDateTime;
use serde_json::json;

use super::{DisciplineEntry, Line, ServiceEntry, TermChange, TopicEntry, Vocabulary, queries};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::text::fold;
use crate::{Error, Refusal, Result};

pub const KNOWN: Refusal = Refusal::new("taxonomy-error-known");
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

/// An entry that a vocabulary does not have yet.
#[derive(Debug, Clone)]
pub struct NewTerm {
    pub vocabulary: Vocabulary,
    pub code: String,
    pub label_fr: String,
    pub label_en: String,
    /// Of a topic.
    pub line: Line,
    /// Of a discipline.
    pub parent: Option<String>,
}

/// Adds an entry at the end of its vocabulary.
pub fn add_term(conn: &mut Conn, actor: &Actor, term: &NewTerm, now: NaiveDateTime) -> Result<()> {
    check_admin(actor)?;
    conn.take_turn("vocabularies")?;
    let NewTerm { vocabulary, code, label_fr, label_en, line, parent } = term.clone();
    let known: Vec<String> = match vocabulary {
        Vocabulary::Discipline => {
            queries::all_disciplines(conn)?.into_iter().map(|one| one.code).collect()
        }
        Vocabulary::Topic => queries::all_topics(conn)?.into_iter().map(|one| one.code).collect(),
        Vocabulary::Service => {
            queries::all_services(conn)?.into_iter().map(|one| one.code).collect()
        }
        _ => return Err(Error::NotFound),
    };
    if known.contains(&code) {
        return Err(KNOWN.into());
    }
    let last = i32::try_from(known.len()).unwrap_or(i32::MAX);
    let words = [&label_fr, &label_en].map(|label| (label.clone(), fold(label)));
    let words: BTreeMap<String, String> =
        words.into_iter().map(|(label, folded)| (folded, label)).collect();
    let words: Vec<_> = words.into_iter().map(|(folded, label)| (label, folded)).collect();
    queries::put_terms(conn, vocabulary, &code, &words)?;
    let detail = json!({ "label_fr": label_fr, "label_en": label_en, "parent": parent });
    let subject = format!("{vocabulary}:{code}");
    match vocabulary {
        Vocabulary::Discipline => {
            let entry = DisciplineEntry { code, parent, label_fr, label_en, synonyms: vec![] };
            queries::put_discipline(conn, &entry, last)?;
        }
        Vocabulary::Topic => {
            let (second_line_hint, synonyms) = (String::new(), vec![]);
            let entry = TopicEntry { code, label_fr, label_en, line, second_line_hint, synonyms };
            queries::put_topic(conn, &entry, last)?;
        }
        _ => {
            let (description_fr, description_en) = (String::new(), String::new());
            let entry = ServiceEntry { code, label_fr, label_en, description_fr, description_en };
            queries::put_service(conn, &entry, last)?;
        }
    }
    queries::grow_version(conn)?;
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, "vocabulary.term_added", ("vocabulary", &subject), &detail, now)
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
    conn.take_turn("institutions")?;
    let parents = queries::parents(conn)?;
    if !parents.contains_key(into) {
        return Err(Error::NotFound);
    }
    let Some(above) = parents.get(slug) else { return Err(MERGED_ALREADY.into()) };
    if let Some(below) = below(&parents, into, slug) {
        queries::set_parent(conn, below, above.as_deref())?;
    }
    queries::end_double(conn, (slug, into), network_day(now))?;
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

//! Of applications to calls, what has had its term goes; their people are told before. Figures do not change.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use serde_json::json;

use super::remove_files;
use crate::accounts::Actor;
use crate::app::App;
use crate::applications::{self, ApplicationId, Role};
use crate::calls::{self, CallId};
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::privacy::{Term, Terms, access, queries, rules};
use crate::taxonomy::Vocabularies;
use crate::{Result, statistics};

/// So many applications are seen to in one transaction.
const BATCH: i64 = 20;

/// Tells of what will go, and clears what was told of; answers how many were cleared.
pub(super) fn keep_terms(app: &App, terms: &Terms, now: NaiveDateTime) -> Result<usize> {
    while app.db.write_step(|conn| announce(conn, terms, now))? > 0 {}
    app.db.write_now(|conn| {
        queries::forget_begin_links(conn, terms.before(Term::Invitations, now))?;
        Ok(queries::forget_askers(conn, ended(terms, now).drafts)?)
    })?;
    let words = app.vocabularies();
    let mut done = 0;
    loop {
        let (count, files) = app.db.write_step(|conn| {
            let mut due = queries::bids_ended(conn, ended(terms, now))?;
            if terms.approval() {
                due = queries::bids_agreed(conn, &due)?;
            }
            clear(conn, (&due, &words), now)
        })?;
        remove_files(app, files)?;
        if count == 0 {
            let filed = ended(terms, now).filed;
            return Ok(done + app.db.write_now(|conn| forget_reviewers(conn, filed, now))?);
        }
        done += count;
    }
}

/// Of calls of which no application is left, who reviewed for them.
fn forget_reviewers(conn: &mut Conn, before: NaiveDateTime, now: NaiveDateTime) -> Result<usize> {
    let gone = queries::forget_reviewers(conn, before)?;
    if gone > 0 {
        let (subject, detail) = (("retention", "people"), json!({ "reviewers": gone }));
        history::record(conn, &By::System, "retention.forget", subject, &detail, now)?;
    }
    Ok(gone)
}

/// What had ended by a moment so long ago that its term has come.
fn ended(terms: &Terms, at: NaiveDateTime) -> queries::Ended {
    queries::Ended { drafts: terms.before(Term::Drafts, at), filed: terms.before(Term::Filed, at) }
}

fn announce(conn: &mut Conn, terms: &Terms, now: NaiveDateTime) -> Result<usize> {
    let due = queries::bids_ended(conn, ended(terms, now + rules::ANNOUNCED))?;
    let untold = queries::bids_told(conn, &due, None, BATCH)?;
    for (id, _, filed) in &untold {
        tell(conn, id, now)?;
        note(conn, ("application.announce_end", id), *filed, now)?;
    }
    let ids: Vec<ApplicationId> = untold.into_iter().map(|(id, ..)| id).collect();
    Ok(queries::note_bids_told(conn, &ids, now)?)
}

/// Whoever owns or edits an application may take a copy away while there is time.
fn tell(conn: &mut Conn, id: &ApplicationId, now: NaiveDateTime) -> Result<()> {
    let application = applications::queries::find(conn, id)?;
    let call = calls::queries::find(conn, &application.call_id)?;
    for (person, name, email, language) in applications::queries::people_of(conn, id)? {
        if matches!(person.role, Role::Owner | Role::Editor) {
            let to = (name.as_str(), email.as_str(), language);
            applications::mail::ends(
                conn,
                (&application, &call),
                (to, now + rules::ANNOUNCED),
                now,
            )?;
        }
    }
    Ok(())
}

fn clear(
    conn: &mut Conn,
    (due, words): (&[ApplicationId], &Vocabularies),
    now: NaiveDateTime,
) -> Result<(usize, Vec<String>)> {
    let told = queries::bids_told(conn, due, Some(now - rules::ANNOUNCED), BATCH)?;
    if told.is_empty() {
        return Ok((0, Vec::new()));
    }
    let mut kept = BTreeMap::new();
    let calls: BTreeSet<&CallId> = told.iter().map(|(_, call, _)| call).collect();
    for call in calls {
        kept.extend(statistics::ops::kept(conn, (call, words))?);
    }
    let figures: Vec<(ApplicationId, String)> = told
        .iter()
        .map(|(id, ..)| (id.clone(), json!(kept.remove(id).unwrap_or_default()).to_string()))
        .collect();
    let gone = Locale::Fr.text("privacy-bid-gone");
    let files = queries::clear_bids(conn, &figures, &gone, now)?;
    for (id, _, filed) in &told {
        note(conn, ("application.clear", id), *filed, now)?;
    }
    Ok((told.len(), files))
}

/// Agrees that those go whose people had been told by a moment: what whoever agrees had before their eyes.
pub fn agree_bids(
    conn: &mut Conn,
    actor: &Actor,
    told_by: NaiveDateTime,
    now: NaiveDateTime,
) -> Result<()> {
    access::check_decides(conn, actor)?;
    let by = By::Account(actor.id.clone());
    for id in queries::agree_bids(conn, told_by, now)? {
        let subject = ("application", id.as_str());
        history::record(conn, &by, "application.agree_end", subject, &json!({}), now)?;
    }
    Ok(())
}

fn note(
    conn: &mut Conn,
    (action, id): (&str, &ApplicationId),
    filed: bool,
    now: NaiveDateTime,
) -> Result<()> {
    let subject = ("application", id.as_str());
    history::record(conn, &By::System, action, subject, &json!({ "filed": filed }), now)
}

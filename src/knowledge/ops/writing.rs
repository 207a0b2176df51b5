//! Writing: a draft from a ticket or from nothing, its changes, and the next version of what is published.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{made_of, record, which};
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::knowledge::access::{self, Kept};
use crate::knowledge::rules::{self, Event};
use crate::knowledge::{ArticleId, Standing, VersionId, Wording, queries};
use crate::taxonomy::Vocabularies;
use crate::tickets::Ticket;
use crate::{Error, Result};

const REVIEW_MONTHS: i32 = 12;

/// Makes a draft of a closed ticket; answers the one that there is, when it was made before.
pub fn draft_from(
    conn: &mut Conn,
    actor: &Actor,
    words: &Vocabularies,
    ticket: &Ticket,
    now: NaiveDateTime,
) -> Result<ArticleId> {
    if let Some(there) = queries::of_ticket(conn, &ticket.id)? {
        return Ok(there.id);
    }
    rules::check_source(ticket.state)?;
    if !rules::may_edit(actor, &ticket.node_id) {
        return Err(Error::NotFound);
    }
    let made = made_of(conn, words, ticket)?;
    let written = |language: Locale, text: &str| match ticket.language == language {
        true => text.to_owned(),
        false => String::new(),
    };
    let topic = ticket.confirmed_topic.clone().or_else(|| ticket.topic.clone());
    let wording = Wording {
        title_fr: written(Locale::Fr, &made.title),
        body_fr: written(Locale::Fr, &made.body),
        title_en: written(Locale::En, &made.title),
        body_en: written(Locale::En, &made.body),
        topics: topic.into_iter().collect(),
        disciplines: ticket.disciplines(),
        review_months: REVIEW_MONTHS,
        change_note: String::new(),
        variants: Vec::new(),
    };
    let id = ArticleId::new();
    queries::insert(conn, (&id, &ticket.node_id, Some(&ticket.id)), &actor.id, now)?;
    queries::insert_version(conn, (&VersionId::new(), &id, 1), &wording, &actor.id, now)?;
    let by = By::Account(actor.id.clone());
    let of = ("ticket", ticket.id.as_str());
    history::record(conn, &by, "ticket.article", of, &json!({ "article": id }), now)?;
    record(conn, actor, ("article.draft", &id), &json!({ "replaced": made.replaced.len() }), now)?;
    Ok(id)
}

/// A new article that was not a ticket.
pub fn write(
    conn: &mut Conn,
    actor: &Actor,
    (id, node): (&ArticleId, &NodeId),
    what: &Wording,
    now: NaiveDateTime,
) -> Result<()> {
    if !rules::may_edit(actor, node) {
        return Err(Error::NotFound);
    }
    if queries::exists(conn, id)? {
        return write_again(conn, actor, id, what, now);
    }
    queries::insert(conn, (id, node, None), &actor.id, now)?;
    queries::insert_version(conn, (&VersionId::new(), id, 1), what, &actor.id, now)?;
    record(conn, actor, ("article.draft", id), &json!({}), now)
}

/// The form came twice; with other words it was written on a page that the browser had kept, and changes what was made of
/// the first one, unless that was worked on since.
fn write_again(
    conn: &mut Conn,
    actor: &Actor,
    id: &ArticleId,
    what: &Wording,
    now: NaiveDateTime,
) -> Result<()> {
    const NEVER_CHANGED: i32 = 0;
    let kept = access::for_desk(conn, actor, id)?;
    let there = kept.newest()?;
    let variants = queries::variants_of(conn, &there.id)?;
    let wording = there.wording(variants);
    if (Wording { change_note: there.change_note.clone(), ..wording }) == *what {
        return Ok(());
    }
    match there.state == Standing::Draft && there.number == 1 {
        true => change(conn, actor, (id, NEVER_CHANGED), what, now),
        false => Err(rules::CHANGED.into()),
    }
}

/// Changes a draft, unless somebody else did since `lock`.
pub fn change(
    conn: &mut Conn,
    actor: &Actor,
    (id, lock): (&ArticleId, i32),
    what: &Wording,
    now: NaiveDateTime,
) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let draft = kept.in_work().filter(|one| one.state == Standing::Draft);
    let draft = draft.ok_or(rules::NOT_A_DRAFT)?;
    if !queries::update_version(conn, (&draft.id, lock), what, &actor.id, now)? {
        return Err(rules::CHANGED.into());
    }
    record(conn, actor, ("article.change", id), &which(draft), now)
}

/// Opens the next version of an article that needs work; the one that is in work, when there is one.
pub fn revise(
    conn: &mut Conn,
    actor: &Actor,
    id: &ArticleId,
    note: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    if kept.in_work().is_some() {
        return Ok(());
    }
    let last = kept.newest()?;
    let variants = queries::variants_of(conn, &last.id)?;
    let what = Wording { change_note: rules::note(note)?.to_owned(), ..last.wording(variants) };
    let next = (&VersionId::new(), id, last.number + 1);
    queries::insert_version(conn, next, &what, &actor.id, now)?;
    record(conn, actor, ("article.revise", id), &json!({ "version": last.number + 1 }), now)
}

/// Throws a draft away; what was never published leaves nothing behind.
pub fn dispose(conn: &mut Conn, actor: &Actor, id: &ArticleId, now: NaiveDateTime) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let Kept { article, versions } = &kept;
    let draft = kept.in_work().ok_or(rules::NOT_A_DRAFT)?;
    rules::next(draft.state, Event::Dispose)?;
    if versions.len() == 1 {
        queries::delete(conn, &article.id)?;
    } else {
        queries::delete_version(conn, &draft.id)?;
    }
    record(conn, actor, ("article.dispose", id), &which(draft), now)
}

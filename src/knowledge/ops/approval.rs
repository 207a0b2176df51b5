//! From a draft to what readers see: proposed by one, approved by another, ended with a reason.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{left_over, record, which};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::knowledge::access::{self, Kept};
use crate::knowledge::queries::Move;
use crate::knowledge::rules::{self, Event};
use crate::knowledge::{ArticleId, Standing, Variant, Version, mail, queries};
use crate::taxonomy::Vocabularies;
use crate::{Refusal, Result};

/// Whether somebody has looked at what the machine holds to be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Looked,
    NotYet,
}

/// Proposes a draft to a second person.
pub fn propose(
    conn: &mut Conn,
    actor: &Actor,
    words: &Vocabularies,
    (id, look): (&ArticleId, Look),
    now: NaiveDateTime,
) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let version = in_work(&kept, rules::NOT_A_DRAFT)?;
    // The button was pressed twice.
    if version.state == Standing::Proposed {
        return Ok(());
    }
    check(conn, words, &kept, (version, look))?;
    step(conn, version, (Event::Propose, Move::Propose), now)?;
    record(conn, actor, ("article.propose", id), &which(version), now)?;
    mail::proposed(conn, actor, &kept.article, version, now)
}

/// Goes on writing what was proposed.
pub fn take_back(conn: &mut Conn, actor: &Actor, id: &ArticleId, now: NaiveDateTime) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let version = in_work(&kept, rules::NOT_PROPOSED)?;
    if version.state == Standing::Draft {
        return Ok(());
    }
    step(conn, version, (Event::TakeBack, Move::TakeBack), now)?;
    record(conn, actor, ("article.take-back", id), &which(version), now)
}

/// Sends a proposed version back to its writers.
pub fn send_back(
    conn: &mut Conn,
    actor: &Actor,
    id: &ArticleId,
    reason: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let version = in_work(&kept, rules::NOT_PROPOSED)?;
    let reason = stated(reason)?;
    step(conn, version, (Event::Return, Move::Return(&actor.id, &reason)), now)?;
    record(conn, actor, ("article.return", id), &which(version), now)?;
    mail::returned(conn, actor, version, &reason, now)
}

/// Publishes a proposed version in the place of the one before. Nobody approves their own words.
pub fn approve(
    conn: &mut Conn,
    actor: &Actor,
    words: &Vocabularies,
    (id, look): (&ArticleId, Look),
    now: NaiveDateTime,
) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let Some(version) = kept.in_work() else {
        let by_actor =
            kept.published().is_some_and(|one| one.approved_by.as_ref() == Some(&actor.id));
        // The button was pressed twice.
        return if by_actor { Ok(()) } else { Err(rules::NOT_PROPOSED.into()) };
    };
    rules::next(version.state, Event::Approve)?;
    let writers: Vec<_> =
        queries::writers_of(conn, &version.id)?.into_iter().map(|(id, _)| id).collect();
    rules::check_approver(actor, &writers)?;
    let variants = check(conn, words, &kept, (version, look))?;
    if let Some(before) = kept.published() {
        step(conn, before, (Event::Supersede, Move::End(&actor.id, "")), now)?;
    }
    step(conn, version, (Event::Approve, Move::Approve(&actor.id)), now)?;
    if kept.article.slug.is_none() {
        let wording = version.wording(Vec::new());
        let base = rules::base_slug(&wording);
        queries::take_slug(conn, id, &base, |taken| rules::free_slug(&wording, taken))?;
    }
    let review = rules::review_day(network_day(now), version.review_months);
    queries::set_review(conn, id, Some(review), now)?;
    queries::index(conn, id, Some((version, &variants)), now)?;
    record(conn, actor, ("article.approve", id), &which(version), now)?;
    mail::approved(conn, actor, version, now)
}

/// Takes an article away from readers.
pub fn withdraw(
    conn: &mut Conn,
    actor: &Actor,
    id: &ArticleId,
    reason: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let version = kept.published().ok_or(rules::NOT_PUBLISHED)?;
    let reason = stated(reason)?;
    step(conn, version, (Event::Withdraw, Move::End(&actor.id, &reason)), now)?;
    queries::set_review(conn, id, None, now)?;
    queries::index(conn, id, None, now)?;
    let detail = json!({ "version": version.number, "reason": reason });
    record(conn, actor, ("article.withdraw", id), &detail, now)
}

fn in_work(kept: &Kept, else_: Refusal) -> Result<&Version> {
    Ok(kept.in_work().ok_or(else_)?)
}

fn stated(reason: &str) -> Result<String> {
    match rules::note(reason)? {
        "" => Err(rules::NO_REASON.into()),
        reason => Ok(reason.to_owned()),
    }
}

/// Whether a version may be read by all: whole, and without persons unless somebody looked. Answers its variants.
fn check(
    conn: &mut Conn,
    words: &Vocabularies,
    kept: &Kept,
    (version, look): (&Version, Look),
) -> Result<Vec<Variant>> {
    let wording = version.wording(queries::variants_of(conn, &version.id)?);
    rules::check_complete(&wording)?;
    if look == Look::NotYet && !left_over(conn, words, &kept.article, &wording)?.is_empty() {
        return Err(rules::PERSONAL.into());
    }
    Ok(wording.variants)
}

/// One move of a version; refused when somebody else moved it meanwhile.
fn step(
    conn: &mut Conn,
    version: &Version,
    (event, with): (Event, Move<'_>),
    now: NaiveDateTime,
) -> Result<()> {
    let to = rules::next(version.state, event)?.ok_or(rules::NOT_A_DRAFT)?;
    let moved = queries::advance(conn, version, to, with, now)?;
    if moved { Ok(()) } else { Err(rules::CHANGED.into()) }
}

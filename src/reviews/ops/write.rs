//! Writing a review: kept as often as one likes, submitted once, given back with a reason.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::{self, Actor};
use crate::applications;
use crate::calls::CallId;
use crate::db::Conn;
use crate::reviews::access::{self, Looked, desk, opened};
use crate::reviews::rules::scan::{self, Telling};
use crate::reviews::rules::{self, AssignmentEvent};
use crate::reviews::{AssignmentId, Criterion, Review, ReviewState, Said, mail, queries};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::{Error, Result};

/// Keeps what a review says so far. `lock` is that of the review that was shown; none before there was one.
pub fn save(
    conn: &mut Conn,
    actor: &Actor,
    (id, lock): (&AssignmentId, i32),
    said: &Said,
    now: NaiveDateTime,
) -> Result<()> {
    let there = opened(conn, actor, id)?;
    write(conn, actor, (&there, lock), said, now).map(drop)
}

fn write(
    conn: &mut Conn,
    actor: &Actor,
    (there, lock): (&Looked, i32),
    said: &Said,
    now: NaiveDateTime,
) -> Result<Review> {
    rules::check_written(there.call.state)?;
    let id = &there.assignment.id;
    conn.take_turn(id.as_str())?;
    let criteria = queries::criteria(conn, &there.call.id)?;
    let known = |criterion: &_| criteria.iter().any(|one| one.id == *criterion);
    if !said.scores.iter().all(|score| known(&score.criterion)) {
        return Err(Error::NotFound);
    }
    let seq = there.application.current_seq.ok_or(Error::NotFound)?;
    let filed = applications::queries::submission(conn, &there.application.id, seq)?;
    if queries::review(conn, id)?.is_none() {
        queries::begin_review(conn, (id, &filed.id), now)?;
    }
    let before = queries::review(conn, id)?.ok_or(Error::NotFound)?;
    if before.state == ReviewState::Submitted {
        return Err(rules::FILED.into());
    }
    let read = lock.max(1);
    if !queries::save_review(conn, (id, read), (&filed.id, said), now)? {
        return Err(rules::CHANGED.into());
    }
    note(conn, &actor.id, ("review.write", "review", id.as_str()), &json!({}), now)?;
    queries::review(conn, id)?.ok_or(Error::NotFound)
}

/// What of the words for applicants would tell who wrote them, or who else reviews.
pub fn telling(
    conn: &mut Conn,
    (there, actor): (&Looked, &Actor),
    words: &Vocabularies,
) -> Result<Telling> {
    let mut telling = Telling::default();
    for (_, name, email) in queries::assignments_of(conn, &there.application.id)? {
        telling.names.push(name);
        telling.emails.push(email);
    }
    for one in queries::affiliations(conn, Some(&actor.id))? {
        telling.institutions.push(words.label(
            Vocabulary::Institution,
            &one.institution,
            actor.language,
        ));
        let short = words.institution(&one.institution).and_then(|one| one.short_name.clone());
        telling.institutions.extend(short);
    }
    Ok(telling)
}

/// What the words for applicants and for the committee hold that they should not, if anything.
pub fn scanned(
    conn: &mut Conn,
    (there, actor): (&Looked, &Actor),
    (said, words): (&Said, &Vocabularies),
) -> Result<Vec<String>> {
    let telling = telling(conn, (there, actor), words)?;
    Ok(scan::found(&said.for_applicants, &telling))
}

/// Which criteria have neither a score nor a word that they cannot be assessed; and whether a recommendation is missing.
pub fn is_whole(criteria: &[Criterion], said: &Said) -> bool {
    let judged = |one: &Criterion| said.scores.iter().any(|score| score.criterion == one.id);
    criteria.iter().all(judged)
        && said.recommendation.is_some()
        && !said.for_applicants.trim().is_empty()
}

/// Whether whoever submits has looked at the words that seem to tell who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    Yes,
    No,
}

/// Submits a review. What would tell a name to who applied is refused until the reviewer says that it does not.
pub fn submit(
    conn: &mut Conn,
    actor: &Actor,
    (id, lock): (&AssignmentId, i32),
    (said, checked, words): (&Said, Checked, &Vocabularies),
    now: NaiveDateTime,
) -> Result<()> {
    let there = opened(conn, actor, id)?;
    if let Some(before) = queries::review(conn, id)?
        && before.state == ReviewState::Submitted
    {
        return Ok(());
    }
    let criteria = queries::criteria(conn, &there.call.id)?;
    if !is_whole(&criteria, said) {
        return Err(rules::INCOMPLETE.into());
    }
    if checked == Checked::No && !scanned(conn, (&there, actor), (said, words))?.is_empty() {
        return Err(rules::NAMES_SOMEBODY.into());
    }
    // Whoever confirms a conflict holds the same turn: a review of somebody in conflict is not submitted.
    conn.take_turn(there.application.id.as_str())?;
    let there = opened(conn, actor, id)?;
    let kept = write(conn, actor, (&there, lock), said, now)?;
    let document = json!({
        "recommendation": said.recommendation,
        "confidence": said.confidence,
        "for_applicants": said.for_applicants,
        "for_committee": said.for_committee,
        "scores": said.scores,
    });
    let to = rules::next(there.assignment.state, AssignmentEvent::Finish)?;
    let filed = queries::submit_review(conn, (id, kept.lock_version), &document.to_string(), now)?;
    if !filed || !queries::advance_assignment(conn, &there.assignment, (to, ""), now)? {
        return Err(rules::CHANGED.into());
    }
    note(conn, &actor.id, ("review.submit", "review", id.as_str()), &json!({}), now)
}

/// Gives a submitted review back to be changed, with a reason; what it said is kept.
pub fn reopen(
    conn: &mut Conn,
    actor: &Actor,
    (call, id, reason): (&CallId, &AssignmentId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let desk = desk(conn, actor, call)?;
    let (one, of) = access::assignment(conn, &desk, id)?;
    rules::check_written(desk.call.state)?;
    rules::check_reason(reason)?;
    let to = rules::next(one.state, AssignmentEvent::Reopen)?;
    if !queries::reopen_review(conn, id)?
        || !queries::advance_assignment(conn, &one, (to, reason), now)?
    {
        return Err(rules::CHANGED.into());
    }
    note(
        conn,
        &actor.id,
        ("review.reopen", "review", id.as_str()),
        &json!({ "reason": reason }),
        now,
    )?;
    let who = accounts::queries::find(conn, &one.reviewer_id)?;
    let to = (who.name.as_str(), who.email.as_str(), who.language);
    mail::given_back(conn, (&desk.call, &of), to, (id, reason), now)
}

//! Filing: by the owner, in time, complete, and exactly what they read.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::Actor;
use crate::applications::access::{Opened, opened};
use crate::applications::rules::eligibility::{self, Check, Seen};
use crate::applications::rules::{self, Event, document};
use crate::applications::{
    ApplicationId, Partner, Role, State, Submission, SubmissionId, mail, queries,
};
use crate::calls;
use crate::db::Conn;
use crate::questionnaires::Letters;
use crate::questionnaires::rules::complete;
use crate::{Error, Result, decisions, reviews};

/// The document that would be filed now, and its hash.
pub fn to_file(conn: &mut Conn, there: &Opened) -> Result<(String, String)> {
    let id = &there.application.id;
    let answers = queries::answers_of(conn, id)?;
    let partners = queries::partners_of(conn, id)?;
    let (letters, files) = (queries::letters_of(conn, id)?, queries::files_of(conn, id)?);
    let named = (there.call.reference.as_str(), there.application.title.as_str());
    Ok(document::write(named, (&there.version, &answers), (&partners, &letters, &files)))
}

/// Files what the owner read, whose hash they send along. What arrived in time is in time, however long it took since.
/// The same content again is the same filing.
pub fn file(
    conn: &mut Conn,
    actor: &Actor,
    (id, read): (&ApplicationId, &str),
    (arrived, written): (NaiveDateTime, NaiveDateTime),
) -> Result<Submission> {
    let there = opened(conn, actor, id)?;
    // One after another for each call: its numbers follow each other, and what freezes it waits for who is filing.
    conn.take_turn(there.call.id.as_str())?;
    conn.take_turn(id.as_str())?;
    let there = Opened {
        application: queries::find(conn, id)?,
        call: calls::queries::find(conn, &there.call.id)?,
        granted: queries::granted(conn, id)?,
        ..there
    };
    if there.person.role != Role::Owner {
        return Err(rules::ONLY_OWNER.into());
    }
    let within = (&there.call, there.granted);
    let within_grace = rules::check_file(&there.application, within, arrived)?;
    let (text, sha256) = to_file(conn, &there)?;
    let answers = queries::answers_of(conn, id)?;
    let last = match there.application.current_seq {
        Some(seq) => Some(queries::submission(conn, id, seq)?),
        None => None,
    };
    if let Some(last) = last.filter(|last| last.sha256 == sha256) {
        return Ok(last);
    }
    if sha256 != read {
        return Err(rules::CHANGED.into());
    }
    if !complete::check(&there.version.definition, &answers).is_empty() {
        return Err(rules::INCOMPLETE.into());
    }
    if there.version.definition.letters == Letters::Required
        && !letters_owed(conn, &there)?.is_empty()
    {
        return Err(rules::LETTERS.into());
    }
    if eligible(conn, &there)?.iter().any(|check| check.rule.blocking && !check.met) {
        return Err(rules::RULE_UNMET.into());
    }
    rules::next(there.application.state, Event::File)?;
    let reference = match &there.application.reference {
        Some(reference) => reference.clone(),
        None => free_reference(conn, &there)?,
    };
    let seq = there.application.current_seq.unwrap_or_default() + 1;
    let submission = Submission {
        id: SubmissionId::new(),
        application_id: id.clone(),
        seq,
        version_id: there.version.id.clone(),
        document: text,
        sha256,
        received_at: arrived,
        committed_at: written,
        deadline: calls::rules::deadline(&there.call.terms, there.granted)
            .ok_or(Error::NotFound)?,
        within_grace,
        submitted_by: actor.id.clone(),
        receipt: format!("{reference}/{seq}"),
    };
    if !queries::submit(conn, &there.application, (&reference, &submission))? {
        return Err(rules::CHANGED.into());
    }
    let detail = json!({ "receipt": submission.receipt, "sha256": submission.sha256, "grace": within_grace });
    note(conn, &actor.id, ("application.file", id), &detail, arrived)?;
    for (_, name, email, language) in queries::people_of(conn, id)? {
        mail::filed(conn, &there, (&name, &email, language), &submission, arrived)?;
    }
    Ok(submission)
}

/// What the rules of its call see in an application as it is written now.
pub fn eligible(conn: &mut Conn, there: &Opened) -> Result<Vec<Check>> {
    let asked = calls::ops::rules_of(conn, &there.call)?;
    let id = &there.application.id;
    let answers = queries::answers_of(conn, id)?;
    let partners = queries::partners_of(conn, id)?;
    let letters = queries::letters_of(conn, id)?;
    let owed = rules::letters::owed(&there.call.reference, &partners, &letters);
    let seen = Seen {
        definition: &there.version.definition,
        answers: &answers,
        partners: &partners,
        letters_hold: owed.is_empty(),
    };
    Ok(eligibility::check(&asked, seen))
}

/// The institutions whose letter does not hold, where the form wants letters.
pub fn letters_owed(conn: &mut Conn, there: &Opened) -> Result<Vec<Partner>> {
    if there.version.definition.letters == Letters::None {
        return Ok(Vec::new());
    }
    let partners = queries::partners_of(conn, &there.application.id)?;
    let letters = queries::letters_of(conn, &there.application.id)?;
    let owed = rules::letters::owed(&there.call.reference, &partners, &letters);
    Ok(owed.into_iter().cloned().collect())
}

/// A reference that nobody has. It tells neither how many there are nor in which order they came: a hole in a row would
/// tell whoever must not know of an application that there is one.
fn free_reference(conn: &mut Conn, there: &Opened) -> Result<String> {
    let known = queries::references(conn, &there.call.id)?;
    let (call, id) = (&there.call.reference, there.application.id.as_str());
    let mut tries = (0..200).map(|nth| rules::reference(call, (id, nth)));
    Ok(tries.find(|one| !known.contains(one)).unwrap_or_else(|| format!("{call}-{id}")))
}

/// Withdraws what was filed, with a reason; everybody in it is told, and whoever runs the call. What was decided of it and
/// not told stands no longer.
pub fn withdraw(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&ApplicationId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let there = owned(conn, actor, id)?;
    // Letters leave, and results are published, under the turn of the call.
    conn.take_turn(there.call.id.as_str())?;
    conn.take_turn(id.as_str())?;
    let there = owned(conn, actor, id)?;
    if there.application.state == State::Withdrawn {
        return Ok(());
    }
    let to = rules::next(there.application.state, Event::Withdraw)?;
    if reason.trim().is_empty() {
        return Err(rules::NO_REASON.into());
    }
    if !queries::set_state(conn, &there.application, (to, Some(now), reason))? {
        return Err(rules::CHANGED.into());
    }
    note(conn, &actor.id, ("application.withdraw", id), &json!({}), now)?;
    decisions::ops::forgo(conn, (&actor.id, id), now)?;
    reviews::queries::close_completions_of(conn, id, now)?;
    for (_, name, email, language) in queries::people_of(conn, id)? {
        mail::withdrawn(conn, &there, (&name, &email, language), reason, now)?;
    }
    for (name, email, language) in reviews::ops::coordinators_of(conn, &there.call.id, id)? {
        mail::gone(conn, &there, (&name, &email, language), reason, now)?;
    }
    reviews::ops::tell_withdrawn(conn, (&there.call, &there.application), now)
}

/// Takes a withdrawal back, until the deadline.
pub fn restore(
    conn: &mut Conn,
    actor: &Actor,
    id: &ApplicationId,
    arrived: NaiveDateTime,
) -> Result<()> {
    let there = owned(conn, actor, id)?;
    if there.application.state == State::Submitted {
        return Ok(());
    }
    let to = rules::next(there.application.state, Event::Restore)?;
    if calls::rules::is_in_time(&there.call.terms, there.granted, arrived) != Some(false) {
        return Err(rules::TOO_LATE.into());
    }
    if !queries::set_state(conn, &there.application, (to, None, ""))? {
        return Err(rules::CHANGED.into());
    }
    note(conn, &actor.id, ("application.restore", id), &json!({}), arrived)
}

fn owned(conn: &mut Conn, actor: &Actor, id: &ApplicationId) -> Result<Opened> {
    let there = opened(conn, actor, id)?;
    if there.person.role == Role::Owner { Ok(there) } else { Err(rules::ONLY_OWNER.into()) }
}

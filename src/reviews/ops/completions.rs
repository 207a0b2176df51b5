//! Some questions of one application are opened again after the closing, until a moment; the answer is a filing of its own.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::note;
use crate::accounts::Actor;
use crate::applications::access::{Opened, opened};
use crate::applications::{self, ApplicationId, Role, State, Submission, SubmissionId};
use crate::calls::{self, CallId};
use crate::db::Conn;
use crate::questionnaires::pages::Taken;
use crate::questionnaires::rules::canonical;
use crate::questionnaires::rules::conditions::is_blank;
use crate::questionnaires::{self, Definition, Item, Kind};
use crate::reviews::access::{application, desk};
use crate::reviews::{Completion, mail, queries, rules};
use crate::secret::sha256_hex;
use crate::{Error, Result};

/// Opens named questions again, for one application; everybody in it is told.
pub fn ask_completion(
    conn: &mut Conn,
    actor: &Actor,
    (call, request): (&CallId, &Completion),
    now: NaiveDateTime,
) -> Result<()> {
    let desk = desk(conn, actor, call)?;
    let of = application(conn, &desk, &request.application_id)?;
    let under_review = matches!(of.state, State::Submitted | State::InReview);
    if desk.call.state != calls::State::InReview || !under_review {
        return Err(rules::NOT_IN_REVIEW.into());
    }
    let known = queries::completions_of(conn, &of.id)?;
    if known.iter().any(|one| one.id == request.id) {
        return Ok(());
    }
    let version = questionnaires::queries::find(conn, &of.version_id)?;
    if items(&version.definition, request).is_empty() {
        return Err(rules::NO_FIELD.into());
    }
    rules::check_reason(&request.message)?;
    if request.due_at <= now {
        return Err(rules::OVER.into());
    }
    queries::insert_completion(conn, request, &actor.id)?;
    let detail = json!({ "fields": request.fields, "due": request.due_at.to_string() });
    note(conn, &actor.id, ("review.ask_completion", "application", of.id.as_str()), &detail, now)?;
    for (_, name, email, language) in applications::queries::people_of(conn, &of.id)? {
        let to = (name.as_str(), email.as_str(), language);
        mail::completion(conn, (&desk.call, &of), (to, request), now)?;
    }
    Ok(())
}

/// The questions that a request opens.
pub fn items<'a>(definition: &'a Definition, request: &Completion) -> Vec<&'a Item> {
    let named = |item: &&Item| {
        item.kind.asks()
            && item.kind != Kind::File
            && request.fields.split(',').any(|key| key == item.key)
    };
    definition.sections.iter().flat_map(|section| &section.items).filter(named).collect()
}

/// The request that somebody in an application may answer now.
pub fn open_completion(
    conn: &mut Conn,
    actor: &Actor,
    id: &ApplicationId,
    now: NaiveDateTime,
) -> Result<(Opened, Completion)> {
    let there = opened(conn, actor, id)?;
    let all = queries::completions_of(conn, id)?;
    let open = |one: &Completion| one.answered_seq.is_none() && one.due_at >= now;
    let one = all.into_iter().find(open).ok_or(Error::NotFound)?;
    Ok((there, one))
}

/// Answers a request: what is asked is kept, and the whole filed once more.
pub fn complete(
    conn: &mut Conn,
    actor: &Actor,
    (id, taken): (&ApplicationId, &[Taken]),
    (arrived, written): (NaiveDateTime, NaiveDateTime),
) -> Result<Submission> {
    conn.take_turn(id.as_str())?;
    let (there, request) = open_completion(conn, actor, id, arrived)?;
    if there.person.role != Role::Owner {
        return Err(applications::rules::ONLY_OWNER.into());
    }
    let before = there.application.current_seq.ok_or(Error::NotFound)?;
    let filed = applications::queries::submission(conn, id, before)?;
    let asked = items(&there.version.definition, &request);
    let given: Vec<&Taken> =
        taken.iter().filter(|one| asked.iter().any(|item| item.key == one.key)).collect();
    for one in &given {
        if let Ok(value) = &one.value {
            let at = (id, one.key.as_str(), one.row.as_str());
            applications::queries::put_answer(conn, at, value.as_ref(), (&actor.id, arrived))?;
        }
    }
    let (document, sha256) = completed(&filed.document, &given);
    let reference = there.application.reference.clone().unwrap_or_default();
    let submission = Submission {
        id: SubmissionId::new(),
        application_id: id.clone(),
        seq: before + 1,
        version_id: there.version.id.clone(),
        document,
        sha256,
        received_at: arrived,
        committed_at: written,
        deadline: request.due_at,
        within_grace: false,
        submitted_by: actor.id.clone(),
        receipt: format!("{reference}/{}", before + 1),
    };
    let of = (&request.id, &there.application);
    if !queries::answer_completion(conn, of, &submission, arrived)? {
        return Err(rules::CHANGED.into());
    }
    let detail = json!({ "receipt": submission.receipt, "fields": request.fields });
    note(conn, &actor.id, ("review.complete", "application", id.as_str()), &detail, arrived)?;
    for (_, name, email, language) in applications::queries::people_of(conn, id)? {
        let to = (name.as_str(), email.as_str(), language);
        applications::mail::filed(conn, &there, to, &submission, arrived)?;
    }
    Ok(submission)
}

/// A filed document with some answers in the place of those it had; all else stays as it was filed.
fn completed(document: &str, given: &[&Taken]) -> (String, String) {
    let mut whole: Value = serde_json::from_str(document).unwrap_or_default();
    if let Some(answers) = whole["answers"].as_object_mut() {
        for one in given {
            match one.value.as_ref().ok().and_then(Option::as_ref) {
                Some(value) if !is_blank(value) => {
                    answers.insert(one.key.clone(), value.clone());
                }
                _ => {
                    answers.remove(&one.key);
                }
            }
        }
    }
    let text = canonical::text(&whole);
    let sha256 = sha256_hex(text.as_bytes());
    (text, sha256)
}

//! Some questions of one application are opened again after the closing, until a moment; the answer is a filing of its own.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::{coordinators_of, note};
use crate::accounts::Actor;
use crate::applications::access::{Opened, opened};
use crate::applications::ops::speaks_for;
use crate::applications::rules::document;
use crate::applications::rules::letters::{Standing, standing};
use crate::applications::{
    self, Application, ApplicationId, Partner, PartnerId, Role, State, Submission, SubmissionId,
};
use crate::calls::{self, Call, CallId};
use crate::db::Conn;
use crate::questionnaires::pages::Taken;
use crate::questionnaires::rules::complete::{Problem, check_section};
use crate::questionnaires::rules::conditions::heard;
use crate::questionnaires::{self, Answers, Definition, Item, Kind, Section, Version};
use crate::reviews::access::{application, desk};
use crate::reviews::{Completion, mail, queries, rules};
use crate::taxonomy::Vocabularies;
use crate::{Error, Result};

/// The section that a request makes of its questions. No form has one of this key.
pub const COMPLETION: &str = "-completion";

/// Opens named questions again, for one application; everybody in it is told.
pub fn ask_completion(
    conn: &mut Conn,
    actor: &Actor,
    (call, request): (&CallId, &Completion),
    now: NaiveDateTime,
) -> Result<()> {
    let desk = desk(conn, actor, call)?;
    let of = application(conn, &desk, &request.application_id)?;
    if !takes_more(&desk.call, &of) {
        return Err(rules::NOT_IN_REVIEW.into());
    }
    let known = queries::completions_of(conn, &of.id)?;
    if known.iter().any(|one| one.id == request.id) {
        return Ok(());
    }
    let seq = of.current_seq.ok_or(Error::NotFound)?;
    let filed = applications::queries::submission(conn, &of.id, seq)?;
    let version = questionnaires::queries::find(conn, &filed.version_id)?;
    let letters = with_letters(conn, (request, &filed))?;
    if items(&version.definition, request).is_empty() && letters.is_empty() {
        return Err(rules::NO_FIELD.into());
    }
    rules::check_reason(&request.message)?;
    if request.due_at <= now {
        return Err(rules::OVER.into());
    }
    queries::insert_completion(conn, request, &actor.id)?;
    let detail = json!({ "fields": request.fields, "due": request.due_at.to_string() });
    note(conn, &actor.id, ("review.ask_completion", "application", of.id.as_str()), &detail, now)?;
    for (person, name, email, language) in applications::queries::people_of(conn, &of.id)? {
        let to = (name.as_str(), email.as_str(), language);
        let signs = |one: &&Partner| person.role != Role::Owner && speaks_for(&person, one);
        match letters.iter().find(signs) {
            Some(partner) => {
                mail::letter_again(conn, (&desk.call, &of, partner), (to, request), now)?;
            }
            None => mail::completion(conn, (&desk.call, &of), (to, request), now)?,
        }
    }
    Ok(())
}

/// What a request says where it asks for an institution's letter, before the institution's id.
const LETTER: &str = "#letter/";

/// How a request asks for an institution's letter.
pub fn letter_field(partner: &PartnerId) -> String {
    format!("{LETTER}{partner}")
}

/// The institutions whose letters a request asks for anew.
pub fn letters_of(request: &Completion) -> Vec<PartnerId> {
    let named = request.fields.split(',').filter_map(|key| key.strip_prefix(LETTER));
    named.filter_map(|id| id.parse().ok()).collect()
}

/// The institutions of what was filed, whose letters can be asked for anew.
pub fn filed_partners(conn: &mut Conn, filed: &Submission) -> Result<Vec<Partner>> {
    let named = document::institutions(&filed.document);
    let mut partners = applications::queries::partners_of(conn, &filed.application_id)?;
    partners.retain(|one| named.contains(&one.institution));
    Ok(partners)
}

/// Those whose letters a request asks for.
fn with_letters(
    conn: &mut Conn,
    (request, filed): (&Completion, &Submission),
) -> Result<Vec<Partner>> {
    let asked = letters_of(request);
    let mut partners = filed_partners(conn, filed)?;
    partners.retain(|one| asked.contains(&one.id));
    Ok(partners)
}

/// Whether what was filed may still be completed: while its call is reviewed, and it takes part.
fn takes_more(call: &Call, of: &Application) -> bool {
    call.state == calls::State::InReview && matches!(of.state, State::Submitted | State::InReview)
}

/// What can be opened again: every question, files too, and blocks with their rows.
pub fn may_reopen(item: &Item) -> bool {
    item.kind.asks() || item.kind == Kind::Block
}

/// The questions that a request opens.
pub fn items<'a>(definition: &'a Definition, request: &Completion) -> Vec<&'a Item> {
    let named =
        |item: &&Item| may_reopen(item) && request.fields.split(',').any(|key| key == item.key);
    definition.sections.iter().flat_map(|section| &section.items).filter(named).collect()
}

/// The request of an application that can be answered now, if there is one.
pub fn answerable(
    conn: &mut Conn,
    (call, of): (&Call, &Application),
    now: NaiveDateTime,
) -> Result<Option<Completion>> {
    if !takes_more(call, of) {
        return Ok(None);
    }
    let all = queries::completions_of(conn, &of.id)?;
    Ok(all.into_iter().find(|one| one.is_open(now)))
}

/// What a request opens: the application with nothing but the questions that are asked, and what it is about.
#[derive(Debug, Clone)]
pub struct Reopened {
    pub there: Opened,
    pub request: Completion,
    pub filed: Submission,
    /// The form that was answered, whole.
    pub version: Version,
}

impl Reopened {
    pub fn section(&self) -> Result<&Section> {
        self.there.version.definition.section(COMPLETION).ok_or(Error::NotFound)
    }

    /// What was filed, with what is kept now of the questions that are asked.
    pub fn answers(&self, kept: &Answers) -> Answers {
        let (mut all, _) = document::read(&self.filed.document);
        let asked = self.there.version.definition.sections.iter();
        asked.flat_map(|section| &section.items).for_each(|item| all.take_from(item, kept));
        all
    }
}

/// The request that somebody in an application may read now.
pub fn open_completion(
    conn: &mut Conn,
    actor: &Actor,
    id: &ApplicationId,
    now: NaiveDateTime,
) -> Result<Reopened> {
    let there = opened(conn, actor, id)?;
    let request = answerable(conn, (&there.call, &there.application), now)?;
    let request = request.ok_or(Error::NotFound)?;
    let seq = there.application.current_seq.ok_or(Error::NotFound)?;
    let filed = applications::queries::submission(conn, id, seq)?;
    let version = questionnaires::queries::find(conn, &filed.version_id)?;
    let items = items(&version.definition, &request).into_iter().cloned().collect();
    let asked = Section { key: COMPLETION.to_owned(), items, ..Section::default() };
    let definition = Definition { sections: vec![asked], ..version.definition.clone() };
    let cut = Version { definition, ..version.clone() };
    Ok(Reopened { there: Opened { version: cut, ..there }, request, filed, version })
}

/// The same for its owner, who alone answers.
pub fn to_complete(
    conn: &mut Conn,
    actor: &Actor,
    id: &ApplicationId,
    arrived: NaiveDateTime,
) -> Result<Opened> {
    let Reopened { there, .. } = open_completion(conn, actor, id, arrived)?;
    if there.person.role == Role::Owner {
        Ok(there)
    } else {
        Err(applications::rules::ONLY_OWNER.into())
    }
}

/// Keeps what is answered so far of what is asked.
pub fn write_completion(
    conn: &mut Conn,
    actor: &Actor,
    (id, taken): (&ApplicationId, &[Taken]),
    arrived: NaiveDateTime,
) -> Result<()> {
    let there = to_complete(conn, actor, id, arrived)?;
    conn.take_turn(id.as_str())?;
    let mut written = 0;
    for one in taken {
        let asked = there.version.definition.item(&one.key).is_some();
        if let (true, Ok(value)) = (asked, &one.value) {
            let at = (id, one.key.as_str(), one.row.as_str());
            applications::queries::put_answer(conn, at, value.as_ref(), (&actor.id, arrived))?;
            written += 1;
        }
    }
    if written == 0 {
        return Ok(());
    }
    applications::queries::touch(conn, id, (&actor.id, arrived))?;
    let detail = json!({ "section": COMPLETION, "answers": written });
    note(conn, &actor.id, ("application.write", "application", id.as_str()), &detail, arrived)
}

/// Answers a request with what is kept: the whole is filed once more. What is asked and missing or wrong is said, and nothing
/// is filed.
pub fn complete(
    conn: &mut Conn,
    actor: &Actor,
    (id, words): (&ApplicationId, &Vocabularies),
    (arrived, written): (NaiveDateTime, NaiveDateTime),
) -> Result<Result<Submission, Vec<Problem>>> {
    to_complete(conn, actor, id, arrived)?;
    // Whoever begins the deliberation holds the turn of the call.
    let call = applications::queries::find(conn, id)?.call_id;
    conn.take_turn(call.as_str())?;
    conn.take_turn(id.as_str())?;
    let reopened = open_completion(conn, actor, id, arrived)?;
    let kept = applications::queries::answers_of(conn, id)?;
    let answers = heard(&reopened.version.definition, &reopened.answers(&kept));
    let problems = check_section(reopened.section()?, &answers);
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    let signed = signed(conn, &reopened)?;
    let submission = submission(&reopened, (&answers, &signed), actor, (arrived, written))?;
    let Reopened { there, request, .. } = &reopened;
    let of = (&request.id, &there.application);
    if !queries::answer_completion(conn, of, &submission, arrived)? {
        return Err(rules::CHANGED.into());
    }
    let detail = json!({ "receipt": submission.receipt, "fields": request.fields });
    note(conn, &actor.id, ("review.complete", "application", id.as_str()), &detail, arrived)?;
    // What is written now may name somebody who judges it.
    super::arrived(conn, (&there.call.id, words), arrived)?;
    for (_, name, email, language) in applications::queries::people_of(conn, id)? {
        let to = (name.as_str(), email.as_str(), language);
        applications::mail::filed(conn, there, to, &submission, arrived)?;
    }
    tell(conn, there, &submission, arrived)?;
    Ok(Ok(submission))
}

/// The institutions whose letters are asked for, and whether each was signed since.
pub fn letters_asked(conn: &mut Conn, reopened: &Reopened) -> Result<Vec<(Partner, bool)>> {
    let Reopened { there, request, filed, .. } = reopened;
    let letters = applications::queries::letters_of(conn, &there.application.id)?;
    let is_signed = |one: &Partner| {
        let (standing, last) = standing(&there.call.reference, one, &letters);
        standing == Standing::Signed && last.is_some_and(|one| one.signed_at >= request.made_at)
    };
    let partners = with_letters(conn, (request, filed))?.into_iter();
    Ok(partners.map(|one| (one.clone(), is_signed(&one))).collect())
}

/// These institutions as they are filed now: nothing is filed while a letter of theirs is not signed.
fn signed(conn: &mut Conn, reopened: &Reopened) -> Result<Vec<Value>> {
    let (partners, are_signed): (Vec<_>, Vec<_>) =
        letters_asked(conn, reopened)?.into_iter().unzip();
    if are_signed.contains(&false) {
        return Err(applications::rules::LETTERS.into());
    }
    let there = &reopened.there;
    let letters = applications::queries::letters_of(conn, &there.application.id)?;
    let files = applications::queries::files_of(conn, &there.application.id)?;
    let call = &there.call.reference;
    Ok(partners.iter().map(|one| document::partner(call, one, (&letters, &files))).collect())
}

fn submission(
    reopened: &Reopened,
    (answers, signed): (&Answers, &[Value]),
    actor: &Actor,
    (arrived, written): (NaiveDateTime, NaiveDateTime),
) -> Result<Submission> {
    let Reopened { there, request, filed, version } = reopened;
    let asked: Vec<String> =
        reopened.section()?.items.iter().map(|item| item.key.clone()).collect();
    let said = (asked.as_slice(), signed);
    let (document, sha256) = document::completed(&filed.document, (version, answers), said);
    let reference = there.application.reference.clone().unwrap_or_default();
    let seq = filed.seq + 1;
    Ok(Submission {
        id: SubmissionId::new(),
        application_id: there.application.id.clone(),
        seq,
        version_id: version.id.clone(),
        document,
        sha256,
        received_at: arrived,
        committed_at: written,
        deadline: request.due_at,
        within_grace: false,
        submitted_by: actor.id.clone(),
        receipt: format!("{reference}/{seq}"),
    })
}

/// Tells whoever runs the review, and whoever reviews the application, that there is more to read.
fn tell(
    conn: &mut Conn,
    there: &Opened,
    submission: &Submission,
    now: NaiveDateTime,
) -> Result<()> {
    let (call, of) = (&there.call, &there.application);
    for (name, email, language) in coordinators_of(conn, &call.id, &of.id)? {
        let to = (name.as_str(), email.as_str(), language);
        let path = format!("/inbox/calls/{}/reviews/applications/{}", call.id, of.id);
        mail::completed(conn, (call, of), (to, path), &submission.receipt, now)?;
    }
    for (one, name, email, language) in queries::readers_of(conn, &of.id)? {
        let to = (name.as_str(), email.as_str(), language);
        let path = format!("/reviews/{one}");
        mail::completed(conn, (call, of), (to, path), &submission.receipt, now)?;
    }
    Ok(())
}

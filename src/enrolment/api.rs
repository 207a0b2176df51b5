//! Enrolling and leaving, for programs.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::rules::{self, MAX_NAME};
use super::{Enrolment, EnrolmentId, FormId, Proof, State, Wish, access, ops, queries};
use crate::accounts::Actor;
use crate::courses::{self, QuestionId, SessionId};
use crate::db::Conn;
use crate::history::By;
use crate::i18n::Locale;
use crate::secret::Signer;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{
    Answer, Api, FieldErrors, IdempotencyKey, WriteScope, api_invalid, checked_email, once,
};
use crate::{Error, Result};

/// Answers that one call may bring.
const MOST_ANSWERS: usize = 100;

/// Who is to take part.
#[derive(Debug, Clone, Deserialize)]
struct Body {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    /// A slug, a ROR id or a name.
    institution: Option<String>,
    /// A code of the vocabulary of disciplines, where the session asks for it.
    discipline: Option<String>,
    /// `on_site` or `online`, where there is a choice.
    presence: Option<String>,
    language: Option<String>,
    /// What they answer to the questions of the session.
    #[serde(default)]
    answers: Vec<Said>,
}

/// An answer to one question.
#[derive(Debug, Clone, Deserialize)]
struct Said {
    question: String,
    answer: String,
}

impl Body {
    fn check(&self, words: &Vocabularies) -> Result<Wish, FieldErrors> {
        let mut errors = FieldErrors::none();
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ").replace('\0', "");
        let email = checked_email(&self.email);
        if name.is_empty() || name.chars().count() > MAX_NAME {
            errors.add("name", "enrolment-error-name");
        }
        if email.is_none() {
            errors.add("email", "form-email");
        }
        let presence = self.presence.as_deref().map(str::parse);
        if matches!(presence, Some(Err(_))) {
            errors.add("presence", "enrolment-no-presence");
        }
        let known = |code: &str| words.has(Vocabulary::Discipline, code);
        if self.discipline.as_deref().is_some_and(|code| !known(code)) {
            errors.add("discipline", "network-unknown-code");
        }
        let language = self.language.as_deref().map_or(Ok(Locale::Fr), str::parse);
        if language.is_err() {
            errors.add("language", "network-unknown-code");
        }
        let (answers, unknown): (Vec<_>, Vec<_>) = self
            .answers
            .iter()
            .map(|one| {
                one.question.parse().map(|id: QuestionId| (id, one.answer.replace('\0', "")))
            })
            .partition(Result::is_ok);
        if !unknown.is_empty() || answers.len() > MOST_ANSWERS {
            errors.add("answers", "network-unknown-code");
        }
        errors.into_result()?;
        let typed: String = self.institution.clone().unwrap_or_default().replace('\0', "");
        let known = words.institution(&typed).or_else(|| words.institution_named(&typed));
        let institution = known.map(|one| one.slug.clone());
        Ok(Wish {
            form_id: FormId::random(),
            name,
            email: email.unwrap_or_default(),
            proof: Proof::Given,
            language: language.unwrap_or(Locale::Fr),
            institution_typed: match institution {
                Some(_) => String::new(),
                None => typed.chars().take(200).collect(),
            },
            institution,
            presence: presence.and_then(Result::ok),
            answers: answers.into_iter().filter_map(Result::ok).collect(),
            discipline: self.discipline.clone(),
        })
    }
}

/// What came of it.
#[derive(Serialize)]
struct Told {
    id: EnrolmentId,
    /// As the contract names it: who waits for a seat is `waitlisted`.
    status: &'static str,
    /// The place among those who wait, from 1.
    position: Option<i64>,
}

fn told(conn: &mut Conn, one: &Enrolment) -> Result<Told> {
    let position = match one.state {
        State::Waiting => Some(queries::ahead(conn, &one.pool_id, one.place)? + 1),
        _ => None,
    };
    let status = match one.state {
        State::Waiting => "waitlisted",
        other => other.as_str(),
    };
    Ok(Told { id: one.id.clone(), status, position })
}

fn answer(status: u16, body: &Told) -> Result<Answer> {
    let body = serde_json::to_string(body).map_err(anyhow::Error::from)?;
    Ok(Answer { status, body })
}

/// All that enrolling needs, so that it can be tried twice.
#[derive(Clone)]
struct Call {
    key: Option<IdempotencyKey>,
    actor: Actor,
    session: SessionId,
    wish: Wish,
    signer: Signer,
    now: NaiveDateTime,
}

impl Call {
    fn run(&self, conn: &mut Conn) -> Result<Answer> {
        once(conn, self.key.as_ref(), self.now, |conn| {
            let with = (&self.session, &self.wish);
            let by = self.by(conn)?;
            let enrolled = ops::enrol(conn, by, with, &self.signer, self.now)?;
            answer(201, &told(conn, enrolled.enrolment())?)
        })
    }

    /// Who agrees to it by writing it in: those who give the session. Whoever does not enrols nobody but themselves, as by
    /// the form: to be approved where that is so, with answers to what must be answered.
    fn by(&self, conn: &mut Conn) -> Result<Option<&Actor>> {
        let own = self.wish.email == self.actor.email;
        match courses::access::session_for_desk(conn, &self.actor, &self.session) {
            Ok(_) => Ok(Some(&self.actor)),
            Err(Error::NotFound) if own => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// `POST /api/v1/sessions/{id}/enrolments`
pub async fn enrol(
    cx: Api<WriteScope>,
    id: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse> {
    let session: SessionId = id.parse().map_err(|_| Error::NotFound)?;
    let read: Body = serde_json::from_slice(&body).map_err(|_| Error::Malformed("JSON"))?;
    let wish = match read.check(&cx.app.vocabularies()) {
        Ok(wish) => wish,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let actor = cx.actor();
    let call = Call {
        key: IdempotencyKey::of(&cx.request, actor.id.as_str(), &body),
        actor,
        session,
        wish,
        signer: cx.app.signer.clone(),
        now: cx.now,
    };
    let again = call.clone();
    let done = match cx.db.write(move |conn| call.run(conn)).await {
        Err(error) if error.is_duplicate() => cx.db.write(move |conn| again.run(conn)).await,
        done => done,
    };
    match done {
        Err(Error::Refused(rules::NO_ANSWER)) => {
            Ok(api_invalid(&FieldErrors::one("answers", rules::NO_ANSWER.key())))
        }
        Err(Error::Refused(rules::NO_PRESENCE)) => {
            Ok(api_invalid(&FieldErrors::one("presence", rules::NO_PRESENCE.key())))
        }
        done => Ok(done?.respond()),
    }
}

/// `DELETE /api/v1/sessions/{id}/enrolments/{enrolment}`
pub async fn cancel(
    cx: Api<WriteScope>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse> {
    let session: SessionId = path.0.parse().map_err(|_| Error::NotFound)?;
    let id: EnrolmentId = path.1.parse().map_err(|_| Error::NotFound)?;
    let (actor, signer, now) = (cx.actor(), cx.app.signer.clone(), cx.now);
    let done = cx
        .db
        .write(move |conn| {
            let one = access::for_caller(conn, &actor, &id)?;
            if one.session_id != session {
                return Err(Error::NotFound);
            }
            let by = By::Account(actor.id.clone());
            ops::cancel(conn, &by, (&id, ""), &signer, now)?;
            let after = queries::find(conn, &id)?;
            answer(200, &told(conn, &after)?)
        })
        .await?;
    Ok(done.respond())
}

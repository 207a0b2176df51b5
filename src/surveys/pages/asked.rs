//! What organisers ask beside the questions of the network, with a course or in a session.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::results;
use crate::courses::{self, CourseId, SessionId};
use crate::i18n::Locale;
use crate::surveys::{Kind, Owner, Question, QuestionId, ops, rules};
use crate::web::{Choice, Context, Staff, Upload, choice};
use crate::{Error, Result};

#[derive(Debug, Serialize)]
struct QuestionView {
    id: QuestionId,
    kind: String,
    label: String,
    choices: Vec<String>,
}

/// The part of a page where questions are added.
#[derive(Debug, Default, Serialize)]
pub struct Part {
    action: String,
    asked: Vec<QuestionView>,
    kinds: Vec<Choice>,
    may_ask: bool,
    most: usize,
    /// What was typed of a question.
    label: String,
    choices: String,
}

pub fn part(
    owner: &Owner,
    questions: &[Question],
    (label, choices): (String, String),
    locale: Locale,
) -> Part {
    let word = |kind: &Kind| locale.text(&format!("surveys-kind-{kind}"));
    Part {
        action: match owner {
            Owner::Course(id) => format!("/inbox/courses/{id}/survey"),
            Owner::Session(id) => format!("/inbox/sessions/{id}/survey"),
        },
        asked: views(questions, locale),
        kinds: Kind::ALL.iter().map(|kind| choice(kind.as_str(), word(kind), false)).collect(),
        may_ask: questions.len() < rules::MOST_OWN,
        most: rules::MOST_OWN,
        label,
        choices,
    }
}

fn views(questions: &[Question], locale: Locale) -> Vec<QuestionView> {
    let one = |one: &Question| QuestionView {
        id: one.id.clone(),
        kind: locale.text(&format!("surveys-kind-{}", one.kind)),
        label: one.label.clone(),
        choices: one.choices.lines().map(str::to_owned).collect(),
    };
    questions.iter().map(one).collect()
}

/// `POST /inbox/courses/{id}/survey`
pub async fn ask_of_course(
    cx: Context<Staff>,
    id: web::Path<CourseId>,
    form: Upload,
) -> Result<HttpResponse> {
    ask(cx, Owner::Course(id.into_inner()), form).await
}

/// `POST /inbox/sessions/{id}/survey`
pub async fn ask_of_session(
    cx: Context<Staff>,
    id: web::Path<SessionId>,
    form: Upload,
) -> Result<HttpResponse> {
    ask(cx, Owner::Session(id.into_inner()), form).await
}

async fn ask(cx: Context<Staff>, owner: Owner, form: Upload) -> Result<HttpResponse> {
    let kind: Kind = form.text("kind").parse().map_err(|_| Error::Malformed("kind"))?;
    let (label, choices) = (form.text("label").to_owned(), form.text("choices").to_owned());
    let (actor, now, of) = (cx.actor(), cx.now, owner.clone());
    let typed = (label.clone(), choices.clone());
    let done =
        cx.db.write(move |conn| ops::ask(conn, &actor, (&of, kind), (&label, &choices), now)).await;
    answered(cx, owner, done, typed).await
}

/// Back to the page; of what was refused, the page with why.
async fn answered(
    cx: Context<Staff>,
    owner: Owner,
    done: Result<()>,
    typed: (String, String),
) -> Result<HttpResponse> {
    match (done, &owner) {
        (Ok(()), _) => cx.redirect(&page_of(&owner), "surveys-flash-kept"),
        (Err(Error::Refused(refusal)), Owner::Session(id)) => {
            results::page(&cx, cx.actor(), (id, typed), Some(refusal)).await
        }
        (Err(Error::Refused(refusal)), Owner::Course(id)) => {
            courses::pages::refused(&cx, id, refusal).await
        }
        (Err(error), _) => Err(error),
    }
}

fn page_of(owner: &Owner) -> String {
    match owner {
        Owner::Course(id) => format!("/inbox/courses/{id}"),
        Owner::Session(id) => format!("/inbox/sessions/{id}/survey"),
    }
}

/// `POST /inbox/courses/{id}/survey/{question}/removal`
pub async fn no_more_of_course(
    cx: Context<Staff>,
    path: web::Path<(CourseId, QuestionId)>,
) -> Result<HttpResponse> {
    let (id, question) = path.into_inner();
    no_more(cx, Owner::Course(id), question).await
}

/// `POST /inbox/sessions/{id}/survey/{question}/removal`
pub async fn no_more_of_session(
    cx: Context<Staff>,
    path: web::Path<(SessionId, QuestionId)>,
) -> Result<HttpResponse> {
    let (id, question) = path.into_inner();
    no_more(cx, Owner::Session(id), question).await
}

async fn no_more(cx: Context<Staff>, owner: Owner, question: QuestionId) -> Result<HttpResponse> {
    let (actor, now, of) = (cx.actor(), cx.now, owner.clone());
    let done = cx.db.write(move |conn| ops::ask_no_more(conn, &actor, (&of, &question), now)).await;
    answered(cx, owner, done, Default::default()).await
}

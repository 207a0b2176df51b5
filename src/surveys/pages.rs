//! The form for those who took part, and what those who gave it ask and read.

mod asked;
mod later;
mod results;

pub use asked::{Part, part};
pub use asked::{ask_of_course, ask_of_session, no_more_of_course, no_more_of_session};
pub use later::{later, tell};
pub use results::{file, results};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Answer, AnswerId, Kind, Owner, QUESTIONS, Question, QuestionId, ops, queries, rules};
use crate::attendance;
use crate::courses::pages::line::{Titled, titled};
use crate::courses::queries as sessions;
use crate::enrolment::{Enrolment, EnrolmentId, access};
pub use crate::web::Keyed;
use crate::web::{Anyone, Context, Head, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    id: EnrolmentId,
    key: String,
    titled: Titled,
    open: bool,
    /// Why not.
    closed: String,
    answered: bool,
    questions: Vec<QuestionView>,
    own: Vec<OwnView>,
    comment: String,
    alert: String,
}

/// A question of the organisers.
#[derive(Serialize)]
struct OwnView {
    field: String,
    label: String,
    marks: Vec<Mark>,
    choices: Vec<ChoiceView>,
    is_text: bool,
    answer: String,
}

#[derive(Serialize)]
struct ChoiceView {
    value: String,
    on: bool,
}

#[derive(Serialize)]
struct QuestionView {
    field: &'static str,
    label: String,
    low: String,
    high: String,
    marks: Vec<Mark>,
}

#[derive(Serialize)]
struct Mark {
    value: i32,
    on: bool,
}

/// What was typed: a mark for each question, or nothing.
#[derive(Debug, Clone, Default)]
struct Typed {
    marks: [Option<i32>; 4],
    own: Vec<(QuestionId, String)>,
    comment: String,
}

fn own_view(question: &Question, typed: &Typed) -> OwnView {
    let answer = typed.own.iter().find(|(id, _)| *id == question.id);
    let answer = answer.map(|(_, value)| value.clone()).unwrap_or_default();
    let mark = |value: i32| Mark { value, on: answer == value.to_string() };
    let choice = |value: &str| ChoiceView { value: value.to_owned(), on: answer == value };
    OwnView {
        field: format!("q_{}", question.id),
        label: question.label.clone(),
        marks: if question.kind == Kind::Scale { (1..=5).map(mark).collect() } else { Vec::new() },
        choices: question.choices.lines().map(choice).collect(),
        is_text: question.kind == Kind::Text,
        answer,
    }
}

async fn opened(cx: &Context<Anyone>, id: &str, key: &str) -> Result<Enrolment> {
    let id: EnrolmentId = id.parse().map_err(|_| Error::NotFound)?;
    let (app, actor, key) = (cx.app.clone(), cx.actor().cloned(), key.to_owned());
    cx.db
        .read(move |conn| access::for_participant(conn, (&id, &key), &app.signer, actor.as_ref()))
        .await
}

/// `GET /enrolments/{id}/survey`
pub async fn survey(
    cx: Context<Anyone>,
    id: web::Path<String>,
    query: web::Query<Keyed>,
) -> Result<HttpResponse> {
    let one = opened(&cx, &id, &query.key).await?;
    page(&cx, (one, &query.key), Typed::default(), None).await
}

async fn page(
    cx: &Context<Anyone>,
    (one, key): (Enrolment, &str),
    typed: Typed,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let who = one.clone();
    let (given, answered, own, noted) = cx
        .db
        .read(move |conn| {
            let given = sessions::given(conn, &who.session_id)?;
            let own = queries::questions_of(conn, &Owner::Session(who.session_id.clone()))?;
            let noted = attendance::queries::states_of(conn, &who.id)?;
            Ok((given, queries::has_answered(conn, &who.id)?, own, noted))
        })
        .await?;
    let question = |(place, field): (usize, &&'static str)| QuestionView {
        field,
        label: cx.text(&format!("surveys-{field}")),
        low: cx.text(&format!("surveys-{field}-low")),
        high: cx.text(&format!("surveys-{field}-high")),
        marks: (1..=5).map(|value| Mark { value, on: typed.marks[place] == Some(value) }).collect(),
    };
    let closed = rules::check_open((&one, &noted), &given.session, cx.now).err();
    let view = View {
        titled: titled(&given, cx.locale),
        open: closed.is_none() && !answered,
        closed: closed.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        answered,
        questions: QUESTIONS.iter().enumerate().map(question).collect(),
        own: own.iter().map(|one| own_view(one, &typed)).collect(),
        comment: typed.comment,
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        key: key.to_owned(),
        id: one.id,
    };
    let title = format!("{} – {}", cx.text("surveys-title"), given.title(cx.locale));
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    cx.respond(status, "surveys/survey", Head { title, section: "courses" }, &view)
}

const MISSING: Refusal = Refusal::new("surveys-missing");

/// A mark that was given.
fn mark(form: &Upload, field: &str) -> Option<i32> {
    form.text(field).parse().ok().filter(|mark| (1..=5).contains(mark))
}

/// What was said besides.
fn comment(form: &Upload) -> String {
    let typed = form.text("comment").replace("\r\n", "\n");
    typed.trim().chars().take(rules::MAX_COMMENT).collect()
}

/// `POST /enrolments/{id}/survey`
pub async fn answer(
    cx: Context<Anyone>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let key = form.text("key").to_owned();
    let one = opened(&cx, &id, &key).await?;
    let mark = |field: &str| mark(&form, field);
    let typed = Typed {
        marks: QUESTIONS.map(mark),
        own: form
            .names()
            .filter_map(|name| {
                Some((
                    name.strip_prefix("q_")?.parse().ok()?,
                    form.text(name).replace("\r\n", "\n"),
                ))
            })
            .take(50)
            .collect(),
        comment: comment(&form),
    };
    let [Some(useful), Some(level), Some(pace), Some(apply)] = typed.marks else {
        return page(&cx, (one, &key), typed, Some(MISSING)).await;
    };
    let said = Answer {
        id: AnswerId::random(),
        session_id: one.session_id.clone(),
        useful,
        level,
        pace,
        apply,
        comment: typed.comment.clone(),
    };
    let (who, now, own) = (one.clone(), cx.now, typed.own.clone());
    match cx.db.write(move |conn| ops::answer(conn, &who, (&said, &own), now)).await {
        // Sent twice, it is answered once.
        Ok(()) | Err(Error::Refused(rules::ANSWERED)) => {
            let back = match key.as_str() {
                "" => format!("/enrolments/{}/survey", one.id),
                _ => ops::link(&cx.app.signer, &one.id),
            };
            cx.redirect(&back, "surveys-flash-answered")
        }
        Err(Error::Refused(refusal)) => page(&cx, (one, &key), typed, Some(refusal)).await,
        Err(error) => Err(error),
    }
}

//! The form for those who took part, and what those who gave it read.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{Answer, AnswerId, QUESTIONS, ops, queries, rules};
use crate::courses::pages::Frame;
use crate::courses::{self, SessionId, queries as sessions};
use crate::enrolment::{Enrolment, EnrolmentId, access};
use crate::web::{Anyone, Context, Head, Staff, Upload};
use crate::{Error, Refusal, Result};

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Keyed {
    key: String,
}

#[derive(Serialize)]
struct View {
    id: EnrolmentId,
    key: String,
    title: String,
    open: bool,
    answered: bool,
    questions: Vec<QuestionView>,
    comment: String,
    alert: String,
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
    comment: String,
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
    let (given, answered) = cx
        .db
        .read(move |conn| {
            let given = sessions::given(conn, &who.session_id)?;
            Ok((given, queries::has_answered(conn, &who.id)?))
        })
        .await?;
    let question = |(place, field): (usize, &&'static str)| QuestionView {
        field,
        label: cx.text(&format!("surveys-{field}")),
        low: cx.text(&format!("surveys-{field}-low")),
        high: cx.text(&format!("surveys-{field}-high")),
        marks: (1..=5).map(|value| Mark { value, on: typed.marks[place] == Some(value) }).collect(),
    };
    let view = View {
        title: given.title(cx.locale),
        open: rules::check_open(&one, &given.session, cx.now).is_ok() && !answered,
        answered,
        questions: QUESTIONS.iter().enumerate().map(question).collect(),
        comment: typed.comment,
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        key: key.to_owned(),
        id: one.id,
    };
    let title = format!("{} – {}", cx.text("surveys-title"), view.title);
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    cx.respond(status, "surveys/survey", Head { title, section: "courses" }, &view)
}

const MISSING: Refusal = Refusal::new("surveys-missing");

/// `POST /enrolments/{id}/survey`
pub async fn answer(
    cx: Context<Anyone>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let key = form.text("key").to_owned();
    let one = opened(&cx, &id, &key).await?;
    let mark = |field: &str| form.text(field).parse().ok().filter(|mark| (1..=5).contains(mark));
    let comment = form.text("comment").replace("\r\n", "\n");
    let typed = Typed {
        marks: QUESTIONS.map(mark),
        comment: comment.trim().chars().take(rules::MAX_COMMENT).collect(),
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
    let (who, now) = (one.clone(), cx.now);
    match cx.db.write(move |conn| ops::answer(conn, &who, &said, now)).await {
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

#[derive(Serialize)]
struct ResultsView {
    frame: Frame,
    id: SessionId,
    title: String,
    answers: usize,
    fewest: usize,
    results: Vec<ResultView>,
    comments: Vec<String>,
}

#[derive(Serialize)]
struct ResultView {
    label: String,
    mean: String,
    low: String,
    high: String,
    counts: Vec<usize>,
}

/// `GET /inbox/sessions/{id}/survey`
pub async fn results(cx: Context<Staff>, id: web::Path<SessionId>) -> Result<HttpResponse> {
    let (reader, id) = (cx.actor(), id.into_inner());
    let (given, answers) = cx
        .db
        .read(move |conn| {
            let (given, _) = courses::access::session_for_desk(conn, &reader, &id)?;
            Ok((given, queries::answers_of(conn, &id)?))
        })
        .await?;
    let result = |(place, field): (usize, &&str)| {
        let marks: Vec<i32> = answers.iter().map(|one| one.marks()[place]).collect();
        let (counts, mean) = rules::summary(&marks)?;
        let mean = format!("{}{}{}", mean / 10, cx.locale.pick(",", "."), mean % 10);
        Some(ResultView {
            label: cx.text(&format!("surveys-{field}")),
            low: cx.text(&format!("surveys-{field}-low")),
            high: cx.text(&format!("surveys-{field}-high")),
            mean,
            counts: counts.to_vec(),
        })
    };
    let results: Vec<_> = QUESTIONS.iter().enumerate().filter_map(result).collect();
    let shown = !results.is_empty();
    let view = ResultsView {
        frame: Frame::of(&cx.actor(), String::new()).of_sessions(),
        id: given.session.id.clone(),
        title: given.title(cx.locale),
        answers: answers.len(),
        fewest: rules::FEWEST,
        results,
        comments: answers
            .into_iter()
            .map(|one| one.comment)
            .filter(|comment| shown && !comment.is_empty())
            .collect(),
    };
    cx.page("surveys/results", cx.head("surveys-results", "inbox"), &view)
}

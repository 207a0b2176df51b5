//! The questions of a call, where they are answered.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::Frame;
use crate::accounts::Actor;
use crate::calls::{CallId, CallRole, QuestionId, access, ops, queries, rules};
use crate::db::Conn;
use crate::questionnaires::rules::words::kept;
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Refusal, Result, applications, reviews};

#[derive(Serialize)]
struct View {
    frame: Frame,
    questions: Vec<QuestionView>,
}

#[derive(Serialize)]
struct QuestionView {
    id: QuestionId,
    name: String,
    email: String,
    asked: String,
    body: String,
    answer: String,
    asked_at: NaiveDateTime,
    answered_at: Option<NaiveDateTime>,
    changes_rules: bool,
    waits: bool,
    dismissed: bool,
    /// What was typed names somebody who judges.
    tells: bool,
}

/// `GET /inbox/calls/{id}/questions`
pub async fn questions(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, None).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    refusal: Option<(Refusal, QuestionId, [String; 2])>,
) -> Result<HttpResponse> {
    let (reader, id) = (cx.actor(), id.clone());
    let (call, found) = cx
        .db
        .read(move |conn| {
            let call = access::for_desk(conn, &reader, &id)?;
            let found = queries::questions_of(conn, &call.id)?;
            Ok((call, found))
        })
        .await?;
    let mut questions: Vec<QuestionView> = found
        .into_iter()
        .map(|one| QuestionView {
            waits: one.answered_at.is_none() && one.dismissed_at.is_none(),
            dismissed: one.dismissed_at.is_some(),
            id: one.id,
            name: one.name,
            email: one.email,
            asked: one.asked,
            body: one.body,
            answer: one.answer,
            asked_at: one.asked_at,
            answered_at: one.answered_at,
            changes_rules: one.changes_rules,
            tells: false,
        })
        .collect();
    questions.sort_by_key(|one| !one.waits);
    let mut status = StatusCode::OK;
    let mut frame = Frame::of(&call, "questions", (cx.locale, cx.now));
    if let Some((refusal, of, [body, answer])) = refusal {
        status = StatusCode::UNPROCESSABLE_ENTITY;
        frame = frame.with_alert(cx.text(refusal.key()));
        if let Some(one) = questions.iter_mut().find(|one| one.id == of) {
            (one.body, one.answer) = (body, answer);
            one.tells = refusal == applications::rules::TELLS;
        }
    }
    cx.respond(
        status,
        "calls/questions",
        cx.head("calls-questions", "inbox"),
        &View { frame, questions },
    )
}

/// Everybody reads the answer: one that names somebody who judges is refused until its writer says that it may stand. Whoever
/// does not run the call knows nobody who judges, and is not to find out by trying names.
fn check_names(
    conn: &mut Conn,
    actor: &Actor,
    call: &CallId,
    (written, checked): (&[String; 2], bool),
) -> Result<()> {
    let runs = queries::has_role(conn, (call, &actor.id), CallRole::Coordinator)?;
    if checked || !runs {
        return Ok(());
    }
    match reviews::ops::named_in_public(conn, call, &written.join("\n"))?.is_empty() {
        true => Ok(()),
        false => Err(applications::rules::TELLS.into()),
    }
}

/// `POST /inbox/calls/{id}/questions/{question}/answer`
pub async fn answer(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, QuestionId)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, (id, question)) = (cx.actor(), cx.now, path.into_inner());
    let text = |name: &str| kept(form.text(name)).chars().take(rules::MOST_BODY).collect();
    let said: [String; 2] = [text("body"), text("answer")];
    let (what, written) = ((id.clone(), question.clone()), said.clone());
    let (rules, checked) = (form.text("rules") == "1", form.text("checked") == "1");
    let done = cx
        .db
        .write(move |conn| {
            check_names(conn, &actor, &what.0, (&written, checked))?;
            let said = (written[0].as_str(), written[1].as_str(), rules);
            applications::ops::answer_question(conn, &actor, (&what.0, &what.1), said, now)
        })
        .await;
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/calls/{id}/questions"), "calls-flash-answered"),
        Err(Error::Refused(refusal)) => page(&cx, &id, Some((refusal, question, said))).await,
        Err(error) => Err(error),
    }
}

/// `POST /inbox/calls/{id}/questions/{question}/dismissal`
pub async fn set_aside(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, QuestionId)>,
) -> Result<HttpResponse> {
    let (actor, now, (id, question)) = (cx.actor(), cx.now, path.into_inner());
    let which = id.clone();
    cx.db.write(move |conn| ops::set_aside(conn, &actor, (&which, &question), now)).await?;
    cx.redirect(&format!("/inbox/calls/{id}/questions"), "calls-flash-set-aside")
}

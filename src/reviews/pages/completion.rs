//! Whoever applied answers the questions that were opened again.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::applications::{self, ApplicationId, Role};
use crate::calls::pages::{Moment, moment};
use crate::questionnaires::pages::{FieldView, Files, Show, Taken, fields, take};
use crate::questionnaires::rules::complete::Problem;
use crate::questionnaires::{Definition, Section};
use crate::reviews::{Completion, ops};
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    id: ApplicationId,
    title: String,
    reference: String,
    message: String,
    due: Moment,
    fields: Vec<FieldView>,
    may_file: bool,
    alert: String,
}

/// The section that a request makes of its questions.
fn section(definition: &Definition, request: &Completion) -> Section {
    let items = ops::items(definition, request).into_iter().cloned().collect();
    Section { key: "completion".to_owned(), items, ..Section::default() }
}

fn read_id(id: &str) -> Result<ApplicationId> {
    id.parse().map_err(|_| Error::NotFound)
}

/// `GET /applications/{id}/completion`
pub async fn completion(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, &read_id(&id)?, (Vec::new(), None)).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &ApplicationId,
    (taken, refusal): (Vec<Taken>, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, id, now) = (cx.actor(), id.clone(), cx.now);
    let (there, request, mut answers) = cx
        .db
        .read(move |conn| {
            let (there, request) = ops::open_completion(conn, &actor, &id, now)?;
            let answers = applications::queries::answers_of(conn, &id)?;
            Ok((there, request, answers))
        })
        .await?;
    let mut problems = Vec::new();
    for one in &taken {
        match &one.value {
            Ok(value) => answers.put((&one.key, &one.row), value.clone()),
            Err(code) => problems.push(Problem {
                section: "completion".to_owned(),
                key: one.key.clone(),
                row: one.row.clone(),
                code,
                n: String::new(),
            }),
        }
    }
    let (definition, words) = (&there.version.definition, cx.app.vocabularies());
    let held = BTreeMap::new();
    let show = Show {
        definition,
        answers: &answers,
        words: &words,
        locale: cx.locale,
        problems: &problems,
        files: Files { from: "", templates: "", held: &held },
    };
    let view = View {
        id: there.application.id.clone(),
        title: super::titled(&there.application.title, cx.locale),
        reference: there.application.reference.clone().unwrap_or_default(),
        message: request.message.clone(),
        due: moment(request.due_at, there.call.terms.tz(), cx.locale),
        fields: fields(&section(definition, &request), show),
        may_file: there.person.role == Role::Owner,
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
    };
    let status = match (problems.is_empty(), refusal) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, Some(_)) => StatusCode::CONFLICT,
        (true, None) => StatusCode::OK,
    };
    cx.respond(status, "reviews/completion", cx.head("reviews-completion", "calls"), &view)
}

/// `POST /applications/{id}/completion`
pub async fn complete(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, arrived, id) = (cx.actor(), cx.now, read_id(&id)?);
    let which = id.clone();
    let reader = cx.actor();
    let (there, request, answers) = cx
        .db
        .read(move |conn| {
            let (there, request) = ops::open_completion(conn, &reader, &which, arrived)?;
            Ok((there, request, applications::queries::answers_of(conn, &which)?))
        })
        .await?;
    let asked = section(&there.version.definition, &request);
    let taken = take(&asked, &form, &answers, &cx.app.vocabularies());
    if taken.iter().any(|one| one.value.is_err()) {
        return page(&cx, &id, (taken, None)).await;
    }
    let (which, kept, clock) = (id.clone(), taken.clone(), cx.app.clock.clone());
    let done = cx
        .db
        .write(move |conn| ops::complete(conn, &actor, (&which, &kept), (arrived, clock.now())))
        .await;
    match done {
        Ok(filed) => cx.redirect(
            &format!("/applications/{id}/receipts/{}", filed.seq),
            "reviews-flash-completed",
        ),
        Err(Error::Refused(refusal)) => page(&cx, &id, (taken, Some(refusal))).await,
        Err(error) => Err(error),
    }
}

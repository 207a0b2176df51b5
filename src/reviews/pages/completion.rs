//! Whoever applied answers the questions that were opened again.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::applications::ops::{Brought, RowStep};
use crate::applications::pages::{has_files, held_back, row_step, take_files};
use crate::applications::{self, ApplicationId, FileId, Role};
use crate::calls::pages::{Moment, moment};
use crate::questionnaires::pages::{
    FieldView, Files, ProblemView, Show, Taken, fields, take, told, typed_again,
};
use crate::questionnaires::rules::complete::Problem;
use crate::reviews::ops;
use crate::taxonomy::Vocabulary;
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
    /// The institutions whose letters are to be signed again.
    letters: Vec<LetterView>,
    /// What is missing or wrong.
    problems: Vec<ProblemView>,
    may_file: bool,
    /// Whether files may come along.
    brings: bool,
    alert: String,
}

#[derive(Serialize)]
struct LetterView {
    institution: String,
    href: String,
    signed: bool,
}

/// What came of a form that was not filed.
#[derive(Default)]
struct Outcome {
    taken: Vec<Taken>,
    problems: Vec<Problem>,
    refusal: Option<Refusal>,
}

fn read_id(id: &str) -> Result<ApplicationId> {
    id.parse().map_err(|_| Error::NotFound)
}

/// `GET /applications/{id}/completion`
pub async fn completion(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, &read_id(&id)?, Outcome::default()).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &ApplicationId,
    outcome: Outcome,
) -> Result<HttpResponse> {
    let (actor, id, now) = (cx.actor(), id.clone(), cx.now);
    let (reopened, letters, kept, held) = cx
        .db
        .read(move |conn| {
            let reopened = ops::open_completion(conn, &actor, &id, now)?;
            let kept = applications::queries::answers_of(conn, &id)?;
            let letters = ops::letters_asked(conn, &reopened)?;
            Ok((reopened, letters, kept, applications::queries::files_of(conn, &id)?))
        })
        .await?;
    let mut answers = reopened.answers(&kept);
    let Outcome { taken, mut problems, refusal } = outcome;
    for one in &taken {
        match &one.value {
            Ok(value) => answers.put((&one.key, &one.row), value.clone()),
            Err(code) => problems.push(Problem {
                section: ops::COMPLETION.to_owned(),
                key: one.key.clone(),
                row: one.row.clone(),
                code,
                n: String::new(),
            }),
        }
    }
    let (there, words) = (&reopened.there, cx.app.vocabularies());
    let (from, templates) = (
        format!("/applications/{}/files", there.application.id),
        format!("/calls/{}/templates", there.call.slug),
    );
    let held = held_back(&held, cx.app.config.clamd.is_some());
    let definition = &reopened.version.definition;
    let show = Show {
        definition,
        answers: &answers,
        words: &words,
        locale: cx.locale,
        problems: &problems,
        files: Files { from: &from, templates: &templates, held: &held },
    };
    let section = reopened.section()?;
    let mut fields = fields(section, show);
    typed_again(&mut fields, &taken);
    let view = View {
        id: there.application.id.clone(),
        title: super::titled(&there.application.title, cx.locale),
        reference: there.application.reference.clone().unwrap_or_default(),
        message: reopened.request.message.clone(),
        due: moment(reopened.request.due_at, there.call.terms.tz(), cx.locale),
        fields,
        letters: letters
            .iter()
            .map(|(one, signed)| LetterView {
                institution: words.label(Vocabulary::Institution, &one.institution, cx.locale),
                href: format!("/applications/{}/partners/{}", there.application.id, one.id),
                signed: *signed,
            })
            .collect(),
        problems: told(definition, &problems, cx.locale),
        may_file: there.person.role == Role::Owner,
        brings: section.items.iter().any(has_files),
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
    };
    let status = match (problems.is_empty(), refusal) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, Some(_)) => StatusCode::CONFLICT,
        (true, None) => StatusCode::OK,
    };
    cx.respond(status, "reviews/completion", cx.head("reviews-completion", "calls"), &view)
}

/// What the button asks for that was pressed.
enum Step {
    Row(RowStep),
    Forget(FileId),
    /// What came along cannot be kept: it is shown again.
    Keep,
    File,
}

enum Done {
    Kept,
    Missing(Vec<Problem>),
    Filed(i32),
}

/// `POST /applications/{id}/completion`: keeps what was answered; files it once more, unless a button of a block or of a file
/// was pressed, or something is missing.
pub async fn complete(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (reader, arrived, id) = (cx.actor(), cx.now, read_id(&id)?);
    let which = id.clone();
    let (reopened, kept) = cx
        .db
        .read(move |conn| {
            let reopened = ops::open_completion(conn, &reader, &which, arrived)?;
            Ok((reopened, applications::queries::answers_of(conn, &which)?))
        })
        .await?;
    if reopened.there.person.role != Role::Owner {
        let refusal = Some(applications::rules::ONLY_OWNER);
        return page(&cx, &id, Outcome { refusal, ..Outcome::default() }).await;
    }
    let section = reopened.section()?;
    let taken = take(section, &form, &kept, &cx.app.vocabularies());
    let (brought, problems) = take_files(&cx.app, (section, &kept), &form).await?;
    let unread = taken.iter().any(|one| one.value.is_err()) || !problems.is_empty();
    let step = match (form.text("do").strip_prefix("forget "), row_step(form.text("do"))) {
        (Some(file), _) => Step::Forget(file.parse().map_err(|_| Error::NotFound)?),
        (None, Some(step)) => Step::Row(step),
        (None, None) if unread => Step::Keep,
        (None, None) => Step::File,
    };
    match keep(&cx, &id, (taken.clone(), brought), step).await {
        Ok(Done::Filed(seq)) => {
            cx.redirect(&format!("/applications/{id}/receipts/{seq}"), "reviews-flash-completed")
        }
        Ok(Done::Kept) if !unread => {
            cx.redirect(&format!("/applications/{id}/completion"), "applications-flash-saved")
        }
        Ok(Done::Kept) => page(&cx, &id, Outcome { taken, problems, refusal: None }).await,
        Ok(Done::Missing(problems)) => {
            page(&cx, &id, Outcome { taken, problems, refusal: None }).await
        }
        Err(Error::Refused(refusal)) => {
            page(&cx, &id, Outcome { taken, problems, refusal: Some(refusal) }).await
        }
        Err(error) => Err(error),
    }
}

/// One moment: what was typed, what came along, and what the button does.
async fn keep(
    cx: &Context<SignedIn>,
    id: &ApplicationId,
    (taken, brought): (Vec<Taken>, Vec<Brought>),
    step: Step,
) -> Result<Done> {
    let (actor, arrived, id) = (cx.actor(), cx.now, id.clone());
    let (words, clock) = (cx.app.vocabularies(), cx.app.clock.clone());
    cx.db
        .write(move |conn| {
            let at = (&id, ops::COMPLETION);
            ops::write_completion(conn, &actor, (&id, &taken), arrived)?;
            if !brought.is_empty() {
                applications::ops::bring(conn, &actor, at, &brought, arrived)?;
            }
            match step {
                Step::Row(step) => applications::ops::step_row(conn, &actor, at, &step, arrived)?,
                Step::Forget(file) => {
                    applications::ops::forget_file(conn, &actor, at, &file, arrived)?;
                }
                Step::Keep => {}
                Step::File => {
                    let written = (arrived, clock.now());
                    return Ok(match ops::complete(conn, &actor, (&id, &words), written)? {
                        Ok(filed) => Done::Filed(filed.seq),
                        Err(problems) => Done::Missing(problems),
                    });
                }
            }
            Ok(Done::Kept)
        })
        .await
}

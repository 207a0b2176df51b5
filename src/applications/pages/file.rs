//! What is missing, and filing.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::changes::{ChangeView, changes};
use super::overview::{FilingView, filing, read_id, unfiled};
use super::ownership::answered;
use super::{Frame, Unfiled};
use crate::applications::access::opened;
use crate::applications::{ApplicationId, PartnerState, ops, queries, rules};
use crate::questionnaires::Letters;
use crate::questionnaires::pages::field_id;
use crate::questionnaires::rules::complete;
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    groups: Vec<Group>,
    complete: bool,
    in_time: bool,
    grace: bool,
    may_file: bool,
    again: bool,
    unfiled: bool,
    sha256: String,
    last: Option<FilingView>,
    /// What was written since.
    changes: Vec<ChangeView>,
    /// Whether the reader may go back to what was filed.
    may_discard: bool,
    waiting: Vec<String>,
    /// Institutions whose letter does not hold, and whether nothing is filed for that.
    letters: Vec<String>,
    letters_block: bool,
    /// What the rules of the call see.
    rules: Vec<RuleView>,
    rules_block: bool,
    contact: String,
}

#[derive(Serialize)]
struct RuleView {
    word: String,
    met: bool,
    blocking: bool,
}

#[derive(Serialize)]
struct Group {
    title: String,
    problems: Vec<ProblemView>,
}

#[derive(Serialize)]
struct ProblemView {
    href: String,
    label: String,
    message: String,
}

/// `GET /applications/{id}/filing`: the same for everybody who has a part in it.
pub async fn check(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, &read_id(&id)?, None).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &ApplicationId,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (actor, which, locale) = (cx.actor(), id.clone(), cx.locale);
    let (there, answers, partners, (document, sha256), unfiled, last, owed, checks) = cx
        .db
        .read(move |conn| {
            let there = opened(conn, &actor, &which)?;
            let answers = queries::answers_of(conn, &which)?;
            let partners = queries::partners_of(conn, &which)?;
            let document = ops::to_file(conn, &there)?;
            let unfiled = unfiled(conn, &there)?;
            let last = match there.application.current_seq {
                Some(seq) => Some(queries::submission(conn, &which, seq)?),
                None => None,
            };
            let owed = ops::letters_owed(conn, &there)?;
            let checks = ops::eligible(conn, &there)?;
            Ok((there, answers, partners, document, unfiled, last, owed, checks))
        })
        .await?;
    let form = &there.version.definition;
    let problems = complete::check(form, &answers);
    let group = |section: &crate::questionnaires::Section| {
        let own = problems.iter().filter(|one| one.section == section.key);
        let problem = |one: &complete::Problem| ProblemView {
            href: format!(
                "/applications/{id}/sections/{}#{}",
                section.key,
                field_id(&one.key, &one.row)
            ),
            label: form
                .item(&one.key)
                .map(|item| item.label.in_locale(locale).to_owned())
                .unwrap_or_default(),
            message: locale.text1(one.code, "n", one.n.clone()),
        };
        Group {
            title: section.title.in_locale(locale).to_owned(),
            problems: own.map(problem).collect(),
        }
    };
    let words = cx.app.vocabularies();
    let changes = match &last {
        Some(last) => changes(&there.version, (&last.document, &document), (&words, locale)),
        None => Vec::new(),
    };
    let waiting = partners.iter().filter(|one| one.state == PartnerState::Invited);
    let institution =
        |slug: &str| words.label(crate::taxonomy::Vocabulary::Institution, slug, locale);
    let letters_block = form.letters == Letters::Required && !owed.is_empty();
    let rules_block = checks.iter().any(|one| one.rule.blocking && !one.met);
    let timely = rules::check_file(&there.application, (&there.call, there.granted), cx.now);
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let frame = Frame::of(&there, "filing", unfiled, (locale, cx.now)).with_alert(alert);
    let view = View {
        groups: form.sections.iter().map(group).filter(|one| !one.problems.is_empty()).collect(),
        complete: problems.is_empty() && !letters_block && !rules_block,
        letters: owed.iter().map(|one| institution(&one.institution)).collect(),
        letters_block,
        in_time: timely.is_ok(),
        grace: timely == Ok(true),
        may_file: frame.owner
            && problems.is_empty()
            && !letters_block
            && !rules_block
            && timely.is_ok(),
        rules: checks
            .iter()
            .map(|one| RuleView {
                word: one.rule.text(locale).to_owned(),
                met: one.met,
                blocking: one.rule.blocking,
            })
            .collect(),
        rules_block,
        contact: there.call.text.contact.clone(),
        again: there.application.current_seq.is_some(),
        unfiled: unfiled == Unfiled::Yes || there.application.current_seq.is_none(),
        may_discard: frame.owner
            && !changes.is_empty()
            && rules::check_write(&there.application, (&there.call, there.granted), cx.now).is_ok(),
        sha256,
        changes,
        last: last.map(|one| filing(&there, &one, locale)),
        waiting: waiting.map(|one| institution(&one.institution)).collect(),
        frame,
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "applications/filing", cx.head("applications-filing", "calls"), &view)
}

/// `POST /applications/{id}/filing`: with the hash of what the owner has just read.
pub async fn file(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, arrived, id) = (cx.actor(), cx.now, read_id(&id)?);
    let (which, read, clock) = (id.clone(), form.text("sha256").to_owned(), cx.app.clock.clone());
    let filed = cx
        .db
        .write(move |conn| ops::file(conn, &actor, (&which, &read), (arrived, clock.now())))
        .await;
    match filed {
        Ok(one) => cx.redirect(
            &format!("/applications/{id}/receipts/{}", one.seq),
            "applications-flash-filed",
        ),
        Err(Error::Refused(refusal)) => page(&cx, &id, Some(refusal)).await,
        Err(error) => Err(error),
    }
}

/// `POST /applications/{id}/changes/removal`: with the hash of what the owner has just read and drops.
pub async fn discard(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let (which, read) = (id.clone(), form.text("sha256").to_owned());
    let done = cx.db.write(move |conn| ops::discard(conn, &actor, (&which, &read), now)).await;
    match done {
        Ok(()) => {
            cx.redirect(&format!("/applications/{id}/filing"), "applications-flash-discarded")
        }
        Err(Error::Refused(refusal)) => page(&cx, &id, Some(refusal)).await,
        Err(error) => Err(error),
    }
}

/// `POST /applications/{id}/withdrawal`
pub async fn withdraw(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let which = id.clone();
    let reason: String = form.text("reason").trim().chars().take(1_000).collect();
    let done = cx.db.write(move |conn| ops::withdraw(conn, &actor, (&which, &reason), now)).await;
    answered(&cx, &id, done, "applications-flash-withdrawn").await
}

/// `POST /applications/{id}/restoration`
pub async fn restore(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::restore(conn, &actor, &which, now)).await;
    answered(&cx, &id, done, "applications-flash-restored").await
}

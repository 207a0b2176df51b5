//! One section of an application: shown, saved with a button, and saved by itself where a script runs.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::Frame;
use super::ended::ended;
use super::files::take_files;
use super::overview::{read_id, unfiled};
use crate::applications::access::{Opened, opened};
use crate::applications::ops::{self, Brought, Clash, RowStep, Saved};
use crate::applications::{ApplicationId, FileId, HeldFile, queries, rules};
use crate::clock::in_zone;
use crate::files::check_served;
use crate::questionnaires::pages::{
    FieldView, Files, ProblemView, Show, Taken, field_id, fields, mark, said, take, told,
    typed_again,
};
use crate::questionnaires::rules::complete::Problem;
use crate::questionnaires::{Answers, Item, Kind};
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    section: String,
    title: String,
    help: String,
    fields: Vec<FieldView>,
    may_edit: bool,
    /// Why it may not be written.
    closed: String,
    saved: String,
    problems: Vec<ProblemView>,
    clashes: Vec<ClashView>,
    /// Whether files may come along.
    brings: bool,
    before: Option<Link>,
    after: Option<Link>,
}

#[derive(Serialize)]
struct ClashView {
    href: String,
    label: String,
    by: String,
    theirs: String,
}

#[derive(Serialize)]
struct Link {
    href: String,
    title: String,
}

/// What came of a form that was not kept whole.
#[derive(Default)]
struct Outcome {
    taken: Vec<Taken>,
    /// What is wrong with files that came along.
    problems: Vec<Problem>,
    clashes: Vec<Clash>,
    refusal: Option<Refusal>,
}

type At = web::Path<(String, String)>;

/// `GET /applications/{id}/sections/{key}`
pub async fn section(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (id, key) = at.into_inner();
    page(&cx, (&read_id(&id)?, &key), Outcome::default()).await
}

async fn page(
    cx: &Context<SignedIn>,
    (id, key): (&ApplicationId, &str),
    mut outcome: Outcome,
) -> Result<HttpResponse> {
    let (actor, id, locale) = (cx.actor(), id.clone(), cx.locale);
    let (there, mut answers, saved_by, unfiled, held) = cx
        .db
        .read(move |conn| {
            let there = opened(conn, &actor, &id)?;
            let answers = queries::answers_of(conn, &id)?;
            let saved_by = queries::name_of(conn, &there.application.saved_by)?;
            let unfiled = unfiled(conn, &there)?;
            let held = queries::files_of(conn, &id)?;
            Ok((there, answers, saved_by, unfiled, held))
        })
        .await?;
    let form = &there.version.definition;
    let section = form.section(key).ok_or(Error::NotFound)?;
    let mut problems = std::mem::take(&mut outcome.problems);
    for one in &outcome.taken {
        match &one.value {
            Ok(value) => answers.put((&one.key, &one.row), value.clone()),
            Err(code) => problems.push(Problem {
                section: key.to_owned(),
                key: one.key.clone(),
                row: one.row.clone(),
                code,
                n: String::new(),
            }),
        }
    }
    let words = cx.app.vocabularies();
    let (from, templates) = (
        format!("/applications/{}/files", there.application.id),
        format!("/calls/{}/templates", there.call.slug),
    );
    let held = held_back(&held, cx.app.config.clamd.is_some());
    let show = Show {
        definition: form,
        answers: &answers,
        words: &words,
        locale,
        problems: &problems,
        files: Files { from: &from, templates: &templates, held: &held },
    };
    let clash = |one: &Clash| {
        let item = form.item(&one.key);
        ClashView {
            href: format!("#{}", field_id(&one.key, &one.row)),
            label: item.map(|item| item.label.in_locale(locale).to_owned()).unwrap_or_default(),
            by: one.by.clone(),
            theirs: item
                .zip(one.theirs.as_ref())
                .map(|(item, value)| said(item, value, &words, locale))
                .unwrap_or_default(),
        }
    };
    let closed = match rules::may_edit(&there.person, key) {
        false => Some(rules::NOT_YOURS),
        true => rules::check_write(&there.application, (&there.call, there.granted), cx.now).err(),
    };
    let refused = outcome.refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let view = View {
        frame: Frame::of(&there, "sections", unfiled, (locale, cx.now)).with_alert(refused),
        section: key.to_owned(),
        title: section.title.in_locale(locale).to_owned(),
        help: section.help.in_locale(locale).to_owned(),
        fields: marked(fields(section, show), &outcome),
        may_edit: closed.is_none() || outcome.refusal.is_some(),
        closed: closed.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        saved: saved_said(cx, &there, &saved_by),
        problems: told(form, &problems, locale),
        clashes: outcome.clashes.iter().map(clash).collect(),
        brings: section.items.iter().any(has_files),
        before: beside(&there, key, cx, Side::Before),
        after: beside(&there, key, cx, Side::After),
    };
    let status = match (outcome.refusal, view.problems.is_empty(), view.clashes.is_empty()) {
        (Some(refusal), ..) if refusal == rules::NOT_YOURS => StatusCode::FORBIDDEN,
        (Some(_), ..) | (None, _, false) => StatusCode::CONFLICT,
        (None, false, true) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true, true) => StatusCode::OK,
    };
    cx.respond(status, "applications/section", cx.head("applications-one", "calls"), &view)
}

/// Whether files answer a question, or one of its block.
pub fn has_files(item: &Item) -> bool {
    item.kind == Kind::File || item.items.iter().any(has_files)
}

/// Why files cannot be had at present, by their ids.
pub fn held_back(files: &[HeldFile], scanner: bool) -> BTreeMap<String, &'static str> {
    let held = |file: &HeldFile| {
        Some((file.id.to_string(), check_served(file.scan, scanner).err()?.key()))
    };
    files.iter().filter_map(held).collect()
}

/// What somebody else wrote meanwhile counts as seen now: saving again chooses one's own words.
fn marked(mut fields: Vec<FieldView>, outcome: &Outcome) -> Vec<FieldView> {
    typed_again(&mut fields, &outcome.taken);
    for one in &outcome.clashes {
        let id = field_id(&one.key, &one.row);
        let found = fields.iter_mut().find_map(|field| field.with_id(&id));
        if let Some(field) = found {
            field.see(mark(one.theirs.as_ref()));
        }
    }
    fields
}

/// "Saved at 14:32 by Léa", with the day where that is not today.
pub(super) fn saved_said(cx: &Context<SignedIn>, there: &Opened, by: &str) -> String {
    let (zone, at) = (there.call.terms.tz(), there.application.saved_at);
    let mut args = fluent_bundle::FluentArgs::new();
    args.set("at", crate::times::said::hour(at, zone));
    args.set("day", crate::times::said::day(at, zone, cx.locale));
    args.set("by", by.to_owned());
    let today = in_zone(at, zone).date_naive() == in_zone(cx.now, zone).date_naive();
    let key = if today { "applications-saved-by" } else { "applications-saved-before-by" };
    cx.locale.text_with(key, Some(&args))
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

fn beside(there: &Opened, key: &str, cx: &Context<SignedIn>, side: Side) -> Option<Link> {
    let sections = &there.version.definition.sections;
    let place = sections.iter().position(|one| one.key == key)?;
    let place = match side {
        Side::Before => place.checked_sub(1)?,
        Side::After => place + 1,
    };
    let section = sections.get(place)?;
    Some(Link {
        href: format!("/applications/{}/sections/{}", there.application.id, section.key),
        title: section.title.in_locale(cx.locale).to_owned(),
    })
}

/// A section with what is kept of it, to read a form by.
pub(super) async fn read(
    cx: &Context<SignedIn>,
    (id, key): (&ApplicationId, &str),
    form: &Upload,
) -> Result<(Opened, Answers, Vec<Taken>)> {
    let (actor, id) = (cx.actor(), id.clone());
    let (there, answers) = cx
        .db
        .read(move |conn| Ok((opened(conn, &actor, &id)?, queries::answers_of(conn, &id)?)))
        .await?;
    let section = there.version.definition.section(key).ok_or(Error::NotFound)?;
    let taken = take(section, form, &answers, &cx.app.vocabularies());
    Ok((there, answers, taken))
}

pub(super) async fn keep(
    cx: &Context<SignedIn>,
    (id, key): (&ApplicationId, &str),
    taken: &[Taken],
) -> Result<Saved> {
    let (actor, now, taken) = (cx.actor(), cx.now, taken.to_vec());
    let (id, key) = (id.clone(), key.to_owned());
    cx.db.write(move |conn| ops::save(conn, &actor, (&id, &key), &taken, now)).await
}

/// `POST /applications/{id}/sections/{key}`: keeps what can be kept; a button of a block does its step after that.
pub async fn save(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (id, key) = at.into_inner();
    let id = read_id(&id)?;
    let (there, answers, taken) = match read(&cx, (&id, &key), &form).await {
        Err(Error::NotFound) => return ended(&cx, &id, &form).await,
        other => other?,
    };
    let saved = match keep(&cx, (&id, &key), &taken).await {
        Ok(saved) => saved,
        Err(Error::Refused(refusal)) => {
            let outcome = Outcome { taken, refusal: Some(refusal), ..Outcome::default() };
            return page(&cx, (&id, &key), outcome).await;
        }
        Err(error) => return Err(error),
    };
    let section = there.version.definition.section(&key).ok_or(Error::NotFound)?;
    let (brought, problems) = take_files(&cx.app, (section, &answers), &form).await?;
    let refusal = bring(&cx, (&id, &key), brought).await?;
    let unread = taken.iter().any(|one| one.value.is_err()) || !problems.is_empty();
    if unread || refusal.is_some() || !saved.clashes.is_empty() {
        let outcome = Outcome { taken, problems, clashes: saved.clashes, refusal };
        return page(&cx, (&id, &key), outcome).await;
    }
    let here = format!("/applications/{id}/sections/{key}");
    if let Some(file) = form.text("do").strip_prefix("forget ") {
        let file: FileId = file.parse().map_err(|_| Error::NotFound)?;
        let (actor, now, of, section) = (cx.actor(), cx.now, id.clone(), key.clone());
        cx.db
            .write(move |conn| ops::forget_file(conn, &actor, (&of, &section), &file, now))
            .await?;
        return cx.redirect(&here, "applications-flash-saved");
    }
    if let Some(step) = row_step(form.text("do")) {
        let (actor, now, of, section) = (cx.actor(), cx.now, id.clone(), key.clone());
        let block = match &step {
            RowStep::Add { block, .. } => block.clone(),
            RowStep::Remove { .. } | RowStep::Rise { .. } => String::new(),
        };
        let done =
            cx.db.write(move |conn| ops::step_row(conn, &actor, (&of, &section), &step, now)).await;
        return match done {
            Ok(()) => cx.redirect(&format!("{here}#{block}"), "applications-flash-saved"),
            Err(Error::Refused(refusal)) => {
                let outcome = Outcome { refusal: Some(refusal), ..Outcome::default() };
                page(&cx, (&id, &key), outcome).await
            }
            Err(error) => Err(error),
        };
    }
    match (form.text("then"), beside(&there, &key, &cx, Side::After)) {
        ("next", Some(next)) => cx.redirect(&next.href, "applications-flash-saved"),
        ("next", None) => cx.redirect(&format!("/applications/{id}"), "applications-flash-saved"),
        _ => cx.redirect(&here, "applications-flash-saved"),
    }
}

async fn bring(
    cx: &Context<SignedIn>,
    (id, key): (&ApplicationId, &str),
    brought: Vec<Brought>,
) -> Result<Option<Refusal>> {
    if brought.is_empty() {
        return Ok(None);
    }
    let (actor, now, id, key) = (cx.actor(), cx.now, id.clone(), key.to_owned());
    let done = cx.db.write(move |conn| ops::bring(conn, &actor, (&id, &key), &brought, now)).await;
    match done {
        Ok(()) => Ok(None),
        Err(Error::Refused(refusal)) => Ok(Some(refusal)),
        Err(error) => Err(error),
    }
}

/// What a button of a block asks for.
pub fn row_step(typed: &str) -> Option<RowStep> {
    let (what, name) = typed.split_once(' ')?;
    let name = name.to_owned();
    match what {
        "add" => {
            let row: String = ApplicationId::random().as_str().chars().take(8).collect();
            Some(RowStep::Add { block: name, row })
        }
        "remove" => Some(RowStep::Remove { row: name }),
        "rise" => Some(RowStep::Rise { row: name }),
        _ => None,
    }
}

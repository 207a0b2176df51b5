//! One call at the desk: what it says, what is missing, what comes next.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::edit_form::{Form, FormView};
use super::standing::{Standing, ahead, standing};
use super::{Frame, Moment, moment};
use crate::accounts::AccountId;
use crate::calls::rules::{checklist, dates};
use crate::calls::{Call, CallId, CallRole, Extension, Phase, access, ops, queries};
use crate::gaps::pages::{PriorityView, priority_views};
use crate::i18n::Locale;
use crate::questionnaires;
use crate::reviews::pages::{EmergencyView, open_emergencies};
use crate::web::{Context, FieldErrors, SignedIn, Upload};
use crate::{Error, Refusal, Result, gaps, reviews};

#[derive(Serialize)]
struct View {
    frame: Frame,
    form: Option<FormView>,
    checks: Vec<CheckView>,
    left: usize,
    opens: Option<Moment>,
    closes: Option<Moment>,
    grace: i32,
    reader: Option<String>,
    may_announce: bool,
    may_publish: bool,
    may_take_back: bool,
    may_extend: bool,
    may_cancel: bool,
    /// As a field of the form of the extension takes it.
    closes_typed: String,
    extensions: Vec<ExtensionView>,
    priorities: Vec<PriorityView>,
    may_put_back: bool,
    coordinators: Vec<PersonView>,
    /// Whether its reader sits over it.
    committee: bool,
    /// Who looks into its reviews and decisions now, in an emergency.
    emergencies: Vec<EmergencyView>,
    may_appoint: bool,
    /// Its steps, and the one thing that comes next.
    standing: Standing,
    may_archive: bool,
    copy_id: CallId,
    may_copy: bool,
    /// What may go on to the copy, and whom it brings along.
    seats: Vec<SeatView>,
    model: Option<String>,
}

#[derive(Serialize)]
struct CheckView {
    message: String,
    done: bool,
    blocking: bool,
    href: String,
}

#[derive(Serialize)]
struct ExtensionView {
    from: String,
    to: String,
    reason: String,
}

#[derive(Serialize)]
struct PersonView {
    id: AccountId,
    name: String,
    email: String,
}

#[derive(Serialize)]
struct SeatView {
    role: CallRole,
    word: String,
    who: String,
}

/// A line for each role that somebody has.
fn seat_views(
    seated: Vec<(CallRole, (AccountId, String, String, Locale))>,
    locale: Locale,
) -> Vec<SeatView> {
    let mut seats: Vec<SeatView> = Vec::new();
    for (role, (_, name, ..)) in seated {
        match seats.last_mut().filter(|last| last.role == role) {
            Some(last) => last.who = format!("{}, {name}", last.who),
            None => seats.push(SeatView {
                role,
                word: locale.text(&format!("calls-role-{}", role.as_str())),
                who: name,
            }),
        }
    }
    seats
}

/// `GET /inbox/calls/{id}`. Secretaries, who do not write it, are led to its review.
pub async fn show(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    match shown(&cx, &id, (None, FieldErrors::none()), None).await {
        Err(Error::NotFound) => {
            let (actor, which) = (cx.actor(), CallId::clone(&id));
            let keeps = cx.db.read(move |conn| {
                Ok(queries::has_role(conn, (&which, &actor.id), CallRole::Secretary)?)
            });
            if !keeps.await? {
                return Err(Error::NotFound);
            }
            cx.go(&format!("/inbox/calls/{id}/reviews"))
        }
        answer => answer,
    }
}

pub(super) async fn shown(
    cx: &Context<SignedIn>,
    id: &CallId,
    (form, errors): (Option<Form>, FieldErrors),
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (reader, id) = (cx.actor(), id.clone());
    let now = cx.now;
    let (call, lines, extensions, people, priorities, model, (ahead, looks, sits, seats)) = cx
        .db
        .read(move |conn| {
            let call = access::for_desk(conn, &reader, &id)?;
            let definition = questionnaires::queries::find(conn, &call.version_id)?.definition;
            let extensions = queries::extensions_of(conn, &id)?;
            let people = queries::holders(conn, &id, CallRole::Coordinator)?;
            let priorities = gaps::queries::priorities(conn, &id)?;
            let model = match &call.cloned_from {
                Some(model) => Some(queries::find(conn, model)?.reference),
                None => None,
            };
            let looks = reviews::queries::emergencies_of(conn, &id)?;
            let roles = queries::roles_of(conn, &id, &reader.id)?;
            let sits = roles.iter().any(|role| *role != CallRole::Reviewer);
            let lines = ops::checklist_of(conn, (&call, &definition), now)?;
            let ahead = ahead(conn, &reader, &call, now)?;
            let seats = queries::seated(conn, &id)?;
            Ok((call, lines, extensions, people, priorities, model, (ahead, looks, sits, seats)))
        })
        .await?;
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let invalid = !errors.is_empty();
    let form = form.unwrap_or_else(|| Form::of(&call)).view(errors, cx.locale);
    let mut view = view(cx, &call, (&lines, &extensions), form);
    view.standing = standing(&call, &ahead, (cx.locale, now));
    view.may_archive = ahead.may_archive;
    view.frame = view.frame.with_alert(alert);
    view.model = model;
    view.emergencies = open_emergencies(looks, &call, (cx.locale, cx.now));
    view.priorities = priority_views(&priorities, &cx.app.vocabularies(), cx.locale);
    view.committee = sits;
    view.seats = seat_views(seats, cx.locale);
    view.coordinators =
        people.into_iter().map(|(id, name, email, _)| PersonView { id, name, email }).collect();
    let status = match (invalid, refusal) {
        (true, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, Some(_)) => StatusCode::CONFLICT,
        (false, None) => StatusCode::OK,
    };
    cx.respond(status, "calls/edit", cx.head("calls-desk", "inbox"), &view)
}

fn view(
    cx: &Context<SignedIn>,
    call: &Call,
    (lines, extensions): (&[checklist::Line], &[Extension]),
    form: FormView,
) -> View {
    let (actor, locale, now, zone) = (cx.actor(), cx.locale, cx.now, call.terms.tz());
    let phase = call.phase(now);
    let written = checklist::is_being_written(call.state);
    let check = |line: &checklist::Line| CheckView {
        message: cx.text(&format!("calls-check-{}", line.code)),
        done: line.done,
        blocking: line.weight == checklist::Weight::Blocking,
        href: match line.at {
            checklist::Place::Field(field) => format!("#{field}"),
            checklist::Place::Page(page) => format!("/inbox/calls/{}/{page}", call.id),
        },
    };
    let live = matches!(phase, Phase::Scheduled | Phase::Open | Phase::Grace | Phase::Closed);
    View {
        frame: Frame::of(call, "call", (locale, now)),
        left: lines
            .iter()
            .filter(|one| !one.done && one.weight == checklist::Weight::Blocking)
            .count(),
        checks: if written { lines.iter().map(check).collect() } else { Vec::new() },
        form: written.then_some(form),
        opens: call.terms.opens_at.map(|at| moment(at, zone, locale)),
        closes: call.terms.closes_at.map(|at| moment(at, zone, locale)),
        grace: call.terms.grace_minutes,
        reader: access::is_public(call).then(|| format!("/calls/{}", call.slug)),
        may_announce: phase == Phase::Draft,
        may_publish: written,
        may_take_back: matches!(phase, Phase::Announced | Phase::Scheduled),
        may_extend: live,
        may_cancel: actor.is_admin()
            && call.state != crate::calls::State::Cancelled
            && crate::calls::rules::next(call.state, crate::calls::rules::Event::Cancel).is_ok(),
        closes_typed: call
            .terms
            .closes_at
            .map(|at| {
                let local = crate::times::local(at, zone);
                local.format(crate::times::FORM).to_string()
            })
            .unwrap_or_default(),
        extensions: extensions
            .iter()
            .map(|one| ExtensionView {
                from: moment(one.closed_at, zone, locale).when,
                to: moment(one.closes_at, zone, locale).when,
                reason: one.reason.clone(),
            })
            .collect(),
        priorities: Vec::new(),
        may_put_back: written,
        coordinators: Vec::new(),
        committee: false,
        emergencies: Vec::new(),
        may_appoint: actor.is_admin(),
        standing: Standing::default(),
        may_archive: false,
        copy_id: CallId::new(),
        may_copy: access::may_begin(&actor),
        seats: Vec::new(),
        model: None,
    }
}

/// `POST /inbox/calls/{id}`
pub async fn save(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    upload: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id, form) = (cx.actor(), cx.now, id.into_inner(), Form::read(&upload));
    let (reader, which) = (actor.clone(), id.clone());
    let call = cx.db.read(move |conn| access::for_desk(conn, &reader, &which)).await?;
    let (text, terms) = match form.check(&call) {
        Ok(written) => written,
        Err(errors) => return shown(&cx, &id, (Some(form), errors), None).await,
    };
    let lock: i32 = form.lock.parse().unwrap_or(-1);
    let which = id.clone();
    let saved = cx
        .db
        .write(move |conn| ops::write(conn, &actor, (&which, lock), (&text, &terms), now))
        .await;
    match saved {
        Ok(()) => cx.redirect(&format!("/inbox/calls/{id}"), "calls-flash-saved"),
        Err(Error::Refused(refusal)) => {
            shown(&cx, &id, (Some(form), FieldErrors::none()), Some(refusal)).await
        }
        Err(error) => Err(error),
    }
}

/// The closing date as the form of an extension sends it.
pub fn closing(form: &Upload, call: &Call) -> Result<chrono::NaiveDateTime> {
    let read = dates::last_instant(form.text("closes"), call.terms.tz())?;
    Ok(read.ok_or(dates::NO_TIME)?)
}

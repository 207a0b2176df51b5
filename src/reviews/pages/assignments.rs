//! Who looks at what: the grid, the proposal, and sending it.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use fluent_bundle::FluentArgs;
use serde::Serialize;

use super::{Frame, Named, after, assignment_badge, named, status};
use crate::accounts::AccountId;
use crate::applications::{Application, ApplicationId, State};
use crate::calls::CallId;
use crate::i18n::Locale;
use crate::reviews::access::{Desk, desk};
use crate::reviews::queries::Person;
use crate::reviews::rules::proposal::{Candidate, Proposal, Wanting, propose as proposed};
use crate::reviews::{Assignment, AssignmentId, AssignmentState, CallReviewer, ops, queries};
use crate::web::{Badge, Choice, Context, SignedIn, Upload, choice};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    each: i32,
    items: Vec<Line>,
    loads: Vec<LoadView>,
    /// How many were proposed and not sent.
    unsent: usize,
    in_review: bool,
    short: Vec<String>,
    local: Vec<String>,
}

#[derive(Serialize)]
struct Line {
    id: ApplicationId,
    named: Named,
    chosen: Vec<ChosenView>,
    people: Vec<Choice>,
    wants: bool,
}

#[derive(Serialize)]
struct ChosenView {
    id: AssignmentId,
    name: String,
    alias: String,
    badge: Badge,
    /// Their institution applies elsewhere in the call: said, and no more.
    competes: bool,
    may_remove: bool,
}

#[derive(Serialize)]
struct LoadView {
    name: String,
    load: usize,
    most: i32,
    full: bool,
}

/// `GET /inbox/calls/{id}/reviews/assignments`
pub async fn assignments(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, None).await
}

struct Read {
    desk: Desk,
    filed: Vec<Application>,
    all: Vec<Assignment>,
    asked: Vec<(CallReviewer, Person)>,
    wanting: Vec<Wanting>,
    people: Vec<Candidate>,
    /// Institutions that apply, by application.
    applying: BTreeMap<ApplicationId, crate::reviews::rules::conflicts::Bid>,
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (actor, id, words, now) = (cx.actor(), id.clone(), cx.app.vocabularies(), cx.now);
    let read = cx
        .db
        .read(move |conn| {
            let desk = desk(conn, &actor, &id)?;
            let mut filed = queries::filed(conn, &id)?;
            filed.retain(|one| desk.shows(&one.id) && one.state == State::InReview);
            let ids: Vec<ApplicationId> = filed.iter().map(|one| one.id.clone()).collect();
            let (wanting, people) = ops::asked_of(conn, (&desk, &ids), &words, now)?;
            let mut applying = queries::bids(conn, &id)?;
            applying.retain(|id, _| desk.shows(id));
            Ok(Read {
                all: queries::assignments_of_call(conn, &id)?,
                asked: queries::asked(conn, &id)?,
                applying,
                wanting,
                people,
                filed,
                desk,
            })
        })
        .await?;
    let view = view(cx, &read, refusal);
    let head = cx.head("reviews-assignments", "inbox");
    cx.respond(status(refusal), "reviews/assignments", head, &view)
}

fn view(cx: &Context<SignedIn>, read: &Read, refusal: Option<Refusal>) -> View {
    let call = &read.desk.call;
    let each = usize::try_from(call.terms.reviewers_each).unwrap_or(3);
    let made = proposed(&read.wanting, &read.people, each);
    let unsent = read.all.iter().filter(|one| {
        one.state == AssignmentState::Proposed && read.desk.shows(&one.application_id)
    });
    let load = |(one, person): &(CallReviewer, Person)| {
        let load = ops::load_of(&read.desk, &read.all, &person.id);
        let full = load >= usize::try_from(one.most).unwrap_or_default();
        LoadView { name: person.name.clone(), load, most: one.most, full }
    };
    let takes =
        |(one, _): &&(CallReviewer, Person)| one.state == crate::reviews::Standing::Accepted;
    View {
        frame: Frame::of(call, "assignments", cx, refusal),
        each: call.terms.reviewers_each,
        unsent: unsent.count(),
        in_review: call.state == crate::calls::State::InReview,
        items: read.filed.iter().map(|one| line(read, one, each, cx.locale)).collect(),
        loads: read.asked.iter().filter(takes).map(load).collect(),
        short: short(read, &made, cx.locale),
        local: made.local.iter().map(|id| reference(read, id)).collect(),
    }
}

fn reference(read: &Read, id: &ApplicationId) -> String {
    let found = read.filed.iter().find(|one| one.id == *id);
    found.and_then(|one| one.reference.clone()).unwrap_or_default()
}

/// "AMI-2026-2-007: 2 possible reviewers; 9 in conflict, 4 full".
fn short(read: &Read, made: &Proposal, locale: Locale) -> Vec<String> {
    let said = |one: &crate::reviews::rules::proposal::Short| {
        let mut args = FluentArgs::new();
        args.set("reference", reference(read, &one.id));
        args.set("missing", one.missing);
        args.set("possible", one.possible);
        args.set("conflicted", one.conflicted);
        args.set("full", one.full);
        locale.text_with("reviews-short", Some(&args))
    };
    made.short.iter().map(said).collect()
}

fn line(read: &Read, one: &Application, each: usize, locale: Locale) -> Line {
    let person = |id: &AccountId| read.asked.iter().find(|(_, person)| person.id == *id);
    let held: Vec<&Assignment> =
        read.all.iter().filter(|other| other.application_id == one.id).collect();
    let chosen = |assignment: &&Assignment| ChosenView {
        id: assignment.id.clone(),
        name: person(&assignment.reviewer_id)
            .map(|(_, person)| person.name.clone())
            .unwrap_or_default(),
        alias: assignment.alias.clone(),
        badge: assignment_badge(assignment.state, false, locale),
        competes: competes(read, one, &assignment.reviewer_id),
        may_remove: assignment.state.runs() && assignment.state != AssignmentState::Done,
    };
    let wanting = read.wanting.iter().find(|wanting| wanting.id == one.id);
    let may = |candidate: &&Candidate| {
        candidate.load < candidate.most
            && wanting.is_some_and(|one| {
                !one.barred.contains(&candidate.id) && !one.fixed.contains(&candidate.id)
            })
    };
    let option = |candidate: &Candidate| {
        let name = person(&candidate.id).map(|(_, person)| person.name.clone()).unwrap_or_default();
        let fits = wanting.is_some_and(|one| !one.disciplines.is_disjoint(&candidate.disciplines));
        let mark = if fits { "★ " } else { "" };
        let label = format!("{mark}{name} ({} / {})", candidate.load, candidate.most);
        choice(candidate.id.as_str(), label, false)
    };
    Line {
        id: one.id.clone(),
        named: named(&read.desk.call.id, one, locale),
        wants: held.iter().filter(|one| one.state.runs()).count() < each,
        chosen: held
            .iter()
            .filter(|one| one.state != AssignmentState::Removed)
            .map(chosen)
            .collect(),
        people: read.people.iter().filter(may).map(option).collect(),
    }
}

/// Whether somebody's institution, or they themselves, apply elsewhere in the call.
fn competes(read: &Read, one: &Application, reviewer: &AccountId) -> bool {
    let Some(candidate) = read.people.iter().find(|other| other.id == *reviewer) else {
        return false;
    };
    read.applying.iter().filter(|(id, _)| **id != one.id).any(|(_, bid)| {
        bid.accounts.contains(reviewer) || !bid.institutions.is_disjoint(&candidate.institutions)
    })
}

/// `POST /inbox/calls/{id}/reviews/applications/{application}/assignments`
pub async fn assign(
    cx: Context<SignedIn>,
    whose: web::Path<(CallId, String)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, (id, application)) = (cx.actor(), cx.now, whose.into_inner());
    let application: ApplicationId = application.parse().map_err(|_| Error::NotFound)?;
    let to = format!("/inbox/calls/{id}/reviews/assignments");
    // What names nobody is refused like who was not asked, and only after who asks is known to steer.
    let reviewer = form.text("reviewer").parse().unwrap_or_else(|_| AccountId::new());
    let (which, words) = (id.clone(), cx.app.vocabularies());
    let done = cx
        .db
        .write(move |conn| {
            ops::assign(conn, &actor, (&which, &application, &reviewer), &words, now)
        })
        .await
        .and_then(|given| Ok(given?));
    after(&cx, done, (&to, "reviews-flash-assigned"), |refusal| page(&cx, &id, Some(refusal))).await
}

/// `POST /inbox/calls/{id}/reviews/assignments/proposal`
pub async fn propose(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    let (actor, now, id, words) = (cx.actor(), cx.now, id.into_inner(), cx.app.vocabularies());
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::propose(conn, &actor, (&which, &words), now)).await;
    let to = format!("/inbox/calls/{id}/reviews/assignments");
    after(&cx, done, (&to, "reviews-flash-proposed"), |refusal| page(&cx, &id, Some(refusal))).await
}

/// `POST /inbox/calls/{id}/reviews/assignments/mail`
pub async fn send(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::send(conn, &actor, &which, now)).await;
    let to = format!("/inbox/calls/{id}/reviews/assignments");
    after(&cx, done, (&to, "reviews-flash-sent"), |refusal| page(&cx, &id, Some(refusal))).await
}

/// `POST /inbox/calls/{id}/reviews/assignments/{assignment}/removal`
pub async fn remove(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, String)>,
) -> Result<HttpResponse> {
    let (actor, now, (id, one)) = (cx.actor(), cx.now, path.into_inner());
    let one: AssignmentId = one.parse().map_err(|_| Error::NotFound)?;
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::remove(conn, &actor, (&which, &one), now)).await;
    let to = format!("/inbox/calls/{id}/reviews/assignments");
    after(&cx, done, (&to, "reviews-flash-removed"), |refusal| page(&cx, &id, Some(refusal))).await
}

//! A call's review as a whole: what comes next, and where each application stands.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::export::columns;
use super::{Frame, Named, after, day, named, status};
use crate::applications::{Application, State};
use crate::calls::rules::dates::last_instant;
use crate::calls::{self, Call, CallId};
use crate::i18n::Locale;
use crate::reviews::access::{Desk, desk, read_desk};
use crate::reviews::views::hundredths;
use crate::reviews::{Assignment, AssignmentState, Criterion, Plan, Summary, ops, queries, rules};
use crate::sheets::ColumnView;
use crate::web::{Badge, Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    plan: PlanView,
    due: String,
    may_begin: bool,
    begun: bool,
    items: Vec<Line>,
    each: i32,
    drafts: i64,
    /// What can be taken away of the reviews.
    columns: Vec<ColumnView>,
}

#[derive(Serialize)]
struct PlanView {
    due: String,
    minutes: i32,
    most: i32,
}

#[derive(Serialize)]
struct Line {
    named: Named,
    badge: Badge,
    /// "2 / 3".
    reviews: String,
    median: String,
    spread: String,
    /// Whether reviewers see it differently.
    split: bool,
    recommendations: String,
    eliminated: bool,
}

/// `GET /inbox/calls/{id}/reviews`. Admins, whose it is not, are shown how to open it in an emergency.
pub async fn board(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    match page(&cx, &id, None).await {
        Err(Error::NotFound) if cx.actor().is_admin() => {
            cx.go(&format!("/inbox/calls/{id}/emergencies"))
        }
        answer => answer,
    }
}

struct Read {
    desk: Desk,
    plan: Option<Plan>,
    filed: Vec<Application>,
    summaries: Vec<Summary>,
    assignments: Vec<Assignment>,
    drafts: i64,
    criteria: Vec<Criterion>,
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (actor, id, now) = (cx.actor(), id.clone(), cx.now);
    let read = cx
        .db
        .read(move |conn| {
            let desk = read_desk(conn, &actor, &id, now)?;
            let mut filed = queries::filed(conn, &id)?;
            filed.retain(|one| desk.shows(&one.id));
            let counts = crate::applications::queries::counts(conn, &id)?;
            let drafts = counts.iter().filter(|(state, _)| *state == State::Draft);
            Ok(Read {
                plan: queries::plan(conn, &id)?,
                summaries: queries::summary_of_call(conn, &actor.id, &id)?,
                assignments: queries::assignments_of_call(conn, &id)?,
                drafts: drafts.map(|(_, n)| n).sum(),
                criteria: queries::criteria(conn, &id)?,
                filed,
                desk,
            })
        })
        .await?;
    let view = view(cx, &read, refusal);
    cx.respond(status(refusal), "reviews/board", cx.head("reviews-board", "inbox"), &view)
}

fn view(cx: &Context<SignedIn>, read: &Read, refusal: Option<Refusal>) -> View {
    let (call, locale) = (&read.desk.call, cx.locale);
    let summaries: BTreeMap<_, _> =
        read.summaries.iter().map(|one| (&one.application, one)).collect();
    let typed = |plan: &Plan| {
        crate::clock::in_zone(plan.due_at, call.terms.tz()).format("%Y-%m-%d").to_string()
    };
    View {
        frame: Frame::of(call, "board", cx, refusal).until(&read.desk, locale),
        due: read.plan.as_ref().map(|plan| day(plan.due_at, call, locale)).unwrap_or_default(),
        plan: PlanView {
            due: read.plan.as_ref().map(typed).unwrap_or_default(),
            minutes: read.plan.as_ref().map_or(90, |plan| plan.minutes_each),
            most: read.plan.as_ref().map_or(6, |plan| plan.most_each),
        },
        may_begin: call.phase(cx.now) == calls::Phase::Closed,
        begun: call.frozen_at.is_some(),
        columns: columns(cx, &read.criteria),
        items: read
            .filed
            .iter()
            .map(|one| line(read, (one, summaries.get(&one.id).copied()), locale))
            .collect(),
        each: call.terms.reviewers_each,
        drafts: read.drafts,
    }
}

fn line(read: &Read, (one, summary): (&Application, Option<&Summary>), locale: Locale) -> Line {
    let call = &read.desk.call;
    let asked = read
        .assignments
        .iter()
        .filter(|other| other.application_id == one.id)
        .filter(|other| other.state.runs() && other.state != AssignmentState::Proposed);
    let said =
        |value: Option<i64>| value.map(|value| hundredths(value, locale)).unwrap_or_default();
    let recommended =
        summary.into_iter().flat_map(|one| &one.recommendations).map(|(recommendation, n)| {
            format!("{n} × {}", locale.text(&format!("reviews-recommendation-{recommendation}")))
        });
    Line {
        named: named(&call.id, one, locale),
        badge: crate::applications::pages::badge(one.state, locale),
        reviews: format!("{} / {}", summary.map_or(0, |one| one.reviews), asked.count()),
        median: said(summary.and_then(|one| one.median)),
        spread: said(summary.and_then(|one| one.spread)),
        split: summary
            .and_then(|one| one.spread)
            .is_some_and(|spread| spread >= rules::scores::SPLIT),
        recommendations: recommended.collect::<Vec<_>>().join(", "),
        eliminated: summary.is_some_and(|one| !one.eliminatory.is_empty()),
    }
}

fn read_plan(form: &Upload, call: &Call) -> Result<Plan> {
    let due = last_instant(&format!("{}T23:59", form.text("due").trim()), call.terms.tz());
    let due_at = due?.ok_or(rules::NO_PLAN)?;
    let number = |name: &str, most: i32, other: i32| {
        form.text(name).trim().parse().ok().filter(|n| (1..=most).contains(n)).unwrap_or(other)
    };
    Ok(Plan {
        call_id: call.id.clone(),
        due_at,
        minutes_each: number("minutes", 1_440, 90).max(5),
        most_each: number("most", 50, 6),
    })
}

/// `POST /inbox/calls/{id}/reviews/plan`
pub async fn plan(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let which = id.clone();
    let done = cx
        .db
        .write(move |conn| {
            let call = desk(conn, &actor, &which)?.call;
            ops::plan(conn, &actor, &read_plan(&form, &call)?, now)
        })
        .await;
    let to = format!("/inbox/calls/{id}/reviews");
    after(&cx, done, (&to, "reviews-flash-planned"), |refusal| page(&cx, &id, Some(refusal))).await
}

/// `POST /inbox/calls/{id}/reviews/start`
pub async fn begin(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    let (actor, now, id, words) = (cx.actor(), cx.now, id.into_inner(), cx.app.vocabularies());
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::begin(conn, &actor, (&which, &words), now)).await;
    let to = format!("/inbox/calls/{id}/reviews/eligibility");
    after(&cx, done, (&to, "reviews-flash-begun"), |refusal| page(&cx, &id, Some(refusal))).await
}

//! Who owes a review: since when, when they were last written to, and what can be done.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

use super::{Frame, Named, after, assignment_badge, day, named, status};
use crate::calls::CallId;
use crate::clock::network_day;
use crate::reviews::access::desk;
use crate::reviews::queries::Owed;
use crate::reviews::{AssignmentId, ops, queries};
use crate::web::{Badge, Context, SignedIn};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    items: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    id: AssignmentId,
    named: Named,
    who: String,
    email: String,
    due: String,
    badge: Badge,
    reminded: Option<NaiveDate>,
    reminders: usize,
    /// Whether they want none.
    quiet: bool,
}

/// `GET /inbox/calls/{id}/reviews/late`
pub async fn late(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, None).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (actor, id, now) = (cx.actor(), id.clone(), cx.now);
    let (desk, owed, sent, quiet) = cx
        .db
        .read(move |conn| {
            let desk = desk(conn, &actor, &id)?;
            let owed = queries::owed(conn, Some(&id), now + TimeDelta::days(3_650))?;
            Ok((desk, owed, queries::reminders_of(conn, &id)?, queries::quiet(conn)?))
        })
        .await?;
    let mut told: BTreeMap<AssignmentId, Vec<NaiveDate>> = BTreeMap::new();
    for (one, _, at) in sent {
        told.entry(one).or_default().push(network_day(at));
    }
    let line = |one: &Owed| {
        let told = told.get(&one.assignment.id);
        let due = one.assignment.due_at.unwrap_or(now);
        Line {
            id: one.assignment.id.clone(),
            named: named(&desk.call.id, &one.application, cx.locale),
            who: one.name.clone(),
            email: one.email.clone(),
            due: day(due, &desk.call, cx.locale),
            badge: assignment_badge(one.assignment.state, due < now, cx.locale),
            reminded: told.and_then(|days| days.last()).copied(),
            reminders: told.map_or(0, Vec::len),
            quiet: quiet.contains(&one.assignment.reviewer_id),
        }
    };
    let shown = owed.iter().filter(|one| desk.shows(&one.application.id));
    let view = View {
        frame: Frame::of(&desk.call, "late", cx, refusal),
        items: shown.map(line).collect(),
    };
    cx.respond(status(refusal), "reviews/late", cx.head("reviews-late", "inbox"), &view)
}

/// `POST /inbox/calls/{id}/reviews/assignments/{assignment}/reminder`
pub async fn remind(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, String)>,
) -> Result<HttpResponse> {
    let (actor, now, (id, one)) = (cx.actor(), cx.now, path.into_inner());
    let one: AssignmentId = one.parse().map_err(|_| Error::NotFound)?;
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::remind(conn, &actor, (&which, &one), now)).await;
    let to = format!("/inbox/calls/{id}/reviews/late");
    after(&cx, done, (&to, "reviews-flash-reminded"), |refusal| page(&cx, &id, Some(refusal))).await
}

//! The mark of a sensitive ticket, and who read it.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::accounts::rules::query_value;
use crate::privacy::{self, Term};
use crate::tickets::pages::carry;
use crate::tickets::{Door, ReadingId, for_staff, ops, queries, rules};
use crate::web::{Context, Staff};
use crate::{Error, Result};

const LINES: i64 = 50;

#[derive(Deserialize)]
pub struct MarkForm {
    #[serde(default)]
    on: String,
    /// The list one came from.
    #[serde(default)]
    from: String,
}

/// Marks the ticket, or takes the mark away.
pub async fn mark(
    cx: Context<Staff>,
    reference: web::Path<String>,
    form: web::Form<MarkForm>,
) -> Result<HttpResponse> {
    let (actor, now, on) = (cx.actor(), cx.now, !form.on.is_empty());
    let back = format!("/tickets/{reference}{}", carry(&form.from));
    cx.db
        .write(move |conn| {
            let ticket = for_staff(conn, &actor, &reference)?;
            ops::mark_sensitive(conn, &actor, &ticket, on, now)
        })
        .await?;
    cx.redirect(&back, if on { "privacy-flash-marked" } else { "privacy-flash-unmarked" })
}

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    from: String,
}

#[derive(Serialize)]
struct ReadingsView {
    reference: String,
    carry: String,
    subject: String,
    sensitive: bool,
    readings: Vec<Line>,
    days: i32,
    next: Option<String>,
}

#[derive(Serialize)]
struct Line {
    name: Option<String>,
    door: &'static str,
    at: NaiveDateTime,
}

const fn door_key(door: Door) -> &'static str {
    match door {
        Door::Page => "privacy-door-page",
        Door::File => "privacy-door-file",
        Door::Mail => "privacy-door-mail",
        Door::Api => "privacy-door-api",
        Door::History => "privacy-door-history",
    }
}

/// Who read it: for the managers of its node and the network's admins.
pub async fn show(
    cx: Context<Staff>,
    reference: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let actor = cx.actor();
    let before: Option<ReadingId> = asked.after.parse().ok();
    let retention = cx.app.config.retention;
    let (ticket, mut found, days) = cx
        .db
        .read(move |conn| {
            let ticket = for_staff(conn, &actor, &reference)?;
            if !rules::may_see_readings(&actor, &ticket) {
                return Err(Error::NotFound);
            }
            let found = queries::readings_of(conn, &ticket.id, before.as_ref(), LINES + 1)?;
            Ok((ticket, found, privacy::ops::terms(conn, &retention)?.of(Term::Readings)))
        })
        .await?;
    let more = found.len() > usize::try_from(LINES).unwrap_or(usize::MAX);
    if more {
        found.pop();
    }
    let next = found.last().filter(|_| more).map(|last| last.id.to_string());
    let view = ReadingsView {
        next: next.map(|id| {
            let from = query_value(&asked.from);
            format!("/tickets/{}/readings?after={id}&from={from}", ticket.reference)
        }),
        carry: carry(&asked.from),
        readings: found
            .into_iter()
            .map(|read| Line { name: read.name, door: door_key(read.door), at: read.at })
            .collect(),
        reference: ticket.reference,
        subject: ticket.subject,
        sensitive: ticket.sensitive,
        days,
    };
    cx.page("privacy/readings", cx.head("privacy-readings-title", "inbox"), &view)
}

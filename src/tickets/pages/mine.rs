//! The questions that one asked, or that were asked for one.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::ticket::place;
use crate::Result;
use crate::tickets::{State, Ticket, TicketId, queries, rules};
use crate::web::{Context, Cursor, Pager, SignedIn};

/// How many questions one page names.
const LINES: usize = 100;

/// What stands behind the `?` of the list's address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// The place after which the page begins.
    after: String,
}

#[derive(Serialize)]
struct MineView {
    tickets: Vec<Mine>,
    /// None where all is on one page.
    pager: Option<Pager>,
    empty: Option<Empty>,
}

#[derive(Serialize)]
struct Mine {
    reference: String,
    subject: String,
    state: State,
    state_key: String,
    last_activity_at: NaiveDateTime,
}

#[derive(Serialize)]
struct Empty {
    icon: &'static str,
    title: &'static str,
    message: &'static str,
    action: Option<()>,
}

/// `GET /tickets`
pub async fn mine(cx: Context<SignedIn>, wanted: web::Query<Wanted>) -> Result<HttpResponse> {
    let (email, now) = (cx.actor().email, cx.now);
    let after: Option<(NaiveDateTime, TicketId)> =
        Cursor::decode(&wanted.after).and_then(|cursor| Some((cursor.at, cursor.id.parse().ok()?)));
    let later = after.is_some();
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let mut found = cx
        .db
        .read(move |conn| Ok(queries::asked_after(conn, &email, after.as_ref(), limit)?))
        .await?;
    let more = found.len() > LINES;
    found.truncate(LINES);
    let next = found.last().filter(|_| more);
    let next = next.map(|last| format!("/tickets?after={}", place(last).encode()));
    let first = later.then(|| "/tickets".to_owned());
    let tickets: Vec<_> = found
        .into_iter()
        .filter(|ticket| rules::follow_link_lives(ticket, now))
        .map(line)
        .collect();
    let paged = first.is_some() || next.is_some();
    let empty = (tickets.is_empty() && !paged).then_some(Empty {
        icon: "chat-left-text",
        title: "tickets-follow-mine-empty-title",
        message: "tickets-follow-mine-empty",
        action: None,
    });
    let pager = paged.then_some(Pager { first, next });
    cx.page(
        "tickets/mine",
        cx.head("tickets-follow-mine-title", "ask"),
        &MineView { tickets, pager, empty },
    )
}

fn line(ticket: Ticket) -> Mine {
    Mine {
        state_key: format!("tickets-follow-state-{}", ticket.state.as_str().replace('_', "-")),
        reference: ticket.reference,
        subject: ticket.subject,
        state: ticket.state,
        last_activity_at: ticket.last_activity_at,
    }
}

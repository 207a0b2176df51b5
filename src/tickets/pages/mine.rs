//! The questions that one asked, or that were asked for one.

use actix_web::HttpResponse;
use chrono::NaiveDateTime;
use serde::Serialize;

use crate::Result;
use crate::tickets::{State, queries, rules};
use crate::web::{Context, SignedIn};

#[derive(Serialize)]
struct MineView {
    tickets: Vec<Mine>,
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
pub async fn mine(cx: Context<SignedIn>) -> Result<HttpResponse> {
    let (email, now) = (cx.actor().email, cx.now);
    let found = cx.db.read(move |conn| Ok(queries::asked_by(conn, &email, 200)?)).await?;
    let tickets: Vec<_> = found
        .into_iter()
        .filter(|ticket| rules::follow_link_lives(ticket, now))
        .map(|ticket| Mine {
            state_key: format!("tickets-follow-state-{}", ticket.state.as_str().replace('_', "-")),
            reference: ticket.reference,
            subject: ticket.subject,
            state: ticket.state,
            last_activity_at: ticket.last_activity_at,
        })
        .collect();
    let empty = tickets.is_empty().then_some(Empty {
        icon: "chat-left-text",
        title: "tickets-follow-mine-empty-title",
        message: "tickets-follow-mine-empty",
        action: None,
    });
    cx.page(
        "tickets/mine",
        cx.head("tickets-follow-mine-title", "ask"),
        &MineView { tickets, empty },
    )
}

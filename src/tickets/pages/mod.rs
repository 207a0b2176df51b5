//! The pages of tickets. What a team sees and what staff see of the same address are two pages: [`show`] tells which.

pub mod about;
pub mod actions;
mod ask;
mod ask_form;
pub mod bulk;
mod bulk_plan;
mod choices;
pub mod colleagues;
mod confirmation;
pub mod files;
mod filters;
mod follow;
mod found;
pub mod handover;
mod handover_view;
pub mod history;
pub mod inbox;
mod inbox_queues;
mod inbox_view;
mod kept;
pub mod knowledge;
pub mod life;
mod links;
pub mod materials;
mod mine;
pub mod pause;
mod preview;
pub mod relations;
mod satisfaction;
mod settle;
mod suggested;
mod thread;
mod thread_view;
pub mod ticket;
mod ticket_view;
pub mod triage;
mod typed;
mod typed_address;
mod uploads;
pub mod wanted;
mod why;
pub mod words;

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use self::ticket::TicketQuery;
use super::Team;
use crate::accounts::rules::query_value;
use crate::web::{Anyone, Context};
use crate::{Error, Result};

pub use ask::{age as form_age, create, new, thanks};
pub use confirmation::{confirm, confirmation};
pub use files::attachment;
pub use follow::reply;
pub use links::{lost, replace, send_again};
pub use mine::mine;
pub use preview::preview;
pub use satisfaction::{rate, satisfaction};
pub use settle::settle;

/// What an address of a ticket may carry.
#[derive(Debug, Default, Deserialize)]
pub struct Opening {
    /// The key of a follow link.
    #[serde(default)]
    pub key: String,
    /// A cursor: messages before it.
    #[serde(default)]
    pub before: String,
    /// The query of the inbox that led here.
    #[serde(default)]
    pub from: String,
}

/// The query of the inbox that led to a page beside a ticket's.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Came {
    #[serde(default)]
    pub from: String,
}

/// Carries along the list one came from: `?from=…`, or nothing.
pub fn carry(from: &str) -> String {
    if from.is_empty() { String::new() } else { format!("?from={}", query_value(from)) }
}

/// A ticket's page: the team's by its link, else the staff's for those who may see it, else the team's by its account.
pub async fn show(
    cx: Context<Anyone>,
    path: web::Path<String>,
    query: web::Query<Opening>,
) -> Result<HttpResponse> {
    let reference = path.into_inner();
    if let (Some(actor), true) = (cx.actor().filter(|actor| actor.is_staff()), query.key.is_empty())
    {
        let opening = TicketQuery { from: query.from.clone(), before: query.before.clone() };
        if let Some(moved) = ticket::moved(&cx, actor.clone(), &reference).await? {
            return cx.go(&format!("/tickets/{moved}{}", carry(&query.from)));
        }
        match ticket::show(&cx, actor.clone(), &reference, opening).await {
            // Staff ask questions too: it may be their own.
            Err(Error::NotFound) => {}
            shown => return shown,
        }
    }
    follow::show(&cx, &reference, &query).await
}

/// How this visitor may show that a ticket is theirs: by the key they carry, else by their account.
fn team(cx: &Context<Anyone>, key: &str) -> Result<Team> {
    match (key, cx.actor()) {
        ("", Some(actor)) => Ok(Team::Account(actor.clone())),
        ("", None) => Err(Error::NotFound),
        (key, _) => Ok(Team::Link(key.to_owned())),
    }
}

/// The address of a ticket as this visitor came to it.
fn address(reference: &str, key: &str) -> String {
    match key {
        "" => format!("/tickets/{reference}"),
        key => format!("/tickets/{reference}?key={key}"),
    }
}

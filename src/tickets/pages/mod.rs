//! The pages of tickets. What a team sees and what staff see of the same address are two pages: [`show`] tells which.

mod ask;
mod ask_form;
mod choices;
mod confirmation;
mod files;
mod follow;
mod links;
mod preview;
mod satisfaction;
mod thread;
mod uploads;

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::Team;
use crate::web::{Anyone, Context};
use crate::{Error, Result};

pub use ask::{create, new, thanks};
pub use confirmation::{confirm, confirmation};
pub use files::attachment;
pub use follow::{mine, reply, settle};
pub use links::{lost, replace, send_again};
pub use preview::preview;
pub use satisfaction::{rate, satisfaction};

/// What an address of a ticket may carry.
#[derive(Debug, Default, Deserialize)]
pub struct Opening {
    /// The key of a follow link.
    #[serde(default)]
    pub key: String,
    /// A cursor: messages before it.
    #[serde(default)]
    pub before: String,
}

/// A ticket's page: the team's by its link, else the staff's for those who may see it, else the team's by its account.
pub async fn show(
    cx: Context<Anyone>,
    path: web::Path<String>,
    query: web::Query<Opening>,
) -> Result<HttpResponse> {
    let reference = path.into_inner();
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

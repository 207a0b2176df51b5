//! Tickets for programs: who would answer, asking, reading, writing, moving.

mod about;
mod act;
mod ask;
mod asked;
mod due;
mod files;
mod handover;
mod read;
mod relations;
mod said;
mod views;
mod words;

pub use about::describe;
pub use act::{add_message, transition};
pub use ask::{create, preview};
pub use files::{attachment, bring, read_body};
pub use read::{list, show};
pub use relations::{link, split, unlink};

use actix_web::HttpRequest;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::accounts::Actor;
use crate::db::Conn;
use crate::secret::Signer;
use crate::web::{Answer, FieldErrors};
use crate::{Error, Result};

use super::{Right, Team, Ticket, access};

/// A body as JSON, or the fields that hold something of another type. It is read whole first, since an idempotency key
/// stands for its bytes.
fn json_of<T: DeserializeOwned>(body: &[u8]) -> Result<Result<T, FieldErrors>> {
    let unreadable = |_| Error::Malformed("JSON");
    let fault = match serde_json::from_slice(body) {
        Ok(read) => return Ok(Ok(read)),
        Err(fault) => fault,
    };
    let mut errors = FieldErrors::none();
    if fault.is_data()
        && let Value::Object(whole) = serde_json::from_slice(body).map_err(unreadable)?
    {
        for (name, value) in whole {
            let alone = Value::Object([(name.clone(), value)].into_iter().collect());
            if serde_json::from_value::<T>(alone).is_err() {
                errors.add(&name, "tickets-api-bad-type");
            }
        }
    }
    if errors.is_empty() { Err(unreadable(fault)) } else { Ok(Err(errors)) }
}

/// What a call came to: an answer, or what does not pass.
enum Outcome {
    Done(Answer),
    Invalid(FieldErrors),
}

fn answer(status: u16, body: &impl serde::Serialize) -> Result<Answer> {
    let body = serde_json::to_string(body).map_err(anyhow::Error::from)?;
    Ok(Answer { status, body })
}

/// How somebody with a token stands to a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Side {
    Staff(Box<Right>),
    Team,
}

/// A ticket for the owner of a token: as staff, else as the team that asked; else there is no such ticket.
fn open(
    conn: &mut Conn,
    actor: &Actor,
    reference: &str,
    signer: &Signer,
    now: chrono::NaiveDateTime,
) -> Result<(Ticket, Side)> {
    match access::for_colleague(conn, actor, reference) {
        Ok((ticket, right)) => return Ok((ticket, Side::Staff(Box::new(right)))),
        Err(Error::NotFound) => {}
        Err(other) => return Err(other),
    }
    let team = Team::Account(actor.clone());
    Ok((access::for_team(conn, &team, reference, signer, now)?, Side::Team))
}

/// The address of the page after this one, as a `Link` header holds it (RFC 8288).
fn next_link(request: &HttpRequest, cursor: &str) -> String {
    let kept: Vec<_> = request
        .query_string()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="))
        .chain([format!("cursor={cursor}").as_str()])
        .map(str::to_owned)
        .collect();
    format!("<{}?{}>; rel=\"next\"", request.path(), kept.join("&"))
}

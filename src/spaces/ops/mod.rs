//! What happens to spaces. Each function is one whole step in the caller's transaction.

mod arrive;
mod examine;
mod figures;
mod life;
mod people;
mod request;
mod sweep;

pub use arrive::{arrive, ask_link, way_in};
pub use examine::{Checked, approve, ask, check, examine, refuse, usual_opening};
pub use figures::{foresee, import, tell_month};
pub use life::{End, activate, close, resume, save_profile, suspend};
pub use people::{add, end_part};
pub use request::{Requested, answer, request, vouch};
pub use sweep::keep_terms;

use chrono::NaiveDateTime;
use serde_json::json;

use super::mail::{Reader, Told, tell};
use super::rules::{self, Event};
use super::{Space, SpaceId, State, access, queries};
use crate::accounts::{self, Actor};
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::{Result, conventions};

/// Moves a space, and notes who did it and why.
fn step(
    conn: &mut Conn,
    (by, space, event): (&By, &Space, Event),
    (action, reason): (&str, &str),
    now: NaiveDateTime,
) -> Result<State> {
    let to = rules::next(space.state, event)?;
    if !queries::advance(conn, space, (to, reason), now)? {
        return Err(rules::ILLEGAL.into());
    }
    note(conn, (by, action, space), &json!({ "from": space.state, "to": to }), now)?;
    Ok(to)
}

/// Moves a space for a reason that those concerned read, unless it stands there already.
fn because(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&SpaceId, &str),
    (to, event, (action, word)): (State, Event, (&str, &str)),
    now: NaiveDateTime,
) -> Result<()> {
    let space = access::administered(conn, actor, id)?;
    if space.state == to {
        return Ok(());
    }
    rules::next(space.state, event)?;
    rules::check_reason(reason)?;
    step(conn, (&by(actor), &space, event), (action, reason.trim()), now)?;
    tell_concerned(conn, &space, (word, reason.trim(), ""), now)
}

fn note(
    conn: &mut Conn,
    (by, action, space): (&By, &str, &Space),
    detail: &serde_json::Value,
    now: NaiveDateTime,
) -> Result<()> {
    history::record(conn, by, action, ("space", space.id.as_str()), detail, now)
}

fn by(actor: &Actor) -> By {
    By::Account(actor.id.clone())
}

/// Whoever requested a space.
fn requester(conn: &mut Conn, space: &Space) -> Result<Vec<Reader>> {
    let account = accounts::queries::find(conn, &space.requested_by)?;
    Ok(match account.disabled_at {
        None => vec![(account.name, account.email, account.language)],
        Some(_) => Vec::new(),
    })
}

/// Whoever requested it and those who administer it, each once.
fn concerned(conn: &mut Conn, space: &Space, now: NaiveDateTime) -> Result<Vec<Reader>> {
    let mut all = requester(conn, space)?;
    let day = network_day(now);
    all.extend(queries::administrators_in(conn, std::slice::from_ref(&space.id), day)?);
    all.sort_by(|a, b| a.1.cmp(&b.1));
    all.dedup_by(|a, b| a.1 == b.1);
    Ok(all)
}

/// Tells whoever requested a space, and those who administer it, what became of it.
fn tell_concerned(
    conn: &mut Conn,
    space: &Space,
    (word, said, with): (&str, &str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let page = format!("/spaces/{}/request", space.slug);
    let key = now.and_utc().timestamp_micros().to_string();
    for one in concerned(conn, space, now)? {
        let path = match word {
            // Whoever administered it does so no longer: the page that everybody reads says the rest.
            "closed" => format!("/spaces/{}", space.slug),
            // Whoever is named may have no account yet: a handful of people at most.
            _ => way_in(conn, &one, &page, now)?,
        };
        let told = Told { word, said, with, path: &path, key: &key };
        tell(conn, (space, &told), &[one], now)?;
    }
    Ok(())
}

/// Tells whoever steers the network.
fn tell_network(
    conn: &mut Conn,
    space: &Space,
    (word, said): (&str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let people = conventions::queries::coordination(conn)?;
    let path = format!("/inbox/spaces/{}", space.id);
    let key = now.and_utc().timestamp_micros().to_string();
    tell(conn, (space, &Told { word, said, with: "", path: &path, key: &key }), &people, now)
}

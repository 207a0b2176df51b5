//! Applications that are tried out together.

use chrono::NaiveDateTime;
use serde_json::json;

use super::committee::sitting_of;
use super::sittings::led;
use super::{ground, note};
use crate::accounts::Actor;
use crate::applications::ApplicationId;
use crate::calls::CallId;
use crate::db::Conn;
use crate::decisions::{Portfolio, PortfolioId, Scenario, SittingId, access, queries, rules};
use crate::history::By;
use crate::reviews::queries::hidden_from;
use crate::taxonomy::Vocabularies;
use crate::{Error, Result};

/// Keeps applications that were tried out together, under a name.
pub fn keep_portfolio(
    conn: &mut Conn,
    actor: &Actor,
    (id, name): (&CallId, &str),
    chosen: &[ApplicationId],
    now: NaiveDateTime,
) -> Result<()> {
    access::acting(conn, actor, id)?;
    if queries::portfolios_of(conn, id)?.iter().any(|one| one.name == name) {
        return Err(rules::TAKEN.into());
    }
    let shown = queries::applications_of(conn, id, Some(&actor.id))?;
    let chosen = chosen.iter().filter(|one| shown.iter().any(|there| there.id == **one));
    let ids: Vec<&str> = chosen.map(ApplicationId::as_str).collect();
    if ids.is_empty() {
        return Err(rules::NOTHING_CHOSEN.into());
    }
    let portfolio = Portfolio {
        id: PortfolioId::new(),
        call_id: id.clone(),
        name: name.to_owned(),
        applications: ids.join(","),
    };
    queries::insert_portfolio(conn, &portfolio, (&actor.id, now))?;
    note(conn, By::Account(actor.id.clone()), ("portfolio.keep", id), &json!({ "name": name }), now)
}

pub fn forget_portfolio(
    conn: &mut Conn,
    actor: &Actor,
    (id, portfolio): (&CallId, &PortfolioId),
    now: NaiveDateTime,
) -> Result<()> {
    access::acting(conn, actor, id)?;
    if queries::delete_portfolio(conn, id, portfolio)? == 0 {
        return Ok(());
    }
    note(conn, By::Account(actor.id.clone()), ("portfolio.forget", id), &json!({}), now)
}

/// What was tried out and kept, for somebody who may see all that it holds: what it covers tells of each of them.
pub fn portfolios(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<Vec<Portfolio>> {
    let hidden = hidden_from(conn, &actor.id, id)?;
    let mut kept = queries::portfolios_of(conn, id)?;
    kept.retain(|one| {
        !one.applications.split(',').any(|at| hidden.iter().any(|id| id.as_str() == at))
    });
    Ok(kept)
}

/// Keeps what was tried out with the minutes of a sitting, with what it would add to the map today; or keeps none.
pub fn attach_scenario(
    conn: &mut Conn,
    actor: &Actor,
    (call, id, portfolio): (&CallId, &SittingId, Option<&PortfolioId>),
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<()> {
    let call = led(conn, actor, call)?;
    conn.take_turn(id.as_str())?;
    let sitting = sitting_of(conn, (&call.id, id))?;
    if sitting.approved_at.is_some() {
        return Err(rules::MINUTES_APPROVED.into());
    }
    let scenario = match portfolio {
        None => None,
        Some(which) => {
            let seen = portfolios(conn, actor, &call.id)?;
            let one = seen.into_iter().find(|one| one.id == *which).ok_or(Error::NotFound)?;
            let ids = one.applications.split(',').filter_map(|id| id.parse().ok());
            let applications: Vec<ApplicationId> = ids.collect();
            let ground = ground(conn, (&call, words), now)?;
            let gained = ground.gained(&applications);
            Some(Scenario {
                name: one.name,
                applications,
                places: gained.places,
                new: gained.new,
                first: gained.first,
                of_first: ground.first.len(),
            })
        }
    };
    if sitting.scenario() == scenario {
        return Ok(());
    }
    let text = scenario.as_ref().map(|one| json!(one).to_string()).unwrap_or_default();
    queries::set_scenario(conn, id, &text)?;
    let detail = json!({ "sitting": id, "name": scenario.map(|one| one.name) });
    note(conn, By::Account(actor.id.clone()), ("sitting.scenario", &call.id), &detail, now)
}

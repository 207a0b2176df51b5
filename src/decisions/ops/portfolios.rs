//! Applications that are tried out together.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::Result;
use crate::accounts::Actor;
use crate::applications::ApplicationId;
use crate::calls::CallId;
use crate::db::Conn;
use crate::decisions::{Portfolio, PortfolioId, access, queries, rules};
use crate::history::By;
use crate::reviews::queries::hidden_from;

/// Keeps applications that were tried out together, under a name.
pub fn keep_portfolio(
    conn: &mut Conn,
    actor: &Actor,
    (id, name): (&CallId, &str),
    chosen: &[ApplicationId],
    now: NaiveDateTime,
) -> Result<()> {
    access::seated(conn, actor, id)?;
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
    access::seated(conn, actor, id)?;
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

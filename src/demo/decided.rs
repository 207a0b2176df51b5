//! The call of the demo's world that is over: decided, told, and become a workshop.

use chrono::{NaiveDateTime, TimeDelta};

use super::programs::manager;
use super::queries as demo;
use crate::accounts::{self, Actor, NetworkRole, NodeRole};
use crate::app::App;
use crate::applications::ApplicationId;
use crate::calls::{Call, CallRole};
use crate::clock::network_day;
use crate::db::Conn;
use crate::decisions::{self, BatchId, Draft, Outcome};
use crate::labels::{self, Plan, rules};
use crate::{Error, Result};

/// Whose manager runs the new workshop at first.
const NEIGHBOUR: &str = "cr-competences";
const REASONS: &str = "Le consortium est solide, ses engagements sont chiffrés, et le territoire attendait un guichet \
    commun. Le comité souligne la qualité des liens avec les ateliers voisins.";

/// Decides the application of a call, tells it, and makes the workshop.
pub fn play(app: &App, call: &Call) -> Result<()> {
    let at = call.terms.closes_at.ok_or(Error::NotFound)? + TimeDelta::days(60);
    let id = app.db.write_now(|conn| {
        let coordinator = super::calls::coordinator(conn, at)?;
        demo::close_review(conn, &call.id, at)?;
        let found = decisions::queries::applications_of(conn, &call.id, None)?;
        let id = found.into_iter().next().ok_or(Error::NotFound)?.id;
        decide(conn, &coordinator, (call, &id), at)?;
        Ok(id)
    })?;
    open(app, &id, at)
}

/// Up to letters that wait for their ten minutes.
fn decide(
    conn: &mut Conn,
    coordinator: &Actor,
    (call, id): (&Call, &ApplicationId),
    at: NaiveDateTime,
) -> Result<()> {
    let chair = admin(conn, at)?;
    let email = accounts::queries::find(conn, &chair.id)?.email;
    decisions::ops::appoint(conn, coordinator, (&call.id, &email, CallRole::Chair), at)?;
    decisions::ops::deliberate(conn, &chair, &call.id, at)?;
    let draft = Draft {
        outcome: Outcome::Labelled,
        rationale: REASONS.to_owned(),
        internal: String::new(),
        conditions: Vec::new(),
        until: None,
        node: None,
    };
    decisions::ops::propose(conn, coordinator, (&call.id, id, ""), &draft, at)?;
    let mark = decisions::queries::current(conn, id)?.ok_or(Error::NotFound)?.mark();
    decisions::ops::validate(conn, &chair, (&call.id, id, &mark), at)?;
    decisions::ops::close(conn, &chair, &call.id, at)?;
    let batch = BatchId::new();
    decisions::ops::prepare(conn, coordinator, (&call.id, &batch), at)?;
    decisions::ops::approve(conn, &chair, (&call.id, &batch), at)?;
    let named: Vec<ApplicationId> = vec![id.clone()];
    decisions::ops::keep_portfolio(conn, &chair, (&call.id, "Essai A"), &named, at)
}

/// Lets the letters leave, and makes the workshop.
fn open(app: &App, id: &ApplicationId, at: NaiveDateTime) -> Result<()> {
    let told = at + TimeDelta::minutes(11);
    decisions::ops::leave(app, told)?;
    app.db.write_now(|conn| {
        let admin = admin(conn, told)?;
        let accepted = labels::ops::accepted(conn, &admin, id)?;
        let nodes = demo::nodes_by_slug(conn)?;
        let node = nodes.get(NEIGHBOUR).ok_or(Error::NotFound)?;
        let runs = manager(conn, node, told)?;
        let plan = Plan {
            name: accepted.said.name.clone(),
            short_name: accepted.said.short_name.clone(),
            help_email: String::new(),
            ends_on: rules::usual_end(&accepted.decision, network_day(told)),
            coverage: accepted.said.coverage.clone(),
            services: accepted.said.services.clone(),
            members: vec![(runs.id, NodeRole::Manager)],
            without_convention: String::new(),
        };
        labels::ops::activate(conn, &admin, (id, &plan), told + TimeDelta::days(2)).map(drop)
    })
}

fn admin(conn: &mut Conn, at: NaiveDateTime) -> Result<Actor> {
    let account = demo::holder_of(conn, NetworkRole::Admin)?.ok_or(Error::NotFound)?;
    Ok(accounts::queries::actor(conn, account, None, network_day(at))?)
}

//! What a question is about, said anew by staff: a question that came by mail says nothing of where its team works and of
//! what kind it is, and teams choose the wrong topic.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{record, staff};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::By;
use crate::tickets::mail::{self, Tools};
use crate::tickets::queries::{self, Facts};
use crate::tickets::rules;
use crate::tickets::{State, Ticket};
use crate::{Result, deadlines};

/// Says anew what a question is about and who asked it. Nothing moves by that: where it would go now is offered on its
/// page. An answer owed by its topic is owed by the new one. Saying the same again changes nothing.
pub fn describe(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    facts: &Facts,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    rules::check_describe(ticket)?;
    let before = queries::facts_of(conn, ticket)?;
    let changed = before.differences(facts);
    if changed.is_empty() {
        return Ok(());
    }
    let due = match ticket.topic == facts.topic {
        true => None,
        false => deadlines::ops::retopiced(conn, ticket, facts.topic.as_deref(), now)?,
    };
    if !queries::put_facts(conn, ticket, facts, due, now)? {
        return Err(rules::CHANGED_MEANWHILE.into());
    }
    let detail = json!({
        "fields": changed,
        "topic": [before.topic, facts.topic],
        "region": [before.place.region, facts.place.region],
        "disciplines": [before.disciplines, facts.disciplines],
        "institutions": [before.place.institutions, facts.place.institutions],
    });
    let by = By::Account(actor.id.clone());
    record(conn, &by, "ticket.describe", (&ticket.id, &detail), now)?;
    let line = json!({ "fields": changed });
    queries::insert_event(conn, &ticket.id, &staff(actor), "described", &line, now)?;
    if before.asker.email == facts.asker.email {
        return Ok(());
    }
    // The links that went to the other address open nothing any more.
    queries::bump_follow_version(conn, &ticket.id)?;
    let ticket = queries::find(conn, &ticket.id)?;
    match ticket.state {
        State::Closed if !rules::follow_link_lives(&ticket, now) => Ok(()),
        _ => mail::to_team(conn, tools.signer, &ticket, "ticket_link", json!({}), now),
    }
}

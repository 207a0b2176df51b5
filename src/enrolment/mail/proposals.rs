//! Whoever is asked to train reads it, and whoever asked reads the answer.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use serde_json::json;

use super::pending::givers;
use crate::Result;
use crate::accounts::{self, NodeRole};
use crate::clock::network_day;
use crate::courses::{self, Given};
use crate::db::Conn;
use crate::deadlines;
use crate::enrolment::{Proposal, ProposalState, access};
use crate::i18n::Locale;
use crate::outbox;
use crate::secret::Signer;
use crate::times::said;

/// Asks somebody to train, with a link by which they answer. Who asks themselves needs no mail.
pub fn trainer_asked(
    conn: &mut Conn,
    (one, given): (&Proposal, &Given),
    (by, signer): (&str, &Signer),
    now: NaiveDateTime,
) -> Result<()> {
    if one.is_offer() {
        return Ok(());
    }
    for account in accounts::queries::by_ids(conn, std::slice::from_ref(&one.account_id))? {
        let locale = account.language;
        let payload = json!({
            "title": given.title(locale), "when": when(given, locale), "by": by,
            "node": given.node, "note": one.note, "path": access::proposal(signer, &one.id),
        });
        let to = (account.name.as_str(), account.email.as_str(), locale);
        let key = format!("trainer:{}:asked", one.id);
        outbox::write(conn, "trainer_asked", to, (payload, Some(key)), now)?;
    }
    Ok(())
}

/// Tells who answers for the nodes that give a session that somebody offers to train there: their managers, or everybody
/// where there is none.
pub fn trainer_offers(
    conn: &mut Conn,
    (one, given): (&Proposal, &Given),
    by: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let ids = std::slice::from_ref(&given.session.id);
    let nodes = givers(given, &courses::queries::partners_of_all(conn, ids)?);
    let mut people = deadlines::queries::people(conn, &nodes, network_day(now))?;
    if people.iter().any(|person| person.role == NodeRole::Manager) {
        people.retain(|person| person.role == NodeRole::Manager);
    }
    // Who works for two of the nodes is told once.
    let mut told = BTreeSet::new();
    people.retain(|person| person.account != one.account_id && told.insert(person.email.clone()));
    for person in &people {
        let locale = person.language;
        let payload = json!({
            "title": given.title(locale), "when": when(given, locale), "trainer": by,
            "note": one.note, "path": format!("/trainers/{}", one.id),
        });
        let to = (person.name.as_str(), person.email.as_str(), locale);
        let key = format!("trainer:{}:offers:{}", one.id, person.account);
        outbox::write(conn, "trainer_offers", to, (payload, Some(key)), now)?;
    }
    Ok(())
}

/// Tells whoever asked what was answered.
pub fn trainer_answered(
    conn: &mut Conn,
    (one, given): (&Proposal, &Given),
    said: ProposalState,
    now: NaiveDateTime,
) -> Result<()> {
    let trainer = accounts::queries::by_ids(conn, std::slice::from_ref(&one.account_id))?;
    let trainer = trainer.into_iter().next().map(|one| one.name).unwrap_or_default();
    for account in accounts::queries::by_ids(conn, std::slice::from_ref(&one.asked_by))? {
        if account.disabled_at.is_some() {
            continue;
        }
        let locale = account.language;
        let path = match one.is_offer() {
            true => format!("/trainers/{}", one.id),
            false => format!("/inbox/sessions/{}", one.session_id),
        };
        let payload = json!({
            "title": given.title(locale), "when": when(given, locale), "trainer": trainer,
            "own": one.is_offer(), "accepted": said == ProposalState::Accepted, "path": path,
        });
        let to = (account.name.as_str(), account.email.as_str(), locale);
        let key = format!("trainer:{}:answered", one.id);
        outbox::write(conn, "trainer_answered", to, (payload, Some(key)), now)?;
    }
    Ok(())
}

fn when(given: &Given, locale: Locale) -> String {
    let span = given.session.starts_at.zip(given.session.ends_at);
    span.map(|span| said::when_there(span, given.session.zone(), locale)).unwrap_or_default()
}

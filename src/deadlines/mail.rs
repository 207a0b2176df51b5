//! Who is told of what is about to be late or is: one mail a person, whatever the number of tickets.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDateTime;
use serde_json::json;

use super::queries::{self, Attended, Person};
use super::{Desk, Step, words};
use crate::Result;
use crate::accounts::rules::has_mailbox;
use crate::accounts::{AccountId, NodeId, NodeRole};
use crate::clock::network_day;
use crate::db::Conn;
use crate::duty::{self, rules::Away};
use crate::i18n::Locale;
use crate::outbox;

/// Tickets named in one mail; the board shows the others.
const NAMED: usize = 20;

/// A reader: name, address, language.
type Reader = (String, String, Locale);

pub fn tell(
    conn: &mut Conn,
    told: &BTreeMap<Step, Vec<&Attended>>,
    desks: &HashMap<NodeId, Desk>,
    now: NaiveDateTime,
) -> Result<()> {
    if told.is_empty() {
        return Ok(());
    }
    let mut nodes: Vec<_> = told.values().flatten().map(|ticket| ticket.node_id.clone()).collect();
    nodes.sort();
    nodes.dedup();
    let people = queries::people(conn, &nodes, network_day(now))?;
    let away = duty::queries::away_on(conn, network_day(now))?;
    let coordinators = match told.contains_key(&Step::Network) {
        true => queries::coordinators(conn)?,
        false => Vec::new(),
    };
    for (step, tickets) in told {
        let mut by_reader: BTreeMap<(String, String, &str), Vec<&Attended>> = BTreeMap::new();
        for ticket in tickets {
            let readers = match step {
                Step::Warning => at_work(ticket, &people, &away),
                Step::Manager => managers(ticket, &people, &away),
                Step::Network => coordinators.clone(),
            };
            for (name, email, language) in readers {
                by_reader.entry((email, name, language.as_str())).or_default().push(ticket);
            }
        }
        for ((email, name, language), tickets) in by_reader {
            let language = language.parse().unwrap_or(Locale::Fr);
            queue(conn, *step, (name, email, language), &tickets, desks, now)?;
        }
    }
    Ok(())
}

/// Who works on it, with who stands in while they are away; else those on duty, else all its node's people.
fn at_work(ticket: &Attended, people: &[Person], away: &Away) -> Vec<Reader> {
    let there = || people.iter().filter(|person| person.node == ticket.node_id);
    // A helpdesk has no mailbox here: its node's people are warned.
    let reached = || there().filter(|person| has_mailbox(&person.email));
    let of = |ids: &[AccountId]| -> Vec<Reader> {
        let mut found: Vec<_> =
            reached().filter(|person| ids.contains(&person.account)).map(reader).collect();
        found.dedup();
        found
    };
    let assigned: Vec<_> = ticket.assignee_id.iter().cloned().collect();
    let assigned: Vec<_> = away.stand_ins_of(&assigned).into_iter().chain(assigned).collect();
    let on_duty = there().filter(|person| person.duty.is_some()).map(|person| &person.account);
    let present = there().map(|person| &person.account).filter(|id| !away.is_away(id));
    let present: Vec<_> = present.cloned().collect();
    [of(&assigned), of(&away.in_place_of(on_duty)), of(&present)]
        .into_iter()
        .find(|found| !found.is_empty())
        .unwrap_or_else(|| there().map(reader).collect())
}

/// The node's managers, who stands in for those who are away; a node where nobody does tells all its people.
fn managers(ticket: &Attended, people: &[Person], away: &Away) -> Vec<Reader> {
    let there = || people.iter().filter(|person| person.node == ticket.node_id);
    let managers = there().filter(|person| person.role == NodeRole::Manager);
    let reached = away.in_place_of(managers.map(|person| &person.account));
    let steering: Vec<_> =
        there().filter(|person| reached.contains(&person.account)).map(reader).collect();
    let mut found = if steering.is_empty() { there().map(reader).collect() } else { steering };
    // Who is on duty twice over is told once.
    found.dedup();
    found
}

fn reader(person: &Person) -> Reader {
    (person.name.clone(), person.email.clone(), person.language)
}

fn queue(
    conn: &mut Conn,
    step: Step,
    (name, email, language): Reader,
    tickets: &[&Attended],
    desks: &HashMap<NodeId, Desk>,
    now: NaiveDateTime,
) -> Result<()> {
    let template = match step {
        Step::Warning => "deadlines_warning",
        Step::Manager => "deadlines_manager",
        Step::Network => "deadlines_network",
    };
    let lines: Vec<_> = tickets
        .iter()
        .take(NAMED)
        .map(|ticket| {
            let zone = desks
                .get(&ticket.node_id)
                .map_or(chrono_tz::Europe::Paris, |desk| desk.calendar.zone);
            json!({
                "reference": ticket.reference,
                "subject": match ticket.sensitive {
                    true => language.text("privacy-sensitive-subject"),
                    false => ticket.subject.clone(),
                },
                "node": ticket.node,
                "due": words::due(ticket.owed_at(), now, zone, language),
            })
        })
        .collect();
    let one = if let [only] = tickets { Some(only.reference.clone()) } else { None };
    let payload = json!({
        "count": tickets.len(), "one": one, "tickets": lines,
        "more": tickets.len().saturating_sub(NAMED),
    });
    outbox::write(conn, template, (&name, &email, language), (payload, None), now)?;
    Ok(())
}

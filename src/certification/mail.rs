//! Who is told of a certification: the centres that may take it, the node that asked.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::{Certification, CertificationId, queries};
use crate::Result;
use crate::accounts::NodeId;
use crate::clock::network_day;
use crate::db::Conn;
use crate::deadlines;
use crate::i18n::Locale;
use crate::materials::Published;
use crate::outbox;

/// So many people of the centres are told of a request; in a large network, more would be nobody.
const MOST_TOLD: usize = 30;

/// Tells the people of the centres that did not make it; of a minor change, with the version that bears the label.
pub fn requested(
    conn: &mut Conn,
    subject: &Published,
    (id, minor): (&CertificationId, Option<i32>),
    now: NaiveDateTime,
) -> Result<()> {
    let mut centres = queries::centres(conn)?;
    centres.retain(|node| *node != subject.material.node_id);
    let path = format!("/inbox/certifications/{id}");
    let mut payload = about(subject, &path, "", None);
    payload["minor"] = json!(minor);
    to(conn, "certification_requested", &centres, &payload, now)
}

/// Tells the node what came of it.
pub fn decided(
    conn: &mut Conn,
    subject: &Published,
    one: &Certification,
    now: NaiveDateTime,
) -> Result<()> {
    let nodes = [subject.material.node_id.clone()];
    let path = format!("/inbox/certifications/{}", one.id);
    let mut payload = about(subject, &path, &one.reason, one.expires_on);
    payload["state"] = json!(one.state);
    for state in super::State::ALL {
        payload[state.as_str()] = json!(one.state == *state);
    }
    to(conn, "certification_decided", &nodes, &payload, now)
}

/// Tells the node that its label ends.
pub fn ending(
    conn: &mut Conn,
    subject: &Published,
    one: &Certification,
    now: NaiveDateTime,
) -> Result<()> {
    let nodes = [subject.material.node_id.clone()];
    let path = format!("/inbox/materials/{}", subject.material.id);
    to(conn, "certification_ending", &nodes, &about(subject, &path, "", one.expires_on), now)
}

fn about(subject: &Published, path: &str, reason: &str, ends: Option<chrono::NaiveDate>) -> Value {
    json!({
        "title": subject.version.title, "number": subject.version.number, "node": subject.node,
        "path": path, "reason": reason, "ends": ends.map(|day| day.to_string()).unwrap_or_default(),
    })
}

fn to(
    conn: &mut Conn,
    template: &'static str,
    nodes: &[NodeId],
    payload: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    let people = deadlines::queries::people(conn, nodes, network_day(now))?;
    let mut told: Vec<(String, String, Locale)> = Vec::new();
    for person in people {
        if !told.iter().any(|(_, email, _)| *email == person.email) {
            told.push((person.name, person.email, person.language));
        }
    }
    if told.is_empty() {
        told = deadlines::queries::coordinators(conn)?;
    }
    for (name, email, language) in told.iter().take(MOST_TOLD) {
        outbox::write(conn, template, (name, email, *language), (payload.clone(), None), now)?;
    }
    Ok(())
}

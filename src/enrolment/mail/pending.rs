//! Those who may decide are told once a day how many requests wait for them, not of each.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDateTime;
use serde_json::json;

use crate::Result;
use crate::accounts::NodeId;
use crate::clock::network_day;
use crate::courses::{Given, SessionId};
use crate::db::Conn;
use crate::deadlines;
use crate::i18n::Locale;
use crate::outbox;
use crate::times::said;

/// A session in which requests wait, how many, and whose people decide.
pub type Waiting<'a> = (&'a Given, i64, Vec<NodeId>);

/// One mail for each person and day; answers how many people are told.
pub fn requests_wait(
    conn: &mut Conn,
    sessions: &[Waiting<'_>],
    now: NaiveDateTime,
) -> Result<usize> {
    let today = network_day(now);
    let mut nodes: Vec<NodeId> = sessions.iter().flat_map(|(_, _, of)| of.clone()).collect();
    nodes.sort();
    nodes.dedup();
    let mut of_person: BTreeMap<String, (String, Locale, Vec<NodeId>)> = BTreeMap::new();
    for person in deadlines::queries::people(conn, &nodes, today)? {
        let known = of_person.entry(person.email);
        known.or_insert((person.name, person.language, Vec::new())).2.push(person.node);
    }
    for (email, (name, language, nodes)) in &of_person {
        let theirs = sessions.iter().filter(|(_, _, of)| of.iter().any(|one| nodes.contains(one)));
        let (mut count, mut lines) = (0, Vec::new());
        for (given, waiting, _) in theirs {
            count += waiting;
            lines.push(line(given, *waiting, *language));
        }
        let payload = json!({ "count": count, "sessions": lines });
        let key = format!("pending:{today}:{email}");
        outbox::write(
            conn,
            "enrolment_pending",
            (name, email, *language),
            (payload, Some(key)),
            now,
        )?;
    }
    Ok(of_person.len())
}

fn line(given: &Given, waiting: i64, locale: Locale) -> serde_json::Value {
    let (session, zone) = (&given.session, given.session.zone());
    let span = session.starts_at.zip(session.ends_at);
    json!({
        "title": given.title(locale), "count": waiting,
        "when": span.map(|span| said::when_there(span, zone, locale)).unwrap_or_default(),
        "path": format!("/inbox/sessions/{}/enrolments?state=pending", session.id),
    })
}

/// The nodes that give a session: the responsible one first.
pub fn givers(given: &Given, partners: &HashMap<SessionId, Vec<NodeId>>) -> Vec<NodeId> {
    let others = partners.get(&given.session.id).into_iter().flatten();
    std::iter::once(&given.session.node_id).chain(others).cloned().collect()
}

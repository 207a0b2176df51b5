//! Who is told of a material's links: those who wrote it, else the people of its node.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::queries::BrokenLink;
use crate::Result;
use crate::accounts::NodeId;
use crate::clock::network_day;
use crate::db::Conn;
use crate::deadlines::{self, queries::Person};
use crate::i18n::Locale;
use crate::outbox::{self, Mail};

/// Links named in one mail; the list of the desk shows the others.
const NAMED: usize = 30;
/// So many people of a node are told where the author is not among them any more.
const MOST_TOLD: usize = 10;

/// A reader: address, name, language.
type Reader = (String, String, Locale);

/// One mail a person, about all their links that broke.
pub fn broken(conn: &mut Conn, links: &[BrokenLink], now: NaiveDateTime) -> Result<()> {
    let mut nodes: Vec<NodeId> = links.iter().map(|link| link.node.clone()).collect();
    nodes.sort();
    nodes.dedup();
    let people = deadlines::queries::people(conn, &nodes, network_day(now))?;
    let coordinators = deadlines::queries::coordinators(conn)?;
    let mut told: BTreeMap<String, (Reader, Vec<&BrokenLink>)> = BTreeMap::new();
    for link in links {
        for reader in readers(link, &people, &coordinators) {
            let of = told.entry(reader.0.clone()).or_insert_with(|| (reader, Vec::new()));
            of.1.push(link);
        }
    }
    for ((email, name, language), links) in told.values() {
        let mail = Mail {
            template: "material_links",
            language: *language,
            to_name: name,
            to_email: email,
            from_name: None,
            payload: listed(links),
            in_reply_to: None,
            references: &[],
            dedup_key: None,
        };
        outbox::queue(conn, &mail, now)?;
    }
    Ok(())
}

/// The author while they work for the node, else its people, else those who steer the network.
fn readers(
    link: &BrokenLink,
    people: &[Person],
    coordinators: &[(String, String, Locale)],
) -> Vec<Reader> {
    let of_node = people.iter().filter(|person| person.node == link.node);
    let reader = |one: &Person| (one.email.clone(), one.name.clone(), one.language);
    let author = of_node.clone().filter(|one| one.account == link.author);
    let mut found: Vec<Reader> = author.map(reader).collect();
    if found.is_empty() {
        found = of_node.map(reader).collect();
    }
    if found.is_empty() {
        let steering = coordinators.iter();
        found = steering.map(|(name, email, lang)| (email.clone(), name.clone(), *lang)).collect();
    }
    found.dedup();
    found.truncate(MOST_TOLD);
    found
}

fn listed(links: &[&BrokenLink]) -> Value {
    let line = |link: &&BrokenLink| {
        json!({
            "title": link.title, "url": link.url,
            "path": format!("/inbox/materials/{}", link.material),
        })
    };
    let lines: Vec<_> = links.iter().take(NAMED).map(line).collect();
    let one = (links.len() == 1).then(|| links[0].title.clone());
    let more = links.len().saturating_sub(NAMED);
    json!({ "count": links.len(), "one": one, "links": lines, "more": more })
}

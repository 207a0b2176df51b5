//! Who is told that links of materials broke, or that somebody taught with one: who wrote the version that readers see, and
//! of links the people of its node too.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde_json::json;

use super::queries::{self, Untold};
use super::{MaterialId, Published, Use, Version};
use crate::Result;
use crate::accounts::{Actor, NodeId};
use crate::clock::network_day;
use crate::db::Conn;
use crate::deadlines;
use crate::i18n::Locale;
use crate::network;
use crate::outbox;

/// So many links stand in one mail; the desk has all.
const SHOWN: usize = 30;

/// One mail for each person, whatever the number of links and materials; answers how many mails.
pub fn links_broke(conn: &mut Conn, untold: &[Untold], now: NaiveDateTime) -> Result<usize> {
    let mut told: BTreeMap<String, (String, Locale, Vec<usize>)> = BTreeMap::new();
    let mut add = |email: String, name: String, language: Locale, place: usize| {
        let known = told.entry(email).or_insert((name, language, Vec::new()));
        if known.2.last() != Some(&place) {
            known.2.push(place);
        }
    };
    let mut nodes: Vec<NodeId> = untold.iter().map(|one| one.node.clone()).collect();
    nodes.sort();
    nodes.dedup();
    let people = deadlines::queries::people(conn, &nodes, network_day(now))?;
    let authors: Vec<_> = untold.iter().map(|one| one.author.clone()).collect();
    let writers = queries::writers(conn, &authors)?;
    for (place, one) in untold.iter().enumerate() {
        for person in people.iter().filter(|person| person.node == one.node) {
            add(person.email.clone(), person.name.clone(), person.language, place);
        }
        for (_, name, email, language) in writers.iter().filter(|(id, ..)| *id == one.author) {
            add(email.clone(), name.clone(), *language, place);
        }
    }
    let count = told.len();
    for (email, (name, language, places)) in told {
        let shown = places.iter().take(SHOWN).map(|place| {
            let one = &untold[*place];
            let status = one.status.map(|status| status.to_string()).unwrap_or_default();
            json!({ "title": one.title, "url": one.url, "status": status })
        });
        let payload = json!({
            "count": places.len(), "links": shown.collect::<Vec<_>>(),
            "more": places.len().saturating_sub(SHOWN),
        });
        outbox::write(conn, "material_links", (&name, &email, language), (payload, None), now)?;
    }
    Ok(count)
}

/// Whoever wrote what was taught with learns how it went, but for what they told themselves.
pub fn used(
    conn: &mut Conn,
    actor: &Actor,
    (found, one): (&Published, &Use),
    now: NaiveDateTime,
) -> Result<()> {
    let author = &found.version.author_id;
    let Some((_, name, email, language)) =
        queries::writers(conn, std::slice::from_ref(author))?.pop().filter(|_| *author != actor.id)
    else {
        return Ok(());
    };
    let node = network::queries::find(conn, &one.node_id)?;
    let payload = json!({
        "title": found.version.said(language).title, "node": node.short_name, "people": one.people,
        "day": one.used_on.format(language.pick("%d/%m/%Y", "%-d %B %Y")).to_string(),
        "worked": one.worked, "to_change": one.to_change,
        "slug": found.material.slug,
    });
    outbox::write(conn, "material_used", (&name, &email, language), (payload, None), now)?;
    Ok(())
}

/// Whoever wrote what was made of a material learns that a later version of it was published, once.
pub fn source_changed(
    conn: &mut Conn,
    (slug, version): (&str, &Version),
    material: &MaterialId,
    now: NaiveDateTime,
) -> Result<()> {
    let made = queries::made_of(conn, material)?;
    let authors: Vec<_> = made.iter().map(|one| one.version.author_id.clone()).collect();
    let writers = queries::writers(conn, &authors)?;
    for one in made {
        let Some((_, name, email, language)) =
            writers.iter().find(|(id, ..)| *id == one.version.author_id)
        else {
            continue;
        };
        let payload = json!({
            "title": version.said(*language).title, "number": version.number, "slug": slug,
            "note": version.change_note, "own": one.version.said(*language).title,
            "own_id": one.material.id,
        });
        outbox::write(conn, "material_source", (name, email, *language), (payload, None), now)?;
    }
    Ok(())
}

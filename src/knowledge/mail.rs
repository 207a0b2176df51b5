//! Who is told of an article: those who may approve it, those who wrote it, those who keep it true.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::queries::{self, Due};
use super::{Article, Version};
use crate::Result;
use crate::accounts::{AccountId, Actor, NodeId};
use crate::clock::network_day;
use crate::db::Conn;
use crate::deadlines;
use crate::i18n::Locale;
use crate::outbox;
use crate::tickets::queries::{self as tickets, Colleague};

/// Articles named in one mail; the list shows the others.
const NAMED: usize = 20;
/// So many people of a node are told; in a large one, more would be nobody.
const MOST_TOLD: usize = 30;

/// A reader: name, address, language.
type Reader = (String, String, Locale);

/// Tells those who may approve: the node's people who did not write it, else those who steer the network.
pub fn proposed(
    conn: &mut Conn,
    actor: &Actor,
    article: &Article,
    version: &Version,
    now: NaiveDateTime,
) -> Result<()> {
    let writers: Vec<_> =
        queries::writers_of(conn, &version.id)?.into_iter().map(|(id, _)| id).collect();
    let staff = tickets::staff(conn, &article.node_id, network_day(now))?;
    let others = staff.into_iter().filter(|person| !writers.contains(&person.id));
    let mut readers: Vec<Reader> = others.take(MOST_TOLD).map(reader).collect();
    if readers.is_empty() {
        readers = deadlines::queries::coordinators(conn)?;
        readers.retain(|(_, email, _)| *email != actor.email);
    }
    for one in &readers {
        send(
            conn,
            ("article_proposed", one),
            about(version, one.2, &json!({ "by": actor.name })),
            now,
        )?;
    }
    Ok(())
}

/// Tells the writers why it came back.
pub fn returned(
    conn: &mut Conn,
    actor: &Actor,
    version: &Version,
    reason: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let said = json!({ "by": actor.name, "reason": reason });
    to_author(conn, ("article_returned", actor), version, &said, now)
}

/// Tells the writers that readers see it now.
pub fn approved(
    conn: &mut Conn,
    actor: &Actor,
    version: &Version,
    now: NaiveDateTime,
) -> Result<()> {
    to_author(conn, ("article_approved", actor), version, &json!({ "by": actor.name }), now)
}

fn to_author(
    conn: &mut Conn,
    (template, actor): (&'static str, &Actor),
    version: &Version,
    said: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    let author: &AccountId = &version.author_id;
    if *author == actor.id {
        return Ok(());
    }
    let one = reader(tickets::colleague(conn, author)?);
    send(conn, (template, &one), about(version, one.2, said), now)
}

/// Asks the people of each node about their articles whose day has come.
pub fn due(
    conn: &mut Conn,
    by_node: &BTreeMap<&NodeId, Vec<&Due>>,
    now: NaiveDateTime,
) -> Result<()> {
    if by_node.is_empty() {
        return Ok(());
    }
    let nodes: Vec<NodeId> = by_node.keys().map(|node| (*node).clone()).collect();
    let people = deadlines::queries::people(conn, &nodes, network_day(now))?;
    let mut coordinators = None;
    for (node, articles) in by_node {
        let mut readers: Vec<Reader> = people
            .iter()
            .filter(|person| person.node == **node)
            .map(|person| (person.name.clone(), person.email.clone(), person.language))
            .collect();
        readers.dedup();
        readers.truncate(MOST_TOLD);
        if readers.is_empty() {
            if coordinators.is_none() {
                coordinators = Some(deadlines::queries::coordinators(conn)?);
            }
            readers = coordinators.clone().unwrap_or_default();
        }
        for one in &readers {
            send(conn, ("article_due", one), listed(articles, one.2), now)?;
        }
    }
    Ok(())
}

fn listed(articles: &[&Due], language: Locale) -> Value {
    let title = |article: &Due| either(language, &article.title_fr, &article.title_en);
    let lines: Vec<_> = articles
        .iter()
        .take(NAMED)
        .map(|article| json!({ "title": title(article), "path": format!("/inbox/articles/{}", article.id) }))
        .collect();
    let one = if let [only] = articles { Some(title(only)) } else { None };
    let more = articles.len().saturating_sub(NAMED);
    json!({ "count": articles.len(), "one": one, "articles": lines, "more": more })
}

fn about(version: &Version, language: Locale, said: &Value) -> Value {
    let mut payload = said.clone();
    payload["title"] = json!(either(language, &version.title_fr, &version.title_en));
    payload["path"] = json!(format!("/inbox/articles/{}", version.article_id));
    payload
}

fn either(language: Locale, fr: &str, en: &str) -> String {
    let (own, other) = (language.pick(fr, en), language.other().pick(fr, en));
    if own.trim().is_empty() { other.to_owned() } else { own.to_owned() }
}

fn reader(person: Colleague) -> Reader {
    (person.name, person.email, person.language)
}

fn send(
    conn: &mut Conn,
    (template, (name, email, language)): (&'static str, &Reader),
    payload: Value,
    now: NaiveDateTime,
) -> Result<()> {
    outbox::write(conn, template, (name, email, *language), (payload, None), now)
}

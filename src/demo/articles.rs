//! Published answers of the demo's world, each written by one person and approved by another; and some that are not yet.

use chrono::{NaiveDateTime, TimeDelta};
use serde::Deserialize;

use super::queries;
use crate::accounts::{self, Actor, NodeId};
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::knowledge::ops::{self, Look, Usefulness};
use crate::knowledge::{ArticleId, Variant, Wording, queries as articles};
use crate::taxonomy::Vocabularies;
use crate::tickets::{self, TicketId};
use crate::{Error, Result};

#[derive(Debug, Clone, Deserialize)]
struct Entry {
    /// Slug.
    node: String,
    title_fr: String,
    body_fr: String,
    title_en: String,
    body_en: String,
    topics: Vec<String>,
    disciplines: Vec<String>,
    review_months: i32,
    days_ago: i64,
    state: Outcome,
    variants: Vec<VariantEntry>,
    useful: usize,
    not_useful: usize,
    /// Questions that stayed unasked.
    spared: usize,
    reason: String,
}

#[derive(Debug, Clone, Deserialize)]
struct VariantEntry {
    institution: String,
    body_fr: String,
    body_en: String,
}

/// How far an article got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Proposed,
    Returned,
    Published,
    Withdrawn,
}

/// Writes every article, each in one transaction, and makes a draft of a closed ticket.
pub fn write(app: &App, now: NaiveDateTime) -> anyhow::Result<()> {
    #[derive(Deserialize)]
    struct File {
        articles: Vec<Entry>,
    }
    let file: File = serde_json::from_str(include_str!("../../assets/demo/articles.json"))?;
    let words = app.vocabularies();
    for entry in &file.articles {
        app.db.write_now(|conn| one(conn, entry, &words, now))?;
    }
    app.db.write_now(|conn| {
        let Some(ticket) = queries::closed_ticket(conn)? else { return Ok(()) };
        let at = now - TimeDelta::days(1);
        let (actor, _) = two_of(conn, &ticket.node_id, at)?;
        ops::draft_from(conn, &actor, &words, &ticket, at).map(drop)
    })?;
    Ok(())
}

fn one(conn: &mut Conn, entry: &Entry, words: &Vocabularies, now: NaiveDateTime) -> Result<()> {
    let at = now - TimeDelta::days(entry.days_ago);
    let nodes = queries::nodes_by_slug(conn)?;
    let node = nodes.get(&entry.node).ok_or(Error::NotFound)?;
    let (writer, second) = two_of(conn, node, at)?;
    let id = ArticleId::new();
    ops::write(conn, &writer, (&id, node), &wording(entry), at)?;
    ops::propose(conn, &writer, words, (&id, Look::Looked), at + TimeDelta::hours(2))?;
    let decided = at + TimeDelta::hours(26);
    match entry.state {
        Outcome::Proposed => Ok(()),
        Outcome::Returned => ops::send_back(conn, &second, &id, &entry.reason, decided),
        Outcome::Published => {
            ops::approve(conn, &second, words, (&id, Look::Looked), decided)?;
            read(conn, entry, &id, now)
        }
        Outcome::Withdrawn => {
            ops::approve(conn, &second, words, (&id, Look::Looked), decided)?;
            ops::withdraw(conn, &second, &id, &entry.reason, now - TimeDelta::days(30))
        }
    }
}

fn wording(entry: &Entry) -> Wording {
    let variant = |one: &VariantEntry| Variant {
        institution: one.institution.clone(),
        body_fr: one.body_fr.clone(),
        body_en: one.body_en.clone(),
    };
    Wording {
        title_fr: entry.title_fr.clone(),
        body_fr: entry.body_fr.clone(),
        title_en: entry.title_en.clone(),
        body_en: entry.body_en.clone(),
        topics: entry.topics.clone(),
        disciplines: entry.disciplines.clone(),
        review_months: entry.review_months,
        change_note: String::new(),
        variants: entry.variants.iter().map(variant).collect(),
    }
}

/// What readers did with it since.
fn read(conn: &mut Conn, entry: &Entry, id: &ArticleId, now: NaiveDateTime) -> Result<()> {
    let slug = articles::find(conn, id)?.slug.ok_or(Error::NotFound)?;
    let said = std::iter::repeat_n(Usefulness::Useful, entry.useful)
        .chain(std::iter::repeat_n(Usefulness::NotUseful, entry.not_useful));
    for (reader, said) in said.enumerate() {
        ops::say(conn, (&slug, &format!("demo {reader}")), said, now - TimeDelta::days(2))?;
    }
    for reader in 0..entry.spared {
        let at = now - TimeDelta::days(i64::try_from(reader * 9).unwrap_or(0) % entry.days_ago);
        ops::deflect(conn, (&slug, &format!("demo {reader}")), &TicketId::random(), at)?;
    }
    Ok(())
}

/// Two people of a node: who writes, and who approves.
fn two_of(conn: &mut Conn, node: &NodeId, now: NaiveDateTime) -> Result<(Actor, Actor)> {
    let day = network_day(now);
    let mut people = tickets::queries::staff(conn, node, day)?.into_iter();
    let mut next = || -> Result<Actor> {
        let person = people.next().ok_or(Error::NotFound)?;
        let account = accounts::queries::find(conn, &person.id)?;
        Ok(accounts::queries::actor(conn, account, None, day)?)
    };
    Ok((next()?, next()?))
}

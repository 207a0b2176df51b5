//! Training materials of the demo's world: of the real centres, by invented people, through the same ops as real life.

use chrono::{NaiveDateTime, TimeDelta};
use serde::Deserialize;

use super::{package, queries as demo};
use crate::accounts::{self, Actor, NodeId};
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::files::Stored;
use crate::identifiers;
use crate::materials::ops::{self, About, How, Written};
use crate::materials::rules::minutes;
use crate::materials::rules::needs::Need;
use crate::materials::rules::package::Found;
use crate::materials::{
    Audience, Kind, Level, Line, Link, MaterialId, Person, Point, Record, Role, Stage, queries,
};
use crate::taxonomy::Vocabularies;
use crate::{Error, Result, tickets};

#[derive(Debug, Clone, Deserialize)]
struct Entry {
    /// Slug.
    node: String,
    title: String,
    summary: String,
    title_fr: String,
    summary_fr: String,
    title_en: String,
    summary_en: String,
    languages: Vec<String>,
    kind: Kind,
    level: Level,
    licence: String,
    audiences: Vec<Audience>,
    topics: Vec<String>,
    disciplines: Vec<String>,
    stages: Vec<Stage>,
    keywords: Vec<String>,
    #[serde(rename = "self")]
    self_time: String,
    taught: String,
    outcomes: Vec<String>,
    prereq: Vec<String>,
    /// Places in this list of what the first prerequisites are.
    needs: Vec<usize>,
    people: Vec<PersonEntry>,
    links: Vec<[String; 2]>,
    accessibility: String,
    doi: Option<String>,
    days: i64,
    versions: Vec<Later>,
    translation_of: Option<usize>,
    derived_from: Option<usize>,
    withdrawn: Option<String>,
    draft: bool,
    /// Whether readers play it on its page.
    #[serde(default)]
    played: bool,
}

#[derive(Debug, Clone, Deserialize)]
struct PersonEntry {
    name: String,
    orcid: Option<String>,
    affiliation: String,
    role: Role,
}

/// A later version: what changed, and how many days ago.
#[derive(Debug, Clone, Deserialize)]
struct Later {
    note: String,
    days: i64,
}

/// Writes every material, each in one transaction; answers their addresses, in their order.
pub fn write(app: &App, now: NaiveDateTime) -> anyhow::Result<Vec<String>> {
    #[derive(Deserialize)]
    struct File {
        materials: Vec<Entry>,
    }
    let file: File = serde_json::from_str(include_str!("../../assets/demo/materials.json"))?;
    let words = app.vocabularies();
    let files = package::put(app)?;
    let mut made: Vec<String> = Vec::new();
    for entry in &file.materials {
        let slug = app.db.write_now(|conn| one(conn, entry, (&made, &words, &files), now))?;
        made.push(slug);
    }
    Ok(made)
}

/// Answers the address; none for a draft.
fn one(
    conn: &mut Conn,
    entry: &Entry,
    (made, words, files): (&[String], &Vocabularies, &[(Stored, Found)]),
    now: NaiveDateTime,
) -> Result<String> {
    let at = now - TimeDelta::days(entry.days);
    let nodes = demo::nodes_by_slug(conn)?;
    let node = nodes.get(&entry.node).ok_or(Error::NotFound)?;
    let writer = somebody_of(conn, node, at)?;
    let (id, source) = (MaterialId::new(), entry.translation_of.or(entry.derived_from));
    match source.and_then(|place| made.get(place)) {
        Some(slug) => {
            let how = match entry.translation_of {
                Some(_) => How::Translated(entry.languages[0].clone()),
                None => How::Adapted,
            };
            ops::adapt(conn, &writer, (slug, &how), (&id, node), at)?;
            ops::change(conn, &writer, (&id, 0), written(entry, made), at + TimeDelta::hours(1))?;
        }
        None => ops::write(conn, &writer, (&id, node), written(entry, made), at)?,
    }
    if entry.played {
        let about = About { alt_text: String::new(), is_source: false };
        ops::add_files(conn, &writer, &id, (files, &about), at + TimeDelta::hours(1))?;
    }
    if entry.draft {
        return Ok(String::new());
    }
    ops::publish(conn, &writer, words, &id, at + TimeDelta::hours(2))?;
    for later in &entry.versions {
        let at = now - TimeDelta::days(later.days);
        ops::revise(conn, &writer, &id, at)?;
        let mut what = written(entry, made);
        what.record.change_note.clone_from(&later.note);
        ops::change(conn, &writer, (&id, 0), what, at)?;
        ops::publish(conn, &writer, words, &id, at + TimeDelta::hours(1))?;
    }
    if let Some(reason) = &entry.withdrawn {
        ops::withdraw(conn, &writer, words, (&id, reason), now - TimeDelta::days(30))?;
    }
    queries::find(conn, &id)?.slug.ok_or(Error::NotFound)
}

fn written(entry: &Entry, made: &[String]) -> Written {
    let line = |kind: Point| {
        move |body: &String| Line {
            kind,
            body: body.clone(),
            needs_id: None,
            needs_course_id: None,
            skill: String::new(),
        }
    };
    let outcomes = entry.outcomes.iter().map(line(Point::Outcome));
    let prerequisites = entry.prereq.iter().map(line(Point::Prerequisite));
    let needs = entry.needs.iter().enumerate().filter_map(|(place, needed)| {
        // The last prerequisites are those that are materials.
        let first = entry.prereq.len().checked_sub(entry.needs.len())?;
        Some((entry.outcomes.len() + first + place, Need::Material(made.get(*needed)?.clone())))
    });
    let link = |[url, title]: &[String; 2]| Link {
        url_norm: identifiers::place_of(url),
        url: url.clone(),
        title: title.clone(),
    };
    let person = |one: &PersonEntry| Person {
        role: one.role,
        name: one.name.clone(),
        orcid: one.orcid.clone(),
        affiliation: one.affiliation.clone(),
    };
    let record = Record {
        title: entry.title.clone(),
        summary: entry.summary.clone(),
        title_fr: entry.title_fr.clone(),
        summary_fr: entry.summary_fr.clone(),
        title_en: entry.title_en.clone(),
        summary_en: entry.summary_en.clone(),
        languages: entry.languages.clone(),
        topics: entry.topics.clone(),
        disciplines: entry.disciplines.clone(),
        stages: entry.stages.clone(),
        audiences: entry.audiences.clone(),
        keywords: entry.keywords.clone(),
        kind: Some(entry.kind),
        level: Some(entry.level),
        licence: entry.licence.clone(),
        self_minutes: minutes::read(&entry.self_time),
        taught_minutes: minutes::read(&entry.taught),
        contact: format!("formation@{}.example", entry.node),
        accessibility: entry.accessibility.clone(),
        people: entry.people.iter().map(person).collect(),
        points: outcomes.chain(prerequisites).collect(),
        links: entry.links.iter().map(link).collect(),
        ..Record::default()
    };
    Written { record, needs: needs.collect(), partners: Vec::new(), doi: entry.doi.clone() }
}

/// Somebody who writes for a node.
pub(super) fn somebody_of(conn: &mut Conn, node: &NodeId, now: NaiveDateTime) -> Result<Actor> {
    let day = network_day(now);
    let first = tickets::queries::staff(conn, node, day)?.into_iter().next();
    let account = accounts::queries::find(conn, &first.ok_or(Error::NotFound)?.id)?;
    Ok(accounts::queries::actor(conn, account, None, day)?)
}

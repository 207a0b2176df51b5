//! Collections and learning paths of the demo's world, out of its materials.

use chrono::{NaiveDateTime, TimeDelta};
use serde::Deserialize;

use super::materials::somebody_of;
use super::queries as demo;
use crate::app::App;
use crate::db::Conn;
use crate::materials::queries::ids_by_slug;
use crate::paths::{Draft, Kind, PathId, Step, Target, ops};
use crate::{Error, Result};

#[derive(Debug, Clone, Deserialize)]
struct Entry {
    kind: Kind,
    node: String,
    days: i64,
    title_fr: String,
    summary_fr: String,
    title_en: String,
    summary_en: String,
    known: Vec<String>,
    steps: Vec<StepEntry>,
}

#[derive(Debug, Clone, Deserialize)]
struct StepEntry {
    /// Place in the list of the demo's materials.
    material: Option<usize>,
    #[serde(default)]
    url: String,
    #[serde(default)]
    title: String,
    note: String,
    required: bool,
}

/// Puts together what there is to follow; `made` are the addresses of the materials, in their order.
pub fn write(app: &App, made: &[String], now: NaiveDateTime) -> anyhow::Result<()> {
    let entries: Vec<Entry> = serde_json::from_str(include_str!("../../assets/demo/paths.json"))?;
    Ok(app.db.write_now(|conn| entries.iter().try_for_each(|entry| one(conn, entry, made, now)))?)
}

fn one(conn: &mut Conn, entry: &Entry, made: &[String], now: NaiveDateTime) -> Result<()> {
    let at = now - TimeDelta::days(entry.days);
    let nodes = demo::nodes_by_slug(conn)?;
    let node = nodes.get(&entry.node).ok_or(Error::NotFound)?;
    let (writer, known) = (somebody_of(conn, node, at)?, ids_by_slug(conn, made)?);
    let step = |one: &StepEntry| {
        let target = match one.material {
            None => Target::Web(one.url.clone(), one.title.clone()),
            Some(place) => Target::Material(known.get(made.get(place)?)?.clone()),
        };
        Some(Step { target, note: one.note.clone(), required: one.required })
    };
    let draft = Draft {
        kind: entry.kind,
        title_fr: entry.title_fr.clone(),
        summary_fr: entry.summary_fr.clone(),
        title_en: entry.title_en.clone(),
        summary_en: entry.summary_en.clone(),
        known: entry.known.clone(),
        steps: entry.steps.iter().filter_map(step).collect(),
    };
    let id = PathId::new();
    ops::write(conn, &writer, (&id, node), &draft, at)?;
    ops::publish(conn, &writer, &id, at + TimeDelta::hours(1))
}

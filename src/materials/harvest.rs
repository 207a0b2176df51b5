//! Reads the catalogues that nodes keep elsewhere, each night: what is new or changed becomes a draft, as from a file.

use std::io::Read;
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use ureq::Agent;

use super::ops::{self, Told};
use super::pages::import::understood;
use super::rules::tess;
use super::{LinkChecks, Source, queries};
use crate::app::App;
use crate::clock::network_day;
use crate::config::Config;
use crate::db::Conn;
use crate::imports::{Effect, MOST_BYTES, MOST_ROWS, Row, Table};
use crate::taxonomy::Vocabularies;
use crate::webhooks::client;
use crate::{Error, Refusal, Result, accounts};

const TIMEOUT: Duration = Duration::from_secs(15);
const REDIRECTIONS: u32 = 5;
/// Each is read once a night, whichever night's run is a little early.
const AGAIN: TimeDelta = TimeDelta::hours(20);
/// So many are read in one run.
const BATCH: i64 = 200;
/// Documents in which one catalogue tells what it has.
const PAGES: usize = 20;
const ACCEPTED: &str = "application/vnd.api+json, application/json;q=0.9";

const OFF: Refusal = Refusal::new("materials-source-off");
const UNREACHABLE: Refusal = Refusal::new("materials-source-unreachable");
const NOT_TOLD: Refusal = Refusal::new("materials-source-not-told");
const TOO_LARGE: Refusal = Refusal::new("materials-source-too-large");
const NO_RIGHT: Refusal = Refusal::new("materials-source-no-right");

/// Reads what is due; answers how many catalogues.
pub fn harvest_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    if app.config.link_checks == LinkChecks::Off {
        return Ok(0);
    }
    let due = app.db.read_now(|conn| Ok(queries::sources_due(conn, now - AGAIN, BATCH)?))?;
    let words = app.vocabularies();
    for one in &due {
        let came = read(&app.config, &one.url).map_err(Error::from);
        let came =
            came.and_then(|table| app.db.write_now(|conn| take(conn, &words, (one, &table), now)));
        let (fault, counts) = match came {
            Ok(counts) => ("", counts),
            Err(Error::Refused(refusal)) => (refusal.key(), [0; 3]),
            // Whoever added it may not write there any more.
            Err(Error::NotFound) => (NO_RIGHT.key(), [0; 3]),
            // The others are read all the same.
            Err(error) => {
                tracing::error!(%error, source = %one.id, "a catalogue was not taken in");
                (UNREACHABLE.key(), [0; 3])
            }
        };
        app.db.write_now(|conn| Ok(queries::note_source(conn, &one.id, (fault, counts), now)?))?;
    }
    Ok(due.len())
}

/// What a catalogue tells now, all its documents as one table.
pub fn read(config: &Config, url: &str) -> Result<Table, Refusal> {
    if config.link_checks == LinkChecks::Off {
        return Err(OFF);
    }
    let private = config.link_checks == LinkChecks::Private;
    let agent = client::agent(private, TIMEOUT, REDIRECTIONS);
    let (mut all, mut next) = (Table::default(), Some(url.to_owned()));
    for _ in 0..PAGES {
        let Some(url) = next else { return Ok(all) };
        let bytes = document(&agent, &url)?;
        match tess::read(&bytes) {
            Ok(table) => add(&mut all, tess::of_server(table, &url))?,
            // The last one may hold nothing any more.
            Err(_) if !all.rows.is_empty() => return Ok(all),
            Err(refusal) if refusal == crate::imports::TOO_LARGE => return Err(TOO_LARGE),
            Err(_) => return Err(NOT_TOLD),
        }
        next = tess::further(&bytes, &url).filter(|further| *further != url);
    }
    if next.is_some() { Err(TOO_LARGE) } else { Ok(all) }
}

/// Its records go on being counted.
fn add(all: &mut Table, table: Table) -> Result<(), Refusal> {
    let before = all.rows.len();
    if before + table.rows.len() > MOST_ROWS {
        return Err(TOO_LARGE);
    }
    let rows = table.rows.into_iter().map(|row| Row { number: before + row.number, ..row });
    all.rows.extend(rows);
    all.header = table.header;
    Ok(())
}

fn document(agent: &Agent, url: &str) -> Result<Vec<u8>, Refusal> {
    let asked = agent.get(url).header("accept", ACCEPTED).call();
    let mut answer = asked.map_err(|_| UNREACHABLE)?;
    if answer.status().as_u16() != 200 {
        return Err(UNREACHABLE);
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX) + 1;
    let body = answer.body_mut().as_reader();
    body.take(most).read_to_end(&mut bytes).map_err(|_| UNREACHABLE)?;
    if bytes.len() > MOST_BYTES { Err(TOO_LARGE) } else { Ok(bytes) }
}

/// Makes and changes drafts in the name of who added the catalogue, as far as they may; answers how many were made, changed
/// and left out. What is new and lacks nothing is published where that was chosen; the rest waits for somebody.
fn take(
    conn: &mut Conn,
    words: &Vocabularies,
    (one, table): (&Source, &Table),
    now: NaiveDateTime,
) -> Result<[i32; 3]> {
    let who = accounts::queries::by_ids(conn, std::slice::from_ref(&one.added_by))?;
    let who = who.into_iter().find(|account| account.disabled_at.is_none());
    let account = who.ok_or(Error::NotFound)?;
    let actor = accounts::queries::actor(conn, account, None, network_day(now))?;
    let (_, rows) = understood(table, words, (one.language, one.language)).ok_or(NOT_TOLD)?;
    let told: Vec<Told> = rows.iter().filter_map(|row| row.told.as_ref().ok().cloned()).collect();
    let done = ops::import(conn, &actor, (&one.node_id, &told), now)?;
    let new = done.iter().filter(|one| one.effect == Effect::Makes);
    let new: Vec<_> = new.filter_map(|one| one.material.clone()).collect();
    for id in new.iter().filter(|_| one.publishes) {
        match conn.savepoint(|conn| ops::publish(conn, &actor, words, id, now)) {
            Ok(()) | Err(Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let effects: Vec<Effect> = done.iter().map(|one| one.effect).collect();
    let faulty = rows.len() - told.len();
    let left = Effect::Left.count(&effects) + faulty;
    let counts = [Effect::Makes.count(&effects), Effect::Changes.count(&effects), left];
    Ok(counts.map(|many| i32::try_from(many).unwrap_or(i32::MAX)))
}

//! Links of published materials: which are to be asked, what came of asking, and telling those who wrote them.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::json;

use crate::Result;
use crate::app::App;
use crate::db::Conn;
use crate::history::{self, By};
use crate::materials::queries::{self, DueLink};
use crate::materials::{LinkState, mail, rules};

/// So many become known in one transaction, and are told of in one.
const BATCH: i64 = 500;
/// So many that are due are looked at to find servers that may be asked.
const LOOKED_AT: i64 = 400;
/// A worker that took some and died gives them back after this time.
const CLAIM: TimeDelta = TimeDelta::minutes(30);
/// A server is asked once in this time, whatever the number of links to it.
const HOST_PAUSE: TimeDelta = TimeDelta::minutes(1);

/// Gets to know the places of what was published, and forgets those of what is not any more.
pub fn know_links(app: &App, now: NaiveDateTime) -> Result<usize> {
    let mut done = app.db.write_now(|conn| Ok(queries::forget_links(conn)?))?;
    loop {
        let new = app.db.write_now(|conn| {
            let unknown = queries::unknown_links(conn, BATCH)?;
            let rows: Vec<_> = unknown
                .iter()
                .map(|(place, url)| (place.as_str(), url.as_str(), rules::links::host_of(place)))
                .collect();
            if rows.is_empty() { Ok(0) } else { Ok(queries::note_links(conn, &rows, now)?) }
        })?;
        done += new;
        if new == 0 {
            return Ok(done);
        }
    }
}

/// Takes what is to be asked now: of each server one place, the others of it wait.
pub fn take_links(conn: &mut Conn, most: usize, now: NaiveDateTime) -> Result<Vec<DueLink>> {
    let due = queries::due_links(conn, now, LOOKED_AT)?;
    let mut hosts = BTreeSet::new();
    let (mut taken, mut waiting) = (Vec::new(), Vec::new());
    for link in due {
        if hosts.contains(&link.host) {
            waiting.push(link);
        } else if taken.len() < most {
            hosts.insert(link.host.clone());
            taken.push(link);
        }
    }
    queries::put_off_links(conn, &places(&taken), now + CLAIM)?;
    queries::put_off_links(conn, &places(&waiting), now + HOST_PAUSE)?;
    Ok(taken)
}

fn places(links: &[DueLink]) -> Vec<&str> {
    links.iter().map(|link| link.url_norm.as_str()).collect()
}

/// Keeps what a place answered; what readers are told changes only here.
pub fn note_answer(
    conn: &mut Conn,
    link: &DueLink,
    status: Option<i32>,
    now: NaiveDateTime,
) -> Result<LinkState> {
    let state = rules::links::after(&link.state, status, now);
    queries::note_link(conn, &link.url_norm, &state, now)?;
    let action = match (link.state.broken_at, state.broken_at) {
        (None, Some(_)) => "material.link_broken",
        (Some(_), None) => "material.link_mended",
        _ => return Ok(state),
    };
    let detail = json!({ "status": status });
    history::record(conn, &By::System, action, ("link", &link.url_norm), &detail, now)?;
    Ok(state)
}

/// Tells those who wrote materials which of their links broke, one mail a person; answers how many places.
pub fn tell_broken_links(app: &App, now: NaiveDateTime) -> Result<usize> {
    app.db.write_now(|conn| {
        let broken = queries::untold_links(conn, BATCH)?;
        if broken.is_empty() {
            return Ok(0);
        }
        mail::broken(conn, &broken, now)?;
        let told: BTreeSet<_> = broken.iter().map(|link| link.url_norm.as_str()).collect();
        let told: Vec<_> = told.into_iter().collect();
        Ok(queries::note_told(conn, &told, now)?)
    })
}

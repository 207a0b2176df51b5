//! Looks at where the links of published materials lead: few pages of one server in a turn, one after another, never an
//! address that only this machine reaches.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::NaiveDateTime;
use ureq::Agent;

use super::rules::checking::{self, Found};
use super::{LinkCheck, LinkChecks, ops, queries};
use crate::app::App;
use crate::webhooks::client;
use crate::{Error, Result};

const TIMEOUT: Duration = Duration::from_secs(10);
/// Places that one leads to from there; more is going in circles.
const REDIRECTIONS: u32 = 5;
/// So few that all are done before another process takes over.
const BATCH: i64 = 150;
/// Servers that are asked at once.
const AT_ONCE: usize = 8;
const NEW: i64 = 500;

/// Looks at what is due; answers how many places.
pub fn check_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    if app.config.link_checks == LinkChecks::Off {
        return Ok(0);
    }
    let due = app.db.write_now(|conn| {
        queries::add_checks(conn, now, NEW)?;
        Ok(queries::due_checks(conn, now, BATCH)?)
    })?;
    let mut by_host: BTreeMap<String, Vec<LinkCheck>> = BTreeMap::new();
    for check in due {
        by_host.entry(checking::host(&check.url_norm).to_owned()).or_default().push(check);
    }
    let mut later = Vec::new();
    for checks in by_host.values_mut().filter(|checks| checks.len() > checking::PER_HOST) {
        later.extend(checks.split_off(checking::PER_HOST).into_iter().map(|one| one.url_norm));
    }
    if !later.is_empty() {
        let until = now + checking::PUT_OFF;
        app.db.write_now(|conn| Ok(queries::put_off_checks(conn, &later, until)?))?;
    }
    let agent = client::agent(app.config.link_checks == LinkChecks::Private, TIMEOUT, REDIRECTIONS);
    let groups: Vec<_> = by_host.into_values().collect();
    groups.chunks(AT_ONCE).try_fold(0, |done, some| Ok(done + visit(app, &agent, some, now)?))
}

/// Some servers at once, the pages of each one after another.
fn visit(app: &App, agent: &Agent, groups: &[Vec<LinkCheck>], now: NaiveDateTime) -> Result<usize> {
    let found: Vec<(&LinkCheck, Found)> = std::thread::scope(|scope| {
        let looking: Vec<_> =
            groups.iter().map(|group| scope.spawn(|| look_at_all(agent, group))).collect();
        let mut all = Vec::new();
        for one in looking {
            let bug = |_| Error::Bug(anyhow::anyhow!("looking at a link panicked"));
            all.extend(one.join().map_err(bug)?);
        }
        Ok::<_, Error>(all)
    })?;
    app.db.write_now(|conn| {
        found.iter().try_fold(0, |done, (check, found)| {
            Ok(done + usize::from(ops::note_visit(conn, check, *found, now)?))
        })
    })
}

/// What a place answers: asked for its head first, and for the page itself if that is refused.
fn look(agent: &Agent, url: &str) -> Found {
    let head = agent.head(url).call().ok().map(|answer| answer.status().as_u16());
    if !checking::is_worth_a_get(head) {
        return head;
    }
    // What it sends is not read.
    agent.get(url).call().ok().map(|answer| answer.status().as_u16())
}

fn look_at_all<'a>(agent: &Agent, group: &'a [LinkCheck]) -> Vec<(&'a LinkCheck, Found)> {
    group.iter().map(|one| (one, look(agent, &one.url))).collect()
}

//! Asks the places to which materials link whether they still answer: HEAD, then GET, a server once at a time, never an
//! address that only this machine or its network reaches.

use std::time::Duration;

use chrono::NaiveDateTime;
use ureq::Agent;

use super::queries::DueLink;
use super::{LinkChecks, ops, rules};
use crate::app::App;
use crate::{Result, outward};

const TIMEOUT: Duration = Duration::from_secs(10);
const REDIRECTS: u32 = 5;
/// So few that they are done long before another worker may take them.
const BATCH: usize = 80;
/// Servers that are asked at once.
const AT_ONCE: usize = 8;

/// Asks what is due; answers how many places were asked.
pub fn check_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    // Nothing leaves the machine of a demonstration.
    if app.config.link_checks == LinkChecks::Off || app.config.demo {
        return Ok(0);
    }
    let due = app.db.write_now(|conn| ops::take_links(conn, BATCH, now))?;
    let private = app.config.link_checks == LinkChecks::Private;
    let agent = outward::client(private, TIMEOUT, REDIRECTS);
    for some in due.chunks(AT_ONCE) {
        let answers = ask_at_once(&agent, some)?;
        app.db.write_now(|conn| {
            for (link, status) in some.iter().zip(&answers) {
                ops::note_answer(conn, link, *status, now)?;
            }
            Ok(())
        })?;
    }
    Ok(due.len())
}

fn ask_at_once(agent: &Agent, links: &[DueLink]) -> Result<Vec<Option<i32>>> {
    std::thread::scope(|scope| {
        let asking: Vec<_> =
            links.iter().map(|link| scope.spawn(move || status(agent, &link.url))).collect();
        let answers = asking.into_iter().map(std::thread::ScopedJoinHandle::join);
        let panicked = |_| crate::Error::Bug(anyhow::anyhow!("asking for a link panicked"));
        answers.map(|answer| answer.map_err(panicked)).collect()
    })
}

/// What a place answers, if it does. Nothing is read of the page itself.
fn status(agent: &Agent, url: &str) -> Option<i32> {
    let code = |status: u16| i32::from(status);
    let head = agent.head(url).call().ok().map(|answer| code(answer.status().as_u16()));
    if rules::links::is_fine(head) {
        return head;
    }
    let whole = agent.get(url).header("range", "bytes=0-0").call();
    whole.ok().map(|answer| code(answer.status().as_u16()))
}

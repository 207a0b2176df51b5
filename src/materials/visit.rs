//! Looks at where the links of published materials lead: few pages of one server in a turn, one after another, as its
//! `robots.txt` allows, never an address that only this machine reaches.

use std::collections::BTreeMap;
use std::io::Read;
use std::time::Duration;

use chrono::NaiveDateTime;
use ureq::Agent;

use super::rules::checking::{self, Look};
use super::rules::robots::{self, Robots};
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
    let private = app.config.link_checks == LinkChecks::Private;
    let agents = Agents {
        steps: client::agent(private, TIMEOUT, 0),
        rules: client::agent(private, TIMEOUT, REDIRECTIONS),
    };
    let groups: Vec<_> = by_host.into_values().collect();
    groups.chunks(AT_ONCE).try_fold(0, |done, some| Ok(done + visit(app, &agents, some, now)?))
}

/// Some servers at once, the pages of each one after another.
fn visit(
    app: &App,
    agents: &Agents,
    groups: &[Vec<LinkCheck>],
    now: NaiveDateTime,
) -> Result<usize> {
    let found: Vec<(&LinkCheck, Look)> = std::thread::scope(|scope| {
        let looking: Vec<_> =
            groups.iter().map(|group| scope.spawn(|| look_at_all(agents, group))).collect();
        let mut all = Vec::new();
        for one in looking {
            let bug = |_| Error::Bug(anyhow::anyhow!("looking at a link panicked"));
            all.extend(one.join().map_err(bug)?);
        }
        Ok::<_, Error>(all)
    })?;
    app.db.write_now(|conn| {
        found.iter().try_fold(0, |done, (check, found)| {
            Ok(done + usize::from(ops::note_visit(conn, check, found, now)?))
        })
    })
}

fn look_at_all<'a>(agents: &Agents, group: &'a [LinkCheck]) -> Vec<(&'a LinkCheck, Look)> {
    let mut visitor = Visitor { agents, robots: BTreeMap::new() };
    let mut all = Vec::new();
    for (place, one) in group.iter().enumerate() {
        if place > 0 {
            std::thread::sleep(checking::pause(&one.url_norm));
        }
        all.push((one, visitor.look(&one.url)));
    }
    all
}

/// How pages are asked for, one step at a time, and what servers ask of programs, wherever that is.
struct Agents {
    steps: Agent,
    rules: Agent,
}

/// One who looks at the pages of a server.
struct Visitor<'a> {
    agents: &'a Agents,
    /// By the server that says so; none where it does not say now.
    robots: BTreeMap<String, Option<Robots>>,
}

impl Visitor<'_> {
    /// What a place answers, followed to where it leads on.
    fn look(&mut self, url: &str) -> Look {
        let mut at = url.to_owned();
        // For as long as all that leads on does so for good.
        let mut moved_to = Some(url.to_owned());
        for step in 0..=REDIRECTIONS {
            let asked = match (self.may_ask(&at), step) {
                (Some(true), _) => self.ask(&at),
                (Some(false), 0) => return Look::Barred,
                // A server that cannot even say what it allows fails, and may be gone.
                (None, 0) => return Look::found(Some(503), None),
                // Somebody else's server, which we may not ask: the first one was there.
                (Some(false) | None, _) => return Look::found(Some(302), None),
            };
            let Some((status, location)) = asked else { return Look::found(None, None) };
            let Some(next) = location else {
                let lasting = moved_to.filter(|to| to != url && (200..300).contains(&status));
                return Look::found(Some(status), lasting);
            };
            moved_to = moved_to.filter(|_| checking::is_lasting(status)).map(|_| next.clone());
            at = next;
        }
        // It leads around in circles: nobody arrives.
        Look::found(None, None)
    }

    /// Its answer and where it leads on: asked for its head first, and for the page itself if that is refused.
    fn ask(&self, url: &str) -> Option<(u16, Option<String>)> {
        let head = self.agents.steps.head(url).call().ok();
        let status = head.as_ref().map(|answer| answer.status().as_u16());
        let answer = match checking::is_worth_a_get(status) {
            // What it sends is not read.
            true => self.agents.steps.get(url).call().ok(),
            false => head,
        }?;
        let status = answer.status().as_u16();
        let location = answer.headers().get("location").and_then(|value| value.to_str().ok());
        let next = location.filter(|_| (300..400).contains(&status) && status != 304);
        Some((status, next.and_then(|next| checking::joined(url, next))))
    }

    /// Whether a server lets programs ask for that page; none where it does not say now.
    fn may_ask(&mut self, url: &str) -> Option<bool> {
        let (origin, path) = checking::parts(url);
        if !self.robots.contains_key(origin) {
            let found = self.robots_of(origin);
            self.robots.insert(origin.to_owned(), found);
        }
        let robots = self.robots.get(origin)?.as_ref();
        robots.map(|robots| robots.allows(path))
    }

    /// The rules of a server. One that has none lets everybody in; one that fails is left alone for now; and one that nobody
    /// reaches is found out by asking for its page.
    fn robots_of(&self, origin: &str) -> Option<Robots> {
        let Ok(mut answer) = self.agents.rules.get(&format!("{origin}/robots.txt")).call() else {
            return Some(Robots::default());
        };
        match answer.status().as_u16() {
            200..=299 => {
                let mut bytes = Vec::new();
                let body = answer.body_mut().as_reader();
                let _ = body.take(robots::MOST).read_to_end(&mut bytes);
                Some(Robots::read(&String::from_utf8_lossy(&bytes)))
            }
            500..=599 => None,
            _ => Some(Robots::default()),
        }
    }
}

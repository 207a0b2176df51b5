//! The mail of the morning: what is new, what is late, what waits for its reader.

use chrono::{Days as After, NaiveDateTime};
use serde_json::json;

use crate::Result;
use crate::accounts::{self, Account, Actor, NodeId};
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::deadlines;
use crate::duty::rules::{self, DIGEST_HOURS};
use crate::duty::{mail, queries};
use crate::history::{self, By};
use crate::tickets::queries::inbox::{self, Filter, Queue, Reader, Scope};

/// Readers looked at in one turn of the sweep.
const BATCH: i64 = 500;
/// Tickets named under each heading.
pub const NAMED: i64 = 5;
/// That somebody had their mail is kept this long.
const KEPT_DAYS: u64 = 30;

/// Somebody wants the mail from an hour on, or no more.
pub fn choose_digest(
    conn: &mut Conn,
    actor: &Actor,
    hour: Option<u32>,
    now: NaiveDateTime,
) -> Result<()> {
    let known = queries::digest_hour(conn, &actor.id)?;
    let hour = hour.filter(|hour| DIGEST_HOURS.contains(hour)).and_then(|h| i32::try_from(h).ok());
    if known == hour {
        return Ok(());
    }
    match hour {
        Some(hour) => queries::put_digest_hour(conn, &actor.id, hour)?,
        None => {
            queries::remove_digest_hour(conn, &actor.id)?;
        }
    }
    let by = By::Account(actor.id.clone());
    let detail = json!({ "hour": hour });
    history::record(conn, &by, "duty.digest", ("account", actor.id.as_str()), &detail, now)
}

/// Queues the digests that are due; answers how many. One a day and person: each is taken before it is made.
pub fn send_digests(app: &App, now: NaiveDateTime) -> Result<usize> {
    // A day that has begun somewhere has begun in Paris, or begins there within the day.
    let day = network_day(now);
    let readers = app.db.read_now(|conn| Ok(queries::digest_readers(conn, day, BATCH)?))?;
    let sent = readers.into_iter().try_fold(0, |sent, (account, hour)| {
        let done = app.db.write_now(|conn| one(conn, account, hour, now))?;
        Ok::<_, crate::Error>(sent + usize::from(done))
    })?;
    app.db.write_now(|conn| Ok(queries::forget_digests(conn, day - After::new(KEPT_DAYS))?))?;
    Ok(sent)
}

/// Whether somebody's digest was due and something was to be said.
fn one(conn: &mut Conn, account: Account, hour: i32, now: NaiveDateTime) -> Result<bool> {
    let actor = accounts::queries::actor(conn, account, None, network_day(now))?;
    let nodes: Vec<NodeId> = actor.nodes().cloned().collect();
    let desks = deadlines::queries::desks(conn, &nodes, now)?;
    let hour = u32::try_from(hour).unwrap_or(*DIGEST_HOURS.start());
    let due = nodes
        .iter()
        .filter_map(|node| rules::digest_day(&desks.get(node)?.calendar, hour, now))
        .next();
    let Some(day) = due else { return Ok(false) };
    if !queries::take_digest(conn, &actor.id, day, now)? {
        return Ok(false);
    }
    let away = queries::away_on(conn, day)?;
    if away.is_away(&actor.id) {
        return Ok(false);
    }
    let reader = Reader {
        me: actor.id.clone(),
        duty: crate::tickets::queries::duty_nodes(conn, &actor.id, day)?,
        stands_in_for: away.replaced_by(&actor.id),
        own: nodes.clone(),
    };
    let scope = Scope::Nodes(nodes.clone());
    let counts = inbox::counts(conn, &scope, &reader, now)?;
    let notes = queries::unread_notes(conn, &nodes, &actor.id, now)?;
    let asked = [
        (Queue::Late, counts.late, "late"),
        (Queue::Mine, counts.mine, "mine"),
        (Queue::StandIn, counts.stand_in, "stand_in"),
        (Queue::Mentions, counts.mentions, "mentions"),
        (Queue::New, counts.new, "new"),
    ];
    let mut parts: Vec<mail::Part> = Vec::new();
    for (queue, count, name) in asked.into_iter().filter(|(_, count, _)| *count > 0) {
        let filter = Filter::of(queue, &scope, &reader, NAMED - 1, now);
        parts.push((name, count, inbox::list(conn, &filter)?));
    }
    if parts.is_empty() && notes.is_empty() {
        return Ok(false);
    }
    mail::digest(conn, (&actor, day), (&parts, notes.len()), now)?;
    Ok(true)
}

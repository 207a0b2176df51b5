//! Audit events in a chain of hashes. They are sealed a moment after they were written, so that nobody who writes waits for
//! another; what was changed, taken away or put in since is found by looking through the chain.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::Result;
use crate::app::App;
use crate::db::schema::{audit_events as events, audit_seals as seals};
use crate::db::{Conn, each};
use crate::secret::{new_token, sha256_hex};

/// So many are sealed, or looked at, in one turn.
const BATCH: i64 = 1_000;
/// No transaction takes so long: what is older and unsealed was put in behind the chain's back.
const LATEST: TimeDelta = TimeDelta::hours(24);
/// Before the first event.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = events)]
struct Event {
    id: String,
    at: NaiveDateTime,
    actor_kind: String,
    account_id: Option<String>,
    action: String,
    subject_kind: String,
    subject_id: String,
    detail: String,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = seals)]
struct Seal {
    place: i64,
    event_id: String,
    salt: String,
    content_sha256: String,
    sha256: String,
}

fn hash(of: &Value) -> String {
    sha256_hex(of.to_string().as_bytes())
}

/// What may name a person, hashed with a salt that goes when the person does.
fn content(salt: &str, event: &Event) -> String {
    hash(&json!([salt, event.account_id, event.subject_id, event.detail]))
}

fn link(before: &str, place: i64, event: &Event, content: &str) -> String {
    let at = event.at.format("%Y-%m-%dT%H:%M:%S%.6f").to_string();
    hash(&json!([
        before,
        place,
        event.id,
        at,
        event.actor_kind,
        event.action,
        event.subject_kind,
        content
    ]))
}

/// Seals what is not sealed yet; answers how many.
pub fn seal(conn: &mut Conn) -> Result<usize> {
    conn.take_turn("audit-chain")?;
    let last: Option<Seal> =
        seals::table.order(seals::place.desc()).select(Seal::as_select()).first(conn).optional()?;
    let since = match &last {
        None => NaiveDateTime::MIN,
        Some(last) => {
            let at =
                events::table.find(&last.event_id).select(events::at).first(conn).optional()?;
            at.map_or(NaiveDateTime::MIN, |at: NaiveDateTime| at - LATEST)
        }
    };
    let mut query = events::table
        .left_join(seals::table.on(seals::event_id.eq(events::id)))
        .filter(seals::event_id.is_null())
        .order((events::at, events::id))
        .limit(BATCH)
        .select(Event::as_select())
        .into_boxed();
    if since > NaiveDateTime::MIN {
        query = query.filter(events::at.ge(since));
    }
    let due: Vec<Event> = query.load(conn)?;
    let (mut place, mut before) =
        last.map_or((0, BEGINNING.to_owned()), |last| (last.place, last.sha256));
    let mut made = Vec::with_capacity(due.len());
    for event in &due {
        place += 1;
        let salt = new_token();
        let content_sha256 = content(&salt, event);
        before = link(&before, place, event, &content_sha256);
        let (event_id, sha256) = (event.id.clone(), before.clone());
        made.push(Seal { place, event_id, salt, content_sha256, sha256 });
    }
    for part in made.chunks(100) {
        each!(conn, real => diesel::insert_into(seals::table).values(part).execute(real))?;
    }
    Ok(made.len())
}

/// What looking through the chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How many seals hold, and the last one: who keeps it elsewhere sees whether the end was cut off.
    pub sound: i64,
    pub last: String,
    /// Where the chain is broken.
    pub broken: Option<String>,
}

/// Looks through the whole chain.
pub fn verify(conn: &mut Conn) -> Result<Verdict> {
    let mut verdict = Verdict { sound: 0, last: BEGINNING.to_owned(), broken: None };
    let mut until = NaiveDateTime::MIN;
    // What went by its term went from the beginning on; after the first event that is there, none may be missing.
    let mut forgotten = true;
    loop {
        let part: Vec<(Seal, Option<Event>)> = seals::table
            .left_join(events::table.on(events::id.eq(seals::event_id)))
            .filter(seals::place.gt(verdict.sound))
            .order(seals::place)
            .limit(BATCH)
            .select((Seal::as_select(), Option::<Event>::as_select()))
            .load(conn)?;
        if part.is_empty() {
            break;
        }
        for (seal, event) in part {
            forgotten &= event.is_none();
            if let (false, Some(fault)) = (forgotten, fault(&verdict, &seal, event.as_ref())) {
                verdict.broken = Some(fault);
                return Ok(verdict);
            }
            until = event.map_or(until, |event| event.at);
            (verdict.sound, verdict.last) = (seal.place, seal.sha256);
        }
    }
    if forgotten {
        return Ok(verdict);
    }
    // What sealing will never come back to.
    let loose: Option<String> = events::table
        .left_join(seals::table.on(seals::event_id.eq(events::id)))
        .filter(seals::event_id.is_null())
        .filter(events::at.lt(until - LATEST))
        .select(events::id)
        .first(conn)
        .optional()?;
    verdict.broken = loose.map(|id| format!("event {id} was put in later"));
    Ok(verdict)
}

fn fault(so_far: &Verdict, seal: &Seal, event: Option<&Event>) -> Option<String> {
    let place = so_far.sound + 1;
    if seal.place != place {
        return Some(format!("seal {place} is gone"));
    }
    let Some(event) = event else {
        return Some(format!("the event of seal {place} is gone"));
    };
    if seal.sha256 != link(&so_far.last, place, event, &seal.content_sha256) {
        return Some(format!("event {} of seal {place} was changed", event.id));
    }
    let read = seal.salt.is_empty() || seal.content_sha256 == content(&seal.salt, event);
    (!read).then(|| format!("what event {} of seal {place} says was changed", event.id))
}

/// A person was taken out of what some events say: that part is no longer checked, the chain holds.
pub fn forget_content(conn: &mut Conn, ids: &[String]) -> QueryResult<()> {
    for part in ids.chunks(500) {
        diesel::update(seals::table.filter(seals::event_id.eq_any(part)))
            .set(seals::salt.eq(""))
            .execute(conn)?;
    }
    Ok(())
}

/// Forgets the events before a moment, from the beginning of the chain on; their seals stay. Answers how many.
pub fn forget(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let first_kept: Option<i64> = seals::table
        .inner_join(events::table.on(events::id.eq(seals::event_id)))
        .filter(events::at.ge(before))
        .order(seals::place)
        .select(seals::place)
        .first(conn)
        .optional()?;
    let kept = seals::table
        .filter(seals::place.ge(first_kept.unwrap_or(i64::MAX)))
        .select(seals::event_id);
    let old = events::table.filter(events::at.lt(before)).filter(events::id.ne_all(kept));
    diesel::delete(old).execute(conn)
}

/// Seals all that is due.
pub fn seal_due(app: &App, _: NaiveDateTime) -> Result<usize> {
    let mut sealed = 0;
    loop {
        let part = app.db.write_now(seal)?;
        sealed += part;
        if part < usize::try_from(BATCH).unwrap_or(usize::MAX) {
            return Ok(sealed);
        }
    }
}

//! Minutes: written point by point, read by those who sit there, approved, published.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{note, quorum, step, tell_all};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::governance::rules::{self, Event, Quorum};
use crate::governance::{
    Body, Item, ItemId, Meeting, MeetingId, MeetingState, RemarkId, Resolution, access, queries,
};
use crate::{Error, Result};

/// What the minutes say of a point: what everybody will read, and what only those who sit there do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub item: ItemId,
    /// In French.
    pub public: String,
    pub public_en: String,
    pub private: String,
    pub private_en: String,
    /// The print of what its writer had before their eyes, where a form says it.
    pub was: Option<String>,
}

impl Said {
    fn public(&self) -> (&str, &str) {
        (&self.public, &self.public_en)
    }

    fn private(&self) -> (&str, &str) {
        (&self.private, &self.private_en)
    }

    /// Whether its writer left it as it was.
    pub fn is_untouched(&self) -> bool {
        self.was.as_deref() == Some(rules::print_of(self.public(), self.private()).as_str())
    }

    /// Whether somebody else wrote of this point since its writer read it.
    pub fn is_stale(&self, item: &Item) -> bool {
        let now = rules::print_of(item.public(), item.private());
        self.was.as_deref().is_some_and(|was| was != now)
    }
}

/// Writes the minutes of some points. Of two who write at once, each keeps what the other left alone; who wrote of the same
/// point as somebody before them reads that first.
pub fn write_minutes(
    conn: &mut Conn,
    actor: &Actor,
    (id, said): (&MeetingId, &[Said]),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let (meeting, _) = access::run(conn, actor, id, network_day(now))?;
    rules::check_written(meeting.state)?;
    let mut changed = 0;
    for item in queries::items_of(conn, id)? {
        let Some(one) = said.iter().find(|one| one.item == item.id) else { continue };
        if one.is_untouched() {
            continue;
        }
        let said = (one.public(), one.private());
        if said != (item.public(), item.private()) {
            if one.is_stale(&item) {
                return Err(rules::CHANGED.into());
            }
            queries::write_minutes(conn, &item.id, said)?;
            changed += 1;
        }
    }
    if changed == 0 {
        return Ok(());
    }
    let detail = json!({ "points": changed });
    note(conn, actor, ("minutes.write", "meeting", id.as_str()), &detail, now)
}

/// Sends the minutes, with what was decided, to everybody who sits there, to be read within ten days.
pub fn circulate(conn: &mut Conn, actor: &Actor, id: &MeetingId, now: NaiveDateTime) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let (meeting, body) = access::run(conn, actor, id, network_day(now))?;
    if meeting.state == MeetingState::Circulated {
        return Ok(());
    }
    let to = rules::next(meeting.state, Event::Circulate)?;
    let items = queries::items_of(conn, id)?;
    let written = |text: &str| !text.trim().is_empty();
    let of = |one: &Item| {
        let (public, private) = (one.public(), one.private());
        [public.0, public.1, private.0, private.1].into_iter().any(written)
    };
    if !items.iter().any(of) {
        return Err(rules::EMPTY_MINUTES.into());
    }
    check_quorum(conn, (&meeting, &body))?;
    step(conn, actor, (&meeting, to, ""), "minutes.circulate", now)?;
    let key = format!("circulated-{}", now.and_utc().timestamp());
    tell_all(conn, ("governance_minutes", &key, None), (&body, &meeting), now)
}

/// Takes minutes that were circulated back, to write on.
pub fn correct(conn: &mut Conn, actor: &Actor, id: &MeetingId, now: NaiveDateTime) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let (meeting, _) = access::run(conn, actor, id, network_day(now))?;
    if meeting.state == MeetingState::Held {
        return Ok(());
    }
    let to = rules::next(meeting.state, Event::Correct)?;
    step(conn, actor, (&meeting, to, ""), "minutes.correct", now)
}

/// Says something of minutes that were circulated; the same form again says it once.
pub fn remark(
    conn: &mut Conn,
    actor: &Actor,
    (id, remark, body): (&MeetingId, &RemarkId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let (meeting, _, _) = access::room(conn, actor, id, network_day(now))?;
    if meeting.state != MeetingState::Circulated {
        return Err(rules::ILLEGAL.into());
    }
    if body.trim().is_empty() {
        return Err(Error::Malformed("remark"));
    }
    if !queries::insert_remark(conn, (remark, id, &actor.id), body.trim(), now)? {
        return Ok(());
    }
    note(conn, actor, ("minutes.remark", "meeting", id.as_str()), &json!({}), now)
}

pub fn approve(conn: &mut Conn, actor: &Actor, id: &MeetingId, now: NaiveDateTime) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let (meeting, body) = access::run(conn, actor, id, network_day(now))?;
    if meeting.state == MeetingState::Approved {
        return Ok(());
    }
    let to = rules::check_approve(&meeting, now)?;
    let quorum = check_quorum(conn, (&meeting, &body))?;
    queries::keep_quorum(conn, id, quorum)?;
    step(conn, actor, (&meeting, to, ""), "minutes.approve", now)
}

/// What was decided with too few votes says why it is kept: who came may have been noted after it.
fn check_quorum(conn: &mut Conn, (meeting, body): (&Meeting, &Body)) -> Result<Quorum> {
    let unsaid =
        |one: &Resolution| rules::wants_quorum(one.outcome) && one.quorum_reason.is_empty();
    let quorum = quorum(conn, (meeting, body))?;
    if !quorum.is_met() && queries::resolutions_of(conn, &meeting.id)?.iter().any(unsaid) {
        return Err(rules::UNSAID_QUORUM.into());
    }
    Ok(quorum)
}

/// Publishes the public part, with its resolutions and documents.
pub fn publish(conn: &mut Conn, actor: &Actor, id: &MeetingId, now: NaiveDateTime) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let (meeting, body) = access::run(conn, actor, id, network_day(now))?;
    if meeting.state == MeetingState::Published {
        return Ok(());
    }
    let to = rules::next(meeting.state, Event::Publish)?;
    step(conn, actor, (&meeting, to, ""), "minutes.publish", now)?;
    let quorum = quorum(conn, (&meeting, &body))?;
    if !quorum.is_met() {
        let detail = json!({ "there": quorum.there, "needed": quorum.needed });
        note(conn, actor, ("minutes.without_quorum", "meeting", id.as_str()), &detail, now)?;
    }
    let ids: Vec<_> = queries::resolutions_of(conn, id)?.into_iter().map(|one| one.id).collect();
    queries::index(conn, &ids)?;
    Ok(())
}

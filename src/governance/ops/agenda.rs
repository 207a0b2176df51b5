//! An agenda that changed after everybody had it.

use chrono::NaiveDateTime;
use serde_json::json;

use super::meetings::{round, tell_all};
use super::note;
use crate::Result;
use crate::accounts::Actor;
use crate::calendar::Method;
use crate::clock::network_day;
use crate::db::Conn;
use crate::governance::{MeetingId, MeetingState, access, queries, rules};

/// Sends everybody the agenda as it is now; their calendars take it in place of the one before. `sequence` is that of the plan
/// that was looked at: the same again sends nothing.
pub fn send_agenda(
    conn: &mut Conn,
    actor: &Actor,
    (id, sequence): (&MeetingId, i32),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let (meeting, body) = access::run(conn, actor, id, network_day(now))?;
    if meeting.state != MeetingState::Convened {
        return Err(rules::ILLEGAL.into());
    }
    if meeting.starts_at <= now {
        return Err(rules::OVER.into());
    }
    if meeting.sequence != sequence {
        return Ok(());
    }
    queries::raise_sequence(conn, id)?;
    let detail = json!({ "sequence": sequence + 1 });
    note(conn, actor, ("meeting.agenda_sent", "meeting", id.as_str()), &detail, now)?;
    let meeting = queries::meeting(conn, id)?;
    let told = ("governance_agenda", round(&meeting), Some(Method::Request));
    tell_all(conn, (told.0, &told.1, told.2), (&body, &meeting), now)
}

//! What becomes of the meetings of a session that is planned anew.

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::MeetingPlan;
use crate::Result;
use crate::courses::rules::{reminders, times};
use crate::courses::{Meeting, MeetingId, SessionId};

/// What stands around a meeting that is planned.
pub(super) struct Around {
    pub zone: Tz,
    /// The session is at another place, or held in another way: so is what has nothing of its own.
    pub elsewhere: bool,
    /// People know of it.
    pub public: bool,
    pub now: NaiveDateTime,
}

/// A meeting as it will be. The one it was keeps its name in calendars, and is told of anew when it is moved.
pub(super) fn meeting(
    id: &SessionId,
    (one, was): (&MeetingPlan, Option<&Meeting>),
    around: &Around,
) -> Result<Meeting> {
    let (starts_at, ends_at) = times::span_of((one.starts, one.ends), one.folds, around.zone)?;
    let moved = was.is_some_and(|was| {
        let (old, new) = ((&was.place, was.mode), (&one.place, one.mode));
        let other = (was.starts_at, was.ends_at) != (starts_at, ends_at) || old != new;
        other || (around.elsewhere && one.place.is_empty())
    });
    let begins_anew = was.filter(|was| around.public && was.starts_at != starts_at);
    let (moved_from, reminded) = match (begins_anew, was) {
        (Some(was), _) => (Some(was.starts_at), reminders::passed(starts_at, around.now)),
        (None, Some(was)) => (was.moved_from, was.reminded),
        (None, None) => (None, None),
    };
    Ok(Meeting {
        id: was.map_or_else(MeetingId::new, |was| was.id.clone()),
        session_id: id.clone(),
        position: 0,
        title: one.title.clone(),
        place: one.place.clone(),
        starts_local: one.starts.format(times::FORM).to_string(),
        ends_local: one.ends.format(times::FORM).to_string(),
        starts_at,
        ends_at,
        sequence: was.map_or(0, |was| was.sequence + i32::from(moved)),
        mode: one.mode,
        join_url: one.join_url.clone(),
        moved_from,
        reminded,
    })
}

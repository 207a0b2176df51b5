//! Whoever owes a review is reminded: by a ladder of four steps, and by hand.

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::json;

use super::{coordinators_of, note};
use crate::accounts::Actor;
use crate::app::App;
use crate::calls::CallId;
use crate::db::Conn;
use crate::reviews::access::{self, desk};
use crate::reviews::queries::Owed;
use crate::reviews::rules::{self, reminders};
use crate::reviews::{AssignmentId, mail, queries};
use crate::{Error, Result};

/// Sends the reminders that are due, each step once.
pub fn remind_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    app.db.write_now(|conn| {
        let mut sent = 0;
        let quiet = queries::quiet(conn)?;
        // The first step is a week before.
        for owed in queries::owed(conn, None, now + TimeDelta::days(8))? {
            let due = owed.assignment.due_at.unwrap_or(now);
            let Some(step) = reminders::step(due, now) else { continue };
            if !queries::take_reminder(conn, (&owed.assignment.id, step), now)? {
                continue;
            }
            if !quiet.contains(&owed.assignment.reviewer_id) {
                mail::reminder(conn, (&owed, step), now > due, now)?;
            }
            if step == reminders::REPLACE {
                tell(conn, &owed, now)?;
            }
            sent += 1;
        }
        Ok(sent)
    })
}

/// Says whether one wants reminders. Coordinators still see who is late.
pub fn set_quiet(
    conn: &mut Conn,
    actor: &Actor,
    wants_none: bool,
    now: NaiveDateTime,
) -> Result<()> {
    if !queries::is_reviewer(conn, &actor.id)? {
        return Err(Error::NotFound);
    }
    if !queries::set_quiet(conn, (&actor.id, wants_none), now)? {
        return Ok(());
    }
    let detail = json!({ "quiet": wants_none });
    note(conn, &actor.id, ("review.quiet", "account", actor.id.as_str()), &detail, now)
}

/// Tells the coordinators that somebody else is to be found; not those who must not know of the application.
fn tell(conn: &mut Conn, owed: &Owed, now: NaiveDateTime) -> Result<()> {
    let of = (&owed.call, &owed.application);
    for (name, email, language) in coordinators_of(conn, &of.0.id, &of.1.id)? {
        let key = format!("review-replace-{}-{email}", owed.assignment.id);
        mail::vacant(conn, of, (&name, &email, language), (&owed.name, "", key), now)?;
    }
    Ok(())
}

/// Reminds one reviewer, as a coordinator asks; not twice in a day.
pub fn remind(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &AssignmentId),
    now: NaiveDateTime,
) -> Result<()> {
    let desk = desk(conn, actor, call)?;
    access::assignment(conn, &desk, id)?;
    let all = queries::owed(conn, Some(call), now + TimeDelta::days(3_650))?;
    let owed = all.into_iter().find(|one| one.assignment.id == *id).ok_or(rules::ILLEGAL)?;
    let step = format!("hand-{}", crate::clock::network_day(now));
    if !queries::take_reminder(conn, (id, &step), now)? {
        return Err(rules::TOO_SOON.into());
    }
    let late = owed.assignment.due_at.is_some_and(|due| now > due);
    note(conn, &actor.id, ("review.remind", "review", id.as_str()), &json!({}), now)?;
    mail::reminder(conn, (&owed, &step), late, now)
}

//! A node's calendar changed (a closure, its hours, its holidays): what its open tickets have left is counted anew, from the
//! moment of the change. A small node sees it at once; the tickets of a large one follow in batches.

use chrono::NaiveDateTime;

use crate::accounts::NodeId;
use crate::app::App;
use crate::db::Conn;
use crate::deadlines::queries::{self, CalendarChange};
use crate::deadlines::{Desk, Due, rules};
use crate::tickets::Ticket;
use crate::working_time::Calendar;
use crate::{Error, Result, tickets};

/// How many tickets are counted in one go.
const BATCH: i64 = 200;

/// A node's calendar, to be compared with what it is after a change.
pub fn calendar(conn: &mut Conn, node: &NodeId, now: NaiveDateTime) -> Result<Calendar> {
    Ok(queries::desk(conn, node, now)?.calendar)
}

/// Counts anew what is due when a calendar is another than `before`.
pub fn calendar_changed(
    conn: &mut Conn,
    node: &NodeId,
    before: &Calendar,
    now: NaiveDateTime,
) -> Result<()> {
    let after = calendar(conn, node, now)?;
    if after == *before {
        return Ok(());
    }
    tickets::ops::redate_referrals(conn, node, &after)?;
    let change = queries::insert_calendar_change(conn, node, &before.kept()?, now)?;
    recount(conn, &change, now).map(drop)
}

/// So many batches in one run of the sweep, each in a transaction of its own.
const BATCHES: usize = 50;

/// Goes on with what changes of calendars left to do; answers how many tickets were looked at.
pub fn recount_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    let mut done = 0;
    for _ in 0..BATCHES {
        if app.db.read_now(|conn| Ok(queries::next_calendar_change(conn)?))?.is_none() {
            break;
        }
        done += app.db.write_now(|conn| match queries::next_calendar_change(conn)? {
            Some(change) => recount(conn, &change, now),
            None => Ok(0),
        })?;
    }
    Ok(done)
}

fn recount(conn: &mut Conn, change: &CalendarChange, now: NaiveDateTime) -> Result<usize> {
    let before = Calendar::from_kept(&change.calendar_before)?;
    let found = queries::due_before_change(conn, change, BATCH)?;
    let desks = queries::desks(conn, std::slice::from_ref(&change.node_id), now)?;
    let desk = desks.get(&change.node_id).ok_or(Error::NotFound)?;
    let mut same = Vec::new();
    for ticket in &found {
        match moved(desk, &before, (ticket, change), now) {
            Some(due) => queries::set_due(conn, &ticket.id, &due)?,
            None => same.push(ticket.id.clone()),
        }
    }
    queries::mark_counted(conn, &same, change)?;
    let last = found.last().and_then(|ticket| ticket.next_due_at);
    match last.filter(|_| found.len() as i64 == BATCH) {
        Some(at) => queries::put_done_from(conn, change, at)?,
        None => queries::delete_calendar_change(conn, change)?,
    }
    Ok(found.len())
}

/// The deadline with the same working time left as before; none when it stays where it is.
fn moved(
    desk: &Desk,
    before: &Calendar,
    (ticket, change): (&Ticket, &CalendarChange),
    now: NaiveDateTime,
) -> Option<Due> {
    let from = change.changed_at;
    let again = |due: NaiveDateTime| {
        let left = before.worked(from, due);
        let stays = desk.calendar.worked(from, due) == left && desk.calendar.is_open_until(due);
        // What was due before the change is late already.
        if due <= from || stays { due } else { desk.calendar.after_working(from, left) }
    };
    let due = ticket.next_due_at?;
    let (to, own) = (again(due), ticket.own_due_at.map(again));
    if to == due && own == ticket.own_due_at {
        return None;
    }
    let first = ticket.first_answered_at.is_none() && ticket.first_due_at == ticket.next_due_at;
    Some(Due {
        first_due_at: if first { Some(to) } else { ticket.first_due_at },
        due_counted_for: Some(change.id.clone()),
        ..rules::passed_on(desk, to, own.unwrap_or(to), now)
    })
}

//! What rests, and what has rested long enough.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::db::Conn;
use crate::db::schema::tickets;
use crate::tickets::{State, Ticket, Turn};

/// Snoozed tickets whose time has come, and those whose third party had until yesterday.
pub fn due_to_wake(
    conn: &mut Conn,
    now: NaiveDateTime,
    today: NaiveDate,
    limit: i64,
) -> QueryResult<Vec<Ticket>> {
    let mut due: Vec<Ticket> = tickets::table
        .filter(tickets::snoozed_until.le(now))
        .order(tickets::snoozed_until)
        .limit(limit)
        .select(Ticket::as_select())
        .load(conn)?;
    let waited: Vec<Ticket> = tickets::table
        .filter(tickets::waiting_until.lt(today))
        .order(tickets::waiting_until)
        .limit(limit)
        .select(Ticket::as_select())
        .load(conn)?;
    due.extend(waited);
    Ok(due)
}

const NO_MAIL_WAITS: &str = "NOT EXISTS (SELECT 1 FROM received_mails r \
    WHERE r.ticket_id = tickets.id AND r.fate = 'quarantined')";

/// The last mail to who asked did not come back.
const REACHED: &str = "NOT EXISTS (SELECT 1 FROM outbox o \
    WHERE o.ticket_reference = tickets.reference AND o.to_email = tickets.asker_email \
    AND o.returned_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM outbox n \
    WHERE n.ticket_reference = o.ticket_reference AND n.to_email = o.to_email AND n.queued_at > o.queued_at))";

/// Answered tickets that nobody has touched since `quiet_since`, and whose team was not told yet or was told long enough
/// ago. Who wrote a mail that waits for a person, or was not reached by the last one, is not silent.
pub fn silent(
    conn: &mut Conn,
    quiet_since: NaiveDateTime,
    now: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<Ticket>> {
    let told = now - crate::tickets::rules::WARN_BEFORE;
    let untold = tickets::warned_at.is_null();
    let told_before = tickets::warned_at.lt(tickets::last_activity_at.nullable());
    let told_enough = tickets::warned_at.le(told);
    tickets::table
        .filter(tickets::turn.eq(Turn::Theirs))
        .filter(tickets::last_activity_at.le(quiet_since))
        .filter(sql::<Bool>(NO_MAIL_WAITS))
        .filter(sql::<Bool>(REACHED))
        .filter(tickets::state.eq(State::WaitingTeam))
        .filter(untold.or(told_before.assume_not_null()).or(told_enough.assume_not_null()))
        .order((tickets::last_activity_at, tickets::id))
        .limit(limit)
        .select(Ticket::as_select())
        .load(conn)
}

/// Notes that the team was told, unless something happened meanwhile. It is no activity: the silence goes on.
pub fn note_warning(conn: &mut Conn, ticket: &Ticket, now: NaiveDateTime) -> QueryResult<bool> {
    let noted = diesel::update(tickets::table.find(&ticket.id))
        .filter(tickets::lock_version.eq(ticket.lock_version))
        .set((tickets::warned_at.eq(now), tickets::lock_version.eq(tickets::lock_version + 1)))
        .execute(conn)?;
    Ok(noted == 1)
}

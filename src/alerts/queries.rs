//! Every SQL statement about alerts.

use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::{Alert, AlertId, Wanted};
use crate::courses::{CourseId, Mode, SessionId, SessionState};
use crate::db::schema::{course_alert_tellings, course_alerts, course_sessions, courses, nodes};
use crate::db::{Conn, each};

/// An alert and a session that opened since, that is open, that is where it says, and of which it was not told.
macro_rules! is_due {
    ($now:expr) => {{
        let told = course_alert_tellings::table
            .filter(course_alert_tellings::alert_id.eq(course_alerts::id))
            .filter(course_alert_tellings::session_id.eq(course_sessions::id));
        // What says no more is held where its node is.
        let of_node = nodes::table
            .filter(nodes::id.eq(course_sessions::node_id))
            .filter(nodes::region.eq(course_alerts::region));
        let there = course_sessions::region.is_null().and(exists(of_node));
        let named = course_sessions::region
            .is_not_null()
            .and(course_sessions::region.eq(course_alerts::region).assume_not_null());
        let near = course_sessions::mode.ne(Mode::Online).and(named.or(there));
        let afar = course_alerts::online.and(course_sessions::mode.ne(Mode::OnSite));
        let new = course_sessions::published_at
            .ge(course_alerts::since)
            .or(course_sessions::opens_at.ge(course_alerts::since));
        course_sessions::state
            .eq(SessionState::Published)
            .and(course_sessions::starts_at.gt($now).assume_not_null())
            .and(
                course_sessions::opens_at
                    .is_null()
                    .or(course_sessions::opens_at.le($now).assume_not_null()),
            )
            .and(
                course_sessions::closes_at
                    .is_null()
                    .or(course_sessions::closes_at.gt($now).assume_not_null()),
            )
            .and(new.assume_not_null())
            .and(near.or(afar))
            .and(not(exists(told)))
    }};
}

pub fn find(conn: &mut Conn, id: &AlertId) -> QueryResult<Alert> {
    course_alerts::table.find(id).select(Alert::as_select()).first(conn)
}

pub fn of_address(conn: &mut Conn, course: &CourseId, email: &str) -> QueryResult<Option<Alert>> {
    course_alerts::table
        .filter(course_alerts::course_id.eq(course))
        .filter(course_alerts::email.eq(email))
        .select(Alert::as_select())
        .first(conn)
        .optional()
}

/// What holds for an address, each with its course's address.
pub fn holding_of(conn: &mut Conn, email: &str) -> QueryResult<Vec<(Alert, Option<String>)>> {
    course_alerts::table
        .inner_join(courses::table)
        .filter(course_alerts::email.eq(email))
        .filter(course_alerts::since.is_not_null())
        .order(course_alerts::id)
        .limit(500)
        .select((Alert::as_select(), courses::slug))
        .load(conn)
}

pub fn insert(
    conn: &mut Conn,
    (id, course): (&AlertId, &CourseId),
    wanted: &Wanted,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(course_alerts::table)
        .values((
            course_alerts::id.eq(id),
            course_alerts::course_id.eq(course),
            course_alerts::email.eq(&wanted.email),
            course_alerts::language.eq(wanted.language),
            course_alerts::asked_region.eq(&wanted.region),
            course_alerts::asked_online.eq(wanted.online),
            course_alerts::asked_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Notes what is asked of an alert that there is: what holds goes on until it is confirmed.
pub fn ask(conn: &mut Conn, id: &AlertId, wanted: &Wanted, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(course_alerts::table.find(id))
        .set((
            course_alerts::asked_region.eq(&wanted.region),
            course_alerts::asked_online.eq(wanted.online),
            course_alerts::asked_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// From now on what was asked holds.
pub fn confirm(conn: &mut Conn, alert: &Alert, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(course_alerts::table.find(&alert.id))
        .set((
            course_alerts::region.eq(&alert.asked_region),
            course_alerts::online.eq(alert.asked_online),
            course_alerts::language.eq(alert.language),
            course_alerts::since.eq(now),
            course_alerts::asked_region.eq(None::<String>),
            course_alerts::asked_online.eq(false),
            course_alerts::asked_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)
        .map(drop)
}

/// Answers whether there was one.
pub fn delete(conn: &mut Conn, id: &AlertId) -> QueryResult<bool> {
    Ok(diesel::delete(course_alerts::table.find(id)).execute(conn)? == 1)
}

/// Takes an address out of every alert.
pub fn delete_of_address(conn: &mut Conn, email: &str) -> QueryResult<usize> {
    diesel::delete(course_alerts::table.filter(course_alerts::email.eq(email))).execute(conn)
}

/// Forgets what held its time, and what was asked and not confirmed.
pub fn forget(
    conn: &mut Conn,
    (held, asked): (NaiveDateTime, NaiveDateTime),
) -> QueryResult<usize> {
    let over = course_alerts::table.filter(course_alerts::since.lt(held));
    let ended = diesel::delete(over).execute(conn)?;
    let open = course_alerts::table
        .filter(course_alerts::since.is_null())
        .filter(course_alerts::asked_at.lt(asked));
    Ok(ended + diesel::delete(open).execute(conn)?)
}

/// The sessions that opened since somebody asked to be told of such, and of which they were not told yet.
pub fn sessions_to_tell(
    conn: &mut Conn,
    now: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<SessionId>> {
    course_alerts::table
        .inner_join(
            course_sessions::table.on(course_sessions::course_id.eq(course_alerts::course_id)),
        )
        .filter(is_due!(now))
        .order(course_sessions::id)
        .select(course_sessions::id)
        .distinct()
        .limit(limit)
        .load(conn)
}

/// Who is to be told of a session.
pub fn to_tell(
    conn: &mut Conn,
    session: &SessionId,
    now: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<Alert>> {
    course_alerts::table
        .inner_join(
            course_sessions::table.on(course_sessions::course_id.eq(course_alerts::course_id)),
        )
        .filter(course_sessions::id.eq(session))
        .filter(is_due!(now))
        .order(course_alerts::id)
        .limit(limit)
        .select(Alert::as_select())
        .load(conn)
}

/// Notes of whom it is told; answers who was not before.
pub fn note_told(
    conn: &mut Conn,
    session: &SessionId,
    alerts: &[Alert],
) -> QueryResult<Vec<AlertId>> {
    let rows: Vec<_> = alerts
        .iter()
        .map(|one| {
            (
                course_alert_tellings::alert_id.eq(&one.id),
                course_alert_tellings::session_id.eq(session),
            )
        })
        .collect();
    each!(conn, real => diesel::insert_into(course_alert_tellings::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .returning(course_alert_tellings::alert_id)
        .get_results(real))
}

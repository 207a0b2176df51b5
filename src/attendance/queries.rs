//! Every SQL statement about attendance and certificates.

use diesel::prelude::*;

use super::{Certificate, CertificateId, Half, Mark, Presence, Sitting};
use crate::courses::SessionId;
use crate::db::schema::{attendance, certificates, enrolments, session_meetings};
use crate::db::{Conn, each};
use crate::enrolment::EnrolmentId;

/// What is noted of the meetings of a session.
pub fn marks_of(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<Mark>> {
    attendance::table
        .inner_join(session_meetings::table)
        .filter(session_meetings::session_id.eq(session))
        .select(Mark::as_select())
        .load(conn)
}

/// What is noted of one person, at whatever meeting.
pub fn states_of(conn: &mut Conn, id: &EnrolmentId) -> QueryResult<Vec<Presence>> {
    attendance::table.filter(attendance::enrolment_id.eq(id)).select(attendance::state).load(conn)
}

/// Puts marks of one sitting in the place of what was noted of the same people. Those of a whole meeting are also in the
/// place of what was noted of halves that it has no more.
pub fn put(conn: &mut Conn, sitting: &Sitting, marks: &[Mark]) -> QueryResult<()> {
    let people: Vec<&EnrolmentId> = marks.iter().map(|mark| &mark.enrolment_id).collect();
    let halves = match sitting.half {
        Half::Day => Half::ALL.to_vec(),
        Half::Morning | Half::Afternoon => vec![sitting.half],
    };
    let before = attendance::table
        .filter(attendance::meeting_id.eq(&sitting.meeting))
        .filter(attendance::half.eq_any(halves))
        .filter(attendance::enrolment_id.eq_any(people));
    diesel::delete(before).execute(conn)?;
    each!(conn, real => diesel::insert_into(attendance::table).values(marks).execute(real))
        .map(drop)
}

/// The certificates of a session, those that hold and those that do not.
pub fn certificates_of(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<Certificate>> {
    certificates::table
        .inner_join(enrolments::table)
        .filter(enrolments::session_id.eq(session))
        .order((certificates::issued_at, certificates::id))
        .select(Certificate::as_select())
        .load(conn)
}

pub fn certificate(conn: &mut Conn, id: &CertificateId) -> QueryResult<Certificate> {
    certificates::table.find(id).select(Certificate::as_select()).first(conn)
}

pub fn insert(conn: &mut Conn, all: &[Certificate]) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(certificates::table).values(all).execute(real))
        .map(drop)
}

/// Takes a certificate back if it holds; answers whether it did.
pub fn revoke(
    conn: &mut Conn,
    id: &CertificateId,
    (reason, now): (&str, chrono::NaiveDateTime),
) -> QueryResult<bool> {
    let holds = certificates::table.find(id).filter(certificates::revoked_at.is_null());
    let changed = diesel::update(holds)
        .set((certificates::revoked_at.eq(now), certificates::reason.eq(reason)))
        .execute(conn)?;
    Ok(changed == 1)
}

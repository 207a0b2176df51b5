//! Where somebody learnt and taught, for the copy of their data.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::{Map, Value, json};

use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::{
    attendance, calendar_feeds, certificates, course_alerts, course_sessions, courses,
    enrolment_answers, enrolments, session_meetings, session_questions, session_trainers,
    trainer_proposals,
};

/// The sessions in which an address takes part or did, with what was answered.
pub fn enrolments_of(conn: &mut Conn, email: &str) -> QueryResult<Vec<Value>> {
    type Own = (String, String, NaiveDateTime, Option<String>, String, String);
    type Row = (String, String, String, Option<NaiveDateTime>, Own);
    let rows: Vec<Row> = enrolments::table
        .inner_join(course_sessions::table.inner_join(courses::table))
        .filter(enrolments::email.eq(email))
        .order(enrolments::created_at)
        .select((
            enrolments::id,
            courses::title_fr,
            courses::title_en,
            course_sessions::starts_at,
            (
                enrolments::name,
                enrolments::state,
                enrolments::created_at,
                enrolments::institution,
                enrolments::institution_typed,
                enrolments::reason,
            ),
        ))
        .load(conn)?;
    let answers: Vec<(String, String, String)> = enrolment_answers::table
        .inner_join(enrolments::table)
        .inner_join(session_questions::table)
        .filter(enrolments::email.eq(email))
        .select((
            enrolment_answers::enrolment_id,
            session_questions::label,
            enrolment_answers::body,
        ))
        .load(conn)?;
    let certified: Vec<(String, String, NaiveDateTime)> = certificates::table
        .inner_join(enrolments::table)
        .filter(enrolments::email.eq(email))
        .select((certificates::enrolment_id, certificates::id, certificates::issued_at))
        .load(conn)?;
    let was_there: Vec<(String, NaiveDateTime, String)> = attendance::table
        .inner_join(enrolments::table)
        .inner_join(session_meetings::table)
        .filter(enrolments::email.eq(email))
        .order(session_meetings::starts_at)
        .select((attendance::enrolment_id, session_meetings::starts_at, attendance::state))
        .load(conn)?;
    let told = rows.into_iter().map(|(id, fr, en, starts_at, own)| {
        let (name, state, at, institution, typed, reason) = own;
        let own = answers.iter().filter(|(of, _, _)| *of == id);
        let said: Vec<_> =
            own.map(|(_, asked, body)| json!({ "asked": asked, "said": body })).collect();
        json!({ "course": if fr.is_empty() { en } else { fr }, "starts_at": starts_at, "name": name,
                "state": state, "at": at, "institution": institution, "institution_typed": typed,
                "reason": reason, "answers": said,
                "meetings": was_there.iter().filter(|(of, ..)| *of == id)
                    .map(|(_, at, state)| json!({ "at": at, "state": state })).collect::<Vec<_>>(),
                "certificates": certified.iter().filter(|(of, ..)| *of == id)
                    .map(|(_, id, at)| json!({ "number": id, "at": at })).collect::<Vec<_>>() })
    });
    Ok(told.collect())
}

/// The addresses at which somebody's calendar reads that, without what is secret in them.
pub fn own_calendars_of(conn: &mut Conn, email: &str) -> QueryResult<Vec<Value>> {
    let rows: Vec<(String, NaiveDateTime, Option<NaiveDateTime>)> = calendar_feeds::table
        .filter(calendar_feeds::email.eq(email))
        .order(calendar_feeds::made_at)
        .select((calendar_feeds::name, calendar_feeds::made_at, calendar_feeds::read_at))
        .load(conn)?;
    let told = rows.into_iter();
    Ok(told.map(|(name, at, read)| json!({ "name": name, "at": at, "read_at": read })).collect())
}

/// Of which courses an address wants to be told when a session opens, and where.
pub fn alerts_of(conn: &mut Conn, email: &str) -> QueryResult<Vec<Value>> {
    type Row = (String, String, (Option<String>, bool), Option<NaiveDateTime>);
    let rows: Vec<Row> = course_alerts::table
        .inner_join(courses::table)
        .filter(course_alerts::email.eq(email))
        .order(course_alerts::id)
        .select((
            courses::title_fr,
            courses::title_en,
            (course_alerts::region, course_alerts::online),
            course_alerts::since,
        ))
        .load(conn)?;
    let told = rows.into_iter().map(|(fr, en, (region, online), since)| {
        json!({ "course": if fr.is_empty() { en } else { fr }, "region": region,
                "online": online, "since": since })
    });
    Ok(told.collect())
}

/// What an account wrote of courses and sessions, and whom it wrote in.
pub(super) fn of_courses(
    conn: &mut Conn,
    id: &AccountId,
    all: &mut Map<String, Value>,
) -> QueryResult<()> {
    let wrote: Vec<(String, String, NaiveDateTime)> = courses::table
        .filter(courses::created_by.eq(id))
        .order(courses::created_at)
        .select((courses::title_fr, courses::title_en, courses::created_at))
        .load(conn)?;
    let wrote = wrote.into_iter();
    let wrote = wrote.map(|(fr, en, at)| json!({ "title_fr": fr, "title_en": en, "at": at }));
    all.insert("courses".to_owned(), wrote.collect());
    let planned: Vec<(String, NaiveDateTime)> = course_sessions::table
        .filter(course_sessions::created_by.eq(id))
        .order(course_sessions::created_at)
        .select((course_sessions::id, course_sessions::created_at))
        .load(conn)?;
    let planned = planned.into_iter().map(|(id, at)| json!({ "session": id, "at": at }));
    all.insert("sessions_planned".to_owned(), planned.collect());
    let taught: Vec<(String, String)> = session_trainers::table
        .filter(session_trainers::account_id.eq(id))
        .order(session_trainers::session_id)
        .select((session_trainers::session_id, session_trainers::name))
        .load(conn)?;
    let taught = taught.into_iter().map(|(id, name)| json!({ "session": id, "name": name }));
    all.insert("sessions_taught".to_owned(), taught.collect());
    type Asked = (String, String, String, NaiveDateTime, Option<NaiveDateTime>);
    let asked: Vec<Asked> = trainer_proposals::table
        .filter(trainer_proposals::account_id.eq(id))
        .order(trainer_proposals::created_at)
        .select((
            trainer_proposals::session_id,
            trainer_proposals::state,
            trainer_proposals::note,
            trainer_proposals::created_at,
            trainer_proposals::answered_at,
        ))
        .load(conn)?;
    let asked = asked.into_iter().map(|(session, state, note, at, answered)| {
        json!({ "session": session, "state": state, "note": note, "at": at, "answered_at": answered })
    });
    all.insert("trainer_proposals".to_owned(), asked.collect());
    Ok(())
}

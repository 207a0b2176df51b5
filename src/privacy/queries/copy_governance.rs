//! Where somebody sits, what is theirs to do, what they said of minutes, and news they wrote or are told of, for the copy of
//! their data.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde_json::{Map, Value, json};

use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::{
    bodies, body_meetings, body_seats, freshness_checks, meeting_presences, minutes_remarks,
    news_posts, news_subscriptions, resolutions,
};

/// What news an address is told of.
pub fn news_of(conn: &mut Conn, email: &str) -> QueryResult<Vec<Value>> {
    let rows: Vec<(String, String, Option<NaiveDateTime>)> = news_subscriptions::table
        .filter(news_subscriptions::email.eq(email))
        .select((
            news_subscriptions::regions,
            news_subscriptions::disciplines,
            news_subscriptions::since,
        ))
        .load(conn)?;
    let line = |(regions, disciplines, since)| json!({ "regions": regions, "disciplines": disciplines, "since": since });
    Ok(rows.into_iter().map(line).collect())
}

type Sat = (String, String, String, NaiveDate, Option<NaiveDate>);
type Came = (String, NaiveDateTime, Option<String>, Option<String>, String);

pub(super) fn of_governance(
    conn: &mut Conn,
    id: &AccountId,
    all: &mut Map<String, Value>,
) -> QueryResult<()> {
    let seats: Vec<Sat> = body_seats::table
        .inner_join(bodies::table)
        .filter(body_seats::account_id.eq(id))
        .order(body_seats::starts_on)
        .select((
            bodies::name_fr,
            body_seats::capacity,
            body_seats::quality,
            body_seats::starts_on,
            body_seats::ends_on,
        ))
        .load(conn)?;
    let line = |(body, capacity, quality, from, to): Sat| json!({ "body": body, "capacity": capacity, "quality": quality, "from": from, "to": to });
    all.insert("seats".to_owned(), seats.into_iter().map(line).collect());
    let came: Vec<Came> = meeting_presences::table
        .inner_join(body_seats::table)
        .inner_join(body_meetings::table.on(body_meetings::id.eq(meeting_presences::meeting_id)))
        .filter(body_seats::account_id.eq(id))
        .order(body_meetings::starts_at)
        .select((
            body_meetings::title,
            body_meetings::starts_at,
            meeting_presences::answer,
            meeting_presences::presence,
            meeting_presences::note,
        ))
        .load(conn)?;
    let line = |(title, at, answer, presence, note): Came| json!({ "meeting": title, "at": at, "answer": answer, "presence": presence, "note": note });
    all.insert("meetings".to_owned(), came.into_iter().map(line).collect());
    let owed: Vec<(String, String, Option<NaiveDate>, Option<NaiveDate>)> = resolutions::table
        .filter(resolutions::owner_id.eq(id))
        .order(resolutions::made_at)
        .select((
            resolutions::reference,
            resolutions::title,
            resolutions::due_on,
            resolutions::done_on,
        ))
        .load(conn)?;
    let line = |(reference, title, due, done)| json!({ "reference": reference, "title": title, "due": due, "done": done });
    all.insert("resolutions_entrusted".to_owned(), owed.into_iter().map(line).collect());
    let said: Vec<(String, NaiveDateTime)> = minutes_remarks::table
        .filter(minutes_remarks::account_id.eq(id))
        .order(minutes_remarks::made_at)
        .select((minutes_remarks::body, minutes_remarks::made_at))
        .load(conn)?;
    let line = |(body, at)| json!({ "body": body, "at": at });
    all.insert("minutes_remarks".to_owned(), said.into_iter().map(line).collect());
    let wrote: Vec<(String, NaiveDateTime)> = news_posts::table
        .filter(news_posts::created_by.eq(id))
        .order(news_posts::created_at)
        .select((news_posts::title_fr, news_posts::created_at))
        .load(conn)?;
    let line = |(title, at)| json!({ "title": title, "at": at });
    let checked: Vec<(NaiveDate, String, String)> = freshness_checks::table
        .filter(freshness_checks::checked_by.eq(id))
        .order(freshness_checks::month)
        .select((freshness_checks::month, freshness_checks::verdict, freshness_checks::note))
        .load(conn)?;
    let found =
        |(month, verdict, note)| json!({ "month": month, "verdict": verdict, "note": note });
    all.insert("pages_checked".to_owned(), checked.into_iter().map(found).collect());
    all.insert("news_written".to_owned(), wrote.into_iter().map(line).collect());
    Ok(())
}

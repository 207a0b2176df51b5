//! Secret addresses at which calendars read what a person is enrolled in: made, sent, ended.

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::json;

use crate::accounts::{Actor, queries as accounts};
use crate::calendar::Status;
use crate::courses::queries::{self as sessions, TOLD_FOR};
use crate::courses::{Given, GoneMeeting, Meeting, Presence, SessionId, SessionState};
use crate::db::Conn;
use crate::enrolment::{CalendarFeed, CalendarFeedId, Enrolment, State, mail, queries, rules};
use crate::history::{self, By};
use crate::secret::{Signer, new_token, token_hash};
use crate::text::fold;
use crate::{Error, Result};

/// Makes an address for somebody's own calendar. The token in it is told once; the same id again tells nothing.
pub fn make_feed(
    conn: &mut Conn,
    actor: &Actor,
    (id, name): (&CalendarFeedId, &str),
    now: NaiveDateTime,
) -> Result<Option<String>> {
    if let Ok(known) = queries::find_feed(conn, id) {
        return if known.email == actor.email { Ok(None) } else { Err(Error::NotFound) };
    }
    if queries::feeds_of(conn, &actor.email)?.len() >= rules::MOST_FEEDS {
        return Err(rules::TOO_MANY_FEEDS.into());
    }
    let feed = CalendarFeed {
        id: id.clone(),
        email: actor.email.clone(),
        language: actor.language,
        name: name.to_owned(),
        mailed: false,
        made_at: now,
        read_at: None,
    };
    made(conn, &By::Account(actor.id.clone()), &feed, now).map(Some)
}

fn made(conn: &mut Conn, by: &By, feed: &CalendarFeed, now: NaiveDateTime) -> Result<String> {
    let token = new_token();
    queries::insert_feed(conn, feed, &token_hash(&token))?;
    note(conn, by, ("calendar.make", &feed.id), now)?;
    Ok(token)
}

fn note(
    conn: &mut Conn,
    by: &By,
    (action, id): (&str, &CalendarFeedId),
    now: NaiveDateTime,
) -> Result<()> {
    history::record(conn, by, action, ("calendar_feed", id.as_str()), &json!({}), now)
}

/// Ends an address at once; again changes nothing.
pub fn end_feed(
    conn: &mut Conn,
    actor: &Actor,
    id: &CalendarFeedId,
    now: NaiveDateTime,
) -> Result<()> {
    if queries::delete_feed(conn, id, &actor.email)? {
        note(conn, &By::Account(actor.id.clone()), ("calendar.end", id), now)?;
    }
    Ok(())
}

/// Sends an address to who takes part, in the place of the one that was sent before: it tells of all their sessions, so
/// whoever holds the link of one does not see it. Pressed twice it is sent once.
pub fn mail_feed(
    conn: &mut Conn,
    one: &Enrolment,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let known: Vec<_> =
        queries::feeds_of(conn, &one.email)?.into_iter().filter(|feed| feed.mailed).collect();
    if known.iter().any(|feed| now - feed.made_at < rules::FEED_AGAIN) {
        return Ok(());
    }
    for feed in known {
        queries::delete_feed(conn, &feed.id, &one.email)?;
    }
    let feed = CalendarFeed {
        id: CalendarFeedId::new(),
        email: one.email.clone(),
        language: one.language,
        name: String::new(),
        mailed: true,
        made_at: now,
        read_at: None,
    };
    let token = made(conn, &By::Team, &feed, now)?;
    mail::feed(conn, one, (&token, signer), now)
}

/// Ends what was sent to who takes part.
pub fn end_mailed(conn: &mut Conn, one: &Enrolment, now: NaiveDateTime) -> Result<()> {
    let known = queries::feeds_of(conn, &one.email)?;
    for feed in known.into_iter().filter(|feed| feed.mailed) {
        queries::delete_feed(conn, &feed.id, &one.email)?;
        note(conn, &By::Team, ("calendar.end", &feed.id), now)?;
    }
    Ok(())
}

/// One session in somebody's calendar.
pub struct Part {
    pub given: Given,
    pub meetings: Vec<Meeting>,
    /// Those that it does not hold any more.
    pub gone: Vec<GoneMeeting>,
    pub status: Status,
    /// How often they took part and left before.
    pub round: i32,
    /// How they take part, unless they give it.
    pub presence: Option<Presence>,
}

/// How long what has been is told.
const BEFORE: TimeDelta = TimeDelta::days(90);

/// What the calendar behind a token is told.
pub fn fed(conn: &mut Conn, token: &str, now: NaiveDateTime) -> Result<(CalendarFeed, Vec<Part>)> {
    let feed = queries::feed_by_token(conn, &token_hash(token))?;
    let mut all = queries::of_address(conn, &feed.email)?;
    all.sort_by_key(|one| one.place);
    let today = now.date().and_time(chrono::NaiveTime::MIN);
    let taught = taught(conn, &feed, today)?;
    let attended = all.iter().map(|one| one.session_id.clone());
    let ids: Vec<SessionId> = attended.chain(taught.iter().cloned()).collect();
    let meetings = sessions::meetings_of(conn, &ids)?;
    let gone = sessions::gone_of(conn, &ids, today - TOLD_FOR)?;
    let pools: Vec<_> = all.iter().map(|one| one.pool_id.clone()).collect();
    let ways = sessions::ways_of(conn, &pools)?;
    let mut parts = Vec::new();
    for given in sessions::all_of(conn, &ids)? {
        let id = &given.session.id;
        let own: Vec<&Enrolment> = all.iter().filter(|one| one.session_id == *id).collect();
        // Who gives it is there, whatever became of a seat they once took.
        let (status, rounds) = match own.last() {
            _ if taught.contains(id) => (status_of_given(&given, today), own.len()),
            Some(last) => (status(last, &given, today), own.len() - 1),
            None => continue,
        };
        let Some(status) = status else { continue };
        // Who came later never read of what had been taken out.
        let part = own.last().filter(|_| !taught.contains(id));
        let since = part.map(|one| one.created_at);
        let told = |one: &&GoneMeeting| {
            one.session_id == *id && since.is_none_or(|since| since < one.gone_at)
        };
        parts.push(Part {
            round: i32::try_from(rounds).unwrap_or(i32::MAX)
                + own.iter().map(|one| one.moves).sum::<i32>(),
            meetings: meetings.iter().filter(|one| one.session_id == *id).cloned().collect(),
            gone: gone.iter().filter(told).cloned().collect(),
            presence: part.and_then(|one| ways.get(&one.pool_id).copied()),
            status,
            given,
        });
    }
    Ok((feed, parts))
}

/// The public sessions that the owner of an address trains or planned for a node of theirs. A trainer is known by the name.
fn taught(conn: &mut Conn, feed: &CalendarFeed, today: NaiveDateTime) -> Result<Vec<SessionId>> {
    let Some(account) = accounts::by_email(conn, &feed.email)? else { return Ok(Vec::new()) };
    let actor = accounts::actor(conn, account, None, today.date())?;
    let nodes: Vec<_> = actor.nodes().cloned().collect();
    let by = (&actor.id, nodes.as_slice(), fold(&actor.name));
    Ok(sessions::given_by(conn, (by.0, by.1, &by.2), today - BEFORE)?)
}

/// As what a session stands in the calendar of who gives it.
fn status_of_given(given: &Given, today: NaiveDateTime) -> Option<Status> {
    let session = &given.session;
    match (session.state, session.cancelled_at) {
        (SessionState::Published, _) => Some(Status::Confirmed),
        (SessionState::Cancelled, Some(at)) if today - TOLD_FOR < at => Some(Status::Cancelled),
        (SessionState::Cancelled | SessionState::Draft, _) => None,
    }
}

/// As what a session stands in the calendar of somebody, if it does.
fn status(one: &Enrolment, given: &Given, today: NaiveDateTime) -> Option<Status> {
    let session = &given.session;
    if session.ends_at.is_none_or(|ends| ends < today - BEFORE) {
        return None;
    }
    let off = session.cancelled_at.filter(|_| session.state == SessionState::Cancelled);
    match (off, one.state) {
        // Who had left before it was called off is told nothing.
        (Some(at), State::Cancelled) if one.changed_at == at && today - TOLD_FOR < at => {
            Some(Status::Cancelled)
        }
        (Some(_), _) => None,
        (None, State::Confirmed) => Some(Status::Confirmed),
        (None, State::Pending | State::Waiting | State::Offered) => Some(Status::Tentative),
        (None, State::Refused | State::Cancelled | State::Expired) => None,
    }
}

/// Notes once a day that a calendar reads its address.
pub fn note_read(conn: &mut Conn, feed: &CalendarFeed, now: NaiveDateTime) -> Result<()> {
    Ok(queries::note_read(conn, &feed.id, now)?)
}

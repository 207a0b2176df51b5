//! Sessions for calendars and feed readers: all, a node's, a discipline's, one.

use std::collections::HashMap;
use std::fmt::Write as _;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use bytes::Bytes;
use chrono::{NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta};

use super::list::Asked;
use crate::calendar::{Kind, Mailbox, Status, Timed, sender, uid, write_timed};
use crate::config::Config;
use crate::courses::feeds::{Feeds, Written};
use crate::courses::queries::{self, Feed, TOLD_FOR, Wanted};
use crate::courses::rules::held::where_held;
use crate::courses::{Given, GoneMeeting, Meeting, SessionId, SessionState, access};
use crate::i18n::Locale;
use crate::network;
use crate::taxonomy::Vocabulary;
use crate::text::xml;
use crate::web::{Anyone, Context, tag_of, tagged, tagged_as};
use crate::{Error, Result};

/// From how long ago until how far ahead calendars are told.
const BEFORE: TimeDelta = TimeDelta::days(90);
const AHEAD: TimeDelta = TimeDelta::days(730);
/// Sessions in one feed.
const MOST: i64 = 5_000;
/// Entries for feed readers.
const ENTRIES: i64 = 50;

fn around(now: NaiveDateTime) -> Feed {
    // By the day, so that the same sessions are the same bytes all day long.
    let today = now.date().and_time(NaiveTime::MIN);
    Feed {
        ends_after: today - BEFORE,
        begins_before: today + AHEAD,
        cancelled_after: today - TOLD_FOR,
        ..Feed::default()
    }
}

/// `GET /calendar.ics`: all, or what is chosen by the words of the list's address.
pub async fn all(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let name = format!("{} – {}", cx.text("courses-title"), cx.app.config.brand.name);
    let wanted = chosen(&cx, &asked).await?;
    calendar(&cx, (Feed { wanted, ..around(cx.now) }, &asked.exports()), &name).await
}

/// What is asked for in the address of a feed, whenever it is.
async fn chosen(cx: &Context<Anyone>, asked: &Asked) -> Result<Wanted> {
    let (wanted, slug) = (asked.wanted(cx.now), asked.node().to_owned());
    let node = match slug.is_empty() {
        true => None,
        false => Some(cx.db.read(move |conn| Ok(queries::node_of(conn, &slug)?)).await?),
    };
    Ok(Wanted { node, from: None, to: None, after: None, ..wanted })
}

/// `GET /nodes/{slug}/calendar.ics`
pub async fn of_node(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    let slug = slug.into_inner();
    let node = cx.db.read(move |conn| Ok(network::queries::by_slug(conn, &slug)?)).await?;
    let name = format!("{} – {}", cx.text("courses-title"), node.short_name);
    let wanted = Wanted { node: Some(node.id), ..Wanted::default() };
    calendar(&cx, (Feed { wanted, ..around(cx.now) }, ""), &name).await
}

/// `GET /disciplines/{code}/calendar.ics`
pub async fn of_discipline(cx: Context<Anyone>, code: web::Path<String>) -> Result<HttpResponse> {
    let (code, words) = (code.into_inner(), cx.app.vocabularies());
    if !words.has(Vocabulary::Discipline, &code) {
        return Err(Error::NotFound);
    }
    let label = words.label(Vocabulary::Discipline, &code, cx.locale);
    let name = format!("{} – {label}", cx.text("courses-title"));
    let wanted = Wanted { discipline: Some(code), ..Wanted::default() };
    calendar(&cx, (Feed { wanted, ..around(cx.now) }, ""), &name).await
}

/// `GET /sessions/{id}.ics`
pub async fn one(cx: Context<Anyone>, id: web::Path<String>) -> Result<HttpResponse> {
    let id: SessionId = id.parse().map_err(|_| Error::NotFound)?;
    let since = cx.now.date().and_time(NaiveTime::MIN) - TOLD_FOR;
    let (given, meetings, gone, mailbox) = cx
        .db
        .read(move |conn| {
            let given = access::session_for_reader(conn, &id)?;
            let meetings = queries::meetings_of(conn, std::slice::from_ref(&id))?;
            let gone = queries::gone_of(conn, std::slice::from_ref(&id), since)?;
            let mailbox = network::queries::find(conn, &given.session.node_id)?.help_email;
            Ok((given, meetings, gone, mailbox))
        })
        .await?;
    let email = mailbox.unwrap_or_else(|| sender(&cx.app.config));
    let host = Mailbox { name: given.node.clone(), email };
    let first = meetings.first();
    let (config, locale) = (&cx.app.config, cx.locale);
    let held = meetings.iter().map(|one| event(config, locale, (&given, first), one));
    let gone = gone.iter().map(|one| no_more(config, locale, &given, one));
    let events = held.chain(gone).map(|one| Timed { organizer: Some(host.clone()), ..one });
    let kind = Kind::Published { name: &given.title(cx.locale) };
    let body = write_timed(kind, &events.collect::<Vec<_>>());
    Ok(file(&cx, (&tag_of(body.as_bytes()), body.into())))
}

/// A calendar as it was last written, or written anew since something changed. `chosen` is how its address says what was
/// chosen of it.
async fn calendar(
    cx: &Context<Anyone>,
    (feed, chosen): (Feed, &str),
    name: &str,
) -> Result<HttpResponse> {
    let address = format!("{}{chosen}", cx.request().path());
    // What is open is so at a moment: nobody else is told the same later.
    if feed.wanted.open.is_some() {
        let body = write(cx, feed, (name, &address)).await?;
        return Ok(file(cx, (&tag_of(body.as_bytes()), body.into())));
    }
    let seq = cx.db.read(|conn| Ok(queries::last_change(conn)?)).await?;
    let stamp = (seq, cx.now.date());
    let key = format!("{address} {} {name}", cx.locale);
    let feeds = cx.app.kept(Feeds::default);
    let written = match feeds.find(&key, stamp) {
        Some(written) => written,
        None => {
            let body = write(cx, feed, (name, &address)).await?;
            let written = Written { tag: tag_of(body.as_bytes()), body: body.into() };
            feeds.keep(key, stamp, written.clone());
            written
        }
    };
    Ok(file(cx, (&written.tag, written.body)))
}

async fn write(cx: &Context<Anyone>, feed: Feed, (name, address): (&str, &str)) -> Result<String> {
    let (sessions, meetings, gone) = cx
        .db
        .read(move |conn| {
            let sessions = queries::fed(conn, &feed, MOST)?;
            let ids: Vec<_> = sessions.iter().map(|one| one.session.id.clone()).collect();
            let gone = queries::gone_of(conn, &ids, feed.cancelled_after)?;
            Ok((sessions, queries::meetings_of(conn, &ids)?, gone))
        })
        .await?;
    let mut own = HashMap::<&SessionId, Vec<&Meeting>>::new();
    for meeting in &meetings {
        own.entry(&meeting.session_id).or_default().push(meeting);
    }
    let mut ended = HashMap::<&SessionId, Vec<&GoneMeeting>>::new();
    for one in &gone {
        ended.entry(&one.session_id).or_default().push(one);
    }
    let (config, locale) = (&cx.app.config, cx.locale);
    let events: Vec<_> = sessions
        .iter()
        .flat_map(|given| {
            let meetings = own.remove(&given.session.id).unwrap_or_default();
            let (first, gone) = (meetings.first().copied(), ended.remove(&given.session.id));
            let held =
                meetings.into_iter().map(move |one| event(config, locale, (given, first), one));
            let gone = gone.into_iter().flatten();
            held.chain(gone.map(move |one| no_more(config, locale, given, one)))
        })
        .collect();
    let source = format!("{}{address}", cx.app.config.base_url);
    Ok(write_timed(Kind::Feed { name, source: Some(&source) }, &events))
}

/// A meeting for calendars. Nobody who takes part is named, and no way in.
pub fn event(
    config: &Config,
    locale: Locale,
    (given, first): (&Given, Option<&Meeting>),
    meeting: &Meeting,
) -> Timed {
    let session = &given.session;
    let cancelled = session.state == SessionState::Cancelled;
    let title = given.title(locale);
    Timed {
        uid: uid(meeting.id.as_str(), config),
        follows: first
            .filter(|first| first.id != meeting.id)
            .map(|first| uid(first.id.as_str(), config)),
        summary: match meeting.title.as_str() {
            "" => title,
            own => format!("{title} – {own}"),
        },
        description: given.course.text.said(locale).summary.to_owned(),
        location: where_held(meeting, session, locale),
        url: format!("{}/sessions/{}", config.base_url, session.id),
        zone: session.zone(),
        span: (meeting.starts_at, meeting.ends_at),
        stamp: session.updated_at.max(given.course.updated_at),
        sequence: meeting.sequence + i32::from(cancelled),
        status: if cancelled { Status::Cancelled } else { Status::Confirmed },
        organizer: None,
    }
}

/// A meeting that is not held any more, for calendars that know it.
pub fn no_more(config: &Config, locale: Locale, given: &Given, gone: &GoneMeeting) -> Timed {
    let meeting = Meeting {
        id: gone.id.clone(),
        session_id: gone.session_id.clone(),
        position: 0,
        title: gone.title.clone(),
        place: gone.place.clone(),
        starts_local: String::new(),
        ends_local: String::new(),
        starts_at: gone.starts_at,
        ends_at: gone.ends_at,
        sequence: gone.sequence,
        mode: None,
        join_url: String::new(),
        moved_from: None,
        reminded: None,
    };
    Timed {
        stamp: gone.gone_at,
        sequence: gone.sequence + 1,
        status: Status::Cancelled,
        ..event(config, locale, (given, None), &meeting)
    }
}

fn file(cx: &Context<Anyone>, written: (&str, Bytes)) -> HttpResponse {
    let mut answer = tagged_as(cx.request(), "text/calendar; charset=utf-8", written);
    let name = header::HeaderValue::from_static("inline; filename=\"sessions.ics\"");
    answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    let vary = header::HeaderValue::from_static("Cookie, Accept-Language");
    answer.headers_mut().insert(header::VARY, vary);
    answer
}

/// `GET /sessions.atom`: sessions to come, the last announced first; all, or what is chosen by the words of the list's
/// address.
pub async fn atom(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let (wanted, now) = (chosen(&cx, &asked).await?, cx.now);
    let sessions =
        cx.db.read(move |conn| Ok(queries::announced(conn, &wanted, (now, ENTRIES))?)).await?;
    let own = xml(&asked.exports());
    let base = &cx.app.config.base_url;
    let instant = |at: NaiveDateTime| at.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true);
    let updated = |given: &Given| given.session.updated_at.max(given.course.updated_at);
    let newest = sessions.iter().map(updated).max().unwrap_or_default();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <title>{}</title>\n<id>{base}/sessions.atom{own}</id>\n<updated>{}</updated>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{base}/sessions.atom{own}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{base}/courses{own}\"/>\n<author><name>{}</name></author>\n",
        cx.locale,
        xml(&format!("{} – {}", cx.text("courses-title"), cx.app.config.brand.name)),
        instant(newest),
        xml(&cx.app.config.brand.name),
    );
    for given in &sessions {
        let session = &given.session;
        let span = session.starts_at.zip(session.ends_at);
        let when = span.map(|span| crate::times::said::when_there(span, session.zone(), cx.locale));
        let _ = write!(
            out,
            "<entry>\n<id>urn:uuid:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{base}/sessions/{}\"/>\n<summary>{}</summary>\n\
             <author><name>{}</name></author>\n</entry>\n",
            session.id,
            xml(&given.title(cx.locale)),
            instant(updated(given)),
            session.id,
            xml(&format!("{} {}", when.unwrap_or_default(), session.terms.place)),
            xml(&given.node),
        );
    }
    out.push_str("</feed>\n");
    Ok(tagged(cx.request(), "application/atom+xml; charset=utf-8", out))
}

//! One's own calendar: the addresses at which programs read it, and what they read there.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::calendar::{Kind, Timed, write_timed};
use crate::courses::Presence;
use crate::courses::pages::{event, no_more};
use crate::courses::rules::held;
use crate::enrolment::ops::{self, Part};
use crate::enrolment::{CalendarFeed, CalendarFeedId, EnrolmentId, access, queries};
use crate::web::{Anyone, Context, SignedIn, tagged};
use crate::{Error, Refusal, Result};

/// The longest name of an address.
const MAX_NAME: usize = 80;

#[derive(Serialize)]
struct View {
    tab: &'static str,
    email: String,
    alert: String,
    feeds: Vec<Row>,
    /// For the next one.
    id: CalendarFeedId,
    /// Shown once, right after it was made.
    made: Option<Made>,
}

#[derive(Serialize)]
struct Row {
    id: CalendarFeedId,
    name: String,
    made_at: NaiveDateTime,
    read_at: Option<NaiveDateTime>,
}

#[derive(Serialize)]
struct Made {
    href: String,
    webcal: String,
}

/// `GET /account/calendars`
pub async fn calendars(cx: Context<SignedIn>) -> Result<HttpResponse> {
    page(&cx, (None, None)).await
}

async fn page(
    cx: &Context<SignedIn>,
    (made, refusal): (Option<Made>, Option<Refusal>),
) -> Result<HttpResponse> {
    let email = cx.actor().email;
    let address = email.clone();
    let feeds = cx.db.read(move |conn| Ok(queries::feeds_of(conn, &address)?)).await?;
    let row = |feed: CalendarFeed| Row {
        name: match (feed.name.as_str(), feed.mailed) {
            ("", true) => cx.text("enrolment-calendar-mailed"),
            ("", false) => cx.text("enrolment-calendar-unnamed"),
            (name, _) => name.to_owned(),
        },
        id: feed.id,
        made_at: feed.made_at,
        read_at: feed.read_at,
    };
    let view = View {
        tab: "calendars",
        email,
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        feeds: feeds.into_iter().map(row).collect(),
        id: CalendarFeedId::new(),
        made,
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "enrolment/calendars", cx.head("enrolment-calendars", "account"), &view)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    id: String,
    name: String,
}

/// `POST /account/calendars`: makes an address, which is shown once.
pub async fn make_calendar(cx: Context<SignedIn>, form: web::Form<Wanted>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let id: CalendarFeedId = form.id.parse().unwrap_or_else(|_| CalendarFeedId::new());
    let words: Vec<_> = form.name.split_whitespace().collect();
    let name: String = words.join(" ").replace('\0', "").chars().take(MAX_NAME).collect();
    let done = cx.db.write(move |conn| ops::make_feed(conn, &actor, (&id, &name), now)).await;
    match done {
        Ok(Some(token)) => {
            let base = &cx.app.config.base_url;
            let path = access::calendar(&token);
            let host = base.split_once("://").map_or("", |(_, rest)| rest);
            let made =
                Made { href: format!("{base}{path}"), webcal: format!("webcal://{host}{path}") };
            page(&cx, (Some(made), None)).await
        }
        Ok(None) => cx.go("/account/calendars"),
        Err(Error::Refused(refusal)) => page(&cx, (None, Some(refusal))).await,
        Err(error) => Err(error),
    }
}

/// `POST /account/calendars/{id}/revocation`
pub async fn end_calendar(
    cx: Context<SignedIn>,
    id: web::Path<CalendarFeedId>,
) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::end_feed(conn, &actor, &id, now)).await?;
    cx.redirect("/account/calendars", "enrolment-flash-calendar-ended")
}

/// `GET /calendars/{token}.ics`
pub async fn own_calendar(cx: Context<Anyone>, token: web::Path<String>) -> Result<HttpResponse> {
    let (token, now) = (token.into_inner(), cx.now);
    let (feed, parts) = cx.db.read(move |conn| ops::fed(conn, &token, now)).await?;
    let events: Vec<Timed> = parts.iter().flat_map(|part| meetings(&cx, &feed, part)).collect();
    let name = feed.language.text("enrolment-calendar-name");
    // The address is a secret: no file repeats it.
    let body = write_timed(Kind::Feed { name: &name, source: None }, &events);
    if feed.read_at.is_none_or(|at| at.date() < now.date()) {
        cx.db.write(move |conn| ops::note_read(conn, &feed, now)).await?;
    }
    let mut answer = tagged(cx.request(), "text/calendar; charset=utf-8", body);
    let headers = answer.headers_mut();
    let value = header::HeaderValue::from_static;
    headers.insert(header::CACHE_CONTROL, value("private, no-cache"));
    headers.insert(header::REFERRER_POLICY, value("no-referrer"));
    headers.insert(header::CONTENT_DISPOSITION, value("inline; filename=\"sessions.ics\""));
    headers.insert(header::HeaderName::from_static("x-robots-tag"), value("noindex"));
    Ok(answer)
}

fn meetings(cx: &Context<Anyone>, feed: &CalendarFeed, part: &Part) -> Vec<Timed> {
    let first = part.meetings.first();
    let tell = |meeting| {
        let event = event(&cx.app.config, feed.language, (&part.given, first), meeting);
        let off = i32::from(part.status == crate::calendar::Status::Cancelled);
        // Who takes part from afar comes to no room.
        let session = &part.given.session;
        let afar = part
            .presence
            .is_some_and(|chosen| held::presence(meeting, session, chosen) == Presence::Online);
        let location = match afar {
            true => feed.language.text("courses-mode-online"),
            false => event.location,
        };
        let sequence = meeting.sequence + 2 * part.round + off;
        Timed { status: part.status, sequence, location, ..event }
    };
    let gone = part.gone.iter().map(|one| {
        let event = no_more(&cx.app.config, feed.language, &part.given, one);
        Timed { sequence: event.sequence + 2 * part.round, ..event }
    });
    part.meetings.iter().map(tell).chain(gone).collect()
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    key: String,
    event: String,
}

/// `POST /enrolments/{id}/calendar`: sends the address of their calendar to who takes part, or ends it.
pub async fn mail_calendar(
    cx: Context<Anyone>,
    id: web::Path<String>,
    form: web::Form<Asked>,
) -> Result<HttpResponse> {
    let id: EnrolmentId = id.parse().map_err(|_| Error::NotFound)?;
    let (form, app, now) = (form.into_inner(), cx.app.clone(), cx.now);
    let (actor, key, ends) = (cx.actor().cloned(), form.key.clone(), form.event == "end");
    let which = id.clone();
    cx.db
        .write(move |conn| {
            let with = (&which, key.as_str());
            let one = access::for_participant(conn, with, &app.signer, actor.as_ref())?;
            match ends {
                true => ops::end_mailed(conn, &one, now),
                false => ops::mail_feed(conn, &one, &app.signer, now),
            }
        })
        .await?;
    let back = match form.key.as_str() {
        "" => format!("/enrolments/{id}"),
        _ => access::link(&cx.app.signer, &id),
    };
    let flash =
        if ends { "enrolment-flash-calendar-ended" } else { "enrolment-flash-calendar-sent" };
    cx.redirect(&back, flash)
}

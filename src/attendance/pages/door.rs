//! Coming in: the code that is shown in the room, the one that is scanned at the door, and what they lead to.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::label;
use crate::attendance::{Mark, Presence, Sitting, ops, queries, rules};
use crate::courses::pages::Frame;
use crate::courses::pages::line::{Titled, titled};
use crate::courses::{self, SessionId, queries as sessions};
use crate::db::Conn;
use crate::enrolment::{Enrolment, EnrolmentId, State, access};
use crate::times::said;
use crate::web::{Anyone, Context, SignedIn, tagged};
use crate::{Error, Refusal, Result, qr};

#[derive(Serialize)]
struct Board {
    frame: Frame,
    id: SessionId,
    titled: Titled,
    /// The sitting that is on or comes next, and its code in two halves.
    when: Option<String>,
    code: (String, String),
    is_on: bool,
}

fn sittings(conn: &mut Conn, given: &courses::Given) -> Result<Vec<Sitting>> {
    let meetings = sessions::meetings_of(conn, std::slice::from_ref(&given.session.id))?;
    Ok(rules::sittings(&meetings, given.session.zone()))
}

/// `GET /inbox/sessions/{id}/code`: to be shown in the room, or in a meeting from afar.
pub async fn board(cx: Context<SignedIn>, id: web::Path<SessionId>) -> Result<HttpResponse> {
    let (reader, which) = (cx.actor(), id.clone());
    let (given, all) = cx
        .db
        .read(move |conn| {
            let (given, _) = courses::access::session_for_room(conn, &reader, &which)?;
            let all = sittings(conn, &given)?;
            Ok((given, all))
        })
        .await?;
    let sitting = rules::current(&all, cx.now);
    let code = sitting.map(|one| ops::code_of(&cx.app.signer, one)).unwrap_or_default();
    let (first, second) = code.split_at(code.len() / 2);
    let view = Board {
        frame: Frame::of("sessions", &cx.actor(), String::new()),
        titled: titled(&given, cx.locale),
        when: sitting.map(|one| label(one, given.session.zone(), cx.locale)),
        is_on: sitting.is_some_and(|one| rules::is_on(one, cx.now)),
        code: (first.to_owned(), second.to_owned()),
        id: id.into_inner(),
    };
    cx.page("attendance/board", cx.head("attendance-code", "inbox"), &view)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Keyed {
    key: String,
    code: String,
}

/// An enrolment for who holds its key.
async fn own(cx: &Context<Anyone>, id: &str, key: &str) -> Result<Enrolment> {
    let id: EnrolmentId = id.parse().map_err(|_| Error::NotFound)?;
    let (app, actor, key) = (cx.app.clone(), cx.actor().cloned(), key.to_owned());
    let opened = move |conn: &mut Conn| {
        access::for_participant(conn, (&id, &key), &app.signer, actor.as_ref())
    };
    cx.db.read(opened).await
}

/// `GET /enrolments/{id}/code.svg?key=`: what is scanned at the door.
pub async fn pass(
    cx: Context<Anyone>,
    id: web::Path<String>,
    query: web::Query<Keyed>,
) -> Result<HttpResponse> {
    let one = own(&cx, &id, &query.key).await?;
    let url = format!("{}/inbox/enrolments/{}/arrival", cx.app.config.base_url, one.id);
    Ok(tagged(cx.request(), "image/svg+xml", qr::svg(&url)?))
}

/// `POST /enrolments/{id}/check-in`
pub async fn check_in(
    cx: Context<Anyone>,
    id: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    let one = own(&cx, &id, &form.key).await?;
    let (app, now, typed) = (cx.app.clone(), cx.now, form.code.clone());
    let noted = one.clone();
    let done = cx.db.write(move |conn| ops::check_in(conn, &noted, &typed, &app.signer, now)).await;
    match done {
        Ok(()) => {
            let back = match form.key.as_str() {
                "" => format!("/enrolments/{}", one.id),
                _ => access::link(&cx.app.signer, &one.id),
            };
            cx.redirect(&back, "attendance-flash-checked-in")
        }
        Err(Error::Refused(refusal)) => {
            crate::enrolment::pages::follow_refused(&cx, &id, &form.key, refusal).await
        }
        Err(error) => Err(error),
    }
}

#[derive(Serialize)]
struct Arrival {
    frame: Frame,
    id: EnrolmentId,
    session: SessionId,
    name: String,
    titled: Titled,
    when: String,
    /// What is noted of them already, and since when.
    noted: Option<String>,
    since: Option<String>,
    may_mark: bool,
    /// Why they cannot be noted.
    sentence: String,
}

/// `GET /inbox/enrolments/{id}/arrival`: what a code scanned at the door opens.
pub async fn arrival(cx: Context<SignedIn>, id: web::Path<EnrolmentId>) -> Result<HttpResponse> {
    arriving(&cx, &id, None).await
}

async fn arriving(
    cx: &Context<SignedIn>,
    id: &EnrolmentId,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (reader, id) = (cx.actor(), id.clone());
    let (one, given, all, marks) = cx
        .db
        .read(move |conn| {
            let (one, given) = access::for_room(conn, &reader, &id)?;
            let all = sittings(conn, &given)?;
            let marks = queries::marks_of(conn, &one.session_id)?;
            Ok((one, given, all, marks))
        })
        .await?;
    let sitting = rules::current(&all, cx.now);
    let is_on = sitting.is_some_and(|sitting| rules::is_on(sitting, cx.now));
    let own: Vec<&Mark> = marks.iter().filter(|mark| mark.enrolment_id == one.id).collect();
    let noted = sitting.and_then(|sitting| rules::noted(sitting, &own));
    let zone = given.session.zone();
    let sentence = match (one.state == State::Confirmed, is_on) {
        (false, _) => cx.text(rules::NOT_ENROLLED.key()),
        (true, false) => cx.text("attendance-not-now"),
        (true, true) => String::new(),
    };
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let view = Arrival {
        frame: Frame::of("sessions", &cx.actor(), alert),
        titled: titled(&given, cx.locale),
        when: sitting.map(|one| label(one, zone, cx.locale)).unwrap_or_default(),
        noted: noted.map(|state| cx.text(&format!("attendance-state-{state}"))),
        since: sitting
            .and_then(|sitting| rules::since(sitting, &own))
            .map(|at| cx.locale.text1("attendance-since", "hour", said::hour(at, zone))),
        may_mark: sentence.is_empty() && noted != Some(Presence::Present),
        sentence,
        name: one.name,
        session: one.session_id,
        id: one.id,
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "attendance/arrival", cx.head("attendance-arrival", "inbox"), &view)
}

/// `POST /inbox/enrolments/{id}/arrival`
pub async fn arrive(cx: Context<SignedIn>, id: web::Path<EnrolmentId>) -> Result<HttpResponse> {
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    let done = cx
        .db
        .write(move |conn| {
            let (one, given) = access::for_room(conn, &actor, &which)?;
            let all = sittings(conn, &given)?;
            let sitting = rules::current(&all, now).ok_or(rules::TOO_EARLY)?;
            if one.state != State::Confirmed {
                return Err(rules::NOT_ENROLLED.into());
            }
            let said = [(one.id.clone(), Presence::Present)];
            let at = (&one.session_id, &sitting.meeting, sitting.half);
            ops::mark(conn, &actor, at, &said, now)
        })
        .await;
    match done {
        Ok(()) => {
            cx.redirect(&format!("/inbox/enrolments/{id}/arrival"), "attendance-flash-arrived")
        }
        Err(Error::Refused(refusal)) => arriving(&cx, &id, Some(refusal)).await,
        Err(error) => Err(error),
    }
}

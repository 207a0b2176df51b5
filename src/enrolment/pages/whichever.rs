//! Waiting at several sessions of one course for whichever seat comes first.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::follow::refused;
use crate::courses::rules::{Window, said, window};
use crate::courses::{Given, Session, SessionId, queries as sessions};
use crate::db::Conn;
use crate::enrolment::{Enrolment, EnrolmentId, access, ops, queries};
use crate::i18n::Locale;
use crate::web::{Anyone, Choice, Context, Upload, choice};
use crate::{Error, Result};

/// So many other sessions are shown, those that begin first.
const MOST: usize = 12;

/// What a page says of it.
#[derive(Serialize)]
pub(super) struct Whichever {
    /// Other sessions at which they could wait as well.
    others: Vec<Choice>,
    /// Those at which they wait already.
    waits: Vec<String>,
    /// They wait for one seat of them all.
    on: bool,
}

/// Other sessions of the course, those that begin first.
#[derive(Default)]
pub(super) struct Sisters {
    open: Vec<Session>,
    waits: Vec<Session>,
}

pub(super) fn read(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    now: NaiveDateTime,
) -> Result<Sisters> {
    if !one.state.waits() {
        return Ok(Sisters::default());
    }
    let course = &given.course.id;
    let parts = queries::parts_of_address(conn, (course, &one.email), now)?;
    let part = |id: &SessionId| parts.iter().find(|part| part.session_id == *id);
    let mut sisters = Sisters::default();
    let others = sessions::sessions_of(conn, course)?.into_iter().rev();
    for session in others.filter(|session| session.id != one.session_id) {
        match part(&session.id) {
            Some(part) if part.state.waits() => sisters.waits.push(session),
            None if window(&session, now) == Window::Open => sisters.open.push(session),
            Some(_) | None => {}
        }
    }
    sisters.open.truncate(MOST);
    Ok(sisters)
}

pub(super) fn view(sisters: Sisters, one: &Enrolment, locale: Locale) -> Option<Whichever> {
    if sisters.open.is_empty() && sisters.waits.is_empty() {
        return None;
    }
    let said = |session: &Session| {
        let span = session.starts_at.zip(session.ends_at);
        let when = span.map(|span| said::when_there(span, session.zone(), locale));
        let all = [when.unwrap_or_default(), session.terms.place.clone()];
        all.into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    let others = sisters.open.iter().map(|one| choice(one.id.as_str(), said(one), false));
    Some(Whichever {
        others: others.collect(),
        waits: sisters.waits.iter().map(said).collect(),
        on: one.whichever,
    })
}

/// `POST /enrolments/{id}/waits`: waits at other sessions too and for whichever comes first, or for each apart again.
pub async fn wait(
    cx: Context<Anyone>,
    id: web::Path<String>,
    upload: Upload,
) -> Result<HttpResponse> {
    let which: EnrolmentId = id.parse().map_err(|_| Error::NotFound)?;
    let (app, now, actor) = (cx.app.clone(), cx.now, cx.actor().cloned());
    let (one, key) = (which.clone(), upload.text("key").to_owned());
    let opener = key.clone();
    let at: Vec<SessionId> =
        upload.all("session").iter().take(MOST).filter_map(|one| one.parse().ok()).collect();
    let apart = upload.text("event") == "apart";
    let done = cx
        .db
        .write(move |conn| {
            let with = (&one, opener.as_str());
            let known = access::for_participant(conn, with, &app.signer, actor.as_ref())?;
            if apart {
                return ops::wait_for_each(conn, &one, now);
            }
            // Whoever says so by the link that was mailed has shown whose the address is.
            if known.prove_by.is_some() && known.state.is_live() {
                ops::prove(conn, &one, &app.signer, now)?;
            }
            ops::wait_for_whichever(conn, (&one, &at), &app.signer, now)
        })
        .await;
    match done {
        Ok(()) => {
            let back = match key.as_str() {
                "" => format!("/enrolments/{which}"),
                _ => access::link(&cx.app.signer, &which),
            };
            cx.redirect(&back, "enrolment-flash-whichever")
        }
        Err(Error::Refused(refusal)) => refused(&cx, &id, &key, refusal).await,
        Err(error) => Err(error),
    }
}

//! Calendars of other places that are read each night, beside the one that is brought as a file.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::import::{Typed, page};
use super::session_own::is_address;
use crate::accounts::AccountId;
use crate::courses::rules::{MOST_SEATS, times};
use crate::courses::{CalendarId, CourseCalendar, CourseId, access, ops};
use crate::i18n::Locale;
use crate::web::{Context, Staff, Upload};
use crate::{Refusal, Result};

const BAD_ADDRESS: Refusal = Refusal::new("courses-error-address");
const NO_SEATS: Refusal = Refusal::new("courses-error-seats");

/// One of them, when it was read last and why nothing came of it if so.
#[derive(Debug, Serialize)]
pub(super) struct CalendarView {
    id: CalendarId,
    url: String,
    read_at: Option<NaiveDateTime>,
    fault: String,
}

pub(super) fn view(one: CourseCalendar, locale: Locale) -> CalendarView {
    let fault = if one.fault.is_empty() { String::new() } else { locale.text(&one.fault) };
    CalendarView { id: one.id, url: one.url, read_at: one.read_at, fault }
}

/// `POST /inbox/courses/{id}/calendar/sources`: has a calendar read each night.
pub async fn follow_calendar(
    cx: Context<Staff>,
    id: web::Path<CourseId>,
    upload: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let typed = Typed::read(&upload);
    let one = match source(&typed, (&id, &actor.id), now) {
        Ok(one) => one,
        Err(refusal) => return page(&cx, &id, (typed, None), Some(refusal)).await,
    };
    cx.db.write(move |conn| ops::follow_calendar(conn, &actor, &one, now)).await?;
    cx.redirect(&format!("/inbox/courses/{id}/calendar"), "courses-flash-calendar")
}

fn source(
    typed: &Typed,
    (course, by): (&CourseId, &AccountId),
    now: NaiveDateTime,
) -> Result<CourseCalendar, Refusal> {
    // Programs that show calendars call their addresses so.
    let url = match typed.url.split_once("://") {
        Some(("webcal" | "webcals", rest)) => format!("https://{rest}"),
        _ => typed.url.clone(),
    };
    let is_plain = url.starts_with("http://") && is_address(&url.replacen("http", "https", 1));
    if !is_address(&url) && !is_plain {
        return Err(BAD_ADDRESS);
    }
    let seats = typed.seats.parse().ok().filter(|seats| (1..=MOST_SEATS).contains(seats));
    Ok(CourseCalendar {
        id: CalendarId::new(),
        course_id: course.clone(),
        node_id: typed.node.parse().map_err(|_| BAD_ADDRESS)?,
        url,
        zone: times::zone(&typed.zone).unwrap_or(chrono_tz::Europe::Paris).name().to_owned(),
        language: typed.language.parse().unwrap_or(Locale::Fr),
        seats: seats.ok_or(NO_SEATS)?,
        added_by: by.clone(),
        created_at: now,
        read_at: None,
        fault: String::new(),
    })
}

/// `POST /inbox/courses/{id}/calendar/sources/removal`: has it read no more.
pub async fn leave_calendar(
    cx: Context<Staff>,
    id: web::Path<CourseId>,
    upload: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let (course, source) = (id.clone(), upload.text("source").parse::<CalendarId>());
    cx.db
        .write(move |conn| match source {
            Ok(source) => ops::leave_calendar(conn, &actor, (&course, &source), now),
            // Nothing has that name, for who may know.
            Err(_) => access::course_for_desk(conn, &actor, &course).map(drop),
        })
        .await?;
    cx.redirect(&format!("/inbox/courses/{id}/calendar"), "courses-flash-calendar-left")
}

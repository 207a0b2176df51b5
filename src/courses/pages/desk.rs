//! The lists of those who give courses.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::line::{SessionLine, line};
use super::{Badge, Frame, course_badge, session_badge};
use crate::Result;
use crate::courses::{SessionState, queries};
use crate::i18n::Locale;
use crate::triage::ops::scope_of;
use crate::web::{Context, Cursor, Pager, Staff};

const PAGE: i64 = 30;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    cursor: String,
}

#[derive(Serialize)]
struct View {
    frame: Frame,
    items: Vec<Item>,
    pager: Pager,
}

#[derive(Serialize)]
struct Item {
    href: String,
    title: String,
    lang: Locale,
    node: String,
    updated_at: NaiveDateTime,
    badge: Badge,
}

fn pager(here: &str, asked: &str, next: Option<Cursor>) -> Pager {
    Pager {
        first: (!asked.is_empty()).then(|| here.to_owned()),
        next: next.map(|cursor| format!("{here}?cursor={}", cursor.encode())),
    }
}

fn page<T>(found: &mut Vec<T>) -> bool {
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    more
}

/// `GET /inbox/courses`
pub async fn desk(cx: Context<Staff>, asked: web::Query<Which>) -> Result<HttpResponse> {
    let (actor, locale) = (cx.actor(), cx.locale);
    let after = Cursor::decode(&asked.cursor).map(|cursor| (cursor.at, cursor.id));
    let scope = scope_of(&actor);
    let mut found =
        cx.db.read(move |conn| Ok(queries::on_desk(conn, &scope, after.as_ref(), PAGE)?)).await?;
    let more = page(&mut found);
    let next = found
        .last()
        .filter(|_| more)
        .map(|(last, _)| Cursor { at: last.updated_at, id: last.id.to_string() });
    let items = found.iter().map(|(course, node)| {
        let said = course.text.said(locale);
        Item {
            href: format!("/inbox/courses/{}", course.id),
            title: said.title.to_owned(),
            lang: said.language,
            node: node.clone(),
            updated_at: course.updated_at,
            badge: course_badge(course, locale),
        }
    });
    let view = View {
        frame: Frame::of("courses", &actor, String::new()),
        items: items.collect(),
        pager: pager("/inbox/courses", &asked.cursor, next),
    };
    cx.page("courses/desk", cx.head("courses-desk", "inbox"), &view)
}

#[derive(Serialize)]
struct SessionsView {
    frame: Frame,
    items: Vec<SessionItem>,
    pager: Pager,
}

#[derive(Serialize)]
struct SessionItem {
    #[serde(flatten)]
    line: SessionLine,
    href: String,
    state: Badge,
}

/// `GET /inbox/sessions`
pub async fn sessions(cx: Context<Staff>, asked: web::Query<Which>) -> Result<HttpResponse> {
    let (actor, locale, now) = (cx.actor(), cx.locale, cx.now);
    let after = Cursor::decode(&asked.cursor).map(|cursor| (cursor.at, cursor.id));
    let scope = scope_of(&actor);
    let (mut found, fill) = cx
        .db
        .read(move |conn| {
            let found = queries::sessions_on_desk(conn, &scope, after.as_ref(), PAGE)?;
            let ids: Vec<_> = found.iter().map(|given| given.session.id.clone()).collect();
            Ok((found, queries::fill_of(conn, &ids, now)?))
        })
        .await?;
    let more = page(&mut found);
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| Cursor { at: last.session.updated_at, id: last.session.id.to_string() });
    let items = found.iter().map(|given| {
        let line = line(given, &fill, now, locale);
        let state = match given.session.state {
            SessionState::Published => line.badge.clone(),
            SessionState::Draft | SessionState::Cancelled => session_badge(&given.session, locale),
        };
        SessionItem { href: format!("/inbox/sessions/{}", given.session.id), line, state }
    });
    let view = SessionsView {
        frame: Frame::of("sessions", &actor, String::new()),
        items: items.collect(),
        pager: pager("/inbox/sessions", &asked.cursor, next),
    };
    cx.page("courses/sessions", cx.head("courses-sessions", "inbox"), &view)
}

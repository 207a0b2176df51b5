//! The courses that are taught with a material, and when they are given next.

use chrono::NaiveDateTime;
use serde::Serialize;

use crate::Result;
use crate::courses::pages::line::{SessionLine, line};
use crate::courses::{Course, Given, Session, queries};
use crate::db::Conn;
use crate::i18n::Locale;

/// So many sessions of one course; its page has the others.
const MOST: usize = 3;

#[derive(Debug, Serialize)]
pub struct CourseView {
    href: String,
    title: String,
    lang: Locale,
    next: Vec<SessionLine>,
}

/// The courses as readers see them at a moment.
pub fn views(
    conn: &mut Conn,
    courses: &[Course],
    (now, locale): (NaiveDateTime, Locale),
) -> Result<Vec<CourseView>> {
    if courses.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = courses.iter().map(|one| one.id.clone()).collect();
    let sessions = queries::next_sessions(conn, &ids, now)?;
    let next = |course: &Course| -> Vec<Session> {
        let own = sessions.iter().filter(|one| one.course_id == course.id);
        own.take(MOST).cloned().collect()
    };
    let shown: Vec<Vec<Session>> = courses.iter().map(next).collect();
    let ids: Vec<_> = shown.iter().flatten().map(|one| one.id.clone()).collect();
    let fill = queries::fill_of(conn, &ids, now)?;
    let view = |(course, sessions): (&Course, Vec<Session>)| {
        let said = course.text.said(locale);
        let told = |session: Session| {
            let (node, node_slug) = (String::new(), String::new());
            let given = Given { session, course: course.clone(), node, node_slug };
            line(&given, &fill, now, locale)
        };
        CourseView {
            href: format!("/courses/{}", course.slug.as_deref().unwrap_or_default()),
            title: said.title.to_owned(),
            lang: said.language,
            next: sessions.into_iter().map(told).collect(),
        }
    };
    Ok(courses.iter().zip(shown).map(view).collect())
}

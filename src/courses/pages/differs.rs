//! Where sessions say something else than their course, in words.

use chrono::NaiveDateTime;
use serde::Serialize;

use crate::Result;
use crate::courses::rules::differs::{Difference, as_template, differences};
use crate::courses::{Fill, Session, SessionId, SessionState, Template, queries};
use crate::db::Conn;
use crate::i18n::Locale;

/// So much of a long text is shown.
const MOST_SIGNS: usize = 120;

#[derive(Debug, Serialize)]
pub struct DifferenceView {
    field: &'static str,
    label: String,
    course: String,
    session: String,
}

/// Differences as somebody of the node reads them.
pub fn views(all: Vec<Difference>, locale: Locale) -> Vec<DifferenceView> {
    let one = |one: Difference| DifferenceView {
        label: locale.text(label(one.field)),
        course: said(one.field, &one.course, locale),
        session: said(one.field, &one.session, locale),
        field: one.field,
    };
    all.into_iter().map(one).collect()
}

fn label(field: &str) -> &'static str {
    match field {
        "mode" => "courses-mode",
        "language" => "courses-language",
        "place" => "courses-place",
        "join_url" => "courses-field-join",
        "practical" => "courses-practical",
        "title" => "courses-field-apart",
        "trainers" => "courses-trainers",
        "on_site" => "courses-field-on-site",
        "online" => "courses-field-online",
        "approval" => "courses-field-approval",
        "pending_holds" => "courses-field-pending-holds",
        "remind" => "courses-remind",
        "remind_text" => "courses-field-remind-text",
        "certificate_share" => "courses-field-certificate-share",
        "certificate_text" => "courses-field-certificate-text",
        _ => "courses-field-offer",
    }
}

fn said(field: &str, value: &str, locale: Locale) -> String {
    match field {
        "mode" => locale.text(&format!("courses-mode-{}", value.replace('_', "-"))),
        "language" => locale.text(&format!("courses-language-{value}")),
        "approval" | "pending_holds" => locale.text(&format!("courses-differs-{value}")),
        _ if value.is_empty() => "–".to_owned(),
        "remind" => {
            let word = |code: &str| locale.text(&format!("courses-remind-{code}"));
            value.split(',').map(word).collect::<Vec<_>>().join(" · ")
        }
        _ if value.chars().count() > MOST_SIGNS => {
            let cut: String = value.chars().take(MOST_SIGNS).collect();
            format!("{} …", cut.trim_end())
        }
        _ => value.to_owned(),
    }
}

/// A session that is still to be held and says something else than its course, with how much of it.
#[derive(Debug)]
pub struct Apart {
    pub session: SessionId,
    pub fields: usize,
}

/// Those of some sessions of a course.
pub fn apart(
    conn: &mut Conn,
    template: &Template,
    (sessions, fill): (&[Session], &[Fill]),
    now: NaiveDateTime,
) -> Result<Vec<Apart>> {
    let to_come = |one: &&Session| {
        one.state != SessionState::Cancelled && one.starts_at.is_none_or(|starts| starts > now)
    };
    let to_come: Vec<&Session> = sessions.iter().filter(to_come).collect();
    let ids: Vec<_> = to_come.iter().map(|one| one.id.clone()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let trainers = queries::trainers_of(conn, &ids)?;
    let one = |session: &&Session| {
        let id = &session.id;
        let own: Vec<_> = trainers.iter().filter(|one| one.session_id == *id).cloned().collect();
        let pools = fill.iter().filter(|one| one.session_id == *id);
        let seats: Vec<_> = pools.filter_map(|one| Some((one.mode, one.seats()?))).collect();
        let fields = differences(template, &as_template(&session.terms, &own, &seats)).len();
        (fields > 0).then(|| Apart { session: id.clone(), fields })
    };
    Ok(to_come.iter().filter_map(one).collect())
}

//! Where sessions say something else than their course, in words.

use chrono::NaiveDateTime;
use serde::Serialize;

use crate::Result;
use crate::courses::rules::differs::{Difference, UNLIMITED, as_template, differences};
use crate::courses::{Course, Fill, Session, SessionId, SessionState, Template, queries};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::materials::codes;
use crate::taxonomy::{Vocabularies, Vocabulary};

/// So much of a long text is shown.
const MOST_SIGNS: usize = 120;

#[derive(Debug, Serialize)]
pub struct DifferenceView {
    field: &'static str,
    label: String,
    course: String,
    session: String,
}

/// Differences as somebody of the node reads them, among the courses that a rule may name.
pub fn views(
    all: Vec<Difference>,
    (words, courses): (&Vocabularies, &[Course]),
    locale: Locale,
) -> Vec<DifferenceView> {
    let said = |field: &str, value: &str| match field {
        _ if value.is_empty() => said(field, value, locale),
        "rule_institutions" | "rule_disciplines" | "rule_course" => {
            named((field, value), (words, courses), locale)
        }
        _ => said(field, value, locale),
    };
    let one = |one: Difference| DifferenceView {
        label: locale.text(label(one.field)),
        course: said(one.field, &one.course),
        session: said(one.field, &one.session),
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
        "rule_institutions" => "courses-field-rule-institutions",
        "rule_disciplines" => "courses-field-rule-disciplines",
        "rule_course" => "courses-field-rule-course",
        "rule_strict" => "courses-field-rule-strict",
        _ => "courses-field-offer",
    }
}

fn said(field: &str, value: &str, locale: Locale) -> String {
    match field {
        "mode" => locale.text(&format!("courses-mode-{}", value.replace('_', "-"))),
        "language" => locale.text(&format!("courses-language-{value}")),
        "approval" | "pending_holds" => locale.text(&format!("courses-differs-{value}")),
        _ if value.is_empty() => "–".to_owned(),
        "rule_strict" => locale.text(&format!("courses-differs-{value}")),
        "on_site" | "online" if value == UNLIMITED => locale.text("courses-differs-unlimited"),
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

/// What a rule names, by codes, as people know it.
fn named(
    (field, value): (&str, &str),
    (words, courses): (&Vocabularies, &[Course]),
    locale: Locale,
) -> String {
    let one = |code: String| match field {
        "rule_institutions" => words.institution(&code).map(|known| known.name.clone()),
        "rule_disciplines" => Some(words.label(Vocabulary::Discipline, &code, locale)),
        _ => {
            let course = courses.iter().find(|one| one.id.as_str() == code);
            course.map(|one| one.text.said(locale).title.to_owned())
        }
    };
    let all = codes(value).into_iter().map(|code| one(code.clone()).unwrap_or(code));
    all.collect::<Vec<_>>().join(", ")
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
        let seats: Vec<_> = pools.map(|one| (one.mode, one.seats())).collect();
        let fields = differences(template, &as_template(&session.terms, &own, &seats)).len();
        (fields > 0).then(|| Apart { session: id.clone(), fields })
    };
    Ok(to_come.iter().filter_map(one).collect())
}

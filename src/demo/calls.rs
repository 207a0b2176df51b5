//! Calls of the demo's world: one that is over, one that is open, one that is announced.

use chrono::{NaiveDateTime, TimeDelta};
use serde::Deserialize;

use super::{bid, queries as demo, review};
use crate::accounts::{self, Actor, NetworkRole};
use crate::app::App;
use crate::calls::ops::{self, InSeries};
use crate::calls::queries::{self, Asked};
use crate::calls::{CallId, Phase, QuestionId, Terms, Text};
use crate::clock::network_day;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::questionnaires::rules::edit::Step;
use crate::questionnaires::{self, Letters};
use crate::{Error, Result};

#[derive(Debug, Deserialize)]
struct File {
    calls: Vec<Entry>,
    body_fr: String,
    body_en: String,
    notice_fr: String,
    notice_en: String,
}

#[derive(Debug, Deserialize)]
struct Entry {
    /// Code and name.
    series: [String; 2],
    /// How long ago it was begun.
    days: i64,
    opens_in_days: i64,
    closes_in_days: i64,
    title_fr: String,
    title_en: String,
    summary_fr: String,
    summary_en: String,
    #[serde(default)]
    announced: bool,
    /// Whether its review goes on.
    #[serde(default)]
    reviewed: bool,
    extended_days: i64,
    extended_why: String,
    /// Each with its answer.
    questions: Vec<[String; 2]>,
}

pub fn write(app: &App, now: NaiveDateTime) -> anyhow::Result<()> {
    let file: File = serde_json::from_str(include_str!("../../assets/demo/calls.json"))?;
    for entry in &file.calls {
        let id = app.db.write_now(|conn| call(conn, (&file, entry), now))?;
        let call = app.db.read_now(|conn| Ok(queries::find(conn, &id)?))?;
        if entry.reviewed {
            review::play(app, &call, now)?;
        } else if call.phase(now) == Phase::Closed {
            super::decided::play(app, &call)?;
        }
    }
    Ok(())
}

/// Dates are at noon and at the end of a day, by the clock of Paris in winter.
fn at(now: NaiveDateTime, days: i64, (hour, minute): (u32, u32)) -> NaiveDateTime {
    let day = network_day(now) + TimeDelta::days(days);
    day.and_hms_opt(hour, minute, 0).unwrap_or(now)
}

fn call(conn: &mut Conn, (file, entry): (&File, &Entry), now: NaiveDateTime) -> Result<CallId> {
    let begun = now - TimeDelta::days(entry.days);
    let actor = coordinator(conn, begun)?;
    let (id, [code, title]) = (CallId::new(), entry.series.clone());
    ops::begin(conn, &actor, &id, (&InSeries::New { code, title }, &entry.title_fr), begun)?;
    let call = queries::find(conn, &id)?;
    let text = Text {
        title_fr: entry.title_fr.clone(),
        title_en: entry.title_en.clone(),
        summary_fr: entry.summary_fr.clone(),
        summary_en: entry.summary_en.clone(),
        body_fr: file.body_fr.clone(),
        body_en: file.body_en.clone(),
        notice_fr: file.notice_fr.clone(),
        notice_en: file.notice_en.clone(),
        contact: "appels@reseau.example".to_owned(),
    };
    let end_of_minute = TimeDelta::minutes(1) - TimeDelta::microseconds(1);
    let closes = at(now, entry.closes_in_days, (16, 0)) + end_of_minute;
    let terms = Terms {
        opens_at: Some(at(now, entry.opens_in_days, (8, 0))),
        closes_at: Some(closes),
        questions_until: Some(closes - TimeDelta::days(7)),
        ..call.terms.clone()
    };
    ops::write(conn, &actor, (&id, call.lock_version), (&text, &terms), begun)?;
    let call = queries::find(conn, &id)?;
    let version = questionnaires::queries::find(conn, &call.version_id)?;
    let letters = Step::SetLetters(Letters::Asked);
    ops::build(conn, &actor, (&id, &version.id, version.lock_version), letters, begun)?;
    if entry.announced {
        ops::announce(conn, &actor, &id, begun)?;
        return Ok(id);
    }
    ops::publish(conn, &actor, &id, begun)?;
    for (place, [asked, answer]) in (1..).zip(&entry.questions) {
        let when = at(now, entry.opens_in_days, (8, 0)) + TimeDelta::days(place);
        let question = Asked {
            id: QuestionId::random(),
            name: "Une personne".to_owned(),
            email: "question@labo.example".to_owned(),
            language: Locale::Fr,
            body: asked.clone(),
        };
        ops::ask(conn, (&call.slug, "demo"), &question, when)?;
        let when = when + TimeDelta::days(2);
        ops::answer(conn, &actor, (&id, &question.id), (asked, answer), when)?;
    }
    if entry.extended_days > 0 {
        let later = closes + TimeDelta::days(entry.extended_days);
        let when = closes - TimeDelta::hours(3);
        ops::extend(conn, &actor, &id, (later, &entry.extended_why), when)?;
    }
    let call = queries::find(conn, &id)?;
    match call.phase(now) {
        Phase::Open => bid::write(conn, &call, now)?,
        Phase::Closed => {
            let project = (bid::OWNER, "Atelier de la donnée du Sillon lorrain", "ADSL");
            bid::file(conn, &call, project, closes - TimeDelta::days(2))?;
        }
        _ => {}
    }
    Ok(id)
}

pub(super) fn coordinator(conn: &mut Conn, at: NaiveDateTime) -> Result<Actor> {
    let found = demo::holder_of(conn, NetworkRole::Coordinator)?;
    let account = found.ok_or(Error::NotFound)?;
    Ok(accounts::queries::actor(conn, account, None, network_day(at))?)
}

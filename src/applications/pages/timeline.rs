//! What became of an application, step by step, for those who have a part in it and for whoever runs its call.

use chrono::NaiveDateTime;
use serde::Serialize;
use serde_json::Value;

use crate::applications::{Application, State};
use crate::calls::Call;
use crate::db::Conn;
use crate::history::{self, Event};
use crate::i18n::Locale;
use crate::times::said;
use crate::{Result, decisions};

/// Lines that are read at most, and so many there are of no application that ever was.
const MOST: i64 = 1_000;

/// What those who applied did or were told of when it happened. Whatever else happens, who reviews, when they do and what is
/// being decided, is no step.
const STEPS: [(&str, &str); 20] = [
    ("application.begin", "applications-step-begin"),
    ("application.file", "applications-step-file"),
    ("application.withdraw", "applications-step-withdraw"),
    ("application.restore", "applications-step-restore"),
    ("application.extend", "applications-step-extend"),
    ("application.add_partner", "applications-step-partner"),
    ("application.remove_partner", "applications-step-partner-out"),
    ("application.join", "applications-step-join"),
    ("application.remove_person", "applications-step-person-out"),
    ("review.ask_completion", "applications-step-asked"),
    ("review.complete", "applications-step-completed"),
    ("review.reconsider", "applications-step-reconsidered"),
    ("appeal.file", "applications-step-appeal"),
    ("appeal.withdraw", "applications-step-appeal-withdrawn"),
    ("appeal.take", "applications-step-appeal-taken"),
    ("appeal.admit", "applications-step-appeal-admitted"),
    ("appeal.refuse", "applications-step-appeal-inadmissible"),
    ("appeal.uphold", "applications-step-appeal-upheld"),
    ("appeal.dismiss", "applications-step-appeal-dismissed"),
    ("decision.read", "applications-step-read"),
];

#[derive(Debug, Serialize)]
pub struct StepView {
    when: String,
    word: String,
}

/// The steps of an application, the first one first. The caller has seen that the reader may read it.
pub fn timeline(
    conn: &mut Conn,
    (of, call): (&Application, &Call),
    locale: Locale,
) -> Result<Vec<StepView>> {
    let mut events = history::of(conn, "application", of.id.as_str(), MOST)?;
    events.reverse();
    let filed = !matches!(of.state, State::Draft | State::Lapsed | State::Withdrawn);
    let frozen = call.frozen_at.filter(|_| filed);
    let mut steps: Vec<(NaiveDateTime, &str)> =
        frozen.into_iter().map(|at| (at, "applications-step-review")).collect();
    steps.extend(events.iter().filter_map(|one| Some((one.at, word(one)?))));
    let told = decisions::queries::told(conn, &of.id)?.and_then(|one| one.notified_at);
    steps.extend(told.map(|at| (at, "applications-step-told")));
    steps.sort_by_key(|(at, _)| *at);
    let view = |(at, word): (NaiveDateTime, &str)| StepView {
        when: said::moment(at, call.terms.tz(), locale),
        word: locale.text(word),
    };
    Ok(steps.into_iter().map(view).collect())
}

fn word(event: &Event) -> Option<&'static str> {
    // Who applied is written to when it is not eligible, and of nothing else that is judged.
    if event.action == "review.judge" {
        let detail: Value = serde_json::from_str(&event.detail).unwrap_or_default();
        return (detail["outcome"] == "ineligible").then_some("applications-step-ineligible");
    }
    STEPS.iter().find(|(action, _)| *action == event.action).map(|(_, word)| *word)
}

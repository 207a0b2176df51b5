//! What a call needs before people read it: each line says whether it is done and where to do it.

use chrono::NaiveDateTime;

use crate::calls::{Call, State};
use crate::questionnaires::rules::shape;
use crate::questionnaires::{Definition, Meaning};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Without it the call is not published.
    Blocking,
    Advice,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Ends the key of its message: `calls-check-{code}`.
    pub code: &'static str,
    pub weight: Weight,
    pub done: bool,
    /// The field where it is done; none when it is done in the form's builder.
    pub field: Option<&'static str>,
}

/// What an application must say so that a node can be made of it without asking again.
const NEEDED: [Meaning; 3] = [Meaning::Name, Meaning::Regions, Meaning::Disciplines];

pub fn check(call: &Call, form: &Definition, now: NaiveDateTime) -> Vec<Line> {
    let (text, terms) = (&call.text, &call.terms);
    let blocking = |code, done, field| Line { code, weight: Weight::Blocking, done, field };
    let advice = |code, done, field| Line { code, weight: Weight::Advice, done, field };
    let dates = terms.opens_at.zip(terms.closes_at);
    let means = |meaning: &Meaning| form.walk().any(|(_, _, item)| item.maps_to == Some(*meaning));
    let english = [&text.title_en, &text.summary_en, &text.body_en, &text.notice_en];
    vec![
        blocking("summary", !text.summary_fr.is_empty(), Some("summary_fr")),
        blocking("body", text.body_fr.chars().count() >= 100, Some("body_fr")),
        blocking("notice", !text.notice_fr.is_empty(), Some("notice_fr")),
        blocking("contact", !text.contact.is_empty(), Some("contact")),
        blocking("dates", dates.is_some(), Some("opens")),
        blocking("future", dates.is_none_or(|(opens, _)| opens > now), Some("opens")),
        blocking("order", dates.is_none_or(|(opens, closes)| opens < closes), Some("closes")),
        blocking(
            "questions",
            terms.questions_until.is_none_or(|last| terms.closes_at.is_none_or(|end| last <= end)),
            Some("questions"),
        ),
        blocking("form", shape::faults(form).is_empty(), None),
        blocking("meanings", NEEDED.iter().all(means), None),
        advice("english", english.iter().all(|text| !text.is_empty()), Some("title_en")),
        advice(
            "time",
            dates.is_none_or(|(opens, closes)| closes - opens >= chrono::TimeDelta::days(30)),
            Some("closes"),
        ),
    ]
}

/// Whether nothing that blocks is left to do.
pub fn is_ready(call: &Call, form: &Definition, now: NaiveDateTime) -> bool {
    check(call, form, now).iter().all(|line| line.done || line.weight == Weight::Advice)
}

/// Whether a form asks what it must, in a way that can be answered.
pub fn form_is_ready(form: &Definition) -> bool {
    let means = |meaning: &Meaning| form.walk().any(|(_, _, item)| item.maps_to == Some(*meaning));
    shape::faults(form).is_empty() && NEEDED.iter().all(means)
}

/// Whether texts, dates and form may still be changed freely.
pub fn is_being_written(state: State) -> bool {
    matches!(state, State::Draft | State::Announced)
}

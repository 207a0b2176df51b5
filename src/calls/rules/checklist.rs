//! What a call needs before people read it: each line says whether it is done and where to do it.

use chrono::NaiveDateTime;

use crate::calls::{Call, Rule, RuleKind, State};
use crate::questionnaires::rules::shape;
use crate::questionnaires::{Definition, Kind, Meaning};

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
    /// Where it is done.
    pub at: Place,
}

/// A field of the call's own page, or another page of its desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Field(&'static str),
    Page(&'static str),
}

/// What belongs to a call beside its texts and terms.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    pub form: &'a Definition,
    pub rules: &'a [Rule],
    /// Whether the grid of its review can be judged by: criteria with weights.
    pub weighs: bool,
}

/// What an application must say so that a node can be made of it without asking again.
const NEEDED: [Meaning; 3] = [Meaning::Name, Meaning::Regions, Meaning::Disciplines];

pub fn check(call: &Call, beside: Beside<'_>, now: NaiveDateTime) -> Vec<Line> {
    let (text, terms, form) = (&call.text, &call.terms, beside.form);
    let line = |code, weight, done, at| Line { code, weight, done, at };
    let blocking = |code, done, field| line(code, Weight::Blocking, done, Place::Field(field));
    let advice = |code, done, field| line(code, Weight::Advice, done, Place::Field(field));
    let elsewhere = |code, done, page| line(code, Weight::Blocking, done, Place::Page(page));
    let dates = terms.opens_at.zip(terms.closes_at);
    let means = |meaning: &Meaning| form.walk().any(|(_, _, item)| item.maps_to == Some(*meaning));
    let english = [&text.title_en, &text.summary_en, &text.body_en, &text.notice_en];
    vec![
        blocking("summary", !text.summary_fr.is_empty(), "summary_fr"),
        blocking("body", text.body_fr.chars().count() >= 100, "body_fr"),
        blocking("notice", !text.notice_fr.is_empty(), "notice_fr"),
        blocking("contact", !text.contact.is_empty(), "contact"),
        blocking("dates", dates.is_some(), "opens"),
        blocking("future", dates.is_none_or(|(opens, _)| opens > now), "opens"),
        blocking("order", dates.is_none_or(|(opens, closes)| opens < closes), "closes"),
        blocking(
            "questions",
            terms.questions_until.is_none_or(|last| terms.closes_at.is_none_or(|end| last <= end)),
            "questions",
        ),
        elsewhere("form", shape::faults(form).is_empty(), "form"),
        elsewhere("meanings", NEEDED.iter().all(means), "form"),
        elsewhere("rules", rules_are_met(form, beside.rules), "rules"),
        elsewhere("rubric", beside.weighs, "reviews/rubric"),
        advice("english", english.iter().all(|text| !text.is_empty()), "title_en"),
        advice(
            "time",
            dates.is_none_or(|(opens, closes)| closes - opens >= chrono::TimeDelta::days(30)),
            "closes",
        ),
    ]
}

/// Whether nothing that blocks is left to do.
pub fn is_ready(call: &Call, beside: Beside<'_>, now: NaiveDateTime) -> bool {
    check(call, beside, now).iter().all(|line| line.done || line.weight == Weight::Advice)
}

/// Whether a form asks what it must, in a way that can be answered, and what the call's rules look at.
pub fn form_is_ready(form: &Definition, rules: &[Rule]) -> bool {
    let means = |meaning: &Meaning| form.walk().any(|(_, _, item)| item.maps_to == Some(*meaning));
    shape::faults(form).is_empty() && NEEDED.iter().all(means) && rules_are_met(form, rules)
}

/// Whether there are rules, and a form can be answered so that each that looks at a question is met: the question is asked
/// once, and can be answered as the rule wants.
fn rules_are_met(form: &Definition, rules: &[Rule]) -> bool {
    let asked = |rule: &Rule| {
        let item = form.sections.iter().flat_map(|section| &section.items);
        let item = item.filter(|item| item.kind.asks()).find(|item| item.key == rule.field_key);
        item.is_some_and(|item| match item.kind {
            _ if rule.wanted.is_empty() => true,
            Kind::YesNo => matches!(rule.wanted.as_str(), "yes" | "no"),
            Kind::Single | Kind::Multiple => {
                item.choices.iter().any(|choice| choice.code == rule.wanted)
            }
            _ => true,
        })
    };
    !rules.is_empty() && rules.iter().filter(|rule| rule.kind == RuleKind::Answer).all(asked)
}

/// Whether texts, dates and form may still be changed freely.
pub fn is_being_written(state: State) -> bool {
    matches!(state, State::Draft | State::Announced)
}

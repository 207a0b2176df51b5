//! What the rules of a call see in an application: the same when it is written, when it is filed, and when a person examines
//! it. A rule says what it sees; it decides only where it blocks.

use serde_json::Value;

use crate::applications::{Partner, PartnerRole, PartnerState};
use crate::calls::{Rule, RuleKind};
use crate::questionnaires::rules::complete;
use crate::questionnaires::rules::conditions::is_blank;
use crate::questionnaires::{Answers, Definition, Meaning};

/// A rule and what it saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub rule: Rule,
    pub met: bool,
}

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub definition: &'a Definition,
    pub answers: &'a Answers,
    pub partners: &'a [Partner],
    /// Whether every letter that is wished for holds.
    pub letters_hold: bool,
}

pub fn check(rules: &[Rule], seen: Seen<'_>) -> Vec<Check> {
    rules.iter().map(|rule| Check { rule: rule.clone(), met: met(rule, seen) }).collect()
}

fn met(rule: &Rule, seen: Seen<'_>) -> bool {
    let confirmed = seen.partners.iter().filter(|one| one.state == PartnerState::Confirmed);
    match rule.kind {
        RuleKind::Complete => complete::check(seen.definition, seen.answers).is_empty(),
        RuleKind::Institutions => {
            i32::try_from(confirmed.count()).is_ok_and(|count| count >= rule.least)
        }
        RuleKind::Lead => confirmed.clone().any(|one| one.role == PartnerRole::Lead),
        RuleKind::Staff => {
            let hundredths: i32 = confirmed.clone().filter_map(|one| one.fte).sum();
            confirmed.clone().all(|one| one.fte.is_some()) && hundredths >= rule.least * 100
        }
        RuleKind::Territory => seen
            .definition
            .walk()
            .filter(|(_, _, item)| item.maps_to == Some(Meaning::Regions))
            .any(|(_, _, item)| {
                seen.answers.get(&item.key, "").is_some_and(|value| !is_blank(value))
            }),
        RuleKind::Letters => seen.letters_hold,
        RuleKind::Answer => seen
            .answers
            .get(&rule.field_key, "")
            .is_some_and(|value| is_answered(value, &rule.wanted)),
    }
}

/// Whether an answer is what a rule wants: the code of a choice, or yes or no; any answer where it wants none in particular.
fn is_answered(value: &Value, wanted: &str) -> bool {
    match value {
        _ if wanted.is_empty() => !is_blank(value),
        Value::Bool(yes) => *yes == (wanted == "yes"),
        Value::String(text) => text == wanted,
        Value::Array(all) => all.iter().any(|one| one.as_str() == Some(wanted)),
        Value::Null | Value::Number(_) | Value::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_compared_as_what_it_is() {
        let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert!(is_answered(&value("true"), "yes") && !is_answered(&value("true"), "no"));
        assert!(is_answered(&value("false"), "no"));
        assert!(is_answered(&value("[\"a\", \"b\"]"), "b"));
        assert!(is_answered(&value("\"a\""), "a") && !is_answered(&value("\"a\""), "b"));
        assert!(is_answered(&value("\"a\""), "") && !is_answered(&value("\"\""), ""));
        assert!(!is_answered(&value("{\"yes\": 1}"), "yes"));
    }
}

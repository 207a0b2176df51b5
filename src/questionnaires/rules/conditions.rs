//! Whether a question is asked. Unknown is neither: what compares with something unanswered is unknown, and so is its
//! contrary, so that an empty field never makes another one appear.

use serde_json::Value;

use super::decimals::billionths;
use crate::questionnaires::{Answers, Condition, Definition, Item, Section};

/// Whether a question in a row is asked: its own condition holds, and that of the block around it.
pub fn is_asked(answers: &Answers, (block, item): (Option<&Item>, &Item), row: &str) -> bool {
    let holds_in = |item: &Item, row: &str| {
        item.show_if.as_ref().is_none_or(|condition| holds(condition, answers, row) == Some(true))
    };
    block.is_none_or(|block| holds_in(block, "")) && holds_in(item, row)
}

/// The answers without those to what is not asked: what is hidden makes nothing else appear.
pub fn heard(definition: &Definition, answers: &Answers) -> Answers {
    let mut heard = answers.clone();
    for (_, block, item) in definition.walk() {
        let once = [String::new()];
        let rows = block.map_or(&once[..], |block| answers.rows(&block.key));
        for row in rows.iter().filter(|_| item.kind.asks()) {
            if !is_asked(&heard, (block, item), row) {
                heard.put((&item.key, row), None);
            }
        }
    }
    heard
}

/// Everything of a section that is asked, in order: each item with its row, which is empty outside blocks. A block stands
/// before its rows.
pub fn asked<'a>(
    section: &'a Section,
    answers: &'a Answers,
) -> impl Iterator<Item = (&'a Item, String)> {
    section.items.iter().flat_map(move |item| {
        let shown = is_asked(answers, (None, item), "");
        let rows = if shown { answers.rows(&item.key) } else { &[] };
        let inner = rows.iter().flat_map(move |row| {
            let inside = item.items.iter();
            let asked = inside.filter(move |inner| is_asked(answers, (Some(item), inner), row));
            asked.map(move |inner| (inner, row.clone()))
        });
        shown.then(|| (item, String::new())).into_iter().chain(inner)
    })
}

/// True, false, or unknown.
pub fn holds(condition: &Condition, answers: &Answers, row: &str) -> Option<bool> {
    let value = |key: &str| answers.seen_from(key, row).filter(|value| !is_blank(value));
    let compare = |key: &str, with: &Value, fits: fn(std::cmp::Ordering) -> bool| {
        value(key).and_then(|found| order(found, with)).map(fits)
    };
    match condition {
        Condition::Eq(key, with) => value(key).map(|found| same(found, with)),
        Condition::Ne(key, with) => value(key).map(|found| !same(found, with)),
        Condition::Lt(key, with) => compare(key, with, std::cmp::Ordering::is_lt),
        Condition::Le(key, with) => compare(key, with, std::cmp::Ordering::is_le),
        Condition::Gt(key, with) => compare(key, with, std::cmp::Ordering::is_gt),
        Condition::Ge(key, with) => compare(key, with, std::cmp::Ordering::is_ge),
        Condition::In(key, list) => {
            value(key).map(|found| list.iter().any(|with| same(found, with)))
        }
        Condition::Contains(key, with) => value(key).map(|found| match found {
            Value::Array(all) => all.iter().any(|one| same(one, with)),
            other => same(other, with),
        }),
        Condition::Empty(key) => Some(value(key).is_none()),
        Condition::And(all) => {
            let each: Vec<_> = all.iter().map(|one| holds(one, answers, row)).collect();
            if each.contains(&Some(false)) {
                return Some(false);
            }
            each.into_iter().collect::<Option<Vec<_>>>().map(|_| true)
        }
        Condition::Or(any) => {
            let each: Vec<_> = any.iter().map(|one| holds(one, answers, row)).collect();
            if each.contains(&Some(true)) {
                return Some(true);
            }
            each.into_iter().collect::<Option<Vec<_>>>().map(|_| false)
        }
        Condition::Not(inner) => holds(inner, answers, row).map(|held| !held),
    }
}

/// Whether an answer says nothing.
pub fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(parts) => parts.values().all(is_blank),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn same(one: &Value, other: &Value) -> bool {
    one == other || order(one, other) == Some(std::cmp::Ordering::Equal)
}

/// Numbers by what they are worth, other texts (days above all) by their letters.
fn order(one: &Value, other: &Value) -> Option<std::cmp::Ordering> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let (one, other) = (text(one)?, text(other)?);
    match (billionths(&one), billionths(&other)) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => Some(one.cmp(&other)),
    }
}

/// The questions that a condition looks at.
pub fn names(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::Eq(key, _)
        | Condition::Ne(key, _)
        | Condition::Lt(key, _)
        | Condition::Le(key, _)
        | Condition::Gt(key, _)
        | Condition::Ge(key, _)
        | Condition::In(key, _)
        | Condition::Contains(key, _)
        | Condition::Empty(key) => vec![key],
        Condition::And(all) | Condition::Or(all) => all.iter().flat_map(names).collect(),
        Condition::Not(inner) => names(inner),
    }
}

pub fn depth(condition: &Condition) -> usize {
    match condition {
        Condition::And(all) | Condition::Or(all) => {
            1 + all.iter().map(depth).max().unwrap_or_default()
        }
        Condition::Not(inner) => 1 + depth(inner),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn condition(json: Value) -> Condition {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn what_is_not_answered_makes_nothing_appear() {
        let mut answers = Answers::default();
        let yes = condition(json!({ "eq": ["out", true] }));
        let not = condition(json!({ "not": { "eq": ["out", true] } }));
        let either = condition(json!({ "or": [{ "eq": ["out", true] }, { "empty": "out" }] }));
        assert_eq!(
            [&yes, &not, &either].map(|one| holds(one, &answers, "")),
            [None, None, Some(true)]
        );
        answers.put(("out", ""), Some(json!(false)));
        let after = [&yes, &not, &either].map(|one| holds(one, &answers, ""));
        assert_eq!(after, [Some(false), Some(true), Some(false)]);
    }

    #[test]
    fn numbers_are_compared_by_their_worth_and_days_by_their_order() {
        let mut answers = Answers::default();
        answers.put(("n", ""), Some(json!("10")));
        answers.put(("day", ""), Some(json!("2026-03-03")));
        answers.put(("set", ""), Some(json!(["a", "b"])));
        for (asked, holds_so) in [
            (json!({ "gt": ["n", "9"] }), true),
            (json!({ "lt": ["n", "9.5"] }), false),
            (json!({ "eq": ["n", 10] }), true),
            (json!({ "ge": ["day", "2026-03-03"] }), true),
            (json!({ "contains": ["set", "b"] }), true),
            (json!({ "in": ["n", ["1", "10"]] }), true),
        ] {
            assert_eq!(holds(&condition(asked.clone()), &answers, ""), Some(holds_so), "{asked}");
        }
    }
}

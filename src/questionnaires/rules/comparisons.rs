//! Conditions as a list of simple comparisons, which is how people write them; deeper ones are kept as they are.

use serde_json::{Value, json};

use super::decimals;
use crate::questionnaires::{Condition, Item, Kind};

/// What may be compared, as forms name it.
pub const OPERATORS: [&str; 9] =
    ["eq", "ne", "lt", "le", "gt", "ge", "contains", "empty", "filled"];

/// How the comparisons are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    All,
    Any,
}

/// One comparison: the question's key, the operator, the value as it is typed.
pub type Test = (String, String, String);

/// The comparisons of a condition, when it is a plain list of them.
pub fn list(condition: &Condition) -> Option<(Join, Vec<Test>)> {
    let all = |tests: &[Condition]| tests.iter().map(test).collect::<Option<Vec<_>>>();
    match condition {
        Condition::And(tests) => Some((Join::All, all(tests)?)),
        Condition::Or(tests) => Some((Join::Any, all(tests)?)),
        one => Some((Join::All, vec![test(one)?])),
    }
}

fn test(condition: &Condition) -> Option<Test> {
    let shown = |value: &Value| match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let one = |key: &str, operator: &str, value: &Value| {
        Some((key.to_owned(), operator.to_owned(), shown(value)))
    };
    match condition {
        Condition::Eq(key, value) => one(key, "eq", value),
        Condition::Ne(key, value) => one(key, "ne", value),
        Condition::Lt(key, value) => one(key, "lt", value),
        Condition::Le(key, value) => one(key, "le", value),
        Condition::Gt(key, value) => one(key, "gt", value),
        Condition::Ge(key, value) => one(key, "ge", value),
        Condition::Contains(key, value) => one(key, "contains", value),
        Condition::Empty(key) => Some((key.clone(), "empty".to_owned(), String::new())),
        Condition::Not(inner) => match &**inner {
            Condition::Empty(key) => Some((key.clone(), "filled".to_owned(), String::new())),
            _ => None,
        },
        Condition::In(..) | Condition::And(_) | Condition::Or(_) => None,
    }
}

/// A condition made of comparisons; none of none. A value is read as the question it is compared with would be.
pub fn condition<'a>(
    join: Join,
    tests: &[Test],
    item: impl Fn(&str) -> Option<&'a Item>,
) -> Option<Condition> {
    let mut made: Vec<_> = tests.iter().filter_map(|test| comparison(test, &item)).collect();
    match (made.len(), join) {
        (0, _) => None,
        (1, _) => made.pop(),
        (_, Join::All) => Some(Condition::And(made)),
        (_, Join::Any) => Some(Condition::Or(made)),
    }
}

fn comparison<'a>(
    (key, operator, typed): &Test,
    item: &impl Fn(&str) -> Option<&'a Item>,
) -> Option<Condition> {
    if key.is_empty() {
        return None;
    }
    let (key, kind) = (key.clone(), item(key).map(|item| item.kind));
    let typed = typed.trim();
    let value = match kind {
        Some(Kind::YesNo) => json!(["yes", "oui", "true"].contains(&typed.to_lowercase().as_str())),
        Some(kind) if kind.is_number() => json!(decimals::read(typed).unwrap_or_default()),
        _ => json!(typed),
    };
    Some(match operator.as_str() {
        "ne" => Condition::Ne(key, value),
        "lt" => Condition::Lt(key, value),
        "le" => Condition::Le(key, value),
        "gt" => Condition::Gt(key, value),
        "ge" => Condition::Ge(key, value),
        "contains" => Condition::Contains(key, value),
        "empty" => Condition::Empty(key),
        "filled" => Condition::Not(Box::new(Condition::Empty(key))),
        _ => Condition::Eq(key, value),
    })
}

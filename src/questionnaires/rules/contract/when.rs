//! Conditions in JSON Schema, with their third value: what is unknown is neither true nor false.

use serde_json::{Value, json};

use super::order;
use crate::questionnaires::rules::decimals::billionths;
use crate::questionnaires::{Condition, Definition, Item, Kind};

/// Where a condition is said: in the whole of the answers, or in one row of a block.
pub struct Scope<'a> {
    pub form: &'a Definition,
    /// Comparisons with what is answered outside the row, as they came out: a row sees nothing around it.
    pub known: &'a [(&'a Condition, Option<bool>)],
}

/// What a comparison asks of an answer that is there.
enum Test {
    Is(Value),
    /// The two have no order: it is neither so nor not so.
    Unknown,
}

impl Scope<'_> {
    /// What answers are when a condition is known to be true, or to be false; none when that cannot be said.
    pub fn when(&self, condition: &Condition, wanted: bool) -> Option<Value> {
        match condition {
            Condition::And(all) => self.joined(all, wanted, wanted),
            Condition::Or(any) => self.joined(any, wanted, !wanted),
            Condition::Not(inner) => self.when(inner, !wanted),
            leaf => match self.known.iter().find(|(one, _)| *one == leaf) {
                Some((_, held)) => Some(json!(*held == Some(wanted))),
                None => self.leaf(leaf, wanted),
            },
        }
    }

    fn joined(&self, parts: &[Condition], wanted: bool, all: bool) -> Option<Value> {
        let said: Vec<_> = parts.iter().map(|one| self.when(one, wanted)).collect::<Option<_>>()?;
        // No part at all: true of "all", false of "any".
        if said.is_empty() {
            return Some(json!(all));
        }
        Some(json!({ (if all { "allOf" } else { "anyOf" }): said }))
    }

    fn leaf(&self, leaf: &Condition, wanted: bool) -> Option<Value> {
        let (key, test) = match leaf {
            Condition::Empty(key) => {
                let there = json!({ "required": [key] });
                return Some(if wanted { json!({ "not": there }) } else { there });
            }
            Condition::Ne(key, with) => {
                return self.leaf(&Condition::Eq(key.clone(), with.clone()), !wanted);
            }
            Condition::Eq(key, with) => (key, same(self.form.item(key)?, with)?),
            Condition::In(key, list) => {
                let item = self.form.item(key)?;
                let any: Vec<_> = list.iter().map(|one| same(item, one)).collect::<Option<_>>()?;
                (key, if any.is_empty() { json!(false) } else { json!({ "anyOf": any }) })
            }
            Condition::Contains(key, with) => (key, contains(self.form.item(key)?, with)?),
            Condition::Lt(key, with)
            | Condition::Le(key, with)
            | Condition::Gt(key, with)
            | Condition::Ge(key, with) => match ordered(self.form.item(key)?, leaf, with)? {
                Test::Is(test) => (key, test),
                Test::Unknown => return Some(json!(false)),
            },
            Condition::And(_) | Condition::Or(_) | Condition::Not(_) => return None,
        };
        let test = if wanted { test } else { json!({ "not": test }) };
        Some(json!({ "required": [key], "properties": { (key): test } }))
    }
}

/// The comparisons of a condition, each once.
pub fn leaves<'a>(condition: &'a Condition, found: &mut Vec<&'a Condition>) {
    match condition {
        Condition::And(all) | Condition::Or(all) => all.iter().for_each(|one| leaves(one, found)),
        Condition::Not(inner) => leaves(inner, found),
        leaf if found.contains(&leaf) => {}
        leaf => found.push(leaf),
    }
}

fn worth(value: &Value) -> Option<i128> {
    match value {
        Value::String(text) => billionths(text),
        Value::Number(number) => billionths(&number.to_string()),
        _ => None,
    }
}

/// Whether somebody may type what is worth a number without being written like it: "10,0" or "010" in a text.
fn may_be_worth(kind: Kind, with: &Value) -> bool {
    let coded = matches!(kind, Kind::Regions | Kind::Disciplines | Kind::Services);
    (kind.is_text() || coded || kind == Kind::Institution) && worth(with).is_some()
}

fn same(item: &Item, with: &Value) -> Option<Value> {
    match worth(with) {
        Some(number) if item.kind.is_number() => Some(order::equal(number)),
        _ if may_be_worth(item.kind, with) => None,
        _ => Some(json!({ "const": with })),
    }
}

fn contains(item: &Item, with: &Value) -> Option<Value> {
    if !item.kind.is_set() {
        return same(item, with);
    }
    (!may_be_worth(item.kind, with)).then(|| json!({ "contains": { "const": with } }))
}

/// Numbers and days have an order that can be said; other texts have one that cannot.
fn ordered(item: &Item, leaf: &Condition, with: &Value) -> Option<Test> {
    let not = |test: Value| json!({ "not": test });
    let (more, least) = match item.kind {
        kind if kind.is_number() => {
            let with = worth(with)?;
            (order::more(with), order::at_least(with))
        }
        Kind::Date => {
            let day = with.as_str().filter(|text| order::is_day(text))?;
            (order::later(day), order::from(day))
        }
        kind if kind.is_set() || matches!(kind, Kind::YesNo | Kind::Person | Kind::File) => {
            return Some(Test::Unknown);
        }
        _ => return None,
    };
    Some(Test::Is(match leaf {
        Condition::Gt(..) => more,
        Condition::Ge(..) => least,
        Condition::Le(..) => not(more),
        _ => not(least),
    }))
}

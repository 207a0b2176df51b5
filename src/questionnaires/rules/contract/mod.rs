//! A version of a form as a JSON Schema (draft 2020-12) of the answers that are filed with it, for programs. What is
//! filed is judged by [`super::complete`]; a test holds both to one another. What JSON Schema cannot say stands in a
//! `$comment`.

mod order;
mod when;

use serde_json::{Map, Value, json};

use self::when::{Scope, leaves};
use super::complete;
use super::decimals::billionths;
use crate::questionnaires::{Condition, Definition, Item, Kind, Unit};

/// What filing asks and the schema does not: the keys of the messages. Words are no characters, and an answer that came
/// from an earlier form looks like any other.
pub const UNSAID: [&str; 2] = ["questionnaires-too-many-words", "questionnaires-reread"];

/// How many comparisons with what stands outside a block its rows can hang upon: there are three times as many cases
/// with each.
const MOST_OUTSIDE: usize = 4;

/// The schema that is found at an address.
pub fn of(definition: &Definition, (address, title): (&str, &str)) -> Value {
    let scope = Scope { form: definition, known: &[] };
    let items = definition.sections.iter().flat_map(|section| &section.items);
    let mut whole = object(items, &scope);
    whole["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    whole["$id"] = json!(address);
    whole["title"] = json!(title);
    whole["description"] = json!(
        "What `answers` is in a filed application: only what is asked, and only what was answered. Numbers are texts."
    );
    whole
}

/// An object of the answers to questions that stand beside each other.
fn object<'a>(items: impl Iterator<Item = &'a Item>, scope: &Scope<'_>) -> Value {
    let (mut properties, mut required, mut rules) = (Map::new(), Vec::new(), Vec::new());
    for item in items.filter(|item| item.kind.asks() || item.kind == Kind::Block) {
        let mut said = match item.kind {
            Kind::Block => rows(item, scope, &mut rules),
            _ => value(item),
        };
        said["title"] = json!(item.label.fr);
        // The rows of a block that is asked are always told, were there none.
        let must = item.required || item.kind == Kind::Block;
        match &item.show_if {
            None if must => required.push(item.key.clone()),
            None => {}
            Some(condition) => match scope.when(condition, true) {
                Some(when) => rules.push(asked_when(item, &when, must)),
                None => comment(&mut said, "Whether it is asked hangs upon an order of texts."),
            },
        }
        properties.insert(item.key.clone(), said);
    }
    let mut whole =
        json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        whole["required"] = json!(required);
    }
    if !rules.is_empty() {
        whole["allOf"] = json!(rules);
    }
    whole
}

/// What is not asked is not told.
fn asked_when(item: &Item, when: &Value, must: bool) -> Value {
    let there = json!({ "required": [item.key] });
    let mut rule = json!({ "if": when, "else": { "not": there } });
    if must {
        rule["then"] = there;
    }
    rule
}

/// The rows of a block. Where they hang upon answers outside, `rules` has what they are in each case.
fn rows(block: &Item, scope: &Scope<'_>, rules: &mut Vec<Value>) -> Value {
    let mut outside = Vec::new();
    let conditions = block.items.iter().filter_map(|item| item.show_if.as_ref());
    conditions.for_each(|condition| leaves(condition, &mut outside));
    outside.retain(|leaf| !is_inside(block, leaf));
    let mut said = json!({ "type": "array", "minItems": block.fewest(), "maxItems": block.most() });
    let row = |known: &[(&Condition, Option<bool>)]| {
        object(block.items.iter(), &Scope { form: scope.form, known })
    };
    if outside.is_empty() {
        said["items"] = row(&[]);
        return said;
    }
    match cases(&outside, scope) {
        Some(cases) => rules.extend(cases.iter().map(|(when, known)| {
            let rows =
                json!({ "properties": { (&block.key): { "items": row(known.as_slice()) } } });
            json!({ "if": when, "then": rows })
        })),
        None => comment(&mut said, "Which questions a row has hangs upon too much outside it."),
    }
    said
}

fn is_inside(block: &Item, leaf: &Condition) -> bool {
    let names = super::conditions::names(leaf);
    names.iter().all(|name| block.items.iter().any(|item| item.key == *name))
}

type Known<'a> = Vec<(&'a Condition, Option<bool>)>;

/// Every way in which comparisons may come out together, with what the answers are then.
fn cases<'a>(outside: &[&'a Condition], scope: &Scope<'_>) -> Option<Vec<(Value, Known<'a>)>> {
    if outside.len() > MOST_OUTSIDE {
        return None;
    }
    let mut cases: Vec<(Vec<Value>, Known<'a>)> = vec![(Vec::new(), Vec::new())];
    for leaf in outside {
        let (so, not_so) = (scope.when(leaf, true)?, scope.when(leaf, false)?);
        let unknown = json!({ "not": { "anyOf": [so, not_so] } });
        let ways = [(Some(true), so), (Some(false), not_so), (None, unknown)];
        let with = |(all, known): &(Vec<Value>, Known<'a>)| {
            ways.clone().map(|(held, way)| {
                let all = all.iter().cloned().chain([way]).collect();
                (all, known.iter().copied().chain([(*leaf, held)]).collect())
            })
        };
        cases = cases.iter().flat_map(with).collect();
    }
    Some(cases.into_iter().map(|(all, known)| (json!({ "allOf": all }), known)).collect())
}

/// The answer to one question.
fn value(item: &Item) -> Value {
    match item.kind {
        Kind::ShortText | Kind::LongText => text(item),
        Kind::Integer | Kind::Decimal => number(item),
        Kind::Date => day(item),
        Kind::YesNo => json!({ "type": "boolean" }),
        Kind::Single => json!({ "enum": codes(item) }),
        Kind::Institution => json!({ "type": "string", "minLength": 1,
            "$comment": "The slug of an institution of the network." }),
        Kind::Multiple | Kind::Regions | Kind::Disciplines | Kind::Services => set(item),
        Kind::Email => email(),
        Kind::Url => json!({ "type": "string", "format": "uri", "pattern": "^http",
            "$comment": "That it is an address is judged more narrowly when it is filed." }),
        Kind::Person => json!({ "type": "object",
            "properties": { "name": { "type": "string", "minLength": 1 }, "email": email(),
                            "role": { "type": "string" } },
            "required": ["name", "email"], "additionalProperties": false }),
        Kind::File => files(item),
        Kind::Heading | Kind::Explanation | Kind::Block => json!({}),
    }
}

fn comment(said: &mut Value, text: &str) {
    said["$comment"] = json!(text);
}

fn text(item: &Item) -> Value {
    let mut said = json!({ "type": "string", "minLength": 1 });
    match item.limit.filter(|limit| limit.hard) {
        Some(limit) if limit.unit == Unit::Characters => said["maxLength"] = json!(limit.most),
        Some(limit) => {
            let most = format!(
                "At most {} words: runs of what is not white space that hold a letter or a digit.",
                limit.most
            );
            comment(&mut said, &most);
        }
        None => {}
    }
    said
}

fn number(item: &Item) -> Value {
    let bound = |bound: &Option<String>| bound.as_deref().and_then(billionths);
    let least = bound(&item.min).map(order::at_least);
    let most = bound(&item.max).map(|most| json!({ "not": order::more(most) }));
    bounded(json!({ "type": "string", "pattern": order::NUMBER }), (least, most), item)
}

fn day(item: &Item) -> Value {
    let bound = |bound: &Option<String>| bound.as_deref().and_then(complete::bound_day);
    let first = bound(&item.min).map(|day| order::from(&day));
    let last = bound(&item.max).map(|day| json!({ "not": order::later(&day) }));
    let days = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    bounded(json!({ "type": "string", "format": "date", "pattern": days }), (first, last), item)
}

/// What lies between two bounds; they are patterns, so that a comment says what they mean.
fn bounded(mut said: Value, (least, most): (Option<Value>, Option<Value>), item: &Item) -> Value {
    let bounds: Vec<Value> = least.into_iter().chain(most).collect();
    if !bounds.is_empty() {
        let end = |bound: &Option<String>| bound.clone().unwrap_or_else(|| "…".to_owned());
        said["allOf"] = json!(bounds);
        comment(&mut said, &format!("From {} to {}.", end(&item.min), end(&item.max)));
    }
    said
}

fn codes(item: &Item) -> Vec<&str> {
    item.choices.iter().map(|choice| choice.code.as_str()).collect()
}

fn set(item: &Item) -> Value {
    let mut said = json!({ "type": "array", "uniqueItems": true,
        "minItems": item.fewest().max(1), "maxItems": item.most() });
    let vocabulary = match item.kind {
        Kind::Regions => "regions",
        Kind::Disciplines => "disciplines",
        Kind::Services => "services",
        _ => {
            said["items"] = json!({ "enum": codes(item) });
            return said;
        }
    };
    said["items"] = json!({ "type": "string" });
    comment(&mut said, &format!("Codes of /api/v1/vocabularies/{vocabulary}."));
    said
}

fn email() -> Value {
    json!({ "type": "string", "format": "email", "pattern": r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
        "$comment": "That mail can be sent there is judged more narrowly when it is filed." })
}

fn files(item: &Item) -> Value {
    let takes = item.takes();
    let kinds: Vec<_> = takes.kinds.iter().map(|kind| kind.as_str()).collect();
    let taken = format!("Taken: {}, up to {} MiB each.", kinds.join(", "), takes.megabytes);
    let one = json!({ "type": "object",
        "properties": { "id": { "type": "string" }, "name": { "type": "string" },
            "media_type": { "type": "string" }, "bytes": { "type": "integer" },
            "sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$" } },
        "required": ["id", "name", "media_type", "bytes", "sha256"] });
    json!({ "type": "object", "required": ["files"], "additionalProperties": false,
        "properties": { "files": { "type": "array", "items": one,
            "minItems": item.fewest().max(1), "maxItems": item.most_files(), "$comment": taken } } })
}

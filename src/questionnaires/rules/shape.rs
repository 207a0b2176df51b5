//! What a form must be before anybody is asked it.

use std::collections::BTreeSet;

use super::conditions::{depth, names};
use super::decimals::billionths;
use super::{DEEPEST, MOST_CHOICES, MOST_ITEMS, is_key};
use crate::questionnaires::{Definition, Item, Kind};

/// What is wrong, and with which section or question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub place: String,
    /// The key of a message.
    pub code: &'static str,
}

/// Everything that is wrong, in the order of the form.
pub fn faults(definition: &Definition) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut add = |place: &str, code| found.push(Fault { place: place.to_owned(), code });
    if definition.walk().all(|(_, _, item)| !item.kind.asks()) {
        add("", "questionnaires-fault-nothing-asked");
    }
    if definition.walk().count() > MOST_ITEMS {
        add("", "questionnaires-fault-too-many-items");
    }
    let mut sections = BTreeSet::new();
    for section in &definition.sections {
        if !is_key(&section.key) || !sections.insert(section.key.as_str()) {
            add(&section.key, "questionnaires-fault-key");
        }
        if section.title.fr.trim().is_empty() {
            add(&section.key, "questionnaires-fault-label");
        }
        if section.items.is_empty() {
            add(&section.key, "questionnaires-fault-empty-section");
        }
    }
    let mut before: Vec<(&str, Option<&str>)> = Vec::new();
    let mut meant = BTreeSet::new();
    for (_, block, item) in definition.walk() {
        if let Some(meaning) = item.maps_to {
            let twice = meaning.is_single() && (block.is_some() || !meant.insert(meaning.as_str()));
            if twice || !meaning.fits(item.kind) {
                add(&item.key, "questionnaires-fault-meaning");
            }
        }
        if !is_key(&item.key) || before.iter().any(|(key, _)| *key == item.key) {
            add(&item.key, "questionnaires-fault-key");
        }
        of_item(block, item).into_iter().for_each(|code| add(&item.key, code));
        if let Some(condition) = &item.show_if {
            let inside = block.map(|block| block.key.as_str());
            let seen = |name: &&str| {
                before.iter().any(|(key, of)| key == name && (of.is_none() || *of == inside))
            };
            if !names(condition).iter().all(seen) {
                add(&item.key, "questionnaires-fault-condition-order");
            }
            if depth(condition) > DEEPEST {
                add(&item.key, "questionnaires-fault-condition-depth");
            }
        }
        if item.kind.asks() {
            before.push((&item.key, block.map(|block| block.key.as_str())));
        }
    }
    found
}

fn of_item(block: Option<&Item>, item: &Item) -> Vec<&'static str> {
    let mut codes = Vec::new();
    if item.label.fr.trim().is_empty() {
        codes.push("questionnaires-fault-label");
    }
    if item.kind == Kind::Block && (block.is_some() || item.items.is_empty()) {
        codes.push("questionnaires-fault-block");
    }
    if item.kind != Kind::Block && !item.items.is_empty() {
        codes.push("questionnaires-fault-block");
    }
    if item.kind.has_choices() {
        let distinct: BTreeSet<_> = item.choices.iter().map(|choice| &choice.code).collect();
        let whole = item.choices.iter().all(|one| is_key(&one.code) && !one.label.fr.is_empty());
        let enough = (2..=MOST_CHOICES).contains(&item.choices.len());
        if distinct.len() < item.choices.len() || !whole || !enough {
            codes.push("questionnaires-fault-choices");
        }
    }
    let most = crate::files::MAX_BYTES / (1024 * 1024);
    let takes = item.takes();
    if item.kind == Kind::File
        && (takes.kinds.is_empty() || !(1..=most).contains(&(takes.megabytes as usize)))
    {
        codes.push("questionnaires-fault-files");
    }
    if item.limit.is_some_and(|limit| limit.most == 0) {
        codes.push("questionnaires-fault-limit");
    }
    if !bounds_fit(item) {
        codes.push("questionnaires-fault-bounds");
    }
    codes
}

/// Whether least and most are of the question's kind, and in order.
fn bounds_fit(item: &Item) -> bool {
    let (Some(least), Some(most)) = (&item.min, &item.max) else { return true };
    match item.kind {
        Kind::Date => least <= most,
        _ => matches!((billionths(least), billionths(most)), (Some(a), Some(b)) if a <= b),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn codes(items: serde_json::Value) -> Vec<(String, &'static str)> {
        let whole = json!({ "format": 1, "sections": [
            { "key": "one", "title": { "fr": "Un" }, "items": items } ] });
        let definition: Definition = serde_json::from_value(whole).unwrap();
        faults(&definition).into_iter().map(|fault| (fault.place, fault.code)).collect()
    }

    #[test]
    fn t74_forms_that_cannot_be_answered_are_refused_with_the_place() {
        let text = |key: &str| json!({ "key": key, "kind": "short_text", "label": { "fr": "?" } });
        assert_eq!(codes(json!([text("a"), text("b")])), vec![]);
        let at = |key: &str, code| (key.to_owned(), code);
        assert_eq!(codes(json!([text("a"), text("a")])), [at("a", "questionnaires-fault-key")]);
        let mut ahead = text("a");
        ahead["show_if"] = json!({ "eq": ["b", "x"] });
        assert_eq!(
            codes(json!([ahead, text("b")])),
            [at("a", "questionnaires-fault-condition-order")],
            "forward, unknown and cyclic alike"
        );
        let mut deep = text("b");
        let mut condition = json!({ "empty": "a" });
        for _ in 0..50 {
            condition = json!({ "not": condition });
        }
        deep["show_if"] = condition;
        assert_eq!(
            codes(json!([text("a"), deep])),
            [at("b", "questionnaires-fault-condition-depth")]
        );
        let choice =
            json!({ "key": "c", "kind": "single_choice", "label": { "fr": "?" }, "choices": [] });
        assert_eq!(codes(json!([choice])), [at("c", "questionnaires-fault-choices")]);
        let mut named = [text("a"), text("b")];
        named.iter_mut().for_each(|one| one["maps_to"] = json!("node.name"));
        assert_eq!(codes(json!(named)), [at("b", "questionnaires-fault-meaning")], "one name");
        let mut place = text("a");
        place["maps_to"] = json!("coverage.region");
        assert_eq!(codes(json!([place])), [at("a", "questionnaires-fault-meaning")]);
        let many: Vec<_> = (0..10_000).map(|n| text(&format!("q{n}"))).collect();
        assert_eq!(codes(json!(many)), [at("", "questionnaires-fault-too-many-items")]);
    }

    #[test]
    fn t76_formats_are_named_kinds_and_no_pattern_is_read() {
        let said = json!({ "fr": "?" });
        for kind in ["regex", "pattern", "formula", ""] {
            let item = json!({ "key": "c", "kind": kind, "label": said });
            assert!(serde_json::from_value::<Item>(item).is_err(), "{kind}");
        }
        // A pattern beside a kind that there is, is not read either: none is kept, so none is ever run.
        let item = json!({ "key": "c", "kind": "short_text", "label": said, "pattern": "(a+)+$" });
        assert!(serde_json::from_value::<Item>(item).is_err());
    }
}

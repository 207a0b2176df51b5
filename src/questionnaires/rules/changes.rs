//! What a new version of a form changes for those who have begun to answer. It is computed, never declared.

use std::collections::BTreeMap;

use crate::db::text_enum;
use crate::questionnaires::{Definition, Item, Kind, Letters, Said, Weight};

text_enum! {
    /// What changed about a question, as the end of a message's key.
    What {
        Added = "added",
        Removed = "removed",
        Kind = "kind",
        Required = "required",
        Optional = "optional",
        Condition = "condition",
        FewerChoices = "fewer-choices",
        MoreChoices = "more-choices",
        Shorter = "shorter",
        Longer = "longer",
        Narrower = "narrower",
        Wider = "wider",
        FewerFiles = "fewer-files",
        Files = "files",
        Words = "words",
        Letters = "letters",
    }
}

/// One thing that changed, and with which question; none for what concerns the form as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub key: String,
    pub label: Said,
    pub what: What,
    pub weight: Weight,
}

/// The weight of all changes together.
pub fn weight(old: &Definition, new: &Definition) -> Weight {
    list(old, new).iter().map(|change| change.weight).max().unwrap_or(Weight::Free)
}

/// Everything that changed, in the order of the new form; what is gone comes last.
pub fn list(old: &Definition, new: &Definition) -> Vec<Change> {
    let (before, after) = (by_key(old), by_key(new));
    let change = |item: &Item, (what, weight): (What, Weight)| Change {
        key: item.key.clone(),
        label: item.label.clone(),
        what,
        weight,
    };
    let mut found = Vec::new();
    for (_, _, item) in new.walk() {
        match before.get(item.key.as_str()) {
            Some(was) => found.extend(of_item(was, item).into_iter().map(|one| change(item, one))),
            None => {
                let must = item.required || item.fewest() > 0;
                let weight = if must { Weight::Amendment } else { Weight::Notice };
                let weight = if item.kind.asks() || must { weight } else { Weight::Free };
                found.push(change(item, (What::Added, weight)));
            }
        }
    }
    let gone = old.walk().map(|(_, _, item)| item);
    for item in gone.filter(|item| !after.contains_key(item.key.as_str())) {
        let weight = if item.kind.asks() { Weight::Amendment } else { Weight::Free };
        found.push(change(item, (What::Removed, weight)));
    }
    if old.letters != new.letters {
        let weight = match new.letters {
            Letters::Required => Weight::Amendment,
            Letters::Asked if old.letters == Letters::None => Weight::Notice,
            Letters::Asked | Letters::None => Weight::Free,
        };
        let (key, label) = (String::new(), Said::default());
        found.push(Change { key, label, what: What::Letters, weight });
    }
    found
}

fn by_key(definition: &Definition) -> BTreeMap<&str, &Item> {
    definition.walk().map(|(_, _, item)| (item.key.as_str(), item)).collect()
}

fn of_item(was: &Item, is: &Item) -> Vec<(What, Weight)> {
    use Weight::{Amendment, Free, Notice};
    let lost = was.choices.iter().any(|one| !is.choices.iter().any(|new| new.code == one.code));
    let bounds = was.min != is.min || was.max != is.max;
    let cases = [
        (was.kind != is.kind, What::Kind, Amendment),
        (is.required && !was.required, What::Required, Amendment),
        (was.required && !is.required, What::Optional, Free),
        (was.show_if != is.show_if, What::Condition, Amendment),
        (lost, What::FewerChoices, Amendment),
        (!lost && is.choices.len() > was.choices.len(), What::MoreChoices, Notice),
        (tighter(was, is), What::Shorter, Amendment),
        (was.limit != is.limit && !tighter(was, is), What::Longer, Free),
        (bounds && !wider(was, is), What::Narrower, Amendment),
        (bounds && wider(was, is), What::Wider, Free),
        (fewer_files(was, is), What::FewerFiles, Amendment),
        (was.files != is.files && !fewer_files(was, is), What::Files, Notice),
        (was.label != is.label || was.help != is.help, What::Words, Free),
    ];
    cases.into_iter().filter(|(holds, ..)| *holds).map(|(_, what, weight)| (what, weight)).collect()
}

fn tighter(was: &Item, is: &Item) -> bool {
    match (was.limit, is.limit) {
        (_, None) => false,
        (None, Some(limit)) => limit.hard,
        (Some(before), Some(after)) => {
            after.unit != before.unit || after.hard && (!before.hard || after.most < before.most)
        }
    }
}

fn fewer_files(was: &Item, is: &Item) -> bool {
    let (before, after) = (was.takes(), is.takes());
    was.kind == Kind::File
        && (after.megabytes < before.megabytes
            || before.kinds.iter().any(|kind| !after.kinds.contains(kind)))
}

/// Whether what was within the bounds still is.
fn wider(was: &Item, is: &Item) -> bool {
    use super::decimals::billionths;
    let worth = |bound: &Option<String>| bound.as_deref().map(billionths);
    let lower = match (worth(&was.min), worth(&is.min)) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(before), Some(after)) => after <= before,
    };
    let upper = match (worth(&was.max), worth(&is.max)) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(before), Some(after)) => after >= before,
    };
    lower && upper
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaires::{Limit, Section, Unit};

    fn form(change: impl Fn(&mut Vec<Item>)) -> Definition {
        let said = |text: &str| Said { fr: text.to_owned(), en: String::new() };
        let mut text = Item::new("text", Kind::LongText, said("Texte"));
        text.limit = Some(Limit { unit: Unit::Words, most: 100, hard: true });
        let mut number = Item::new("number", Kind::Integer, said("Nombre"));
        number.max = Some("10".to_owned());
        let mut items = vec![text, number];
        change(&mut items);
        let section = Section { key: "one".into(), title: said("Un"), items, ..Section::default() };
        Definition { format: 1, sections: vec![section], ..Definition::default() }
    }

    #[test]
    fn what_changed_is_told_question_by_question() {
        let after = form(|items| {
            items[0].label.fr = "Texte !".into();
            items[0].limit.as_mut().unwrap().most = 50;
            items.pop();
        });
        let told = list(&form(|_| ()), &after).into_iter();
        let told: Vec<_> = told.map(|one| (one.key, one.what, one.weight)).collect();
        let text = |what, weight| ("text".to_owned(), what, weight);
        let expected = [
            text(What::Shorter, Weight::Amendment),
            text(What::Words, Weight::Free),
            ("number".to_owned(), What::Removed, Weight::Amendment),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn changes_are_weighed_by_what_they_can_break() {
        let before = form(|_| ());
        let new = |required: bool| {
            let mut item = Item::new("new", Kind::ShortText, Said::default());
            item.required = required;
            item
        };
        let cases: Vec<(Definition, Weight)> = vec![
            (form(|_| ()), Weight::Free),
            (form(|items| items[0].label.fr = "Texte !".into()), Weight::Free),
            (form(|items| items[0].limit.as_mut().unwrap().most = 200), Weight::Free),
            (form(|items| items[1].max = None), Weight::Free),
            (form(|items| items.push(new(false))), Weight::Notice),
            (form(|items| items.push(new(true))), Weight::Amendment),
            (form(|items| items[0].required = true), Weight::Amendment),
            (form(|items| items[0].limit.as_mut().unwrap().most = 50), Weight::Amendment),
            (form(|items| items[1].max = Some("9".into())), Weight::Amendment),
            (form(|items| items[1].kind = Kind::Decimal), Weight::Amendment),
            (form(|items| drop(items.pop())), Weight::Amendment),
        ];
        for (after, expected) in cases {
            assert_eq!(weight(&before, &after), expected, "{after:?}");
        }
    }
}

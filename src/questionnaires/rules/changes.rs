//! What a new version of a form changes for those who have begun to answer. It is computed, never declared.

use std::collections::BTreeMap;

use crate::db::text_enum;
use crate::questionnaires::{Definition, Item};

text_enum! {
    /// How much a change asks of those who answer.
    Weight {
        /// Nothing, or only words.
        Free = "free",
        /// Something new that may be answered: they are told.
        Notice = "notice",
        /// Something that can make a good application a bad one: they are told why, and have time.
        Amendment = "amendment",
    }
}

/// The weight of all changes together.
pub fn weight(old: &Definition, new: &Definition) -> Weight {
    let (old, new) = (by_key(old), by_key(new));
    let added = new.iter().filter(|(key, _)| !old.contains_key(*key)).map(|(_, item)| {
        if item.required || item.fewest() > 0 { Weight::Amendment } else { Weight::Notice }
    });
    let gone = old.iter().filter(|(key, item)| !new.contains_key(*key) && item.kind.asks());
    let changed = old.iter().filter_map(|(key, was)| new.get(key).map(|is| of_item(was, is)));
    added.chain(gone.map(|_| Weight::Amendment)).chain(changed).max().unwrap_or(Weight::Free)
}

fn by_key(definition: &Definition) -> BTreeMap<&str, &Item> {
    definition.walk().map(|(_, _, item)| (item.key.as_str(), item)).collect()
}

fn of_item(was: &Item, is: &Item) -> Weight {
    let stricter = was.kind != is.kind
        || is.required && !was.required
        || was.show_if != is.show_if
        || was.choices.iter().any(|one| !is.choices.iter().any(|other| other.code == one.code))
        || tighter(was, is)
        || (was.min != is.min || was.max != is.max) && !wider(was, is);
    if stricter {
        return Weight::Amendment;
    }
    if is.choices.len() > was.choices.len() { Weight::Notice } else { Weight::Free }
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
    use crate::questionnaires::{Kind, Limit, Said, Section, Unit};

    fn form(change: impl Fn(&mut Vec<Item>)) -> Definition {
        let said = |text: &str| Said { fr: text.to_owned(), en: String::new() };
        let mut text = Item::new("text", Kind::LongText, said("Texte"));
        text.limit = Some(Limit { unit: Unit::Words, most: 100, hard: true });
        let mut number = Item::new("number", Kind::Integer, said("Nombre"));
        number.max = Some("10".to_owned());
        let mut items = vec![text, number];
        change(&mut items);
        let section = Section { key: "one".into(), title: said("Un"), items, ..Section::default() };
        Definition { format: 1, sections: vec![section] }
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

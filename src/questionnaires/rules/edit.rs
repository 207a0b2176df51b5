//! What whoever builds a form does with it, one step at a time.

use super::{KEY_TAKEN, NO_SUCH, key_of};
use crate::Refusal;
use crate::questionnaires::{Definition, Item, Kind, Letters, Said, Section};

/// One step of building.
#[derive(Debug, Clone)]
pub enum Step {
    AddSection(Said),
    /// What a section says; its questions stay.
    SetSection {
        key: String,
        title: Said,
        help: Said,
        minutes: u32,
    },
    RaiseSection(String),
    RemoveSection(String),
    /// A question at the end of a section, or of a block in it.
    AddItem {
        section: String,
        block: Option<String>,
        kind: Kind,
        label: Said,
    },
    /// Everything about a question but its place and what stands in it.
    SetItem(Box<Item>),
    RaiseItem(String),
    RemoveItem(String),
    SetLetters(Letters),
}

/// The form after a step, and the key of what was added or changed.
pub fn apply(mut form: Definition, step: Step) -> Result<(Definition, String), Refusal> {
    let key = match step {
        Step::AddSection(title) => add_section(&mut form, title),
        Step::SetSection { key, title, help, minutes } => {
            let section = section_mut(&mut form, &key)?;
            (section.title, section.help, section.minutes) = (title, help, minutes);
            key
        }
        Step::RaiseSection(key) => {
            let place = form.sections.iter().position(|one| one.key == key).ok_or(NO_SUCH)?;
            if place > 0 {
                form.sections.swap(place, place - 1);
            }
            key
        }
        Step::RemoveSection(key) => {
            form.sections.retain(|one| one.key != key);
            key
        }
        Step::AddItem { section, block, kind, label } => {
            add_item(&mut form, (&section, block.as_deref()), kind, label)?
        }
        Step::SetItem(item) => {
            let there = list_with(&mut form, &item.key)?;
            let old = there.iter_mut().find(|one| one.key == item.key).ok_or(NO_SUCH)?;
            if old.kind != item.kind {
                return Err(KEY_TAKEN);
            }
            let (key, items) = (item.key.clone(), std::mem::take(&mut old.items));
            *old = Item { items, ..*item };
            key
        }
        Step::RaiseItem(key) => {
            let there = list_with(&mut form, &key)?;
            let place = there.iter().position(|one| one.key == key).ok_or(NO_SUCH)?;
            if place > 0 {
                there.swap(place, place - 1);
            }
            key
        }
        Step::SetLetters(letters) => {
            form.letters = letters;
            String::new()
        }
        Step::RemoveItem(key) => {
            if let Ok(there) = list_with(&mut form, &key) {
                there.retain(|one| one.key != key);
            }
            key
        }
    };
    Ok((form, key))
}

fn add_section(form: &mut Definition, title: Said) -> String {
    let taken: Vec<&str> = form.sections.iter().map(|one| one.key.as_str()).collect();
    let key = key_of(&title.fr, &taken);
    form.sections.push(Section { key: key.clone(), title, ..Section::default() });
    key
}

fn add_item(
    form: &mut Definition,
    (section, block): (&str, Option<&str>),
    kind: Kind,
    label: Said,
) -> Result<String, Refusal> {
    let taken: Vec<&str> = form.walk().map(|(_, _, item)| item.key.as_str()).collect();
    let key = key_of(&label.fr, &taken);
    let item = Item::new(&key, kind, label);
    let section = section_mut(form, section)?;
    match block {
        None => section.items.push(item),
        Some(_) if kind == Kind::Block => return Err(NO_SUCH),
        Some(block) => {
            let into = section.items.iter_mut().find(|one| one.key == block);
            into.filter(|one| one.kind == Kind::Block).ok_or(NO_SUCH)?.items.push(item);
        }
    }
    Ok(key)
}

fn section_mut<'a>(form: &'a mut Definition, key: &str) -> Result<&'a mut Section, Refusal> {
    form.sections.iter_mut().find(|one| one.key == key).ok_or(NO_SUCH)
}

/// The list in which a question stands: a section's, or a block's.
fn list_with<'a>(form: &'a mut Definition, key: &str) -> Result<&'a mut Vec<Item>, Refusal> {
    let has = |items: &[Item]| items.iter().any(|one| one.key == key);
    for section in &mut form.sections {
        if has(&section.items) {
            return Ok(&mut section.items);
        }
        if let Some(place) = section.items.iter().position(|one| has(&one.items)) {
            return Ok(&mut section.items[place].items);
        }
    }
    Err(NO_SUCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Said {
        Said { fr: text.to_owned(), en: String::new() }
    }

    #[test]
    fn a_form_is_built_step_by_step() {
        let mut form = Definition { format: 1, ..Definition::default() };
        let mut keys = Vec::new();
        let add = |block: Option<&str>, kind, label: &str| Step::AddItem {
            section: "votre_projet".into(),
            block: block.map(str::to_owned),
            kind,
            label: said(label),
        };
        for step in [
            Step::AddSection(said("Votre projet")),
            add(None, Kind::ShortText, "Nom de l’atelier"),
            add(None, Kind::ShortText, "Nom de l’atelier"),
            add(None, Kind::Block, "2 engagements"),
            add(Some("q_2_engagements"), Kind::Decimal, "Cible"),
            Step::RaiseItem("q_2_engagements".into()),
            Step::RemoveItem("nom_de_l_atelier".into()),
        ] {
            let key;
            (form, key) = apply(form, step).unwrap();
            keys.push(key);
        }
        assert_eq!(keys[..3], ["votre_projet", "nom_de_l_atelier", "nom_de_l_atelier_2"]);
        let order: Vec<_> = form.walk().map(|(_, _, item)| item.key.as_str()).collect();
        assert_eq!(order, ["q_2_engagements", "cible", "nom_de_l_atelier_2"]);
        let other = Item::new("cible", Kind::Integer, said("Cible"));
        let refused = apply(form, Step::SetItem(Box::new(other))).unwrap_err();
        assert_eq!(refused, KEY_TAKEN, "a key keeps its kind");
    }
}

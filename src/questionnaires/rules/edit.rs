//! What whoever builds a form does with it, one step at a time.

use super::{KEY_TAKEN, NO_SUCH, key_of};
use crate::Refusal;
use crate::i18n::Locale;
use crate::questionnaires::{Condition, Definition, FileRules, Item, Kind, Letters, Said, Section};

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
        Step::SetItem(item) => set_item(&mut form, *item)?,
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
            remove_item(&mut form, &key);
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

/// A question as it is now. Where a version that names nobody is wanted too, a question of its own asks for it.
fn set_item(form: &mut Definition, item: Item) -> Result<String, Refusal> {
    let taken: Vec<&str> = form.walk().map(|(_, _, item)| item.key.as_str()).collect();
    let twin_key = key_of(&format!("{} anonyme", item.key), &taken);
    let there = list_with(form, &item.key)?;
    let place = there.iter().position(|one| one.key == item.key).ok_or(NO_SUCH)?;
    if there[place].kind != item.kind {
        return Err(KEY_TAKEN);
    }
    let (key, items) = (item.key.clone(), std::mem::take(&mut there[place].items));
    let wanted = item.takes().anonymised.then(|| twin(&item, &twin_key));
    there[place] = Item { items, ..item };
    let known = there.iter().position(|one| one.anonymises() == Some(&key));
    match (wanted, known) {
        (Some(twin), None) => there.insert(place + 1, twin),
        (None, Some(at)) => drop(there.remove(at)),
        (Some(_), Some(_)) | (None, None) => {}
    }
    Ok(key)
}

/// Asks for the version that names nobody of the files of a question, once there are some.
fn twin(of: &Item, key: &str) -> Item {
    let said = |label: &str, locale: Locale| match label {
        "" => String::new(),
        label => locale.text1("questionnaires-anonymised-of", "label", label.to_owned()),
    };
    let label = Said { fr: said(&of.label.fr, Locale::Fr), en: said(&of.label.en, Locale::En) };
    let files = FileRules {
        anonymised: false,
        anonymises: Some(of.key.clone()),
        template: None,
        ..of.takes()
    };
    Item {
        required: true,
        show_if: Some(Condition::Not(Box::new(Condition::Empty(of.key.clone())))),
        max: of.max.clone(),
        files: Some(files),
        ..Item::new(key, Kind::File, label)
    }
}

/// A question goes with the one that asks for its version that names nobody; without the latter it wants none.
fn remove_item(form: &mut Definition, key: &str) {
    let Ok(there) = list_with(form, key) else { return };
    let of = there.iter().find(|one| one.key == key).and_then(|one| one.anonymises());
    let of = of.map(str::to_owned);
    there.retain(|one| one.key != key && one.anonymises() != Some(key));
    let files = there.iter_mut().find(|one| Some(&one.key) == of.as_ref());
    if let Some(files) = files.and_then(|one| one.files.as_mut()) {
        files.anonymised = false;
    }
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

    #[test]
    fn a_file_that_is_wanted_without_names_has_a_question_for_it() {
        let mut form = Definition { format: 1, ..Definition::default() };
        form.sections.push(Section { key: "un".into(), ..Section::default() });
        let mut plan = Item::new("plan", Kind::File, said("Plan"));
        form.sections[0].items.push(plan.clone());
        let keys = |form: &Definition| {
            form.walk().map(|(_, _, item)| item.key.clone()).collect::<Vec<_>>()
        };
        plan.files.as_mut().unwrap().anonymised = true;
        for _ in 0..2 {
            (form, _) = apply(form, Step::SetItem(Box::new(plan.clone()))).unwrap();
            assert_eq!(keys(&form), ["plan", "plan_anonyme"]);
        }
        let twin = form.item("plan_anonyme").unwrap();
        assert_eq!((twin.anonymises(), twin.required), (Some("plan"), true));
        assert_eq!(twin.label.fr, "Plan (version anonymisée)");
        let (without, _) = apply(form.clone(), Step::RemoveItem("plan_anonyme".into())).unwrap();
        assert!(!without.item("plan").unwrap().takes().anonymised);
        plan.files.as_mut().unwrap().anonymised = false;
        let (ticked_off, _) = apply(form.clone(), Step::SetItem(Box::new(plan))).unwrap();
        assert_eq!(keys(&ticked_off), ["plan"]);
        let (gone, _) = apply(form, Step::RemoveItem("plan".into())).unwrap();
        assert!(keys(&gone).is_empty());
    }
}

//! What is filed: one document of what is asked and was answered, in canonical JSON, which anybody can hash again.

use serde_json::{Map, Value, json};

use crate::applications::rules::letters::{self, Standing};
use crate::applications::rules::{fte, fte_said};
use crate::applications::{
    ApplicationId, HeldFile, Letter, Partner, PartnerId, PartnerRole, PartnerState,
};
use crate::questionnaires::rules::canonical;
use crate::questionnaires::rules::conditions::{heard, is_asked, is_blank};
use crate::questionnaires::{Answers, Kind, Version};

/// The document and its hash. What is not asked is not in it, nor what was not answered.
pub fn write(
    (call, title): (&str, &str),
    (version, answers): (&Version, &Answers),
    (partners, letters, files): (&[Partner], &[Letter], &[HeldFile]),
) -> (String, String) {
    let counted = partners
        .iter()
        .filter(|one| matches!(one.state, PartnerState::Invited | PartnerState::Confirmed));
    let document = json!({
        "format": 1,
        "call": call,
        "title": title,
        "form": { "id": version.questionnaire_id, "version": version.number },
        "answers": answers_of(version, answers),
        "partners": counted.map(|one| partner(call, one, (letters, files))).collect::<Vec<_>>(),
    });
    let text = canonical::text(&document);
    let hash = crate::secret::sha256_hex(text.as_bytes());
    (text, hash)
}

/// An institution as it is filed, with its letter if that holds.
pub fn partner(call: &str, one: &Partner, (letters, files): (&[Letter], &[HeldFile])) -> Value {
    let mut said = json!({ "institution": one.institution, "role": one.role,
                           "state": one.state, "fte": one.fte.map(fte_said) });
    if !one.commitments.is_empty() {
        said["commitments"] = json!(one.commitments);
    }
    if let (Standing::Signed, Some(letter)) = letters::standing(call, one, letters) {
        said["letter"] = letters::listed(letter, files);
    }
    said
}

/// The same document with what is said now of some of its questions, and of institutions whose letters were asked for; the
/// others as they were filed.
pub fn completed(
    document: &str,
    (version, answers): (&Version, &Answers),
    (asked, signed): (&[String], &[Value]),
) -> (String, String) {
    let mut whole: Value = serde_json::from_str(document).unwrap_or_default();
    let now = answers_of(version, answers);
    if let Some(filed) = whole["answers"].as_object_mut() {
        for key in asked {
            match now.get(key) {
                Some(value) => filed.insert(key.clone(), value.clone()),
                None => filed.remove(key),
            };
        }
    }
    for now in signed {
        let filed = whole["partners"].as_array_mut().into_iter().flatten();
        filed.filter(|one| one["institution"] == now["institution"]).for_each(|one| {
            *one = now.clone();
        });
    }
    let text = canonical::text(&whole);
    let hash = crate::secret::sha256_hex(text.as_bytes());
    (text, hash)
}

/// The institutions that a document names.
pub fn institutions(document: &str) -> Vec<String> {
    let whole: Value = serde_json::from_str(document).unwrap_or_default();
    let partners = whole["partners"].as_array().into_iter().flatten();
    partners.filter_map(|one| one["institution"].as_str().map(str::to_owned)).collect()
}

/// The institutions as they were filed, whatever was written since; whether each joined or declined is known as it is now:
/// that is its own to say.
pub fn partners(id: &ApplicationId, whole: &Value, now: &[Partner]) -> Vec<Partner> {
    let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let filed = |one: &Value| {
        let institution = text(one, "institution");
        let known = now.iter().find(|known| known.institution == institution);
        let said = known
            .map(|known| known.state)
            .filter(|state| matches!(state, PartnerState::Confirmed | PartnerState::Declined));
        Partner {
            id: known.map_or_else(PartnerId::new, |known| known.id.clone()),
            application_id: id.clone(),
            institution,
            role: text(one, "role").parse().unwrap_or(PartnerRole::Partner),
            state: said
                .or_else(|| text(one, "state").parse().ok())
                .unwrap_or(PartnerState::Invited),
            fte: one["fte"].as_str().and_then(fte),
            commitments: text(one, "commitments"),
        }
    };
    whole["partners"].as_array().into_iter().flatten().map(filed).collect()
}

fn answers_of(version: &Version, answers: &Answers) -> Value {
    let answers = &heard(&version.definition, answers);
    let mut all = Map::new();
    for item in version.definition.sections.iter().flat_map(|section| &section.items) {
        if !is_asked(answers, (None, item), "") {
            continue;
        }
        if item.kind == Kind::Block {
            let rows = answers.rows(&item.key).iter().map(|row| {
                let inner =
                    item.items.iter().filter(|one| is_asked(answers, (Some(item), one), row));
                let given = inner.filter_map(|one| {
                    let value = answers.get(&one.key, row).filter(|value| !is_blank(value))?;
                    Some((one.key.clone(), value.clone()))
                });
                Value::Object(given.collect())
            });
            all.insert(item.key.clone(), rows.collect());
        } else if let Some(value) = answers.get(&item.key, "").filter(|value| !is_blank(value)) {
            all.insert(item.key.clone(), value.clone());
        }
    }
    Value::Object(all)
}

/// The answers that a document holds, to be shown. Rows are numbered.
pub fn read(document: &str) -> (Answers, Value) {
    let value: Value = serde_json::from_str(document).unwrap_or_default();
    let mut answers = Answers::default();
    for (key, given) in value["answers"].as_object().into_iter().flatten() {
        let rows = given.as_array().filter(|rows| rows.iter().all(Value::is_object));
        match rows.filter(|rows| !rows.is_empty()) {
            Some(rows) => {
                for (place, row) in rows.iter().enumerate() {
                    let id = format!("{}", place + 1);
                    answers.add_row(key, &id);
                    for (inner, value) in row.as_object().into_iter().flatten() {
                        answers.put((inner, &id), Some(value.clone()));
                    }
                }
            }
            None => answers.put((key, ""), Some(given.clone())),
        }
    }
    (answers, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaires::{QuestionnaireId, VersionId, VersionState};

    #[test]
    fn what_is_filed_is_what_is_asked_and_reads_back() {
        let definition = serde_json::from_value(json!({ "format": 1, "sections": [
            { "key": "one", "title": { "fr": "Un" }, "items": [
                { "key": "out", "kind": "yes_no", "label": { "fr": "?" } },
                { "key": "how", "kind": "long_text", "label": { "fr": "?" }, "show_if": { "eq": ["out", true] } },
                { "key": "goals", "kind": "block", "label": { "fr": "?" }, "items": [
                    { "key": "goal", "kind": "decimal", "label": { "fr": "?" } } ] } ] } ] }))
        .unwrap();
        let version = Version {
            id: VersionId::new(),
            questionnaire_id: QuestionnaireId::new(),
            number: 1,
            state: VersionState::Published,
            definition,
            lock_version: 0,
        };
        let mut answers = Answers::default();
        answers.put(("out", ""), Some(json!(false)));
        answers.put(("how", ""), Some(json!("caché")));
        answers.add_row("goals", "x");
        answers.put(("goal", "x"), Some(json!("1.5")));

        let (text, hash) = write(("AMI-1", "Titre"), (&version, &answers), (&[], &[], &[]));
        assert!(text.contains(r#""answers":{"goals":[{"goal":"1.5"}],"out":false}"#), "{text}");
        assert_eq!(hash, crate::secret::sha256_hex(text.as_bytes()));
        let (back, _) = read(&text);
        assert_eq!(back.get("goal", "1"), Some(&json!("1.5")));
        assert_eq!(back.get("how", ""), None);
    }
}

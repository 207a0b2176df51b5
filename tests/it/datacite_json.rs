//! The record for DataCite in JSON, held against what its JSON schema takes.

use maillage::materials::Record;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::datacite::{ATTRIBUTES, NAMESPACE, OPTIONAL};
use crate::materials::{Cast, record};

/// What the JSON schema of DataCite (datacite-v4.json, a transcription of Metadata Schema 4.6 at <https://schema.datacite.org>)
/// demands of a record: what must be, and which words are known.
const JSON_REQUIRED: [&str; 6] =
    ["creators", "titles", "publisher", "publicationYear", "types", "schemaVersion"];
/// What it lets be besides, and XML does not; it lets nothing else be.
const JSON_KNOWN: [&str; 7] =
    ["doi", "prefix", "suffix", "event", "identifiers", "url", "contentUrl"];
/// What it may say of a person.
const JSON_OF_PERSON: &[&str] =
    &["nameType", "givenName", "familyName", "nameIdentifiers", "affiliation", "lang"];
/// Of each element of a list: what it must hold, what it may.
const JSON_OF: [(&str, &[&str], &[&str]); 9] = [
    ("identifiers", &["identifier", "identifierType"], &[]),
    ("creators", &["name"], JSON_OF_PERSON),
    ("contributors", &["name", "contributorType"], JSON_OF_PERSON),
    ("titles", &["title"], &["titleType", "lang"]),
    ("subjects", &["subject"], &["subjectScheme", "schemeUri", "valueUri", "lang"]),
    ("dates", &["date", "dateType"], &["dateInformation"]),
    (
        "rightsList",
        &[],
        &["rights", "rightsUri", "rightsIdentifier", "rightsIdentifierScheme", "schemeUri", "lang"],
    ),
    ("descriptions", &["description", "descriptionType"], &["lang"]),
    (
        "relatedIdentifiers",
        &["relatedIdentifier", "relatedIdentifierType", "relationType"],
        &["relatedMetadataScheme", "schemeUri", "schemeType", "resourceTypeGeneral"],
    ),
];

/// What the schema would refuse of a record in JSON.
fn json_faults(record: &Value) -> Vec<String> {
    let told = record.as_object().unwrap();
    let missing = JSON_REQUIRED.iter().filter(|name| record[**name].is_null());
    let mut faults: Vec<_> = missing.map(|name| format!("no {name}")).collect();
    let known = [&JSON_REQUIRED[..], &JSON_KNOWN, &OPTIONAL].concat();
    let odd = |name: &&String| !known.contains(&name.as_str());
    faults.extend(told.keys().filter(odd).map(|name| format!("{name} is not known")));
    for (list, must, may) in JSON_OF {
        for one in record[list].as_array().into_iter().flatten() {
            let says = one.as_object().unwrap();
            let lacks = must.iter().filter(|name| one[**name].as_str().is_none_or(str::is_empty));
            faults.extend(lacks.map(|name| format!("{list}: no {name}")));
            let odd =
                |name: &&String| !must.contains(&name.as_str()) && !may.contains(&name.as_str());
            faults.extend(says.keys().filter(odd).map(|name| format!("{list}: {name}")));
        }
    }
    for list in ["creators", "titles"] {
        if record[list].as_array().is_none_or(Vec::is_empty) {
            faults.push(format!("empty {list}"));
        }
    }
    let words = |attribute: &str| {
        let of = ATTRIBUTES.iter().find(|(_, name, _)| *name == attribute);
        of.map_or(&[][..], |(_, _, words)| *words)
    };
    let general = record["types"]["resourceTypeGeneral"].as_str().unwrap_or_default();
    if !words("resourceTypeGeneral").contains(&general) {
        faults.push(format!("resourceTypeGeneral: {general}"));
    }
    for (list, attribute) in [
        ("relatedIdentifiers", "relationType"),
        ("relatedIdentifiers", "relatedIdentifierType"),
        ("descriptions", "descriptionType"),
        ("dates", "dateType"),
        ("contributors", "contributorType"),
    ] {
        for one in record[list].as_array().into_iter().flatten() {
            let said = one[attribute].as_str().unwrap_or_default();
            if !words(attribute).contains(&said) {
                faults.push(format!("{attribute}: {said}"));
            }
        }
    }
    if record["schemaVersion"] != NAMESPACE {
        faults.push(format!("schema {}", record["schemaVersion"]));
    }
    faults
}

#[test]
fn the_record_in_json_is_one_that_the_schema_takes() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let what = Record {
        doi: Some("10.5281/zenodo.8".into()),
        title_en: "Lift an embargo".into(),
        summary_en: "What is learnt.".into(),
        ..record("Lever un embargo")
    };
    let (_, slug) = cast.publish(&app, what);
    let at = format!("/materials/{slug}/v1/citation/datacite.json");
    let told = app.visitor().get(&at).expect(200).json();
    assert_eq!(json_faults(&told), Vec::<String>::new(), "{told}");

    // The check sees what is wrong.
    for (place, value) in [
        ("/titles", json!([])),
        ("/creators/0/name", json!("")),
        ("/types/resourceTypeGeneral", json!("Slides")),
        ("/relatedIdentifiers/0/relationType", json!("IsLike")),
        ("/schemaVersion", json!("4")),
    ] {
        let mut broken = told.clone();
        *broken.pointer_mut(place).unwrap() = value;
        assert_ne!(json_faults(&broken), Vec::<String>::new(), "{place}");
    }
}

//! A material for machines that read schema.org: the profile TrainingMaterial 1.0 of Bioschemas.

use chrono::{NaiveDate, NaiveDateTime, SecondsFormat};
use serde_json::{Map, Value, json};

use super::{minutes, skill};
use crate::i18n::Locale;
use crate::materials::{
    Availability, Kind, Level, Link, Parts, Person, Point, Role, Version, codes, licence,
};
use crate::taxonomy::{Vocabularies, Vocabulary};

const PROFILE: &str = "https://bioschemas.org/profiles/TrainingMaterial/1.0-RELEASE";

/// What stands around a version.
#[derive(Debug, Clone)]
pub struct Around<'a> {
    /// `https://host`
    pub base: &'a str,
    /// The address of the material, and of this version of it.
    pub url: String,
    pub version_url: String,
    pub node: &'a str,
    pub node_slug: &'a str,
    /// The identifier of the material, bare.
    pub doi: Option<&'a str>,
    /// Where it was first published.
    pub created_on: NaiveDate,
    /// Addresses of what it was made of, of what it is a translation of, and of its translations.
    pub based_on: Vec<String>,
    pub translation_of: Option<String>,
    pub translations: Vec<String>,
    /// The collections and learning paths in which it is a step.
    pub part_of: Vec<String>,
    /// Addresses of the courses that are taught with it.
    pub courses: Vec<String>,
    /// The files' addresses, in their order.
    pub files: Vec<String>,
}

/// The record as JSON-LD. Words of vocabularies are in English, which those programs expect.
pub fn material(
    version: &Version,
    parts: &Parts,
    around: &Around<'_>,
    words: &Vocabularies,
) -> Value {
    let mut found = Map::new();
    let mut put = |name: &str, value: Value| {
        let empty = value.is_null() || value == "" || value.as_array().is_some_and(Vec::is_empty);
        if !empty {
            found.insert(name.to_owned(), value);
        }
    };
    put("@context", json!("https://schema.org"));
    put("@type", json!("LearningResource"));
    put("@id", json!(around.url));
    put("http://purl.org/dc/terms/conformsTo", json!({ "@type": "CreativeWork", "@id": PROFILE }));
    put("name", json!(version.title));
    put("description", json!(version.summary));
    put("abstract", json!(version.summary));
    put("keywords", json!(keywords(version, words).join(", ")));
    put("url", json!(around.url));
    put("inLanguage", json!(version.languages()));
    put("learningResourceType", json!(version.kind.map(Kind::as_str)));
    put("educationalLevel", json!(version.level.map(Level::as_str)));
    put("license", json!(licence(&version.licence).map_or("", |one| one.url.as_str())));
    put("timeRequired", json!(version.self_minutes.map(minutes::iso)));
    put("isAccessibleForFree", json!(true));
    put("offers", offers(version));
    put("creativeWorkStatus", json!("Active"));
    put("version", json!(version.number.to_string()));
    put("dateCreated", json!(around.created_on));
    put("datePublished", json!(version.published_at.map(day)));
    put("dateModified", json!(version.published_at.map(instant)));
    put("author", people(parts, Role::Author));
    put("contributor", people(parts, Role::Contributor));
    put("teaches", taught(parts));
    put("competencyRequired", lines(parts, Point::Prerequisite));
    put("about", about(version, words));
    put("audience", audience(version));
    put("provider", provider(around));
    put("identifier", identifiers(version, around));
    put("accessibilitySummary", json!(version.accessibility));
    put("isBasedOn", json!(around.based_on));
    put("translationOfWork", works(&around.translation_of));
    put("workTranslation", works(&around.translations));
    put("isPartOf", wholes(around));
    put("encoding", files(parts, around));
    put("mentions", mentions(parts));
    Value::Object(found)
}

fn day(at: NaiveDateTime) -> NaiveDate {
    crate::clock::network_day(at)
}

fn instant(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// What it is tagged with, else what it is about: the profile wants at least one.
fn keywords(version: &Version, words: &Vocabularies) -> Vec<String> {
    let own = codes(&version.keywords);
    let topics = codes(&version.topic_codes)
        .into_iter()
        .map(|code| words.label(Vocabulary::Topic, &code, Locale::En));
    if own.is_empty() { topics.collect() } else { own }
}

fn lines(parts: &Parts, kind: Point) -> Value {
    parts.lines(kind).map(|line| json!(line.body)).collect()
}

/// Its outcomes, and the terms of vocabularies to which they lead.
fn taught(parts: &Parts) -> Value {
    let term = |line| {
        let skill = skill::of(line)?;
        let term = skill.term?;
        Some(json!({ "@type": "DefinedTerm", "@id": term, "url": term, "name": skill.name,
                     "inDefinedTermSet": skill::vocabulary(term) }))
    };
    let mut terms: Vec<Value> = Vec::new();
    for one in parts.lines(Point::Outcome).filter_map(term) {
        if !terms.contains(&one) {
            terms.push(one);
        }
    }
    let bodies = parts.lines(Point::Outcome).map(|line| json!(line.body));
    bodies.chain(terms).collect()
}

/// Where it may be had: the geographical availability of the training profile of EOSC.
fn offers(version: &Version) -> Value {
    let place = match version.availability {
        Availability::World => "World",
        Availability::Europe => "Europe",
        Availability::France => "France",
        Availability::Other => return Value::Null,
    };
    json!({ "@type": "Offer", "price": 0, "priceCurrency": "EUR",
            "eligibleRegion": { "@type": "Place", "name": place, "identifier": version.availability } })
}

fn works<'a>(urls: impl IntoIterator<Item = &'a String>) -> Value {
    urls.into_iter().map(|url| json!({ "@type": "LearningResource", "@id": url })).collect()
}

/// The paths in which it is a step, and the courses that are taught with it.
fn wholes(around: &Around<'_>) -> Value {
    let of = |kind: &'static str| move |url: &String| json!({ "@type": kind, "@id": url });
    let paths = around.part_of.iter().map(of("LearningResource"));
    paths.chain(around.courses.iter().map(of("Course"))).collect()
}

fn provider(around: &Around<'_>) -> Value {
    let url = format!("{}/nodes/{}", around.base, around.node_slug);
    json!({ "@type": "Organization", "name": around.node, "url": url })
}

/// What its links lead to.
fn mentions(parts: &Parts) -> Value {
    let named =
        |link: &Link| if link.title.is_empty() { link.url.clone() } else { link.title.clone() };
    let thing = |link: &Link| json!({ "@type": "Thing", "name": named(link), "url": link.url });
    parts.links.iter().map(thing).collect()
}

fn people(parts: &Parts, role: Role) -> Value {
    let of = parts.people.iter().filter(|person| person.role == role);
    of.map(person).collect()
}

fn person(person: &Person) -> Value {
    let mut one = Map::new();
    one.insert("@type".to_owned(), json!("Person"));
    one.insert("name".to_owned(), json!(person.name));
    if let Some(orcid) = &person.orcid {
        one.insert("@id".to_owned(), json!(format!("https://orcid.org/{orcid}")));
    }
    if !person.affiliation.is_empty() {
        let body = json!({ "@type": "Organization", "name": person.affiliation });
        one.insert("affiliation".to_owned(), body);
    }
    Value::Object(one)
}

fn about(version: &Version, words: &Vocabularies) -> Value {
    let term = |vocabulary, code: &String| {
        let name = words.label(vocabulary, code, Locale::En);
        json!({ "@type": "DefinedTerm", "termCode": code, "name": name })
    };
    let (topics, fields) = (codes(&version.topic_codes), codes(&version.discipline_codes));
    let topics = topics.iter().map(|code| term(Vocabulary::Topic, code));
    topics.chain(fields.iter().map(|code| term(Vocabulary::Discipline, code))).collect()
}

fn audience(version: &Version) -> Value {
    let named = |code: String| json!({ "@type": "EducationalAudience", "educationalRole": code.replace('_', " ") });
    codes(&version.audience_codes).into_iter().map(named).collect()
}

fn identifiers(version: &Version, around: &Around<'_>) -> Value {
    let dois = version.doi.iter().map(String::as_str).chain(around.doi);
    dois.map(|doi| format!("https://doi.org/{doi}")).chain([around.version_url.clone()]).collect()
}

fn files(parts: &Parts, around: &Around<'_>) -> Value {
    let files = parts.files.iter().zip(&around.files);
    files
        .map(|(held, url)| {
            json!({ "@type": "MediaObject", "contentUrl": url, "encodingFormat": held.media_type,
                    "name": held.file.name, "contentSize": held.bytes.to_string(), "sha256": held.file.sha256 })
        })
        .collect()
}

/// JSON that can stand in a page: no sign of it ends the element or begins another.
pub fn for_page(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_ends_the_element_it_stands_in() {
        let written = for_page(&json!({ "name": "</script><script>alert(1)</script>\u{2028}&" }));

        assert!(!written.contains(['<', '>', '&', '\u{2028}']));
        let read: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read["name"], "</script><script>alert(1)</script>\u{2028}&");
    }
}

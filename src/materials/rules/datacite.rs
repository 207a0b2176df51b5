//! A material as DataCite describes what has a DOI (Metadata Schema 4.6), in JSON and in XML: to register one, and for those
//! who harvest.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::citation::parted;
use super::linked::Around;
use crate::clock::network_day;
use crate::i18n::Locale;
use crate::materials::{Kind, Licence, Parts, Person, Role, Version, codes, licence};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::text::xml;

const SCHEMA: &str = "http://datacite.org/schema/kernel-4";

/// All that both forms say.
#[derive(Debug)]
pub struct Described<'a> {
    version: &'a Version,
    parts: &'a Parts,
    around: &'a Around<'a>,
    issued: NaiveDate,
    subjects: Vec<String>,
    rights: Option<&'static Licence>,
    /// How it is tied to what, by their addresses or DOI.
    relations: Vec<(&'static str, String)>,
}

impl<'a> Described<'a> {
    pub fn of(
        version: &'a Version,
        parts: &'a Parts,
        around: &'a Around<'a>,
        words: &Vocabularies,
    ) -> Self {
        let topics = codes(&version.topic_codes)
            .into_iter()
            .map(|code| words.label(Vocabulary::Topic, &code, Locale::En));
        let tied = |how: &'static str, all: &[String]| -> Vec<(&'static str, String)> {
            all.iter().map(|url| (how, url.clone())).collect()
        };
        let mut relations = tied("IsDerivedFrom", &around.based_on);
        relations.extend(tied("IsTranslationOf", around.translation_of.as_slice()));
        relations.extend(tied("HasTranslation", &around.translations));
        relations.extend(tied("IsPartOf", &around.part_of));
        // The material whatever its version, where this is the record of one.
        relations
            .push(("IsVersionOf", around.doi.map_or_else(|| around.url.clone(), str::to_owned)));
        if version.number > 1 {
            let before = around
                .version_url
                .replace(&format!("/v{}", version.number), &format!("/v{}", version.number - 1));
            relations.push(("IsNewVersionOf", before));
        }
        Self {
            issued: network_day(version.published_at.unwrap_or(version.updated_at)),
            subjects: codes(&version.keywords).into_iter().chain(topics).collect(),
            rights: licence(&version.licence),
            relations,
            version,
            parts,
            around,
        }
    }

    /// Its own DOI, else that of the material, else its address; and which of them it is.
    fn identifier(&self) -> (&str, &'static str) {
        match self.version.doi.as_deref().or(self.around.doi) {
            Some(doi) => (doi, "DOI"),
            None => (&self.around.version_url, "URL"),
        }
    }

    /// The most general word for it, of those that the schema has.
    fn general(&self) -> &'static str {
        match self.version.kind {
            Some(Kind::Video) => "Audiovisual",
            Some(Kind::Elearning | Kind::Game) => "InteractiveResource",
            Some(Kind::Notebook) => "ComputationalNotebook",
            Some(Kind::Dataset) => "Dataset",
            Some(Kind::Kit) => "Collection",
            Some(Kind::Slides | Kind::Handout | Kind::Exercise | Kind::Guide) | None => "Text",
        }
    }

    fn people(&self, role: Role) -> impl Iterator<Item = &Person> {
        self.parts.people.iter().filter(move |person| person.role == role)
    }

    fn formats(&self) -> Vec<&str> {
        let mut all: Vec<&str> =
            self.parts.files.iter().map(|held| held.media_type.as_str()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Titles and summaries, each with its language.
    fn texts(&self) -> Vec<(&str, &str, &str)> {
        let version = self.version;
        let own = (version.language(), version.title.as_str(), version.summary.as_str());
        let others = [
            ("fr", version.title_fr.as_str(), version.summary_fr.as_str()),
            ("en", version.title_en.as_str(), version.summary_en.as_str()),
        ];
        let others =
            others.into_iter().filter(|(tag, title, _)| !title.is_empty() && *tag != own.0);
        std::iter::once(own).chain(others).collect()
    }
}

/// What kind of identifier a relation names.
fn kind_of(related: &str) -> &'static str {
    if related.starts_with("10.") { "DOI" } else { "URL" }
}

pub fn json(one: &Described<'_>) -> Value {
    let (identifier, kind) = one.identifier();
    let nobody = json!({ "name": one.around.node, "nameType": "Organizational" });
    let mut creators: Vec<Value> = one.people(Role::Author).map(person).collect();
    if creators.is_empty() {
        creators.push(nobody);
    }
    let contributors = one.people(Role::Contributor).map(|helper| {
        let mut found = person(helper);
        found["contributorType"] = json!("Other");
        found
    });
    let texts = one.texts();
    let titles = texts.iter().enumerate().map(|(place, (tag, title, _))| match place {
        0 => json!({ "title": title, "lang": tag }),
        _ => json!({ "title": title, "lang": tag, "titleType": "TranslatedTitle" }),
    });
    let told = texts.iter().filter(|(_, _, summary)| !summary.is_empty());
    let descriptions = told.map(|(tag, _, summary)| {
        json!({ "description": summary, "lang": tag, "descriptionType": "Abstract" })
    });
    let related = one.relations.iter().map(|(how, what)| {
        json!({ "relationType": how, "relatedIdentifier": what, "relatedIdentifierType": kind_of(what) })
    });
    let rights = one.rights.iter().map(|rights| {
        json!({ "rights": rights.name, "rightsUri": rights.url, "rightsIdentifier": rights.id,
                "rightsIdentifierScheme": "SPDX", "schemeUri": "https://spdx.org/licenses/" })
    });
    let mut found = json!({
        "schemaVersion": SCHEMA,
        "identifiers": [{ "identifier": identifier, "identifierType": kind }],
        "url": one.around.version_url,
        "creators": creators,
        "titles": titles.collect::<Vec<_>>(),
        "publisher": { "name": one.around.node },
        "publicationYear": one.issued.year(),
        "types": { "resourceTypeGeneral": one.general(), "resourceType": "Training material" },
        "subjects": one.subjects.iter().map(|word| json!({ "subject": word })).collect::<Vec<_>>(),
        "contributors": contributors.collect::<Vec<_>>(),
        "dates": [{ "date": one.issued, "dateType": "Issued" }],
        "language": one.version.language(),
        "formats": one.formats(),
        "version": one.version.number.to_string(),
        "rightsList": rights.collect::<Vec<_>>(),
        "descriptions": descriptions.collect::<Vec<_>>(),
        "relatedIdentifiers": related.collect::<Vec<_>>(),
    });
    if kind == "DOI" {
        found["doi"] = json!(identifier);
    }
    found
}

fn person(person: &Person) -> Value {
    let (family, given) = parted(&person.name);
    let mut found =
        json!({ "name": written(&family, &given), "nameType": "Personal", "familyName": family });
    if !given.is_empty() {
        found["givenName"] = json!(given);
    }
    if let Some(orcid) = &person.orcid {
        found["nameIdentifiers"] = json!([{
            "nameIdentifier": format!("https://orcid.org/{orcid}"),
            "nameIdentifierScheme": "ORCID", "schemeUri": "https://orcid.org",
        }]);
    }
    if !person.affiliation.is_empty() {
        found["affiliation"] = json!([{ "name": person.affiliation }]);
    }
    found
}

fn written(family: &str, given: &str) -> String {
    if given.is_empty() { family.to_owned() } else { format!("{family}, {given}") }
}

/// An element with a text in it, and what its tag says besides.
fn element(name: &str, says: &[(&str, &str)], text: &str) -> String {
    let says: String =
        says.iter().map(|(name, value)| format!(" {name}=\"{}\"", xml(value))).collect();
    format!("<{name}{says}>{}</{name}>\n", xml(text))
}

/// Elements in one around them; nothing around nothing.
fn around(name: &str, inner: &str) -> String {
    if inner.is_empty() { String::new() } else { format!("<{name}>\n{inner}</{name}>\n") }
}

pub fn to_xml(one: &Described<'_>) -> String {
    let (identifier, kind) = one.identifier();
    let mut creators: String =
        one.people(Role::Author).map(|author| xml_person("creator", "", author)).collect();
    if creators.is_empty() {
        let name = element("creatorName", &[("nameType", "Organizational")], one.around.node);
        creators = around("creator", &name);
    }
    let helpers: String = one
        .people(Role::Contributor)
        .map(|helper| xml_person("contributor", " contributorType=\"Other\"", helper))
        .collect();
    let texts = one.texts();
    let title = |(place, (tag, title, _)): (usize, &(&str, &str, &str))| match place {
        0 => element("title", &[("xml:lang", tag)], title),
        _ => element("title", &[("xml:lang", tag), ("titleType", "TranslatedTitle")], title),
    };
    let told = texts.iter().filter(|(_, _, summary)| !summary.is_empty());
    let descriptions = told.map(|(tag, _, summary)| {
        element("description", &[("xml:lang", tag), ("descriptionType", "Abstract")], summary)
    });
    let related = one.relations.iter().map(|(how, what)| {
        let says = [("relatedIdentifierType", kind_of(what)), ("relationType", *how)];
        element("relatedIdentifier", &says, what)
    });
    let rights = one.rights.iter().map(|rights| {
        let says = [
            ("rightsURI", rights.url.as_str()),
            ("rightsIdentifier", rights.id.as_str()),
            ("rightsIdentifierScheme", "SPDX"),
            ("schemeURI", "https://spdx.org/licenses/"),
        ];
        element("rights", &says, &rights.name)
    });
    let issued = one.issued.to_string();
    let parts = [
        element("identifier", &[("identifierType", kind)], identifier),
        around("creators", &creators),
        around("titles", &texts.iter().enumerate().map(title).collect::<String>()),
        element("publisher", &[], one.around.node),
        element("publicationYear", &[], &one.issued.year().to_string()),
        element("resourceType", &[("resourceTypeGeneral", one.general())], "Training material"),
        around(
            "subjects",
            &one.subjects.iter().map(|word| element("subject", &[], word)).collect::<String>(),
        ),
        around("contributors", &helpers),
        around("dates", &element("date", &[("dateType", "Issued")], &issued)),
        element("language", &[], one.version.language()),
        around(
            "formats",
            &one.formats().iter().map(|kind| element("format", &[], kind)).collect::<String>(),
        ),
        element("version", &[], &one.version.number.to_string()),
        around("rightsList", &rights.collect::<String>()),
        around("descriptions", &descriptions.collect::<String>()),
        around("relatedIdentifiers", &related.collect::<String>()),
    ];
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<resource xmlns=\"{SCHEMA}\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"{SCHEMA} \
         https://schema.datacite.org/meta/kernel-4.6/metadata.xsd\">\n{}</resource>\n",
        parts.concat()
    )
}

fn xml_person(name: &str, says: &str, person: &Person) -> String {
    let (family, given) = parted(&person.name);
    let mut inner =
        element(&format!("{name}Name"), &[("nameType", "Personal")], &written(&family, &given));
    if !given.is_empty() {
        inner.push_str(&element("givenName", &[], &given));
    }
    inner.push_str(&element("familyName", &[], &family));
    if let Some(orcid) = &person.orcid {
        let says = [("nameIdentifierScheme", "ORCID"), ("schemeURI", "https://orcid.org")];
        inner.push_str(&element("nameIdentifier", &says, &format!("https://orcid.org/{orcid}")));
    }
    if !person.affiliation.is_empty() {
        inner.push_str(&element("affiliation", &[], &person.affiliation));
    }
    format!("<{name}{says}>\n{inner}</{name}>\n")
}

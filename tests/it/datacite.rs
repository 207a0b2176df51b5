//! What is told to DataCite, held against what its schema demands (Metadata Schema 4.6): which elements there may be, in which
//! order, which of them must be, and which words are known.

use std::collections::BTreeMap;

use maillage::materials::{Kind, Link, Record};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::app::TestApp;
use crate::materials::{Cast, record};

const XML: XmlVersion = XmlVersion::Explicit1_0;
pub const NAMESPACE: &str = "http://datacite.org/schema/kernel-4";

/// Elements of a record that may be besides those that must: one of each at most, in any order. The same in XML and in JSON.
pub const OPTIONAL: [&str; 14] = [
    "subjects",
    "contributors",
    "dates",
    "language",
    "alternateIdentifiers",
    "relatedIdentifiers",
    "sizes",
    "formats",
    "version",
    "rightsList",
    "descriptions",
    "geoLocations",
    "fundingReferences",
    "relatedItems",
];
/// Those that must be, and what stands in those that hold others.
const REQUIRED: [&str; 6] =
    ["identifier", "creators", "titles", "publisher", "publicationYear", "resourceType"];
const HELD: [(&str, &str); 9] = [
    ("creators", "creator"),
    ("titles", "title"),
    ("subjects", "subject"),
    ("contributors", "contributor"),
    ("dates", "date"),
    ("relatedIdentifiers", "relatedIdentifier"),
    ("formats", "format"),
    ("rightsList", "rights"),
    ("descriptions", "description"),
];
/// Of a person, in this order.
const OF_PERSON: [&str; 5] = ["Name", "givenName", "familyName", "nameIdentifier", "affiliation"];

/// Attributes that must be, and the words that they may hold; any word where none is named.
pub const ATTRIBUTES: [(&str, &str, &[&str]); 8] = [
    ("identifier", "identifierType", &[]),
    (
        "resourceType",
        "resourceTypeGeneral",
        &[
            "Audiovisual",
            "Award",
            "Book",
            "BookChapter",
            "Collection",
            "ComputationalNotebook",
            "ConferencePaper",
            "ConferenceProceeding",
            "DataPaper",
            "Dataset",
            "Dissertation",
            "Event",
            "Image",
            "Instrument",
            "InteractiveResource",
            "Journal",
            "JournalArticle",
            "Model",
            "OutputManagementPlan",
            "PeerReview",
            "PhysicalObject",
            "Preprint",
            "Project",
            "Report",
            "Service",
            "Software",
            "Sound",
            "Standard",
            "StudyRegistration",
            "Text",
            "Workflow",
            "Other",
        ],
    ),
    ("date", "dateType", &["Issued"]),
    ("description", "descriptionType", &["Abstract", "Methods", "TableOfContents", "Other"]),
    ("contributor", "contributorType", &["Other"]),
    ("relatedIdentifier", "relatedIdentifierType", &["DOI", "URL"]),
    (
        "relatedIdentifier",
        "relationType",
        &[
            "IsDerivedFrom",
            "IsSourceOf",
            "IsTranslationOf",
            "HasTranslation",
            "IsPartOf",
            "HasPart",
            "IsVersionOf",
            "HasVersion",
            "IsNewVersionOf",
            "IsPreviousVersionOf",
        ],
    ),
    ("nameIdentifier", "nameIdentifierScheme", &[]),
];

#[derive(Debug, Default)]
struct Node {
    name: String,
    says: BTreeMap<String, String>,
    text: String,
    holds: Vec<Node>,
}

impl Node {
    fn of(start: &BytesStart<'_>) -> Self {
        let says = start.attributes().map(Result::unwrap);
        let says = says.map(|said| (said.key.as_ref().to_owned(), said.value.into_owned()));
        Self { name: start.name().as_ref().to_owned(), says: says.collect(), ..Self::default() }
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &Node> {
        self.holds.iter().filter(move |one| one.name == name)
    }
}

/// The record as a tree; what is not well-formed fails the test.
fn read(xml: &str) -> Node {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Node::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => open.push(Node::of(&start)),
            Event::Empty(start) => open.last_mut().unwrap().holds.push(Node::of(&start)),
            Event::Text(text) => open.last_mut().unwrap().text += &text.xml_content(XML),
            // An entity stands for some text.
            Event::GeneralRef(_) => open.last_mut().unwrap().text.push('&'),
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().unwrap().holds.push(done);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    open.pop().unwrap().holds.remove(0)
}

/// What the schema would refuse.
fn faults(xml: &str) -> Vec<String> {
    let record = read(xml);
    let mut faults = Vec::new();
    if record.name != "resource" || record.says.get("xmlns").is_none_or(|said| said != NAMESPACE) {
        faults.push(format!("{} {:?}", record.name, record.says));
    }
    for one in &record.holds {
        let known = REQUIRED.iter().chain(&OPTIONAL).any(|known| *known == one.name);
        if !known || record.named(&one.name).count() > 1 {
            faults.push(format!("no {} here", one.name));
        }
    }
    let missing = REQUIRED.iter().filter(|name| record.named(name).count() == 0);
    faults.extend(missing.map(|name| format!("no {name}")));
    for (outer, inner) in HELD {
        for one in record.named(outer).flat_map(|outer| &outer.holds) {
            if one.name != inner {
                faults.push(format!("{} in {outer}", one.name));
            }
        }
    }
    for name in ["creators", "titles"] {
        if record.named(name).any(|one| one.holds.is_empty()) {
            faults.push(format!("empty {name}"));
        }
    }
    for (list, role) in [("creators", "creator"), ("contributors", "contributor")] {
        for person in record.named(list).flat_map(|list| &list.holds) {
            let place = |part: &Node| {
                let name = part.name.strip_prefix(role).unwrap_or(&part.name).to_owned();
                OF_PERSON.iter().position(|known| *known == name)
            };
            let places: Vec<_> = person.holds.iter().map(place).collect();
            if places.first() != Some(&Some(0)) || places.contains(&None) || !places.is_sorted() {
                faults.push(format!("{role}: {places:?}"));
            }
        }
    }
    let year = record.named("publicationYear").map(|one| one.text.clone()).collect::<String>();
    if year.len() != 4 || !year.bytes().all(|digit| digit.is_ascii_digit()) {
        faults.push(format!("year {year}"));
    }
    each(&record, &mut faults);
    faults
}

/// What each element must say, and that none which holds a text is empty.
fn each(node: &Node, faults: &mut Vec<String>) {
    for (_, attribute, words) in ATTRIBUTES.iter().filter(|(name, ..)| *name == node.name) {
        match node.says.get(*attribute) {
            Some(said) if words.is_empty() && !said.is_empty() => {}
            Some(said) if words.contains(&said.as_str()) => {}
            other => faults.push(format!("{} {attribute}={other:?}", node.name)),
        }
    }
    if node.holds.is_empty() && node.text.trim().is_empty() {
        faults.push(format!("nothing in {}", node.name));
    }
    node.holds.iter().for_each(|one| each(one, faults));
}

fn told(app: &TestApp, slug: &str) -> String {
    app.visitor()
        .get(&format!("/materials/{slug}/v1/citation/datacite.xml"))
        .expect(200)
        .body
        .clone()
}

#[test]
fn every_kind_of_material_says_what_datacite_demands() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    for kind in Kind::ALL {
        let what = Record {
            kind: Some(*kind),
            title_en: "A & B".into(),
            summary_en: "What is <learnt>".into(),
            ..record(&format!("Un support {kind}"))
        };
        let (_, slug) = cast.publish(&app, what);
        assert_eq!(faults(&told(&app, &slug)), Vec::<String>::new(), "{kind}");
    }
    let few = Record {
        links: vec![Link {
            url: "https://exemple.fr/a?b&c".into(),
            ..record("x").links[0].clone()
        }],
        doi: Some("10.5281/zenodo.7".into()),
        ..record("Lever <un> embargo")
    };
    let (_, slug) = cast.publish(&app, few);
    let xml = told(&app, &slug);
    assert_eq!(faults(&xml), Vec::<String>::new(), "{xml}");

    // The check sees what is wrong.
    for (from, to) in [
        ("<publisher>", "<publishers>"),
        ("identifierType=\"DOI\"", ""),
        ("resourceTypeGeneral=\"Text\"", "resourceTypeGeneral=\"Slides\""),
        ("<creatorName nameType=\"Personal\">", "<familyName>X</familyName><creatorName>"),
        ("relationType=\"IsVersionOf\"", "relationType=\"IsLike\""),
    ] {
        let broken = match from {
            "<publisher>" => xml.replace(from, to).replace("</publisher>", "</publishers>"),
            _ => xml.replace(from, to),
        };
        assert_ne!(broken, xml, "{from}");
        assert_ne!(faults(&broken), Vec::<String>::new(), "{from}");
    }
}

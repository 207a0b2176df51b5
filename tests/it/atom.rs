//! Atom feeds: the rules of RFC 4287, looked at through an XML reader that is not ours, and what a feed reader sees.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};

use chrono::{DateTime, TimeDelta};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::certification::certified;
use crate::courses_cast::School;
use crate::materials_cast::{Cast, publish, record};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const XML: XmlVersion = XmlVersion::Explicit1_0;

#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn of(start: &BytesStart<'_>, space: &ResolveResult<'_>) -> Self {
        let ResolveResult::Bound(space) = space else { panic!("{start:?} is in no namespace") };
        assert_eq!(space.as_ref(), ATOM, "{start:?}");
        let mut attributes = BTreeMap::new();
        for one in start.attributes() {
            let one = one.expect("a well-formed attribute");
            let name = one.key.as_ref().to_owned();
            attributes.insert(name, one.normalized_value(XML).unwrap().into_owned());
        }
        Self { name: start.local_name().as_ref().to_owned(), attributes, ..Self::default() }
    }

    fn all(&self, name: &str) -> Vec<&Self> {
        self.children.iter().filter(|one| one.name == name).collect()
    }

    fn one(&self, name: &str) -> &Self {
        let found = self.all(name);
        assert_eq!(found.len(), 1, "{name} of {self:#?}");
        found[0]
    }

    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// The document as a tree; whatever is not well-formed, or is no part of a feed, ends the test.
fn parse(text: &str) -> Element {
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"), "{text}");
    let mut reader = NsReader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        let (space, event) = reader.read_resolved_event().expect("well-formed XML");
        let top = open.len() - 1;
        match event {
            Event::Start(start) => open.push(Element::of(&start, &space)),
            Event::Empty(start) => open[top].children.push(Element::of(&start, &space)),
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().unwrap().children.push(done);
            }
            Event::Text(text) => open[top].text.push_str(&text.xml_content(XML)),
            Event::GeneralRef(name) => open[top].text.push_str(match &*name.xml_content(XML) {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                other => panic!("&{other}; is not declared"),
            }),
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?} in a feed"),
        }
    }
    assert_eq!(open.len(), 1);
    let mut root = open.remove(0);
    assert!(root.text.trim().is_empty());
    assert_eq!(root.children.len(), 1);
    root.children.remove(0)
}

fn instant(element: &Element) -> DateTime<chrono::FixedOffset> {
    assert!(element.text.contains('T') && element.text.ends_with('Z'), "{}", element.text);
    DateTime::parse_from_rfc3339(&element.text).expect("an instant (RFC 3339)")
}

fn is_absolute(address: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !"<>\"{}|\\^`".contains(c);
    address.chars().all(plain)
        && ["http://", "https://", "urn:uuid:"].iter().any(|scheme| address.starts_with(scheme))
}

/// Elements that a feed or an entry may hold (RFC 4287, 4.1): those it must, and those at most once.
fn check_common(element: &Element) {
    for name in ["id", "title", "updated"] {
        element.one(name);
    }
    for name in ["summary", "published", "rights", "subtitle", "content"] {
        assert!(element.all(name).len() <= 1, "{name}");
    }
    let known = [
        "author",
        "category",
        "content",
        "contributor",
        "entry",
        "id",
        "link",
        "published",
        "rights",
        "subtitle",
        "summary",
        "title",
        "updated",
    ];
    assert!(element.text.trim().is_empty(), "text beside elements: {}", element.text);
    for child in &element.children {
        assert!(known.contains(&child.name.as_str()), "{}", child.name);
    }
    assert!(is_absolute(&element.one("id").text), "{}", element.one("id").text);
    for text in [element.all("title"), element.all("summary")].concat() {
        // No type says that it is text: then it holds no element.
        assert_eq!((text.attribute("type"), text.children.len()), ("", 0));
        assert!(!text.text.trim().is_empty());
    }
    let mut alternates = BTreeSet::new();
    for link in element.all("link") {
        assert!(is_absolute(link.attribute("href")), "{link:?}");
        let which = (link.attribute("type"), link.attribute("hreflang"));
        let again = link.attribute("rel") == "alternate" && !alternates.insert(which);
        assert!(!again, "two alternates of one kind: {link:?}");
    }
    for who in element.all("author") {
        assert!(!who.one("name").text.trim().is_empty());
        assert!(who.children.iter().all(|one| ["name", "uri", "email"].contains(&&*one.name)));
    }
}

fn rel<'a>(element: &'a Element, rel: &str) -> Vec<&'a str> {
    let links = element.all("link").into_iter().filter(|one| one.attribute("rel") == rel);
    links.map(|one| one.attribute("href")).collect()
}

/// A feed that is at an address, by the rules; answers its entries.
fn check<'a>(feed: &'a Element, address: &str) -> Vec<&'a Element> {
    assert_eq!(feed.name, "feed");
    assert!(["fr", "en"].contains(&feed.attribute("xml:lang")));
    check_common(feed);
    assert_eq!(rel(feed, "self"), [address], "its own address");
    assert_eq!(rel(feed, "alternate").len(), 1);
    let (entries, own) = (feed.all("entry"), !feed.all("author").is_empty());
    let mut ids = BTreeSet::from([feed.one("id").text.as_str()]);
    for entry in &entries {
        check_common(entry);
        assert!(own || !entry.all("author").is_empty(), "nobody wrote {entry:?}");
        assert!(ids.insert(&entry.one("id").text), "the same id twice");
        assert_eq!(rel(entry, "alternate").len(), 1, "without content there is an alternate");
        assert!(instant(entry.one("updated")) <= instant(feed.one("updated")));
    }
    entries
}

/// What Python's feedparser makes of them.
fn seen(feeds: &[String]) -> Vec<Value> {
    let mut child = Command::new("/usr/bin/python3")
        .arg("tests/feeds/read.py")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python3; see tests/install");
    child.stdin.take().unwrap().write_all(json!(feeds).to_string().as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

const TITLE: &str = "Déposer <b>mieux</b> & ]]> \"vite\" : l’été 🙂";

#[test]
fn feeds_keep_the_rules_of_atom_and_a_reader_understands_them() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let actor = app.actor(&cast.ines);
    publish(&app, &actor, record(TITLE));
    let mut english = record("Depositing data");
    english.languages = vec!["en".into()];
    english.people.clear();
    english.people.extend(record("x").people.into_iter().chain(record("x").people));
    english.people[1].name = "Nguyễn & Fils".into();
    english.links[0].url_norm = "exemple.fr/other".into();
    app.later(TimeDelta::minutes(3));
    publish(&app, &actor, english);
    let school = School::new(&app);
    let session = school.give_with(&app, 5, |plan| plan.terms.title = TITLE.into());
    school.give(&app, 3);
    let visitor = app.visitor();
    let paths = [
        "/materials.atom",
        "/materials.atom?q=m%C3%A9tadonn%C3%A9es%20%26%20x&type=slides",
        "/materials.atom?type=video",
        "/sessions.atom",
        "/sessions.atom?lang=en",
    ];

    let texts = paths.map(|path| {
        let reply = visitor.get(path);
        let kind = reply.expect(200).header("content-type");
        assert_eq!(kind, Some("application/atom+xml; charset=utf-8"));
        reply.body.clone()
    });

    let base = &app.app.config.base_url;
    let trees: Vec<_> = texts.iter().map(|text| parse(text)).collect();
    let itself = |path: &str| format!("{base}{}", path.replace("?lang=en", ""));
    let entries: Vec<_> =
        trees.iter().zip(paths).map(|(tree, path)| check(tree, &itself(path))).collect();
    assert_eq!(entries.iter().map(Vec::len).collect::<Vec<_>>(), [2, 0, 0, 2, 2]);
    let feeds = seen(&texts);
    for (feed, tree) in feeds.iter().zip(&entries) {
        let told: Vec<_> = tree.iter().map(|one| one.one("id").text.clone()).collect();
        let ids: Vec<_> = feed["entries"].as_array().unwrap().iter().collect();
        assert_eq!(ids.iter().map(|one| one["id"].as_str().unwrap()).collect::<Vec<_>>(), told);
        for one in ids {
            assert_eq!(one["kind"], "text/plain");
        }
    }
    let materials = &feeds[0]["entries"];
    assert_eq!(materials[0]["title"], "Depositing data");
    assert_eq!(materials[0]["language"], "en");
    assert_eq!(materials[0]["authors"], json!(["Hélène Œuvrard", "Nguyễn & Fils"]));
    assert_eq!(materials[1]["title"], TITLE);
    assert_eq!(materials[1]["language"], "fr");
    let titles: Vec<_> = feeds[3]["entries"].as_array().unwrap().iter().collect();
    let given = titles.iter().find(|one| one["link"] == format!("{base}/sessions/{session}"));
    assert_eq!(given.unwrap()["title"], format!("Déposer ses données – {TITLE}"));
}

#[test]
fn a_change_is_told_as_one_and_nothing_else_is() {
    let app = TestApp::start();
    let school = School::new(&app);
    school.give(&app, 3);
    let visitor = app.visitor();
    let first = visitor.get("/sessions.atom");
    let tag = first.header("etag").unwrap().to_owned();
    app.later(TimeDelta::hours(2));
    visitor.get_with("/sessions.atom", &[("if-none-match", &tag)]).expect(304);
    let (actor, course, now) = (school.actor(&app), school.course.clone(), app.now());
    app.write(|conn| {
        let lock = maillage::courses::queries::find(conn, &course)?.lock_version;
        let text = crate::courses_cast::text("Déposer mieux");
        let text = maillage::courses::queries::Written { text, ..Default::default() };
        maillage::courses::ops::change(conn, &actor, (&course, lock), text, now)
    });

    let changed = visitor.get_with("/sessions.atom", &[("if-none-match", &tag)]);

    let (before, after) = (parse(&first.body), parse(&changed.expect(200).body));
    let of = |feed: &Element, name: &str| feed.one("entry").one(name).text.clone();
    assert_eq!(of(&before, "id"), of(&after, "id"));
    assert!(instant(before.one("entry").one("updated")) < instant(after.one("updated")));
    assert_eq!(of(&after, "title"), "Déposer mieux");
}

#[test]
fn what_is_certified_is_a_feed_of_its_own() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let actor = app.actor(&cast.ines);
    let (id, slug) = cast.publish(&app, record(TITLE));
    cast.publish(&app, record("Rien de certifié"));
    certified(&app, &actor, &id);
    let visitor = app.visitor();

    for (query, count) in [
        ("", 1),
        ("?node=adoc-lorraine&discipline=1.3", 1),
        ("?node=lord", 0),
        ("?discipline=6", 0),
    ] {
        let path = format!("/certifications.atom{query}");
        let tree = parse(&visitor.get(&path).expect(200).body);
        let address = format!("{}{path}", app.app.config.base_url);
        let entries = check(&tree, &address);
        assert_eq!(entries.len(), count, "{query}");
        for entry in entries {
            assert_eq!(entry.one("title").text, TITLE);
            assert!(rel(entry, "alternate")[0].ends_with(&format!("{slug}/v1/certification")));
        }
    }
}

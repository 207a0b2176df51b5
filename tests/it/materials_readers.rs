//! Training materials as readers and their programs find them: narrowed down, cited, in feeds, as JSON-LD.

use chrono::TimeDelta;
use maillage::materials::{Kind, Level, Record};
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::materials::{Cast, record};

fn published(app: &TestApp, cast: &Cast, title: &str, change: impl FnOnce(&mut Record)) -> String {
    app.later(TimeDelta::minutes(1));
    let mut what = record(title);
    change(&mut what);
    cast.publish(app, what).1
}

#[test]
fn the_list_is_narrowed_down_by_words_and_facets_and_says_how_many_each_choice_shows() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    published(&app, &cast, "Lever un embargo", |_| {});
    published(&app, &cast, "Filmer un embargo", |what| {
        what.kind = Some(Kind::Video);
        what.level = Some(Level::Expert);
        what.languages = vec!["en".into()];
    });
    published(&app, &cast, "Déposer", |what| {
        what.disciplines = vec!["5.4".into()];
        what.summary = format!("{} On y lève aussi un embargo.", what.summary);
    });
    let visitor = app.visitor();

    let all = visitor.get("/materials");
    all.says("3 supports").says("Lever un embargo").says("Débutant 2").says("Vidéo 1");
    let found = visitor.get("/materials?q=embargos");
    found.says("3 supports");
    let text = found.text();
    let at = |words: &str| text.rfind(words).unwrap();
    assert!(at("Filmer un") < at("Déposer"), "a title is nearer than what is newer");
    let video = visitor.get("/materials?type=video");
    video.says("1 support").says_not("Lever un embargo").says("Diaporama 2");
    visitor.get("/materials?type=video&type=slides").says("3 supports");
    visitor.get("/materials?type=video&level=beginner").says("0 support").says("Aucun support");
    visitor.get("/materials?discipline=1").says("2 supports").says_not("Déposer");
    visitor.get("/materials?q=%22rien+de+tel%22").says("0 support");
    visitor.get("/materials?type=none&nothing=1&topic=&cursor=abc").expect(200).says("0 support");
    let narrowed = visitor.get("/materials?level=expert");
    assert!(narrowed.links_to("/materials"));
}

#[test]
fn pages_follow_one_another_without_a_gap_and_a_later_change_moves_to_the_front() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let slugs: Vec<_> =
        (0..45).map(|n| published(&app, &cast, &format!("Support numéro {n}"), |_| {})).collect();
    let visitor = app.visitor();

    let (mut seen, mut address) = (Vec::new(), "/materials?q=support".to_owned());
    loop {
        let page = visitor.get(&address);
        let links = page
            .body
            .split("article-card")
            .skip(1)
            .filter_map(|one| one.split("href=\"/materials/").nth(1));
        seen.extend(links.map(|rest| rest.split('"').next().unwrap().to_owned()));
        let Some(next) =
            page.body.split("rel=\"next\"").next().filter(|_| page.body.contains("rel=\"next\""))
        else {
            break;
        };
        let next = next.rsplit("href=\"").next().unwrap().split('"').next().unwrap();
        address = next.replace("&amp;", "&").replace("&#x3D;", "=");
    }
    assert_eq!(seen, slugs.iter().rev().cloned().collect::<Vec<_>>());
    let page = visitor.get("/api/v1/materials?limit=2&type=slides").json();
    assert_eq!(page["items"][0]["slug"], slugs[44]);
    let next = page["next"].as_str().unwrap();
    let more = visitor.get(&format!("/api/v1/materials?limit=2&type=slides&cursor={next}")).json();
    assert_eq!(more["items"][0]["slug"], slugs[42]);
    visitor.get("/api/v1/materials?topic=nulle-part").expect(422);
    // Another process begins with nothing in memory.
    let other = maillage::materials::Catalogue::default();
    assert_eq!(app.read(|conn| Ok(other.current(conn)?.len())), 45);
}

#[test]
fn a_material_is_cited_and_found_by_a_code() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let slug = published(&app, &cast, "Citer {vite} & bien", |what| {
        what.doi = Some("10.5281/zenodo.3".into());
    });
    let visitor = app.visitor();

    let page = visitor.get(&format!("/materials/{slug}"));
    page.says("Œuvrard, H. (2026). Citer {vite} & bien (v1)")
        .says("https://doi.org/10.5281/zenodo.3");
    let cite = |form: &str| visitor.get(&format!("/materials/{slug}/v1/citation/{form}"));
    assert!(cite("bib").expect(200).body.contains("title = {Citer \\{vite\\} \\& bien}"));
    assert!(cite("ris").body.contains("AU  - Œuvrard, Hélène\r\n"));
    cite("docx").expect(404);
    let code = visitor.get(&format!("/materials/{slug}/code.svg"));
    assert_eq!(code.expect(200).header("content-type"), Some("image/svg+xml"));
    assert!(code.body.starts_with("<svg") && !code.body.contains("<script"));
    for address in [
        format!("/materials/{slug}"),
        format!("/materials/{slug}/code.svg"),
        "/materials".into(),
        "/materials.atom".into(),
        "/materials.csv".into(),
        format!("/api/v1/materials/{slug}"),
    ] {
        let tag = visitor.get(&address).expect(200).header("etag").unwrap().to_owned();
        visitor.get_with(&address, &[("if-none-match", &tag)]).expect(304);
    }
    assert!(visitor.get("/sitemap.xml").body.contains(&format!("/materials/{slug}</loc>")));
}

/// What Bioschemas TrainingMaterial 1.0 asks for: what must be there, and what should. From
/// `TrainingMaterial/jsonld/TrainingMaterial_v1.0-RELEASE.json` of <https://github.com/BioSchemas/specifications>, commit
/// 4133b87.
const MUST: [&str; 3] = ["description", "keywords", "name"];
const SHOULD: [&str; 14] = [
    "about",
    "abstract",
    "audience",
    "author",
    "competencyRequired",
    "educationalLevel",
    "identifier",
    "inLanguage",
    "learningResourceType",
    "license",
    "mentions",
    "teaches",
    "timeRequired",
    "url",
];

#[test]
fn a_record_for_machines_has_all_that_the_profile_asks_for_and_ends_no_element() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let evil = "</script><script>alert(1)</script>";
    let slug = published(&app, &cast, &format!("Support {evil}"), |what| {
        what.languages = vec!["en".into(), "pt-BR".into()];
    });
    let visitor = app.visitor();

    let page = visitor.get(&format!("/materials/{slug}"));
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
    let inside = page.body.split("application/ld+json\">").nth(1).unwrap();
    let found: Value = serde_json::from_str(inside.split("</script>").next().unwrap()).unwrap();
    let ld = [("accept", "application/ld+json")];
    let called = visitor.get_with(&format!("/api/v1/materials/{slug}"), &ld);
    assert_eq!(called.header("content-type"), Some("application/ld+json"));
    assert_eq!(called.json(), found);
    for name in MUST.iter().chain(&SHOULD) {
        assert!(!found[name].is_null(), "{name} is missing");
    }
    let profile = "http://purl.org/dc/terms/conformsTo";
    assert!(found[profile]["@id"].as_str().unwrap().contains("TrainingMaterial/1.0"));
    assert_eq!(found["inLanguage"], json!(["en", "pt-BR"]));
    assert_eq!(
        (&found["timeRequired"], &found["name"]),
        (&json!("PT1H30M"), &json!(format!("Support {evil}")))
    );
    assert_eq!(found["author"][0]["@id"], "https://orcid.org/0000-0002-1825-0097");
    let list = visitor.get_with("/api/v1/materials?limit=1", &ld).json();
    assert_eq!(
        (&list["@graph"][0]["name"], &list["@graph"][0]["@context"]),
        (&found["name"], &Value::Null)
    );
}

#[test]
fn feeds_and_tables_hold_what_was_typed_and_nothing_of_it_is_a_command() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    published(&app, &cast, "=HYPERLINK(\"http://evil.example\") & <b>", |_| {});
    let visitor = app.visitor();

    let csv = visitor.get("/materials.csv");
    assert!(
        csv.body.contains("\"'=HYPERLINK(\"\"http://evil.example\"\") & <b>\""),
        "{}",
        csv.body
    );
    let table = visitor.get("/materials.csv?separator=semicolon");
    assert!(table.expect(200).body.contains("\";\"'=HYPERLINK("), "{}", table.body);
    let ods = visitor.get("/materials.ods");
    assert!(ods.expect(200).bytes.starts_with(b"PK"));
    let tag = ods.header("etag").unwrap().to_owned();
    visitor.get_with("/materials.ods", &[("if-none-match", &tag)]).expect(304);
    let atom = visitor.get("/materials.atom?type=slides");
    assert!(atom.header("content-type").unwrap().starts_with("application/atom+xml"));
    assert!(
        atom.body
            .contains("<title>=HYPERLINK(&quot;http://evil.example&quot;) &amp; &lt;b&gt;</title>")
    );
    assert!(atom.body.contains("<name>Hélène Œuvrard</name>") && atom.body.contains("urn:uuid:"));
    let all = visitor.get("/materials.json").json();
    assert_eq!(all[0]["licence"], "CC-BY-4.0");
    assert_eq!(visitor.get("/materials.json?type=video").json(), json!([]));
}

#[test]
fn a_reader_of_another_language_sees_the_title_that_was_written_for_them() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let slug = published(&app, &cast, "Lever un embargo", |what| {
        what.title_en = "Lift an embargo".into();
        what.summary_en = "How an embargo is lifted.".into();
    });
    let visitor = app.visitor();
    visitor.set_cookie("lang", "en");

    visitor.get("/materials").says("Lift an embargo").says("French");
    visitor.get(&format!("/materials/{slug}")).says("Lift an embargo").says("not in your language");
    visitor.get("/materials?q=lifting").says("1 material");
}

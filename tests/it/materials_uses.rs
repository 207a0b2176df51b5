//! What a material becomes elsewhere: sessions that were told of, frames on other pages, records for DataCite; and what in a
//! file keeps some people out.

use maillage::accounts::NodeRole;
use maillage::materials::ops::{self, How, Written};
use maillage::materials::{MaterialId, Record, queries};
use serde_json::Value;

use crate::app::{Reply, TestApp};
use crate::knowledge::audited;
use crate::materials::{Cast, record};
use crate::triage::NODE;

#[test]
fn trainers_tell_how_it_went_and_the_author_learns_of_it() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, slug) = cast.publish(&app, record("Un support"));
    let marc = app.account("Marc", "marc@lord.example", None, &[("lord", NodeRole::Staff)]);
    let (desk, lord) = (app.sign_in(&marc), app.node_id("lord").to_string());
    let at = format!("/materials/{slug}/uses");
    let use_id = maillage::materials::UseId::new().to_string();
    let told = [
        ("id", &*use_id),
        ("node", &*lord),
        ("used_on", "2026-02-02"),
        ("people", "14"),
        ("worked", "L’exercice <b>par deux</b>"),
        ("to_change", "Plus de temps"),
    ];
    let page = desk.get(&format!("/materials/{slug}"));
    page.says("Personne n’a encore raconté").says("Raconter une séance");
    app.visitor().get(&format!("/materials/{slug}")).says_not("Raconter une séance");

    for _ in 0..2 {
        desk.post(&at, &told).expect(303);
    }

    let page = app.visitor().get(&format!("/materials/{slug}"));
    page.says("Animé une fois par un nœud, devant 14 personnes").says("L’exercice <b>par deux</b>");
    let mails = app.mails_to("ines-martin@exemple.example");
    assert_eq!(mails.len(), 1, "{mails:#?}");
    assert!(mails[0].text.contains("Plus de temps") && mails[0].text.contains("02/02/2026"));
    let whole = app.visitor().get(&format!("/api/v1/materials/{slug}")).json();
    assert_eq!(
        (&whole["reuse"]["taught"], &whole["reuse"]["people"]),
        (&Value::from(1), &Value::from(14))
    );
    assert_eq!(audited(&app, "material", id.as_str()).last().unwrap(), "material.use");
    let sum = cast.desk.get("/inbox/materials");
    sum.says("Vos supports publiés : 1 · séances racontées : 1 · nœuds : 1 · personnes : 14");
    desk.get("/inbox/materials").says_not("séances racontées");
    // Whose material it is takes away what does not belong there; nobody else but who told it.
    let removal = format!("{at}/{use_id}/removal");
    let other = app.account("Zoé", "zoe@adele.example", None, &[("adele", NodeRole::Manager)]);
    app.sign_in(&other).post(&removal, &[]).expect(404);
    cast.desk.post(&removal, &[]).expect(303);
    cast.desk.post(&removal, &[]).expect(303);
    app.visitor()
        .get(&format!("/materials/{slug}"))
        .says_not("par deux")
        .says("Personne n’a encore");
}

#[test]
fn what_is_told_is_looked_at_first() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (_, slug) = cast.publish(&app, record("Un support"));
    let (at, node) = (format!("/materials/{slug}/uses"), app.node_id(NODE).to_string());
    let tell = |day: &str, people: &str| -> Reply {
        let form = [("node", &*node), ("used_on", day), ("people", people), ("worked", "Tout")];
        cast.desk.post(&at, &form)
    };
    tell("2031-01-01", "14").expect(422).says("Donnez le jour de la séance").says("Tout");
    tell("1999-01-01", "14").expect(422);
    tell("2026-02-02", "0").expect(422).says("Donnez un nombre de personnes");
    let elsewhere = app.node_id("lord").to_string();
    let form = [("node", &*elsewhere), ("used_on", "2026-02-02"), ("people", "3")];
    cast.desk.post(&at, &form).expect(404);
    app.visitor().post(&at, &form).expect(401);
}

#[test]
fn a_material_is_shown_on_other_sites_in_a_frame_that_does_nothing() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, slug) = cast.publish(&app, record("Un <support>"));
    let (visitor, base) = (app.visitor(), app.app.config.base_url.clone());

    let page = visitor.get(&format!("/materials/{slug}"));
    let link = page.expect(200).header("link").unwrap().to_owned();
    let asked = link.split(['<', '>']).nth(1).unwrap().strip_prefix(&base).unwrap().to_owned();
    let told = visitor.get(&asked).expect(200).json();
    assert_eq!((&told["version"], &told["type"]), (&Value::from("1.0"), &Value::from("rich")));
    assert_eq!(told["title"], "Un <support>");
    let html = told["html"].as_str().unwrap();
    assert!(
        html.starts_with(&format!("<iframe src=\"{base}/materials/{slug}/embed\""))
            && !html.contains("<support")
    );
    let small = visitor.get(&format!("{asked}&maxwidth=300&maxheight=10")).json();
    assert_eq!((&small["width"], &small["height"]), (&Value::from(300), &Value::from(160)));
    assert!(
        visitor.get(&format!("{asked}&format=xml")).expect(200).body.contains("<type>rich</type>")
    );
    visitor.get(&format!("{asked}&format=yaml")).expect(501);
    visitor.get("/oembed?url=https://ailleurs.example/materials/x").expect(404);

    let frame = visitor.get(&format!("/materials/{slug}/embed"));
    let policy = frame.expect(200).header("content-security-policy").unwrap();
    assert!(policy.ends_with("frame-ancestors *") && !policy.contains("script-src"));
    assert_eq!((frame.header("x-frame-options"), frame.header("set-cookie")), (None, None));
    assert!(!frame.body.contains("<script") && frame.body.contains("Un &lt;support&gt;"));
    assert_eq!(page.header("x-frame-options"), Some("DENY"));

    let list = visitor.get(&format!("/materials/embed?node={NODE}"));
    let policy = list.expect(200).header("content-security-policy").unwrap();
    assert!(
        policy.ends_with("frame-ancestors *") && list.links_to(&format!("{base}/materials/{slug}"))
    );
    assert!(!visitor.get("/materials/embed?node=lord").expect(200).body.contains(&slug));

    cast.desk.post(&format!("/inbox/materials/{id}/withdrawal"), &[("reason", "Non")]).expect(303);
    visitor.get(&format!("/materials/{slug}/embed")).expect(404);
    visitor.get(&asked).expect(404);
}

#[test]
fn a_version_is_described_for_datacite_in_json_and_xml() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let what = Record {
        title_en: "A & B".into(),
        summary_en: "What is learnt".into(),
        doi: Some("10.5281/zenodo.7".into()),
        ..record("Lever <un> embargo")
    };
    let (_, slug) = cast.publish(&app, what);
    let at = |ending: &str| {
        app.visitor().get(&format!("/materials/{slug}/v1/citation/datacite.{ending}"))
    };

    let json = at("json");
    assert_eq!(
        json.expect(200).header("content-type"),
        Some("application/vnd.datacite.datacite+json")
    );
    let json = json.json();
    assert_eq!(
        (&json["doi"], &json["version"]),
        (&Value::from("10.5281/zenodo.7"), &Value::from("1"))
    );
    assert_eq!(json["schemaVersion"], "http://datacite.org/schema/kernel-4");
    assert_eq!(json["creators"][0]["name"], "Œuvrard, Hélène");
    let orcid = &json["creators"][0]["nameIdentifiers"][0]["nameIdentifier"];
    assert_eq!(orcid, "https://orcid.org/0000-0002-1825-0097");
    assert_eq!(json["titles"][1]["titleType"], "TranslatedTitle");
    assert_eq!(json["rightsList"][0]["rightsIdentifier"], "CC-BY-4.0");
    assert_eq!(json["relatedIdentifiers"][0]["relationType"], "IsVersionOf");
    let xml = at("xml");
    assert_eq!(
        xml.expect(200).header("content-type"),
        Some("application/vnd.datacite.datacite+xml")
    );
    for part in [
        "<identifier identifierType=\"DOI\">10.5281/zenodo.7</identifier>",
        "<creatorName nameType=\"Personal\">Œuvrard, Hélène</creatorName>",
        "<title xml:lang=\"fr\">Lever &lt;un&gt; embargo</title>",
        "<resourceType resourceTypeGeneral=\"Text\">",
        "A &amp; B",
    ] {
        assert!(xml.body.contains(part), "{part} in {}", xml.body);
    }
    at("rdf").expect(404);
}

#[test]
fn what_keeps_people_out_of_a_file_is_told_before_it_is_certified() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, _) = cast.publish(&app, record("Un support"));
    cast.desk.post(&format!("/inbox/materials/{id}/revision"), &[]).expect(303);
    let page = b"<!doctype html><html><title>Un</title><h1>Un</h1><img src=a.png>";
    let files = [
        ("file", "page.html", "text/html", page.as_slice()),
        ("file", "plan.pdf", "application/pdf", b"%PDF-1.7 nothing".as_slice()),
    ];
    cast.desk.post_files(&format!("/inbox/materials/{id}/files"), &[], &files).expect(303);

    let desk = cast.desk.get(&format!("/inbox/materials/{id}"));
    desk.says("page.html — cette page ne dit pas sa langue")
        .says("une image de cette page n’a pas de texte");
    desk.says("plan.pdf — ce PDF est protégé ou abîmé")
        .says_not("page.html — cette page n’a pas de titre");

    // The next version begins with the same files, of which the same is known.
    crate::materials::correct_with(&app, &cast, id.as_str(), &[("accessibility", "Sous-titres")]);
    cast.desk.post(&format!("/inbox/materials/{id}/revision"), &[]).expect(303);
    cast.desk
        .get(&format!("/inbox/materials/{id}"))
        .says("page.html — cette page ne dit pas sa langue");
}

#[test]
fn who_made_something_of_a_material_is_told_once_of_its_next_version() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, slug) = cast.publish(&app, record("Un support"));
    let marc = app.account("Marc", "marc@lord.example", None, &[("lord", NodeRole::Staff)]);
    let (actor, lord, own) = (app.actor(&marc), app.node_id("lord"), MaterialId::new());
    let (words, now) = (app.app.vocabularies(), app.now());
    app.write(|conn| {
        ops::adapt(conn, &actor, (&slug, &How::Adapted), (&own, &lord), now)?;
        let draft = queries::versions_of(conn, &own)?.remove(0);
        let parts = queries::parts_of(conn, &draft.id)?;
        let record = Record { contact: "marc@lord.example".into(), ..draft.record(parts) };
        let written = Written { record, ..Written::default() };
        ops::change(conn, &actor, (&own, draft.lock_version), written, now)?;
        ops::publish(conn, &actor, &words, &own, now)
    });

    cast.desk.post(&format!("/inbox/materials/{id}/revision"), &[]).expect(303);
    crate::materials::correct(&app, &cast, id.as_str());

    let mails = app.mails_to("marc@lord.example");
    let told: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("adapté")).collect();
    assert_eq!(told.len(), 1, "{mails:#?}");
    assert!(told[0].text.contains("version 2"), "{}", told[0].text);
}

//! What institutions sign: versions, who has not signed, reminders, and nodes that cannot be activated without.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::applications::ApplicationId;
use maillage::conventions::Concern;
use maillage::db::schema::{audit_events, submissions};
use maillage::network::Status;
use serde_json::{Value, json};

use crate::app::{TestApp, Visitor};
use crate::decisions_cast::{admin, held};
use crate::spaces_cast::{convention, open, sign};

const PDF: &[u8] = b"%PDF-1.7 un texte";

fn signature<'a>(institution: &'a str, ends: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("institution", institution),
        ("signatory", "Camille Signe"),
        ("capacity", "Présidence"),
        ("signed_on", "2026-03-01"),
        ("expires_on", ends),
    ]
}

fn events(app: &TestApp, action: &str) -> Vec<String> {
    app.read(|conn| {
        Ok(audit_events::table
            .filter(audit_events::action.eq(action))
            .order(audit_events::id)
            .select(audit_events::detail)
            .load(conn)?)
    })
}

/// Begins a document for spaces and publishes so many versions; answers its address.
fn document(root: &Visitor, versions: usize) -> String {
    let fields = [
        ("kind", "charter"),
        ("concerns", "spaces"),
        ("title_fr", "Charte des espaces"),
        ("title_en", "Charter of spaces"),
    ];
    let path = root.post("/conventions", &fields).expect(303).location().to_owned();
    for n in 1..=versions {
        let note = format!("Nouveautés {n}");
        let fields = [("note_fr", note.as_str())];
        let file = [("text", "charte.pdf", "application/pdf", PDF)];
        root.post_files(&format!("{path}/versions"), &fields, &file).expect(303);
    }
    path
}

#[test]
fn one_page_says_who_has_not_signed_version_three() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    for institution in ["cnrs", "inria", "onera"] {
        open(&app, &app.actor(&steerer), institution);
    }
    root.post("/conventions", &[("kind", "charter")]).expect(422).says("titre");
    let path = document(&root, 3);
    let page = root.get(&path);
    page.expect(200).says("Qui n’a pas signé la version 3").says("ONERA");

    let signing = format!("{path}/versions/3/signatures");
    root.post(&signing, &signature("cnrs", "2026-01-01")).expect(422).says("après celle");
    let wrong = [("proof", "a.txt", "text/plain", b"rien".as_slice())];
    root.post_files(&signing, &signature("cnrs", ""), &wrong).expect(422).says("Joignez un PDF");
    let paper = [("proof", "signée.pdf", "application/pdf", PDF)];
    for _ in 0..2 {
        root.post_files(&signing, &signature("cnrs", "2029-03-01"), &paper).expect(303);
    }
    // The second version does not count.
    root.post(&format!("{path}/versions/2/signatures"), &signature("inria", "")).expect(303);
    let page = root.get(&format!("{path}?version=3&lang=en"));
    page.expect(200).says("Who has not signed version 3");
    let missing = page.body.split("id=\"signatures\"").next().unwrap();
    let left = missing.split("id=\"missing\"").nth(1).unwrap();
    assert!(left.contains("ONERA") && left.contains("nria") && !left.contains("CNRS"), "{left}");
    assert_eq!(events(&app, "convention.sign").len(), 2);
    root.get("/conventions?lang=fr").expect(200).says("Charte des espaces");

    let proof = page.body.split("/proof\"").next().unwrap().rsplit('"').next().unwrap().to_owned();
    let got = root.get(&format!("{}/proof", proof.replace("&#x3D;", "=")));
    assert_eq!(got.expect(200).bytes, PDF);
    assert!(got.header("content-disposition").unwrap().starts_with("attachment"));
    assert_eq!(root.get(&format!("{path}/versions/3/text")).expect(200).bytes, PDF);
    let stranger = app.sign_in(&app.account("E", "e@e.example", None, &[]));
    for hidden in ["/conventions", &path, &format!("{path}/versions/3/text")] {
        stranger.get(hidden).expect(404);
    }

    let end = format!("{proof}/end");
    let short = root.post(&end, &[("reason", "court"), ("version", "3")]);
    assert!(short.expect(422).body.contains(" required>court</textarea>"), "{}", short.body);
    for _ in 0..2 {
        root.post(&end, &[("reason", "L’établissement l’a dénoncée.")]).expect(303);
    }
    root.get(&format!("{path}?version=3")).expect(200).says("dénoncée");
    assert_eq!(events(&app, "convention.end").len(), 1);
}

#[test]
fn people_are_reminded_once_six_three_and_one_months_before_a_signature_ends() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let manager = [("adoc-lorraine", NodeRole::Manager)];
    app.account("Mado", "mado@adoc.example", None, &manager);
    let slug = convention(&app, &actor, Concern::Everybody);
    open(&app, &actor, "universite-de-lorraine");
    sign(&app, &actor, (&slug, "universite-de-lorraine", 200));
    let told = |who: &str| {
        let mails = app.mails_to(who).into_iter();
        mails.filter(|mail| mail.subject.starts_with("Signature")).count()
    };

    for (days, count) in [(10, 0), (10, 1), (60, 1), (31, 2), (30, 2), (33, 3), (20, 3), (10, 3)] {
        app.later(TimeDelta::days(days));
        for _ in 0..2 {
            app.run_jobs();
            app.later(TimeDelta::hours(2));
        }
        for who in ["mado@adoc.example", "ada@espace.example", "r@r.example"] {
            assert_eq!(told(who), count, "{who} after {days} more days");
        }
    }
    let mut mails = app.mails_to("mado@adoc.example").into_iter();
    let mail = mails.rfind(|mail| mail.subject.starts_with("Signature")).unwrap();
    assert!(mail.text.contains("prend fin le 19/09/2026"), "{}", mail.text);
    assert_eq!(events(&app, "convention.remind").len(), 3);
}

#[test]
fn a_node_is_not_activated_without_a_convention_unless_somebody_says_why() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let node = app.node_id("adoc-lorraine");
    let path = format!("/admin/nodes/{node}");
    let set = |status: &str, why: &str| {
        root.post(&path, &[("status", status), ("without_convention", why)])
    };
    let status =
        |app: &TestApp| app.read(|conn| Ok(maillage::network::queries::find(conn, &node)?)).status;
    set("suspended", "").expect(303);
    // As long as nothing is to be signed, nothing is asked.
    set("active", "").expect(303);
    set("suspended", "").expect(303);
    let slug = convention(&app, &actor, Concern::Nodes);

    set("active", "").expect(422).says("n’a pas de convention valide");
    set("active", "court").expect(422);
    assert_eq!(status(&app), Status::Suspended);
    set("active", "La signature attend le conseil du 12 mars.").expect(303);
    assert_eq!(status(&app), Status::Active);
    let why = events(&app, "convention.override");
    assert_eq!(why.len(), 1);
    assert!(why[0].contains("conseil du 12 mars") && why[0].contains("universite-de-lorraine"));

    set("suspended", "").expect(303);
    sign(&app, &actor, (&slug, "universite-de-lorraine", 30));
    set("active", "").expect(303);
    app.later(TimeDelta::days(40));
    let root = app.sign_in(&steerer);
    for (status, met) in [("suspended", 303), ("active", 422)] {
        root.post(&path, &[("status", status)]).expect(met);
    }
}

/// Whoever leads an application, as its filed document says it.
pub fn led_by(app: &TestApp, id: &ApplicationId, institution: &str) {
    app.write(|conn| {
        let of = submissions::table.filter(submissions::application_id.eq(id));
        let document: String = of.select(submissions::document).first(conn)?;
        let mut whole: Value = serde_json::from_str(&document).unwrap();
        whole["partners"] = json!([{ "institution": institution, "role": "lead", "fte": "1" }]);
        let of = submissions::table.filter(submissions::application_id.eq(id));
        diesel::update(of).set(submissions::document.eq(whole.to_string())).execute(conn)?;
        Ok(())
    });
}

#[test]
fn an_accepted_application_needs_the_convention_of_whoever_leads_it() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    led_by(&app, &held.bids[0].0, "universite-de-lorraine");
    let root = admin(&app);
    held.publish(&app, &[("labelled", &[])]);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    convention(&app, &app.actor(&steerer), Concern::Nodes);
    let path = format!("/admin/labels/applications/{}", held.bids[0].0);
    let account = held.bids[0].1.id.to_string();
    let mut form = vec![
        ("name", "Atelier de La Réunion"),
        ("short_name", "AR"),
        ("ends_on", "2029-03-01"),
        ("row", "0"),
        ("do", "activate"),
        ("node", "new"),
        ("member", account.as_str()),
    ];

    root.post(&path, &form).expect(409).says("n’a pas de convention valide");
    app.visitor().get("/nodes/ar").expect(404);
    form.push(("without_convention", "La signature attend le conseil du 12 mars."));
    for _ in 0..2 {
        root.post(&path, &form).expect(303);
    }
    app.visitor().get("/nodes/ar").expect(200);
    assert_eq!(events(&app, "convention.override").len(), 1);
}

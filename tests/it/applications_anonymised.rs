//! Files that are wanted twice: as they are, and in a version that names nobody, for reviewers who must not know who applies.

use diesel::prelude::*;
use maillage::accounts::Scope;
use maillage::applications::ApplicationId;
use maillage::calls::Blind;
use maillage::db::schema::calls;
use maillage::questionnaires::queries as questionnaires;
use serde_json::json;

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::applications_cast::{applicant, complete};
use crate::calls_cast::{coordinator, draft, find, finish};
use crate::reviews_cast::{Reviewed, assigned, begin, ended, file, reviewer};

const NAMED: &[u8] = b"%PDF-1.7 budget de Nantes";
const NAMELESS: &[u8] = b"%PDF-1.7 budget";

fn bring(own: &Visitor, id: &ApplicationId, field: &str, (name, content): (&str, &[u8])) {
    let path = format!("/applications/{id}/sections/moyens");
    let file = [(field, name, "application/pdf", content)];
    own.post_files(&path, &[("then", "stay")], &file).expect(303);
}

/// What the check of an application still names.
fn problems(app: &TestApp, owner: &Account, id: &ApplicationId) -> serde_json::Value {
    let own = app.caller(&app.token(owner, Scope::Read));
    let checked = own.post_json(&format!("/api/v1/applications/{id}/check"), &json!({}));
    let named = checked.expect(200).json()["problems"].clone();
    named.as_array().unwrap().iter().map(|one| one["field"].clone()).collect()
}

/// A call in review whose budgets are wanted without names too, with one application that brought both.
fn in_review(app: &TestApp, blind: Blind) -> Reviewed {
    in_review_with(app, blind, NAMELESS)
}

fn in_review_with(app: &TestApp, blind: Blind, nameless: &[u8]) -> Reviewed {
    let (ada, desk) = coordinator(app, "Ada");
    let id = draft(app, &app.actor(&ada), "Ateliers");
    let of = find(app, &id).version_id;
    let version = app.read(|conn| questionnaires::find(conn, &of));
    let lock = version.lock_version.to_string();
    let ticked = [
        ("version", version.id.as_str()),
        ("lock", lock.as_str()),
        ("label_fr", "Budget prévisionnel"),
        ("file_kinds", "pdf"),
        ("megabytes", "10"),
        ("anonymised", "1"),
    ];
    desk.post(&format!("/inbox/calls/{id}/form/items/budget"), &ticked).expect(303);
    desk.get(&format!("/inbox/calls/{id}/form")).says("Budget prévisionnel (version anonymisée)");
    let call = finish(app, &app.actor(&ada), &id);
    app.write(|conn| {
        let there = calls::table.find(&call.id);
        Ok(diesel::update(there).set(calls::blind.eq(blind)).execute(conn)?)
    });
    app.later(chrono::TimeDelta::hours(1));

    let (lea, own) = applicant(app, "Léa");
    let bid = complete(app, &call, &lea);
    assert_eq!(problems(app, &lea, &bid), json!([]), "no budget, no version of it");
    bring(&own, &bid, "budget", ("budget-nantes.pdf", NAMED));
    assert_eq!(problems(app, &lea, &bid), json!(["budget_anonyme"]));
    let page = own.get(&format!("/applications/{bid}/filing"));
    page.says("Budget prévisionnel (version anonymisée)");
    bring(&own, &bid, "budget_anonyme", ("budget-anonyme.pdf", nameless));
    assert_eq!(problems(app, &lea, &bid), json!([]));
    file(app, &lea, &bid);
    begin(app, ended(app, (ada, call), vec![(bid, lea)]))
}

/// The files that a page gives to take away.
fn given(reader: &Visitor, page: &str) -> Vec<Vec<u8>> {
    let body = reader.get(page).expect(200).body.clone();
    let links = body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let files: Vec<_> = links.filter(|link| link.contains("/files/")).map(str::to_owned).collect();
    files.iter().map(|link| reader.get(link).expect(200).bytes.clone()).collect()
}

#[test]
fn in_double_blind_review_the_version_without_names_stands_for_the_file() {
    let app = TestApp::start();
    let there = in_review(&app, Blind::Double);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let (id, browser) = (assigned(&app, &there, 0, &zoe), app.sign_in(&zoe));
    let page = format!("/reviews/{id}");
    browser.get(&page).says("budget-anonyme.pdf").says_not("budget-nantes");
    assert_eq!(given(&browser, &page), [NAMELESS]);
    let desk = there.desk.get(&there.page(&format!("/applications/{}", there.bid(0))));
    desk.says("budget-nantes.pdf").says("budget-anonyme.pdf");
}

/// What every program writes into a paper by itself: who made it.
fn signed() -> Vec<u8> {
    use lopdf::{Document, Object, dictionary};
    let mut paper = Document::with_version("1.5");
    let pages = paper.new_object_id();
    let page = paper.add_object(dictionary! { "Type" => "Page", "Parent" => pages });
    let all = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    paper.objects.insert(pages, Object::Dictionary(all));
    let root = paper.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    let author = Object::string_literal("Lea de Nantes");
    let info = paper.add_object(dictionary! { "Author" => author });
    paper.trailer.set("Root", root);
    paper.trailer.set("Info", info);
    let mut out = Vec::new();
    paper.save_to(&mut out).unwrap();
    out
}

#[test]
fn t18_t19_the_version_without_names_does_not_say_either_who_wrote_it() {
    let app = TestApp::start();
    let (paper, says) =
        (signed(), |content: &[u8]| content.windows(6).any(|window| window == b"Nantes"));
    assert!(says(&paper));
    let there = in_review_with(&app, Blind::Double, &paper);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let (id, browser) = (assigned(&app, &there, 0, &zoe), app.sign_in(&zoe));

    let given = given(&browser, &format!("/reviews/{id}"));
    assert!(given.len() == 1 && given[0].starts_with(b"%PDF") && !says(&given[0]));
    let pack = browser.post(&format!("/reviews/calls/{}/pack", there.call.id), &[]);
    let mut pack = zip::ZipArchive::new(std::io::Cursor::new(&pack.expect(200).bytes)).unwrap();
    for place in 0..pack.len() {
        let mut part = Vec::new();
        std::io::Read::read_to_end(&mut pack.by_index(place).unwrap(), &mut part).unwrap();
        assert!(!says(&part), "{place}");
    }
    // What was filed stays as it was brought.
    let kept = app.read(|conn| Ok(maillage::applications::queries::files_of(conn, there.bid(0))?));
    let own = app.sign_in(&there.bids[0].1);
    let held = kept.iter().find(|one| one.name == "budget-anonyme.pdf").unwrap();
    let back = own.get(&format!("/applications/{}/files/{}", there.bid(0), held.id));
    assert_eq!(back.expect(200).bytes, paper);
}

#[test]
fn reviewers_who_may_know_who_applies_read_both() {
    let app = TestApp::start();
    let there = in_review(&app, Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let (id, browser) = (assigned(&app, &there, 0, &zoe), app.sign_in(&zoe));
    assert_eq!(given(&browser, &format!("/reviews/{id}")), [NAMED, NAMELESS]);
}

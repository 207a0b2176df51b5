//! What leaves a review as a file: packs for reviewers, tables for who runs the call; and reminders that somebody wants no more.

use std::io::{Cursor, Read};

use chrono::TimeDelta;
use maillage::applications::queries as applications;
use maillage::calls::Blind;
use maillage::reviews::{ConflictKind, Outcome, ops};
use zip::ZipArchive;

use crate::app::{TestApp, Visitor};
use crate::applications_cast::{applicant, complete, reference};
use crate::calls_cast::{coordinator, find};
use crate::clamd::Clamd;
use crate::reviews_cast::{Reviewed, assigned, closed, file, in_review, join, reviewer, submitted};

const PDF: &[u8] = b"%PDF-1.7 budget";

fn parts(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(zip)).unwrap();
    let part = |place| {
        let mut part = archive.by_index(place).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        (part.name().unwrap().to_string(), bytes)
    };
    (0..ZipArchive::new(Cursor::new(zip)).unwrap().len()).map(part).collect()
}

/// A call under review with an application that brought a file.
fn with_file(app: &TestApp, blind: Blind) -> Reviewed {
    let mut there = closed(app, &[], blind);
    app.later(-TimeDelta::days(10));
    let (lea, own) = applicant(app, "Léa");
    let id = complete(app, &there.call, &lea);
    let path = format!("/applications/{id}/sections/moyens");
    let brought = [("budget", "budget.pdf", "application/pdf", PDF)];
    own.post_files(&path, &[("then", "stay")], &brought).expect(303);
    file(app, &lea, &id);
    app.later(TimeDelta::days(10) + TimeDelta::minutes(20));
    let (actor, now, words) = (app.actor(&there.ada), app.now(), app.app.vocabularies());
    app.write(|conn| {
        ops::begin(conn, &actor, (&there.call.id, &words), now)?;
        let why = "Les partenaires confirmeront.";
        ops::judge(conn, &actor, (&there.call.id, &id), (Outcome::Eligible, why), now)
    });
    there.call = find(app, &there.call.id);
    there.bids = vec![(id, lea)];
    there
}

fn file_id(app: &TestApp, there: &Reviewed) -> String {
    app.read(|conn| Ok(applications::files_of(conn, there.bid(0))?))[0].id.to_string()
}

#[test]
fn a_reviewer_opens_the_files_of_their_view_and_takes_them_along() {
    let app = TestApp::start();
    let there = with_file(&app, Blind::Single);
    let (zoe, max) =
        (reviewer(&app, &there, "Zoé Kermadec", None), reviewer(&app, &there, "Max Oulevey", None));
    let id = assigned(&app, &there, 0, &zoe);
    let (browser, other) = (app.sign_in(&zoe), app.sign_in(&max));
    let held = file_id(&app, &there);
    let path = format!("/reviews/{id}/files/{held}");
    browser.get(&format!("/reviews/{id}")).expect(200).says("budget.pdf");
    let served = browser.get(&path);
    assert_eq!(served.expect(200).bytes, PDF);
    assert!(served.header("content-disposition").unwrap().starts_with("attachment"));
    other.get(&path).expect(404);
    browser.get(&format!("/applications/{}/files/{held}", there.bid(0))).expect(404);

    let pack = format!("/reviews/calls/{}/pack", there.call.id);
    other.post(&pack, &[]).expect(404);
    let taken = browser.post(&pack, &[]);
    assert_eq!(taken.expect(200).header("cache-control"), Some("private, no-store"));
    let named = reference(&app, there.bid(0));
    let parts = parts(&taken.bytes);
    let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, [format!("{named}.pdf"), format!("{named}/1-budget.pdf")]);
    assert_eq!(parts[1].1, PDF);
    browser.get(&pack).expect(404);
}

#[test]
fn t18_nothing_that_is_taken_along_says_who_wrote_it_or_who_took_it() {
    let app = TestApp::start();
    let there = with_file(&app, Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    assigned(&app, &there, 0, &zoe);
    let taken = app.sign_in(&zoe).post(&format!("/reviews/calls/{}/pack", there.call.id), &[]);
    for (name, bytes) in parts(&taken.expect(200).bytes) {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for word in ["/author", "kermadec", "dc:creator"] {
            assert!(!text.contains(word), "{name} says {word}");
        }
    }
    let mut archive = ZipArchive::new(Cursor::new(taken.bytes.as_slice())).unwrap();
    for place in 0..archive.len() {
        let made = archive.by_index(place).unwrap().last_modified();
        assert!(made.is_none_or(|made| made.year() == 1980), "an entry says when it was made");
    }
}

#[test]
fn t19_where_reviewers_must_not_know_who_applies_no_file_opens_and_no_pack_tells() {
    let app = TestApp::start();
    let there = with_file(&app, Blind::Double);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let id = assigned(&app, &there, 0, &zoe);
    let browser = app.sign_in(&zoe);
    browser.get(&format!("/reviews/{id}")).expect(200).says_not("budget.pdf");
    browser.get(&format!("/reviews/{id}/files/{}", file_id(&app, &there))).expect(404);
    let taken = browser.post(&format!("/reviews/calls/{}/pack", there.call.id), &[]);
    let parts = parts(&taken.expect(200).bytes);
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].0, format!("{}.pdf", reference(&app, there.bid(0))));
}

#[test]
fn t08_a_pack_is_not_found_by_who_was_recused() {
    let app = TestApp::start();
    let there = with_file(&app, Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let id = assigned(&app, &there, 0, &zoe);
    let browser = app.sign_in(&zoe);
    let pack = format!("/reviews/calls/{}/pack", there.call.id);
    browser.post(&pack, &[]).expect(200);
    let form = [("kind", "other"), ("why", "Nous écrivons ensemble.")];
    browser.post(&format!("/reviews/{id}/conflict"), &form).expect(303);
    browser.post(&pack, &[]).expect(404);
    browser.get(&format!("/reviews/{id}/files/{}", file_id(&app, &there))).expect(404);
}

#[test]
fn t46_a_file_that_waits_for_the_scanner_is_a_note_in_a_pack_until_it_was_looked_at() {
    let clamd = Clamd::start();
    let address = clamd.address.clone();
    let app = TestApp::start_with(|config| config.clamd = Some(address));
    let there = with_file(&app, Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let id = assigned(&app, &there, 0, &zoe);
    let browser = app.sign_in(&zoe);
    let file = format!("/reviews/{id}/files/{}", file_id(&app, &there));
    let pack = || browser.post(&format!("/reviews/calls/{}/pack", there.call.id), &[]);
    browser.get(&file).expect(409);
    let held = parts(&pack().expect(200).bytes);
    assert!(held.len() == 2 && held[1].0.ends_with("budget.pdf.txt"), "{}", held[1].0);
    assert!(!held[1].1.starts_with(b"%PDF"));

    app.run_jobs();
    assert_eq!(browser.get(&file).expect(200).bytes, PDF);
    let whole = parts(&pack().expect(200).bytes);
    assert!(whole[1].0.ends_with("budget.pdf") && whole[1].1 == PDF, "{}", whole[1].0);
}

#[test]
fn t55_reviews_leave_as_tables_without_what_their_reader_must_not_see() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa", "Omar"], Blind::Single);
    let (zoe, max) =
        (reviewer(&app, &there, "Zoé Kermadec", None), reviewer(&app, &there, "Max Oulevey", None));
    submitted(&app, &there, 0, &zoe, 5);
    submitted(&app, &there, 1, &max, 2);
    let place = there.page("/export");
    let take = |desk: &Visitor, format: &str| desk.post(&place, &[("format", format)]);
    let all = take(&there.desk, "json").expect(200).json();
    let count = |all: &serde_json::Value| all["reviews"].as_array().unwrap().len();
    assert_eq!((count(&all), all["left_out_for_conflict"].as_i64()), (2, Some(0)));
    assert_eq!(all["reviews"][0]["submitted_on"].as_str().unwrap().len(), 10, "to the day");
    let tables = parts(&take(&there.desk, "csv").expect(200).bytes);
    let table = |named: &str| {
        let found = tables.iter().find(|(name, _)| name.starts_with(named));
        String::from_utf8_lossy(&found.unwrap().1).into_owned()
    };
    let reviews = table("evaluations");
    assert!(reviews.contains("\"Zoé Kermadec\"") && reviews.contains(";100,00;"), "{reviews}");
    assert!(table("lisez-moi").contains("pour conflit d’intérêts\";0"));
    take(&there.desk, "ods").expect(200);
    take(&there.desk, "exe").expect(404);
    there.desk.get(&place).expect(404);

    // A coordinator in conflict with one sees the other alone.
    let (bea, desk) = coordinator(&app, "Béa");
    let (_, root) = crate::reviews_cast::admin(&app);
    let appoint = format!("/inbox/calls/{}/coordinators", there.call.id);
    root.post(&appoint, &[("email", &bea.email)]).expect(303);
    join(&app, &there, &bea, None);
    let said = ops::Declared {
        application: there.bid(0).clone(),
        account: bea.id.clone(),
        kind: ConflictKind::Collaboration,
        why: "Ils publient ensemble.".into(),
    };
    let (actor, now) = (app.actor(&there.ada), app.now());
    app.write(|conn| ops::declare(conn, &actor, (&there.call.id, &said), now));
    let hers = take(&desk, "json");
    assert_eq!(count(&hers.expect(200).json()), 1);
    assert_eq!(hers.json()["left_out_for_conflict"], 1);
    assert!(!hers.body.contains("Kermadec") && !hers.body.contains(&reference(&app, there.bid(0))));
}

#[test]
fn who_wants_no_reminders_gets_none_and_is_seen_as_late_all_the_same() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let (zoe, max) =
        (reviewer(&app, &there, "Zoé Kermadec", None), reviewer(&app, &there, "Max Oulevey", None));
    assigned(&app, &there, 0, &zoe);
    assigned(&app, &there, 0, &max);
    let browser = app.sign_in(&zoe);
    for _ in 0..2 {
        browser.post("/reviews/reminders", &[("reminders", "no")]).expect(303);
    }
    browser.get("/reviews").expect(200).says("Vous ne recevez plus de rappels");
    app.sign_in(&there.bids[0].1).post("/reviews/reminders", &[("reminders", "no")]).expect(404);
    app.later(TimeDelta::days(25));
    app.run_jobs();
    let reminded = |to: &str| {
        let named = reference(&app, there.bid(0));
        app.mails_to(to).iter().filter(|mail| mail.subject.contains(&named)).count()
    };
    assert_eq!((reminded(&zoe.email), reminded(&max.email)), (0, 1));
    let desk = app.sign_in(&there.ada);
    let late = desk.get(&there.page("/late"));
    late.expect(200).says("Zoé Kermadec").says("ne souhaite pas de rappels");
    app.sign_in(&zoe).post("/reviews/reminders", &[("reminders", "yes")]).expect(303);
}

//! The applications to a call, for whoever runs it: counts of drafts, what was filed as files, closings that were put off.

use std::io::Read;

use chrono::TimeDelta;
use maillage::accounts::NetworkRole;
use maillage::applications::{ApplicationId, queries};
use maillage::calls::Call;

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::applications_cast::{applicant, begun, complete, hash, joined, reference};
use crate::calls_cast::{coordinator, open};
use crate::tickets::form_id;

/// An open call, who coordinates it, and their browser.
fn desk(app: &TestApp) -> (Call, Account, Visitor) {
    let (ada, browser) = coordinator(app, "Ada");
    let call = open(app, &app.actor(&ada), "Ateliers");
    (call, ada, browser)
}

fn file(own: &Visitor, id: &ApplicationId) {
    let read = hash(own, id);
    own.post(&format!("/applications/{id}/filing"), &[("sha256", &read)]).expect(303);
}

fn part(zip: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn t11_t22_drafts_are_counts_and_a_coordinator_with_a_part_in_one_sees_nothing_of_it() {
    let app = TestApp::start();
    let (call, ada, browser) = desk(&app);
    let (lea, own) = applicant(&app, "Léa");
    let draft = complete(&app, &call, &lea);
    let place = format!("/inbox/calls/{}/applications", call.id);
    let page = browser.get(&place);
    page.expect(200).says("Déposées : 0. Brouillons : 1.").says("remplie à 100");
    page.says_not("Atelier de Léa").says_not("Pour les équipes");
    file(&own, &draft);
    browser.get(&place).says("Déposées : 1. Brouillons : 0.").says("Atelier de Léa");

    let (omar, theirs) = applicant(&app, "Omar");
    let hers = complete(&app, &call, &omar);
    joined(&app, &hers, (&omar, &ada));
    file(&theirs, &hers);
    let page = browser.get(&place);
    page.says("Déposées : 1.").says_not("Atelier de Omar").says_not(&reference(&app, &hers));
    let export = browser.post(&format!("{place}/export"), &[("format", "json")]).json();
    assert_eq!(export["applications"].as_array().unwrap().len(), 1);
    assert_eq!(export["left_out_for_conflict"], 1);
    let form = [("closes", "2027-01-01T12:00"), ("reason", "Panne du serveur")];
    browser.post(&format!("{place}/{hers}/extension"), &form).expect(404);
}

#[test]
fn who_runs_a_call_or_the_network_does_not_apply_to_it() {
    let app = TestApp::start();
    let (call, ada, browser) = desk(&app);
    let ((_, root), (_, other)) = (crate::reviews_cast::admin(&app), coordinator(&app, "Béa"));
    let (page, path) =
        (format!("/calls/{}", call.slug), format!("/calls/{}/applications", call.slug));
    let said = "vous ne pouvez pas y candidater";
    for barred in [&browser, &root] {
        assert!(!barred.get(&page).expect(200).links_to(&path));
        barred.get(&path).expect(200).says(said);
        barred.post(&path, &[("id", &form_id())]).expect(409).says(said);
    }
    let visitor = app.visitor();
    visitor.post(&path, &[("name", "Ada"), ("email", &ada.email)]).expect(200);
    let link = app.mail_to(&ada.email).link("/applications/invitations/");
    let answer = visitor.post(&link, &[]);
    visitor.follow(answer.expect(303)).says(said);

    let begun = app.read(|conn| Ok(queries::of_call(conn, &call.id)?));
    assert!(begun.is_empty());
    assert!(other.get(&page).expect(200).links_to(&path), "a coordinator of another call may");
    other.post(&path, &[("id", &form_id())]).expect(303);
}

#[test]
fn t10_an_application_of_another_call_is_not_found_in_this_one() {
    let app = TestApp::start();
    let (call, _, browser) = desk(&app);
    let (bea, other) = coordinator(&app, "Béa");
    let second = open(&app, &app.actor(&bea), "Autre appel");
    let (lea, _) = applicant(&app, "Léa");
    let id = begun(&app, &second, &lea);
    let form = [("closes", "2027-01-01T12:00"), ("reason", "Panne du serveur")];
    let at = |call: &Call| format!("/inbox/calls/{}/applications/{id}/extension", call.id);
    browser.post(&at(&call), &form).expect(404);
    browser.post(&at(&second), &form).expect(404);
    other.post(&at(&second), &form).expect(303);
}

#[test]
fn t38_one_closing_is_put_off_with_a_reason_that_admins_read() {
    let app = TestApp::start();
    let root = app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]);
    let (call, _, browser) = desk(&app);
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let (id, other) = (complete(&app, &call, &lea), complete(&app, &call, &omar));
    let path = format!("/inbox/calls/{}/applications/{id}/extension", call.id);
    let closes = call.terms.closes_at.unwrap();
    let typed = |by: TimeDelta| (closes + by).format("%Y-%m-%dT%H:%M").to_string();
    let (later, earlier) = (typed(TimeDelta::days(3)), typed(TimeDelta::days(-3)));
    browser.post(&path, &[("closes", &earlier), ("reason", "Panne du serveur")]).expect(409);
    let short = browser.post(&path, &[("closes", &later), ("reason", "Panne")]);
    assert!(short.expect(409).body.contains(">Panne</textarea>"), "what was typed stays");
    browser.post(&path, &[("closes", &later), ("reason", "Panne du serveur")]).expect(303);
    assert!(app.mail_to(&root.email).text.contains("Panne du serveur"));
    assert!(app.mail_to(&lea.email).text.contains("Panne du serveur"));
    assert!(app.mails_to(&omar.email).is_empty());

    app.later(closes + TimeDelta::days(1) - app.now());
    assert!(own.get("/").expect(200).links_to(&format!("/applications/{id}")));
    assert!(!theirs.get("/").expect(200).links_to(&format!("/applications/{other}")));
    let section = |id: &ApplicationId| format!("/applications/{id}/sections/projet");
    theirs.post(&section(&other), &[("sigle", "X"), ("sigle-was", "?")]).expect(409);
    own.get(&section(&id)).expect(200).says("Brouillon, non déposé");
    file(&own, &id);
    let submission = app.read(|conn| Ok(queries::submission(conn, &id, 1)?));
    assert!(submission.deadline > closes && !submission.within_grace);
    theirs.post(&format!("/applications/{other}/filing"), &[("sha256", "x")]).expect(409);
}

#[test]
fn t53_t55_t56_what_was_filed_is_a_file_for_who_runs_the_call_and_no_address_leads_to_it() {
    let app = TestApp::start();
    let (call, ada, browser) = desk(&app);
    let (lea, own) = applicant(&app, "Léa");
    let id = complete(&app, &call, &lea);
    let page = own.get(&format!("/applications/{id}/sections/projet"));
    let was = page.value_of("resume-was").unwrap();
    let typed = [("resume", "=1+1; \"cité\"\nligne"), ("resume-was", was.as_str())];
    own.post(&format!("/applications/{id}/sections/projet"), &typed).expect(303);
    file(&own, &id);
    let place = format!("/inbox/calls/{}/applications/export", call.id);

    let csv = browser.post(&place, &[("format", "csv")]);
    assert!(csv.expect(200).header("content-disposition").unwrap().contains("AMI-2026-1.zip"));
    assert_eq!(csv.header("cache-control"), Some("private, no-store"));
    let table = part(&csv.bytes, "candidatures.csv");
    assert!(table.starts_with("\u{feff}\"reference\";\"title\""), "{table}");
    assert!(table.contains("\"'=1+1; \"\"cité\"\"\nligne\""), "{table}");
    assert!(table.contains(";2,5;2027-01-01;"), "numbers and days stay what they are: {table}");
    let goals = part(&csv.bytes, "engagement.csv");
    assert!(
        goals
            .contains(&format!("\"{}\";1;\"Questions traitées par an\";200", reference(&app, &id))),
        "{goals}"
    );
    let about = part(&csv.bytes, "lisez-moi.csv");
    assert!(about.contains("\"Laissées de côté pour conflit d’intérêts\";0"), "{about}");
    let ods = browser.post(&place, &[("format", "ods")]);
    let content = part(&ods.bytes, "content.xml");
    assert!(content.contains(r#"office:value="2.5""#) && !content.contains("formula"));

    // Chosen columns are there, the reference with them, and nothing else.
    let chosen = [("format", "csv"), ("column", "etp"), ("column", "state")];
    let some = browser.post(&place, &chosen);
    let table = part(&some.expect(200).bytes, "candidatures.csv");
    assert!(table.starts_with("\u{feff}\"reference\";\"state\";\"etp\"\r\n"), "{table}");
    assert!(table.contains(";2,5\r\n") && !table.contains("cité"), "{table}");
    let about = part(&some.bytes, "lisez-moi.csv");
    assert!(about.contains("\"etp, state\""), "{about}");
    let archive = zip::ZipArchive::new(std::io::Cursor::new(&some.bytes)).unwrap();
    assert_eq!(archive.len(), 2, "no table that was not chosen");
    browser
        .get(&format!("/inbox/calls/{}/applications", call.id))
        .expect(200)
        .says("Choisir les colonnes");

    browser.get(&place).expect(404);
    browser.post(&place, &[("format", "exe")]).expect(404);
    own.post(&place, &[("format", "csv")]).expect(404);
    let events = crate::knowledge::audited(&app, "call", call.id.as_str());
    assert_eq!(events.iter().filter(|action| *action == "call.export").count(), 3);
    assert_ne!(ada.email, lea.email);
}

//! What was filed is completed after the closing: files and blocks too, whole or not at all, and not for ever.

use chrono::TimeDelta;
use maillage::applications::{self, ApplicationId};
use maillage::calls::Blind;
use maillage::reviews::queries;

use crate::app::{TestApp, Visitor};
use crate::calls_cast::{asked, coordinator, open};
use crate::reviews_cast::{Reviewed, assigned, ended, in_review, reviewer};

const PDF: &[u8] = b"%PDF-1.7 budget";

/// Asks for some questions to be answered again within a week.
fn ask(app: &TestApp, there: &Reviewed, fields: &[&str]) {
    let due = (app.today() + TimeDelta::days(7)).to_string();
    let mut form = vec![("due", due.as_str()), ("message", "Il manque une pièce au dossier.")];
    form.extend(fields.iter().map(|field| ("fields", *field)));
    let path = there.page(&format!("/applications/{}/completions", there.bid(0)));
    there.desk.post(&path, &form).expect(303);
}

fn filings(app: &TestApp, id: &ApplicationId) -> usize {
    app.read(|conn| Ok(applications::queries::submissions_of(conn, id)?)).len()
}

fn rows(app: &TestApp, id: &ApplicationId) -> Vec<String> {
    let answers = app.read(|conn| Ok(applications::queries::answers_of(conn, id)?));
    answers.rows("engagements").to_vec()
}

fn subjects(app: &TestApp, address: &str, word: &str) -> usize {
    app.mails_to(address).iter().filter(|mail| mail.subject.contains(word)).count()
}

#[test]
fn a_paper_and_a_block_are_completed_whole_and_whoever_reads_them_is_told() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let id = assigned(&app, &there, 0, &zoe);
    ask(&app, &there, &["organisation", "budget", "engagements"]);
    let own: Visitor = app.sign_in(&there.bids[0].1);
    let (bid, here) = (there.bid(0), format!("/applications/{}/completion", there.bid(0)));
    own.get(&here).expect(200).says("Budget prévisionnel").says("Engagement 1");

    // What is required is not taken away, and nothing is filed with a row that says nothing.
    let empty = [("organisation", ""), ("organisation-was", "x")];
    own.post(&here, &empty).expect(422).says("le complément n’est pas déposé");
    let typed = [
        ("organisation", "Un comité et trois relais."),
        ("organisation-was", "x"),
        ("do", "add engagements"),
    ];
    own.post(&here, &typed).expect(303);
    own.get(&here).says("Engagement 2").says("trois relais");
    own.post(&here, &typed[..2]).expect(422).says("le complément n’est pas déposé");
    assert_eq!(filings(&app, bid), 1);

    let row = rows(&app, bid).pop().unwrap();
    let (kind, target) = (format!("indicateur--{row}"), format!("cible--{row}"));
    let (was_kind, was_target) = (format!("{kind}-was"), format!("{target}-was"));
    let typed = [
        (kind.as_str(), "sessions"),
        (was_kind.as_str(), "none"),
        (target.as_str(), "12"),
        (was_target.as_str(), "none"),
    ];
    let file = [("budget", "budget.pdf", "application/pdf", PDF)];
    let done = own.post_files(&here, &typed, &file);
    assert!(done.expect(303).location().ends_with("/receipts/2"), "{}", done.location());
    own.follow(&done).expect(200).says("complément").says("budget.pdf");
    own.get(&format!("/applications/{bid}")).says("complément");
    let filed = app.read(|conn| Ok(applications::queries::submission(conn, bid, 2)?));
    for words in ["budget.pdf", "trois relais", "\"cible\":\"12\"", "\"cible\":\"200\""] {
        assert!(filed.document.contains(words), "{words}: {}", filed.document);
    }
    assert_eq!(subjects(&app, &there.ada.email, "Complément déposé"), 1);
    assert_eq!(subjects(&app, &zoe.email, "Complément déposé"), 1);
    let page = app.sign_in(&zoe).get(&format!("/reviews/{id}"));
    page.expect(200).says("trois relais").says("budget.pdf");
    // What is new stands beside what was there.
    page.says("Avant le complément").says("Un comité.");
    let desk = there.desk.get(&there.page(&format!("/applications/{bid}")));
    desk.expect(200).says("Avant le complément").says("Un comité.");
    own.get(&here).expect(404);
}

#[test]
fn a_request_ends_with_the_review_and_with_the_application() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa", "Omar"], Blind::Single);
    ask(&app, &there, &["organisation"]);
    let own = app.sign_in(&there.bids[0].1);
    let here = format!("/applications/{}/completion", there.bid(0));
    own.get(&here).expect(200);
    let typed = [("organisation", "Trop tard."), ("organisation-was", "x")];
    let why = [("reason", "Le comité a lu chaque dossier.")];
    there.desk.post(&format!("/inbox/calls/{}/deliberation", there.call.id), &why).expect(303);
    own.get(&here).expect(404);
    own.post(&here, &typed).expect(404);
    own.get(&format!("/applications/{}", there.bid(0))).expect(200).says_not("/completion");
    assert_eq!(filings(&app, there.bid(0)), 1);
    let kept = app.read(|conn| Ok(queries::completions_of(conn, there.bid(0))?));
    assert!(kept.iter().all(|one| one.closed_at.is_some()) && kept.len() == 1);
}

#[test]
fn nobody_completes_what_was_withdrawn() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    ask(&app, &there, &["organisation"]);
    let own = app.sign_in(&there.bids[0].1);
    let bid = format!("/applications/{}", there.bid(0));
    own.post(&format!("{bid}/withdrawal"), &[("reason", "Nous renonçons.")]).expect(303);
    let typed = [("organisation", "Trop tard."), ("organisation-was", "x")];
    own.post(&format!("{bid}/completion"), &typed).expect(404);
    assert_eq!(filings(&app, there.bid(0)), 1);
}

#[test]
fn t28_a_request_that_names_who_judges_waits_until_its_writer_has_looked_and_loses_nothing() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    assigned(&app, &there, 0, &zoe);
    let path = there.page(&format!("/applications/{}/completions", there.bid(0)));
    let due = (app.today() + TimeDelta::days(7)).to_string();
    let owner = there.bids[0].1.email.clone();
    let named = |mail: &crate::app::SentMail| mail.text.contains("Kermadec");
    let mut form = vec![
        ("due", due.as_str()),
        ("fields", "organisation"),
        ("message", "Madame Kermadec voudrait lire l’organisation."),
    ];

    let page = there.desk.post(&path, &form);
    page.expect(409).says("Ce texte contient le nom").says("Madame Kermadec voudrait lire");
    assert_eq!(page.value_of("due").unwrap(), due);
    assert!(!app.mails_to(&owner).iter().any(named));

    form.push(("checked", "1"));
    there.desk.post(&path, &form).expect(303);
    assert!(app.mails_to(&owner).iter().any(named));
}

#[test]
fn t28_a_reason_of_ineligibility_that_names_who_judges_waits_until_its_writer_has_looked() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    assigned(&app, &there, 0, &zoe);
    let judge = there.page(&format!("/eligibility/{}", there.bid(0)));
    let reversal = format!("{judge}/reversal");
    let owner = there.bids[0].1.email.clone();
    let names = "Madame Kermadec a vu qu’une lettre manque.";
    let told = || app.mails_to(&owner).iter().filter(|mail| mail.text.contains("Kermadec")).count();
    let state = || app.read(|conn| Ok(applications::queries::find(conn, there.bid(0))?)).state;

    let page = there.desk.post(&reversal, &[("reason", names)]);
    page.expect(409).says("Ce texte contient le nom").says(names);
    assert_eq!((state(), told()), (applications::State::InReview, 0));
    there.desk.post(&reversal, &[("reason", names), ("checked", "1")]).expect(303);
    assert_eq!((state(), told()), (applications::State::Submitted, 1));

    let refused = [("outcome", "ineligible"), ("reason", names)];
    there.desk.post(&judge, &refused).expect(409).says("Ce texte contient le nom").says(names);
    assert_eq!(state(), applications::State::Submitted);
    let reason = "Une lettre manque, et rien ne la remplace.";
    there.desk.post(&judge, &[("outcome", "ineligible"), ("reason", reason)]).expect(303);
    assert_eq!((state(), told()), (applications::State::Ineligible, 1));
    assert!(app.mail_to(&owner).text.contains(reason));
}

#[test]
fn t28_a_public_answer_that_names_who_judges_waits_until_its_writer_has_looked() {
    let app = TestApp::start();
    let (ada, _) = coordinator(&app, "Ada");
    let call = open(&app, &app.actor(&ada), "Ateliers");
    let question = asked(&app, &call, "Qui lit les dossiers ?");
    let there = ended(&app, (ada, call), Vec::new());
    reviewer(&app, &there, "Zoé Kermadec", None);
    let path = format!("/inbox/calls/{}/questions/{question}/answer", there.call.id);
    let public = format!("/calls/{}", there.call.slug);
    let answer = "Madame Kermadec et d’autres les lisent.";
    let mut form = vec![("body", "Qui lit les dossiers ?"), ("answer", answer)];

    there.desk.post(&path, &form).expect(422).says("Ce texte contient le nom").says(answer);
    app.visitor().get(&public).expect(200).says_not("Kermadec");
    form.push(("checked", "1"));
    there.desk.post(&path, &form).expect(303);
    app.visitor().get(&public).expect(200).says(answer);

    // Who administers the network does not know who judges, and is told nothing by trying names.
    let (_, root) = crate::reviews_cast::admin(&app);
    let guesses = [("body", "Qui lit ?"), ("answer", "Est-ce Kermadec qui les lit ?")];
    root.post(&path, &guesses).expect(303);
}

//! Who is told what of a review that changes hands, through HTTP.

use chrono::TimeDelta;
use maillage::applications::ApplicationId;
use maillage::calls::Blind;
use maillage::reviews::{ConflictKind, ConflictState, ops, queries};

use crate::app::TestApp;
use crate::applications_cast::{applicant, complete};
use crate::applications_letters::partner;
use crate::calls_cast::{coordinator, open};
use crate::reviews_cast::{assigned, ended, file, in_review, join, reviewer, submitted};

#[test]
fn who_declines_is_told_to_the_desk_and_who_is_taken_off_or_given_back_is_told_too() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let id = submitted(&app, &there, 0, &zoe, 4);
    let reopening = there.page(&format!("/assignments/{id}/reopening"));
    there.desk.post(&reopening, &[("reason", "La note du critère 2 étonne.")]).expect(303);
    assert!(app.mail_to(&zoe.email).text.contains("La note du critère 2 étonne."));
    there.desk.post(&there.page(&format!("/assignments/{id}/removal")), &[]).expect(303);
    let told = app.mail_to(&zoe.email);
    assert!(told.subject.contains("Évaluation retirée"), "{}", told.subject);

    let answer = format!("/reviews/calls/{}/answer", there.call.id);
    let no = [("answer", "no"), ("reason", "Je pars en mission.")];
    for _ in 0..2 {
        app.sign_in(&zoe).post(&answer, &no).expect(303);
    }
    let mails = app.mails_to(&there.ada.email);
    let told = mails.iter().filter(|mail| mail.text.contains("Je pars en mission."));
    assert_eq!(told.count(), 1);
}

#[test]
fn who_applied_and_who_runs_the_call_read_what_became_of_an_application_and_nothing_of_its_review()
{
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let own = app.sign_in(&there.bids[0].1);
    let page = || own.get(&format!("/applications/{}?lang=en", there.bid(0)));
    page().expect(200).says("Application begun").says("Filed").says("review begun");
    let before = page().body.matches("<li><span class=\"quiet\">").count();
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    submitted(&app, &there, 0, &zoe, 4);
    assert_eq!(page().body.matches("<li><span class=\"quiet\">").count(), before);
    page().says_not("Kermadec");
    let desk = there.page(&format!("/applications/{}?lang=en", there.bid(0)));
    there.desk.get(&desk).expect(200).says("review begun");
}

#[test]
fn reviewers_of_what_was_withdrawn_are_told_once_and_reminded_no_more() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let id = assigned(&app, &there, 0, &zoe);
    let home = app.sign_in(&zoe);
    assert!(home.get("/reviews").expect(200).links_to(&format!("/reviews/{id}")));
    let own = app.sign_in(&there.bids[0].1);
    let path = format!("/applications/{}/withdrawal", there.bid(0));
    for _ in 0..2 {
        own.post(&path, &[("reason", "Le partenaire s’est retiré")]).expect(303);
    }

    let told = app.mail_to(&zoe.email);
    assert!(told.text.contains("est retirée par ceux qui la portaient"), "{}", told.text);
    assert!(!told.text.contains("partenaire"), "why is not said: {}", told.text);
    assert!(!home.get("/reviews").expect(200).links_to(&format!("/reviews/{id}")));
    let before = app.mails_to(&zoe.email).len();
    app.later(TimeDelta::days(19));
    assert_eq!(ops::remind_due(&app.app, app.now()).unwrap(), 0);
    assert_eq!(app.mails_to(&zoe.email).len(), before);
}

#[test]
fn an_application_that_only_names_an_address_takes_nobody_off_it_by_that() {
    let app = TestApp::start();
    let there = in_review(&app, &["Lea", "Omar"], Blind::Single);
    // Omar’s application names Léa’s address; she has no part in it.
    let (own, other) = (there.bid(0).clone(), there.bid(1).clone());
    let lea = there.bids[0].1.clone();
    join(&app, &there, &lea, None);
    let state = |of: &ApplicationId, kind: ConflictKind| {
        let all = app.read(|conn| Ok(queries::conflicts_of_pair(conn, (of, &lea.id))?));
        all.iter().find(|one| one.kind == kind).map(|one| one.state)
    };
    let (part, named) = (ConflictKind::OnApplication, ConflictKind::SameName);
    assert_eq!(state(&own, part), Some(ConflictState::Confirmed));
    assert_eq!(state(&other, part), None);
    assert_eq!(state(&other, named), Some(ConflictState::Suspected));

    let clear = [("to", "cleared"), ("reason", "Elle n’y a aucune part.")];
    let at = |of: &ApplicationId, kind: ConflictKind| {
        there.page(&format!("/applications/{of}/conflicts/{}/{kind}", lea.id))
    };
    there.desk.post(&at(&own, part), &clear).expect(409).says("ne l’évalue jamais");
    there.desk.post(&at(&other, named), &clear).expect(303);
    assert_eq!(state(&other, named), Some(ConflictState::Cleared));
}

#[test]
fn rules_and_conflicts_look_at_what_was_filed_whatever_was_taken_out_since() {
    let app = TestApp::start();
    let (ada, _) = coordinator(&app, "Ada");
    let call = open(&app, &app.actor(&ada), "Ateliers");
    let (lea, own) = applicant(&app, "Léa");
    let id = complete(&app, &call, &lea);
    let partners = format!("/applications/{id}/partners");
    for (institution, role) in [("inrae", "lead"), ("cnrs", "partner")] {
        let joins = [("institution", institution), ("role", role), ("fte", "1")];
        own.post(&partners, &joins).expect(303);
    }
    file(&app, &lea, &id);
    let cnrs = partner(&app, &id, "cnrs");
    own.post(&format!("{partners}/{cnrs}/removal"), &[]).expect(303);
    own.get(&format!("/applications/{id}")).says("avec des changements non déposés");

    let there = ended(&app, (ada, call), vec![(id.clone(), lea)]);
    app.later(TimeDelta::minutes(20));
    there.desk.post(&there.page("/start"), &[]).expect(303);

    let page = there.desk.get(&there.page("/eligibility"));
    page.expect(200).says_not("Au moins deux établissements ont confirmé à examiner");
    let zoe = reviewer(&app, &there, "Zoé Kermadec", Some("cnrs"));
    let found = app.read(|conn| Ok(queries::conflicts_of_pair(conn, (&id, &zoe.id))?));
    assert!(found.iter().any(|one| one.kind == ConflictKind::SameInstitution), "{found:?}");
}

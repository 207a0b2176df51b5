//! Mails to those who apply that come back, through HTTP and by mail.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::applications::queries::{Given, insert_person};
use maillage::applications::{ApplicationId, Role};
use maillage::db::schema::outbox;
use maillage::mail_in::{Reason, Receipt};

use crate::actors::Account;
use crate::app::{SentMail, TestApp, Visitor};
use crate::applications_cast::{applicant, complete, hash, invite, reference};
use crate::calls_cast::{coordinator, open};
use crate::mail_in::{header, report};

/// A server sends a mail of ours back.
fn comes_back(app: &TestApp, mail: &SentMail) {
    let returned = report((&header(mail, "Message-ID"), &mail.to), ("failed", "boîte fermée"));
    assert_eq!(app.deliver(returned), Receipt::Ignored(Reason::Bounce));
}

/// A call with a filed application, its owner, and who runs the call.
fn filed(app: &TestApp) -> (String, ApplicationId, (Account, Visitor), Visitor) {
    let (ada, desk) = coordinator(app, "Ada");
    let call = open(app, &app.actor(&ada), "Ateliers");
    let (owner, browser) = applicant(app, "Léa");
    let id = complete(app, &call, &owner);
    let sha256 = hash(&browser, &id);
    browser.post(&format!("/applications/{id}/filing"), &[("sha256", &sha256)]).expect(303);
    (format!("/inbox/calls/{}", call.id), id, (owner, browser), desk)
}

fn receipt_of(app: &TestApp, id: &ApplicationId, email: &str) -> SentMail {
    let named = format!("/applications/{id}/receipts/");
    let mails = app.mails_to(email);
    mails.into_iter().find(|mail| mail.text.contains(&named)).unwrap()
}

#[test]
fn t66_a_mail_that_comes_back_is_seen_at_the_application_and_goes_to_the_second_contact() {
    let app = TestApp::start();
    let (call, id, (owner, own), desk) = filed(&app);
    let contact = format!("/applications/{id}/contact");
    own.post(&contact, &[("name", "Omar Deux"), ("email", "omar")])
        .expect(422)
        .says("Donnez l’adresse");
    for _ in 0..2 {
        own.post(&contact, &[("name", "Omar Deux"), ("email", "omar@second.example")]).expect(303);
    }
    own.get(&contact).expect(200).says_not("Messages non remis");
    let receipt = receipt_of(&app, &id, &owner.email);

    comes_back(&app, &receipt);
    let again = app.mails_to("omar@second.example");
    assert_eq!(again.len(), 1);
    assert!(again[0].text.contains("Bonjour Omar Deux"));
    assert!(again[0].text.contains("second contact"));
    assert!(again[0].text.contains(&format!("/applications/{id}/receipts/1")));
    // Reported twice, by two servers: it is known.
    comes_back(&app, &receipt);
    assert_eq!(app.mails_to("omar@second.example").len(), 1);

    let list = desk.get(&format!("{call}/applications"));
    list.expect(200).says(&reference(&app, &id)).says("renvoyé à Omar Deux").says("boîte fermée");
    own.get(&contact).expect(200).says("boîte fermée").says("renvoyé à Omar Deux");
    own.get(&format!("/applications/{id}")).expect(200).says("Un message n’a pas pu être remis");
    let events = app.read(|conn| maillage::history::of(conn, "application", id.as_str(), 50));
    let noted = |what: &str| events.iter().filter(|one| one.action == what).count();
    assert_eq!(noted("application.mail_return"), 1);
    assert_eq!(noted("application.set_contact"), 1);

    // What comes back from there too goes no further.
    comes_back(&app, &again[0]);
    assert_eq!(app.mails_to("omar@second.example").len(), 1);
    desk.get(&format!("{call}/applications")).expect(200).says("non remis");
}

#[test]
fn t66_without_a_contact_it_goes_to_who_edits_and_a_link_goes_to_nobody_else() {
    let app = TestApp::start();
    let (call, id, (owner, own), desk) = filed(&app);
    let receipt = receipt_of(&app, &id, &owner.email);
    let (bea, edits) = applicant(&app, "Béa");
    let part = Given { account: &bea.id, role: Role::Editor, sections: "", partner: None };
    let now = app.now();
    app.write(|conn| Ok(insert_person(conn, &id, &part, (&owner.id, now))?));
    // It is the owner's alone to say who is written to.
    edits.get(&format!("/applications/{id}/contact")).expect(404);
    let form = [("name", "Béa"), ("email", "bea@ailleurs.example")];
    edits.post(&format!("/applications/{id}/contact"), &form).expect(404);

    let before = app.mails_to(&bea.email).len();
    comes_back(&app, &receipt);
    assert_eq!(app.mails_to(&bea.email).len(), before + 1);
    invite(&own, &id, ("inrae", "Ugo", "ugo@parti.example"), "editor").expect(303);
    let invited = app.mail_to("ugo@parti.example");
    comes_back(&app, &invited);
    assert_eq!(app.mails_to(&bea.email).len(), before + 1);
    desk.get(&format!("{call}/applications")).expect(200).says("Ugo").says("non remis");
    // No link that lets somebody in is kept after it was sent.
    app.later(TimeDelta::minutes(1));
    let kept: Vec<String> =
        app.read(|conn| Ok(outbox::table.select(outbox::payload).load(conn)?));
    assert!(!kept.iter().any(|payload| payload.contains("invitations/")));
}

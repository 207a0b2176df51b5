//! What those who apply and whoever runs the call write to each other, through HTTP and by mail.

use chrono::TimeDelta;
use maillage::accounts::NetworkRole;
use maillage::applications::queries::{Given, insert_person};
use maillage::applications::{ApplicationId, Role, queries};
use maillage::calls::Blind;
use maillage::mail_in::{Reason, Receipt};

use crate::actors::Account;
use crate::app::{SentMail, TestApp, Visitor};
use crate::applications_cast::{applicant, begun};
use crate::calls_cast::{coordinator, open};
use crate::mail_in::{header, letter};
use crate::reviews_cast::{assigned, in_review, reviewer};
use crate::tickets::form_id;

/// A draft to an open call: its owner, who runs the call, and their pages.
struct Scene {
    app: TestApp,
    id: ApplicationId,
    lea: Account,
    own: Visitor,
    ada: Account,
    desk: Visitor,
    page: String,
    desk_page: String,
}

fn scene() -> Scene {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let call = open(&app, &app.actor(&ada), "Ateliers");
    let (lea, own) = applicant(&app, "Léa");
    let id = begun(&app, &call, &lea);
    let page = format!("/applications/{id}/messages");
    let desk_page = format!("/inbox/calls/{}/applications/{id}/messages", call.id);
    Scene { app, id, lea, own, ada, desk, page, desk_page }
}

fn said(scene: &Scene) -> Vec<String> {
    let all = scene.app.read(|conn| Ok(queries::messages_of(conn, &scene.id)?));
    all.into_iter().map(|(one, _)| one.body).collect()
}

fn answer_to(mail: &SentMail, from: &str, body: &str) -> String {
    let (to, id) = (header(mail, "Reply-To"), header(mail, "Message-ID"));
    let subject = format!("Re: {}", mail.subject);
    letter(from, &subject, &[("To", &to), ("In-Reply-To", &id), ("References", &id)], body)
}

#[test]
fn a_question_about_ones_own_bid_is_answered_in_place_and_nobody_else_reads_it() {
    let scene = scene();
    let Scene { app, own, desk, .. } = &scene;
    let (_, other) = applicant(app, "Omar");
    let id = form_id();
    for _ in 0..2 {
        let form = [("id", &*id), ("body", "Le CNRS peut-il porter ?")];
        own.post(&scene.page, &form).expect(303);
    }
    own.post(&scene.page, &[("body", "  ")]).expect(422).says("Écrivez votre message");

    let asked = app.mails_to(&scene.ada.email);
    assert_eq!(asked.len(), 1);
    assert!(asked[0].text.contains("Le CNRS peut-il porter ?") && asked[0].text.contains("Léa"));
    let list = scene.desk_page.split("/applications/").next().unwrap().to_owned() + "/applications";
    desk.get(&list).expect(200).says("1 message").says("Attend une réponse");
    desk.post(&scene.desk_page, &[("body", "Oui, s’il est établi.")]).expect(303);
    desk.get(&list).expect(200).says_not("Attend une réponse");

    let told = app.mail_to(&scene.lea.email);
    assert!(told.text.contains("Oui, s’il est établi."));
    // Who writes for the call stands nowhere.
    assert!(!told.raw.contains("Ada") && !told.raw.contains(&scene.ada.email), "{}", told.raw);
    let read = own.get(&scene.page);
    read.expect(200).says("Oui, s’il est établi.").says("La coordination de l’appel");
    read.says_not("Ada");
    desk.get(&scene.desk_page).expect(200).says("Ada – La coordination");
    for path in [&scene.page, &scene.desk_page] {
        other.get(path).expect(404);
        other.post(path, &[("body", "Et moi ?")]).expect(404);
    }
    own.get(&scene.desk_page).expect(404);
    assert_eq!(said(&scene).len(), 2);
    let events = app.read(|conn| maillage::history::of(conn, "application", scene.id.as_str(), 50));
    let noted = events.iter().filter(|one| one.action == "application.write_message").count();
    assert_eq!(noted, 2);
}

#[test]
fn both_sides_answer_by_mail_in_one_thread() {
    let scene = scene();
    let app = &scene.app;
    scene.own.post(&scene.page, &[("body", "Combien de pages ?")]).expect(303);
    let asked = app.mail_to(&scene.ada.email);
    assert_eq!(header(&asked, "From").matches('@').count(), 1);
    let from = format!("Ada <{}>", scene.ada.email);
    let mail = answer_to(&asked, &from, "Dix au plus.\n\n> Combien de pages ?\n");
    app.later(TimeDelta::minutes(1));
    for _ in 0..2 {
        assert_eq!(app.deliver(&mail), Receipt::Reply(String::new()));
    }
    let told = app.mail_to(&scene.lea.email);
    app.later(TimeDelta::minutes(1));
    assert!(told.text.contains("Dix au plus.") && !told.raw.contains("Ada"), "{}", told.raw);
    assert_eq!(header(&told, "References"), header(&asked, "References"));
    let mail = answer_to(&told, &format!("Léa <{}>", scene.lea.email), "Merci !");
    app.deliver(&mail);
    assert_eq!(said(&scene), ["Combien de pages ?", "Dix au plus.", "Merci !"]);
    assert_eq!(app.mails_to(&scene.ada.email).len(), 2);
    scene.own.get(&scene.page).expect(200).says("par courriel");
    assert_eq!(app.messages(), 0, "no ticket came of it");
}

#[test]
fn a_mail_of_somebody_else_does_not_enter_and_no_one_else_may_look_at_it() {
    let scene = scene();
    let app = &scene.app;
    let (bo, _) = applicant(app, "Bo");
    let root = app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]);
    scene.desk.post(&scene.desk_page, &[("body", "Où en êtes-vous ?")]).expect(303);
    let told = app.mail_to(&scene.lea.email);
    // Forwarded to a colleague who has no part in it; from another address of hers; for another application.
    let mails = [
        answer_to(&told, &format!("Bo <{}>", bo.email), "Je réponds pour elle."),
        answer_to(&told, "Léa <lea@ailleurs.example>", "C’est moi."),
    ];
    for mail in &mails {
        assert_eq!(app.deliver(mail), Receipt::Ignored(Reason::Refused));
    }
    assert!(app.mail_to(&bo.email).text.contains("n’a pas été ajoutée"));
    assert!(app.mail_to("lea@ailleurs.example").text.contains("adresse de votre compte"));
    assert_eq!(said(&scene).len(), 1);
    let admin = app.sign_in(&root);
    for shown in ["waiting", "machines", "taken"] {
        let list = admin.get(&format!("/admin/mail-in?show={shown}"));
        list.expect(200).says_not(&bo.email).says_not("lea@ailleurs.example");
    }
}

#[test]
fn who_reads_only_writes_nothing_and_a_coordinator_with_a_part_finds_nothing() {
    let scene = scene();
    let app = &scene.app;
    let (vera, reads) = applicant(app, "Véra");
    let now = app.now();
    let part = |account: &Account, role| {
        let given = Given { account: &account.id, role, sections: "", partner: None };
        app.write(|conn| Ok(insert_person(conn, &scene.id, &given, (&scene.lea.id, now))?));
    };
    part(&vera, Role::Viewer);
    scene.own.post(&scene.page, &[("body", "Une question.")]).expect(303);
    reads.get(&scene.page).expect(200).says("Une question.").says_not("<textarea");
    reads.post(&scene.page, &[("body", "Moi aussi.")]).expect(422);

    let root = app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]);
    part(&scene.ada, Role::Viewer);
    let before = app.mails_to(&scene.ada.email).len();
    scene.own.post(&scene.page, &[("body", "Une autre.")]).expect(303);
    scene.desk.get(&scene.desk_page).expect(404);
    scene.desk.post(&scene.desk_page, &[("body", "Non.")]).expect(404);
    assert_eq!(app.mails_to(&scene.ada.email).len(), before);
    assert!(app.mail_to(&root.email).text.contains("Une autre."), "nobody else could answer");
}

#[test]
fn reviewers_read_nothing_of_it_and_are_named_in_nothing_of_it() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let rene = reviewer(&app, &there, "René Labiche", None);
    assigned(&app, &there, 0, &rene);
    let id = there.bid(0);
    let desk = format!("/inbox/calls/{}/applications/{id}/messages", there.call.id);
    let text = "Votre évaluateur, M. Labiche, demande un budget.";
    there.desk.post(&desk, &[("body", text)]).expect(422).says("Retirez-les").says(text);
    there.desk.post(&desk, &[("body", text), ("checked", "1")]).expect(303);
    there.desk.post(&desk, &[("body", "Un budget est attendu.")]).expect(303);
    let judges = app.sign_in(&rene);
    judges.get(&desk).expect(404);
    judges.get(&format!("/applications/{id}/messages")).expect(404);
}

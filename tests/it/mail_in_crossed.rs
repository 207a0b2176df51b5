//! The team writes while somebody answers an older mail: what they say enters, the ticket stays open, and they are told.

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::mail_in::Receipt;
use maillage::tickets::{State, Ticket};

use crate::app::{SentMail, TestApp};
use crate::asking::asked;
use crate::bridge::{Bridged, HELPDESK, TEAM, reply};
use crate::following::{self, reference};
use crate::mail_in::{header, letter};

const CAMILLE: (&str, &str) = ("Camille Roussel", "camille@adoc.example");
const DETAIL: &str = "Attendez, un détail.";

/// Camille answers a mail of ours.
fn answers(app: &TestApp, mail: &SentMail, text: &str) -> Receipt {
    let (to, id) = (header(mail, "Reply-To"), header(mail, "Message-ID"));
    let from = format!("{} <{}>", CAMILLE.0, CAMILLE.1);
    app.deliver(letter(&from, "Re", &[("To", &to), ("In-Reply-To", &id)], text))
}

/// The team writes a detail by its page, after some minutes.
fn team_writes(app: &TestApp, follow: &str) {
    app.later(TimeDelta::minutes(5));
    following::reply(app, follow, DETAIL).expect(303);
    app.later(TimeDelta::minutes(5));
}

/// Camille has a mail of a question to which its team added a detail since: where it is followed, and the mail.
fn crossed(app: &TestApp) -> (String, SentMail) {
    app.account(CAMILLE.0, CAMILLE.1, None, &[("adoc-lorraine", NodeRole::Staff)]);
    let follow = asked(app, &app.visitor(), &[]);
    let first = app.mail_to(CAMILLE.1);
    team_writes(app, &follow);
    (follow, first)
}

fn told_open(app: &TestApp, to: &str) -> Vec<SentMail> {
    let mut told = app.mails_to(to);
    told.retain(|mail| mail.text.contains("reste ouverte"));
    told
}

#[test]
fn an_answer_of_staff_to_an_older_mail_leaves_the_ticket_open() {
    let app = TestApp::start();
    let (follow, first) = crossed(&app);

    let receipt = answers(&app, &first, "Dans l’entrepôt.");

    assert_eq!(receipt, Receipt::Reply(reference(&follow).to_owned()));
    let ticket = app.ticket_of(&receipt);
    assert_eq!(ticket.state, State::Open);
    assert_eq!(app.last_message(&ticket).1, "Dans l’entrepôt.");
    assert!(app.mail_to("lucie@labo.example").text.contains("Dans l’entrepôt."));
    let told = told_open(&app, CAMILLE.1);
    assert_eq!(told.len(), 1);
    assert!(told[0].text.contains(&format!("/tickets/{}", ticket.reference)), "{}", told[0].text);
    // Who answers what the team wrote last, or knows of it by now, moves the ticket on.
    let next = app.mails_to(CAMILLE.1).into_iter().find(|mail| mail.text.contains(DETAIL));
    answers(&app, &next.unwrap(), "Et voici pour le détail.");
    assert_eq!(app.state(&ticket), State::WaitingTeam);
    assert_eq!(told_open(&app, CAMILLE.1).len(), 1);
}

#[test]
fn who_was_told_and_says_it_again_is_heard() {
    let app = TestApp::start();
    let (follow, first) = crossed(&app);
    let ticket = app.ticket_of(&answers(&app, &first, "Dans l’entrepôt."));
    app.later(TimeDelta::minutes(5));

    answers(&app, &first, "Votre détail n’y change rien.");

    assert_eq!(app.state(&ticket), State::WaitingTeam);
    team_writes(&app, &follow);
    answers(&app, &first, "Voilà.");
    assert_eq!(app.state(&ticket), State::Open);
    assert_eq!(told_open(&app, CAMILLE.1).len(), 2);
}

/// The link by which the team of a bridged ticket follows it.
fn link(scene: &Bridged) -> String {
    scene.app.mail_to(TEAM).link("/tickets/")
}

fn state(scene: &Bridged, ticket: &Ticket) -> State {
    scene.app.state(ticket)
}

#[test]
fn a_helpdesk_neither_closes_nor_puts_off_over_words_that_came_since() {
    for order in ["Dans l’entrepôt.\n\n#clos répondu", "Dans l’entrepôt.\n\n#en-attente DPO"]
    {
        let scene = Bridged::new();
        let (ticket, mail) = scene.asked("Déposer");
        team_writes(&scene.app, &link(&scene));

        let receipt = scene.answers(&mail, order);

        assert_eq!(receipt, Receipt::Reply(ticket.reference.clone()));
        assert_eq!(state(&scene, &ticket), State::Open, "{order}");
        assert!(scene.app.mail_to(TEAM).text.contains("Dans l’entrepôt."));
        let told = told_open(&scene.app, HELPDESK);
        assert_eq!(told.len(), 1, "{order}");
        assert!(told[0].text.contains(&format!("/tickets/{}", ticket.reference)));
    }
}

#[test]
fn a_word_alone_is_not_lost_and_counts_once_the_helpdesk_knows() {
    let scene = Bridged::new();
    let (ticket, mail) = scene.asked("Déposer");
    team_writes(&scene.app, &link(&scene));

    scene.answers(&mail, "#clos hors sujet");
    assert_eq!(state(&scene, &ticket), State::New);
    let told = told_open(&scene.app, HELPDESK);
    assert_eq!(told.len(), 1);

    // By an answer to what told it so.
    let again = reply(&told[0], HELPDESK, &[], "#clos hors sujet");
    assert_eq!(scene.app.deliver(again), Receipt::Reply(ticket.reference.clone()));
    assert_eq!(state(&scene, &ticket), State::Closed);
}

#[test]
fn what_does_not_move_the_ticket_on_is_done_whatever_came_since() {
    let scene = Bridged::new();
    let (ticket, mail) = scene.asked("Déposer");
    team_writes(&scene.app, &link(&scene));

    scene.answers(&mail, "#prendre");
    scene.answers(&mail, "#note\nJe demande au DPO.");
    scene.answers(&mail, "Je regarde.\n#prendre");

    assert_eq!(state(&scene, &ticket), State::Open);
    assert!(told_open(&scene.app, HELPDESK).is_empty());
    // A program that names no mail says nothing of what was read.
    let to = header(&mail, "Reply-To");
    scene.app.deliver(letter(HELPDESK, "Re", &[("To", &to)], "Voici.\n#clos"));
    assert_eq!(state(&scene, &ticket), State::Closed);
}

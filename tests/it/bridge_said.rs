//! Who may speak for a helpdesk, and that nothing that one says is lost without a word.

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::mail_in::{Reason, Receipt, queries};
use maillage::tickets::{Outcome, State};

use crate::app::TestApp;
use crate::bridge::{Bridged, HELPDESK, open, reply};

/// Why a mail waits.
#[track_caller]
fn reason(app: &TestApp, receipt: &Receipt) -> Option<Reason> {
    let Receipt::Quarantined(id) = receipt else { panic!("{receipt}") };
    app.read(|conn| Ok(queries::find(conn, id)?)).reason
}

#[test]
fn whoever_was_forwarded_a_mail_of_the_bridge_does_not_answer_as_the_node() {
    let scene = Bridged::new();
    let staff = [("adoc-lorraine", NodeRole::Staff)];
    scene.app.account("Dan", "dan@labo-adoc.example", None, &staff);
    let (ticket, mail) = scene.asked("Déposer");
    let before = (scene.to_team().len(), scene.app.messages());
    for stranger in [
        "Eve <eve@spam.example>",
        "Eve <eve@univ.example.spam.example>",
        "helpdesk@univ.example <eve@spam.example>",
        "Helpdesk <helpdesk-1@maillage.invalid>",
    ] {
        let receipt = scene.app.deliver(reply(&mail, stranger, &[], "Tout est réglé.\n#clos"));
        assert_eq!(reason(&scene.app, &receipt), Some(Reason::NotTheHelpdesk), "{stranger}");
    }
    assert_eq!((scene.to_team().len(), scene.app.messages()), before);
    assert_eq!(scene.app.state(&ticket), State::New);
    scene.page(&ticket).expect(200).says("Un courriel qui nomme cette demande attend");
    // A stranger's machine teaches nothing about the helpdesk either.
    let auto = [("Auto-Submitted", "auto-replied"), ("Subject", "[Ticket#666] Re")];
    scene.app.deliver(reply(&mail, "eve@spam.example", &auto, "Reçu"));
    scene.page(&ticket).expect(200).says_not("Ticket#666").says_not("Reçue par le helpdesk");
    // Its own mailbox, an agent, an agent's own domain, and people of the node speak for it.
    for (number, own) in [
        HELPDESK,
        "Denis <denis@univ.example>",
        "Robot <noreply@rt.univ.example>",
        "Dan <dan@labo-adoc.example>",
    ]
    .iter()
    .enumerate()
    {
        scene.app.later(TimeDelta::minutes(1));
        let receipt = scene.app.deliver(reply(&mail, own, &[], &format!("Réponse {number}.")));
        assert_eq!(receipt, Receipt::Reply(ticket.reference.clone()), "{own}");
    }
    assert_eq!(scene.to_team().len(), before.0 + 4);
}

#[test]
fn a_person_reads_why_a_strangers_mail_waits() {
    let scene = Bridged::new();
    let (_, mail) = scene.asked("Déposer");
    let receipt = scene.app.deliver(reply(&mail, "Eve <eve@spam.example>", &[], "Bonjour"));
    let Receipt::Quarantined(id) = receipt else { panic!() };
    let page = scene.manager.get(&format!("/admin/mail-in/{id}"));
    page.expect(200).says("ne vient ni de son domaine ni de ses membres");
}

#[test]
fn what_stands_behind_a_word_is_kept_for_colleagues_and_told_back() {
    let scene = Bridged::new();
    let (ticket, mail) = scene.asked("Déposer");
    let before = (scene.to_team().len(), scene.app.mails_to(HELPDESK).len());
    // A note's own line is the note.
    scene.answers(&mail, "#note : SECRET-UN à voir");
    scene.page(&ticket).expect(200).says("SECRET-UN à voir");
    assert_eq!(scene.app.mails_to(HELPDESK).len(), before.1, "a note as asked for needs no word");

    scene.answers(&mail, "#prendre SECRET-DEUX je regarde demain");
    assert_eq!(scene.app.state(&ticket), State::Open);
    scene.page(&ticket).expect(200).says("SECRET-DEUX je regarde demain");
    let told = scene.app.mail_to(HELPDESK);
    assert!(told.text.contains("Ce qui suit #prendre"), "{}", told.text);
    assert!(told.raw.contains("Auto-Submitted: auto-generated"));

    // The same mail once more tells nothing twice; the next one is told of again.
    scene.app.later(TimeDelta::minutes(1));
    let closing = reply(&mail, HELPDESK, &[], "Voici.\n\n#clos SECRET-TROIS, voir Zenodo");
    scene.app.deliver(&closing);
    scene.app.deliver(&closing);
    assert_eq!(scene.app.mails_to(HELPDESK).len(), before.1 + 2);
    let closed = scene.app.again(&ticket);
    assert_eq!((closed.state, closed.outcome), (State::Closed, Some(Outcome::Answered)));
    scene.page(&ticket).expect(200).says("SECRET-TROIS");
    for told in &scene.to_team()[before.0..] {
        assert!(!told.text.contains("SECRET"), "{}", told.text);
    }
}

#[test]
fn an_answer_that_became_a_note_is_told_back_in_the_helpdesks_language() {
    let scene = Bridged::new();
    let (ticket, mail) = scene.asked("Déposer");
    let before = (scene.to_team().len(), scene.app.mails_to(HELPDESK).len());
    scene.answers(&mail, "Bonjour Lucie,\n\nDéposez dans l’entrepôt.\n\n#note\nVu avec Ana.");
    assert_eq!(scene.to_team().len(), before.0);
    scene.page(&ticket).expect(200).says("Déposez dans l’entrepôt.");
    assert_eq!(scene.app.mails_to(HELPDESK).len(), before.1 + 1);
    let told = scene.app.mail_to(HELPDESK);
    assert!(told.text.contains("l’équipe ne l’a pas reçu"), "{}", told.text);

    // Another node works in English.
    open(&scene.app, "adele", "desk@adele.example");
    scene.app.write(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::nodes;
        let row = nodes::table.filter(nodes::slug.eq("adele"));
        diesel::update(row).set(nodes::languages.eq("en")).execute(conn)?;
        Ok(())
    });
    let form = [("kind", "share"), ("to", "adele"), ("reason", "Ensemble")];
    scene.manager.post(&format!("/tickets/{}/handover", ticket.reference), &form).expect(303);
    let shared = scene.app.mail_to("desk@adele.example");
    scene.answers(&shared, "Put it there.\n#note");
    let told = scene.app.mail_to("desk@adele.example");
    assert!(told.text.contains("the team did not get it"), "{}", told.text);
}

#[test]
fn asking_for_the_words_loses_nothing_either() {
    let scene = Bridged::new();
    let (_, mail) = scene.asked("Déposer");
    assert_eq!(scene.answers(&mail, "Bonjour,\n#aide"), Receipt::Ignored(Reason::HelpAsked));
    scene.app.later(TimeDelta::hours(2));
    let receipt = scene.answers(&mail, "#aide\nLa réponse est oui.");
    assert_eq!(reason(&scene.app, &receipt), Some(Reason::HelpAsked));
    assert!(scene.app.mail_to(HELPDESK).text.contains("dit autre chose encore"));
}

#[test]
fn why_a_share_ends_is_kept() {
    let scene = Bridged::new();
    open(&scene.app, "adele", "aide@adele.example");
    let (ticket, _) = scene.asked("Déposer");
    let form = [("kind", "share"), ("to", "adele"), ("reason", "Ensemble")];
    scene.manager.post(&format!("/tickets/{}/handover", ticket.reference), &form).expect(303);
    let shared = scene.app.mail_to("aide@adele.example");
    scene.answers(&shared, "#refuser RAISON-UN\n#refuser RAISON-DEUX");
    let notes = scene.app.read(|conn| {
        use maillage::tickets::queries::{Sight, messages_of};
        Ok(messages_of(conn, &ticket.id, Sight::Everything, None, 50)?)
    });
    let note = notes.iter().find(|note| note.body.contains("RAISON-UN")).expect("a note");
    assert!(note.body.contains("RAISON-DEUX"), "{}", note.body);
}

#[test]
fn an_answer_over_the_bridge_names_the_node_once() {
    let scene = Bridged::new();
    let (_, mail) = scene.asked("Déposer");
    scene.answers(&mail, "Dans l’entrepôt.");
    let told = scene.app.mail_to(crate::bridge::TEAM);
    assert!(told.text.contains("ADOC Lorraine vous répond"), "{}", told.text);
    assert!(!told.text.contains("(ADOC Lorraine)"), "{}", told.text);
}

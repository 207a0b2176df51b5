//! Who may speak for a helpdesk, and that nothing that one says is lost without a word.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole, Scope};
use maillage::mail_in::{Reason, Receipt, queries};
use maillage::tickets::{Outcome, State, Ticket};

use crate::app::{SentMail, TestApp};
use crate::bridge::{Bridged, HELPDESK, TEAM, open, reply};
use crate::mail_in::header;
use crate::tickets::form_id;

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
    let told = scene.app.mail_to(TEAM);
    assert!(told.text.contains("ADOC Lorraine vous répond"), "{}", told.text);
    assert!(!told.text.contains("(ADOC Lorraine)"), "{}", told.text);
}

/// A ticket of ADOC Lorraine about which Adèle is asked, both behind bridges; the mail with the question, and the one that
/// brings Adèle's advice.
fn advised(scene: &Bridged) -> (Ticket, SentMail, SentMail) {
    open(&scene.app, "adele", "aide@adele.example");
    let (ticket, question) = scene.asked("Déposer");
    let form = [("kind", "consult"), ("to", "adele"), ("reason", "Que dit la loi ?")];
    scene.manager.post(&format!("/tickets/{}/handover", ticket.reference), &form).expect(303);
    scene.answers(&scene.app.mail_to("aide@adele.example"), "Cela dépend des données.");
    (ticket, question, scene.app.mail_to(HELPDESK))
}

#[test]
fn a_helpdesk_answers_the_node_that_it_asked_by_mail_and_the_team_reads_nothing_of_it() {
    let scene = Bridged::new();
    let (ticket, question, advice) = advised(&scene);
    let before = scene.to_team().len();
    assert_ne!(header(&advice, "Reply-To"), header(&question, "Reply-To"));

    let back = scene.answers(&advice, "Ce sont des SECRET-ENTRETIENS.");

    assert_eq!(back, Receipt::Reply(ticket.reference.clone()));
    assert_eq!(scene.app.state(&ticket), State::New);
    scene.page(&ticket).expect(200).says("SECRET-ENTRETIENS");
    let told = scene.app.mail_to("aide@adele.example");
    assert!(told.text.contains("SECRET-ENTRETIENS"), "{}", told.text);
    // It goes on so, with the word for a note as without.
    scene.answers(&told, "#note Alors SECRET-LOI s’applique.");
    assert!(scene.app.mail_to(HELPDESK).text.contains("SECRET-LOI"));
    assert_eq!(scene.to_team().len(), before);
    assert!(scene.to_team().iter().all(|mail| !mail.text.contains("SECRET")));
    // The address of the question is the team's as before.
    scene.answers(&question, "Déposez dans l’entrepôt.");
    assert_eq!(scene.to_team().len(), before + 1);
}

#[test]
fn what_is_for_a_consultation_never_reaches_the_team_whatever_became_of_that() {
    let scene = Bridged::new();
    let (ticket, _, advice) = advised(&scene);
    let before = scene.to_team().len();
    let refused = |text: &str, says: &str| {
        scene.app.later(TimeDelta::hours(2));
        let receipt = scene.answers(&advice, text);
        assert_eq!(reason(&scene.app, &receipt), Some(Reason::Refused), "{text}");
        let told = scene.app.mail_to(HELPDESK);
        assert!(told.text.contains(says), "{}", told.text);
        // Who sends the same again where that says why does no harm either.
        assert_eq!(header(&told, "Reply-To"), header(&advice, "Reply-To"));
        let Receipt::Quarantined(id) = receipt else { unreachable!() };
        format!("/admin/mail-in/{id}")
    };

    for word in ["#clos répondu", "#refuser pas chez nous", "#prendre"] {
        refused(&format!("{word}\nSECRET-UN"), "sert à un échange entre nœuds");
    }
    assert_eq!(scene.app.again(&ticket).state, State::New);
    let asked = scene.app.read(|conn| Ok(maillage::tickets::queries::going_on(conn, &ticket.id)?));
    let end = format!("/tickets/{}/handovers/{}/end", ticket.reference, asked[0].id);
    scene.manager.post(&end, &[]).expect(303);
    let waits = refused("SECRET-DEUX", "Cet échange entre nœuds est terminé");
    // Nor when a person lets it in as the node's word.
    scene.manager.post(&format!("{waits}/release"), &[("as", "node")]).expect(409);

    assert_eq!(scene.to_team().len(), before);
    assert!(scene.to_team().iter().all(|mail| !mail.text.contains("SECRET")));
}

#[test]
fn a_ticket_from_before_the_bridge_comes_whole_and_what_is_said_between_nodes_apart() {
    let app = TestApp::start();
    let ticket = app.ticket("Déposer");
    let adele = [("adele", NodeRole::Staff)];
    let marc = app.sign_in(&app.account("Marc", "marc@adele.example", None, &adele));
    let manager = open(&app, "adoc-lorraine", HELPDESK);
    let page = format!("/tickets/{}", ticket.reference);
    let form = [("kind", "consult"), ("to", "adele"), ("reason", "Que dit la loi ?")];
    manager.post(&format!("{page}/handover"), &form).expect(303);
    let before = app.mails_to(HELPDESK).len();
    let note = [("id", &*form_id()), ("note", "Cela dépend."), ("for", "")];
    marc.post(&format!("{page}/notes"), &note).expect(303);

    let mails = app.mails_to(HELPDESK).split_off(before);
    assert_eq!(mails.len(), 2);
    let says = |mail: &&SentMail| mail.text.contains("Cela dépend");
    let advice = mails.iter().find(says).expect("what is said between nodes");
    let whole = mails.iter().find(|mail| !says(mail)).expect("the question");
    assert!(whole.text.contains("votre texte va à l’équipe"), "{}", whole.text);
    assert!(!advice.text.contains("votre texte va à l’équipe"), "{}", advice.text);
    assert_ne!(header(whole, "Reply-To"), header(advice, "Reply-To"));
}

/// What is done to a ticket by others than its helpdesk is said there: its own ticket would stay open otherwise, and the team
/// be answered twice.
#[test]
fn a_helpdesk_hears_what_others_did_to_its_ticket_and_not_what_it_did_itself() {
    let scene = Bridged::new();
    let (ticket, question) = scene.asked("Déposer");
    let page = format!("/tickets/{}", ticket.reference);
    let steers = Some(NetworkRole::Coordinator);
    let steers = scene.app.sign_in(&scene.app.account("Jean", "jean@x.example", steers, &[]));
    let told = || {
        scene.app.later(TimeDelta::minutes(1));
        scene.app.mail_to(HELPDESK).text
    };
    scene.app.later(TimeDelta::minutes(1));
    let answer = [("id", &*form_id()), ("body", "Dans l’entrepôt.")];
    scene.manager.post(&format!("{page}/answers"), &answer).expect(303);
    let text = told();
    assert!(text.contains("qui répond à l’équipe") && text.contains("Dans l’entrepôt."), "{text}");
    scene.manager.post(&format!("{page}/closure"), &[("outcome", "answered")]).expect(303);
    assert!(told().contains("a clos la demande"), "{}", told());
    scene.manager.post(&format!("{page}/reopening"), &[]).expect(303);
    assert!(told().contains("a rouvert la demande"), "{}", told());

    let before = scene.app.mails_to(HELPDESK).len();
    scene.answers(&question, "Voici.\n\n#clos répondu");
    assert_eq!(scene.app.state(&ticket), State::Closed);
    assert_eq!(scene.app.mails_to(HELPDESK).len(), before, "it knows what it did");

    steers.post(&format!("{page}/reopening"), &[]).expect(303);
    let form = [("kind", "place"), ("to", "adele"), ("reason", "À Adèle")];
    scene.app.later(TimeDelta::minutes(1));
    steers.post(&format!("{page}/handover"), &form).expect(303);
    assert!(told().contains("elle n’est plus la vôtre"), "{}", told());
}

/// The page of the team shows one system, and so does what its programs read.
#[test]
fn a_program_of_the_team_reads_nothing_of_the_tools_and_talks_behind_its_question() {
    let scene = Bridged::new();
    let (ticket, mail) = scene.asked("Déposer");
    scene.answers(&mail, "#prendre");
    scene.answers(&mail, "Dans l’entrepôt.");
    let form = [("kind", "consult"), ("to", "adele"), ("reason", "Qu’en dites-vous ?")];
    scene.manager.post(&format!("/tickets/{}/handover", ticket.reference), &form).expect(303);
    let reads = |name: &str, email: &str, held: &[(&str, NodeRole)]| {
        let account = scene.app.account(name, email, None, held);
        let program = scene.app.caller(&scene.app.token(&account, Scope::Read));
        let read = program.get(&format!("/api/v1/tickets/{}", ticket.reference)).expect(200).json();
        let messages = read["messages"].as_array().unwrap();
        let events = messages.iter().filter_map(|one| one["event"].as_str().map(str::to_owned));
        (events.collect::<Vec<_>>(), read.to_string())
    };

    let (events, read) = reads("Lucie", TEAM, &[]);

    assert_eq!(events, ["routed"]);
    assert!(read.contains("Dans l’entrepôt."), "{read}");
    for behind in ["bridge", "helpdesk", "univ.example", "consult", "Qu’en dites-vous"] {
        assert!(!read.contains(behind), "{behind}: {read}");
    }
    // There was something to keep back.
    let staff = [("adoc-lorraine", NodeRole::Staff)];
    let (events, _) = reads("Dan", "dan@labo-adoc.example", &staff);
    assert!(
        events.len() > 3 && events.iter().any(|event| event == "bridge_received"),
        "{events:?}"
    );
}

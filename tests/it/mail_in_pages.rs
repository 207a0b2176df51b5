//! Mails that wait for a person: who sees them, what they show, and what is done with them.

use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::db::schema::audit_events;
use maillage::mail_in::Receipt;
use maillage::tickets::State;

use crate::app::{TestApp, Visitor};
use crate::asking::asked;
use crate::bridge::{Bridged, TEAM, reply};
use crate::following::{Desk, reference};
use crate::mail_in::{LUCIE, header, letter};

struct Scene {
    app: TestApp,
    follow: String,
    coordinator: Visitor,
    staff: Visitor,
    elsewhere: Visitor,
}

fn scene() -> Scene {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    app.make_node("elsewhere");
    let person = |name: &str, role, held: &[(&str, NodeRole)]| {
        let email = format!("{}@reseau.example", name.to_lowercase());
        app.sign_in(&app.account(name, &email, role, held))
    };
    let coordinator = person("Jean", Some(NetworkRole::Coordinator), &[]);
    let staff = person("Nadia", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let elsewhere = person("Omar", None, &[("elsewhere", NodeRole::Staff)]);
    Scene { follow, coordinator, staff, elsewhere, app }
}

/// A stranger writes to the team's reply address; answers where the mail waits.
fn held(scene: &Scene, subject: &str, body: &str) -> String {
    let sent = scene.app.mail_to("lucie@labo.example");
    let to = header(&sent, "Reply-To");
    let mail = letter("Eve <eve@ailleurs.example>", subject, &[("To", &to)], body);
    match scene.app.deliver(mail) {
        Receipt::Quarantined(id) => format!("/admin/mail-in/{id}"),
        other => panic!("{other}"),
    }
}

#[test]
fn a_mail_that_waits_is_seen_by_its_tickets_staff_and_by_coordinators() {
    let scene = scene();
    let body = "Bonjour <script>alert(1)</script> ![x](https://spy.example/p.png)";
    let path = held(&scene, "Je suis une collègue", body);
    let nameless = scene.app.deliver(letter("", "Sans nom", &[("From", "")], "x")).to_string();
    let nameless = format!("/admin/mail-in/{}", nameless.split(' ').nth(1).unwrap());
    for visitor in [&scene.coordinator, &scene.staff] {
        visitor
            .get("/admin/mail-in")
            .expect(200)
            .says("Je suis une collègue")
            .says("eve@ailleurs.example");
        let page = visitor.get(&path);
        page.expect(200).says("Bonjour").says("Son adresse n’a pas accès");
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<img src=\"https"));
        let original = visitor.get(&format!("{path}/original"));
        original.expect(200);
        assert!(original.header("content-disposition").unwrap().starts_with("attachment"));
        visitor.get(&format!("{path}?lang=en")).expect(200).says("has no access");
    }
    scene.coordinator.get(&format!("{nameless}?lang=fr")).expect(200).says("Expéditeur inconnu");
    scene.staff.get("/admin/mail-in").says_not("Sans nom");
    scene.staff.get(&nameless).expect(404);
    scene
        .staff
        .get(&format!("/tickets/{}?lang=fr", reference(&scene.follow)))
        .expect(200)
        .says("attend une décision");
    for address in [path.clone(), format!("{path}/original")] {
        scene.elsewhere.get(&address).expect(404);
    }
    scene.elsewhere.get("/admin/mail-in").expect(200).says_not("eve@ailleurs.example");
    for act in ["release", "question", "disposal"] {
        scene.elsewhere.post(&format!("{path}/{act}"), &[("as", "team")]).expect(404);
    }
    scene.coordinator.get("/admin/mail-in/nonsense").expect(404);
}

#[test]
fn a_mail_is_let_in_once_as_the_teams_words_or_as_a_note() {
    let scene = scene();
    let path = held(&scene, "Re: question", "Je complète.\n\nLe 3 mars, X a écrit :\n> avant");
    let note = held(&scene, "Autre", "À vous seuls.");
    let released = scene.staff.post(&format!("{path}/release"), &[("as", "team")]);
    scene.staff.follow(released.expect(303)).expect(200).says("Je complète.").says("Texte cité");
    scene.staff.post(&format!("{path}/release"), &[("as", "team")]).expect(409);
    scene.staff.post(&format!("{note}/release"), &[("as", "note")]).expect(303);
    let team = scene.app.visitor().get(&scene.follow);
    team.expect(200).says("Je complète.").says("Eve").says_not("À vous seuls.");
    assert!(!team.body.contains("/original"), "the mail itself is the staff's");
    let done: Vec<String> = scene.app.read(|conn| {
        Ok(audit_events::table
            .filter(audit_events::subject_kind.eq("mail"))
            .order(audit_events::id)
            .select(audit_events::action)
            .load(conn)?)
    });
    assert_eq!(done, ["mail.hold", "mail.hold", "mail.decide", "mail.decide"]);
    scene.staff.get("/admin/mail-in?show=taken").expect(200).says("Re: question");
    scene.staff.get("/admin/mail-in").expect(200).says("Rien à décider");
}

#[test]
fn a_mail_becomes_a_question_or_is_put_away() {
    let scene = scene();
    let path = held(&scene, "Une autre question", "Bonjour, et pour les images ?");
    scene.coordinator.post(&format!("{path}/question"), &[]).expect(303);
    let received = scene.app.mail_to("eve@ailleurs.example");
    assert!(received.subject.contains("Une autre question"), "{}", received.subject);
    let ticket = scene
        .app
        .read(|conn| Ok(maillage::tickets::queries::asked_by(conn, "eve@ailleurs.example", 5)?));
    assert_eq!(ticket.iter().map(|t| t.state).collect::<Vec<_>>(), [State::New]);
    let other = held(&scene, "Publicité", "Achetez !");
    let gone = scene.coordinator.post(&format!("{other}/disposal"), &[]);
    scene.coordinator.follow(gone.expect(303)).expect(200).says("écarté");
    scene.coordinator.get("/admin/mail-in?show=discarded").says("Publicité");
    scene.coordinator.post(&format!("{other}/release"), &[("as", "team")]).expect(409);
}

#[test]
fn the_admin_sees_what_waits_and_what_came_back() {
    let scene = scene();
    held(&scene, "x", "y");
    let admin = scene.app.account("Hélène", "helene@reseau.example", Some(NetworkRole::Admin), &[]);
    let admin = scene.app.sign_in(&admin);
    admin.get("/admin").expect(200).says("courriel reçu à décider");
    admin.get("/admin/mail-in").expect(200).says("À décider");
    admin.get("/admin/outbox?state=returned").expect(200).says("Aucun retour");
    let desk = Desk::new(&scene.app);
    let ticket = desk.ticket(&scene.follow);
    let sent = scene.app.mail_to("lucie@labo.example");
    let report = format!(
        "From: MAILER-DAEMON@labo.example\r\nSubject: x\r\nContent-Type: multipart/report; report-type=delivery-status; \
         boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nDiagnostic-Code: smtp; \
         550 inconnu\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {}\r\nSubject: x\r\n\r\nx\r\n--b--\r\n",
        header(&sent, "Message-ID")
    );
    assert_eq!(scene.app.deliver(report).to_string(), "IGNORED bounce");
    admin
        .get("/admin/outbox?state=returned")
        .expect(200)
        .says("550 inconnu")
        .says("lucie@labo.example");
    scene.staff.get(&format!("/tickets/{}", ticket.reference)).expect(200).says("550 inconnu");
    assert_eq!(
        scene.app.deliver(letter(LUCIE, "x", &[("Precedence", "bulk")], "x")).to_string(),
        "IGNORED bulk"
    );
    admin.get("/admin/mail-in?show=machines").expect(200).says("Un envoi en masse");
}

/// Somebody at the helpdesk writes from an address that nobody knows: a person vouches, and the team reads the node.
#[test]
fn a_strangers_mail_over_a_bridge_is_let_in_as_the_nodes_answer() {
    let scene = Bridged::new();
    let (ticket, mail) = scene.asked("Déposer des enquêtes");
    let from = "Denis <denis@maison.example>";
    let waits = |text: &str| match scene.app.deliver(reply(&mail, from, &[], text)) {
        Receipt::Quarantined(id) => format!("/admin/mail-in/{id}"),
        other => panic!("{other}"),
    };
    let [answer, closing, unknown] =
        ["Déposez chez nous.", "#note\nVu avec Ana.", "#wqx\nBonjour"].map(waits);
    let release =
        |visitor: &Visitor, path: &str| visitor.post(&format!("{path}/release"), &[("as", "node")]);
    let page = scene.manager.get(&answer);
    page.expect(200).says("Joindre comme réponse de ADOC Lorraine");
    assert_eq!(scene.to_team().len(), 1);
    let released = release(&scene.manager, &answer);
    scene.manager.follow(released.expect(303)).expect(200).says("Déposez chez nous.");
    assert_eq!(scene.app.last_message(&ticket).0, "ADOC Lorraine");
    assert_eq!(scene.app.state(&ticket), State::WaitingTeam);
    let sent = scene.to_team();
    assert!(sent.len() == 2 && sent[1].text.contains("Déposez chez nous."), "{sent:?}");
    release(&scene.manager, &answer).expect(409);
    scene.manager.get(&answer).says_not("Joindre comme réponse").says("chef-adoc-lorraine");
    // Its words count, and what they do not say is not guessed.
    release(&scene.manager, &closing).expect(303);
    scene.page(&ticket).says("Vu avec Ana.");
    assert_eq!(scene.to_team().len(), 2);
    release(&scene.manager, &unknown).expect(409).says("mot inconnu");
    scene.manager.get("/admin/mail-in").expect(200).says("1");

    let decided: Vec<String> = scene.app.read(|conn| {
        Ok(audit_events::table
            .filter(audit_events::action.eq("mail.decide"))
            .order(audit_events::id)
            .select(audit_events::detail)
            .load(conn)?)
    });
    let node = scene.app.node_id("adoc-lorraine").to_string();
    assert_eq!(decided.len(), 2);
    assert!(decided.iter().all(|detail| detail.contains(&node)), "{decided:?}");
    // Nobody answers for a node that is not theirs, and what came over no bridge is no node's.
    let apart = scene.app.account("Omar", "omar@x.example", None, &[("adele", NodeRole::Staff)]);
    release(&scene.app.sign_in(&apart), &unknown).expect(404);
    let plain = scene.app.mail_to(TEAM);
    let plain = match scene.app.deliver(reply(&plain, from, &[], "Je passe par là.")) {
        Receipt::Quarantined(id) => format!("/admin/mail-in/{id}"),
        other => panic!("{other}"),
    };
    scene.manager.get(&plain).expect(200).says_not("Joindre comme réponse");
    release(&scene.manager, &plain).expect(404);
}

/// Nobody sees what its asker has not confirmed: not by the list of mails either.
#[test]
fn a_question_by_mail_is_listed_once_its_address_is_proven() {
    let scene = scene();
    let taken = "/admin/mail-in?show=taken";
    let mail = letter("Ana <ana@univ-lorraine.fr>", "Enquête sensible", &[], "Où déposer ?");
    assert!(matches!(scene.app.deliver(mail), Receipt::Ticket(_)));
    scene.staff.get(taken).expect(200).says_not("Enquête sensible").says_not("ana@");
    let link = scene.app.mail_to("ana@univ-lorraine.fr").link("/tickets/");
    let visitor = scene.app.visitor();
    let key = visitor.get(&link).expect(200).value_of("key").unwrap();
    visitor.post(link.split('?').next().unwrap(), &[("key", &key)]).expect(303);
    scene.staff.get(taken).expect(200).says("Enquête sensible").says("ana@univ-lorraine.fr");
}

/// A note of a helpdesk is its node's alone in the conversation, and so is the mail by which it came.
#[test]
fn what_the_helpdesk_of_another_node_wrote_is_read_in_the_conversation_alone() {
    let scene = Bridged::new();
    let adele = crate::bridge::open(&scene.app, "adele", "aide@adele.example");
    let steers = Some(NetworkRole::Coordinator);
    let steers = scene.app.sign_in(&scene.app.account("Jean", "jean@x.example", steers, &[]));
    let (ticket, _) = scene.asked("Déposer");
    let form = [("kind", "share"), ("to", "adele"), ("reason", "Ensemble")];
    scene.manager.post(&format!("/tickets/{}/handover", ticket.reference), &form).expect(303);
    let shared = scene.app.mail_to("aide@adele.example");
    let arrived = |text: &str| -> String {
        scene.answers(&shared, text);
        scene.app.read(|conn| {
            use maillage::db::schema::received_mails;
            let newest = received_mails::table.order(received_mails::id.desc());
            Ok(newest.select(received_mails::id).first(conn)?)
        })
    };
    let (note, answer) = (arrived("#note\nENTRE-NOUS"), arrived("Chez nous."));
    scene.page(&ticket).expect(200).says("Chez nous.").says_not("ENTRE-NOUS");
    adele.get(&format!("/tickets/{}", ticket.reference)).expect(200).says("ENTRE-NOUS");
    for reader in [&scene.manager, &steers] {
        let list = reader.get("/admin/mail-in?show=taken");
        for id in [&note, &answer] {
            reader.get(&format!("/admin/mail-in/{id}")).expect(404);
            reader.get(&format!("/admin/mail-in/{id}/original")).expect(404);
            assert!(!list.expect(200).body.contains(id), "{}", list.body);
        }
    }
    adele.get(&format!("/admin/mail-in/{answer}")).expect(200).says("Chez nous.");
}

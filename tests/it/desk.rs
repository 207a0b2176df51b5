//! A ticket's life as those who answer it live it, through their pages.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::tickets::queries::{Sight, decisions_of, messages_of};
use maillage::tickets::{Message, Outcome, State, Ticket};

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::tickets::{form_id, question};

const NODE: &str = "adoc-lorraine";

fn staff(app: &TestApp, name: &str) -> Account {
    let email = format!("{}@exemple.example", name.to_lowercase());
    app.account(name, &email, None, &[(NODE, NodeRole::Staff)])
}

fn page(ticket: &Ticket) -> String {
    format!("/tickets/{}", ticket.reference)
}

fn post(visitor: &Visitor, ticket: &Ticket, deed: &str, form: &[(&str, &str)]) -> Reply {
    visitor.post(&format!("{}/{deed}", page(ticket)), form)
}

fn thread(app: &TestApp, ticket: &Ticket, sight: Sight) -> Vec<Message> {
    app.read(|conn| Ok(messages_of(conn, &ticket.id, sight, None, 100)?))
}

/// The value of a hidden field.
#[track_caller]
fn hidden<'a>(reply: &'a Reply, name: &str) -> &'a str {
    let sign = format!("name=\"{name}\" value=\"");
    let rest = reply.body.split(&sign).nth(1).unwrap_or_else(|| panic!("no field {name}"));
    rest.split('"').next().unwrap()
}

#[test]
fn staff_answer_note_and_close_and_the_team_is_told_each_time() {
    let app = TestApp::start();
    let ticket = app.ticket("Où déposer nos enquêtes ?");
    let lea = staff(&app, "Léa");
    let visitor = app.sign_in(&lea);

    let shown = visitor.get(&page(&ticket));
    shown.expect(200);
    assert!(shown.body.contains("Où déposer nos enquêtes ?"), "{}", shown.text());
    assert!(shown.body.contains("Pourquoi ici"), "{}", shown.text());
    post(&visitor, &ticket, "assignment", &[("to", "me")]).expect(303);
    assert_eq!(app.again(&ticket).assignee_id, Some(lea.id.clone()));
    let note = [("id", &*form_id()), ("note", "Voir avec **Paul**")];
    post(&visitor, &ticket, "notes", &note).expect(303);
    let answer = [("id", &*form_id()), ("body", "Bonjour, voici **deux** pistes.")];
    post(&visitor, &ticket, "answers", &answer).expect(303);
    assert_eq!(app.state(&ticket), State::WaitingTeam);
    let topic = app.app.vocabularies().topics[0].code.clone();
    let closing = [("outcome", "answered"), ("topic", topic.as_str()), ("last_word", "Merci !")];
    post(&visitor, &ticket, "closure", &closing).expect(303);

    let closed = app.again(&ticket);
    assert_eq!((closed.state, closed.outcome), (State::Closed, Some(Outcome::Answered)));
    assert_eq!(closed.confirmed_topic, Some(topic));
    let told: Vec<_> = app
        .queued()
        .into_iter()
        .filter(|(_, to)| to == "lucie@exemple.example")
        .map(|(template, _)| template)
        .collect();
    assert_eq!(told, ["ticket_received", "ticket_answer", "ticket_answer", "ticket_closed"]);
    let shown = visitor.get(&page(&ticket));
    assert!(shown.body.contains("<strong>deux</strong>"), "{}", shown.text());
    assert!(shown.body.contains("Rouvrir la demande"), "{}", shown.text());
    post(&visitor, &ticket, "reopening", &[]).expect(303);
    assert_eq!(app.state(&ticket), State::Open);
}

#[test]
fn a_note_is_never_the_teams() {
    let app = TestApp::start();
    let ticket = app.ticket("Anonymiser des entretiens");
    let visitor = app.sign_in(&staff(&app, "Léa"));
    let before = app.queued();

    let note =
        [("id", &*form_id()), ("note", "Coordonnées GPS : attention"), ("body", "Attention")];
    post(&visitor, &ticket, "notes", &note).expect(303);

    assert_eq!(app.queued(), before);
    assert!(visitor.get(&page(&ticket)).body.contains("Coordonnées GPS"));
    let seen: Vec<_> = thread(&app, &ticket, Sight::Public).into_iter().map(|m| m.body).collect();
    assert!(!seen.iter().any(|body| body.contains("GPS")), "{seen:?}");
    // And what is sent to the address of answers under a note's name is no answer.
    post(&visitor, &ticket, "answers", &[("id", &*form_id()), ("note", "secret")]).expect(422);
    assert_eq!(app.queued(), before);
}

#[test]
fn who_answers_after_somebody_else_did_is_told_and_keeps_the_text() {
    let app = TestApp::start();
    let ticket = app.ticket("Cahier de laboratoire");
    let (lea, paul) = (app.sign_in(&staff(&app, "Léa")), app.sign_in(&staff(&app, "Paul")));
    let seen = hidden(&lea.get(&page(&ticket)), "seen").to_owned();
    app.later(TimeDelta::minutes(2));
    let answer = [("id", &*form_id()), ("seen", &*seen), ("body", "Réponse de Paul")];
    post(&paul, &ticket, "answers", &answer).expect(303);
    app.later(TimeDelta::minutes(2));

    let mine = [("id", &*form_id()), ("seen", &*seen), ("body", "Réponse de Léa <i>")];
    let warned = post(&lea, &ticket, "answers", &mine);

    warned.expect(409);
    assert!(warned.body.contains("Paul a répondu pendant que vous écriviez"), "{}", warned.text());
    assert!(warned.body.contains("Réponse de Léa &lt;i&gt;</textarea>"), "{}", warned.text());
    assert!(warned.body.contains("Envoyer quand même"), "{}", warned.text());
    let anyway =
        [("id", &*form_id()), ("seen", hidden(&warned, "seen")), ("body", "Réponse de Léa")];
    post(&lea, &ticket, "answers", &anyway).expect(303);
    let said = thread(&app, &ticket, Sight::Public).len();
    post(&lea, &ticket, "answers", &anyway).expect(303);
    assert_eq!(thread(&app, &ticket, Sight::Public).len(), said, "sent twice, said once");
}

#[test]
fn what_was_changed_after_it_was_sent_is_no_repetition() {
    let app = TestApp::start();
    let visitor = app.sign_in(&staff(&app, "Léa"));
    let ticket = app.ticket("Où déposer ?");
    for (deed, field) in [("answers", "body"), ("notes", "note")] {
        let id = form_id();
        let said = |text: &str| post(&visitor, &ticket, deed, &[("id", &*id), (field, text)]);
        said("Voici.").expect(303);
        said("Voici.").expect(303);

        let other = said("Voici, et mieux.");

        other.expect(409).says("Ce formulaire a déjà servi");
        assert!(other.body.contains("Voici, et mieux."), "{deed}: what was typed is there");
    }
    assert_eq!(
        thread(&app, &ticket, Sight::Everything).iter().filter(|m| m.event.is_none()).count(),
        3
    );
}

#[test]
fn nothing_typed_is_lost_when_the_session_has_ended() {
    let app = TestApp::start();
    let ticket = app.ticket("Cahier de laboratoire");
    let lea = staff(&app, "Léa");
    let id = form_id();
    let form = [("id", id.as_str()), ("body", "Deux pages de \"conseils\" <b>"), ("then", "keep")];

    for path in [page(&ticket), "/tickets/2026-999999".to_owned()] {
        let kept = app.visitor().post(&format!("{path}/answers"), &form);
        kept.expect(401);
        assert!(
            kept.body.contains("Deux pages de &quot;conseils&quot; &lt;b&gt;"),
            "{}",
            kept.text()
        );
        assert!(kept.body.contains(&format!("action=\"{path}/answers\"")), "{}", kept.text());
        assert_eq!((hidden(&kept, "id"), hidden(&kept, "then")), (id.as_str(), "keep"));
        assert!(!kept.body.contains("Cahier"), "a stranger learns nothing");
    }
    post(&app.sign_in(&lea), &ticket, "answers", &form).expect(303);
    assert_eq!(app.state(&ticket), State::Open);
}

#[test]
fn a_transfer_is_recorded_told_and_ends_the_first_nodes_access() {
    let app = TestApp::start();
    let ticket = app.ticket("Images de microscopie");
    let lea = staff(&app, "Léa");
    let visitor = app.sign_in(&lea);
    let chief = app.account("Nora", "nora@exemple.example", Some(NetworkRole::Coordinator), &[]);
    let by_chief = app.sign_in(&chief);
    let there = app.account("Zoé", "zoe@exemple.example", None, &[("adele", NodeRole::Staff)]);
    let other = app.sign_in(&there);
    other.get(&page(&ticket)).expect(404);
    let blank = [("kind", "place"), ("to", "adele"), ("reason", " ")];
    let blank = post(&by_chief, &ticket, "handover", &blank);
    blank.expect(422);
    assert!(blank.body.contains("Dites pourquoi"), "{}", blank.text());
    let nowhere = [("kind", "place"), ("to", "recherche-data-gouv"), ("reason", "Ma raison")];
    let refused = post(&by_chief, &ticket, "handover", &nowhere);
    refused.expect(409);
    assert!(refused.body.contains("Ma raison</textarea>"), "{}", refused.text());

    let form = [("kind", "place"), ("to", "adele"), ("reason", "Sujet de chez vous")];
    post(&visitor, &ticket, "handover", &form).expect(409);
    post(&by_chief, &ticket, "handover", &form).expect(303);

    visitor.get(&page(&ticket)).expect(404);
    let shown = other.get(&page(&ticket));
    shown.expect(200);
    assert!(shown.body.contains("Sujet de chez vous"), "{}", shown.text());
    assert!(shown.body.contains("Transmise par Nora"), "{}", shown.text());
    let decisions = app.read(|conn| Ok(decisions_of(conn, &ticket.id)?));
    assert_eq!(decisions[0].decided_by, "person");
    assert_eq!(decisions[0].account, Some(chief.id));
    let told = app.queued();
    assert!(told.contains(&("ticket_transferred".into(), "lucie@exemple.example".into())));
    assert!(told.iter().any(|(template, _)| template == "ticket_handed_over"), "{told:?}");
}

#[test]
fn only_the_responsible_node_and_coordinators_see_a_ticket() {
    let app = TestApp::start();
    let ticket = app.ticket("Licence d’un logiciel");
    let unconfirmed = app.ask(question("Pas encore confirmée"), false);
    let coordinator =
        app.account("Cora", "cora@exemple.example", Some(NetworkRole::Coordinator), &[]);
    let lea = staff(&app, "Léa");
    let outsider = app.account("Max", "max@exemple.example", None, &[("adele", NodeRole::Manager)]);
    let researcher = app.account("Nora", "nora@exemple.example", None, &[]);
    let deeds = [
        "answers",
        "notes",
        "assignment",
        "release",
        "handover",
        "pause",
        "waking",
        "closure",
        "reopening",
        "spam",
        "not-spam",
    ];

    for (account, status) in
        [(&lea, 200), (&coordinator, 200), (&outsider, 404), (&researcher, 404)]
    {
        let visitor = app.sign_in(account);
        assert_eq!(visitor.get(&page(&ticket)).status, status, "{}", account.name);
        assert_eq!(visitor.get(&page(&unconfirmed)).status, 404, "{}", account.name);
        if status == 404 {
            let form = [
                ("body", "x"),
                ("note", "x"),
                ("to", "adele"),
                ("reason", "x"),
                ("outcome", "answered"),
            ];
            for deed in deeds {
                assert_eq!(post(&visitor, &ticket, deed, &form).status, 404, "{deed}");
            }
        }
    }
    app.write(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::memberships;
        let ended = app.today() - TimeDelta::days(1);
        diesel::update(memberships::table.filter(memberships::account_id.eq(&lea.id)))
            .set(memberships::ends_on.eq(ended))
            .execute(conn)?;
        Ok(())
    });
    app.sign_in(&lea).get(&page(&ticket)).expect(404);
    assert_eq!(app.again(&ticket).lock_version, ticket.lock_version);
}

#[test]
fn after_an_answer_the_next_ticket_of_the_list_is_a_press_away() {
    let app = TestApp::start();
    let tickets: Vec<_> = (0..3)
        .map(|n| {
            app.later(TimeDelta::minutes(1));
            app.ticket(&format!("Question {n}"))
        })
        .collect();
    let visitor = app.sign_in(&staff(&app, "Léa"));
    let from = "queue=unassigned";
    let shown = visitor.get(&format!("{}?from=queue%3Dunassigned", page(&tickets[2])));
    assert!(shown.body.contains(&format!("{}?from", page(&tickets[1]))), "{}", shown.text());

    let form = [("id", &*form_id()), ("body", "Voici."), ("from", from), ("go", "next")];
    let sent = post(&visitor, &tickets[2], "answers", &form);

    let next = format!("{}?from=queue%3Dunassigned", page(&tickets[1]));
    assert_eq!(sent.location(), next);
    assert!(visitor.follow(&sent).body.contains("Réponse envoyée"));
    let closing = [("outcome", "duplicate"), ("from", from), ("go", "next")];
    let last = post(&visitor, &tickets[1], "closure", &closing);
    assert_eq!(last.location(), format!("{}?from=queue%3Dunassigned", page(&tickets[0])));
    let end = post(&visitor, &tickets[0], "closure", &closing);
    assert_eq!(end.location(), "/inbox?queue=unassigned");
}

#[test]
fn a_long_conversation_is_shown_by_its_end() {
    let app = TestApp::start();
    let ticket = app.ticket("Une longue histoire");
    let visitor = app.sign_in(&staff(&app, "Léa"));
    for n in 0..60 {
        app.later(TimeDelta::seconds(1));
        let note = [("id", &*form_id()), ("note", &*format!("Note numéro {n}."))];
        post(&visitor, &ticket, "notes", &note).expect(303);
    }

    let shown = visitor.get(&page(&ticket));
    assert!(shown.body.contains("Note numéro 59.") && !shown.body.contains("Note numéro 5."));
    let earlier = shown
        .body
        .split("href=\"")
        .find(|rest| rest.split('"').next().unwrap().contains("before"))
        .unwrap();
    let earlier = earlier.split('"').next().unwrap().replace("&amp;", "&").replace("&#x3D;", "=");
    let before = visitor.get(&earlier);
    before.expect(200);
    assert!(before.body.contains("Note numéro 5.") && before.body.contains("comment faire"));
    assert!(!before.body.contains("Note numéro 59."));
}

#[test]
fn a_file_hangs_on_its_answer() {
    let app = TestApp::start();
    let ticket = app.ticket("Un modèle de plan");
    let visitor = app.sign_in(&staff(&app, "Léa"));
    let id = form_id();
    let form = [("id", id.as_str()), ("body", "Voici le modèle.")];

    let sent = visitor.post_files(
        &format!("{}/answers", page(&ticket)),
        &form,
        &[("files", "modèle.txt", "text/plain", b"un plan")],
    );

    sent.expect(303);
    let shown = visitor.get(&page(&ticket));
    assert!(shown.body.contains("modèle.txt") && shown.body.contains("7 o"), "{}", shown.text());
}

#[test]
fn what_somebody_left_goes_back_to_the_node() {
    let app = TestApp::start();
    let (lea, paul) = (staff(&app, "Léa"), staff(&app, "Paul"));
    let (left, kept) = (app.ticket("Une question laissée"), app.ticket("Une question gardée"));
    post(&app.sign_in(&lea), &left, "assignment", &[("to", "me")]).expect(303);
    let visitor = app.sign_in(&paul);
    post(&visitor, &kept, "assignment", &[("to", "me")]).expect(303);
    let admin = app.account("Ana", "ana@exemple.example", Some(NetworkRole::Admin), &[]);

    app.sign_in(&admin).post(&format!("/admin/accounts/{}/closure", lea.id), &[]).expect(303);
    app.run_jobs();

    assert_eq!(app.again(&left).assignee_id, None);
    assert_eq!(app.again(&kept).assignee_id, Some(paul.id.clone()));
    let events = thread(&app, &left, Sight::Everything);
    let lines: Vec<_> = events.iter().filter_map(|message| message.event.as_deref()).collect();
    assert!(lines.last().is_some_and(|line| line.contains("left-behind")), "{lines:?}");
    visitor.get(&page(&left)).expect(200).says("Léa ne travaille plus pour ce nœud");
}

//! Deadlines as a ticket lives: set, paused, passed, and who is told once.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::db::schema::deadline_steps;
use maillage::deadlines;
use maillage::tickets::{MessageId, NewMessage, Ticket, Via, ops};

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::tickets::form_id;

const NODE: &str = "adoc-lorraine";

fn person(app: &TestApp, name: &str, role: NodeRole) -> Account {
    let email = format!("{}@exemple.example", name.to_lowercase());
    app.account(name, &email, None, &[(NODE, role)])
}

fn post(visitor: &Visitor, ticket: &Ticket, deed: &str, form: &[(&str, &str)]) {
    visitor.post(&format!("/tickets/{}/{deed}", ticket.reference), form).expect(303);
}

fn march(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
}

fn due(app: &TestApp, ticket: &Ticket) -> (Option<NaiveDateTime>, Option<NaiveDateTime>) {
    let ticket = app.again(ticket);
    (ticket.first_due_at, ticket.next_due_at)
}

fn team_reply(app: &TestApp, ticket: &Ticket, body: &str) {
    let (now, ticket) = (app.now(), app.again(ticket));
    let message = NewMessage {
        id: MessageId::new(),
        body: body.to_owned(),
        files: Vec::new(),
        via: Via::Page,
    };
    app.write(|conn| {
        ops::team_reply(conn, ("Lucie", "lucie@exemple.example"), &ticket, &message, now)
    });
}

/// Goes on to an instant.
fn until(app: &TestApp, at: NaiveDateTime) {
    app.later(at - app.now());
}

#[test]
fn an_answer_is_owed_in_working_hours_and_never_while_the_team_has_the_move() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa", NodeRole::Staff));
    let ticket = app.ticket("Où déposer nos enquêtes ?");
    // Tuesday 10:00 in Paris and two days of eight hours: Thursday 10:00.
    assert_eq!(due(&app, &ticket), (Some(march(5, 9, 0)), Some(march(5, 9, 0))));
    let shown = lea.get("/inbox?queue=new");
    assert!(shown.body.contains("à traiter avant jeudi 10\u{a0}h"), "{}", shown.text());
    let page = lea.get(&format!("/tickets/{}", ticket.reference));
    assert!(page.body.contains("à traiter avant jeudi 10\u{a0}h"), "{}", page.text());

    let answer = [("id", &*form_id()), ("body", "Voici une piste.")];
    post(&lea, &ticket, "answers", &answer);
    assert_eq!(due(&app, &ticket), (Some(march(5, 9, 0)), None));
    until(&app, march(6, 15, 0));
    team_reply(&app, &ticket, "Et pour les entretiens ?");
    // Friday 16:00 and three days: Wednesday 16:00.
    assert_eq!(due(&app, &ticket).1, Some(march(11, 15, 0)));
    app.later(TimeDelta::hours(1));
    team_reply(&app, &ticket, "Une précision.");
    assert_eq!(due(&app, &ticket).1, Some(march(11, 15, 0)), "a word more moves nothing");
    post(&lea, &ticket, "closure", &[("outcome", "answered")]);
    assert_eq!(due(&app, &ticket), (Some(march(5, 9, 0)), None));
}

#[test]
fn a_pause_holds_the_time_that_was_left() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa", NodeRole::Staff));
    let ticket = app.ticket("Cahier de laboratoire");
    until(&app, march(4, 9, 0));

    let wait = [("kind", "third_party"), ("who", "la juriste"), ("until", "2026-03-09")];
    post(&lea, &ticket, "pause", &wait);

    assert_eq!((due(&app, &ticket).1, app.again(&ticket).due_rest), (None, Some(480)));
    until(&app, march(9, 9, 0));
    post(&lea, &ticket, "waking", &[]);
    // Eight hours were left on Wednesday: Tuesday 10:00 is eight hours after Monday 10:00.
    assert_eq!(due(&app, &ticket), (Some(march(10, 9, 0)), Some(march(10, 9, 0))), "the first one");
}

#[test]
fn what_was_late_before_a_third_party_was_asked_is_late_again_afterwards() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa", NodeRole::Staff));
    let ticket = app.ticket("Cahier de laboratoire");
    until(&app, march(6, 9, 0));

    let wait = [("kind", "third_party"), ("who", "la juriste"), ("until", "2026-03-16")];
    post(&lea, &ticket, "pause", &wait);

    assert_eq!((due(&app, &ticket).1, app.again(&ticket).due_rest), (None, Some(-480)));
    until(&app, march(12, 9, 0));
    post(&lea, &ticket, "waking", &[]);
    assert_eq!(due(&app, &ticket), (Some(march(11, 9, 0)), Some(march(11, 9, 0))));
}

#[test]
fn a_snooze_is_a_reminder_and_the_team_waits_all_the_same() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa", NodeRole::Staff));
    let ticket = app.ticket("Cahier de laboratoire");
    let before = due(&app, &ticket);

    post(&lea, &ticket, "pause", &[("kind", "later"), ("until", "2026-03-09")]);

    assert_eq!(due(&app, &ticket), before, "Thursday 10:00, as promised");
    until(&app, march(6, 9, 0));
    app.run_jobs();
    let board = lea.get("/inbox/late");
    board.says("Cahier de laboratoire").says("reportée à plus tard");
    assert!(board.body.contains("en retard depuis hier 10\u{a0}h"), "{}", board.text());
    assert!(!app.mails_to("léa@exemple.example").is_empty(), "who put it off is reminded");
    until(&app, march(9, 9, 0));
    app.run_jobs();
    assert_eq!(due(&app, &ticket), before, "waking changes nothing");
    // Waiting for somebody outside stops it, and putting that off in turn lets it go on.
    let wait = [("kind", "third_party"), ("who", "la juriste"), ("until", "2026-03-16")];
    post(&lea, &ticket, "pause", &wait);
    assert_eq!(due(&app, &ticket).1, None);
    post(&lea, &ticket, "pause", &[("kind", "later"), ("until", "2026-03-16")]);
    assert_eq!(due(&app, &ticket), before);
}

#[test]
fn who_takes_a_question_over_has_a_target_of_its_own_and_the_team_is_owed_no_later() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa", NodeRole::Staff));
    let node = |slug, role, name: &str| {
        let email = format!("{}@exemple.example", name.to_lowercase());
        app.account(name, &email, None, &[(slug, role)])
    };
    let marc = app.sign_in(&node("adele", NodeRole::Staff, "Marc"));
    let chief = node("adele", NodeRole::Manager, "Chantal");
    let ticket = app.ticket("Publier des enquêtes");
    let promised = Some(march(5, 9, 0));
    until(&app, march(5, 13, 0));
    let offer = [("kind", "refer"), ("to", "adele"), ("reason", "Plutôt chez vous"), ("sees", "")];
    post(&lea, &ticket, "handover", &offer);
    let offer = app.read(|conn| Ok(maillage::tickets::queries::handovers_of(conn, &ticket.id)?));
    let offer = offer.last().unwrap().id.clone();

    post(&marc, &ticket, &format!("handovers/{offer}/acceptance"), &[]);

    let taken = app.again(&ticket);
    // Thursday 14:00 and two days: Monday 14:00 for them, while the team is owed it since that morning.
    assert_eq!((taken.first_due_at, taken.next_due_at), (promised, promised));
    assert_eq!(taken.own_due_at, Some(march(9, 13, 0)));
    let said = "transmise\u{a0}: pour ce nœud, à traiter avant lundi 14\u{a0}h";
    for page in ["/inbox/late".to_owned(), format!("/tickets/{}", ticket.reference)] {
        let page = marc.get(&page);
        assert!(page.body.contains(said), "{}", page.text());
        assert!(page.body.contains("en retard depuis 10\u{a0}h"), "{}", page.text());
    }
    marc.get("/inbox?queue=late").says("Publier des enquêtes");
    let told =
        || app.mails_to(&chief.email).iter().filter(|m| m.subject.contains("retard")).count();
    app.run_jobs();
    assert_eq!(told(), 0, "their time is not over");
    until(&app, march(9, 13, 1));
    app.run_jobs();
    assert_eq!(told(), 1);
    let answer = [("id", &*form_id()), ("body", "Voici une piste.")];
    post(&marc, &ticket, "answers", &answer);
    let answered = app.again(&ticket);
    assert_eq!((answered.first_due_at, answered.own_due_at), (promised, None));
}

#[test]
fn who_does_not_answer_is_reminded_then_the_manager_then_the_network_each_once() {
    let app = TestApp::start();
    let (lea, mona) =
        (person(&app, "Léa", NodeRole::Staff), person(&app, "Mona", NodeRole::Manager));
    let cora = app.account("Cora", "cora@exemple.example", Some(NetworkRole::Coordinator), &[]);
    let ticket = app.ticket("Cahier de laboratoire");
    post(&app.sign_in(&lea), &ticket, "assignment", &[("to", "me")]);
    let told = |app: &TestApp| {
        app.run_jobs();
        let all = app.mails().into_iter();
        all.filter(|mail| mail.subject.contains("réponse")).map(|mail| mail.to).collect::<Vec<_>>()
    };

    until(&app, march(4, 14, 0));
    assert_eq!(told(&app), [&*lea.email]);
    until(&app, march(5, 9, 0));
    assert_eq!(told(&app), [lea.email.clone(), mona.email.clone()]);
    // Two more working days, Monday 10:00; nobody is told on the Sunday.
    until(&app, march(8, 12, 0));
    assert_eq!(told(&app).len(), 2);
    until(&app, march(9, 9, 1));
    let all = [lea.email.clone(), mona.email.clone(), cora.email.clone()];
    assert_eq!(told(&app), all);
    app.later(TimeDelta::days(30));
    assert_eq!(told(&app), all, "never twice");

    let steps: Vec<String> = app.read(|conn| {
        Ok(deadline_steps::table
            .order(deadline_steps::taken_at)
            .select(deadline_steps::step)
            .load(conn)?)
    });
    assert_eq!(steps, ["warning", "manager", "network"]);
    let page = app.sign_in(&lea).get(&format!("/tickets/{}/history", ticket.reference));
    assert!(page.body.contains("les responsables du nœud prévenus"), "{}", page.text());
    let late = app.sign_in(&lea).get("/inbox?queue=late");
    assert!(late.body.contains("Cahier de laboratoire"), "{}", late.text());
}

#[test]
fn two_processes_that_escalate_at_once_tell_once() {
    let app = TestApp::start();
    person(&app, "Mona", NodeRole::Manager);
    (0..5).for_each(|n| drop(app.ticket(&format!("Question {n}"))));
    until(&app, march(5, 9, 30));
    let now = app.now();

    let counts: Vec<usize> = std::thread::scope(|scope| {
        let runs = [0, 1].map(|_| scope.spawn(|| deadlines::ops::escalate(&app.app, now).unwrap()));
        runs.map(|run| run.join().unwrap()).into()
    });

    assert_eq!(counts.iter().sum::<usize>(), 5);
    let late = app.mails_to("mona@exemple.example");
    let late: Vec<_> = late.iter().filter(|mail| mail.subject.contains("en retard")).collect();
    let named: usize = late.iter().map(|mail| mail.text.matches("Question ").count()).sum();
    assert_eq!(named, 5, "{late:?}");
}

#[test]
fn tickets_from_before_there_were_deadlines_get_their_full_time() {
    let app = TestApp::start();
    let ticket = app.ticket("Ancienne question");
    app.write(|conn| {
        Ok(deadlines::queries::set_due(conn, &ticket.id, &deadlines::Due::default())?)
    });
    until(&app, march(16, 9, 0));

    app.run_jobs();

    assert_eq!(due(&app, &ticket).1, Some(march(18, 9, 0)));
}

#[test]
fn the_board_says_what_is_late_and_why_to_who_may_see_it() {
    let app = TestApp::start();
    let lea = person(&app, "Léa", NodeRole::Staff);
    let cora = app.account("Cora", "cora@exemple.example", Some(NetworkRole::Coordinator), &[]);
    app.make_node("ailleurs");
    let stranger =
        app.account("Paul", "paul@exemple.example", None, &[("ailleurs", NodeRole::Staff)]);
    let ticket = app.ticket("Cahier de laboratoire");
    until(&app, march(6, 9, 0));

    let board = app.sign_in(&lea).get("/inbox/late");
    board.expect(200);
    for said in [
        "Cahier de laboratoire",
        "en retard depuis hier 10\u{a0}h",
        "non attribuée",
        "personne de permanence",
    ] {
        assert!(board.body.contains(said), "{said}: {}", board.text());
    }
    let other = app.sign_in(&stranger).get(&format!("/inbox/late?node={NODE}"));
    assert!(!other.body.contains("Cahier de laboratoire"), "{}", other.text());
    let whole = app.sign_in(&cora).get("/inbox/late");
    assert!(whole.body.contains("Par nœud"), "{}", whole.text());
    post(&app.sign_in(&lea), &ticket, "assignment", &[("to", "me")]);
    let board = app.sign_in(&lea).get("/inbox/late");
    assert!(board.body.contains("attend la personne chargée"), "{}", board.text());
}

#[test]
fn a_node_sets_its_hours_and_targets_and_the_next_deadline_follows() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa", NodeRole::Staff));
    let mona = app.sign_in(&person(&app, "Mona", NodeRole::Manager));
    let path = format!("/nodes/{NODE}/deadlines");
    mona.get(&path).expect(200);
    lea.get(&path).expect(404);

    let form = |opens| {
        [("opens", opens), ("closes", "12:00"), ("topic", ""), ("first", "4"), ("next", "6")]
    };
    lea.post(&path, &form("09:00")).expect(404);
    mona.post(&path, &form("11:30")).expect(422);
    mona.post(&path, &form("09:00")).expect(303);

    // Three hours a day from nine to twelve: two of today's, two of tomorrow's.
    let ticket = app.ticket("Cahier de laboratoire");
    assert_eq!(due(&app, &ticket).1, Some(march(4, 10, 0)));
    assert!(mona.get(&path).body.contains("value=\"12:00\""));
}

#[test]
fn the_network_sets_what_holds_for_a_kind_of_question() {
    let app = TestApp::start();
    let admin = app.account("Ada", "ada@exemple.example", Some(NetworkRole::Admin), &[]);
    let admin = app.sign_in(&admin);
    let topic = app.app.vocabularies().topics[0].code.clone();
    admin.get("/admin/deadlines").expect(200);

    let form = [
        ("topic", ""),
        ("first", "8"),
        ("next", "16"),
        ("topic", &*topic),
        ("first", "40"),
        ("next", "40"),
        ("warn", "2"),
        ("escalate", "16"),
    ];
    admin.post("/admin/deadlines", &form).expect(303);
    admin.post("/admin/deadlines", &[("topic", ""), ("first", "0"), ("next", "1")]).expect(422);

    let ticket = app.ticket("Cahier de laboratoire");
    assert_eq!(due(&app, &ticket).1, Some(march(4, 9, 0)));
    let asked = crate::tickets::question("Question de droit");
    let asked = maillage::tickets::Question { topic: Some(topic), ..asked };
    assert_eq!(due(&app, &app.ask(asked, true)).1, Some(march(10, 9, 0)));
}

#[test]
fn the_board_says_who_is_away_and_a_manager_who_is_away_is_stood_in_for() {
    let app = TestApp::start();
    let (lea, paul, mona) = (
        person(&app, "Léa", NodeRole::Staff),
        person(&app, "Paul", NodeRole::Staff),
        person(&app, "Mona", NodeRole::Manager),
    );
    let away = |who: &Account, stand_in: &str| {
        let form = [
            ("away_from", app.today().to_string()),
            ("away_to", "2026-03-31".to_owned()),
            ("stand_in", stand_in.to_owned()),
            ("note", String::new()),
        ];
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.sign_in(who).post("/account/absences", &form).expect(303);
    };
    let duty =
        [("account", lea.id.as_str()), ("starts_on", "2026-03-02"), ("ends_on", "2026-03-31")];
    app.sign_in(&mona).post("/nodes/adoc-lorraine/duties", &duty).expect(303);
    let taken = app.ticket("Cahier de laboratoire");
    post(&app.sign_in(&lea), &taken, "assignment", &[("to", "me")]);
    app.ticket("Sans personne");
    away(&lea, paul.id.as_str());
    away(&mona, paul.id.as_str());

    until(&app, march(5, 10, 0));
    app.run_jobs();

    let board = app.sign_in(&paul).get("/inbox/late");
    board.says("Paul prend le relais").says("non attribuée").says_not("personne de permanence");
    let told: Vec<_> =
        app.queued().into_iter().filter(|(name, _)| name == "deadlines_manager").collect();
    assert_eq!(told, [("deadlines_manager".to_owned(), paul.email.clone())]);
    away(&paul, "");
    let board = app.sign_in(&paul).get("/inbox/late");
    board.says("la personne chargée est absente").says("personne de permanence");
}

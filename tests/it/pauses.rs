//! Waiting for a third party, snoozing, and what silence leads to.

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::tickets::queries::Sight;
use maillage::tickets::{Outcome, State, Ticket, queries};

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::tickets::form_id;

fn staff(app: &TestApp, name: &str) -> Account {
    let email = format!("{}@exemple.example", name.to_lowercase());
    app.account(name, &email, None, &[("adoc-lorraine", NodeRole::Staff)])
}

fn page(ticket: &Ticket) -> String {
    format!("/tickets/{}", ticket.reference)
}

fn pause(visitor: &Visitor, ticket: &Ticket, form: &[(&str, &str)]) {
    visitor.post(&format!("{}/pause", page(ticket)), form).expect(303);
}

fn in_days(app: &TestApp, days: i64) -> String {
    (app.today() + TimeDelta::days(days)).to_string()
}

fn events(app: &TestApp, ticket: &Ticket) -> Vec<String> {
    let found =
        app.read(|conn| Ok(queries::messages_of(conn, &ticket.id, Sight::Public, None, 50)?));
    found.into_iter().filter_map(|message| message.event).collect()
}

#[test]
fn a_ticket_waits_for_a_third_party_until_its_day() {
    let app = TestApp::start();
    let ticket = app.ticket("Un formulaire de consentement");
    let lea = staff(&app, "Léa");
    let visitor = app.sign_in(&lea);
    let until = in_days(&app, 3);
    let form = [
        ("kind", "third_party"),
        ("who", "la déléguée à la protection des données"),
        ("until", until.as_str()),
        ("id", &*form_id()),
        ("note", "Relancée par téléphone."),
    ];

    pause(&visitor, &ticket, &form);

    let waiting = app.again(&ticket);
    assert_eq!(waiting.state, State::WaitingThirdParty);
    assert_eq!(waiting.assignee_id, Some(lea.id.clone()));
    let shown = visitor.get(&page(&ticket));
    shown.says("la déléguée à la protection des données").says("Relancée par téléphone.");
    shown.says("depuis le 3 mars 2026");
    visitor.get("/inbox?queue=third-party").says("Un formulaire de consentement");
    app.later(TimeDelta::days(3));
    app.run_jobs();
    assert_eq!(app.state(&ticket), State::WaitingThirdParty, "the day itself belongs to the wait");
    app.later(TimeDelta::days(1));
    app.run_jobs();
    app.run_jobs();
    let woken = app.again(&ticket);
    assert_eq!((woken.state, woken.waiting_for), (State::Open, None));
    assert_eq!(
        app.mails_to(&lea.email).iter().filter(|m| m.subject.contains("nouveau")).count(),
        1
    );
    assert_eq!(events(&app, &ticket), ["routed", "waits", "waited"]);
}

#[test]
fn a_snoozed_ticket_wakes_at_its_time_or_with_any_message() {
    let app = TestApp::start();
    let (lea, paul) = (staff(&app, "Léa"), staff(&app, "Paul"));
    let (by_lea, by_paul) = (app.sign_in(&lea), app.sign_in(&paul));
    let tickets: Vec<_> = (0..3).map(|n| app.ticket(&format!("Question {n}"))).collect();
    let until = in_days(&app, 5);
    for ticket in &tickets {
        pause(&by_lea, ticket, &[("kind", "later"), ("until", &until)]);
        assert_eq!(app.state(ticket), State::Snoozed);
    }
    by_lea.get("/inbox?queue=snoozed").says("Question 0");
    by_lea.get("/inbox?queue=ours").says_not("Question 0");

    let note = [("id", &*form_id()), ("note", "Une idée.")];
    by_lea.post(&format!("{}/notes", page(&tickets[0])), &note).expect(303);
    assert_eq!(app.state(&tickets[0]), State::Snoozed, "one's own note is no news");
    let note = [("id", &*form_id()), ("note", "Une autre.")];
    by_paul.post(&format!("{}/notes", page(&tickets[0])), &note).expect(303);
    let answer = [("id", &*form_id()), ("body", "Voici.")];
    by_paul.post(&format!("{}/answers", page(&tickets[1])), &answer).expect(303);
    app.later(TimeDelta::days(5));
    app.run_jobs();

    let states: Vec<_> = tickets.iter().map(|ticket| app.state(ticket)).collect();
    assert_eq!(states, [State::New, State::WaitingTeam, State::New], "nobody had taken it up");
}

#[test]
fn a_node_overseas_finds_what_it_put_off_in_its_own_morning() {
    use diesel::prelude::*;
    use maillage::db::schema::nodes;
    let app = TestApp::start();
    let lea = app.sign_in(&staff(&app, "Léa"));
    let ticket = app.ticket("Cahier de laboratoire");
    let reunion = nodes::region.eq("04");
    let here = nodes::table.find(&ticket.node_id);
    app.write(|conn| Ok(diesel::update(here).set(reunion).execute(conn)?));
    pause(&lea, &ticket, &[("kind", "later"), ("until", "2026-03-08")]);
    let morning = app.today().and_hms_opt(2, 0, 0).unwrap() + TimeDelta::days(5);

    app.later(morning - TimeDelta::minutes(1) - app.now());
    app.run_jobs();
    assert_eq!(app.state(&ticket), State::Snoozed);
    app.later(TimeDelta::minutes(6));
    app.run_jobs();

    assert_eq!(app.state(&ticket), State::New);
}

#[test]
fn a_pause_needs_a_reason_and_a_day_to_come() {
    let app = TestApp::start();
    let ticket = app.ticket("Une question");
    let visitor = app.sign_in(&staff(&app, "Léa"));
    let (today, far, soon) = (in_days(&app, 0), in_days(&app, 400), in_days(&app, 2));

    for form in [
        vec![("until", soon.as_str())],
        vec![("kind", "later"), ("until", "")],
        vec![("kind", "later"), ("until", &today)],
        vec![("kind", "later"), ("until", &far)],
        vec![("kind", "third_party"), ("who", "  "), ("until", &soon), ("note", "Gardé")],
    ] {
        visitor.post(&format!("{}/pause", page(&ticket)), &form).expect(422);
    }

    assert_eq!(app.again(&ticket).lock_version, ticket.lock_version);
}

#[test]
fn silence_closes_an_answered_ticket_after_one_warning() {
    let app = TestApp::start();
    let (silent, alive) = (app.ticket("Silencieuse"), app.ticket("Vivante"));
    let visitor = app.sign_in(&staff(&app, "Léa"));
    for ticket in [&silent, &alive] {
        let answer = [("id", &*form_id()), ("body", "Voici.")];
        visitor.post(&format!("{}/answers", page(ticket)), &answer).expect(303);
    }
    let warned = |app: &TestApp| {
        app.queued().iter().filter(|(template, _)| template == "ticket_silent").count()
    };

    app.later(TimeDelta::days(9));
    app.run_jobs();
    assert_eq!(warned(&app), 0);
    app.later(TimeDelta::days(1));
    app.run_jobs();
    app.run_jobs();
    assert_eq!(warned(&app), 2);
    let answer = [("id", &*form_id()), ("body", "Encore ceci.")];
    visitor.post(&format!("{}/answers", page(&alive)), &answer).expect(303);
    app.later(TimeDelta::days(4));
    app.run_jobs();
    app.run_jobs();

    let closed = app.again(&silent);
    assert_eq!((closed.state, closed.outcome), (State::Closed, Some(Outcome::Answered)));
    assert_eq!(app.state(&alive), State::WaitingTeam);
    assert_eq!(events(&app, &silent).last().unwrap(), "closed-silent");
    visitor.get(&page(&silent)).says("quatorze jours");
}

#[test]
fn a_late_sweep_still_warns_before_it_closes() {
    let app = TestApp::start();
    let ticket = app.ticket("Oubliée");
    let visitor = app.sign_in(&staff(&app, "Léa"));
    let answer = [("id", &*form_id()), ("body", "Voici.")];
    visitor.post(&format!("{}/answers", page(&ticket)), &answer).expect(303);

    app.later(TimeDelta::days(40));
    app.run_jobs();
    app.later(TimeDelta::days(3));
    app.run_jobs();
    let after_three_days = app.state(&ticket);
    app.later(TimeDelta::days(1));
    app.run_jobs();

    assert_eq!((after_three_days, app.state(&ticket)), (State::WaitingTeam, State::Closed));
}

//! The life of a ticket: every state, every event, tried through the pages.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::tickets::ops::Pause;
use maillage::tickets::rules::{self, Event};
use maillage::tickets::{Outcome, State, Ticket};
use maillage::tickets::{ops, queries};

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::tickets::{form_id, question};

fn staff(app: &TestApp, name: &str) -> Account {
    let email = format!("{}@exemple.example", name.to_lowercase());
    app.account(name, &email, None, &[("adoc-lorraine", NodeRole::Staff)])
}

fn page(ticket: &Ticket) -> String {
    format!("/tickets/{}", ticket.reference)
}

fn post(visitor: &Visitor, ticket: &Ticket, deed: &str, form: &[(&str, &str)]) -> Reply {
    visitor.post(&format!("{}/{deed}", page(ticket)), form)
}

fn next_week(app: &TestApp) -> chrono::NaiveDate {
    app.today() + TimeDelta::days(7)
}

/// A ticket in a state, brought there by ops.
fn in_state(app: &TestApp, state: State, actor: &maillage::accounts::Actor) -> Ticket {
    let ticket = app.ask(question("Un état"), state != State::Unconfirmed);
    let (shared, now) = (app.app.clone(), app.now());
    app.write(|conn| {
        let words = shared.vocabularies();
        let tools = maillage::tickets::mail::Tools { signer: &shared.signer, words: &words };
        match state {
            State::Unconfirmed | State::New => Ok(()),
            State::Open => ops::assign(conn, actor, &ticket, &actor.id, now),
            State::WaitingTeam => {
                let message = maillage::tickets::NewMessage {
                    id: form_id().parse().unwrap(),
                    body: "Voici.".into(),
                    files: Vec::new(),
                    via: maillage::tickets::Via::Page,
                };
                let when = (ops::After::Theirs, None);
                ops::answer(conn, actor, &ticket, &message, when, tools, now).map(drop)
            }
            State::Closed => {
                let closing = ops::Closing { outcome: Outcome::Duplicate, topic: None };
                ops::close(conn, actor, &ticket, &closing, tools, now)
            }
            State::Spam => ops::spam(conn, actor, &ticket, true, now),
            State::WaitingThirdParty => {
                let pause = Pause::ThirdParty { who: "La DPO".into(), until: next_week(app) };
                ops::pause(conn, actor, &ticket, &pause, now)
            }
            State::Snoozed => {
                ops::pause(conn, actor, &ticket, &Pause::Snooze { until: next_week(app) }, now)
            }
            State::Merged => {
                let merge_into = Some(ticket.id.clone());
                let to = Some(state);
                let change = queries::Move { to, merge_into, ..queries::Move::default() };
                assert!(queries::advance(conn, &ticket, change, now)?);
                Ok(())
            }
        }
    });
    let ticket = app.read(|conn| Ok(queries::find(conn, &ticket.id)?));
    assert_eq!(ticket.state, state);
    ticket
}

#[test]
fn every_deed_in_every_state_ends_as_the_rules_say() {
    let app = TestApp::start();
    let lea = staff(&app, "Léa");
    let paul = staff(&app, "Paul");
    let (visitor, actor) = (app.sign_in(&lea), app.actor(&lea));
    let chief = app.account("Nora", "nora@exemple.example", Some(NetworkRole::Coordinator), &[]);
    let chief = app.sign_in(&chief);
    type Deed<'a> = (&'a str, Event, &'a [(&'a str, &'a str)]);
    let until = next_week(&app).to_string();
    let third = [("kind", "third_party"), ("who", "La DPO"), ("until", until.as_str())];
    let later = [("kind", "later"), ("until", until.as_str())];
    let place = [("kind", "place"), ("to", "adele"), ("reason", "Chez vous")];
    let deeds: [Deed<'_>; 11] = [
        ("assignment", Event::Assign, &[("to", paul.id.as_str())]),
        ("answers", Event::Answer, &[("body", "Voici.")]),
        ("answers", Event::AnswerAndKeep, &[("body", "Voici."), ("then", "keep")]),
        ("handover", Event::Transfer, &place),
        ("pause", Event::WaitThirdParty, &third),
        ("pause", Event::Snooze, &later),
        ("waking", Event::Wake, &[]),
        ("closure", Event::Close, &[("outcome", "answered")]),
        ("reopening", Event::Reopen, &[]),
        ("spam", Event::MarkSpam, &[]),
        ("not-spam", Event::UnmarkSpam, &[]),
    ];
    let mut wrong = Vec::new();
    for state in State::ALL.iter().copied() {
        for (deed, event, form) in deeds {
            let ticket = in_state(&app, state, &actor);
            let by = if deed == "handover" { &chief } else { &visitor };
            let reply = post(by, &ticket, deed, form);
            let expected = match (state, rules::lands(&ticket, event)) {
                (State::Unconfirmed, _) => (404, state),
                (_, Ok(to)) => (303, to),
                (_, Err(_)) => (409, state),
            };
            let met = (reply.status, app.state(&ticket));
            if met != expected {
                wrong.push(format!("{state} {deed} {event:?}: {met:?}, not {expected:?}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn only_what_the_state_allows_is_offered() {
    let app = TestApp::start();
    let lea = staff(&app, "Léa");
    let (visitor, actor) = (app.sign_in(&lea), app.actor(&lea));
    let deeds = [
        ("answers", Event::Answer),
        ("handover", Event::Transfer),
        ("pause", Event::Snooze),
        ("waking", Event::Wake),
        ("closure", Event::Close),
        ("reopening", Event::Reopen),
        ("spam", Event::MarkSpam),
        ("not-spam", Event::UnmarkSpam),
        ("assignment", Event::Assign),
    ];
    for state in State::ALL.iter().copied().filter(|state| *state != State::Unconfirmed) {
        let shown = visitor.get(&page(&in_state(&app, state, &actor)));
        for (deed, event) in deeds {
            let offered = shown.body.contains(&format!("/{deed}\""));
            assert_eq!(offered, rules::next(state, event).is_ok(), "{state}: {deed}");
        }
    }
}

//! The life of a ticket: every state, every event, tried through the pages.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::tickets::mail::follow_path;
use maillage::tickets::ops::Pause;
use maillage::tickets::rules::{self, Event};
use maillage::tickets::{HandoverKind, Outcome, Proposal, Sees, State, Ticket};
use maillage::tickets::{ops, queries};

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::tickets::{form_id, question};

fn staff(app: &TestApp, name: &str) -> Account {
    let email = format!("{}@exemple.example", name.to_lowercase());
    app.account(name, &email, None, &[("adoc-lorraine", NodeRole::Staff)])
}

fn coordinator(app: &TestApp) -> Account {
    app.account("Nora", "nora@exemple.example", Some(NetworkRole::Coordinator), &[])
}

fn page(ticket: &Ticket) -> String {
    format!("/tickets/{}", ticket.reference)
}

fn post(visitor: &Visitor, ticket: &Ticket, deed: &str, form: &[(&str, &str)]) -> Reply {
    visitor.post(&format!("{}/{deed}", page(ticket)), form)
}

pub fn next_week(app: &TestApp) -> chrono::NaiveDate {
    app.today() + TimeDelta::days(7)
}

/// A ticket in a state, brought there by ops.
pub fn in_state(app: &TestApp, state: State, actor: &maillage::accounts::Actor) -> Ticket {
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
    let chief = app.sign_in(&coordinator(&app));
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

/// How somebody stands to a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Coordinator,
    Shared,
    Consulted,
    Offered,
    OtherNode,
    NotStaff,
    SignedOut,
}

/// What goes on with the role's node, if the state lets it go on.
fn given(app: &TestApp, ticket: &Ticket, role: Role, by: &Account) -> bool {
    let kind = match role {
        Role::Shared => HandoverKind::Share,
        Role::Consulted => HandoverKind::Consultation,
        Role::Offered => HandoverKind::Referral,
        Role::Coordinator | Role::OtherNode | Role::NotStaff | Role::SignedOut => return false,
    };
    let goes_on = match ticket.state {
        State::Unconfirmed | State::Merged | State::Spam => false,
        State::Closed => kind == HandoverKind::Share,
        State::New
        | State::Open
        | State::WaitingTeam
        | State::WaitingThirdParty
        | State::Snoozed => true,
    };
    if goes_on {
        let (to, sees, reason) = (app.node_id("adele"), Sees::Thread, "Parce que".to_owned());
        let proposal = Proposal { kind, to, sees, reason };
        let due = (kind == HandoverKind::Referral).then(|| next_week(app));
        let from = (&ticket.id, &ticket.node_id);
        app.write(|conn| {
            Ok(queries::insert_handover(conn, from, &proposal, &by.id, due, app.now())?)
        });
    }
    goes_on
}

#[test]
fn every_deed_in_every_state_by_every_role_ends_as_the_table_says() {
    let app = TestApp::start();
    let (lea, chief) = (staff(&app, "Léa"), coordinator(&app));
    let there = app.account("Marc", "marc@exemple.example", None, &[("adele", NodeRole::Staff)]);
    let asker = app.account("Ali", "ali@exemple.example", None, &[]);
    let (by_lea, by_marc) = (app.actor(&lea), app.sign_in(&there));
    let (by_chief, by_asker) = (app.sign_in(&chief), app.sign_in(&asker));
    let until = next_week(&app).to_string();
    let later = [("kind", "later"), ("until", until.as_str())];
    let place = [("kind", "place"), ("to", "codata"), ("reason", "Chez vous")];
    type Deed<'a> = (&'a str, Option<Event>, &'a [(&'a str, &'a str)]);
    let deeds: [Deed<'_>; 14] = [
        ("notes", None, &[("note", "Une note.")]),
        ("assignment", Some(Event::Assign), &[("to", "me")]),
        ("release", None, &[]),
        ("handover", None, &place),
        ("relations", None, &[("other", "2026-000001")]),
        ("merge", None, &[("into", "2026-000001")]),
        ("merge/undo", None, &[]),
        ("pause", Some(Event::Snooze), &later),
        ("waking", Some(Event::Wake), &[]),
        ("closure", Some(Event::Close), &[("outcome", "not_in_scope")]),
        ("reopening", Some(Event::Reopen), &[]),
        ("spam", Some(Event::MarkSpam), &[]),
        ("not-spam", Some(Event::UnmarkSpam), &[]),
        ("answers", Some(Event::Answer), &[("body", "Voici.")]),
    ];
    let mut wrong = Vec::new();
    for state in State::ALL.iter().copied() {
        for (role, visitor) in [
            (Role::Coordinator, &by_chief),
            (Role::Shared, &by_marc),
            (Role::Consulted, &by_marc),
            (Role::Offered, &by_marc),
            (Role::OtherNode, &by_marc),
            (Role::NotStaff, &by_asker),
            (Role::SignedOut, &app.visitor()),
        ] {
            let mut ticket = in_state(&app, state, &by_lea);
            let seen = given(&app, &ticket, role, &lea);
            for (deed, event, form) in deeds {
                let event = match (role, event) {
                    (Role::Coordinator, Some(event)) => event,
                    (Role::Coordinator, None) => continue,
                    _ => event.unwrap_or(Event::Assign),
                };
                let may = match role {
                    Role::Coordinator => state != State::Unconfirmed,
                    Role::Shared => seen && ["answers", "notes"].contains(&deed),
                    Role::Consulted => seen && deed == "notes",
                    Role::Offered | Role::OtherNode | Role::NotStaff | Role::SignedOut => false,
                };
                let expected = match (role, may, rules::lands(&ticket, event)) {
                    (Role::SignedOut, ..) => (401, state),
                    (_, false, _) => (404, state),
                    (_, true, _) if deed == "notes" => (303, note_leads_to(state)),
                    (_, true, Ok(to)) => (303, to),
                    (_, true, Err(_)) => (409, state),
                };
                let reply = post(visitor, &ticket, deed, form);
                let met = (reply.status, app.state(&ticket));
                if met != expected {
                    wrong.push(format!("{state} {deed} by {role:?}: {met:?}, not {expected:?}"));
                }
                if met.1 != state {
                    ticket = in_state(&app, state, &by_lea);
                    given(&app, &ticket, role, &lea);
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// News from another node wakes a snoozed ticket, which was new before.
fn note_leads_to(state: State) -> State {
    if state == State::Snoozed { State::New } else { state }
}

#[test]
fn the_teams_replies_and_its_closing_end_as_the_rules_say() {
    let app = TestApp::start();
    let lea = staff(&app, "Léa");
    let actor = app.actor(&lea);
    let mut wrong = Vec::new();
    for state in State::ALL.iter().copied() {
        for (deed, event) in [("replies", Event::TeamReplies), ("settlement", Event::Close)] {
            let ticket = in_state(&app, state, &actor);
            let link = follow_path(&app.app.signer, &ticket);
            let key = link.split("key=").nth(1).unwrap().to_owned();
            let form = [("key", key.as_str()), ("id", &*form_id()), ("body", "Merci.")];
            let reply = app.visitor().post(&format!("{}/{deed}", page(&ticket)), &form);
            // A merged ticket of the tests is merged into itself; its life is told elsewhere.
            let expected = match (state, rules::lands(&ticket, event)) {
                (State::Merged, _) => state,
                (_, Ok(to)) => to,
                (_, Err(_)) => state,
            };
            let met = app.state(&ticket);
            if met != expected {
                wrong.push(format!("{state} {deed}: {} {met}, not {expected}", reply.status));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

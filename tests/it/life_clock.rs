//! Every state and the clock: what becomes of a ticket about which nobody does anything, against a table that is written
//! here and nowhere else.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::Actor;
use maillage::db::schema::tickets;
use maillage::tickets::mail::Tools;
use maillage::tickets::{HandoverKind, State, Ticket, ops, queries};

use crate::app::TestApp;
use crate::life::in_state;
use crate::life_cells::{STATES, Scene};

/// Days after the last word, and what a ticket of each state has become, in the order of [`STATES`]; `-` is erased.
const TABLE: &[(i64, &str)] = &[
    // unowtzcms
    (0, "unowtzcms"),
    (6, "unowtzcms"),
    // Nobody confirmed it; the third party's day is over, and the other one has come.
    (8, "-nowoncms"),
    // The team is warned on the tenth day.
    (10, "-nowoncms"),
    (13, "-nowoncms"),
    (14, "-noconcms"),
    (29, "-noconcms"),
];

/// Where what is offered to another node is looked at: before and after its answer was due.
const OFFERED: &[(i64, bool)] = &[(6, true), (10, false)];

fn letter(app: &TestApp, ticket: &Ticket) -> char {
    let state: Option<State> = app.read(|conn| {
        Ok(tickets::table.find(&ticket.id).select(tickets::state).first(conn).optional()?)
    });
    state.map_or('-', |state| STATES.iter().find(|(_, of)| *of == state).unwrap().0)
}

fn merged(app: &TestApp, lea: &Actor) -> Ticket {
    let (into, gone) = (app.ticket("Une question"), app.ticket("La même question"));
    let (shared, now) = (app.app.clone(), app.now());
    app.write(|conn| {
        let words = shared.vocabularies();
        let tools = Tools { signer: &shared.signer, words: &words };
        ops::merge(conn, lea, &gone, &into, tools, now)
    });
    gone
}

#[test]
fn what_becomes_of_each_state_by_itself_is_as_the_table_says() {
    let scene = Scene::new();
    let (app, begun) = (&scene.app, scene.app.now());
    let all = STATES.map(|(_, state)| match state {
        State::Merged => merged(app, &scene.lea),
        other => in_state(app, other, &scene.lea),
    });
    // Each open kind once more, offered to another node.
    let offered: Vec<_> =
        STATES[1..6].iter().map(|(_, state)| scene.ticket(*state, "").0).collect();
    let waits = |ticket: &Ticket| {
        let going_on = app.read(|conn| Ok(queries::going_on(conn, &ticket.id)?));
        going_on.iter().any(|one| one.kind == HandoverKind::Referral)
    };

    for (days, letters) in TABLE {
        app.later(begun + TimeDelta::days(*days) - app.now());
        app.run_jobs();
        let met: String = all.iter().map(|ticket| letter(app, ticket)).collect();
        assert_eq!(met, *letters, "after {days} days");
        if let Some((_, wait)) = OFFERED.iter().find(|(at, _)| at == days) {
            let met: String = offered.iter().map(|ticket| letter(app, ticket)).collect();
            assert_eq!(met, letters[1..6], "offered, after {days} days");
            for ticket in &offered {
                assert_eq!(waits(ticket), *wait, "{} after {days} days", ticket.state);
                assert_eq!(app.again(ticket).node_id, ticket.node_id, "nobody accepted it");
            }
        }
    }
}

//! What the end of a space ends: the parts of those who looked after it; and what the end of its convention does.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NetworkRole;
use maillage::conventions::Concern;
use maillage::db::schema::audit_events;
use maillage::spaces::{Space, State, queries};

use crate::app::TestApp;
use crate::decisions_cast::admin;
use crate::spaces_cast::{convention, find, open, sign};

/// How often somebody's part in a space ended, by the audit.
fn ended(app: &TestApp, of: &Space) -> i64 {
    app.read(|conn| {
        let events = audit_events::table
            .filter(audit_events::action.eq("space.end_person"))
            .filter(audit_events::subject_id.eq(of.id.as_str()));
        Ok(events.count().get_result(conn)?)
    })
}

#[test]
fn nobody_looks_after_a_space_that_is_closed() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let (space, other) = (open(&app, &actor, "cnrs"), open(&app, &actor, "inria"));
    let end = [
        ("reason", "Les deux établissements fusionnent."),
        ("data_goes", "Les jeux de données rejoignent l’espace d’Inria."),
        ("successor", other.id.as_str()),
    ];

    let closure = format!("/inbox/spaces/{}/closure", space.id);
    root.post(&closure, &end).expect(303);
    root.post(&closure, &end).expect(303);

    let (closed, people) = app
        .read(|conn| Ok((queries::find(conn, &space.id)?, queries::people_of(conn, &space.id)?)));
    assert_eq!((closed.administrators, closed.curators), (0, 0));
    let last: Vec<_> = people.iter().map(|one| one.ends_on).collect();
    assert_eq!(last, vec![Some(app.today()); 3]);
    assert_eq!((ended(&app, &space), ended(&app, &other)), (3, 0), "once, and of no other space");
    // Who administered it is told, and led to the page that everybody reads.
    let told = app.mail_to("bob@espace.example");
    assert!(told.text.contains("rejoignent l’espace d’Inria"), "{}", told.text);
    assert_eq!(told.link("/spaces/"), format!("/spaces/{}", space.slug));
}

#[test]
fn a_suspended_space_does_not_go_on_once_its_convention_is_over() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let (actor, root) = (app.actor(&steerer), app.sign_in(&steerer));
    let space = open(&app, &actor, "cnrs");
    let slug = convention(&app, &actor, Concern::Spaces);
    sign(&app, &actor, (&slug, "cnrs", 10));
    let desk = format!("/inbox/spaces/{}", space.id);
    let why = [("reason", "Plus personne ne cure les dépôts.")];
    root.post(&format!("{desk}/suspension"), &why).expect(303);
    app.later(TimeDelta::days(12));

    let again = format!("{desk}/resumption");
    root.post(&again, &[]).expect(422).says("convention signée et valide");
    assert_eq!(find(&app, "cnrs").unwrap().state, State::Suspended);

    sign(&app, &actor, (&slug, "cnrs", 400));
    root.post(&again, &[]).expect(303);
    assert_eq!(find(&app, "cnrs").unwrap().state, State::Active);
}

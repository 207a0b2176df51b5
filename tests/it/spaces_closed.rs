//! What the end of a space ends: the parts of those who looked after it.

use diesel::prelude::*;
use maillage::accounts::NetworkRole;
use maillage::db::schema::audit_events;
use maillage::spaces::{Space, queries};

use crate::app::TestApp;
use crate::decisions_cast::admin;
use crate::spaces_cast::open;

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

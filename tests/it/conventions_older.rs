//! Who signed an older version of what is signed: it is said where a node or a space opens, and may suffice no more.

use chrono::TimeDelta;
use maillage::accounts::NetworkRole;
use maillage::conventions::{Concern, Edition, VersionId, ops};

use crate::app::TestApp;
use crate::decisions_cast::admin;
use crate::spaces_cast::{convention, sign};

#[test]
fn an_older_signature_is_said_where_a_node_opens_and_suffices_until_the_new_version_says() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let slug = convention(&app, &actor, Concern::Nodes);
    sign(&app, &actor, (&slug, "universite-de-lorraine", 900));
    let path = format!("/admin/nodes/{}", app.node_id("adoc-lorraine"));
    root.get(&path).expect(200).says_not("a signé la version 1");

    let versions = format!("/conventions/{slug}/versions");
    let past = (app.today() - TimeDelta::days(1)).to_string();
    root.post_files(&versions, &[("earlier_until", &*past)], &[]).expect(422).says("à venir");
    let now = app.now();
    let until = app.today() + TimeDelta::days(30);
    let second = Edition { earlier_until: Some(until), ..Edition::default() };
    app.write(|conn| {
        ops::publish(conn, &actor, (&slug, &VersionId::new(), &second), now).map(drop)
    });
    root.get(&path).expect(200).says("a signé la version 1").says("La version 2 est publiée");
    let held = |app: &TestApp| {
        let (by_whom, today) = (("universite-de-lorraine", Concern::Nodes), app.today());
        app.read(|conn| ops::held(conn, by_whom, today)).is_some()
    };
    assert!(held(&app));

    app.later(TimeDelta::days(31));
    assert!(!held(&app), "the older version suffices no more");
    app.sign_in(&steerer).get(&path).expect(200).says("l’ancienne suffisait");
}

//! Who signed an older version of what is signed, or none: it is said where a node or a space opens, and may not suffice.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::conventions::{Concern, Edition, VersionId, ops};
use maillage::db::schema::nodes;
use maillage::history::{self, By};
use maillage::network::{self, Status};

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

#[test]
fn a_directory_that_opens_a_node_for_who_has_not_signed_is_refused_unless_somebody_says_why() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let slug = convention(&app, &actor, Concern::Nodes);
    let id = app.node_id("adoc-lorraine");
    let now = app.now();
    let exported = app.read(|conn| network::export(conn, now));
    let directory = serde_json::to_string(&exported).unwrap();
    app.write(|conn| {
        Ok(diesel::update(nodes::table.find(&id))
            .set(nodes::status.eq(Status::Planned))
            .execute(conn)?)
    });
    let take_in =
        |why: &str| app.write(|conn| network::import(conn, (&directory, why), &By::System, now));
    let status = || app.read(|conn| Ok(network::queries::find(conn, &id)?)).status;
    let noted = || {
        let of = app.read(|conn| history::of(conn, "node", id.as_str(), 50));
        of.into_iter().filter(|event| event.action == "convention.override").count()
    };

    for why in ["", "urgent"] {
        let faults = take_in(why).unwrap_err().to_string();
        assert!(faults.contains(".status: opens a node"), "{faults}");
        assert!(faults.contains("universite-de-lorraine"), "{faults}");
    }

    assert_eq!((status(), noted()), (Status::Planned, 0));
    for _ in 0..2 {
        take_in("La convention est au parapheur.").unwrap();
    }
    assert_ne!(status(), Status::Planned);
    assert_eq!(noted(), 1);
    sign(&app, &actor, (&slug, "universite-de-lorraine", 900));
    take_in("").unwrap();
}

#[test]
fn who_signed_an_older_version_is_asked_to_sign_anew_and_reminded_until_they_did() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let manager = [("adoc-lorraine", NodeRole::Manager)];
    app.account("Mado", "mado@adoc.example", None, &manager);
    let slug = convention(&app, &actor, Concern::Nodes);
    sign(&app, &actor, (&slug, "universite-de-lorraine", 900));
    let versions = format!("/conventions/{slug}/versions");
    let told = |app: &TestApp| {
        let mails = app.mails_to("mado@adoc.example").into_iter();
        mails.filter(|mail| mail.subject.starts_with("Signature")).collect::<Vec<_>>()
    };

    // A minor version keeps what was signed.
    root.post_files(&versions, &[("note_fr", "Une coquille")], &[]).expect(303);
    app.run_jobs();
    assert_eq!(told(&app).len(), 0);
    let until = (app.today() + TimeDelta::days(250)).to_string();
    root.post_files(&versions, &[("earlier_until", &*until)], &[]).expect(303);
    app.run_jobs();

    let mails = told(&app);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].subject.contains("version 3"), "{}", mails[0].subject);
    assert!(mails[0].text.contains("a signé la version 1"), "{}", mails[0].text);
    for (days, count) in [(50, 1), (20, 2), (90, 3), (65, 4)] {
        app.later(TimeDelta::days(days));
        for _ in 0..2 {
            app.run_jobs();
            app.later(TimeDelta::hours(2));
        }
        assert_eq!(told(&app).len(), count, "after {days} more days");
    }
    let root = app.sign_in(&steerer);
    let first = format!("/conventions/{slug}?version=1");
    root.get(&first).expect(200).says("valide").says_not("à signer à nouveau");
    app.later(TimeDelta::days(30));
    let root = app.sign_in(&steerer);
    root.get(&first).expect(200).says("à signer à nouveau");
    let path = format!("/admin/nodes/{}", app.node_id("adoc-lorraine"));
    root.post(&path, &[("status", "suspended")]).expect(303);
    root.post(&path, &[("status", "active")]).expect(422).says("pas de convention valide");
}

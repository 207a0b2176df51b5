//! What waits, on the first page, of who runs a review and of who administers the network.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::calls::Blind;
use maillage::db::schema::calls;
use maillage::reviews::{Outcome, ops};
use maillage::webhooks;

use crate::actors::Account;
use crate::app::TestApp;
use crate::home::{Line, has, walked};
use crate::reviews_cast::{closed, in_review, join, reviewer, submitted};

#[test]
fn who_runs_a_review_finds_what_it_waits_for_and_nothing_of_what_they_must_not_see() {
    let app = TestApp::start();
    let there = closed(&app, &["Léa"], Blind::Single);
    // The grace is over.
    app.later(TimeDelta::minutes(20));
    let (ada, now, words) = (app.actor(&there.ada), app.now(), app.app.vocabularies());
    let call = there.call.id.clone();
    app.write(|conn| ops::begin(conn, &ada, (&call, &words), now).map(drop));
    let found = walked(&there.desk);
    let line = &found[has(&found, "Recevabilité à juger – Ateliers")];
    assert_eq!(line.href, format!("/inbox/calls/{call}/reviews/eligibility"));
    assert!(!found.iter().any(|line| line.words.starts_with("Relectures complètes")));

    // Whoever works where an applicant does.
    for (id, _) in &there.bids {
        let judged = (&call, id);
        let why = (Outcome::Eligible, "Les partenaires confirmeront.");
        app.write(|conn| ops::judge(conn, &ada, judged, why, now));
    }
    let namesake = app.account("lea", "autre@ailleurs.example", None, &[]);
    join(&app, &there, &namesake, None);
    let found = walked(&there.desk);
    assert!(!found.iter().any(|line| line.words.starts_with("Recevabilité")));
    let line = &found[has(&found, "Conflits d’intérêts à confirmer – Ateliers")];
    assert_eq!(line.href, format!("/inbox/calls/{call}/reviews/conflicts"));
    let admin = app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]);
    let of_call = |line: &Line| line.href.starts_with(&format!("/inbox/calls/{call}"));
    assert!(!walked(&app.sign_in(&admin)).iter().any(of_call), "who reviews is not the admins’");
}

#[test]
fn deliberation_may_begin_when_each_application_has_its_reviews() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    app.write(|conn| {
        let call = calls::table.find(&there.call.id);
        Ok(diesel::update(call).set(calls::reviewers_each.eq(1)).execute(conn)?)
    });
    let remi = reviewer(&app, &there, "Rémi", None);
    let ready = |line: &Line| line.words.starts_with("Relectures complètes");
    assert!(!walked(&there.desk).iter().any(ready));
    submitted(&app, &there, 0, &remi, 3);

    let found = walked(&there.desk);
    let line = &found[has(&found, "Relectures complètes, délibération à ouvrir – Ateliers")];
    assert_eq!(line.href, format!("/inbox/calls/{}/decisions", there.call.id));
    assert!(!walked(&app.sign_in(&remi)).iter().any(ready));
}

#[test]
fn who_runs_a_review_finds_which_completions_are_awaited_and_which_are_late() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let awaited = |line: &Line| line.words.starts_with("Compléments attendus");
    assert!(!walked(&there.desk).iter().any(awaited));
    let page = there.page(&format!("/applications/{}", there.bid(0)));
    let due = (app.today() + TimeDelta::days(10)).to_string();
    let form = [
        ("due", due.as_str()),
        ("message", "Il manque une pièce au dossier."),
        ("fields", "organisation"),
    ];
    there.desk.post(&format!("{page}/completions"), &form).expect(303);

    let found = walked(&there.desk);
    let line = &found[has(&found, "Compléments attendus – Ateliers")];
    assert_eq!(line.href, page);
    app.later(TimeDelta::days(12));
    let found = walked(&app.sign_in(&there.ada));
    let late = &found[has(&found, "Compléments attendus – Ateliers")];
    assert!(late.rank < line.rank, "what is late stands first");
}

#[test]
fn an_admin_finds_webhooks_that_fail_and_erasures_that_nobody_confirmed() {
    let app = TestApp::start();
    let admin = app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]);
    let browser = app.sign_in(&admin);
    let (id, maker) = (webhooks::HookId::new(), app.actor(&admin));
    let proposal = webhooks::Proposal {
        url: "https://hooks.example.org/x".into(),
        name: "Outil du réseau".into(),
        events: vec![webhooks::Occurrence::Closed],
    };
    let now = app.now();
    app.write(|conn| webhooks::ops::make(conn, &maker, (&id, None), &proposal, now).map(drop));
    assert!(walked(&browser).iter().all(|line| !line.href.starts_with("/webhooks")));
    app.write(|conn| Ok(webhooks::queries::set_failing(conn, &id, Some(now))?));
    crate::privacy::asks_for(&browser, "zelie@labo.example", "erasure");
    crate::privacy::asks_for(&browser, "omar@labo.example", "export");

    let found = walked(&browser);
    let line = &found[has(&found, "Webhook en échec – Outil du réseau")];
    assert_eq!(line.href, format!("/webhooks/{id}"));
    let line = &found[has(&found, "Effacement à confirmer – zelie@labo.example")];
    assert_eq!((line.rank, line.href.starts_with("/privacy/requests/")), (1, true));
    assert!(found.iter().all(|line| !line.words.contains("omar")), "a copy waits for its owner");
    app.later(TimeDelta::days(3));
    let found = walked(&app.sign_in(&admin));
    assert!(found.iter().all(|line| !line.words.starts_with("Effacement")), "{found:#?}");
}

#[test]
fn a_manager_finds_the_webhooks_of_their_node_that_fail_and_no_other_ones() {
    let app = TestApp::start();
    let held = |role| [("adoc-lorraine", role)];
    let chef = app.account("Chef", "chef@adoc.example", None, &held(NodeRole::Manager));
    let staff = app.account("Inès", "ines@adoc.example", None, &held(NodeRole::Staff));
    let admin = app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]);
    let (maker, now, node) = (app.actor(&admin), app.now(), app.node_id("adoc-lorraine"));
    let ids = [webhooks::HookId::new(), webhooks::HookId::new()];
    for (id, node, name) in [(&ids[0], Some(&node), "Outil d’ADOC"), (&ids[1], None, "Réseau")] {
        let proposal = webhooks::Proposal {
            url: "https://hooks.example.org/x".into(),
            name: name.into(),
            events: vec![webhooks::Occurrence::Closed],
        };
        app.write(|conn| webhooks::ops::make(conn, &maker, (id, node), &proposal, now).map(drop));
        app.write(|conn| Ok(webhooks::queries::set_failing(conn, id, Some(now))?));
    }
    let told = |who: &Account| -> Vec<String> {
        let found = walked(&app.sign_in(who)).into_iter();
        found.filter(|line| line.href.starts_with("/webhooks")).map(|line| line.words).collect()
    };

    assert_eq!(told(&chef), vec!["Webhook en échec – Outil d’ADOC"]);
    assert_eq!(told(&staff), Vec::<String>::new());
    assert_eq!(told(&admin).len(), 2);
}

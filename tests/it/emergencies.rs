//! When an admin looks into reviews and decisions that are not theirs, through HTTP.

use chrono::TimeDelta;
use maillage::accounts::NetworkRole;
use maillage::calls::Blind;
use maillage::reviews::{ConflictKind, EmergencyId, ops, queries};

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::calls_cast::coordinator;
use crate::reviews_cast::{Reviewed, admin, in_review, reviewer, submitted};

const WHY: &str = "Une fuite est signalée et la coordination est injoignable.";

fn place(there: &Reviewed) -> String {
    format!("/inbox/calls/{}/emergencies", there.call.id)
}

fn opens(browser: &Visitor, there: &Reviewed, why: &str) -> Reply {
    let id = EmergencyId::new().to_string();
    browser.post(&place(there), &[("id", &id), ("reason", why)])
}

/// The pages that are read in an emergency.
fn pages(there: &Reviewed) -> [String; 4] {
    let (call, bid) = (&there.call.id, there.bid(0));
    [
        there.page(""),
        there.page(&format!("/applications/{bid}")),
        format!("/inbox/calls/{call}/decisions"),
        format!("/inbox/calls/{call}/decisions/{bid}"),
    ]
}

fn closed_to(there: &Reviewed, browser: &Visitor) {
    let [board, rest @ ..] = pages(there);
    let led = browser.get(&board);
    assert_eq!(led.expect(303).location(), place(there));
    for page in &rest {
        browser.get(page).expect(404);
    }
}

/// Nothing can be done in an emergency.
fn reads_only(there: &Reviewed, browser: &Visitor) {
    let bid = there.bid(0);
    for (path, field) in [
        (there.page("/plan"), ("due", "2027-01-01")),
        (there.page("/start"), ("x", "y")),
        (there.page("/export"), ("format", "csv")),
        (there.page(&format!("/eligibility/{bid}")), ("outcome", "ineligible")),
        (there.page(&format!("/applications/{bid}/posts")), ("body", "Bonjour")),
        (there.page("/assignments/proposal"), ("x", "y")),
        (format!("/inbox/calls/{}/deliberation", there.call.id), ("x", "y")),
        (format!("/inbox/calls/{}/decisions/{bid}", there.call.id), ("outcome", "refused")),
        (format!("/inbox/calls/{}/decisions/{bid}/recusal", there.call.id), ("why", WHY)),
    ] {
        browser.post(&path, &[field]).expect(404);
    }
    for page in ["/pool", "/assignments", "/conflicts", "/late", "/eligibility"] {
        browser.get(&there.page(page)).expect(404);
    }
    for page in pages(there) {
        let page = browser.get(&page);
        page.expect(200).says("Accès d’urgence, en lecture seule");
        assert!(!page.body.contains("action=\"/inbox/"), "{}", page.path);
    }
}

fn chair(app: &TestApp, there: &Reviewed) -> Account {
    let chair = app.account("Cléo", "cleo@comite.example", None, &[]);
    let seat = [("email", chair.email.as_str()), ("role", "chair")];
    there.desk.post(&format!("/inbox/calls/{}/seats", there.call.id), &seat).expect(303);
    chair
}

#[test]
fn t14_an_admin_looks_in_an_emergency_with_a_reason_for_an_hour_and_those_concerned_are_told() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa", "Omar"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    submitted(&app, &there, 0, &zoe, 5);
    let chair = chair(&app, &there);
    let (_, root) = admin(&app);
    closed_to(&there, &root);

    opens(&root, &there, "court").expect(409).says("Donnez le motif").says("court");
    closed_to(&there, &root);
    assert_eq!(app.mails_to(&chair.email).len(), 1, "that they sit");
    opens(&root, &there, WHY).expect(303);
    // Pressed twice, or from another tab: one access, one mail to each.
    opens(&root, &there, WHY).expect(303);
    for account in [&chair, &there.ada] {
        let mails = app.mails_to(&account.email);
        let told: Vec<_> = mails.iter().filter(|mail| mail.text.contains(WHY)).collect();
        assert_eq!(told.len(), 1, "{}", account.email);
        assert!(told[0].text.contains("Root") && !told[0].text.contains("Léa"));
    }
    root.get(&there.page(&format!("/applications/{}", there.bid(0)))).says("Zoé Kermadec");
    reads_only(&there, &root);

    let desk = there.desk.get(&format!("/inbox/calls/{}", there.call.id));
    desk.expect(200).says("Root").says(WHY);
    let own = app.sign_in(&chair);
    own.get(&place(&there)).expect(200).says("Root").says(WHY).says("ouvert");
    let events = app.read(|conn| maillage::history::of(conn, "call", there.call.id.as_str(), 200));
    let noted = events.iter().filter(|one| one.action == "call.emergency_open").count();
    assert_eq!(noted, 1);

    app.later(TimeDelta::minutes(60) - TimeDelta::microseconds(1));
    root.get(&pages(&there)[1]).expect(200);
    app.later(TimeDelta::microseconds(1));
    closed_to(&there, &root);
    own.get(&place(&there)).expect(200).says("terminé").says_not("Mettre fin à l’accès");
}

#[test]
fn t14_whose_review_it_is_ends_an_emergency_and_who_has_a_conflict_opens_none() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let (_, root) = admin(&app);
    opens(&root, &there, WHY).expect(303);
    let all = app.read(|conn| Ok(queries::emergencies_of(conn, &there.call.id)?));
    let closure = format!("{}/{}/closure", place(&there), all[0].0.id);
    for _ in 0..2 {
        there.desk.post(&closure, &[]).expect(303);
    }
    closed_to(&there, &root);
    there.desk.get(&place(&there)).expect(200).says("mis fin avant l’heure");
    let events = app.read(|conn| maillage::history::of(conn, "call", there.call.id.as_str(), 200));
    assert_eq!(events.iter().filter(|one| one.action == "call.emergency_end").count(), 1);

    // Not who steers the network without running this call, and not whose access it would judge.
    let (_, other) = coordinator(&app, "Noé");
    other.get(&place(&there)).expect(404);
    opens(&other, &there, WHY).expect(404);
    other.post(&closure, &[]).expect(404);
    opens(&there.desk, &there, WHY).expect(404);
    let partial = app.account("Ugo", "ugo@reseau.example", Some(NetworkRole::Admin), &[]);
    let said = ops::Declared {
        application: there.bid(0).clone(),
        account: partial.id.clone(),
        kind: ConflictKind::Family,
        why: "Sa sœur porte le dossier.".into(),
    };
    let (ada, now) = (app.actor(&there.ada), app.now());
    app.write(|conn| ops::declare(conn, &ada, (&there.call.id, &said), now));
    let browser = app.sign_in(&partial);
    opens(&browser, &there, WHY).expect(409).says("Vous avez un lien");
    closed_to(&there, &browser);
}

//! The order in which a committee looks at applications, its votes and its minutes, through HTTP.

use chrono::TimeDelta;
use maillage::applications::ApplicationId;
use maillage::decisions::queries;

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::decisions_cast::{Held, held};

fn member(app: &TestApp, held: &Held, name: &str) -> (Account, Visitor) {
    let email = format!("{}@comite.example", name.to_lowercase());
    let account = app.account(name, &email, None, &[]);
    held.ada.1.post(&held.path("seats"), &[("email", &email), ("role", "committee")]).expect(303);
    let browser = app.sign_in(&account);
    (account, browser)
}

fn comes(held: &Held, sitting: &str, account: &Account) {
    let form = [("account", account.id.as_str()), ("here", "yes")];
    held.ada.1.post(&format!("{sitting}/presences"), &form).expect(303);
}

/// The references in the order of the page.
fn shown(app: &TestApp, held: &Held, browser: &Visitor) -> Vec<usize> {
    let page = browser.get(&held.path("decisions"));
    let places = (0..held.bids.len())
        .filter_map(|bid| Some((page.body.find(&held.named(app, bid))?, bid)))
        .collect::<std::collections::BTreeMap<_, _>>();
    places.into_values().collect()
}

fn puts(held: &Held, browser: &Visitor, bid: usize, before: Option<usize>) -> Reply {
    let before = before.map(|bid| held.bids[bid].0.to_string()).unwrap_or_default();
    let form = [("application", held.bids[bid].0.as_str()), ("before", before.as_str())];
    browser.post(&held.path("order"), &form)
}

#[test]
fn f36_a_committee_orders_applications_by_hand_and_what_one_must_not_see_keeps_its_place() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44", "75", "27"]);
    let chair = &held.chair.1;
    // They come by reference, which says nothing of who came first.
    let by = shown(&app, &held, chair);
    let shown = |browser: &Visitor| -> Vec<usize> {
        let place = |bid: usize| by.iter().position(|other| *other == bid).unwrap();
        shown(&app, &held, browser).into_iter().map(place).collect()
    };
    let puts = |browser: &Visitor, bid: usize, before: Option<usize>| {
        puts(&held, browser, by[bid], before.map(|bid| by[bid]))
    };
    // Without reviews nobody has a rank, whatever their place.
    let page = chair.get(&held.path("decisions"));
    page.expect(200).says_not("ex æquo");
    assert!(page.body.contains("aria-label=\"Monter "));
    for _ in 0..2 {
        puts(chair, 3, Some(1)).expect(303);
    }
    assert_eq!(shown(chair), [0, 3, 1, 2]);
    puts(chair, 0, None).expect(303);
    assert_eq!(shown(chair), [3, 1, 2, 0]);
    let events = app.read(|conn| maillage::history::of(conn, "call", held.call.as_str(), 200));
    assert_eq!(events.iter().filter(|one| one.action == "committee.place").count(), 2);

    // Who stood aside from the first one moves the others around it.
    let why = [("why", "Nous avons publié ensemble.")];
    let (_, max) = member(&app, &held, "Max");
    let aside = held.path(&format!("decisions/{}/recusal", held.bids[by[1]].0));
    held.ada.1.post(&aside, &why).expect(303);
    assert_eq!(shown(&held.ada.1), [3, 2, 0]);
    puts(&held.ada.1, 2, Some(3)).expect(303);
    assert_eq!(shown(&held.ada.1), [2, 3, 0]);
    assert_eq!(shown(chair), [2, 3, 1, 0]);
    puts(&held.ada.1, 1, None).expect(404);
    puts(&held.ada.1, 0, Some(1)).expect(404);
    // A member reads the order and does not change it; nobody else finds it.
    puts(&max, 0, None).expect(404);
    let page = max.get(&held.path("decisions"));
    assert!(!page.expect(200).body.contains("aria-label=\"Monter "));
    puts(&held.bids[0].2, 0, None).expect(404);

    held.ada.1.post(&held.path("order/removal"), &[]).expect(303);
    assert_eq!(shown(chair), [0, 1, 2, 3]);
}

fn votes(held: &Held, browser: &Visitor, (bid, seen): (&ApplicationId, &str), how: &str) -> Reply {
    let form = [("seen", seen), ("vote", how)];
    browser.post(&held.path(&format!("decisions/{bid}/vote")), &form)
}

#[test]
fn f37_who_is_there_votes_on_what_they_read_and_who_stands_aside_does_not() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44"]);
    let bid = held.bids[0].0.clone();
    let place = held.path(&format!("decisions/{bid}"));
    let ((max, aside), (ida, sits)) = (member(&app, &held, "Max"), member(&app, &held, "Ida"));
    held.chair.1.post(&held.path("deliberation"), &[("reason", "Lues en séance.")]).expect(303);
    held.propose(&bid, "labelled", &[]).expect(303);
    let seen = || held.chair.1.get(&place).value_of("seen").unwrap();
    let mark = held.ada.1.get(&place).value_of("seen").unwrap();
    votes(&held, &sits, (&bid, &mark), "for").expect(409).says("qu’en séance");
    let sitting = held.sit(1);
    votes(&held, &sits, (&bid, &mark), "for").expect(409).says("pas noté présent");
    comes(&held, &sitting, &ida);
    comes(&held, &sitting, &max);

    // What others do is not seen before one's own vote.
    votes(&held, &aside, (&bid, &mark), "against").expect(303);
    sits.get(&place).expect(200).says("Votes exprimés\u{a0}: 1 sur 3").says_not("contre\u{a0}: 1");
    for _ in 0..2 {
        votes(&held, &sits, (&bid, &mark), "for").expect(303);
    }
    sits.get(&place).says("Pour\u{a0}: 1").says("contre\u{a0}: 1").says("Votre vote");
    votes(&held, &held.chair.1, (&bid, &mark), "abstain").expect(303);
    // Who coordinates and has no seat reads it, and does not vote.
    votes(&held, &held.ada.1, (&bid, &mark), "for").expect(404);
    let page = held.ada.1.get(&place);
    assert!(!page.expect(200).says("abstention\u{a0}: 1").body.contains("name=\"vote\""));

    // Whoever is found to have to do with it counts no more, and finds nothing.
    let why = [("why", "Nous avons publié ensemble.")];
    aside.post(&format!("{place}/recusal"), &why).expect(303);
    votes(&held, &aside, (&bid, &mark), "for").expect(404);
    sits.get(&place).says("contre\u{a0}: 0").says("2 sur 2");

    // Written anew it is another proposal.
    app.later(TimeDelta::minutes(1));
    held.propose(&bid, "refused", &[]).expect(303);
    votes(&held, &sits, (&bid, &mark), "for").expect(409);
    sits.get(&place).says("Votes exprimés\u{a0}: 0 sur 2");
    let again = held.ada.1.get(&place).value_of("seen").unwrap();
    votes(&held, &sits, (&bid, &again), "against").expect(303);
    assert_eq!(seen(), again);
    held.validate(&bid).expect(303);
    votes(&held, &sits, (&bid, &again), "for").expect(409);
    held.chair.1.get(&sitting).expect(200).says("Pour\u{a0}: 0").says("contre\u{a0}: 1");
    aside.get(&sitting).expect(200).says_not("contre\u{a0}: 1");
    let events = app.read(|conn| maillage::history::of(conn, "call", held.call.as_str(), 200));
    let cast: Vec<_> = events.iter().filter(|one| one.action == "sitting.vote").collect();
    assert_eq!(cast.len(), 4, "the same vote again is none");
}

#[test]
fn f37_minutes_are_kept_while_they_are_written_and_stay_once_they_are_approved() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44"]);
    let bid = held.bids[0].0.clone();
    let (max, aside) = member(&app, &held, "Max");
    held.chair.1.post(&held.path("deliberation"), &[("reason", "Lues en séance.")]).expect(303);
    let sitting = held.sit(1);
    comes(&held, &sitting, &max);
    let why = [("why", "Nous avons publié ensemble.")];
    aside.post(&held.path(&format!("decisions/{bid}/recusal")), &why).expect(303);
    let minutes = format!("{sitting}/minutes");
    let part = bid.to_string();
    let of = |body, lock| [("part", part.as_str()), ("body", body), ("lock", lock)];

    // As the script does while somebody types, then as the button does.
    let json = [("Accept", "application/json"), ("sec-fetch-site", "same-origin")];
    let kept = held.ada.1.post_with(&minutes, &of("Le budget est discuté.", "0"), &json);
    assert_eq!(kept.expect(200).json()["lock"], 1);
    held.ada.1.post(&minutes, &of("Le budget est discuté.", "0")).expect(303);
    let late = held.chair.1.post_with(&minutes, &of("Autre chose.", "0"), &json);
    assert!(late.expect(409).json()["refused"].is_string());
    held.chair.1.post(&minutes, &of("Autre chose.", "0")).expect(409).says("Autre chose.");
    held.chair.1.post(&minutes, &of("Le budget est jugé réaliste.", "1")).expect(303);
    held.ada.1.post(&minutes, &[("body", "Ouverte à l’heure."), ("lock", "0")]).expect(303);
    held.ada.1.get(&sitting).expect(200).says("jugé réaliste").says("Ouverte à l’heure.");
    aside.get(&sitting).expect(200).says("Ouverte à l’heure.").says_not("réaliste");
    aside.post(&minutes, &[("body", "Je corrige."), ("lock", "1")]).expect(404);

    let approval = format!("{sitting}/approval");
    held.chair.1.post(&approval, &[]).expect(409).says("n’est pas levée");
    held.chair.1.post(&format!("{sitting}/closure"), &[]).expect(303);
    held.ada.1.post(&approval, &[]).expect(404);
    for _ in 0..2 {
        held.chair.1.post(&approval, &[]).expect(303);
    }
    held.ada.1.post(&minutes, &of("Encore un mot.", "2")).expect(409).says("approuvé");
    let page = held.ada.1.get(&sitting);
    assert!(!page.expect(200).says("réaliste").says("approuvé").body.contains("<textarea"));
    let sheet = held.ada.1.get(&format!("{sitting}/sheet.pdf"));
    assert!(sheet.expect(200).bytes.starts_with(b"%PDF"));
    let id = sitting.rsplit('/').next().unwrap().parse().unwrap();
    let parts = app.read(|conn| Ok(queries::minutes_of(conn, &id)?));
    assert_eq!(parts.len(), 2);
    let events = app.read(|conn| maillage::history::of(conn, "call", held.call.as_str(), 200));
    let noted = |what: &str| events.iter().filter(|one| one.action == what).count();
    assert_eq!((noted("sitting.minutes"), noted("sitting.minutes_approve")), (3, 1));
}

//! The first page of each role: what waits, the most urgent first, and each line leads to where it is done.

use chrono::{NaiveDate, TimeDelta};
use maillage::accounts::{Actor, NetworkRole, NodeRole};
use maillage::calls::Blind;
use maillage::db::schema::outbox;
use maillage::governance::ops;
use maillage::governance::{Capacity, Draft, ItemId, MeetingId, Plan, ResolutionId};
use maillage::tickets::Person;

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::applications_cast::{begun_in, complete, joined};
use crate::calls_cast::{coordinator, open};
use crate::certification::{of_centre, requested};
use crate::courses_cast::{School, enrol_wish, meeting, wish};
use crate::database::TestDatabase;
use crate::governance_cast::{body, draft, plan, point, seat};
use crate::heard::Heard;
use crate::materials::{Cast, record};
use crate::reviews_cast::{assigned, in_review, reviewer};
use crate::spaces_cast;
use crate::triage::NODE;
use crate::visitor::visible;

/// How urgent a line may be, the most urgent first.
const RANKS: [&str; 4] = ["en retard", "bientôt", "à faire", "à venir"];

/// A line of what is to be done.
#[derive(Debug)]
pub struct Line {
    pub href: String,
    pub words: String,
    pub rank: usize,
}

fn lines(home: &Reply) -> Vec<Line> {
    let part = home.expect(200).body.split("id=\"tasks\"").nth(1).unwrap_or_default();
    let rows = part.split("</section>").next().unwrap_or_default().split("<li>").skip(1);
    let line = |row: &str| {
        let href = row.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
        let words = row.split_once("</a>").unwrap().0;
        let badge = visible(&format!("<{}", row.split("<span class=\"badge").nth(1).unwrap()));
        let rank = RANKS.iter().position(|word| badge.contains(word));
        Line {
            href: visible(href),
            words: visible(words),
            rank: rank.unwrap_or_else(|| panic!("how urgent is {badge}?")),
        }
    };
    rows.map(line).collect()
}

/// The numbers that stand above: where each leads.
fn counts(home: &Reply) -> Vec<String> {
    let part = home.expect(200).body.split("id=\"waiting\"").nth(1).unwrap_or_default();
    let rows = part.split("</section>").next().unwrap_or_default().split("href=\"").skip(1);
    rows.map(|row| visible(row.split('"').next().unwrap())).collect()
}

/// The lines are in order, each opens for who reads it, and what it names is there.
#[track_caller]
pub fn walked(browser: &Visitor) -> Vec<Line> {
    let found = lines(&browser.get("/"));
    let ranks: Vec<_> = found.iter().map(|line| line.rank).collect();
    assert!(ranks.is_sorted(), "{found:#?}");
    for line in &found {
        let page = browser.get(&line.href);
        page.expect(200);
        for part in line.words.split(" – ").skip(1).filter(|part| part.parse::<u64>().is_err()) {
            page.says(part);
        }
    }
    found
}

#[track_caller]
pub fn has(lines: &[Line], words: &str) -> usize {
    let place = lines.iter().position(|line| line.words.starts_with(words));
    place.unwrap_or_else(|| panic!("nothing says {words:?}: {lines:#?}"))
}

/// A meeting of a body in so many days that its members were invited to.
fn convened(app: &TestApp, (maker, slug): (&Actor, &str), days: i64) -> MeetingId {
    let (id, now) = (MeetingId::random(), app.now());
    let planned = Plan { title: format!("Séance à {days}"), ..plan(now + TimeDelta::days(days)) };
    let begun = now.min(planned.starts_at) - TimeDelta::days(20);
    app.write(|conn| {
        ops::plan(conn, maker, (slug, &id), &planned, begun)?;
        ops::add_item(conn, maker, (&id, &ItemId::new()), &point("Budget", false), begun)?;
        ops::convene(conn, maker, &id, begun)
    });
    id
}

/// A meeting of two days ago, with what somebody has to do by a day.
fn owed(app: &TestApp, at: (&Actor, &str), owner: &Account, (title, due): (&str, NaiveDate)) {
    let (id, now) = (convened(app, at, -2), app.now());
    let said = Draft {
        owner: Some(owner.email.clone()),
        due_on: Some(due),
        without_quorum: "Personne n’a noté les présences.".into(),
        ..draft(title)
    };
    app.write(|conn| {
        ops::note_presence(conn, at.0, (&id, &[]), now)?;
        ops::resolve(conn, at.0, (&id, &ResolutionId::new()), &said, now).map(drop)
    });
}

/// A session in five days in which somebody takes part.
fn enrolled(app: &TestApp, school: &School, who: &Account) {
    let day = app.today() + TimeDelta::days(5);
    let at = |hour| day.and_hms_opt(hour, 0, 0).unwrap();
    let session = school.give_with(app, 5, |plan| plan.meetings = vec![meeting((at(14), at(17)))]);
    let own = maillage::enrolment::Wish { email: who.email.clone(), ..wish(&who.name) };
    enrol_wish(app, &session, own);
}

fn asks(app: &TestApp, who: &Account, subject: &str) {
    let asker = Person { name: who.name.clone(), email: who.email.clone() };
    app.ask_as(asker, subject);
}

#[test]
fn a_researcher_finds_what_is_late_first_and_each_thing_where_it_is_done() {
    let app = TestApp::start();
    let there = in_review(&app, &["Zoé"], Blind::Single);
    let (ada, remi) = (app.actor(&there.ada), reviewer(&app, &there, "Rémi", Some("cnrs")));
    let browser = app.sign_in(&remi);
    browser.get("/").expect(200).says("Rien ne vous attend");
    assigned(&app, &there, 0, &remi);
    let body = body(&app, &ada, "COPIL");
    seat(&app, &ada, &body, &remi, Capacity::Member);
    owed(&app, (&ada, &body), &remi, ("Écrire la charte", app.today() - TimeDelta::days(1)));
    owed(&app, (&ada, &body), &remi, ("Écrire le guide", app.today() + TimeDelta::days(60)));
    convened(&app, (&ada, &body), 3);
    complete(&app, &open(&app, &ada, "Centres de ressources"), &remi);
    enrolled(&app, &School::new(&app), &remi);
    asks(&app, &remi, "Où déposer un corpus ?");

    let found = walked(&browser);
    assert_eq!(has(&found, "Résolution à appliquer"), 0, "{found:#?}");
    assert_eq!(found[0].rank, 0);
    assert_eq!(found[has(&found, "Dire si vous venez")].rank, 1);
    assert_eq!(found[has(&found, "Relecture à rendre")].rank, 2);
    assert_eq!(found[has(&found, "Candidature à déposer")].rank, 2);
    assert_eq!(found[has(&found, "Formation")].rank, 3);
    assert_eq!(found.len(), 6, "{found:#?}");
    let home = browser.get("/");
    home.says("Où déposer un corpus ?").says_not("Rien ne vous attend");
    let question = home.body.split("href=\"/tickets/2").nth(1).unwrap().split('"').next().unwrap();
    browser.get(&format!("/tickets/2{question}")).expect(200).says("Où déposer un corpus ?");
}

#[test]
fn staff_find_late_questions_before_new_ones() {
    let app = TestApp::start();
    let staff = app.account("Sam", "sam@adoc.example", None, &[(NODE, NodeRole::Staff)]);
    let browser = app.sign_in(&staff);
    browser.get("/").expect(200).says("Rien ne vous attend");
    app.ticket("Une question qui attend");
    app.later(TimeDelta::days(30));
    app.run_jobs();
    app.ticket("Une question neuve");
    let browser = app.sign_in(&staff);

    let home = browser.get("/");
    let all = counts(&home);
    assert_eq!(all.first().map(String::as_str), Some("/inbox/late"), "{all:?}");
    for (at, href) in all.iter().enumerate() {
        let page = browser.get(href);
        page.expect(200).says(if at == 0 {
            "Une question qui attend"
        } else {
            "Une question neuve"
        });
    }
    assert!(all.len() > 1, "{all:?}");
    assert!(walked(&browser).is_empty());
}

#[test]
fn a_manager_finds_the_page_that_nobody_confirmed() {
    let app = TestApp::start();
    let lea = app.account("Léa", "lea@adoc.example", None, &[(NODE, NodeRole::Manager)]);
    let other = app.account("Paul", "paul@lord.example", None, &[(NODE, NodeRole::Staff)]);
    let browser = app.sign_in(&lea);
    assert!(walked(&browser).is_empty(), "nothing is old yet");
    browser.get("/").says("Rien ne vous attend");

    app.later(TimeDelta::days(200));
    let browser = app.sign_in(&lea);
    let found = walked(&browser);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[has(&found, "Page à confirmer")].href, format!("/nodes/{NODE}"));
    assert!(walked(&app.sign_in(&other)).is_empty(), "it is the managers’ to confirm");
}

#[test]
fn a_resource_centre_finds_what_may_be_certified() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let browser = app.sign_in(&of_centre(&app, "Anna Sol", "cr-supports"));
    assert!(walked(&browser).is_empty());
    browser.get("/").says("Rien ne vous attend");
    let (id, _) = cast.publish(&app, record("Lever un embargo"));
    requested(&app, &app.actor(&cast.ines), &id);

    let found = walked(&browser);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].words, "Support à certifier – Lever un embargo");
    assert!(walked(&cast.desk).is_empty(), "who made it does not judge it");
}

#[test]
fn a_coordinator_finds_pages_to_look_at_and_minutes_to_finish() {
    let app = TestApp::start();
    let (ada, browser) = coordinator(&app, "Ada");
    let found = walked(&browser);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(has(&found, "Pages à relire ce mois-ci – "), 0);

    let maker = app.actor(&ada);
    let body = body(&app, &maker, "COPIL");
    seat(&app, &maker, &body, &ada, Capacity::Chair);
    owed(&app, (&maker, &body), &ada, ("Écrire le guide", app.today() - TimeDelta::days(1)));
    let found = walked(&browser);
    assert_eq!(has(&found, "Résolution à appliquer"), 0, "{found:#?}");
    has(&found, "Compte rendu à finir – Comité de pilotage");
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[test]
fn an_admin_finds_what_only_the_administration_decides() {
    let app = TestApp::start();
    let admin = app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]);
    let lea = app.account("Léa", "lea@adoc.example", None, &[(NODE, NodeRole::Manager)]);
    let browser = app.sign_in(&admin);
    let manager = app.sign_in(&lea);
    browser.get("/").expect(200).says("Rien ne vous attend");
    let change = [("institution", "cnrs"), ("site", "nancy"), ("comment", "Accord signé")];
    manager.post(&format!("/nodes/{NODE}/coverage"), &change).expect(303);
    spaces_cast::asked(&app, &app.actor(&lea), "ird");
    app.write(|conn| {
        use diesel::prelude::*;
        Ok(diesel::update(outbox::table).set(outbox::state.eq("dead")).execute(conn)?)
    });

    let found = walked(&browser);
    let place = has(&found, "Changements de couverture à décider – 1");
    browser.get(&found[place].href).says("CNRS à Nancy").says("Accord signé");
    let place = has(&found, "Demande d’espace à instruire – Espace ird");
    browser.get(&found[place].href).says("Espace ird");
    let all = counts(&browser.get("/"));
    assert_eq!(all.first().map(String::as_str), Some("/admin/outbox"), "{all:?}");
    browser.get("/admin/outbox").expect(200).says(".example");
    for line in walked(&manager) {
        assert!(!line.href.starts_with("/admin") && !line.href.starts_with("/inbox/spaces"));
    }
}

#[test]
fn who_applied_and_who_runs_a_call_find_what_waits_of_it() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let (ada, owner) = (app.actor(&there.ada), app.sign_in(&there.bids[0].1));
    let remi = reviewer(&app, &there, "Rémi", Some("cnrs"));
    assigned(&app, &there, 0, &remi);
    let reads = app.sign_in(&remi);
    has(&walked(&reads), "Relecture à rendre");
    let due = (app.today() + TimeDelta::days(3)).to_string();
    let ask = [("due", &*due), ("message", "Il manque une pièce."), ("fields", "organisation")];
    there.desk.post(&there.page(&format!("/applications/{}/completions", there.bid(0))), &ask);
    let found = walked(&owner);
    let line = &found[has(&found, "Compléments à apporter")];
    assert_eq!(line.href, format!("/applications/{}/completion", there.bid(0)));
    assert_eq!(line.rank, 1, "in three days");

    // What was withdrawn is nobody's work any more.
    let bid = format!("/applications/{}", there.bid(0));
    owner.post(&format!("{bid}/withdrawal"), &[("reason", "Nous renonçons.")]).expect(303);
    assert!(walked(&owner).is_empty());
    assert!(walked(&reads).is_empty());

    let call = open(&app, &ada, "Centres de ressources");
    crate::calls_cast::asked(&app, &call, "Qui peut candidater ?");
    let found = walked(&there.desk);
    let place = has(&found, "Questions sans réponse – Centres de ressources");
    there.desk.get(&found[place].href).expect(200).says("Qui peut candidater ?");
    let english = there.desk.get("/?lang=en");
    assert!(english.expect(200).body.contains("<span lang=\"fr\">Centres de ressources</span>"));
    there.desk.get("/?lang=fr").expect(200);
    app.later(TimeDelta::days(21));
    let desk = app.sign_in(&there.ada);
    let found = walked(&desk);
    let place = has(&found, "Appel clos, instruction à ouvrir – Centres de ressources");
    assert_eq!(found[place].href, format!("/inbox/calls/{}/reviews", call.id));
    assert!(walked(&app.sign_in(&remi)).is_empty());
}

#[test]
fn mandates_that_end_are_told_to_whoever_appoints() {
    let app = TestApp::start();
    let (ada, browser) = coordinator(&app, "Ada");
    let maker = app.actor(&ada);
    let body = body(&app, &maker, "COPIL");
    let (lea, today) = (app.account("Léa", "lea@a.example", None, &[]), app.today());
    let seated = |starts_on, ends_on| {
        let (who, now) = (
            ops::Appointment {
                email: lea.email.clone(),
                capacity: Capacity::Member,
                votes: true,
                institution: None,
                quality: String::new(),
                alternate_of: None,
                starts_on,
                ends_on,
            },
            app.now(),
        );
        app.write(|conn| ops::appoint(conn, &maker, (&body, &who), now));
    };
    let last = today + TimeDelta::days(20);
    seated(today - TimeDelta::days(300), Some(last));
    let found = walked(&browser);
    let place = has(&found, "Mandats qui prennent fin – Comité de pilotage");
    assert_eq!(found[place].href, format!("/governance/bodies/{body}"));
    assert!(walked(&app.sign_in(&lea)).is_empty());

    seated(last + TimeDelta::days(1), None);
    assert!(walked(&browser).iter().all(|line| !line.words.starts_with("Mandats")));
}

#[test]
fn what_is_less_urgent_is_folded_and_not_left_out() {
    let app = TestApp::start();
    let (ada, browser) = coordinator(&app, "Ada");
    let maker = app.actor(&ada);
    let body = body(&app, &maker, "COPIL");
    seat(&app, &maker, &body, &ada, Capacity::Member);
    for number in 0..14 {
        let title = format!("Écrire la page {number}");
        let due = app.today() + TimeDelta::days(30 + number);
        owed(&app, (&maker, &body), &ada, (&title, due));
    }
    let home = browser.get("/");
    home.expect(200).says("autres lignes").says("Écrire la page 13");
    assert!(walked(&browser).len() > 14);
}

/// However much waits, the page asks the database as often.
#[test]
fn the_first_page_asks_as_often_whatever_waits() {
    let database = TestDatabase::take();
    let heard = Heard::of(&database);
    let app = TestApp::on(database, |_| ());
    let held = [(NODE, NodeRole::Manager), ("cr-supports", NodeRole::Staff)];
    let all = app.account("Tout", "tout@reseau.example", Some(NetworkRole::Admin), &held);
    let (ada, _) = coordinator(&app, "Ada");
    let (maker, cast) = (app.actor(&ada), Cast::new(&app));
    let school = School::new(&app);
    let body = body(&app, &maker, "COPIL");
    seat(&app, &maker, &body, &all, Capacity::Member);
    let browser = app.sign_in(&all);
    let call = open(&app, &maker, "Ateliers");
    joined(&app, &begun_in(&app, &call), (&all, &all));
    let mut number = 0;
    let mut grow = |times: usize| {
        for _ in 0..times {
            number += 1;
            let title = format!("Chose {number}");
            app.ticket(&title);
            asks(&app, &all, &title);
            enrolled(&app, &school, &all);
            let due = app.today() + TimeDelta::days(1);
            owed(&app, (&maker, &body), &all, (&title, due));
            convened(&app, (&maker, &body), 3);
            let (id, _) = cast.publish(&app, record(&title));
            requested(&app, &app.actor(&cast.ines), &id);
        }
    };
    let asked = || {
        browser.get("/").expect(200);
        heard.take();
        browser.get("/").expect(200);
        heard.take()
    };

    grow(1);
    let before = asked();
    grow(4);
    let after = asked();

    let number: usize = before.values().sum();
    assert!((10..80).contains(&number), "{number}: {before:#?}");
    assert_eq!(after.values().sum::<usize>(), number, "{after:#?}");
}

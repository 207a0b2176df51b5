//! A whole call: made from the last one, answered by twenty-five consortia of four, each read by three, decided in a sitting,
//! told and published; a workshop is born of it, and the next question from there reaches it. With every role, through HTTP
//! where somebody decides something.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NodeRole;
use maillage::applications::ops::{self as bids, Joining};
use maillage::applications::{ApplicationId, PartnerRole};
use maillage::calls::{Blind, Call, CallId, State};
use maillage::db::schema::institutions;
use maillage::decisions::{BatchId, SittingId};
use maillage::reviews::{self, Plan, ops, queries};

use crate::actors::Account;
use crate::api::caller;
use crate::app::{TestApp, Visitor};
use crate::applications_cast::{applicant, complete_in, hash};
use crate::calls_cast::{coordinator, find, finish, open};
use crate::decisions_cast::{REASONS, admin};
use crate::labels::goes_to;
use crate::reviews_cast::{Reviewed, fields, reviewer, said};
use crate::tickets::form_id;

const BIDS: usize = 25;
/// The first call of the real network: thirteen of twenty-five were retained, five of them labelled at once.
const OUTCOMES: [(&str, usize); 6] = [
    ("labelled", 5),
    ("conditions", 3),
    ("trajectory", 5),
    ("coaching", 4),
    ("redirected", 3),
    ("refused", 5),
];

type Bid = (ApplicationId, Account, Visitor);

/// The next call, copied from the last by its coordinator in a few steps, and open.
fn next_call(app: &TestApp, (ada, desk): &(Account, Visitor)) -> Call {
    let actor = app.actor(ada);
    let last = open(app, &actor, "Ateliers, premier appel");
    let id = form_id();
    desk.post(&format!("/inbox/calls/{}/copies", last.id), &[("id", &id)]).expect(303);
    let id: CallId = id.parse().unwrap();
    let page = desk.get(&format!("/inbox/calls/{id}"));
    page.expect(200).says("Ateliers, premier appel");
    assert!(find(app, &id).terms.opens_at.is_none(), "a copy has no dates");
    let call = finish(app, &actor, &id);
    app.later(TimeDelta::hours(1));
    call
}

/// A consortium of four writes and files.
fn bid(app: &TestApp, call: &Call, (place, slugs): (usize, &[String])) -> Bid {
    let (account, browser) = applicant(app, &format!("Porteur{place}"));
    let region = if place == 0 { "04" } else { "44" };
    let id = complete_in(app, call, &account, region);
    let (actor, now) = (app.actor(&account), app.now());
    for member in 0..4 {
        let joining = Joining {
            institution: slugs[(place * 4 + member) % slugs.len()].clone(),
            role: if member == 0 { PartnerRole::Lead } else { PartnerRole::Partner },
            fte: Some(100),
            person: None,
        };
        app.write(|conn| bids::add_partner(conn, &actor, (&id, &joining), now));
    }
    let path = format!("/applications/{id}/filing");
    browser.post(&path, &[("sha256", &hash(&browser, &id))]).expect(303);
    (id, account, browser)
}

/// The review begins, everything is eligible by the rules, and three people look at each.
fn review(app: &TestApp, there: &Reviewed) {
    let (ada, now) = (app.actor(&there.ada), app.now());
    let plan = Plan {
        call_id: there.call.id.clone(),
        due_at: now + TimeDelta::days(20),
        minutes_each: 90,
        most_each: 6,
    };
    app.write(|conn| ops::plan(conn, &ada, &plan, now));
    there.desk.post(&there.page("/start"), &[]).expect(303);
    there.desk.post(&there.page("/eligibility"), &[]).expect(303);
    let counts =
        app.read(|conn| Ok(maillage::applications::queries::counts(conn, &there.call.id)?));
    let in_review = maillage::applications::State::InReview;
    assert_eq!(counts, [(in_review, i64::try_from(BIDS).unwrap())]);

    let people: Vec<Account> =
        (0..15).map(|n| reviewer(app, there, &format!("Lectrice{n} Kermadec{n}"), None)).collect();
    there.desk.post(&there.page("/assignments/proposal"), &[]).expect(303);
    there.desk.post(&there.page("/assignments/mail"), &[]).expect(303);
    let all = app.read(|conn| Ok(queries::assignments_of_call(conn, &there.call.id)?));
    let mut each: BTreeMap<&ApplicationId, usize> = BTreeMap::new();
    all.iter().for_each(|one| *each.entry(&one.application_id).or_default() += 1);
    assert!(each.len() == BIDS && each.values().all(|n| *n == 3), "{each:?}");
    for (place, one) in all.iter().enumerate() {
        let who = people.iter().find(|who| who.id == one.reviewer_id).unwrap();
        write(app, there, (place, one, who));
    }
}

/// One review, by HTTP the first of all.
fn write(
    app: &TestApp,
    there: &Reviewed,
    (place, one, who): (usize, &reviews::Assignment, &Account),
) {
    if place == 0 {
        let browser = app.sign_in(who);
        browser.post(&format!("/reviews/{}/acceptance", one.id), &[]).expect(303);
        let path = format!("/reviews/{}/form", one.id);
        let lock = browser.get(&path).value_of("lock").unwrap_or_default();
        let typed = fields("4", "Un projet utile à son territoire.");
        let mut form: Vec<(&str, &str)> =
            typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        form.extend([("lock", lock.as_str()), ("do", "submit")]);
        browser.post(&path, &form).expect(303);
        return;
    }
    let (own, now, words) = (app.actor(who), app.now(), app.app.vocabularies());
    let score = i32::try_from(place % 4).unwrap() + 2;
    app.write(|conn| {
        ops::accept(conn, &own, &one.id, now)?;
        let criteria = queries::criteria(conn, &there.call.id)?;
        let said = said(&criteria, score, "Un projet utile à son territoire.");
        ops::submit(conn, &own, (&one.id, 0), (&said, ops::Checked::No, &words), now)
    });
}

/// Decided by a committee of two that sits, told by letters that a second person approves, published.
fn decide(app: &TestApp, there: &Reviewed) {
    let path = |rest: &str| format!("/inbox/calls/{}/{rest}", there.call.id);
    let chair = app.account("Cléo", "cleo@comite.example", None, &[]);
    let member = app.account("Ida", "ida@comite.example", None, &[]);
    let desk = app.sign_in(&there.ada);
    desk.post(&path("seats"), &[("email", &chair.email), ("role", "chair")]).expect(303);
    desk.post(&path("seats"), &[("email", &member.email), ("role", "committee")]).expect(303);
    let chairs = app.sign_in(&chair);
    chairs.post(&path("deliberation"), &[]).expect(303);
    chairs.get(&path("decisions")).expect(200).says("Rang");
    let id = SittingId::new().to_string();
    let sitting = [
        ("id", id.as_str()),
        ("quorum", "2"),
        ("present", chair.id.as_str()),
        ("present", member.id.as_str()),
    ];
    chairs.post(&path("sittings"), &sitting).expect(303);
    let outcomes = OUTCOMES.iter().flat_map(|(outcome, n)| std::iter::repeat_n(*outcome, *n));
    for ((bid, _), outcome) in there.bids.iter().zip(outcomes) {
        let page = path(&format!("decisions/{bid}"));
        let mut form = vec![("outcome", outcome), ("rationale", REASONS), ("seen", "")];
        match outcome {
            "conditions" => form.push(("conditions", "2027-06-30 Signer la convention.")),
            "trajectory" => form.push(("until", "2027-12-31")),
            "redirected" => form.push(("node", "adoc-lorraine")),
            _ => {}
        }
        desk.post(&page, &form).expect(303);
        let seen = desk.get(&page).value_of("seen").unwrap();
        chairs.post(&format!("{page}/validation"), &[("seen", &seen)]).expect(303);
    }
    chairs.post(&path(&format!("sittings/{id}/closure")), &[]).expect(303);
    chairs.post(&path("conclusion"), &[]).expect(303);
    let letters = path(&format!("letters/{}", BatchId::new()));
    desk.post(&letters, &[]).expect(303);
    chairs.post(&format!("{letters}/approval"), &[]).expect(303);
    app.later(TimeDelta::minutes(11));
    app.run_jobs();
    assert_eq!(find(app, &there.call.id).state, State::ResultsPublished);
    // The report shows where all were treated alike.
    chairs.get(&path("equality")).expect(200).says("52 %");
}

#[test]
fn a_whole_call_from_the_copy_of_the_last_to_a_question_that_reaches_the_new_workshop() {
    let app = TestApp::start();
    let cast = coordinator(&app, "Ada");
    let call = next_call(&app, &cast);
    let slugs: Vec<String> = app.read(|conn| {
        let all = institutions::table.order(institutions::slug);
        Ok(all.select(institutions::slug).limit(85).load(conn)?)
    });
    let made: Vec<Bid> = (0..BIDS).map(|place| bid(&app, &call, (place, &slugs))).collect();
    app.later(TimeDelta::days(20) + TimeDelta::minutes(30));
    let there = Reviewed {
        call: find(&app, &call.id),
        desk: app.sign_in(&cast.0),
        ada: cast.0.clone(),
        bids: made.into_iter().map(|(id, account, _)| (id, account)).collect(),
    };
    assert_eq!(there.call.terms.blind, Blind::Single);
    review(&app, &there);
    decide(&app, &there);

    // Everybody has one letter, and reads nobody's name.
    for (id, account) in &there.bids {
        let told: Vec<_> = app.mails_to(&account.email);
        let told: Vec<_> = told.iter().filter(|mail| mail.text.contains(REASONS)).collect();
        assert_eq!(told.len(), 1, "{}", account.email);
        assert!(!told[0].raw.contains("Kermadec") && !told[0].raw.contains("comite.example"));
        if id == there.bid(0) || id == there.bid(24) {
            let page = app.sign_in(account).get(&format!("/applications/{id}"));
            page.expect(200).says(REASONS).says_not("Kermadec").says_not("Cléo");
        }
    }
    let results = app.visitor().get(&format!("/api/v1/calls/{}/results", there.call.slug));
    assert_eq!(results.expect(200).json()["items"].as_array().unwrap().len(), 13);

    let program = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    assert_ne!(goes_to(&app, &program), "ar");
    let root = admin(&app);
    let form = [
        ("name", "Atelier de La Réunion"),
        ("short_name", "AR"),
        ("ends_on", "2029-03-01"),
        ("row", "0"),
        ("row", "1"),
        ("row", "2"),
        ("row", "3"),
        ("row", "4"),
        ("node", "new"),
        ("do", "activate"),
        ("member", there.bids[0].1.id.as_str()),
    ];
    root.post(&format!("/admin/labels/applications/{}", there.bid(0)), &form).expect(303);
    assert_eq!(goes_to(&app, &program), "ar", "the same minute");
}

//! Calls under review for tests: closed with what was filed, reviewers who said yes and promised confidentiality.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{Actor, NetworkRole};
use maillage::applications::{ApplicationId, Submission, SubmissionId, access};
use maillage::calls::{Blind, Call};
use maillage::db::schema::calls;
use maillage::reviews::ops::{self, Answer, Newcomer, Profile};
use maillage::reviews::{
    Assignment, AssignmentId, Criterion, Outcome, Plan, Recommendation, Said, Score, queries,
};
use maillage::{applications, questionnaires};

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::applications_cast::{applicant, complete};
use crate::calls_cast::{coordinator, find, open};
use crate::tickets::form_id;

/// A call whose review has begun, with what was filed by whom; all of it is eligible.
pub struct Reviewed {
    pub call: Call,
    pub ada: Account,
    pub desk: Visitor,
    pub bids: Vec<(ApplicationId, Account)>,
}

impl Reviewed {
    pub fn page(&self, rest: &str) -> String {
        format!("/inbox/calls/{}/reviews{rest}", self.call.id)
    }
    pub fn bid(&self, place: usize) -> &ApplicationId {
        &self.bids[place].0
    }
}

/// A call that is closed, with one application of each owner.
pub fn closed(app: &TestApp, owners: &[&str], blind: Blind) -> Reviewed {
    let (ada, _) = coordinator(app, "Ada");
    let call = open(app, &app.actor(&ada), "Ateliers");
    app.write(|conn| {
        let there = calls::table.find(&call.id);
        Ok(diesel::update(there).set(calls::blind.eq(blind)).execute(conn)?)
    });
    let bids = owners.iter().map(|name| {
        let (owner, _) = applicant(app, name);
        let id = complete(app, &call, &owner);
        file(app, &owner, &id);
        (id, owner)
    });
    let bids = bids.collect();
    closed_with(app, (ada, call), bids)
}

/// A call that was open, closed with what was filed to it.
pub fn closed_with(
    app: &TestApp,
    (ada, call): (Account, Call),
    bids: Vec<(ApplicationId, Account)>,
) -> Reviewed {
    app.later(TimeDelta::days(20) + TimeDelta::minutes(5));
    let plan = Plan {
        call_id: call.id.clone(),
        due_at: app.now() + TimeDelta::days(20),
        minutes_each: 90,
        most_each: 6,
    };
    let (actor, now) = (app.actor(&ada), app.now());
    app.write(|conn| ops::plan(conn, &actor, &plan, now));
    let desk = app.sign_in(&ada);
    Reviewed { call: find(app, &call.id), desk, ada, bids }
}

/// Files an application as it stands.
pub fn file(app: &TestApp, owner: &Account, id: &ApplicationId) -> Submission {
    let (actor, now) = (app.actor(owner), app.now());
    app.write(|conn| {
        let opened = access::opened(conn, &actor, id)?;
        let (_, sha256) = applications::ops::to_file(conn, &opened)?;
        applications::ops::file(conn, &actor, (id, &sha256), (now, now))
    })
}

/// The same, begun, and each application taken as eligible.
pub fn in_review(app: &TestApp, owners: &[&str], blind: Blind) -> Reviewed {
    begun(app, closed(app, owners, blind))
}

/// Begins the review of a call that is closed, and takes each application as eligible.
pub fn begun(app: &TestApp, mut there: Reviewed) -> Reviewed {
    app.later(TimeDelta::minutes(20));
    let (actor, now, words) = (app.actor(&there.ada), app.now(), app.app.vocabularies());
    app.write(|conn| {
        ops::begin(conn, &actor, (&there.call.id, &words), now)?;
        for (id, _) in &there.bids {
            let of = (&there.call.id, id);
            let why = "Les partenaires confirmeront.";
            ops::judge(conn, &actor, of, (Outcome::Eligible, why), now)?;
        }
        Ok(())
    });
    there.call = find(app, &there.call.id);
    there
}

/// Somebody of the pool who said yes to a call and signed.
pub fn reviewer(app: &TestApp, there: &Reviewed, name: &str, institution: Option<&str>) -> Account {
    let email = format!("{}@ailleurs.example", maillage::text::slug(name));
    let account = app.account(name, &email, None, &[]);
    join(app, there, &account, institution);
    account
}

/// An account joins the pool, says yes and signs.
pub fn join(app: &TestApp, there: &Reviewed, account: &Account, institution: Option<&str>) {
    let held = institution.map(|slug| (slug.to_owned(), None, None)).into_iter().collect();
    let new = Newcomer {
        name: account.name.clone(),
        email: account.email.clone(),
        profile: Profile {
            languages: "fr".into(),
            disciplines: vec!["1.1".into()],
            affiliations: held,
        },
    };
    let (ada, own, now) = (app.actor(&there.ada), app.actor(account), app.now());
    let (call, words) = (&there.call.id, app.app.vocabularies());
    app.write(|conn| {
        ops::add(conn, &ada, (call, &new), now)?;
        ops::ask(conn, &ada, (call, &account.id, 6), now)?;
        ops::answer_signed_in(conn, &own, (call, &Answer::Yes, &words), now)?;
        ops::sign(conn, &own, call, now)?;
        ops::detect(conn, (call, &words), now)
    });
}

/// Gives an application to a reviewer, who takes it.
pub fn assigned(app: &TestApp, there: &Reviewed, place: usize, to: &Account) -> AssignmentId {
    let (ada, own, now) = (app.actor(&there.ada), app.actor(to), app.now());
    let (call, id, words) = (&there.call.id, there.bid(place), app.app.vocabularies());
    app.write(|conn| {
        ops::assign(conn, &ada, (call, id, &to.id), &words, now)??;
        ops::send(conn, &ada, call, now)?;
        let one = queries::assignment_of(conn, (id, &to.id))?.unwrap();
        ops::accept(conn, &own, &one.id, now)?;
        Ok(one.id)
    })
}

pub fn assignment(app: &TestApp, place: &ApplicationId, of: &Account) -> Assignment {
    app.read(|conn| Ok(queries::assignment_of(conn, (place, &of.id))?.unwrap()))
}

/// Words for a review with the same score everywhere.
pub fn said(criteria: &[Criterion], score: i32, words: &str) -> Said {
    let one = |criterion: &Criterion| Score {
        criterion: criterion.id.clone(),
        score: Some(score),
        comment: String::new(),
    };
    Said {
        recommendation: Some(Recommendation::Accept),
        confidence: Some(3),
        for_applicants: words.to_owned(),
        for_committee: "Entre nous.".to_owned(),
        scores: criteria.iter().map(one).collect(),
    }
}

/// Takes, writes and submits a review.
pub fn submitted(
    app: &TestApp,
    there: &Reviewed,
    place: usize,
    of: &Account,
    score: i32,
) -> AssignmentId {
    let id = assigned(app, there, place, of);
    let (own, now, words) = (app.actor(of), app.now(), app.app.vocabularies());
    app.write(|conn| {
        let criteria = queries::criteria(conn, &there.call.id)?;
        let said = said(&criteria, score, "Un projet utile à son territoire.");
        ops::submit(conn, &own, (&id, 0), (&said, ops::Checked::No, &words), now)
    });
    id
}

/// The fields of a review's form with one score everywhere.
pub fn fields(score: &str, words: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> =
        (1..=6).map(|n| (format!("score-{n}"), score.to_owned())).collect();
    all.push(("recommendation".into(), "accept".into()));
    all.push(("for_applicants".into(), words.into()));
    all
}

/// What `{application}`, `{assignment}`, `{account}` and `{kind}` name, for the permission table: things of the call that
/// the address names before.
pub fn part(app: &TestApp, maker: &Actor, part: &str, filled: &str) -> String {
    let call = find(app, &filled.split('/').nth(3).unwrap().parse().unwrap());
    match part {
        "{application}" => filed_to(app, maker, &call).to_string(),
        "{assignment}" => given(app, maker, &call).to_string(),
        "{kind}" => "other".to_owned(),
        "{account}" if filled.contains("/conflicts") => {
            let application = filled.split('/').nth(6).unwrap().parse().unwrap();
            let who = app.account("Juge", &format!("{}@ailleurs.example", form_id()), None, &[]);
            let said = ops::Declared {
                application,
                account: who.id.clone(),
                kind: maillage::reviews::ConflictKind::Other,
                why: "Ils ont écrit ensemble.".into(),
            };
            let now = app.now();
            app.write(|conn| ops::declare(conn, maker, (&call.id, &said), now));
            who.id.to_string()
        }
        "{account}" => maker.id.to_string(),
        other => panic!("what is {other}?"),
    }
}

/// An application that counts as filed to a call, whatever state the call is in.
fn filed_to(app: &TestApp, maker: &Actor, call: &Call) -> ApplicationId {
    let (id, now) = (ApplicationId::random(), app.now());
    app.write(|conn| {
        applications::queries::insert(conn, (&id, call), (&maker.id, now))?;
        let reference = format!("{}-{}", call.reference, &id.as_str()[..8]);
        let submission = Submission {
            id: SubmissionId::new(),
            application_id: id.clone(),
            seq: 1,
            version_id: call.version_id.clone(),
            document: "{}".into(),
            sha256: "x".into(),
            received_at: now,
            committed_at: now,
            deadline: now,
            within_grace: false,
            submitted_by: maker.id.clone(),
            receipt: format!("{reference}/1"),
        };
        let application = applications::queries::find(conn, &id)?;
        questionnaires::queries::find(conn, &call.version_id)?;
        Ok(applications::queries::submit(conn, &application, (&reference, &submission))?)
    });
    id
}

fn given(app: &TestApp, maker: &Actor, call: &Call) -> AssignmentId {
    let (id, now) = (filed_to(app, maker, call), app.now());
    let who = app.account("Juge", &format!("{}@ailleurs.example", form_id()), None, &[]);
    app.write(|conn| {
        queries::put_reviewer(conn, (&who.id, "fr"), (&maker.id, now))?;
        let new = queries::NewAssignment {
            application: &id,
            reviewer: &who.id,
            origin: maillage::reviews::Origin::Manual,
            alias: "R1",
        };
        Ok(queries::insert_assignment(conn, &new, (&maker.id, now))?)
    })
}

/// Somebody who steers the network, and their browser.
pub fn admin(app: &TestApp) -> (Account, Visitor) {
    let root = app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]);
    let browser = app.sign_in(&root);
    (root, browser)
}

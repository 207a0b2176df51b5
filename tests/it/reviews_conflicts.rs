//! Conflicts of interest: found, declared, decided; what they take away, and from whom they hide what there is.

use maillage::Error;
use maillage::applications::queries::insert_partner;
use maillage::applications::{Partner, PartnerId, PartnerRole, PartnerState};
use maillage::calls::Blind;
use maillage::reviews::{
    AssignmentState, ConflictKind, ConflictState, Standing, ops, queries, rules,
};

use crate::actors::Account;
use crate::app::TestApp;
use crate::applications_cast::reference;
use crate::reviews_cast::{Reviewed, assigned, assignment, in_review, join, reviewer, submitted};

/// An institution joins an application.
fn partner(app: &TestApp, there: &Reviewed, place: usize, institution: &str, state: PartnerState) {
    let partner = Partner {
        id: PartnerId::new(),
        application_id: there.bid(place).clone(),
        institution: institution.into(),
        role: PartnerRole::Partner,
        state,
        fte: None,
        commitments: String::new(),
    };
    let (by, now) = (&there.ada.id, app.now());
    app.write(|conn| Ok(insert_partner(conn, &partner, (by, now))?));
}

fn kinds(app: &TestApp, there: &Reviewed, of: &Account) -> Vec<(ConflictKind, ConflictState)> {
    let all = app.read(|conn| Ok(queries::conflicts_of_pair(conn, (there.bid(0), &of.id))?));
    all.into_iter().map(|one| (one.kind, one.state)).collect()
}

/// What comes of giving the first application to somebody.
fn give(app: &TestApp, there: &Reviewed, to: &Account) -> maillage::Result<()> {
    let (ada, now) = (app.actor(&there.ada), app.now());
    let what = (&there.call.id, there.bid(0), &to.id);
    let words = app.app.vocabularies();
    let given = app.app.db.write_now(|conn| ops::assign(conn, &ada, what, &words, now));
    given.and_then(|given| Ok(given?))
}

fn refused(done: &maillage::Result<()>) -> Option<maillage::Refusal> {
    match done {
        Err(Error::Refused(refusal)) => Some(*refusal),
        _ => None,
    }
}

#[test]
fn t25_each_kind_of_conflict_is_found_and_refused_and_competing_only_warns() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa", "Omar"], Blind::Single);
    partner(&app, &there, 0, "inrae", PartnerState::Confirmed);
    partner(&app, &there, 0, "cnrs-inist", PartnerState::Invited);
    partner(&app, &there, 1, "cea", PartnerState::Confirmed);
    let ada = app.actor(&there.ada);
    let know = |domain: &str, of: &str| {
        let now = app.now();
        app.write(|conn| ops::know_domain(conn, &ada, (&there.call.id, domain, of), now));
    };
    know("inrae.fr", "inrae");
    know("agro.example", "inrae");

    let of = |name: &str, email: &str, institution: Option<&str>| {
        let account = app.account(name, email, None, &[]);
        join(&app, &there, &account, institution);
        (kinds(&app, &there, &account), refused(&give(&app, &there, &account)))
    };
    let (suspected, blocked) = (ConflictState::Suspected, Some(rules::IN_CONFLICT));
    let same = of("Ida", "ida@ailleurs.example", Some("inrae"));
    assert_eq!(same, (vec![(ConflictKind::SameInstitution, suspected)], blocked));
    let parent = of("Max", "max@ailleurs.example", Some("cnrs"));
    assert_eq!(parent, (vec![(ConflictKind::SameParent, suspected)], blocked));
    // No profile, only an address, at a domain that is a synonym.
    let domain = of("Zoé", "zoe@lab.agro.example", None);
    assert_eq!(domain, (vec![(ConflictKind::SameInstitution, suspected)], blocked));
    // The domain of somebody on the application that is no known institution's.
    let mail = of("Ugo", "ugo@labo.example", None);
    assert_eq!(mail, (vec![(ConflictKind::EmailDomain, suspected)], blocked));
    let name = of("lea", "autre@ailleurs.example", None);
    assert_eq!(name, (vec![(ConflictKind::SameName, suspected)], blocked));
    let rival = of("Eve", "eve@ailleurs.example", Some("cea"));
    assert_eq!(rival, (vec![], None));
    there.desk.get(&there.page("/assignments")).says("candidat ailleurs dans l’appel");
    let stranger = app.account("Noé", "noe@ailleurs.example", None, &[]);
    assert_eq!(refused(&give(&app, &there, &stranger)), Some(rules::NOT_ACCEPTED));

    // Whoever is on it, whatever became of their part.
    let owner = there.bids[0].1.clone();
    join(&app, &there, &owner, None);
    assert!(
        kinds(&app, &there, &owner)
            .contains(&(ConflictKind::OnApplication, ConflictState::Confirmed))
    );
    assert_eq!(refused(&give(&app, &there, &owner)), Some(rules::ON_APPLICATION));
}

#[test]
fn a_false_alarm_is_cleared_by_somebody_else_with_a_reason_and_stays_so_until_something_new() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    partner(&app, &there, 0, "inrae", PartnerState::Confirmed);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", Some("inrae"));
    let page = there.page("/conflicts");
    there
        .desk
        .get(&page)
        .expect(200)
        .says("Zoé Kermadec")
        .says("même établissement")
        .says("à examiner");
    let verdict = |kind: &str| {
        there.page(&format!("/applications/{}/conflicts/{}/{kind}", there.bid(0), zoe.id))
    };
    let clear = [("to", "cleared"), ("reason", "Elle a quitté l’établissement.")];
    let same = verdict("same_institution");
    there
        .desk
        .post(&same, &[("to", "cleared"), ("reason", "non")])
        .expect(409)
        .says("Donnez un motif");
    there.desk.post(&same, &clear).expect(303);
    there.desk.post(&page.replace("/conflicts", "/conflicts/search"), &[]).expect(303);
    assert_eq!(
        kinds(&app, &there, &zoe),
        [(ConflictKind::SameInstitution, ConflictState::Cleared)]
    );
    assert!(give(&app, &there, &zoe).is_ok());

    partner(&app, &there, 0, "cea", PartnerState::Confirmed);
    let profile = [("institution-1", "inrae"), ("institution-2", "cea"), ("languages", "fr")];
    app.sign_in(&zoe).post("/reviews/profile", &profile).expect(303);
    assert_eq!(
        kinds(&app, &there, &zoe),
        [(ConflictKind::SameInstitution, ConflictState::Suspected)]
    );
    there.desk.post(&same, &[("to", "confirmed")]).expect(303);
    assert_eq!(assignment(&app, there.bid(0), &zoe).state, AssignmentState::Recused);
    there.desk.post(&verdict("family"), &clear).expect(404);
}

#[test]
fn whoever_joins_an_application_loses_it_and_whoever_declares_a_conflict_too() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa", "Omar"], Blind::Single);
    let (zoe, max) =
        (reviewer(&app, &there, "Zoé Kermadec", None), reviewer(&app, &there, "Max Orveau", None));
    let first = assigned(&app, &there, 0, &zoe);
    let browser = app.sign_in(&zoe);
    browser.get(&format!("/reviews/{first}")).expect(200);
    let now = app.now();
    app.write(|conn| {
        let part = maillage::applications::queries::Given {
            account: &zoe.id,
            role: maillage::applications::Role::Viewer,
            sections: "",
            partner: None,
        };
        let by = &there.ada.id;
        maillage::applications::queries::insert_person(conn, there.bid(0), &part, (by, now))?;
        ops::joined(conn, (there.bid(0), &zoe.id), by, now)
    });
    browser.get(&format!("/reviews/{first}")).expect(404);
    assert_eq!(assignment(&app, there.bid(0), &zoe).state, AssignmentState::Recused);
    let on =
        there.page(&format!("/applications/{}/conflicts/{}/on_application", there.bid(0), zoe.id));
    let clear = [("to", "cleared"), ("reason", "Elle ne fait que lire.")];
    there.desk.post(&on, &clear).expect(409).says("ne l’évalue jamais");

    let second = assigned(&app, &there, 1, &max);
    let own = app.sign_in(&max);
    let why = [("kind", "family"), ("why", "C’est ma cousine qui porte le projet.")];
    own.post(&format!("/reviews/{second}/conflict"), &why).expect(303);
    own.get(&format!("/reviews/{second}")).expect(404);
    own.get("/reviews").expect(200).says_not("Atelier de Omar");
    assert!(app.mail_to(&there.ada.email).text.contains("ma cousine"));
}

/// Both orders of two who do it at once: nobody keeps an application with which they are in conflict.
#[test]
fn t26_giving_an_application_and_confirming_a_conflict_at_once_leave_no_conflicted_reviewer() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    for round in 0..6 {
        let zoe = reviewer(&app, &there, &format!("Zoé{round}"), None);
        let (ada, now) = (app.actor(&there.ada), app.now());
        let said = ops::Declared {
            application: there.bid(0).clone(),
            account: zoe.id.clone(),
            kind: ConflictKind::Hierarchy,
            why: "Elle dirige le laboratoire.".into(),
        };
        std::thread::scope(|threads| {
            threads.spawn(|| {
                let what = (&there.call.id, there.bid(0), &zoe.id);
                let words = app.app.vocabularies();
                app.app.db.write_now(|conn| ops::assign(conn, &ada, what, &words, now))
            });
            threads.spawn(|| {
                app.app.db.write_now(|conn| ops::declare(conn, &ada, (&there.call.id, &said), now))
            });
        });
        let held = app.read(|conn| Ok(queries::assignment_of(conn, (there.bid(0), &zoe.id))?));
        assert!(held.is_none_or(|one| one.state == AssignmentState::Recused), "{round}");
        assert_eq!(
            kinds(&app, &there, &zoe),
            [(ConflictKind::Hierarchy, ConflictState::Confirmed)]
        );
    }
}

#[test]
fn t22_t24_a_coordinator_in_conflict_sees_everything_as_if_the_application_did_not_exist() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa", "Omar"], Blind::Single);
    let (zoe, max) =
        (reviewer(&app, &there, "Zoé Kermadec", None), reviewer(&app, &there, "Max Orveau", None));
    submitted(&app, &there, 0, &zoe, 5);
    submitted(&app, &there, 1, &zoe, 2);
    let pending = assigned(&app, &there, 0, &max);
    let bea = app.account("Bea", "bea@reseau.example", None, &[]);
    let (root, _) = crate::reviews_cast::admin(&app);
    let (actor, now) = (app.actor(&root), app.now());
    let desk = app.sign_in(&bea);
    app.write(|conn| {
        maillage::calls::ops::appoint(conn, &actor, (&there.call.id, &bea.email), now)
    });
    desk.get(&there.page("")).expect(200).says("Atelier de Léa").says("Atelier de Omar");
    desk.get(&there.page("/pool")).says("2 / 6");

    let said = ops::Declared {
        application: there.bid(0).clone(),
        account: bea.id.clone(),
        kind: ConflictKind::Collaboration,
        why: "Ils publient ensemble.".into(),
    };
    let ada = app.actor(&there.ada);
    app.write(|conn| ops::declare(conn, &ada, (&there.call.id, &said), now));
    let named = reference(&app, there.bid(0));
    for page in ["", "/eligibility", "/pool", "/conflicts", "/assignments", "/late", "/rubric"] {
        let page = desk.get(&there.page(page));
        page.expect(200).says_not("Léa").says_not(&named).says_not("100,0");
        assert!(!page.body.contains(there.bid(0).as_str()), "{}", page.path);
        assert!(!page.body.contains(pending.as_str()), "{}", page.path);
    }
    desk.get(&there.page("")).says("Atelier de Omar").says("40,0");
    desk.get(&there.page("/pool")).says("1 / 6").says("0 / 6").says_not("2 / 6");
    desk.get(&there.page(&format!("/applications/{}", there.bid(0)))).expect(404);
    for (path, field) in [
        (format!("/eligibility/{}", there.bid(0)), ("outcome", "ineligible")),
        (format!("/applications/{}/posts", there.bid(0)), ("body", "Bonjour")),
        (format!("/applications/{}/assignments", there.bid(0)), ("reviewer", max.id.as_str())),
        (format!("/assignments/{pending}/removal"), ("x", "y")),
        (format!("/assignments/{pending}/reminder"), ("x", "y")),
        (format!("/assignments/{pending}/reopening"), ("reason", "Pour voir ce qui est dit")),
    ] {
        desk.post(&there.page(&path), &[field]).expect(404);
    }
    let all = app.read(|conn| Ok(queries::summary_of_call(conn, &bea.id, &there.call.id)?));
    let seen: Vec<_> = all.iter().map(|one| one.application.clone()).collect();
    assert_eq!(seen, [there.bid(1).clone()]);

    let own = app.sign_in(&max);
    own.post(&format!("/reviews/{pending}/refusal"), &[("reason", "Je manque de temps.")])
        .expect(303);
    assert_eq!(app.mails_to(&bea.email).len(), 0);
    assert!(app.mail_to(&there.ada.email).text.contains("Je manque de temps."));
}

#[test]
fn t23_a_coordinator_in_conflict_neither_clears_it_nor_removes_who_stands_in() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let (root, _) = crate::reviews_cast::admin(&app);
    // A second account of somebody on the application, by its name.
    let bea = app.account("Léa", "bea@reseau.example", None, &[]);
    let (actor, now, words) = (app.actor(&root), app.now(), app.app.vocabularies());
    app.write(|conn| {
        maillage::calls::ops::appoint(conn, &actor, (&there.call.id, &bea.email), now)?;
        ops::detect(conn, (&there.call.id, &words), now)
    });
    assert_eq!(kinds(&app, &there, &bea), [(ConflictKind::SameName, ConflictState::Suspected)]);
    let verdict = |kind: &str| {
        there.page(&format!("/applications/{}/conflicts/{}/{kind}", there.bid(0), bea.id))
    };
    let desk = app.sign_in(&bea);
    let clear = [("to", "cleared"), ("reason", "Ce n’est pas moi.")];
    desk.post(&verdict("same_name"), &clear).expect(409).says("décidé par quelqu’un d’autre");
    desk.get(&there.page("/conflicts")).expect(200).says_not("même nom");
    there.desk.post(&verdict("same_name"), &[("to", "confirmed")]).expect(303);
    desk.get(&there.page(&format!("/applications/{}", there.bid(0)))).expect(404);
    let dismissal = format!("/inbox/calls/{}/coordinators/{}/removal", there.call.id, there.ada.id);
    desk.post(&dismissal, &[]).expect(404);
    assert_eq!(kinds(&app, &there, &bea), [(ConflictKind::SameName, ConflictState::Confirmed)]);
}

#[test]
fn a_proposal_fills_what_is_missing_says_why_it_cannot_and_touches_nothing_that_was_sent() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa", "Omar", "Ugo"], Blind::Single);
    partner(&app, &there, 0, "inrae", PartnerState::Confirmed);
    let people: Vec<_> = ["Ana Brizec", "Max Orveau", "Ida Lanvoc", "Eve Tourmel"]
        .map(|name| reviewer(&app, &there, name, None))
        .into();
    let fifth = reviewer(&app, &there, "Paul Sivry", Some("inrae"));
    let kept = assigned(&app, &there, 1, &people[0]);
    let page = there.page("/assignments");
    there.desk.post(&there.page("/assignments/proposal"), &[]).expect(303);
    there.desk.post(&there.page("/assignments/proposal"), &[]).expect(303);
    let all = app.read(|conn| Ok(queries::assignments_of_call(conn, &there.call.id)?));
    for place in 0..3 {
        let runs =
            all.iter().filter(|one| one.application_id == *there.bid(place) && one.state.runs());
        assert_eq!(runs.count(), 3, "{place}");
    }
    assert!(all.iter().any(|one| one.id == kept && one.state == AssignmentState::Accepted));
    let barred = |one: &&maillage::reviews::Assignment| {
        one.reviewer_id == fifth.id && one.application_id == *there.bid(0)
    };
    assert_eq!(all.iter().filter(barred).count(), 0);
    there.desk.post(&there.page("/assignments/mail"), &[]).expect(303);
    there.desk.post(&there.page("/assignments/mail"), &[]).expect(409).says("rien à envoyer");
    let told = |who: &Account| {
        let mails = app.mails_to(&who.email);
        mails.iter().filter(|mail| mail.subject.contains("À évaluer")).count()
    };
    assert_eq!((told(&people[1]), told(&people[0])), (1, 2));

    for one in &people[1..] {
        let go = there.page(&format!("/pool/{}/removal", one.id));
        there.desk.post(&go, &[]).expect(303);
    }
    let left = app.read(|conn| Ok(queries::asked_one(conn, (&there.call.id, &people[1].id))?));
    assert_eq!(left.unwrap().state, Standing::Removed);
    let named = reference(&app, there.bid(0));
    there.desk.get(&page).says(&format!("{named} : il manque"));
}

/// The kinds that are seen between an account and an application.
fn seen(app: &TestApp, there: &Reviewed, email: &str) -> usize {
    let account = app.read(|conn| Ok(maillage::accounts::queries::by_email(conn, email)?)).unwrap();
    app.read(|conn| Ok(queries::conflicts_of_pair(conn, (there.bid(0), &account.id))?)).len()
}

#[test]
fn whoever_comes_after_the_review_has_begun_is_looked_at_at_once() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    // Of the same domain as who applied.
    let (max, eva) = ("max@labo.example", "eva@labo.example");
    app.account("Max Orveau", max, None, &[]);
    let seats = format!("/inbox/calls/{}/seats", there.call.id);
    there.desk.post(&seats, &[("email", max), ("role", "committee")]).expect(303);
    assert_eq!(seen(&app, &there, max), 1);

    let account = app.account("Eva Lanvoc", eva, None, &[]);
    let new = [("name", "Eva Lanvoc"), ("email", eva), ("disciplines", "1.1")];
    there.desk.post(&there.page("/pool"), &new).expect(303);
    let ask = there.page(&format!("/pool/{}/invitation", account.id));
    there.desk.post(&ask, &[("most", "3")]).expect(303);
    assert_eq!(seen(&app, &there, eva), 0);
    let link = app.mail_to(eva).link("/reviews/invitations/");
    app.sign_in(&account).post(&link, &[("answer", "yes")]).expect(303);
    assert_eq!(seen(&app, &there, eva), 1);
}

#[test]
fn what_is_seen_when_an_application_is_given_stays_known() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    partner(&app, &there, 0, "inrae", PartnerState::Confirmed);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    assert_eq!(seen(&app, &there, &zoe.email), 0);
    let (ada, now) = (app.actor(&there.ada), app.now());
    app.write(|conn| {
        ops::know_domain(conn, &ada, (&there.call.id, "ailleurs.example", "inrae"), now)
    });
    let path = there.page(&format!("/applications/{}/assignments", there.bid(0)));
    there.desk.post(&path, &[("reviewer", zoe.id.as_str())]).expect(409);
    assert_eq!(seen(&app, &there, &zoe.email), 1);
    there.desk.get(&there.page("/conflicts")).expect(200).says("Zoé Kermadec");
}

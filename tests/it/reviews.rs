//! The review of a call: begun, given out, written, submitted, discussed, reminded of, completed.

use chrono::TimeDelta;
use maillage::accounts::NetworkRole;
use maillage::applications::{self, State};
use maillage::calls::Blind;
use maillage::reviews::rules as review_rules;
use maillage::reviews::{Outcome, ops, queries};
use maillage::{Error, calls};

use crate::app::TestApp;
use crate::applications_cast::{applicant, begun, reference};
use crate::calls_cast::find;
use crate::reviews_cast::{assigned, assignment, closed, fields, in_review, reviewer, submitted};

fn form(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[test]
fn t36_the_review_begins_when_nothing_can_be_filed_any_more_and_drafts_lapse() {
    let app = TestApp::start();
    let there = closed(&app, &["Léa"], Blind::Single);
    let board = there.page("");
    there
        .desk
        .get(&board)
        .expect(200)
        .says(&reference(&app, there.bid(0)))
        .says("Commencer l’évaluation");
    there.desk.post(&there.page("/start"), &[]).expect(409).says("n’est pas encore clos");
    there.desk.get(&there.page("/assignments")).expect(200).says("Aucune candidature recevable");
    app.later(TimeDelta::minutes(20));
    there.desk.post(&there.page("/plan"), &[("due", "demain")]).expect(409);
    there.desk.post(&there.page("/start"), &[]).expect(303);
    there.desk.post(&there.page("/start"), &[]).expect(303);

    let call = find(&app, &there.call.id);
    assert_eq!(call.state, calls::State::InReview);
    assert!(call.frozen_at.is_some());
    there.desk.get(&there.page("/rubric")).says("la grille ne change plus");
    there.desk.post(&there.page("/rubric"), &[("label-fr-1", "A"), ("weight-1", "1")]).expect(409);
    let owner = app.actor(&there.bids[0].1);
    let arrived = call.terms.closes_at.unwrap();
    let late = app.app.db.write_now(|conn| {
        applications::ops::file(conn, &owner, (there.bid(0), "x"), (arrived, app.now()))
    });
    assert!(matches!(late, Err(Error::Refused(_))), "what is frozen takes nothing more");
}

/// Whoever files at the last instant and whoever freezes meet: it was filed, or it lapsed, and never half.
#[test]
fn t36_a_filing_in_flight_and_the_freeze_leave_nothing_half_done() {
    let app = TestApp::start();
    let there = closed(&app, &["Léa"], Blind::Single);
    let (ada, words) = (app.actor(&there.ada), app.app.vocabularies());
    app.later(TimeDelta::minutes(20));
    let (now, arrived) = (app.now(), there.call.terms.closes_at.unwrap());
    let owner = app.actor(&there.bids[0].1);
    let opened = app.read(|conn| applications::access::opened(conn, &owner, there.bid(0)));
    let (_, sha256) = app.read(|conn| applications::ops::to_file(conn, &opened));

    let (filed, begun) = std::thread::scope(|threads| {
        let filing = threads.spawn(|| {
            app.app.db.write_now(|conn| {
                applications::ops::file(conn, &owner, (there.bid(0), &sha256), (arrived, now))
            })
        });
        let freezing = threads.spawn(|| {
            app.app.db.write_now(|conn| ops::begin(conn, &ada, (&there.call.id, &words), now))
        });
        (filing.join().unwrap(), freezing.join().unwrap())
    });
    begun.unwrap();
    let after = app.read(|conn| Ok(applications::queries::find(conn, there.bid(0))?));
    assert_eq!((after.state, after.current_seq), (State::Submitted, Some(1)));
    // Filed with the same content: the same filing, or refused because it was frozen.
    assert!(filed.is_ok() || matches!(filed, Err(Error::Refused(_))), "{filed:?}");
}

#[test]
fn what_is_ineligible_is_told_by_which_rule_why_and_how_to_contest() {
    let app = TestApp::start();
    let there = closed(&app, &["Léa", "Omar"], Blind::Single);
    app.later(TimeDelta::minutes(20));
    there.desk.post(&there.page("/start"), &[]).expect(303);
    let page = there.page("/eligibility");
    there.desk.get(&page).expect(200).says("Au moins deux établissements ont confirmé à examiner");
    let judge = format!("{page}/{}", there.bid(0));
    there.desk.post(&judge, &[("outcome", "eligible")]).expect(409).says("Donnez un motif");
    let no = [("outcome", "ineligible"), ("reason", "Un seul établissement candidate.")];
    for _ in 0..2 {
        there.desk.post(&judge, &no).expect(303);
    }
    let mails = app.mails_to(&there.bids[0].1.email);
    let told: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("Recevabilité")).collect();
    assert_eq!(told.len(), 1);
    for words in ["deux établissements", "Un seul établissement candidate", "ami@reseau.example"]
    {
        assert!(told[0].text.contains(words), "{}", told[0].text);
    }
    let other = format!("{page}/{}", there.bid(1));
    let yes = [("outcome", "eligible"), ("reason", "Le second arrive.")];
    there.desk.post(&other, &yes).expect(303);
    let states = [0, 1].map(|place| {
        app.read(|conn| Ok(applications::queries::find(conn, there.bid(place))?)).state
    });
    assert_eq!(states, [State::Ineligible, State::InReview]);
}

#[test]
fn t06_t07_t08_a_reviewer_opens_what_they_took_after_they_signed_and_nothing_else() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa", "Omar"], Blind::Single);
    let zoe = app.account("Zoé Kermadec", "zoe@ailleurs.example", None, &[]);
    let browser = app.sign_in(&zoe);
    there.desk.post(&there.page("/pool"), &[("name", "Zoé"), ("email", "zoe")]).expect(422);
    let new = [("name", "Zoé Kermadec"), ("email", "zoe@ailleurs.example"), ("disciplines", "1.1")];
    there.desk.post(&there.page("/pool"), &new).expect(303);
    let ask = there.page(&format!("/pool/{}/invitation", zoe.id));
    there.desk.post(&ask, &[("most", "3")]).expect(303);
    let mail = app.mail_to(&zoe.email);
    assert!(mail.text.contains("3 au plus, environ 90 minutes chacune"), "{}", mail.text);
    let link = mail.link("/reviews/invitations/");
    for _ in 0..3 {
        app.visitor().get(&link).expect(200).says("On vous propose d’évaluer 3 candidatures");
    }
    browser.post(&link, &[("answer", "yes")]).expect(303);
    app.visitor().post(&link, &[("answer", "yes")]).expect(410);

    let assign = |place: usize| {
        let to = format!("/applications/{}/assignments", there.bid(place));
        there.desk.post(&there.page(&to), &[("reviewer", zoe.id.as_str())])
    };
    assign(0).expect(303);
    let one = assignment(&app, there.bid(0), &zoe);
    let here = format!("/reviews/{}", one.id);
    browser.get(&here).expect(404);
    there.desk.post(&there.page("/assignments/mail"), &[]).expect(303);
    browser
        .get(&here)
        .expect(200)
        .says("Atelier de Léa")
        .says_not("Pour les équipes du territoire");
    browser.post(&format!("{here}/acceptance"), &[]).expect(409).says("Signez d’abord");
    browser.get(&format!("{here}/form")).expect(404);
    browser.post(&format!("/reviews/calls/{}/undertaking", there.call.id), &[]).expect(303);
    browser.get(&format!("{here}/form")).expect(404);
    browser.post(&format!("{here}/acceptance"), &[]).expect(303);
    browser.get(&here).expect(200).says("Pour les équipes du territoire");
    browser.get(&format!("{here}/form")).expect(200).says("Réponse au besoin du territoire");
    app.sign_in(&there.bids[0].1).get(&here).expect(404);

    let removal = format!("/assignments/{}/removal", one.id);
    there.desk.post(&there.page(&removal), &[]).expect(303);
    for page in ["", "/form", "/discussion"] {
        browser.get(&format!("{here}{page}")).expect(404);
    }
    browser.get("/reviews").expect(200).says_not("Atelier de Léa").says_not("Atelier de Omar");
}

#[test]
fn a_review_is_kept_submitted_once_given_back_and_what_it_said_stays() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let id = assigned(&app, &there, 0, &zoe);
    let (browser, page) = (app.sign_in(&zoe), format!("/reviews/{id}/form"));
    let lock = |page: &str| browser.get(page).value_of("lock").unwrap();
    let mut typed = fields("4", "Un projet utile.");
    typed.push(("lock".into(), lock(&page)));
    browser.post(&page, &form(&typed)).expect(303);
    browser.get(&page).says("80,0 / 100").says("Un projet utile.");
    // Another window that was open before keeps its words and is told.
    browser.post(&page, &form(&typed[1..])).expect(409).says("a changé entre-temps");
    let bare = [("do", "submit"), ("lock", &*lock(&page)), ("score-1", "2")];
    browser.post(&page, &bare).expect(422).says("Il manque une note");

    let mut typed = fields("2", "Un projet utile.");
    typed.extend([("lock".into(), lock(&page)), ("do".into(), "submit".into())]);
    browser.post(&page, &form(&typed)).expect(303);
    browser.post(&page, &form(&typed)).expect(303);
    browser.get(&page).says("Votre évaluation est rendue");
    let reopening = there.page(&format!("/assignments/{id}/reopening"));
    there.desk.post(&reopening, &[("reason", "non")]).expect(409);
    there.desk.post(&reopening, &[("reason", "La note du critère 2 étonne.")]).expect(303);
    browser.get(&page).says("La note du critère 2 étonne.");
    let mut typed = fields("3", "Un projet utile.");
    typed.extend([("lock".into(), lock(&page)), ("do".into(), "submit".into())]);
    browser.post(&page, &form(&typed)).expect(303);

    let kept = app.read(|conn| Ok(queries::review_filings(conn, &id)?));
    assert_eq!(kept.iter().map(|(n, ..)| *n).collect::<Vec<_>>(), [1, 2]);
    let steps = crate::knowledge::audited(&app, "review", id.as_str());
    let ends: Vec<_> = steps.iter().rev().take(3).rev().map(String::as_str).collect();
    assert_eq!(ends, ["review.reopen", "review.write", "review.submit"]);
}

#[test]
fn t21_before_ones_own_review_nothing_of_the_others_is_seen() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let (zoe, max) =
        (reviewer(&app, &there, "Zoé Kermadec", None), reviewer(&app, &there, "Max Orveau", None));
    let first = submitted(&app, &there, 0, &zoe, 5);
    let second = assigned(&app, &there, 0, &max);
    let browser = app.sign_in(&max);
    let alias = assignment(&app, there.bid(0), &zoe).alias;
    let pages = |id| ["", "/form", "/discussion"].map(|rest| format!("/reviews/{id}{rest}"));
    for page in pages(&second).iter().map(String::as_str).chain(["/reviews"]) {
        let page = browser.get(page);
        page.expect(200).says_not("utile à son territoire").says_not(&alias).says_not("100,0");
    }
    browser.get(&format!("/reviews/{second}/discussion")).says("Rendez d’abord votre évaluation");
    browser.post(&format!("/reviews/{second}/discussion"), &[("body", "Alors ?")]).expect(404);
    for page in pages(&first) {
        browser.get(&page).expect(404);
    }

    let mut typed = fields("3", "Un autre avis.");
    typed.extend([("lock".into(), "0".into()), ("do".into(), "submit".into())]);
    browser.post(&format!("/reviews/{second}/form"), &form(&typed)).expect(303);
    let page = browser.get(&format!("/reviews/{second}/discussion"));
    page.says(&alias).says("utile à son territoire").says_not("Kermadec");
    browser
        .post(&format!("/reviews/{second}/discussion"), &[("body", "Vous êtes généreux.")])
        .expect(303);
    let other = app.sign_in(&zoe).get(&format!("/reviews/{first}/discussion"));
    other.says("Vous êtes généreux.").says_not("Orveau");
    let bid = there.page(&format!("/applications/{}", there.bid(0)));
    there.desk.get(&bid).says("Kermadec").says("Orveau").says("Vous êtes généreux.");
}

#[test]
fn t29_reviews_make_a_median_and_one_alone_makes_no_spread() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa", "Omar"], Blind::Single);
    for (name, scores) in [("Zoé Kermadec", [5, 1]), ("Max Orveau", [3, 2]), ("Ida Lanvoc", [2, 0])]
    {
        let who = reviewer(&app, &there, name, None);
        submitted(&app, &there, 0, &who, scores[0]);
        if name == "Ida Lanvoc" {
            submitted(&app, &there, 1, &who, scores[1]);
        }
    }
    let ada = there.ada.id.clone();
    let all = app.read(|conn| Ok(queries::summary_of_call(conn, &ada, &there.call.id)?));
    let of = |place: usize| all.iter().find(|one| one.application == *there.bid(place)).unwrap();
    assert_eq!((of(0).reviews, of(0).median, of(0).spread), (3, Some(6_000), Some(6_000)));
    assert_eq!((of(1).reviews, of(1).median, of(1).spread), (1, Some(0), None));
    assert_eq!(of(1).eliminatory.len(), 2);
    there.desk.get(&there.page("")).says("60,0").says("avis partagés").says("seuil éliminatoire");
}

#[test]
fn whoever_owes_a_review_is_reminded_in_four_steps_and_then_replaced() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let id = assigned(&app, &there, 0, &zoe);
    let reminders = |app: &TestApp| {
        let mails = app.mails_to(&zoe.email);
        mails.iter().filter(|mail| mail.text.contains("Votre évaluation de")).count()
    };
    let remind = |app: &TestApp| ops::remind_due(&app.app, app.now()).unwrap();
    assert_eq!(remind(&app), 0);
    for (days, sent) in [(14, 1), (4, 2), (3, 3), (3, 4), (10, 4)] {
        app.later(TimeDelta::days(days));
        remind(&app);
        remind(&app);
        assert_eq!(reminders(&app), sent, "{days}");
    }
    let told = app.mails_to(&there.ada.email);
    assert_eq!(told.iter().filter(|mail| mail.subject.contains("remplacer")).count(), 1);

    let late = there.page("/late");
    let desk = app.sign_in(&there.ada);
    desk.get(&late).expect(200).says("Zoé Kermadec").says("en retard").says("4 rappels");
    let reminder = there.page(&format!("/assignments/{id}/reminder"));
    desk.post(&reminder, &[]).expect(303);
    desk.post(&reminder, &[]).expect(409).says("déjà parti aujourd’hui");
    desk.post(&there.page(&format!("/assignments/{id}/removal")), &[]).expect(303);
    desk.get(&late).says("Aucune évaluation n’est attendue");
}

#[test]
fn questions_that_are_opened_again_change_nothing_else_and_reviewers_are_told() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let id = assigned(&app, &there, 0, &zoe);
    let ask = there.page(&format!("/applications/{}/completions", there.bid(0)));
    let due = (app.today() + TimeDelta::days(7)).to_string();
    let message = ("message", "Précisez l’organisation prévue.");
    there.desk.post(&ask, &[("due", &due), message]).expect(409).says("au moins une question");
    there.desk.post(&ask, &[("due", &due), ("fields", "organisation"), message]).expect(303);
    let owner = app.sign_in(&there.bids[0].1);
    let here = format!("/applications/{}/completion", there.bid(0));
    assert!(app.mail_to(&there.bids[0].1.email).text.contains("Précisez l’organisation"));
    owner.get(&here).expect(200).says("Précisez l’organisation").says_not("Nom de l’atelier");
    let typed = [
        ("organisation", "Un comité et trois relais."),
        ("organisation-was", "x"),
        ("nom", "Tout autre chose"),
        ("nom-was", "x"),
    ];
    let done = owner.post(&here, &typed);
    assert!(done.expect(303).location().ends_with("/receipts/2"), "{}", done.location());
    owner.get(&here).expect(404);
    owner.post(&here, &typed).expect(404);

    let filed = app.read(|conn| Ok(applications::queries::submission(conn, there.bid(0), 2)?));
    assert!(filed.document.contains("trois relais") && !filed.document.contains("Tout autre"));
    let page = app.sign_in(&zoe).get(&format!("/reviews/{id}"));
    page.says("Complété après la clôture").says("Un comité et trois relais.");
}

#[test]
fn the_grid_has_weights_and_levels_and_is_written_until_the_review() {
    let app = TestApp::start();
    let there = closed(&app, &["Léa"], Blind::Single);
    let page = there.page("/rubric");
    there.desk.get(&page).expect(200).says("Réponse au besoin du territoire");
    there
        .desk
        .post(&page, &[("label-fr-1", "Besoin"), ("weight-1", "0")])
        .expect(422)
        .says("avoir un poids");
    let bad = [("label-fr-1", "Besoin"), ("weight-1", "120"), ("threshold-1", "9")];
    there.desk.post(&page, &bad).expect(422).says("de 0 à 100").says("de 1 à 5");
    let good = [
        ("label-fr-1", "Besoin"),
        ("weight-1", "60"),
        ("label-fr-3", "Moyens"),
        ("weight-3", "40"),
    ];
    there.desk.post(&page, &good).expect(303);
    let kept = app.read(|conn| Ok(queries::criteria(conn, &there.call.id)?));
    let kept: Vec<_> = kept.iter().map(|one| (one.position, one.weight)).collect();
    assert_eq!(kept, [(1, 60), (2, 40)]);
}

#[test]
fn nobody_but_who_runs_a_call_sees_its_review() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let (_, other) = crate::calls_cast::coordinator(&app, "Bea");
    let (_, stranger) = applicant(&app, "Noé");
    for page in ["", "/rubric", "/eligibility", "/pool", "/conflicts", "/assignments", "/late"] {
        other.get(&there.page(page)).expect(404);
        stranger.get(&there.page(page)).expect(404);
        there.desk.get(&there.page(page)).expect(200);
    }
    // Things of another call are nothing here.
    let bea = app.account("Bea2", "bea2@reseau.example", Some(NetworkRole::Admin), &[]);
    let elsewhere = crate::calls_cast::draft(&app, &app.actor(&bea), "Autre");
    let page = format!("/inbox/calls/{elsewhere}/reviews/applications/{}", there.bid(0));
    app.sign_in(&bea).get(&page).expect(404);
    let judged = app.app.db.write_now(|conn| {
        let of = (&elsewhere, there.bid(0));
        ops::judge(
            conn,
            &app.actor(&bea),
            of,
            (Outcome::Ineligible, "Ce n’est pas la vôtre"),
            app.now(),
        )
    });
    assert!(judged.is_err());
}

/// Drafts are not filed, and nobody is told more of them than how many there are.
#[test]
fn t11_drafts_are_a_number_at_the_desk() {
    let app = TestApp::start();
    let there = closed(&app, &["Léa"], Blind::Single);
    app.later(-TimeDelta::days(10));
    let (noe, _) = applicant(&app, "Noé");
    let id = begun(&app, &there.call, &noe);
    app.later(TimeDelta::days(10));
    there.desk.get(&there.page("")).says("un brouillon non déposé").says_not("Noé");
    there.desk.get(&there.page(&format!("/applications/{id}"))).expect(404);
    let unread = review_rules::check_reason("court");
    assert_eq!(unread, Err(review_rules::NO_REASON));
    let zoe = app.account("Zoé", "zoe@ailleurs.example", None, &[]);
    let words = app.app.vocabularies();
    let given = app.app.db.write_now(|conn| {
        let what = (&there.call.id, there.bid(0), &zoe.id);
        ops::assign(conn, &app.actor(&there.ada), what, &words, app.now())
    });
    assert!(matches!(given, Err(Error::Refused(review_rules::NOT_IN_REVIEW))));
}

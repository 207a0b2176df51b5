//! What may no longer be decided or told, what is decided anew, and what a committee reads, through HTTP.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::calls::Blind;
use maillage::db::schema::accounts;
use maillage::decisions::{BatchId, queries};
use maillage::reviews::{AssignmentState, ConflictKind, PostId, ops::Declared};

use crate::app::TestApp;
use crate::applications_paper::paper;
use crate::calls_cast::published;
use crate::decisions_cast::{Held, REASONS, admin, held};
use crate::labels::{form, send};
use crate::reviews_cast::{Reviewed, assigned, assignment, fields, in_review, reviewer, submitted};

/// Prepares letters anew; answers their address.
fn prepared(held: &Held) -> String {
    let letters = held.path(&format!("letters/{}", BatchId::new()));
    held.ada.1.post(&letters, &[]).expect(303);
    letters
}

/// A call that was reviewed, with a chair, as a committee has it.
fn before_the_committee(app: &TestApp, there: &Reviewed) -> Held {
    let account = app.account("Cléo", "cleo@comite.example", None, &[]);
    let chair = (account.clone(), app.sign_in(&account));
    let bids = there.bids.iter().map(|(id, one)| (id.clone(), one.clone(), app.sign_in(one)));
    let held = Held {
        call: there.call.id.clone(),
        slug: there.call.slug.clone(),
        ada: (there.ada.clone(), app.sign_in(&there.ada)),
        chair,
        bids: bids.collect(),
    };
    let seat = [("email", "cleo@comite.example"), ("role", "chair")];
    held.ada.1.post(&held.path("seats"), &seat).expect(303);
    held
}

#[test]
fn a_withdrawn_application_is_neither_told_nor_published_nor_made_a_node_of() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44"]);
    let root = admin(&app);
    held.deliberate();
    let sitting = held.sit(1);
    for (id, ..) in &held.bids {
        held.propose(id, "labelled", &[]).expect(303);
        held.validate(id).expect(303);
    }
    let (id, account, own) = &held.bids[0];
    let why = [("reason", "Le consortium se dissout.")];
    for _ in 0..2 {
        own.post(&format!("/applications/{id}/withdrawal"), &why).expect(303);
    }
    let told = app.mail_to(&held.ada.0.email);
    assert!(told.text.contains("Le consortium se dissout."), "{}", told.text);
    held.propose(id, "labelled", &[]).expect(409);

    held.chair.1.post(&format!("{sitting}/closure"), &[]).expect(303);
    held.chair.1.post(&held.path("conclusion"), &[]).expect(303);
    let letters = prepared(&held);
    let (gone, other) = (held.named(&app, 0), held.named(&app, 1));
    held.chair.1.get(&held.path("letters")).expect(200).says_not(&gone).says(&other);
    held.chair.1.post(&format!("{letters}/approval"), &[]).expect(303);
    app.later(TimeDelta::minutes(11));
    app.run_jobs();
    assert!(app.mails_to(&account.email).iter().all(|mail| !mail.text.contains(REASONS)));
    let results = app.visitor().get(&format!("/api/v1/calls/{}/results", held.slug));
    assert_eq!(results.expect(200).json()["items"].as_array().unwrap().len(), 1);
    results.says(&other).says_not(&gone);
    root.get("/admin/labels").expect(200).says_not(&gone).says(&other);
    let path = format!("/admin/labels/applications/{id}");
    root.get(&path).expect(404);
    send(&root, &path, &form(&held)).expect(404);
}

#[test]
fn the_chair_takes_a_validated_decision_up_again_until_it_is_told() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let letters = held.decide(&[("labelled", &[])]);
    let id = held.bids[0].0.clone();
    let page = held.path(&format!("decisions/{id}"));
    let again = format!("{page}/reopening");
    let seen = held.chair.1.get(&page).expect(200).value_of("seen").unwrap();
    let why = [("seen", seen.as_str()), ("reason", "Le budget a été lu de travers.")];
    held.ada.1.post(&again, &why).expect(404);
    held.chair.1.post(&again, &[("seen", &seen), ("reason", "non")]).expect(409);
    held.chair.1.post(&again, &[("seen", "old"), why[1]]).expect(409);
    for _ in 0..2 {
        held.chair.1.post(&again, &why).expect(303);
    }

    // What was prepared does not leave, and nothing does before it is decided anew.
    held.chair.1.post(&format!("{letters}/approval"), &[]).expect(409);
    held.ada.1.post(&format!("{letters}/stop"), &[]).expect(303);
    let early = held.path(&format!("letters/{}", BatchId::new()));
    held.ada.1.post(&early, &[]).expect(409);
    held.ada.1.get(&page).expect(200).says("Le budget a été lu de travers.").says(REASONS);
    held.sit(1);
    held.propose(&id, "refused", &[]).expect(303);
    held.validate(&id).expect(303);
    let letters = prepared(&held);
    held.chair.1.post(&format!("{letters}/approval"), &[]).expect(303);
    app.later(TimeDelta::minutes(11));
    app.run_jobs();
    held.bids[0].2.get(&format!("/applications/{id}")).expect(200).says("non retenue");
    let seen = held.chair.1.get(&page).expect(200).value_of("seen").unwrap_or_default();
    let late = [("seen", seen.as_str()), ("reason", "Le budget a été lu de travers.")];
    held.chair.1.post(&again, &late).expect(409);
    let steps = crate::knowledge::audited(&app, "application", id.as_str());
    assert_eq!(steps.iter().filter(|one| *one == "decision.reopen").count(), 1);
}

#[test]
fn deliberation_waits_for_every_verdict_and_for_reviews_or_a_reason_and_a_verdict_can_be_taken_back()
 {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa", "Omar"], Blind::Single);
    let begin = format!("/inbox/calls/{}/deliberation", there.call.id);
    let verdict = there.page(&format!("/eligibility/{}", there.bid(0)));
    let back = format!("{verdict}/reversal");
    there.desk.post(&back, &[("reason", "non")]).expect(409).says("Donnez un motif");
    for _ in 0..2 {
        there.desk.post(&back, &[("reason", "La lettre est arrivée après.")]).expect(303);
    }
    let told = app.mails_to(&there.bids[0].1.email);
    let told = told.iter().filter(|one| one.text.contains("La lettre est arrivée après."));
    assert_eq!(told.count(), 1);

    let why = [("reason", "Le comité a lu chaque dossier.")];
    there.desk.post(&begin, &why).expect(409).says("recevabilité");
    let yes = [("outcome", "eligible"), ("reason", "Les partenaires confirmeront.")];
    there.desk.post(&verdict, &yes).expect(303);
    there.desk.post(&begin, &[("reason", "")]).expect(409).says("moins d’évaluations");
    there.desk.get(&format!("/inbox/calls/{}", there.call.id)).says("Suivre les évaluations");
    for _ in 0..2 {
        there.desk.post(&begin, &why).expect(303);
    }
    there.desk.post(&back, &[("reason", "La lettre est arrivée après.")]).expect(409);
    let steps = crate::knowledge::audited(&app, "call", there.call.id.as_str());
    assert_eq!(steps.iter().filter(|one| *one == "call.deliberate").count(), 1);
}

#[test]
fn the_committee_reads_reviews_by_alias_and_talks_and_who_is_in_conflict_does_neither() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa", "Omar"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let review = submitted(&app, &there, 0, &zoe, 4);
    let ida = app.account("Ida", "ida@comite.example", None, &[]);
    let seats = format!("/inbox/calls/{}/seats", there.call.id);
    let seat = |email: &str| {
        there.desk.post(&seats, &[("email", email), ("role", "committee")]).expect(303);
    };
    seat(&ida.email);
    seat(&there.bids[0].1.email);
    let mail = app.mail_to(&ida.email);
    mail.link(&format!("/inbox/calls/{}/decisions", there.call.id));
    let (browser, bidder) = (app.sign_in(&ida), app.sign_in(&there.bids[0].1));
    browser.get("/reviews").expect(200).says(&there.call.reference).says("membre");

    let page = format!("/inbox/calls/{}/decisions/{}", there.call.id, there.bid(0));
    browser.get(&page).expect(200).says("Entre nous.").says("80,0").says_not("Kermadec");
    let post = PostId::random().to_string();
    let said = [("id", post.as_str()), ("body", "Le budget nous inquiète.")];
    for _ in 0..2 {
        browser.post(&format!("{page}/posts"), &said).expect(303);
    }
    browser.get(&page).says("Le budget nous inquiète.").says("Ida");
    let desk = there.page(&format!("/applications/{}", there.bid(0)));
    there.desk.get(&desk).says("Le budget nous inquiète.");
    let others = app.sign_in(&zoe).get(&format!("/reviews/{review}/discussion"));
    others.expect(200).says_not("Le budget nous inquiète.");
    bidder.get(&page).expect(404);
    bidder.post(&format!("{page}/posts"), &said).expect(404);
    assert_eq!(
        app.read(|conn| Ok(maillage::reviews::queries::posts_of(conn, there.bid(0))?)).len(),
        1
    );
}

#[test]
fn who_applied_reads_what_reviewers_say_to_them_and_who_they_are_nowhere() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    submitted(&app, &there, 0, &zoe, 4);
    let held = before_the_committee(&app, &there);
    let (id, account, own) = &held.bids[0];
    own.get("/applications").expect(200).says("En évaluation");
    held.publish(&app, &[("labelled", &[])]);

    let words = "Un projet utile à son territoire.";
    let told: Vec<_> = app.mails_to(&account.email);
    let told: Vec<_> = told.iter().filter(|mail| mail.text.contains(REASONS)).collect();
    assert!(told.len() == 1 && told[0].text.contains(words), "{told:?}");
    assert!(!told[0].raw.contains("Kermadec") && !told[0].text.contains("Entre nous."));
    let page = own.get(&format!("/applications/{id}"));
    page.expect(200).says(words).says_not("Kermadec").says_not("Entre nous.");
    page.says("La décision est rendue").says_not("en cours d’évaluation");
    own.get("/applications").says("labellisée").says_not("En évaluation");
}

#[test]
fn reviews_stay_as_they_were_once_everything_is_decided() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let (zoe, max) =
        (reviewer(&app, &there, "Zoé Kermadec", None), reviewer(&app, &there, "Max Orveau", None));
    let (said, open) = (submitted(&app, &there, 0, &zoe, 4), assigned(&app, &there, 0, &max));
    let held = before_the_committee(&app, &there);
    let own = app.sign_in(&held.bids[0].1);
    held.publish(&app, &[("labelled", &[])]);
    let page = format!("/applications/{}", held.bids[0].0);
    own.get(&page).expect(200).says("Un projet utile à son territoire.");

    let mut late = fields("1", "Un mot de trop.");
    late.extend([("lock".to_owned(), "0".to_owned()), ("do".to_owned(), "submit".to_owned())]);
    let late: Vec<_> = late.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let form = format!("/reviews/{open}/form");
    app.sign_in(&max).post(&form, &late).expect(409).says("Les décisions sont prises");
    let again = there.page(&format!("/assignments/{said}/reopening"));
    held.ada.1.post(&again, &[("reason", "La note du critère 2 étonne.")]).expect(409);
    own.get(&page).says("Un projet utile à son territoire.").says_not("Un mot de trop.");
}

#[test]
fn a_letter_stays_as_it_was_sent_whatever_conflict_turns_up_later() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    submitted(&app, &there, 0, &zoe, 4);
    let held = before_the_committee(&app, &there);
    held.publish(&app, &[("labelled", &[])]);
    let (id, _, own) = &held.bids[0];
    let (path, words) =
        (format!("/applications/{id}/letter.pdf"), "Un projet utile à son territoire.");
    let (before, _) = paper(own, &path);
    assert!(before.contains(words), "{before}");

    let (ada, now) = (app.actor(&there.ada), app.now());
    let said = Declared {
        application: id.clone(),
        account: zoe.id.clone(),
        kind: ConflictKind::Other,
        why: "Elle a écrit avec le porteur.".into(),
    };
    app.write(|conn| maillage::reviews::ops::declare(conn, &ada, (&held.call, &said), now));
    assert_eq!(assignment(&app, id, &zoe).state, AssignmentState::Recused);

    assert_eq!(paper(own, &path).0, before);
    own.get(&format!("/applications/{id}")).expect(200).says(words);
    let letters = app.read(|conn| Ok(queries::letters_told(conn, &held.call)?));
    assert_eq!(letters[0].said, [words]);
}

#[test]
fn t21_whoever_sits_over_a_call_and_reviews_as_well_reads_no_review_before_their_own() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa"], Blind::Single);
    let (zoe, max) =
        (reviewer(&app, &there, "Zoé Kermadec", None), reviewer(&app, &there, "Max Orveau", None));
    submitted(&app, &there, 0, &zoe, 4);
    let id = assigned(&app, &there, 0, &max);
    let held = before_the_committee(&app, &there);
    let seat = [("email", max.email.as_str()), ("role", "committee")];
    held.ada.1.post(&held.path("seats"), &seat).expect(303);
    let browser = app.sign_in(&max);
    let (all, one) = (held.path("decisions"), held.path(&format!("decisions/{}", held.bids[0].0)));
    let (words, median) = ("Un projet utile à son territoire.", "80,0");
    browser.get(&all).expect(200).says_not(median);
    browser.get(&one).expect(200).says_not(words).says("Rendez d’abord votre évaluation");
    held.chair.1.get(&all).says(median);
    held.chair.1.get(&one).says(words);

    let mut own = fields("3", "Un autre avis.");
    own.extend([("lock".to_owned(), "0".to_owned()), ("do".to_owned(), "submit".to_owned())]);
    let own: Vec<_> = own.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(&format!("/reviews/{id}/form"), &own).expect(303);
    browser.get(&one).says(words).says_not("Rendez d’abord votre évaluation");
}

#[test]
fn letters_that_were_approved_do_not_leave_when_the_call_is_called_off_and_hold_up_no_others() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let letters = held.decide(&[("labelled", &[])]);
    held.chair.1.post(&format!("{letters}/approval"), &[]).expect(303);
    let why = [("reason", "Le financement est retiré.")];
    admin(&app).post(&held.path("cancellation"), &why).expect(303);

    app.later(TimeDelta::minutes(11));
    for _ in 0..2 {
        let told = maillage::decisions::ops::leave(&app.app, app.now()).unwrap();
        assert_eq!(told, 0);
    }
    let mails = app.mails_to(&held.bids[0].1.email);
    assert!(mails.iter().all(|mail| !mail.text.contains(REASONS)));
    let waits = app.read(|conn| Ok(queries::due(conn, app.now())?));
    assert!(waits.is_empty(), "nothing is tried again for ever");
}

#[test]
fn a_result_is_published_though_nobody_who_applied_has_an_account_any_more() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44"]);
    let gone = held.bids[1].1.id.clone();
    let now = app.now();
    app.write(|conn| {
        let there = accounts::table.find(&gone);
        Ok(diesel::update(there).set(accounts::disabled_at.eq(now)).execute(conn)?)
    });

    held.publish(&app, &[("labelled", &[]), ("labelled", &[])]);

    let results = app.visitor().get(&format!("/api/v1/calls/{}/results", held.slug));
    assert_eq!(results.expect(200).json()["items"].as_array().unwrap().len(), 2);
    let decided = app.read(|conn| Ok(queries::told(conn, &held.bids[1].0)?));
    assert!(decided.is_some(), "so that it can become a node");
}

#[test]
fn t28_a_letter_that_names_who_judges_waits_until_somebody_says_that_it_may() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    held.deliberate();
    let id = held.bids[0].0.clone();
    let named = format!("{REASONS} Cléo, qui préside, vous en dira plus.");
    for reasons in [named.clone(), format!("{REASONS} Écrivez à cleo@comite.example.")] {
        held.propose(&id, "refused", &[("rationale", &reasons)]).expect(422).says("Retirez-les");
    }
    let page = held.ada.1.get(&held.path(&format!("decisions/{id}")));
    page.expect(200).says_not("Cléo, qui préside");
    held.propose(&id, "refused", &[("rationale", &named), ("checked", "yes")]).expect(303);
}

#[test]
fn who_is_coached_reads_when_the_next_call_opens_if_it_was_published() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let next = published(&app, &app.actor(&held.ada.0), "Ateliers, deuxième appel");
    held.publish(&app, &[("coaching", &[])]);
    let (id, owner, browser) = &held.bids[0];
    let opens = next.terms.opens_at.unwrap().date().format("%d/%m/%Y").to_string();
    let text = app.mail_to(&owner.email).text;
    assert!(text.contains("Ateliers, deuxième appel") && text.contains(&opens), "{text}");
    // Published afterwards, another one changes nothing that was told.
    published(&app, &app.actor(&held.ada.0), "Ateliers, troisième appel");
    browser.get(&format!("/applications/{id}/letter.pdf")).expect(200);
    let letters = app.read(|conn| Ok(queries::letters_told(conn, &held.call)?));
    assert_eq!(letters[0].next.as_ref().unwrap().title_fr, "Ateliers, deuxième appel");
}

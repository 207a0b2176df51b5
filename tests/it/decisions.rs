//! Decisions, letters and results, through HTTP.

use chrono::TimeDelta;
use maillage::applications::ApplicationId;

use crate::app::TestApp;
use crate::calls_cast::coordinator;
use crate::decisions_cast::{REASONS, admin, held};

#[test]
fn t11_nobody_outside_the_committee_sees_a_decision_whatever_they_steer() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let (_, other) = coordinator(&app, "Bob");
    let root = admin(&app);
    let bid = &held.bids[0].0;
    for path in
        ["decisions".to_owned(), "portfolio".into(), "letters".into(), format!("decisions/{bid}")]
    {
        held.ada.1.get(&held.path(&path)).expect(200);
        held.chair.1.get(&held.path(&path)).expect(200);
        for outside in [&other, &root, &held.bids[0].2] {
            outside.get(&held.path(&path)).expect(404);
        }
    }
    // Who applies does not sit over it, even with a seat.
    let email = held.bids[0].1.email.clone();
    held.ada.1.post(&held.path("seats"), &[("email", &email), ("role", "committee")]).expect(303);
    held.bids[0].2.get(&held.path("decisions")).expect(200).says_not(&bid.to_string());
    held.bids[0].2.get(&held.path(&format!("decisions/{bid}"))).expect(404);
}

#[test]
fn t42_of_two_who_decide_at_once_the_second_reads_what_the_first_wrote() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let bid = &held.bids[0].0;
    let path = held.path(&format!("decisions/{bid}"));
    held.deliberate();
    held.sit(1);
    let first = [("outcome", "labelled"), ("rationale", REASONS), ("seen", "")];
    held.ada.1.post(&path, &first).expect(303);
    let second = [("outcome", "refused"), ("rationale", REASONS), ("seen", "")];
    let mine = "Le projet ne répond pas aux critères de l’appel, et ses partenaires hésitent.";
    let second = [second[0], ("rationale", mine), second[2]];
    // They do not lose what they had written.
    held.ada.1.post(&path, &second).expect(409).says(REASONS).says(mine);
    // A refusal gives reasons, and only the chair validates what they have read.
    held.propose(bid, "refused", &[("rationale", "Non.")]).expect(422);
    held.ada.1.post(&format!("{path}/validation"), &[("seen", "")]).expect(404);
    held.chair.1.post(&format!("{path}/validation"), &[("seen", "old")]).expect(409);
    held.chair.1.post(&held.path("conclusion"), &[]).expect(409);
    held.validate(bid).expect(303);
    held.propose(bid, "refused", &[]).expect(409);
}

#[test]
fn t59_t62_t64_letters_leave_once_after_a_second_person_and_ten_minutes_and_can_be_stopped_until_then()
 {
    let app = TestApp::start();
    let held = held(&app, &["04", "44"]);
    let letters = held.decide(&[("labelled", &[]), ("refused", &[])]);
    let told = |address: &str| {
        app.mails_to(address).iter().filter(|one| one.text.contains(REASONS)).count()
    };
    let addresses: Vec<String> =
        held.bids.iter().map(|(_, account, _)| account.email.clone()).collect();

    held.ada.1.post(&format!("{letters}/approval"), &[]).expect(409);
    let page = held.chair.1.get(&held.path("letters"));
    page.expect(200).says(&held.named(&app, 0)).says(&held.named(&app, 1));
    held.chair.1.post(&format!("{letters}/approval"), &[]).expect(303);
    held.ada.1.post(&format!("{letters}/stop"), &[]).expect(303);
    app.later(TimeDelta::minutes(20));
    app.run_jobs();
    assert_eq!(addresses.iter().map(|to| told(to)).sum::<usize>(), 0);

    let batch = maillage::decisions::BatchId::new();
    let letters = held.path(&format!("letters/{batch}"));
    for _ in 0..2 {
        held.ada.1.post(&letters, &[]).expect(303);
    }
    held.chair.1.post(&format!("{letters}/approval"), &[]).expect(303);
    app.later(TimeDelta::minutes(9));
    app.run_jobs();
    assert_eq!(addresses.iter().map(|to| told(to)).sum::<usize>(), 0);
    app.later(TimeDelta::minutes(2));
    for _ in 0..2 {
        app.run_jobs();
    }
    // t59: nobody gets two; t62: nobody gets another's.
    assert_eq!(addresses.iter().map(|to| told(to)).collect::<Vec<_>>(), [1, 1]);
    assert!(!app.mail_to(&addresses[0]).text.contains(&held.named(&app, 1)));
    held.ada.1.post(&format!("{letters}/stop"), &[]).expect(409);
}

#[test]
fn t58_letters_whose_readers_change_after_the_preview_do_not_leave() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let letters = held.decide(&[("labelled", &[])]);
    held.chair.1.post(&format!("{letters}/approval"), &[]).expect(303);
    let bid = held.bids[0].0.clone();
    app.write(|conn| Ok(maillage::applications::queries::set_title(conn, &bid, "Autre titre")?));
    app.later(TimeDelta::minutes(11));
    app.run_jobs();
    let call = crate::calls_cast::find(&app, &held.call);
    assert_eq!(call.state, maillage::calls::State::Decided);
    app.visitor().get(&format!("/api/v1/calls/{}/results", held.slug)).expect(404);
}

#[test]
fn t41_before_the_instant_nothing_shows_a_result_and_then_everything_does() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44", "53"]);
    let until = [("until", "2027-12-31")];
    let letters = held.decide(&[("labelled", &[]), ("trajectory", &until), ("refused", &[])]);
    held.chair.1.post(&format!("{letters}/approval"), &[]).expect(303);
    app.later(TimeDelta::minutes(9) + TimeDelta::seconds(59));
    app.run_jobs();
    let (public, slug) = (app.visitor(), &held.slug);
    let page = || public.get(&format!("/calls/{slug}?lang=en"));
    page().expect(200).says_not("Results</h2>").says_not(&held.named(&app, 0));
    let api = format!("/api/v1/calls/{slug}/results");
    public.get(&api).expect(404);
    let own = |place: usize| {
        let (id, _, browser) = &held.bids[place];
        browser.get(&format!("/applications/{id}?lang=en"))
    };
    own(0).expect(200).says_not("labelled");

    app.later(TimeDelta::seconds(61));
    app.run_jobs();
    let [first, second, third] = [0, 1, 2].map(|place| held.named(&app, place));
    page().expect(200).says(&first).says(&second).says_not(&third);
    let told = public.get(&api).expect(200).json();
    let outcomes: std::collections::BTreeSet<_> = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["labelled", "trajectory"].into());
    own(0).expect(200).says("labelled").says(REASONS);
    own(2).expect(200).says("not retained");
    // t16: who sat over it is named nowhere.
    own(2).says_not("Cléo").says_not("cleo@comite.example");
}

#[test]
fn t10_an_application_of_another_call_is_not_found_under_this_one() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let stranger = crate::applications_cast::filed(&app);
    for id in [stranger, ApplicationId::random()] {
        held.ada.1.get(&held.path(&format!("decisions/{id}"))).expect(404);
        held.ada
            .1
            .post(
                &held.path(&format!("decisions/{id}")),
                &[("outcome", "labelled"), ("rationale", REASONS)],
            )
            .expect(404);
    }
}

#[test]
fn a_portfolio_shows_what_is_covered_twice_and_writes_nothing_until_it_is_kept() {
    let app = TestApp::start();
    let held = held(&app, &["04", "04"]);
    let ids: Vec<String> = held.bids.iter().map(|(id, ..)| id.to_string()).collect();
    let path = held.path("portfolio");
    let one = format!("{path}?lang=en&bid={}", ids[0]);
    held.chair.1.get(&one).expect(200).says("covered").says_not("overlap");
    let both = format!("{path}?bid={}&bid={}", ids[0], ids[1]);
    held.chair.1.get(&both).expect(200).says("overlap");
    let kept = || {
        app.read(|conn| Ok(maillage::decisions::queries::portfolios_of(conn, &held.call)?)).len()
    };
    assert_eq!(kept(), 0);
    let form = [("name", "A"), ("bid", ids[0].as_str()), ("bid", ids[1].as_str())];
    held.chair.1.post(&held.path("portfolios"), &form).expect(303);
    held.chair.1.post(&held.path("portfolios"), &form).expect(409);
    held.chair.1.post(&held.path("portfolios"), &[("name", "B")]).expect(409);
    assert_eq!(kept(), 1);
}

#[test]
fn t11_who_is_in_conflict_approves_no_letters_and_sees_no_portfolio_that_holds_the_file() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44"]);
    let ids: Vec<String> = held.bids.iter().map(|(id, ..)| id.to_string()).collect();
    let form = [("name", "Alpha"), ("bid", ids[0].as_str()), ("bid", ids[1].as_str())];
    held.chair.1.post(&held.path("portfolios"), &form).expect(303);
    let letters = held.decide(&[("labelled", &[]), ("refused", &[])]);
    let (_, account, bidder) = &held.bids[0];
    let seat = [("email", account.email.as_str()), ("role", "chair")];
    held.ada.1.post(&held.path("seats"), &seat).expect(303);

    let (own, other) = (held.named(&app, 0), held.named(&app, 1));
    bidder.get(&held.path("letters")).expect(200).says_not(&own).says(&other);
    bidder.post(&format!("{letters}/approval"), &[]).expect(409).says("sans conflit d’intérêts");
    let page = bidder.get(&held.path("portfolio"));
    page.expect(200).says_not("Alpha").says_not(&ids[0]);
    let theirs = [("name", "Le mien"), ("bid", ids[0].as_str())];
    bidder.post(&held.path("portfolios"), &theirs).expect(409);
    held.chair.1.get(&held.path("portfolio")).expect(200).says("Alpha");
    held.chair.1.post(&format!("{letters}/approval"), &[]).expect(303);
}

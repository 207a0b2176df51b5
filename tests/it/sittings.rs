//! When a committee sits: who decides, who stands aside, and the report on equal treatment, through HTTP.

use maillage::applications::ApplicationId;

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::decisions_cast::{Held, held};

/// Somebody with a seat, and their browser.
fn member(app: &TestApp, held: &Held, name: &str) -> (Account, Visitor) {
    let email = format!("{}@comite.example", name.to_lowercase());
    let account = app.account(name, &email, None, &[]);
    held.ada.1.post(&held.path("seats"), &[("email", &email), ("role", "committee")]).expect(303);
    let browser = app.sign_in(&account);
    (account, browser)
}

fn moves(held: &Held, sitting: &str, account: &Account, here: &str) -> Reply {
    let form = [("account", account.id.as_str()), ("here", here)];
    held.ada.1.post(&format!("{sitting}/presences"), &form)
}

/// Nothing that somebody who stood aside can open tells of the application.
fn t27(app: &TestApp, held: &Held, (browser, sitting): (&Visitor, &str), id: &ApplicationId) {
    let named = held.named(app, 0);
    for page in ["decisions", "sittings", "portfolio", "letters", "equality"] {
        let page = browser.get(&held.path(page));
        page.expect(200).says_not(&named).says_not("Atelier de Porteur0");
        assert!(!page.body.contains(id.as_str()), "{}", page.path);
    }
    browser.get(sitting).expect(200).says_not(&named).says_not("Porteur0").says_not("Hors de la");
    let sheet = browser.get(&format!("{sitting}/sheet.pdf"));
    assert!(sheet.expect(200).bytes.starts_with(b"%PDF"));
    browser.get(&held.path(&format!("decisions/{id}"))).expect(404);
    let why = [("why", "Encore une fois, pour voir")];
    browser.post(&held.path(&format!("decisions/{id}/recusal")), &why).expect(404);
}

#[test]
fn t27_who_stands_aside_sees_nothing_of_it_and_does_not_count_for_the_quorum() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44"]);
    let bid = held.bids[0].0.clone();
    let ((max, aside), (ida, _)) = (member(&app, &held, "Max"), member(&app, &held, "Ida"));
    held.deliberate();
    held.propose(&bid, "labelled", &[]).expect(303);
    held.validate(&bid).expect(409).says("qu’en séance");
    held.ada
        .1
        .post(&held.path("sittings"), &[("id", max.id.as_str()), ("quorum", "9")])
        .expect(409);
    let sitting = held.sit(2);
    held.validate(&bid).expect(409).says("quorum n’est pas atteint");
    for _ in 0..2 {
        moves(&held, &sitting, &max, "yes").expect(303);
    }
    moves(&held, &sitting, &held.bids[0].1, "yes").expect(404);

    let recusal = held.path(&format!("decisions/{bid}/recusal"));
    aside.get(&held.path("decisions")).says(&held.named(&app, 0));
    aside.post(&recusal, &[("why", "court")]).expect(409);
    aside.post(&recusal, &[("why", "Nous avons publié ensemble.")]).expect(303);
    t27(&app, &held, (&aside, &sitting), &bid);
    held.validate(&bid).expect(409).says("quorum n’est pas atteint");
    moves(&held, &sitting, &ida, "yes").expect(303);
    held.validate(&bid).expect(303);

    // The chair has to be there, and the sitting to go on.
    let other = held.bids[1].0.clone();
    held.propose(&other, "refused", &[]).expect(303);
    moves(&held, &sitting, &held.chair.0, "no").expect(303);
    held.validate(&other).expect(409).says("noté");
    moves(&held, &sitting, &held.chair.0, "yes").expect(303);
    held.chair.1.post(&format!("{sitting}/closure"), &[]).expect(303);
    held.validate(&other).expect(409).says("qu’en séance");
    let page = held.chair.1.get(&sitting);
    page.expect(200).says("Hors de la salle : Max").says("Ida").says(&held.named(&app, 0));
    page.says_not(&held.named(&app, 1));
    t27(&app, &held, (&aside, &sitting), &bid);
    // A sitting of another call is not found in this one.
    held.bids[0].2.get(&sitting).expect(404);
}

#[test]
fn a_second_sitting_waits_for_the_first_and_the_same_form_sits_once() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let id = maillage::decisions::SittingId::new().to_string();
    let form = [("id", id.as_str()), ("quorum", "1")];
    held.ada.1.post(&held.path("sittings"), &form).expect(409);
    held.deliberate();
    for _ in 0..2 {
        held.ada.1.post(&held.path("sittings"), &form).expect(303);
    }
    let other = maillage::decisions::SittingId::new().to_string();
    let second = [("id", other.as_str()), ("quorum", "1")];
    held.ada.1.post(&held.path("sittings"), &second).expect(409).says("déjà ouverte");
    for _ in 0..2 {
        held.ada.1.post(&held.path(&format!("sittings/{id}/closure")), &[]).expect(303);
    }
    held.ada.1.post(&held.path("sittings"), &second).expect(303);
    assert_eq!(
        app.read(|conn| Ok(maillage::decisions::queries::sittings_of(conn, &held.call)?)).len(),
        2
    );
}

#[test]
fn t30_the_report_on_equal_treatment_hides_small_groups_and_what_its_reader_must_not_see() {
    const NONE: &[(&str, &str)] = &[];
    let app = TestApp::start();
    let held = held(&app, &["04", "04", "04", "04", "04"]);
    let outcomes = ["labelled", "labelled", "refused", "refused", "refused"];
    held.decide(&outcomes.map(|one| (one, NONE)));
    let place = held.path("equality");
    let page = held.chair.1.get(&place);
    page.expect(200).says("40 %").says("La Réunion").says("premier dépôt").says_not("< 5");
    let take = |format: &str| held.ada.1.post(&format!("{place}/export"), &[("format", format)]);
    assert!(take("pdf").expect(200).bytes.starts_with(b"%PDF"));
    assert!(take("csv").expect(200).header("content-disposition").unwrap().contains(".zip"));
    take("ods").expect(200);
    take("exe").expect(404);
    let noted = app.read(|conn| maillage::history::of(conn, "call", held.call.as_str(), 200));
    assert_eq!(noted.iter().filter(|one| one.action == "equality.export").count(), 3);

    let chosen = [("format", "csv"), ("column", "Retenues")];
    let packed = held.ada.1.post(&format!("{place}/export"), &chosen).expect(200).bytes.clone();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(packed)).unwrap();
    let heads = (0..zip.len()).map(|at| {
        let text = std::io::read_to_string(zip.by_index(at).unwrap()).unwrap();
        text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().replace('"', "")
    });
    let heads: Vec<String> = heads.collect();
    assert!(heads.iter().any(|head| head.ends_with(";Retenues")), "{heads:?}");
    assert!(heads.iter().all(|head| head.split(';').count() <= 2), "{heads:?}");

    // Who applied and has a seat sees four of five: too few for anything.
    let email = held.bids[0].1.email.clone();
    held.ada.1.post(&held.path("seats"), &[("email", &email), ("role", "committee")]).expect(303);
    held.bids[0].2.get(&place).expect(200).says("< 5").says_not("40 %");
    held.bids[0].2.post(&format!("{place}/export"), &[("format", "csv")]).expect(404);
}

//! Secretaries and observers of a committee, and what it keeps with its minutes, through HTTP.

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::decisions_cast::{Held, REASONS, held};

fn seated(app: &TestApp, held: &Held, (name, role): (&str, &str)) -> (Account, Visitor) {
    let email = format!("{}@comite.example", name.to_lowercase());
    let account = app.account(name, &email, None, &[]);
    held.ada.1.post(&held.path("seats"), &[("email", &email), ("role", role)]).expect(303);
    let browser = app.sign_in(&account);
    (account, browser)
}

fn proposes(held: &Held, browser: &Visitor, place: usize) -> Reply {
    let path = held.path(&format!("decisions/{}", held.bids[place].0));
    let seen = browser.get(&path).value_of("seen").unwrap_or_default();
    browser.post(&path, &[("outcome", "labelled"), ("rationale", REASONS), ("seen", &seen)])
}

#[test]
fn t22_a_secretary_acts_where_the_coordinator_stands_aside_and_does_not_run_the_call() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44"]);
    let (sam, secretary) = seated(&app, &held, ("Sam", "secretary"));
    assert!(app.mail_to(&sam.email).text.contains("le secrétariat du comité"));
    secretary.get("/reviews").expect(200).says("secrétaire");
    held.deliberate();
    let why = [("why", "Nous avons publié ensemble.")];
    let recusal = held.path(&format!("decisions/{}/recusal", held.bids[0].0));
    held.ada.1.post(&recusal, &why).expect(303);
    proposes(&held, &held.ada.1, 0).expect(404);

    proposes(&held, &secretary, 0).expect(303);
    secretary.get(&held.path("reviews")).expect(200);
    secretary.get(&held.path("reviews/rubric")).expect(200);
    let led = secretary.get(&format!("/inbox/calls/{}", held.call));
    assert_eq!(led.expect(303).header("location"), Some(held.path("reviews").as_str()));
    for closed in ["form", "applications", "questions"] {
        secretary.get(&held.path(closed)).expect(404);
    }
    let seat = [("email", sam.email.as_str()), ("role", "chair")];
    secretary.post(&held.path("seats"), &seat).expect(404);
    secretary
        .post(&held.path(&format!("decisions/{}/validation", held.bids[0].0)), &[])
        .expect(404);
    let coordinator = [("email", sam.email.as_str()), ("role", "coordinator")];
    held.ada.1.post(&held.path("seats"), &coordinator).expect(409);
}

#[test]
fn an_observer_reads_and_neither_discusses_nor_votes_nor_counts() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let (olga, observer) = seated(&app, &held, ("Olga", "observer"));
    assert!(app.mail_to(&olga.email).text.contains("sans voix ni vote"));
    held.deliberate();
    held.propose(&held.bids[0].0.clone(), "labelled", &[]).expect(303);
    let page = observer.get(&held.path("decisions"));
    page.expect(200).says("observateur").says(&held.named(&app, 0));
    let one = held.path(&format!("decisions/{}", held.bids[0].0));
    let page = observer.get(&one);
    page.expect(200).says(REASONS);
    assert!(!page.body.contains("/posts\""), "there is no way to speak");
    observer.post(&format!("{one}/posts"), &[("body", "Je pense que oui.")]).expect(404);
    observer.post(&one, &[("outcome", "refused"), ("rationale", REASONS)]).expect(404);
    let bid = held.bids[0].0.to_string();
    let kept = [("name", "Essai"), ("bid", bid.as_str())];
    observer.post(&held.path("portfolios"), &kept).expect(404);

    let sitting = held.sit(1);
    let here = [("account", olga.id.as_str()), ("here", "yes")];
    held.ada.1.post(&format!("{sitting}/presences"), &here).expect(404);
    observer.post(&format!("{one}/vote"), &[("vote", "for")]).expect(404);
    observer.post(&format!("{sitting}/closure"), &[]).expect(404);
    let removal = held.path(&format!("seats/{}/removal", olga.id));
    held.ada.1.post(&removal, &[("role", "observer")]).expect(303);
    observer.get(&held.path("decisions")).expect(404);
}

#[test]
fn what_was_tried_out_is_kept_with_the_minutes_and_hidden_from_who_stood_aside() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44"]);
    let (_, member) = seated(&app, &held, ("Max", "committee"));
    held.deliberate();
    let bids = [held.bids[0].0.to_string(), held.bids[1].0.to_string()];
    let form = [("name", "Deux régions"), ("bid", &bids[0]), ("bid", &bids[1])];
    held.chair.1.post(&held.path("portfolios"), &form).expect(303);
    let sitting = held.sit(1);
    let page = held.chair.1.get(&sitting);
    page.expect(200).says("Aucun scénario n’est joint");
    let choice = page.body.split("<option value=\"").find(|rest| rest.contains("Deux régions"));
    let choice = choice.unwrap().split('"').next().unwrap().to_owned();
    let keep = |browser: &Visitor, which: &str| {
        browser.post(&format!("{sitting}/scenario"), &[("portfolio", which)])
    };
    keep(&member, &choice).expect(404);
    keep(&held.chair.1, "none").expect(404);
    for _ in 0..2 {
        keep(&held.chair.1, &choice).expect(303);
    }
    let events = app.read(|conn| maillage::history::of(conn, "call", held.call.as_str(), 200));
    assert_eq!(events.iter().filter(|one| one.action == "sitting.scenario").count(), 1);
    member.get(&sitting).expect(200).says("Deux régions").says(&held.named(&app, 1));
    member.get(&sitting).says("2 zones visées");

    // Forgotten as a trial it stays with the minutes; who stands aside from one of them does not see it.
    let removal = held.path(&format!("portfolios/{choice}/removal"));
    held.chair.1.post(&removal, &[]).expect(303);
    held.chair.1.get(&sitting).expect(200).says("Deux régions");
    let why = [("why", "Nous avons publié ensemble.")];
    let recusal = held.path(&format!("decisions/{}/recusal", bids[0]));
    member.post(&recusal, &why).expect(303);
    member.get(&sitting).expect(200).says_not("Deux régions");

    let words = [("part", ""), ("body", "La séance est ouverte à neuf heures."), ("lock", "0")];
    held.chair.1.post(&format!("{sitting}/minutes"), &words).expect(303);
    held.chair.1.post(&format!("{sitting}/closure"), &[]).expect(303);
    held.chair.1.post(&format!("{sitting}/approval"), &[]).expect(303);
    keep(&held.chair.1, "").expect(409);
    let pdf = held.chair.1.get(&format!("{sitting}/sheet.pdf"));
    assert!(pdf.expect(200).bytes.starts_with(b"%PDF"));
}

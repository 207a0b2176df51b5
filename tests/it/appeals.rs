//! Appeals against decisions, through HTTP.

use chrono::TimeDelta;
use maillage::accounts::NetworkRole;
use maillage::decisions::{AppealId, BatchId, queries};

use crate::app::{Reply, TestApp, Visitor};
use crate::decisions_cast::{Held, admin, held};

const GROUNDS: &str = "Le poste permanent est voté depuis le dépôt, et la lettre le confirme.";
const ANSWER: &str = "La pièce produite établit le poste : le comité doit en tenir compte.";

fn appeal(held: &Held, place: usize, id: &AppealId, grounds: &str) -> Reply {
    let (bid, _, browser) = &held.bids[place];
    let form = [("id", id.as_str()), ("grounds", grounds)];
    browser.post(&format!("/applications/{bid}/appeal"), &form)
}

/// Somebody who steers the network and has a seat in the committee.
fn judge(app: &TestApp, held: &Held) -> Visitor {
    let role = Some(NetworkRole::Admin);
    let account = app.account("Juge", "juge@reseau.example", role, &[]);
    let seat = [("email", account.email.as_str()), ("role", "committee")];
    held.ada.1.post(&held.path("seats"), &seat).expect(303);
    app.sign_in(&account)
}

fn mails(app: &TestApp, to: &str, subject: &str) -> usize {
    app.mails_to(to).iter().filter(|mail| mail.subject.contains(subject)).count()
}

#[test]
fn an_appeal_is_looked_at_by_who_did_not_decide_and_the_committee_decides_anew() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44"]);
    let (root, judge) = (admin(&app), judge(&app, &held));
    let (bid, owner, browser) = &held.bids[1];
    let page = format!("/applications/{bid}/appeal");
    browser.get(&page).expect(404);
    held.publish(&app, &[("labelled", &[]), ("refused", &[])]);

    let id = AppealId::random();
    browser.get(&page).expect(200).says("Déposer un recours").says("non retenue");
    held.bids[0].2.get(&page).expect(404);
    appeal(&held, 1, &id, "Non.").expect(422).says("cinquante");
    for _ in 0..2 {
        appeal(&held, 1, &id, GROUNDS).expect(303);
    }
    appeal(&held, 1, &AppealId::random(), GROUNDS).expect(409);
    assert_eq!(mails(&app, &owner.email, "Recours reçu"), 1);
    assert_eq!(mails(&app, "root@reseau.example", "Un recours à instruire"), 1);
    assert_eq!(mails(&app, "juge@reseau.example", "Un recours à instruire"), 0);

    let desk = format!("/admin/appeals/{id}");
    let home = root.get("/");
    assert!(home.expect(200).says("Recours à instruire").links_to(&desk));
    judge.get("/").expect(200).says_not("Recours à instruire");
    held.ada.1.get(&desk).expect(404);
    judge.get(&desk).expect(200).says("Vous avez pris part").says(GROUNDS);
    judge.post(&format!("{desk}/instruction"), &[]).expect(409);
    let answer = format!("{desk}/answer");
    root.post(&answer, &[("outcome", "upheld"), ("answer", ANSWER)]).expect(409);
    for _ in 0..2 {
        root.post(&format!("{desk}/instruction"), &[]).expect(303);
    }
    judge.post(&answer, &[("outcome", "dismissed"), ("answer", ANSWER)]).expect(409);
    // What it says is looked at once it is admissible.
    root.post(&answer, &[("outcome", "upheld"), ("answer", ANSWER)]).expect(409);
    judge.post(&format!("{desk}/admission"), &[]).expect(409);
    for _ in 0..2 {
        root.post(&format!("{desk}/admission"), &[]).expect(303);
    }
    root.post(&answer, &[("outcome", "inadmissible"), ("answer", ANSWER)]).expect(409);
    assert_eq!(mails(&app, &owner.email, "est recevable"), 1);
    browser.get(&page).expect(200).says("recours recevable").says_not("Root");
    root.post(&answer, &[("outcome", "upheld"), ("answer", "Oui.")]).expect(422).says("Oui.");
    for _ in 0..2 {
        root.post(&answer, &[("outcome", "upheld"), ("answer", ANSWER)]).expect(303);
    }
    assert_eq!(mails(&app, &owner.email, "est admis"), 1);
    assert_eq!(mails(&app, "ada@reseau.example", "À décider de nouveau"), 1);
    // Who looked at it is named nowhere.
    browser.get(&page).expect(200).says("recours admis").says(ANSWER).says_not("Root");
    browser.get(&format!("/applications/{bid}")).expect(200).says_not("non retenue");

    held.propose(bid, "labelled", &[]).expect(303);
    held.sit(1);
    held.validate(bid).expect(303);
    let letters = held.path(&format!("letters/{}", BatchId::new()));
    held.ada.1.post(&letters, &[]).expect(303);
    held.chair.1.post(&format!("{letters}/approval"), &[]).expect(303);
    app.later(TimeDelta::minutes(11));
    app.run_jobs();
    assert_eq!(mails(&app, &owner.email, "labellisée"), 1);
    let told = app.read(|conn| Ok(queries::told(conn, bid)?)).unwrap();
    assert_eq!((told.seq, told.outcome.as_str()), (2, "labelled"));
    let results = app.visitor().get(&format!("/api/v1/calls/{}/results", held.slug));
    assert_eq!(results.expect(200).json()["items"].as_array().unwrap().len(), 2);
    // The one there was stays, and its appeal with it.
    browser.get(&page).expect(200).says("recours admis");
    root.get("/admin/appeals").expect(200).says(&held.named(&app, 1));
    let take = |format: &str, columns: &[&str]| {
        let mut form = vec![("format", format)];
        form.extend(columns.iter().map(|one| ("column", *one)));
        root.post("/admin/appeals/export", &form)
    };
    let csv = take("csv", &["État"]);
    let lines: Vec<&str> = csv.expect(200).body.trim_start_matches('\u{feff}').lines().collect();
    let reference = held.named(&app, 1);
    assert_eq!(lines[0].replace('"', ""), "Référence;État");
    assert_eq!(lines[1].replace('"', ""), format!("{reference};recours admis"));
    assert!(take("csv", &[]).body.contains("Candidature"));
    assert!(take("ods", &[]).expect(200).bytes.starts_with(b"PK"));
    take("pdf", &[]).expect(404);
    let noted = app.read(|conn| maillage::history::of(conn, "network", "appeals", 50));
    assert_eq!(noted.iter().filter(|one| one.action == "appeal.export").count(), 3);
}

#[test]
fn an_appeal_comes_in_time_is_withdrawn_by_its_owner_and_unseen_by_who_is_in_conflict() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44"]);
    let root = admin(&app);
    held.publish(&app, &[("refused", &[]), ("refused", &[])]);
    let id = AppealId::random();
    appeal(&held, 0, &id, GROUNDS).expect(303);
    let withdrawal = format!("/applications/{}/appeal/withdrawal", held.bids[0].0);
    held.bids[1].2.post(&withdrawal, &[]).expect(404);
    for _ in 0..2 {
        held.bids[0].2.post(&withdrawal, &[]).expect(303);
    }
    root.post(&format!("/admin/appeals/{id}/instruction"), &[]).expect(409);

    // Somebody who steers the network and applied finds nothing of their own appeal at the desk.
    let role = NetworkRole::Admin;
    app.write(|conn| {
        Ok(maillage::accounts::queries::set_network_role(conn, &held.bids[0].1.id, Some(role))?)
    });
    let own = &held.bids[0].2;
    own.get("/admin/appeals").expect(200).says_not(&held.named(&app, 0));
    own.get(&format!("/admin/appeals/{id}")).expect(404);

    app.later(TimeDelta::days(62));
    let owner = app.sign_in(&held.bids[1].1);
    let form = [("id", id.as_str()), ("grounds", GROUNDS)];
    let late = owner.post(&format!("/applications/{}/appeal", held.bids[1].0), &form);
    late.expect(409).says("délai de recours est passé");
}

#[test]
fn an_appeal_that_is_not_admissible_ends_there_with_its_reasons() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let root = admin(&app);
    held.publish(&app, &[("refused", &[])]);
    let (bid, owner, browser) = &held.bids[0];
    let id = AppealId::random();
    appeal(&held, 0, &id, GROUNDS).expect(303);
    let desk = format!("/admin/appeals/{id}");
    root.post(&format!("{desk}/instruction"), &[]).expect(303);
    let answer = format!("{desk}/answer");
    root.post(&answer, &[("outcome", "inadmissible"), ("answer", "Non.")]).expect(422);
    let why = "Ce recours ne dit rien contre la décision, ni sur ce qu’elle retient.";
    for _ in 0..2 {
        root.post(&answer, &[("outcome", "inadmissible"), ("answer", why)]).expect(303);
    }
    assert_eq!(mails(&app, &owner.email, "n’est pas recevable"), 1);
    let page = format!("/applications/{bid}/appeal");
    browser.get(&page).expect(200).says("recours irrecevable").says(why).says_not("Root");
    root.post(&format!("{desk}/admission"), &[]).expect(409);
    let told = app.read(|conn| Ok(queries::told(conn, bid)?));
    assert_eq!(told.unwrap().outcome.as_str(), "refused", "the decision stands");
    let open = app.read(|conn| Ok(queries::is_appealed(conn, &held.call)?));
    assert!(!open);
}

#[test]
fn it_is_noted_once_when_whoever_owns_it_reads_the_decision_and_until_when_they_may_appeal() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    app.write(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::calls;
        let of = calls::table.find(&held.call);
        diesel::update(of).set(calls::appeal_months.eq(4)).execute(conn)?;
        Ok(())
    });
    held.publish(&app, &[("refused", &[])]);
    let (bid, owner, browser) = &held.bids[0];
    let read_at = || app.read(|conn| Ok(queries::told(conn, bid)?)).unwrap().read_at;
    assert_eq!(read_at(), None);
    app.later(TimeDelta::hours(1));
    let first = app.now();
    browser.get(&format!("/applications/{bid}")).expect(200);
    assert_eq!(read_at(), Some(first));
    app.later(TimeDelta::hours(1));
    browser.get(&format!("/applications/{bid}")).expect(200).says("Lue par le porteur");
    assert_eq!(read_at(), Some(first));
    let events = app.read(|conn| maillage::history::of(conn, "application", bid.as_str(), 50));
    assert_eq!(events.iter().filter(|one| one.action == "decision.read").count(), 1);
    assert!(app.mail_to(&owner.email).text.contains("un délai de 4 mois"));
    app.later(TimeDelta::days(100));
    let own = app.sign_in(owner);
    own.get(&format!("/applications/{bid}/appeal")).expect(200).says("Déposer un recours");
}

#[test]
fn a_decision_in_english_counts_one_month_as_one() {
    let app = TestApp::start();
    let held = held(&app, &["04", "44"]);
    app.write(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::{accounts, calls};
        let of = calls::table.find(&held.call);
        diesel::update(of).set(calls::appeal_months.eq(1)).execute(conn)?;
        let owner = accounts::table.find(&held.bids[0].1.id);
        diesel::update(owner).set(accounts::language.eq("en")).execute(conn)?;
        Ok(())
    });

    held.publish(&app, &[("refused", &[]), ("refused", &[])]);

    let told = |at: usize| app.mail_to(&held.bids[at].1.email).text;
    assert!(told(0).contains("You may appeal within 1 month, on"), "{}", told(0));
    assert!(told(1).contains("un délai de 1 mois"), "{}", told(1));
}

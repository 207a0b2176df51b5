//! What a label owes while it lasts: conditions shown and lifted, yearly reports, renewal. Through HTTP.

use chrono::{Months, NaiveDate, TimeDelta};
use diesel::prelude::*;
use maillage::accounts::NodeRole;
use maillage::db::schema::label_reports;
use maillage::labels::{ConditionState, Label, LabelKind, RenewalId, ReportState, queries};

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::decisions_cast::{Held, admin, held};
use crate::labels::{form, send};

const PROOF: &str = "La convention est signée : voir le registre, numéro 12.";

struct Labelled {
    held: Held,
    root: Visitor,
    label: Label,
}

impl Labelled {
    fn path(&self, rest: &str) -> String {
        format!("/labels/{}/{rest}", self.label.id)
    }

    fn again(&self, app: &TestApp) -> Label {
        app.read(|conn| Ok(queries::find(conn, &self.label.id)?))
    }
}

fn labelled(app: &TestApp, outcome: &str, more: &[(&str, &str)]) -> Labelled {
    let held = held(app, &["04"]);
    let root = admin(app);
    held.publish(app, &[(outcome, more)]);
    let path = format!("/admin/labels/applications/{}", held.bids[0].0);
    send(&root, &path, &form(&held)).expect(303);
    let bid = held.bids[0].0.clone();
    let label = app.read(|conn| Ok(queries::of_application(conn, &bid)?)).unwrap();
    Labelled { held, root, label }
}

/// Whoever is the admin of these tests.
fn root_account(app: &TestApp) -> Account {
    let found = app.read(|conn| {
        Ok(maillage::accounts::queries::by_email(conn, "root@reseau.example")?.unwrap())
    });
    Account { id: found.id, email: found.email, name: found.name }
}

fn mails(app: &TestApp, to: &str, subject: &str) -> usize {
    app.mails_to(to).iter().filter(|mail| mail.subject.contains(subject)).count()
}

#[test]
fn t09_a_condition_is_shown_by_its_node_and_lifted_by_the_network_with_a_day() {
    let app = TestApp::start();
    let conditions = [("conditions", "2026-09-30 Signer la convention.")];
    let there = labelled(&app, "conditions", &conditions);
    assert_eq!(there.label.kind, LabelKind::Conditional);
    let (_, account, own) = &there.held.bids[0];
    let one = app.read(|conn| Ok(queries::conditions_of(conn, &there.label.id)?)).remove(0);
    let proof = there.path(&format!("conditions/{}/proof", one.id));
    let verdict = there.path(&format!("conditions/{}/verdict", one.id));
    own.get(&there.path("life")).expect(200).says("Signer la convention.").says("à remplir");
    // Who manages another node finds nothing, and neither does anybody else.
    let roles = [("adoc-lorraine", NodeRole::Manager)];
    let other = app.sign_in(&app.account("Max", "max@ailleurs.example", None, &roles));
    other.get(&there.path("life")).expect(404);
    other.post(&proof, &[("proof", PROOF)]).expect(404);
    there.held.ada.1.get(&there.path("life")).expect(404);

    there.root.post(&verdict, &[("outcome", "lift")]).expect(409);
    there.root.post(&proof, &[("proof", PROOF)]).expect(404);
    own.post(&proof, &[("proof", "Oui")]).expect(422);
    for _ in 0..2 {
        own.post(&proof, &[("proof", PROOF)]).expect(303);
    }
    own.post(&verdict, &[("outcome", "lift")]).expect(404);
    there.root.post(&verdict, &[("outcome", "open"), ("remark", "")]).expect(422);
    let why = [("outcome", "open"), ("remark", "La page du registre manque.")];
    there.root.post(&verdict, &why).expect(303);
    assert_eq!(mails(&app, &account.email, "reste à remplir"), 1);
    own.post(&proof, &[("proof", PROOF)]).expect(303);
    for _ in 0..2 {
        there.root.post(&verdict, &[("outcome", "lift")]).expect(303);
    }
    let lifted = app.read(|conn| Ok(queries::condition(conn, &one.id)?));
    assert_eq!((lifted.state, lifted.lifted_on), (ConditionState::Lifted, Some(app.today())));
    assert_eq!(there.again(&app).kind, LabelKind::Full, "without conditions it is a full one");
    assert_eq!(mails(&app, &account.email, "est levée"), 1);
    app.visitor().get(&format!("/labels/{}", there.label.id)).expect(200).says("levée le");
}

#[test]
fn a_file_shows_a_condition_as_well_and_is_read_by_who_may_read_the_label() {
    const PDF: &[u8] = b"%PDF-1.7 registre";
    let app = TestApp::start();
    let there = labelled(&app, "conditions", &[("conditions", "2026-09-30 Signer la convention.")]);
    let (_, account, own) = &there.held.bids[0];
    let one = app.read(|conn| Ok(queries::conditions_of(conn, &there.label.id)?)).remove(0);
    let proof = there.path(&format!("conditions/{}/proof", one.id));
    let bring = |said: &str, name: &str, content: &[u8]| {
        own.post_files(&proof, &[("proof", said)], &[("file", name, "application/pdf", content)])
    };
    own.get(&proof).expect(404);
    bring("Au registre", "page.html", b"<html>").expect(422).says("type admis").says("Au registre");
    own.post(&proof, &[("proof", "")]).expect(422);
    bring("", "registre.pdf", PDF).expect(303);
    there.root.get(&there.path("life")).says("registre.pdf");
    assert_eq!(there.root.get(&proof).expect(200).bytes, PDF);
    let roles = [("adoc-lorraine", NodeRole::Manager)];
    let other = app.sign_in(&app.account("Max", "max@ailleurs.example", None, &roles));
    for reader in [&other, &there.held.ada.1, &app.visitor()] {
        assert_ne!(reader.get(&proof).bytes, PDF);
    }
    // Another text leaves the file where it is, and it is not taken for one on which nothing hangs.
    own.post(&proof, &[("proof", PROOF)]).expect(303);
    app.later(TimeDelta::days(3));
    app.run_jobs();
    assert_eq!(app.sign_in(account).get(&proof).expect(200).bytes, PDF);
}

#[test]
fn a_condition_that_comes_due_is_told_of_before_and_after() {
    let app = TestApp::start();
    let there = labelled(&app, "conditions", &[("conditions", "2026-09-30 Signer la convention.")]);
    let to = there.held.bids[0].1.email.clone();
    let told = || mails(&app, &to, "Une condition du label");
    app.run_jobs();
    assert_eq!(told(), 0);
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    for (at, times) in [("2026-09-01", 1), ("2026-09-20", 1), ("2026-10-01", 2), ("2026-11-01", 2)]
    {
        app.later(TimeDelta::days((day(at) - app.today()).num_days()));
        for _ in 0..2 {
            app.run_jobs();
        }
        assert_eq!(told(), times, "{at}");
    }
}

#[test]
fn a_report_comes_due_with_real_figures_is_filed_as_it_was_and_read() {
    let app = TestApp::start();
    let there = labelled(&app, "labelled", &[]);
    let (_, account, _) = &there.held.bids[0];
    app.later(TimeDelta::days(366));
    for _ in 0..2 {
        app.run_jobs();
    }
    let reports = || app.read(|conn| Ok(queries::reports_of(conn, &there.label.id)?));
    let one = reports().remove(0);
    assert_eq!((reports().len(), one.year, one.state), (1, 1, ReportState::Due));
    assert_eq!(one.starts_on + Months::new(12), one.ends_on.succ_opt().unwrap());
    app.later(TimeDelta::days(31));
    for _ in 0..2 {
        app.run_jobs();
    }
    assert_eq!(mails(&app, &account.email, "Le rapport annuel"), 1);

    let (own, root) = (app.sign_in(account), app.sign_in(&root_account(&app)));
    let path = there.path("reports/1");
    own.get(&path).expect(200).says("n insuffisant").says("200");
    own.get(&there.path("reports/2")).expect(404);
    own.post(&path, &[("said", "Court")]).expect(422);
    root.post(&path, &[("said", "Ce n’est pas à nous de le dire.")]).expect(404);
    root.post(&format!("{path}/reading"), &[("answer", "Merci.")]).expect(409);
    let said =
        [("said", "Une année de mise en place."), ("disputed", "Les sessions de mai manquent.")];
    for _ in 0..2 {
        own.post(&path, &said).expect(303);
    }
    own.post(&path, &[("said", "Autre chose, après coup.")]).expect(409);
    root.get(&path).expect(200).says("Les sessions de mai manquent.");
    for _ in 0..2 {
        root.post(&format!("{path}/reading"), &[("answer", "Merci, nous vérifions.")]).expect(303);
    }
    assert_eq!(reports()[0].state, ReportState::Read);
    assert_eq!(mails(&app, &account.email, "est lu"), 1);
    own.get(&path).expect(200).says("Merci, nous vérifions.");
}

#[test]
fn figures_are_kept_as_they_were_measured_with_what_the_node_says_beside_them() {
    let app = TestApp::start();
    let there = labelled(&app, "labelled", &[]);
    let (_, account, own) = &there.held.bids[0];
    let context = there.path("promises/1/context");
    let long = "Un départ. ".repeat(60);
    own.post(&context, &[("context", &long)]).expect(422).says("cinq cents").says(long.trim());
    own.post(&there.path("promises/7/context"), &[("context", "Rien")]).expect(404);
    there.root.post(&context, &[("context", "Ce n’est pas à nous.")]).expect(404);
    for _ in 0..2 {
        own.post(&context, &[("context", "Une collègue est partie en mai.")]).expect(303);
    }
    app.visitor().get(&format!("/labels/{}", there.label.id)).says("Une collègue est partie");

    app.later(TimeDelta::days(366));
    app.run_jobs();
    let one = || app.read(|conn| Ok(queries::reports_of(conn, &there.label.id)?)).remove(0);
    let kept: serde_json::Value = serde_json::from_str(&one().figures).unwrap();
    assert_eq!((&kept[0]["indicator"], &kept[0]["formula"]), (&"tickets".into(), &1.into()));
    let (own, root) = (app.sign_in(account), app.sign_in(&root_account(&app)));
    let path = there.path("reports/1");
    own.get(&path).says("formule 1").says("n insuffisant").says("Une collègue est partie");
    // It had been measured by a formula that is in use no more.
    let mut older = kept.clone();
    (older[0]["formula"], older[0]["value"]) = (7.into(), 777.into());
    app.write(|conn| {
        let row = label_reports::table.filter(label_reports::year.eq(1));
        Ok(diesel::update(row).set(label_reports::figures.eq(older.to_string())).execute(conn)?)
    });
    own.get(&path).says("formule 7").says("777");
    own.post(&path, &[("said", "Une année de mise en place.")]).expect(303);
    root.post(&format!("{path}/return"), &[("reason", "Dites aussi les sessions.")]).expect(303);
    own.get(&path).says("formule 7").says("777");
}

#[test]
fn a_report_is_given_back_to_be_corrected_or_let_off_with_a_reason() {
    let app = TestApp::start();
    let there = labelled(&app, "labelled", &[]);
    let (_, account, _) = &there.held.bids[0];
    app.later(TimeDelta::days(366));
    app.run_jobs();
    let (own, root) = (app.sign_in(account), app.sign_in(&root_account(&app)));
    let one = || app.read(|conn| Ok(queries::reports_of(conn, &there.label.id)?)).remove(0);
    let (path, said) = (there.path("reports/1"), [("said", "Une année de mise en place.")]);
    let back =
        |browser: &Visitor, why: &str| browser.post(&format!("{path}/return"), &[("reason", why)]);
    let why = "Les deux sessions de mai ne sont pas racontées.";
    back(&root, why).expect(409).says("pas encore remis");
    own.post(&path, &said).expect(303);
    back(&own, why).expect(404);
    let short = back(&root, "Non");
    short.expect(422).says("Écrivez dix caractères");
    assert!(short.body.contains(">Non<"));
    for _ in 0..2 {
        back(&root, why).expect(303);
    }
    assert_eq!(one().state, ReportState::Returned);
    assert!(one().due_on >= app.today() + TimeDelta::days(30));
    assert_eq!(mails(&app, &account.email, "est à corriger"), 1);
    assert!(app.mail_to(&account.email).text.contains(why));
    own.get(&path).expect(200).says(why).says("à corriger");
    root.post(&format!("{path}/reading"), &[("answer", "Merci.")]).expect(409);
    own.post(&path, &[("said", "Deux sessions ont eu lieu en mai.")]).expect(303);
    assert_eq!(mails(&app, &root_account(&app).email, "rapport"), 2, "it is to be read again");
    root.post(&format!("{path}/waiver"), &[("reason", why)]).expect(409).says("déjà remis");
    root.post(&format!("{path}/reading"), &[("answer", "Merci.")]).expect(303);
    back(&root, why).expect(409);
    assert_eq!(one().state, ReportState::Read);

    // The next one is let off, and is owed no more.
    app.later(TimeDelta::days(366));
    app.run_jobs();
    let (own, root) = (app.sign_in(account), app.sign_in(&root_account(&app)));
    let path = there.path("reports/2");
    let off =
        |browser: &Visitor, why: &str| browser.post(&format!("{path}/waiver"), &[("reason", why)]);
    off(&own, why).expect(404);
    off(&root, " ").expect(422);
    let why = "L’atelier a fermé six mois pour travaux.";
    for _ in 0..2 {
        off(&root, why).expect(303);
    }
    assert_eq!(mails(&app, &account.email, "n’est plus attendu"), 1);
    own.get(&path).expect(200).says(why).says("dispensé").says_not("Remettre le rapport");
    own.post(&path, &said).expect(409).says("dispensé");
    app.later(TimeDelta::days(62));
    let before = mails(&app, &account.email, "annuel");
    app.run_jobs();
    assert_eq!(mails(&app, &account.email, "annuel"), before, "nobody is reminded of it");
}

#[test]
fn a_label_is_renewed_in_its_last_months_when_nothing_is_owed() {
    let app = TestApp::start();
    let there = labelled(&app, "labelled", &[]);
    let (_, account, own) = &there.held.bids[0];
    let ask = |browser: &Visitor, id: &RenewalId, said: &str| {
        let form = [("id", id.as_str()), ("said", said)];
        browser.post(&there.path("renewal"), &form)
    };
    let why = "Le guichet est connu, et les demandes augmentent.";
    ask(own, &RenewalId::new(), why).expect(409).says("neuf derniers mois");
    let ends = there.label.ends_on;
    app.later(TimeDelta::days((ends - app.today()).num_days() - 100));
    app.run_jobs();
    let (own, root) = (app.sign_in(account), app.sign_in(&root_account(&app)));
    ask(&own, &RenewalId::new(), why).expect(409).says("rapport annuel manque");
    for year in [1, 2] {
        let path = there.path(&format!("reports/{year}"));
        own.post(&path, &[("said", "Une année ordinaire.")]).expect(303);
    }
    let id = RenewalId::new();
    ask(&own, &id, "Oui").expect(422);
    for _ in 0..2 {
        ask(&own, &id, why).expect(303);
    }
    ask(&own, &RenewalId::new(), why).expect(409).says("déjà demandé");
    let answer = there.path("renewal/answer");
    own.post(&answer, &[("outcome", "grant"), ("answer", "Oui, bien sûr que oui.")]).expect(404);
    for _ in 0..2 {
        root.post(&answer, &[("outcome", "grant"), ("answer", "Le bilan est bon.")]).expect(303);
    }
    assert_eq!(there.again(&app).ends_on, ends + Months::new(36));
    assert_eq!(mails(&app, &account.email, "est renouvelé"), 1);
}

#[test]
fn whoever_steers_the_network_is_told_what_a_node_shows_files_and_asks() {
    let app = TestApp::start();
    let conditions = [("conditions", "2026-09-30 Signer la convention.")];
    let there = labelled(&app, "conditions", &conditions);
    let (_, _, own) = &there.held.bids[0];
    let one = app.read(|conn| Ok(queries::conditions_of(conn, &there.label.id)?)).remove(0);
    let proof = there.path(&format!("conditions/{}/proof", one.id));
    for _ in 0..2 {
        own.post(&proof, &[("proof", PROOF)]).expect(303);
    }
    let to = root_account(&app).email;
    assert_eq!(mails(&app, &to, "une condition est remplie"), 1);
    assert!(app.mail_to(&to).text.contains(PROOF));
}

//! What has had its term goes by itself; what is sensitive leaves a trace of who read it.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole, Scope};
use maillage::config::Retention;
use maillage::db::schema::{audit_events, readings, received_mails, tickets};
use maillage::privacy::{TextPolicy, rules};
use maillage::tickets::ops::{self, Closing};
use maillage::tickets::{Outcome, Ticket};

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::asking::asked;
use crate::following::{Desk, key, reference, reply};
use crate::mail_in::letter;
use crate::tickets::form_id;

const YEARS: TimeDelta = TimeDelta::days(3 * 366);

/// A question that was asked with a file, answered, rated and closed.
pub fn closed(app: &TestApp, desk: &Desk<'_>) -> Ticket {
    let follow = asked(app, &app.visitor(), &[]);
    let path = format!("/tickets/{}/replies", reference(&follow));
    let form = [("key", key(&follow)), ("id", &form_id()), ("body", "Voici, Lucie Marchal")];
    let file = [("files", "plan.txt", "text/plain", b"un plan".as_slice())];
    app.visitor().post_files(&path, &form, &file).expect(303);
    desk.answers(&follow, "Bonjour Lucie, écrivez à jean@labo.example.");
    desk.closes(&follow);
    let rating = [("key", key(&follow)), ("score", "5"), ("comment", "Merci, Lucie")];
    let path = format!("/tickets/{}/satisfaction", reference(&follow));
    app.visitor().post(&path, &rating).expect(303);
    app.again(&desk.ticket(&follow))
}

fn root(app: &TestApp) -> Account {
    app.account("Root", "root@example.org", Some(NetworkRole::Admin), &[])
}

fn admin(app: &TestApp) -> Visitor {
    app.sign_in(&root(app))
}

fn figures(app: &TestApp) -> (String, String) {
    maillage::figures::ops::keep(&app.app, app.now()).unwrap();
    let page = app.visitor().get("/figures?year=2026");
    let api = app.visitor().get("/api/v1/statistics?from=2026-01-01&to=2026-12-31");
    (page.expect(200).body.clone(), api.expect(200).body.clone())
}

fn stored(app: &TestApp) -> usize {
    let folders = std::fs::read_dir(app.files()).unwrap();
    folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

#[test]
fn a_ticket_is_anonymised_three_years_after_it_closed_and_no_figure_changes() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let ticket = closed(&app, &desk);
    let open = app.ticket("Toujours ouverte");
    app.later(YEARS - TimeDelta::days(3));
    app.run_jobs();
    assert_eq!(app.again(&ticket).anonymised_at, None);
    app.later(TimeDelta::days(4));
    let before = figures(&app);

    app.run_jobs();

    let after = app.again(&ticket);
    assert!(after.anonymised_at.is_some());
    assert_eq!((after.asker_name.as_str(), after.asker_email.as_str()), ("L’équipe", ""));
    assert_eq!(figures(&app), before);
    assert_eq!(stored(&app), 0);
    let admin = admin(&app);
    let page = admin.get(&format!("/tickets/{}", ticket.reference));
    page.expect(200).says("Voici, […]").says("Bonjour […], écrivez à […].").says("Anonymisée");
    page.says_not("Lucie").says_not("Camille").says_not("plan.txt");
    assert!(admin.get("/inbox?q=Marchal").expect(200).body.matches(&ticket.reference).count() == 0);
    // It does not come back to life.
    admin.post(&format!("/tickets/{}/reopening", ticket.reference), &[]).expect(409);
    let follow = maillage::tickets::follow_key(&app.app.signer, &ticket);
    app.visitor().get(&format!("/tickets/{}?key={follow}", ticket.reference)).expect(404);
    assert!(app.again(&open).anonymised_at.is_none());
    let done: i64 = app.read(|conn| {
        let events = audit_events::table.filter(audit_events::action.eq("ticket.anonymise"));
        Ok(events.count().get_result(conn)?)
    });
    app.later(TimeDelta::days(1));
    app.run_jobs();
    assert_eq!(done, 1);
}

#[test]
fn the_term_that_the_administration_chose_holds() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let ticket = closed(&app, &desk);
    let root = root(&app);
    app.later(TimeDelta::days(400));
    app.run_jobs();
    assert_eq!(app.again(&ticket).anonymised_at, None);

    crate::privacy_lowered::lowers(&app.sign_in(&root), &[("closed", "1")]).expect(303);
    app.later(TimeDelta::hours(7));
    app.run_jobs();

    assert!(app.again(&ticket).anonymised_at.is_some());
}

#[test]
fn words_are_removed_where_the_operator_wants_that() {
    let app = TestApp::start_with(|config| {
        config.retention = Retention { years: 1, text: TextPolicy::Removed, approval: false };
    });
    let desk = Desk::new(&app);
    let ticket = closed(&app, &desk);
    app.later(TimeDelta::days(367));
    app.run_jobs();
    let page = admin(&app).get(&format!("/tickets/{}", ticket.reference));
    page.expect(200).says("(texte effacé)").says("(objet effacé)").says_not("enquêtes");
}

#[test]
fn an_archivist_approves_a_list_first_where_that_is_switched_on() {
    let app = TestApp::start_with(|config| config.retention.approval = true);
    let desk = Desk::new(&app);
    let (first, second) = (closed(&app, &desk), closed(&app, &desk));
    let root = root(&app);
    app.later(YEARS);

    app.run_jobs();

    let admin = app.sign_in(&root);

    assert_eq!(app.again(&first).anonymised_at, None);
    assert!(app.mail_to("root@example.org").text.contains("2 demandes closes"));
    let page = admin.get("/admin/destruction");
    page.expect(200).says("2 demandes").says("attend une décision");
    let start = page.body.find("/admin/destruction/").unwrap();
    let path = page.body[start..].split("/list.csv").next().unwrap().to_owned();
    let list = admin.get(&format!("{path}/list.csv"));
    list.expect(200).says(&first.reference).says(&second.reference).says_not("Lucie");
    admin.post(&format!("{path}/refusal"), &[("reason", " ")]).expect(422).says("Dites pourquoi");
    admin.post(&format!("{path}/approval"), &[]).expect(303);
    admin.post(&format!("{path}/approval"), &[]).expect(303);
    admin.post(&format!("{path}/refusal"), &[("reason", "Non")]).expect(409);
    app.later(TimeDelta::hours(7));
    app.run_jobs();
    assert!(app.again(&first).anonymised_at.is_some());
    assert!(app.again(&second).anonymised_at.is_some());
    admin.get("/admin/destruction").expect(200).says("anonymisées");
}

#[test]
fn an_archivist_decides_and_sees_nothing_else_of_the_tickets() {
    let app = TestApp::start_with(|config| config.retention.approval = true);
    let ticket = closed(&app, &Desk::new(&app));
    let (root, arno) = (root(&app), app.account("Arno", "arno@archives.example", None, &[]));
    app.later(YEARS);
    let admin = app.sign_in(&root);
    let account = format!("/admin/accounts/{}", arno.id);
    admin.get(&account).expect(200).says("Archiviste");
    admin.post(&format!("{account}/archivist"), &[("archivist", "1")]).expect(303);
    admin.post(&format!("{account}/archivist"), &[("archivist", "1")]).expect(303);
    app.run_jobs();

    let mail = app.mail_to("arno@archives.example");
    assert!(mail.text.contains("Une demande close"), "{}", mail.text);
    assert_eq!(app.mails_to("root@example.org").len(), 0);
    let archivist = app.sign_in(&arno);
    archivist.get("/account").expect(200).says("Archiviste").says("Listes d’élimination");
    let page = archivist.get("/admin/destruction");
    page.expect(200).says("1 demande").says_not("Comptes").says_not("Où déposer");
    let start = page.body.find("/admin/destruction/").unwrap();
    let path = page.body[start..].split("/list.csv").next().unwrap().to_owned();
    let list = archivist.get(&format!("{path}/list.csv"));
    list.expect(200).says(&ticket.reference).says_not("Lucie").says_not("enquêtes");
    let reference = format!("/tickets/{}", ticket.reference);
    for closed in [&*reference, "/inbox", "/admin", "/admin/privacy", "/admin/audit"] {
        archivist.get(closed).expect(404);
    }
    // Who administers reads the list, and does not decide any more.
    admin.get("/admin/destruction").expect(200).says("à l’archiviste d’en décider");
    admin.post(&format!("{path}/approval"), &[]).expect(409);
    archivist.post(&format!("{path}/approval"), &[]).expect(303);
    app.later(TimeDelta::hours(7));
    app.run_jobs();
    assert!(app.again(&ticket).anonymised_at.is_some());
    app.sign_in(&root).post(&format!("{account}/archivist"), &[]).expect(303);
    archivist.get("/admin/destruction").expect(404);
}

#[test]
fn what_was_taken_in_goes_with_the_ticket_that_an_archivist_lets_go() {
    let app = TestApp::start_with(|config| config.retention.approval = true);
    let desk = Desk::new(&app);
    let (into, gone) = (app.ticket("Question"), app.ticket("La même question"));
    let now = app.now();
    desk.does(|conn, actor, tools| ops::merge(conn, actor, &gone, &into, tools, now));
    let (ticket, now) = (app.again(&into), app.now());
    let closing = Closing { outcome: Outcome::Answered, topic: None };
    desk.does(|conn, actor, tools| ops::close(conn, actor, &ticket, &closing, tools, now));
    let root = root(&app);
    app.later(YEARS);
    app.run_jobs();
    assert_eq!(app.again(&gone).anonymised_at, None, "nobody has agreed yet");

    let admin = app.sign_in(&root);
    let page = admin.get("/admin/destruction");
    let start = page.body.find("/admin/destruction/").unwrap();
    let path = page.body[start..].split("/list.csv").next().unwrap().to_owned();
    admin.post(&format!("{path}/approval"), &[]).expect(303);
    app.later(TimeDelta::hours(7));
    app.run_jobs();

    assert!(app.again(&into).anonymised_at.is_some());
    assert!(app.again(&gone).anonymised_at.is_some());
}

#[test]
fn a_refused_list_is_proposed_again_after_a_year() {
    let app = TestApp::start_with(|config| config.retention.approval = true);
    let ticket = closed(&app, &Desk::new(&app));
    let root = root(&app);
    app.later(YEARS);
    app.run_jobs();
    let admin = app.sign_in(&root);
    let page = admin.get("/admin/destruction");
    let start = page.body.find("/admin/destruction/").unwrap();
    let path = page.body[start..].split("/list.csv").next().unwrap().to_owned();
    admin.post(&format!("{path}/refusal"), &[("reason", "Un procès est en cours")]).expect(303);
    let waiting = || {
        let page = app.sign_in(&root).get("/admin/destruction");
        page.expect(200).body.matches("attend une décision").count()
    };
    app.later(TimeDelta::days(300));
    app.run_jobs();
    assert_eq!(waiting(), 0);
    app.later(TimeDelta::days(70));
    app.run_jobs();
    assert_eq!((waiting(), app.again(&ticket).anonymised_at), (1, None));
}

#[test]
fn mails_go_when_their_time_has_come() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    let to = crate::mail_in::header(&app.mail_to("lucie@labo.example"), "Reply-To");
    let lucie = "Lucie Marchal <lucie@labo.example>";
    app.deliver(letter(lucie, "Re: Question", &[("To", &to)], "Une précision"));
    app.deliver(letter("Eve <eve@ailleurs.example>", "Bonjour", &[("To", &to)], "Je suis là"));
    let count = || app.read(|conn| Ok(received_mails::table.count().get_result::<i64>(conn)?));
    assert_eq!((count(), stored(&app)), (2, 2));
    app.later(TimeDelta::days(181));
    app.run_jobs();
    assert_eq!((count(), stored(&app)), (1, 1), "nobody decided about the stranger's");
    reply(&app, &follow, "Toujours là");
    app.later(TimeDelta::days(200));
    app.run_jobs();
    let ticket = app.again(&desk.ticket(&follow));
    assert_eq!(count(), 1, "the ticket goes on: {:?}", ticket.state);
    desk.closes(&follow);
    app.later(TimeDelta::days(1));
    app.run_jobs();
    assert_eq!((count(), stored(&app)), (0, 0));
}

/// Who read it by which door, oldest first.
fn log(app: &TestApp, ticket: &Ticket) -> Vec<(bool, String)> {
    app.read(|conn| {
        let of: Vec<(Option<String>, String)> = readings::table
            .filter(readings::ticket_id.eq(&ticket.id))
            .order(readings::id)
            .select((readings::account_id, readings::door))
            .load(conn)?;
        Ok(of.into_iter().map(|(account, door)| (account.is_some(), door)).collect())
    })
}

#[test]
fn who_reads_a_sensitive_ticket_is_noted_and_managers_see_it() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    let desk = Desk::new(&app);
    let ticket = desk.ticket(&follow);
    let page = format!("/tickets/{}", ticket.reference);
    let (staff, manager) = (
        app.account("Ines", "ines@adoc.example", None, &[("adoc-lorraine", NodeRole::Staff)]),
        app.account("Chef", "chef@adoc.example", None, &[("adoc-lorraine", NodeRole::Manager)]),
    );
    let (ines, chef) = (app.sign_in(&staff), app.sign_in(&manager));
    ines.get(&page).expect(200).says("Marquer comme sensible");
    assert_eq!(log(&app, &ticket), vec![]);

    ines.post(&format!("{page}/sensitivity"), &[("on", "1")]).expect(303);
    ines.get(&page).expect(200).says("Sensible");
    ines.get(&page).expect(200);
    ines.get(&format!("{page}/history")).expect(200);
    app.visitor().get(&follow).expect(200);
    let token = app.token(&staff, Scope::Read);
    app.caller(&token).get(&format!("/api/v1/tickets/{}", ticket.reference)).expect(200);
    app.later(TimeDelta::minutes(31));
    ines.get(&page).expect(200);
    for form in ["relations", "about", "handover"] {
        app.later(TimeDelta::minutes(31));
        ines.get(&format!("{page}/{form}")).expect(200);
    }

    let seen = [(true, "page"), (true, "history"), (false, "page"), (true, "api")];
    let seen = [&seen[..], &[(true, "page"); 4]].concat();
    let seen: Vec<_> = seen.iter().map(|(who, door)| (*who, (*door).to_owned())).collect();
    assert_eq!(log(&app, &ticket), seen);
    ines.get(&format!("{page}/readings")).expect(404);
    let list = chef.get(&format!("{page}/readings"));
    list.expect(200).says("Ines").says("L’équipe qui demande").says("l’historique");
    app.later(rules::READINGS + TimeDelta::days(1));
    app.run_jobs();
    assert_eq!(log(&app, &ticket), vec![]);
}

/// A draft made of it says what it says.
#[test]
fn who_reads_a_draft_made_of_a_sensitive_ticket_is_noted() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    let desk = Desk::new(&app);
    let ticket = desk.ticket(&follow);
    desk.answers(&follow, "Voici la réponse.");
    desk.closes(&follow);
    let held = [("adoc-lorraine", NodeRole::Staff)];
    let ines = app.sign_in(&app.account("Ines", "ines@adoc.example", None, &held));
    let page = format!("/tickets/{}", ticket.reference);
    ines.post(&format!("{page}/sensitivity"), &[("on", "1")]).expect(303);
    let draft = ines.post(&format!("{page}/article"), &[]).expect(303).location().to_owned();
    assert_eq!(log(&app, &ticket), vec![]);
    ines.get(&draft).expect(200);
    ines.get(&draft).expect(200);
    assert_eq!(log(&app, &ticket), vec![(true, "page".to_owned())]);
    app.later(TimeDelta::minutes(31));
    ines.get(&format!("{draft}/history")).expect(200);
    assert_eq!(log(&app, &ticket).len(), 2);
}

#[test]
fn mails_to_staff_tell_neither_subject_nor_words_of_a_sensitive_ticket() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    let desk = Desk::new(&app);
    let ticket = desk.ticket(&follow);
    let held = [("adoc-lorraine", NodeRole::Staff)];
    let ines = app.account("Ines", "ines@adoc.example", None, &held);
    let path = format!("/tickets/{}", ticket.reference);
    app.sign_in(&ines).post(&format!("{path}/sensitivity"), &[("on", "1")]).expect(303);
    app.sign_in(&ines).post(&format!("{path}/assignment"), &[("to", "me")]).expect(303);

    reply(&app, &follow, "Une chose SECRÈTE").expect(303);

    let mail = app.mail_to("ines@adoc.example");
    assert!(mail.subject.contains("Demande sensible"), "{}", mail.subject);
    assert!(!mail.text.contains("SECRÈTE") && !mail.text.contains("enquêtes"), "{}", mail.text);
    let count: i64 = app.read(|conn| {
        Ok(tickets::table.filter(tickets::sensitive.eq(true)).count().get_result(conn)?)
    });
    assert_eq!(count, 1);
}

#[test]
fn who_was_named_in_a_request_that_came_to_nothing_is_forgotten() {
    let app = TestApp::start();
    let root = root(&app);
    let space = crate::spaces_cast::asked(&app, &app.actor(&root), "inrae");
    let refusal = format!("/inbox/spaces/{}/refusal", space.id);
    let because = [("reason", "Personne n’y tient les données.")];
    app.sign_in(&root).post(&refusal, &because).expect(303);
    let people =
        || app.read(|conn| Ok(maillage::spaces::queries::people_of(conn, &space.id)?.len()));
    let named = people();
    assert!(named > 0);
    app.later(YEARS - TimeDelta::days(10));
    app.run_jobs();
    assert_eq!(people(), named);

    app.later(TimeDelta::days(20));
    app.run_jobs();

    assert_eq!(people(), 0);
    app.visitor().get("/privacy").expect(200).says("tenait un espace institutionnel");
}

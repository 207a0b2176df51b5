//! A copy of one's data, and their erasure: nothing that names the person is left, in no table and in no file.

use std::path::Path;

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::Text;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::db::schema::{accounts, invitations, messages, node_absences, tickets};
use maillage::tickets::{Person, State};

use crate::app::{Reply, TestApp, Visitor};
use crate::asking::asked;
use crate::following::{Desk, key, reference, reply};
use crate::mail_in::letter;
use crate::tickets::form_id;

pub const EMAIL: &str = "zelie@labo.example";
pub const NAME: &str = "Zélie Quintrebec";
/// What must not be found after an erasure, in small letters.
pub const NEEDLES: [&str; 3] = ["zelie", "zélie", "quintrebec"];

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    text: String,
}

/// Every text of the database, asked of the database itself: table, column, text.
pub fn texts(app: &TestApp) -> Vec<(String, String)> {
    let conn = &mut app.database.conn();
    let columns = match conn.is_sqlite() {
        true => {
            "SELECT m.name || '|' || c.name AS text FROM sqlite_master m \
             JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
        }
        false => {
            "SELECT table_name || '|' || column_name AS text FROM information_schema.columns \
             WHERE table_schema = current_schema()"
        }
    };
    let columns: Vec<Found> = diesel::sql_query(columns).load(conn).unwrap();
    let mut all = Vec::new();
    for Found { text: column } in columns {
        let (table, name) = column.split_once('|').unwrap();
        let text = format!("\"{table}\".\"{name}\"");
        let condition = match conn.is_sqlite() {
            true => format!("typeof({text}) = 'text'"),
            false => format!("{text} IS NOT NULL"),
        };
        let query =
            format!("SELECT CAST({text} AS TEXT) AS text FROM \"{table}\" WHERE {condition}");
        let rows: Vec<Found> = diesel::sql_query(query).load(conn).unwrap();
        all.extend(rows.into_iter().map(|row| (column.clone(), row.text)));
    }
    all
}

pub fn files(folder: &Path, found: &mut Vec<Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(std::fs::read(path).unwrap()) }
    }
}

/// Where the person is still to be found.
pub fn traces(app: &TestApp) -> Vec<String> {
    let names = |text: &str| {
        let text = text.to_lowercase();
        NEEDLES.iter().any(|needle| text.contains(needle))
    };
    let mut found: Vec<String> = texts(app)
        .into_iter()
        .filter(|(_, text)| names(text))
        .map(|(column, text)| format!("{column}: {}", text.chars().take(120).collect::<String>()))
        .collect();
    let mut stored = Vec::new();
    files(app.files(), &mut stored);
    let named = stored.iter().filter(|file| names(&String::from_utf8_lossy(file)));
    found.extend(named.map(|file| format!("a file of {} bytes", file.len())));
    found
}

pub fn admin(app: &TestApp) -> Visitor {
    app.sign_in(&app.account("Root", "root@example.org", Some(NetworkRole::Admin), &[]))
}

/// An admin asks for somebody: the page that shows what would happen.
pub fn asks_for(admin: &Visitor, email: &str, kind: &str) -> Reply {
    let form = [("email", email), ("kind", kind), ("reason", "Lettre du 2 mars")];
    let sent = admin.post("/admin/privacy", &form);
    admin.follow(sent.expect(303))
}

/// Presses the button of a request's page, and lets the worker work.
pub fn confirms(app: &TestApp, who: &Visitor, page: &Reply) -> Reply {
    let (path, key) = page.path.split_once("?key=").unwrap();
    who.post(path, &[("key", key)]).expect(303);
    app.later(TimeDelta::seconds(10));
    app.run_jobs();
    who.get(&page.path)
}

/// Zélie in every capability: asks with a file, writes by mail, is answered by name, has an account, is invited, is
/// talked of elsewhere.
pub fn a_life(app: &TestApp) -> String {
    let visitor = app.visitor();
    let follow = asked(app, &visitor, &[("name", NAME), ("email", EMAIL)]);
    let reference = reference(&follow).to_owned();
    let desk = Desk::new(app);
    let path = format!("/tickets/{reference}/replies");
    let form = [("key", key(&follow)), ("id", &form_id()), ("body", "Bien à vous,\n-- \nZélie Q.")];
    let file = [("files", "Zelie-plan.txt", "text/plain", "Plan de Zélie Quintrebec".as_bytes())];
    visitor.post_files(&path, &form, &file).expect(303);
    desk.answers(&follow, "Bonjour Zélie, écrivez à ZELIE@labo.example ou au 03 83 12 34 56.");
    desk.notes(&follow, "Mme QUINTREBEC a rappelé");
    let to = crate::mail_in::header(&app.mail_to(EMAIL), "Reply-To");
    let from = format!("{NAME} <{EMAIL}>");
    app.deliver(letter(&from, "Re: Question", &[("To", &to)], "Merci ! Zélie"));
    desk.closes(&follow);
    let rating = [("key", key(&follow)), ("score", "5"), ("comment", "Parfait. Zélie")];
    visitor.post(&format!("/tickets/{reference}/satisfaction"), &rating).expect(303);
    // Still open, not confirmed, waiting for a person, and by her for another team.
    reply(app, &follow, "Encore une chose, signé Quintrebec");
    crate::asking::ask(app, &app.visitor(), &[("name", NAME), ("email", EMAIL)]).expect(303);
    app.deliver(letter(
        &from,
        "Autre",
        &[("To", "aide+2026-000001.tabc@maillage.example")],
        "Zélie",
    ));
    // Somebody else asks for her, and talks of her.
    let lucie = Person { name: "Lucie Marchal".into(), email: "lucie@exemple.example".into() };
    let other = app.ask_as(lucie, "Pour Zélie Quintrebec");
    app.write(|conn| {
        diesel::update(tickets::table.find(&other.id))
            .set((tickets::beneficiary_name.eq(NAME), tickets::beneficiary_email.eq(EMAIL)))
            .execute(conn)?;
        diesel::update(messages::table.filter(messages::ticket_id.eq(&other.id)))
            .set(messages::body.eq("Voir avec QUINTREBEC Zélie, zelie@labo.example"))
            .execute(conn)?;
        Ok(maillage::tickets::queries::search::index(conn, std::slice::from_ref(&other.id))?)
    });
    let boss = app.actor(&app.account("Ada", "ada@example.org", Some(NetworkRole::Admin), &[]));
    let (now, today) = (app.now(), app.today());
    app.write(|conn| {
        let invite = maillage::accounts::Invite {
            email: EMAIL.into(),
            name: NAME.into(),
            node: None,
            role: None,
            network_role: Some(NetworkRole::Coordinator),
        };
        maillage::accounts::ops::invite(conn, &boss, invite, now)?;
        let days = (today + TimeDelta::days(1), today + TimeDelta::days(2));
        let closed = (days, None, "Appelez Zélie Quintrebec");
        maillage::network::ops::close_for(conn, &boss, "adoc-lorraine", closed, now)?;
        Ok(())
    });
    let held = [("adoc-lorraine", NodeRole::Staff)];
    let account = app.account(NAME, EMAIL, None, &held);
    app.sign_in(&account).get("/account").expect(200);
    app.run_jobs();
    reference
}

#[test]
fn an_erased_person_is_nowhere_any_more() {
    let app = TestApp::start();
    let reference = a_life(&app);
    assert!(traces(&app).len() > 20, "{:#?}", traces(&app));
    let admin = admin(&app);

    let plan = asks_for(&admin, EMAIL, "erasure");
    plan.expect(200).says("2 questions posées").says("1 question posée pour vous");
    plan.says("un compte").says("Les statistiques ne changent pas");
    let done = confirms(&app, &admin, &plan);

    done.expect(200).says("C’est fait");
    assert_eq!(traces(&app), Vec::<String>::new());
    // What is nobody's stays.
    let page = admin.get(&format!("/tickets/{reference}"));
    page.expect(200)
        .says("L’équipe")
        .says("Le réseau")
        .says("Bonjour […], écrivez à […] ou au […].");
    page.says("Anonymisée");
    assert_eq!(page.body.matches("/replies").count() + page.body.matches("/answers\"").count(), 0);
    let invited: i64 = app.read(|conn| Ok(invitations::table.count().get_result(conn)?));
    let noted: Vec<String> =
        app.read(|conn| Ok(node_absences::table.select(node_absences::note).load(conn)?));
    assert_eq!((invited, noted), (0, vec!["Appelez […]".to_owned()]));
    // Once more changes nothing, and finds nothing.
    let plan = asks_for(&admin, EMAIL, "erasure");
    plan.expect(200).says("0 question posée").says("aucun compte");
    confirms(&app, &admin, &plan).expect(200).says("C’est fait");
    assert_eq!(traces(&app), Vec::<String>::new());
}

#[test]
fn a_namesake_keeps_their_name() {
    let app = TestApp::start();
    a_life(&app);
    let other = Person { name: NAME.into(), email: "autre@ailleurs.example".into() };
    let ticket = app.ask_as(other, "Une tout autre question");
    let admin = admin(&app);

    let plan = asks_for(&admin, EMAIL, "erasure");
    confirms(&app, &admin, &plan).expect(200).says("C’est fait");

    assert_eq!(app.again(&ticket).asker_name, NAME);
    let of_address = |text: &str| text.to_lowercase().contains(EMAIL);
    let left: Vec<_> = texts(&app).into_iter().filter(|(_, text)| of_address(text)).collect();
    assert_eq!(left, vec![]);
}

#[test]
fn who_holds_open_tickets_is_not_erased() {
    let app = TestApp::start();
    let ticket = app.ticket("Une question");
    let held = [("adoc-lorraine", NodeRole::Staff)];
    let account = app.account(NAME, EMAIL, None, &held);
    let path = format!("/tickets/{}/assignment", ticket.reference);
    app.sign_in(&account).post(&path, &[("to", "me")]).expect(303);
    let admin = admin(&app);

    let plan = asks_for(&admin, EMAIL, "erasure");

    plan.expect(200).says("Ce compte suit des demandes en cours");
    let (path, key) = plan.path.split_once("?key=").unwrap();
    admin.post(path, &[("key", key)]).expect(409);
    asks_for(&admin, "root@example.org", "erasure").says("le dernier compte d’administration");
    app.run_jobs();
    let kept: i64 = app.read(|conn| {
        Ok(accounts::table.filter(accounts::email.eq(EMAIL)).count().get_result(conn)?)
    });
    assert_eq!(kept, 1);
}

#[test]
fn a_person_without_an_account_asks_by_address_and_confirms_by_mail() {
    let app = TestApp::start();
    a_life(&app);
    let visitor = app.visitor();
    let form = visitor.get("/privacy/requests");
    form.expect(200).says("Copie ou effacement de mes données");
    let wrong = visitor.post("/privacy/requests", &[("email", "zelie"), ("kind", "export")]);
    assert_eq!(wrong.expect(422).value_of("email").as_deref(), Some("zelie"));
    let unknown = [("email", "personne@labo.example"), ("kind", "export")];
    let known = [("email", EMAIL), ("kind", "export")];
    let (unknown, known) =
        (visitor.post("/privacy/requests", &unknown), visitor.post("/privacy/requests", &known));
    assert_eq!(unknown.expect(303).location(), known.expect(303).location());

    let link = app.mail_to(EMAIL).link("/privacy/requests/");
    let page = visitor.get(&link);
    page.expect(200).says("2 questions posées");
    visitor.get(&link.replace("key=", "key=x")).expect(404);
    let path = page.path.strip_prefix(&app.base).unwrap_or(&page.path).to_owned();
    let (path, key) = path.split_once("?key=").unwrap();
    visitor.get(&format!("{path}/copy?key={key}")).expect(409);
    visitor.post(path, &[("key", key)]).expect(303);
    app.later(TimeDelta::seconds(10));
    app.run_jobs();

    let told = app.mail_to(EMAIL);
    assert!(told.subject.contains("copie"), "{}", told.subject);
    let copy = visitor.get(&format!("{path}/copy?key={key}"));
    assert_eq!(copy.expect(200).header("content-type"), Some("application/zip"));
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(copy.bytes.clone())).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let has = |end: &str| names.iter().any(|name| name.ends_with(end));
    assert!(has("data.json") && has("index.html") && has("tickets.csv"), "{names:?}");
    assert!(has("1-Zelie-plan.txt") && has(".eml"), "{names:?}");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("data.json").unwrap(), &mut text).unwrap();
    let data: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(data["tickets"].as_array().unwrap().len(), 3);
    assert_eq!(data["account"]["memberships"][0]["role"], "staff");
    assert!(!text.contains("a rappelé"), "a note of the staff is not in it");
    for part in ["mails_received", "mails_sent", "invitations"] {
        assert!(!data[part].as_array().unwrap().is_empty(), "{part}");
    }
    // It expires, and its file with it.
    app.later(TimeDelta::days(8));
    app.run_jobs();
    visitor.get(&format!("{path}/copy?key={key}")).expect(409);
    visitor.get(&format!("{path}?key={key}")).expect(200).says("Ce délai est passé");
}

#[test]
fn nobody_acts_by_a_request_that_was_not_confirmed() {
    let app = TestApp::start();
    let ticket = app.ticket("Une question");
    let form = [("email", "lucie@exemple.example"), ("kind", "erasure")];
    app.visitor().post("/privacy/requests", &form).expect(303);
    app.later(TimeDelta::days(3));
    app.run_jobs();
    assert_eq!(app.again(&ticket).asker_name, "Lucie Marchal");
    let link = app.mail_to("lucie@exemple.example").link("/privacy/requests/");
    app.visitor().get(&link).expect(404);
    // Whoever is signed in has shown the address: the page comes at once.
    let own = app.account("Lucie", "lucie@exemple.example", None, &[]);
    let browser = app.sign_in(&own);
    assert!(browser.get("/account").expect(200).links_to("/privacy/requests"));
    let sent = browser.post("/privacy/requests", &form);
    let page = browser.follow(sent.expect(303));
    page.expect(200).says("1 question posée").says("1 question en cours est close");
    confirms(&app, &browser, &page);
    assert_eq!(
        (app.state(&ticket), app.again(&ticket).asker_email),
        (State::Closed, String::new())
    );
}

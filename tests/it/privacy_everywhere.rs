//! A person in every table that the database knows, or that never holds one: the copy has it, an erasure leaves nothing.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use maillage::accounts::AccountId;
use maillage::db::schema::{accounts, messages, tickets};
use maillage::tickets::{Person, Ticket, TicketId};

use crate::app::{TestApp, Visitor};
use crate::mail_in::letter;
use crate::privacy::{EMAIL, NAME, NEEDLES, a_life, admin};
use crate::privacy::{asks_for, confirms, files, texts, traces};
use crate::tickets::form_id;

include!("privacy_tables.rs");

/// Her account's number.
fn account(app: &TestApp) -> AccountId {
    app.read(|conn| {
        Ok(accounts::table.filter(accounts::email.eq(EMAIL)).select(accounts::id).first(conn)?)
    })
}

/// Somebody else's ticket, in which she is named.
fn other_ticket(app: &TestApp) -> Ticket {
    let person = Person { name: "Omar Diallo".into(), email: "omar@exemple.example".into() };
    app.ask_as(person, "Une question d’Omar")
}

/// A row in each table that `a_life` does not come by.
fn everywhere(app: &TestApp, who: &AccountId) {
    let ticket = other_ticket(app);
    let other = app.account("Omar", "omar@adoc.example", None, &[]).id;
    let (message, first): (String, String) = app.read(|conn| {
        let of = messages::table.filter(messages::ticket_id.eq(&ticket.id));
        let first = tickets::table.filter(tickets::id.ne(&ticket.id)).order(tickets::id);
        Ok((of.select(messages::id).first(conn)?, first.select(tickets::id).first(conn)?))
    });
    let mut known: Vec<(String, String)> = [
        ("{who}", quoted(who)),
        ("{other}", quoted(&other)),
        ("{node}", quoted(&app.node_id("adoc-lorraine"))),
        ("{elsewhere}", quoted(&app.make_node("elsewhere"))),
        ("{ticket}", quoted(&ticket.id)),
        ("{message}", quoted(&message)),
        ("{first}", quoted(&first)),
        ("{now}", quoted(&"2026-03-03 09:00:00")),
        ("{day}", quoted(&"2026-03-20")),
        ("{said}", quoted(&format!("Voir avec {NAME}"))),
        ("{name}", quoted(&NAME)),
        ("{plain}", NAME.to_owned()),
        ("{email}", EMAIL.to_owned()),
        ("{percent}", EMAIL.replace('@', "%40")),
        ("{topic}", quoted(&"dmp_write")),
        ("{institution}", "(SELECT MIN(slug) FROM institutions)".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    for thing in [
        "note",
        "duty",
        "tag",
        "step",
        "article",
        "version",
        "hook",
        "template",
        "mail",
        "material",
        "edition",
        "path",
        "label",
        "course",
        "session",
        "past",
        "pool",
        "question",
        "thought",
        "asked",
        "part",
        "meeting",
        "form",
        "series",
        "call",
        "bid",
        "partner",
        "filing",
        "look",
        "criterion",
        "decision",
        "paper",
        "print",
        "space",
        "sitting",
        "award",
        "body",
        "seat",
        "gathering",
        "point",
        "resolution",
    ] {
        known.push((format!("{{{thing}}}"), quoted(&form_id())));
    }
    let rows = include_str!("data/everywhere.sql").lines().filter(|line| !line.starts_with("--"));
    app.write(|conn| {
        for row in rows {
            let mut row = row.to_owned();
            while row.contains("{new}") {
                row = row.replacen("{new}", &quoted(&form_id()), 1);
            }
            let row = known.iter().fold(row, |row, (name, value)| row.replace(name, value));
            conn.batch_execute(&row).unwrap_or_else(|error| panic!("{row}: {error}"));
        }
        let ids: Vec<TicketId> = tickets::table.select(tickets::id).load(conn)?;
        Ok(maillage::tickets::queries::search::index(conn, &ids)?)
    });
    mails(app);
    maillage::knowledge::ops::index_missing(&app.app, app.now()).unwrap();
    maillage::materials::ops::index_missing(&app.app, app.now()).unwrap();
}

fn quoted(id: &impl std::fmt::Display) -> String {
    format!("'{id}'")
}

/// Mails in which she is named where no eye sees it: in base64, by an enclosed file's name, in what waits for a person.
fn mails(app: &TestApp) {
    use base64::Engine;
    let encoded = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    let hidden = encoded(&format!("Écrivez plutôt à {NAME}, {EMAIL}."));
    let plain = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "base64"),
        ("MIME-Version", "1.0"),
    ];
    app.deliver(letter("Omar Diallo <omar@exemple.example>", "Autre chose", &plain, &hidden));
    let mixed = [
        ("MIME-Version", "1.0"),
        ("Content-Type", "multipart/mixed; boundary=b"),
        ("To", "aide+2026-000001.tabc@maillage.example"),
    ];
    let file = encoded(&format!("Plan de {NAME}"));
    let body = format!(
        "--b\nContent-Type: text/plain\n\nBonjour\n--b\nContent-Type: text/plain; name=\"Zelie_Quintrebec.txt\"\n\
         Content-Disposition: attachment; filename=\"Zelie_Quintrebec.txt\"\nContent-Transfer-Encoding: base64\n\n{file}\n--b--\n"
    );
    app.deliver(letter("Omar Diallo <omar@exemple.example>", "Waits", &mixed, &body));
}

/// The tables in which she is: by name, address, or by her account's number.
fn tables(app: &TestApp, who: &AccountId) -> BTreeSet<String> {
    tables_with(app, |text| {
        let small = text.to_lowercase();
        text == who.as_str() || NEEDLES.iter().any(|needle| small.contains(needle))
    })
}

fn tables_with(app: &TestApp, fits: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let found = texts(app).into_iter().filter(|(_, text)| fits(text));
    let names = found.map(|(column, _)| column.split('|').next().unwrap().to_owned());
    names.filter(|name| !name.contains("_search_")).collect()
}

/// Every table of the database.
fn all_tables(app: &TestApp) -> BTreeSet<String> {
    let tables = app.read(|conn| Ok(maillage::db::texts::tables(conn)?));
    tables.into_iter().map(|table| table.name).collect()
}

#[test]
fn a_person_in_every_table_is_copied_whole_and_then_nowhere() {
    let app = TestApp::start();
    a_life(&app);
    let who = account(&app);
    everywhere(&app, &who);
    let before = tables(&app, &who);
    let of_nobody: BTreeSet<String> = OF_NOBODY.iter().map(ToString::to_string).collect();
    let missing: Vec<_> = all_tables(&app)
        .difference(&before)
        .filter(|name| !of_nobody.contains(*name))
        .cloned()
        .collect();
    assert_eq!(
        missing,
        Vec::<String>::new(),
        "tables that could hold a person and hold nothing here"
    );
    let admin = admin(&app);

    copied(&app, &admin, &who);
    let plan = asks_for(&admin, EMAIL, "erasure");
    confirms(&app, &admin, &plan).expect(200).says("C’est fait");

    assert_eq!(traces(&app), Vec::<String>::new());
    let orcids: Vec<_> =
        texts(&app).into_iter().filter(|(_, text)| text.contains("0000-0002-1825")).collect();
    assert_eq!(orcids, vec![], "a number of hers is still there");
    let stays: BTreeSet<String> = STAYS.iter().map(ToString::to_string).collect();
    let left: Vec<_> = tables(&app, &who).difference(&stays).cloned().collect();
    assert_eq!(left, Vec::<String>::new(), "her account's number is still there");
    no_bytes(&app);
}

/// What programs read of the copy of an address.
fn copy_of(app: &TestApp, admin: &Visitor, email: &str) -> String {
    let plan = asks_for(admin, email, "export");
    let page = confirms(app, admin, &plan);
    let (path, key) = page.path.split_once("?key=").unwrap();
    let copy = admin.get(&format!("{path}/copy?key={key}"));
    let mut zip =
        zip::ZipArchive::new(std::io::Cursor::new(copy.expect(200).bytes.clone())).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("data.json").unwrap(), &mut text).unwrap();
    text
}

/// The copy names each table in which her account is, or says in the list of actions what it did there.
fn copied(app: &TestApp, admin: &Visitor, who: &AccountId) {
    let text = copy_of(app, admin, EMAIL);
    let data: serde_json::Value = serde_json::from_str(&text).unwrap();
    let empty =
        |value: &serde_json::Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    let account = data["account"].as_object().unwrap();
    let without: Vec<_> =
        account.iter().filter(|(_, value)| empty(value)).map(|(name, _)| name).collect();
    assert_eq!(without, vec!["network_role"], "{account:#?}");
    for part in [
        "enrolments",
        "spaces_looked_after",
        "named_elsewhere",
        "own_calendars",
        "alerts",
        "news",
        "call_questions",
        "tickets",
        "questions_followed",
        "mails_received",
        "mails_sent",
        "invitations",
        "requests",
    ] {
        assert!(!empty(&data[part]), "{part}");
    }
    assert!(!text.contains("token_hash") && !text.contains("password_hash"));
    let known: BTreeSet<_> =
        COPIED.iter().map(|(table, _)| *table).chain(NOT_COPIED.iter().copied()).collect();
    let numbered = tables_with(app, |text| text == who.as_str());
    let forgotten: Vec<_> = numbered.iter().filter(|name| !known.contains(name.as_str())).collect();
    assert_eq!(forgotten, Vec::<&String>::new(), "tables that name her account and are in no copy");
    for (table, part) in COPIED {
        assert!(numbered.contains(*table) && account.contains_key(*part), "{table}: {part}");
    }
}

/// Nothing of her stands in the database's own file, its log or its free pages either.
fn no_bytes(app: &TestApp) {
    if !app.database.conn().is_sqlite() {
        return;
    }
    let path = app.database.url().trim_start_matches("sqlite://").to_owned();
    let mut all = vec![std::fs::read(&path).unwrap()];
    all.extend(std::fs::read(format!("{path}-wal")));
    files(app.files(), &mut all);
    for bytes in &all {
        let small = bytes.to_ascii_lowercase();
        for needle in ["quintrebec", EMAIL] {
            let at = small.windows(needle.len()).position(|part| part == needle.as_bytes());
            let around = at.map(|at| {
                String::from_utf8_lossy(&bytes[at.saturating_sub(200)..(at + 200).min(bytes.len())])
                    .into_owned()
            });
            assert_eq!(around, None, "{needle} at {at:?} of {}", bytes.len());
        }
    }
}

/// Whoever asks may call themselves as they like: an erasure that they ask for themselves takes that out of their own
/// conversations and of few others, and out of nothing that the network says.
#[test]
fn nobody_erases_the_network_by_calling_themselves_like_it() {
    let app = TestApp::start();
    let ask = |name: &str, email: &str| {
        crate::asking::asked(&app, &app.visitor(), &[("name", name), ("email", email)])
    };
    let other = ask("Omar Diallo", "omar@exemple.example");
    for (name, email) in
        [("ADOC Lorraine", "eve@labo.example"), ("Nadia Belkacem", "nadia@labo.example")]
    {
        ask(name, email);
        crate::following::reply(&app, &other, &format!("Voir {name}.")).expect(303);
        let form = [("email", email), ("kind", "erasure")];
        app.visitor().post("/privacy/requests", &form).expect(303);
        let link = app.mail_to(email).link("/privacy/requests/");
        let page = app.visitor().get(&link);
        confirms(&app, &app.visitor(), &page).expect(200).says("C’est fait");
    }
    app.visitor().get("/nodes/adoc-lorraine").expect(200).says("ADOC Lorraine");
    let page = app.visitor().get(&other);
    page.expect(200).says_not("Nadia").says("Voir […].");
    let left: Vec<_> = texts(&app)
        .into_iter()
        .filter(|(column, text)| column.starts_with("tickets|") && text.contains("Nadia"))
        .collect();
    assert_eq!(left, vec![]);
}

/// Somebody who has no account and is named to keep a space; somebody else bears the same name.
#[test]
fn whoever_is_only_named_beside_an_address_is_copied_and_erased_with_it() {
    let app = TestApp::start();
    let admin = admin(&app);
    let maker = app.account("R", "r@r.example", Some(maillage::accounts::NetworkRole::Admin), &[]);
    let space = crate::spaces_cast::asked(&app, &app.actor(&maker), "inrae");
    app.account("Cid Trois", "namesake@ailleurs.example", None, &[]);
    let data: serde_json::Value =
        serde_json::from_str(&copy_of(&app, &admin, "cid@espace.example")).unwrap();
    assert_eq!(data["spaces_looked_after"][0]["as"], "Cid Trois");
    assert_eq!(data["account"], serde_json::Value::Null);

    let form = [("email", "cid@espace.example"), ("kind", "erasure")];
    app.visitor().post("/privacy/requests", &form).expect(303);
    let link = app.mail_to("cid@espace.example").link("/privacy/requests/");
    let page = app.visitor().get(&link);
    confirms(&app, &app.visitor(), &page).expect(200).says("C’est fait");

    let people = app.read(|conn| Ok(maillage::spaces::queries::people_of(conn, &space.id)?));
    let names: BTreeSet<_> = people.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, BTreeSet::from(["Ada Un", "Bob Deux", "[…]"]));
    let left: Vec<_> =
        texts(&app).into_iter().filter(|(_, text)| text.contains("cid@espace.example")).collect();
    assert_eq!(left, vec![]);
    let namesake: Vec<_> =
        texts(&app).into_iter().filter(|(_, text)| text == "Cid Trois").collect();
    assert_eq!(namesake.len(), 1, "who bears the same name keeps it: {namesake:?}");
}

//! A search that looks as far as it may says so, and goes on from there.

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use maillage::accounts::{NodeRole, Scope};
use maillage::db::search::{self, Line};
use maillage::i18n::Locale;
use maillage::tickets::queries::search::{Head, INDEX, line};
use maillage::tickets::{State, Ticket};
use serde_json::Value;

use crate::app::{Reply, TestApp};

const NODE: &str = "adoc-lorraine";
/// More than what is looked at for a page of the inbox.
const LINES: i64 = 56_000;

/// Lines of the index that are newer than a ticket, have its words, and are refused by the rows: they are no tickets.
fn fill(app: &TestApp, ticket: &Ticket) {
    let mut conn = app.database.conn();
    let loose = if conn.is_sqlite() {
        "PRAGMA foreign_keys = OFF"
    } else {
        "ALTER TABLE ticket_search DROP CONSTRAINT ticket_search_id_fkey"
    };
    conn.batch_execute(loose).unwrap();
    let head = Head {
        id: String::new(),
        reference: String::new(),
        subject: "Licorne".to_owned(),
        state: State::Open,
        node_id: ticket.node_id.clone(),
        assignee_id: None,
        asker_name: String::new(),
        asker_email: String::new(),
        beneficiary_name: None,
        institution: None,
        region: None,
        discipline_codes: String::new(),
        topic: None,
        language: Locale::Fr,
        last_activity_at: app.now(),
    };
    let terms = line(&head, std::iter::empty()).terms;
    let lines: Vec<_> = (0..LINES)
        .map(|number| Line {
            id: format!("{number:05}"),
            at: app.now() + TimeDelta::seconds(number + 1),
            terms: terms.clone(),
        })
        .collect();
    search::put(&mut conn, INDEX, &lines).unwrap();
}

/// Where the way to what follows leads.
fn next(reply: &Reply) -> String {
    let before = reply.body.split("\" rel=\"next\"").next().unwrap();
    let href = before.rsplit("href=\"").next().unwrap();
    href.replace("&amp;", "&").replace("&#x3D;", "=")
}

#[test]
fn a_search_that_stopped_says_after_how_many_and_goes_on_from_there() {
    let app = TestApp::start();
    let lea = app.account("Léa", "lea@exemple.example", None, &[(NODE, NodeRole::Staff)]);
    let (visitor, caller) = (app.sign_in(&lea), app.caller(&app.token(&lea, Scope::Read)));
    let ticket = app.ticket("Une licorne perdue");
    fill(&app, &ticket);

    for order in ["", "&sort=best"] {
        let stopped = visitor.get(&format!("/inbox?queue=all&q=licorne{order}"));
        stopped.expect(200).says("La recherche s’est arrêtée après 55458 demandes");
        stopped.says("Chercher plus loin").says_not("licorne perdue");
        let further = visitor.get(&next(&stopped));
        further.expect(200).says("licorne perdue").says_not("Chercher plus loin");
    }

    // A program reads on as long as there is a next page, whatever the pages hold.
    let (mut pages, mut found, mut cursor) = (0, Vec::new(), Some(String::new()));
    while let Some(at) = cursor {
        let page = caller.get(&format!("/api/v1/tickets?q=licorne&limit=1&cursor={at}"));
        let page: Value = serde_json::from_str(&page.expect(200).body).unwrap();
        let items = page["items"].as_array().unwrap().iter();
        found.extend(items.map(|item| item["reference"].as_str().unwrap().to_owned()));
        cursor = page["next"].as_str().map(str::to_owned);
        pages += 1;
    }
    assert_eq!((pages, found), (14, vec![ticket.reference.clone()]));
}

//! Growth: what pages and the API ask of the database is answered by indexes. A plan that reads a whole table of what
//! grows (tickets, messages, mails, …) is slow at a million tickets however fast it is at a thousand.

use actix_web::http::Method;
use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::db::Conn;
use maillage::demo;
use maillage::tickets::Ticket;
use serde_json::json;

use crate::app::TestApp;
use crate::heard::Heard;
use crate::permissions::routes_of_the_site;
use crate::tickets::form_id;

/// The tables that grow with the tickets.
const GROWING: &[&str] = &[
    "tickets",
    "messages",
    "attachments",
    "audit_events",
    "outbox",
    "routing_decisions",
    "ticket_disciplines",
    "ticket_institutions",
    "ticket_search",
    "coverage_gaps",
    "satisfactions",
    "readings",
    "received_mails",
    "handovers",
    "mentions",
    "ticket_tags",
    "ticket_links",
];

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text, column_name = detail)]
    text: String,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    text: String,
}

/// What of a plan reads a table that grows from end to end.
fn whole_reads(conn: &mut Conn, statement: &str, growing: &[&str]) -> Vec<String> {
    match conn {
        Conn::Sqlite(conn) => {
            let plan: Vec<Step> =
                diesel::sql_query(format!("EXPLAIN QUERY PLAN {statement}")).load(conn).unwrap();
            // A walk along an index that stops at a page's end is what lists are made of.
            let stops = statement.contains("LIMIT");
            let whole = |line: &String| {
                let words: Vec<_> = line.split(' ').collect();
                let scans = words.first() == Some(&"SCAN");
                let along_an_index = line.contains(" USING ");
                scans
                    && words.get(1).is_some_and(|table| growing.contains(table))
                    && !(along_an_index && stops)
            };
            plan.into_iter().map(|step| step.text).filter(whole).collect()
        }
        Conn::Postgres(conn) => {
            let values = (1..).take_while(|n| statement.contains(&format!("${n}"))).count();
            let nulls = vec!["NULL"; values].join(", ");
            let nulls = if values > 0 { format!("({nulls})") } else { nulls };
            conn.batch_execute(&format!("PREPARE asked AS {statement}")).unwrap();
            let explained: Vec<Line> =
                diesel::sql_query(format!("EXPLAIN EXECUTE asked{nulls}")).load(conn).unwrap();
            conn.batch_execute("DEALLOCATE asked").unwrap();
            let whole = |line: &String| {
                line.split_once("Seq Scan on ").is_some_and(|(_, table)| {
                    growing.contains(&table.split(' ').next().unwrap_or_default())
                })
            };
            explained.into_iter().map(|line| line.text).filter(whole).collect()
        }
    }
}

/// The addresses that are asked for, beside every page that needs no name.
const LISTS: &[&str] = &[
    "/inbox?queue=new",
    "/inbox?queue=mine",
    "/inbox?queue=node",
    "/inbox?queue=ours",
    "/inbox?queue=theirs",
    "/inbox?queue=unassigned",
    "/inbox?queue=mentions",
    "/inbox?queue=late",
    "/inbox?queue=duty",
    "/inbox?queue=stand-in",
    "/inbox?queue=snoozed",
    "/inbox?queue=third-party",
    "/inbox?queue=referred",
    "/inbox?queue=offered",
    "/inbox?queue=together",
    "/inbox?queue=closed",
    "/inbox?queue=spam",
    "/inbox?queue=all",
    "/inbox?queue=all&q=enqu%C3%AAtes",
    "/inbox?queue=all&q=enq*+-d%C3%A9p%C3%B4t",
    "/inbox?queue=all&region=44",
    "/inbox?queue=all&discipline=5.4",
    "/inbox?queue=all&topic=dmp",
    "/api/v1/tickets",
    "/api/v1/tickets?q=enqu%C3%AAtes",
];

#[test]
fn no_page_reads_a_growing_table_from_end_to_end() {
    let database = crate::database::TestDatabase::take();
    let heard = Heard::of(&database);
    let app = TestApp::on(database, |_| ());
    demo::seed::sow(&app.app, 1500, 1, app.now()).unwrap();
    let of = &[("adoc-lorraine", NodeRole::Manager)];
    let camille = app.account("camille", "camille@example.org", None, of);
    let ada = app.account("ada", "ada@example.org", Some(NetworkRole::Admin), &[]);
    let ticket = app.ticket("Une question");
    heard.take();

    let single = routes_of_the_site()
        .into_iter()
        .filter(|route| route.method == Method::GET && !route.path.contains('{'))
        .map(|route| route.path.to_owned());
    let paths: Vec<_> = single
        .chain(LISTS.iter().map(|path| (*path).to_owned()))
        .chain([
            format!("/tickets/{}", ticket.reference),
            format!("/api/v1/tickets/{}", ticket.reference),
        ])
        .collect();
    for visitor in [app.sign_in(&camille), app.sign_in(&ada), app.visitor()] {
        for path in &paths {
            let reply = visitor.get(path);
            assert!(reply.status < 500, "{path}: {}", reply.status);
        }
    }
    app.ticket("Une autre question");
    app.run_jobs();

    let statements = heard.take();
    assert!(statements.len() > 100, "{} statements were heard", statements.len());
    let mut conn = app.database.conn();
    if let Conn::Postgres(conn) = &mut conn {
        // Of a small table it is cheaper to read all; the question is whether it could do otherwise.
        conn.batch_execute("SET enable_seqscan = off").unwrap();
    }
    for table in GROWING {
        let there = diesel::sql_query(format!("SELECT 1 FROM {table} LIMIT 1"));
        there.execute(&mut conn).unwrap_or_else(|error| panic!("{error}"));
    }
    let mut wrong = Vec::new();
    for statement in statements.into_keys() {
        let first = statement.split(' ').next().unwrap_or_default();
        let never = statement.contains("(1=0)");
        if never || !["SELECT", "UPDATE", "DELETE", "INSERT", "WITH"].contains(&first) {
            continue;
        }
        let found = whole_reads(&mut conn, &statement, GROWING);
        if !found.is_empty() {
            wrong.push(format!("{}\n    in {statement}", found.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{} read whole tables:\n{}", wrong.len(), wrong.join("\n"));
}

/// However many rows say what nodes cover, who answers is found by the keys of the question.
#[test]
fn who_answers_is_found_by_the_keys_of_coverage() {
    let database = crate::database::TestDatabase::take();
    let heard = Heard::of(&database);
    let app = TestApp::on(database, |_| ());
    let node = app.node_id("adele");
    app.write(|conn| {
        Ok(conn.batch_execute(&format!(
            "INSERT INTO coverage (id, node_id, institution, starts_on) \
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) \
             SELECT 'row-' || i, '{node}', 'ird', '2026-01-01' FROM n; ANALYZE"
        ))?)
    });
    heard.take();

    let asked = json!({
        "institution": "universite-de-strasbourg", "site": "Strasbourg", "discipline": "1.3",
        "topic": "where_deposit",
    });
    let said = app.visitor().post_json("/api/v1/routing/preview", &asked).expect(200).json();

    assert_eq!(said["node"], "adele");
    let about: Vec<String> =
        heard.take().into_keys().filter(|statement| statement.contains("coverage")).collect();
    assert!(!about.is_empty(), "nothing was asked of it");
    let mut conn = app.database.conn();
    for statement in about {
        let whole = whole_reads(&mut conn, &statement, &["coverage"]);
        assert_eq!(whole, Vec::<String>::new(), "{statement}");
    }
}

/// A page of a conversation costs what it shows, not what was ever said.
#[test]
fn the_page_of_a_ticket_asks_no_more_however_long_it_is() {
    let database = crate::database::TestDatabase::take();
    let heard = Heard::of(&database);
    let app = TestApp::on(database, |_| ());
    let held = &[("adoc-lorraine", NodeRole::Staff)];
    let lea = app.sign_in(&app.account("Léa", "lea@adoc.example", None, held));
    let [short, long] = ["Courte", "Longue"].map(|subject| app.ticket(subject));
    let says = |ticket: &Ticket, n: usize| {
        let form = [("id", form_id()), ("body", format!("Voici {n}"))];
        let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
        app.later(TimeDelta::seconds(1));
        lea.post(&format!("/tickets/{}/answers", ticket.reference), &form).expect(303);
    };
    says(&short, 0);
    (0..120).for_each(|n| says(&long, n));
    let page = |ticket: &Ticket| lea.get(&format!("/tickets/{}", ticket.reference));
    // The least of a few looks: a connection that is made meanwhile is set up by statements of its own.
    let asked = |ticket: &Ticket| {
        let looks = (0..4).map(|_| {
            heard.take();
            page(ticket).expect(200);
            heard.take().values().sum::<usize>()
        });
        looks.min().unwrap()
    };

    let (few, many) = (asked(&short), asked(&long));

    assert!(few > 0, "nothing was heard");
    assert_eq!(few, many);
    let shown = page(&long).body.matches("Voici ").count();
    assert!((40..=110).contains(&shown), "{shown} messages on one page");
}

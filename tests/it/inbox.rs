//! The inbox: what it lists, counts and does at once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use diesel::Connection;
use diesel::connection::InstrumentationEvent;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::db::Conn;
use maillage::tickets::queries::inbox::{self, Counts, Filter, Queue, Reader, Scope};
use maillage::tickets::{State, Ticket, ops};

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::tickets::question;

const NODE: &str = "adoc-lorraine";

fn staff(app: &TestApp, name: &str) -> Account {
    let email = format!("{}@exemple.example", name.to_lowercase());
    app.account(name, &email, None, &[(NODE, NodeRole::Staff)])
}

fn tickets(app: &TestApp, count: usize) -> Vec<Ticket> {
    (0..count)
        .map(|n| {
            app.later(TimeDelta::seconds(i64::from(n % 3 == 0)));
            app.ticket(&format!("Question {n}"))
        })
        .collect()
}

/// The references on a page, in their order.
fn listed(reply: &Reply) -> Vec<String> {
    let values = reply.body.split("name=\"ticket\" value=\"").skip(1);
    values.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

pub fn next_page(reply: &Reply) -> Option<String> {
    let link = reply.body.split("<a ").find(|link| link.contains("rel=\"next\""))?;
    let href = link.split("href=\"").nth(1)?.split('"').next()?;
    Some(href.replace("&amp;", "&").replace("&#x3D;", "="))
}

/// Every page of a list, one after the other.
fn walk(visitor: &Visitor, first: &str) -> Vec<String> {
    let (mut all, mut path) = (Vec::new(), Some(first.to_owned()));
    while let Some(at) = path {
        let reply = visitor.get(&at);
        reply.expect(200);
        all.extend(listed(&reply));
        path = next_page(&reply);
    }
    all
}

/// How many statements `work` sends.
fn statements<T>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> T) -> usize {
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { .. } = event {
            seen.fetch_add(1, Ordering::Relaxed);
        }
    });
    work(conn);
    count.load(Ordering::Relaxed)
}

fn reader(me: &Account) -> Reader {
    Reader { me: me.id.clone(), own: Vec::new(), duty: Vec::new(), stands_in_for: Vec::new() }
}

fn filter(app: &TestApp, me: &Account, queue: Option<Queue>) -> Filter {
    Filter {
        scope: Scope::Nodes(vec![app.node_id(NODE)]),
        own: vec![app.node_id(NODE)],
        me: me.id.clone(),
        queue,
        duty: Vec::new(),
        stands_in_for: Vec::new(),
        node: None,
        state: None,
        assignee: None,
        region: None,
        discipline: None,
        topic: None,
        institution: None,
        received_from: None,
        received_before: None,
        counted: None,
        field: None,
        gaps_only: false,
        tags: None,
        words: None,
        oldest_first: false,
        by_due: false,
        now: crate::app::morning(),
        best_first: false,
        after: None,
        limit: 50,
    }
}

#[test]
fn a_list_is_one_statement_whatever_its_length() {
    let app = TestApp::start();
    let lea = staff(&app, "Léa");
    let mut conn = app.database.conn();
    let mut sent = Vec::new();
    for more in [1, 29] {
        tickets(&app, more);
        let wanted = filter(&app, &lea, Some(Queue::Ours));
        let mut rows = 0;
        let list = statements(&mut conn, |conn| rows = inbox::list(conn, &wanted).unwrap().len());
        let counts = statements(&mut conn, |conn| {
            inbox::counts(conn, &wanted.scope, &reader(&lea), app.now()).unwrap()
        });
        sent.push((rows, list, counts));
    }
    assert_eq!(sent, [(1, 1, 1), (30, 1, 1)]);
}

#[test]
fn the_queues_count_what_they_list() {
    let app = TestApp::start();
    let (lea, paul) = (staff(&app, "Léa"), staff(&app, "Paul"));
    let all = tickets(&app, 6);
    let (me, other, shared, now) = (app.actor(&lea), app.actor(&paul), app.app.clone(), app.now());
    app.write(|conn| {
        let words = shared.vocabularies();
        let tools = maillage::tickets::mail::Tools { signer: &shared.signer, words: &words };
        ops::assign(conn, &me, &all[0], &me.id, now)?;
        ops::assign(conn, &other, &all[1], &other.id, now)?;
        ops::spam(conn, &me, &all[2], true, now)?;
        let closing = ops::Closing { outcome: maillage::tickets::Outcome::Duplicate, topic: None };
        ops::close(conn, &me, &all[3], &closing, tools, now)
    });
    app.ask(question("Pas confirmée"), false);

    let scope = Scope::Nodes(vec![app.node_id(NODE)]);
    let counts = app.read(|conn| Ok(inbox::counts(conn, &scope, &reader(&lea), app.now())?));

    let expected = Counts {
        new: 2,
        mine: 1,
        node: 4,
        ours: 4,
        theirs: 0,
        unassigned: 2,
        duty: 0,
        stand_in: 0,
        notes: 0,
        views: 0,
        mentions: 0,
        late: 0,
        snoozed: 0,
        third_party: 0,
        referred: 0,
        offered: 0,
        together: 0,
        held: 0,
    };
    assert_eq!(counts, expected);
    let held = |queue| {
        let wanted = filter(&app, &lea, queue);
        app.read(|conn| Ok(inbox::list(conn, &wanted)?)).len()
    };
    let queues = [Queue::New, Queue::Mine, Queue::Node, Queue::Ours, Queue::Theirs];
    assert_eq!(queues.map(|queue| held(Some(queue))), [2, 1, 4, 4, 0]);
    assert_eq!([Queue::Closed, Queue::Spam].map(|queue| held(Some(queue))), [1, 1]);
    assert_eq!(held(None), 5, "all but spam and what nobody confirmed");
}

#[test]
fn pages_follow_one_another_without_gap_or_repetition() {
    let app = TestApp::start();
    let visitor = app.sign_in(&staff(&app, "Léa"));
    let all: Vec<_> = tickets(&app, 60).into_iter().map(|ticket| ticket.reference).collect();
    let everyone: BTreeSet<_> = all.iter().cloned().collect();

    let newest = walk(&visitor, "/inbox?queue=ours");
    let oldest = walk(&visitor, "/inbox?queue=ours&sort=oldest");

    assert_eq!(newest.len(), 60);
    assert_eq!(newest.iter().cloned().collect::<BTreeSet<_>>(), everyone);
    assert_eq!(oldest, newest.iter().rev().cloned().collect::<Vec<_>>());
}

#[test]
fn what_does_not_move_is_neither_skipped_nor_repeated_while_others_do() {
    let app = TestApp::start();
    let lea = staff(&app, "Léa");
    let visitor = app.sign_in(&lea);
    let all = tickets(&app, 60);
    let first = visitor.get("/inbox?queue=ours");
    let mut seen = listed(&first);
    // While the first page is read, tickets of both pages are touched and so come to the top, and new ones arrive.
    app.later(TimeDelta::minutes(1));
    let (me, now) = (app.actor(&lea), app.now());
    app.write(|conn| {
        for ticket in all.iter().step_by(7) {
            ops::assign(conn, &me, ticket, &me.id, now)?;
        }
        Ok(())
    });
    let moved: BTreeSet<_> = all.iter().step_by(7).map(|ticket| &ticket.reference).collect();
    tickets(&app, 3);

    seen.extend(walk(&visitor, &next_page(&first).unwrap()));

    let still = |reference: &&String| !moved.contains(reference);
    let mut met: Vec<_> = seen.iter().filter(still).collect();
    let count = met.len();
    met.sort();
    met.dedup();
    let expected: BTreeSet<_> = all.iter().map(|t| &t.reference).filter(still).collect();
    assert_eq!((count, met.into_iter().collect::<BTreeSet<_>>()), (expected.len(), expected));
}

#[test]
fn filters_in_the_address_narrow_the_list_and_stay_on_every_link() {
    let app = TestApp::start();
    let lea = staff(&app, "Léa");
    let visitor = app.sign_in(&lea);
    let topic = app.app.vocabularies().topics[0].code.clone();
    let mut asked = question("Études d’élevage en Moselle");
    asked.topic = Some(topic.clone());
    asked.disciplines = vec!["2.1".to_owned()];
    let wanted = app.ask(asked, true);
    tickets(&app, 4);
    let here = |query: &str| listed(&visitor.get(&format!("/inbox?{query}")));

    assert_eq!(here("q=elevage+MOSELLE"), [wanted.reference.as_str()]);
    assert_eq!(here(&format!("q={}", wanted.reference)), [wanted.reference.as_str()]);
    assert_eq!(here(&format!("queue=ours&topic={topic}")), [wanted.reference.as_str()]);
    assert_eq!(here("queue=ours&discipline=2.1"), [wanted.reference.as_str()]);
    assert_eq!(here("queue=ours&discipline=2.10"), Vec::<String>::new());
    assert_eq!(here("queue=ours&region=44&institution=universite-de-lorraine").len(), 5);
    assert_eq!(here("queue=ours&state=open").len(), 0);
    assert_eq!(here("queue=ours&node=adele").len(), 0);
    assert_eq!(here("queue=nonsense&after=nonsense&state=nonsense").len(), 5);
    let shown = visitor.get(&format!("/inbox?queue=ours&topic={topic}"));
    assert!(
        shown.body.contains(&format!("from&#x3D;queue%3Dours%26topic%3D{topic}"))
            || shown.body.contains(&format!("from=queue%3Dours%26topic%3D{topic}"))
    );
    let nothing = visitor.get("/inbox?queue=ours&q=zzz");
    assert!(nothing.body.contains("Rien ne correspond"), "{}", nothing.text());
}

#[test]
fn nobody_lists_what_is_not_theirs() {
    let app = TestApp::start();
    let ours = tickets(&app, 2);
    let outsider = app.account("Max", "max@exemple.example", None, &[("adele", NodeRole::Manager)]);
    let boss = app.account("Ada", "ada@exemple.example", Some(NetworkRole::Admin), &[]);
    let both = app.account(
        "Cora",
        "cora@exemple.example",
        Some(NetworkRole::Coordinator),
        &[("adele", NodeRole::Staff)],
    );
    let count = |account: &Account, query: &str| listed(&app.sign_in(account).get(query)).len();

    for query in [
        "/inbox",
        "/inbox?queue=all",
        "/inbox?queue=all&scope=network",
        "/inbox?queue=all&node=adoc-lorraine",
    ] {
        assert_eq!(count(&outsider, query), 0, "{query}");
    }
    assert_eq!(count(&boss, "/inbox"), ours.len());
    assert_eq!(count(&both, "/inbox?queue=all"), 0);
    assert_eq!(count(&both, "/inbox?queue=all&scope=network"), ours.len());
}

fn bulk(visitor: &Visitor, event: &str, more: &[(&str, &str)], chosen: &[&Ticket]) -> Reply {
    let mut form = vec![("event", event), ("back", "queue=ours&sort=oldest"), ("sure", "1")];
    form.extend(more);
    form.extend(chosen.iter().map(|ticket| ("ticket", ticket.reference.as_str())));
    visitor.post("/inbox/bulk", &form)
}

#[test]
fn ten_at_once_with_three_forbidden_does_seven_and_says_why_not_three() {
    let app = TestApp::start();
    let lea = staff(&app, "Léa");
    let visitor = app.sign_in(&lea);
    let ours = tickets(&app, 8);
    let mut elsewhere = question("Ailleurs");
    (elsewhere.institutions, elsewhere.site, elsewhere.region) = (vec![], None, Some("53".into()));
    let foreign = [app.ask(elsewhere.clone(), true), app.ask(elsewhere, true)];
    assert!(foreign.iter().all(|ticket| ticket.node_id != ours[0].node_id));
    bulk(&visitor, "spam", &[], &[&ours[7]]).expect(303);
    let chosen: Vec<_> = ours.iter().chain(&foreign).collect();

    let reply = bulk(&visitor, "close", &[("outcome", "duplicate")], &chosen);

    reply.expect(200);
    let states: Vec<_> = ours.iter().map(|ticket| app.state(ticket)).collect();
    assert_eq!(states, [[State::Closed; 7].as_slice(), &[State::Spam]].concat());
    assert!(foreign.iter().all(|ticket| app.state(ticket) == State::New));
    assert!(reply.body.contains("3 demandes sont restées comme elles étaient"), "{}", reply.text());
    assert!(reply.body.contains("Les 7 autres sont traitées"), "{}", reply.text());
    assert!(
        reply.body.contains("Cette demande a été écartée comme indésirable"),
        "{}",
        reply.text()
    );
    assert!(!reply.body.contains("Ailleurs"), "not even the subject of another node's ticket");
}

#[test]
fn what_is_done_at_once_leads_back_to_the_same_list() {
    let app = TestApp::start();
    let (lea, paul) = (staff(&app, "Léa"), staff(&app, "Paul"));
    let visitor = app.sign_in(&lea);
    let ours = tickets(&app, 2);
    let chosen: Vec<_> = ours.iter().collect();
    let list = "/inbox?queue=ours&sort=oldest";

    let taken = bulk(&visitor, "assign", &[], &chosen);
    assert_eq!(taken.location(), list);
    assert!(visitor.follow(&taken).body.contains("vous sont confiées"));
    assert_eq!(app.again(&ours[0]).assignee_id, Some(lea.id));
    assert_eq!(
        bulk(&visitor, "give", &[("to", paul.id.as_str()), ("sure", "1")], &chosen).location(),
        list
    );
    assert_eq!(app.again(&ours[1]).assignee_id, Some(paul.id));
    assert_eq!(bulk(&visitor, "release", &[], &chosen).location(), list);
    assert_eq!(app.again(&ours[1]).assignee_id, None);
    for (event, more, said) in [
        ("close", vec![], "Choisissez comment ces demandes se terminent"),
        ("give", vec![], "Choisissez à qui confier"),
        ("nonsense", vec![], "Choisissez ce qu’il faut faire"),
    ] {
        let reply = bulk(&visitor, event, &more, &chosen);
        assert!(reply.body.contains(said), "{}", reply.text());
    }
    let none = bulk(&visitor, "assign", &[], &[]);
    assert!(none.body.contains("Choisissez d’abord au moins une demande"), "{}", none.text());
    assert!(ours.iter().all(|ticket| app.state(ticket) == State::Open));
}

#[test]
fn a_script_gets_the_list_alone() {
    let app = TestApp::start();
    let visitor = app.sign_in(&staff(&app, "Léa"));
    tickets(&app, 1);

    let part = visitor.get_with("/inbox", &[("hx-request", "true")]);
    let back = [("hx-request", "true"), ("hx-history-restore-request", "true")];
    let whole = visitor.get_with("/inbox", &back);

    assert!(part.body.trim_start().starts_with("<div class=\"inbox\""), "{}", part.body);
    assert_eq!(listed(&part), listed(&whole));
    assert!(whole.body.starts_with("<!doctype html>"));
}

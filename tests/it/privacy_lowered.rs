//! A term of retention is lowered by two steps: a page says first how much that takes away.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NetworkRole;
use maillage::db::schema::{audit_events, outbox, retention_terms, tickets};

use crate::app::{Reply, TestApp, Visitor};
use crate::asking::asked;
use crate::following::Desk;

const PATH: &str = "/admin/settings/terms";

/// Chooses terms of which some are lower than before, and agrees to what the page says.
pub fn lowers(admin: &Visitor, form: &[(&str, &str)]) -> Reply {
    let page = admin.post(PATH, form);
    let agreed = page.expect(200).value_of("agreed").unwrap();
    let all: Vec<_> = form.iter().copied().chain([("agreed", agreed.as_str())]).collect();
    admin.post(PATH, &all)
}

/// What was chosen, and how often.
fn chosen(app: &TestApp) -> (Vec<(String, i32)>, i64) {
    app.read(|conn| {
        let terms = retention_terms::table.order(retention_terms::term);
        let made = audit_events::table.filter(audit_events::action.eq("retention.changed"));
        Ok((
            terms.select((retention_terms::term, retention_terms::length)).load(conn)?,
            made.count().get_result(conn)?,
        ))
    })
}

/// How much the page says of one kind.
fn told(page: &Reply, what: &str) -> i64 {
    let row = page.body.split("<tr>").find(|row| row.contains(what)).unwrap();
    row.rsplit("<td>").next().unwrap().split('<').next().unwrap().parse().unwrap()
}

/// How many tickets name nobody any more, and how many mails there are whose receiver is known.
fn there(app: &TestApp) -> [i64; 2] {
    app.read(|conn| {
        let over = tickets::table.filter(tickets::anonymised_at.is_not_null());
        Ok([
            over.count().get_result(conn)?,
            outbox::table.filter(outbox::state.eq("sent")).count().get_result(conn)?,
        ])
    })
}

#[test]
fn lowering_a_term_says_what_goes_and_does_nothing_before_that_is_agreed_to() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    for _ in 0..3 {
        desk.closes(&asked(&app, &app.visitor(), &[]));
    }
    let root = app.account("Root", "root@example.org", Some(NetworkRole::Admin), &[]);
    app.run_jobs();
    app.later(TimeDelta::days(200));
    app.run_jobs();
    asked(&app, &app.visitor(), &[]);
    app.later(TimeDelta::days(170));
    let admin = app.sign_in(&root);
    let before = there(&app);
    let form = [("closed", "1"), ("sent", "180"), ("audit", "7")];

    let page = admin.post(PATH, &form);

    page.expect(200).says("Rien n’est encore changé").says("3 ans").says("1 an");
    assert_eq!((chosen(&app), there(&app)), ((vec![], 0), before));
    admin.get("/admin/settings").expect(200);
    app.visitor().get("/privacy").expect(200).says("anonymisée 3 ans après");
    let (closed, sent) = (told(&page, "après leur clôture"), told(&page, "courriels envoyés"));
    assert_eq!(closed, 3);
    assert!(sent > 0, "{}", page.body);

    // What was agreed to is what was shown, and no more.
    let agreed = page.value_of("agreed").unwrap();
    assert_eq!(agreed, "closed:1 sent:180");
    let more = [("closed", "1"), ("sent", "180"), ("spam", "30"), ("agreed", agreed.as_str())];
    admin.post(PATH, &more).expect(200).says("Indésirables");
    assert_eq!(chosen(&app), (vec![], 0));
    let all: Vec<_> = form.into_iter().chain([("agreed", agreed.as_str())]).collect();
    for _ in 0..2 {
        admin.post(PATH, &all).expect(303);
    }
    let terms = [("audit", 7), ("closed", 1), ("sent", 180)].map(|(term, n)| (term.to_owned(), n));
    assert_eq!(chosen(&app), (terms.to_vec(), 1));

    app.later(TimeDelta::hours(7));
    app.run_jobs();
    let gone = there(&app);
    assert_eq!(gone[0] - before[0], closed);
    // Raising a term again asks nothing, but who they are after so long.
    let admin = app.sign_in(&root);
    admin.post(PATH, &[("audit", "7"), ("sent", "365")]).expect(303);
    assert_eq!(chosen(&app), (vec![("audit".to_owned(), 7)], 2));
}

#[test]
fn nobody_else_lowers_a_term_by_saying_that_it_was_agreed_to() {
    let app = TestApp::start();
    let steers = app.account("Ada", "ada@example.org", Some(NetworkRole::Coordinator), &[]);
    let form = [("closed", "1"), ("agreed", "closed:1")];
    app.sign_in(&steers).post(PATH, &form).expect(404);
    assert_eq!(chosen(&app), (vec![], 0));
}

#[test]
fn what_the_administration_chose_of_texts_and_of_the_archivist_holds_over_the_operators_setting() {
    let app = TestApp::start();
    let ticket = crate::privacy_terms::closed(&app, &Desk::new(&app));
    let root = app.account("Root", "root@example.org", Some(NetworkRole::Admin), &[]);
    let chooses = |text: &str, approval: &str, met: u16| {
        let form = [("text", text), ("approval", approval)];
        app.sign_in(&root).post("/admin/settings/policies", &form).expect(met);
    };
    chooses("nothing", "on", 400);
    for _ in 0..2 {
        chooses("removed", "on", 303);
    }
    let changed: i64 = app.read(|conn| {
        let events = audit_events::table.filter(audit_events::action.eq("retention.changed"));
        Ok(events.count().get_result(conn)?)
    });
    assert_eq!(changed, 1);
    app.later(TimeDelta::days(3 * 366));
    app.run_jobs();
    assert_eq!(app.again(&ticket).anonymised_at, None, "nobody has agreed yet");
    app.sign_in(&root).get("/admin/destruction").expect(200).says("attend une décision");

    chooses("removed", "off", 303);
    app.later(TimeDelta::hours(7));
    app.run_jobs();

    assert!(app.again(&ticket).anonymised_at.is_some());
    let page = app.sign_in(&root).get(&format!("/tickets/{}", ticket.reference));
    page.expect(200).says_not("Voici, […]");
}

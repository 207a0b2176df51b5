//! The demo's world and the synthetic volume.

use diesel::dsl::count_star;
use diesel::prelude::*;
use maillage::db::schema::{
    application_letters, application_messages, applications, audit_events, messages,
    routing_decisions, tickets, trainer_proposals,
};
use maillage::demo;
use maillage::tickets::State;

use crate::app::TestApp;

fn references(app: &TestApp) -> Vec<(String, String, String)> {
    app.read(|conn| {
        Ok(tickets::table
            .order(tickets::reference)
            .select((tickets::reference, tickets::subject, tickets::asker_email))
            .load(conn)?)
    })
}

#[test]
fn the_demo_world_is_lived_through_the_same_ops_as_real_life() {
    let app = TestApp::start();
    let told = demo::build(&app.app, app.now()).unwrap();

    let states: Vec<State> =
        app.read(|conn| Ok(tickets::table.select(tickets::state).load(conn)?));
    assert_eq!(states.len(), told);
    for state in [State::Unconfirmed, State::New, State::Open, State::WaitingTeam, State::Closed] {
        assert!(states.contains(&state), "no ticket is {state}");
    }
    let decided: i64 = app.read(|conn| {
        Ok(routing_decisions::table
            .filter(routing_decisions::decided_by.eq("rule"))
            .select(count_star())
            .first(conn)?)
    });
    assert!(decided >= i64::try_from(told).unwrap());
    let later: i64 = app.read(|conn| {
        Ok(messages::table
            .filter(messages::created_at.gt(app.now()))
            .select(count_star())
            .first(conn)?)
    });
    assert_eq!(later, 0, "nothing in the demo happens tomorrow");
}

#[test]
fn nobody_in_the_demo_has_a_real_address() {
    let app = TestApp::start();
    demo::build(&app.app, app.now()).unwrap();
    for mail in app.mails() {
        assert!(mail.to.ends_with(".example"), "{}", mail.to);
    }
}

/// Each page of data protection has something to show.
#[test]
fn the_demo_world_shows_what_is_kept_of_people() {
    let app = TestApp::start_with(|config| config.retention.approval = true);
    demo::build(&app.app, app.now()).unwrap();
    app.run_jobs();
    let by_email = |email: &str| {
        let found = app.read(|conn| Ok(maillage::accounts::queries::by_email(conn, email)?));
        let found = found.unwrap();
        let (id, email, name) = (found.id, found.email, found.name);
        app.sign_in(&crate::actors::Account { id, email, name })
    };
    let archivist = by_email(demo::kept::ARCHIVIST.1);
    let lists = archivist.get("/admin/destruction");
    lists.expect(200).says("3 demandes").says("Approuver");
    let admin = app.read(|conn| Ok(demo_admin(conn)?));
    let admin = by_email(&admin);
    let requests = admin.get("/admin/privacy");
    requests.expect(200).says("baptistine.lagrenelle@univ-exemple.example");
    let sensitive: String = app.read(|conn| {
        Ok(tickets::table
            .filter(tickets::sensitive)
            .filter(tickets::state.ne(State::Unconfirmed))
            .order(tickets::created_at)
            .select(tickets::reference)
            .first(conn)?)
    });
    let log = admin.get(&format!("/tickets/{sensitive}/readings"));
    assert!(log.expect(200).body.matches("<tr").count() >= 4, "{}", log.text());
}

/// What those who apply write to the desk, letters that were signed, a call for trainers and who offers to come.
#[test]
fn the_demo_world_shows_what_is_written_between_people() {
    let app = TestApp::start();
    demo::build(&app.app, app.now()).unwrap();

    let counts = app.read(|conn| {
        let said: i64 = application_messages::table.count().get_result(conn)?;
        let letters: Vec<Option<String>> = application_letters::table
            .inner_join(applications::table)
            .filter(applications::reference.is_not_null())
            .select(application_letters::verdict)
            .load(conn)?;
        let calls = maillage::enrolment::queries::open_calls(conn, app.now())?.len();
        let offers: i64 = trainer_proposals::table.count().get_result(conn)?;
        Ok((said, letters, calls, offers))
    });

    assert_eq!(counts, (4, vec![None], 1, 1));
}

fn demo_admin(conn: &mut maillage::db::Conn) -> QueryResult<String> {
    use maillage::db::schema::accounts::dsl;
    dsl::accounts.filter(dsl::network_role.eq("admin")).select(dsl::email).first(conn)
}

#[test]
fn the_same_seed_sows_the_same_tickets() {
    let (one, other) = (TestApp::start(), TestApp::start());
    for app in [&one, &other] {
        assert_eq!(demo::seed::sow(&app.app, 300, 7, app.now()).unwrap(), 300);
    }
    assert_eq!(references(&one), references(&other));
    let third = TestApp::start();
    demo::seed::sow(&third.app, 300, 8, third.now()).unwrap();
    assert_ne!(references(&one), references(&third));
}

#[test]
fn sown_tickets_continue_the_years_numbers_and_leave_a_trace() {
    let app = TestApp::start();
    demo::seed::sow(&app.app, 200, 1, app.now()).unwrap();
    demo::seed::sow(&app.app, 100, 2, app.now()).unwrap();
    let total: i64 = app.read(|conn| Ok(tickets::table.select(count_star()).first(conn)?));
    assert_eq!(total, 300);
    let last = |conn: &mut maillage::db::Conn, year| maillage::db::numbers::last(conn, year);
    let numbered = app.read(|conn| Ok(last(conn, 2024)? + last(conn, 2025)? + last(conn, 2026)?));
    assert_eq!(numbered, 300);
    let traced: i64 = app.read(|conn| {
        Ok(audit_events::table
            .filter(audit_events::action.eq("ticket.seed"))
            .select(count_star())
            .first(conn)?)
    });
    assert_eq!(traced, 300);
}

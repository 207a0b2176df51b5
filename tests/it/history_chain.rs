//! The audit events hold each other: what was changed, taken away or put in since is found.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NetworkRole;
use maillage::db::Conn;
use maillage::db::schema::{audit_events as events, audit_seals as seals};
use maillage::history::chain::{self, Verdict};

use crate::app::TestApp;
use crate::applications_cast::{applicant, complete, open_call};

fn verdict(app: &TestApp) -> Verdict {
    app.read(chain::verify)
}

/// A world in which things happened and were sealed.
fn sealed() -> TestApp {
    let app = TestApp::start();
    let call = open_call(&app);
    let (lea, _) = applicant(&app, "Léa");
    complete(&app, &call, &lea);
    app.run_jobs();
    let all: i64 = app.read(|conn| Ok(events::table.count().get_result(conn)?));
    assert_eq!((verdict(&app).sound, verdict(&app).broken), (all, None));
    assert!(all > 5);
    app
}

/// Changes something behind the program's back.
fn forge(app: &TestApp, work: impl FnOnce(&mut Conn) -> QueryResult<usize>) {
    app.write(|conn| {
        assert_eq!(work(conn)?, 1);
        Ok(())
    });
}

fn event(app: &TestApp) -> String {
    app.read(|conn| {
        Ok(seals::table.filter(seals::place.eq(5)).select(seals::event_id).first(conn)?)
    })
}

#[test]
fn t80_an_event_that_was_edited_is_found_and_admins_are_told() {
    let app = sealed();
    let root = app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]);
    let id = event(&app);
    forge(&app, |conn| {
        diesel::update(events::table.find(&id)).set(events::detail.eq("{}")).execute(conn)
    });
    let found = verdict(&app);
    assert_eq!(found.sound, 4);
    assert!(found.broken.unwrap().contains("was changed"));

    app.later(TimeDelta::hours(25));
    app.run_jobs();
    assert!(app.mail_to(&root.email).text.contains("rupture dans la chaîne"));
    let told = app.mails_to(&root.email).len();
    app.run_jobs();
    assert_eq!(app.mails_to(&root.email).len(), told);
}

#[test]
fn t80_an_event_that_was_taken_away_is_found() {
    let app = sealed();
    let id = event(&app);
    forge(&app, |conn| diesel::delete(seals::table.filter(seals::event_id.eq(&id))).execute(conn));
    assert_eq!(verdict(&app).broken.as_deref(), Some("seal 5 is gone"));
    let app = sealed();
    let id = event(&app);
    forge(&app, |conn| {
        diesel::update(events::table.find(&id)).set(events::action.eq("x")).execute(conn)
    });
    assert!(verdict(&app).broken.unwrap().contains("of seal 5 was changed"));
}

#[test]
fn t80_an_event_that_was_put_in_is_found() {
    let app = sealed();
    forge(&app, |conn| {
        diesel::insert_into(events::table)
            .values((
                events::id.eq("00000000-0000-7000-8000-000000000000"),
                events::at.eq(app.now() - TimeDelta::days(3)),
                events::actor_kind.eq("system"),
                events::action.eq("application.extend"),
                events::subject_kind.eq("application"),
                events::subject_id.eq("x"),
                events::detail.eq("{}"),
            ))
            .execute(conn)
    });
    app.run_jobs();
    assert!(verdict(&app).broken.unwrap().contains("was put in later"));
}

#[test]
fn t81_the_chain_holds_when_a_person_is_taken_out_of_it() {
    let app = sealed();
    let id = event(&app);
    app.write(|conn| Ok(chain::forget_content(conn, std::slice::from_ref(&id))?));
    forge(&app, |conn| {
        diesel::update(events::table.find(&id))
            .set(events::detail.eq("{\"name\":\"…\"}"))
            .execute(conn)
    });
    assert_eq!(verdict(&app).broken, None);
    forge(&app, |conn| {
        diesel::update(events::table.find(&id)).set(events::action.eq("x")).execute(conn)
    });
    assert!(verdict(&app).broken.is_some(), "what names nobody is still checked");
}

#[test]
fn t80_events_that_went_by_their_term_leave_the_chain_sound_and_no_hole_is_taken_for_them() {
    let app = sealed();
    let before: i64 = app.read(|conn| Ok(seals::table.count().get_result(conn)?));
    app.later(TimeDelta::days(366 * 12));
    app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]);
    app.run_jobs();
    let left: i64 = app.read(|conn| {
        let old = events::at.lt(app.now() - TimeDelta::days(366 * 11));
        Ok(events::table.filter(old).count().get_result(conn)?)
    });
    let found = verdict(&app);
    assert_eq!((left, found.broken), (0, None));
    assert!(found.sound >= before);

    let app = sealed();
    let id = event(&app);
    forge(&app, |conn| diesel::delete(events::table.find(&id)).execute(conn));
    assert_eq!(verdict(&app).broken.as_deref(), Some("the event of seal 5 is gone"));
}

#[test]
fn the_last_hash_is_mailed_to_two_witnesses_once_a_day() {
    let witnesses = ["ada@labo.example", "max@ailleurs.example"];
    let app = TestApp::start_with(|config| {
        config.witnesses = witnesses.map(ToOwned::to_owned).into();
    });
    let call = open_call(&app);
    let (lea, _) = applicant(&app, "Léa");
    complete(&app, &call, &lea);
    let told = |email: &str| {
        app.mails_to(email).into_iter().filter(|mail| mail.subject.contains("empreinte")).count()
    };
    for days in 1..=2 {
        app.later(TimeDelta::hours(25));
        app.run_jobs();
        app.run_jobs();
        assert_eq!(witnesses.map(told), [days, days]);
    }
    let hashes: Vec<String> = app.read(|conn| Ok(seals::table.select(seals::sha256).load(conn)?));
    let text = app.mail_to(witnesses[0]).text;
    assert!(hashes.iter().any(|hash| text.contains(hash.as_str())), "{text}");
}

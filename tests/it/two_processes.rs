//! Two processes of the real program on one PostgreSQL behind a proxy: they are one site, and it stays one while one after
//! the other is killed without warning. On SQLite one process serves, so nothing is tried there.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use maillage::accounts::{NodeRole, Scope};
use maillage::db::schema::{messages, outbox, sweeps, tickets};
use maillage::history::chain;
use maillage::outbox::MailState;

use crate::app::{TestApp, Visitor};
use crate::courses_cast::{School, enrol, meeting};
use crate::tickets::form_id;
use crate::triage::{at, person};
use crate::two_processes_cast::{CLIENTS, Crowd, Site, on_a_server, question, to_this_day};

const SECRET: &str = "une phrase que personne ne devine";
const ROUNDS: usize = 6;

fn seen(visitor: &Visitor, page: &str) -> String {
    visitor.get(page).expect(200).value_of("seen").unwrap()
}

#[test]
fn who_signs_in_at_one_process_is_signed_in_at_the_other_and_signs_out_of_both() {
    let Some(app) = on_a_server() else { return };
    to_this_day(&app);
    let lea = person(&app, "Léa Roy", NodeRole::Staff);
    app.sign_in(&lea).post("/account/password", &[("password", SECRET)]).expect(303);
    let site = Site::start(&app);
    let [one, other] = &site.processes;
    let form = [("login", &*lea.email), ("password", SECRET)];

    let here = one.visitor();
    here.post("/sign-in/password", &form).expect(303);
    let there = other.of(&here);

    there.get("/account").expect(200).says("Léa Roy");
    there.post("/sign-out", &[]).expect(303);
    here.get("/account").expect(303);
    other.of(&here).get("/account").expect(303);
}

#[test]
fn tries_at_either_process_are_counted_together() {
    let Some(app) = on_a_server() else { return };
    to_this_day(&app);
    let site = Site::start(&app);
    let window = || Utc::now().timestamp() / (15 * 60);

    // Again, should a quarter of an hour have ended meanwhile: then counting began anew.
    let refused = (0..3).find_map(|turn| {
        let login = format!("personne-{turn}@exemple.example");
        let form = [("login", &*login), ("password", "essai, encore un essai")];
        let before = window();
        let answers: Vec<_> = (0..14)
            .map(|n| site.processes[n % 2].visitor().post("/sign-in/password", &form).status)
            .collect();
        (window() == before).then_some(answers)
    });

    let refused = refused.unwrap();
    assert_eq!(refused, [[422; 10].as_slice(), &[429; 4]].concat());
}

#[test]
fn two_people_at_two_processes_do_not_answer_past_each_other() {
    let Some(app) = on_a_server() else { return };
    to_this_day(&app);
    let people = ["Léa Roy", "Paul Ney"].map(|name| person(&app, name, NodeRole::Staff));
    let ticket = app.ticket("Cahier de laboratoire");
    let page = at(&ticket, "");
    let site = Site::start(&app);
    let [lea, paul] = [0, 1].map(|n| site.processes[n].of(&app.sign_in(&people[n])));

    lea.post(&at(&ticket, "/presence"), &[("doing", "writing")]).expect(200);
    let told = paul.post(&at(&ticket, "/presence"), &[("doing", "looking")]);
    assert_eq!(told.body, "Léa Roy répond.");

    for round in 0..ROUNDS {
        let before = [&lea, &paul].map(|visitor| seen(visitor, &page));
        let bodies = ["Léa", "Paul"].map(|who| format!("Réponse {round} de {who}"));
        let mut answers = thread::scope(|threads| {
            let sends = [(&lea, 0), (&paul, 1)].map(|(visitor, n)| {
                let form =
                    [("id", form_id()), ("seen", before[n].clone()), ("body", bodies[n].clone())];
                let at = at(&ticket, "/answers");
                threads.spawn(move || {
                    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
                    visitor.post(&at, &form).status
                })
            });
            sends.map(|one| one.join().unwrap())
        });
        answers.sort_unstable();
        assert_eq!(answers, [303, 409], "one is told what the other one wrote");
    }
}

#[test]
fn what_is_sent_to_both_processes_at_once_is_done_once() {
    let Some(app) = on_a_server() else { return };
    to_this_day(&app);
    let token = app.token(&person(&app, "Léa Roy", NodeRole::Staff), Scope::Write);
    let site = Site::start(&app);

    for round in 0..ROUNDS {
        let references = thread::scope(|threads| {
            let sends = site.processes.each_ref().map(|process| {
                let (caller, key) =
                    (process.visitor().with_token(&token), format!("twice-{round}"));
                threads.spawn(move || {
                    let key = [("idempotency-key", key.as_str())];
                    let asked = caller.post_json_with("/api/v1/tickets", &question(round), &key);
                    asked.expect(201).json()["reference"].clone()
                })
            });
            sends.map(|one| one.join().unwrap())
        });
        assert_eq!(references[0], references[1]);
    }
    let there: i64 = app.read(|conn| Ok(tickets::table.count().get_result(conn)?));
    assert_eq!(there, i64::try_from(ROUNDS).unwrap());
}

const KILLS: usize = 4;
/// How many questions are acknowledged between one kill and the next.
const BETWEEN: usize = 25;
const WAKING: usize = 12;
const ENROLLED: usize = 15;

/// What is due at the moment at which both processes begin: tickets that wake, people who are reminded.
fn due_at_once(app: &TestApp) {
    let lea = app.sign_in(&person(app, "Zoé Prévoyante", NodeRole::Staff));
    let until = (app.today() + TimeDelta::days(3)).to_string();
    for n in 0..WAKING {
        let ticket = app.ticket(&format!("En attente {n}"));
        let wait = [("kind", "third_party"), ("who", "le juriste"), ("until", &*until)];
        lea.post(&at(&ticket, "/pause"), &wait).expect(303);
    }
    // Not so shortly before that they were told anyway.
    to_this_day(app);
    let begins = app.now() + TimeDelta::days(1);
    app.app.clock.advance(-TimeDelta::days(10));
    let school = School::new(app);
    let session = school.give_with(app, 30, |plan| {
        plan.meetings = vec![meeting((begins, begins + TimeDelta::hours(2)))];
    });
    for n in 0..ENROLLED {
        enrol(app, &session, &format!("Personne {n}"));
    }
    to_this_day(app);
}

#[test]
fn one_of_two_is_killed_under_load_and_nobody_sees_more_than_a_broken_connection() {
    let Some(app) = on_a_server() else { return };
    due_at_once(&app);
    let lea = person(&app, "Léa Roy", NodeRole::Staff);
    let cookie = app.sign_in(&lea).cookie("maillage_session").unwrap();
    let site = Site::start(&app);
    let crowd = Crowd::new(&site, (&app.token(&lea, Scope::Write), &cookie));

    let begun = Instant::now();
    let in_time = crowd.at_work(|| {
        (0..=KILLS).all(|kill| {
            while crowd.asked.lock().unwrap().len() < (kill + 1) * BETWEEN {
                if begun.elapsed() > Duration::from_secs(120) {
                    return false;
                }
                thread::sleep(Duration::from_millis(1));
            }
            if kill < KILLS {
                site.kill(&app, &site.processes[kill % 2]);
            }
            true
        })
    });
    assert!(in_time, "too slow: {} questions", crowd.asked.lock().unwrap().len());
    for process in &site.processes {
        process.end();
    }

    let broken = crowd.broken.load(Ordering::Relaxed);
    assert!(broken <= KILLS * CLIENTS, "{broken} broken connections");
    assert!(crowd.pages.load(Ordering::Relaxed) > 20);
    each_thing_was_done_once(&app, &crowd);
    nothing_is_stuck(&app, &site);
    each_mail_left_once(&app, &site);
}

fn each_thing_was_done_once(app: &TestApp, crowd: &Crowd<'_>) {
    let asked = crowd.asked.lock().unwrap();
    let there: Vec<(String, String)> = app.read(|conn| {
        let own = tickets::table.filter(tickets::subject.like("Question %"));
        Ok(own.select((tickets::reference, tickets::subject)).load(conn)?)
    });
    let told =
        |(reference, number): (&String, &usize)| (reference.clone(), format!("Question {number}"));
    assert_eq!(there.into_iter().collect::<BTreeSet<_>>(), asked.iter().map(told).collect());
    assert_eq!(asked.values().collect::<BTreeSet<_>>().len(), asked.len(), "no key made two");

    let mut said: Vec<String> = app.read(|conn| {
        let own = messages::table.filter(messages::body.like("Réponse à %"));
        Ok(own.select(messages::body).load(conn)?)
    });
    said.sort();
    let answered = crowd.answered.lock().unwrap();
    let wanted: Vec<_> = answered.iter().map(|one| format!("Réponse à {one}")).collect();
    assert_eq!(said, wanted);
}

/// What a process had taken that was killed is taken over by the next one that looks, once the claim has lapsed.
fn nothing_is_stuck(app: &TestApp, site: &Site) {
    let claimed = || -> Vec<(String, Option<NaiveDateTime>)> {
        app.read(|conn| {
            let own = sweeps::table.filter(sweeps::claimed_until.is_not_null());
            Ok(own.select((sweeps::kind, sweeps::claimed_until)).load(conn)?)
        })
    };
    let longest = Utc::now().naive_utc() + TimeDelta::minutes(15);
    assert!(claimed().iter().all(|(_, until)| until.unwrap() <= longest));

    let later = Utc::now().naive_utc() + TimeDelta::minutes(16);
    let later = format!("{}Z", later.format("%Y-%m-%dT%H:%M:%S"));
    let mut command = site.command(app, &["jobs", "run", "--until-idle", "--now", &later]);
    assert!(command.output().unwrap().status.success());

    assert_eq!(claimed(), []);
    let verdict = app.read(chain::verify);
    assert_eq!(verdict.broken, None, "two who seal make one chain");
    assert!(verdict.sound > 100);
}

fn each_mail_left_once(app: &TestApp, site: &Site) {
    let queued: Vec<(String, String, String, MailState)> = app.read(|conn| {
        let what = (outbox::message_id, outbox::template, outbox::to_email, outbox::state);
        Ok(outbox::table.select(what).load(conn)?)
    });
    assert!(queued.iter().all(|(.., state)| *state == MailState::Sent));
    let of = |kind: &str| {
        let own = queued.iter().filter(|(_, template, ..)| template == kind);
        own.map(|(_, _, to, _)| to).collect::<Vec<_>>()
    };
    assert_eq!(of("ticket_woken").len(), WAKING, "each ticket woke once");
    let reminded = of("session_reminder");
    assert_eq!(reminded.len(), ENROLLED, "each person was reminded once");
    assert_eq!(reminded.iter().collect::<BTreeSet<_>>().len(), ENROLLED);

    let arrived = site.sink.times();
    let wanted: BTreeSet<_> = queued.iter().map(|(id, ..)| id.clone()).collect();
    assert_eq!(arrived.keys().cloned().collect::<BTreeSet<_>>(), wanted);
    let again: usize = arrived.values().map(|times| times - 1).sum();
    assert!(again <= KILLS, "{again} mails came again after {KILLS} kills");
}

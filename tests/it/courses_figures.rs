//! What was taught, in figures that tell of nobody.

use chrono::{NaiveDate, TimeDelta};
use maillage::accounts::{NetworkRole, NodeRole, Scope};
use maillage::attendance::{self, Half, Presence};
use maillage::courses::ops::Plan;
use maillage::courses::{Mode, Presence as At, SessionId};
use maillage::demo;
use maillage::enrolment::Wish;
use maillage::surveys::{self, Answer, AnswerId};
use serde_json::{Value, json};

use crate::app::{TestApp, Visitor};
use crate::courses_cast::{School, enrol, enrol_wish, give, offer, plan, slug, wish};

const STATISTICS: &str = "/api/v1/statistics/courses";

/// Until the first of the next month, when what ended before is published.
fn next_month(app: &TestApp) {
    let (then, day) = (app.today() + TimeDelta::days(62), app.today());
    let first =
        NaiveDate::from_ymd_opt(chrono::Datelike::year(&then), chrono::Datelike::month(&then), 1);
    app.later(first.unwrap() - day);
}

fn coordinator(app: &TestApp) -> Visitor {
    let email = format!("{}@steers.example", crate::tickets::form_id());
    let who = app.account("Ana", &email, Some(NetworkRole::Coordinator), &[]);
    app.sign_in(&who)
}

fn with_people(app: &TestApp, session: &SessionId, people: usize) {
    for n in 0..people {
        enrol(app, session, &format!("Personne {n}"));
    }
}

fn in_region(code: &str) -> impl FnOnce(&mut Plan) + use<'_> {
    move |plan| plan.terms.region = Some(code.into())
}

fn online(plan: &mut Plan) {
    plan.terms.mode = Mode::Online;
    plan.terms.join_url = "https://visio.exemple.fr/1".into();
    plan.capacities = vec![(At::Online, 30)];
}

/// Everybody at the first meeting but one, and what those who were there think.
fn held(app: &TestApp, school: &School, session: &SessionId) {
    let (actor, now) = (school.actor(app), app.now());
    let people = app
        .read(|conn| Ok(maillage::enrolment::queries::of_session(conn, session, (None, 0), 1000)?));
    let meetings = app.read(|conn| {
        Ok(maillage::courses::queries::meetings_of(conn, std::slice::from_ref(session))?)
    });
    let state = |n: usize| if n == 0 { Presence::Absent } else { Presence::Present };
    let said: Vec<_> =
        people.iter().enumerate().map(|(n, one)| (one.id.clone(), state(n))).collect();
    let at = (session, &meetings[0].id, Half::Day);
    app.write(|conn| attendance::ops::mark(conn, &actor, at, &said, now));
    for one in people.iter().skip(1) {
        let answer = Answer {
            id: AnswerId::random(),
            session_id: session.clone(),
            useful: 4,
            level: 3,
            pace: 3,
            apply: 4,
            comment: String::new(),
        };
        app.write(|conn| surveys::ops::answer(conn, one, (&answer, &[]), now));
    }
}

#[test]
fn figures_are_told_by_course_region_discipline_and_node_and_tell_of_no_few() {
    let app = TestApp::start();
    let school = School::new(&app);
    let east = school.give_with(&app, 30, in_region("44"));
    let afar = school.give_with(&app, 30, online);
    let small = offer(&app, &school.actor(&app), "Pour deux personnes");
    let few = give(&app, &school.actor(&app), (&small, &plan(&app, 10)));
    with_people(&app, &east, 12);
    with_people(&app, &afar, 6);
    with_people(&app, &few, 2);
    let visitor = app.visitor();
    visitor.get("/figures/courses").expect(200).says("Rien à compter pendant cette période");
    app.later(TimeDelta::days(22));
    for session in [&east, &afar, &few] {
        held(&app, &school, session);
    }
    visitor.get("/figures/courses").says("Rien à compter");
    next_month(&app);
    app.later(surveys::rules::OPEN_FOR);

    let told = visitor.get(STATISTICS).expect(200).json();
    assert_eq!(
        (&told["people"], &told["sessions"], &told["hours"]),
        (&json!(18), &json!(3), &json!(54))
    );
    let line = |told: &Value, by: &str, code: &str| {
        let rows = told[format!("by_{by}")].as_array().unwrap();
        let row = rows.iter().find(|row| row["code"] == code).unwrap().clone();
        (row["people"].clone(), row["usefulness_mean"].clone())
    };
    assert_eq!(line(&told, "course", &slug(&app, &school.course)), (json!(18), json!(4.0)));
    assert_eq!(line(&told, "course", &slug(&app, &small)), (Value::Null, Value::Null));
    assert_eq!(line(&told, "region", "44").0, 12);
    assert_eq!(line(&told, "region", "online").0, 6);
    assert_eq!(line(&told, "discipline", "1").0, 18);
    assert_eq!(line(&told, "node", "adoc-lorraine").0, 18);
    // Two were absent: a bound, not a number.
    assert_eq!(told["attendance_percent"], Value::Null);
    // Part of a year is the year, so that no period can be taken from another.
    let part = visitor.get(&format!("{STATISTICS}?from=2026-04-01&to=2026-04-30")).json();
    assert_eq!(part, visitor.get(&format!("{STATISTICS}?to=2026-12-31")).json());

    let page = visitor.get("/figures/courses");
    page.expect(200).says("Participants par région").says("À distance").says("4,0");
    let list = visitor.get("/figures/courses/sessions?to=2026-12-31&by=region&code=44");
    list.expect(200).says("Sessions comptées");
    assert!(list.links_to(&format!("/sessions/{east}")));
    assert!(!list.links_to(&format!("/sessions/{afar}")));
    let all = visitor.get("/figures/courses/sessions");
    assert!(all.expect(200).links_to(&format!("/sessions/{few}")), "it is counted as a session");
    let csv = visitor.get("/figures/courses/course-regions.csv").expect(200).text();
    assert!(csv.contains("\"À distance\",1,6,18,"), "{csv}");
    visitor.get("/figures/courses/course-nodes.ods").expect(200);
    visitor.get("/figures/courses/people.csv").expect(404);

    page.says("≥\u{a0}77").says_not("85\u{a0}%");
    let exact = coordinator(&app).get("/figures/courses?from=2026-01-01");
    exact.expect(200).says("85\u{a0}%").says("20");
}

/// Neither a few of an institution are told, nor what would be left of a session beside those that are.
#[test]
fn institutions_are_told_where_neither_they_nor_what_is_left_are_few() {
    let app = TestApp::start();
    let school = School::new(&app);
    let sessions = [school.give(&app, 30), school.give(&app, 30)];
    let from = |session: &SessionId, institution: Option<&str>, people: usize| {
        for n in 0..people {
            let who = format!("{} {n}", institution.unwrap_or("Personne"));
            let institution = institution.map(Into::into);
            enrol_wish(&app, session, Wish { institution, ..wish(&who) });
        }
    };
    from(&sessions[0], Some("inrae"), 7);
    from(&sessions[0], Some("cnrs"), 5);
    // Beside six there would be two.
    from(&sessions[1], Some("inrae"), 6);
    from(&sessions[1], None, 2);
    app.later(TimeDelta::days(22));
    next_month(&app);

    let rows = |told: &Value| {
        let rows = told["by_institution"].as_array().unwrap().iter();
        let row = |row: &Value| format!("{} {}", row["code"].as_str().unwrap(), row["people"]);
        rows.map(row).collect::<Vec<_>>()
    };
    let visitor = app.visitor();
    assert_eq!(rows(&visitor.get(STATISTICS).json()), ["others 8", "inrae 7", "cnrs 5"]);
    let page = visitor.get("/figures/courses");
    page.expect(200).says("Participants par établissement").says("Autres ou non précisé");
    let csv = visitor.get("/figures/courses/course-institutions.csv").expect(200).text();
    assert!(csv.contains("\"INRAE\",1,7,21,"), "{csv}");
    visitor.get("/figures/courses/course-institutions.ods").expect(200);
    let list = visitor.get("/figures/courses/sessions?by=institution&code=inrae");
    assert!(list.expect(200).links_to(&format!("/sessions/{}", sessions[0])));
    assert!(!list.links_to(&format!("/sessions/{}", sessions[1])), "its six are told nowhere");

    let steers = app.account("Ana", "ana@steers.example", Some(NetworkRole::Coordinator), &[]);
    let caller = app.caller(&app.token(&steers, Scope::Read));
    let exact = rows(&caller.get(&format!("{STATISTICS}?from=2026-01-01")).json());
    assert_eq!(exact, ["inrae 13", "cnrs 5", "others 2"]);
}

#[test]
fn a_session_of_two_nodes_counts_for_each_of_them_and_once_in_all() {
    let app = TestApp::start();
    let school = School::new(&app);
    let lord = app.node_id("lord");
    let session = school.give_with(&app, 30, |plan| plan.partners = vec![lord]);
    with_people(&app, &session, 12);
    app.later(TimeDelta::days(22));
    next_month(&app);

    let told = app.visitor().get(STATISTICS).expect(200).json();
    assert_eq!((&told["people"], &told["sessions"]), (&json!(12), &json!(1)));
    let rows = told["by_node"].as_array().unwrap();
    let row = |row: &Value| (row["code"].as_str().unwrap().to_owned(), row["people"].clone());
    let mut nodes: Vec<_> = rows.iter().map(row).collect();
    nodes.sort_by_key(|(code, _)| code.clone());
    assert_eq!(nodes, ["adoc-lorraine", "lord"].map(|code| (code.to_owned(), json!(12))));
}

#[test]
fn coordinators_read_exact_figures_of_the_days_they_choose() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 10);
    with_people(&app, &session, 3);
    app.later(TimeDelta::days(22));
    held(&app, &school, &session);
    let steers = app.account("Ana", "ana@steers.example", Some(NetworkRole::Coordinator), &[]);
    let caller = app.caller(&app.token(&steers, Scope::Read));
    let day = app.today();
    let told = caller.get(&format!("{STATISTICS}?from={day}&to={day}")).expect(200).json();
    assert_eq!((&told["exact"], &told["people"]), (&json!(true), &json!(0)));
    let told = caller.get(STATISTICS).json();
    assert_eq!((&told["people"], &told["attendance_percent"]), (&json!(3), &json!(66)));
    let staff = app.account("Sam", "sam@staff.example", None, &[("huma-num", NodeRole::Staff)]);
    let staff = app.caller(&app.token(&staff, Scope::Read));
    assert_eq!(staff.get(STATISTICS).json()["people"], Value::Null);
}

#[test]
fn coordinators_alone_read_how_full_sessions_were_and_who_waited_in_vain() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 4);
    with_people(&app, &session, 6);
    school.give(&app, 4);
    app.later(TimeDelta::days(22));
    let page = coordinator(&app).get("/figures/courses");
    page.expect(200).says("Places occupées").says("50\u{a0}%").says("Restées en attente");
    app.visitor().get("/figures/courses").expect(200).says_not("Restées en attente");
}

/// The first sessions of the network had 222, 130 and 76 participants.
#[test]
fn the_history_of_the_demo_is_on_the_page_of_figures_and_opens_its_sessions() {
    let app = TestApp::start();
    demo::build(&app.app, app.now()).unwrap();
    // They were held the year before, which the public reads as a whole.
    let public = app.visitor().get("/figures?to=2025-12-31");
    let page = coordinator(&app).get("/figures");
    for page in [&public, &page] {
        page.expect(200).says("Participants par formation").says("222").says("130").says("76");
    }
    let path =
        page.body.split('"').find(|part| part.starts_with("/figures/courses/sessions?")).unwrap();
    app.visitor().get(&path.replace("&amp;", "&")).expect(200).says("Sessions comptées");
}

//! A calendar that is kept elsewhere is read each night: what is new there becomes a draft, once.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::courses::{CourseId, SessionState, harvest_due, queries};
use maillage::materials::LinkChecks;

use crate::app::TestApp;
use crate::courses_cast::School;
use crate::knowledge::audited;
use crate::triage::NODE;

/// A server that hands out a calendar; none when it is empty.
fn serve() -> (String, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/agenda.ics", listener.local_addr().unwrap());
    let file = Arc::new(Mutex::new(String::new()));
    let told = Arc::clone(&file);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let lines = BufReader::new(&stream).lines().map_while(Result::ok);
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let body = told.lock().unwrap().clone();
            let status = if body.is_empty() { 404 } else { 200 };
            let length = body.len();
            let _ = write!(
                &stream,
                "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
        }
    });
    (base, file)
}

fn event(uid: &str, title: &str) -> String {
    format!(
        "BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{title}\r\nLOCATION:Salle 3\r\n\
         DTSTART:20260401T080000Z\r\nDTEND:20260401T090000Z\r\nEND:VEVENT\r\n"
    )
}

fn calendar(events: &[String]) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Zimbra//FR\r\n{}END:VCALENDAR\r\n",
        events.concat()
    )
}

fn titles(app: &TestApp, course: &CourseId) -> Vec<String> {
    let all = app.read(|conn| Ok(queries::sessions_of(conn, course)?));
    let mut all: Vec<_> = all.into_iter().map(|one| one.terms.title).collect();
    all.sort();
    all
}

#[test]
fn what_is_new_in_a_calendar_elsewhere_becomes_a_draft_by_night() {
    let app = TestApp::start_with(|config| config.link_checks = LinkChecks::Private);
    let school = School::new(&app);
    let (url, file) = serve();
    let here = format!("/inbox/courses/{}/calendar", school.course);
    let node = app.node_id(NODE).to_string();
    let sources = format!("{here}/sources");
    let form = |url: &'static str| [("url", url), ("seats", "12"), ("language", "fr")];
    let bad =
        school.desk.post(&sources, &[&form("ftp://x")[..], &[("node", node.as_str())]].concat());
    bad.expect(422);
    assert_eq!(bad.value_of("url").as_deref(), Some("ftp://x"), "what was typed");
    let own = [("url", url.as_str()), ("seats", "12"), ("language", "fr"), ("node", node.as_str())];
    for _ in 0..2 {
        school.desk.post(&sources, &own).expect(303);
    }
    let run = || harvest_due(&app.app, app.now()).unwrap();

    assert_eq!(run(), 1);
    school.desk.get(&here).says("n’a pas pu être lu").says(&url);
    assert_eq!(run(), 0, "once a night");
    *file.lock().unwrap() = calendar(&[event("a", "Un atelier")]);
    app.later(TimeDelta::days(1));
    assert_eq!((run(), titles(&app, &school.course)), (1, vec!["Un atelier".to_owned()]));
    school.desk.get(&here).says_not("n’a pas pu être lu");
    *file.lock().unwrap() = calendar(&[event("a", "Un autre nom"), event("b", "Second")]);
    app.later(TimeDelta::days(1));
    run();
    assert_eq!(titles(&app, &school.course), ["Second", "Un autre nom"]);

    let page = school.desk.get(&here);
    let source = page.value_of("source").unwrap();
    let other = app.account("Marc", "marc@lord.example", None, &[("lord", NodeRole::Staff)]);
    let removal = format!("{sources}/removal");
    app.sign_in(&other).post(&removal, &[("source", &source)]).expect(404);
    school.desk.post(&removal, &[("source", &source)]).expect(303);
    school.desk.post(&removal, &[("source", &source)]).expect(303);
    app.later(TimeDelta::days(1));
    assert_eq!(run(), 0);
    assert_eq!(titles(&app, &school.course).len(), 2, "what came of it stays");
    let happened = audited(&app, "course", school.course.as_str());
    let times = |action: &str| happened.iter().filter(|one| *one == action).count();
    assert_eq!((times("course.calendar_follow"), times("course.calendar_leave")), (1, 1));
}

/// At half past two in the night in which clocks are set back.
fn at_night(uid: &str) -> String {
    event(uid, "Veille").replace(
        "DTSTART:20260401T080000Z\r\nDTEND:20260401T090000Z",
        "DTSTART;TZID=Europe/Paris:20261025T023000\r\nDTEND;TZID=Europe/Paris:20261025T050000",
    )
}

#[test]
fn an_hour_that_is_there_twice_is_the_first_one_by_night_unless_somebody_chose_the_second() {
    let app = TestApp::start_with(|config| config.link_checks = LinkChecks::Private);
    let school = School::new(&app);
    let (url, file) = serve();
    let here = format!("/inbox/courses/{}/calendar", school.course);
    let node = app.node_id(NODE).to_string();
    let own = [("url", url.as_str()), ("seats", "12"), ("language", "fr"), ("node", node.as_str())];
    // Of the one somebody says by hand that the second hour is meant.
    let asks =
        crate::calendars_import::sends(&school.desk, &school, &calendar(&[at_night("b")]), &node);
    let (_, rest) = asks.body.split_once("name=\"events\" value=\"").unwrap();
    let events = html_escape::decode_html_entities(rest.split('"').next().unwrap());
    let chosen = [
        ("confirm", "yes"),
        ("events", &*events),
        ("event-1-starts_which", "second"),
        ("node", node.as_str()),
        ("zone", "Europe/Paris"),
        ("language", "fr"),
        ("seats", "12"),
    ];
    school.desk.post(&here, &chosen).expect(303);
    school.desk.post(&format!("{here}/sources"), &own).expect(303);
    *file.lock().unwrap() = calendar(&[at_night("a"), at_night("b")]);

    for _ in 0..2 {
        assert_eq!(harvest_due(&app.app, app.now()).unwrap(), 1);
        app.later(TimeDelta::days(1));
    }

    let all = app.read(|conn| Ok(queries::sessions_of(conn, &school.course)?));
    let mut starts: Vec<_> = all.iter().filter_map(|one| one.starts_at).collect();
    starts.sort();
    let told: Vec<_> = starts.iter().map(|at| at.format("%d %H:%M").to_string()).collect();
    assert_eq!(told, ["25 00:30", "25 01:30"], "in UTC: both are there, each as it was meant");
}

#[test]
fn what_is_past_in_a_calendar_that_is_kept_for_years_does_not_count() {
    let app = TestApp::start_with(|config| config.link_checks = LinkChecks::Private);
    let school = School::new(&app);
    let (url, file) = serve();
    let here = format!("/inbox/courses/{}/calendar", school.course);
    let node = app.node_id(NODE).to_string();
    let own = [("url", url.as_str()), ("seats", "12"), ("language", "fr"), ("node", node.as_str())];
    school.desk.post(&format!("{here}/sources"), &own).expect(303);
    let long = "Un titre ".repeat(200);
    let past = |n| event(&format!("past-{n}"), &long).replace("20260401", "20250401");
    let mut events: Vec<String> = (0..250).map(past).collect();
    events.push(event("a", "Un atelier"));
    let kept = calendar(&events);
    assert!(kept.len() > 256 * 1024, "more than one file that is read by hand may have");
    *file.lock().unwrap() = kept;

    assert_eq!(harvest_due(&app.app, app.now()).unwrap(), 1);

    assert_eq!(titles(&app, &school.course), ["Un atelier"]);
    school.desk.get(&here).says_not("200 événements");
    let coming: Vec<String> = (0..201).map(|n| event(&n.to_string(), "Encore un")).collect();
    *file.lock().unwrap() = calendar(&coming);
    app.later(TimeDelta::days(1));
    assert_eq!(harvest_due(&app.app, app.now()).unwrap(), 1);
    assert_eq!(titles(&app, &school.course), ["Un atelier"]);
    school.desk.get(&here).says("200 événements à venir");
}

#[test]
fn what_is_called_off_in_a_calendar_elsewhere_is_no_draft_any_more_and_told_if_it_is_published() {
    let app = TestApp::start_with(|config| config.link_checks = LinkChecks::Private);
    let school = School::new(&app);
    let (url, file) = serve();
    *file.lock().unwrap() = calendar(&[event("a", "Un atelier"), event("b", "Second")]);
    let here = format!("/inbox/courses/{}/calendar", school.course);
    let node = app.node_id(NODE).to_string();
    let own = [("url", url.as_str()), ("seats", "12"), ("language", "fr"), ("node", node.as_str())];
    school.desk.post(&format!("{here}/sources"), &own).expect(303);
    let run = || harvest_due(&app.app, app.now()).unwrap();
    let sessions = || {
        let mut all = app.read(|conn| Ok(queries::sessions_of(conn, &school.course)?));
        all.sort_by(|one, other| one.terms.title.cmp(&other.terms.title));
        all
    };
    assert_eq!(run(), 1);
    let second = format!("/inbox/sessions/{}", sessions()[0].id);
    school.desk.post(&format!("{second}/publication"), &[]).expect(303);

    let off = "STATUS:CANCELLED\r\nEND:VEVENT";
    let both = [event("a", "Un atelier"), event("b", "Second")];
    *file.lock().unwrap() = calendar(&both.map(|one| one.replace("END:VEVENT", off)));
    for _ in 0..2 {
        app.later(TimeDelta::days(1));
        assert_eq!(run(), 1);
    }

    let stand: Vec<_> = sessions().into_iter().map(|one| (one.terms.title, one.state)).collect();
    let expected = [("Second", SessionState::Published), ("Un atelier", SessionState::Cancelled)];
    assert_eq!(stand, expected.map(|(title, state)| (title.to_owned(), state)));
    let mut mails = app.mails_to(&school.trainer.email);
    mails.retain(|mail| mail.subject.starts_with("Annulée dans son calendrier"));
    assert_eq!(mails.len(), 1, "told once");
    assert!(mails[0].subject.ends_with("Second") && mails[0].text.contains(&second));
}

#[test]
fn who_may_not_write_there_any_more_makes_no_drafts() {
    let app = TestApp::start_with(|config| config.link_checks = LinkChecks::Private);
    let school = School::new(&app);
    let (url, file) = serve();
    *file.lock().unwrap() = calendar(&[event("a", "Un atelier")]);
    let here = format!("/inbox/courses/{}/calendar", school.course);
    let node = app.node_id(NODE).to_string();
    let own = [("url", url.as_str()), ("seats", "12"), ("language", "fr"), ("node", node.as_str())];
    school.desk.post(&format!("{here}/sources"), &own).expect(303);
    app.write(|conn| {
        Ok(maillage::accounts::queries::disable(conn, &school.trainer.id, app.now())?)
    });

    assert_eq!(harvest_due(&app.app, app.now()).unwrap(), 1);

    assert_eq!(titles(&app, &school.course), Vec::<String>::new());
    let boss = app.account("Zoé", "zoe@adoc.example", None, &[(NODE, NodeRole::Manager)]);
    app.sign_in(&boss).get(&here).says("ne peut plus écrire ici");
}

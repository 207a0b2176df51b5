//! Meetings that move, and people whose time begins or ends around them.

use chrono::{NaiveDate, TimeDelta};
use maillage::accounts::{Actor, NetworkRole};
use maillage::governance::ops::{self, Appointment};
use maillage::governance::{Capacity, ItemId, MeetingId, SeatId, queries};

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::calendars::files;
use crate::calendars_readers::seen;
use crate::governance_cast::{body, plan, point};
use crate::tickets::form_id;

/// A body whose next meeting is on 20 March at noon in Paris, with everybody invited.
struct Scene {
    app: TestApp,
    steers: Account,
    slug: String,
    meeting: MeetingId,
    item: ItemId,
}

impl Scene {
    /// With people who sit there from a day to another.
    fn new(people: &[(&str, &str, Option<&str>)]) -> Self {
        let app = TestApp::start();
        let steers = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
        let maker = app.actor(&steers);
        let slug = body(&app, &maker, "COPIL");
        let (now, meeting, item) = (app.now(), MeetingId::random(), ItemId::new());
        for (email, from, to) in people {
            app.account("Quelqu’un", email, None, &[]);
            appoint(&app, &maker, &slug, (email, from, *to));
        }
        let day: NaiveDate = "2026-03-20".parse().unwrap();
        app.write(|conn| {
            let ahead = plan(day.and_hms_opt(11, 0, 0).unwrap());
            ops::plan(conn, &maker, (&slug, &meeting), &ahead, now)?;
            ops::add_item(conn, &maker, (&meeting, &item), &point("Labels", false), now)?;
            ops::convene(conn, &maker, &meeting, now)
        });
        Self { app, steers, slug, meeting, item }
    }

    fn path(&self, rest: &str) -> String {
        format!("/governance/meetings/{}{rest}", self.meeting)
    }

    fn browser(&self, email: &str) -> Visitor {
        let found = self.app.read(|conn| Ok(maillage::accounts::queries::by_email(conn, email)?));
        let found = found.unwrap();
        self.app.sign_in(&Account { id: found.id, email: found.email, name: found.name })
    }

    /// What the calendar of somebody was told, in order: what to do, and in which version.
    fn calendar(&self, email: &str) -> Vec<(String, i32)> {
        let mails = self.app.mails_to(email);
        let told: Vec<String> = mails.iter().flat_map(|mail| files(&mail.raw)).collect();
        seen(&told).into_iter().flatten().map(|one| (one.method, one.sequence)).collect()
    }

    fn answers(&self) -> usize {
        let all = self.app.read(|conn| Ok(queries::attendance_of(conn, &self.meeting)?));
        all.iter().filter(|one| one.answer.is_some()).count()
    }

    /// Moves the meeting, of which `lock` was read.
    fn moves(&self, lock: &str, (day, place): (&str, &str)) {
        let (starts, ends) = (format!("{day}T12:00"), format!("{day}T14:00"));
        let form = [
            ("lock", lock),
            ("title", "Séance de printemps"),
            ("starts", starts.as_str()),
            ("ends", ends.as_str()),
            ("place", place),
        ];
        self.app.sign_in(&self.steers).post(&self.path(""), &form).expect(303);
    }
}

fn appoint(
    app: &TestApp,
    maker: &Actor,
    slug: &str,
    (email, from, to): (&str, &str, Option<&str>),
) -> SeatId {
    let who = Appointment {
        email: email.to_owned(),
        capacity: Capacity::Member,
        votes: true,
        institution: None,
        quality: String::new(),
        alternate_of: None,
        starts_on: from.parse().unwrap(),
        ends_on: to.map(|day| day.parse().unwrap()),
    };
    let now = app.now();
    app.write(|conn| ops::appoint(conn, maker, (slug, &who), now))
}

fn told(of: &[(&str, i32)]) -> Vec<(String, i32)> {
    of.iter().map(|(method, sequence)| ((*method).to_owned(), *sequence)).collect()
}

const OMAR: &str = "omar@comite.example";
const NOE: &str = "noe@comite.example";

#[test]
fn a_meeting_that_moves_asks_anew_and_leaves_the_calendar_of_whoever_does_not_sit_there_then() {
    let scene = Scene::new(&[(OMAR, "2026-01-01", Some("2026-03-31")), (NOE, "2026-01-01", None)]);
    for email in [OMAR, NOE] {
        let said = [("answer", "present"), ("note", "en train")];
        scene.browser(email).post(&scene.path("/answer"), &said).expect(303);
    }

    scene.moves("0", ("2026-03-20", "Lyon"));
    assert_eq!(scene.answers(), 2, "another room is the same time");
    scene.moves("1", ("2026-04-30", "Lyon"));

    assert_eq!(scene.answers(), 0, "nobody said that they come in April");
    scene.browser(NOE).get(&scene.path("/room")).expect(200).says_not("en train");
    let all = told(&[("REQUEST", 0), ("REQUEST", 1), ("REQUEST", 2)]);
    assert_eq!(scene.calendar(NOE), all);
    let all = told(&[("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]);
    assert_eq!(scene.calendar(OMAR), all);
    let last = scene.app.mail_to(OMAR);
    assert!(last.text.contains("vous ne siégez pas ce jour-là"), "{}", last.text);
    scene.browser(OMAR).get(&scene.path("/room")).expect(200);
}

#[test]
fn whoever_leaves_a_body_has_its_meetings_leave_their_calendar() {
    let scene = Scene::new(&[(OMAR, "2026-01-01", None), (NOE, "2026-03-10", None)]);
    let today = scene.app.today();
    let seats = scene.app.read(|conn| {
        let body = queries::body_by_slug(conn, &scene.slug)?;
        Ok(queries::seated(conn, &body.id)?)
    });
    assert!(seats.iter().any(|one| one.seat.starts_on > today), "one has not begun");

    let ada = scene.app.sign_in(&scene.steers);
    for one in &seats {
        let end = format!("/governance/bodies/{}/seats/{}/end", scene.slug, one.seat.id);
        for _ in 0..2 {
            ada.post(&end, &[]).expect(303);
        }
    }

    for email in [OMAR, NOE] {
        assert_eq!(scene.calendar(email), told(&[("REQUEST", 0), ("CANCEL", 0)]), "{email}");
    }
}

#[test]
fn whoever_sits_there_on_the_day_answers_before_their_time_and_reads_minutes_after_it() {
    let scene = Scene::new(&[(NOE, "2026-03-15", Some("2026-03-22"))]);
    let noe = scene.browser(NOE);
    noe.get(&scene.path("/room")).expect(200).says("Labels");
    noe.post(&scene.path("/answer"), &[("answer", "present")]).expect(303);
    noe.post(&scene.path("/cancellation"), &[("reason", "Cela ne me va pas.")]).expect(404);
    scene.app.later(TimeDelta::days(21));
    let ada = scene.app.sign_in(&scene.steers);
    ada.post(&scene.path("/presence"), &[("seat-none", "present")]).expect(303);
    let paper: [crate::visitor::Upload; 1] = [("files", "note.txt", "text/plain", b"une note")];
    ada.post_files(&scene.path("/documents"), &[], &paper).expect(303);
    let said = format!("public-{}", scene.item);
    ada.post(&scene.path("/minutes"), &[(&said, "Le comité a siégé.")]).expect(303);
    ada.post(&scene.path("/circulation"), &[]).expect(303);

    assert!(scene.app.mail_to(NOE).text.contains("10 jours"));
    let noe = scene.browser(NOE);
    noe.get(&scene.path("/room/minutes")).expect(200).says("Le comité a siégé.");
    let room = noe.get(&scene.path("/room"));
    let document = room.expect(200).body.split("/documents/").nth(1).unwrap();
    let document = scene.path(&format!("/documents/{}", document.split('"').next().unwrap()));
    assert_eq!(noe.get(&document).expect(200).body, "une note");
    let remark = [("id", &*form_id()), ("body", "Il manque une virgule.")];
    noe.post(&scene.path("/remarks"), &remark).expect(303);

    // Once they are approved, that is over.
    scene.app.later(TimeDelta::days(11));
    scene.app.sign_in(&scene.steers).post(&scene.path("/approval"), &[]).expect(303);
    let noe = scene.browser(NOE);
    noe.get(&scene.path("/room/minutes")).expect(404);
    noe.get(&document).expect(404);
}

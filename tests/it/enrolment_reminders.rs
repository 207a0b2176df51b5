//! Reminders of each meeting, and meetings that are held in another way than their session.

use chrono::TimeDelta;
use maillage::courses::ops::MeetingPlan;
use maillage::courses::{Mode, Presence, SessionId};
use maillage::enrolment::{Enrolment, Wish, ops};
use maillage::history::By;
use maillage::i18n::Locale;

use crate::app::TestApp;
use crate::calendars::files;
use crate::calendars_readers::seen;
use crate::courses_cast::{School, enrol_wish, meeting, wish};

const LINK: &str = "https://visio.exemple.example/salle";
const OTHER: &str = "https://visio.exemple.example/deux";

/// In the room and from afar at Nancy in three weeks; a week later for everybody from afar, by another link.
fn blended(app: &TestApp, school: &School) -> SessionId {
    school.give_with(app, 0, |plan| {
        plan.terms.mode = Mode::Hybrid;
        plan.terms.join_url = LINK.into();
        plan.capacities = vec![(Presence::OnSite, 3), (Presence::Online, 3)];
        let next = plan.meetings[0].starts + TimeDelta::days(7) + TimeDelta::hours(1);
        plan.meetings.push(MeetingPlan {
            title: "À distance".into(),
            mode: Some(Mode::Online),
            join_url: OTHER.into(),
            ..meeting((next, next + TimeDelta::hours(2)))
        });
    })
}

fn joins(app: &TestApp, session: &SessionId, who: &str, presence: Presence) -> Enrolment {
    let language = if who == "Bea" { Locale::En } else { Locale::Fr };
    enrol_wish(app, session, Wish { presence: Some(presence), language, ..wish(who) })
}

/// What somebody was reminded of since: subjects without what every one says.
fn reminders(app: &TestApp, one: &Enrolment) -> Vec<(String, String)> {
    let begins = ["Rappel", "Dans moins", "Reminder", "In less"];
    let mails = app.mails_to(&one.email).into_iter();
    let told = mails.filter(|mail| begins.iter().any(|word| mail.subject.starts_with(word)));
    let word = |subject: &str| subject.split(':').next().unwrap().trim().to_owned();
    told.map(|mail| (word(&mail.subject), mail.text)).collect()
}

fn words(all: &[(String, String)]) -> Vec<&str> {
    all.iter().map(|(word, _)| word.as_str()).collect()
}

#[test]
fn each_meeting_is_reminded_of_with_what_its_people_need_and_never_twice() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = blended(&app, &school);
    let ada = joins(&app, &session, "Ada", Presence::OnSite);
    let bea = joins(&app, &session, "Bea", Presence::Online);
    let cid = joins(&app, &session, "Cid", Presence::Online);
    // The first meeting begins in twenty-one days and four hours.
    let began = app.now();
    let to = |days, hours| {
        app.later(began + TimeDelta::days(days) + TimeDelta::hours(hours) - app.now());
        app.run_jobs();
        app.later(TimeDelta::minutes(6));
        app.run_jobs();
    };
    to(14, 3);
    assert_eq!(reminders(&app, &ada).len(), 0);
    to(14, 5);
    to(20, 5);
    let (signer, now) = (&app.app.signer, app.now());
    app.write(|conn| ops::cancel(conn, &By::Team, (&cid.id, ""), signer, now));
    to(21, 3);

    let (of_ada, of_bea) = (reminders(&app, &ada), reminders(&app, &bea));
    assert_eq!(words(&of_ada), ["Rappel", "Rappel", "Dans moins d’une heure"]);
    assert_eq!(words(&of_bea), ["Reminder", "Reminder", "In less than an hour"]);
    assert_eq!(words(&reminders(&app, &cid)), ["Rappel", "Rappel"], "they have left");
    assert!(of_ada.iter().all(|(_, text)| text.contains("Salle 12") && !text.contains(LINK)));
    let linked: Vec<_> = of_bea.iter().map(|(_, text)| text.contains(LINK)).collect();
    assert_eq!(linked, [false, true, true], "not before twenty-four hours");

    // A week later everybody is elsewhere.
    to(21, 6);
    to(27, 5);
    to(28, 3);
    let (of_ada, of_bea) = (reminders(&app, &ada), reminders(&app, &bea));
    assert_eq!((of_ada.len(), of_bea.len()), (6, 6));
    for (_, text) in &of_ada[4..] {
        assert!(text.contains(OTHER) && !text.contains("Salle 12"), "{text}");
        assert!(text.contains("Séance 2 sur 2") && text.contains("À distance"), "{text}");
    }
    to(60, 0);
    assert_eq!(reminders(&app, &ada).len(), 6);
}

fn first_meeting(app: &TestApp, session: &SessionId) -> String {
    let one = std::slice::from_ref(session);
    let all = app.read(|conn| Ok(maillage::courses::queries::meetings_of(conn, one)?));
    all[0].id.to_string()
}

/// The form of a session in a room whose meeting is put elsewhere.
fn moved<'a>(
    (lock, id): (&'a str, &'a str),
    day: &'a str,
    (starts, ends): (&'a str, &'a str),
) -> Vec<(&'a str, &'a str)> {
    vec![
        ("lock", lock),
        ("mode", "on_site"),
        ("zone", "Europe/Paris"),
        ("language", "fr"),
        ("place", "Salle 12, Nancy"),
        ("on_site", "3"),
        ("offer_hours", "0"),
        ("meeting_id", id),
        ("meeting_day", day),
        ("meeting_starts", starts),
        ("meeting_ends", ends),
    ]
}

#[test]
fn a_session_says_when_its_people_are_reminded_and_what_is_moved_is_reminded_of_anew() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 3);
    let ada = joins(&app, &session, "Ada", Presence::OnSite);
    let here = format!("/inbox/sessions/{session}");
    let id = first_meeting(&app, &session);
    let save = |day: &str, reminders: &[&str]| {
        let lock = school.desk.get(&here).value_of("lock").unwrap();
        let mut form = moved((&lock, &id), day, ("14:00", "17:00"));
        form.push(("remind", ""));
        form.extend(reminders.iter().map(|one| ("remind", *one)));
        school.desk.post(&here, &form).expect(303);
    };
    save("2026-03-24", &["day"]);
    let page = school.desk.get(&here);
    page.says("Une heure avant").says("lundi 23 mars 2026, 14:00 – Séance 1");
    page.says_not("mardi 17 mars 2026");
    app.later(TimeDelta::days(15));
    app.run_jobs();
    assert_eq!(reminders(&app, &ada).len(), 0, "a week before is not wanted");
    app.later(TimeDelta::days(5) + TimeDelta::hours(5));
    app.run_jobs();
    assert_eq!(reminders(&app, &ada).len(), 1);
    // What is moved is told at once, and reminded of in its time.
    save("2026-03-31", &["day"]);
    app.run_jobs();
    assert_eq!(reminders(&app, &ada).len(), 1);
    app.later(TimeDelta::days(7));
    app.run_jobs();
    assert_eq!(reminders(&app, &ada).len(), 2);
    app.later(TimeDelta::minutes(21 * 60 + 30));
    app.run_jobs();
    assert_eq!(reminders(&app, &ada).len(), 2, "an hour before is not wanted");
}

#[test]
fn a_meeting_held_from_afar_says_so_in_pages_feeds_invitations_and_records() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = blended(&app, &school);
    let ada = joins(&app, &session, "Ada", Presence::OnSite);
    let visitor = app.visitor();

    let told: Vec<_> = seen(&files(&app.mail_to(&ada.email).raw)).into_iter().flatten().collect();
    let places: Vec<_> = told.iter().map(|one| one.location.as_str()).collect();
    assert_eq!(places, ["Salle 12, Nancy", "En ligne"]);
    let feed = seen(&[visitor.get("/calendar.ics").body]).remove(0);
    let places: Vec<_> = feed.iter().map(|one| one.location.as_str()).collect();
    assert_eq!(places, ["Salle 12, Nancy", "En ligne"]);
    let page = visitor.get(&format!("/sessions/{session}"));
    page.says("À distance");
    assert!(!page.body.contains("visio.exemple"));
    let api = visitor.get(&format!("/api/v1/sessions/{session}")).json();
    let modes: Vec<_> = (0..2usize).map(|n| api["meetings"][n]["mode"].clone()).collect();
    assert_eq!(modes, ["hybrid", "online"]);
    let events = &crate::courses_linked::told(&visitor, &format!("/sessions/{session}"));
    let events = &events["hasCourseInstance"][0]["subEvent"];
    assert_eq!(events[1]["location"]["@type"], "VirtualLocation");
    assert_eq!(events[0]["location"][0]["name"], "Salle 12, Nancy");

    // Each link is shown a day before its meeting, to who takes part in that from afar.
    let own = app.mail_to(&ada.email).link("/enrolments/");
    let shows = |link: &str| visitor.get(&own).body.contains(link);
    app.later(TimeDelta::days(21));
    assert!(!shows(LINK) && !shows(OTHER));
    app.later(TimeDelta::days(7));
    assert!(!shows(LINK) && shows(OTHER));
}

#[test]
fn a_session_that_is_moved_or_called_off_says_so_to_machines() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 3);
    let here = format!("/inbox/sessions/{session}");
    let visitor = app.visitor();
    let told = || {
        let all = crate::courses_linked::told(&visitor, &format!("/sessions/{session}"));
        let one = all["hasCourseInstance"][0].clone();
        let word = one["eventStatus"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        (word, one["startDate"].clone(), one["previousStartDate"].clone())
    };
    let before = "2026-03-24T14:00:00+01:00";
    assert_eq!(told(), ("EventScheduled".into(), before.into(), serde_json::Value::Null));

    let id = first_meeting(&app, &session);
    let form = moved(("0", &id), "2026-04-02", ("09:00", "12:00"));
    school.desk.post(&here, &form).expect(303);
    let after = "2026-04-02T09:00:00+02:00";
    assert_eq!(told(), ("EventRescheduled".into(), after.into(), before.into()));

    let course = format!("/courses/{}", crate::courses_cast::slug(&app, &school.course));
    let of_course = crate::courses_linked::told(&visitor, &course);
    let status = &of_course["hasCourseInstance"][0]["eventStatus"];
    assert_eq!(status, "https://schema.org/EventRescheduled");

    // Another meeting takes its place: the first is told of as called off.
    let lock = school.desk.get(&here).value_of("lock").unwrap();
    let mut other = vec![("lock", lock.as_str())];
    other.extend(form.iter().skip(1).filter(|(name, _)| *name != "meeting_id"));
    school.desk.post(&here, &other).expect(303);
    let all = crate::courses_linked::told(&visitor, &format!("/sessions/{session}"));
    let events = &all["hasCourseInstance"][0]["subEvent"];
    assert_eq!(events[1]["eventStatus"], "https://schema.org/EventCancelled");
    assert_eq!(events[1]["startDate"], after);

    school.desk.post(&format!("{here}/cancellation"), &[("reason", "Grève")]).expect(303);
    assert_eq!(told(), ("EventCancelled".into(), after.into(), serde_json::Value::Null));
}

/// The rules of a clock change: the hour on the wall stays, and calendars are told the other instant, once.
#[test]
fn what_was_agreed_by_a_clock_stays_when_its_rules_change() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 3);
    let ada = joins(&app, &session, "Ada", Presence::OnSite);
    let meeting = || {
        let one = std::slice::from_ref(&session);
        app.read(|conn| Ok(maillage::courses::queries::meetings_of(conn, one)?.remove(0)))
    };
    let right = meeting();
    let hour = TimeDelta::hours(1);
    app.write(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::session_meetings as rows;
        diesel::update(rows::table.find(&right.id))
            .set((
                rows::starts_at.eq(right.starts_at + hour),
                rows::ends_at.eq(right.ends_at + hour),
            ))
            .execute(conn)?;
        Ok(())
    });
    for _ in 0..2 {
        ops::keep_clocks(&app.app, app.now()).unwrap();
    }

    let after = meeting();
    assert_eq!((after.starts_at, after.ends_at), (right.starts_at, right.ends_at));
    assert_eq!((after.starts_local, after.sequence), (right.starts_local, 1));
    let mails = app.mails_to(&ada.email);
    assert_eq!(mails.iter().filter(|mail| mail.subject.starts_with("Nouvel horaire")).count(), 1);
    let told: Vec<_> = seen(&files(&mails.last().unwrap().raw)).into_iter().flatten().collect();
    assert_eq!((told[0].sequence, told[0].starts.as_str()), (1, "2026-03-24T13:00:00Z"));
    let actions = crate::knowledge::audited(&app, "session", session.as_str());
    assert!(actions.contains(&"session.clock".to_owned()), "{actions:?}");
}

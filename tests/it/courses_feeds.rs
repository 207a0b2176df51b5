//! Calendars and feeds of sessions.

use chrono::TimeDelta;

use crate::app::TestApp;
use crate::courses_cast::School;

#[test]
fn calendars_tell_sessions_and_are_the_same_until_something_changes() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 5, |plan| {
        plan.terms.join_url = "https://visio.exemple.example/x".into();
    });
    let visitor = app.visitor();
    let feeds = [
        "/calendar.ics".to_owned(),
        "/nodes/adoc-lorraine/calendar.ics".to_owned(),
        "/disciplines/1/calendar.ics".to_owned(),
        format!("/sessions/{session}.ics"),
    ];
    let mut uids = Vec::new();
    for feed in &feeds {
        let reply = visitor.get(feed);
        assert_eq!(reply.expect(200).header("content-type"), Some("text/calendar; charset=utf-8"));
        let events = maillage::calendar::read(&reply.bytes).unwrap();
        assert_eq!(events.len(), 1, "{feed}");
        assert_eq!(events[0].summary, "Déposer ses données");
        assert_eq!(events[0].starts, "20260324T140000");
        assert!(!reply.body.contains("visio") && !reply.body.contains("ATTENDEE"));
        uids.push(events[0].uid.clone());
        let tag = reply.header("etag").unwrap().to_owned();
        app.later(TimeDelta::minutes(5));
        visitor.get_with(feed, &[("if-none-match", &tag)]).expect(304);
    }
    assert!(uids.windows(2).all(|pair| pair[0] == pair[1]));
    let again = visitor.get("/calendar.ics");
    assert_eq!(again.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert_eq!(again.header("content-disposition"), Some("inline; filename=\"sessions.ics\""));
    assert_eq!(again.body, visitor.get("/calendar.ics").body);
    let text = maillage::courses::CourseText {
        title_fr: "Déposer mieux".into(),
        ..crate::courses_cast::text("x")
    };
    let (actor, course) = (school.actor(&app), school.course.clone());
    let now = app.now();
    app.write(|conn| {
        let lock = maillage::courses::queries::find(conn, &course)?.lock_version;
        let text = maillage::courses::queries::Written { text, ..Default::default() };
        maillage::courses::ops::change(conn, &actor, (&course, lock), text, now)
    });
    let changed = visitor.get("/calendar.ics").body;
    assert!(changed.contains("Déposer mieux") && changed.contains("SEQUENCE:0"), "{changed}");
    assert_ne!(changed, again.body);
    let none = ["/nodes/lord/calendar.ics", "/disciplines/5/calendar.ics"];
    for feed in none {
        assert!(!visitor.get(feed).expect(200).body.contains("BEGIN:VEVENT"));
    }
    visitor.get("/disciplines/none/calendar.ics").expect(404);
    visitor.get("/sessions.atom").expect(200).says("Déposer mieux").says("24 mars 2026");

    app.later(TimeDelta::seconds(1));
    let off = format!("/inbox/sessions/{session}/cancellation");
    school.desk.post(&off, &[("reason", "Grève")]).expect(303);
    let told = visitor.get("/calendar.ics");
    assert!(told.body.contains("STATUS:CANCELLED") && told.body.contains("SEQUENCE:1"));
    app.later(TimeDelta::days(32));
    assert!(!visitor.get("/calendar.ics").body.contains("BEGIN:VEVENT"));
}

/// What the list is narrowed down by narrows calendars and feeds down too; what says no region is held where its node is.
#[test]
fn feeds_are_narrowed_down_as_the_list_is() {
    let app = TestApp::start();
    let school = School::new(&app);
    school.give(&app, 5);
    let visitor = app.visitor();
    let same = [
        "mode=on_site",
        "region=44",
        "q=deposer",
        "node=adoc-lorraine",
        "open=1",
        "topic=restrict",
    ];
    let other = ["mode=online", "region=11", "q=fromage", "node=lord", "discipline=5", "topic=eln"];
    for (asked, told) in
        same.map(|one| (one, true)).into_iter().chain(other.map(|one| (one, false)))
    {
        let calendar = visitor.get(&format!("/calendar.ics?{asked}"));
        assert_eq!(calendar.expect(200).body.contains("BEGIN:VEVENT"), told, "{asked}");
        let feed = visitor.get(&format!("/sessions.atom?{asked}"));
        assert_eq!(feed.expect(200).body.contains("<entry>"), told, "{asked}");
        let api =
            visitor.get(&format!("/api/v1/sessions?{}", asked.replace("q=", "topic=restrict&x=")));
        if !asked.starts_with("q=") && asked != "node=lord" {
            let many = api.expect(200).json()["items"].as_array().unwrap().len();
            assert_eq!(many, usize::from(told), "{asked}");
        }
    }
    let page = visitor.get("/courses?region=44");
    page.says("Déposer ses données");
    assert!(page.links_to("/calendar.ics?region=44") && page.links_to("/sessions.atom?region=44"));
    visitor.get("/api/v1/sessions?node=nowhere").expect(422);
}

#[test]
fn a_calendar_says_where_programs_read_the_same_again() {
    let app = TestApp::start();
    School::new(&app).give(&app, 5);
    let (visitor, base) = (app.visitor(), &app.app.config.base_url);
    let source = |path: &str| {
        let file = visitor.get(path).expect(200).body.replace("\r\n ", "");
        file.lines().find_map(|line| line.strip_prefix("SOURCE;VALUE=URI:")).map(str::to_owned)
    };
    for path in [
        "/calendar.ics",
        "/calendar.ics?region=44",
        "/calendar.ics?q=d%C3%A9poser&open=1",
        "/nodes/adoc-lorraine/calendar.ics",
    ] {
        assert_eq!(source(path), Some(format!("{base}{path}")));
    }
}

#[test]
fn the_page_of_a_session_offers_the_file_and_then_the_calendars_of_the_web_until_it_is_held() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 5);
    let (visitor, here) = (app.visitor(), format!("/sessions/{session}"));

    let page = visitor.get(&here);

    let file = page.body.find(&format!("{here}.ics")).unwrap();
    let google = page.body.find("https://calendar.google.com/").unwrap();
    assert!(file < google, "the file comes first");
    let told = page.body[google..].replace("&amp;", "&").replace("&#x3D;", "=");
    assert!(told.contains("text=D%C3%A9poser%20ses%20donn%C3%A9es&"), "{told}");
    assert!(told.contains("dates=20260324T130000Z%2F20260324T160000Z&"), "{told}");
    assert!(told.contains("https://outlook.office.com/calendar/0/deeplink/compose?"), "{told}");
    app.later(TimeDelta::days(22));
    assert!(!visitor.get(&here).body.contains("calendar.google.com"));
}

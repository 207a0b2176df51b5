//! The calendar as a page: a month, a week, a list, by the clock that the reader chooses.

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::courses::Mode;

use crate::app::TestApp;
use crate::courses_cast::{School, meeting};

/// A session on two days, at Saint-Denis of La Réunion, from 14:00 there.
fn far_away(app: &TestApp, school: &School) -> maillage::courses::SessionId {
    let day = app.today() + TimeDelta::days(21);
    let at = |days: i64, hour| (day + TimeDelta::days(days)).and_hms_opt(hour, 0, 0).unwrap();
    school.give_with(app, 5, |plan| {
        plan.terms.zone = "Indian/Reunion".into();
        plan.terms.place = "Salle Piton, Saint-Denis".into();
        plan.terms.title = "à La Réunion".into();
        plan.meetings = vec![meeting((at(0, 14), at(0, 17))), meeting((at(7, 1), at(7, 3)))];
    })
}

#[test]
fn a_month_a_week_and_a_list_show_the_same_meetings() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 5);
    far_away(&app, &school);
    let visitor = app.visitor();

    let month = visitor.get("/calendar?day=2026-03-24").expect(200).body.clone();
    for said in ["Mars 2026", "14:00", "11:00", "mardi 24 mars 2026, 2 séances"] {
        assert!(month.contains(said), "{said}");
    }
    assert_eq!(month.matches(&format!("href=\"/sessions/{session}\"")).count(), 2, "both sizes");
    let week = visitor.get("/calendar?view=week&day=2026-03-24");
    week.expect(200)
        .says("Du 23 au 29 mars 2026")
        .says("11:00 – 14:00")
        .says("14:00 – 17:00 à l’heure de La Réunion")
        .says("Séance 1 sur 2");
    assert!(!week.body.contains("Séance 2 sur 2"));
    let list = visitor.get("/calendar?view=agenda&day=2026-03-01");
    list.expect(200)
        .says("5 places libres")
        .says("Salle Piton, Saint-Denis")
        .says("Séance 2 sur 2");
    let next = visitor.get("/calendar?view=week&day=2026-03-17");
    next.expect(200).says("Aucune séance").says("La prochaine").says("mardi 24 mars 2026");

    let there = visitor.get("/calendar?view=week&day=2026-03-24&zone=Indian/Reunion");
    there.expect(200).says("17:00 – 20:00").says("14:00 – 17:00 à l’heure de Paris");
    // One in the morning there is the evening before in Paris.
    visitor.get("/calendar?view=agenda&day=2026-03-01").says("Lundi 30 mars");
    visitor.get("/calendar?view=agenda&day=2026-03-01&zone=Indian/Reunion").says("Mardi 31 mars");
    let english = visitor.get_with("/calendar?day=2026-03-24", &[("accept-language", "en")]);
    english.says("March 2026").says("By the clock of");
}

/// A session says its hours by its own clock and by the one that the reader chose, as the calendar does.
#[test]
fn a_session_is_read_by_the_clock_of_its_reader() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (near, far) = (school.give(&app, 5), far_away(&app, &school));
    let visitor = app.visitor();

    let paris = visitor.get(&format!("/sessions/{far}"));
    paris.expect(200).says("14:00 – 17:00 (heure de La Réunion) · 11:00 – 14:00 (heure de Paris)");
    paris.says("01:00 – 03:00 (heure de La Réunion) · 23:00 (−1) – 01:00 (heure de Paris)");
    visitor.get(&format!("/sessions/{near}")).says("14:00 – 17:00").says_not("11:00");
    let there = visitor.get(&format!("/sessions/{near}?zone=Indian/Reunion"));
    there.says("14:00 – 17:00 (heure de Paris) · 17:00 – 20:00 (heure de La Réunion)");
    there.says("17:00 – 20:00 (heure de La Réunion)");
    assert!(there.body.contains(r#"<option value="Indian/Reunion" selected"#));
    // By its own clock it is said once; a clock that is none is that of Paris.
    visitor.get(&format!("/sessions/{far}?zone=Indian/Reunion")).says_not("(heure de Paris)");
    visitor.get(&format!("/sessions/{near}?zone=Mars")).expect(200).says_not("11:00");
    // The calendar leads to it by the same clock.
    let week = visitor.get("/calendar?view=week&day=2026-03-24&zone=Indian/Reunion");
    let link = format!("href=\"/sessions/{near}?zone");
    assert!(week.body.contains(&link));
}

#[test]
fn it_is_narrowed_down_and_says_where_programs_read_the_same() {
    let app = TestApp::start();
    let school = School::new(&app);
    school.give(&app, 5);
    school.give_with(&app, 5, |plan| {
        plan.terms.mode = Mode::Online;
        plan.terms.title = "en ligne".into();
        plan.capacities = vec![(maillage::courses::Presence::Online, 5)];
    });
    let visitor = app.visitor();
    let count = |query: &str| {
        let page = visitor.get(&format!("/calendar?view=agenda&day=2026-03-01&{query}"));
        page.expect(200).body.matches("class=\"cal-when\"").count()
    };
    assert_eq!(count(""), 2);
    assert_eq!(count("mode=online"), 1);
    assert_eq!(count("discipline=1"), 2);
    assert_eq!(count("discipline=5"), 0);
    assert_eq!(count("node=adoc-lorraine"), 2);
    assert_eq!(count("node=none"), 0);
    assert_eq!(count("region=none"), 0);
    assert_eq!(count("mode=none&zone=none"), 2);
    let page = visitor.get("/calendar?node=adoc-lorraine&discipline=1&day=2026-03-24");
    page.says("/calendar.ics").says("/nodes/adoc-lorraine/calendar.ics");
    page.says("/disciplines/1/calendar.ics");
    assert!(page.body.contains("webcal:"));
    for day in ["0001-01-01", "9999-12-31", "1900-01-01", "2200-12-31", "%C3%A9"] {
        for view in ["month", "week", "agenda", "x"] {
            visitor.get(&format!("/calendar?view={view}&day={day}")).expect(200);
        }
    }
}

#[test]
fn drafts_and_what_was_called_off_are_not_in_it() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 5);
    app.account("Ana", "ana@adoc.example", None, &[(crate::triage::NODE, NodeRole::Staff)]);
    let visitor = app.visitor();
    visitor.get("/calendar?day=2026-03-24").says("Déposer ses données");
    let off = format!("/inbox/sessions/{session}/cancellation");
    school.desk.post(&off, &[("reason", "Grève")]).expect(303);
    let page = visitor.get("/calendar?day=2026-03-24");
    assert!(!page.expect(200).body.contains("Déposer ses données"));
}

/// A day with more than it has room for says how much, and leads to all of it.
#[test]
fn a_page_holds_no_more_than_it_has_room_for() {
    let app = TestApp::start();
    let school = School::new(&app);
    for n in 0..24 {
        school.give_with(&app, 5, |plan| plan.terms.title = format!("groupe {n:02}"));
    }
    let visitor = app.visitor();
    let shown = |path: &str| {
        let page = visitor.get(path);
        page.expect(200);
        page.body.matches("href=\"/sessions/0").count()
    };

    let month = visitor.get("/calendar?day=2026-03-24");
    month.expect(200).says("mardi 24 mars 2026, 24 séances").says("et 21 autres");
    assert!(
        month.body.contains("/calendar?view&#x3D;day&amp;day&#x3D;2026-03-24"),
        "{}",
        month.body
    );
    assert_eq!(shown("/calendar?day=2026-03-24"), 6, "three, for each size of screen");
    assert_eq!(shown("/calendar?view=week&day=2026-03-24"), 8);
    assert_eq!(shown("/calendar?view=agenda&day=2026-03-01"), 20);
    visitor.get("/calendar?view=agenda&day=2026-03-25").says("Aucune séance");
    assert_eq!(shown("/calendar?view=day&day=2026-03-24"), 24);
    visitor.get("/calendar?view=day&day=2026-03-24").says("Mardi 24 mars 2026");
    let before = visitor.get("/calendar?view=day&day=2026-03-23");
    before.says("Aucune séance").says("La prochaine");
}

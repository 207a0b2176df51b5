//! Sessions from a calendar file: seen before they are kept, once however often the file comes.

use maillage::accounts::NodeRole;
use maillage::courses::{CourseId, Given, queries};

use crate::app::{Reply, TestApp, Visitor};
use crate::courses_cast::School;
use crate::triage::NODE;

const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Zimbra//FR\r\n\
    BEGIN:VEVENT\r\nUID:a@zimbra\r\nSUMMARY:Déposer ses données\r\nLOCATION:Salle 3\\, Nancy\r\n\
    DTSTART;TZID=\"Europe/Paris\":20260324T140000\r\nDTEND;TZID=\"Europe/Paris\":20260324T170000\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:b@zimbra\r\nSUMMARY:En visio <b>\r\nLOCATION:https://visio.exemple.fr/salle\r\n\
    DTSTART:20260401T080000Z\r\nDURATION:PT2H\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:c@zimbra\r\nSUMMARY:Chaque lundi\r\nDTSTART;TZID=Europe/Paris:20260406T140000\r\n\
    DTEND;TZID=Europe/Paris:20260406T150000\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:d@zimbra\r\nSUMMARY:Journée\r\nDTSTART;VALUE=DATE:20260407\r\nDTEND;VALUE=DATE:20260408\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:a@zimbra\r\nSUMMARY:Encore\r\nDTSTART:20260401T080000Z\r\nDTEND:20260401T090000Z\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

fn drafts(app: &TestApp, course: &CourseId) -> Vec<Given> {
    app.read(|conn| {
        let sessions = queries::sessions_of(conn, course)?;
        let ids: Vec<_> = sessions.into_iter().map(|one| one.id).collect();
        Ok(queries::all_of(conn, &ids)?)
    })
}

fn said(app: &TestApp, course: &CourseId) -> Vec<String> {
    let line = |given: &Given| {
        let (session, terms) = (&given.session, &given.session.terms);
        let starts = session.starts_at.unwrap().format("%m-%dT%H:%M");
        format!(
            "{} {starts} {} [{}] {}{}",
            session.state, terms.mode, terms.title, terms.place, terms.join_url
        )
    };
    drafts(app, course).iter().map(line).collect()
}

pub fn sends(desk: &Visitor, school: &School, file: &str, node: &str) -> Reply {
    let fields = [("node", node), ("zone", "Europe/Paris"), ("language", "fr"), ("seats", "15")];
    let path = format!("/inbox/courses/{}/calendar", school.course);
    desk.post_files(&path, &fields, &[("file", "agenda.ics", "text/calendar", file.as_bytes())])
}

/// Sends back what the page shows to be sent back.
fn confirms(desk: &Visitor, school: &School, page: &Reply, node: &str) -> Reply {
    let (_, rest) = page.body.split_once("name=\"events\" value=\"").unwrap();
    let events = html_escape::decode_html_entities(rest.split('"').next().unwrap()).into_owned();
    let form = [
        ("confirm", "yes"),
        ("events", events.as_str()),
        ("node", node),
        ("zone", "Europe/Paris"),
        ("language", "fr"),
        ("seats", "15"),
    ];
    desk.post(&format!("/inbox/courses/{}/calendar", school.course), &form)
}

#[test]
fn a_file_is_shown_first_and_becomes_drafts_once() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (desk, node) = (&school.desk, app.node_id(NODE).to_string());
    desk.get(&format!("/inbox/courses/{}", school.course)).says("Importer un agenda");
    desk.get(&format!("/inbox/courses/{}/calendar", school.course)).expect(200);

    let page = sends(desk, &school, FILE, &node);
    page.expect(200)
        .says("Sessions créées : 2.")
        .says("3 événements sont laissés de côté")
        .says("mardi 24 mars 2026, 14:00 – 17:00 (heure de Paris)")
        .says("mercredi 1er avril 2026, 10:00 – 12:00")
        .says("Ligne 23 : la répétition (RRULE) n’a ni fin")
        .says("des jours entiers")
        .says("Le même identifiant (UID)");
    assert!(!page.body.contains("<b>"), "what a file says is no markup");
    assert_eq!(said(&app, &school.course), Vec::<String>::new(), "nothing before it is confirmed");
    for _ in 0..2 {
        confirms(desk, &school, &page, &node).expect(303);
    }

    let first = [
        "draft 03-24T13:00 on_site [] Salle 3, Nancy",
        "draft 04-01T08:00 online [En visio <b>] https://visio.exemple.fr/salle",
    ];
    assert_eq!(said(&app, &school.course), first);
    sends(desk, &school, FILE, &node).says("Déjà importé").says("Il n’y a rien à enregistrer");
    assert_eq!(said(&app, &school.course), first);
    let actions = crate::knowledge::audited(&app, "course", school.course.as_str());
    assert_eq!(actions.iter().filter(|one| *one == "course.import").count(), 1);
}

#[test]
fn a_changed_file_changes_drafts_and_nothing_else() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (desk, node) = (&school.desk, app.node_id(NODE).to_string());
    let page = sends(desk, &school, FILE, &node);
    confirms(desk, &school, &page, &node).expect(303);
    let ids: Vec<_> = drafts(&app, &school.course).into_iter().map(|one| one.session.id).collect();
    desk.post(&format!("/inbox/sessions/{}/publication", ids[0]), &[]).expect(303);

    let later = FILE
        .replace("20260324T1", "20260325T1")
        .replace("20260401T080000Z\r\nDURATION", "20260402T080000Z\r\nSEQUENCE:1\r\nDURATION");
    let page = sends(desk, &school, &later, &node);
    page.says("Met à jour le brouillon").says("Déjà publiée");
    confirms(desk, &school, &page, &node).expect(303);

    let now: Vec<_> = drafts(&app, &school.course).into_iter().map(|one| one.session.id).collect();
    assert_eq!(now, ids);
    let told = said(&app, &school.course);
    assert_eq!(told[0], "published 03-24T13:00 on_site [] Salle 3, Nancy");
    assert!(told[1].starts_with("draft 04-02T08:00"), "{told:?}");
    let page = sends(desk, &school, FILE, &node);
    page.says("Déjà importé");
    assert!(!page.body.contains("name=\"events\""), "an older file changes nothing");
}

/// One that repeats, with a day left out and one that is moved; by a clock that only the file knows.
const SERIES: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Outlook//FR\r\n\
    BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\n\
    BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n\
    RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n\
    BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n\
    RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n\
    BEGIN:VEVENT\r\nUID:s@outlook\r\nSUMMARY:Atelier du mardi\r\nLOCATION:Salle 3\r\n\
    DTSTART;TZID=Customized Time Zone:20260324T140000\r\nDTEND;TZID=Customized Time Zone:20260324T160000\r\n\
    RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=TU\r\nEXDATE;TZID=Customized Time Zone:20260407T140000\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:s@outlook\r\nSUMMARY:Atelier du mardi\r\nLOCATION:Salle 3\r\n\
    RECURRENCE-ID;TZID=Customized Time Zone:20260331T140000\r\n\
    DTSTART;TZID=Customized Time Zone:20260401T090000\r\nDTEND;TZID=Customized Time Zone:20260401T110000\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

/// When a draft meets, by the clock of its zone.
fn meetings(app: &TestApp, given: &Given) -> Vec<String> {
    let id = given.session.id.clone();
    let all = app.read(|conn| Ok(queries::meetings_of(conn, std::slice::from_ref(&id))?));
    all.iter().map(|one| format!("{} {}", one.starts_local, one.ends_local)).collect()
}

#[test]
fn an_event_that_repeats_becomes_one_session_of_all_its_meetings() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (desk, node) = (&school.desk, app.node_id(NODE).to_string());

    let page = sends(desk, &school, SERIES, &node);
    page.expect(200).says("Sessions créées : 1.").says("3 séances, la dernière").says("14 avril");
    confirms(desk, &school, &page, &node).expect(303);

    let given = drafts(&app, &school.course).remove(0);
    assert_eq!(given.session.terms.zone, "Europe/Paris", "the clock that shows the same");
    let three = [
        "2026-03-24T14:00 2026-03-24T16:00",
        "2026-04-01T09:00 2026-04-01T11:00",
        "2026-04-14T14:00 2026-04-14T16:00",
    ];
    assert_eq!(meetings(&app, &given), three);
    sends(desk, &school, SERIES, &node).says("Déjà importé");
    let fewer =
        SERIES.replace("COUNT=4", "COUNT=2").replace("SUMMARY:Atelier", "SUMMARY:L’atelier");
    let page = sends(desk, &school, &fewer, &node);
    page.says("Met à jour le brouillon");
    confirms(desk, &school, &page, &node).expect(303);
    assert_eq!(meetings(&app, &drafts(&app, &school.course).remove(0)), three[..2]);
}

#[test]
fn what_is_not_understood_of_a_rule_or_a_clock_is_named_with_its_line() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (desk, node) = (&school.desk, app.node_id(NODE).to_string());
    let says = |file: String, sentence: &str| {
        sends(desk, &school, &file, &node).expect(200).says(sentence);
    };
    let rule = |rule: &str| SERIES.replace("FREQ=WEEKLY;COUNT=4;BYDAY=TU", rule);

    says(
        rule("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2;COUNT=3"),
        "Ligne 25 : la répétition contient « BYSETPOS=2 »",
    );
    says(rule("FREQ=DAILY;COUNT=200"), "Ligne 25 : la répétition (RRULE) donne plus de 60 séances");
    says(rule("FREQ=YEARLY;COUNT=9"), "plus de deux ans");
    let strange = SERIES
        .replace("TZID:Customized Time Zone", "TZID:Autre")
        .replace("SUMMARY:Atelier du mardi", "SUMMARY:Atelier\r\n  du mardi");
    says(strange, "Ligne 24 : le fuseau horaire « Customized Time Zone » n’est pas connu");
    let windows = SERIES.replace("Customized Time Zone", "Romance Standard Time");
    says(windows.clone(), "3 séances");
    // Half past five is no clock that anybody has.
    let nobodys = SERIES.replace(":+0200", ":+0517").replace(":+0100", ":+0432");
    says(nobodys, "n’est pas connu");
}

#[test]
fn what_is_no_calendar_and_whose_course_it_is_not_are_refused() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (desk, node) = (&school.desk, app.node_id(NODE).to_string());
    sends(desk, &school, "bonjour", &node).expect(422).says("aucun événement");
    let empty = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
    sends(desk, &school, empty, &node).expect(422).says("aucun événement");
    let event = "BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n";
    let many = format!("BEGIN:VCALENDAR\r\n{}END:VCALENDAR\r\n", event.repeat(201));
    sends(desk, &school, &many, &node).expect(422).says("200 événements");
    sends(desk, &school, &" ".repeat(300_000), &node).expect(422).says("256");
    let nested = "BEGIN:VCALENDAR\r\n".repeat(10_000);
    sends(desk, &school, &nested, &node).expect(422);
    let hebrew = FILE.replace("BEGIN:VCALENDAR\r\n", "BEGIN:VCALENDAR\r\nCALSCALE:HEBREW\r\n");
    assert_ne!(hebrew, FILE);
    sends(desk, &school, &hebrew, &node).expect(422).says("calendrier grégorien");
    let path = format!("/inbox/courses/{}/calendar", school.course);
    desk.post(&path, &[("seats", "5")]).expect(422).says("Choisissez un fichier");
    desk.post(&path, &[("events", "[{]"), ("seats", "5")]).expect(422);

    app.make_node("ailleurs");
    let other =
        app.account("Ana", "ana@ailleurs.example", None, &[("ailleurs", NodeRole::Manager)]);
    let stranger = app.sign_in(&other);
    sends(&stranger, &school, FILE, &node).expect(404);
    let page = sends(desk, &school, FILE, &node);
    confirms(&stranger, &school, &page, &node).expect(404);
    assert_eq!(said(&app, &school.course), Vec::<String>::new());
}

/// One by the clock of Paris in the night in which it goes back, and one that says it in UTC.
const NIGHT: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Zimbra//FR\r\n\
    BEGIN:VEVENT\r\nUID:n@zimbra\r\nSUMMARY:De nuit\r\nLOCATION:Salle 3\r\n\
    DTSTART;TZID=Europe/Paris:20261025T023000\r\nDTEND;TZID=Europe/Paris:20261025T050000\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:u@zimbra\r\nSUMMARY:En UTC\r\nLOCATION:Salle 4\r\n\
    DTSTART:20261025T010000Z\r\nDURATION:PT2H\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

#[test]
fn an_hour_that_is_there_twice_is_asked_at_its_event_and_kept_as_it_was_said() {
    for (which, starts) in [("first", "00:30"), ("second", "01:30")] {
        let app = TestApp::start();
        let school = School::new(&app);
        let (desk, node) = (&school.desk, app.node_id(NODE).to_string());
        let asks = sends(desk, &school, NIGHT, &node);
        asks.expect(200).says("Sessions créées : 1.").says("existe deux fois ce jour-là");
        asks.says("La première (+02:00)")
            .says("La seconde (+01:00)")
            .says("Relire avec ces réponses");
        let (_, rest) = asks.body.split_once("name=\"events\" value=\"").unwrap();
        let events = html_escape::decode_html_entities(rest.split('"').next().unwrap());
        let send = |confirm: &str| {
            let form = [
                ("confirm", confirm),
                ("events", &*events),
                ("event-1-starts_which", which),
                ("node", node.as_str()),
                ("zone", "Europe/Paris"),
                ("language", "fr"),
                ("seats", "15"),
            ];
            desk.post(&format!("/inbox/courses/{}/calendar", school.course), &form)
        };
        let seen = send("");
        seen.expect(200).says("Sessions créées : 2.").says_not("existe deux fois");
        let kept = format!("name=\"event-1-starts_which\" value=\"{which}\"");
        assert!(seen.body.contains(&kept), "what was said goes with it");
        for _ in 0..2 {
            send("yes").expect(303);
        }
        let made = drafts(&app, &school.course);
        let mut hours: Vec<String> = made
            .iter()
            .map(|given| given.session.starts_at.unwrap().format("%H:%M").to_string())
            .collect();
        hours.sort_unstable();
        assert_eq!(hours, [starts.min("01:00"), starts.max("01:00")]);
    }
}

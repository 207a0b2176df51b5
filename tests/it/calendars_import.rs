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

fn sends(desk: &Visitor, school: &School, file: &str, node: &str) -> Reply {
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
        .says("L’événement se répète")
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

//! What a new session takes from its course, and who its trainers are.

use maillage::accounts::NodeRole;
use maillage::courses::{Presence, queries};

use crate::app::TestApp;
use crate::courses_cast::{ON_SITE, School, offer};
use crate::tickets::form_id;
use crate::triage::NODE;

#[test]
fn a_new_session_begins_with_what_its_course_says_and_then_has_its_own() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (desk, course) = (&school.desk, format!("/inbox/courses/{}", school.course));
    let page = desk.get(&course);
    page.expect(200).says("Ce par quoi commence une session");
    let (course_id, lock) = (school.course.to_string(), page.value_of("lock").unwrap());
    let form = |lock: &str, hour: &str, seats: &str| {
        let fields = [
            ("id", course_id.as_str()),
            ("lock", lock),
            ("title_fr", "Déposer ses données"),
            ("summary_fr", "Une formation écrite pour les essais : on y apprend une chose."),
            ("outcomes_fr", "Choisir un entrepôt"),
            ("topics", "restrict"),
            ("minutes", "3 h"),
            ("session_mode", "hybrid"),
            ("session_language", "en"),
            ("session_starts", hour),
            ("session_on_site", seats),
            ("session_online", "200"),
            ("session_place", "Salle 3, Nancy"),
            ("session_join_url", "https://visio.exemple.fr/salle"),
            ("session_practical", "Apportez un ordinateur."),
            ("session_title", "Pour les doctorants"),
            ("session_trainers", "Léa Payet, Atelier d’exemple"),
            ("session_questions", "Votre projet *\nRégime"),
            ("session_approval", "1"),
            ("session_offer_hours", "12"),
            ("session_remind", "week"),
            ("session_remind_text", "Venez par la cour."),
            ("session_certificate_share", "50 %"),
            ("session_certificate_text", "Formation du réseau."),
        ];
        fields.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let send = |lock: &str, hour: &str, seats: &str| {
        let all = form(lock, hour, seats);
        let all: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        desk.post("/inbox/courses", &all)
    };
    let refused = send(&lock, "midi", "0");
    refused.expect(422).says("Écrivez une heure").says("Apportez un ordinateur");
    send(&lock, "09:30", "25").expect(303);

    let (session, node) = (form_id(), app.node_id(NODE).to_string());
    let start = [("session", session.as_str()), ("node", node.as_str())];
    for _ in 0..2 {
        desk.post(&format!("{course}/sessions"), &start).expect(303);
    }
    let here = format!("/inbox/sessions/{session}");
    let page = desk.get(&here);
    page.expect(200).says("Votre projet").says("Régime").says("Léa Payet, Atelier d’exemple");
    for (field, value) in [
        ("on_site", "25"),
        ("online", "200"),
        ("place", "Salle 3, Nancy"),
        ("join_url", "https://visio.exemple.fr/salle"),
        ("title", "Pour les doctorants"),
        ("offer_hours", "12"),
        ("certificate_share", "50"),
        ("certificate_text", "Formation du réseau."),
        ("meeting_starts", "09:30"),
        ("meeting_ends", "12:30"),
        ("meeting_day", "2026-03-31"),
    ] {
        assert_eq!(page.value_of(field).as_deref(), Some(value), "{field}");
    }
    let (terms, questions) = app.read(|conn| {
        let id = session.parse().unwrap();
        Ok((queries::given(conn, &id)?.session.terms, queries::questions_of(conn, &id)?))
    });
    assert!(terms.approval && terms.practical.starts_with("Apportez"));
    assert_eq!((terms.remind_codes.as_str(), terms.certificate_share), ("week", 50));
    assert_eq!(terms.remind_text, "Venez par la cour.");
    assert_eq!((terms.mode.as_str(), terms.language.as_str()), ("hybrid", "en"));
    let asked: Vec<_> = questions.iter().map(|one| (one.label.as_str(), one.required)).collect();
    assert_eq!(asked, [("Votre projet", true), ("Régime", false)]);

    // From 9:30 in Paris it is night in the Antilles, and noon in La Réunion.
    page.says("Avant 8 h ou après 18 h à : Guadeloupe, Martinique").says_not("Paris, La Réunion");
    // What is planned keeps its own when the course changes.
    let lock = desk.get(&course).value_of("lock").unwrap();
    send(&lock, "15:00", "5").expect(303);
    assert_eq!(desk.get(&here).value_of("on_site").as_deref(), Some("25"));
    desk.get(&here).says("Cette session diffère de sa formation").says("Places sur place 5 25");
    desk.get(&course).says("Sessions à venir qui diffèrent de la formation").says("1 champ");
    let taken = desk.get(&format!("{here}?take=course"));
    taken.says("Relisez, puis enregistrez");
    assert_eq!(taken.value_of("on_site").as_deref(), Some("5"));
    assert_eq!(desk.get(&here).value_of("on_site").as_deref(), Some("25"), "nothing is kept");
    desk.post(&format!("{here}/publication"), &[]).expect(303);
}

/// Seats without a limit and the rule by which people are let in are part of what a session begins with.
#[test]
fn a_session_begins_without_a_limit_and_with_the_rule_of_its_course() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (desk, course) = (&school.desk, format!("/inbox/courses/{}", school.course));
    let other = offer(&app, &school.actor(&app), "Bien commencer");
    let save = |(institutions, needed): (&str, &str), more: &[(&str, &str)]| {
        let (id, lock) = (school.course.to_string(), desk.get(&course).value_of("lock").unwrap());
        let form = [
            ("id", id.as_str()),
            ("lock", &lock),
            ("title_fr", "Déposer ses données"),
            ("summary_fr", "Une formation écrite pour les essais : on y apprend une chose."),
            ("outcomes_fr", "Choisir un entrepôt"),
            ("topics", "restrict"),
            ("session_mode", "hybrid"),
            ("session_on_site", "25"),
            ("session_rule_institutions", institutions),
            ("session_rule_course", needed),
        ];
        desk.post("/inbox/courses", &[&form[..], more].concat())
    };
    let refused = save(("INRAE\nNulle Part", other.as_str()), &[]);
    refused.expect(422).says("écrivez chacun sur sa ligne").says("Nulle Part");
    save(
        ("INRAE", other.as_str()),
        &[("session_online_unlimited", "1"), ("session_rule_strict", "1")],
    )
    .expect(303);
    assert!(
        desk.get(&course).body.contains(r#"name="session_online_unlimited" value="1" checked"#)
    );

    let (session, node) = (form_id(), app.node_id(NODE).to_string());
    let start = [("session", session.as_str()), ("node", node.as_str())];
    desk.post(&format!("{course}/sessions"), &start).expect(303);
    let here = format!("/inbox/sessions/{session}");
    let page = desk.get(&here);
    page.expect(200).says_not("Cette session diffère de sa formation");
    let id = session.parse().unwrap();
    let (terms, limits) = app.read(|conn| {
        let parts = queries::parts_of(conn, &id)?;
        Ok((queries::given(conn, &id)?.session.terms, parts.limits()))
    });
    assert_eq!(terms.rule_institutions, "inrae");
    assert_eq!(terms.rule_course.as_ref(), Some(&other));
    assert!(terms.approval && terms.rule_strict);
    assert_eq!(limits.len(), 2);
    assert!(limits.contains(&(Presence::OnSite, Some(25))));
    assert!(limits.contains(&(Presence::Online, None)));

    // Changed in the course, it is a difference of the session, by words and not by codes.
    save(("CNRS", other.as_str()), &[("session_online", "40")]).expect(303);
    let differs = desk.get(&here);
    differs.says("Cette session diffère de sa formation").says("sans limite");
    differs.says("Établissements, un par ligne CNRS INRAE");
    save(("CNRS", school.course.as_str()), &[]).expect(422);
    let taken = desk.get(&format!("{here}?take=course"));
    assert_eq!(taken.value_of("online").as_deref(), Some("40"));
    assert!(!taken.body.contains(r#"name="online_unlimited" value="1" checked"#));
}

#[test]
fn an_hour_that_the_clock_shows_twice_or_not_at_all_is_refused_where_it_was_typed() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 5);
    let here = format!("/inbox/sessions/{session}");
    let send = |day: &str, hours: (&str, &str)| {
        let lock = school.desk.get(&here).value_of("lock").unwrap();
        let when = [("meeting_day", day), ("meeting_starts", hours.0), ("meeting_ends", hours.1)];
        school.desk.post(&here, &[&ON_SITE[..], &[("lock", lock.as_str())], &when].concat())
    };
    let twice = send("2026-10-25", ("02:30", "05:00"));
    twice.expect(422).says("existe deux fois ce jour-là");
    assert_eq!(twice.value_of("meeting_starts").as_deref(), Some("02:30"), "what was typed");
    send("2026-03-29", ("02:30", "05:00")).expect(422).says("n’existe pas ce jour-là");
    send("2026-10-25", ("03:00", "05:00")).expect(303);
    // Given again that night, it is refused as well.
    send("2026-09-20", ("02:30", "04:00")).expect(303);
    let copy = form_id();
    let again =
        school.desk.post(&format!("{here}/duplication"), &[("copy", &copy), ("day", "2026-10-25")]);
    again.expect(409).says("existe deux fois ce jour-là");
}

/// Which of two equal hours is meant is asked beside it, and kept; of an hour that is skipped the next ones are buttons.
#[test]
fn an_hour_that_is_there_twice_is_asked_and_one_that_is_not_is_offered_its_neighbours() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 5);
    let here = format!("/inbox/sessions/{session}");
    let send = |day: &str, more: &[(&str, &str)]| {
        let lock = school.desk.get(&here).value_of("lock").unwrap();
        let form = [
            ("lock", lock.as_str()),
            ("meeting_day", day),
            ("meeting_starts", "02:30"),
            ("meeting_ends", "05:00"),
        ];
        school.desk.post(&here, &[&form[..], &ON_SITE, more].concat())
    };
    let starts = || {
        let all = app.read(|conn| Ok(queries::meetings_of(conn, std::slice::from_ref(&session))?));
        all[0].starts_at.format("%H:%M").to_string()
    };

    let asks = send("2026-10-25", &[]);
    asks.expect(422).says("Laquelle").says("La première (+02:00)").says("La seconde (+01:00)");
    send("2026-10-25", &[("starts-1_which", "second")]).expect(303);
    assert_eq!(starts(), "01:30");
    let kept = school.desk.get(&here);
    kept.says("La seconde (+01:00)");
    send("2026-10-25", &[("starts-1_which", "first")]).expect(303);
    assert_eq!(starts(), "00:30");

    let offers = send("2026-03-29", &[]);
    offers.expect(422).says("Prendre 01:30").says("Prendre 03:30");
    send("2026-03-29", &[("hour", "starts-1 2026-03-29T03:30")]).expect(303);
    assert_eq!(starts(), "01:30");
    school.desk.get(&here).says_not("Laquelle");
}

/// The end of a meeting, and the hours of enrolment, are as sure as its beginning.
#[test]
fn an_end_or_a_window_at_such_an_hour_is_refused_where_it_was_typed() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 5);
    let here = format!("/inbox/sessions/{session}");
    let send = |ends: &str, window: (&str, &str)| {
        let form = [
            ("lock", "0"),
            ("opens_at", window.0),
            ("closes_at", window.1),
            ("meeting_day", "2026-10-25"),
            ("meeting_starts", "00:30"),
            ("meeting_ends", ends),
        ];
        school.desk.post(&here, &[&form[..], &ON_SITE].concat())
    };
    let (twice, never) = ("existe deux fois ce jour-là", "n’existe pas ce jour-là");
    send("02:30", ("", "")).expect(422).says(twice);
    let skipped = send("03:30", ("2026-03-29T02:30", ""));
    skipped.expect(422).says(never);
    assert_eq!(skipped.value_of("opens_at").as_deref(), Some("2026-03-29T02:30"));
    send("03:30", ("2026-03-29T03:30", "2026-10-25T02:15")).expect(422).says(twice);
    // Four hours, of which one is shown twice.
    send("03:30", ("2026-03-29T03:30", "2026-10-24T18:00")).expect(303);
}

#[test]
fn two_trainers_of_one_name_are_two_when_their_accounts_say_so() {
    let app = TestApp::start();
    let school = School::new(&app);
    let account = |email: &str| app.account("Léa Payet", email, None, &[(NODE, NodeRole::Staff)]);
    let (_one, _other) = (account("lea@un.example"), account("lea@deux.example"));
    let (first, second) = (school.give(&app, 5), school.give(&app, 5));
    let name = |session: &maillage::courses::SessionId, trainers: &str| {
        let here = format!("/inbox/sessions/{session}");
        let page = school.desk.get(&here);
        let value = |field: &str| page.value_of(field).unwrap();
        let (lock, day) = (value("lock"), value("meeting_day"));
        let form = [
            ("lock", lock.as_str()),
            ("trainers", trainers),
            ("meeting_day", &day),
            ("meeting_starts", "14:00"),
            ("meeting_ends", "17:00"),
        ];
        school.desk.post(&here, &[&form[..], &ON_SITE].concat())
    };
    name(&first, "Léa Payet <lea@ailleurs.example>").expect(409).says("Aucun compte");
    name(&first, "Léa Payet <Lea@un.example>, Nancy").expect(303);
    name(&second, "Léa Payet <lea@deux.example>").expect(303);
    let page = school.desk.get(&format!("/inbox/sessions/{first}"));
    page.says("lea@un.example").says_not("est pris ailleurs");
    // Who has married is still who she is.
    name(&second, "Léa Martin <lea@un.example>").expect(303);
    school.desk.get(&format!("/inbox/sessions/{first}")).says("est pris ailleurs");
    // Of whom nothing more is known, the name tells.
    name(&second, "Léa Payet").expect(303);
    school.desk.get(&format!("/inbox/sessions/{first}")).says("est pris ailleurs");
    app.visitor().get(&format!("/sessions/{first}")).says("Léa Payet").says_not("lea@un.example");
}

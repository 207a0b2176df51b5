//! Courses and sessions: written by those who give them, found by everybody.

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::courses::ops;
use maillage::courses::queries::{self as sessions, Written};
use maillage::courses::{CourseId, Mode, Presence, SessionId};

use crate::app::TestApp;
use crate::courses_cast::{ON_SITE, School, enrol, meeting, plan, text};
use crate::tickets::form_id;
use crate::triage::NODE;

#[test]
fn a_course_is_written_offered_and_found() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (id, node) = (form_id(), app.node_id(NODE).to_string());
    let desk = &school.desk;
    let first = [("id", id.as_str()), ("node", &node), ("title_fr", "Archiver ses scripts")];
    desk.post("/inbox/courses", &[first[0], first[1]]).expect(422).says("Donnez un titre");
    for _ in 0..2 {
        desk.post("/inbox/courses", &first).expect(303);
    }
    let page = desk.get(&format!("/inbox/courses/{id}"));
    page.expect(200).says("Un résumé de quarante signes").says("Brouillon");
    desk.post(&format!("/inbox/courses/{id}/publication"), &[]).expect(409).says("Il manque");
    let whole = [
        ("id", id.as_str()),
        ("lock", "0"),
        ("title_fr", "Archiver ses scripts"),
        (
            "summary_fr",
            "Ce que devient un script quand son auteur est parti, et comment le garder.",
        ),
        ("outcomes_fr", "- Choisir une licence\n- Déposer une version"),
        ("topics", "software"),
        ("minutes", "1 h 30"),
    ];
    desk.post("/inbox/courses", &whole).expect(303);
    desk.post("/inbox/courses", &whole).expect(409).says("entre-temps");
    app.visitor().get("/courses?view=courses").says_not("Archiver ses scripts");
    desk.post(&format!("/inbox/courses/{id}/publication"), &[]).expect(303);

    let visitor = app.visitor();
    visitor.get("/courses?view=courses&q=scripts").says("Archiver ses scripts").says("1 h 30");
    visitor.get("/courses?view=courses&topic=eln").says_not("Archiver ses scripts");
    let page = visitor.get("/courses/archiver-ses-scripts");
    page.expect(200).says("Choisir une licence").says("Pas de session prévue");
    let steps = ["write", "change", "publish"].map(|step| format!("course.{step}"));
    assert_eq!(crate::knowledge::audited(&app, "course", &id), steps);
}

#[test]
fn a_session_is_planned_published_and_listed() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (desk, session) = (&school.desk, form_id());
    let node = app.node_id(NODE).to_string();
    let start = [("session", session.as_str()), ("node", node.as_str())];
    for _ in 0..2 {
        desk.post(&format!("/inbox/courses/{}/sessions", school.course), &start).expect(303);
    }
    let here = format!("/inbox/sessions/{session}");
    desk.post(&format!("{here}/publication"), &[]).expect(409).says("Il manque encore");
    app.visitor().get(&format!("/sessions/{session}")).expect(404);
    let form = |lock: &'static str, day: &'static str, hours: (&'static str, &'static str)| {
        [
            ("lock", lock),
            ("mode", "on_site"),
            ("zone", "Indian/Reunion"),
            ("language", "fr"),
            ("place", "Campus du Moufia"),
            ("on_site", "12"),
            ("offer_hours", "24"),
            ("trainers", "Léa Payet, Atelier d’exemple"),
            ("meeting_day", day),
            ("meeting_starts", hours.0),
            ("meeting_ends", hours.1),
        ]
    };
    desk.post(&here, &form("0", "2026-04-02", ("17:00", "14:00"))).expect(409).says("finit avant");
    desk.post(&here, &form("0", "2026-04-02", ("", "14:00"))).expect(422).says("un début");
    desk.post(&here, &form("0", "2026-04-02", ("14:00", "17:00"))).expect(303);
    desk.post(&here, &form("0", "2026-04-03", ("14:00", "17:00"))).expect(409).says("entre-temps");
    desk.post(&format!("{here}/publication"), &[]).expect(303);

    let visitor = app.visitor();
    let page = visitor.get(&format!("/sessions/{session}"));
    page.expect(200).says("jeudi 2 avril 2026, 14:00 – 17:00").says("heure de La Réunion");
    page.says("Léa Payet").says("12 places libres").says("S’inscrire");
    visitor.get("/courses").says("Déposer ses données").says("12 places libres");
    visitor.get("/courses?mode=online").says("Aucune session ne correspond");
    let table = visitor.get("/courses.csv?mode=on_site").expect(200).body.clone();
    assert!(
        table.contains("\"2026-04-02T14:00:00+04:00\",\"2026-04-02T17:00:00+04:00\""),
        "{table}"
    );
    assert_eq!(visitor.get("/courses.csv?mode=online").expect(200).body.lines().count(), 1);
    let told = visitor.get("/courses.json").json();
    assert_eq!((&told[0]["free"], &told[0]["zone"]), (&12.into(), &"Indian/Reunion".into()));
    assert!(visitor.get("/courses.ods").expect(200).bytes.starts_with(b"PK"));
    visitor
        .get("/courses?mode=on_site&q=deposer&topic=restrict&discipline=1&open=1")
        .says("La Réunion");
    visitor.get(&format!("/courses?node={NODE}")).says("La Réunion");
    visitor.get("/courses?node=lord").says("Aucune session ne correspond");
    visitor.get_with("/courses", &[("accept-language", "en")]).says("12 free seats");
    let api = visitor.get("/api/v1/sessions?mode=on_site&open=true").expect(200).json();
    assert_eq!(api["items"][0]["starts_at"], "2026-04-02T14:00:00+04:00");
    assert_eq!(api["items"][0]["seats"]["free"], 12);
    let one = visitor.get(&format!("/api/v1/sessions/{session}")).expect(200).json();
    assert_eq!(one["trainers"][0]["name"], "Léa Payet");
}

#[test]
fn a_trainer_in_two_places_at_once_is_noticed() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (one, other) = (school.give(&app, 5), school.give(&app, 5));
    let day = app.today() + TimeDelta::days(22);
    let at = |hour| day.and_hms_opt(hour, 0, 0).unwrap();
    let elsewhere =
        school.give_with(&app, 5, |plan| plan.meetings = vec![meeting((at(9), at(12)))]);

    let page = school.desk.get(&format!("/inbox/sessions/{one}"));
    page.says("est pris ailleurs").says("Hélène Œuvrard – Déposer ses données");
    assert!(page.links_to(&format!("/inbox/sessions/{other}")));
    school.desk.get(&format!("/inbox/sessions/{elsewhere}")).says_not("est pris ailleurs");
}

/// A trainer who declared an absence is missed by those who plan.
#[test]
fn a_trainer_who_is_away_is_noticed() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 5, |plan| {
        plan.trainers[0].account = Some(school.trainer.id.clone());
    });
    let here = format!("/inbox/sessions/{session}");
    let away = |from: &str, to: &str| {
        let form = [("away_from", from), ("away_to", to), ("stand_in", ""), ("note", "")];
        school.desk.post("/account/absences", &form).expect(303);
    };
    away("2026-03-16", "2026-03-23");
    school.desk.get(&here).says_not("a déclaré une absence");
    away("2026-03-24", "2026-03-25");
    school.desk.get(&here).says("a déclaré une absence").says("mardi 24 mars 2026, 14:00");
}

#[test]
fn a_session_is_given_again_at_another_day() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 7);
    let here = format!("/inbox/sessions/{session}");
    school.desk.post(&format!("{here}/questions"), &[("label", "Votre projet ?")]).expect(303);
    let pool = |id: &str| {
        let id = id.parse().unwrap();
        app.read(|conn| Ok(sessions::pools_of(conn, &id)?.remove(0).id))
    };
    let keep = [
        ("pool", pool(session.as_str()).to_string()),
        ("node", app.node_id(NODE).to_string()),
        ("reserved", "3".into()),
        ("most", "5".into()),
        ("release_at", "2026-03-20T09:00".into()),
    ];
    let keep: Vec<_> = keep.iter().map(|(name, value)| (*name, value.as_str())).collect();
    school.desk.post(&format!("{here}/quotas"), &keep).expect(303);
    let copy = form_id();
    let form = [("copy", copy.as_str()), ("day", "2026-06-01")];
    school.desk.post(&format!("{here}/duplication"), &[("copy", &copy)]).expect(409);
    for _ in 0..2 {
        school.desk.post(&format!("{here}/duplication"), &form).expect(303);
    }
    let page = school.desk.get(&format!("/inbox/sessions/{copy}"));
    page.says("lundi 1er juin 2026, 14:00 – 17:00").says("Votre projet ?").says("Brouillon");
    assert_eq!(page.value_of("on_site").as_deref(), Some("7"));
    // Sixty-nine days later, at the same hour: summer time began meanwhile.
    let own = pool(&copy);
    let kept = app.read(|conn| Ok(sessions::quotas_of(conn, std::slice::from_ref(&own))?));
    let said: Vec<_> = kept.iter().map(|one| (one.reserved, one.most, one.release_at)).collect();
    let until = "2026-05-28T07:00:00".parse().ok();
    assert_eq!(said, [(3, Some(5), until)]);
}

#[test]
fn fewer_seats_than_are_taken_cannot_be() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 3);
    for who in ["Ada", "Bea", "Cid"] {
        enrol(&app, &session, who);
    }
    let mut less = plan(&app, 2);
    let (actor, now, signer) = (school.actor(&app), app.now(), &app.app.signer);
    let change = |plan: &ops::Plan| {
        app.app.db.write_now(|conn| {
            let lock = maillage::courses::queries::given(conn, &session)?.session.lock_version;
            let with = (&session, lock, plan);
            maillage::enrolment::ops::change_session(conn, &actor, with, signer, now)
        })
    };
    assert!(change(&less).is_err());
    less.capacities = vec![(Presence::OnSite, 3), (Presence::Online, 5)];
    less.terms.mode = Mode::Hybrid;
    change(&less).unwrap();
    app.visitor()
        .get(&format!("/sessions/{session}"))
        .says("0 libres sur 3")
        .says("5 libres sur 5");
}

/// The warning leads where its reader may look, and tells nothing of what another node still prepares.
#[test]
fn a_clash_with_what_others_prepare_tells_only_that_it_is() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 5);
    let (there, now) = (app.node_id("lord"), app.now());
    let other = app.account("Un autre", "autre@lord.example", None, &[("lord", NodeRole::Manager)]);
    let actor = app.actor(&other);
    let (id, secret) = (SessionId::new(), CourseId::new());
    app.write(|conn| {
        let written = Written { text: text("Un projet secret"), ..Written::default() };
        ops::write(conn, &actor, (&secret, &there), written, now)?;
        ops::plan(conn, &actor, (&id, &secret, &there), &plan(&app, 5), now)
    });
    let here = || school.desk.get(&format!("/inbox/sessions/{session}"));
    here().says("est pris ailleurs").says("une autre session").says_not("Un projet secret");
    app.write(|conn| {
        ops::publish(conn, &actor, &secret, now)?;
        ops::publish_session(conn, &actor, &id, now)
    });
    let page = here();
    page.says("Un projet secret");
    assert!(page.links_to(&format!("/sessions/{id}")));
}

#[test]
fn enrolment_opens_before_the_session_begins() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 5);
    let form = [
        ("lock", "0"),
        ("opens_at", "2026-04-02T14:00"),
        ("meeting_day", "2026-04-02"),
        ("meeting_starts", "14:00"),
        ("meeting_ends", "17:00"),
    ];
    let here = format!("/inbox/sessions/{session}");
    let refused = school.desk.post(&here, &[&form[..], &ON_SITE].concat());
    refused.expect(422).says("ouvrent avant le début de la première séance");
    assert_eq!(refused.value_of("opens_at").as_deref(), Some("2026-04-02T14:00"));
}

/// Whoever is enrolled goes along when a session is given from afar instead of in a room, once its people say so.
#[test]
fn a_session_is_given_in_another_way_and_its_people_go_along() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 2);
    for who in ["Ada", "Bea", "Cid"] {
        enrol(&app, &session, who);
    }
    let day = (app.today() + TimeDelta::days(21)).to_string();
    let mut form = vec![
        ("lock", "0"),
        ("mode", "online"),
        ("zone", "Europe/Paris"),
        ("language", "fr"),
        ("online", "3"),
        ("join_url", "https://visio.exemple.example/salle"),
        ("offer_hours", "0"),
        ("meeting_day", day.as_str()),
        ("meeting_starts", "14:00"),
        ("meeting_ends", "17:00"),
    ];
    let here = format!("/inbox/sessions/{session}");
    school.desk.post(&here, &form).expect(409).says("cochez qu’elles suivent");
    form.push(("may_move", "1"));
    school.desk.post(&here, &form).expect(303);

    let all = ["Ada confirmed", "Bea confirmed", "Cid confirmed"];
    assert_eq!(crate::courses_cast::standing(&app, &session), all);
    app.visitor().get(&format!("/sessions/{session}")).says("0 libres sur 3");
    assert!(app.mail_to("ada@exemple.example").subject.starts_with("Nouvel horaire"));
}

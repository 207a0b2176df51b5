//! What a session decides of its own reminders and certificates.

use chrono::TimeDelta;
use maillage::courses::{Presence, SessionId};

use crate::app::{Reply, TestApp};
use crate::courses_cast::{School, enrol, standing};
use crate::tickets::form_id;
use crate::triage::NODE;

#[test]
fn reminders_and_certificates_say_what_their_session_adds_and_ask_what_it_asks() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 5, |plan| {
        plan.terms.remind_codes = "day".into();
        plan.terms.remind_text = "Entrez par la cour, & sonnez.".into();
        plan.terms.certificate_share = 50;
        plan.terms.certificate_text = "Formation labellisée par le réseau.".into();
    });
    enrol(&app, &session, "Ada Lo");
    app.later(TimeDelta::days(20) + TimeDelta::hours(5));
    app.run_jobs();
    let mails = app.mails_to("ada-lo@exemple.example");
    let reminders: Vec<_> =
        mails.iter().filter(|mail| mail.subject.starts_with("Rappel")).collect();
    let [reminder] = reminders.as_slice() else { panic!("one reminder") };
    assert!(reminder.text.contains("Entrez par la cour, & sonnez."), "{}", reminder.text);

    app.later(TimeDelta::days(2));
    let here = format!("/inbox/sessions/{session}/attendance");
    let page = school.desk.get(&here);
    page.expect(200).says("suivi au moins 50 % du temps");
    let meeting = page.value_of("meeting").unwrap();
    let field = page.body.split("name=\"p_").nth(1).unwrap().split('"').next().unwrap();
    let there = [("meeting", meeting.as_str()), (&format!("p_{field}"), "partly")];
    school.desk.post(&here, &there).expect(303);
    school.desk.post(&format!("/inbox/sessions/{session}/certificates"), &[]).expect(303);
    let mails = app.mails_to("ada-lo@exemple.example");
    let link = mails.last().unwrap().link("/certificates/");
    let anybody = app.visitor();
    anybody.get(&link).expect(200).says("Formation labellisée par le réseau.");
    let told = anybody.get_with(&link, &[("accept", "application/json")]).json();
    assert_eq!(told["words"], "Formation labellisée par le réseau.");
    anybody.get(&format!("{link}/certificate.pdf")).expect(200);
}

#[test]
fn a_share_that_is_none_is_refused_where_it_was_typed() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 5);
    let more = [("on_site", "5"), ("certificate_share", "120"), ("remind_text", "Venez tôt.")];
    let refused = save(&school, &session, &more);
    refused.expect(422).says("un nombre entier de 1 à 100").says("Venez tôt.");
    assert_eq!(refused.value_of("certificate_share").as_deref(), Some("120"));
}

/// The session's form as its page shows it, sent with some fields more.
pub fn save(school: &School, session: &SessionId, more: &[(&str, &str)]) -> Reply {
    let here = format!("/inbox/sessions/{session}");
    let page = school.desk.get(&here);
    let (lock, id) = (page.value_of("lock").unwrap(), page.value_of("meeting_id").unwrap());
    let mut form = vec![
        ("lock", lock.as_str()),
        ("mode", "on_site"),
        ("zone", "Europe/Paris"),
        ("language", "fr"),
        ("place", "Salle 12, Nancy"),
        ("offer_hours", "0"),
        ("meeting_id", id.as_str()),
        ("meeting_day", "2026-03-24"),
        ("meeting_starts", "14:00"),
        ("meeting_ends", "17:00"),
    ];
    form.extend(more);
    school.desk.post(&here, &form)
}

#[test]
fn where_seats_have_no_limit_nobody_waits_and_none_is_kept() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 1);
    for who in ["Ada", "Bea", "Cid"] {
        enrol(&app, &session, who);
    }
    assert_eq!(standing(&app, &session), ["Ada confirmed", "Bea waiting", "Cid waiting"]);

    save(&school, &session, &[("on_site_unlimited", "1")]).expect(303);
    enrol(&app, &session, "Dan");
    let all = ["Ada confirmed", "Bea confirmed", "Cid confirmed", "Dan confirmed"];
    assert_eq!(standing(&app, &session), all);
    let anybody = app.visitor();
    let page = anybody.get(&format!("/sessions/{session}"));
    page.expect(200).says("Places sans limite").says("il y a une place pour chacun");
    assert!(!page.body.contains("AttendeeCapacity"), "nothing is said of what has no limit");
    anybody.get("/courses?open=1").expect(200).says("Places sans limite");
    let told = anybody.get(&format!("/api/v1/sessions/{session}")).expect(200).json();
    assert_eq!(told["seats"], serde_json::json!({ "capacity": null, "free": null, "kept": 0 }));
    let desk = school.desk.get(&format!("/inbox/sessions/{session}"));
    let pool = desk.body.split("<select class=\"form-select\" id=\"pool\"").nth(1).unwrap();
    let pool = pool.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    let node = app.node_id(NODE).to_string();
    let quota = [("pool", pool), ("node", node.as_str()), ("reserved", "1")];
    let refused = school.desk.post(&format!("/inbox/sessions/{session}/quotas"), &quota);
    refused.expect(409).says("Sans limite de places");

    // With a limit again, nobody who has a seat loses it.
    save(&school, &session, &[("on_site", "3")]).expect(409).says("Plus de places sont prises");
    save(&school, &session, &[("on_site", "5")]).expect(303);
    for who in ["Eva", "Fay"] {
        enrol(&app, &session, who);
    }
    assert_eq!(standing(&app, &session)[4..], ["Eva confirmed", "Fay waiting"]);
    let told = anybody.get(&format!("/api/v1/sessions/{session}")).json();
    assert_eq!(told["seats"]["capacity"], 5);
}

#[test]
fn a_copy_of_a_session_without_limit_has_none_and_neither_is_refused_a_number_later() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 2_000, |plan| plan.unlimited = vec![Presence::OnSite]);
    for n in 0..3 {
        enrol(&app, &session, &format!("Ada {n}"));
    }
    let copy = form_id();
    let form = [("copy", copy.as_str()), ("day", "2026-05-12")];
    school.desk.post(&format!("/inbox/sessions/{session}/duplication"), &form).expect(303);
    let plan = school.desk.get(&format!("/inbox/sessions/{copy}"));
    let kept = "name=\"on_site_unlimited\" value=\"1\" checked";
    assert!(plan.expect(200).body.contains(kept), "the copy has no limit either");
    save(&school, &session, &[("on_site", "3")]).expect(303);
    enrol(&app, &session, "Zoé");
    assert_eq!(standing(&app, &session)[3], "Zoé waiting");
}

//! What a session decides of its own reminders and certificates.

use chrono::TimeDelta;

use crate::app::TestApp;
use crate::courses_cast::{School, enrol};

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
    page.expect(200).says("suivi au moins 50 % du temps");
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
    let here = format!("/inbox/sessions/{session}");
    let page = school.desk.get(&here);
    let (lock, id) = (page.value_of("lock").unwrap(), page.value_of("meeting_id").unwrap());
    let form = [
        ("lock", lock.as_str()),
        ("mode", "on_site"),
        ("zone", "Europe/Paris"),
        ("language", "fr"),
        ("place", "Salle 12, Nancy"),
        ("on_site", "5"),
        ("offer_hours", "0"),
        ("meeting_id", id.as_str()),
        ("meeting_day", "2026-03-24"),
        ("meeting_starts", "14:00"),
        ("meeting_ends", "17:00"),
        ("certificate_share", "120"),
        ("remind_text", "Venez tôt."),
    ];
    let refused = school.desk.post(&here, &form);
    refused.expect(422).says("un nombre entier de 1 à 100").says("Venez tôt.");
    assert_eq!(refused.value_of("certificate_share").as_deref(), Some("120"));
}

//! What those who give a session write to its people by hand.

use maillage::enrolment::{Enrolment, Wish};
use maillage::i18n::Locale;

use crate::app::TestApp;
use crate::courses_cast::{School, enrol, enrol_wish, wish};

/// Those who give a session write to its people: everybody reads it in their language, once.
#[test]
fn a_message_is_looked_at_first_and_then_read_by_each_in_their_language() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 2);
    let english = Wish { language: Locale::En, ..wish("Bea") };
    let (ada, bea) = (enrol(&app, &session, "Ada"), enrol_wish(&app, &session, english));
    let cid = enrol(&app, &session, "Cid");
    let here = format!("/inbox/sessions/{session}/message");
    let told = |one: &Enrolment| {
        let mails = app.mails_to(&one.email).into_iter();
        mails.map(|mail| mail.subject).filter(|subject| subject.contains("12")).collect::<Vec<_>>()
    };
    let page = school.desk.get(&here);
    page.says("Aux personnes inscrites (2)").says("Aux personnes en attente (1)");
    let form_id = page.value_of("form_id").unwrap();
    let send = |then: &str, body_en: &str| {
        let form = [
            ("form_id", form_id.as_str()),
            ("to", "confirmed"),
            ("subject_fr", "Salle 12"),
            ("body_fr", "Apportez un ordinateur <b>."),
            ("subject_en", "Room 12"),
            ("body_en", body_en),
            ("then", then),
        ];
        school.desk.post(&here, &form)
    };
    let half = send("send", "");
    half.expect(422).says("il manque sous l’objet");
    assert_eq!(half.value_of("subject_en").as_deref(), Some("Room 12"), "what was typed");
    send("look", "Bring a laptop.").expect(200).says("Tel qu’il sera lu").says("Bring a laptop.");
    assert_eq!((told(&ada).len(), told(&bea).len()), (0, 0));
    for _ in 0..2 {
        send("send", "Bring a laptop.").expect(303);
    }

    assert_eq!((told(&ada), told(&bea)), (vec!["Salle 12".into()], vec!["Room 12".into()]));
    assert_eq!(told(&cid), Vec::<String>::new(), "who waits was not meant");
    let mail = app.mail_to(&bea.email);
    assert!(mail.text.contains("Bring a laptop.") && mail.text.contains("about"), "{}", mail.text);
    assert!(!app.mail_to(&ada.email).html.contains("ordinateur <b>"), "no markup of theirs");
    app.visitor().get(&mail.link("/enrolments/")).expect(200).says("Bea");
    school.desk.get(&here).says("2 personnes");
    let actions = crate::knowledge::audited(&app, "session", session.as_str());
    assert_eq!(actions.iter().filter(|one| *one == "session.message").count(), 1);
    // Nobody else finds it.
    let other = app.account("Autre", "autre@exemple.example", None, &[]);
    app.sign_in(&other).get(&here).expect(404);
}

//! Coming in: by the code in the room, by the code scanned at the door.

use chrono::TimeDelta;
use maillage::enrolment::access;

use crate::app::TestApp;
use crate::courses_cast::{School, enrol};
use crate::tickets::form_id;
use crate::visitor::visible;

/// What the room is shown.
fn code_in(page: &str) -> String {
    let shown =
        page.split("<p class=\"board-code\">").nth(1).unwrap().split("</p>").next().unwrap();
    visible(shown).split_whitespace().collect()
}

#[test]
fn who_is_in_the_room_notes_themselves_by_the_code_shown_there() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 1);
    let (ada, bea) = (enrol(&app, &session, "Ada Lo"), enrol(&app, &session, "Bea Ko"));
    let own = |one: &maillage::enrolment::Enrolment| access::link(&app.app.signer, &one.id);
    let key = |one| own(one).split("key=").nth(1).unwrap().to_owned();
    let board = format!("/inbox/sessions/{session}/code");
    let code = code_in(&school.desk.get(&board).says("sera accepté").body);
    let (phone, send) = (app.visitor(), format!("/enrolments/{}/check-in", ada.id));
    let check_in = |typed: &str| phone.post(&send, &[("key", &key(&ada)), ("code", typed)]);

    phone.get(&own(&ada)).says_not("Je suis là").says("on le scanne");
    check_in(&code).expect(409).says("n’est pas celui de la séance en cours");
    app.later(TimeDelta::days(21) + TimeDelta::hours(4));
    phone.get(&own(&ada)).says("Je suis là");
    check_in("AAAAAA").expect(409).says("n’est pas celui de la séance en cours");
    for _ in 0..2 {
        check_in(&format!(" {}-{} ", code[..3].to_lowercase(), &code[3..])).expect(303);
    }

    let roll = format!("/inbox/sessions/{session}/attendance");
    school.desk.get(&roll).says("1 présents notés sur 1 inscrits");
    let waiting = [("key", key(&bea)), ("code", code.clone())];
    let waiting = waiting.each_ref().map(|(name, value)| (*name, value.as_str()));
    phone
        .post(&format!("/enrolments/{}/check-in", bea.id), &waiting)
        .expect(409)
        .says("pas confirmée");
    phone.post(&send, &[("key", "non"), ("code", &code)]).expect(404);
    app.later(TimeDelta::hours(4));
    check_in(&code).expect(409);
    phone.get(&own(&ada)).says_not("Je suis là");
}

#[test]
fn a_code_scanned_at_the_door_leads_to_one_button() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 2);
    let ada = enrol(&app, &session, "Ada Lo");
    let page = app.visitor().get(&access::link(&app.app.signer, &ada.id));
    let picture = page.body.split("src=\"/enrolments/").nth(1).unwrap().split('"').next().unwrap();
    let picture = format!("/enrolments/{}", picture.replace("&amp;", "&").replace("&#x3D;", "="));
    let scanned = app.visitor().get(&picture);
    assert_eq!(scanned.expect(200).header("content-type"), Some("image/svg+xml"));
    let door = format!("/inbox/enrolments/{}/arrival", ada.id);

    school.desk.get(&door).says("Ada Lo").says("Aucune séance ne se tient");
    school.desk.post(&door, &[]).expect(409);
    app.later(TimeDelta::days(21) + TimeDelta::hours(3));
    let before = school.desk.get(&door);
    before.says("Noter comme présent").says_not("Présent ");
    for _ in 0..2 {
        school.desk.post(&door, &[]).expect(303);
    }

    school.desk.get(&door).says("notée présente").says_not("Noter comme présent");
    school.desk.get(&format!("/inbox/sessions/{session}/attendance")).says("1 présents notés");
    app.visitor().get(&picture.replace("key=", "key=x")).expect(404);
}

#[test]
fn a_session_is_given_again_in_regular_steps_by_the_clock() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 7);
    let (here, copy) = (format!("/inbox/sessions/{session}/duplication"), form_id());
    let again = |times: &str, weeks: &str| {
        let form =
            [("copy", copy.as_str()), ("day", "2026-03-16"), ("times", times), ("weeks", weeks)];
        school.desk.post(&here, &form)
    };

    for (times, weeks) in [("0", "1"), ("27", "1"), ("3", "9"), ("trois", "1")] {
        again(times, weeks).expect(409).says("de 1 à 26 fois");
    }
    for _ in 0..2 {
        again("3", "2").expect(303);
    }

    let list = school.desk.get("/inbox/sessions");
    // Summer begins on the 29th of March.
    for day in ["16 mars 2026, 14:00", "30 mars 2026, 14:00", "13 avril 2026, 14:00"] {
        list.says(day);
    }
    assert_eq!(list.body.matches("Brouillon").count(), 3, "{}", list.text());
}

//! One's own calendar: secret addresses, one for each device, that end at once.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::db::schema::calendar_feeds;

use crate::app::{Reply, TestApp};
use crate::calendars_readers::seen;
use crate::courses_cast::{School, enrol, enrol_wish, wish};
use crate::tickets::form_id;

/// The address on a page or in a mail.
fn address(text: &str) -> String {
    let (_, rest) = text.split_once("/calendars/").unwrap();
    let token: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    format!("/calendars/{token}.ics")
}

/// Status and title of each meeting.
fn told(reply: &Reply) -> Vec<String> {
    let file = reply.expect(200).body.clone();
    assert!(!file.contains("ATTENDEE") && !file.contains("key="), "{file}");
    let all = seen(&[file]).remove(0);
    all.into_iter().map(|one| format!("{} {} {}", one.status, one.sequence, one.summary)).collect()
}

#[test]
fn an_account_makes_addresses_and_ends_each_by_itself() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (one, other) =
        (school.give(&app, 1), school.give_with(&app, 1, |plan| plan.terms.title = "bis".into()));
    let omar = app.account("Omar Ben", "omar@exemple.example", None, &[]);
    enrol(&app, &other, "Zoé");
    for session in [&one, &other] {
        let email = "omar@exemple.example".to_owned();
        enrol_wish(&app, session, maillage::enrolment::Wish { email, ..wish("Omar") });
    }
    let desk = app.sign_in(&omar);
    desk.get("/account").says("Mon agenda");
    let id = form_id();
    let make = || desk.post("/account/calendars", &[("id", &id), ("name", "Téléphone")]);
    let phone = address(&make().expect(200).body);
    assert!(!make().body.contains("/calendars/"), "the address is told once");
    let laptop = desk.post("/account/calendars", &[("name", "Portable")]);
    let laptop = address(&laptop.expect(200).body);
    desk.get("/account/calendars").says("Téléphone").says("Portable").says("jamais lue");
    let hashes: Vec<String> = app
        .read(|conn| Ok(calendar_feeds::table.select(calendar_feeds::token_sha256).load(conn)?));
    assert!(hashes.iter().all(|hash| hash.len() == 64 && !phone.contains(hash)), "{hashes:?}");

    let visitor = app.visitor();
    let reply = visitor.get(&phone);
    assert_eq!(
        told(&reply),
        ["CONFIRMED 0 Déposer ses données", "TENTATIVE 0 Déposer ses données – bis"]
    );
    assert!(reply.body.contains("REFRESH-INTERVAL") && !reply.body.contains("SOURCE"));
    assert_eq!(reply.header("cache-control"), Some("private, no-cache"));
    assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
    let tag = reply.header("etag").unwrap().to_owned();
    app.later(TimeDelta::hours(3));
    visitor.get_with(&phone, &[("if-none-match", &tag)]).expect(304);
    desk.get("/account/calendars").says("lue le");

    let off = format!("/inbox/sessions/{one}/cancellation");
    school.desk.post(&off, &[("reason", "Grève")]).expect(303);
    assert_eq!(told(&visitor.get(&phone))[0], "CANCELLED 1 Déposer ses données");
    app.later(TimeDelta::days(31));
    assert_eq!(told(&visitor.get(&phone)).len(), 1);

    let (desk, end) = (app.sign_in(&omar), format!("/account/calendars/{id}/revocation"));
    let somebody = app.account("Eva", "eva@exemple.example", None, &[]);
    app.sign_in(&somebody).post(&end, &[]).expect(303);
    visitor.get(&phone).expect(200);
    for _ in 0..2 {
        desk.post(&end, &[]).expect(303);
    }
    visitor.get(&phone).expect(404);
    visitor.get(&laptop).expect(200);
    visitor.get("/calendars/none.ics").expect(404);
    let actions = crate::knowledge::audited(&app, "calendar_feed", &id);
    assert_eq!(actions, ["calendar.make", "calendar.end"]);
}

#[test]
fn who_has_no_account_is_sent_the_address() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 2);
    let one = enrol(&app, &session, "Ada");
    let link = app.mail_to("ada@exemple.example").link("/enrolments/");
    let (path, key) = link.split_once("?key=").unwrap();
    let visitor = app.visitor();
    visitor.get(&link).says("Suivre toutes mes formations");
    visitor.post(&format!("{path}/calendar"), &[]).expect(404);
    for _ in 0..2 {
        let reply = visitor.post(&format!("{path}/calendar"), &[("key", key)]);
        assert!(!reply.expect(303).location().contains("/calendars/"));
    }

    let mails = app.mails_to("ada@exemple.example");
    assert_eq!(mails.len(), 2, "pressed twice, sent once");
    let first = address(&mails[1].text);
    assert_eq!(told(&visitor.get(&first)), ["CONFIRMED 0 Déposer ses données"]);
    app.later(TimeDelta::hours(1));
    visitor.post(&format!("{path}/calendar"), &[("key", key)]).expect(303);
    let second = address(&app.mail_to("ada@exemple.example").text);
    visitor.get(&first).expect(404);
    visitor.post(&format!("{path}/cancellation"), &[("key", key)]).expect(303);
    assert_eq!(told(&visitor.get(&second)), Vec::<String>::new());
    enrol(&app, &session, "Ada");
    assert_eq!(told(&visitor.get(&second)), ["CONFIRMED 2 Déposer ses données"]);
    visitor.post(&format!("{path}/calendar"), &[("key", key), ("event", "end")]).expect(303);
    visitor.get(&second).expect(404);
    assert_eq!(one.email, "ada@exemple.example");
}

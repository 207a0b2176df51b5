//! Who took part in a question and does so no longer: their copy has what they wrote, and an erasure leaves none of it.

use maillage::tickets::mail::follow_path;
use maillage::tickets::{Person, Ticket};

use crate::app::{TestApp, Visitor};
use crate::colleagues::{IDA, Scene};
use crate::mail_in::{header, letter};
use crate::privacy::confirms;
use crate::tickets::form_id;

/// Asks for a copy or an erasure by the mail's link, and confirms.
fn wish(app: &TestApp, email: &str, kind: &str) -> crate::app::Reply {
    let visitor = app.visitor();
    visitor.post("/privacy/requests", &[("email", email), ("kind", kind)]).expect(303);
    let asked = visitor.get(&app.mail_to(email).link("/privacy/requests/"));
    confirms(app, &visitor, &asked)
}

fn page(by: &Visitor, ticket: &Ticket) -> String {
    by.get(&format!("/tickets/{}", ticket.reference)).expect(200).body.clone()
}

#[track_caller]
fn has_none(text: &str, traces: &[&str]) {
    for trace in traces {
        assert!(!text.contains(trace), "{trace} in {text}");
    }
}

#[test]
fn a_colleague_who_was_taken_off_is_found_by_their_address() {
    let scene = Scene::new();
    let own = scene.follows();
    let said = [("id", &*form_id()), ("body", "Appelez-moi au 06 12 34 56 78.\n-- \nIda, bât. C")];
    scene.post(&scene.ida, &own, "replies", &said).expect(303);
    let gone = format!("colleagues/{}/removal", scene.id());
    scene.post(&scene.asker, &scene.path(), &gone, &[]).expect(303);
    assert!(page(&scene.lea, &scene.ticket).contains("06 12 34 56 78"));

    wish(&scene.app, IDA, "erasure").expect(200).says("C’est fait");

    has_none(&page(&scene.lea, &scene.ticket), &["Ida", "Rolland", "06 12", "bât. C"]);
}

#[test]
fn who_asked_and_was_replaced_is_found_by_their_address() {
    let app = TestApp::start();
    let person = Person { name: "Omar Benali".into(), email: "omar@labo.example".into() };
    let ticket = app.ask_as(person, "Archiver des spectres");
    let held = [("adoc-lorraine", maillage::accounts::NodeRole::Staff)];
    let lea = app.sign_in(&app.account("Léa", "lea@adoc.example", None, &held));
    let path = follow_path(&app.app.signer, &ticket);
    let (to, key) = path.split_once("?key=").unwrap();
    let said = [("id", &*form_id()), ("key", key), ("body", "Mon portable : 06 98 76 54 32.")];
    app.visitor().post(&format!("{to}/replies"), &said).expect(303);
    app.write(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::tickets;
        Ok(diesel::update(tickets::table.find(&ticket.id))
            .set((
                tickets::asker_name.eq("Anne Petit"),
                tickets::asker_email.eq("anne@labo.example"),
            ))
            .execute(conn)?)
    });

    wish(&app, "omar@labo.example", "erasure").expect(200).says("C’est fait");

    let left = page(&lea, &ticket);
    has_none(&left, &["Omar", "Benali", "06 98"]);
    assert!(left.contains("Anne Petit"), "who asks now stays");
}

#[test]
fn who_was_let_in_by_mail_is_found_when_the_mail_is_forgotten() {
    let scene = Scene::new();
    let answer = [("id", &*form_id()), ("body", "Voici.")];
    let at = format!("/tickets/{}", scene.ticket.reference);
    scene.lea.post(&format!("{at}/answers"), &answer).expect(303);
    let to = header(&scene.app.mail_to("lucie@exemple.example"), "Reply-To");
    let eve = "Eve Garrec <eve@ailleurs.example>";
    let mail = letter(eve, "Re: x", &[("To", &to)], "Joignez-moi au 06 11 22 33 44.\n\nEve");
    let held = scene.app.deliver(mail).to_string();
    let held = format!("/admin/mail-in/{}/release", held.split(' ').nth(1).unwrap());
    scene.lea.post(&held, &[("as", "team")]).expect(303);
    scene.app.write(|conn| {
        let mails = maillage::db::schema::received_mails::table;
        use diesel::prelude::*;
        let ids: Vec<String> = mails.select(maillage::db::schema::received_mails::id).load(conn)?;
        Ok(maillage::privacy::queries::forget_mails(conn, &ids)?)
    });
    assert!(page(&scene.lea, &scene.ticket).contains("06 11 22"));

    wish(&scene.app, "eve@ailleurs.example", "erasure").expect(200).says("C’est fait");

    has_none(&page(&scene.lea, &scene.ticket), &["Eve", "Garrec", "06 11"]);
}

#[test]
fn a_colleagues_copy_has_what_they_wrote_and_nothing_of_who_asked() {
    let scene = Scene::new();
    let own = scene.follows();
    let said = [("id", &*form_id()), ("body", "Ma remarque à moi.")];
    scene.post(&scene.ida, &own, "replies", &said).expect(303);

    let done = wish(&scene.app, IDA, "export");

    let (path, key) = done.path.split_once("?key=").unwrap();
    let copy = scene.app.visitor().get(&format!("{path}/copy?key={key}"));
    let content = copy.expect(200).bytes.clone();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(content)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("data.json").unwrap(), &mut text).unwrap();
    let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
    let tickets = whole["tickets"].as_array().unwrap();
    assert_eq!(tickets.len(), 1, "{text}");
    assert_eq!(tickets[0]["reference"], scene.ticket.reference.as_str());
    let bodies: Vec<_> = tickets[0]["messages"].as_array().unwrap().iter().collect();
    assert_eq!(bodies.len(), 1, "{text}");
    assert_eq!(bodies[0]["body"], "Ma remarque à moi.");
    has_none(&tickets[0].to_string(), &["Lucie Marchal", "lucie@"]);
}

//! Taking part in a session: without an account, in the order of arrival, and out again.

use chrono::TimeDelta;
use maillage::courses::{Mode, Presence, queries as sessions};
use maillage::enrolment::ops;

use crate::app::{Reply, TestApp, Visitor};
use crate::courses_cast::{School, enrol, standing};
use crate::tickets::form_id;

/// Sends the form of a session.
fn sends(
    by: &Visitor,
    session: &impl std::fmt::Display,
    who: &str,
    more: &[(&str, &str)],
) -> Reply {
    let email = format!("{}@exemple.example", maillage::text::slug(who));
    let form_id = form_id();
    let mut form = vec![("form_id", form_id.as_str()), ("name", who), ("email", email.as_str())];
    form.extend(more);
    by.post(&format!("/sessions/{session}/enrolments"), &form)
}

/// Says by the mail's link that the address is theirs; answers the link.
pub fn confirms(app: &TestApp, email: &str) -> String {
    let link = app.mail_to(email).link("/enrolments/");
    let (path, key) = link.split_once("?key=").unwrap();
    let done = app.visitor().post(&format!("{path}/confirmation"), &[("key", key)]);
    done.expect(303);
    link
}

#[test]
fn one_enrols_without_an_account_and_leaves_by_the_link() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 1);
    let visitor = app.visitor();
    let page = visitor.get(&format!("/sessions/{session}"));
    page.expect(200).says("1 place libre").says("S’inscrire");
    sends(&visitor, &session, "", &[]).expect(422).says("Indiquez votre nom");
    let reply = sends(&visitor, &session, "Ada Lo", &[("institution", "inrae")]);
    assert_eq!(reply.expect(303).location(), format!("/sessions/{session}?sent=1"));
    visitor.follow(&reply).says("Regardez vos messages").says_not("Sans compte");
    let asked = app.mail_to("ada-lo@exemple.example");
    assert_eq!(asked.subject, "Confirmez votre inscription : Déposer ses données");
    assert!(!asked.raw.contains("text/calendar"), "their calendar is told when it is theirs");
    let page = visitor.get(&asked.link("/enrolments/"));
    page.expect(200).says("Votre place est réservée").says("Je confirme");
    let own = confirms(&app, "ada-lo@exemple.example");
    visitor.get(&own).expect(200).says("Votre place est réservée").says_not("Je confirme");
    let mail = app.mail_to("ada-lo@exemple.example");
    assert!(mail.raw.contains("text/calendar"));
    assert_eq!(mail.subject, "Vous êtes inscrit : Déposer ses données");
    assert!(mail.text.contains("mardi 24 mars 2026, 14:00 – 17:00"), "{}", mail.text);
    assert!(mail.text.contains("Salle 12, Nancy"), "{}", mail.text);

    sends(&visitor, &session, "Bea Ko", &[]).expect(303);
    let late = confirms(&app, "bea-ko@exemple.example");
    visitor.get(&late).says("la première personne sur la liste d’attente");
    visitor.get(&format!("/sessions/{session}")).says("Complet – 1 en attente");
    let link = mail.link("/enrolments/");
    app.visitor().get(&link).expect(200);
    app.visitor().get(link.split('?').next().unwrap()).expect(404);
    assert_eq!(standing(&app, &session), ["Ada Lo confirmed", "Bea Ko waiting"]);
    let (path, key) = link.split_once("?key=").unwrap();
    for _ in 0..2 {
        let form = [("key", key), ("reason", "Malade")];
        app.visitor().post(&format!("{path}/cancellation"), &form).expect(303);
    }

    assert_eq!(standing(&app, &session), ["Ada Lo cancelled", "Bea Ko confirmed"]);
    let told = app.mails_to("bea-ko@exemple.example");
    assert_eq!(told.len(), 2);
    assert!(told[1].subject.starts_with("Vous êtes inscrit"));
    assert_eq!(app.mails_to("ada-lo@exemple.example").len(), 3);
    let actions = crate::knowledge::audited(&app, "enrolment", path.rsplit('/').next().unwrap());
    assert_eq!(actions, ["enrolment.enrol", "enrolment.prove", "enrolment.cancel"]);
}

#[test]
fn the_same_person_twice_is_one_enrolment() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 5);
    let visitor = app.visitor();
    let (form_id, at) = (form_id(), format!("/sessions/{session}/enrolments"));
    let form = |email| [("form_id", form_id.as_str()), ("name", "Ada Lo"), ("email", email)];
    let first = visitor.post(&at, &form("ada@exemple.example"));
    let again = visitor.post(&at, &form("ADA@exemple.example "));
    assert_eq!(first.location(), again.location());
    confirms(&app, "ada@exemple.example");

    // Nobody learns by it who is enrolled: with or without the address, open or not, whole or not.
    let other = app.visitor();
    let reply = other.post(&at, &[("name", "Ada"), ("email", "ada@exemple.example")]);
    assert_eq!(reply.expect(303).location(), first.location());
    other.follow(&reply).says("Regardez vos messages");
    assert_eq!(standing(&app, &session), ["Ada Lo confirmed"]);
    let mails = app.mails_to("ada@exemple.example");
    assert_eq!(mails.len(), 3);
    assert!(mails[2].text.contains("Rien n’a changé"));
}

#[test]
fn a_freed_seat_is_offered_to_one_and_passes_on_when_nobody_answers() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 1, |plan| plan.terms.offer_hours = 24);
    let ada = enrol(&app, &session, "Ada");
    for who in ["Bea", "Cid", "Dan"] {
        enrol(&app, &session, who);
    }
    let link = maillage::enrolment::access::link(&app.app.signer, &ada.id);
    let (path, key) = link.split_once("?key=").unwrap();
    app.visitor().post(&format!("{path}/cancellation"), &[("key", key)]).expect(303);
    let offered = ["Ada cancelled", "Bea offered", "Cid waiting", "Dan waiting"];
    assert_eq!(standing(&app, &session), offered);
    enrol(&app, &session, "Eve");

    app.later(TimeDelta::hours(25));
    let bea = app.mail_to("bea@exemple.example").link("/enrolments/");
    let (path, key) = bea.split_once("?key=").unwrap();
    let late = app.visitor().post(&format!("{path}/acceptance"), &[("key", key)]);
    late.expect(409).says("Le délai pour accepter");
    app.run_jobs();
    let mail = app.mail_to("cid@exemple.example");
    let (path, key) = mail
        .link("/enrolments/")
        .split_once("?key=")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    app.visitor().get(&format!("{path}?key={key}")).says("J’accepte la place");
    for _ in 0..2 {
        app.visitor().post(&format!("{path}/acceptance"), &[("key", &key)]).expect(303);
    }

    let then = ["Ada cancelled", "Bea expired", "Cid confirmed", "Dan waiting", "Eve waiting"];
    assert_eq!(standing(&app, &session), then);
    app.later(TimeDelta::days(30));
    app.run_jobs();
    assert_eq!(standing(&app, &session), then);
}

#[test]
fn a_seat_that_is_freed_near_the_start_passes_on_in_time() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 1, |plan| plan.terms.offer_hours = 48);
    let ada = enrol(&app, &session, "Ada");
    for who in ["Bea", "Cid"] {
        enrol(&app, &session, who);
    }
    let starts = app.read(|conn| Ok(sessions::given(conn, &session)?.session.starts_at));
    app.later(starts.unwrap() - TimeDelta::hours(12) - app.now());
    let link = maillage::enrolment::access::link(&app.app.signer, &ada.id);
    let (path, key) = link.split_once("?key=").unwrap();
    app.visitor().post(&format!("{path}/cancellation"), &[("key", key)]).expect(303);

    let offered = ["Ada cancelled", "Bea offered", "Cid waiting"];
    let passed = ["Ada cancelled", "Bea expired", "Cid offered"];
    for (minutes, stand) in [(179, offered), (1, passed)] {
        app.later(TimeDelta::minutes(minutes));
        ops::keep_terms(&app.app, app.now()).unwrap();
        assert_eq!(standing(&app, &session), stand);
    }
}

#[test]
fn enrolment_has_its_hours() {
    let app = TestApp::start();
    let school = School::new(&app);
    let now = app.now();
    let session = school.give_with(&app, 5, |plan| {
        plan.terms.opens_at = Some(now + TimeDelta::hours(2));
        plan.terms.closes_at = Some(now + TimeDelta::hours(4));
    });
    let visitor = app.visitor();
    let page = visitor.get(&format!("/sessions/{session}"));
    page.says("Inscriptions dès mardi 3 mars 2026, 12:00").says_not("Sans compte");
    let early = sends(&visitor, &session, "Ada", &[]);
    early.expect(409).says("pas encore ouvertes");
    assert_eq!(early.value_of("name").as_deref(), Some("Ada"));
    app.later(TimeDelta::hours(2));
    sends(&visitor, &session, "Ada", &[]).expect(303);
    app.later(TimeDelta::hours(2));
    let late = sends(&visitor, &session, "Bea", &[]);
    late.expect(409).says("Les inscriptions sont closes");
    assert_eq!(late.value_of("name").as_deref(), Some("Bea"));
    let nameless = sends(&visitor, &session, "", &[]);
    nameless.expect(422).says("Indiquez votre nom");
    visitor.get(&format!("/sessions/{session}")).says_not("Sans compte");
    assert_eq!(standing(&app, &session), ["Ada confirmed"]);
}

#[test]
fn on_site_and_from_afar_are_apart_and_the_link_is_for_those_who_join() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 1, |plan| {
        plan.terms.mode = Mode::Hybrid;
        plan.terms.join_url = "https://visio.exemple.example/salle".into();
        plan.capacities = vec![(Presence::OnSite, 1), (Presence::Online, 1)];
    });
    let visitor = app.visitor();
    sends(&visitor, &session, "Ada", &[]).expect(422).says("Choisissez comment vous participez");
    let joins = |who: &str, presence: &str| {
        sends(&visitor, &session, who, &[("presence", presence)]).expect(303);
        confirms(&app, &format!("{}@exemple.example", who.to_lowercase()))
    };
    let (there, late) = (joins("Ada", "on_site"), joins("Bea", "on_site"));
    let afar = joins("Cid", "online");
    assert_eq!(standing(&app, &session), ["Ada confirmed", "Bea waiting", "Cid confirmed"]);
    visitor.get(&afar).says("apparaît ici vingt-quatre heures avant");
    app.later(TimeDelta::days(21));
    visitor.get(&afar).says("Rejoindre la session en ligne");
    for other in [&there, &late] {
        visitor.get(other).says_not("Rejoindre la session");
    }
    assert!(!visitor.get(&format!("/sessions/{session}")).body.contains("visio.exemple"));
}

#[test]
fn questions_are_asked_and_answered() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 5);
    let ask = [("label", "Quel est votre projet ?"), ("required", "1")];
    school.desk.post(&format!("/inbox/sessions/{session}/questions"), &ask).expect(303);
    let visitor = app.visitor();
    let page = visitor.get(&format!("/sessions/{session}"));
    page.says("Quel est votre projet ?");
    let field = page.body.split("name=\"q_").nth(1).unwrap().split('"').next().unwrap().to_owned();
    sends(&visitor, &session, "Ada", &[]).expect(422).says("Une question attend votre réponse");
    let field = format!("q_{field}");
    sends(&visitor, &session, "Ada", &[(&field, "=1+1 Ma thèse")]).expect(303);

    let list = format!("/inbox/sessions/{session}/enrolments");
    school.desk.get(&list).says("Ma thèse");
    let csv = school.desk.get(&format!("{list}.csv"));
    assert!(csv.expect(200).body.contains("\"'=1+1 Ma thèse\""), "{}", csv.body);
    school.desk.get(&format!("/inbox/sessions/{session}/sheet")).says("Ada");
}

#[test]
fn an_erased_person_makes_room() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (session, past) = (school.give(&app, 1), school.give(&app, 1));
    for session in [&session, &past] {
        enrol(&app, session, "Ada");
        enrol(&app, session, "Bea");
    }
    let (signer, now) = (&app.app.signer, app.now());
    app.write(|conn| ops::forget_address(conn, "ada@exemple.example", signer, now));
    assert_eq!(standing(&app, &session), [" cancelled", "Bea confirmed"]);
    app.later(TimeDelta::days(30));
    let now = app.now();
    app.write(|conn| ops::forget_address(conn, "bea@exemple.example", signer, now));
    assert_eq!(standing(&app, &past), [" cancelled", " confirmed"]);
    let desk = app.sign_in(&school.trainer);
    desk.get(&format!("/inbox/sessions/{past}/enrolments")).says("Personne effacée");
}

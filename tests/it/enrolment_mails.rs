//! Mails about somebody's part, and what their calendars answer.

use chrono::TimeDelta;
use maillage::config::MailTransport;
use maillage::courses::{Mode, Presence, SessionId};
use maillage::enrolment::{Enrolment, Wish, ops};
use maillage::history::By;
use maillage::mail_in::{Reason, Receipt};
use maillage::schedule::send_mail;

use crate::app::TestApp;
use crate::courses_cast::{School, enrol, enrol_wish, meeting, standing, wish};
use crate::mail_in::letter;
use crate::smtp_sink::SmtpSink;

fn leave(app: &TestApp, one: &Enrolment) {
    let (signer, now) = (&app.app.signer, app.now());
    app.write(|conn| ops::cancel(conn, &By::Team, (&one.id, ""), signer, now));
}

/// A server that refuses the first mail is sent it again before the one that ends what it began.
#[test]
fn what_ends_a_part_does_not_overtake_what_began_it() {
    let sink = SmtpSink::start();
    let url = sink.url.clone();
    let app = TestApp::start_with(|config| config.mail = MailTransport::Smtp(url));
    let school = School::new(&app);
    let session = school.give(&app, 2);
    let ada = enrol(&app, &session, "Ada");
    let send = || send_mail(&app.app, app.now()).unwrap();
    sink.refuse(1);
    assert_eq!(send(), 0);
    leave(&app, &ada);
    enrol(&app, &session, "Bea");
    let again = enrol(&app, &session, "Ada");
    leave(&app, &again);
    assert_eq!(send(), 1, "only hers, who waits for nothing");
    app.later(TimeDelta::minutes(2));
    send();

    let told: Vec<_> = sink
        .messages()
        .iter()
        .filter(|raw| raw.contains("ada@exemple.example"))
        .map(|raw| raw.contains("method=REQUEST") || raw.contains("method=\"REQUEST\""))
        .collect();
    assert_eq!(told, [true, false, true, false]);
}

/// What a mail program sends when its reader answers an invitation.
fn answer(app: &TestApp, session: &SessionId, part: &str, (who, from): (&str, &str)) -> String {
    let one = std::slice::from_ref(session);
    let meetings = app.read(|conn| Ok(maillage::courses::queries::meetings_of(conn, one)?));
    let calendar = format!(
        "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:meeting-{}@maillage.example\n\
         ATTENDEE;PARTSTAT={part}:mailto:{who}\nEND:VEVENT\nEND:VCALENDAR\n",
        meetings[0].id
    );
    let body = format!(
        "--x\nContent-Type: text/plain\n\nJe ne viens pas.\n--x\nContent-Type: text/calendar; method=REPLY\n\n{calendar}--x--\n"
    );
    let proof = "mx.maillage.example; dmarc=pass header.from=exemple.example";
    let more = [
        ("MIME-Version", "1.0"),
        ("Content-Type", "multipart/mixed; boundary=x"),
        ("Authentication-Results", if from.contains("exemple.example") { proof } else { "" }),
    ];
    letter(from, "Refusé : Déposer ses données", &more, &body)
}

const HEARD: Receipt = Receipt::Ignored(Reason::CalendarReply);

#[test]
fn a_calendar_that_declines_opens_no_ticket_and_gives_the_seat_on() {
    let app =
        TestApp::start_with(|config| config.mail_in_authserv = Some("mx.maillage.example".into()));
    let school = School::new(&app);
    let session = school.give(&app, 1);
    let (ada, _) = (enrol(&app, &session, "Ada"), enrol(&app, &session, "Bea"));
    let says = |part: &str, who: &str, from: &str| {
        assert_eq!(app.deliver(answer(&app, &session, part, (who, from))), HEARD);
    };
    let full = ["Ada confirmed", "Bea waiting"];
    says("ACCEPTED", &ada.email, "Ada <ada@exemple.example>");
    says("TENTATIVE", &ada.email, "Ada <ada@exemple.example>");
    says("DECLINED", &ada.email, "Mallory <mallory@labo.example>");
    assert_eq!(standing(&app, &session), full);
    assert_eq!(app.mails_to(&ada.email).len(), 1);

    says("DECLINED", &ada.email, "Ada <ada@exemple.example>");
    assert_eq!(standing(&app, &session), ["Ada cancelled", "Bea confirmed"]);
    let tickets: i64 = app.read(|conn| {
        use diesel::prelude::*;
        Ok(maillage::db::schema::tickets::table.count().get_result(conn)?)
    });
    assert_eq!(tickets, 0);
}

/// One of several meetings, or a sender whom nobody vouches for: they are asked, not taken at their calendar's word.
#[test]
fn a_calendar_that_may_be_wrong_is_asked() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 1, |plan| {
        let next = plan.meetings[0].starts + TimeDelta::days(1);
        plan.meetings.push(meeting((next, next + TimeDelta::hours(2))));
    });
    let ada = enrol(&app, &session, "Ada");
    for _ in 0..2 {
        let mail = answer(&app, &session, "DECLINED", (&ada.email, "Ada <ada@exemple.example>"));
        assert_eq!(app.deliver(mail), HEARD);
    }

    assert_eq!(standing(&app, &session), ["Ada confirmed"]);
    let asked = app.mail_to(&ada.email);
    assert!(asked.subject.starts_with("Vous ne venez pas"), "{}", asked.subject);
    app.visitor().get(&asked.link("/enrolments/")).expect(200).says("Je ne viendrai pas");
}

/// Who takes part from afar is told of no room, and when the link comes; who comes is told of the room.
#[test]
fn mails_say_what_concerns_who_reads_them() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 0, |plan| {
        plan.terms.mode = Mode::Hybrid;
        plan.terms.join_url = "https://visio.exemple.example/salle".into();
        plan.capacities = vec![(Presence::OnSite, 3), (Presence::Online, 3)];
    });
    let (there, afar) = (Some(Presence::OnSite), Some(Presence::Online));
    let ada = enrol_wish(&app, &session, Wish { presence: there, ..wish("Ada") });
    let bea = enrol_wish(&app, &session, Wish { presence: afar, ..wish("Bea") });
    app.later(TimeDelta::days(15));
    app.run_jobs();

    let (room, link) = ("Salle 12, Nancy", "Le lien pour participer en ligne");
    let (of_ada, of_bea) = (app.mails_to(&ada.email), app.mails_to(&bea.email));
    assert_eq!((of_ada.len(), of_bea.len()), (2, 2));
    assert!(of_ada.iter().all(|mail| mail.text.contains(room) && !mail.text.contains(link)));
    assert!(of_bea.iter().all(|mail| !mail.text.contains(room) && mail.text.contains(link)));
}

/// A name or an address that was wrong is corrected by those who give it, and what certifies it is made anew.
#[test]
fn a_name_and_an_address_are_corrected() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 3);
    let (ada, bea) = (enrol(&app, &session, "Ada Lo"), enrol(&app, &session, "Bea"));
    let old = crate::attendance::certify(&app, &school, &ada);
    let at = format!("/inbox/enrolments/{}/correction", ada.id);
    let corrects =
        |name: &str, email: &str| school.desk.post(&at, &[("name", name), ("email", email)]);
    corrects("", &ada.email).expect(409).says("une adresse électronique valable");
    corrects("Ada Loup", &bea.email).expect(409).says("déjà inscrite à cette session");
    for _ in 0..2 {
        corrects("Ada Loup", "ada.loup@exemple.example").expect(303);
    }

    assert_eq!(standing(&app, &session), ["Ada Loup confirmed", "Bea confirmed"]);
    let mails = app.mails_to("ada.loup@exemple.example");
    let link = mails.iter().find(|mail| mail.text.contains("/enrolments/")).unwrap();
    app.visitor().get(&link.link("/enrolments/")).expect(200).says("Ada Loup");
    let given = mails.iter().find(|mail| mail.text.contains("/certificates/")).unwrap();
    app.visitor().get(&given.link("/certificates/")).expect(200).says("Ada Loup");
    let gone = app.visitor().get(&format!("/certificates/{old}"));
    gone.expect(200).says("une autre attestation la remplace");
    let actions = crate::knowledge::audited(&app, "enrolment", ada.id.as_str());
    assert_eq!(actions, ["enrolment.enrol", "enrolment.correct"]);
}

/// Days before it begins nobody could come any more: freed seats stay free, until those who give it say otherwise.
#[test]
fn freed_seats_are_given_on_until_somebody_says_no() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 1);
    let (ada, _) = (enrol(&app, &session, "Ada"), enrol(&app, &session, "Bea"));
    let (here, says) =
        (format!("/inbox/sessions/{session}"), |event: &'static str| [("event", event)]);
    let at = format!("{here}/freed-seats");
    school.desk.get(&here).says("Ne plus appeler personne");
    for _ in 0..2 {
        school.desk.post(&at, &says("keep")).expect(303);
    }
    leave(&app, &ada);
    app.run_jobs();
    assert_eq!(standing(&app, &session), ["Ada cancelled", "Bea waiting"]);
    school.desk.get(&here).says("Appeler de nouveau");
    school.desk.post(&at, &says("give")).expect(303);
    assert_eq!(standing(&app, &session), ["Ada cancelled", "Bea confirmed"]);
}

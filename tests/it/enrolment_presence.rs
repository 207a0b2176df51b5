//! In a session that is held in a room and from afar one changes how one takes part, and nobody else loses by it.

use maillage::courses::{Mode, Presence, SessionId};
use maillage::enrolment::{Enrolment, State, Wish, access, queries};

use crate::app::{Reply, TestApp};
use crate::calendars_readers::seen;
use crate::courses_cast::{School, enrol_wish, standing, wish};

fn hybrid(app: &TestApp, school: &School, (room, afar): (i32, i32)) -> SessionId {
    school.give_with(app, 0, |plan| {
        plan.terms.mode = Mode::Hybrid;
        plan.terms.join_url = "https://visio.exemple.example/salle".into();
        plan.capacities = vec![(Presence::OnSite, room), (Presence::Online, afar)];
    })
}

fn joins(app: &TestApp, session: &SessionId, who: &str, presence: Presence) -> Enrolment {
    enrol_wish(app, session, Wish { presence: Some(presence), ..wish(who) })
}

/// By their own link.
fn changes(app: &TestApp, one: &Enrolment, presence: &str) -> Reply {
    let link = access::link(&app.app.signer, &one.id);
    let (path, key) = link.split_once("?key=").unwrap();
    let form = [("key", key), ("presence", presence)];
    app.visitor().post(&format!("{path}/presence"), &form)
}

/// The sequence and the place of the last invitation.
fn invited(app: &TestApp, one: &Enrolment) -> (i32, String) {
    let files = crate::calendars::files(&app.mail_to(&one.email).raw);
    let told = seen(&files).remove(0).remove(0);
    assert_eq!(told.method, "REQUEST");
    (told.sequence, told.location)
}

fn again(app: &TestApp, one: &Enrolment) -> Enrolment {
    app.read(|conn| Ok(queries::find(conn, &one.id)?))
}

#[test]
fn a_seat_is_changed_for_one_afar_and_the_next_has_it() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = hybrid(&app, &school, (1, 2));
    let ada = joins(&app, &session, "Ada", Presence::OnSite);
    let bea = joins(&app, &session, "Bea", Presence::OnSite);
    let link = access::link(&app.app.signer, &ada.id);
    app.visitor().get(&link).says("Participer autrement").says("En ligne");
    let first = invited(&app, &ada);

    for _ in 0..2 {
        changes(&app, &ada, "online").expect(303);
    }

    let after = again(&app, &ada);
    assert_eq!((after.state, after.place, after.moves), (State::Confirmed, ada.place, 1));
    assert_eq!(standing(&app, &session), ["Ada confirmed", "Bea confirmed"]);
    assert_eq!(again(&app, &bea).seat, Some(1));
    let mail = app.mail_to(&ada.email);
    assert!(mail.text.contains("Vous participez\u{a0}: En ligne"), "{}", mail.text);
    assert_eq!(app.mails_to(&ada.email).len(), 2);
    assert!(invited(&app, &ada) > first, "their calendar takes the new one");
    let actions = crate::knowledge::audited(&app, "enrolment", ada.id.as_str());
    assert_eq!(actions, ["enrolment.enrol", "enrolment.presence"]);
}

#[test]
fn where_all_seats_are_taken_one_keeps_ones_own() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = hybrid(&app, &school, (1, 1));
    let ada = joins(&app, &session, "Ada", Presence::OnSite);
    joins(&app, &session, "Bea", Presence::Online);
    changes(&app, &ada, "online").expect(409).says("Toutes les places y sont prises");
    changes(&app, &ada, "nowhere").expect(409);
    assert_eq!(again(&app, &ada), ada);
    let stranger = app.visitor();
    let path = format!("/enrolments/{}/presence", ada.id);
    stranger.post(&path, &[("key", "x"), ("presence", "online")]).expect(404);
}

#[test]
fn who_waits_comes_after_those_who_wait_there() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = hybrid(&app, &school, (1, 1));
    joins(&app, &session, "Ada", Presence::OnSite);
    let bea = joins(&app, &session, "Bea", Presence::OnSite);
    let cid = joins(&app, &session, "Cid", Presence::Online);
    let dan = joins(&app, &session, "Dan", Presence::Online);

    let path = format!("/inbox/enrolments/{}/presence", bea.id);
    for _ in 0..2 {
        school.desk.post(&path, &[("presence", "online")]).expect(303);
    }
    assert!(again(&app, &bea).place > dan.place);
    let own = access::link(&app.app.signer, &bea.id);
    app.visitor().get(&own).says("en position 2");
    for one in [&cid, &dan] {
        let link = access::link(&app.app.signer, &one.id);
        let (path, key) = link.split_once("?key=").unwrap();
        app.visitor().post(&format!("{path}/cancellation"), &[("key", key)]).expect(303);
    }

    assert_eq!(again(&app, &bea).state, State::Confirmed);
    let eve = joins(&app, &session, "Eve", Presence::OnSite);
    assert_eq!(again(&app, &eve).state, State::Waiting);
    changes(&app, &again(&app, &bea), "on_site").expect(409);
}

#[test]
fn who_waits_takes_a_seat_that_is_free_there() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = hybrid(&app, &school, (1, 1));
    joins(&app, &session, "Ada", Presence::OnSite);
    let bea = joins(&app, &session, "Bea", Presence::OnSite);
    changes(&app, &bea, "online").expect(303);
    assert_eq!(again(&app, &bea).state, State::Confirmed);
    assert!(app.mail_to(&bea.email).subject.starts_with("Vous êtes inscrit"));
}

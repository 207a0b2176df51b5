//! What the calendars of those who take part are told by mail: one entry for each meeting, which later mails replace.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use mail_parser::{Message, MessageParser, MimeHeaders};
use maillage::config::MailTransport;
use maillage::courses::{Meeting, Mode, Presence, SessionId, queries as sessions};
use maillage::enrolment::Wish;

use crate::app::TestApp;
use crate::calendars_readers::{Seen, seen};
use crate::courses_cast::{School, enrol, enrol_wish, meeting, standing, wish};
use crate::smtp_sink::SmtpSink;

const ADA: &str = "ada@exemple.example";

/// A calendar program as it keeps entries: by UID, and nothing older over something newer (RFC 5546, 2.1.5).
#[derive(Default)]
struct Store(BTreeMap<String, Seen>);

impl Store {
    fn take(&mut self, one: Seen) {
        let newer = self
            .0
            .get(&one.uid)
            .is_none_or(|known| (known.sequence, &known.stamp) <= (one.sequence, &one.stamp));
        if newer {
            self.0.insert(one.uid.clone(), one);
        }
    }

    /// Beginning, place and status of each entry.
    fn entries(&self) -> Vec<String> {
        let mut lines: Vec<_> = self
            .0
            .values()
            .map(|one| format!("{} {} {}", one.starts, one.location, one.status))
            .collect();
        lines.sort();
        lines
    }
}

struct World {
    app: TestApp,
    sink: SmtpSink,
    school: School,
    session: SessionId,
}

fn world() -> World {
    let sink = SmtpSink::start();
    let app = TestApp::start_with(|config| config.mail = MailTransport::Smtp(sink.url.clone()));
    let school = School::new(&app);
    let day = app.today() + TimeDelta::days(26);
    let at = |hour| day.and_hms_opt(hour, 0, 0).unwrap();
    // The last day of winter time, and one more after it.
    let session = school.give_with(&app, 5, |plan| {
        plan.terms.zone = "Europe/Paris".into();
        plan.meetings = vec![
            meeting((at(14) - TimeDelta::days(1), at(17) - TimeDelta::days(1))),
            meeting((at(14), at(17))),
        ];
    });
    World { app, sink, school, session }
}

impl World {
    /// The mails to somebody that came since, in order.
    fn mails(&self, to: &str) -> Vec<String> {
        maillage::schedule::send_mail(&self.app.app, self.app.now()).unwrap();
        let to = format!("<{to}>");
        let header = |mail: &String| {
            mail.lines().any(|line| line.starts_with("To:") && line.contains(&to))
                || mail.lines().any(|line| line.trim() == to)
        };
        self.sink.messages().into_iter().filter(header).collect()
    }

    fn meetings(&self) -> Vec<Meeting> {
        self.app.read(|conn| Ok(sessions::meetings_of(conn, std::slice::from_ref(&self.session))?))
    }

    /// Saves the session's form with these meetings (id, day, from, until) and this place.
    fn save(&self, place: &str, meetings: &[(&str, &str, &str, &str)]) {
        let lock = self.app.read(|conn| Ok(sessions::given(conn, &self.session)?));
        let lock = lock.session.lock_version.to_string();
        let mut form = vec![
            ("lock", lock.as_str()),
            ("mode", "on_site"),
            ("language", "fr"),
            ("zone", "Europe/Paris"),
            ("place", place),
            ("on_site", "5"),
            ("offer_hours", "0"),
        ];
        for (id, day, starts, ends) in meetings {
            form.extend([
                ("meeting_id", *id),
                ("meeting_day", *day),
                ("meeting_starts", *starts),
                ("meeting_ends", *ends),
            ]);
        }
        self.school.desk.post(&format!("/inbox/sessions/{}", self.session), &form).expect(303);
    }
}

/// The files for calendars in a mail, each of whose method is the one that its part names.
pub fn files(mail: &str) -> Vec<String> {
    let mail = MessageParser::default().parse(mail.as_bytes()).unwrap();
    let mut found = Vec::new();
    for part in &mail.parts {
        let Some(kind) = part.content_type() else { continue };
        if kind.ctype() != "text" || kind.subtype() != Some("calendar") {
            continue;
        }
        let file = String::from_utf8(part.contents().to_vec()).unwrap();
        let method = kind.attribute("method").unwrap();
        assert!(file.contains(&format!("\r\nMETHOD:{method}\r\n")), "{method} {file}");
        assert_eq!(kind.attribute("charset"), Some("utf-8"));
        found.push(file);
    }
    found
}

fn attached(mail: &Message<'_>) -> Vec<String> {
    mail.attachments()
        .filter_map(|part| Some((part.attachment_name()?, part.content_type()?)))
        .map(|(name, kind)| {
            format!("{name} {}/{}", kind.ctype(), kind.subtype().unwrap_or_default())
        })
        .collect()
}

#[test]
fn a_confirmation_is_an_invitation_to_each_meeting() {
    let world = world();
    enrol(&world.app, &world.session, "Ada");

    let raw = world.mails(ADA).remove(0);

    let mail = MessageParser::default().parse(raw.as_bytes()).unwrap();
    assert_eq!(
        attached(&mail),
        ["invitation.ics application/ics", "invitation-2.ics text/calendar"]
    );
    let kinds: Vec<_> = mail
        .parts
        .iter()
        .filter_map(|part| part.content_type())
        .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
        .take(5)
        .collect();
    let expected =
        ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"];
    assert_eq!(kinds, expected);
    let told: Vec<_> = seen(&files(&raw)).into_iter().flatten().collect();
    let meetings = world.meetings();
    assert_eq!(told.len(), 2);
    for (one, meeting) in told.iter().zip(&meetings) {
        assert_eq!(one.uid, format!("meeting-{}@maillage.example", meeting.id));
        assert_eq!((one.method.as_str(), one.sequence), ("REQUEST", 0));
        assert_eq!(one.attendees, [format!("mailto:{ADA}")]);
        assert_eq!(one.starts, meeting.starts_at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        assert!(one.organizer.starts_with("mailto:"), "{}", one.organizer);
        assert!(one.description.contains("/enrolments/"), "{}", one.description);
    }
    assert_eq!(told[0].starts, "2026-03-28T13:00:00Z");
    assert_eq!(told[1].starts, "2026-03-29T12:00:00Z", "summer time begins that morning");

    let feed = world.app.visitor().get("/calendar.ics").body;
    let same: Vec<_> = seen(&[feed]).remove(0).into_iter().map(|one| one.uid).collect();
    assert_eq!(same, told.iter().map(|one| one.uid.clone()).collect::<Vec<_>>());
}

#[test]
fn who_waits_is_not_invited_and_is_when_a_seat_is_theirs() {
    let world = world();
    let first: Vec<_> = ["Bea", "Cid", "Dan", "Eva", "Fay"]
        .iter()
        .map(|who| enrol(&world.app, &world.session, who))
        .collect();
    enrol(&world.app, &world.session, "Ada");
    assert_eq!(files(&world.mails(ADA)[0]), Vec::<String>::new());

    let off = format!("/inbox/enrolments/{}/cancellation", first[0].id);
    world.school.desk.post(&off, &[("reason", "Doublon")]).expect(303);

    let mails = world.mails(ADA);
    assert_eq!(mails.len(), 2);
    assert_eq!(files(&mails[1]).len(), 2);
    let told = seen(&files(&world.mails("bea@exemple.example")[1]));
    let methods: Vec<_> = told.iter().flatten().map(|one| one.method.as_str()).collect();
    assert_eq!(methods, ["CANCEL", "CANCEL"]);
}

#[test]
fn later_mails_replace_what_earlier_ones_told() {
    let world = world();
    let enrolled = enrol(&world.app, &world.session, "Ada");
    let at = |place: usize| world.meetings()[place].id.to_string();
    let (one, two) = (at(0), at(1));
    let mut store = Store::default();
    let mut read = 0;
    let mut take = |world: &World, store: &mut Store| {
        let mails = world.mails(ADA);
        let new: Vec<String> = mails[read..].iter().flat_map(|mail| files(mail)).collect();
        read = mails.len();
        let told: Vec<Seen> = seen(&new).into_iter().flatten().collect();
        let said = told.iter().map(|one| format!("{} {}", one.method, one.sequence)).collect();
        told.into_iter().for_each(|one| store.take(one));
        said
    };
    let said: Vec<String> = take(&world, &mut store);
    assert_eq!(said, ["REQUEST 0", "REQUEST 0"]);
    let first = store.entries();
    assert_eq!(first[0], "2026-03-28T13:00:00Z Salle 12, Nancy CONFIRMED");

    world.app.later(TimeDelta::minutes(1));
    let (sat, sun) = ("2026-03-28", "2026-03-29");
    let nancy = "Salle 12, Nancy";
    let both = [(one.as_str(), sat, "14:00", "17:00"), (two.as_str(), sun, "14:00", "17:00")];
    world.save(nancy, &both);
    assert_eq!(take(&world, &mut store), Vec::<String>::new(), "nothing changed");

    world.save(nancy, &[(&one, sat, "09:00", "12:00"), both[1]]);
    assert_eq!(take(&world, &mut store), ["REQUEST 1"], "only what moved");

    world.save("Amphi B, Metz", &[(&one, sat, "09:00", "12:00"), both[1]]);
    assert_eq!(take(&world, &mut store), ["REQUEST 2", "REQUEST 1"], "the place did");
    assert_eq!(
        store.entries(),
        [
            "2026-03-28T08:00:00Z Amphi B, Metz CONFIRMED",
            "2026-03-29T12:00:00Z Amphi B, Metz CONFIRMED",
        ]
    );

    world.save("Amphi B, Metz", &[(&one, sat, "09:00", "12:00"), ("", sun, "09:00", "10:00")]);
    assert_eq!(take(&world, &mut store), ["REQUEST 0", "CANCEL 2"], "one is taken out, one new");
    let key = maillage::enrolment::access::link(&world.app.app.signer, &enrolled.id);
    let key = key.split_once("?key=").unwrap().1.to_owned();
    let off = format!("/enrolments/{}/cancellation", enrolled.id);
    for _ in 0..2 {
        world.app.visitor().post(&off, &[("key", &key), ("reason", "Malade")]).expect(303);
    }
    assert_eq!(take(&world, &mut store), ["CANCEL 3", "CANCEL 1"]);
    assert!(store.entries().iter().all(|line| line.ends_with("CANCELLED")), "{:?}", store.0);

    world.app.later(TimeDelta::minutes(1));
    enrol(&world.app, &world.session, "Ada");
    assert_eq!(take(&world, &mut store), ["REQUEST 4", "REQUEST 2"], "back again");
    assert_eq!(
        store.entries(),
        [
            "2026-03-28T08:00:00Z Amphi B, Metz CONFIRMED",
            "2026-03-29T07:00:00Z Amphi B, Metz CONFIRMED",
            "2026-03-29T12:00:00Z Amphi B, Metz CANCELLED",
        ]
    );

    let off = format!("/inbox/sessions/{}/cancellation", world.session);
    for _ in 0..2 {
        world.school.desk.post(&off, &[("reason", "Grève")]);
    }
    assert_eq!(take(&world, &mut store), ["CANCEL 5", "CANCEL 3"]);
    assert_eq!(store.entries().len(), 3);
    assert!(store.entries().iter().all(|line| line.ends_with("CANCELLED")), "{:?}", store.0);
    let alarm = store.0.values().map(|one| one.uid.as_str()).collect::<Vec<_>>();
    assert!(
        alarm.iter().any(|uid| uid.contains(&two)) && alarm.iter().any(|uid| uid.contains(&one))
    );
}

#[test]
fn who_takes_part_from_afar_is_not_sent_to_a_room() {
    let world = world();
    let session = world.school.give_with(&world.app, 5, |plan| {
        plan.terms.mode = Mode::Hybrid;
        plan.capacities = vec![(Presence::OnSite, 5), (Presence::Online, 5)];
    });
    for (who, presence) in [("Ada", Presence::Online), ("Bea", Presence::OnSite)] {
        let presence = Some(presence);
        enrol_wish(&world.app, &session, Wish { presence, ..wish(who) });
    }
    let place = |to| seen(&files(&world.mails(to)[0])).remove(0).remove(0).location;
    assert_eq!(place(ADA), "En ligne");
    assert_eq!(place("bea@exemple.example"), "Salle 12, Nancy");
}

#[test]
fn who_is_moved_to_another_session_has_that_one_in_their_calendar() {
    let world = world();
    let here = enrol(&world.app, &world.session, "Ada");
    let there = world.school.give(&world.app, 3);
    world.mails(ADA);

    let to = format!("/inbox/enrolments/{}/transfer", here.id);
    world.school.desk.post(&to, &[("to", there.as_str())]).expect(303);

    let told: Vec<_> = seen(&files(&world.mails(ADA)[1])).into_iter().flatten().collect();
    let said: Vec<_> = told.iter().map(|one| format!("{} {}", one.method, one.starts)).collect();
    assert_eq!(
        said,
        [
            "REQUEST 2026-03-24T13:00:00Z",
            "CANCEL 2026-03-28T13:00:00Z",
            "CANCEL 2026-03-29T12:00:00Z",
        ]
    );
    assert_eq!(standing(&world.app, &there), ["Ada confirmed"]);
}

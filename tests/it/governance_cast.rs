//! Bodies for tests: who sits there, meetings that are ahead, and one whose minutes are published.

use chrono::{NaiveDateTime, TimeDelta};
use maillage::accounts::{Actor, NodeId};
use maillage::governance::ops::{self, Appointment, Brought, Charter, Point, Said};
use maillage::governance::{
    BodyId, BodyKind, Capacity, DocumentId, Draft, ItemId, ItemKind, LinkId, MeetingId, Outcome,
    Plan, Presence, ResolutionId, SeatId, queries,
};

use crate::actors::Account;
use crate::app::TestApp;
use crate::tickets::form_id;

pub fn charter(name: &str) -> Charter {
    Charter {
        kind: BodyKind::Steering,
        name_fr: name.to_owned(),
        name_en: String::new(),
        mandate_fr: "Prendre les grandes décisions.".into(),
        mandate_en: String::new(),
        quorum: 50,
    }
}

/// A body that somebody who steers the network makes.
pub fn body(app: &TestApp, maker: &Actor, code: &str) -> String {
    let (id, now) = (BodyId::new(), app.now());
    app.write(|conn| ops::found(conn, maker, (&id, code), &charter("Comité de pilotage"), now)).slug
}

/// Gives somebody a seat with a vote, for long.
pub fn seat(
    app: &TestApp,
    maker: &Actor,
    slug: &str,
    account: &Account,
    capacity: Capacity,
) -> SeatId {
    let (now, today) = (app.now(), app.today());
    let who = Appointment {
        email: account.email.clone(),
        capacity,
        votes: true,
        institution: None,
        quality: "Bibliothèques".into(),
        alternate_of: None,
        starts_on: today - TimeDelta::days(90),
        ends_on: None,
    };
    app.write(|conn| ops::appoint(conn, maker, (slug, &who), now))
}

pub fn plan(starts_at: NaiveDateTime) -> Plan {
    Plan {
        title: "Séance de printemps".into(),
        title_en: String::new(),
        starts_at,
        ends_at: starts_at + TimeDelta::hours(2),
        place: "Paris".into(),
        join_url: String::new(),
    }
}

pub fn point(title: &str, reserved: bool) -> Point {
    let (title, title_en) = (title.to_owned(), String::new());
    Point { kind: ItemKind::Decision, title, title_en, minutes: Some(20), reserved }
}

pub fn draft(title: &str) -> Draft {
    Draft {
        item: None,
        outcome: Outcome::Adopted,
        title: title.to_owned(),
        title_en: String::new(),
        body: "Le comité adopte la proposition.".into(),
        body_en: String::new(),
        private_note: "Deux membres étaient réservés.".into(),
        public: true,
        votes: (Some(5), Some(0), Some(1)),
        owner: None,
        due_on: None,
        without_quorum: String::new(),
    }
}

/// Everything of a meeting whose minutes are published.
#[derive(Debug, Clone)]
pub struct Over {
    pub slug: String,
    pub meeting: MeetingId,
    pub item: ItemId,
    pub document: DocumentId,
    pub reference: String,
    pub link: LinkId,
    pub seat: SeatId,
}

/// A meeting of a month ago, from its plan to its publication.
pub fn over(app: &TestApp, maker: &Actor, code: &str) -> Over {
    let slug = body(app, maker, code);
    let sits = app.account("Ines", &format!("ines-{slug}@comite.example"), None, &[]);
    let seat = seat(app, maker, &slug, &sits, Capacity::Member);
    let (meeting, item, now) = (MeetingId::random(), ItemId::new(), app.now());
    let day = |days: i64| now - TimeDelta::days(days);
    app.write(|conn| {
        ops::plan(conn, maker, (&slug, &meeting), &plan(day(30)), day(40))?;
        ops::add_item(conn, maker, (&meeting, &item), &point("Labels", false), day(40))?;
        ops::convene(conn, maker, &meeting, day(39))?;
        let came = [(seat.clone(), Some(Presence::Present))];
        ops::note_presence(conn, maker, (&meeting, &came), day(30) + TimeDelta::hours(1))?;
        let said = Said {
            item: item.clone(),
            public: "Le comité examine les labels.".into(),
            public_en: String::new(),
            private: "Un membre s’inquiète.".into(),
            private_en: String::new(),
            was: None,
        };
        ops::write_minutes(conn, maker, (&meeting, &[said]), day(29))
    });
    let file = stored(app);
    let brought = Brought { item: Some(item.clone()), file, public: true };
    let id = ResolutionId::new();
    let reference = app.write(|conn| {
        ops::bring(conn, maker, (&meeting, std::slice::from_ref(&brought)), day(29))?;
        let one = Draft { item: Some(item.clone()), ..draft("Renouveler le label") };
        let reference = ops::resolve(conn, maker, (&meeting, &id), &one, day(29))?;
        let to = ("https://exemple.example/charte", "La charte");
        ops::link(conn, maker, (&reference, to.0, to.1), day(29))?;
        ops::circulate(conn, maker, &meeting, day(28))?;
        ops::approve(conn, maker, &meeting, day(10))?;
        ops::publish(conn, maker, &meeting, day(9))?;
        Ok(reference)
    });
    let (document, link) = app.read(|conn| {
        let document = queries::documents_of(conn, &meeting)?.remove(0).id;
        Ok((document, queries::links_of(conn, &[id])?.remove(0).id))
    });
    Over { slug, meeting, item, document, reference, link, seat }
}

/// A file that is in the store.
fn stored(app: &TestApp) -> maillage::files::Stored {
    let runtime = actix_web::rt::System::new();
    runtime.block_on(app.app.files.put("note.txt", "Une note".into())).unwrap()
}

/// Whether a part of an address names something of how the network is run, of its news or of its numbers.
pub fn names(path: &str, part: &str) -> bool {
    let places = [
        "/governance",
        "/news/",
        "/inbox/news/",
        "/network/freshness/",
        "/figures/lists/",
        "/figures/report/",
    ];
    part.starts_with('{') && places.iter().any(|place| path.starts_with(place))
}

/// What it names, for the permission table.
pub fn part(app: &TestApp, (maker, node): (&Actor, &NodeId), (path, part): (&str, &str)) -> String {
    match part {
        "{post}" => crate::news::part(app, (maker, node), path),
        "{id}" => form_id(),
        "{node}" => crate::freshness::drawn(app),
        "{code}" => "workshops".to_owned(),
        "{year}" => "2026".to_owned(),
        part => of_body(app, maker, part),
    }
}

fn of_body(app: &TestApp, maker: &Actor, part: &str) -> String {
    let known = app.read(|conn| Ok(queries::bodies(conn)?));
    let over = match known.iter().find(|one| one.code == "PERM") {
        None => over(app, maker, "PERM"),
        Some(body) => app.read(|conn| {
            let meeting = queries::meetings_of(conn, &body.id)?.remove(0).id;
            let one = queries::resolutions_of(conn, &meeting)?.remove(0);
            Ok(Over {
                slug: body.slug.clone(),
                item: queries::items_of(conn, &meeting)?.remove(0).id,
                document: queries::documents_of(conn, &meeting)?.remove(0).id,
                // Links and seats are taken away by who may: any other id does nothing.
                link: LinkId::new(),
                seat: queries::seated(conn, &body.id)?.remove(0).seat.id,
                reference: one.reference,
                meeting,
            })
        }),
    };
    match part {
        "{body}" => over.slug,
        "{meeting}" => over.meeting.to_string(),
        "{item}" => over.item.to_string(),
        "{document}" => over.document.to_string(),
        "{resolution}" => over.reference,
        "{link}" => over.link.to_string(),
        "{seat}" => over.seat.to_string(),
        other => panic!("what is {other}?"),
    }
}

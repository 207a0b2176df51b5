//! The bodies of the demo's world: one meeting is over and published, one has its minutes read, one is ahead.

use chrono::{Datelike, NaiveDateTime, TimeDelta, Weekday};

use super::queries as demo;
use crate::accounts::{self, Account, Actor, NodeRole};
use crate::app::App;
use crate::clock::{midnight, network_day};
use crate::db::Conn;
use crate::governance::ops::{self, Appointment, Charter, Point, Said};
use crate::governance::{
    BodyId, BodyKind, Capacity, Draft, ItemId, ItemKind, MeetingId, Outcome, Plan, Presence,
    ResolutionId, SeatId,
};
use crate::{Result, labels};

/// For which institutions people sit there; one in a few sits for none.
const SENT_BY: [&str; 4] = ["cnrs", "inrae", "universite-de-lorraine", "universite-de-rennes"];

/// Code, kind, name in French and English, mandate.
const BODIES: [(&str, BodyKind, &str, &str, &str); 4] = [
    (
        "COPIL",
        BodyKind::Steering,
        "Comité de pilotage",
        "Steering committee",
        "Prend les grandes décisions : labels, calendrier des appels, moyens communs.",
    ),
    (
        "COLCO",
        BodyKind::Technical,
        "Collège de coordination",
        "Coordination college",
        "Réunit les responsables de services et conduit les opérations d’un mois sur l’autre.",
    ),
    (
        "CORI",
        BodyKind::Scientific,
        "Conseil d’orientation",
        "Guidance council",
        "Conseille le réseau depuis l’extérieur, une fois par an.",
    ),
    (
        "UTIL",
        BodyKind::Users,
        "Comité des utilisateurs",
        "Users’ committee",
        "Dit ce dont les équipes de recherche ont besoin.",
    ),
];

pub fn hold(app: &App, now: NaiveDateTime) -> anyhow::Result<()> {
    app.db.write_now(|conn| {
        let ada = super::calls::coordinator(conn, now)?;
        let people = seated(conn, now)?;
        for (code, kind, fr, en, mandate) in BODIES {
            let charter = Charter {
                kind,
                name_fr: fr.to_owned(),
                name_en: en.to_owned(),
                mandate_fr: mandate.to_owned(),
                mandate_en: String::new(),
                quorum: 50,
            };
            ops::found(conn, &ada, (&BodyId::new(), code), &charter, now - TimeDelta::days(400))?;
        }
        let seats = seat_all(conn, &ada, ("copil", &people), now)?;
        let half = people.len() / 2;
        seat_all(conn, &ada, ("colco", &people[..half]), now)?;
        seat_all(conn, &ada, ("cori", &people[half..]), now)?;
        past(conn, &ada, (&people, &seats), now)?;
        being_read(conn, &ada, now)?;
        ahead(conn, &ada, now)
    })?;
    Ok(())
}

/// Managers of nodes, one of each.
fn seated(conn: &mut Conn, now: NaiveDateTime) -> Result<Vec<Account>> {
    let today = network_day(now);
    let mut nodes = Vec::new();
    let mut ids = Vec::new();
    for (node, account, role) in demo::members(conn, today)? {
        if role == NodeRole::Manager && !nodes.contains(&node) && !ids.contains(&account) {
            nodes.push(node);
            ids.push(account);
        }
    }
    ids.truncate(8);
    Ok(accounts::queries::by_ids(conn, &ids)?)
}

fn seat_all(
    conn: &mut Conn,
    ada: &Actor,
    (slug, people): (&str, &[Account]),
    now: NaiveDateTime,
) -> Result<Vec<SeatId>> {
    let mut seats = Vec::new();
    for (place, account) in people.iter().enumerate() {
        // The last one stands in for the first.
        let alternate = place > 0 && place + 1 == people.len();
        let who = Appointment {
            email: account.email.clone(),
            capacity: match place {
                0 => Capacity::Chair,
                1 => Capacity::Secretary,
                _ => Capacity::Member,
            },
            votes: !alternate,
            institution: SENT_BY.get(place % (SENT_BY.len() + 1)).map(|slug| (*slug).to_owned()),
            quality: if place % 2 == 0 {
                "Ateliers de la donnée"
            } else {
                "Centres de référence"
            }
            .into(),
            alternate_of: seats.first().filter(|_| alternate).cloned(),
            starts_on: network_day(now - TimeDelta::days(390)),
            ends_on: (place == 2).then(|| network_day(now + TimeDelta::days(300))),
        };
        seats.push(ops::appoint(conn, ada, (slug, &who), now - TimeDelta::days(390))?);
    }
    Ok(seats)
}

/// A morning so many days from now, on a working day, in Paris.
fn morning(now: NaiveDateTime, days: i64) -> NaiveDateTime {
    let mut day = network_day(now + TimeDelta::days(days));
    while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        day += TimeDelta::days(1);
    }
    midnight(day) + TimeDelta::minutes(570)
}

fn plan(title: &str, starts_at: NaiveDateTime) -> Plan {
    Plan {
        title: title.to_owned(),
        title_en: String::new(),
        starts_at,
        ends_at: starts_at + TimeDelta::hours(3),
        place: "Paris, salle de réunion du réseau".to_owned(),
        join_url: "https://visio.example.org/copil".to_owned(),
    }
}

/// Puts points on the agenda of a new meeting, and convenes it.
fn convened(
    conn: &mut Conn,
    ada: &Actor,
    (slug, plan): (&str, &Plan),
    points: &[(ItemKind, [&str; 2], bool)],
    at: NaiveDateTime,
) -> Result<(MeetingId, Vec<ItemId>)> {
    let meeting = MeetingId::random();
    ops::plan(conn, ada, (slug, &meeting), plan, at)?;
    let mut items = Vec::new();
    for (kind, [title, title_en], reserved) in points {
        let item = ItemId::new();
        let point = Point {
            kind: *kind,
            title: (*title).to_owned(),
            title_en: (*title_en).to_owned(),
            minutes: Some(30),
            reserved: *reserved,
        };
        ops::add_item(conn, ada, (&meeting, &item), &point, at)?;
        items.push(item);
    }
    ops::convene(conn, ada, &meeting, at)?;
    Ok((meeting, items))
}

fn past(
    conn: &mut Conn,
    ada: &Actor,
    (people, seats): (&[Account], &[SeatId]),
    now: NaiveDateTime,
) -> Result<()> {
    let starts = morning(now, -64);
    let points = [
        (
            ItemKind::Information,
            ["Activité des ateliers au dernier trimestre", "What workshops did last quarter"],
            false,
        ),
        (ItemKind::Decision, ["Label du nouvel atelier", "Label of the new workshop"], false),
        (ItemKind::Decision, ["Rôle des centres de référence thématiques", ""], false),
        (ItemKind::Discussion, ["Recrutement à la direction", ""], true),
    ];
    let early = starts - TimeDelta::days(20);
    let (meeting, items) =
        convened(conn, ada, ("copil", &plan("Séance plénière", starts)), &points, early)?;
    let came: Vec<_> = seats
        .iter()
        .enumerate()
        .map(|(place, seat)| {
            let presence = match place {
                0 => Presence::Represented,
                3 => Presence::Excused,
                _ => Presence::Present,
            };
            (seat.clone(), Some(presence))
        })
        .collect();
    let then = starts + TimeDelta::hours(4);
    ops::note_presence(conn, ada, (&meeting, &came), then)?;
    let texts = [
        (
            "Les ateliers ont répondu à davantage de questions que l’an dernier. Le délai médian baisse.",
            "Workshops answered more questions than last year. The median time falls.",
            "",
        ),
        (
            "Le comité examine le dossier et les engagements chiffrés.",
            "",
            "Un membre aurait préféré une année d’essai.",
        ),
        ("Le comité demande une **liste des entrepôts de référence** par discipline.", "", ""),
        ("", "", "Deux candidatures ont été examinées."),
    ];
    let said: Vec<_> = items
        .iter()
        .zip(texts)
        .map(|(item, (public, public_en, private))| Said {
            item: item.clone(),
            public: public.to_owned(),
            public_en: public_en.to_owned(),
            private: private.to_owned(),
            private_en: String::new(),
            was: None,
        })
        .collect();
    ops::write_minutes(conn, ada, (&meeting, &said), then)?;
    let first = Draft {
        item: Some(items[1].clone()),
        outcome: Outcome::Adopted,
        title: "Labelliser le nouvel atelier pour trois ans".to_owned(),
        title_en: "Label the new workshop for three years".to_owned(),
        body: "Le comité de pilotage accorde le label, au vu des engagements de la candidature."
            .to_owned(),
        body_en: "The steering committee grants the label, given the commitments of the bid."
            .to_owned(),
        private_note: "Vote à main levée, sur proposition de la présidence.".to_owned(),
        public: true,
        votes: (Some(6), Some(0), Some(1)),
        owner: None,
        due_on: None,
        without_quorum: String::new(),
    };
    let label = ops::resolve(conn, ada, (&meeting, &ResolutionId::new()), &first, then)?;
    for (label_of, node) in labels::queries::all(conn)?.into_iter().take(1) {
        let addresses = [format!("/labels/{}", label_of.id), format!("/nodes/{}", node.slug)];
        for address in addresses {
            ops::link(conn, ada, (&label, &address, ""), then)?;
        }
    }
    let owner = people.iter().find(|one| one.id != ada.id).map(|one| one.email.clone());
    let second = Draft {
        item: Some(items[2].clone()),
        title: "Publier la liste des entrepôts de référence".to_owned(),
        title_en: String::new(),
        body_en: String::new(),
        body:
            "Chaque centre de référence thématique publie la liste des entrepôts de sa discipline."
                .to_owned(),
        private_note: String::new(),
        owner,
        due_on: Some(network_day(now - TimeDelta::days(5))),
        ..first.clone()
    };
    ops::resolve(conn, ada, (&meeting, &ResolutionId::new()), &second, then)?;
    let third = Draft {
        item: Some(items[0].clone()),
        title: "Mesurer les délais de réponse chaque mois".to_owned(),
        title_en: "Measure response times each month".to_owned(),
        body_en: "Times to the first answer are measured each month and published each year."
            .to_owned(),
        body: "Les délais de première réponse sont mesurés chaque mois et publiés chaque année."
            .to_owned(),
        private_note: String::new(),
        owner: Some(ada.email.clone()),
        due_on: Some(network_day(now + TimeDelta::days(20))),
        ..first
    };
    let kept = ops::resolve(conn, ada, (&meeting, &ResolutionId::new()), &third, then)?;
    ops::circulate(conn, ada, &meeting, then + TimeDelta::days(3))?;
    ops::approve(conn, ada, &meeting, then + TimeDelta::days(15))?;
    ops::publish(conn, ada, &meeting, then + TimeDelta::days(16))?;
    let done = Some(network_day(now - TimeDelta::days(30)));
    ops::progress(
        conn,
        ada,
        (&kept, done, ("Voir les chiffres clés.", "See the key figures.")),
        now - TimeDelta::days(30),
    )
}

fn being_read(conn: &mut Conn, ada: &Actor, now: NaiveDateTime) -> Result<()> {
    let starts = morning(now, -9);
    let points = [
        (
            ItemKind::Discussion,
            ["Outils communs des ateliers", "Tools that workshops share"],
            false,
        ),
        (ItemKind::Decision, ["Calendrier des formations", ""], false),
    ];
    let early = starts - TimeDelta::days(15);
    let (meeting, items) =
        convened(conn, ada, ("colco", &plan("Réunion mensuelle", starts)), &points, early)?;
    let then = starts + TimeDelta::hours(4);
    ops::note_presence(conn, ada, (&meeting, &[]), then)?;
    let said = Said {
        item: items[0].clone(),
        public: "Le générateur d’arborescence est proposé à tous les ateliers.".to_owned(),
        public_en: String::new(),
        private: "Son hébergement reste à trouver.".to_owned(),
        private_en: "Where it will be hosted is still open.".to_owned(),
        was: None,
    };
    ops::write_minutes(conn, ada, (&meeting, &[said]), then)?;
    ops::circulate(conn, ada, &meeting, then + TimeDelta::days(2))
}

fn ahead(conn: &mut Conn, ada: &Actor, now: NaiveDateTime) -> Result<()> {
    let points = [
        (ItemKind::Information, ["Suites des résolutions", "What became of resolutions"], false),
        (ItemKind::Decision, ["Ouverture du prochain appel", "Opening of the next call"], false),
    ];
    let early = now - TimeDelta::days(1);
    convened(
        conn,
        ada,
        ("copil", &plan("Séance d’ouverture de l’appel", morning(now, 13))),
        &points,
        early,
    )
    .map(drop)
}

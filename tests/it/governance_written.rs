//! What is written of a meeting: with too few votes there, and in both languages.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NetworkRole;
use maillage::db::schema::audit_events;
use maillage::governance::ops;
use maillage::governance::{Capacity, ItemId, MeetingId, Presence, SeatId};

use crate::app::{TestApp, Visitor};
use crate::governance_cast::{body, plan, point, seat};
use crate::tickets::form_id;

/// A meeting of yesterday in a body with four votes, of which one was there.
struct Scene {
    app: TestApp,
    ada: Visitor,
    slug: String,
    meeting: MeetingId,
    item: ItemId,
    seats: Vec<SeatId>,
}

impl Scene {
    fn new() -> Self {
        let app = TestApp::start();
        let steers = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
        let maker = app.actor(&steers);
        let slug = body(&app, &maker, "COPIL");
        let mut seats = Vec::new();
        for place in 0..4 {
            let email = format!("membre{place}@comite.example");
            let account = app.account("Membre", &email, None, &[]);
            seats.push(seat(&app, &maker, &slug, &account, Capacity::Member));
        }
        let (meeting, item, now) = (MeetingId::random(), ItemId::new(), app.now());
        let early = now - TimeDelta::days(10);
        app.write(|conn| {
            let planned = plan(now - TimeDelta::days(1));
            ops::plan(conn, &maker, (&slug, &meeting), &planned, early)?;
            ops::add_item(conn, &maker, (&meeting, &item), &point("Labels", false), early)?;
            ops::convene(conn, &maker, &meeting, early)?;
            let came = [(seats[0].clone(), Some(Presence::Present))];
            ops::note_presence(conn, &maker, (&meeting, &came), now)
        });
        let ada = app.sign_in(&steers);
        Self { app, ada, slug, meeting, item, seats }
    }

    fn path(&self, rest: &str) -> String {
        format!("/governance/meetings/{}{rest}", self.meeting)
    }

    /// What the audit says of one kind of happening.
    fn noted(&self, action: &str) -> Vec<String> {
        self.app.read(|conn| {
            Ok(audit_events::table
                .filter(audit_events::action.eq(action))
                .select(audit_events::detail)
                .load(conn)?)
        })
    }

    /// From minutes that are written to the day on which they may be approved, and whoever does it then.
    fn read_by_members(&self) -> Visitor {
        let said = format!("public-{}", self.item);
        self.ada.post(&self.path("/minutes"), &[(&said, "Le comité a siégé.")]).expect(303);
        self.ada.post(&self.path("/circulation"), &[]).expect(303);
        self.app.later(TimeDelta::days(11));
        let found = self
            .app
            .read(|conn| Ok(maillage::accounts::queries::by_email(conn, "ada@reseau.example")?));
        let found = found.unwrap();
        self.app.sign_in(&crate::actors::Account {
            id: found.id,
            email: found.email,
            name: found.name,
        })
    }
}

#[test]
fn what_is_decided_with_too_few_votes_is_kept_only_with_a_reason() {
    let scene = Scene::new();
    let (ada, public) = (&scene.ada, scene.app.visitor());
    let page = ada.get(&scene.path("/room/minutes"));
    page.expect(200).says("Quorum non atteint").says("1 sur 4").says("que chacun lira");
    let id = form_id();
    let mut form = vec![
        ("id", id.as_str()),
        ("outcome", "adopted"),
        ("title", "Renouveler le label"),
        ("body", "Le label est renouvelé."),
        ("public", "1"),
    ];
    let to = scene.path("/resolutions");
    let refused = ada.post(&to, &form);
    refused.expect(409).says("n’est pas atteint").says("Le label est renouvelé.");
    form.push(("without_quorum", "1"));
    form.push(("quorum_reason", "Urgent"));
    ada.post(&to, &form).expect(422).says("en dix à mille signes").says("Urgent");
    assert_eq!(scene.noted("resolution.without_quorum"), Vec::<String>::new());
    form[6].1 = "Le label expirait le lendemain.";
    for _ in 0..2 {
        ada.post(&to, &form).expect(303);
    }

    let put_off = [("outcome", "deferred"), ("title", "Le budget"), ("body", "Reporté.")];
    ada.post(&to, &put_off).expect(303);

    let noted = scene.noted("resolution.without_quorum");
    assert_eq!(noted.len(), 1, "putting something off needs no quorum: {noted:?}");
    assert!(noted[0].contains("expirait") && noted[0].contains("\"needed\":2"), "{}", noted[0]);
    let ada = scene.read_by_members();
    ada.post(&scene.path("/approval"), &[]).expect(303);
    let before = ada.get(&scene.path("/room/minutes"));
    before.expect(200).says("Chacun le lira sur le compte rendu").says("1 sur 4");
    ada.post(&scene.path("/publication"), &[]).expect(303);
    assert_eq!(scene.noted("minutes.without_quorum").len(), 1);
    let read = public.get(&scene.path(""));
    read.expect(200).says("Quorum non atteint").says("prise sans quorum");
    let shown = read.body.split("/governance/resolutions/").nth(1).unwrap();
    let reference = shown.split('"').next().unwrap();
    public
        .get(&format!("/governance/resolutions/{reference}"))
        .expect(200)
        .says("Prise sans quorum")
        .says("Le label expirait le lendemain.");
}

#[test]
fn whoever_turns_out_to_have_been_away_is_accounted_for_before_minutes_are_approved() {
    let scene = Scene::new();
    let there = [
        (&*format!("seat-{}", scene.seats[0]), "present"),
        (&*format!("seat-{}", scene.seats[1]), "present"),
    ];
    scene.ada.post(&scene.path("/presence"), &there).expect(303);
    let form = [("outcome", "adopted"), ("title", "Un vote"), ("body", "Le vote est acquis.")];
    scene.ada.post(&scene.path("/resolutions"), &form).expect(303);
    assert_eq!(scene.noted("resolution.without_quorum"), Vec::<String>::new());
    let away = [(&*format!("seat-{}", scene.seats[1]), "excused")];
    scene.ada.post(&scene.path("/presence"), &away).expect(303);

    let ada = scene.read_by_members();
    let refused = ada.post(&scene.path("/approval"), &[]);

    refused.expect(409).says("ne dit pas pourquoi elle est conservée");
    let said = [("without_quorum", "1"), ("quorum_reason", "Les présences ont été corrigées.")];
    let form: Vec<_> = form.iter().chain(&said).copied().collect();
    let shown = refused.body.split("/governance/resolutions/").nth(1).unwrap();
    let one = format!("/governance/resolutions/{}", shown.split('"').next().unwrap());
    ada.get(&one).expect(200).says("Quorum non atteint");
    ada.post(&one, &form[..3]).expect(409).says("n’est pas atteint");
    ada.post(&one, &form).expect(303);
    assert_eq!(scene.noted("resolution.without_quorum").len(), 1);
    ada.post(&scene.path("/approval"), &[]).expect(303);
}

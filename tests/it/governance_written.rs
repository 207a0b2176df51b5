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
        Self { app, ada, meeting, item, seats }
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
        self.again()
    }

    /// Whoever coordinates, signed in anew.
    fn again(&self) -> Visitor {
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
fn whoever_turns_out_to_have_been_away_is_accounted_for_before_minutes_are_sent() {
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

    let (ada, said) = (&scene.ada, format!("public-{}", scene.item));
    ada.post(&scene.path("/minutes"), &[(&said, "Le comité a siégé.")]).expect(303);
    let refused = ada.post(&scene.path("/circulation"), &[]);

    refused.expect(409).says("ne dit pas pourquoi elle est conservée");
    let said = [("without_quorum", "1"), ("quorum_reason", "Les présences ont été corrigées.")];
    let form: Vec<_> = form.iter().chain(&said).copied().collect();
    let shown = refused.body.split("/governance/resolutions/").nth(1).unwrap();
    let one = format!("/governance/resolutions/{}", shown.split('"').next().unwrap());
    ada.get(&one).expect(200).says("Quorum non atteint");
    ada.post(&one, &form[..3]).expect(409).says("n’est pas atteint");
    ada.post(&one, &form).expect(303);
    assert_eq!(scene.noted("resolution.without_quorum").len(), 1);
    let ada = scene.read_by_members();
    ada.post(&scene.path("/approval"), &[]).expect(303);
}

#[test]
fn what_members_were_sent_to_read_is_what_is_approved() {
    let scene = Scene::new();
    let ada = &scene.ada;
    let decided = |title: &'static str, due: &'static str| {
        [
            ("outcome", "adopted"),
            ("title", title),
            ("body", "Le label est renouvelé."),
            ("public", "1"),
            ("without_quorum", "1"),
            ("quorum_reason", "Le label expirait le lendemain."),
            ("due_on", due),
        ]
    };
    let resolutions = scene.path("/resolutions");
    ada.post(&resolutions, &decided("Renouveler pour un an", "")).expect(303);
    let said = format!("public-{}", scene.item);
    ada.post(&scene.path("/minutes"), &[(&said, "Le comité a siégé.")]).expect(303);
    ada.post(&scene.path("/circulation"), &[]).expect(303);
    let page = ada.get(&scene.path("/room/minutes"));
    let shown = page.expect(200).body.split("/governance/resolutions/").nth(1).unwrap();
    let one = format!("/governance/resolutions/{}", shown.split('"').next().unwrap());
    let seat = format!("seat-{}", scene.seats[1]);

    let longer = decided("Renouveler pour dix ans", "");
    let refused = ada.post(&one, &longer);
    refused.expect(409).says("ce qui a été envoyé est ce qui sera approuvé");
    assert_eq!(refused.value_of("title").as_deref(), Some("Renouveler pour dix ans"));
    let refused = ada.post(&resolutions, &longer);
    refused.expect(409).says("ce qui a été envoyé");
    assert_eq!(refused.value_of("title").as_deref(), Some("Renouveler pour dix ans"));
    let late = ada.post(&scene.path("/minutes"), &[(&said, "Le comité a bien siégé.")]);
    late.expect(409).says("ce qui a été envoyé").says("Le comité a bien siégé.");
    ada.post(&scene.path("/presence"), &[(&seat, "present")]).expect(409).says("en relecture");
    // Whose it is to do, and by when, is no part of what they read.
    ada.post(&one, &decided("Renouveler pour un an", "2027-03-01")).expect(303);
    ada.get(&one).expect(200).says("Renouveler pour un an").says("seuls la personne");

    ada.post(&scene.path("/correction"), &[]).expect(303);
    ada.post(&one, &longer).expect(303);
    ada.post(&scene.path("/circulation"), &[]).expect(303);
    scene.app.later(TimeDelta::days(9));
    scene.again().post(&scene.path("/approval"), &[]).expect(409).says("dix jours");
    scene.app.later(TimeDelta::days(2));
    scene.again().post(&scene.path("/approval"), &[]).expect(303);
    let kept = scene.again().get(&one);
    kept.expect(200).says("Renouveler pour dix ans").says_not("pour un an");
}

/// The languages of which a paper says that a part of it is in them.
fn spoken(bytes: &[u8]) -> Vec<String> {
    let paper = lopdf::Document::load_mem(bytes).unwrap();
    let parts = paper.objects.values().filter_map(|object| object.as_dict().ok());
    let mut all: Vec<String> = parts
        .filter(|part| {
            part.get(b"S").and_then(|kind| kind.as_name()).is_ok_and(|kind| kind != b"Document")
        })
        .filter_map(|part| part.get(b"Lang").ok()?.as_str().ok())
        .map(|lang| String::from_utf8_lossy(lang).into_owned())
        .collect();
    all.sort();
    all.dedup();
    all
}

#[test]
fn points_minutes_and_what_came_of_them_are_read_in_both_languages_and_say_in_which() {
    let scene = Scene::new();
    let ada = &scene.ada;
    let agenda = scene.path("/agenda");
    let second = form_id();
    let french =
        [("item_id", second.as_str()), ("item_title", "Budget"), ("item_kind", "decision")];
    ada.post(&agenda, &french).expect(303);
    let long = "x".repeat(301);
    let point = |english: &'static str| {
        [("item_title", "Labels"), ("item_title_en", english), ("item_kind", "decision")]
    };
    let of_point = format!("{agenda}/{}", scene.item);
    ada.post(&of_point, &[("item_title", "Labels"), ("item_title_en", &long)])
        .expect(422)
        .says("trois cents signes");
    ada.post(&of_point, &point("Labels of workshops")).expect(303);
    let (fr, en) = (format!("public-{}", scene.item), format!("public-en-{}", scene.item));
    let other = format!("public-{second}");
    let said = [
        (&*fr, "Le label est discuté."),
        (&*en, "The label is discussed."),
        (&*other, "Le budget est lu."),
    ];
    ada.post(&scene.path("/minutes"), &said).expect(303);
    ada.get(&scene.path("/room/minutes")).expect(200).says("The label is discussed.");
    let decided = [
        ("item", scene.item.as_str()),
        ("outcome", "adopted"),
        ("title", "Renouveler"),
        ("body", "Renouvelé."),
        ("public", "1"),
        ("without_quorum", "1"),
        ("quorum_reason", "Le label expirait."),
    ];
    ada.post(&scene.path("/resolutions"), &decided).expect(303);
    ada.post(&scene.path("/circulation"), &[]).expect(303);
    scene.app.later(TimeDelta::days(11));
    let ada = scene.again();
    for rest in ["/approval", "/publication"] {
        ada.post(&scene.path(rest), &[]).expect(303);
    }

    let public = scene.app.visitor();
    let page = public.get(&format!("{}?lang=en", scene.path("")));
    page.expect(200).says("The label is discussed.").says_not("Le label est discuté");
    for part in [
        "<span lang=\"en\">Labels of workshops</span>",
        "<span lang=\"fr\">Budget</span>",
        "<div class=\"prose\" lang=\"fr\"><p>Le budget est lu.",
    ] {
        assert!(page.body.contains(part), "{part}");
    }
    let pdf = scene.path("/minutes.pdf");
    assert_eq!(spoken(&public.get(&format!("{pdf}?lang=en")).expect(200).bytes), ["fr-FR"]);
    assert_eq!(
        spoken(&public.get(&format!("{pdf}?lang=fr")).expect(200).bytes),
        Vec::<String>::new()
    );

    let shown = page.body.split("/governance/resolutions/").nth(1).unwrap();
    let one = format!("/governance/resolutions/{}", shown.split('"').next().unwrap());
    let done = [("done", "1"), ("done_note", "Signé."), ("done_note_en", "Signed.")];
    ada.post(&format!("{one}/progress"), &done).expect(303);
    let english = public.get(&format!("{one}?lang=en"));
    assert!(english.expect(200).body.contains("<p lang=\"en\">Signed.</p>"), "{}", english.body);
    assert!(public.get(&format!("{one}?lang=fr")).body.contains("<p lang=\"fr\">Signé.</p>"));
    public.get("/governance/resolutions?q=workshops").says("Renouveler");
}

#[test]
fn what_was_decided_is_found_by_the_title_that_its_point_has_now() {
    let scene = Scene::new();
    let decided = [
        ("item", scene.item.as_str()),
        ("outcome", "deferred"),
        ("title", "Reporter le choix"),
        ("body", "Le choix est reporté."),
    ];
    scene.ada.post(&scene.path("/resolutions"), &decided).expect(303);

    let point = [("item_title", "Entrepôts thématiques"), ("item_kind", "decision")];
    scene.ada.post(&scene.path(&format!("/agenda/{}", scene.item)), &point).expect(303);

    let found = scene.ada.get("/governance/resolutions?q=entrep%C3%B4ts");
    found.expect(200).says("Reporter le choix");
}

#[test]
fn what_only_members_read_is_written_in_both_languages_and_never_published() {
    let scene = Scene::new();
    let (fr, en) = (format!("private-{}", scene.item), format!("private-en-{}", scene.item));
    let public = format!("public-{}", scene.item);
    let said = [
        (&*public, "Le label est discuté."),
        (&*fr, "Un membre hésite."),
        (&*en, "One member hesitates."),
    ];
    scene.ada.post(&scene.path("/minutes"), &said).expect(303);
    let page = scene.ada.get(&scene.path("/room/minutes"));
    page.expect(200).says("One member hesitates.").says("Partie réservée aux membres, en anglais");
    let long = [(&*public, "Le label est discuté."), (&*en, &*"x".repeat(30_001))];
    scene.ada.post(&scene.path("/minutes"), &long).expect(422);

    scene.ada.post(&scene.path("/circulation"), &[]).expect(303);

    let read = scene.ada.get(&scene.path("/room/minutes"));
    for part in [
        "<div class=\"prose\" lang=\"fr\"><p>Un membre hésite.",
        "<div class=\"prose\" lang=\"en\"><p>One member hesitates.",
    ] {
        assert!(read.expect(200).body.contains(part), "{part}");
    }
    scene.app.later(TimeDelta::days(11));
    let ada = scene.again();
    for rest in ["/approval", "/publication"] {
        ada.post(&scene.path(rest), &[]).expect(303);
    }
    let page = scene.app.visitor().get(&format!("{}?lang=en", scene.path("")));
    page.expect(200).says("Le label est discuté.").says_not("hesitates").says_not("hésite");
}

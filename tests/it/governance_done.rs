//! What was decided, after it was: whose it is to do, whether it is done, and what took its place.

use chrono::TimeDelta;
use maillage::accounts::{Actor, NetworkRole};
use maillage::governance::ops::{self, Said};
use maillage::governance::{Capacity, ItemId, MeetingId, Presence, ResolutionId};

use crate::app::{Reply, TestApp, Visitor};
use crate::governance_cast::{Over, draft, over, plan, point, seat};

struct Scene {
    app: TestApp,
    maker: Actor,
    ada: Visitor,
    over: Over,
    page: String,
}

impl Scene {
    /// A resolution whose minutes are published, and who coordinates.
    fn new() -> Self {
        let app = TestApp::start();
        let steers = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
        let maker = app.actor(&steers);
        let over = over(&app, &maker, "COPIL");
        let page = format!("/governance/resolutions/{}", over.reference);
        Self { ada: app.sign_in(&steers), app, maker, over, page }
    }

    /// Gives it to Ada, by a day so far away; `was` is what was read.
    fn give(&self, days: i64, was: &str) -> Reply {
        let due = (self.app.today() + TimeDelta::days(days)).to_string();
        let form = [
            ("was", was),
            ("outcome", "adopted"),
            ("title", "Renouveler le label"),
            ("body", "Le comité adopte la proposition."),
            ("private_note", "Une autre note."),
            ("owner", "ada@reseau.example"),
            ("due_on", due.as_str()),
        ];
        self.ada.post(&self.page, &form)
    }

    /// How often Ada was reminded, once an hour has passed.
    fn reminders(&self) -> usize {
        self.app.later(TimeDelta::hours(1));
        self.app.run_jobs();
        let mails = self.app.mails_to("ada@reseau.example").into_iter();
        mails.filter(|mail| mail.subject.contains(&self.over.reference)).count()
    }

    /// Another resolution of the same body, published too; answers its reference.
    fn later_one(&self) -> String {
        let (meeting, item, id) = (MeetingId::random(), ItemId::new(), ResolutionId::new());
        let (now, maker, over) = (self.app.now(), &self.maker, &self.over);
        let day = |days: i64| now - TimeDelta::days(days);
        self.app.write(|conn| {
            ops::plan(conn, maker, (&over.slug, &meeting), &plan(day(20)), day(28))?;
            ops::add_item(conn, maker, (&meeting, &item), &point("Labels", false), day(28))?;
            ops::convene(conn, maker, &meeting, day(27))?;
            let came = [(over.seat.clone(), Some(Presence::Present))];
            ops::note_presence(conn, maker, (&meeting, &came), day(19))?;
            let (public, public_en) = ("Le label change.".to_owned(), String::new());
            let (private, private_en) = (String::new(), String::new());
            let said = Said { item, public, public_en, private, private_en, was: None };
            ops::write_minutes(conn, maker, (&meeting, &[said]), day(18))?;
            let one = draft("Prolonger le label");
            let reference = ops::resolve(conn, maker, (&meeting, &id), &one, day(18))?;
            ops::circulate(conn, maker, &meeting, day(17))?;
            ops::approve(conn, maker, &meeting, day(5))?;
            ops::publish(conn, maker, &meeting, day(4))?;
            Ok(reference)
        })
    }
}

#[test]
fn whoever_is_given_something_else_to_do_is_reminded_of_that() {
    let scene = Scene::new();
    scene.give(5, "").expect(303);
    assert_eq!(scene.reminders(), 1);
    scene.give(5, "").expect(303);
    assert_eq!(scene.reminders(), 1, "the same day again");

    scene.give(6, "").expect(303);

    assert_eq!(scene.reminders(), 2);
    // What the minutes say stays as it was approved.
    scene.ada.get(&scene.page).says("Deux membres étaient réservés.").says_not("Une autre note.");
}

#[test]
fn two_who_change_a_resolution_at_once_lose_nothing() {
    let scene = Scene::new();
    let was = scene.ada.get(&scene.page).expect(200).value_of("was").unwrap();
    scene.give(5, &was).expect(303);

    let refused = scene.give(9, &was);

    refused.expect(409).says("a modifié cette résolution entre-temps");
    let read = refused.value_of("was").unwrap();
    assert_ne!(read, was);
    scene.give(9, &read).expect(303);
}

#[test]
fn nothing_was_done_on_a_day_to_come() {
    let scene = Scene::new();
    let done = |day: &str| {
        let form = [("done", "1"), ("done_on", day), ("done_note", "Convention signée.")];
        scene.ada.post(&format!("{}/progress", scene.page), &form)
    };
    let (today, tomorrow) = (scene.app.today(), scene.app.today() + TimeDelta::days(1));
    for never in [tomorrow.to_string(), "demain".to_owned()] {
        let refused = done(&never);
        refused.expect(422).says("un jour qui n’est pas à venir").says("Convention signée.");
        assert_eq!(refused.value_of("done_on"), Some(never));
    }
    scene.app.visitor().get("/governance/resolutions?state=done").says_not(&scene.over.reference);

    done(&today.to_string()).expect(303);

    scene.app.visitor().get("/governance/resolutions?state=done").says(&scene.over.reference);
}

#[test]
fn everybody_reads_what_took_the_place_of_a_resolution() {
    let scene = Scene::new();
    let later = scene.later_one();

    let wrong = scene.ada.post(&format!("{}/succession", scene.page), &[("successor", "copil-1")]);
    assert_eq!(wrong.expect(422).value_of("successor").as_deref(), Some("copil-1"));

    let form = [("successor", later.as_str())];
    scene.ada.post(&format!("{}/succession", scene.page), &form).expect(303);

    let page = scene.app.visitor().get(&scene.page);
    page.expect(200).says("Remplacée par").says(&later);
    assert!(page.links_to(&format!("/governance/resolutions/{later}")));
}

#[test]
fn what_a_charter_asks_for_later_does_not_change_what_minutes_say() {
    let scene = Scene::new();
    let minutes = format!("/governance/meetings/{}", scene.over.meeting);
    let public = scene.app.visitor();
    public.get(&minutes).expect(200).says("1 sur 1").says_not("Quorum non atteint");
    let stays = scene.app.account("Omar", "omar@comite.example", None, &[]);
    seat(&scene.app, &scene.maker, &scene.over.slug, &stays, Capacity::Member);

    let charter = [("kind", "steering"), ("name_fr", "Comité"), ("quorum", "100")];
    let page = format!("/governance/bodies/{}", scene.over.slug);
    scene.ada.post(&page, &charter).expect(303);

    public.get(&minutes).expect(200).says("1 sur 1").says_not("Quorum non atteint");
    scene.ada.get(&format!("{minutes}/room/minutes")).expect(200).says("1 sur 1");
}

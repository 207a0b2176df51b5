//! From a convocation to published minutes, through HTTP; and what was decided about something, in one search.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NetworkRole;
use maillage::db::schema::{agenda_items, body_seats, resolutions};
use maillage::governance::Capacity;

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::calendars::files;
use crate::calendars_readers::{Seen, seen};
use crate::governance_cast::{body, over, seat};
use crate::tickets::form_id;

/// A body with a chair, three voters and an alternate; who coordinates, and everybody's browser.
struct Scene {
    app: TestApp,
    ada: Visitor,
    people: Vec<Account>,
    slug: String,
    meeting: String,
}

impl Scene {
    fn new() -> Self {
        let app = TestApp::start();
        let steers = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
        let maker = app.actor(&steers);
        let slug = body(&app, &maker, "COPIL");
        let names = ["Cléo", "Omar", "Ines", "Zoé"];
        let mut people = Vec::new();
        for (place, name) in names.into_iter().enumerate() {
            let email = format!("membre{place}@comite.example");
            let account = app.account(name, &email, None, &[]);
            let capacity = if place == 0 { Capacity::Chair } else { Capacity::Member };
            seat(&app, &maker, &slug, &account, capacity);
            people.push(account);
        }
        let ada = app.sign_in(&steers);
        let meeting = form_id();
        let plan = [
            ("id", meeting.as_str()),
            ("title", "Séance de mars"),
            ("starts", "2026-03-20T14:00"),
            ("ends", "2026-03-20T16:30"),
            ("place", "Salle Pasteur, Paris"),
            ("title_en", "March session"),
        ];
        let to = format!("/governance/bodies/{slug}/meetings");
        for _ in 0..2 {
            ada.post(&to, &plan).expect(303);
        }
        Self { app, ada, people, slug, meeting }
    }

    fn path(&self, rest: &str) -> String {
        format!("/governance/meetings/{}{rest}", self.meeting)
    }

    #[track_caller]
    fn does(&self, rest: &str, form: &[(&str, &str)]) -> Reply {
        let reply = self.ada.post(&self.path(rest), form);
        reply.expect(303);
        reply
    }

    fn member(&self, place: usize) -> Visitor {
        self.app.sign_in(&self.people[place])
    }

    /// What the calendar of a member was told, in order.
    fn calendar(&self, place: usize) -> Vec<Seen> {
        let mails = self.app.mails_to(&self.people[place].email);
        let told: Vec<String> = mails.iter().flat_map(|mail| files(&mail.raw)).collect();
        seen(&told).into_iter().flatten().collect()
    }

    fn items(&self) -> Vec<String> {
        self.app.read(|conn| {
            Ok(agenda_items::table
                .filter(agenda_items::meeting_id.eq(&self.meeting))
                .order(agenda_items::position)
                .select(agenda_items::id)
                .load(conn)?)
        })
    }

    fn seat_of(&self, place: usize) -> String {
        self.app.read(|conn| {
            Ok(body_seats::table
                .filter(body_seats::account_id.eq(&self.people[place].id))
                .select(body_seats::id)
                .first(conn)?)
        })
    }

    fn agenda(&self) {
        let points = [
            ("Bilan des ateliers", "", ""),
            ("Renouvellement du label", "20", ""),
            ("Recrutement", "", "1"),
        ];
        for (title, minutes, reserved) in points {
            let form = [
                ("item_id", &*form_id()),
                ("item_title", title),
                ("item_kind", "decision"),
                ("item_minutes", minutes),
                ("item_reserved", reserved),
            ];
            self.does("/agenda", &form);
        }
    }
}

#[test]
fn a_meeting_goes_from_its_convocation_to_published_minutes() {
    let scene = Scene::new();
    let (app, ada) = (&scene.app, &scene.ada);
    ada.post(&scene.path("/convocation"), &[]).expect(409).says("au moins un point");
    scene.agenda();
    let paper: [crate::visitor::Upload; 1] = [("files", "bilan.txt", "text/plain", b"un bilan")];
    let items = scene.items();
    let form = [("item", items[0].as_str()), ("public", "1")];
    ada.post_files(&scene.path("/documents"), &form, &paper).expect(303);

    for _ in 0..2 {
        scene.does("/convocation", &[]);
    }
    let told = scene.calendar(1);
    assert_eq!(told.len(), 1, "asked twice, invited once");
    assert_eq!((told[0].method.as_str(), told[0].sequence), ("REQUEST", 0));
    assert!(told[0].starts.contains("2026-03-20T13:00"), "{}", told[0].starts);
    assert_eq!(told[0].summary, "Comité de pilotage – Séance de mars");
    assert!(told[0].attendees.iter().any(|one| one.contains("membre1@comite.example")));
    let moved = [
        ("lock", "0"),
        ("title", "Séance de mars"),
        ("title_en", "March session"),
        ("starts", "2026-03-20T09:30"),
        ("ends", "2026-03-20T12:00"),
        ("place", "Salle Pasteur, Paris"),
    ];
    scene.does("", &moved);
    ada.post(
        &scene.path(""),
        &[
            ("lock", "0"),
            ("title", "Autre"),
            ("starts", "2026-03-20T09:00"),
            ("ends", "2026-03-20T12:00"),
        ],
    )
    .expect(409)
    .says("entre-temps");
    let told = scene.calendar(1);
    let kinds: Vec<_> = told.iter().map(|one| (one.method.as_str(), one.sequence)).collect();
    assert_eq!(kinds, [("REQUEST", 0), ("REQUEST", 1)]);
    assert_eq!(told[0].uid, told[1].uid);

    let omar = scene.member(1);
    omar.get(&scene.path("/room")).expect(200).says("Recrutement").says("bilan.txt");
    omar.get(&scene.path("")).expect(303);
    app.visitor().get(&scene.path("")).expect(404);
    omar.post(&scene.path("/answer"), &[("answer", "present"), ("note", "en visio")]).expect(303);
    ada.get(&scene.path("/room")).says("en visio").says("1 sur 4");

    app.later(TimeDelta::days(17));
    let (ada, omar) = (app.sign_in(&ada_of(app)), scene.member(1));
    let scene = Scene { ada, ..scene };
    minutes(&scene, &omar);
}

fn ada_of(app: &TestApp) -> Account {
    let found = app
        .read(|conn| Ok(maillage::accounts::queries::by_email(conn, "ada@reseau.example")?))
        .unwrap();
    Account { id: found.id, email: found.email, name: found.name }
}

/// The second half: who came, minutes, resolutions, publication.
fn minutes(scene: &Scene, omar: &Visitor) {
    let app = &scene.app;
    let seats: Vec<String> = (0..4).map(|place| format!("seat-{}", scene.seat_of(place))).collect();
    let came = [(&*seats[0], "present"), (&*seats[1], "present"), (&*seats[2], "excused")];
    scene.does("/presence", &came);
    scene.ada.get(&scene.path("/room/minutes")).expect(200).says("2 sur 4").says("Quorum atteint");
    let items = scene.items();
    let boxes: Vec<String> =
        items.iter().flat_map(|id| [format!("public-{id}"), format!("private-{id}")]).collect();
    let said = [
        (&*boxes[0], "Les ateliers répondent en deux jours."),
        (&*boxes[1], "Le chiffre de Lille est *contesté*."),
        (&*boxes[2], "Le label est renouvelé."),
        (&*boxes[3], ""),
        (&*boxes[4], "Une candidature retenue."),
        (&*boxes[5], "Madame Untel sera nommée."),
    ];
    scene.does("/minutes", &said);
    let resolution = form_id();
    let mut decided = vec![
        ("id", resolution.as_str()),
        ("item", items[1].as_str()),
        ("outcome", "adopted"),
        ("title", "Renouveler le label pour trois ans"),
        ("body", "Le label des centres de référence est renouvelé."),
        ("private_note", "Une voix a hésité."),
        ("public", "1"),
        ("votes_for", "3"),
        ("owner", "nobody@exemple.example"),
        ("due_on", "2026-04-15"),
        ("title_en", "Renew the label for three years"),
    ];
    let half = scene.ada.post(&scene.path("/resolutions"), &decided);
    half.expect(422).says("Écrivez le titre et le texte en anglais");
    decided.push(("body_en", "The label of the reference centres is renewed."));
    scene
        .ada
        .post(&scene.path("/resolutions"), &decided)
        .expect(409)
        .says("Personne n’a de compte");
    decided[8].1 = "membre2@comite.example";
    for _ in 0..2 {
        scene.does("/resolutions", &decided);
    }
    let bad = [("outcome", "adopted"), ("title", ""), ("body", "Texte gardé")];
    scene.ada.post(&scene.path("/resolutions"), &bad).expect(422).says("Texte gardé");
    let secret = [
        ("outcome", "adopted"),
        ("title", "Nommer quelqu’un"),
        ("body", "Madame Untel est nommée."),
    ];
    scene.does("/resolutions", &secret);

    scene.does("/circulation", &[]);
    assert!(app.mail_to("membre3@comite.example").text.contains("10 jours"));
    let remark = [("id", &*form_id()), ("body", "Il manque une virgule.")];
    omar.post(&scene.path("/remarks"), &remark).expect(303);
    scene.ada.post(&scene.path("/approval"), &[]).expect(409).says("dix jours");
    scene.ada.get(&scene.path("/room/minutes")).says("Il manque une virgule.");
    app.visitor().get(&scene.path("")).expect(404);
    app.later(TimeDelta::days(11));
    let ada = app.sign_in(&ada_of(app));
    for rest in ["/approval", "/publication", "/publication"] {
        ada.post(&scene.path(rest), &[]).expect(303);
    }
    read_by_all(scene);
}

fn read_by_all(scene: &Scene) {
    let (app, public) = (&scene.app, scene.app.visitor());
    let page = public.get(&scene.path(""));
    page.expect(200).says("Les ateliers répondent en deux jours.").says("COPIL-2026-03-R1");
    for private in
        ["contesté", "Untel", "Recrutement", "candidature retenue", "hésité", "Ines", "Omar"]
    {
        assert!(!page.body.contains(private), "{private} is on the public page");
    }
    let paper = public.get(&scene.path("/minutes.pdf"));
    assert!(paper.expect(200).bytes.starts_with(b"%PDF-1.7"));
    let document = page.body.split("/documents/").nth(1).unwrap().split('"').next().unwrap();
    let bilan = public.get(&scene.path(&format!("/documents/{document}")));
    assert_eq!(bilan.expect(200).body, "un bilan");

    let asked = "/governance/resolutions?q=qu%27a-t-on+d%C3%A9cid%C3%A9+sur+les+centres+de+r%C3%A9f%C3%A9rence,+et+est-ce+fait+%3F";
    public.get(asked).expect(200).says("Renouveler le label pour trois ans").says("à faire");
    public.get("/governance/resolutions?q=Untel").expect(200).says_not("Nommer quelqu’un");
    public.get("/governance/resolutions?q=h%C3%A9sit%C3%A9").says_not("Renouveler");
    public.get("/governance/resolutions/COPIL-2026-03-R2").expect(404);
    let omar = scene.member(1);
    omar.get("/governance/resolutions?q=Untel").expect(200).says("Nommer quelqu’un");
    omar.get("/governance/resolutions/COPIL-2026-03-R1").says("hésité").says("Ines");

    // Whose it is to do says that it is done.
    let ines = scene.member(2);
    ines.get("/governance").expect(200).says("Ce qui m’est confié").says("Renouveler le label");
    let done = [("done", "1"), ("done_note", "Convention signée.")];
    let path = "/governance/resolutions/COPIL-2026-03-R1/progress";
    app.visitor().post(path, &done).expect(401);
    ines.post(path, &done).expect(303);
    public.get("/governance/resolutions?state=done").expect(200).says("faite");
    let finished: i64 = app.read(|conn| {
        let open = resolutions::table.filter(resolutions::done_on.is_not_null());
        Ok(open.count().get_result(conn)?)
    });
    assert_eq!(finished, 1);
    let of_body = format!("/governance/bodies/{}", scene.slug);
    public.get(&of_body).expect(200).says("Séance de mars");

    // Who reads English reads what was written in it, and is told in which language the rest is.
    let english = public.get("/governance/resolutions/COPIL-2026-03-R1?lang=en");
    english.expect(200).says("The label of the reference centres is renewed.");
    assert!(english.body.contains("<h1 lang=\"en\">Renew the label for three years</h1>"));
    public.get("/governance/resolutions?q=renew+reference+centres").says("Renew the label");
    let listed = public.get(&format!("{of_body}?lang=en"));
    listed.expect(200).says("March session").says_not("Séance de mars");
    assert!(listed.body.contains("<span lang=\"en\">Renew the label for three years</span>"));
    public.get("/governance?lang=fr").expect(200).says("Séance de mars");
    assert!(public.get("/sitemap.xml").body.contains(&scene.meeting));
}

#[test]
fn a_meeting_that_is_called_off_leaves_every_calendar() {
    let scene = Scene::new();
    scene.agenda();
    scene.does("/convocation", &[]);
    let short = scene.ada.post(&scene.path("/cancellation"), &[("reason", "Grève.")]);
    short.expect(422).says("Donnez une raison de dix signes au moins.").says("Grève.");
    for _ in 0..2 {
        scene.does("/cancellation", &[("reason", "La salle n’est plus libre.")]);
    }
    let told = scene.calendar(3);
    let kinds: Vec<_> =
        told.iter().map(|one| (one.method.as_str(), one.sequence, one.status.as_str())).collect();
    assert_eq!(kinds, [("REQUEST", 0, "CONFIRMED"), ("CANCEL", 1, "CANCELLED")]);
    assert_eq!(told[0].uid, told[1].uid);
    scene.member(1).get(&scene.path("/room")).says("La salle n’est plus libre.");
}

#[test]
fn members_read_their_own_body_only_and_lose_it_with_their_term() {
    let app = TestApp::start();
    let steers = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
    let maker = app.actor(&steers);
    let (one, other) = (over(&app, &maker, "COPIL"), over(&app, &maker, "SCI"));
    let omar = app.account("Omar", "omar@comite.example", None, &[]);
    let held = seat(&app, &maker, &one.slug, &omar, Capacity::Member);
    let browser = app.sign_in(&omar);
    let room = |over: &crate::governance_cast::Over| {
        format!("/governance/meetings/{}/room/minutes", over.meeting)
    };
    browser.get(&room(&one)).expect(200).says("Un membre s’inquiète.");
    browser.get(&room(&other)).expect(404);
    for path in ["/convocation", "/publication", "/minutes"] {
        browser.post(&format!("/governance/meetings/{}{path}", one.meeting), &[]).expect(404);
    }
    let end = format!("/governance/bodies/{}/seats/{held}/end", one.slug);
    let ada = app.sign_in(&steers);
    for _ in 0..2 {
        ada.post(&end, &[]).expect(303);
    }
    browser.get(&room(&one)).expect(404);
}

#[test]
fn whoever_has_something_to_do_is_reminded_once_before_its_day() {
    let app = TestApp::start();
    let steers = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
    let over = over(&app, &app.actor(&steers), "COPIL");
    let day = (app.today() + TimeDelta::days(10)).to_string();
    app.write(|conn| {
        diesel::update(resolutions::table.filter(resolutions::reference.eq(&over.reference)))
            .set((
                resolutions::owner_id.eq(&steers.id),
                resolutions::due_on.eq(app.today() + TimeDelta::days(10)),
            ))
            .execute(conn)?;
        Ok(())
    });
    let told = || {
        app.mails_to("ada@reseau.example")
            .iter()
            .filter(|m| m.subject.contains(&over.reference))
            .count()
    };
    app.run_jobs();
    assert_eq!(told(), 0, "{day} is far");
    app.later(TimeDelta::days(4));
    for _ in 0..2 {
        app.run_jobs();
        app.later(TimeDelta::days(2));
    }
    assert_eq!(told(), 1);
}

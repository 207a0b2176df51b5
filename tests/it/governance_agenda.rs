//! Agendas that change after everybody had them, and where decisions show.

use chrono::TimeDelta;
use maillage::accounts::NetworkRole;
use maillage::conventions::Concern;
use maillage::governance::ops::Appointment;
use maillage::governance::{Capacity, ItemId, MeetingId, ops, queries};
use maillage::materials::ops::Written;
use maillage::materials::{self, Record};

use crate::app::TestApp;
use crate::calendars::files;
use crate::calendars_readers::seen;
use crate::courses_cast::{self, School};
use crate::governance_cast::{body, over, plan, point, seat};
use crate::mail::SentMail;
use crate::materials_cast::{publish, record};
use crate::spaces_cast;
use crate::tickets::form_id;

#[test]
fn what_was_decided_shows_where_it_changed_something() {
    let app = TestApp::start();
    let steers = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
    let over = over(&app, &app.actor(&steers), "COPIL");
    let (ada, public) = (app.sign_in(&steers), app.visitor());
    let links = format!("/governance/resolutions/{}/links", over.reference);
    let to = |address: &str| ada.post(&links, &[("address", address)]);
    to("/nodes/nulle-part").expect(422).says("ne mène à rien");
    to("javascript:alert(1)").expect(422);
    for dead in ["/spaces/nulle-part", "/tickets/2026-000001", "/institutions/nulle-part", "/x"] {
        to(dead).expect(422).says("ne mène à rien");
    }
    let maker = app.actor(&steers);
    let space = spaces_cast::open(&app, &maker, "cnrs");
    let paper = spaces_cast::convention(&app, &maker, Concern::Spaces);
    let changed = [
        format!("/spaces/{}", space.slug),
        format!("/conventions/{paper}"),
        "/institutions/cnrs".to_owned(),
    ];
    for address in &changed {
        to(address).expect(303);
        ada.get(address).expect(200).says(&over.reference).says("Renouveler le label");
    }
    public.get(&changed[0]).expect(200).says("Renouveler le label");
    let shown = format!("/governance/resolutions/{}", over.reference);
    let english = ada.get(&format!("{shown}?lang=en"));
    english.expect(200).says("Agreement spaces");
    assert!(
        english.body.contains("<h1 lang=\"fr\">Renouveler le label</h1>"),
        "nobody wrote it in English"
    );
    let body = format!("/governance/bodies/{}", over.slug);
    to(&body).expect(303);
    assert!(ada.get(&shown).body.contains(&format!("<a href=\"{body}\" lang=\"fr\">")));
    ada.get(&format!("{shown}?lang=fr")).expect(200).says("Convention spaces");
    to("/nodes/adoc-lorraine?lang=en").expect(303);
    to("/nodes/adoc-lorraine").expect(303);
    let node = public.get("/nodes/adoc-lorraine");
    node.expect(200).says(&over.reference).says("Renouveler le label");
    assert_eq!(
        node.body.matches(&format!("/governance/resolutions/{}", over.reference)).count(),
        1
    );
    public.get("/governance/resolutions?q=ADOC").says("Renouveler le label");
}

#[test]
fn what_was_decided_shows_on_courses_articles_materials_and_news() {
    let app = TestApp::start();
    let steers = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
    let maker = app.actor(&steers);
    let over = over(&app, &maker, "COPIL");
    let (ada, public) = (app.sign_in(&steers), app.visitor());
    let school = School::new(&app);
    let course = courses_cast::slug(&app, &school.course);
    let (_, article) = crate::knowledge::sample(&app);
    let (_, material) = publish(&app, &school.actor(&app), record("Un support"));
    let node = app.node_id("adoc-lorraine");
    let post = crate::news::part(&app, (&maker, &node), "/news/{post}");
    let changed = [
        format!("/courses/{course}"),
        format!("/articles/{article}"),
        format!("/materials/{material}"),
        format!("/news/{post}"),
    ];
    let links = format!("/governance/resolutions/{}/links", over.reference);
    for address in &changed {
        public.get(address).expect(200).says_not(&over.reference);

        ada.post(&links, &[("address", address)]).expect(303);

        public.get(address).expect(200).says(&over.reference).says("Renouveler le label");
    }
}

#[test]
fn a_seat_that_is_taken_back_before_it_begins_was_never_there() {
    let app = TestApp::start();
    let steers = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
    let (maker, ada) = (app.actor(&steers), app.sign_in(&steers));
    let slug = body(&app, &maker, "COPIL");
    app.account("Omar", "omar@comite.example", None, &[]);
    app.account("Noé", "noe@comite.example", None, &[]);
    let (now, later) = (app.now(), app.today() + TimeDelta::days(5));
    let appoint = |email: &str, alternate_of: Option<maillage::governance::SeatId>| {
        let who = Appointment {
            email: email.to_owned(),
            capacity: Capacity::Member,
            votes: alternate_of.is_none(),
            institution: None,
            quality: String::new(),
            alternate_of,
            starts_on: later,
            ends_on: None,
        };
        app.write(|conn| ops::appoint(conn, &maker, (&slug, &who), now))
    };
    let held = appoint("omar@comite.example", None);
    appoint("noe@comite.example", Some(held.clone()));
    let page = format!("/governance/bodies/{slug}");
    ada.get(&page).expect(200).says("Omar");

    for _ in 0..2 {
        ada.post(&format!("{page}/seats/{held}/end"), &[]).expect(303);
    }

    ada.get(&page).expect(200).says_not("Omar").says("Noé");
    app.later(TimeDelta::days(5));
    let today = app.today();
    let seated = app.read(|conn| {
        let body = queries::body_by_slug(conn, &slug)?;
        Ok(queries::seated_on(conn, &body.id, today)?)
    });
    let names: Vec<_> = seated.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Noé"]);
    let again = appoint("omar@comite.example", None);
    assert_ne!(again, held);
}

#[test]
fn an_agenda_that_changed_is_sent_again_and_alternates_are_told_in_their_own_words() {
    let app = TestApp::start();
    let steers = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
    let (maker, ada) = (app.actor(&steers), app.sign_in(&steers));
    let slug = body(&app, &maker, "COPIL");
    let omar = app.account("Omar", "omar@comite.example", None, &[]);
    let held = seat(&app, &maker, &slug, &omar, Capacity::Member);
    app.account("Noé", "noe@comite.example", None, &[]);
    let (now, today, meeting) = (app.now(), app.today(), MeetingId::random());
    let stands_in = Appointment {
        email: "noe@comite.example".into(),
        capacity: Capacity::Member,
        votes: false,
        institution: None,
        quality: String::new(),
        alternate_of: Some(held),
        starts_on: today,
        ends_on: None,
    };
    app.write(|conn| {
        ops::appoint(conn, &maker, (&slug, &stands_in), now)?;
        let ahead = plan(now + TimeDelta::days(20));
        ops::plan(conn, &maker, (&slug, &meeting), &ahead, now)?;
        ops::add_item(conn, &maker, (&meeting, &ItemId::new()), &point("Premier", false), now)
    });
    let path = |rest: &str| format!("/governance/meetings/{meeting}{rest}");
    ada.post(&path("/agenda-mails"), &[("sequence", "0")]).expect(409);
    ada.post(&path("/convocation"), &[]).expect(303);
    let second = form_id();
    let item = [("item_id", second.as_str()), ("item_title", "Second"), ("item_kind", "decision")];
    ada.post(&path("/agenda"), &item).expect(303);
    ada.get(&path("/room")).expect(200).says("Envoyer de nouveau l’ordre du jour");

    for _ in 0..2 {
        ada.post(&path("/agenda-mails"), &[("sequence", "0")]).expect(303);
    }

    app.run_jobs();
    let mails = app.mails_to("omar@comite.example");
    assert_eq!(mails.len(), 2, "the convocation, and the agenda once");
    assert!(mails[1].text.contains("2. Second") && !mails[0].text.contains("Second"));
    assert!(!mails[0].text.contains("**"), "{}", mails[0].text);
    assert!(mails[0].text.contains("Vous êtes convoqué"), "{}", mails[0].text);
    let told: Vec<String> = mails.iter().flat_map(|mail| files(&mail.raw)).collect();
    let sequences: Vec<_> = seen(&told).into_iter().flatten().map(|one| one.sequence).collect();
    assert_eq!(sequences, [0, 1]);
    let role = |mail: &SentMail| files(&mail.raw)[0].replace("\r\n ", "");
    assert!(role(&mails[0]).contains("ROLE=REQ-PARTICIPANT"));
    let other = &app.mails_to("noe@comite.example")[0];
    assert!(other.text.contains("En tant que suppléant"), "{}", other.text);
    assert!(role(other).contains("ROLE=OPT-PARTICIPANT"));
}

#[test]
fn two_who_write_minutes_at_once_lose_nothing() {
    let app = TestApp::start();
    let steers = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
    let maker = app.actor(&steers);
    let slug = body(&app, &maker, "COPIL");
    seat(&app, &maker, &slug, &steers, Capacity::Chair);
    let (meeting, items, now) = (MeetingId::random(), [ItemId::new(), ItemId::new()], app.now());
    let early = now - TimeDelta::days(10);
    app.write(|conn| {
        let planned = plan(now - TimeDelta::days(1));
        ops::plan(conn, &maker, (&slug, &meeting), &planned, early)?;
        for item in &items {
            ops::add_item(conn, &maker, (&meeting, item), &point("Budget", false), early)?;
        }
        ops::convene(conn, &maker, &meeting, early)?;
        ops::note_presence(conn, &maker, (&meeting, &[]), now)
    });
    let room = format!("/governance/meetings/{meeting}/room/minutes");
    let to = format!("/governance/meetings/{meeting}/minutes");
    let browser = app.sign_in(&steers);
    let read = browser.get(&room);
    let was = items.each_ref().map(|item| read.value_of(&format!("was-{item}")).unwrap());
    let write = |said: [&str; 2]| {
        let mut form = Vec::new();
        for ((item, was), said) in items.iter().zip(&was).zip(said) {
            form.push((format!("was-{item}"), was.clone()));
            form.push((format!("public-{item}"), said.to_owned()));
        }
        let form: Vec<_> = form.iter().map(|(name, said)| (name.as_str(), said.as_str())).collect();
        browser.post(&to, &form)
    };

    write(["Le budget est voté.", ""]).expect(303);
    write(["", "Un second point."]).expect(303);
    browser.get(&room).expect(200).says("Le budget est voté.").says("Un second point.");
    let refused = write(["Le budget est reporté.", ""]);
    refused.expect(409).says("Le budget est reporté.").says("Le budget est voté.");
    refused.says("Un second point.").says("a écrit ceci sur ce point");
    browser.get(&room).says("Le budget est voté.").says_not("reporté");
}

#[test]
fn a_material_that_was_renamed_is_called_by_its_new_title_where_nobody_called_it_otherwise() {
    let app = TestApp::start();
    let steers = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
    let maker = app.actor(&steers);
    let over = over(&app, &maker, "COPIL");
    let (ada, teacher) = (app.sign_in(&steers), School::new(&app).actor(&app));
    let (id, slug) = publish(&app, &teacher, record("Un support"));
    let (_, other) = publish(&app, &teacher, record("Un autre support"));
    let shown = format!("/governance/resolutions/{}", over.reference);
    let links = format!("{shown}/links");
    ada.post(&links, &[("address", &*format!("/materials/{slug}"))]).expect(303);
    let lille = "Le support de Lille";
    let named = [("address", &*format!("/materials/{other}")), ("link_title", lille)];
    ada.post(&links, &named).expect(303);
    ada.get(&shown).expect(200).says("Un support").says("Le support de Lille");

    let (now, words) = (app.now(), app.app.vocabularies());
    app.write(|conn| {
        materials::ops::revise(conn, &teacher, &id, now)?;
        let draft = materials::queries::versions_of(conn, &id)?.remove(0);
        let parts = materials::queries::parts_of(conn, &draft.id)?;
        let record = Record {
            title: "Un support renommé".into(),
            change_note: "Un nouveau titre".into(),
            ..draft.record(parts)
        };
        let written = Written { record, ..Written::default() };
        materials::ops::change(conn, &teacher, (&id, draft.lock_version), written, now)?;
        materials::ops::publish(conn, &teacher, &words, &id, now)
    });

    app.visitor().get(&shown).expect(200).says("Un support renommé").says("Le support de Lille");
}

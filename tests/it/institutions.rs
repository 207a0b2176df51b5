//! One institution on one page, and commitments that are more than is allowed.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::attendance::Presence;
use maillage::calls::Blind;
use maillage::conventions::Concern;
use maillage::db::schema::{application_partners, applications, attendance, session_meetings};
use maillage::enrolment::Wish;
use maillage::governance::Capacity;
use maillage::governance::ops::{self, Appointment};
use maillage::spaces::queries;
use maillage::tickets::Question;

use crate::actors::Account;
use crate::app::TestApp;
use crate::courses_cast::{School, enrol_wish, wish};
use crate::decisions_cast::admin;
use crate::governance_cast;
use crate::reviews_cast::{in_review, reviewer};
use crate::spaces_cast::{convention, open, sign};
use crate::tickets::{form_id, question};

#[test]
fn a_university_sees_its_nodes_its_space_and_its_numbers_on_one_page() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let space = open(&app, &actor, "universite-de-lorraine");
    let slug = convention(&app, &actor, Concern::Spaces);
    sign(&app, &actor, (&slug, "universite-de-lorraine", 400));
    for _ in 0..3 {
        let asked = Question {
            institutions: vec!["universite-de-lorraine".into()],
            ..question("Où déposer ?")
        };
        app.ask(asked, true);
    }
    let path = "/institutions/universite-de-lorraine";

    let public = app.visitor().get(path);
    public.expect(200).says("Université de Lorraine").says("Porteur").says_not("en un an");
    public.says_not("Camille Signe").says_not("Convention spaces");
    assert!(public.links_to("/nodes/adoc-lorraine"));
    assert!(public.links_to(&format!("/spaces/{}", space.slug)));
    let staff = app.account("S", "s@s.example", None, &[("lord", NodeRole::Staff)]);
    let page = app.sign_in(&staff).get(path);
    page.expect(200).says("Questions posées en un an moins de 5").says_not("dont en cours");
    let page = root.get(path);
    page.expect(200).says("Questions posées en un an 3").says("dont en cours 3");
    page.says("Convention spaces").says("valide");
    app.visitor().get("/institutions/nulle-part").expect(404);
    let node = app.visitor().get("/nodes/adoc-lorraine");
    assert!(node.expect(200).links_to(path));
}

#[test]
fn somebody_who_looks_after_two_spaces_is_named_to_those_who_steer() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    open(&app, &actor, "cnrs");
    root.get("/institutions").expect(200).says("Personne n’est engagé au-delà");

    let second = open(&app, &actor, "inria");

    let page = root.get("/institutions");
    page.expect(200).says("ada@espace.example").says("permis : 1").says("Espace inria");
    root.get("/institutions/inria").expect(200).says("cid@espace.example");
    app.visitor().get("/institutions/inria").expect(200).says_not("cid@espace.example");
    let people = app.read(|conn| Ok(queries::people_of(conn, &second.id)?));
    app.write(|conn| {
        for person in &people {
            queries::end_person(conn, &person.id, app.today())?;
        }
        Ok(())
    });
    root.get("/institutions").expect(200).says_not("ada@espace.example");
}

#[test]
fn who_sits_for_a_university_is_shown_to_those_who_may_know_it() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let path = "/institutions/universite-de-lorraine";
    root.get(path).expect(200).says("Personne ne siège pour cet établissement");
    root.get(path).says("n’a encore rien signé").says("aucune candidature déposée");

    let body = governance_cast::body(&app, &actor, "COPIL");
    let other = governance_cast::body(&app, &actor, "CST");
    let [maud, line] = ["Maud Assise", "Line Tiers"].map(|name| {
        let email = format!("{}@comite.example", maillage::text::slug(name));
        app.account(name, &email, None, &[])
    });
    let (today, now) = (app.today(), app.now());
    let sent = |who: &Account, until: Option<i64>| Appointment {
        email: who.email.clone(),
        capacity: Capacity::Member,
        votes: true,
        institution: Some("universite-de-lorraine".into()),
        quality: "Direction des bibliothèques".into(),
        alternate_of: None,
        starts_on: today - TimeDelta::days(90),
        ends_on: until.map(|days| today + TimeDelta::days(days)),
    };
    app.write(|conn| {
        ops::appoint(conn, &actor, (&body, &sent(&maud, Some(30))), now)?;
        ops::appoint(conn, &actor, (&other, &sent(&line, None)), now)?;
        // Whose time is over sits there no more.
        ops::appoint(conn, &actor, (&other, &sent(&maud, Some(-1))), now)
    });

    let page = root.get(path);
    page.expect(200).says("Maud Assise – Direction des bibliothèques").says("Line Tiers");
    assert_eq!(page.body.matches("Maud Assise").count(), 1);
    assert!(page.links_to(&format!("/governance/bodies/{body}")));
    let page = app.sign_in(&maud).get(path);
    page.expect(200).says("Maud Assise").says("Comité de pilotage").says_not("Line Tiers");
    let staff = app.account("S", "s@s.example", None, &[("lord", NodeRole::Staff)]);
    for nobody in [app.visitor(), app.sign_in(&staff)] {
        nobody.get(path).expect(200).says_not("Maud Assise").says_not("Représentants");
    }
    root.get("/institutions/cnrs").expect(200).says_not("Maud Assise");
}

#[test]
fn who_reviews_for_a_call_is_counted_and_never_named() {
    let app = TestApp::start();
    let there = in_review(&app, &["Zoé"], Blind::Single);
    let root = admin(&app);
    for name in ["Rémi Secret", "Ida Secret"] {
        reviewer(&app, &there, name, Some("cnrs"));
    }
    reviewer(&app, &there, "Omar Ailleurs", Some("inria"));
    let staff = app.account("S", "s@s.example", None, &[("lord", NodeRole::Staff)]);
    let path = "/institutions/cnrs";

    let page = root.get(path);
    page.expect(200)
        .says("Relecteurs et membres de comités d’appels en cours 2")
        .says_not("Secret");
    let page = app.sign_in(&staff).get(path);
    page.expect(200).says("d’appels en cours moins de 5").says_not("Secret");
    app.visitor().get(path).expect(200).says_not("Relecteurs").says_not("Secret");
}

#[test]
fn what_a_university_applied_for_and_learned_is_on_its_page() {
    let app = TestApp::start();
    let there = in_review(&app, &["Zoé"], Blind::Single);
    let (bid, owner) = &there.bids[0];
    let school = School::new(&app);
    let session = school.give(&app, 5);
    let own = Wish { institution: Some("cnrs".into()), ..wish("Cid Trois") };
    let cid = enrol_wish(&app, &session, own);
    let now = app.now();
    let reference: Option<String> = app.write(|conn| {
        let of = session_meetings::table.filter(session_meetings::session_id.eq(&session));
        let meeting: String = of.select(session_meetings::id).first(conn)?;
        diesel::insert_into(attendance::table)
            .values((
                attendance::meeting_id.eq(&meeting),
                attendance::half.eq("day"),
                attendance::enrolment_id.eq(&cid.id),
                attendance::state.eq(Presence::Present),
                attendance::marked_at.eq(now),
            ))
            .execute(conn)?;
        diesel::insert_into(application_partners::table)
            .values((
                application_partners::id.eq(form_id()),
                application_partners::application_id.eq(bid.as_str()),
                application_partners::institution.eq("cnrs"),
                application_partners::role.eq("partner"),
                application_partners::state.eq("confirmed"),
                application_partners::added_by.eq(owner.id.as_str()),
                application_partners::added_at.eq(now),
                application_partners::commitments.eq(""),
                application_partners::proposed.eq(false),
            ))
            .execute(conn)?;
        Ok(applications::table.find(bid).select(applications::reference).first(conn)?)
    });
    let (reference, path) = (reference.unwrap(), "/institutions/cnrs");

    let page = admin(&app).get(path);

    page.expect(200).says("Formations suivies").says("Déposer ses données 1").says(&reference);
    page.says_not("aucune candidature déposée");
    app.visitor().get(path).expect(200).says_not("Formations suivies").says_not(&reference);
}

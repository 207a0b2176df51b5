//! Certification: two people of two centres that did not make it, by a grid that everybody reads; a label that ends.

use chrono::TimeDelta;
use maillage::accounts::{Actor, NetworkRole, NodeRole};
use maillage::certification::ops::{self, Interest};
use maillage::certification::{CertificationId, Said, Value, Verdict, current, queries};
use maillage::materials::MaterialId;

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::knowledge::audited;
use crate::materials::{Cast, record};
use crate::tickets::form_id;

/// Somebody of a resource centre.
pub fn of_centre(app: &TestApp, name: &str, centre: &str) -> Account {
    let email = format!("{}-{}@exemple.example", maillage::text::slug(name), form_id());
    app.account(name, &email, None, &[(centre, NodeRole::Staff)])
}

pub fn requested(app: &TestApp, actor: &Actor, id: &MaterialId) -> CertificationId {
    app.write(|conn| ops::request(conn, actor, id, app.now()))
}

fn said(app: &TestApp, verdict: Verdict) -> Said {
    let answer = |code: &String| (code.clone(), Value::Yes, "Vu.".to_owned());
    let criteria = current(app.today()).criteria();
    Said {
        answers: criteria.map(|one| answer(&one.code)).collect(),
        comment: "Un bon support.".into(),
        verdict: Some(verdict),
    }
}

/// A material whose published version bears the label.
pub fn certified(app: &TestApp, actor: &Actor, id: &MaterialId) -> CertificationId {
    let one = requested(app, actor, id);
    for centre in ["cr-supports", "cr-outils"] {
        let reviewer = app.actor(&of_centre(app, "Relectrice Une", centre));
        let (words, said) = (app.app.vocabularies(), said(app, Verdict::Certify));
        app.write(|conn| {
            ops::take(conn, &reviewer, (&one, Interest::None), app.now())?;
            ops::say(conn, &reviewer, &words, (&one, &said), app.now())
        });
    }
    one
}

pub fn at(id: &CertificationId, step: &str) -> String {
    format!("/inbox/certifications/{id}{step}")
}

fn answers(app: &TestApp, value: &str, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let codes = current(app.today()).criteria();
    let mut form: Vec<_> =
        codes.map(|one| (format!("value_{}", one.code), value.to_owned())).collect();
    form.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    form
}

fn send(by: &Visitor, to: &str, form: &[(String, String)]) -> crate::app::Reply {
    let form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    by.post(to, &form)
}

#[test]
fn two_reviewers_of_two_centres_give_a_label_that_readers_see() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, slug) = cast.publish(&app, record("Lever un embargo"));
    let (anna, bruno) =
        (of_centre(&app, "Anna Sol", "cr-supports"), of_centre(&app, "Bruno Roc", "cr-outils"));
    let same = app.sign_in(&of_centre(&app, "Carl Même", "cr-supports"));
    let asked = cast.desk.post(&format!("/inbox/materials/{id}/certification"), &[]);
    let one: CertificationId = asked.location().rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(
        cast.desk.post(&format!("/inbox/materials/{id}/certification"), &[]).location(),
        asked.location()
    );
    assert!(app.mail_to(&anna.email).subject.contains("Lever un embargo"));

    cast.desk.get(&at(&one, "")).says("d’autres le relisent");
    cast.desk.post(&at(&one, "/review"), &[("interest", "none")]).expect(409).says("Votre nœud");
    let (anna, bruno) = (app.sign_in(&anna), app.sign_in(&bruno));
    anna.get("/inbox/certifications").says("Lever un embargo");
    let dora = app.sign_in(&of_centre(&app, "Dora Lys", "cr-competences"));
    dora.post(&at(&one, "/review"), &[("interest", "some")]).expect(409).says("reste libre");
    dora.post(&at(&one, "/review"), &[("interest", "none")]).expect(409).says("un intérêt");
    for _ in 0..2 {
        anna.post(&at(&one, "/review"), &[("interest", "none")]).expect(303);
    }
    same.post(&at(&one, "/review"), &[("interest", "none")]).expect(409).says("relit déjà");
    bruno.post(&at(&one, "/review"), &[("interest", "none")]).expect(303);
    let half = answers(&app, "partly", &[("comment", "À garder"), ("then", "keep")]);
    send(&anna, &at(&one, "/answers"), &half[5..]).expect(303);
    let page = send(
        &anna,
        &at(&one, "/answers"),
        &[("then".into(), "submit".into()), ("verdict".into(), "certify".into())],
    );
    page.expect(409).says("Répondez à chaque critère");
    let whole =
        answers(&app, "yes", &[("comment", "Clair."), ("verdict", "certify"), ("then", "submit")]);
    send(&anna, &at(&one, "/answers"), &whole).expect(303);
    send(&anna, &at(&one, "/answers"), &whole).expect(409).says("déjà conclu");
    app.visitor().get(&format!("/materials/{slug}/v1/certification")).expect(404);
    send(&bruno, &at(&one, "/answers"), &whole).expect(303);

    let visitor = app.visitor();
    visitor.get(&format!("/materials/{slug}")).says("Certifié").says("3 mars 2028");
    visitor.get("/materials?certified=yes").says("1 support");
    let report = visitor.get(&format!("/materials/{slug}/v1/certification"));
    report.expect(200).says("Clair.").says("DoRANum").says("OPIDoR").says_not("Anna");
    visitor.get("/certification").says("1 certifications").says("Délai médian");
    assert!(app.mail_to(&cast.ines.email).text.contains("est certifié jusqu"));
    let steps = ["request", "conflict", "take", "take", "verdict", "verdict", "state"];
    assert_eq!(
        audited(&app, "certification", one.as_str()),
        steps.map(|step| format!("certification.{step}"))
    );
}

#[test]
fn two_verdicts_at_once_decide() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, _) = cast.publish(&app, record("Deux à la fois"));
    let one = requested(&app, &app.actor(&cast.ines), &id);
    let reviewers = ["cr-supports", "cr-outils"]
        .map(|centre| app.actor(&of_centre(&app, "Relectrice Une", centre)));
    for reviewer in &reviewers {
        app.write(|conn| ops::take(conn, reviewer, (&one, Interest::None), app.now()));
    }

    std::thread::scope(|threads| {
        for reviewer in &reviewers {
            let (words, said) = (app.app.vocabularies(), said(&app, Verdict::Certify));
            let (app, one) = (&app, &one);
            threads.spawn(move || {
                app.write(|conn| ops::say(conn, reviewer, &words, (one, &said), app.now()));
            });
        }
    });

    let found = app.read(|conn| Ok(queries::find(conn, &one)?));
    assert_eq!(found.state, maillage::certification::State::Certified);
}

#[test]
fn an_author_does_not_review_and_a_doubt_sends_it_back() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, slug) = cast.publish(&app, record("Un support"));
    let one = requested(&app, &app.actor(&cast.ines), &id);
    let author = app.sign_in(&of_centre(&app, "hélène  OEUVRARD", "cr-supports"));
    author
        .post(&at(&one, "/review"), &[("interest", "none")])
        .expect(409)
        .says("parmi ses auteurs");
    for (centre, verdict) in
        [("cr-supports", Verdict::Certify), ("cr-competences", Verdict::Revise)]
    {
        let reviewer = app.actor(&of_centre(&app, "Relecteur", centre));
        let (words, said) = (app.app.vocabularies(), said(&app, verdict));
        app.write(|conn| {
            ops::take(conn, &reviewer, (&one, Interest::None), app.now())?;
            ops::say(conn, &reviewer, &words, (&one, &said), app.now())
        });
    }

    cast.desk.get(&at(&one, "")).says("À réviser").says("Un bon support.");
    app.visitor().get(&format!("/materials/{slug}")).says_not("Certifié");
    let again = requested(&app, &app.actor(&cast.ines), &id);
    assert_ne!(again, one);
}

#[test]
fn a_label_ends_by_itself_after_three_warnings_and_can_be_suspended() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, slug) = cast.publish(&app, record("Un support"));
    let one = certified(&app, &app.actor(&cast.ines), &id);
    let chief = app.account("Chef", "chef@exemple.example", Some(NetworkRole::Coordinator), &[]);
    let (chief, visitor) = (app.sign_in(&chief), app.visitor());
    let warned = |app: &TestApp| {
        app.run_jobs();
        app.queued().into_iter().filter(|(template, _)| template == "certification_ending").count()
    };

    cast.desk.post(&at(&one, "/suspension"), &[("reason", "Non")]).expect(404);
    chief.post(&at(&one, "/suspension"), &[("reason", " ")]).expect(409).says("Écrivez pourquoi");
    chief.post(&at(&one, "/suspension"), &[("reason", "Lien mort.")]).expect(303);
    visitor.get("/materials?certified=yes").says("0 support");
    chief.post(&at(&one, "/restoration"), &[]).expect(303);
    visitor.get("/materials?certified=yes").says("1 support");
    assert_eq!(warned(&app), 0);
    for (days, mails) in [(645, 1), (50, 1), (7, 2), (29, 3)] {
        app.later(TimeDelta::days(days));
        assert_eq!(warned(&app), mails, "{}", app.today());
    }
    app.later(TimeDelta::days(2));
    app.run_jobs();
    visitor.get(&format!("/materials/{slug}")).says_not("Certifié");
    let found = app.read(|conn| Ok(queries::find(conn, &one)?));
    assert_eq!(found.state, maillage::certification::State::Expired);
}

/// A reviewer who says nothing blocks nobody: they give the place back, or who steers the network frees it.
#[test]
fn a_place_is_given_back_or_freed_and_a_request_withdrawn() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, _) = cast.publish(&app, record("Un support"));
    let one = requested(&app, &app.actor(&cast.ines), &id);
    let chief = app.account("Chef", "chef@exemple.example", Some(NetworkRole::Coordinator), &[]);
    let chief = app.sign_in(&chief);
    let [anna, bruno, carl] = ["cr-supports", "cr-outils", "cr-competences"]
        .map(|centre| app.sign_in(&of_centre(&app, "Relectrice Une", centre)));
    let takes = |by: &Visitor| by.post(&at(&one, "/review"), &[("interest", "none")]);
    takes(&anna).expect(303);
    takes(&bruno).expect(303);
    takes(&carl).expect(409);
    let removal = at(&one, "/review/removal");
    carl.post(&removal, &[("place", "1")]).expect(404);
    anna.get(&at(&one, "")).says("Rendre ma place");
    for _ in 0..2 {
        let again = anna.post(&removal, &[]);
        assert!([303, 404].contains(&again.status));
    }
    carl.post(&at(&one, "/review"), &[("interest", "some")]).expect(409).says("reste libre");
    let dora = app.sign_in(&of_centre(&app, "Relectrice Une", "cr-competences"));
    takes(&dora).expect(303);
    chief.get(&at(&one, "")).says("Libérer la place de");
    for _ in 0..2 {
        chief.post(&removal, &[("place", "2")]).expect(303);
    }
    takes(&anna).expect(303);
    let whole = answers(&app, "yes", &[("verdict", "certify"), ("then", "submit")]);
    send(&anna, &at(&one, "/answers"), &whole).expect(303);
    anna.post(&removal, &[]).expect(409).says("déjà conclu");

    carl.post(&at(&one, "/withdrawal"), &[]).expect(404);
    cast.desk.get(&at(&one, "")).says("Retirer la demande");
    cast.desk.post(&at(&one, "/withdrawal"), &[]).expect(303);
    cast.desk.get(&at(&one, "")).expect(404);
    let steps = [
        "request",
        "take",
        "take",
        "give_back",
        "conflict",
        "take",
        "give_back",
        "take",
        "verdict",
        "withdraw",
    ];
    assert_eq!(
        audited(&app, "certification", one.as_str()),
        steps.map(|step| format!("certification.{step}"))
    );
    assert_ne!(requested(&app, &app.actor(&cast.ines), &id), one);
}

/// Whoever says that they have a part in it takes no place, before or after; the database itself lets none.
#[test]
fn a_conflict_that_was_declared_keeps_its_person_from_a_place_in_either_order() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, _) = cast.publish(&app, record("Un support"));
    let one = requested(&app, &app.actor(&cast.ines), &id);
    let (anna, bruno) = (
        of_centre(&app, "Relectrice Une", "cr-supports"),
        of_centre(&app, "Relecteur Deux", "cr-outils"),
    );
    let says = |who: &Account, interest: &str| {
        app.sign_in(who).post(&at(&one, "/review"), &[("interest", interest)])
    };
    for _ in 0..2 {
        says(&anna, "some").expect(409).says("reste libre");
    }
    says(&anna, "none").expect(409).says("Vous avez déclaré un intérêt");
    app.sign_in(&anna).get(&at(&one, "")).says_not("Relire ce support");
    says(&bruno, "none").expect(303);
    app.sign_in(&bruno).get(&at(&one, "")).says("je rends ma place");
    says(&bruno, "some").expect(409).says("reste libre");
    says(&bruno, "none").expect(409).says("Vous avez déclaré un intérêt");

    let held = |who: &Account| {
        app.read(|conn| {
            let all = queries::reviews_of(conn, std::slice::from_ref(&one))?;
            Ok(all.values().flatten().filter(|review| review.reviewer_id == who.id).count())
        })
    };
    assert_eq!((held(&anna), held(&bruno)), (0, 0));
    let (centre, now) = (app.node_id("cr-supports"), app.now());
    let forced = app
        .app
        .db
        .write_now(|conn| Ok(queries::take_place(conn, (&one, 1), (&anna.id, &centre), now)?));
    assert!(forced.is_err(), "a place of who has a conflict");
    let carl = of_centre(&app, "Relecteur Trois", "cr-competences");
    says(&carl, "none").expect(303);
    let forced = app
        .app
        .db
        .write_now(|conn| Ok(queries::put_interest(conn, (&one, &carl.id), Interest::Some, now)?));
    assert!(forced.is_err(), "a conflict of who has a place");
}

/// A label is asked for again in its last ninety days, not before; the new one takes the place of the old.
#[test]
fn a_label_is_renewed_before_it_ends() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, slug) = cast.publish(&app, record("Un support"));
    let one = certified(&app, &app.actor(&cast.ines), &id);
    let page = || app.sign_in(&cast.ines).get(&format!("/inbox/materials/{id}"));
    page().says_not("Demander la certification");
    assert_eq!(requested(&app, &app.actor(&cast.ines), &id), one);
    app.later(TimeDelta::days(650));
    page().says("Demander la certification");
    let again = certified(&app, &app.actor(&cast.ines), &id);
    assert_ne!(again, one);

    let state = |id: &CertificationId| app.read(|conn| Ok(queries::find(conn, id)?)).state;
    assert_eq!(state(&one), maillage::certification::State::Expired);
    assert_eq!(state(&again), maillage::certification::State::Certified);
    app.later(TimeDelta::days(200));
    app.run_jobs();
    app.visitor().get(&format!("/materials/{slug}")).says("Certifié").says("2029");
}

/// Who wrote it is known by their account too, whatever name they bear.
#[test]
fn whose_account_wrote_it_does_not_review_it() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, _) = cast.publish(&app, record("Un support"));
    let one = requested(&app, &app.actor(&cast.ines), &id);
    let other = of_centre(&app, "Un tout autre nom", "cr-supports");
    app.write(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::material_versions;
        let own = material_versions::table.filter(material_versions::material_id.eq(&id));
        diesel::update(own).set(material_versions::author_id.eq(&other.id)).execute(conn)?;
        Ok(())
    });
    let refused = app.sign_in(&other).post(&at(&one, "/review"), &[("interest", "none")]);
    refused.expect(409).says("parmi ses auteurs");
}

#[test]
fn a_link_that_is_broken_for_a_month_takes_the_label_off() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, slug) = cast.publish(&app, record("Un support"));
    let one = certified(&app, &app.actor(&cast.ines), &id);
    let (version, now) = (app.read(|conn| Ok(queries::find(conn, &one)?)).version_id, app.now());
    app.write(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::{link_checks, material_links};
        let url = "https://mort.example/";
        diesel::delete(material_links::table).execute(conn)?;
        diesel::insert_into(material_links::table)
            .values((
                material_links::version_id.eq(&version),
                material_links::position.eq(0),
                material_links::url.eq(url),
                material_links::url_norm.eq(url),
                material_links::title.eq("Mort"),
            ))
            .execute(conn)?;
        diesel::insert_into(link_checks::table)
            .values((
                link_checks::url_norm.eq(url),
                link_checks::url.eq(url),
                link_checks::due_at.eq(now + TimeDelta::days(900)),
                link_checks::failures.eq(4),
                link_checks::failing_since.eq(now),
                link_checks::broken_at.eq(now),
            ))
            .execute(conn)?;
        Ok(())
    });
    let visitor = app.visitor();
    app.later(TimeDelta::days(29));
    ops::keep_terms(&app.app, app.now()).unwrap();
    visitor.get(&format!("/materials/{slug}")).says("Certifié");
    app.later(TimeDelta::days(2));
    ops::keep_terms(&app.app, app.now()).unwrap();

    visitor.get(&format!("/materials/{slug}")).says_not("Certifié");
    app.sign_in(&cast.ines).get(&at(&one, "")).says("ne répond plus depuis trente jours");
}

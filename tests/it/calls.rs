//! Calls: written, published, open and closed by their dates, asked about and copied.

use chrono::TimeDelta;
use maillage::accounts::NetworkRole;
use maillage::calls::{Blind, CallRole, Phase, queries};

use crate::app::TestApp;
use crate::calls_cast::{asked, coordinator, draft, find, open, published};
use crate::tickets::form_id;

const BODY: &str = "Les établissements qui veulent former un atelier de la donnée candidatent ensemble, avec un projet commun.";

fn form<'a>(lock: &'a str, opens: &'a str, closes: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("lock", lock),
        ("title_fr", "Ateliers 2026"),
        ("summary_fr", "De nouveaux ateliers."),
        ("body_fr", BODY),
        ("notice_fr", "Gardées un an."),
        ("contact", "ami@reseau.example"),
        ("zone", "Europe/Paris"),
        ("opens", opens),
        ("closes", closes),
        ("grace", "15"),
        ("blind", "double"),
        ("reviewers", "2"),
    ]
}

#[test]
fn a_call_is_written_published_and_opens_and_closes_by_itself() {
    let app = TestApp::start();
    let (_, desk) = coordinator(&app, "Ada");
    let id = form_id();
    let begin = [
        ("id", id.as_str()),
        ("title", "Ateliers 2026"),
        ("code", "ami"),
        ("series_title", "Ateliers"),
    ];
    desk.post("/inbox/calls", &begin[..2]).expect(422).says("Choisissez une série");
    for _ in 0..2 {
        desk.post("/inbox/calls", &begin).expect(303);
    }
    let here = format!("/inbox/calls/{id}");
    desk.get(&here).expect(200).says("AMI-2026-1").says("Il reste").says("Brouillon");
    desk.post(&format!("{here}/publication"), &[]).expect(409).says("Il manque encore");
    app.visitor().get("/calls/ateliers-2026").expect(404);
    desk.post(&here, &form("0", "2026-03-10T09:00", "2026-03-09T09:00")).expect(422).says("après");
    let mut nobody = form("0", "2026-03-10T09:00", "2026-05-11T23:59");
    nobody.retain(|(field, _)| *field != "reviewers");
    desk.post(&here, &nobody).expect(422).says("nombre d’évaluateurs");
    desk.post(&here, &form("0", "2026-03-10T09:00", "2026-05-11T23:59")).expect(303);
    desk.post(&here, &form("0", "2026-03-10T09:00", "2026-05-11T23:59"))
        .expect(409)
        .says("entre-temps");
    desk.post(&format!("{here}/announcement"), &[]).expect(303);
    app.visitor()
        .get("/calls/ateliers-2026")
        .expect(200)
        .says("Annoncé")
        .says_not("Ce qui est demandé");
    for _ in 0..2 {
        desk.post(&format!("{here}/publication"), &[]).expect(303);
    }
    desk.post(&here, &form("4", "2026-03-10T09:00", "2026-05-12T23:59")).expect(409);

    let page = app.visitor().get("/calls/ateliers-2026");
    page.expect(200).says("Ouvre bientôt").says("lundi 11 mai 2026, 23:59 (heure de Paris)");
    page.says("Tahiti").says("lundi 11 mai 2026, 11:59").says("Délai de grâce : 15 minutes");
    page.says("Territoire et publics").says_not("hors_region");
    let call = find(&app, &id.parse().unwrap());
    assert_eq!((call.terms.blind, call.terms.reviewers_each), (Blind::Double, 2));
    let at = |now| call.phase(now);
    let closes = call.terms.closes_at.unwrap();
    assert_eq!(at(app.now()), Phase::Scheduled);
    assert_eq!([at(closes), at(closes + TimeDelta::milliseconds(1))], [Phase::Open, Phase::Grace]);
    assert_eq!(at(closes + TimeDelta::minutes(16)), Phase::Closed);
    app.later(TimeDelta::days(8));
    app.visitor().get("/calls").expect(200).says("Appels ouverts").says("Ateliers 2026");
    app.later(TimeDelta::days(70));
    app.visitor().get("/calls").says("Appels passés").says("Clos").says_not("Appels ouverts");
    let steps = ["begin", "write", "announce", "publish"].map(|step| format!("call.{step}"));
    assert_eq!(crate::knowledge::audited(&app, "call", &id), steps);
}

#[test]
fn t39_a_time_that_the_clock_skips_or_shows_twice_is_refused() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let here = format!("/inbox/calls/{}", draft(&app, &app.actor(&ada), "Ateliers"));
    let skipped = desk.post(&here, &form("0", "2026-03-29T02:30", "2026-05-11T23:59"));
    skipped.expect(422).says("Cette heure n’existe pas ce jour-là");
    let twice = desk.post(&here, &form("0", "2026-03-10T09:00", "2026-10-25T02:30"));
    twice.expect(422).says("Cette heure existe deux fois");
    assert_eq!(twice.value_of("closes").unwrap(), "2026-10-25T02:30", "what was typed is there");
}

#[test]
fn t38_a_closing_moves_outwards_only_and_says_why_to_all() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let call = open(&app, &app.actor(&ada), "Ateliers");
    let path = format!("/inbox/calls/{}/extension", call.id);
    let ask = |closes: &'static str, reason: &'static str| {
        desk.post(&path, &[("closes", closes), ("reason", reason)])
    };
    ask("2026-03-20T12:00", "Une semaine de moins").expect(409).says("plus tard");
    ask("2026-06-01T12:00", "Panne").expect(409).says("dix signes");
    ask("", "Une panne du serveur").expect(409).says("Donnez un jour");
    assert_eq!(find(&app, &call.id).terms.closes_at, call.terms.closes_at);
    ask("2026-06-01T12:00", "Une panne du serveur le 10 mai").expect(303);
    ask("2026-06-01T12:00", "Une panne du serveur le 10 mai").expect(409);

    let page = app.visitor().get(&format!("/calls/{}", call.slug));
    page.says("Clôture reportée du").says("Une panne du serveur le 10 mai");
    page.says("lundi 1er juin 2026, 12:00");
    assert_eq!(app.read(|conn| Ok(queries::extensions_of(conn, &call.id)?)).len(), 1);
    desk.post(&format!("/inbox/calls/{}/taking-back", call.id), &[])
        .expect(409)
        .says("déjà ouvert");
}

#[test]
fn t10_a_coordinator_finds_nothing_of_another_call() {
    let app = TestApp::start();
    let ((ada, desk), (bea, _)) = (coordinator(&app, "Ada"), coordinator(&app, "Béa"));
    let own = published(&app, &app.actor(&ada), "Le mien");
    let other = published(&app, &app.actor(&bea), "L’autre");
    let (question, mine) = (asked(&app, &other, "Et nous ?"), asked(&app, &own, "Quand ?"));
    let other_desk = format!("/inbox/calls/{}", other.id);
    desk.get(&other_desk).expect(404);
    desk.get(&format!("{other_desk}/form")).expect(404);
    let answer = [("body", "Et nous ?"), ("answer", "Oui")];
    desk.post(&format!("{other_desk}/questions/{mine}/answer"), &answer).expect(404);
    desk.post(&format!("/inbox/calls/{}/questions/{question}/answer", own.id), &answer).expect(404);
    desk.post(&format!("{other_desk}/copies"), &[("id", &form_id())]).expect(404);
    desk.get("/inbox/calls").says("Le mien").says_not("L’autre");
    assert_eq!(app.mails_to("zoe@exemple.example").len(), 0);
}

#[test]
fn questions_are_answered_for_all_and_name_nobody() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let call = open(&app, &app.actor(&ada), "Ateliers");
    let path = format!("/calls/{}", call.slug);
    let page = app.visitor().get(&path);
    let id = page.value_of("id").unwrap();
    let question = [
        ("id", id.as_str()),
        ("name", "Zoé Martin"),
        ("email", "zoe@exemple.example"),
        ("body", "Le CHU de Brest peut-il porter ?"),
    ];
    app.visitor()
        .post(&format!("{path}/questions"), &question[..3])
        .expect(422)
        .says("Écrivez votre question");
    for _ in 0..2 {
        app.visitor().post(&format!("{path}/questions"), &question).expect(303);
    }
    app.visitor().get(&path).says_not("Brest");
    assert_eq!(app.mails_to(&ada.email).len(), 1);
    let questions = format!("/inbox/calls/{}/questions", call.id);
    desk.get(&questions).says("Zoé Martin").says("Le CHU de Brest");
    let answer = format!("{questions}/{id}/answer");
    desk.post(&answer, &[("body", "Un CHU peut-il porter ?"), ("answer", "")])
        .expect(422)
        .says("Écrivez la question et la réponse");
    for _ in 0..2 {
        desk.post(
            &answer,
            &[("body", "Un CHU peut-il porter ?"), ("answer", "Oui, s’il est **public**.")],
        )
        .expect(303);
    }

    let page = app.visitor().get(&path);
    page.says("Un CHU peut-il porter ?")
        .says("Oui, s’il est public")
        .says_not("Zoé")
        .says_not("Brest");
    assert_eq!(app.mails_to("zoe@exemple.example").len(), 1);
    assert!(app.mail_to("zoe@exemple.example").text.contains("Oui, s’il est"));
    let told = app.visitor().get(&format!("/api/v1/calls/{}", call.slug)).json();
    assert_eq!(told["questions"][0]["body"], "Un CHU peut-il porter ?");
    assert_eq!((&told["phase"], &told["grace_minutes"]), (&"open".into(), &15.into()));
    app.later(TimeDelta::days(70));
    let late = [
        ("id", form_id()),
        ("name", "Eve".into()),
        ("email", "eve@exemple.example".into()),
        ("body", "Et moi ?".into()),
    ];
    let late: Vec<_> = late.iter().map(|(name, value)| (*name, value.as_str())).collect();
    app.visitor().post(&format!("{path}/questions"), &late).expect(422);
}

#[test]
fn a_copy_has_all_but_dates_extensions_and_questions() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let actor = app.actor(&ada);
    let model = open(&app, &actor, "Ateliers");
    asked(&app, &model, "Combien ?");
    let id = form_id();
    for _ in 0..2 {
        desk.post(&format!("/inbox/calls/{}/copies", model.id), &[("id", &id)]).expect(303);
    }

    let copy = find(&app, &id.parse().unwrap());
    assert_eq!((copy.reference.as_str(), copy.slug.as_str()), ("AMI-2026-2", "ateliers-2"));
    assert_eq!((&copy.text, copy.terms.opens_at, copy.terms.closes_at), (&model.text, None, None));
    assert_ne!(copy.version_id, model.version_id);
    let (left, asked) = app.read(|conn| {
        Ok((queries::extensions_of(conn, &copy.id)?, queries::questions_of(conn, &copy.id)?))
    });
    assert!(left.is_empty() && asked.is_empty());
    desk.get(&format!("/inbox/calls/{id}"))
        .says("Fait à partir de AMI-2026-1")
        .says("Les dates d’ouverture et de clôture");
}

#[test]
fn a_copy_asks_which_roles_go_on_and_those_who_sit_over_it_are_told() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let model = published(&app, &app.actor(&ada), "Ateliers");
    let here = format!("/inbox/calls/{}", model.id);
    let (bea, _) = coordinator(&app, "Béa");
    let (_, root) = crate::reviews_cast::admin(&app);
    root.post(&format!("{here}/coordinators"), &[("email", &bea.email)]).expect(303);
    let seats = ["chair", "committee", "secretary"].map(|role| {
        let who = app.account(role, &format!("{role}@comite.example"), None, &[]);
        let form = [("email", who.email.as_str()), ("role", role)];
        desk.post(&format!("{here}/seats"), &form).expect(303);
        who
    });
    let page = desk.get(&here);
    page.expect(200).says("Présidence – chair").says("Secrétariat – secretary");
    page.says("Coordination – Ada, Béa").says_not("Observation");

    let id = form_id();
    let form = [("id", id.as_str()), ("role", "chair"), ("role", "secretary"), ("role", "king")];
    for _ in 0..2 {
        desk.post(&format!("{here}/copies"), &form).expect(303);
    }
    let of = |account: &crate::actors::Account| {
        app.read(|conn| Ok(queries::roles_of(conn, &id.parse().unwrap(), &account.id)?))
    };
    assert_eq!(of(&ada), [CallRole::Coordinator], "whoever makes it coordinates it");
    assert_eq!(of(&bea), []);
    assert_eq!(of(&seats[0]), [CallRole::Chair]);
    assert_eq!(of(&seats[1]), []);
    assert_eq!(of(&seats[2]), [CallRole::Secretary]);
    let mails = seats.each_ref().map(|who| app.mails_to(&who.email).len());
    assert_eq!(mails, [2, 1, 2], "once for each call");
    let steps = ["begin", "seat", "seat"].map(|step| format!("call.{step}"));
    assert_eq!(crate::knowledge::audited(&app, "call", &id), steps);
}

#[test]
fn admins_appoint_coordinators_and_cancel_and_coordinators_do_neither() {
    let app = TestApp::start();
    let ((ada, desk), (bea, other)) = (coordinator(&app, "Ada"), coordinator(&app, "Béa"));
    let call = published(&app, &app.actor(&ada), "Ateliers");
    let root =
        app.sign_in(&app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]));
    let here = format!("/inbox/calls/{}", call.id);
    let (appoint, reason) =
        (format!("{here}/coordinators"), [("reason", "Budget annulé par la tutelle")]);
    desk.post(&appoint, &[("email", &bea.email)]).expect(404);
    desk.post(&format!("{here}/cancellation"), &reason).expect(404);
    other.get(&here).expect(404);
    root.post(&appoint, &[("email", "personne@reseau.example")]).expect(409).says("Aucun compte");
    root.post(&appoint, &[("email", &bea.email)]).expect(303);
    other.get(&here).expect(200);
    root.post(&format!("{appoint}/{}/removal", bea.id), &[]).expect(303);
    other.get(&here).expect(404);

    root.post(&format!("{here}/cancellation"), &[("reason", "Non")]).expect(409).says("dix signes");
    root.post(&format!("{here}/cancellation"), &reason).expect(303);
    app.visitor().get(&format!("/calls/{}", call.slug)).says("Annulé").says("Budget annulé");
}

#[test]
fn what_was_announced_and_called_off_says_so_to_those_who_read_that_it_would_come() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let (_, root) = crate::reviews_cast::admin(&app);
    let id = draft(&app, &app.actor(&ada), "Ateliers 2026");
    let (here, page) = (format!("/inbox/calls/{id}"), "/calls/ateliers-2026");
    desk.post(&here, &form("0", "2026-03-10T09:00", "2026-05-11T23:59")).expect(303);
    desk.post(&format!("{here}/announcement"), &[]).expect(303);
    app.visitor().get(page).expect(200).says("Annoncé");
    desk.post(&format!("{here}/taking-back"), &[]).expect(303);
    app.visitor().get(page).expect(404);
    let silent = draft(&app, &app.actor(&ada), "Jamais annoncé");

    let reason = [("reason", "Budget annulé par la tutelle")];
    for id in [&id, &silent] {
        root.post(&format!("/inbox/calls/{id}/cancellation"), &reason).expect(303);
    }
    let told = app.visitor().get(page);
    told.expect(200).says("Appel annulé").says("Budget annulé par la tutelle");
    told.says_not("Ce qui est demandé").says_not("Candidater");
    app.visitor().get("/calls").says("Ateliers 2026").says_not("Jamais annoncé");
    assert_eq!(app.visitor().get(&format!("/api/v1{page}")).json()["phase"], "cancelled");
    app.visitor().get("/calls/jamais-annonce").expect(404);
    desk.get(&here).expect(200).says("Annulé");
}

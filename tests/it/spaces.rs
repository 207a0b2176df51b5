//! A space from its request to its end, through HTTP.

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use maillage::accounts::NetworkRole;
use maillage::attendance::Presence;
use maillage::conventions::Concern;
use maillage::db::schema::{attendance, audit_events, courses, session_meetings};
use maillage::spaces::ops::{self, Requested};
use maillage::spaces::{State, queries};

use crate::app::{TestApp, Visitor};
use crate::courses_cast::{School, enrol};
use crate::decisions_cast::admin;
use crate::spaces_cast::{asked, check_all, convention, draft, find, open, rows, sign};
use crate::tickets::form_id;

/// What the page of a request sends.
pub fn form(institution: &str, name: &str) -> Vec<(&'static str, String)> {
    let said = [
        ("institution", institution),
        ("name", name),
        ("perimeter", "Deux unités"),
        ("storage_gb", "2 000"),
        ("contact", "donnees@espace.example"),
        ("administrator_name", "Ada Un"),
        ("administrator_email", "ada@espace.example"),
        ("administrator_name", "Bob Deux"),
        ("administrator_email", "Bob@espace.example"),
        ("curator_name", "Cid Trois"),
        ("curator_email", "cid@espace.example"),
    ];
    let id = maillage::spaces::SpaceId::random().to_string();
    let all = said.iter().map(|(field, value)| (*field, (*value).to_owned()));
    all.chain([("id", id)]).collect()
}

pub fn send(browser: &Visitor, path: &str, form: &[(&str, String)]) -> crate::app::Reply {
    let pairs: Vec<(&str, &str)> = form.iter().map(|(a, b)| (*a, b.as_str())).collect();
    browser.post(path, &pairs)
}

/// The two counters and how many rows stand behind each, by the page and by the API.
pub fn counters(app: &TestApp) -> (u64, u64) {
    let public = app.visitor();
    let told = public.get("/api/v1/spaces?limit=1").expect(200).json()["counts"].clone();
    let of = |state: &str| {
        let page = public.get(&format!("/spaces?state={state}"));
        let shown = format!("state&#x3D;{state}\" aria-current=\"true\">");
        let number = page.expect(200).body.split(&shown).nth(1).unwrap();
        let number: u64 = number.split('<').next().unwrap().parse().unwrap();
        assert_eq!(number, told[state].as_u64().unwrap(), "{state}");
        assert_eq!(rows(&page) as u64, number, "the list behind {state}");
        let all = public.get(&format!("/api/v1/spaces?state={state}&limit=100")).json();
        assert_eq!(all["items"].as_array().unwrap().len() as u64, number, "{state}");
        number
    };
    (of("active"), of("pending"))
}

#[test]
fn a_space_goes_from_request_to_active_and_the_two_counters_move() {
    let app = TestApp::start();
    let (root, steerer) =
        (admin(&app), app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]));
    let zoe = app.account("Zoé", "zoe@inrae.example", None, &[]);
    let browser = app.sign_in(&zoe);
    assert_eq!(counters(&app), (0, 0));

    browser.get("/spaces/new").expect(200);
    let request = form("inrae", "Data INRAE");
    for _ in 0..2 {
        send(&browser, "/spaces/new", &request).expect(303);
    }
    // Whether the institution itself asks is not known yet: nobody hears of it.
    assert_eq!(counters(&app), (0, 0));
    let space = find(&app, "inrae").unwrap();
    let desk = format!("/inbox/spaces/{}", space.id);
    for public in ["/spaces/data-inrae", "/api/v1/spaces/data-inrae"] {
        app.visitor().get(public).expect(404);
    }
    app.visitor().get("/institutions/inrae").expect(200).says_not("Data INRAE");
    browser.get(&format!("/spaces/{}/request", space.slug)).expect(200).says("Ada Un");
    browser.get(&desk).expect(404);
    app.mail_to("zoe@inrae.example");
    // Who is to administer it follows too, and nobody else.
    let follow = format!("/spaces/{}/request", space.slug);
    for (email, status) in [("ada@espace.example", 200), ("cid@espace.example", 404)] {
        app.sign_in(&app.account("Quelqu’un", email, None, &[])).get(&follow).expect(status);
    }

    // Each refusal says what is missing.
    root.post(&format!("{desk}/examination"), &[]).expect(303);
    let approval = [("alias", "inrae"), ("opens_on", "2026-04-01")];
    root.post(&format!("{desk}/origin"), &[]).expect(303);
    assert_eq!(counters(&app), (0, 1));
    let refused = root.post(&format!("{desk}/approval"), &approval);
    refused.expect(422).says("Tous les points ne sont pas vérifiés");
    check_all(&app, &app.actor(&steerer), &space.id);
    let refused = root.post(&format!("{desk}/approval"), &approval);
    refused.expect(422).says("convention signée et valide");
    let slug = convention(&app, &app.actor(&steerer), Concern::Spaces);
    sign(&app, &app.actor(&steerer), (&slug, "inrae", 400));
    root.post(&format!("{desk}/activation"), &[]).expect(422);
    root.post(&format!("{desk}/approval"), &[("alias", "INRAE !")]).expect(422).says("alias");
    root.post(&format!("{desk}/approval"), &approval).expect(303);
    assert_eq!(counters(&app), (0, 1));

    for _ in 0..2 {
        root.post(&format!("{desk}/activation"), &[]).expect(303);
    }
    assert_eq!(counters(&app), (1, 0));
    let page = app.visitor().get("/spaces/data-inrae?lang=en");
    page.expect(200).says("Data INRAE").says("active");
    assert!(page.links_to("/tickets/new?institution=inrae&topic=deposit_rdg"));
    assert!(page.links_to("/courses?topic=space_admin"));
    let told = app.mail_to("ada@espace.example").subject.replace('\u{a0}', " ");
    assert_eq!(told, "Data INRAE : espace ouvert");
    let acts: Vec<String> = app.read(|conn| {
        Ok(audit_events::table
            .filter(audit_events::subject_kind.eq("space"))
            .filter(audit_events::action.ne("space.check"))
            .order(audit_events::id)
            .select(audit_events::action)
            .load(conn)?)
    });
    assert_eq!(
        acts,
        ["space.request", "space.examine", "space.vouch", "space.approve", "space.activate"]
    );
}

#[test]
fn a_second_request_of_an_institution_is_refused_with_a_link_to_the_first() {
    let app = TestApp::start();
    let zoe = app.account("Zoé", "zoe@inrae.example", Some(NetworkRole::Coordinator), &[]);
    let actor = app.actor(&zoe);
    let first = asked(&app, &actor, "inrae");

    let page = send(&app.sign_in(&zoe), "/spaces/new", &form("inrae", "Un autre"));

    page.expect(422).says("a déjà un espace").says("Espace inrae");
    assert!(page.links_to(&format!("/spaces/{}", first.slug)));
    assert_eq!(page.value_of("name").as_deref(), Some("Un autre"));
    // Two at once: one is made.
    let (shared, now) = (app.app.clone(), app.now());
    let made: Vec<bool> = std::thread::scope(|scope| {
        let one = |n: usize| {
            let (shared, actor) = (shared.clone(), &actor);
            scope.spawn(move || {
                let wanted = draft("cnrs", &format!("CNRS {n}"));
                let done = shared.db.write_now(|conn| ops::request(conn, actor, &wanted, now));
                matches!(done, Ok(Requested::Made(_)))
            })
        };
        let all: Vec<_> = (0..4).map(one).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(made.iter().filter(|made| **made).count(), 1);
    assert_eq!(counters(&app), (0, 2));
}

#[test]
fn a_request_says_what_is_wrong_with_it_and_keeps_what_was_typed() {
    let app = TestApp::start();
    let zoe = app.account("Zoé", "zoe@inrae.example", None, &[]);
    let browser = app.sign_in(&zoe);

    let mut wrong = form("ipev", "");
    wrong.iter_mut().for_each(|(field, value)| match *field {
        "storage_gb" => *value = "beaucoup".into(),
        "curator_email" => *value = "nulle part".into(),
        _ => {}
    });
    let page = send(&browser, "/spaces/new", &wrong);

    page.expect(422).says("identifiant ROR").says("nombre entier").says("nom et l’adresse");
    assert_eq!(page.value_of("storage_gb").as_deref(), Some("beaucoup"));
    assert_eq!(page.value_of("curator_email").as_deref(), Some("nulle part"));
    assert_eq!(counters(&app), (0, 0));
}

#[test]
fn an_open_space_keeps_two_administrators_and_a_curator_and_the_database_says_so_too() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let space = open(&app, &app.actor(&steerer), "cnrs");
    let desk = format!("/inbox/spaces/{}", space.id);
    let people = app.read(|conn| Ok(queries::people_of(conn, &space.id)?));

    for person in &people {
        let page = root.post(&format!("{desk}/people/{}/end", person.id), &[]);
        page.expect(422).says("Nommez d’abord quelqu’un d’autre");
    }
    for change in [
        "administrators = 1",
        "curators = 0",
        "alias = NULL",
        "contact = ''",
        "state = 'suspended'",
        "state = 'closed', reason = 'x'",
    ] {
        let sql = format!("UPDATE spaces SET {change} WHERE id = '{}'", space.id);
        assert!(app.database.conn().batch_execute(&sql).is_err(), "{change}");
    }
    let another =
        [("role", "administrator"), ("person_name", "Dan Cinq"), ("person_email", "d@e.example")];
    root.post(&format!("{desk}/people"), &another).expect(303);
    root.post(&format!("{desk}/people/{}/end", people[0].id), &[]).expect(303);
    let now = app.read(|conn| Ok(queries::find(conn, &space.id)?));
    assert_eq!((now.administrators, now.curators), (2, 1));
}

#[test]
fn a_question_that_nobody_answers_reminds_and_ends_the_request() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    // A session ends before a request lapses.
    let root = || app.sign_in(&steerer);
    let zoe = app.account("Zoé", "zoe@inrae.example", None, &[]);
    let space = asked(&app, &app.actor(&zoe), "inrae");
    let (desk, browser) = (format!("/inbox/spaces/{}", space.id), app.sign_in(&zoe));
    let subjects = |app: &TestApp| -> Vec<String> {
        app.run_jobs();
        let mails = app.mails_to("zoe@inrae.example").into_iter();
        mails.map(|mail| mail.subject.replace('\u{a0}', " ")).skip(2).collect()
    };
    root().post(&format!("{desk}/examination"), &[]).expect(303);
    let ask = |body: &str| {
        let id = form_id();
        for _ in 0..2 {
            let form = [("question", id.as_str()), ("body", body)];
            root().post(&format!("{desk}/questions"), &form).expect(303);
        }
        id
    };
    let first = ask("Qui signe ?");
    root().post(&format!("{desk}/origin"), &[]).expect(303);
    assert_eq!(counters(&app), (0, 1));

    // Answered by page, the examination goes on and nobody is reminded.
    let answers = format!("/spaces/{}/answers", space.slug);
    browser.get(&format!("/spaces/{}/request", space.slug)).expect(200).says("Qui signe ?");
    let empty = [("question", first.as_str()), ("answer", " ")];
    browser.post(&answers, &empty).expect(422).says("Écrivez une réponse");
    let answer = [("question", first.as_str()), ("answer", "La présidente.")];
    for _ in 0..2 {
        browser.post(&answers, &answer).expect(303);
    }
    app.later(TimeDelta::days(95));
    assert_eq!(subjects(&app), ["Espace inrae : une information est demandée"]);
    root().get(&desk).expect(200).says("La présidente.");

    ask("Et la politique ?");
    for days in [14, 2, 29, 31, 13, 2] {
        app.later(TimeDelta::days(days));
        app.run_jobs();
    }
    assert_eq!(
        subjects(&app)[1..],
        [
            "Espace inrae : une information est demandée".to_owned(),
            "Rappel, Espace inrae : une réponse est attendue".to_owned(),
            "Rappel, Espace inrae : une réponse est attendue".to_owned(),
            "Dernier rappel, Espace inrae : sans réponse, classement le 04/09/2026".to_owned(),
            "Espace inrae : demande classée sans suite".to_owned(),
        ]
    );
    assert_eq!(find(&app, "inrae").map(|one| one.state), None);
    app.visitor().get(&format!("/spaces/{}", space.slug)).expect(404);
    assert_eq!(counters(&app), (0, 0));
    // The institution may ask again.
    send(&app.sign_in(&zoe), "/spaces/new", &form("inrae", "Data INRAE")).expect(303);
}

#[test]
fn a_space_is_suspended_resumed_and_closed_with_a_successor() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let (space, next) = (open(&app, &actor, "cnrs"), open(&app, &actor, "inria"));
    let slug = convention(&app, &actor, Concern::Spaces);
    sign(&app, &actor, (&slug, "cnrs", 400));
    let desk = format!("/inbox/spaces/{}", space.id);
    let public = app.visitor();

    root.post(&format!("{desk}/suspension"), &[("reason", "court")]).expect(422);
    let why = [("reason", "Plus personne ne cure les dépôts.")];
    root.post(&format!("{desk}/suspension"), &why).expect(303);
    let page = public.get(&format!("/spaces/{}", space.slug));
    page.expect(200).says("reste lisible").says_not("Plus personne");
    assert_eq!(counters(&app), (1, 0));
    assert!(app.mail_to("ada@espace.example").text.contains("Plus personne ne cure"));
    root.post(&format!("{desk}/resumption"), &[]).expect(303);
    assert_eq!(counters(&app), (2, 0));

    let mut end = vec![("reason", "Les deux établissements fusionnent."), ("data_goes", "")];
    root.post(&format!("{desk}/closure"), &end).expect(422).says("où vont les données");
    end[1].1 = "Les jeux de données rejoignent l’espace d’Inria.";
    let itself = space.id.to_string();
    end.push(("successor", &itself));
    root.post(&format!("{desk}/closure"), &end).expect(422).says("un autre espace actif");
    let successor = next.id.to_string();
    end[2].1 = &successor;
    root.post(&format!("{desk}/closure"), &end).expect(303);
    let page = public.get(&format!("/spaces/{}", space.slug));
    page.expect(200).says("rejoignent l’espace d’Inria").says("Espace inria");
    assert!(page.links_to(&format!("/spaces/{}", next.slug)));
    assert_eq!(counters(&app), (1, 0));
    assert_eq!(rows(&public.get("/spaces?state=closed")), 1);
    let closed = app.read(|conn| Ok(queries::find(conn, &space.id)?));
    assert_eq!(closed.state, State::Closed);
}

#[test]
fn whoever_was_at_the_course_counts_as_trained() {
    let app = TestApp::start();
    let (root, school) = (admin(&app), School::new(&app));
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let space = asked(&app, &app.actor(&steerer), "inrae");
    let desk = format!("/inbox/spaces/{}", space.id);
    let session = school.give(&app, 5);
    let cid = enrol(&app, &session, "Cid Trois");
    app.write(|conn| {
        let own = courses::table.find(&school.course);
        diesel::update(own)
            .set(courses::topic_codes.eq("space_admin,deposit_rdg"))
            .execute(conn)?;
        let email =
            format!("UPDATE enrolments SET email = 'cid@espace.example' WHERE id = '{}'", cid.id);
        Ok(conn.batch_execute(&email)?)
    });
    let owner = steerer.id.to_string();
    let tick = [("owner", owner.as_str()), ("due_on", "2026-03-20"), ("done", "1")];

    root.get(&desk).expect(200).says("inscription à la formation");
    let page = root.post(&format!("{desk}/checks/curation"), &tick);
    page.expect(422).says("n’a suivi la formation");
    assert!(page.body.contains("id=\"due-curation\" name=\"due_on\" value=\"2026-03-20\""));
    let nobody = [("done", "1")];
    root.post(&format!("{desk}/checks/storage"), &nobody).expect(422).says("une date");

    let meeting: String = app.read(|conn| {
        let of = session_meetings::table.filter(session_meetings::session_id.eq(&session));
        Ok(of.select(session_meetings::id).first(conn)?)
    });
    let now = app.now();
    app.write(|conn| {
        diesel::insert_into(attendance::table)
            .values((
                attendance::meeting_id.eq(&meeting),
                attendance::half.eq("day"),
                attendance::enrolment_id.eq(&cid.id),
                attendance::state.eq(Presence::Present),
                attendance::marked_at.eq(now),
            ))
            .execute(conn)?;
        Ok(())
    });
    root.get(&desk).expect(200).says("formé le 24/03/2026");
    root.post(&format!("{desk}/checks/curation"), &tick).expect(303);
}

#[test]
fn a_space_does_not_open_once_its_convention_is_over() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let (actor, root) = (app.actor(&steerer), app.sign_in(&steerer));
    let space = asked(&app, &actor, "inrae");
    let desk = format!("/inbox/spaces/{}", space.id);
    root.post(&format!("{desk}/examination"), &[]).expect(303);
    check_all(&app, &actor, &space.id);
    let slug = convention(&app, &actor, Concern::Spaces);
    sign(&app, &actor, (&slug, "inrae", 10));
    let agreed = [("alias", "inrae"), ("opens_on", "2026-03-20")];
    root.post(&format!("{desk}/approval"), &agreed).expect(303);
    app.later(TimeDelta::days(12));

    let open = format!("{desk}/activation");
    root.post(&open, &[]).expect(422).says("convention signée et valide");

    sign(&app, &actor, (&slug, "inrae", 400));
    root.post(&open, &[]).expect(303);
    assert_eq!(find(&app, "inrae").unwrap().state, State::Active);
}

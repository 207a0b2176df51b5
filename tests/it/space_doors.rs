//! Who may ask for a space without an account, and for which institution.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use maillage::accounts::NetworkRole;
use maillage::conventions::Concern;
use maillage::db::schema::{accounts, audit_events, institution_domains, space_arrivals};
use maillage::spaces::queries;

use crate::app::{TestApp, Visitor};
use crate::decisions_cast::admin;
use crate::spaces::{counters, form, send};
use crate::spaces_cast::{asked, check_all, convention, find, sign};
use crate::tickets::form_id;

/// The way that the last mail to an address shows.
fn way_in(app: &TestApp, email: &str) -> String {
    app.run_jobs();
    let mail = app.mails_to(email).pop().unwrap();
    let from = mail.text.find("/spaces/arrivals/").expect("a link");
    mail.text[from..].split_whitespace().next().unwrap().to_owned()
}

fn known(app: &TestApp, email: &str) -> bool {
    app.read(|conn| {
        let found: i64 =
            accounts::table.filter(accounts::email.eq(email)).count().get_result(conn)?;
        Ok(found == 1)
    })
}

fn domains(app: &TestApp, institution: &str) -> Vec<String> {
    app.read(|conn| Ok(queries::domains_of(conn, institution)?))
}

fn events(app: &TestApp, action: &str) -> usize {
    app.read(|conn| {
        let all = audit_events::table.filter(audit_events::action.eq(action)).count();
        Ok(usize::try_from(all.get_result::<i64>(conn)?).unwrap())
    })
}

#[test]
fn somebody_without_an_account_gets_a_link_and_asks_for_a_space() {
    let app = TestApp::start();
    let browser = app.visitor();
    browser.get("/spaces/new").expect(200).says("recevez par courriel un lien");

    let wrong = [("asker_name", ""), ("asker_email", "nulle part")];
    let page = browser.post("/spaces/new", &wrong);
    page.expect(422).says("Écrivez un nom");
    assert_eq!(page.value_of("asker_email").as_deref(), Some("nulle part"));
    let right = [("asker_name", "Zoé Reine"), ("asker_email", "Zoe@inrae.example")];
    browser.post("/spaces/new", &right).expect(200).says("Zoe@inrae.example");
    assert!(!known(&app, "zoe@inrae.example"), "nobody typed an account into being");
    let way = way_in(&app, "zoe@inrae.example");
    for _ in 0..2 {
        browser.get(&way).expect(200);
    }
    assert_eq!(browser.post(&way, &[]).expect(303).location(), "/spaces/new");
    assert!(known(&app, "zoe@inrae.example"));
    app.visitor().post(&way, &[]).expect(410);
    app.visitor().get(&way).expect(410);

    send(&browser, "/spaces/new", &form("inrae", "Data INRAE")).expect(303);
    assert_eq!(counters(&app), (0, 0), "her address is not known to be the institution's");
    browser.get("/spaces/data-inrae/request").expect(200).says("Ada Un");
    assert_eq!(events(&app, "space.ask_link"), 1);
}

#[test]
fn whoever_is_named_administrator_opens_what_they_are_mailed_about() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let root = app.sign_in(&steerer);
    let space = asked(&app, &app.actor(&steerer), "inrae");
    root.post(&format!("/inbox/spaces/{}/examination", space.id), &[]).expect(303);

    let (way, ada) = (way_in(&app, "ada@espace.example"), app.visitor());
    let follow = format!("/spaces/{}/request", space.slug);
    assert_eq!(ada.post(&way, &[]).expect(303).location(), follow);
    ada.get(&follow).expect(200).says("Bob Deux");

    // Who has an account signs in as ever.
    let form = [("question", form_id()), ("body", "Qui signe ?".to_owned())];
    send(&root, &format!("/inbox/spaces/{}/questions", space.id), &form).expect(303);
    app.run_jobs();
    let mail = app.mails_to("ada@espace.example").pop().unwrap();
    assert!(mail.text.contains(&follow) && !mail.text.contains("/arrivals/"), "{}", mail.text);
    ada.get(&follow).expect(200).says("Qui signe");
    // Bob's first link lies in an old mail: it ends.
    app.later(chrono::TimeDelta::days(61));
    app.run_jobs();
    let left: i64 = app.read(|conn| Ok(space_arrivals::table.count().get_result(conn)?));
    assert!(left < 4, "{left} links are kept");
}

#[test]
fn a_request_from_elsewhere_is_checked_and_does_not_stand_in_the_way() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let eve = app.account("Eve", "eve@ailleurs.example", None, &[]);
    let zoe = app.account("Zoé", "zoe@labo.inrae.example", None, &[]);
    let edit = "/institutions/inrae/edit";
    let known = |domains: &str| {
        let page = root.get(edit);
        let name = page.expect(200).value_of("name").unwrap();
        let ror = page.value_of("ror").unwrap();
        [("name", name), ("ror", ror), ("domains", domains.to_owned())]
    };
    send(&root, edit, &known("gmail.com")).expect(422).says("qui ne sont qu’à l’établissement");
    send(&root, edit, &known("@INRAE.example")).expect(303);
    assert_eq!(domains(&app, "inrae"), ["inrae.example"]);
    send(&root, "/institutions/cnrs/edit", &known("inrae.example")).expect(422);

    let (first, again) = (app.sign_in(&eve), form("inrae", "Faux INRAE"));
    for _ in 0..2 {
        send(&first, "/spaces/new", &again).expect(303);
    }
    let fake = find(&app, "inrae").unwrap();
    let refused = send(&first, "/spaces/new", &form("inrae", "Encore"));
    refused.expect(422).says("a déjà un espace");
    assert!(refused.links_to(&format!("/spaces/{}/request", fake.slug)));
    root.get("/inbox/spaces").expect(200).says("Origine à vérifier");
    let desk = format!("/inbox/spaces/{}", fake.id);
    root.get(&desk).expect(200).says("n’est pas connue comme une adresse");
    root.post(&format!("{desk}/examination"), &[]).expect(303);
    check_all(&app, &app.actor(&steerer), &fake.id);
    let slug = convention(&app, &app.actor(&steerer), Concern::Spaces);
    sign(&app, &app.actor(&steerer), (&slug, "inrae", 400));
    let approval = [("alias", "inrae"), ("opens_on", "2026-04-01")];
    root.post(&format!("{desk}/approval"), &approval).expect(422).says("Vérifiez d’abord");

    send(&app.sign_in(&zoe), "/spaces/new", &form("inrae", "Data INRAE")).expect(303);
    let real = find(&app, "inrae").unwrap();
    assert_eq!((real.name.as_str(), real.unsure), ("Data INRAE", false));
    root.post(&format!("{desk}/origin"), &[]).expect(422).says("a déjà un espace");
    // Another one is vouched for, with its domain.
    let other = app.account("Dan", "dan@cnrs.example", None, &[]);
    send(&app.sign_in(&other), "/spaces/new", &form("cnrs", "CNRS")).expect(303);
    let desk = format!("/inbox/spaces/{}", find(&app, "cnrs").unwrap().id);
    for _ in 0..2 {
        root.post(&format!("{desk}/origin"), &[("domain", "cnrs.example")]).expect(303);
    }
    assert!(!find(&app, "cnrs").unwrap().unsure);
    assert_eq!(domains(&app, "cnrs"), ["cnrs.example"]);
    assert_eq!(events(&app, "space.vouch"), 1);
    assert_eq!(events(&app, "institution.changed"), 1);
}

#[test]
fn an_institution_is_corrected_and_its_old_name_still_finds_it() {
    let app = TestApp::start();
    let root = admin(&app);
    let edit = "/institutions/inrae/edit";
    let before = root.get(edit).expect(200).value_of("name").unwrap();
    let ror = root.get(edit).value_of("ror").unwrap();
    let cnrs = root.get("/institutions/cnrs/edit").value_of("ror").unwrap();

    root.post(edit, &[("name", "INRAE neuf"), ("ror", &cnrs)])
        .expect(422)
        .says("déjà cet identifiant");
    root.post(edit, &[("name", "INRAE neuf"), ("ror", "12")]).expect(422).says("identifiant ROR");
    root.post(edit, &[("name", "INRAE neuf"), ("parent", "inrae")]).expect(422);
    for _ in 0..2 {
        let fields = [("name", "INRAE neuf"), ("ror", ror.as_str()), ("regions", "44")];
        root.post(edit, &fields).expect(303);
    }

    app.visitor().get("/institutions/inrae").expect(200).says("INRAE neuf");
    for name in [before.as_str(), "INRAE neuf"] {
        assert_eq!(app.app.vocabularies().institution_named(name).unwrap().slug, "inrae");
    }
    assert_eq!(events(&app, "institution.changed"), 1);
    let now = app.now();
    app.write(|conn| maillage::network::ops::load_embedded(conn, now));
    app.app.shelf().refresh(&app.app.db).unwrap();
    app.visitor().get("/institutions/inrae").expect(200).says("INRAE neuf");
    app.visitor().get(edit).expect(303);
    app.sign_in(&app.account("E", "e@e.example", None, &[])).get(edit).expect(404);
}

#[test]
fn an_institution_that_no_list_has_is_named_made_and_chosen() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Coordinator), &[]);
    let (root, zoe) = (app.sign_in(&steerer), app.account("Zoé", "zoe@mer.example", None, &[]));
    let browser = app.sign_in(&zoe);
    browser.post("/institutions/wishes", &[("name", "")]).expect(422).says("Écrivez un nom");
    let id = form_id();
    for _ in 0..2 {
        let wish = [("id", id.as_str()), ("name", "Institut de la mer"), ("ror", "012345678")];
        browser.post("/institutions/wishes", &wish).expect(303);
    }
    app.run_jobs();
    let mails = app.mails_to("r@r.example");
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains(&format!("/institutions/new?wish={id}")));
    root.get("/institutions").expect(200).says("Institut de la mer").says("zoe@mer.example");

    let page = root.get(&format!("/institutions/new?wish={id}"));
    assert_eq!(page.expect(200).value_of("name").as_deref(), Some("Institut de la mer"));
    let made = [
        ("wish", id.as_str()),
        ("name", "Institut de la mer"),
        ("ror", "https://ror.org/012345678"),
        ("domains", "mer.example"),
    ];
    for _ in 0..2 {
        let reply = root.post("/institutions/new", &made);
        assert_eq!(reply.expect(303).location(), "/institutions/institut-de-la-mer");
    }

    app.run_jobs();
    let mail = app.mails_to("zoe@mer.example").pop().unwrap();
    assert!(mail.text.contains("/spaces/new?institution=institut-de-la-mer"), "{}", mail.text);
    let page = browser.get("/spaces/new?institution=institut-de-la-mer").expect(200).body.clone();
    assert!(page.contains("value=\"institut-de-la-mer\" selected"), "it is chosen");
    send(&browser, "/spaces/new", &form("institut-de-la-mer", "Mer")).expect(303);
    assert!(!find(&app, "institut-de-la-mer").unwrap().unsure);
    root.get("/institutions").expect(200).says_not("zoe@mer.example");
    assert_eq!(events(&app, "institution.added"), 1);
    // Whoever names what the list has is led to it.
    let known = browser.post("/institutions/wishes", &[("name", "X"), ("ror", "012345678")]);
    assert_eq!(known.expect(303).location(), "/spaces/new?institution=institut-de-la-mer");
}

#[test]
fn the_database_keeps_one_sure_request_of_an_institution() {
    let app = TestApp::start();
    let zoe = app.account("Zoé", "zoe@inrae.example", None, &[]);
    let first = asked(&app, &app.actor(&zoe), "inrae");
    let root = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    send(&app.sign_in(&root), "/spaces/new", &form("inrae", "Deux")).expect(303);

    let sql = format!("UPDATE spaces SET unsure = FALSE WHERE id = '{}'", first.id);

    assert!(app.database.conn().batch_execute(&sql).is_err());
    let none: i64 = app.read(|conn| Ok(institution_domains::table.count().get_result(conn)?));
    assert_eq!(none, 0);
}

/// Adds an entry to a vocabulary.
fn add(root: &Visitor, name: &str, fields: &[(&str, &str)]) -> crate::app::Reply {
    root.post(&format!("/admin/vocabularies/{name}/new"), fields)
}

#[test]
fn a_new_entry_of_a_vocabulary_is_offered_at_once() {
    let app = TestApp::start();
    let root = admin(&app);
    let labels = [("label_fr", "Jumeaux numériques"), ("label_en", "Digital twins")];
    let with = |more: &[(&'static str, &'static str)]| [&labels[..], more].concat();

    add(&root, "topics", &with(&[("code", "É"), ("line", "thematic")])).expect(422).says("un code");
    add(&root, "topics", &with(&[("code", "twins")])).expect(422).says("Choisissez");
    add(&root, "topics", &with(&[("code", "eln"), ("line", "thematic")])).expect(422);
    add(&root, "topics", &with(&[("code", "twins"), ("line", "thematic")])).expect(303);
    add(&root, "topics", &with(&[("code", "twins"), ("line", "thematic")])).expect(422);
    add(&root, "services", &with(&[("code", "twins")])).expect(303);
    add(&root, "disciplines", &with(&[("code", "1.1+twins"), ("parent", "1.1")])).expect(303);
    add(&root, "regions", &with(&[("code", "99")])).expect(404);

    app.visitor().get("/tickets/new").expect(200).says("Jumeaux numériques");
    let found = app.visitor().get("/api/v1/vocabularies/topics?q=digital%20twins").json();
    assert_eq!(found["items"][0]["code"], "twins");
    root.get("/admin/vocabularies/topics/twins").expect(200);
    assert_eq!(events(&app, "vocabulary.term_added"), 3);
}

#[test]
fn whoever_is_given_something_to_check_is_mailed_and_two_administrators_are_trained() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let kim = app.account("Kim", "kim@r.example", Some(NetworkRole::Coordinator), &[]);
    let root = app.sign_in(&steerer);
    let space = asked(&app, &app.actor(&steerer), "inrae");
    let check = |item: &str, form: &[(&str, &str)]| {
        root.post(&format!("/inbox/spaces/{}/checks/{item}", space.id), form)
    };
    let id = kim.id.to_string();
    let due = [("owner", id.as_str()), ("due_on", "2026-04-01")];

    for _ in 0..2 {
        check("sandbox", &due).expect(303);
    }
    check("datasets", &[("owner", &steerer.id.to_string())]).expect(303);
    let done = [due[0], due[1], ("done", "1")];
    check("administrators", &done).expect(422).says("Moins de deux administrateurs");
    check("administrators", &[done[0], done[1], done[2], ("note", "Inscrits au mois prochain.")])
        .expect(303);

    app.run_jobs();
    let told: Vec<_> = app
        .mails_to("kim@r.example")
        .into_iter()
        .filter(|mail| mail.subject.contains("vérifier"))
        .collect();
    assert_eq!(told.len(), 1, "once, and not for what is done");
    assert!(told[0].subject.contains("avant le 01/04/2026"), "{}", told[0].subject);
    assert!(told[0].text.contains("bac à sable"), "{}", told[0].text);
    let own = app.mails_to("r@r.example").into_iter();
    assert_eq!(own.filter(|mail| mail.subject.contains("vérifier")).count(), 0);
}

#[test]
fn a_depositor_is_told_of_the_space_of_their_institution() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let space = crate::spaces_cast::open(&app, &app.actor(&steerer), "cnrs");
    let own = format!("/spaces/{}", space.slug);

    let page = app.visitor().get("/tickets/new?institution=cnrs&topic=deposit_rdg");
    assert!(page.expect(200).links_to(&own));
    for other in ["institution=inria&topic=deposit_rdg", "institution=cnrs&topic=eln"] {
        let page = app.visitor().get(&format!("/tickets/new?{other}"));
        assert!(!page.expect(200).links_to(&own), "{other}");
    }

    let asked = maillage::tickets::Question {
        institutions: vec!["cnrs".into()],
        topic: Some("deposit_rdg".into()),
        ..crate::tickets::question("Où déposer ?")
    };
    let ticket = app.ask(asked, true);
    let follow = maillage::tickets::mail::follow_path(&app.app.signer, &ticket);
    assert!(app.visitor().get(&follow).expect(200).links_to(&own));
}

#[test]
fn whom_a_stranger_names_hears_nothing_of_the_space_that_the_institution_has() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let eve = app.account("Eve", "eve@ailleurs.example", None, &[]);
    let mut request = form("inrae", "Faux INRAE");
    for (field, value) in &mut request {
        if field.ends_with("_email") {
            *value = format!("{}@ailleurs.example", value.split('@').next().unwrap());
        }
    }
    send(&app.sign_in(&eve), "/spaces/new", &request).expect(303);
    let fake = find(&app, "inrae").unwrap();
    root.post(&format!("/inbox/spaces/{}/refusal", fake.id), &[("reason", "trop court")])
        .expect(303);
    send(&app.sign_in(&eve), "/spaces/new", &request).expect(303);
    request.retain(|(field, _)| *field != "id");
    request.push(("id", maillage::spaces::SpaceId::random().to_string()));
    send(&app.sign_in(&eve), "/spaces/new", &request).expect(303);
    let zoe = app.account("Zoé", "zoe@r.example", Some(NetworkRole::Coordinator), &[]);
    send(&app.sign_in(&zoe), "/spaces/new", &form("inrae", "Data INRAE")).expect(303);
    let real = app.read(|conn| Ok(queries::by_slug(conn, "data-inrae")?));
    let slug = convention(&app, &actor, Concern::Spaces);
    sign(&app, &actor, (&slug, "inrae", 20));

    let desk = format!("/inbox/spaces/{}", real.id);
    root.post(&format!("{desk}/examination"), &[]).expect(303);
    let question = [("question", &*form_id()), ("body", "Qui signe la convention ?")];
    root.post(&format!("{desk}/questions"), &question).expect(303);
    app.run_jobs();

    assert!(app.mail_to("bob@espace.example").text.contains("Convention spaces"));
    assert!(app.mails_to("ada@espace.example").iter().any(|m| m.text.contains("Qui signe")));
    assert_eq!(app.mails_to("ada@ailleurs.example").len(), 0, "of another space");
}

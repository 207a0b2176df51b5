//! Published answers: from a closed ticket to a page that two people answer for, and what readers do with it.

use chrono::TimeDelta;
use maillage::accounts::{Actor, NetworkRole, NodeRole};
use maillage::history;
use maillage::knowledge::ops::{self, Look};
use maillage::knowledge::{ArticleId, Variant, Wording, queries};
use maillage::tickets::Ticket;
use serde_json::json;

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::tickets::{form_id, question};
use crate::triage::{NODE, at, person};

pub fn wording(title: &str, body: &str) -> Wording {
    Wording {
        title_fr: title.into(),
        body_fr: body.into(),
        topics: vec!["restrict".into()],
        review_months: 12,
        ..Wording::default()
    }
}

fn publish(
    app: &TestApp,
    (writer, approver): (&Actor, &Actor),
    what: &Wording,
) -> (String, String) {
    let (id, node, now) = (ArticleId::new(), app.node_id(NODE), app.now());
    let words = app.app.vocabularies();
    app.write(|conn| {
        ops::write(conn, writer, (&id, &node), what, now)?;
        ops::propose(conn, writer, &words, (&id, Look::NotYet), now)?;
        ops::approve(conn, approver, &words, (&id, Look::NotYet), now)?;
        Ok((id.to_string(), queries::find(conn, &id)?.slug.unwrap()))
    })
}

/// A published article for the permission table: its id and its slug.
pub fn published(app: &TestApp, writer: &Actor, approver: &Actor) -> (String, String) {
    publish(app, (writer, approver), &wording("Une réponse", "Oui."))
}

/// An article that stands where the step at the end of an address can be taken.
pub fn standing(app: &TestApp, (writer, maker): (&Actor, &Actor), path: &str) -> String {
    let (id, node, now) = (ArticleId::new(), app.node_id(NODE), app.now());
    let words = app.app.vocabularies();
    let step = path.rsplit('/').next().unwrap();
    app.write(|conn| {
        ops::write(conn, writer, (&id, &node), &wording("Une réponse", "Oui."), now)?;
        if ["{id}", "history", "proposal", "disposal"].contains(&step) {
            return Ok(());
        }
        ops::propose(conn, writer, &words, (&id, Look::NotYet), now)?;
        if ["confirmation", "revision", "withdrawal"].contains(&step) {
            ops::approve(conn, maker, &words, (&id, Look::NotYet), now)?;
        }
        Ok(())
    });
    id.to_string()
}

/// Two people of the node, and the second one's browser.
pub struct Pair {
    pub ines: Account,
    pub yann: Account,
}

impl Pair {
    pub fn new(app: &TestApp) -> Self {
        let (staff, manager) = (NodeRole::Staff, NodeRole::Manager);
        Self { ines: person(app, "Inès Martin", staff), yann: person(app, "Yann Goff", manager) }
    }

    pub fn publish(&self, app: &TestApp, what: &Wording) -> (String, String) {
        publish(app, (&app.actor(&self.ines), &app.actor(&self.yann)), what)
    }
}

/// “Lever un embargo”, which INRAE answers in its own way.
pub fn sample(app: &TestApp) -> (String, String) {
    Pair::new(app).publish(app, &embargo())
}

pub fn embargo() -> Wording {
    let mut what = wording("Lever un embargo", "L’embargo ne se lève **pas** tout seul.");
    what.title_en = "Lift an embargo".into();
    what.body_en = "An embargo does not end by itself.".into();
    what.variants = vec![Variant {
        institution: "inrae".into(),
        body_fr: "Écrivez à la cellule Data INRAE.".into(),
        body_en: String::new(),
    }];
    what
}

pub fn article(id: &str, step: &str) -> String {
    format!("/inbox/articles/{id}{step}")
}

pub fn audited(app: &TestApp, kind: &str, id: &str) -> Vec<String> {
    let events = app.read(|conn| history::of(conn, kind, id, 50));
    let mut found: Vec<_> = events.into_iter().map(|event| event.action).collect();
    found.reverse();
    found
}

/// A ticket that was asked, answered and closed.
fn closed(app: &TestApp, staff: &Visitor) -> Ticket {
    let mut asked = question("Embargo de Lucie");
    asked.body = "Bonjour,\nJe suis Lucie Marchal (06 12 34 56 78). Comment lever un embargo ?\nCordialement,\nLucie".into();
    asked.topic = Some("restrict".into());
    let ticket = app.ask(asked, true);
    let id = form_id();
    let form = [
        ("id", &*id),
        ("body", "Bonjour Lucie,\nÀ la main, dans le jeu de données."),
        ("then", "theirs"),
    ];
    staff.post(&at(&ticket, "/answers"), &form).expect(303);
    staff
        .post(&at(&ticket, "/closure"), &[("outcome", "answered"), ("topic", "restrict")])
        .expect(303);
    ticket
}

fn fill(page: &Reply, id: &str, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let lock = page.value_of("lock").unwrap();
    let own = [("id", id), ("lock", &*lock), ("review_months", "12")];
    own.iter().chain(more).map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

fn save(by: &Visitor, form: &[(String, String)]) -> Reply {
    let form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    by.post("/inbox/articles", &form)
}

#[test]
fn a_closed_ticket_becomes_an_answer_that_a_second_person_publishes() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    let (ines, yann) = (app.sign_in(&pair.ines), app.sign_in(&pair.yann));
    let ticket = closed(&app, &ines);
    ines.get(&at(&ticket, "")).says("En faire une réponse publiée");

    let made = ines.post(&at(&ticket, "/article"), &[]);
    let id = made.location().rsplit('/').next().unwrap().to_owned();
    assert_eq!(ines.post(&at(&ticket, "/article"), &[]).location(), made.location());
    let draft = ines.follow(&made);
    draft.says("Ce que la machine a retiré").says("06 12 34 56 78").says("formule d’appel");
    assert!(draft.body.contains("Je suis [personne] ([téléphone])"), "{}", draft.text());
    let form = fill(
        &draft,
        &id,
        &[
            ("title_fr", "Comment lever un embargo ?"),
            ("body_fr", "À la main, dans le jeu de données."),
            ("topics", "restrict"),
        ],
    );
    save(&ines, &form).expect(303);
    ines.post(&article(&id, "/proposal"), &[]).expect(303);
    ines.post(&article(&id, "/approval"), &[]).expect(409).says("une autre personne");
    app.visitor().get("/articles/comment-lever-un-embargo").expect(404);
    yann.post(&article(&id, "/approval"), &[]).expect(303);
    yann.post(&article(&id, "/approval"), &[]).expect(303);

    let page = app.visitor().get("/articles/comment-lever-un-embargo");
    page.expect(200).says("À la main, dans le jeu de données.").says("ADOC");
    for secret in [ticket.reference.as_str(), "Lucie", "Inès", "Yann"] {
        page.says_not(secret);
    }
    let steps = ["article.draft", "article.change", "article.propose", "article.approve"];
    assert_eq!(audited(&app, "article", &id), steps);
    assert!(audited(&app, "ticket", ticket.id.as_str()).contains(&"ticket.article".to_owned()));
    let told: Vec<_> =
        app.queued().into_iter().filter(|(template, _)| template.starts_with("article")).collect();
    let expected = [("article_proposed", &pair.yann.email), ("article_approved", &pair.ines.email)];
    assert_eq!(told, expected.map(|(template, to)| (template.to_owned(), to.clone())));
    app.mail_to(&pair.yann.email).text.contains("Comment lever un embargo");
}

#[test]
fn an_open_ticket_is_no_answer_yet() {
    let app = TestApp::start();
    let ines = app.sign_in(&person(&app, "Inès Martin", NodeRole::Staff));
    let ticket = app.ticket("Encore ouverte");

    ines.get(&at(&ticket, "")).says_not("En faire une réponse publiée");
    ines.post(&at(&ticket, "/article"), &[]).expect(409).says("Seule une demande close");
}

#[test]
fn what_looks_personal_is_not_published_before_somebody_looked() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    let (ines, yann) = (app.sign_in(&pair.ines), app.sign_in(&pair.yann));
    let ticket = closed(&app, &ines);
    let made = ines.post(&at(&ticket, "/article"), &[]);
    let id = made.location().rsplit('/').next().unwrap().to_owned();
    let form = fill(
        &ines.follow(&made),
        &id,
        &[
            ("title_fr", "Embargo"),
            ("body_fr", "Demandez à Marchal, lucie@labo.example."),
            ("topics", "restrict"),
        ],
    );
    save(&ines, &form).expect(303);

    ines.get(&article(&id, ""))
        .says("Ressemble à des données personnelles")
        .says("lucie@labo.example");
    ines.post(&article(&id, "/proposal"), &[]).expect(409).says("données personnelles");
    ines.post(&article(&id, "/proposal"), &[("looked", "1")]).expect(303);
    yann.post(&article(&id, "/approval"), &[]).expect(409).says("données personnelles");
    yann.post(&article(&id, "/approval"), &[("looked", "1")]).expect(303);
}

#[test]
fn a_proposal_comes_back_with_a_reason_and_whoever_writes_in_it_does_not_approve() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    let (ines, yann) = (app.sign_in(&pair.ines), app.sign_in(&pair.yann));
    let id = standing(&app, (&app.actor(&pair.ines), &app.actor(&pair.yann)), "/approval");

    yann.post(&article(&id, "/return"), &[("reason", "  ")]).expect(422).says("Écrivez pourquoi");
    yann.post(&article(&id, "/return"), &[("reason", "Trop court.")]).expect(303);
    let page = ines.get(&article(&id, ""));
    page.says("Renvoyée par Yann Goff").says("Trop court.");
    assert!(app.mail_to(&pair.ines.email).text.contains("Trop court."));
    let form = [("title_fr", "Titre"), ("body_fr", "Plus long."), ("topics", "restrict")];
    save(&yann, &fill(&page, &id, &form)).expect(303);
    save(&yann, &fill(&page, &id, &form)).expect(409).says("entre-temps").says("Plus long.");
    ines.post(&article(&id, "/proposal"), &[]).expect(303);
    yann.post(&article(&id, "/approval"), &[]).expect(409);
    ines.post(&article(&id, "/approval"), &[]).expect(409);
    let chief = app.account("Chef", "chef@exemple.example", Some(NetworkRole::Coordinator), &[]);
    app.sign_in(&chief).post(&article(&id, "/approval"), &[]).expect(303);
}

#[test]
fn a_form_that_does_not_pass_keeps_what_was_typed() {
    let app = TestApp::start();
    let ines = app.sign_in(&person(&app, "Inès Martin", NodeRole::Staff));
    let node = app.node_id(NODE).to_string();
    let form = [
        ("id", &*ArticleId::new().to_string()),
        ("node", &*node),
        ("body_fr", "Le texte gardé"),
        ("review_months", "12"),
        ("topics", "nulle-part"),
        ("employer", "inconnu"),
        ("variant_fr", "Autrement"),
    ]
    .map(|(n, v)| (n.to_owned(), v.to_owned()));

    let page = save(&ines, &form);
    page.expect(422).says("Donnez un titre").says("trois sujets").says("un employeur de la liste");
    assert!(page.body.contains("Le texte gardé") && page.body.contains("Autrement"));
    let (id, _) = sample_draft(&app, &ines);
    ines.post(&article(&id, "/proposal"), &[]).expect(409).says("Il manque quelque chose");
}

/// A draft that has a title and nothing else.
fn sample_draft(app: &TestApp, by: &Visitor) -> (String, Reply) {
    let (id, node) = (ArticleId::new().to_string(), app.node_id(NODE).to_string());
    let form = [("id", &*id), ("node", &*node), ("title_fr", "Titre"), ("review_months", "6")];
    let form = form.map(|(n, v)| (n.to_owned(), v.to_owned()));
    save(by, &form).expect(303);
    save(by, &form).expect(303);
    let page = by.get(&article(&id, ""));
    (id, page)
}

#[test]
fn nodes_are_asked_whether_it_is_still_true() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    let (id, slug) = pair.publish(&app, &embargo());
    let asked = |app: &TestApp| {
        app.run_jobs();
        app.queued().into_iter().filter(|(template, _)| template == "article_due").count()
    };
    assert_eq!(asked(&app), 0);

    app.later(TimeDelta::days(366));
    let (ines, yann) = (app.sign_in(&pair.ines), app.sign_in(&pair.yann));
    assert_eq!((asked(&app), asked(&app)), (2, 2));
    let mail = app.mail_to(&pair.ines.email);
    assert!(mail.subject.contains("Lever un embargo") && mail.text.contains(&article(&id, "")));
    app.visitor()
        .get(&format!("/articles/{slug}"))
        .says("ne l’a pas encore été")
        .says("Vérification en retard");
    ines.get("/inbox/articles?list=due").says("Lever un embargo");
    yann.post(&article(&id, "/confirmation"), &[]).expect(303);
    yann.post(&article(&id, "/confirmation"), &[]).expect(303);

    ines.get("/inbox/articles?list=due").says_not("Lever un embargo").says("Tout est à jour");
    app.visitor().get(&format!("/articles/{slug}")).says_not("Vérification en retard");
    app.later(TimeDelta::days(40));
    assert_eq!(asked(&app), 2);
    let confirmed = audited(&app, "article", &id);
    assert_eq!(confirmed.iter().filter(|action| *action == "article.confirm").count(), 1);
}

#[test]
fn the_next_version_takes_the_place_of_the_one_before_when_it_is_approved() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    let (ines, yann) = (app.sign_in(&pair.ines), app.sign_in(&pair.yann));
    let (id, slug) = pair.publish(&app, &embargo());
    let reader = |words: &str| app.visitor().get(&format!("/articles/{slug}")).says(words).status;

    for _ in 0..2 {
        yann.post(&article(&id, "/revision"), &[("note", "Nouvelle procédure")]).expect(303);
    }
    let page = yann.get(&article(&id, ""));
    page.says("Version 2");
    let form = [
        ("title_fr", "Lever son embargo"),
        ("body_fr", "L’embargo se lève désormais tout seul."),
        ("topics", "restrict"),
        ("change_note", "Nouvelle procédure"),
    ];
    save(&yann, &fill(&page, &id, &form)).expect(303);
    yann.post(&article(&id, "/proposal"), &[]).expect(303);
    reader("L’embargo ne se lève pas tout seul.");
    app.later(TimeDelta::days(1));
    ines.post(&article(&id, "/approval"), &[]).expect(303);

    reader("L’embargo se lève désormais tout seul.");
    let history = ines.get(&article(&id, "/history"));
    history
        .says("Version 1")
        .says("Remplacée")
        .says("Nouvelle procédure")
        .says("Approuvée par Inès Martin");
    assert!(history.body.contains("désormais"), "{}", history.text());
    assert!(history.body.contains("<del>") && history.body.contains("<ins>"));
    app.visitor().get("/knowledge?q=d%C3%A9sormais").says("Lever son embargo");
    let whole = app.visitor().get(&format!("/api/v1/articles/{slug}")).json();
    assert_eq!((&whole["version"], &whole["languages"]), (&json!(2), &json!(["fr"])));
}

#[test]
fn what_is_withdrawn_is_gone_for_readers_and_can_come_back() {
    let app = TestApp::start();
    let pair = Pair::new(&app);
    let (ines, yann) = (app.sign_in(&pair.ines), app.sign_in(&pair.yann));
    let (id, slug) = pair.publish(&app, &embargo());

    ines.post(&article(&id, "/withdrawal"), &[]).expect(422).says("Écrivez pourquoi");
    ines.post(&article(&id, "/withdrawal"), &[("reason", "Faux depuis mars.")]).expect(303);
    let visitor = app.visitor();
    visitor.get(&format!("/articles/{slug}")).expect(404);
    visitor.get(&format!("/api/v1/articles/{slug}")).expect(404);
    visitor.get("/knowledge?q=embargo").says("Aucune réponse publiée ne correspond");
    assert!(!visitor.get("/sitemap.xml").body.contains(&slug));
    ines.get("/inbox/articles?list=withdrawn").says("Lever un embargo");
    ines.get(&article(&id, "")).says("Faux depuis mars.");

    ines.post(&article(&id, "/revision"), &[]).expect(303);
    ines.get("/inbox/articles?list=withdrawn").says_not("Lever un embargo");
    ines.post(&article(&id, "/proposal"), &[]).expect(303);
    yann.post(&article(&id, "/approval"), &[]).expect(303);
    visitor.get(&format!("/articles/{slug}")).expect(200);
}

#[test]
fn a_draft_that_is_thrown_away_leaves_the_ticket_free() {
    let app = TestApp::start();
    let ines = app.sign_in(&person(&app, "Inès Martin", NodeRole::Staff));
    let ticket = closed(&app, &ines);
    let first = ines.post(&at(&ticket, "/article"), &[]).location().to_owned();

    ines.post(&format!("{first}/disposal"), &[]).expect(303);
    ines.get(&first).expect(404);
    assert_ne!(ines.post(&at(&ticket, "/article"), &[]).location(), first);
}

//! The form of an open call changes: what it weighs, who is told, what becomes of drafts and of what was filed.

use chrono::TimeDelta;
use maillage::applications::queries as applications;
use maillage::calls::{Call, queries};
use maillage::questionnaires::queries as forms;

use crate::app::{Reply, TestApp, Visitor};
use crate::applications_cast::{applicant, complete, hash};
use crate::calls_cast::{coordinator, find, open};

struct Desk<'a> {
    app: &'a TestApp,
    browser: Visitor,
    call: Call,
}

impl Desk<'_> {
    fn path(&self, path: &str) -> String {
        format!("/inbox/calls/{}/form{path}", self.call.id)
    }

    fn step(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        let call = find(self.app, &self.call.id);
        let draft = self.app.read(|conn| forms::draft_of(conn, &call.questionnaire_id)).unwrap();
        let (version, lock) = (draft.id.to_string(), draft.lock_version.to_string());
        let mut whole = vec![("version", version.as_str()), ("lock", lock.as_str())];
        whole.extend(form);
        self.browser.post(&self.path(path), &whole)
    }

    fn publish(&self, reason: &str) -> Reply {
        self.browser.post(&self.path("/revision/publication"), &[("reason", reason)])
    }
}

fn desk(app: &TestApp) -> Desk<'_> {
    let (ada, browser) = coordinator(app, "Ada");
    let call = open(app, &app.actor(&ada), "Ateliers");
    Desk { app, browser, call }
}

#[test]
fn t78_a_change_in_earnest_tells_all_owners_and_leaves_them_time_and_what_was_filed_alone() {
    let app = TestApp::start();
    let desk = desk(&app);
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let (draft, filed) = (complete(&app, &desk.call, &lea), complete(&app, &desk.call, &omar));
    let read = hash(&theirs, &filed);
    theirs.post(&format!("/applications/{filed}/filing"), &[("sha256", &read)]).expect(303);
    let document =
        theirs.get(&format!("/applications/{filed}/receipts/1/document.json")).bytes.clone();
    let closes = desk.call.terms.closes_at.unwrap();
    app.later(closes - TimeDelta::days(2) - app.now());

    desk.browser.get(&desk.path("")).says("Modifier le formulaire").says_not("Ajouter une section");
    for _ in 0..2 {
        desk.browser.post(&desk.path("/revision"), &[]).expect(303);
    }
    desk.step(
        "/items",
        &[("section", "projet"), ("kind", "long_text"), ("label_fr", "Calendrier")],
    )
    .expect(303);
    desk.step("/items/calendrier", &[("label_fr", "Calendrier"), ("required", "1")]).expect(303);
    desk.browser
        .get(&desk.path(""))
        .says("Nouvelle version en préparation")
        .says("change le fond")
        .says("la clôture sera reportée");
    own.get(&format!("/applications/{draft}/filing")).says("Toutes les réponses attendues sont là");
    desk.publish("Court").expect(409);
    desk.publish("Le comité veut connaître votre calendrier").expect(303);

    for owner in [&lea, &omar] {
        assert!(app.mail_to(&owner.email).text.contains("veut connaître votre calendrier"));
        assert!(app.mail_to(&owner.email).text.contains("La clôture est reportée"));
    }
    let after = find(&app, &desk.call.id);
    assert!(after.terms.closes_at.unwrap() >= closes + TimeDelta::days(3));
    own.get(&format!("/applications/{draft}"))
        .says("Le formulaire a changé le")
        .says("Calendrier ajoutée – change le fond");
    own.get(&format!("/applications/{draft}/filing")).says("Calendrier Répondez à cette question");
    let there = format!("/applications/{filed}");
    let same = theirs.get(&format!("{there}/receipts/1/document.json")).bytes.clone();
    assert_eq!(same, document, "byte by byte");
    theirs.get(&there).says("Déposée").says("Le formulaire a changé depuis votre dépôt");
    theirs.post(&format!("{there}/version"), &[]).expect(303);
    theirs.get(&format!("{there}/filing")).says("Calendrier Répondez à cette question");
    assert_eq!(theirs.get(&format!("{there}/receipts/1/document.json")).bytes, document);
}

#[test]
fn what_only_changes_words_tells_nobody_and_what_is_new_needs_a_reason() {
    let app = TestApp::start();
    let desk = desk(&app);
    let (lea, own) = applicant(&app, "Léa");
    let draft = complete(&app, &desk.call, &lea);
    desk.browser.post(&desk.path("/revision"), &[]).expect(303);
    let named = [
        ("label_fr", "Nom du futur atelier"),
        ("required", "1"),
        ("limit_most", "150"),
        ("limit_unit", "characters"),
        ("limit_hard", "1"),
        ("maps_to", "node.name"),
    ];
    desk.step("/items/nom", &named).expect(303);
    desk.browser.get(&desk.path("")).says("sans conséquence");
    desk.publish("").expect(303);
    assert!(app.mails_to(&lea.email).is_empty());
    own.get(&format!("/applications/{draft}/sections/projet")).says("Nom du futur atelier");
    own.get(&format!("/applications/{draft}")).says_not("Le formulaire a changé");

    desk.browser.post(&desk.path("/revision"), &[]).expect(303);
    desk.step("/items", &[("section", "projet"), ("kind", "url"), ("label_fr", "Carnet")])
        .expect(303);
    desk.publish("").expect(409);
    desk.browser.post(&desk.path("/revision/removal"), &[]).expect(303);
    desk.publish("Une question facultative de plus").expect(404);
    desk.browser.post(&desk.path("/revision"), &[]).expect(303);
    desk.step("/items", &[("section", "projet"), ("kind", "url"), ("label_fr", "Carnet")])
        .expect(303);
    desk.publish("Une question facultative de plus").expect(303);
    assert!(app.mail_to(&lea.email).text.contains("Une question facultative"));
    let weights = app.read(|conn| Ok(queries::amendments_of(conn, &desk.call.id)?));
    let weights: Vec<_> = weights.iter().map(|one| one.weight.as_str()).collect();
    assert_eq!(weights, ["free", "notice"]);
    assert_eq!(find(&app, &desk.call.id).terms.closes_at, desk.call.terms.closes_at);
    let version = app.read(|conn| Ok(applications::find(conn, &draft)?.version_id));
    assert_eq!(version, find(&app, &desk.call.id).version_id);
}

#[test]
fn t78_an_answer_that_is_no_longer_among_the_choices_is_to_be_given_anew() {
    let app = TestApp::start();
    let desk = desk(&app);
    let (lea, own) = applicant(&app, "Léa");
    let draft = complete(&app, &desk.call, &lea);
    own.get(&format!("/applications/{draft}/filing")).says("Toutes les réponses attendues sont là");
    desk.browser.post(&desk.path("/revision"), &[]).expect(303);
    let choices = "sessions | Sessions par an\nparticipants | Personnes par an";
    let fewer = [
        ("label_fr", "Indicateur"),
        ("required", "1"),
        ("choices", choices),
        ("maps_to", "commitment.indicator"),
    ];
    desk.step("/items/indicateur", &fewer).expect(303);
    desk.publish("Les questions ne se promettent plus").expect(303);

    let page = own.get(&format!("/applications/{draft}/filing"));
    page.says("Indicateur Choisissez dans la liste")
        .says_not("Toutes les réponses attendues sont là");
    let read = page.value_of("sha256").unwrap_or_default();
    own.post(&format!("/applications/{draft}/filing"), &[("sha256", &read)]).expect(409);
}

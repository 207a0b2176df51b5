//! Several who write one application at once, and pages that are older than what is kept.

use chrono::TimeDelta;
use maillage::applications::{ApplicationId, PartnerState, queries};
use serde_json::{Value, json};

use crate::app::{TestApp, Visitor};
use crate::applications_cast::{Scene, applicant, begun, complete, invite};
use crate::applications_letters::partner;

/// Saves some fields of the project as a script does.
fn quietly(browser: &Visitor, id: &ApplicationId, fields: &[(&str, &str)]) -> Value {
    let mut form = vec![("section", "projet")];
    form.extend(fields);
    browser.post(&format!("/applications/{id}/answers"), &form).expect(200).json()
}

fn kept(app: &TestApp, id: &ApplicationId, key: &str) -> Option<Value> {
    app.read(|conn| Ok(queries::answers_of(conn, id)?)).get(key, "").cloned()
}

fn title(app: &TestApp, id: &ApplicationId) -> String {
    app.read(|conn| Ok(queries::find(conn, id)?)).title
}

#[test]
fn a_page_that_saves_by_itself_never_writes_its_older_words_over_newer_ones() {
    let app = TestApp::start();
    let Scene { lea, own, id, .. } = Scene::begun(&app);
    let other = app.sign_in(&lea);
    let told = quietly(&own, &id, &[("resume", "Ancien"), ("resume-was", "none")]);
    let was = told["was"]["resume"].as_str().unwrap().to_owned();
    quietly(&own, &id, &[("resume", "Nouveau"), ("resume-was", &was)]);

    // The other page shows the older words, and saves something else, twice.
    let old = [("resume", "Ancien"), ("resume-was", was.as_str())];
    let told = quietly(&other, &id, &[old[0], old[1], ("sigle", "A"), ("sigle-was", "none")]);
    assert!(told["was"]["resume"].is_null(), "it has not seen them: {told}");
    let seen = told["was"]["sigle"].as_str().unwrap();
    let told = quietly(&other, &id, &[old[0], old[1], ("sigle", "AB"), ("sigle-was", seen)]);
    assert_eq!(told["clashes"], json!([]));
    assert_eq!(kept(&app, &id, "resume"), Some(json!("Nouveau")));
    assert_eq!(kept(&app, &id, "sigle"), Some(json!("AB")));

    let told = quietly(&other, &id, &[("resume", "Ancien et mien"), old[1]]);
    assert_eq!(told["clashes"][0]["theirs"], "Nouveau");
    assert_eq!(kept(&app, &id, "resume"), Some(json!("Nouveau")));
}

#[test]
fn the_title_is_the_name_that_is_kept_whatever_an_older_page_sends() {
    let app = TestApp::start();
    let Scene { call, lea, own, id } = Scene::begun(&app);
    let here = format!("/applications/{id}/sections/projet");
    own.post(&here, &[("nom", "Ponant"), ("nom-was", "none")]).expect(303);
    let was = own.get(&here).value_of("nom-was").unwrap();
    own.post(&here, &[("nom", "Finistère"), ("nom-was", &was)]).expect(303);

    let late = [("nom", "Ponant"), ("nom-was", &*was), ("sigle", "P"), ("sigle-was", "none")];
    own.post(&here, &late).expect(303);
    assert_eq!(title(&app, &id), "Finistère");

    // Neither is it lost by who begins with what an earlier one said.
    let next = begun(&app, &call, &lea);
    own.post(&format!("/applications/{next}/reuse"), &[("from", id.as_str())]).expect(303);
    assert_eq!(title(&app, &next), "Finistère");
}

#[test]
fn a_new_row_comes_last_wherever_others_went() {
    let app = TestApp::start();
    let Scene { own, id, .. } = Scene::begun(&app);
    let here = format!("/applications/{id}/sections/moyens");
    let rows = || app.read(|conn| Ok(queries::answers_of(conn, &id)?)).rows("engagements").to_vec();
    let step = |what: &str| own.post(&here, &[("do", what)]).expect(303).status;
    for _ in 0..3 {
        step("add engagements");
    }

    for _ in 0..8 {
        let before = rows();
        step(&format!("remove {}", before[0]));
        step("add engagements");
        assert_eq!(rows()[..2], before[1..], "the newest comes last");
    }
}

#[test]
fn what_cannot_be_kept_stays_in_its_field_and_is_said_not_to_be_saved() {
    let app = TestApp::start();
    let Scene { own, id, .. } = Scene::begun(&app);
    let here = format!("/applications/{id}/sections/moyens");
    let wrong = [("etp", "beaucoup"), ("etp-was", "none")];

    let page = own.post(&here, &wrong);
    assert_eq!(page.expect(422).value_of("etp").unwrap(), "beaucoup");
    let quiet = [("section", "moyens"), wrong[0], wrong[1]];
    let told = own.post(&format!("/applications/{id}/answers"), &quiet).expect(200).json();
    assert_eq!(told["unread"][0]["id"], "etp");
    let said = told["saved"].as_str().unwrap();
    assert!(said.contains("N’est pas enregistré") && said.contains("Équivalents"), "{said}");
    assert_eq!(kept(&app, &id, "etp"), None);
}

#[test]
fn what_was_saved_on_another_day_is_said_with_the_day() {
    let app = TestApp::start();
    let Scene { own, id, .. } = Scene::begun(&app);
    let here = format!("/applications/{id}/sections/projet");
    own.get(&here).says("Enregistré à 11:00 par Léa");
    app.later(TimeDelta::days(2));
    own.get(&here).says("Enregistré le mardi 3 mars 2026 à 11:00 par Léa");
}

#[test]
fn an_institution_declines_when_nobody_of_those_invited_is_left() {
    let app = TestApp::start();
    let Scene { own, id, .. } = Scene::begun(&app);
    let here = format!("/applications/{id}/partners");
    invite(&own, &id, ("inrae", "Noé Rivage", "noe@inrae.example"), "editor").expect(303);
    let of = partner(&app, &id, "inrae");
    let second = [
        ("guest_name", "Ida Lanvoc"),
        ("guest_email", "ida@inrae.example"),
        ("part", "editor"),
        ("language", "fr"),
    ];
    own.post(&format!("{here}/{of}/people"), &second).expect(303);
    let declines = |address: &str| {
        let link = app.mail_to(address).link("/applications/invitations/");
        app.visitor().post(&format!("{link}/refusal"), &[]).expect(303);
        app.read(|conn| Ok(queries::partner(conn, &of)?)).state
    };

    assert_eq!(declines("noe@inrae.example"), PartnerState::Invited);
    assert_eq!(declines("ida@inrae.example"), PartnerState::Declined);
}

#[test]
fn an_admin_in_conflict_is_not_told_that_one_closing_was_put_off() {
    let app = TestApp::start();
    let (ada, desk) = crate::calls_cast::coordinator(&app, "Ada");
    let call = crate::calls_cast::open(&app, &app.actor(&ada), "Ateliers");
    let admin = |name: &str| {
        let email = format!("{name}@admin.example");
        app.account(name, &email, Some(maillage::accounts::NetworkRole::Admin), &[])
    };
    let (root, other) = (admin("root"), admin("autre"));
    let (lea, own) = applicant(&app, "Léa");
    let id = complete(&app, &call, &lea);
    invite(&own, &id, ("inrae", "Autre", &other.email), "viewer").expect(303);
    let link = app.mail_to(&other.email).link("/applications/invitations/");
    app.sign_in(&other).post(&link, &[]).expect(303);

    let closes = call.terms.closes_at.unwrap() + TimeDelta::days(3);
    let typed = closes.format("%Y-%m-%dT%H:%M").to_string();
    let path = format!("/inbox/calls/{}/applications/{id}/extension", call.id);
    desk.post(&path, &[("closes", &typed), ("reason", "Panne du serveur")]).expect(303);

    let told = |email: &str| {
        app.mails_to(email).iter().filter(|mail| mail.text.contains("Panne du serveur")).count()
    };
    assert_eq!((told(&root.email), told(&other.email)), (1, 0));
}

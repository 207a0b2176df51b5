//! What cannot be an answer is never kept, whoever sends it.

use maillage::applications::queries;
use maillage::db::schema::application_invitations as invitations;
use maillage::questionnaires::rules::MOST_TEXT;
use serde_json::json;

use crate::app::TestApp;
use crate::applications_cast::{Scene, applicant, complete, hash, invite, open_call};

#[test]
fn t75_what_is_of_the_wrong_kind_is_refused_or_made_right() {
    let app = TestApp::start();
    let Scene { call, lea, own, id } = Scene::begun(&app);
    let send = |section: &str, key: &str, value: &str| {
        let was = format!("{key}-was");
        let path = format!("/applications/{id}/sections/{section}");
        own.post(&path, &[(key, value), (&was, "none")]).header("location").is_some()
    };
    for (section, key, value) in [
        ("moyens", "etp", "NaN"),
        ("moyens", "etp", "1e400"),
        ("moyens", "etp", "deux"),
        ("moyens", "ouverture", "31/02/2027"),
        ("territoire", "regions", "atlantide"),
        ("territoire", "hors_region", "peut-être"),
    ] {
        assert!(!send(section, key, value), "{key}={value}");
    }
    assert!(!send("projet", "organisation", &"a".repeat(MOST_TEXT + 1)));
    assert!(app.read(|conn| Ok(queries::answers_of(conn, &id)?)).is_empty());

    assert!(send("projet", "resume", "  e\u{301}te\u{301}\u{0}\r\nfin  "));
    assert!(send("moyens", "etp", "3,50"));
    let kept = app.read(|conn| Ok(queries::answers_of(conn, &id)?));
    assert_eq!(kept.get("resume", ""), Some(&json!("été\nfin")));
    assert_eq!(kept.get("etp", ""), Some(&json!("3.5")));
    let hidden = [("hors_region_modalites", "Caché"), ("hors_region_modalites-was", "none")];
    own.post(&format!("/applications/{id}/sections/territoire"), &hidden).expect(303);
    let whole = complete(&app, &call, &lea);
    own.post(&format!("/applications/{whole}/sections/territoire"), &hidden).expect(303);
    let read = hash(&own, &whole);
    own.post(&format!("/applications/{whole}/filing"), &[("sha256", &read)]).expect(303);
    let document = own.get(&format!("/applications/{whole}/receipts/1/document.json"));
    document.expect(200).says_not("Caché");
}

#[test]
fn t35_what_is_filed_is_what_its_owner_read() {
    let app = TestApp::start();
    let Scene { lea, own, id, .. } = Scene::complete(&app);
    let read = hash(&own, &id);
    let page = own.get(&format!("/applications/{id}/sections/projet"));
    let was = page.value_of("sigle-was").unwrap();
    let meanwhile = [("sigle", "AUTRE"), ("sigle-was", was.as_str())];
    app.sign_in(&lea).post(&format!("/applications/{id}/sections/projet"), &meanwhile).expect(303);
    own.post(&format!("/applications/{id}/filing"), &[("sha256", &read)])
        .expect(409)
        .says("a changé depuis que vous l’avez lue");
    assert!(app.read(|conn| Ok(queries::submissions_of(conn, &id)?)).is_empty());
    let read = hash(&own, &id);
    own.post(&format!("/applications/{id}/filing"), &[("sha256", &read)]).expect(303);
    assert!(own.get(&format!("/applications/{id}/receipts/1")).body.contains("AUTRE"));
}

#[test]
fn t37_nothing_is_written_after_the_closing() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, own), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let id = complete(&app, &call, &lea);
    invite(&own, &id, ("cnrs", "Omar", &omar.email), "editor").expect(303);
    theirs.post(&app.mail_to(&omar.email).link("/applications/invitations/"), &[]).expect(303);
    let partner = app.read(|conn| Ok(queries::partner_named(conn, &id, "cnrs")?.unwrap().id));
    let before = app.read(|conn| Ok(queries::answers_of(conn, &id)?));
    app.later(call.terms.closes_at.unwrap() - app.now() + chrono::TimeDelta::milliseconds(1));

    let here = format!("/applications/{id}");
    theirs.post(&format!("{here}/sections/projet"), &[("nom", "X"), ("nom-was", "?")]).expect(409);
    let quiet = [("section", "projet"), ("nom", "X"), ("nom-was", "?")];
    theirs.post(&format!("{here}/answers"), &quiet).expect(409);
    let file: [(&str, &str, &str, &[u8]); 1] =
        [("budget", "b.pdf", "application/pdf", b"%PDF-1.7")];
    own.post_files(&format!("{here}/sections/moyens"), &[("then", "stay")], &file).expect(409);
    theirs.post(&format!("{here}/partners/{partner}"), &[("fte", "1")]).expect(409);
    own.post(&format!("{here}/partners"), &[("institution", "inrae"), ("role", "lead")])
        .expect(409);
    assert_eq!(app.read(|conn| Ok(queries::answers_of(conn, &id)?)), before);
    assert!(app.read(|conn| Ok(queries::files_of(conn, &id)?)).is_empty());
}

#[test]
fn t68_an_invitation_is_kept_as_a_hash() {
    use diesel::prelude::*;
    let app = TestApp::start();
    let Scene { own, id, .. } = Scene::begun(&app);
    invite(&own, &id, ("cnrs", "Zoé", "zoe@labo.example"), "viewer").expect(303);
    let link = app.mail_to("zoe@labo.example").link("/applications/invitations/");
    let token = link.rsplit('/').next().unwrap().to_owned();
    assert!(token.len() >= 43, "256 bits");
    let kept: String =
        app.read(|conn| Ok(invitations::table.select(invitations::token_sha256).first(conn)?));
    assert_eq!(kept, maillage::secret::token_hash(&token));
    let page = app.visitor().get(&link);
    // No other site is told the address; nothing of another site is on the page.
    assert_eq!(page.expect(200).header("referrer-policy"), Some("same-origin"));
}

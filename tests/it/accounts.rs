//! Signing in, one's sessions, one's password.

use chrono::TimeDelta;
use maillage::accounts::{NodeRole, Scope};

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};

const SECRET: &str = "un cheval, une agrafe";

fn camille(app: &TestApp) -> Account {
    app.make_node("atelier");
    let roles = [("atelier", NodeRole::Manager)];
    app.account("Camille Roussel", "camille@exemple.fr", None, &roles)
}

/// Asks for a link and answers its path.
fn link(app: &TestApp, visitor: &Visitor, email: &str) -> String {
    visitor.post("/sign-in/link", &[("email", email)]).expect(303);
    app.mail_to(email).link("/sign-in/")
}

fn by_password(visitor: &Visitor, email: &str, password: &str) -> Reply {
    visitor.post("/sign-in/password", &[("login", email), ("password", password)])
}

fn with_password(app: &TestApp) -> (Account, Visitor) {
    let camille = camille(app);
    let visitor = app.sign_in(&camille);
    visitor.post("/account/password", &[("password", SECRET)]).expect(303);
    (camille, visitor)
}

#[test]
fn a_link_signs_in_once_however_often_a_scanner_opens_it() {
    let app = TestApp::start();
    let camille = camille(&app);
    let visitor = app.visitor();
    let path = link(&app, &visitor, &camille.email);

    let scanner = app.visitor();
    for _ in 0..3 {
        scanner.get(&path).expect(200).says("Se connecter");
    }
    let arrival = visitor.post(&path, &[]);

    assert_eq!(arrival.expect(303).location(), "/inbox");
    visitor.get("/account").expect(200).says("camille@exemple.fr");
    app.visitor().post(&path, &[]).expect(410).says("Ce lien ne sert plus");
    app.visitor().get(&path).expect(410);
    assert!(scanner.cookie("maillage_session").is_none());
}

#[test]
fn a_link_expires_after_half_an_hour() {
    let app = TestApp::start();
    let camille = camille(&app);
    let path = link(&app, &app.visitor(), &camille.email);

    app.later(TimeDelta::minutes(31));

    app.visitor().post(&path, &[]).expect(410);
}

#[test]
fn using_a_link_voids_the_older_ones() {
    let app = TestApp::start();
    let camille = camille(&app);
    let first = link(&app, &app.visitor(), &camille.email);
    let second = link(&app, &app.visitor(), &camille.email);
    assert_ne!(first, second);

    app.visitor().post(&second, &[]).expect(303);

    app.visitor().post(&first, &[]).expect(410);
}

#[test]
fn an_unknown_address_gets_the_same_answer_and_no_mail() {
    let app = TestApp::start();
    let camille = camille(&app);
    let visitor = app.visitor();

    let known = visitor.post("/sign-in/link", &[("email", &camille.email)]);
    let unknown = visitor.post("/sign-in/link", &[("email", "personne@exemple.fr")]);

    assert_eq!((known.status, known.location()), (unknown.status, unknown.location()));
    visitor.follow(&unknown).expect(200).says("Si cette adresse a un compte");
    assert_eq!(app.mails().len(), 1);
}

#[test]
fn an_address_that_is_none_is_kept_and_explained() {
    let app = TestApp::start();

    let reply = app.visitor().post("/sign-in/link", &[("email", "camille"), ("next", "/inbox")]);

    reply.expect(422).says("Écrivez une adresse complète");
    assert_eq!(reply.value_of("email").as_deref(), Some("camille"));
    assert_eq!(reply.value_of("next").as_deref(), Some("/inbox"));
}

#[test]
fn nobody_can_lock_a_person_out_by_asking_for_their_links() {
    let app = TestApp::start();
    let camille = camille(&app);
    let visitor = app.visitor();
    let ask = || visitor.post("/sign-in/link", &[("email", &camille.email)]).expect(303).status;
    let sent = || app.mails_to(&camille.email).len();
    for _ in 0..15 {
        ask();
    }
    assert_eq!(sent(), 11, "ten an hour, and one more now and then");

    app.later(TimeDelta::minutes(10));
    ask();

    assert_eq!(sent(), 12);
}

#[test]
fn too_many_links_are_refused_until_the_window_ends() {
    let app = TestApp::start();
    let camille = camille(&app);
    let visitor = app.visitor();
    let ask = || visitor.post("/sign-in/link", &[("email", &camille.email)]);
    for _ in 0..30 {
        ask().expect(303);
    }

    let refused = ask();

    refused.expect(429).says("Trop d’essais");
    assert!(refused.header("retry-after").is_some());
    assert_eq!(refused.value_of("email").as_deref(), Some("camille@exemple.fr"));
    app.later(TimeDelta::hours(1));
    ask().expect(303);
}

#[test]
fn a_password_signs_in_and_a_wrong_one_does_not() {
    let app = TestApp::start();
    let (camille, _) = with_password(&app);
    let visitor = app.visitor();

    let wrong = by_password(&visitor, &camille.email, "autre chose, vraiment");
    let unknown = by_password(&visitor, "personne@exemple.fr", "autre chose, vraiment");

    wrong.expect(422).says("Adresse ou mot de passe inconnu");
    unknown.expect(422).says("Adresse ou mot de passe inconnu");
    assert!(visitor.cookie("maillage_session").is_none());
    assert_eq!(by_password(&visitor, &camille.email, SECRET).expect(303).location(), "/inbox");
    visitor.get("/account").expect(200);
}

#[test]
fn passwords_cannot_be_tried_without_end() {
    let app = TestApp::start();
    let (camille, _) = with_password(&app);
    for _ in 0..10 {
        by_password(&app.visitor(), &camille.email, "essai, encore un essai").expect(422);
    }

    by_password(&app.visitor(), &camille.email, SECRET).expect(429);
    app.later(TimeDelta::minutes(15));
    by_password(&app.visitor(), &camille.email, SECRET).expect(303);
}

#[test]
fn a_new_password_ends_the_other_sessions_and_is_told_by_mail() {
    let app = TestApp::start();
    let camille = camille(&app);
    let (here, elsewhere) = (app.sign_in(&camille), app.sign_in(&camille));

    here.post("/account/password", &[("password", "court")]).expect(422).says("Douze signes");
    here.post("/account/password", &[("password", SECRET)]).expect(303);

    here.get("/account").expect(200);
    elsewhere.get("/account").expect(303);
    assert_eq!(app.mail_to(&camille.email).subject, "Votre mot de passe a changé");
}

#[test]
fn an_old_session_must_know_the_password_to_change_it() {
    let app = TestApp::start();
    let (_, visitor) = with_password(&app);
    app.later(TimeDelta::hours(1));
    let new = "une phrase toute neuve";

    let form = [("current", "je ne sais plus"), ("password", new)];
    visitor.post("/account/password", &form).expect(422).says("Ce n’est pas le mot de passe");
    visitor.post("/account/password/removal", &[]).expect(422);

    visitor.post("/account/password", &[("current", SECRET), ("password", new)]).expect(303);
    visitor.post("/account/password/removal", &[("current", new)]).expect(303);
    visitor.get("/account/security").expect(200).says("Vous vous connectez par un lien");
}

#[test]
fn a_revoked_session_is_out_at_once() {
    let app = TestApp::start();
    let camille = camille(&app);
    let (here, elsewhere) = (app.sign_in(&camille), app.sign_in(&camille));
    elsewhere.get("/account").expect(200);
    let page = here.get("/account/security");
    let form = page.body.split("action=\"").find(|rest| rest.contains("/revocation\"")).unwrap();
    let path = form.split('"').next().unwrap().to_owned();

    here.post(&path, &[]).expect(303);

    assert!(elsewhere.get("/account").expect(303).location().starts_with("/sign-in"));
    here.get("/account").expect(200);
}

#[test]
fn one_may_close_all_other_sessions_but_nobody_elses() {
    let app = TestApp::start();
    let camille = camille(&app);
    let other = app.account("Paul Ehrmann", "paul@exemple.fr", None, &[]);
    let (here, elsewhere, paul) =
        (app.sign_in(&camille), app.sign_in(&camille), app.sign_in(&other));

    here.post("/account/sessions/revocation", &[]).expect(303);

    here.get("/account").expect(200);
    elsewhere.get("/account").expect(303);
    paul.get("/account").expect(200);
}

#[test]
fn signing_out_ends_the_session_itself() {
    let app = TestApp::start();
    let camille = camille(&app);
    let visitor = app.sign_in(&camille);
    let token = visitor.cookie("maillage_session").unwrap();

    assert_eq!(visitor.post("/sign-out", &[]).expect(303).location(), "/sign-in");

    let thief = app.visitor();
    thief.set_cookie("maillage_session", &token);
    thief.get("/account").expect(303);
}

#[test]
fn signing_in_again_makes_a_new_session_and_ends_the_one_before() {
    let app = TestApp::start();
    let (camille, _) = with_password(&app);
    let visitor = app.visitor();
    by_password(&visitor, &camille.email, SECRET).expect(303);
    let before = visitor.cookie("maillage_session").unwrap();

    by_password(&visitor, &camille.email, SECRET).expect(303);

    assert_ne!(visitor.cookie("maillage_session").unwrap(), before);
    let thief = app.visitor();
    thief.set_cookie("maillage_session", &before);
    thief.get("/account").expect(303);
}

#[test]
fn after_sign_in_one_goes_where_one_wanted_but_never_elsewhere() {
    let app = TestApp::start();
    let camille = camille(&app);
    let visitor = app.visitor();
    let ask = |next: &str| {
        visitor.post("/sign-in/link", &[("email", &camille.email), ("next", next)]).expect(303);
        app.mails_to(&camille.email).pop().unwrap().link("/sign-in/")
    };

    let good = ask("/account/security?a=1&b=2");
    assert_eq!(visitor.post(&good, &[]).expect(303).location(), "/account/security?a=1&b=2");
    for evil in ["//evil.example/", "https://evil.example/", "/\\evil.example"] {
        let path = ask(evil);
        assert_eq!(app.visitor().post(&path, &[]).expect(303).location(), "/inbox", "{evil}");
    }
    let path = format!("{}?next=//evil.example", ask(""));
    assert_eq!(app.visitor().post(&path, &[]).expect(303).location(), "/inbox");
}

#[test]
fn another_site_cannot_post_in_somebodys_name() {
    let app = TestApp::start();
    let camille = camille(&app);
    let visitor = app.sign_in(&camille);
    let cross = [("sec-fetch-site", "cross-site")];

    visitor.post_with("/account/password", &[("password", SECRET)], &cross).expect(403);
    visitor.post_with("/sign-out", &[], &[("origin", "https://evil.example")]).expect(403);

    visitor.get("/account/security").expect(200).says("Un mot de passe est facultatif");
}

#[test]
fn the_profile_keeps_the_name_and_the_language() {
    let app = TestApp::start();
    let camille = camille(&app);
    let visitor = app.sign_in(&camille);

    visitor.post("/account/profile", &[("name", "  "), ("language", "fr")]).expect(422);
    let form = [("name", "Camille R. Roussel"), ("language", "en")];
    let saved = visitor.post("/account/profile", &form);

    visitor.follow(saved.expect(303)).expect(200).says("Your profile was saved");
    visitor.get("/account").says("Camille R. Roussel").says("My services");
}

#[test]
fn a_token_is_shown_once_and_dies_when_revoked() {
    let app = TestApp::start();
    let camille = camille(&app);
    let visitor = app.sign_in(&camille);

    let page = visitor.post("/account/tokens", &[("scope", "write"), ("days", "90")]);
    let token = page.expect(200).body.split("id=\"new-token\">").nth(1).unwrap();
    let token = token.split('<').next().unwrap().to_owned();

    assert!(token.starts_with("maillage_"));
    let again = visitor.get("/account/security");
    assert!(!again.expect(200).body.contains(&token));
    let live = |app: &TestApp| {
        let (hash, now) = (maillage::secret::token_hash(&token), app.now());
        app.read(|conn| Ok(maillage::accounts::queries::by_api_token(conn, &hash, now)?))
    };
    assert_eq!(
        live(&app).map(|(actor, scope)| (actor.id, scope)),
        Some((camille.id, Scope::Write))
    );
    let form = again.body.split("/account/tokens/").nth(1).unwrap();
    let path = format!("/account/tokens/{}", form.split('"').next().unwrap());
    visitor.post(&path, &[]).expect(303);
    assert!(live(&app).is_none());
    visitor.post("/account/tokens", &[("scope", "admin"), ("days", "90")]).expect(409);
}

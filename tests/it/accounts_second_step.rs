//! The second step of signing in.

use std::process::Command;

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::codes::{self, Shared};
use maillage::accounts::{NetworkRole, NodeRole, ops};
use maillage::db::schema::{audit_events, recovery_codes, second_steps};

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};

const STEP: &str = "/sign-in/second-step";
const SECRET: &str = "un cheval, une agrafe";

fn ada(app: &TestApp) -> Account {
    app.account("Ada Admin", "ada@exemple.fr", Some(NetworkRole::Admin), &[])
}

fn camille(app: &TestApp) -> Account {
    app.make_node("atelier");
    let roles = [("atelier", NodeRole::Manager)];
    app.account("Camille Roussel", "camille@exemple.fr", None, &roles)
}

/// The first step, by a link; answers where it leads.
fn by_link(app: &TestApp, visitor: &Visitor, account: &Account, next: &str) -> String {
    let form = [("email", account.email.as_str()), ("next", next)];
    visitor.post("/sign-in/link", &form).expect(303);
    let path = app.mail_to(&account.email).link("/sign-in/");
    visitor.post(&path, &[]).expect(303).location().to_owned()
}

/// Somebody's app: the salt that stands for its secret.
pub struct Phone {
    account: Account,
    salt: String,
}

impl Phone {
    /// Scans what a page shows.
    fn scan(app: &TestApp, account: &Account, page: &Reply) -> (Self, String) {
        let offer = page.value_of("offer").unwrap();
        let salt = offer.split('.').next().unwrap().to_owned();
        let spelled = Shared::of(&app.app.signer, &account.id, &salt).spelled();
        page.says(&spelled);
        (Self { account: account.clone(), salt }, offer)
    }

    /// The code of so many steps from now.
    pub fn code(&self, app: &TestApp, from_now: i64) -> String {
        let step = codes::step_at(app.now()) + from_now;
        Shared::of(&app.app.signer, &self.account.id, &self.salt).code(step)
    }
}

/// The code that a program of others shows for a secret as a page spells it; `tests/install` puts it there.
fn by_oathtool(app: &TestApp, page: &Reply) -> String {
    let (_, spelled) = page.body.split_once("id=\"app-secret\">").unwrap();
    let (spelled, _) = spelled.split_once('<').unwrap();
    let now = app.now().format("%Y-%m-%d %H:%M:%S UTC").to_string();
    let given = ["--totp", "--base32", "--now", &now, spelled];
    let shown = Command::new("oathtool").args(given).output().unwrap();
    String::from_utf8(shown.stdout).unwrap().trim().to_owned()
}

fn shown_codes(page: &Reply) -> Vec<String> {
    let list = page.body.split("<code>").skip(1);
    list.filter_map(|rest| rest.split("</code>").next()).map(str::to_owned).collect()
}

/// Sets up an app in the account's page.
pub fn set_up(app: &TestApp, visitor: &Visitor, account: &Account) -> (Phone, Vec<String>) {
    let page = visitor.get("/account/second-step");
    let (phone, offer) = Phone::scan(app, account, page.expect(200));
    let form = [("offer", offer.as_str()), ("code", &phone.code(app, 0))];
    let made = visitor.post("/account/second-step", &form);
    let codes = shown_codes(made.expect(200));
    assert_eq!(codes.len(), 10);
    app.later(TimeDelta::seconds(60));
    (phone, codes)
}

fn actions(app: &TestApp, account: &Account) -> Vec<String> {
    app.read(|conn| {
        Ok(audit_events::table
            .filter(audit_events::subject_id.eq(account.id.as_str()))
            .order(audit_events::id)
            .select(audit_events::action)
            .load(conn)?)
    })
}

#[test]
fn an_admin_sets_up_a_second_step_and_reaches_nothing_before() {
    let app = TestApp::start();
    let ada = ada(&app);
    let visitor = app.visitor();

    let led = by_link(&app, &visitor, &ada, "/admin/audit");

    assert_eq!(led, "/sign-in/second-step?next=%2Fadmin%2Faudit");
    assert!(visitor.cookie("maillage_session").is_none());
    for closed in ["/admin", "/inbox", "/account", "/account/second-step"] {
        assert!(visitor.get(closed).expect(303).location().starts_with("/sign-in?next="));
    }
    visitor.get("/sign-in").expect(200).says("Il ne manque que la deuxième étape");
    let page = visitor.get(&led);
    page.expect(200).says("Protégez votre compte");
    let (phone, offer) = Phone::scan(&app, &ada, &page);
    let wrong = [("offer", offer.as_str()), ("code", "000 000"), ("next", "/admin/audit")];
    let again = visitor.post("/sign-in/second-step/app", &wrong);
    again.expect(422).says("Ce code n’est pas le bon");
    assert_eq!(again.value_of("offer").as_deref(), Some(offer.as_str()), "the same picture");

    let code = phone.code(&app, 0);
    let right = [("offer", offer.as_str()), ("code", &code), ("next", "/admin/audit")];
    let made = visitor.post("/sign-in/second-step/app", &right);

    made.expect(200).says("Ces codes ne seront plus montrés");
    assert!(made.links_to("/admin/audit"));
    assert_eq!(shown_codes(&made).len(), 10);
    visitor.get("/admin/audit").expect(200);
    assert_eq!(app.mail_to(&ada.email).subject, "La connexion en deux étapes est en place");
    assert_eq!(actions(&app, &ada), ["account.second_step_set", "account.signed_in"]);
    // Sent twice, it sets nothing up twice.
    visitor.post("/sign-in/second-step/app", &right).expect(303);
    assert_eq!(app.read(|conn| Ok(recovery_codes::table.count().get_result::<i64>(conn)?)), 10);
}

#[test]
fn an_app_that_is_not_ours_shows_the_codes_that_open() {
    let app = TestApp::start();
    let camille = camille(&app);
    let here = app.sign_in(&camille);
    let page = here.get("/account/second-step");
    let offer = page.expect(200).value_of("offer").unwrap();

    let right = [("offer", offer.as_str()), ("code", &by_oathtool(&app, &page))];
    let made = here.post("/account/second-step", &right);

    assert_eq!(shown_codes(made.expect(200)).len(), 10);
    app.later(TimeDelta::minutes(1));
    let visitor = app.visitor();
    by_link(&app, &visitor, &camille, "");
    visitor.post(STEP, &[("code", &by_oathtool(&app, &page))]).expect(303);
    visitor.get("/account").expect(200).says("Camille Roussel");
}

#[test]
fn a_code_opens_once_and_clocks_may_differ_by_one_step() {
    let app = TestApp::start();
    let camille = camille(&app);
    let (phone, _) = set_up(&app, &app.sign_in(&camille), &camille);
    let enter = |code: &str| {
        let visitor = app.visitor();
        by_link(&app, &visitor, &camille, "");
        let reply = visitor.post(STEP, &[("code", code)]);
        (reply.status, reply.text())
    };

    let slow = phone.code(&app, -1);
    assert_eq!(enter(&slow).0, 303);
    let (status, text) = enter(&slow);
    assert!(status == 422 && text.contains("Ce code a déjà servi"), "{text}");
    assert_eq!(enter(&phone.code(&app, 1)).0, 303);
    // One that is older than a code that was used is used up too.
    assert_eq!(enter(&phone.code(&app, 0)).0, 422);
    assert_eq!(enter(&phone.code(&app, 2)).0, 422);
    assert_eq!(enter(&phone.code(&app, -2)).0, 422);
}

#[test]
fn codes_cannot_be_tried_without_end_from_however_many_browsers() {
    let app = TestApp::start();
    let camille = camille(&app);
    let (phone, codes) = set_up(&app, &app.sign_in(&camille), &camille);
    let browsers: Vec<_> = (0..3)
        .map(|_| {
            let visitor = app.visitor();
            by_link(&app, &visitor, &camille, "");
            visitor
        })
        .collect();
    for n in 0..5 {
        browsers[n % 3].post(STEP, &[("code", "123 456")]).expect(422);
    }

    let stopped = browsers[0].post(STEP, &[("code", &phone.code(&app, 0))]);

    stopped.expect(429).says("Trop d’essais. Réessayez dans");
    assert!(stopped.header("retry-after").is_some());
    browsers[1].post(STEP, &[("code", &codes[0])]).expect(429);
    app.later(TimeDelta::minutes(15));
    browsers[1].post(STEP, &[("code", &phone.code(&app, 0))]).expect(303);
    // A right one begins the count anew.
    for _ in 0..5 {
        browsers[2].post(STEP, &[("code", "123456")]).expect(422);
    }
}

#[test]
fn a_recovery_code_opens_once_is_told_by_mail_and_ends_when_new_ones_are_made() {
    let app = TestApp::start();
    let camille = camille(&app);
    let here = app.sign_in(&camille);
    let (phone, codes) = set_up(&app, &here, &camille);
    let enter = |code: &str| {
        let visitor = app.visitor();
        by_link(&app, &visitor, &camille, "");
        visitor.post(STEP, &[("code", code)]).status
    };

    assert_eq!(enter(&codes[0].to_uppercase()), 303);
    assert_eq!(enter(&codes[0]), 422);
    let mail = app.mails_to(&camille.email).into_iter().find(|m| m.subject.contains("secours"));
    assert!(mail.unwrap().text.contains("9"));
    here.get("/account/second-step").expect(200).says("Il reste 9 codes de secours");

    let renewed = here.post("/account/second-step/codes", &[("code", &phone.code(&app, 0))]);
    let new = shown_codes(renewed.expect(200));
    here.get("/account/second-step").expect(200).says_not(&new[0]);

    assert_eq!(enter(&codes[1]), 422);
    assert_eq!(enter(&new[1]), 303);
    let kept: Vec<String> =
        app.read(|conn| Ok(recovery_codes::table.select(recovery_codes::code_hash).load(conn)?));
    assert!(kept.iter().all(|hash| hash.len() == 64), "hashes only");
}

#[test]
fn a_first_step_opens_nothing_replaces_nothing_and_ends() {
    let app = TestApp::start();
    let ada = ada(&app);
    let admin = app.sign_in(&ada);
    let (phone, _) = set_up(&app, &admin, &ada);
    let thief = app.visitor();
    by_link(&app, &thief, &ada, "");

    // Whoever has the mail box cannot set up an app of their own over the one that is there.
    let (_, offer) = codes::offer(&app.app.signer, &ada.id, app.now());
    let own = Phone { account: ada.clone(), salt: offer.split('.').next().unwrap().to_owned() };
    let form = [("offer", offer.as_str()), ("code", &own.code(&app, 0))];
    thief.post("/sign-in/second-step/app", &form).expect(200).says("Je n’ai plus l’application");
    assert!(thief.cookie("maillage_session").is_none());
    thief.get("/admin").expect(303);
    let cookie = thief.cookie("maillage_first_step").unwrap();
    let other = app.visitor();
    other.set_cookie("maillage_session", &cookie);
    other.get("/account").expect(303);

    app.later(TimeDelta::minutes(31));
    thief.post(STEP, &[("code", &phone.code(&app, 0))]).expect(303);
    assert!(thief.cookie("maillage_session").is_none());
    thief.get(STEP).expect(303);
}

#[test]
fn removing_needs_a_code_and_a_recent_proof_and_an_admin_keeps_it() {
    let app = TestApp::start();
    let camille = camille(&app);
    let (here, elsewhere) = (app.sign_in(&camille), app.sign_in(&camille));
    here.post("/account/password", &[("password", SECRET)]).expect(303);
    let (phone, codes) = set_up(&app, &here, &camille);
    elsewhere.get("/account").expect(303);
    let removal = "/account/second-step/removal";

    here.post(removal, &[]).expect(422);
    here.post(removal, &[("code", "000000")]).expect(422).says("Ce code n’est pas le bon");
    app.later(TimeDelta::hours(1));
    let code = phone.code(&app, 0);
    here.post(removal, &[("code", &code)]).expect(422).says("Ce n’est pas le mot de passe");
    here.post(removal, &[("code", &code), ("current", SECRET)]).expect(303);

    let again = app.visitor();
    assert_eq!(by_link(&app, &again, &camille, ""), "/inbox");
    assert_eq!(app.read(|conn| Ok(recovery_codes::table.count().get_result::<i64>(conn)?)), 0);
    assert!(actions(&app, &camille).contains(&"account.second_step_removed".to_owned()));
    drop(codes);

    let ada = ada(&app);
    let admin = app.sign_in(&ada);
    let (phone, _) = set_up(&app, &admin, &ada);
    admin.get("/account/second-step").expect(200).says_not("Retirer la deuxième étape");
    let refused = admin.post(removal, &[("code", &phone.code(&app, 0))]);
    refused.expect(409).says("garde une deuxième étape");
}

#[test]
fn who_signed_in_long_ago_without_a_password_signs_in_anew_first() {
    let app = TestApp::start();
    let camille = camille(&app);
    let here = app.sign_in(&camille);
    app.later(TimeDelta::hours(1));

    here.get("/account/second-step").expect(200).says("reconnectez-vous par un lien");
    let (_, offer) = codes::offer(&app.app.signer, &camille.id, app.now());
    let phone = Phone { account: camille.clone(), salt: offer.split('.').next().unwrap().into() };
    let form = [("offer", offer.as_str()), ("code", &phone.code(&app, 0))];
    here.post("/account/second-step", &form).expect(422);

    assert_eq!(app.read(|conn| Ok(second_steps::table.count().get_result::<i64>(conn)?)), 0);
}

#[test]
fn another_app_needs_a_code_of_the_one_before() {
    let app = TestApp::start();
    let camille = camille(&app);
    let here = app.sign_in(&camille);
    let (old, _) = set_up(&app, &here, &camille);
    let page = here.get("/account/second-step?replace=1");
    let (new, offer) = Phone::scan(&app, &camille, page.expect(200));
    let send = |current: &str| {
        let code = new.code(&app, 0);
        let form = [("offer", offer.as_str()), ("code", &code), ("current_code", current)];
        here.post("/account/second-step", &form)
    };

    send("").expect(422);
    let refused = send("111111");
    refused.expect(422).says("Un code de l’application d’avant");
    assert_eq!(refused.value_of("offer").as_deref(), Some(offer.as_str()));
    assert_eq!(shown_codes(send(&old.code(&app, 0)).expect(200)).len(), 10);

    app.later(TimeDelta::minutes(1));
    let visitor = app.visitor();
    by_link(&app, &visitor, &camille, "");
    visitor.post(STEP, &[("code", &old.code(&app, 0))]).expect(422);
    visitor.post(STEP, &[("code", &new.code(&app, 0))]).expect(303);
}

#[test]
fn an_admin_removes_somebody_elses_second_step_and_they_are_told() {
    let app = TestApp::start();
    let (ada, camille) = (ada(&app), camille(&app));
    let (admin, here) = (app.sign_in(&ada), app.sign_in(&camille));
    set_up(&app, &here, &camille);
    let reset = |account: &Account| {
        admin.post(&format!("/admin/accounts/{}/second-step/removal", account.id), &[]).status
    };
    let page = admin.get(&format!("/admin/accounts/{}", camille.id));
    page.expect(200).says("Retirer la deuxième étape");

    assert_eq!((reset(&camille), reset(&camille), reset(&ada)), (303, 303, 409));

    here.get("/account").expect(303);
    let told = app.mails_to(&camille.email);
    let told: Vec<_> = told.iter().filter(|m| m.subject.contains("a été retirée")).collect();
    assert_eq!(told.len(), 1);
    let done = actions(&app, &camille);
    assert_eq!(done.iter().filter(|action| *action == "account.second_step_reset").count(), 1);
    assert_eq!(by_link(&app, &app.visitor(), &camille, ""), "/inbox");
}

#[test]
fn whoever_becomes_an_admin_signs_in_anew() {
    let app = TestApp::start();
    let (ada, camille) = (ada(&app), camille(&app));
    let here = app.sign_in(&camille);
    let (actor, now) = (app.actor(&ada), app.now());
    let role = Some(NetworkRole::Admin);

    app.write(|conn| ops::set_network_role(conn, &actor, &camille.id, role, now));

    here.get("/admin").expect(303);
    assert!(by_link(&app, &here, &camille, "").starts_with("/sign-in/second-step"));
}

#[test]
fn the_demo_lets_its_admin_in_and_asks_who_has_set_up_a_second_step() {
    let app = TestApp::start_with(|config| config.demo = true);
    let ada = ada(&app);
    let visitor = app.visitor();

    assert_eq!(by_link(&app, &visitor, &ada, ""), "/inbox");
    set_up(&app, &visitor, &ada);

    assert!(by_link(&app, &app.visitor(), &ada, "").starts_with("/sign-in/second-step"));
}

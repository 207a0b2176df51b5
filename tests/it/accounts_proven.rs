//! What reaches far asks whoever signed in some time ago to prove anew who they are.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::db::schema::{accounts, api_tokens, audit_events};

use crate::accounts_second_step::set_up;
use crate::actors::Account;
use crate::app::{Reply, TestApp};

const SECRET: &str = "un cheval, une agrafe";
const TOKENS: &str = "/account/tokens";
const TOKEN: [(&str, &str); 2] = [("scope", "read"), ("days", "30")];

fn ada(app: &TestApp) -> Account {
    app.account("Ada Admin", "ada@exemple.fr", Some(NetworkRole::Admin), &[])
}

fn camille(app: &TestApp) -> Account {
    app.make_node("atelier");
    let roles = [("atelier", NodeRole::Manager)];
    app.account("Camille Roussel", "camille@exemple.fr", None, &roles)
}

fn tokens(app: &TestApp) -> i64 {
    app.read(|conn| Ok(api_tokens::table.count().get_result(conn)?))
}

fn role(app: &TestApp, account: &Account) -> Option<String> {
    app.read(|conn| {
        let own = accounts::table.find(account.id.as_str());
        Ok(own.select(accounts::network_role).first(conn)?)
    })
}

fn asks(reply: &Reply) {
    reply.expect(422).says("Confirmez que c’est bien vous");
}

#[test]
fn an_admin_types_a_code_anew_and_what_was_sent_is_done() {
    let app = TestApp::start();
    let (ada, camille) = (ada(&app), camille(&app));
    let here = app.sign_in(&ada);
    let (phone, _) = set_up(&app, &here, &ada);
    app.later(TimeDelta::hours(1));
    let sent = [("scope", "admin"), ("days", "30")];
    let with = |code: &str| here.post(TOKENS, &[sent[0], sent[1], ("proof", code)]);

    asks(&here.post(TOKENS, &sent));
    let refused = with("000000");
    asks(&refused);
    refused.says("Ce code n’est pas le bon");
    assert_eq!(refused.value_of("scope").as_deref(), Some("admin"), "what was sent waits");
    assert_eq!(refused.value_of("days").as_deref(), Some("30"));
    assert_eq!(tokens(&app), 0);
    let code = phone.code(&app, 0);
    with(&code).expect(200).says("maillage_");
    assert_eq!(tokens(&app), 1);

    // For half an hour they are not asked again; then a code that was used is none.
    let gives = format!("/admin/accounts/{}/network-role", camille.id);
    here.post(&gives, &[("network_role", "coordinator")]).expect(303);
    app.later(TimeDelta::minutes(31));
    let admin = [("network_role", "admin"), ("proof", code.as_str())];
    asks(&here.post(&gives, &admin[..1]));
    asks(&here.post(&gives, &admin));
    assert_eq!(role(&app, &camille).as_deref(), Some("coordinator"));
    let proven = app.read(|conn| {
        let events = audit_events::table.filter(audit_events::action.eq("account.proven"));
        Ok(events.count().get_result::<i64>(conn)?)
    });
    assert_eq!(proven, 1);
}

#[test]
fn each_of_what_reaches_far_asks_anew() {
    let app = TestApp::start();
    let (ada, camille) = (ada(&app), camille(&app));
    let here = app.sign_in(&ada);
    set_up(&app, &here, &ada);
    let hook = [
        ("id", "018f3b1c-0000-4000-8000-000000000001"),
        ("name", "Outil"),
        ("url", "https://hooks.example.org/x"),
        ("event", "ticket.closed"),
    ];
    here.post("/admin/webhooks", &hook).expect(200);
    let events = || app.read(|conn| Ok(audit_events::table.count().get_result::<i64>(conn)?));
    let before = events();
    app.later(TimeDelta::hours(1));

    let account = format!("/admin/accounts/{}", camille.id);
    let own_hook = format!("/webhooks/{}", hook[0].1);
    let [role, archivist, step, closure, reopening] =
        ["network-role", "archivist", "second-step/removal", "closure", "reopening"]
            .map(|deed| format!("{account}/{deed}"));
    let secret = format!("{own_hook}/secret");
    let nothing: [(&str, &str); 0] = [];
    let merger = [("into", "inria"), ("confirm", "cnrs")];
    let policies = [("text", "removed"), ("approval", "off")];
    let invitation = [("email", "x@x.example"), ("name", "X"), ("network_role", "admin")];
    let manager = [("email", "y@y.example"), ("name", "Y"), ("role", "manager")];
    let deeds: [(&str, &[(&str, &str)]); 13] = [
        (TOKENS, &TOKEN),
        (&role, &[("network_role", "admin")]),
        (&archivist, &[("archivist", "1")]),
        (&step, &nothing),
        (&closure, &nothing),
        (&reopening, &nothing),
        ("/admin/invitations", &invitation),
        ("/nodes/atelier/invitations", &manager),
        ("/admin/settings/terms", &[("closed", "12")]),
        ("/admin/settings/policies", &policies),
        ("/admin/institutions/cnrs/merger", &merger),
        (&own_hook, &hook[1..]),
        (&secret, &[("version", "1")]),
    ];
    for (path, form) in deeds {
        asks(&here.post(path, form));
    }
    asks(&here.post("/admin/webhooks", &hook));

    assert_eq!(events(), before, "nothing was done");
}

#[test]
fn whoever_has_no_second_step_gives_the_password_or_signs_in_anew() {
    let app = TestApp::start();
    let camille = camille(&app);
    let here = app.sign_in(&camille);
    app.later(TimeDelta::hours(1));
    let refused = here.post(TOKENS, &TOKEN);
    asks(&refused);
    refused.says("reconnectez-vous");
    // Nor does a browser left open give an account its first password.
    here.post("/account/password", &[("password", SECRET)]).expect(422).says("reconnectez-vous");

    let again = app.sign_in(&camille);
    again.post("/account/password", &[("password", SECRET)]).expect(303);
    app.later(TimeDelta::hours(1));
    let with = |word: &str| again.post(TOKENS, &[TOKEN[0], TOKEN[1], ("proof", word)]);
    let wrong = with("un autre mot de passe");
    asks(&wrong);
    wrong.says("Ce n’est pas le mot de passe actuel");
    assert_eq!(tokens(&app), 0);
    with(SECRET).expect(200).says("maillage_");
    again.post(TOKENS, &TOKEN).expect(200);
    assert_eq!(tokens(&app), 2);
}

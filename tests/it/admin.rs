//! The administration: who may see it, and what it does.

use maillage::accounts::{NetworkRole, NodeRole};
use maillage::i18n::Locale;
use maillage::outbox::{self, Mail, MailState};
use serde_json::json;

use crate::actors::Account;
use crate::app::{TestApp, Visitor};

/// Whether a part of an address names something of the administration.
pub fn names(path: &str, part: &str) -> bool {
    path.starts_with("/admin/") && ["{kind}", "{code}", "{institution}"].contains(&part)
}

/// What it names, for the permission table.
pub fn part(app: &TestApp, part: &str) -> String {
    match part {
        "{kind}" => crate::admin_programs::job(app),
        "{code}" => "eln".to_owned(),
        _ => "inrae".to_owned(),
    }
}

/// Somebody who administers the network, signed in.
pub fn with_admin() -> (TestApp, Account, Visitor) {
    let app = TestApp::start();
    let admin = app.account("Hélène Kerbrat", "helene@exemple.fr", Some(NetworkRole::Admin), &[]);
    let visitor = app.sign_in(&admin);
    (app, admin, visitor)
}

#[test]
fn the_administration_does_not_exist_for_others() {
    let (app, admin, _) = with_admin();
    app.make_node("atelier");
    let roles = [("atelier", NodeRole::Manager)];
    let manager = app.account("Camille Roussel", "camille@exemple.fr", None, &roles);
    let coordinator =
        app.account("Jean Moal", "jean@exemple.fr", Some(NetworkRole::Coordinator), &[]);
    let one = format!("/admin/accounts/{}", admin.id);

    for other in [&manager, &coordinator] {
        let visitor = app.sign_in(other);
        for path in ["/admin", "/admin/accounts", &one, "/admin/outbox", "/admin/audit"] {
            visitor.get(path).expect(404);
        }
        visitor.post(&format!("{one}/closure"), &[]).expect(404);
    }
    app.visitor().get("/admin").expect(303);
}

#[test]
fn every_page_opens_in_both_languages_with_something_and_with_nothing() {
    let (app, _, visitor) = with_admin();
    let pages = [
        "/admin",
        "/admin/accounts",
        "/admin/accounts?q=personne",
        "/admin/invitations",
        "/admin/outbox",
        "/admin/outbox?state=queued",
        "/admin/outbox?state=sent",
        "/admin/audit",
        "/admin/audit?q=rien",
        "/admin/texts",
        "/admin/programs",
        "/admin/jobs",
        "/admin/settings",
        "/admin/vocabularies/topics",
        "/admin/vocabularies/disciplines/1.3+astro",
        "/admin/institutions",
        "/admin/institutions?q=inrae",
        "/admin/institutions/inrae",
    ];
    for round in 0..2 {
        for page in pages {
            for lang in ["fr", "en"] {
                let sign = if page.contains('?') { '&' } else { '?' };
                visitor.get(&format!("{page}{sign}lang={lang}")).expect(200);
            }
        }
        if round == 0 {
            app.run_jobs();
            let form = [("email", "anh@exemple.fr"), ("name", "Anh"), ("network_role", "admin")];
            visitor.post("/admin/invitations", &form).expect(303);
        }
    }
}

#[test]
fn a_person_is_found_without_accents_and_closed_at_once() {
    let (app, _, visitor) = with_admin();
    app.make_node("atelier");
    let roles = [("atelier", NodeRole::Staff)];
    let anh = app.account("Ánh Nguyễn", "anh@exemple.fr", None, &roles);
    let session = app.sign_in(&anh);
    let page = format!("/admin/accounts/{}", anh.id);

    visitor.get("/admin/accounts?q=NGUYEN").expect(200).says("anh@exemple.fr").says("atelier");
    visitor.get("/admin/accounts?q=zorro").expect(200).says("Aucun compte ne porte ce nom");
    visitor.get(&page).expect(200).says("atelier");
    visitor.post(&format!("{page}/closure"), &[]).expect(303);

    session.get("/account").expect(303);
    app.visitor().post("/sign-in/link", &[("email", &anh.email)]).expect(303);
    assert_eq!(app.mails_to(&anh.email).len(), 0);
    visitor.post(&format!("{page}/reopening"), &[]).expect(303);
    app.visitor().post("/sign-in/link", &[("email", &anh.email)]).expect(303);
    assert_eq!(app.mails_to(&anh.email).len(), 1);
    visitor.get(&format!("/admin/audit?q={}", anh.email)).says("account.disabled").says("Hélène");
    // Large letters or small ones find the same, whatever the database.
    visitor.get("/admin/audit?q=ACCOUNT.Disabled").expect(200).says("account.disabled");
}

#[test]
fn the_last_admin_can_be_neither_removed_nor_closed() {
    let (app, admin, visitor) = with_admin();
    let page = format!("/admin/accounts/{}", admin.id);

    visitor.post(&format!("{page}/closure"), &[]).expect(409).says("désignez d’abord");
    let none = [("network_role", "")];
    visitor.post(&format!("{page}/network-role"), &none).expect(409);

    let other = app.account("Jean Moal", "jean@exemple.fr", None, &[]);
    let role = format!("/admin/accounts/{}/network-role", other.id);
    visitor.post(&role, &[("network_role", "admin")]).expect(303);
    visitor.post(&format!("{page}/network-role"), &none).expect(303);
    visitor.get("/admin").expect(404);
}

#[test]
fn an_admin_invites_to_the_network_and_to_any_node() {
    let (app, _, visitor) = with_admin();
    let node = app.make_node("atelier").to_string();
    let form =
        [("email", "anh@exemple.fr"), ("name", "Anh Nguyen"), ("node", ""), ("role", "staff")];

    visitor.post("/admin/invitations", &form).expect(422).says("Choisissez un service");
    let form = [
        ("email", "anh@exemple.fr"),
        ("name", "Anh Nguyen"),
        ("node", node.as_str()),
        ("role", "manager"),
        ("network_role", "coordinator"),
    ];
    visitor.post("/admin/invitations", &form).expect(303);
    visitor.get("/admin/invitations").says("Anh Nguyen").says("Responsable");

    let anh = app.visitor();
    let path = app.mail_to("anh@exemple.fr").link("/invitations/");
    anh.get(&path).expect(200).says("Coordination du réseau");
    anh.post(&path, &[]).expect(303);
    anh.get("/account").says("Coordination du réseau").says("atelier");
    visitor.post("/admin/invitations", &form).expect(422).says("a déjà ce rôle");
}

#[test]
fn a_dead_mail_is_seen_without_its_link_and_sent_again() {
    let (app, _, visitor) = with_admin();
    let mail = Mail {
        template: "sign_in",
        language: Locale::Fr,
        to_name: "Sans Domaine",
        to_email: "not an address",
        from_name: None,
        payload: json!({ "path": "/sign-in/a-secret-token", "minutes": 30 }),
        in_reply_to: None,
        references: &[],
        dedup_key: None,
    };
    let now = app.now();
    app.write(|conn| outbox::queue(conn, &mail, now));
    for _ in 0..14 {
        app.mails();
        app.later(chrono::TimeDelta::hours(7));
    }

    let page = visitor.get("/admin/outbox");
    page.expect(200).says("Sans Domaine").says("Votre lien de connexion");
    assert!(!page.body.contains("a-secret-token"));
    visitor.get("/admin").says("1 courriel n’a pu partir");
    let path = page.body.split("action=\"").find(|rest| rest.contains("/resend\"")).unwrap();
    visitor.post(path.split('"').next().unwrap(), &[]).expect(303);

    let count = |state| app.read(|conn| outbox::count_in_state(conn, state, 9));
    assert_eq!((count(MailState::Dead), count(MailState::Queued)), (0, 1));
}

#[test]
fn long_lists_go_on_where_they_stopped() {
    let (app, _, visitor) = with_admin();
    for number in 0..60 {
        app.account(&format!("Personne {number:02}"), &format!("p{number}@exemple.fr"), None, &[]);
    }

    let first = visitor.get("/admin/accounts?q=personne");
    let body = first.expect(200).body.replace("&#x3D;", "=").replace("&amp;", "&");
    let next = body.split("href=\"").find(|rest| rest.contains("after=")).unwrap();
    let next = next.split('"').next().unwrap();
    let second = visitor.get(next);

    let shown = |body: &str| body.matches("<a href=\"/admin/accounts/").count();
    assert_eq!((shown(&first.body), shown(&second.expect(200).body)), (50, 10));
}

#[test]
fn the_list_of_actions_is_searched_by_what_a_thing_is_called() {
    let app = TestApp::start();
    let root = crate::decisions_cast::admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let slug = crate::spaces_cast::convention(&app, &actor, maillage::conventions::Concern::Spaces);
    crate::spaces_cast::sign(&app, &actor, (&slug, "brgm", 400));
    let space = crate::spaces_cast::asked(&app, &actor, "brgm");
    root.post(&format!("/inbox/spaces/{}/examination", space.id), &[]).expect(303);

    // Its request and its signature name it; its examination is found by the space's name.
    let found = root.get("/admin/audit?q=BRGM");
    found.expect(200).says("space.request").says("convention.sign").says("space.examine");
    let page = root.get("/admin/audit");
    for kind in ["space", "convention"] {
        assert!(page.expect(200).body.contains(&format!("<option value=\"{kind}\">")), "{kind}");
    }
    root.get("/admin/audit?q=%25").expect(200);
}

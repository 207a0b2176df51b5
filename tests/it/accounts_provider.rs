//! Signing in with the account of an institution, at a provider that is not ours.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread;

use chrono::Utc;
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole, ProviderSettings};
use maillage::db::schema::{accounts, audit_events, provider_accounts};
use maillage::secret::Secret;

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};

/// A program of others that lets in whoever says a name.
struct Provider {
    base: String,
    child: Child,
}

impl Provider {
    fn start(our_base: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut child = Command::new("node")
            .args(["tests/it/data/provider.mjs", &port.to_string()])
            .arg(format!("{our_base}/sign-in/provider/return"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut says = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert!(says.any(|line| line.contains("listening")), "the provider does not start");
        thread::spawn(move || says.for_each(drop));
        Self { base: format!("http://127.0.0.1:{port}"), child }
    }

    fn settings(&self) -> ProviderSettings {
        ProviderSettings {
            issuer: self.base.clone(),
            client_id: "maillage".into(),
            client_secret: Secret::new("a secret of the client".into()),
            name: "Université Exemple".into(),
        }
    }

    /// Signs in there and agrees, through its own forms; answers the address that leads back to us.
    fn let_in(&self, departure: &Reply, name: &str) -> String {
        let there = Visitor::new(&self.base);
        let mut reply = there.get(departure.expect(303).location());
        for _ in 0..12 {
            if (300..400).contains(&reply.status) {
                let to = reply.location().to_owned();
                if !to.starts_with(&self.base) && to.starts_with("http") {
                    return to;
                }
                reply = there.get(&to);
                continue;
            }
            let form = reply.expect(200).body.split("action=\"").nth(1).unwrap();
            let action = form.split('"').next().unwrap().to_owned();
            let fields = match reply.value_of("prompt").as_deref() {
                Some("login") => vec![("prompt", "login"), ("login", name), ("password", "x")],
                _ => vec![("prompt", "consent")],
            };
            reply = there.post(&action, &fields);
        }
        panic!("{} leads nowhere: {}", self.base, reply.text());
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with a real provider, at the hour that it is.
fn with_provider() -> (TestApp, Provider) {
    let mut provider = None;
    let app = TestApp::start_with(|config| {
        let started = Provider::start(&config.base_url);
        config.provider = Some(started.settings());
        provider = Some(started);
    });
    app.later(Utc::now().naive_utc() - app.now());
    (app, provider.unwrap())
}

fn camille(app: &TestApp) -> Account {
    app.make_node("atelier");
    let roles = [("atelier", NodeRole::Manager)];
    app.account("Camille Roussel", "camille@exemple.fr", None, &roles)
}

/// Goes to the provider and comes back.
fn arrive(provider: &Provider, visitor: &Visitor, name: &str, next: &str) -> Reply {
    let departure = visitor.get(&format!("/sign-in/provider?next={next}"));
    visitor.get(&provider.let_in(&departure, name))
}

fn linked(app: &TestApp) -> Vec<(String, Option<String>)> {
    app.read(|conn| {
        let columns = (provider_accounts::subject, provider_accounts::orcid);
        Ok(provider_accounts::table.order(provider_accounts::subject).select(columns).load(conn)?)
    })
}

#[test]
fn a_verified_address_is_tied_once_and_known_by_name_even_if_it_changes() {
    let (app, provider) = with_provider();
    let camille = camille(&app);
    let visitor = app.visitor();
    let page = visitor.get("/sign-in?next=/inbox");
    page.expect(200).says("Se connecter avec Université Exemple");
    assert!(page.links_to("/sign-in/provider?next=%2Finbox"));

    let arrival = arrive(&provider, &visitor, "camille", "/account/security");

    assert_eq!(arrival.expect(303).location(), "/account/security");
    visitor.get("/account/security").expect(200).says("Relié").says("0000-0002-1825-0097");
    assert_eq!(linked(&app), [("camille".into(), Some("0000-0002-1825-0097".into()))]);
    let mail = app.mail_to(&camille.email);
    assert_eq!(mail.subject, "Votre compte est relié à celui de votre établissement");

    Visitor::new(&provider.base).get("/moved/camille/camille.nouvelle@exemple.fr").expect(200);
    let later = app.visitor();
    assert_eq!(arrive(&provider, &later, "camille", "").expect(303).location(), "/inbox");
    later.get("/account").expect(200).says("camille@exemple.fr");
    assert_eq!(app.mails().len(), 1);
    let people: i64 = app.read(|conn| Ok(accounts::table.count().get_result(conn)?));
    assert_eq!(people, 1);
}

#[test]
fn an_address_that_was_not_verified_or_changed_hands_ties_nothing() {
    let (app, provider) = with_provider();
    app.account("Paul Ehrmann", "paul@exemple.fr", None, &[]);
    camille(&app);
    let visitor = app.visitor();

    let refused = arrive(&provider, &visitor, "paul", "");

    visitor.follow(refused.expect(303)).expect(200).says("n’a pas vérifié votre adresse");
    assert!(visitor.cookie("maillage_session").is_none());
    assert_eq!(linked(&app), []);
    arrive(&provider, &app.visitor(), "camille", "").expect(303);
    let heir = app.visitor();
    let refused = arrive(&provider, &heir, "heir", "");
    heir.follow(refused.expect(303)).expect(200).says("relié à quelqu’un d’autre");
    assert!(heir.cookie("maillage_session").is_none());
    assert_eq!(linked(&app).len(), 1);
}

#[test]
fn an_unknown_verified_address_has_an_account_then_without_any_right() {
    let (app, provider) = with_provider();
    let visitor = app.visitor();

    assert_eq!(arrive(&provider, &visitor, "lea", "").expect(303).location(), "/account");

    visitor.get("/account").expect(200).says("lea@exemple.fr").says("Léa Neuve");
    visitor.get("/inbox").expect(404);
}

#[test]
fn whoever_administers_is_asked_for_the_second_step_all_the_same() {
    let (app, provider) = with_provider();
    app.account("Ada Admin", "ada@exemple.fr", Some(NetworkRole::Admin), &[]);
    let visitor = app.visitor();

    let arrival = arrive(&provider, &visitor, "ada", "/admin");

    assert_eq!(arrival.expect(303).location(), "/sign-in/second-step?next=%2Fadmin");
    assert!(visitor.cookie("maillage_session").is_none());
    visitor.get("/admin").expect(303);
}

#[test]
fn a_way_comes_back_once_and_to_the_browser_that_set_out() {
    let (app, provider) = with_provider();
    let camille = camille(&app);
    let visitor = app.visitor();
    let departure = visitor.get("/sign-in/provider?next=//evil.example");
    let trip = visitor.cookie("maillage_trip").unwrap();
    let back = provider.let_in(&departure, "camille");

    // Somebody gives another one the end of their own way.
    let other = app.visitor();
    let astray = other.get(&back);
    other.follow(astray.expect(303)).expect(200).says("n’a pas commencé dans ce navigateur");
    assert!(other.cookie("maillage_session").is_none());

    assert_eq!(visitor.get(&back).expect(303).location(), "/inbox");
    visitor.get("/account").expect(200).says(&camille.email);
    let thief = app.visitor();
    thief.set_cookie("maillage_trip", &trip);
    let replayed = thief.get(&back);
    thief.follow(replayed.expect(303)).expect(200).says("ou a déjà servi");
    assert!(thief.cookie("maillage_session").is_none());
}

#[test]
fn who_is_signed_in_ties_their_own_account_and_unties_it() {
    let (app, provider) = with_provider();
    let camille = camille(&app);
    let visitor = app.sign_in(&camille);

    let other = arrive(&provider, &visitor, "lea", "");
    visitor.follow(other.expect(303)).expect(200).says("rien n’est relié");
    let own = arrive(&provider, &visitor, "camille", "");
    visitor.follow(own.expect(303)).expect(200).says("Votre compte est relié");
    visitor.post("/account/provider/removal", &[]).expect(303);
    visitor.post("/account/provider/removal", &[]).expect(303);

    visitor.get("/account/security").expect(200).says("Relier mon compte");
    assert_eq!(linked(&app), []);
    let done: Vec<String> = app.read(|conn| {
        Ok(audit_events::table
            .filter(audit_events::subject_id.eq(camille.id.as_str()))
            .order(audit_events::id)
            .select(audit_events::action)
            .load(conn)?)
    });
    assert_eq!(done, ["account.provider_linked", "account.provider_unlinked"]);
}

#[test]
fn a_provider_that_is_away_is_a_sentence_and_links_go_on() {
    let (app, mut provider) = with_provider();
    let camille = camille(&app);
    let visitor = app.visitor();
    let departure = visitor.get("/sign-in/provider");
    let back = provider.let_in(&departure, "camille");
    provider.child.kill().unwrap();
    provider.child.wait().unwrap();

    let stopped = visitor.get(&back);
    visitor.follow(stopped.expect(303)).expect(200).says("ne répond pas");
    app.later(chrono::TimeDelta::hours(2));
    let stopped = visitor.get("/sign-in/provider");
    visitor.follow(stopped.expect(303)).expect(200).says("ne répond pas");

    visitor.post("/sign-in/link", &[("email", &camille.email)]).expect(303);
    let path = app.mail_to(&camille.email).link("/sign-in/");
    visitor.post(&path, &[]).expect(303);
    visitor.get("/account").expect(200);
}

//! Other programs are told by HTTPS: what, signed how, tried again until when, and what they never learn.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use maillage::accounts::{Actor, NetworkRole, NodeId, NodeRole};
use maillage::tickets::Ticket;
use maillage::tickets::mail::follow_path;
use maillage::webhooks::queries::{self, Telling};
use maillage::webhooks::{self, DeliveryId, HookId, Occurrence, Proposal};
use serde_json::Value;
use sha2::Sha256;

use crate::app::{Reply, TestApp, Visitor};
use crate::tickets::form_id;

/// A request as the other program got it.
#[derive(Debug, Clone)]
pub struct Got {
    head: Vec<(String, String)>,
    body: String,
}

impl Got {
    pub fn header(&self, name: &str) -> &str {
        let found = self.head.iter().find(|(other, _)| other == name);
        found.map_or("", |(_, value)| value)
    }
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
    /// Verifies as the specification says, with nothing of ours.
    fn is_signed_by(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        let signed = format!(
            "{}.{}.{}",
            self.header("webhook-id"),
            self.header("webhook-timestamp"),
            self.body
        );
        mac.update(signed.as_bytes());
        let right = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        self.header("webhook-signature").split(' ').any(|one| one == right)
    }
}

/// The other program: keeps what it gets and answers what it is told to.
struct Receiver {
    url: String,
    got: Arc<Mutex<Vec<Got>>>,
    answers: Arc<AtomicU16>,
}

impl Receiver {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hooks", listener.local_addr().unwrap());
        let (got, answers) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU16::new(204)));
        let (kept, status) = (Arc::clone(&got), Arc::clone(&answers));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let request = read(&stream);
                kept.lock().unwrap().push(request);
                let status = status.load(Ordering::SeqCst);
                let body = if status < 300 { "" } else { "broken <b>here</b>" };
                let mut out = &stream;
                let _ = write!(
                    out,
                    "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nLocation: http://127.0.0.1:1/\r\n\
                     Connection: close\r\n\r\n{body}",
                    body.len()
                );
            }
        });
        Self { url, got, answers }
    }
    fn answer(&self, status: u16) {
        self.answers.store(status, Ordering::SeqCst);
    }
    fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
    fn events(&self) -> Vec<String> {
        self.got().iter().map(|one| one.json()["type"].as_str().unwrap().to_owned()).collect()
    }
}

pub fn read(stream: &TcpStream) -> Got {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(": ") {
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse().unwrap();
            }
            head.push((name.to_ascii_lowercase(), value.to_owned()));
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    Got { head, body: String::from_utf8(body).unwrap() }
}

const HOOK: &str = "0198c000-0000-7000-8000-000000000001";
pub const DELIVERY: &str = "0198c000-0000-7000-8000-000000000002";

/// A webhook of a node with something in its log: always the same.
pub fn some(app: &TestApp, maker: &Actor, node: &NodeId) -> String {
    let (id, told): (HookId, DeliveryId) = (HOOK.parse().unwrap(), DELIVERY.parse().unwrap());
    let events = vec![Occurrence::Closed];
    let url = "https://hooks.example.org/x".to_owned();
    let (proposal, now) = (Proposal { url, name: "Outil".into(), events }, app.now());
    app.write(|conn| {
        webhooks::ops::make(conn, maker, (&id, Some(node)), &proposal, now)?;
        if queries::delivery(conn, &id, &told).is_err() {
            let (event, hook, payload) = (Occurrence::Test, &id, "{}");
            let telling =
                Telling { id: &told, hook, event, ticket: None, payload, replay_of: None };
            queries::queue(conn, &telling, now)?;
        }
        Ok(())
    });
    HOOK.to_owned()
}

struct Scene {
    app: TestApp,
    receiver: Receiver,
    manager: Visitor,
    hook: String,
    secret: String,
}

const LIST: &str = "/nodes/adoc-lorraine/webhooks";

fn form<'a>(id: &'a str, url: &'a str, events: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![("id", id), ("name", "Notre outil"), ("url", url)];
    form.extend(events.iter().map(|event| ("event", *event)));
    form
}

const ALL: &[&str] = &[
    "ticket.created",
    "ticket.assigned",
    "ticket.answered",
    "ticket.replied",
    "ticket.transferred",
    "ticket.offered",
    "ticket.offer_ended",
    "ticket.closed",
    "ticket.reopened",
];

impl Scene {
    fn new() -> Self {
        let app = TestApp::start_with(|config| config.webhooks_private = true);
        let receiver = Receiver::start();
        let held = [("adoc-lorraine", NodeRole::Manager)];
        let manager = app.sign_in(&app.account("Ines", "ines@example.org", None, &held));
        let id = form_id();
        let made = manager.post(LIST, &form(&id, &receiver.url, ALL));
        let secret = made.expect(200).value_of("secret").unwrap();
        Self { app, receiver, manager, hook: format!("/webhooks/{id}"), secret }
    }
    fn send(&self) -> usize {
        webhooks::send_due(&self.app.app, self.app.now()).unwrap()
    }
    fn act(&self, ticket: &Ticket, deed: &str, form: &[(&str, &str)]) -> Reply {
        self.app.later(TimeDelta::minutes(1));
        self.manager.post(&format!("/tickets/{}/{deed}", ticket.reference), form)
    }
    fn page(&self) -> Reply {
        self.manager.get(&self.hook)
    }
}

#[test]
fn what_happens_is_told_signed_and_without_what_is_internal() {
    let scene = Scene::new();
    let ticket = scene.app.ticket("Déposer des enquêtes");
    scene.act(&ticket, "assignment", &[("to", "me")]).expect(303);
    let note = [("id", &*form_id()), ("note", "Entre nous SECRET-NOTE")];
    scene.act(&ticket, "notes", &note).expect(303);
    let answer = [("id", &*form_id()), ("body", "Voici SECRET-REPONSE")];
    scene.act(&ticket, "answers", &answer).expect(303);
    scene.act(&ticket, "closure", &[("outcome", "answered")]).expect(303);
    assert!(scene.receiver.got().is_empty(), "nothing leaves before its transaction");
    assert_eq!(scene.send(), 4);
    let told = ["ticket.created", "ticket.assigned", "ticket.answered", "ticket.closed"];
    assert_eq!(scene.receiver.events(), told);
    for got in scene.receiver.got() {
        assert!(got.is_signed_by(&scene.secret) && !got.is_signed_by("whsec_AAAA"), "{got:?}");
        assert_eq!(got.header("content-type"), "application/json");
        assert_eq!(
            got.header("webhook-timestamp"),
            scene.app.now().and_utc().timestamp().to_string()
        );
        let told = &got.json()["data"]["ticket"];
        assert_eq!(
            (&told["reference"], &told["node"]),
            (&ticket.reference.clone().into(), &"adoc-lorraine".into())
        );
        for word in ["SECRET", "lucie", "Lucie", "Ines"] {
            assert!(!got.body.contains(word), "{word}: {}", got.body);
        }
    }
    let last = scene.receiver.got().pop().unwrap().json();
    assert_eq!(
        (&last["data"]["ticket"]["state"], &last["data"]["ticket"]["outcome"]),
        (&"closed".into(), &"answered".into())
    );
    let ids: std::collections::BTreeSet<_> =
        scene.receiver.got().iter().map(|got| got.header("webhook-id").to_owned()).collect();
    assert_eq!((ids.len(), scene.send()), (4, 0));
    let link = follow_path(&scene.app.app.signer, &scene.app.again(&ticket));
    let (page, key) = link.split_once("?key=").unwrap();
    let word = [("id", &*form_id()), ("key", key), ("body", "Encore un mot")];
    scene.app.visitor().post(&format!("{page}/replies"), &word).expect(303);
    assert_eq!(scene.send(), 2);
    let mut more = scene.receiver.events().split_off(4);
    more.sort();
    assert_eq!(more, ["ticket.reopened", "ticket.replied"]);
    scene.page().expect(200).says("Reçu").says("ticket.closed").says_not(&scene.secret);
}

#[test]
fn a_node_is_told_of_its_own_tickets_and_the_network_of_all() {
    let scene = Scene::new();
    let admin = scene.app.account("Ada", "ada@example.org", Some(NetworkRole::Admin), &[]);
    let admin = scene.app.sign_in(&admin);
    let all = Receiver::start();
    admin.post("/admin/webhooks", &form(&form_id(), &all.url, ALL)).expect(200);
    let other = Receiver::start();
    let path = "/nodes/adele/webhooks";
    admin.post(path, &form(&form_id(), &other.url, ALL)).expect(200);
    let ticket = scene.app.ticket("Déposer");
    scene.app.ask(crate::tickets::question("Sans adresse"), false);
    let offer = [("kind", "refer"), ("to", "adele"), ("reason", "Vous saurez")];
    scene.act(&ticket, "handover", &offer).expect(303);
    scene.send();
    assert_eq!(scene.receiver.events(), ["ticket.created", "ticket.offered"]);
    assert_eq!(
        (all.events(), other.events()),
        (scene.receiver.events(), vec!["ticket.offered".to_owned()])
    );
    // Who steers places it elsewhere: the node that had it learns that, and nothing later.
    let take = [("kind", "place"), ("to", "lord"), ("reason", "Ailleurs")];
    let moved = format!("/tickets/{}/handover", ticket.reference);
    admin.post(&moved, &take).expect(303);
    scene.app.later(TimeDelta::minutes(1));
    let answer = [("id", &*form_id()), ("body", "Bonjour")];
    admin.post(&format!("/tickets/{}/answers", ticket.reference), &answer).expect(303);
    scene.send();
    assert_eq!(scene.receiver.events().last().unwrap(), "ticket.transferred");
    assert_eq!(all.events().last().unwrap(), "ticket.answered");
    assert!(!other.events().contains(&"ticket.answered".to_owned()));
}

#[test]
fn what_is_not_taken_is_tried_again_and_then_given_up_with_a_mail() {
    let scene = Scene::new();
    scene.receiver.answer(503);
    scene.app.ticket("Déposer");
    assert_eq!((scene.send(), scene.receiver.got().len()), (0, 1));
    scene.page().expect(200).says("503").says("À renvoyer").says("broken <b>here</b>");
    assert!(!scene.page().body.contains("<b>here"));
    assert_eq!((scene.send(), scene.receiver.got().len()), (0, 1));
    scene.app.later(TimeDelta::seconds(6));
    scene.send();
    let got = scene.receiver.got();
    assert_eq!(got.len(), 2);
    assert_eq!(got[0].header("webhook-id"), got[1].header("webhook-id"));
    assert_ne!(got[0].header("webhook-timestamp"), got[1].header("webhook-timestamp"));
    scene.receiver.answer(200);
    scene.app.later(TimeDelta::minutes(6));
    assert_eq!(scene.send(), 1);
    scene.page().expect(200).says("En service").says("3 essais");

    // A redirection is no answer, and is not followed.
    scene.receiver.answer(307);
    for day in 0..6 {
        scene.app.ticket(&format!("Jour {day}"));
        scene.send();
        scene.app.later(TimeDelta::days(1));
    }
    scene.page().expect(200).says("Au repos après des jours d’échec");
    assert!(scene.app.mail_to("ines@example.org").subject.contains("ne prévient plus personne"));
    let before = scene.receiver.got().len();
    scene.app.ticket("Pendant le repos");
    scene.send();
    assert_eq!(scene.receiver.got().len(), before);
    scene.receiver.answer(204);
    scene.manager.post(&format!("{}/resumption", scene.hook), &[]).expect(303);
    scene.app.ticket("Après");
    assert_eq!(scene.send(), 1);
}

#[test]
fn one_that_is_gone_rests_at_once_and_the_log_tells_again() {
    let scene = Scene::new();
    scene.receiver.answer(410);
    scene.app.ticket("Déposer");
    scene.send();
    scene.page().expect(200).says("l’adresse n’existe plus");
    scene.receiver.answer(204);
    scene.manager.post(&format!("{}/resumption", scene.hook), &[]).expect(303);
    let page = scene.page();
    let replay = page.body.split("action=\"").find(|part| part.contains("/replay\"")).unwrap();
    let replay = replay.split('"').next().unwrap().to_owned();
    scene.manager.post(&replay, &[]).expect(303);
    scene.manager.post(&replay, &[]).expect(303);
    assert_eq!(scene.send(), 1);
    let got = scene.receiver.got();
    assert_eq!((got.len(), &got[0].body), (2, &got[1].body));
    assert_ne!(got[0].header("webhook-id"), got[1].header("webhook-id"));
    scene.manager.post(&format!("{}/test", scene.hook), &[]).expect(303);
    assert_eq!(scene.send(), 1);
    assert_eq!(scene.receiver.events().last().unwrap(), "webhook.test");
    scene.app.later(TimeDelta::days(31));
    scene.app.run_jobs();
    let held = [("adoc-lorraine", NodeRole::Manager)];
    let later = scene.app.account("Ève", "eve@example.org", None, &held);
    let page = scene.app.sign_in(&later).get(&scene.hook);
    page.expect(200).says("Rien n’a encore été envoyé");
}

#[test]
fn a_new_secret_interrupts_nothing() {
    let scene = Scene::new();
    let path = format!("{}/secret", scene.hook);
    let made = scene.manager.post(&path, &[("version", "1")]);
    let new = made.expect(200).value_of("secret").unwrap();
    assert_ne!(new, scene.secret);
    // The same form once more makes no third one, and while two are good another is refused.
    assert_eq!(scene.manager.post(&path, &[("version", "1")]).value_of("secret").unwrap(), new);
    scene.manager.post(&path, &[("version", "2")]).expect(422).says("L’ancien secret vaut encore");
    scene.app.ticket("Deux secrets");
    scene.send();
    let got = scene.receiver.got().pop().unwrap();
    assert!(got.is_signed_by(&scene.secret) && got.is_signed_by(&new));
    scene.manager.post(&format!("{path}/end"), &[]).expect(303);
    scene.app.ticket("Un secret");
    scene.send();
    let got = scene.receiver.got().pop().unwrap();
    assert!(!got.is_signed_by(&scene.secret) && got.is_signed_by(&new));
}

#[test]
fn it_goes_to_the_internet_only_and_a_bad_form_keeps_what_was_typed() {
    let app = TestApp::start();
    let held = [("adoc-lorraine", NodeRole::Manager)];
    let manager = app.sign_in(&app.account("Ines", "ines@example.org", None, &held));
    for (url, says) in [
        ("http://hooks.example.org/x", "doit commencer par https"),
        ("https://127.0.0.1/x", "pas sur l’internet"),
        ("https://[fd00::1]/x", "pas sur l’internet"),
        ("nulle part", "adresse complète"),
    ] {
        let reply = manager.post(LIST, &form(&form_id(), url, &["ticket.closed"]));
        reply.expect(422).says(says);
        assert_eq!(reply.value_of("url").as_deref(), Some(url));
    }
    let none = manager.post(LIST, &form(&form_id(), "https://hooks.example.org/x", &[]));
    none.expect(422).says("Choisissez au moins un événement");
    // A name may lead anywhere by the time it is called: that is looked at before anything connects.
    let receiver = Receiver::start();
    let id = form_id();
    let good = form(&id, "https://hooks.example.org/x", ALL);
    manager.post(LIST, &good).expect(200);
    manager.post(LIST, &good).expect(200);
    let port = receiver.url.split(':').nth(2).unwrap();
    app.write(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::webhooks;
        let url = format!("http://localhost:{port}");
        assert_eq!(diesel::update(webhooks::table).set(webhooks::url.eq(url)).execute(conn)?, 1);
        Ok(())
    });
    app.ticket("Déposer");
    webhooks::send_due(&app.app, app.now()).unwrap();
    assert!(receiver.got().is_empty());
    let path = format!("/webhooks/{id}");
    manager.get(&path).expect(200).says("no address on the internet");
    manager.post(&format!("{path}/removal"), &[]).expect(303);
    manager.get(&path).expect(404);
}

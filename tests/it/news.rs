//! News appear at their moment by themselves, in pages and feeds, and each who asked is told once, until one press ends it.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{Actor, NetworkRole, NodeId, NodeRole};
use maillage::db::schema::{news_subscriptions, news_tellings};
use maillage::news::{Draft, PostId, ops};

use crate::app::{TestApp, Visitor};
use crate::tickets::form_id;

const LUCIE: &str = "lucie@labo.example";

fn draft(title: &str) -> Draft {
    Draft {
        title_fr: title.to_owned(),
        summary_fr: "En une phrase.".into(),
        body_fr: "Un **texte**.".into(),
        ..Draft::default()
    }
}

/// What a part of an address names, for the permission table: a published post of the node.
pub fn part(app: &TestApp, (maker, node): (&Actor, &NodeId), path: &str) -> String {
    let (id, now) = (PostId::new(), app.now());
    app.write(|conn| {
        ops::write(conn, maker, (&id, Some(node)), &draft("Une nouvelle"), now)?;
        ops::publish(conn, maker, (&id, None), now)
    });
    match path.starts_with("/news/") {
        true => app.read(|conn| Ok(maillage::news::queries::post(conn, &id)?)).slug,
        false => id.to_string(),
    }
}

struct Desk {
    app: TestApp,
    ada: Visitor,
}

impl Desk {
    fn new() -> Self {
        let app = TestApp::start();
        let ada = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
        let ada = app.sign_in(&ada);
        Self { app, ada }
    }

    /// Writes a post, and answers its id.
    fn write(&self, title: &str, more: &[(&str, &str)]) -> String {
        let id = form_id();
        let mut form = vec![("id", id.as_str()), ("title_fr", title), ("body_fr", "Un **texte**.")];
        form.extend(more);
        for _ in 0..2 {
            self.ada.post("/inbox/news", &form).expect(303);
        }
        id
    }

    fn publish(&self, id: &str, at: &str) {
        let path = format!("/inbox/news/{id}/publication");
        self.ada.post(&path, &[("publish_at", at)]).expect(303);
    }

    /// Asks to be told and confirms by the mail's link; answers it.
    fn subscribe(&self, email: &str, more: &[(&str, &str)]) -> String {
        let mut form = vec![("email", email)];
        form.extend(more);
        self.app.visitor().post("/news/subscription", &form).expect(303);
        let link = self.app.mail_to(email).link("/news/subscriptions/");
        let (path, key) = link.split_once("?key=").unwrap();
        let done = self.app.visitor().post(&format!("{path}/confirmation"), &[("key", key)]);
        done.expect(303);
        link
    }

    /// The subjects of the digests of somebody, after a day.
    fn told(&self, email: &str) -> Vec<String> {
        self.app.later(TimeDelta::days(1));
        for _ in 0..2 {
            self.app.run_jobs();
            self.app.later(TimeDelta::minutes(10));
        }
        let mails = self.app.mails_to(email).into_iter().map(|mail| mail.subject);
        mails.filter(|subject| subject.starts_with("Actualités")).collect()
    }
}

#[test]
fn a_post_appears_at_its_moment_without_any_job() {
    let desk = Desk::new();
    let public = desk.app.visitor();
    desk.ada
        .post("/inbox/news", &[("title_fr", ""), ("body_fr", "Gardé")])
        .expect(422)
        .says("Gardé");
    let half = [("title_fr", "Un appel"), ("body_fr", "Un texte."), ("title_en", "A call")];
    desk.ada.post("/inbox/news", &half).expect(422).says("Le texte manque en anglais");
    let english = [("title_en", "A new call"), ("body_en", "In **English**.")];
    let id = desk.write("Un nouvel appel", &english);
    public.get("/news/un-nouvel-appel").expect(404);
    desk.publish(&id, "2026-03-04T09:00");
    public.get("/news").says("Aucune actualité");
    desk.app.later(TimeDelta::hours(22) + TimeDelta::minutes(59));
    public.get("/news/un-nouvel-appel").expect(404);
    desk.app.later(TimeDelta::minutes(1));
    public.get("/news/un-nouvel-appel").expect(200).says("Un texte");
    public.get("/news/un-nouvel-appel?lang=en").expect(200).says("A new call").says("In English");
    let feed = desk.app.visitor().get("/news.atom");
    assert!(feed.expect(200).body.contains("<title>Un nouvel appel</title>"), "{}", feed.body);
    assert!(feed.body.contains("<updated>2026-03-04T08:00:00Z</updated>"), "{}", feed.body);
    let tag = feed.header("etag").unwrap().to_owned();
    desk.app.visitor().get_with("/news.atom", &[("if-none-match", &tag)]).expect(304);
    assert!(public.get("/sitemap.xml").body.contains("/news/un-nouvel-appel"));

    let retraction = format!("/inbox/news/{id}/retraction");
    for _ in 0..2 {
        desk.ada.post(&retraction, &[]).expect(303);
    }
    desk.app.visitor().get("/news/un-nouvel-appel").expect(404);
}

#[test]
fn a_moment_that_is_over_publishes_nothing() {
    let desk = Desk::new();
    let id = desk.write("Une nouvelle", &[]);
    let path = format!("/inbox/news/{id}/publication");
    let at = |typed: &str| desk.ada.post(&path, &[("publish_at", typed)]);

    let refused = at("2025-03-04T09:00");

    refused.expect(422).says("Ce moment est passé");
    assert_eq!(refused.value_of("publish_at").as_deref(), Some("2025-03-04T09:00"));
    desk.app.visitor().get("/news").expect(200).says_not("Une nouvelle");
    // It is ten in Paris.
    at("2026-03-03T09:50").expect(303);
    desk.app.visitor().get("/news").expect(200).says("Une nouvelle");
    at("2025-03-04T09:00").expect(303);
}

#[test]
fn a_node_speaks_for_itself_only() {
    let desk = Desk::new();
    let zoe =
        desk.app.account("Zoé", "zoe@adoc.example", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let (own, other) = (desk.app.node_id("adoc-lorraine"), desk.app.node_id("lord"));
    let browser = desk.app.sign_in(&zoe);
    let id = form_id();
    let post = |node: &str| {
        browser.post("/inbox/news", &[("id", &id), ("title_fr", "Portes ouvertes"), ("node", node)])
    };
    post(other.as_str()).expect(404);
    post("").expect(404);
    post(own.as_str()).expect(303);
    browser.post(&format!("/inbox/news/{id}/publication"), &[]).expect(303);
    desk.app.visitor().get("/news?node=adoc-lorraine").expect(200).says("Portes ouvertes");
    desk.app.visitor().get("/news?node=lord").expect(200).says_not("Portes ouvertes");
    let network = desk.write("Au réseau", &[]);
    browser.get(&format!("/inbox/news/{network}")).expect(404);
    let stale = [("id", &*id), ("lock", "7"), ("title_fr", "Autre titre")];
    browser.post("/inbox/news", &stale).expect(409).says("entre-temps");
}

#[test]
fn who_asked_is_told_once_of_what_concerns_them() {
    let desk = Desk::new();
    let app = &desk.app;
    let old = desk.write("Avant", &[]);
    desk.publish(&old, "");
    app.later(TimeDelta::hours(1));
    app.visitor().post("/news/subscription", &[("email", "x")]).expect(422);
    app.visitor().post("/news/subscription", &[("email", "nul@labo.example")]).expect(303);
    desk.subscribe(LUCIE, &[("regions", "53"), ("disciplines", "1")]);
    desk.subscribe("omar@labo.example", &[]);
    app.later(TimeDelta::hours(1));
    for (title, more) in [
        ("Bretagne", vec![("regions", "53")]),
        ("Corse", vec![("regions", "94")]),
        ("Physique", vec![("disciplines", "1.3")]),
        ("Pour tous", vec![]),
    ] {
        let id = desk.write(title, &more);
        desk.publish(&id, "");
        app.later(TimeDelta::minutes(1));
    }
    assert_eq!(desk.told(LUCIE), ["Actualités : Pour tous (+ 2)"]);
    assert_eq!(desk.told("omar@labo.example"), ["Actualités : Pour tous (+ 3)"]);
    assert_eq!(desk.told("nul@labo.example"), Vec::<String>::new(), "the address is not proven");
    let id = desk.write("Demain", &[]);
    desk.publish(&id, "");
    assert_eq!(desk.told(LUCIE).len(), 2);
    let tellings: i64 = app.read(|conn| Ok(news_tellings::table.count().get_result(conn)?));
    assert_eq!(tellings, 3 + 4 + 2);
    let left: i64 = app.read(|conn| Ok(news_subscriptions::table.count().get_result(conn)?));
    assert_eq!(left, 2, "what nobody confirmed is forgotten");
}

#[test]
fn one_press_in_the_mail_program_ends_it() {
    let desk = Desk::new();
    let app = &desk.app;
    let link = desk.subscribe(LUCIE, &[("regions", "53")]);
    app.visitor().get(&link).expect(200).says("Bretagne");
    app.visitor().get(link.split('?').next().unwrap()).expect(404);
    app.later(TimeDelta::minutes(1));
    let id = desk.write("Une nouvelle", &[]);
    desk.publish(&id, "");
    assert_eq!(desk.told(LUCIE).len(), 1);
    let raw = app.mail_to(LUCIE).raw.replace("\r\n ", " ");
    assert!(raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{raw}");
    let (_, rest) = raw.split_once("List-Unsubscribe: <").unwrap();
    let address = rest.split('>').next().unwrap();
    let path = &address[address.find("/news/").unwrap()..];
    for _ in 0..2 {
        let form = [("List-Unsubscribe", "One-Click")];
        app.visitor().post_with(path, &form, &[]).expect(200).says("aucun message");
    }
    app.visitor().post(&path.replace("?key=", "?key=x"), &[]).expect(404);
    let again = desk.write("Une autre", &[]);
    desk.publish(&again, "");
    assert_eq!(desk.told(LUCIE).len(), 1);
}

#[test]
fn what_one_is_told_of_is_changed_from_what_it_is_now() {
    let app = TestApp::start();
    let zoe = app.account("Zoé", "zoe@labo.example", None, &[]);
    let browser = app.sign_in(&zoe);
    assert!(browser.get("/account").expect(200).links_to("/news/subscription"));
    let form = [("email", "zoe@labo.example"), ("regions", "44")];
    let own = browser.post("/news/subscription", &form).expect(303).location().to_owned();

    let page = app.visitor().get(&own);
    page.expect(200);
    let from = page.body.find("/news/subscription?of=").expect("a way to change it");
    let change = page.body[from..].split('"').next().unwrap();
    let change = change.replace("&#x3D;", "=").replace("&amp;", "&");
    let shown = app.visitor().get(&change);
    assert_eq!(shown.expect(200).value_of("email").as_deref(), Some("zoe@labo.example"));
    assert!(shown.body.contains("value=\"44\" selected"), "what holds is chosen");
    app.visitor().get("/news/subscription?of=x&key=faux").expect(404);
    let account = browser.get("/account");
    assert!(account.expect(200).links_to(&own));
}

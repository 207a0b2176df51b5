//! Links of materials: looked at where they lead, called broken after failures that are days apart, told of once.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use maillage::materials::{Link, LinkChecks, MaterialId, check_due, ops};

use crate::app::TestApp;
use crate::knowledge::audited;
use crate::materials::{Cast, record};

/// A server that keeps what it was asked, and answers as it is told.
struct Place {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
    answer: Arc<AtomicU16>,
    /// What it answers and asks of programs; that is not kept among what it was asked.
    robots: Arc<Mutex<(u16, String)>>,
}

impl Place {
    /// `/leads` leads on to `/there` for now and `/moved` for good, `/circle` to itself, and `/head` has no heads to give.
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (asked, answer) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU16::new(200)));
        let (kept, status) = (Arc::clone(&asked), Arc::clone(&answer));
        let robots = Arc::new(Mutex::new((200, String::new())));
        let rules = Arc::clone(&robots);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
                let first = lines.next().unwrap_or_default();
                lines.take_while(|line| !line.is_empty()).for_each(drop);
                let first = first.trim_end_matches(" HTTP/1.1").to_owned();
                if first == "GET /robots.txt" {
                    let (status, rules) = rules.lock().unwrap().clone();
                    let length = rules.len();
                    let _ = write!(
                        &stream,
                        "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{rules}"
                    );
                    continue;
                }
                let status = match first.as_str() {
                    "HEAD /moved" => 301,
                    "HEAD /leads" | "HEAD /circle" => 302,
                    "HEAD /head" => 405,
                    _ => status.load(Ordering::SeqCst),
                };
                let next = if first == "HEAD /circle" { "/circle" } else { "/there" };
                kept.lock().unwrap().push(first);
                let _ = write!(
                    &stream,
                    "HTTP/1.1 {status} X\r\nContent-Length: 0\r\nLocation: {next}\r\n\
                     Connection: close\r\n\r\n"
                );
            }
        });
        Self { base, asked, answer, robots }
    }
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

struct Scene {
    app: TestApp,
    cast: Cast,
    place: Place,
    id: MaterialId,
    slug: String,
}

impl Scene {
    fn new(paths: &[&str], checks: LinkChecks) -> Self {
        let app = TestApp::start_with(|config| config.link_checks = checks);
        let (cast, place) = (Cast::new(&app), Place::start());
        let mut what = record("Un support et ses liens");
        what.links = paths.iter().map(|path| link(&format!("{}{path}", place.base))).collect();
        let (id, slug) = cast.publish(&app, what);
        Self { app, cast, place, id, slug }
    }
    fn check(&self) -> usize {
        check_due(&self.app.app, self.app.now()).unwrap()
    }
    fn tell(&self) -> usize {
        ops::tell_broken(&self.app.app, self.app.now()).unwrap()
    }
    fn page(&self) -> crate::app::Reply {
        self.app.visitor().get(&format!("/materials/{}", self.slug))
    }
    fn fails(&self, status: u16) {
        self.place.answer.store(status, Ordering::SeqCst);
        for days in [0, 1, 2, 4] {
            self.app.later(TimeDelta::days(days));
            self.check();
        }
    }
}

fn happened(scene: &Scene, action: &str) -> usize {
    let all = audited(&scene.app, "material", scene.id.as_str());
    all.iter().filter(|one| *one == action).count()
}

fn link(url: &str) -> Link {
    let url_norm = url.trim_start_matches("http://").to_owned();
    Link { url: url.to_owned(), url_norm, title: String::new() }
}

#[test]
fn a_link_that_fails_for_a_week_is_flagged_told_once_and_forgiven() {
    let scene = Scene::new(&["/page"], LinkChecks::Private);
    let (app, desk) = (&scene.app, &scene.cast.desk);
    assert_eq!((scene.check(), scene.check()), (1, 0));
    assert_eq!(scene.place.asked(), ["HEAD /page"]);
    app.later(TimeDelta::days(7));
    scene.place.answer.store(404, Ordering::SeqCst);
    assert_eq!(scene.check(), 1);
    assert_eq!(scene.place.asked(), ["HEAD /page", "GET /page"]);
    app.later(TimeDelta::days(1));
    assert_eq!((scene.check(), scene.tell()), (1, 0));
    scene.page().expect(200).says_not("Lien rompu");
    desk.get("/inbox/materials?list=broken").expect(200).says("Aucun lien rompu");

    // A server that says itself that nothing is there is believed after three looks.
    app.later(TimeDelta::days(2));
    assert_eq!(scene.check(), 1);

    scene.page().says("Lien rompu");
    desk.get("/inbox/materials?list=broken").says("Un support et ses liens");
    let page = desk.get(&format!("/inbox/materials/{}", scene.id));
    page.says("ne mènent plus nulle part")
        .says("Le site répond 404")
        .says("Copie chez archive.org");
    assert_eq!((scene.tell(), scene.tell()), (1, 0));
    let mail = app.mail_to(&scene.cast.ines.email);
    assert!(
        mail.text.contains(&format!("{}/page · réponse 404", scene.place.base)),
        "{}",
        mail.text
    );
    assert_eq!(happened(&scene, "material.link_broken"), 1);

    scene.place.answer.store(200, Ordering::SeqCst);
    app.later(TimeDelta::days(7));
    assert_eq!((scene.check(), scene.tell()), (1, 0));
    scene.page().says_not("Lien rompu");
    desk.get("/inbox/materials?list=broken").says("Aucun lien rompu");
    assert_eq!(happened(&scene, "material.link_mended"), 1);
}

#[test]
fn one_mail_tells_of_all_links_and_few_pages_of_a_server_are_asked_for_at_once() {
    let scene = Scene::new(&["/1", "/2", "/3", "/4", "/5"], LinkChecks::Private);
    assert_eq!((scene.check(), scene.place.asked().len(), scene.check()), (3, 3, 0));
    scene.app.later(TimeDelta::hours(1));
    assert_eq!((scene.check(), scene.place.asked().len()), (2, 2));
    scene.app.later(TimeDelta::days(8));
    scene.place.answer.store(500, Ordering::SeqCst);
    for _ in 0..20 {
        scene.app.later(TimeDelta::days(1));
        scene.check();
    }

    assert_eq!(scene.tell(), 1);

    let mails = scene.app.mails_to(&scene.cast.ines.email);
    assert_eq!(mails.len(), 1);
    assert!(
        (1..=5).all(|n| mails[0].text.contains(&format!("/{n} · réponse 500"))),
        "{}",
        mails[0].text
    );
}

#[test]
fn what_leads_on_or_gives_no_head_is_followed() {
    let scene = Scene::new(&["/head", "/leads"], LinkChecks::Private);
    assert_eq!(scene.check(), 2);
    assert_eq!(scene.place.asked(), ["HEAD /head", "GET /head", "HEAD /leads", "HEAD /there"]);
    scene.page().says_not("Lien rompu");
}

#[test]
fn what_leads_on_without_an_end_is_broken() {
    let scene = Scene::new(&["/circle"], LinkChecks::Private);

    assert_eq!(scene.check(), 1);

    assert_eq!(scene.place.asked(), ["HEAD /circle"; 6]);
    scene.app.later(TimeDelta::days(1));
    scene.fails(200);
    scene.page().says("Lien rompu");
}

#[test]
fn an_address_that_only_this_machine_reaches_is_not_asked() {
    let scene = Scene::new(&["/page"], LinkChecks::On);
    scene.fails(200);
    assert_eq!(scene.place.asked(), Vec::<String>::new());
    scene.page().says("Lien rompu");
    let off = Scene::new(&["/page"], LinkChecks::Off);
    assert_eq!((off.check(), off.tell()), (0, 0));
}

#[test]
fn a_link_that_no_published_material_has_any_more_is_forgotten() {
    let scene = Scene::new(&["/page"], LinkChecks::Private);
    scene.fails(404);
    let path = format!("/inbox/materials/{}/withdrawal", scene.id);
    scene.cast.desk.post(&path, &[("reason", "Dépassé")]).expect(303);
    assert_eq!(scene.tell(), 0);
    scene.app.later(TimeDelta::days(30));
    assert_eq!(scene.check(), 0);
}

#[test]
fn what_a_server_asks_programs_to_leave_alone_is_left_alone() {
    let scene = Scene::new(&["/open", "/private/page"], LinkChecks::Private);
    let rules = "User-agent: *\nDisallow: /private\n";
    *scene.place.robots.lock().unwrap() = (200, rules.to_owned());
    scene.fails(404);
    assert!(scene.place.asked().iter().all(|one| one.ends_with("/open")));
    let page = scene.page();
    assert_eq!(page.body.matches("Lien rompu").count(), 1, "nothing is said of what was not asked");
}

#[test]
fn a_server_that_fails_to_say_what_it_allows_fails_as_any_other() {
    let scene = Scene::new(&["/page"], LinkChecks::Private);
    *scene.place.robots.lock().unwrap() = (500, String::new());

    scene.fails(200);

    assert_eq!(scene.place.asked(), Vec::<String>::new());
    scene.page().says("Lien rompu");
    assert_eq!(scene.tell(), 1);
    let mail = scene.app.mail_to(&scene.cast.ines.email);
    assert!(mail.text.contains("/page · réponse 503"), "{}", mail.text);

    *scene.place.robots.lock().unwrap() = (200, String::new());
    scene.app.later(TimeDelta::days(7));
    assert_eq!(scene.check(), 1);
    scene.page().says_not("Lien rompu");
}

#[test]
fn a_link_that_moved_for_good_is_replaced_in_the_draft_by_one_click() {
    let scene = Scene::new(&["/leads", "/moved"], LinkChecks::Private);
    let (desk, here) = (&scene.cast.desk, format!("/inbox/materials/{}", scene.id));
    assert_eq!(scene.check(), 2);
    let there = format!("{}/there", scene.place.base);
    let page = desk.get(&here);
    page.says("Prendre la nouvelle adresse").says(&there);
    assert_eq!(page.body.matches("/links\"").count(), 1, "what leads on for now stays");

    let place = format!("{}/moved", scene.place.base.trim_start_matches("http://"));
    let links = format!("{here}/links");
    desk.post(&links, &[("link", &place)]).expect(303);
    desk.post(&links, &[("link", &place)]).expect(303);

    let draft = desk.get(&here);
    draft.says_not("Prendre la nouvelle adresse");
    assert!(draft.body.contains(&there));
    assert_eq!(happened(&scene, "material.link_followed"), 1);
    scene.page().expect(200);
    desk.post(&links, &[("link", "example.org/other")]).expect(409).says("n’a pas changé");
}

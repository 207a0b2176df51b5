//! A DOI that is typed is looked up: what it says is offered, what is wrong is advice, and no silence stops anybody.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use maillage::materials::{LinkChecks, MaterialId};

use crate::app::{Reply, TestApp};
use crate::materials::Cast;
use crate::triage::NODE;

const RECORD: &str = r#"{"titles": [{"title": "Lever un embargo, pas à pas"}], "publicationYear": 2024,
    "creators": [{"name": "Roy, Ana", "givenName": "Ana", "familyName": "Roy",
      "nameIdentifiers": [{"nameIdentifier": "https://orcid.org/0000-0002-1825-0097"}]}],
    "rightsList": [{"rightsIdentifier": "cc-by-sa-4.0"}]}"#;

/// A resolver that knows one DOI, at an agency to which it leads on, and one of which nothing is said.
struct Resolver {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Resolver {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
                let first = lines.next().unwrap_or_default();
                lines.take_while(|line| !line.is_empty()).for_each(drop);
                let (status, place, body) = match first.split(' ').nth(1).unwrap_or_default() {
                    "/10.5281/zenodo.1" => (302, "/agency", ""),
                    "/agency" => (200, "/", RECORD),
                    "/10.5281/silent" => (200, "/", "<html>Une page"),
                    _ => (404, "/", ""),
                };
                kept.lock().unwrap().push(first);
                let _ = write!(
                    &stream,
                    "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nLocation: {place}\r\n\
                     Connection: close\r\n\r\n{body}",
                    body.len()
                );
            }
        });
        Self { base, asked }
    }
}

struct Scene {
    app: TestApp,
    cast: Cast,
    id: String,
}

impl Scene {
    fn new(resolver: &str, checks: LinkChecks) -> Self {
        let app = TestApp::start_with(|config| {
            config.link_checks = checks;
            resolver.clone_into(&mut config.doi_resolver);
        });
        let cast = Cast::new(&app);
        Self { app, cast, id: MaterialId::new().to_string() }
    }

    fn here(&self) -> String {
        format!("/inbox/materials/{}", self.id)
    }

    /// Keeps a draft that has this DOI; answers where that leads.
    fn save(&self, doi: &str) -> String {
        let node = self.app.node_id(NODE).to_string();
        let page = self.cast.desk.get(&self.here());
        let lock = if page.status == 200 { page.value_of("lock").unwrap() } else { String::new() };
        let fields = [
            ("id", &*self.id),
            ("lock", &lock),
            ("node", &node),
            ("title", "Embargo"),
            ("doi", doi),
        ];
        let reply = self.cast.desk.post("/inbox/materials", &fields);
        reply.expect(303).header("location").unwrap().to_owned()
    }

    fn saved(&self, doi: &str) -> Reply {
        self.cast.desk.get(&self.save(doi))
    }
}

#[test]
fn what_a_doi_says_is_offered_and_put_into_the_form_that_is_kept_by_whoever_saves() {
    let resolver = Resolver::start();
    let scene = Scene::new(&resolver.base, LinkChecks::Private);

    let page = scene.saved("https://doi.org/10.5281/ZENODO.1");
    page.expect(200).says("Ce que dit le DOI 10.5281/zenodo.1").says("Lever un embargo, pas à pas");
    page.says("Ana Roy").says("2024").says("Creative Commons Attribution - Partage");
    assert_eq!(page.value_of("title").as_deref(), Some("Embargo"), "nothing is taken unasked");
    let gets = ["GET /10.5281/zenodo.1 HTTP/1.1", "GET /agency HTTP/1.1"];
    assert_eq!(*resolver.asked.lock().unwrap(), gets);
    assert_eq!(scene.save("10.5281/zenodo.1"), scene.here(), "what is known is not asked again");

    let filled = "?doi=10.5281/zenodo.1&take_title=1&take_people=1&take_licence=1";
    let page = scene.cast.desk.get(&format!("{}{filled}", scene.here()));
    page.says("Relisez, puis enregistrez");
    assert_eq!(page.value_of("title").as_deref(), Some("Lever un embargo, pas à pas"));
    assert_eq!(page.value_of("person_name").as_deref(), Some("Ana Roy"));
    assert_eq!(page.value_of("person_orcid").as_deref(), Some("0000-0002-1825-0097"));
    let kept = scene.cast.desk.get(&scene.here());
    assert_eq!(kept.value_of("title").as_deref(), Some("Embargo"));
    kept.says("Voir ce que dit le DOI");
}

#[test]
fn an_unknown_or_silent_doi_is_kept_with_a_word_of_advice() {
    let resolver = Resolver::start();
    let scene = Scene::new(&resolver.base, LinkChecks::Private);
    scene.saved("10.9999/rien").says("Ce DOI n’est pas connu");
    let page = scene.saved("10.5281/silent");
    page.says("rien n’est dit de ce qu’il désigne");
    assert_eq!(page.value_of("doi").as_deref(), Some("10.5281/silent"));
}

#[test]
fn no_resolver_and_none_that_only_this_machine_reaches_stops_anybody() {
    let resolver = Resolver::start();
    let nobody = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    for (base, checks) in [(&nobody, LinkChecks::Private), (&resolver.base, LinkChecks::On)] {
        let scene = Scene::new(base, checks);
        let page = scene.saved("10.5281/zenodo.1");
        page.expect(200).says("Le service des DOI ne répond pas");
        assert_eq!(page.value_of("doi").as_deref(), Some("10.5281/zenodo.1"));
    }
    let off = Scene::new(&resolver.base, LinkChecks::Off);
    assert_eq!(off.save("10.5281/zenodo.1"), off.here());
    off.cast.desk.get(&off.here()).says_not("ce que dit le DOI");
    assert_eq!(*resolver.asked.lock().unwrap(), Vec::<String>::new());
}

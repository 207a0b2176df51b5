//! Links of materials are asked whether they still answer: how, how often, when they count as broken, and who is told.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::db::schema::link_checks;
use maillage::materials::rules::identifiers::place_of;
use maillage::materials::{Link, LinkChecks, Record, check_due, ops};

use crate::app::TestApp;
use crate::materials_cast::{Cast, record};

/// Somebody's server: a page that is there, one that knows GET alone, one that is gone, one that fails, one that sends on,
/// and one for people only.
struct Elsewhere {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
    /// Whether what was gone is there again.
    mended: Arc<Mutex<bool>>,
}

impl Elsewhere {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (asked, mended) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(false)));
        let (kept, good) = (Arc::clone(&asked), Arc::clone(&mended));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
                let first = lines.next().unwrap_or_default();
                lines.take_while(|line| !line.is_empty()).for_each(drop);
                let asked = first.trim_end_matches(" HTTP/1.1").to_owned();
                let (method, path) = asked.split_once(' ').unwrap_or_default();
                let status = match (method, path) {
                    ("HEAD", "/get-only") => 405,
                    (_, "/gone") if !*good.lock().unwrap() => 404,
                    (_, "/fails") => 500,
                    (_, "/people-only") => 403,
                    (_, "/moved") => 301,
                    _ => 200,
                };
                kept.lock().unwrap().push(asked);
                let head = "Location: /there\r\nContent-Length: 0\r\nConnection: close";
                let _ = write!(&stream, "HTTP/1.1 {status} X\r\n{head}\r\n\r\n");
            }
        });
        Self { base, asked, mended }
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    fn with(&self, title: &str, paths: &[&str]) -> Record {
        let link = |path: &&str| {
            let url = format!("{}{path}", self.base);
            Link { url_norm: place_of(&url), title: format!("La page {path}"), url }
        };
        Record { links: paths.iter().map(link).collect(), ..record(title) }
    }
}

fn start(checks: LinkChecks) -> (TestApp, Elsewhere, Cast) {
    let app = TestApp::start_with(|config| config.link_checks = checks);
    let cast = Cast::new(&app);
    (app, Elsewhere::start(), cast)
}

/// Asks whatever is due on a day, a minute after the other.
fn a_day(app: &TestApp) {
    for _ in 0..8 {
        check_due(&app.app, app.now()).unwrap();
        app.later(TimeDelta::minutes(1));
    }
    ops::tell_broken_links(&app.app, app.now()).unwrap();
    app.later(TimeDelta::days(1));
}

fn broken(app: &TestApp) -> Vec<String> {
    app.read(|conn| {
        let rows = link_checks::table.filter(link_checks::broken_at.is_not_null());
        Ok(rows.order(link_checks::url).select(link_checks::url).load(conn)?)
    })
}

#[test]
fn a_link_is_broken_after_several_days_and_those_who_wrote_it_are_told_once() {
    let (app, elsewhere, cast) = start(LinkChecks::Private);
    let paths = ["/there", "/get-only", "/gone", "/fails", "/people-only", "/moved"];
    let (id, slug) = cast.publish(&app, elsewhere.with("Citer des données", &paths));
    ops::know_links(&app.app, app.now()).unwrap();
    let (gone, fails) = (format!("{}/gone", elsewhere.base), format!("{}/fails", elsewhere.base));
    let page =
        |app: &TestApp| app.visitor().get(&format!("/materials/{slug}")).expect(200).body.clone();
    let mails = |app: &TestApp| app.mails_to(&cast.ines.email);

    a_day(&app);
    let mut asked = elsewhere.asked();
    asked.sort();
    let mut expected = vec![
        "GET /fails",
        "GET /get-only",
        "GET /gone",
        "GET /people-only",
        "HEAD /fails",
        "HEAD /get-only",
        "HEAD /gone",
        "HEAD /moved",
        "HEAD /people-only",
        "HEAD /there",
    ];
    expected.push("HEAD /there");
    expected.sort_unstable();
    assert_eq!(asked, expected);
    a_day(&app);
    assert_eq!(broken(&app), Vec::<String>::new());
    assert!(!page(&app).contains("Ne répond plus"));
    assert_eq!(mails(&app).len(), 0);

    a_day(&app);
    assert_eq!(broken(&app), [gone.clone()]);
    (0..8).for_each(|_| a_day(&app));
    assert_eq!(broken(&app), [fails.clone(), gone.clone()]);

    let told = mails(&app);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].subject.starts_with("Un lien rompu"), "{}", told[0].subject);
    assert!(told[0].text.contains(&gone) && !told[0].text.contains(&fails));
    assert!(told[1].text.contains(&fails));
    let read = page(&app);
    assert_eq!(read.matches("Ne répond plus depuis le").count(), 2);
    assert!(read.contains(&format!("https://web.archive.org/web/{gone}")));
    let list = cast.desk.get("/inbox/materials?list=published").expect(200).body.clone();
    assert!(list.contains("2 liens rompus"));
    let desk = cast.desk.get(&format!("/inbox/materials/{id}")).expect(200).body.clone();
    assert!(desk.contains("Des liens de ce support ne répondent plus"));

    *elsewhere.mended.lock().unwrap() = true;
    (0..8).for_each(|_| a_day(&app));
    assert_eq!(broken(&app), [fails]);
    assert_eq!(page(&app).matches("Ne répond plus depuis le").count(), 1);
    assert_eq!(mails(&app).len(), 2);
}

#[test]
fn one_mail_tells_of_all_that_broke_in_several_materials() {
    let (app, elsewhere, cast) = start(LinkChecks::Private);
    cast.publish(&app, elsewhere.with("Premier", &["/gone", "/there"]));
    cast.publish(&app, elsewhere.with("Second", &["/gone"]));
    ops::know_links(&app.app, app.now()).unwrap();

    (0..4).for_each(|_| a_day(&app));

    let told = app.mails_to(&cast.ines.email);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].subject, "2 liens rompus dans vos supports");
    assert!(told[0].text.contains("Premier") && told[0].text.contains("Second"));
}

#[test]
fn a_server_is_asked_for_one_page_at_a_time() {
    let (app, elsewhere, cast) = start(LinkChecks::Private);
    cast.publish(&app, elsewhere.with("Trois", &["/there", "/a", "/b"]));
    ops::know_links(&app.app, app.now()).unwrap();

    let counts: Vec<_> = (0..4)
        .map(|_| {
            check_due(&app.app, app.now()).unwrap();
            let asked = elsewhere.asked().len();
            check_due(&app.app, app.now()).unwrap();
            app.later(TimeDelta::minutes(1));
            asked + elsewhere.asked().len()
        })
        .collect();

    assert_eq!(counts, [1, 1, 1, 0]);
}

#[test]
fn nothing_goes_to_this_machine_or_where_nobody_wants_it() {
    for checks in [LinkChecks::Public, LinkChecks::Off] {
        let (app, elsewhere, cast) = start(checks);
        cast.publish(&app, elsewhere.with("Intérieur", &["/there", "/moved"]));
        ops::know_links(&app.app, app.now()).unwrap();

        a_day(&app);

        assert_eq!(elsewhere.asked(), Vec::<String>::new(), "{checks:?}");
    }
}

#[test]
fn what_is_not_published_any_more_is_not_asked() {
    let (app, elsewhere, cast) = start(LinkChecks::Private);
    let (id, _) = cast.publish(&app, elsewhere.with("Retiré", &["/there"]));
    assert_eq!(ops::know_links(&app.app, app.now()).unwrap(), 1);
    assert_eq!(ops::know_links(&app.app, app.now()).unwrap(), 0);

    let reason = [("reason", "Il n’est plus vrai.")];
    cast.desk.post(&format!("/inbox/materials/{id}/withdrawal"), &reason).expect(303);
    assert_eq!(ops::know_links(&app.app, app.now()).unwrap(), 1);
    a_day(&app);

    assert_eq!(elsewhere.asked(), Vec::<String>::new());
}

//! The application under test: the real server on a real port, with a database, a file store and a clock of its own.
//!
//! `TestApp::start()`, then `app.visitor()`, `app.sign_in(&account)` or `app.caller(&token)` to send requests, and
//! `app.mails()`, `app.later(…)`, `app.run_jobs()` for what happens behind them.

use std::net::TcpListener;
use std::path::Path;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use maillage::app::App;
use maillage::clock::Clock;
use maillage::config::{Config, MailTransport, Retention};
use maillage::db::Conn;
use maillage::db::schema::captured_mail;
use maillage::files::Place;
use maillage::jobs;
use maillage::secret::Secret;
use tempfile::TempDir;

use crate::database::TestDatabase;
pub use crate::mail::SentMail;
pub use crate::visitor::{Reply, Visitor};

pub struct TestApp {
    pub app: App,
    /// How addresses begin: `http://127.0.0.1:port`.
    pub base: String,
    server: Option<(ServerHandle, JoinHandle<()>)>,
    /// Lives as long as the application that stores files in it.
    _files: TempDir,
    pub database: TestDatabase,
}

impl TestApp {
    /// Tuesday 3 March 2026, 9:00 UTC (10:00 in Paris).
    pub fn start() -> Self {
        Self::start_with(|_| ())
    }

    /// Like [`TestApp::start`], with other settings.
    pub fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::on(TestDatabase::take(), change)
    }

    pub fn on(database: TestDatabase, change: impl FnOnce(&mut Config)) -> Self {
        let files = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let mut config = settings(&database, &files, address.clone());
        change(&mut config);
        let app = App::build(config, Clock::set_to(morning())).unwrap();
        app.shelf().refresh(&app.db).unwrap();
        let server = Some(serve(app.clone(), listener));
        Self { app, base: format!("http://{address}"), server, _files: files, database }
    }

    /// The folder that stored files are in.
    pub fn files(&self) -> &Path {
        match &self.app.config.files {
            Place::Folder(folder) => folder,
            Place::Bucket(bucket) => panic!("files are in a bucket: {bucket:?}"),
        }
    }

    pub fn now(&self) -> NaiveDateTime {
        self.app.clock.now()
    }

    /// The day in Paris.
    pub fn today(&self) -> NaiveDate {
        maillage::clock::network_day(self.now())
    }

    /// Lets time pass.
    pub fn later(&self, by: TimeDelta) {
        self.app.clock.advance(by);
    }

    pub fn read<T>(&self, work: impl FnOnce(&mut Conn) -> maillage::Result<T>) -> T {
        self.app.db.read_now(work).unwrap()
    }

    pub fn write<T>(&self, work: impl FnOnce(&mut Conn) -> maillage::Result<T>) -> T {
        self.app.db.write_now(work).unwrap()
    }

    /// Runs all recurring work that is due, mail included, until nothing is left.
    pub fn run_jobs(&self) {
        let sweeps = maillage::schedule::all;
        while jobs::run_due(&self.app, sweeps(), self.now()).unwrap().iter().any(|(_, n)| *n > 0) {
            // A sweep that is due at every turn (the outbox) may have been given more by another.
        }
    }

    /// Every mail so far, oldest first. Sends what is due before it looks.
    pub fn mails(&self) -> Vec<SentMail> {
        maillage::schedule::send_mail(&self.app, self.now()).unwrap();
        self.read(|conn| {
            Ok(captured_mail::table
                .order((captured_mail::captured_at, captured_mail::id))
                .select((
                    captured_mail::to_email,
                    captured_mail::subject,
                    captured_mail::body_text,
                    captured_mail::body_html,
                    captured_mail::raw,
                ))
                .load::<(String, String, String, String, String)>(conn)?)
        })
        .into_iter()
        .map(|(to, subject, text, html, raw)| SentMail { to, subject, text, html, raw })
        .collect()
    }

    /// The last mail to an address; fails when there is none.
    #[track_caller]
    pub fn mail_to(&self, address: &str) -> SentMail {
        let mut mails = self.mails_to(address);
        mails.pop().unwrap_or_else(|| {
            let others: Vec<_> = self.mails().into_iter().map(|m| (m.to, m.subject)).collect();
            panic!("no mail to {address}, only {others:?}")
        })
    }

    pub fn mails_to(&self, address: &str) -> Vec<SentMail> {
        self.mails().into_iter().filter(|mail| mail.to == address).collect()
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(&self.base)
    }

    /// A program with an API token.
    pub fn caller(&self, token: &str) -> Visitor {
        Visitor::new(&self.base).with_token(token)
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some((handle, thread)) = self.server.take() {
            drop(handle.stop(false));
            let _ = thread.join();
        }
    }
}

pub fn morning() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, 3).unwrap().and_hms_opt(9, 0, 0).unwrap()
}

fn settings(database: &TestDatabase, files: &TempDir, address: String) -> Config {
    let secret = Secret::new("a key for tests, of more than thirty-two characters".into());
    let mut config = Config::demo(files.path().into(), address, secret);
    config.database_url = database.url().to_owned();
    config.database_pool = 4;
    config.mail = MailTransport::Capture;
    config.workers = 1;
    config.retention = Retention::default();
    config.demo = false;
    config
}

fn serve(app: App, listener: TcpListener) -> (ServerHandle, JoinHandle<()>) {
    let (tell, told) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = maillage::routes::server(&app, listener).unwrap();
            tell.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    (told.recv().unwrap(), thread)
}

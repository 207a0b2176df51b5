//! Mail from the outbox to a real SMTP conversation.

use chrono::{NaiveDateTime, TimeDelta};
use mail_parser::MessageParser;
use maillage::config::{MailOnly, MailTransport};
use maillage::i18n::Locale;
use maillage::outbox::{self, Mail, MailState, Queued};
use maillage::schedule::send_mail;
use serde_json::json;

use crate::app::TestApp;
use crate::smtp_sink::SmtpSink;

fn with_sink() -> (TestApp, SmtpSink) {
    let sink = SmtpSink::start();
    let url = sink.url.clone();
    (TestApp::start_with(|config| config.mail = MailTransport::Smtp(url)), sink)
}

fn a_mail(key: Option<&str>) -> Mail<'static> {
    Mail {
        template: "sign_in",
        language: Locale::Fr,
        to_name: "Éloïse Müller",
        to_email: "eloise@example.org",
        from_name: Some("Cellule Data Grenoble Alpes"),
        payload: json!({ "path": "/sign-in/abc", "minutes": 15 }),
        in_reply_to: None,
        references: &[],
        dedup_key: key.map(str::to_owned),
    }
}

fn queue(app: &TestApp, mail: &Mail<'_>) -> String {
    let now = app.now();
    app.write(|conn| outbox::queue(conn, mail, now))
}

fn in_state(app: &TestApp, state: MailState) -> Vec<Queued> {
    app.read(|conn| outbox::in_state(conn, state, 10))
}

fn send(app: &TestApp) -> usize {
    let sent = send_mail(&app.app, app.now()).unwrap();
    for mail in in_state(app, MailState::Queued) {
        println!("{:?}", mail.last_error);
    }
    sent
}

#[test]
fn t64_a_trial_writes_only_to_those_that_are_named() {
    let sink = SmtpSink::start();
    let url = sink.url.clone();
    let app = TestApp::start_with(|config| {
        config.mail = MailTransport::Smtp(url);
        config.mail_only = MailOnly::of("test@ailleurs.example, example.org");
    });
    let to = |to_email: &'static str| Mail { to_email, ..a_mail(None) };
    for address in ["eloise@example.org", "test@ailleurs.example", "max@ailleurs.example"] {
        queue(&app, &to(address));
    }
    queue(&app, &to("lea@nexample.org"));
    send(&app);
    assert_eq!(sink.messages().len(), 2);
    assert!(in_state(&app, MailState::Queued).is_empty());
}

#[test]
fn a_mail_arrives_with_both_readings_and_every_header() {
    let (app, sink) = with_sink();
    let before = ["first".to_owned(), "second@elsewhere.example".to_owned()];
    let id = queue(
        &app,
        &Mail {
            in_reply_to: Some("second@elsewhere.example"),
            references: &before,
            ..a_mail(None)
        },
    );
    assert_eq!(send(&app), 1);

    let raw = sink.messages().pop().unwrap();
    let mail = MessageParser::default().parse(raw.as_bytes()).unwrap();
    assert_eq!(mail.message_id(), Some(format!("{id}@maillage.example").as_str()));
    assert_eq!(mail.in_reply_to().as_text(), Some("second@elsewhere.example"));
    let references: Vec<_> = mail.references().as_text_list().unwrap().to_vec();
    assert_eq!(references, ["first@maillage.example", "second@elsewhere.example"]);
    assert_eq!(mail.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    let (from, to) = (mail.from().unwrap().first().unwrap(), mail.to().unwrap().first().unwrap());
    assert_eq!(from.name(), Some("Cellule Data Grenoble Alpes · Maillage"));
    assert_eq!(from.address(), Some("aide@maillage.example"));
    assert_eq!(to.name(), Some("Éloïse Müller"));
    assert_eq!(mail.subject(), Some("Votre lien de connexion à Maillage"));
    let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
    let link = format!("{}/sign-in/abc", app.base);
    assert!(text.contains("Bonjour Éloïse Müller") && text.contains(&link), "{text}");
    assert!(html.contains(&format!("href=\"{link}\"")) && html.contains("lang=\"fr\""), "{html}");
    assert!(!text.contains('<') && !html.contains("<script"));
    assert_eq!(mail.text_body_count(), 1);
}

#[test]
fn what_strangers_type_cannot_become_markup() {
    let (app, sink) = with_sink();
    queue(&app, &Mail { to_name: "<img src=x> [click](https://bad.example)", ..a_mail(None) });
    send(&app);
    let raw = sink.messages().pop().unwrap();
    let mail = MessageParser::default().parse(raw.as_bytes()).unwrap();
    let html = mail.body_html(0).unwrap();
    assert!(!html.contains("<img") && !html.contains("href=\"https://bad.example"), "{html}");
}

#[test]
fn a_name_of_several_lines_is_one_line_and_stops_no_other_mail() {
    let (app, sink) = with_sink();
    let name = "Éloïse\r\nBcc: everybody@bad.example\r\n\r\nBonjour\u{7}";
    queue(&app, &Mail { to_name: name, from_name: Some(name), ..a_mail(None) });
    queue(&app, &a_mail(None));

    assert_eq!(send(&app), 2);

    let raw = sink.messages().remove(0);
    let mail = MessageParser::default().parse(raw.as_bytes()).unwrap();
    let named = |all: Option<&mail_parser::Address<'_>>| {
        all.unwrap().first().unwrap().name().unwrap().to_owned()
    };
    let line = "Éloïse Bcc: everybody@bad.example Bonjour";
    assert_eq!(named(mail.to()), line);
    assert!(named(mail.from()).starts_with(line));
    assert!(mail.bcc().is_none());
}

#[test]
fn a_refused_mail_is_tried_again_later_and_later() {
    let (app, sink) = with_sink();
    queue(&app, &a_mail(None));
    sink.refuse(2);
    assert_eq!(send(&app), 0);
    let waiting = in_state(&app, MailState::Queued).pop().unwrap();
    assert_eq!(waiting.attempts, 1);
    assert!(waiting.last_error.unwrap().contains("451"));
    assert_eq!(send(&app), 0, "not due yet");
    app.later(TimeDelta::minutes(1));
    assert_eq!(send(&app), 0, "refused again");
    app.later(TimeDelta::minutes(1));
    assert_eq!(in_state(&app, MailState::Queued).pop().unwrap().attempts, 2, "two minutes now");
    app.later(TimeDelta::minutes(1));
    assert_eq!(send(&app), 1);
    assert_eq!(sink.messages().len(), 1);
    let sent = in_state(&app, MailState::Sent).pop().unwrap();
    assert_eq!(sent.payload, "{}", "a link that opens something is not kept");
}

#[test]
fn after_fourteen_refusals_a_mail_waits_for_an_admin_who_can_send_it_again() {
    let (app, sink) = with_sink();
    queue(&app, &a_mail(None));
    sink.refuse(14);
    for _ in 0..14 {
        assert_eq!(in_state(&app, MailState::Dead).len(), 0);
        send(&app);
        app.later(TimeDelta::hours(6));
    }
    let dead = in_state(&app, MailState::Dead).pop().unwrap();
    assert_eq!((dead.attempts, send(&app)), (14, 0));

    let now = app.now();
    let resend = || app.write(|conn| outbox::resend(conn, &dead.id, now));
    assert_eq!((resend(), resend()), (true, false), "a second click changes nothing");
    assert_eq!((send(&app), sink.messages().len()), (1, 1));
}

/// When the oldest mail that waits is due; none when none waits.
fn next_due(app: &TestApp) -> Option<NaiveDateTime> {
    use diesel::prelude::*;
    use maillage::db::schema::outbox::dsl;
    app.read(|conn| {
        let waiting = dsl::outbox.filter(dsl::state.eq(MailState::Queued));
        Ok(waiting.select(dsl::due_at).order(dsl::due_at).first(conn).optional()?)
    })
}

#[test]
fn a_mail_outlives_a_server_that_is_away_for_a_day() {
    let (app, sink) = with_sink();
    let begun = app.now();
    queue(&app, &a_mail(None));
    sink.refuse(14);

    let mut tried = Vec::new();
    while let Some(due) = next_due(&app) {
        app.later(due - app.now());
        tried.push((app.now() - begun).num_minutes());
        assert_eq!(send(&app), 0);
    }

    let expected = [0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 871, 1_231, 1_591, 1_951];
    assert_eq!(tried, expected, "32 h 31, and not dead after 24 h");
    assert_eq!(in_state(&app, MailState::Dead).len(), 1);
}

#[test]
fn a_mail_queued_twice_under_one_key_is_sent_once() {
    let (app, sink) = with_sink();
    assert_eq!(queue(&app, &a_mail(Some("k"))), queue(&app, &a_mail(Some("k"))));
    assert_ne!(queue(&app, &a_mail(Some("k"))), queue(&app, &a_mail(None)));
    assert_eq!((send(&app), sink.messages().len()), (2, 2));
}

#[test]
fn two_workers_at_once_send_each_mail_once() {
    let (app, sink) = with_sink();
    let now = app.now();
    app.write(|conn| (0..60).try_for_each(|_| outbox::queue(conn, &a_mail(None), now).map(drop)));
    let mut other = (*app.app.config).clone();
    other.database_pool = 2;
    let other = maillage::app::App::build(other, app.app.clock.clone()).unwrap();
    let sent = std::thread::scope(|scope| {
        let workers =
            [&app.app, &other].map(|worker| scope.spawn(move || send_mail(worker, now).unwrap()));
        workers.map(|worker| worker.join().unwrap())
    });
    assert_eq!(sent.iter().sum::<usize>(), 60);
    let mut ids: Vec<_> = sink
        .messages()
        .iter()
        .map(|raw| {
            MessageParser::default().parse(raw.as_bytes()).unwrap().message_id().unwrap().to_owned()
        })
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), sink.messages().len()), (60, 60));
}

#[test]
fn a_worker_that_dies_gives_its_mails_back() {
    let (app, sink) = with_sink();
    queue(&app, &a_mail(None));
    let until = app.now() + TimeDelta::minutes(5);
    app.write(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::outbox::dsl;
        diesel::update(dsl::outbox).set(dsl::claimed_until.eq(until)).execute(conn)?;
        Ok(())
    });
    assert_eq!(send(&app), 0);
    app.later(TimeDelta::minutes(6));
    assert_eq!((send(&app), sink.messages().len()), (1, 1));
}

/// The first of two mails takes a worker so long that its claim lapses: another one sends both, and the slow one neither
/// sends the second again nor says of the first that it failed.
#[test]
fn a_worker_whose_claim_lapsed_sends_nothing_any_more_and_has_no_say() {
    let (app, sink) = with_sink();
    let ids = [queue(&app, &a_mail(None)), queue(&app, &a_mail(None))];
    let mut other = (*app.app.config).clone();
    other.database_pool = 2;
    let slow = maillage::app::App::build(other, app.app.clock.clone()).unwrap();
    let (held, now) = (sink.hold(), app.now());
    let sent_late = std::thread::scope(|scope| {
        let late = scope.spawn(|| send_mail(&slow, now).unwrap());
        held.wait();
        app.later(TimeDelta::minutes(11));
        assert_eq!(send(&app), 2);
        held.refuse();
        late.join().unwrap()
    });

    assert_eq!((sent_late, sink.messages().len()), (0, 2));
    for id in ids {
        assert_eq!(sink.messages().iter().filter(|raw| raw.contains(&id)).count(), 1, "{id}");
    }
    let sent = in_state(&app, MailState::Sent);
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|mail| mail.last_error.is_none()));
    app.later(TimeDelta::hours(1));
    assert_eq!((send(&app), sink.messages().len()), (0, 2));
}

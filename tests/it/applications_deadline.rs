//! What arrives by the deadline is in time, what arrives after the grace is not, however busy it is then.

use std::io::{Read, Write};
use std::net::TcpStream;

use chrono::TimeDelta;
use maillage::applications::queries;

use crate::app::{TestApp, Visitor};
use crate::applications_cast::{Scene, applicant, begun, complete, filings, hash, open_call};

/// Lets time pass until so long after the closing.
fn at_closing(app: &TestApp, call: &maillage::calls::Call, after: TimeDelta) {
    app.later(call.terms.closes_at.unwrap() + after - app.now());
}

#[test]
fn t31_t40_filing_is_taken_to_the_end_of_the_grace_and_writing_to_the_deadline() {
    let app = TestApp::start();
    let call = open_call(&app);
    let (moment, grace) = (TimeDelta::milliseconds(1), TimeDelta::minutes(15));
    let people: Vec<_> = ["Ana", "Bob", "Cho"].iter().map(|name| applicant(&app, name)).collect();
    let ids: Vec<_> = people.iter().map(|(owner, _)| complete(&app, &call, owner)).collect();
    let hashes: Vec<_> = people.iter().zip(&ids).map(|((_, own), id)| hash(own, id)).collect();
    let file = |n: usize| {
        let path = format!("/applications/{}/filing", ids[n]);
        people[n].1.post(&path, &[("sha256", &hashes[n])])
    };

    at_closing(&app, &call, TimeDelta::zero());
    file(0).expect(303);
    people[0]
        .1
        .get(&format!("/applications/{}/receipts/1", ids[0]))
        .says_not("dans le délai de grâce");
    at_closing(&app, &call, moment);
    let saved = people[1].1.post(
        &format!("/applications/{}/sections/projet", ids[1]),
        &[("sigle", "X"), ("sigle-was", "?")],
    );
    saved.expect(409).says("L’appel est clos");
    people[1].1.post(&format!("/calls/{}/applications", call.slug), &[]).expect(409);
    people[1]
        .1
        .get(&format!("/applications/{}/filing", ids[1]))
        .says("encore accepté, dans le délai de grâce");
    at_closing(&app, &call, grace);
    file(1).expect(303);
    people[1].1.get(&format!("/applications/{}/receipts/1", ids[1])).says("dans le délai de grâce");
    at_closing(&app, &call, grace + moment);
    file(2).expect(409).says("rien ne peut plus être déposé");
    people[2]
        .1
        .get(&format!("/applications/{}", ids[2]))
        .says("Non déposée")
        .says("Atelier de Cho");
    assert_eq!(ids.iter().map(|id| filings(&app, id)).collect::<Vec<_>>(), [1, 1, 0]);
}

/// A filing of which the server has read the head, and waits for the rest.
pub struct Slow {
    stream: TcpStream,
    rest: String,
}

impl Slow {
    fn begin(app: &TestApp, visitor: &Visitor, path: &str, body: &str) -> Self {
        Self::send(app, visitor, path, ("application/x-www-form-urlencoded", body))
    }

    /// The same with a body of some kind.
    pub fn send(app: &TestApp, visitor: &Visitor, path: &str, (kind, body): (&str, &str)) -> Self {
        let address = app.base.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).unwrap();
        let session = visitor.cookie("maillage_session").unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nCookie: maillage_session={session}\r\n\
             Sec-Fetch-Site: same-origin\r\nContent-Type: {kind}\r\n\
             Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nX-Request-Start: t=0\r\nExpect: 100-continue\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        // RFC 9110, 10.1.1: the server says that it has the head and wants the body.
        let expected = b"HTTP/1.1 100 Continue\r\n\r\n";
        let mut said = vec![0; expected.len()];
        stream.read_exact(&mut said).unwrap();
        assert_eq!(said, expected, "{}", String::from_utf8_lossy(&said));
        Self { stream, rest: body.to_owned() }
    }

    pub fn end(mut self) -> String {
        self.stream.write_all(self.rest.as_bytes()).unwrap();
        let mut reply = String::new();
        let _ = self.stream.read_to_string(&mut reply);
        reply
    }
}

#[test]
fn t32_t33_what_counts_is_when_the_request_arrived_by_our_clock() {
    let app = TestApp::start();
    let Scene { call, own, id, .. } = Scene::complete(&app);
    let body = format!("sha256={}", hash(&own, &id));
    at_closing(&app, &call, TimeDelta::zero());
    let path = format!("/applications/{id}/filing");
    let begun = Slow::begin(&app, &own, &path, &body);
    app.later(TimeDelta::hours(1));
    let reply = begun.end();
    assert!(reply.starts_with("HTTP/1.1 303"), "{reply:.300}");
    let kept = app.read(|conn| Ok(queries::submission(conn, &id, 1)?));
    assert_eq!((kept.received_at, kept.within_grace), (call.terms.closes_at.unwrap(), false));
    assert_eq!(kept.committed_at - kept.received_at, TimeDelta::hours(1));
    let (omar, late) = applicant(&app, "Omar");
    let path = format!("/calls/{}/applications", call.slug);
    let reply = Slow::begin(&app, &late, &path, "id=none&x=1").end();
    assert!(reply.starts_with("HTTP/1.1 409"), "{reply:.300}");
    assert!(app.read(|conn| Ok(queries::of_account(conn, &omar.id)?)).is_empty());
}

#[test]
fn t34_of_two_filings_at_once_one_is_kept_and_one_mail_sent() {
    let app = TestApp::start();
    let Scene { lea, own, id, .. } = Scene::complete(&app);
    let (read, path) = (hash(&own, &id), format!("/applications/{id}/filing"));
    let tabs: Vec<_> = (0..6).map(|_| app.sign_in(&lea)).collect();
    std::thread::scope(|scope| {
        for tab in &tabs {
            let (read, path) = (&read, &path);
            scope.spawn(move || tab.post(path, &[("sha256", read)]).expect(303).status);
        }
    });
    assert_eq!((filings(&app, &id), app.mails_to(&lea.email).len()), (1, 1));
}

#[test]
fn a_hundred_owners_file_around_the_deadline_and_each_is_in_or_out_by_when_it_arrived() {
    let app = TestApp::start();
    let call = open_call(&app);
    let people: Vec<_> = (0..100).map(|n| applicant(&app, &format!("Owner{n}"))).collect();
    let ids: Vec<_> = people.iter().map(|(owner, _)| complete(&app, &call, owner)).collect();
    let begun = |n: usize| {
        let path = format!("/applications/{}/filing", ids[n]);
        Slow::begin(&app, &people[n].1, &path, &format!("sha256={}", hash(&people[n].1, &ids[n])))
    };
    at_closing(&app, &call, TimeDelta::minutes(15));
    let mut slow: Vec<_> = (0..50).map(begun).collect();
    at_closing(&app, &call, TimeDelta::minutes(15) + TimeDelta::milliseconds(1));
    let late = (50..100).map(|n| {
        let path = format!("/applications/{}/filing", ids[n]);
        Slow::begin(&app, &people[n].1, &path, "sha256=none")
    });
    slow.extend(late);
    // All at once, those that came too late first: what is refused delays nobody and is half of nothing.
    let mut replies = std::thread::scope(|scope| {
        let sent = slow.into_iter().rev().map(|one| scope.spawn(|| one.end()));
        sent.collect::<Vec<_>>().into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
    });
    replies.reverse();
    for (n, reply) in replies.iter().enumerate() {
        let status = if n < 50 { "HTTP/1.1 303" } else { "HTTP/1.1 409" };
        assert!(reply.starts_with(status), "owner {n}: {reply:.300}");
        assert_eq!(filings(&app, &ids[n]), usize::from(n < 50), "owner {n}");
        assert_eq!(app.mails_to(&people[n].0.email).len(), usize::from(n < 50), "owner {n}");
    }
    let mut references: Vec<_> = app.read(|conn| Ok(queries::references(conn, &call.id)?));
    references.sort();
    references.dedup();
    assert_eq!(references.len(), 50, "each has one of its own: {references:?}");
    let kept = app.read(|conn| Ok(queries::submission(conn, &ids[0], 1)?));
    assert!(kept.within_grace && kept.received_at < kept.committed_at);
}

#[test]
fn a_deadline_that_was_put_off_counts_for_who_has_begun() {
    let app = TestApp::start();
    let Scene { call, lea, own, id } = Scene::begun(&app);
    let desk = app.sign_in(&app.account(
        "Root",
        "root@reseau.example",
        Some(maillage::accounts::NetworkRole::Admin),
        &[],
    ));
    let form = [("closes", "2026-09-01T12:00"), ("reason", "Une panne du serveur")];
    desk.post(&format!("/inbox/calls/{}/extension", call.id), &form).expect(303);
    let told = app.mail_to(&lea.email);
    assert!(
        told.text.contains("1er septembre 2026, 12:00")
            && told.text.contains("Une panne du serveur"),
        "{}",
        told.text
    );
    at_closing(&app, &call, TimeDelta::days(1));
    own.post(
        &format!("/applications/{id}/sections/projet"),
        &[("nom", "Ponant"), ("nom-was", "none")],
    )
    .expect(303);
}

#[test]
fn t65_who_writes_a_draft_is_reminded_and_who_has_filed_is_not() {
    let app = TestApp::start();
    let call = open_call(&app);
    let ((lea, _), (omar, theirs)) = (applicant(&app, "Léa"), applicant(&app, "Omar"));
    let (_, draft, filed) =
        (begun(&app, &call, &lea), begun(&app, &call, &omar), complete(&app, &call, &omar));
    let read = hash(&theirs, &filed);
    theirs.post(&format!("/applications/{filed}/filing"), &[("sha256", &read)]).expect(303);
    let receipts = app.mails_to(&omar.email).len();
    for before in [TimeDelta::days(6), TimeDelta::days(1), TimeDelta::hours(2)] {
        at_closing(&app, &call, -before);
        app.run_jobs();
        app.run_jobs();
    }
    at_closing(&app, &call, TimeDelta::minutes(20));
    app.run_jobs();
    assert_eq!(app.mails_to(&lea.email).len(), 3);
    assert!(app.mail_to(&lea.email).text.contains("elle n’est pas déposée"));
    assert_eq!(app.mails_to(&omar.email).len(), receipts, "{draft}");
}

#[test]
fn a_closing_that_was_put_off_is_reminded_of_again_when_it_comes_near() {
    let app = TestApp::start();
    let (ada, _) = crate::calls_cast::coordinator(&app, "Ada");
    let call = crate::calls_cast::open(&app, &app.actor(&ada), "Ateliers");
    let (lea, _) = applicant(&app, "Léa");
    begun(&app, &call, &lea);
    let told = || {
        let mails = app.mails_to(&lea.email);
        mails.iter().filter(|mail| mail.text.contains("elle n’est pas déposée")).count()
    };
    for before in [TimeDelta::days(6), TimeDelta::days(1)] {
        at_closing(&app, &call, -before);
        app.run_jobs();
    }
    assert_eq!(told(), 2);

    let later = call.terms.closes_at.unwrap() + TimeDelta::days(6);
    let typed = later.format("%Y-%m-%dT%H:%M").to_string();
    let form = [("closes", typed.as_str()), ("reason", "Une panne du serveur")];
    let desk = app.sign_in(&ada);
    desk.post(&format!("/inbox/calls/{}/extension", call.id), &form).expect(303);
    app.run_jobs();
    assert_eq!(told(), 2, "the mail that it was put off is enough");
    at_closing(&app, &call, TimeDelta::days(5));
    app.run_jobs();
    assert_eq!(told(), 3);
}

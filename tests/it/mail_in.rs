//! Mail in: what becomes of a mail, through the same entry as the program's.

use bytes::Bytes;
use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NodeRole;
use maillage::db::schema::{messages, received_mails};
use maillage::mail_in::{self, Envelope, Reason, Receipt};
use maillage::tickets::{LinkKind, State, Ticket, TicketId, queries};

use crate::app::{SentMail, TestApp};
use crate::asking::{asked, count};
use crate::following::{Desk, reference};

impl TestApp {
    /// Delivers a mail as a mail server would.
    pub fn deliver(&self, raw: impl AsRef<[u8]>) -> Receipt {
        self.deliver_to(raw, Envelope::default())
    }

    pub fn deliver_to(&self, raw: impl AsRef<[u8]>, envelope: Envelope) -> Receipt {
        let (app, raw, now) = (self.app.clone(), Bytes::copy_from_slice(raw.as_ref()), self.now());
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(mail_in::deliver(&app, raw, envelope, now))
            .unwrap()
    }

    /// The ticket of a receipt.
    #[track_caller]
    pub fn ticket_of(&self, receipt: &Receipt) -> Ticket {
        let (Receipt::Ticket(reference) | Receipt::Reply(reference)) = receipt else {
            panic!("{receipt}")
        };
        self.read(|conn| Ok(queries::by_reference(conn, reference)?))
    }

    /// The last public message of a ticket: who wrote it, what, and what it quoted.
    pub fn last_message(&self, ticket: &Ticket) -> (String, String, Option<String>) {
        self.read(|conn| {
            Ok(messages::table
                .filter(messages::ticket_id.eq(&ticket.id))
                .filter(messages::kind.eq("public"))
                .order((messages::created_at.desc(), messages::id.desc()))
                .select((messages::author_name, messages::body, messages::quoted))
                .first(conn)?)
        })
    }

    pub fn messages(&self) -> i64 {
        self.read(|conn| Ok(messages::table.count().get_result(conn)?))
    }

    pub fn received(&self) -> i64 {
        self.read(|conn| Ok(received_mails::table.count().get_result(conn)?))
    }
}

/// A mail with these headers besides the usual ones.
pub fn letter(from: &str, subject: &str, more: &[(&str, &str)], body: &str) -> String {
    let named = |name: &str| more.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
    let mut out = String::new();
    let usual = [
        ("From", from.to_owned()),
        ("To", "aide@maillage.example".to_owned()),
        ("Subject", subject.to_owned()),
        ("Date", "Tue, 3 Mar 2026 09:00:00 +0000".to_owned()),
        ("Message-ID", format!("<{}@labo.example>", uuid::Uuid::new_v4())),
    ];
    for (name, value) in usual.iter().filter(|(name, _)| !named(name)) {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    for (name, value) in more.iter().filter(|(_, value)| !value.is_empty()) {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    format!("{out}\r\n{}", body.replace('\n', "\r\n"))
}

pub const LUCIE: &str = "Lucie Marchal <lucie@labo.example>";
const CAMILLE: &str = "Camille Roussel <camille@adoc.example>";

/// A header of a mail that was sent.
pub fn header(mail: &SentMail, name: &str) -> String {
    let parsed = mail_parser::MessageParser::default().parse(mail.raw.as_bytes()).unwrap();
    parsed.header_raw(name.to_owned()).unwrap_or_default().trim().to_owned()
}

fn answer_to(mail: &SentMail, from: &str, body: &str) -> String {
    let (to, id) = (header(mail, "Reply-To"), header(mail, "Message-ID"));
    let subject = format!("Re: {}", mail.subject);
    letter(from, &subject, &[("To", &to), ("In-Reply-To", &id), ("References", &id)], body)
}

#[test]
fn a_strangers_mail_becomes_a_question_that_waits_for_its_confirmation() {
    let app = TestApp::start();
    let mail = letter(LUCIE, "Re: Où déposer ?", &[], "Bonjour,\n\nOù déposer nos enquêtes ?\n");
    let receipt = app.deliver(&mail);
    let ticket = app.ticket_of(&receipt);
    assert_eq!(ticket.state, State::Unconfirmed);
    assert_eq!(ticket.subject, "Où déposer ?");
    assert_eq!(
        (ticket.asker_name.as_str(), ticket.asker_email.as_str()),
        ("Lucie Marchal", "lucie@labo.example")
    );
    let sent = app.mail_to("lucie@labo.example");
    assert!(!sent.text.contains("enquêtes") && !sent.subject.contains("déposer"), "{}", sent.text);
    let page = app.visitor().get(&sent.link("/tickets/"));
    let key = page.expect(200).value_of("key").unwrap();
    app.visitor()
        .post(&format!("/tickets/{}/confirmation", ticket.reference), &[("key", &key)])
        .expect(303);
    assert_eq!(app.state(&ticket), State::New);
}

#[test]
fn one_mail_delivered_twice_is_one() {
    let app = TestApp::start();
    let mail = letter(LUCIE, "Question", &[], "Bonjour");
    let first = app.deliver(&mail);
    let again =
        app.deliver(format!("Received: from x by y; Tue, 3 Mar 2026 09:01:00 +0000\r\n{mail}"));
    assert_eq!(first, again);
    assert_eq!((count(&app), app.received(), app.mails().len()), (1, 1, 1));
    // The same without a Message-ID.
    let bare = letter(LUCIE, "Autre", &[("Message-ID", "")], "Bonjour");
    let first = app.deliver(&bare);
    let again =
        app.deliver(format!("Received: from x by y; Tue, 3 Mar 2026 09:01:00 +0000\r\n{bare}"));
    assert_eq!(first, again);
    assert_eq!(count(&app), 2);
}

#[test]
fn the_team_answers_by_mail_and_a_closed_ticket_opens_again() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    desk.answers(&follow, "Dans l’entrepôt.");
    let sent = app.mail_to("lucie@labo.example");
    let reply = answer_to(
        &sent,
        LUCIE,
        "Merci !\n\nLe 3 mars 2026 à 10:00, Camille a écrit :\n> Dans l’entrepôt.\n",
    );
    let receipt = app.deliver(&reply);
    assert_eq!(receipt, Receipt::Reply(reference(&follow).to_owned()));
    let ticket = app.ticket_of(&receipt);
    let (author, body, quoted) = app.last_message(&ticket);
    assert_eq!((author.as_str(), body.as_str()), ("Lucie Marchal", "Merci !"));
    assert!(quoted.unwrap().contains("> Dans l’entrepôt."));
    assert_eq!(ticket.state, State::Open);
    let before = app.messages();
    assert_eq!(app.deliver(&reply), receipt);
    assert_eq!(app.messages(), before);

    desk.closes(&follow);
    let sent = app.mail_to("lucie@labo.example");
    app.later(TimeDelta::days(29));
    app.deliver(answer_to(&sent, LUCIE, "Encore une chose."));
    assert_eq!(app.state(&ticket), State::Open);
    desk.closes(&follow);
    app.later(TimeDelta::days(31));
    let late = app.deliver(answer_to(&app.mail_to("lucie@labo.example"), LUCIE, "Un mois après."));
    let follow_up = app.ticket_of(&late);
    assert!(matches!(late, Receipt::Ticket(_)) && follow_up.state == State::New);
    assert!(app.last_message(&follow_up).1.contains(reference(&follow)));
    assert_eq!(app.state(&ticket), State::Closed);
    let links: Vec<(TicketId, TicketId, LinkKind)> = app.read(|conn| {
        use maillage::db::schema::ticket_links::dsl;
        Ok(dsl::ticket_links.select((dsl::from_ticket, dsl::to_ticket, dsl::kind)).load(conn)?)
    });
    assert_eq!(links, [(follow_up.id, ticket.id, LinkKind::FollowUp)]);
}

#[test]
fn a_reply_needs_the_right_sender_and_the_right_signature() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let one = asked(&app, &app.visitor(), &[]);
    let other = asked(&app, &app.visitor(), &[("email", "ana@labo.example"), ("name", "Ana Lima")]);
    desk.answers(&one, "Voici.");
    let sent = app.mail_to("lucie@labo.example");
    let address = header(&sent, "Reply-To");
    let before = app.messages();
    let waits = |receipt: Receipt| assert!(matches!(receipt, Receipt::Quarantined(_)), "{receipt}");
    // Forwarded to somebody else; by staff; with a changed signature or ticket.
    waits(app.deliver(answer_to(&sent, "Eve <eve@spam.example>", "Bonjour")));
    waits(app.deliver(answer_to(&sent, CAMILLE, "Bonjour")));
    waits(app.deliver(answer_to(&sent, "Ana <ana@labo.example>", "Bonjour")));
    let forged = |to: &str| letter(LUCIE, "Re: x", &[("To", to)], "Bonjour");
    let (reference_one, reference_other) = (reference(&one), reference(&other));
    waits(app.deliver(forged(&address.replace(reference_one, reference_other))));
    let letter_before_at = address.split('@').next().unwrap().chars().last().unwrap();
    let changed = address.replace(
        &format!("{letter_before_at}@"),
        if letter_before_at == '0' { "1@" } else { "0@" },
    );
    waits(app.deliver(forged(&changed)));
    assert_eq!(app.messages(), before);
    // The number in the subject opens nothing: it is a new question.
    let subject = format!("Re: [{reference_one}] Où déposer");
    assert!(matches!(app.deliver(letter(LUCIE, &subject, &[], "Bonjour")), Receipt::Ticket(_)));
    // The signed address alone, whatever its case, is enough for who asked; so is our Message-ID.
    let right = app.deliver(forged(&address.to_uppercase()));
    assert_eq!(right, Receipt::Reply(reference_one.to_owned()));
    let id = header(&sent, "Message-ID");
    let by_id = app.deliver(letter(LUCIE, "x", &[("References", &id)], "Encore"));
    assert_eq!(by_id, Receipt::Reply(reference_one.to_owned()));
}

#[test]
fn staff_answer_through_their_own_signed_address_only() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let colleague =
        app.account("Dan Petit", "dan@adoc.example", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let follow = asked(&app, &app.visitor(), &[]);
    let notice = app.mail_to("camille@adoc.example");
    assert!(matches!(
        app.deliver(answer_to(&notice, "Dan <dan@adoc.example>", "Non")),
        Receipt::Quarantined(_)
    ));
    let id = header(&notice, "Message-ID");
    let unsigned = letter(CAMILLE, "Re", &[("In-Reply-To", &id)], "Forgé");
    assert!(matches!(app.deliver(unsigned), Receipt::Quarantined(_)));
    let receipt = app.deliver(answer_to(&notice, CAMILLE, "Déposez ici.\n\n> interne"));
    assert_eq!(receipt, Receipt::Reply(reference(&follow).to_owned()));
    let ticket = app.ticket_of(&receipt);
    assert_eq!(ticket.state, State::WaitingTeam);
    let (author, body, quoted) = app.last_message(&ticket);
    assert_eq!((author.as_str(), body.as_str(), quoted), ("Camille Roussel", "Déposez ici.", None));
    assert!(app.mail_to("lucie@labo.example").text.contains("Déposez ici."));
    // Who left the node answers no more.
    let leaver = app.actor(&colleague);
    drop((leaver, desk));
    app.write(|conn| {
        use maillage::db::schema::memberships;
        diesel::delete(memberships::table).execute(conn)?;
        Ok(())
    });
    assert!(matches!(app.deliver(answer_to(&notice, CAMILLE, "Encore")), Receipt::Quarantined(_)));
}

#[test]
fn what_the_receiving_server_proved_counts_and_what_anybody_writes_does_not() {
    let app =
        TestApp::start_with(|config| config.mail_in_authserv = Some("mx.maillage.example".into()));
    let state = |results: &str, sender: &str| {
        let mail = letter(sender, "Question", &[("Authentication-Results", results)], "Bonjour");
        let receipt = app.deliver(mail);
        matches!(receipt, Receipt::Ticket(_)).then(|| app.ticket_of(&receipt).state)
    };
    let (new, waits) = (Some(State::New), Some(State::Unconfirmed));
    assert_eq!(state("mx.maillage.example; dmarc=pass header.from=labo.example", LUCIE), new);
    assert_eq!(
        state("mx.maillage.example; dkim=pass header.d=labo.example", "a@labo.example"),
        new
    );
    assert_eq!(
        state("mx.maillage.example; spf=pass smtp.mailfrom=x@labo.example", "b@labo.example"),
        new
    );
    assert_eq!(
        state("mx.maillage.example; dkim=pass header.d=spam.example", "c@labo.example"),
        waits
    );
    assert_eq!(
        state("mx.spam.example; dmarc=pass header.from=labo.example", "d@labo.example"),
        waits
    );
    assert_eq!(
        state("mx.maillage.example; dmarc=fail header.from=labo.example", "e@labo.example"),
        None
    );
}

#[test]
fn machines_are_not_answered() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    let sent = app.mail_to("lucie@labo.example");
    let (before, mails) = (app.messages(), app.mails().len());
    let cases: &[(Reason, &[(&str, &str)])] = &[
        (Reason::AutoSubmitted, &[("Auto-Submitted", "auto-replied")]),
        (Reason::AutoSubmitted, &[("Auto-Submitted", "auto-generated; owner=x")]),
        (Reason::Bulk, &[("Precedence", "bulk")]),
        (Reason::Bulk, &[("Precedence", "junk")]),
        (Reason::List, &[("List-Id", "<l.x.example>"), ("List-Unsubscribe-Post", "x")]),
        (Reason::List, &[("List-Unsubscribe", "<mailto:x@labo.example>")]),
        (Reason::Loop, &[("X-Loop", "aide@maillage.example")]),
        (Reason::OutOfOffice, &[("X-Autoreply", "yes")]),
        (
            Reason::OutOfOffice,
            &[("Return-Path", "<>"), ("Subject", "Réponse automatique : absence")],
        ),
        (Reason::OutOfOffice, &[("Return-Path", "<>"), ("Subject", "Automatic reply: away")]),
        (Reason::OutOfOffice, &[("Return-Path", "<>"), ("Subject", "Abwesenheitsnotiz")]),
        (Reason::OutOfOffice, &[("Return-Path", "<>"), ("Subject", "Respuesta automática")]),
        (Reason::OutOfOffice, &[("Return-Path", "<>"), ("Subject", "Fuori sede fino a lunedì")]),
        (Reason::Own, &[("From", "Maillage <aide@maillage.example>")]),
        (Reason::Own, &[("From", "aide+2026-000001.tx@maillage.example")]),
        (Reason::DeliveryReport, &[("From", "MAILER-DAEMON@labo.example")]),
    ];
    for (reason, headers) in cases {
        for address in ["aide@maillage.example".to_owned(), header(&sent, "Reply-To")] {
            let more = [*headers, &[("To", address.as_str())]].concat();
            let receipt = app.deliver(letter(LUCIE, "Question", &more, "Je suis absente."));
            assert_eq!(receipt, Receipt::Ignored(*reason), "{headers:?}");
        }
    }
    assert_eq!((app.messages(), app.mails().len()), (before, mails));
    let told = app.mails_to("lucie@labo.example").len();
    let away = letter(LUCIE, "Je suis en congé", &[("Return-Path", "<>")], "À lundi.");
    assert!(matches!(app.deliver(away), Receipt::Quarantined(_)));
    assert_eq!(app.mails_to("lucie@labo.example").len(), told, "who takes no answer gets none");
    assert!(matches!(
        app.deliver(letter(LUCIE, "Réponse automatique", &[("Auto-Submitted", "no")], "x")),
        Receipt::Ticket(_)
    ));
    drop(follow);
}

/// What a server sends back of a mail of ours: what becomes of it, and why.
pub fn report((id, to): (&str, &str), (action, why): (&str, &str)) -> String {
    format!(
        "From: MAILER-DAEMON@labo.example\r\nTo: aide@maillage.example\r\nSubject: Undelivered\r\n\
         Message-ID: <{}@x.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 {why}\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {id}\r\nSubject: x\r\n\r\n--b--\r\n",
        uuid::Uuid::new_v4()
    )
}

#[test]
fn a_bounce_is_bound_to_the_mail_that_came_back() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    desk.answers(&follow, "Voici.");
    let sent = app.mail_to("lucie@labo.example");
    let report = |id: &str, action| report((id, "lucie@labo.example"), (action, "no such user"));
    let id = header(&sent, "Message-ID");
    assert_eq!(app.deliver(report(&id, "delayed")), Receipt::Ignored(Reason::DeliveryReport));
    assert_eq!(app.deliver(report(&id, "failed")), Receipt::Ignored(Reason::Bounce));
    let more = [("X-Failed-Recipients", "lucie@labo.example"), ("Auto-Submitted", "auto-replied")];
    let body = format!(
        "A message could not be delivered:\n  550 no such user\n\nMessage-ID: {id}\nSubject: x\n"
    );
    let exim = letter("Mailer-Daemon@labo.example", "Mail delivery failed", &more, &body);
    assert_eq!(app.deliver(exim), Receipt::Ignored(Reason::Bounce));
    assert_eq!(
        app.deliver(report("<guess@maillage.example>", "failed")),
        Receipt::Ignored(Reason::Bounce)
    );
    let returned: Vec<(String, Option<String>)> = app.read(|conn| {
        use maillage::db::schema::outbox;
        Ok(outbox::table
            .filter(outbox::returned_at.is_not_null())
            .select((outbox::to_email, outbox::return_reason))
            .load(conn)?)
    });
    assert_eq!(
        returned,
        [("lucie@labo.example".to_owned(), Some("smtp; 550 5.1.1 no such user".to_owned()))]
    );
    app.visitor().get(&follow).expect(200).says_not("550");
    drop(desk);
}

#[test]
fn an_answer_to_the_confirmation_is_no_second_question() {
    let app = TestApp::start();
    app.deliver(letter(LUCIE, "Question", &[], "Bonjour"));
    let confirm = app.mail_to("lucie@labo.example");
    let receipt = app.deliver(answer_to(&confirm, LUCIE, "Oui, c’est bien moi."));
    assert!(matches!(receipt, Receipt::Quarantined(_)), "{receipt}");
    assert_eq!((count(&app), app.mails().len()), (1, 1));
}

//! Mails that wait, and mails that came back: who is told, and that a ticket does not end meanwhile.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::mail_in::{Reason, Receipt};
use maillage::tickets::State;

use crate::app::TestApp;
use crate::asking::asked;
use crate::following::{Desk, reference};
use crate::mail_in::{header, letter};

const CAMILLE: &str = "camille@adoc.example";

/// A stranger writes to the team's reply address.
fn held(app: &TestApp, to: &str) -> String {
    let from = "Eve Stranger <eve@ailleurs.example>";
    match app.deliver(letter(from, "Re: x", &[("To", to)], "Je complète.")) {
        Receipt::Quarantined(id) => format!("/admin/mail-in/{id}"),
        other => panic!("{other}"),
    }
}

fn told(app: &TestApp, template: &str) -> Vec<String> {
    let queued = app.queued().into_iter().filter(|(name, _)| name == template);
    queued.map(|(_, to)| to).collect()
}

#[test]
fn a_held_mail_is_announced_once_and_its_ticket_does_not_close_by_silence() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    desk.answers(&follow, "Voici.");
    let to = header(&app.mail_to("lucie@labo.example"), "Reply-To");
    let staff =
        app.account("Nadia", "nadia@adoc.example", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let (staff, other) = (
        app.sign_in(&staff),
        app.account("Omar", "omar@x.example", None, &[("codatasorb", NodeRole::Staff)]),
    );
    let other = app.sign_in(&other);

    let path = held(&app, &to);
    held(&app, &to);

    assert_eq!(told(&app, "ticket_held"), [CAMILLE], "two at once are told of once");
    let mail = app.mail_to(CAMILLE);
    assert!(mail.text.contains(&path) && mail.text.contains("Eve Stranger"), "{}", mail.text);
    assert!(!mail.text.contains("Je complète"), "{}", mail.text);
    let inbox = staff.get("/inbox?queue=theirs");
    inbox.says("Courriels retenus 2").says("Un courriel attend");
    assert!(inbox.body.contains("href=\"/admin/mail-in\""), "{}", inbox.text());
    other.get("/inbox").says("Courriels retenus 0");
    for _ in 0..3 {
        app.later(TimeDelta::days(8));
        app.run_jobs();
    }
    assert_eq!(app.state(&desk.ticket(&follow)), State::WaitingTeam);
    assert_eq!(told(&app, "ticket_silent"), Vec::<String>::new());
    app.later(TimeDelta::hours(2));
    let third = held(&app, &to);
    assert_eq!(told(&app, "ticket_held").len(), 2);
    for one in staff
        .get("/admin/mail-in")
        .body
        .split("href=\"")
        .filter(|part| part.starts_with("/admin/mail-in/"))
    {
        staff.post(&format!("{}/disposal", one.split('"').next().unwrap()), &[]).expect(303);
    }
    staff.get("/inbox?queue=theirs").says("Courriels retenus 0").says_not("Un courriel attend");
    for _ in 0..2 {
        app.later(TimeDelta::days(10));
        app.run_jobs();
    }
    assert_eq!(app.state(&desk.ticket(&follow)), State::Closed);
    drop(third);
}

#[test]
fn a_held_mail_that_names_no_ticket_is_told_to_who_steers_the_network() {
    let app = TestApp::start();
    app.account("Jean", "jean@reseau.example", Some(NetworkRole::Coordinator), &[]);
    Desk::new(&app);

    let receipt = app.deliver(letter("", "Sans nom", &[("From", "")], "x"));

    assert!(matches!(receipt, Receipt::Quarantined(_)), "{receipt}");
    assert_eq!(told(&app, "mail_held"), ["jean@reseau.example"]);
    assert!(app.mail_to("jean@reseau.example").text.contains("/admin/mail-in/"));
    // Of a question that nobody confirmed nobody hears.
    app.deliver(letter("Lucie <lucie@labo.example>", "Question", &[], "Bonjour"));
    let to = header(&app.mail_to("lucie@labo.example"), "Reply-To");
    if let Receipt::Quarantined(_) =
        app.deliver(letter("Eve <e@x.example>", "Re", &[("To", &to)], "x"))
    {
        assert_eq!(told(&app, "ticket_held"), Vec::<String>::new());
    }
}

#[test]
fn who_answered_is_told_that_the_team_was_not_reached() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    desk.answers(&follow, "Voici.");
    let id = header(&app.mail_to("lucie@labo.example"), "Message-ID");
    let more = [("X-Failed-Recipients", "lucie@labo.example"), ("Auto-Submitted", "auto-replied")];
    let body = format!(
        "A message could not be delivered:\n  550 no such user\n\nMessage-ID: {id}\nSubject: x\n"
    );
    let report = letter("Mailer-Daemon@labo.example", "Mail delivery failed", &more, &body);

    assert_eq!(app.deliver(report), Receipt::Ignored(Reason::Bounce));

    assert_eq!(told(&app, "ticket_returned"), [CAMILLE]);
    assert!(app.mail_to(CAMILLE).text.contains("lucie@labo.example"));
    for _ in 0..3 {
        app.later(TimeDelta::days(8));
        app.run_jobs();
    }
    assert_eq!(app.state(&desk.ticket(&follow)), State::WaitingTeam, "{}", reference(&follow));
    // A later mail that did not come back is a new word, and silence after it is silence.
    desk.answers(&follow, "Encore ceci.");
    for _ in 0..2 {
        app.later(TimeDelta::days(10));
        app.run_jobs();
    }
    assert_eq!(app.state(&desk.ticket(&follow)), State::Closed);
}

/// What came back and why, as the admin's list has it.
fn returned(app: &TestApp) -> Vec<(String, String)> {
    use diesel::prelude::*;
    use maillage::db::schema::outbox;
    app.read(|conn| {
        let back = outbox::table.filter(outbox::return_reason.is_not_null());
        Ok(back.select((outbox::to_email, outbox::return_reason.assume_not_null())).load(conn)?)
    })
}

#[test]
fn a_report_is_read_to_its_last_recipient() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    desk.answers(&follow, "Voici.");
    let id = header(&app.mail_to("lucie@labo.example"), "Message-ID");
    let reached = (0..3_000)
        .map(|number| {
            format!(
                "Final-Recipient: rfc822; p{number}@labo.example\nAction: relayed\nStatus: 2.0.0\n\n"
            )
        })
        .collect::<String>();
    let report = |last: &str| {
        let body = format!(
            "--b\nContent-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n\
             Reporting-MTA: dns; x\n\n{reached}Final-Recipient: rfc822; lucie@labo.example\n{last}\n\
             --b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {id}\n\n--b--\n"
        );
        let kind = "multipart/report; report-type=delivery-status; boundary=b";
        let more = [("Content-Type", kind), ("MIME-Version", "1.0")];
        letter("Mailer-Daemon@labo.example", "Report", &more, &body)
    };
    let late = report("Action: delayed\nDiagnostic-Code: smtp; 451 later\n");
    let failed = report("Action: failed\nDiagnostic-Code: smtp; 550 no such user\n");

    assert_eq!(app.deliver(late), Receipt::Ignored(Reason::DeliveryReport));
    assert!(returned(&app).is_empty());
    assert_eq!(app.deliver(failed), Receipt::Ignored(Reason::Bounce));

    let why = ("lucie@labo.example".to_owned(), "smtp; 550 no such user".to_owned());
    assert_eq!(returned(&app), [why]);
    assert_eq!(told(&app, "ticket_returned"), [CAMILLE]);
}

#[test]
fn a_bounce_in_words_alone_is_one_too() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    desk.answers(&follow, "Voici.");
    let id = header(&app.mail_to("lucie@labo.example"), "Message-ID");
    let qmail = |id: &str| {
        format!(
            "Hi. This is the qmail-send program at labo.example.\n\
             I'm afraid I wasn't able to deliver your message to the following addresses.\n\
             This is a permanent error; I've given up. Sorry it didn't work out.\n\n\
             <lucie@labo.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n\
             --- Below this line is a copy of the message.\n\n\
             Return-Path: <aide@maillage.example>\nReceived: (qmail 1 invoked by uid 0)\n\
             Message-ID:\n {id}\nSubject: x\n\nVoici.\n"
        )
    };
    let from = |who: &str, subject: &str, id: &str| letter(who, subject, &[], &qmail(id));
    let daemon = "MAILER-DAEMON@labo.example";

    // Whoever asks about one is a person.
    let asks = app.deliver(from("Eve <eve@ailleurs.example>", "failure notice", &id));
    assert!(matches!(asks, Receipt::Ticket(_)), "{asks}");
    let guessed = from(daemon, "failure notice", "<guess@maillage.example>");
    assert_eq!(app.deliver(guessed), Receipt::Ignored(Reason::Bounce));
    assert!(returned(&app).is_empty());
    assert_eq!(app.deliver(from(daemon, "x", &id)), Receipt::Ignored(Reason::Bounce));

    let why = "Sorry, no mailbox here by that name. (#5.1.1)".to_owned();
    assert_eq!(returned(&app), [("lucie@labo.example".to_owned(), why)]);
    assert_eq!(told(&app, "ticket_returned"), [CAMILLE]);
    let mail = app.mail_to(CAMILLE);
    assert!(mail.text.contains("no mailbox here by that name"), "{}", mail.text);
}

#[test]
fn a_mail_that_comes_back_whole_without_a_report_is_bound_to_its_ticket() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    desk.answers(&follow, "Voici.");
    let id = header(&app.mail_to("lucie@labo.example"), "Message-ID");
    let kind = ("Content-Type", "multipart/mixed; boundary=b");
    let body = format!(
        "--b\nContent-Type: text/plain\n\nVotre message n’a pas pu être remis.\n550 5.7.1 refusé\n\
         --b\nContent-Type: message/rfc822\n\nMessage-ID: {id}\nSubject: x\n\nVoici.\n--b--\n"
    );
    let more = [kind, ("MIME-Version", "1.0"), ("Return-Path", "<>")];

    let back = letter("Postmaster@labo.example", "Non remis : Déposer", &more, &body);
    assert_eq!(app.deliver(back), Receipt::Ignored(Reason::Bounce));

    let why = ("lucie@labo.example".to_owned(), "550 5.7.1 refusé".to_owned());
    assert_eq!(returned(&app), [why]);
    assert_eq!(told(&app, "ticket_returned"), [CAMILLE]);
}

#[test]
fn what_staff_answer_to_a_list_of_requests_is_no_question_of_theirs() {
    use crate::triage::NODE;
    let app = TestApp::start();
    app.account("Jean", "jean@reseau.example", Some(NetworkRole::Coordinator), &[]);
    let nadia = app.account("Nadia", "nadia@adoc.example", None, &[(NODE, NodeRole::Staff)]);
    let asker = app.account("Lucie", "lucie@labo.example", None, &[]);
    let now = app.now();
    let sent = |to: &crate::actors::Account| {
        app.write(|conn| {
            let to = (&*to.name, &*to.email, maillage::i18n::Locale::Fr);
            let payload = serde_json::json!({ "path": "/inbox" });
            maillage::outbox::write(conn, "password_changed", to, (payload, None), now)
        });
        header(&app.mail_to(&to.email), "Message-ID")
    };
    let (digest, letter_of_hers) = (sent(&nadia), sent(&asker));
    let answers = |from: &str, id: &str| {
        let more = [("In-Reply-To", id), ("References", id)];
        app.deliver(letter(from, "Re: À traiter", &more, "Je prends la deuxième."))
    };

    let of_staff = answers("Nadia <nadia@adoc.example>", &digest);
    let elsewhere = answers("Nadia <nadia@maison.example>", &digest);
    let of_asker = answers("Lucie <lucie@labo.example>", &letter_of_hers);

    assert!(matches!(of_staff, Receipt::Quarantined(_)), "{of_staff}");
    assert!(matches!(elsewhere, Receipt::Quarantined(_)), "{elsewhere}");
    assert!(matches!(of_asker, Receipt::Ticket(_)), "{of_asker}");
    assert_eq!(told(&app, "mail_held"), ["jean@reseau.example"]);
    let mail = app.mail_to("jean@reseau.example");
    assert!(mail.text.contains("ne porte pas sur une seule demande"), "{}", mail.text);
}

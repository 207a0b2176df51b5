//! Mails that mean harm or are badly made, and what becomes of each.

use std::time::{Duration, Instant};

use maillage::mail_in::{Envelope, Reason, Receipt};
use maillage::tickets::queries;

use crate::app::TestApp;
use crate::asking::{asked, count};
use crate::mail_in::{LUCIE, header, letter};

/// A mail in parts, from somebody new each time.
fn parts(number: usize, parts: &[(&str, &str)]) -> String {
    let mut body = String::new();
    for (head, content) in parts {
        body.push_str(&format!("--b\n{head}\n\n{content}\n"));
    }
    let from = format!("Equipe <equipe{number}@labo.example>");
    let kind = ("Content-Type", "multipart/mixed; boundary=b");
    letter(&from, "Question", &[("MIME-Version", "1.0"), kind], &format!("{body}--b--\n"))
}

fn files(app: &TestApp, receipt: &Receipt) -> Vec<String> {
    let ticket = app.ticket_of(receipt);
    app.read(|conn| {
        let messages = queries::messages_of(conn, &ticket.id, queries::Sight::Public, None, 50)?;
        let ids: Vec<_> = messages.iter().map(|message| message.id.clone()).collect();
        Ok(queries::attachments_of(conn, &ids)?.into_iter().map(|file| file.name).collect())
    })
}

#[test]
fn every_part_that_is_not_the_text_is_kept_as_a_file() {
    let app = TestApp::start();
    let text = ("Content-Type: text/plain; charset=utf-8", "Bonjour");
    let cases: &[(&str, &str, &str)] = &[
        ("Content-Type: message/rfc822", "From: a@x.example\nSubject: Avant\n\nCorps", "Avant.eml"),
        (
            "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64",
            "eJ8+IgA=",
            "winmail.dat",
        ),
        (
            "Content-Type: text/calendar; method=REQUEST",
            "BEGIN:VCALENDAR\nEND:VCALENDAR",
            "invitation.ics",
        ),
        (
            "Content-Type: application/pkcs7-signature\nContent-Transfer-Encoding: base64",
            "AAEC",
            "smime.p7s",
        ),
        (
            "Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64",
            "AAEC",
            "smime.p7m",
        ),
        (
            "Content-Type: application/pgp-signature",
            "-----BEGIN PGP SIGNATURE-----",
            "signature.asc",
        ),
        (
            "Content-Type: image/png\nContent-ID: <i@x>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64",
            "iVBORw0KGgo=",
            "image.png",
        ),
        ("Content-Type: application/pdf; name=\"../../etc/passwd\"", "%PDF-1.7", "passwd"),
        (
            "Content-Disposition: attachment; filename=\"C:\\\\temp\\\\plan.pdf\"",
            "%PDF-1.7",
            "plan.pdf",
        ),
        (
            "Content-Disposition: attachment; filename*=utf-8''photo%E2%80%AEgpj.exe.txt",
            "texte",
            "photogpj.exe.txt",
        ),
        ("Content-Disposition: attachment; filename*=utf-8''a%00b%0Ac.txt", "texte", "a b c.txt"),
        (
            "Content-Type: application/octet-stream\nContent-Disposition: attachment",
            "\u{1}\u{2}",
            "application.bin",
        ),
    ];
    for (number, (head, content, name)) in cases.iter().enumerate() {
        let receipt = app.deliver(parts(number, &[text, (*head, *content)]));
        assert_eq!(files(&app, &receipt), [(*name).to_owned()], "{head}");
        assert_eq!(app.last_message(&app.ticket_of(&receipt)).1, "Bonjour", "{head}");
    }
    // A program is left in the original; the message says so.
    let program = (
        "Content-Disposition: attachment; filename=x.exe\nContent-Transfer-Encoding: base64",
        "TVqQAAMAAAAEAAAA//8AALgAAAA=",
    );
    let receipt = app.deliver(parts(100, &[text, program]));
    assert!(files(&app, &receipt).is_empty());
    assert!(app.last_message(&app.ticket_of(&receipt)).1.contains("x.exe"));
    // An encrypted mail has nothing to read, and is a question all the same.
    let sealed = (
        "Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64",
        "AAEC",
    );
    let receipt = app.deliver(parts(101, &[sealed]));
    assert_eq!(files(&app, &receipt), ["smime.p7m"]);
}

#[test]
fn who_cannot_be_answered_waits() {
    let app = TestApp::start();
    type Case<'a> = (Reason, &'a [(&'a str, &'a str)], &'a str);
    let cases: &[Case<'_>] = &[
        (Reason::NoSender, &[("From", "")], "x"),
        (Reason::NoSender, &[("From", "undisclosed recipients:;")], "x"),
        (Reason::NoSender, &[("From", "Lucie <lucie>")], "x"),
        (Reason::NoSender, &[("From", "<>")], "x"),
        (Reason::TwoSenders, &[("From", "a@labo.example, b@labo.example")], "x"),
        (Reason::Empty, &[("Subject", "")], "  \n \n"),
        (Reason::Empty, &[("Subject", "Re:")], "\n"),
    ];
    for (number, (reason, headers, body)) in cases.iter().enumerate() {
        let receipt = app.deliver(letter(LUCIE, "x", headers, body));
        let Receipt::Quarantined(id) = &receipt else { panic!("{headers:?}: {receipt}") };
        let kept = app.read(|conn| Ok(maillage::mail_in::queries::find(conn, id)?));
        assert_eq!((number, kept.reason), (number, Some(*reason)));
    }
    let two = format!("From: a@labo.example\r\n{}", letter(LUCIE, "x", &[], "x"));
    assert!(matches!(app.deliver(two), Receipt::Quarantined(_)));
    for nothing in ["", "\r\n", "\0\0\0", "no header here", "\u{feff}"] {
        assert!(matches!(app.deliver(nothing), Receipt::Quarantined(_)), "{nothing:?}");
    }
    assert_eq!((count(&app), app.mails().len()), (0, 0));
}

#[test]
fn headers_inject_nothing() {
    let app = TestApp::start();
    let name = "=?utf-8?Q?Lucie=0D=0ABcc:_all=40spam.example?= <lucie@labo.example>";
    let subject = "=?utf-8?Q?Question=0D=0AX-Evil:_1=E2=80=AE?=";
    let ticket = app.ticket_of(&app.deliver(letter(name, subject, &[], "Bonjour")));
    assert_eq!(ticket.asker_name, "Lucie Bcc: all@spam.example");
    assert_eq!(ticket.subject, "Question X-Evil: 1");
    let sent = app.mail_to("lucie@labo.example");
    assert!(!sent.raw.to_lowercase().contains("\nbcc:") && !sent.raw.contains("\nX-Evil"));
}

#[test]
fn what_markup_would_do_is_only_text() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    let to = header(&app.mail_to("lucie@labo.example"), "Reply-To");
    for bad in [
        "<script>alert(1)</script>ok",
        "<img src=x onerror=alert(1)>ok",
        "<svg/onload=alert(1)>ok",
        "<a href=\"javascript:alert(1)\">ok</a>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">ok</a>",
        "<form action=\"https://spy.example\"><button>ok</button></form>",
        "<meta http-equiv=\"refresh\" content=\"0;url=https://spy.example\">ok",
        "<style>body{background:url(https://spy.example)}</style>ok",
        "<p style=\"background:url(https://spy.example)\">ok</p>",
        "&lt;script&gt;alert(1)&lt;/script&gt; ok",
        "[ok](javascript:alert(1)) ![ok](https://spy.example/x.png)",
    ] {
        for kind in ["text/html; charset=utf-8", "text/plain; charset=utf-8"] {
            let receipt =
                app.deliver(letter(LUCIE, "Re", &[("To", &to), ("Content-Type", kind)], bad));
            assert!(matches!(receipt, Receipt::Reply(_)), "{bad}: {receipt}");
        }
    }
    let page = app.visitor().get(&follow);
    let thread = page.expect(200).body.split("<ol class=\"thread\">").nth(1).unwrap().to_owned();
    let thread = thread.split("</ol>").next().unwrap();
    for harm in [
        "<script",
        "<img",
        "<svg/",
        "<a href=\"javascript",
        "<a href=\"data",
        "<form",
        "<meta",
        "<style",
        "<p style",
    ] {
        assert!(!thread.contains(harm), "{harm} in {thread}");
    }
}

#[test]
fn size_and_nesting_cost_no_more_than_they_must() {
    let app = TestApp::start();
    let begun = Instant::now();
    let crowd: Vec<_> = (0..10_000).map(|n| format!("p{n}@x.example")).collect();
    let crowded = letter("a@labo.example", "x", &[("To", &crowd.join(",\r\n "))], "Bonjour");
    assert!(matches!(app.deliver(crowded), Receipt::Ticket(_)));
    // 200 parts in parts, each with its own boundary; 200 mails in mails; 2,000 of them.
    let mut nested = String::from("Content-Type: text/plain\n\nAu fond");
    for depth in 0..200 {
        nested = format!(
            "Content-Type: multipart/mixed; boundary=b{depth}x\n\n--b{depth}x\n{nested}\n--b{depth}x--\n"
        );
    }
    let (head, body) = nested.split_once("\n\n").unwrap();
    let kind = head.strip_prefix("Content-Type: ").unwrap();
    let receipt = app.deliver(letter("b@labo.example", "x", &[("Content-Type", kind)], body));
    assert!(app.last_message(&app.ticket_of(&receipt)).1.contains("Au fond"));
    for depth in [200, 200_000] {
        let mails = "Content-Type: message/rfc822\n\n".repeat(depth);
        let receipt = app.deliver(letter(
            "c@labo.example",
            "x",
            &[("Content-Type", "message/rfc822")],
            &mails,
        ));
        assert!(matches!(receipt, Receipt::Quarantined(_)), "{receipt}");
    }
    let open = "Content-Type: multipart/mixed; boundary=never\n\n".repeat(50_000);
    let receipt = app.deliver(letter(
        "d@labo.example",
        "x",
        &[("Content-Type", "multipart/mixed; boundary=no")],
        &open,
    ));
    assert!(matches!(receipt, Receipt::Quarantined(_)), "{receipt}");
    let long = format!("Bonjour\n{}\n{}", ">".repeat(3_000_000), "> ".repeat(1_000_000));
    assert!(matches!(app.deliver(letter("e@labo.example", "x", &[], &long)), Receipt::Ticket(_)));
    let many = "X-A: b\r\n".repeat(100_000);
    assert!(matches!(
        app.deliver(format!("{many}{}", letter("f@labo.example", "x", &[], "x"))),
        Receipt::Ticket(_)
    ));
    assert!(begun.elapsed() < Duration::from_secs(90), "{:?}", begun.elapsed());
}

#[test]
fn fifty_megabytes_arrive_whole() {
    let app = TestApp::start();
    let line = format!("{}\r\n", "QUJD".repeat(19));
    let content = line.repeat(50 * 1024 * 1024 / line.len());
    let head =
        "Content-Disposition: attachment; filename=grand.bin\nContent-Transfer-Encoding: base64";
    let mail = parts(1, &[("Content-Type: text/plain", "Voici"), (head, "(content)")]);
    let receipt = app.deliver(mail.replacen("(content)", &content, 1));
    assert_eq!(files(&app, &receipt), ["grand.bin"]);
    let huge = format!("{}{}", letter(LUCIE, "x", &[], "x"), "x".repeat(65 * 1024 * 1024));
    assert!(matches!(app.deliver(huge), Receipt::Quarantined(_)));
}

/// Two desks that write to each other: what one sends, the other gets, through relays that keep headers or lose them.
fn letters_between(strip: bool) -> usize {
    let desk =
        |address: &'static str| TestApp::start_with(|config| config.mail_from = address.into());
    let (one, other) = (desk("aide@un.example"), desk("aide@deux.example"));
    one.deliver(letter(
        "Aide <aide@deux.example>",
        "Question",
        &[("To", "aide@un.example")],
        "Bonjour",
    ));
    let mut seen = [0, 0];
    loop {
        let before = seen;
        for (place, (from, to, address)) in
            [(&one, &other, "aide@deux.example"), (&other, &one, "aide@un.example")]
                .into_iter()
                .enumerate()
        {
            let sent = from.mails_to(address);
            for mail in &sent[seen[place]..] {
                let machine = |line: &&str| {
                    !["auto-submitted", "x-loop", "x-auto"]
                        .iter()
                        .any(|name| line.to_lowercase().starts_with(name))
                };
                let raw: Vec<_> = mail.raw.lines().filter(|line| !strip || machine(line)).collect();
                to.deliver_to(raw.join("\r\n"), Envelope { to: Some(address.into()), from: None });
            }
            seen[place] = sent.len();
        }
        if seen == before {
            return seen.iter().sum();
        }
    }
}

#[test]
fn two_desks_do_not_talk_for_ever() {
    assert_eq!(letters_between(false), 1);
    assert!(
        letters_between(true) <= 21,
        "an hour's measure of new questions from one address, each way"
    );
}

#[test]
fn a_burst_of_one_sender_leaves_others_alone() {
    let app = TestApp::start();
    let follow = asked(&app, &app.visitor(), &[]);
    let mut fates = (0, 0);
    for number in 0..50 {
        match app.deliver(letter(
            "Spam <spam@spam.example>",
            &format!("Offre {number}"),
            &[],
            "Achetez",
        )) {
            Receipt::Ticket(_) => fates.0 += 1,
            Receipt::Quarantined(_) => fates.1 += 1,
            other => panic!("{other}"),
        }
    }
    assert_eq!(fates, (10, 40));
    let to = header(&app.mail_to("lucie@labo.example"), "Reply-To");
    assert!(matches!(app.deliver(letter(LUCIE, "Re", &[("To", &to)], "Moi")), Receipt::Reply(_)));
    drop(follow);
}

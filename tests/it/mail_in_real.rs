//! What a thousand mails of real programs showed: each of these traits lost something that somebody wrote.

use maillage::mail_in::{Letter, Receipt, parse};

use crate::app::TestApp;
use crate::asking::{asked, count};
use crate::mail_in::{LUCIE, header, letter};

fn read(head: &str, body: &[u8]) -> Letter {
    let usual = "From: Lucie <lucie@labo.example>\r\nSubject: Question\r\nMIME-Version: 1.0\r\n";
    parse::read(&[usual.as_bytes(), head.as_bytes(), b"\r\n\r\n", body].concat())
}

/// A text, and a part with this head and content.
fn with_part(head: &str, content: &[u8]) -> Letter {
    let before = format!("--b\r\nContent-Type: text/plain\r\n\r\nVoici.\r\n--b\r\n{head}\r\n\r\n");
    let body = [before.as_bytes(), content, b"\r\n--b--\r\n"].concat();
    let mail = read("Content-Type: multipart/mixed; boundary=b", &body);
    assert_eq!(mail.text, "Voici.", "{head}");
    mail
}

fn name_of(head: &str) -> String {
    with_part(head, b"%PDF-1.7").files[0].name.clone()
}

#[test]
fn a_parameter_may_stand_on_the_line_below_its_name() {
    let head = "Content-Type: application/pdf; name=\r\n\t\"plan.pdf\"\r\n\
        Content-Disposition: attachment; filename=\r\n\t\"Plan de gestion.pdf\"; size=8";
    assert_eq!(name_of(head), "Plan de gestion.pdf");
    let body = b"--=_b\r\nContent-Type: text/plain\r\n\r\nBonjour\r\n--=_b\r\nContent-Type: text/csv; name=a.csv\r\n\r\na;b\r\n--=_b--\r\n";
    let mail = read("Content-Type: multipart/mixed; boundary=\r\n \"=_b\"", body);
    assert_eq!((mail.text.as_str(), mail.files[0].name.as_str()), ("Bonjour", "a.csv"));
}

#[test]
fn a_long_name_in_pieces_is_read_by_the_charset_that_its_first_piece_names() {
    let old = "Content-Disposition: attachment;\r\n filename*0*=ISO-8859-1''%E9tude%20de%20;\r\n filename*1*=%E9t%E9.pdf";
    assert_eq!(name_of(old), "étude de été.pdf");
    // A character goes over two of them.
    let cut = "Content-Disposition: attachment;\r\n filename*0*=UTF-8''%C3;\r\n filename*1*=%A9t%C3%A9;\r\n filename*2=.pdf";
    assert_eq!(name_of(cut), "été.pdf");
}

#[test]
fn a_text_that_is_a_file_keeps_its_bytes() {
    let table = b"nom;ann\xe9e\r\n\xe9t\xe9;2026";
    for head in [
        "Content-Type: text/csv; charset=iso-8859-1; name=t.csv\r\nContent-Disposition: attachment",
        "Content-Type: text/csv; name=t.csv\r\nContent-Transfer-Encoding: 8bit",
    ] {
        assert_eq!(with_part(head, table).files[0].content[..], table[..], "{head}");
    }
    let head = "Content-Disposition: attachment; filename=t.txt\r\nContent-Type: text/plain; charset=iso-8859-2\r\n\
        Content-Transfer-Encoding: base64";
    assert_eq!(with_part(head, b"sWE=").files[0].content[..], b"\xb1a"[..]);
}

#[test]
fn a_mail_that_is_a_file_keeps_its_bytes() {
    let inner =
        b"From: L\xe9a <lea@labo.example>\r\nSubject: =?utf-8?Q?caf=C3?=\r\n =?utf-8?Q?=A9?=\r\n\
        Content-Type: text/plain; name=\r\n a.txt\r\n\r\nBonjour";
    let mail = with_part("Content-Type: message/rfc822", inner);
    assert_eq!((mail.files[0].name.as_str(), &mail.files[0].content[..]), ("café.eml", &inner[..]));
    // What looks like the head of a part is none in a patch.
    let patch =
        b"--- a/x\n+++ c/x\n@@ -1,3 +1,3 @@\n \n-Content-Type: a; name=\n a\n+c\n-- \n2.1\n";
    let mail = with_part("Content-Type: text/x-patch; name=x.patch", patch);
    assert_eq!(mail.files[0].content[..], patch[..]);
}

#[test]
fn base64_whose_end_is_not_filled_up_is_whole() {
    let head =
        "Content-Disposition: attachment; filename=a.bin\r\nContent-Transfer-Encoding: base64";
    assert_eq!(with_part(head, b"AAECAwQ").files[0].content[..], [0, 1, 2, 3, 4]);
    let body = b"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nQm9uam91cg\r\n--b--\r\n";
    assert_eq!(read("Content-Type: multipart/mixed; boundary=b", body).text, "Bonjour");
}

#[test]
fn what_is_not_of_the_charset_costs_no_more_than_itself() {
    let russian = ["Здравствуйте".as_bytes(), b"\xaa"].concat();
    assert_eq!(read("Content-Type: text/plain; charset=utf-8", &russian).text, "Здравствуйтеª");
    let mixed = ["été ".as_bytes(), b"\xe9t\xe9"].concat();
    assert_eq!(read("Content-Type: text/plain; charset=utf-8", &mixed).text, "été été");
    // Most of it is Chinese, as it says.
    let chinese = b"\xd6\xd0\xb9\xfa\xd6\xd0\xb9\xfa\xd6\xd0\xb9\xfa\xd6\xd0\xb9\xfa \xff";
    let text = read("Content-Type: text/plain; charset=gb2312", chinese).text;
    assert!(text.starts_with("中国中国中国中国"), "{text}");
    // Headers of a Japanese program that names one charset and writes another.
    let raw = b"From: a@labo.example\r\nSubject: \x83c\x81[\x83\x8b\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\nx";
    assert_eq!(parse::read(raw).subject, "ツール");
}

#[test]
fn a_mail_without_the_parts_that_it_announces_is_a_text() {
    let app = TestApp::start();
    let kind = [("MIME-Version", "1.0"), ("Content-Type", "multipart/mixed; boundary=never")];
    let receipt = app.deliver(letter(LUCIE, "Question", &kind, "Où déposer ?\n"));
    assert_eq!(app.last_message(&app.ticket_of(&receipt)).1, "Où déposer ?");
    assert_eq!(read("Content-Type: multipart/mixed", b"Bonjour").text, "Bonjour");
}

#[test]
fn a_head_ends_where_a_person_sees_its_end() {
    // A line of spaces, before a text and before a part.
    let mail =
        parse::read(b"From: a@labo.example\r\nSubject: x\r\n \r\nBonjour a tous\r\n\r\nMerci");
    assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("x", "Bonjour a tous\n\nMerci"));
    let image = "--b\r\nContent-Type: text/html\r\n\r\n<p>Bonjour</p>\r\n--b\r\nContent-Type: image/png; name=a.png\r\n\r\nx\r\n--b--\r\n";
    for gap in [" \r\n", ""] {
        let raw = format!(
            "From: a@labo.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n{gap}{image}"
        );
        let mail = parse::read(raw.as_bytes());
        let names: Vec<_> = mail.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!((mail.text.as_str(), names), ("Bonjour", vec!["a.png"]), "{gap:?}");
    }
    // The head goes on behind such a line, and so may a field.
    let mail = parse::read(
        b"From: a@labo.example\r\nSubject: un\r\n \r\n deux\r\n \r\nX-B: \xe9\r\n\r\nBonjour",
    );
    assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("un deux", "Bonjour"));
    // Lines that are empty, or hold spaces, before the first field.
    for before in ["\r\n\r\n", "      \r\n", "\nFrom a@labo.example Tue Mar  3 09:00:00 2026\n"] {
        let raw = format!("{before}From: a@labo.example\r\nSubject: Question\r\n\r\nBonjour");
        let mail = parse::read(raw.as_bytes());
        assert_eq!(
            (mail.subject.as_str(), mail.text.as_str()),
            ("Question", "Bonjour"),
            "{before:?}"
        );
    }
}

#[test]
fn the_sender_is_who_a_person_would_answer() {
    let sender = |from: &str| {
        let mail = parse::read(format!("From: {from}\r\nSubject: x\r\n\r\nx").as_bytes());
        let senders = mail.senders.into_iter().map(|one| (one.name, one.email));
        senders.collect::<Vec<_>>()
    };
    let one = |name: &str, email: &str| vec![(name.to_owned(), email.to_owned())];
    assert_eq!(sender("Lucie Blanc Lucie@Labo.example"), one("Lucie Blanc", "lucie@labo.example"));
    let way = "<@relais.example,@b.example:lucie@labo.example>";
    assert_eq!(sender(way), one("", "lucie@labo.example"));
    // Which of two wrote it, a person decides; a local part in quotes stays whole.
    assert_ne!(sender("a@labo.example b@labo.example"), one("", "b@labo.example"));
    assert!(
        sender("\"lucie blanc\"@labo.example")
            .iter()
            .all(|(_, email)| email != "blanc@labo.example")
    );
    // Of two subjects programs show the first, and they answer the first Message-ID.
    let two = parse::read(
        b"From: a@labo.example\r\nSubject: Un\r\nSubject: Deux\r\nMessage-ID: <un@x>\r\nMessage-ID: <deux@x>\r\n\r\nx",
    );
    assert_eq!((two.subject.as_str(), two.message_id.as_deref()), ("Un", Some("un@x")));
}

#[test]
fn what_answers_a_mail_that_waits_lies_with_it() {
    let app = TestApp::start();
    asked(&app, &app.visitor(), &[]);
    let ours = header(&app.mail_to("lucie@labo.example"), "Message-ID");
    let paul = "Paul Blanc <paul@autre.example>";
    let his = [("In-Reply-To", ours.as_str()), ("Message-ID", "<paul-1@autre.example>")];
    assert!(matches!(app.deliver(letter(paul, "Re", &his, "Moi aussi")), Receipt::Quarantined(_)));

    let to_his = [("In-Reply-To", "<paul-1@autre.example>")];
    let answer = app.deliver(letter(LUCIE, "Re", &to_his, "Merci Paul"));
    assert!(matches!(answer, Receipt::Reply(_)), "{answer}");
    let strange = app.deliver(letter("Eve <eve@ailleurs.example>", "Re", &to_his, "Et moi"));
    assert!(matches!(strange, Receipt::Quarantined(_)), "{strange}");
    assert_eq!(count(&app), 1);
}

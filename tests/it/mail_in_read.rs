//! Mails whose makers knew better than the standards, and what Outlook wraps.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maillage::mail_in::{Letter, parse};

use crate::app::TestApp;
use crate::mail_in::{LUCIE, letter};
use crate::mime::multipart;

fn names(letter: &Letter) -> Vec<&str> {
    letter.files.iter().map(|file| file.name.as_str()).collect()
}

fn part(head: &str, body: &[u8]) -> (String, Vec<u8>) {
    (format!("{head}\r\n"), body.to_vec())
}

/// A mail in parts.
fn parts(kind: &str, parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (kind, content) = multipart(kind, "b", parts, true);
    let head = "From: Lucie <lucie@labo.example>\r\nSubject: x\r\nMIME-Version: 1.0\r\n";
    [head.as_bytes(), kind.as_bytes(), b"\r\n", &content].concat()
}

#[test]
fn an_empty_text_beside_html_hides_nothing() {
    let app = TestApp::start();
    let (kind, content) = multipart(
        "alternative",
        "b",
        &[
            part("Content-Type: text/plain; charset=utf-8", b" \r\n\r\n"),
            part("Content-Type: text/html; charset=utf-8", "<p>Où déposer ?</p>".as_bytes()),
        ],
        true,
    );
    let kind = kind.trim_end().strip_prefix("Content-Type: ").unwrap();
    let body = String::from_utf8(content).unwrap().replace("\r\n", "\n");
    let more = [("MIME-Version", "1.0"), ("Content-Type", kind)];
    let receipt = app.deliver(letter(LUCIE, "Question", &more, &body));
    assert_eq!(app.last_message(&app.ticket_of(&receipt)).1, "Où déposer ?");
}

#[test]
fn bytes_of_old_charsets_in_headers_are_read() {
    let raw = b"From: L\xe9a Fran\xe7ois <lea@labo.example>\r\nSubject: Donn\xe9es prot\xe9g\xe9es\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nVoil\xe0\r\n-- \r\nL\xe9a\r\n\
        --b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=\"\xe9t\xe9.csv\"\r\n\r\na\r\n\
        --b--\r\n";
    let mail = parse::read(raw);
    assert_eq!(mail.senders[0].name, "Léa François");
    assert_eq!(mail.subject, "Données protégées");
    assert_eq!(mail.text, "Voilà\n--\nLéa");
    assert_eq!(names(&mail), ["été.csv"]);
    // UTF-8 that nobody declared.
    let raw = "From: Léa <lea@labo.example>\r\nSubject: Été – “cité”\r\n\r\nx";
    let mail = parse::read(raw.as_bytes());
    assert_eq!((mail.senders[0].name.as_str(), mail.subject.as_str()), ("Léa", "Été – “cité”"));
}

#[test]
fn words_cut_inside_a_character_are_whole() {
    let raw = "From: =?utf-8?B?w4ls?= =?utf-8?B?b8Ovc2U=?= <e@labo.example>\r\n\
        Subject: =?UTF-8?Q?Prot=C3?=\r\n =?utf-8?Q?=A9ger?= les =?utf-8?B?ZG9ubsM=?=\r\n\t=?utf-8?B?qWVz?=\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nx\r\n\
        --b\r\nContent-Disposition: attachment;\r\n filename=\"=?utf-8?Q?=C3?=\r\n =?utf-8?Q?=A9t=C3=A9.txt?=\"\r\n\r\nx\r\n--b--";
    let mail = parse::read(raw.as_bytes());
    assert_eq!(mail.senders[0].name, "Éloïse");
    assert_eq!(mail.subject, "Protéger les données");
    assert_eq!(names(&mail), ["été.txt"]);
}

#[test]
fn files_between_the_lines_are_files() {
    let raw = format!(
        "From: a@labo.example\r\nSubject: x\r\n\r\nVoici.\r\n\r\nbegin 644 plan été.txt\r\n{}\r\n`\r\nend\r\n\r\nMerci\r\n",
        "#0V%T"
    );
    let mail = parse::read(raw.as_bytes());
    assert_eq!(mail.text, "Voici.\n\n\nMerci");
    assert_eq!((names(&mail), &mail.files[0].content[..]), (vec!["plan été.txt"], &b"Cat"[..]));
}

#[test]
fn what_old_programs_and_careless_ones_write_is_read() {
    // Lines that end as on a Macintosh of long ago.
    let mac = "From: a@labo.example\rSubject: Vieux\rContent-Type: text/plain\r\rUn\rDeux\r";
    let mail = parse::read(mac.as_bytes());
    assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("Vieux", "Un\nDeux"));
    assert_eq!(mail.senders[0].email, "a@labo.example");
    // Raw bytes within an encoded word are of its charset; Japanese words are read one by one.
    let raw = b"From: =?iso-8859-1?Q?Fr\xf6sche?= <a@labo.example>\r\nSubject: =?iso-2022-jp?B?GyRCJE8bKEI=?=\r\n =?iso-2022-jp?B?GyRCJE8bKEI=?=\r\n\r\nx";
    let mail = parse::read(raw);
    assert_eq!((mail.senders[0].name.as_str(), mail.subject.as_str()), ("Frösche", "はは"));
    // A file that says it is uuencoded.
    let head =
        "Content-Type: application/msword; name=plan.doc\r\nContent-Transfer-Encoding: x-uuencode";
    let text = part("Content-Type: text/plain", b"Voici");
    let mail =
        parse::read(&parts("mixed", &[text, part(head, b"begin 666 p.doc\r\n#0V%T\r\n`\r\nend")]));
    assert_eq!((names(&mail), &mail.files[0].content[..]), (vec!["plan.doc"], &b"Cat"[..]));
    // A name too long to keep still says what it is.
    let app = TestApp::start();
    let long = format!("{}.pdf", "long ".repeat(60));
    let head = format!("Content-Disposition: attachment; filename=\"{long}\"");
    let text = part("Content-Type: text/plain", b"Voici");
    let receipt = app.deliver(parts("mixed", &[text, part(&head, b"%PDF-1.7 plan")]));
    let ticket = app.ticket_of(&receipt);
    let names = app.read(|conn| {
        use maillage::tickets::queries::{Sight, attachments_of, messages_of};
        let all = messages_of(conn, &ticket.id, Sight::Public, None, 50)?;
        let ids: Vec<_> = all.iter().map(|one| one.id.clone()).collect();
        Ok(attachments_of(conn, &ids)?)
    });
    assert!(names[0].name.ends_with(".pdf"), "{}", names[0].name);
}

/// `winmail.dat` of these attributes: a number with its type, and the content.
fn tnef(attributes: &[(u8, u32, Vec<u8>)]) -> Vec<u8> {
    let mut out = [&0x223e_9f78_u32.to_le_bytes()[..], &[1, 0]].concat();
    for (level, name, data) in attributes {
        out.push(*level);
        out.extend(name.to_le_bytes());
        out.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        out.extend(data);
        let sum = data.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        out.extend(sum.to_le_bytes());
    }
    out
}

/// MAPI properties of one value each, as text in UTF-16 or as bytes.
fn properties(all: &[(u16, u16, Vec<u8>)]) -> Vec<u8> {
    let mut out = u32::try_from(all.len()).unwrap().to_le_bytes().to_vec();
    for (kind, id, value) in all {
        out.extend(kind.to_le_bytes());
        out.extend(id.to_le_bytes());
        out.extend(1_u32.to_le_bytes());
        out.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
        out.extend(value);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn what_outlook_wraps_is_unwrapped() {
    let long = properties(&[(0x001f, 0x3707, utf16("données été.csv"))]);
    let body = properties(&[(0x001f, 0x1000, utf16("Bonjour, voici nos données."))]);
    let text_end = 6 + 9 + body.len() + 2;
    let wrapped = tnef(&[
        (1, 0x0006_9003, body),
        (2, 0x0006_9002, vec![0; 14]),
        (2, 0x0001_8010, b"DONNES~1.CSV\0".to_vec()),
        (2, 0x0006_800f, b"a;b\r\n1;2".to_vec()),
        (2, 0x0006_9005, long),
        (2, 0x0006_9002, vec![0; 14]),
        (2, 0x0001_8010, b"plan.pdf\0".to_vec()),
        (2, 0x0006_800f, b"%PDF-1.7 plan".to_vec()),
    ]);
    let head =
        "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64";
    let sent = |wrapped: &[u8], text: &[u8]| {
        parse::read(&parts(
            "mixed",
            &[
                part("Content-Type: text/plain", text),
                part(head, STANDARD.encode(wrapped).as_bytes()),
            ],
        ))
    };
    let mail = sent(&wrapped, b"");
    assert_eq!(names(&mail), ["données été.csv", "plan.pdf"]);
    assert_eq!(mail.files[0].content[..], b"a;b\r\n1;2"[..]);
    assert_eq!(mail.text, "Bonjour, voici nos données.");
    // The text that others can read counts first; what is cut off gives what it has.
    let mail = sent(&wrapped[..wrapped.len() - 20], "Voilà".as_bytes());
    assert_eq!(
        (mail.text.as_str(), names(&mail)),
        ("Voilà", vec!["données été.csv", "winmail.dat"])
    );
    // Whatever is cut or wrong, nothing breaks, and what cannot be opened is kept as it came.
    for cut in 0..wrapped.len() {
        let mail = sent(&wrapped[..cut], b"x");
        // Where it ends before a file has content, the text is all there was.
        let only_text = [text_end, text_end + 25, text_end + 49].contains(&cut);
        assert!(cut == 0 || only_text || !names(&mail).is_empty(), "{cut}");
        let mut wrong = wrapped.clone();
        wrong[cut] ^= 0xff;
        sent(&wrong, b"x");
    }
    assert_eq!(names(&sent(b"nothing of the kind", b"x")), ["winmail.dat"]);
}

#[test]
fn a_message_that_is_wholly_another_message_loses_none_of_its_neighbours() {
    let mut inner = String::from("From: a@x.example\r\nSubject: Au fond\r\n\r\nFoo!\r\n");
    for depth in 1..=2 {
        inner = format!(
            "From: a@x.example\r\nSubject: Couche {depth}\r\nContent-Type: message/rfc822\r\n\r\n{inner}"
        );
    }
    let mail = parts(
        "mixed",
        &[
            part("Content-Type: text/plain", b"Voyez ceci."),
            part("Content-Type: message/rfc822", inner.as_bytes()),
            part("Content-Type: application/pdf; name=plan.pdf", b"%PDF-1.4"),
        ],
    );
    let letter = parse::read(&mail);
    assert_eq!(letter.fault, None);
    assert_eq!(letter.text, "Voyez ceci.");
    assert_eq!(names(&letter), ["Couche 2.eml", "plan.pdf"]);
    assert_eq!(String::from_utf8_lossy(&letter.files[0].content).trim_end(), inner.trim_end());
}

//! Mails whose makers knew better than the standards, and what Outlook wraps.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maillage::mail_in::{Letter, Reason, parse};
use proptest::prelude::*;

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
    // In a charset that switches between sets, too.
    let cat = "From: a@labo.example\r\nSubject: =?iso-2022-jp?B?GyRCJUsl?=\r\n =?iso-2022-jp?B?YxsoQg==?= 2\r\n\r\nx";
    assert_eq!(parse::read(cat.as_bytes()).subject, "ニャ 2");
}

#[test]
fn every_mail_that_one_answers_is_known() {
    let raw = "From: a@labo.example\r\nSubject: x\r\nReferences: <premier@labo.example>\r\n\
        References: <deuxieme@labo.example>,\r\n\t<troisieme@labo.example>\r\nIn-Reply-To: <troisieme@labo.example>\r\n\r\nx";
    let mail = parse::read(raw.as_bytes());
    let answered = ["troisieme", "deuxieme", "premier"].map(|id| format!("{id}@labo.example"));
    assert_eq!(mail.answers, answered);
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

const WINMAIL: &str =
    "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64";

/// A mail without a text of its own that wraps this.
fn wrapping(wrapped: &[u8]) -> Letter {
    let all =
        [part("Content-Type: text/plain", b""), part(WINMAIL, STANDARD.encode(wrapped).as_bytes())];
    parse::read(&parts("mixed", &all))
}

/// RTF as Outlook keeps it, not made smaller.
fn rtf(text: &[u8]) -> Vec<u8> {
    let size = u32::try_from(text.len()).unwrap();
    let head = [(size + 12).to_le_bytes(), size.to_le_bytes(), *b"MELA", [0; 4]].concat();
    [&head[..], text].concat()
}

#[test]
fn what_outlook_keeps_as_rtf_or_in_a_charset_of_its_own_is_read() {
    let only = |body: Vec<u8>| wrapping(&tnef(&[(1, 0x0006_9003, body)])).text;
    let html = br"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}Caf\'e9{\*\htmltag116 <br>}\htmlrtf\line\htmlrtf0 noir{\*\htmltag72 </p>}{\*\htmltag64 <p>}Merci \u-10179?\u-8638?{\*\htmltag72 </p>}}";
    assert_eq!(only(properties(&[(0x0102, 0x1009, rtf(html))])), "Café\nnoir\n\nMerci 🙂");
    let russian =
        br"{\rtf1\ansi{\fonttbl{\f0\fcharset204 Arial;}}\f0\'c4\'e0, \'f1\'ef\'e0\'f1\'e8\'e1\'ee}";
    assert_eq!(only(properties(&[(0x0102, 0x1009, rtf(russian))])), "Да, спасибо");
    // The page that HTML is written in stands beside it, as a number.
    let mut body = properties(&[(0x0102, 0x1013, b"<p>\xc4\xe0</p>".to_vec())]);
    body[0] = 2;
    body.extend([3, 0, 0xde, 0x3f]);
    body.extend(1251_u32.to_le_bytes());
    assert_eq!(only(body), "Да");
    // An empty text hides none of the others.
    let rich = properties(&[(0x0102, 0x1009, rtf(b"{\\rtf1 Voici.}"))]);
    let both = [(1, 0x0002_800c, b"\0".to_vec()), (1, 0x0006_9003, rich)];
    assert_eq!(wrapping(&tnef(&both)).text, "Voici.");
}

#[test]
fn a_mail_that_outlook_wrapped_in_another_is_never_lost() {
    let attached = |inner: &[u8]| {
        let object = [&[0; 16], inner].concat();
        let file = properties(&[(0x000d, 0x3701, object)]);
        wrapping(&tnef(&[
            (2, 0x0006_9002, vec![0; 14]),
            (2, 0x0001_8010, b"Au fond\0".to_vec()),
            (2, 0x0006_9005, file),
        ]))
    };
    let text = properties(&[(0x001f, 0x1000, utf16("Le courriel joint."))]);
    let whole = tnef(&[(1, 0x0006_9003, text)]);
    assert_eq!(attached(&whole).files[0].content[..], b"Le courriel joint."[..]);
    // What is opened and holds nothing that we know stays as it is, and so does what ends too early.
    let empty = tnef(&[(1, 0x0006_8004, b"Objet\0".to_vec())]);
    assert_eq!(names(&attached(&empty)), ["Au fond"]);
    let cut = [&whole[..], &[1, 0, 0]].concat();
    assert_eq!(names(&attached(&cut)), ["message.txt", "winmail.dat"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_wrapped_nothing_breaks(
        attributes in proptest::collection::vec((
            prop_oneof![
                Just(0x0006_9003_u32), Just(0x0006_9005), Just(0x0006_9002), Just(0x0006_9007), Just(0x0002_800c),
                Just(0x0006_800f), Just(0x0001_8010), any::<u32>(),
            ],
            proptest::collection::vec((
                prop_oneof![Just(0x001f_u16), Just(0x001e), Just(0x0102), Just(0x000d), Just(0x101f), any::<u16>()],
                prop_oneof![Just(0x1000_u16), Just(0x1009), Just(0x1013), Just(0x3701), Just(0x3707), any::<u16>()],
                proptest::collection::vec(any::<u8>(), 0..40),
            ), 0..6),
        ), 0..8),
        cut in 0_usize..40,
    ) {
        let attributes: Vec<_> =
            attributes.into_iter().map(|(name, all)| (1, name, properties(&all))).collect();
        let wrapped = tnef(&attributes);
        let letter = wrapping(&wrapped[..wrapped.len().saturating_sub(cut)]);
        prop_assert_ne!(letter.fault, Some(Reason::Unreadable));
        prop_assert!(!letter.text.contains('\0'));
    }

    #[test]
    fn whatever_stands_in_rtf_nothing_breaks(
        text in "(\\{|\\}|\\\\(par|u-?[0-9]{1,6}|uc[0-9]{0,3}|f[0-9]|fcharset[0-9]{1,3}|ansicpg[0-9]{1,5}|bin[0-9]{0,3}|htmlrtf0?|htmltag|fromhtml1?|\\*|'[0-9a-f]{0,2})| |[a-z<&]|\\PC){0,200}",
        packed in any::<bool>(),
        noise in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut body = rtf(format!("{{\\rtf1 {text}").as_bytes());
        if packed {
            body[8..12].copy_from_slice(b"LZFu");
            body.extend(&noise);
        }
        let letter = wrapping(&tnef(&[(1, 0x0006_9003, properties(&[(0x0102, 0x1009, body)]))]));
        prop_assert_ne!(letter.fault, Some(Reason::Unreadable));
    }
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

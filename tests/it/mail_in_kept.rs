//! Whatever a mail is written in is read, and the mail itself is kept as it came, byte for byte.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use diesel::prelude::*;
use encoding_rs::Encoding;
use maillage::accounts::NetworkRole;
use maillage::db::schema::received_mails;
use maillage::mail_in::parse;

use crate::app::TestApp;
use crate::mail_in::{LUCIE, letter};
use crate::mime::quoted_printable;

/// Charsets and a text that each of them can write.
const WRITTEN: &[(&str, &str)] = &[
    ("utf-8", "Où déposer ? 😀"),
    ("iso-8859-1", "Où déposer l'été"),
    ("iso-8859-2", "Zażółć gęślą jaźń"),
    ("iso-8859-3", "Eĥoŝanĝo ĉiuĵaŭde"),
    ("iso-8859-4", "Ķēniņš ārā"),
    ("iso-8859-5", "Где хранить данные"),
    ("iso-8859-6", "مرحبا"),
    ("iso-8859-7", "Πού αποθηκεύω"),
    ("iso-8859-8", "שלום"),
    ("iso-8859-9", "Şöyle İstanbul ığdır"),
    ("iso-8859-10", "Þórður Ásgeirsson ŋ"),
    ("iso-8859-13", "Kur saugoti ąčęėįšųūž"),
    ("iso-8859-14", "Ŵythnos ŷd ḃ"),
    ("iso-8859-15", "Cœur à 3 €"),
    ("iso-8859-16", "Știință și țară"),
    ("windows-1250", "Zażółć gęślą jaźń"),
    ("windows-1251", "Где хранить данные"),
    ("windows-1252", "Cœur – “vite”"),
    ("windows-1253", "Πού αποθηκεύω"),
    ("windows-1254", "Şöyle İstanbul ığdır"),
    ("windows-1255", "שלום"),
    ("windows-1256", "مرحبا"),
    ("windows-1257", "Kur saugoti ąčęėįšųūž"),
    ("windows-1258", "Đâu là dư liêu"),
    ("windows-874", "สวัสดี"),
    ("tis-620", "สวัสดี"),
    ("koi8-r", "Где хранить"),
    ("koi8-u", "Де зберігати дані"),
    ("ibm866", "Где хранить"),
    ("macintosh", "Où déposer – “vite” œuvre"),
    ("x-mac-cyrillic", "Где хранить"),
    ("shift_jis", "データの保存"),
    ("euc-jp", "データの保存"),
    ("iso-2022-jp", "データの保存"),
    ("gb2312", "数据存放"),
    ("gbk", "数据存放"),
    ("gb18030", "数据存放"),
    ("big5", "資料存放"),
    ("euc-kr", "데이터 보관"),
    ("ks_c_5601-1987", "데이터 보관"),
];

/// A mail of one text part, in this charset and transfer encoding.
fn mail(charset: &str, transfer: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "From: Lucie <lucie@labo.example>\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=\"{charset}\"\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n"
    );
    [head.as_bytes(), body, b"\r\n"].concat()
}

#[test]
fn texts_of_all_charsets_that_people_still_write_are_read() {
    let read = |charset: &str, bytes: &[u8]| {
        let body = STANDARD.encode(bytes);
        parse::read(&mail(charset, "base64", body.as_bytes())).text
    };
    for (charset, text) in WRITTEN {
        let encoding = Encoding::for_label(charset.as_bytes()).unwrap();
        let (bytes, _, lossy) = encoding.encode(text);
        assert!(!lossy, "{charset} cannot write {text}");
        assert_eq!(read(charset, &bytes), *text, "{charset}");
        assert_eq!(read(&charset.to_uppercase(), &bytes), *text, "{charset}");
    }
    // What nobody should write any more.
    assert_eq!(read("utf-7", b"Caf+AOk- noir"), "Café noir");
    assert_eq!(read("ibm850", b"O\x97 d\x82poser"), "Où déposer");
    let wide: Vec<u8> = "Été 😀".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("utf-16le", &wide), "Été 😀");
}

#[test]
fn texts_are_read_by_whichever_transfer_encoding_they_came() {
    let text = "Où déposer l'été ?";
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(text);
    let latin = |transfer: &str, body: &[u8]| parse::read(&mail("iso-8859-1", transfer, body)).text;
    for transfer in ["8bit", "binary", "8BIT", "x-nobody-knows"] {
        assert_eq!(latin(transfer, &bytes), text, "{transfer}");
    }
    assert_eq!(latin("quoted-printable", &quoted_printable(&bytes)), text);
    assert_eq!(latin("Quoted-Printable", b"O=F9 d=E9=\r\nposer l'=e9t=e9 ?"), text);
    assert_eq!(latin("base64", STANDARD.encode(&bytes).as_bytes()), text);
    assert_eq!(latin("7bit", b"Plain words"), "Plain words");
}

#[test]
fn a_mail_is_kept_byte_for_byte_whatever_became_of_it() {
    let app = TestApp::start();
    let steers = app.account("Jean", "jean@x.example", Some(NetworkRole::Coordinator), &[]);
    let steers = app.sign_in(&steers);
    let latin = [
        letter("Ana <ana@labo.example>", "Question", &[], "").as_bytes(),
        b"Voil\xe0 : \0\x01 l'\xe9t\xe9\r\n \t\r\n",
    ]
    .concat();
    let mails: [Vec<u8>; 6] = [
        letter(LUCIE, "Question", &[], "Bonjour, où déposer ?").into_bytes(),
        letter(LUCIE, "Question", &[], "Sans retour chariot").replace("\r\n", "\n").into_bytes(),
        latin,
        letter(LUCIE, "x", &[("Precedence", "bulk")], "Une machine").into_bytes(),
        letter("", "x", &[("From", "")], "Personne").into_bytes(),
        b"\0\xff\xfe nothing like a mail".to_vec(),
    ];

    for mail in &mails {
        app.deliver(mail);
        let id: String = app.read(|conn| {
            let newest = received_mails::table.order(received_mails::id.desc());
            Ok(newest.select(received_mails::id).first(conn)?)
        });
        let original = steers.get(&format!("/admin/mail-in/{id}/original"));
        assert!(original.expect(200).bytes == *mail, "{id} is not as it came");
        assert_eq!(original.header("content-type"), Some("message/rfc822"));
    }
    assert_eq!(app.received(), 6);
}

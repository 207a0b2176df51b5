//! Several hundred mails as people's programs write them, made by rule and the same each time: programs × charsets ×
//! transfer encodings × structures × faults, each with what must come out of it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::Encoding;

use crate::mime::{attached, in_lines, multipart, quoted_printable};

/// How a mail finds its ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thread {
    New,
    ByAddress,
    ByReference,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    NoDate,
    NoMessageId,
    BareLineEnds,
    NoEnd,
    UnknownCharset,
    LyingCharset,
    Nul,
    LongLine,
    OddHeaders,
}

const FAULTS: [Fault; 10] = [
    Fault::None,
    Fault::NoDate,
    Fault::NoMessageId,
    Fault::BareLineEnds,
    Fault::NoEnd,
    Fault::UnknownCharset,
    Fault::LyingCharset,
    Fault::Nul,
    Fault::LongLine,
    Fault::OddHeaders,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    Gmail,
    Outlook,
    Apple,
    Thunderbird,
    Webmail,
}

const PROGRAMS: [Program; 5] =
    [Program::Gmail, Program::Outlook, Program::Apple, Program::Thunderbird, Program::Webmail];

/// A charset and a text in it.
const TEXTS: [(&str, &str, &str); 12] = [
    (
        "utf-8",
        "Déposer nos données d’enquête",
        "Bonjour, où déposer nos données ? Merci — « vite » 😀",
    ),
    (
        "iso-8859-1",
        "Données protégées",
        "Bonjour, à qui écrire au sujet d'un entrepôt ? Merci à vous",
    ),
    ("iso-8859-15", "Coût en €", "Combien d'€ coûte l'œuvre déposée ? Cœur et naïveté"),
    ("windows-1252", "L’embargo", "L’équipe demande : “quel embargo” ? Ça dépend…"),
    ("us-ascii", "Data management plan", "Hello, how do we write the plan for our data? Thanks"),
    ("koi8-r", "Вопрос о данных", "Здравствуйте, где хранить данные? Спасибо"),
    ("shift_jis", "データについて", "こんにちは。データをどこに保存しますか"),
    ("gb18030", "数据问题", "你好，数据应该存放在哪里？谢谢"),
    ("iso-2022-jp", "データ保存", "データの保存について教えてください"),
    ("big5", "資料問題", "您好，資料應該存放在哪裡？謝謝"),
    ("euc-kr", "데이터 질문", "안녕하세요, 데이터를 어디에 보관합니까"),
    ("windows-1256", "سؤال عن البيانات", "مرحبا، أين نودع بياناتنا؟ شكرا"),
];

/// A mail and what must come out of it.
pub struct Case {
    pub name: String,
    pub number: usize,
    pub program: Program,
    pub thread: Thread,
    pub fault: Fault,
    pub sender: String,
    pub sender_name: String,
    pub subject: String,
    /// The words that the body must hold.
    pub says: String,
    pub quotes: bool,
    pub files: Vec<(String, Vec<u8>)>,
    charset: &'static str,
    transfer: usize,
    shape: usize,
}

/// Where the ticket that a mail answers is: its reply address and the id of our mail.
pub struct Place {
    pub address: String,
    pub message_id: String,
}

pub fn cases() -> Vec<Case> {
    (0..600).map(case).collect()
}

fn case(number: usize) -> Case {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ (number as u64 + 1));
    let program = PROGRAMS[number % 5];
    let (charset, subject, says) = TEXTS[(number / 5) % 12];
    let transfer = (number / 60) % 3;
    let fault = if number.is_multiple_of(3) { FAULTS[(number / 3) % 10] } else { Fault::None };
    // A charset that lies can be told only for the western ones.
    let western = matches!(charset, "iso-8859-1" | "windows-1252");
    let fault = match fault {
        Fault::LyingCharset if !western => Fault::None,
        // An unknown name can be repaired only when the text is UTF-8.
        Fault::UnknownCharset if charset != "utf-8" && charset != "us-ascii" => Fault::None,
        fault => fault,
    };
    let thread = [Thread::New, Thread::ByAddress, Thread::ByReference][dice.roll(3)];
    let files = (0..dice.roll(3)).map(|which| file(which, &mut dice)).collect();
    Case {
        name: format!("{number}: {program:?} {charset} {transfer} {thread:?} {fault:?}"),
        number,
        program,
        thread,
        fault,
        sender: format!("equipe{number}@labo.example"),
        sender_name: ["Lucie Marchal", "Éloïse Müller", "O'Neil, Pat", "李雷"][dice.roll(4)]
            .to_owned(),
        subject: format!("{subject} {number}"),
        says: says.to_owned(),
        quotes: thread != Thread::New,
        files,
        charset,
        transfer,
        shape: dice.roll(4),
    }
}

fn file(which: usize, dice: &mut Dice) -> (String, Vec<u8>) {
    let names = ["plan.pdf", "données été.csv", "naïf “cité”.txt", "rapport final.odt"];
    let content = match dice.roll(3) {
        0 => b"%PDF-1.7 plan".to_vec(),
        1 => "a;b\r\n1;é".as_bytes().to_vec(),
        _ => (0..dice.roll(4000) + 1).map(|place| (place * 7 + which) as u8).collect(),
    };
    (names[dice.roll(4)].to_owned(), content)
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

impl Case {
    pub fn raw(&self, place: Option<&Place>) -> Vec<u8> {
        let mut head = self.head(place);
        let (kind, content) = self.body();
        head.extend(kind.into_bytes());
        head.extend(b"\r\n");
        head.extend(content);
        if self.fault == Fault::BareLineEnds {
            head.retain(|byte| *byte != b'\r');
        }
        head
    }

    fn head(&self, place: Option<&Place>) -> Vec<u8> {
        let mut lines: Vec<String> = vec![
            format!("Received: from a by b; Tue, 3 Mar 2026 09:00:0{} +0000", self.number % 10),
            format!("From: {} <{}>", self.word(&self.sender_name), self.sender),
            format!("Subject: {}", self.word(&self.subject)),
            "MIME-Version: 1.0".into(),
        ];
        let to = match (self.thread, place) {
            (Thread::ByAddress, Some(place)) => place.address.clone(),
            _ => "Aide <aide@maillage.example>".into(),
        };
        lines.push(format!("To: {to}"));
        if let (Thread::ByReference, Some(place)) = (self.thread, place) {
            lines.push(format!("In-Reply-To: {}", place.message_id));
            lines.push(format!("References: <first@x.example>\r\n {}", place.message_id));
        }
        if self.fault != Fault::NoDate {
            lines.push("Date: Tue, 3 Mar 2026 10:00:00 +0100".into());
        }
        if self.fault != Fault::NoMessageId {
            lines.push(format!("Message-ID: <{}.{:?}@labo.example>", self.number, self.program));
        }
        if self.fault == Fault::OddHeaders {
            lines.push("X-Empty:".into());
            lines.push(format!("X-Long: {}", "x".repeat(3000)));
            lines.push("not a header at all".into());
            lines.push("To: another@x.example".into());
        }
        lines.push(match self.program {
            Program::Gmail => "X-Gm-Message-State: x".into(),
            Program::Outlook => "X-Mailer: Microsoft Outlook 16.0".into(),
            Program::Apple => "X-Mailer: Apple Mail (2.3731)".into(),
            Program::Thunderbird => "User-Agent: Mozilla Thunderbird".into(),
            Program::Webmail => "User-Agent: Roundcube Webmail/1.6".into(),
        });
        (lines.join("\r\n") + "\r\n").into_bytes()
    }

    /// A word in a header: as it is, or encoded (RFC 2047), by B or by Q.
    fn word(&self, text: &str) -> String {
        if text.is_ascii() {
            return if text.contains(',') { format!("\"{text}\"") } else { text.to_owned() };
        }
        let (label, encoded) = match self.encoded(text) {
            Some(bytes) => (self.charset, bytes),
            None => ("utf-8", text.as_bytes().to_vec()),
        };
        if self.number.is_multiple_of(2) {
            return format!("=?{label}?B?{}?=", STANDARD.encode(encoded));
        }
        let signs = encoded.iter().map(|byte| match byte {
            b' ' => "_".to_owned(),
            b if b.is_ascii_alphanumeric() => char::from(*b).to_string(),
            b => format!("={b:02X}"),
        });
        format!("=?{label}?Q?{}?=", signs.collect::<String>())
    }

    fn encoded(&self, text: &str) -> Option<Vec<u8>> {
        let encoding = Encoding::for_label(self.charset.as_bytes()).unwrap();
        let (bytes, _, lossy) = encoding.encode(text);
        (!lossy).then(|| bytes.into_owned())
    }

    /// The text as this program writes it, with what it quotes.
    fn text(&self) -> String {
        let mut fresh = self.says.clone();
        match self.fault {
            Fault::Nul => fresh.insert(3, '\0'),
            Fault::LongLine => fresh.push_str(&format!("\r\n{}", "x".repeat(100_000))),
            _ => {}
        }
        if !self.quotes {
            return format!("{fresh}\r\n\r\n-- \r\nEquipe");
        }
        let by = match self.program {
            Program::Gmail => {
                "Le mar. 3 mars 2026 10:00, Camille via Maillage <aide@maillage.example> a ecrit :"
            }
            Program::Outlook => "-----Original Message-----",
            Program::Apple => "> On 3 Mar 2026, at 10:00, Camille <aide@maillage.example> wrote:",
            Program::Thunderbird => "On 03/03/2026 10:00, Camille wrote:",
            Program::Webmail => "Am 3. Mrz 2026 schrieb Camille:",
        };
        let by =
            by.replace("a ecrit", if self.encoded("é").is_some() { "a écrit" } else { "wrote" });
        match self.program {
            Program::Outlook => {
                format!(
                    "{fresh}\r\n\r\n{by}\r\nFrom: Camille\r\nSent: Tuesday\r\nTo: Equipe\r\nSubject: x\r\n\r\nBEFORE"
                )
            }
            _ => format!("{fresh}\r\n\r\n{by}\r\n> BEFORE\r\n> and before that\r\n"),
        }
    }

    fn html(&self) -> String {
        let fresh = self.says.replace('\0', "");
        let before = match (self.quotes, self.program) {
            (false, _) => String::new(),
            (true, Program::Outlook) => {
                "<hr><div><b>From:</b> Camille<br><b>Sent:</b> Tuesday<br><b>To:</b> x<br>\
                <b>Subject:</b> y</div><p>BEFORE</p>"
                    .into()
            }
            (true, _) => {
                "<div>On 3 Mar 2026, Camille wrote:<br></div><blockquote><p>BEFORE</p></blockquote>"
                    .into()
            }
        };
        format!(
            "<html><head><title>no</title><style>p{{color:red}}</style></head><body><p>{fresh}</p>\
             <img src=\"https://spy.example/pixel.gif\"><script>alert(1)</script>{before}</body></html>"
        )
    }

    /// The last headers and the body.
    fn body(&self) -> (String, Vec<u8>) {
        let boundary = format!("=_part.{}", self.number);
        let plain = self.part("text/plain", &self.text());
        let html = self.part("text/html", &self.html());
        // Mangled text is plain: HTML has no NUL to lose and no line to be long.
        let only_plain = matches!(self.fault, Fault::Nul | Fault::LongLine);
        let (kind, content) = match self.shape {
            0 => plain,
            _ if only_plain => plain,
            1 => html,
            2 => multipart("alternative", &format!("{boundary}.a"), &[plain, html], true),
            _ => {
                let image = (
                    "Content-Type: image/png\r\nContent-ID: <i@x>\r\nContent-Disposition: inline; \
                    filename=\"logo.png\"\r\nContent-Transfer-Encoding: base64\r\n"
                        .to_owned(),
                    STANDARD.encode(b"\x89PNG\r\n\x1a\nlogo").into_bytes(),
                );
                let related = multipart("related", &format!("{boundary}.r"), &[html, image], true);
                multipart("alternative", &format!("{boundary}.a"), &[plain, related], true)
            }
        };
        if self.files.is_empty() {
            return (kind, content);
        }
        let mut parts = vec![(kind, content)];
        parts.extend(self.files.iter().map(|(name, content)| attached(name, content, self.number)));
        multipart("mixed", &boundary, &parts, self.fault != Fault::NoEnd)
    }

    /// What was sent with the text: attached files, and the picture of those who show one.
    pub fn names(&self) -> Vec<String> {
        let only_plain = matches!(self.fault, Fault::Nul | Fault::LongLine);
        let mut names: Vec<String> = self.files.iter().map(|(name, _)| name.clone()).collect();
        if self.shape == 3 && !only_plain {
            names.push("logo.png".into());
        }
        if self.fault == Fault::LongLine {
            names.push("message.txt".into());
        }
        names.sort();
        names
    }

    fn part(&self, kind: &str, text: &str) -> (String, Vec<u8>) {
        let (bytes, label) = match self.fault {
            Fault::LyingCharset => (self.encoded(text).unwrap_or_default(), "utf-8"),
            Fault::UnknownCharset => (text.as_bytes().to_vec(), "x-unknown-8"),
            _ => match self.encoded(text) {
                Some(bytes) => (bytes, self.charset),
                None => (text.as_bytes().to_vec(), "utf-8"),
            },
        };
        let (transfer, content) = match self.transfer {
            0 => ("8bit", bytes),
            1 => ("quoted-printable", quoted_printable(&bytes)),
            _ => ("base64", in_lines(&STANDARD.encode(bytes))),
        };
        (
            format!(
                "Content-Type: {kind}; charset={label}\r\nContent-Transfer-Encoding: {transfer}\r\n"
            ),
            content,
        )
    }
}

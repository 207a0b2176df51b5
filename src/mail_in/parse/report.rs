//! Reports about mails that were sent: bounces, delays, receipts (RFC 3462, 3464, 3798, 5965).

use mail_parser::{HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::plain;
use crate::mail_in::model::{Mailbox, Report, ReportKind};

/// What a report says; nothing when the mail is none.
pub fn read(message: &Message<'_>) -> Option<Report> {
    if message.header_raw("X-Failed-Recipients").is_some() {
        return Some(plain_bounce(message));
    }
    let typed = message.content_type().filter(|kind| {
        kind.ctype().eq_ignore_ascii_case("multipart")
            && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"))
    });
    let Some(kind) = typed else {
        return says_that_it_failed(message).then(|| plain_bounce(message));
    };
    let status = status(message);
    let kind = match kind.attribute("report-type").unwrap_or_default().to_ascii_lowercase() {
        named if named == "disposition-notification" => ReportKind::Read,
        named if named == "feedback-report" => ReportKind::Complaint,
        _ if status.as_ref().is_some_and(|status| status.failed) => ReportKind::Failed,
        _ if status.is_none() && part_of(message, "disposition-notification").is_some() => {
            ReportKind::Read
        }
        _ => ReportKind::Status,
    };
    Some(Report {
        kind,
        about: about(message),
        diagnosis: status.map(|status| status.diagnosis).unwrap_or_default(),
    })
}

/// How qmail begins, and whoever writes as it does (QSBMF).
const QMAIL: &str = "Hi. This is the ";

/// What mail servers call a mail that came back, where nothing but its words says so: qmail and Yahoo, Postfix, Gmail,
/// Exim, Exchange, Domino, sendmail.
const CAME_BACK: &[&str] = &[
    "failure notice",
    "undelivered mail returned to sender",
    "delivery status notification (failure)",
    "delivery failure",
    "mail delivery failed",
    "mail delivery failure",
    "returned mail:",
    "undeliverable:",
    "undeliverable mail",
    "non remis :",
    "non remis:",
    "non distribuable :",
    "non distribuable:",
];

/// Whether a mail server says in words alone that a mail came back. From anybody else they are a question about one.
fn says_that_it_failed(message: &Message<'_>) -> bool {
    let no_path = message
        .header_raw("Return-Path")
        .is_some_and(|path| path.trim().trim_matches(['<', '>', ' ']).is_empty());
    if !no_path && !super::senders::of(message).iter().any(Mailbox::is_daemon) {
        return false;
    }
    // A space that does not break is one.
    let subject = message.subject().unwrap_or_default().trim().to_lowercase();
    let subject = subject.replace(['\u{a0}', '\u{202f}'], " ");
    CAME_BACK.iter().any(|words| subject.starts_with(words))
        || message.body_text(0).is_some_and(|text| text.trim_start().starts_with(QMAIL))
}

/// A bounce without parts, as Exim and qmail write it: the mail that came back stands below the words, or comes along.
fn plain_bounce(message: &Message<'_>) -> Report {
    let text = message.body_text(0).unwrap_or_default();
    let mut lines = text.lines().take(5_000).map(str::trim);
    let mut ids = Vec::new();
    while let Some(line) = lines.next() {
        let Some((name, id)) = line.split_once(':') else { continue };
        if name.trim().eq_ignore_ascii_case("Message-ID") {
            // A long one stands on a line of its own.
            let id = if id.trim().is_empty() { lines.next().unwrap_or_default() } else { id };
            ids.push(plain(id.trim().trim_matches(['<', '>']), 500));
        }
    }
    let code = || text.lines().map(str::trim).find(|line| line.starts_with(['4', '5']));
    let said = named(&text).or_else(|| code().map(str::to_owned));
    ids.truncate(20);
    ids.extend(about(message));
    Report {
        kind: ReportKind::Failed,
        about: ids,
        diagnosis: plain(&said.unwrap_or_default(), 300),
    }
}

/// What qmail says of the first address that it names: `<address>:`, and lines until an empty one.
fn named(text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim_end);
    let at = lines.find_map(|line| {
        let (address, rest) = line.strip_prefix('<')?.rsplit_once(">:")?;
        (address.contains('@') && !address.contains(' ')).then_some(rest)
    })?;
    let said = lines.take_while(|line| !line.is_empty() && !line.starts_with('<')).take(20);
    Some([at].into_iter().chain(said).collect::<Vec<_>>().join(" "))
}

/// The part for people.
pub fn text(message: &Message<'_>) -> String {
    super::tidy(&message.body_text(0).unwrap_or_default().chars().take(20_000).collect::<String>())
}

fn part_of<'a>(message: &'a Message<'a>, subtype: &str) -> Option<&'a MessagePart<'a>> {
    message.parts.iter().find(|part| is_of(part, subtype))
}

fn is_of(part: &MessagePart<'_>, subtype: &str) -> bool {
    let found = part.content_type().and_then(|kind| kind.subtype());
    found.is_some_and(|found| found.eq_ignore_ascii_case(subtype))
}

/// What became of a mail for those whom it was sent to.
#[derive(Default)]
struct Status {
    /// Whether one of them was not reached.
    failed: bool,
    /// What was said of the first who was not; of the first of all, when all were.
    diagnosis: String,
}

/// All that a report says of its recipients, however many there are; nothing when it says nothing of any.
fn status(message: &Message<'_>) -> Option<Status> {
    const KINDS: [&str; 2] = ["delivery-status", "global-delivery-status"];
    let mut parts =
        message.parts.iter().filter(|part| KINDS.iter().any(|kind| is_of(part, kind))).peekable();
    parts.peek()?;
    let mut status = Status::default();
    for part in parts {
        add(&mut status, part.contents());
        if status.failed {
            break;
        }
    }
    Some(status)
}

/// The fields of one recipient as far as they are of interest.
#[derive(Default)]
struct Fields {
    failed: bool,
    code: Option<String>,
    diagnosis: Option<String>,
}

impl Fields {
    fn read(&mut self, line: &str) {
        let Some((name, value)) = line.split_once(':') else { return };
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        match name.as_str() {
            "action" => self.failed |= value.to_ascii_lowercase().starts_with("failed"),
            "status" => self.code = Some(plain(value, 300)),
            "diagnostic-code" => self.diagnosis = Some(plain(value, 300)),
            _ => {}
        }
    }
}

/// Reads one recipient after another, up to the first who was not reached: a blank line stands between two.
fn add(status: &mut Status, bytes: &[u8]) {
    let mut one = Fields::default();
    for line in bytes.split(|byte| *byte == b'\n').chain([&b""[..]]) {
        // No server writes a line as long; what does says nothing in it.
        let line = String::from_utf8_lossy(&line[..line.len().min(2_000)]);
        if !line.trim().is_empty() {
            one.read(&line);
            continue;
        }
        let Fields { failed, code, diagnosis } = std::mem::take(&mut one);
        let said = diagnosis.or(code).unwrap_or_default();
        if failed || status.diagnosis.is_empty() {
            status.diagnosis = said;
        }
        status.failed |= failed;
        if failed {
            return;
        }
    }
}

/// The Message-IDs of the mails that came back with the report.
fn about(message: &Message<'_>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for part in message.parts.iter().skip(1) {
        let id = match &part.body {
            PartType::Message(inner) => inner.message_id().map(str::to_owned),
            PartType::Text(text) => id_in(text.as_bytes()),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => id_in(bytes),
            PartType::Html(_) | PartType::Multipart(_) => None,
        };
        ids.extend(id.map(|id| plain(&id, 500)));
    }
    let answered = message.in_reply_to();
    if let HeaderValue::Text(id) = answered {
        ids.push(plain(id, 500));
    }
    ids.truncate(20);
    ids
}

/// The Message-ID in a part that holds only headers, or fields like headers.
fn id_in(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(100_000)];
    let parsed = MessageParser::default().parse_headers(head)?;
    let own = parsed.message_id().map(str::to_owned);
    own.or_else(|| {
        let original = parsed.header_raw("Original-Message-ID")?;
        Some(original.trim().trim_matches(['<', '>']).to_owned())
    })
}

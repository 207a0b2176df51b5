//! Reports about mails that were sent: bounces, delays, receipts (RFC 3462, 3464, 3798, 5965).

use mail_parser::{HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::plain;
use crate::mail_in::model::{Report, ReportKind};

/// What a report says; nothing when the mail is none.
pub fn read(message: &Message<'_>) -> Option<Report> {
    if message.header_raw("X-Failed-Recipients").is_some() {
        return Some(plain_bounce(message));
    }
    let kind = message.content_type()?;
    let is_report = kind.ctype().eq_ignore_ascii_case("multipart")
        && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"));
    if !is_report {
        return None;
    }
    let status = part_of(message, "delivery-status").map(content);
    let kind = match kind.attribute("report-type").unwrap_or_default().to_ascii_lowercase() {
        named if named == "disposition-notification" => ReportKind::Read,
        named if named == "feedback-report" => ReportKind::Complaint,
        _ if status.as_deref().is_some_and(failed) => ReportKind::Failed,
        _ if status.is_none() && part_of(message, "disposition-notification").is_some() => {
            ReportKind::Read
        }
        _ => ReportKind::Status,
    };
    Some(Report {
        kind,
        about: about(message),
        diagnosis: status.as_deref().map(diagnosis).unwrap_or_default(),
    })
}

/// A bounce without parts, as Exim writes it: the mail that came back stands below the words.
fn plain_bounce(message: &Message<'_>) -> Report {
    let text = message.body_text(0).unwrap_or_default();
    let ids = text.lines().take(5_000).filter_map(|line| {
        let (name, id) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("Message-ID").then(|| id.trim().trim_matches(['<', '>']))
    });
    let said = text.lines().map(str::trim).find(|line| line.starts_with(['4', '5']));
    Report {
        kind: ReportKind::Failed,
        about: ids.take(20).map(|id| plain(id, 500)).chain(about(message)).collect(),
        diagnosis: plain(said.unwrap_or_default(), 300),
    }
}

/// The part for people.
pub fn text(message: &Message<'_>) -> String {
    super::tidy(&message.body_text(0).unwrap_or_default().chars().take(20_000).collect::<String>())
}

fn part_of<'a>(message: &'a Message<'a>, subtype: &str) -> Option<&'a MessagePart<'a>> {
    message.parts.iter().find(|part| {
        let found = part.content_type().and_then(|kind| kind.subtype());
        found.is_some_and(|found| found.eq_ignore_ascii_case(subtype))
    })
}

fn content(part: &MessagePart<'_>) -> String {
    let bytes = part.contents();
    String::from_utf8_lossy(&bytes[..bytes.len().min(20_000)]).into_owned()
}

fn fields<'a>(status: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    status.lines().filter_map(move |line| {
        let (field, value) = line.split_once(':')?;
        field.trim().eq_ignore_ascii_case(name).then_some(value.trim())
    })
}

fn failed(status: &str) -> bool {
    fields(status, "Action").any(|action| action.to_ascii_lowercase().starts_with("failed"))
}

fn diagnosis(status: &str) -> String {
    let said = fields(status, "Diagnostic-Code").next().or_else(|| fields(status, "Status").next());
    plain(said.unwrap_or_default(), 300)
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

//! From the bytes of a mail to a letter. Whatever comes, something is read: what cannot be is named as a fault.

mod charset;
mod content;
mod files;
mod head;
mod html;
mod parameters;
mod replaced;
mod report;
mod senders;
mod text;
mod tnef;
mod uuencode;

use std::panic::{AssertUnwindSafe, catch_unwind};

use mail_parser::{
    Address, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};

use self::replaced::Mended;
use super::model::{Enclosed, Letter, Mailbox, Reason, Traits};
use crate::secret::sha256_hex;

pub use text::{as_markdown, tidy};

/// The largest mail that is read; a larger one is kept and waits for a person.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// So many parts and so many messages in messages no program of a person makes.
const MAX_MULTIPARTS: usize = 400;
const MAX_MESSAGES: usize = 60;
/// Text beyond this is found in the original only.
const MAX_TEXT: usize = 4 * 1024 * 1024;

/// Reads a mail. Never fails and never panics: a fault is part of the answer.
pub fn read(raw: &[u8]) -> Letter {
    let lost = |fault| {
        let identity = sha256_hex(raw);
        Letter { content: identity.clone(), identity, fault: Some(fault), ..Letter::default() }
    };
    if raw.len() > MAX_BYTES {
        return lost(Reason::TooLarge);
    }
    if is_too_deep(raw) {
        return lost(Reason::TooDeep);
    }
    let mail = from_first_header(raw);
    let lines = with_line_feeds(mail);
    let mail = head::mended(lines.as_deref().unwrap_or(mail));
    // The library is fed by strangers: should it give up on a mail, the mail waits for a person like any other that
    // cannot be read, instead of coming back with each try of the mail server.
    catch_unwind(AssertUnwindSafe(|| match MessageParser::default().parse(&mail.bytes[..]) {
        Some(message) if !message.headers().is_empty() => letter(&mail, &message),
        _ => lost(Reason::Unreadable),
    }))
    .unwrap_or_else(|_| lost(Reason::Unreadable))
}

/// A mail without what some programs write before its first header: empty lines, and the line that separates the mails of an
/// mbox file.
fn from_first_header(raw: &[u8]) -> &[u8] {
    let first = raw.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
    // A line that begins with a space is no first header either.
    let ended = raw[..first].iter().rposition(|byte| matches!(byte, b'\r' | b'\n'));
    let mail = &raw[ended.map_or(0, |end| end + 1)..];
    if mail.starts_with(b"From ") {
        mail.iter().position(|byte| *byte == b'\n').map_or(mail, |end| &mail[end + 1..])
    } else {
        mail
    }
}

/// A mail whose lines end as they once did on a Macintosh, with usual ones; nothing for others.
fn with_line_feeds(mail: &[u8]) -> Option<Vec<u8>> {
    let first = mail.iter().position(|byte| matches!(byte, b'\r' | b'\n'))?;
    let old = mail[first] == b'\r' && !matches!(mail.get(first + 1), Some(b'\r' | b'\n') | None);
    old.then(|| {
        let mut out = mail.to_vec();
        for place in 0..out.len() {
            if out[place] == b'\r' && out.get(place + 1) != Some(&b'\n') {
                out[place] = b'\n';
            }
        }
        out
    })
}

fn letter(mail: &Mended<'_>, message: &Message<'_>) -> Letter {
    let message_id = first(message, HeaderName::MessageId).map(|id| plain(id, 500));
    let message_id = message_id.filter(|id| !id.is_empty());
    let senders = senders::of(message);
    let report = report::read(message);
    let (text, files) = if report.is_some() {
        (report::text(message), Vec::new())
    } else {
        contents(mail, message)
    };
    let mut letter = Letter {
        identity: identity(&mail.bytes, message, message_id.as_deref(), &senders),
        content: content::content(message),
        message_id,
        recipients: recipients(message),
        subject: subject(message),
        answers: answers(message),
        text,
        files,
        traits: traits(message),
        report,
        authentication: texts(message, "Authentication-Results"),
        fault: None,
        senders,
    };
    letter.fault = fault(&letter);
    letter
}

fn fault(letter: &Letter) -> Option<Reason> {
    if letter.report.is_some() {
        return None;
    }
    match letter.senders.as_slice() {
        [] => Some(Reason::NoSender),
        [one] if !is_address(&one.email) => Some(Reason::NoSender),
        [_] if letter.text.trim().is_empty() && letter.files.is_empty() => Some(Reason::Empty),
        [_] => None,
        [_, _, ..] => Some(Reason::TwoSenders),
    }
}

/// Whether nesting goes beyond what any program makes: read from the bytes, since to parse it would be the harm.
fn is_too_deep(raw: &[u8]) -> bool {
    let (mut multiparts, mut messages) = (0, 0);
    let mut rest = raw;
    while let Some(slash) = rest.iter().position(|byte| *byte == b'/') {
        let before = &rest[..slash];
        let ends = |word: &[u8]| {
            before.len() >= word.len()
                && before[before.len() - word.len()..].eq_ignore_ascii_case(word)
        };
        multiparts += usize::from(ends(b"multipart"));
        messages += usize::from(ends(b"message"));
        rest = &rest[slash + 1..];
    }
    multiparts > MAX_MULTIPARTS || messages > MAX_MESSAGES
}

/// The same mail has the same identity by whatever way it comes: its Message-ID and sender, or all that was in it before
/// the servers on its way added their lines.
fn identity(
    raw: &[u8],
    message: &Message<'_>,
    message_id: Option<&str>,
    senders: &[Mailbox],
) -> String {
    let sender = senders.first().map_or("", |sender| sender.email.as_str());
    if let Some(id) = message_id {
        return sha256_hex(format!("id\n{id}\n{sender}").as_bytes());
    }
    let root = message.root_part();
    let body = usize::try_from(root.raw_body_offset()).unwrap_or(0).min(raw.len());
    let own = message.headers_raw().filter(|(name, _)| !is_trace(name));
    let head: String = own.map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
    if head.is_empty() && body == raw.len() {
        return sha256_hex(raw);
    }
    sha256_hex(format!("text\n{head}\n{}", sha256_hex(&raw[body..])).as_bytes())
}

/// Whether servers write a header on the way.
fn is_trace(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let known =
        ["received", "return-path", "delivered-to", "authentication-results", "envelope-to"];
    known.contains(&name.as_str())
        || ["x-", "arc-", "received-"].iter().any(|beginning| name.starts_with(beginning))
}

/// Addresses with a `+`, from every header that may name the address it was delivered to.
fn recipients(message: &Message<'_>) -> Vec<String> {
    let lists = [HeaderName::To, HeaderName::Cc, HeaderName::ResentTo];
    let named = lists.into_iter().flat_map(|name| {
        let values = message.header_values(name).filter_map(HeaderValue::as_address);
        values.flat_map(Address::iter).filter_map(|one| one.address().map(str::to_owned))
    });
    let delivered = ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"];
    let delivered = delivered.into_iter().flat_map(|name| texts(message, name));
    let all = delivered.chain(named.collect::<Vec<_>>());
    let tagged = all.map(|one| plain(one.trim_matches(['<', '>', ' ']), 320).to_lowercase());
    tagged.filter(|one| one.contains('+')).take(50).collect()
}

fn subject(message: &Message<'_>) -> String {
    plain(first(message, HeaderName::Subject).unwrap_or_default(), 300)
}

/// A header; the first of several, as people's programs read them.
fn first<'a>(message: &'a Message<'_>, name: HeaderName<'static>) -> Option<&'a str> {
    message.header_values(name).find_map(HeaderValue::as_text)
}

/// The mails that it answers, nearest first. Some programs write the header of each anew.
fn answers(message: &Message<'_>) -> Vec<String> {
    let ids = |name: HeaderName<'static>| -> Vec<String> {
        let values = message.header_values(name).take(20);
        let lists = values.map(|value| value.as_text_list().unwrap_or_default());
        lists.flatten().map(|id| plain(id, 500)).filter(|id| !id.is_empty()).collect()
    };
    let nearest = ids(HeaderName::InReplyTo);
    let before = ids(HeaderName::References);
    let mut all: Vec<String> = Vec::new();
    for id in nearest.into_iter().take(10).chain(before.into_iter().rev().take(40)) {
        if !all.contains(&id) {
            all.push(id);
        }
    }
    all
}

fn traits(message: &Message<'_>) -> Traits {
    let text = |name: &'static str| texts(message, name).into_iter().next();
    let word = |name| text(name).map(|value| value.to_ascii_lowercase());
    let has = |name: &'static str| message.header_raw(name).is_some();
    let list = [
        HeaderName::ListUnsubscribe,
        HeaderName::ListPost,
        HeaderName::ListHelp,
        HeaderName::ListOwner,
        HeaderName::ListArchive,
    ];
    // What people write to a list bears its name; what a program sends to many bears these too.
    const MAILINGS: &[&str] = &["List-Unsubscribe-Post", "Feedback-ID", "X-CSA-Complaints"];
    let list_id = message.header(HeaderName::ListId).is_some();
    Traits {
        auto_submitted: word("Auto-Submitted"),
        precedence: word("Precedence"),
        auto_reply: ["X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-AutoReply-From"]
            .into_iter()
            .any(has),
        list_id,
        mailing: list.into_iter().any(|name| message.header(name).is_some()) && !list_id
            || MAILINGS.iter().copied().any(has),
        loops: texts(message, "X-Loop"),
        return_path: texts(message, "Return-Path")
            .into_iter()
            .next()
            .map(|path| path.trim_matches(['<', '>', ' ']).to_ascii_lowercase()),
    }
}

/// The values of a header as they stand, on one line each.
fn texts(message: &Message<'_>, name: &str) -> Vec<String> {
    let named = message.headers_raw().filter(|(found, _)| found.eq_ignore_ascii_case(name));
    named.take(20).map(|(_, value)| plain(value, 2000)).collect()
}

/// The text that a reader would see first, and the files: plain text where there is some, else from HTML, else from what
/// Outlook wraps.
fn contents(mail: &Mended<'_>, message: &Message<'_>) -> (String, Vec<Enclosed>) {
    let (mut text, within) = body(message, &message.text_body);
    let mut shown = &message.text_body;
    if text.trim().is_empty() && message.html_body != message.text_body {
        let (html, _) = body(message, &message.html_body);
        if !html.trim().is_empty() {
            (text, shown) = (html, &message.html_body);
        }
    }
    if text.trim().is_empty()
        && let Some(whole) = undivided(message)
    {
        return whole;
    }
    let files::Found { files, wrapped } = files::of((mail, message), shown, within);
    if text.trim().is_empty() {
        text = tidy(text::cut(&wrapped, MAX_TEXT));
    }
    (text, files)
}

/// The whole of a mail that says that it has parts and has none, or divides them in another way than it says: somebody wrote
/// it.
fn undivided(message: &Message<'_>) -> Option<(String, Vec<Enclosed>)> {
    let [only] = message.parts.as_slice() else { return None };
    let says = only.content_type()?.ctype().eq_ignore_ascii_case("multipart");
    if !says || matches!(only.body, PartType::Multipart(_)) {
        return None;
    }
    let (text, files) = uuencode::taken_out(&charset::text(message, only)?);
    Some((tidy(text::cut(&text, MAX_TEXT)), files))
}

/// The text of some parts, and the files between their lines.
fn body(message: &Message<'_>, ids: &[u32]) -> (String, Vec<Enclosed>) {
    let (mut out, mut within) = (String::new(), Vec::new());
    for part in ids.iter().filter_map(|id| message.parts.get(usize::try_from(*id).ok()?)) {
        let Some((found, files)) = part_text(message, part) else { continue };
        within.extend(files);
        if !out.is_empty() && !found.trim().is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(found.trim_end());
        if out.len() > MAX_TEXT {
            break;
        }
    }
    (tidy(&out), within)
}

fn part_text(message: &Message<'_>, part: &MessagePart<'_>) -> Option<(String, Vec<Enclosed>)> {
    // A drawing among the lines is text to the parser, too, where its bytes happen to be.
    if !matches!(part.body, PartType::Text(_) | PartType::Html(_)) {
        return None;
    }
    let content = part.text_contents()?;
    let content = charset::repaired(message, part).unwrap_or_else(|| content.to_owned());
    if part.is_text_html() {
        return Some((html::text_of(text::cut(&content, MAX_TEXT)), Vec::new()));
    }
    let (content, files) = uuencode::taken_out(&content);
    let content = text::cut(&content, MAX_TEXT);
    let says = |name: &str, value: &str| {
        let kind = part.content_type();
        kind.and_then(|kind| kind.attribute(name)).is_some_and(|is| is.eq_ignore_ascii_case(value))
    };
    let flowed = says("format", "flowed");
    let text =
        if flowed { text::unflow(content, says("delsp", "yes")) } else { content.to_owned() };
    Some((text, files))
}

/// One line of text without control and direction characters, at most so many characters.
fn plain(text: &str, limit: usize) -> String {
    let kept = text.chars().filter(|c| !text::is_direction(*c));
    let spaced: String =
        kept.map(|c| if c.is_control() { ' ' } else { c }).take(limit * 2).collect();
    let words: Vec<_> = spaced.split_whitespace().collect();
    words.join(" ").chars().take(limit).collect()
}

/// Whether one can write to it: what the way out would accept.
fn is_address(email: &str) -> bool {
    email.len() <= 254 && email.parse::<lettre::Address>().is_ok()
}

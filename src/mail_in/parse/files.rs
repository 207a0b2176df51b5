//! The files of a mail: what its parts are besides the text, what Outlook wraps, what stands between the lines.

use bytes::Bytes;
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};

use super::replaced::Mended;
use super::{MAX_TEXT, charset, html, plain, text, tnef, uuencode};
use crate::mail_in::model::Enclosed;

/// More files than this are found in the original only.
const MAX_FILES: usize = 100;

#[derive(Default)]
pub struct Found {
    pub files: Vec<Enclosed>,
    /// The text that Outlook wrapped with its files.
    pub wrapped: String,
}

/// Every part that is not shown as text, as a file: attachments, inline images, forwarded mails, calendars, signatures;
/// after those that stood within the text.
pub fn of(
    (mail, message): (&Mended<'_>, &Message<'_>),
    shown: &[u32],
    within: Vec<Enclosed>,
) -> Found {
    let parts = message.attachments.iter().filter_map(|id| {
        let part = message.parts.get(usize::try_from(*id).ok()?)?;
        // A picture between the texts is listed with them.
        (!part.is_text() || !shown.contains(id)).then_some(part)
    });
    let mut found = Found { files: within, ..Found::default() };
    for part in parts.filter(|part| !part.contents().is_empty()).take(MAX_FILES) {
        let content = content(mail, message, part);
        let content = unquoted(part).unwrap_or(content);
        let name = file_name(part);
        let wrapped = is_wrapping(part, &name).then(|| tnef::unwrapped(&content)).flatten();
        match wrapped {
            Some(unwrapped) => {
                let cut = unwrapped.cut;
                unwrap(unwrapped, &mut found);
                found.files.extend(cut.then_some(Enclosed { name, content }));
            }
            None => found.files.push(Enclosed { name, content }),
        }
    }
    found.files.truncate(MAX_FILES);
    found
}

/// The content of a part, byte for byte: a text in the charset that it came in, a mail with the headers that it came with.
fn content(mail: &Mended<'_>, message: &Message<'_>, part: &MessagePart<'_>) -> Bytes {
    if let Some(bytes) = charset::rescued(message, part) {
        return Bytes::from(bytes);
    }
    let sent = match (&part.encoding, &part.body) {
        (Encoding::None, PartType::Message(inner)) => {
            let root = inner.root_part();
            mail.original(root.raw_header_offset(), root.raw_end_offset()).map(<[u8]>::to_vec)
        }
        (Encoding::None, _) => {
            mail.original(part.raw_body_offset(), part.raw_end_offset()).map(<[u8]>::to_vec)
        }
        _ if part.is_text() => charset::bytes(message, part),
        _ => None,
    };
    let sent = sent.filter(|bytes| !bytes.is_empty());
    sent.map_or_else(|| Bytes::copy_from_slice(part.contents()), Bytes::from)
}

/// The content of a part that is encoded as files were before MIME.
fn unquoted(part: &MessagePart<'_>) -> Option<Bytes> {
    let coding = part.content_transfer_encoding()?;
    let is_old =
        ["x-uuencode", "uuencode", "x-uue"].iter().any(|one| coding.eq_ignore_ascii_case(one));
    let text = is_old.then(|| String::from_utf8_lossy(part.contents()))?;
    let (_, files) = uuencode::taken_out(&text.replace('\r', ""));
    files.into_iter().next().map(|file| file.content)
}

fn is_wrapping(part: &MessagePart<'_>, name: &str) -> bool {
    let subtype = part.content_type().and_then(|kind| kind.subtype()).unwrap_or_default();
    ["ms-tnef", "vnd.ms-tnef"].iter().any(|one| subtype.eq_ignore_ascii_case(one))
        || name.eq_ignore_ascii_case("winmail.dat")
}

fn unwrap(unwrapped: tnef::Unwrapped, found: &mut Found) {
    found.files.extend(unwrapped.files);
    if found.wrapped.is_empty() {
        let html = || unwrapped.html.map(|html| html::text_of(text::cut(&html, MAX_TEXT)));
        found.wrapped = unwrapped.text.or_else(html).unwrap_or_default();
    }
}

fn file_name(part: &MessagePart<'_>) -> String {
    let given =
        part.attachment_name().map(|name| plain(name, 1000)).filter(|name| !name.is_empty());
    if let Some(name) = given {
        return name;
    }
    if let Some(message) = part.message() {
        let subject = plain(message.subject().unwrap_or("message"), 80);
        return format!("{}.eml", subject.replace(['/', '\\', ':'], "-"));
    }
    let kind = part.content_type();
    let ctype = kind.map_or("text", |kind| kind.ctype()).to_ascii_lowercase();
    let subtype = kind.and_then(|kind| kind.subtype()).unwrap_or("plain").to_ascii_lowercase();
    match (ctype.as_str(), subtype.as_str()) {
        ("text", "calendar") => "invitation.ics".to_owned(),
        ("text", "html") => "message.html".to_owned(),
        ("text", "plain") => "message.txt".to_owned(),
        ("application", "pkcs7-signature" | "x-pkcs7-signature") => "smime.p7s".to_owned(),
        ("application", "pkcs7-mime" | "x-pkcs7-mime") => "smime.p7m".to_owned(),
        ("application", "pgp-signature") => "signature.asc".to_owned(),
        ("application", "pgp-encrypted") => "version.asc".to_owned(),
        ("application", "ms-tnef" | "vnd.ms-tnef") => "winmail.dat".to_owned(),
        ("application", "octet-stream") => "application.bin".to_owned(),
        ("message", _) => format!("{subtype}.txt"),
        (_, subtype) => {
            let known = mime_guess::get_mime_extensions_str(&format!("{ctype}/{subtype}"));
            let same = known.and_then(|all| all.iter().find(|ending| **ending == subtype));
            let ending = same.or(known.and_then(|all| all.last())).unwrap_or(&"bin");
            format!("{ctype}.{ending}")
        }
    }
}

//! Charsets that lie: text that is not what it says it is, read as what it is.

use std::borrow::Cow;

use base64::alphabet;
use base64::engine::{DecodePaddingMode, Engine, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::{Encoding as Charset, UTF_8, WINDOWS_1252};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders};

/// The text of a part in which something could not be read, from its bytes; nothing when all could be read.
pub fn repaired(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    if let Some(bytes) = rescued(message, part) {
        return Some(by_name(part, &bytes));
    }
    if !part.text_contents()?.contains('\u{fffd}') {
        return None;
    }
    text(message, part)
}

/// A part as text, whatever it says that it is.
pub fn text(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    Some(by_name(part, &bytes(message, part)?))
}

/// The bytes of a part as they were before their transport.
pub fn bytes(message: &Message<'_>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let sent = slice(message, part.raw_body_offset(), part.raw_end_offset())?;
    match part.encoding {
        Encoding::None => Some(sent.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(sent),
        Encoding::Base64 => base64_decode(sent),
    }
}

/// The content of a part that was cut off before its end, as far as it came; nothing for one that was not.
pub fn rescued(message: &Message<'_>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let sent = || slice(message, part.raw_body_offset(), part.raw_end_offset());
    if !part.is_encoding_problem {
        let is_unpadded = matches!(part.encoding, Encoding::Base64) && is_unpadded(sent()?);
        return if is_unpadded { lenient_base64(sent()?) } else { None };
    }
    let bytes = sent()?;
    match part.content_transfer_encoding()?.to_ascii_lowercase().as_str() {
        "base64" => {
            // A boundary that nobody closed begins with signs that base64 does not have.
            let end = bytes
                .windows(4)
                .position(|w| w == b"\n--=" || w == b"\n---")
                .unwrap_or(bytes.len());
            lenient_base64(&bytes[..end])
        }
        "quoted-printable" => quoted_printable_decode(bytes),
        _ => None,
    }
}

/// Whether base64 ends within a group without the signs that should fill it: the parser leaves out what is in that one.
fn is_unpadded(bytes: &[u8]) -> bool {
    !bytes.contains(&b'=') && bytes.iter().filter(|byte| is_sign(**byte)).count() % 4 > 1
}

fn is_sign(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Base64 as far as it goes, whatever else stands in it.
pub fn lenient_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut signs: Vec<u8> = bytes.iter().copied().filter(|byte| is_sign(*byte)).collect();
    signs.truncate(signs.len() - usize::from(signs.len() % 4 == 1));
    let lenient = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone);
    GeneralPurpose::new(&alphabet::STANDARD, lenient).decode(signs).ok()
}

fn slice<'a>(message: &'a Message<'_>, from: u32, to: u32) -> Option<&'a [u8]> {
    message.raw_message.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
}

/// By the charset that a part names, if most of it is of that.
fn by_name(part: &MessagePart<'_>, bytes: &[u8]) -> String {
    let label = part.content_type().and_then(|kind| kind.attribute("charset"));
    let named = label.and_then(|label| Charset::for_label(label.as_bytes()));
    let read = named
        .filter(|charset| ![UTF_8, WINDOWS_1252].contains(charset))
        .map(|charset| charset.decode_without_bom_handling(bytes).0)
        .filter(|text| {
            let lost = text.matches('\u{fffd}').count();
            text.chars().filter(|sign| !sign.is_ascii()).count() > 5 * lost
        });
    read.map_or_else(|| guessed(bytes), Cow::into_owned)
}

/// UTF-8 where it is that; else what old programs of this part of the world write.
fn guessed(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    out
}

//! Charsets that lie: text that is not what it says it is, read as what it is.

use base64::alphabet;
use base64::engine::{DecodePaddingMode, Engine, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::WINDOWS_1252;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders};

/// The text of a part in which something could not be read, from its bytes; nothing when all could be read.
pub fn repaired(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    if let Some(bytes) = rescued(message, part) {
        return Some(guessed(&bytes));
    }
    if !part.text_contents()?.contains('\u{fffd}') {
        return None;
    }
    let bytes = slice(message, part.raw_body_offset(), part.raw_end_offset())?;
    let bytes = match part.encoding {
        Encoding::None => bytes.to_vec(),
        Encoding::QuotedPrintable => quoted_printable_decode(bytes)?,
        Encoding::Base64 => base64_decode(bytes)?,
    };
    Some(guessed(&bytes))
}

/// The content of a part that was cut off before its end, as far as it came; nothing for one that was not.
pub fn rescued(message: &Message<'_>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    if !part.is_encoding_problem {
        return None;
    }
    let bytes = slice(message, part.raw_body_offset(), part.raw_end_offset())?;
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

/// Base64 as far as it goes, whatever else stands in it.
pub fn lenient_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let is_sign = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut signs: Vec<u8> = bytes.iter().copied().filter(is_sign).collect();
    signs.truncate(signs.len() - usize::from(signs.len() % 4 == 1));
    let lenient = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone);
    GeneralPurpose::new(&alphabet::STANDARD, lenient).decode(signs).ok()
}

fn slice<'a>(message: &'a Message<'_>, from: u32, to: u32) -> Option<&'a [u8]> {
    message.raw_message.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
}

/// UTF-8 if it is; else what old programs of this part of the world write.
fn guessed(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

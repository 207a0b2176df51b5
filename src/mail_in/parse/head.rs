//! Headers as programs write them, made what the standard asks for before anything is read: bytes that are no UTF-8 become
//! UTF-8, and encoded words that stand together become one, since many are cut inside a character (RFC 2047, 5).

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::{Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, WINDOWS_1252};

use super::charset::lenient_base64;
use super::parameters;
use super::replaced::{Mended, Replaced};

/// Where the charset of a mail is looked for, for headers that do not name theirs.
const NEAR: usize = 32 * 1024;
/// A longer field is left as it is.
const LONGEST: usize = 256 * 1024;

/// A mail whose headers can be read. Nothing is copied when all can.
pub fn mended(raw: &[u8]) -> Mended<'_> {
    let hint = charset_near(raw);
    let (mut out, mut place) = (Replaced::new(raw), 0);
    let mut head = Head::Mail { within: false };
    while place < raw.len() {
        let mut end = line_end(raw, place);
        let line = &raw[place..end];
        if head == Head::None {
            head = if line.starts_with(b"--") { Head::Part { mail: false } } else { Head::None };
            place = end;
            continue;
        }
        let end_put = head.unended(line, &raw[end..]);
        if let Some(taken) = end_put {
            out.put(place..place + taken, b"\r\n");
        }
        if end_put == Some(0) {
            head = Head::None;
            continue;
        }
        if end_put.is_none() && head.goes_on_behind(line) {
            place = end;
            continue;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            // A mail within the mail begins with a head of its own.
            let begins = head == (Head::Part { mail: true });
            head = if begins { Head::Mail { within: true } } else { Head::None };
            place = end;
            continue;
        }
        while matches!(raw.get(end), Some(b' ' | b'\t')) {
            let next = line_end(raw, end);
            if raw[end..next].iter().all(u8::is_ascii_whitespace) {
                break;
            }
            end = next;
        }
        let field = &raw[place..end];
        let begins = |name: &[u8]| {
            field.len() >= name.len() && field[..name.len()].eq_ignore_ascii_case(name)
        };
        let counts = matches!(head, Head::Mail { .. }) || begins(b"content-");
        let names_mail = begins(b"content-type:") && {
            let kind = field["content-type:".len()..].trim_ascii_start();
            kind.len() > 8 && kind[..8].eq_ignore_ascii_case(b"message/")
        };
        if matches!(head, Head::Part { .. }) && begins(b"content-type:") {
            head = Head::Part { mail: names_mail };
        }
        let sealed = (names_mail && head == (Head::Mail { within: true })).then(|| sealed(field));
        if let Some(field) = sealed.or_else(|| counts.then(|| mended_field(field, hint))?) {
            out.put(place..end, &field);
        }
        place = end;
    }
    out.whole()
}

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    None,
    /// The head of a mail: every field counts.
    Mail {
        within: bool,
    },
    /// What may be the head of a part, or a signature below its line: only `Content-…` counts.
    Part {
        mail: bool,
    },
}

impl Head {
    /// How many bytes of a line an empty one takes the place of, where the parser would read on and lose what follows: a line of
    /// spaces that ends the head, all; one that begins a part while the head has not ended, none.
    fn unended(self, line: &[u8], next: &[u8]) -> Option<usize> {
        if !matches!(self, Self::Mail { .. }) {
            return None;
        }
        if line.starts_with(b"--") {
            return Some(0);
        }
        let goes_on = begins_with_field(next) || matches!(next.first(), Some(b' ' | b'\t'));
        (is_spaces(line) && !goes_on).then_some(line.len())
    }

    /// Whether a field, or the next one, goes on behind a line of spaces that ends no head.
    fn goes_on_behind(self, line: &[u8]) -> bool {
        matches!(self, Self::Mail { .. }) && is_spaces(line)
    }
}

fn is_spaces(line: &[u8]) -> bool {
    line.trim_ascii().is_empty() && matches!(line.first(), Some(b' ' | b'\t'))
}

fn begins_with_field(text: &[u8]) -> bool {
    let name = text.iter().position(|byte| !(33..127).contains(byte) || *byte == b':');
    name.is_some_and(|end| end > 0 && text[end..].trim_ascii_start().starts_with(b":"))
}

/// What stands before the kind of a sealed mail.
const SEAL: &[u8] = b"application/x-within-";

/// The content type of a mail that is wholly another mail and lies in a third: as that of a file. The parser would take
/// what follows all three for parts of the innermost, and their files would be found in it only.
fn sealed(field: &[u8]) -> Vec<u8> {
    let slash = field.iter().position(|byte| *byte == b'/').unwrap_or(0);
    let kind = slash - b"message".len();
    [&field[..kind], SEAL, &field[kind..]].concat()
}

fn line_end(raw: &[u8], from: usize) -> usize {
    raw[from..].iter().position(|byte| *byte == b'\n').map_or(raw.len(), |end| from + end + 1)
}

/// The charset that a mail names first.
fn charset_near(raw: &[u8]) -> &'static Encoding {
    const NAME: &[u8] = b"charset=";
    let near = &raw[..raw.len().min(NEAR)];
    let named = near.windows(NAME.len()).position(|found| found.eq_ignore_ascii_case(NAME));
    let label = named.map(|place| &near[place + NAME.len()..]).unwrap_or_default();
    let label = label.strip_prefix(b"\"").unwrap_or(label);
    let end = label
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte))
        .unwrap_or(label.len());
    Encoding::for_label(&label[..end]).filter(|found| *found != UTF_8).unwrap_or(WINDOWS_1252)
}

/// A field as it should be; nothing when it is so already.
fn mended_field(field: &[u8], hint: &'static Encoding) -> Option<Vec<u8>> {
    if field.len() > LONGEST {
        return None;
    }
    let quoted = with_quoted_bytes(field);
    let field = quoted.as_deref().unwrap_or(field);
    let text = match std::str::from_utf8(field) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => match hint.decode_without_bom_handling_and_without_replacement(field) {
            Some(text) => Cow::Owned(text.into_owned()),
            None => other_than(hint).decode_without_bom_handling(field).0,
        },
    };
    let was_text = matches!(text, Cow::Borrowed(_)) && quoted.is_none();
    let joined = joined(&text);
    match parameters::mended(joined.as_deref().unwrap_or(&text)).or(joined) {
        Some(mended) => Some(mended.into_bytes()),
        None => (!was_text).then(|| text.into_owned().into_bytes()),
    }
}

/// The charset of bytes that are not of the one that the mail names: Japanese programs have two.
fn other_than(hint: &'static Encoding) -> &'static Encoding {
    if hint == ISO_2022_JP { SHIFT_JIS } else { WINDOWS_1252 }
}

/// A field in whose encoded words raw bytes stand: they are of the words' charset and are written as the words' other
/// bytes are. Nothing when there are none.
fn with_quoted_bytes(field: &[u8]) -> Option<Vec<u8>> {
    if field.is_ascii() {
        return None;
    }
    let find = |from: usize, what: &[u8]| {
        field[from..].windows(what.len()).position(|found| found == what).map(|at| from + at)
    };
    let (mut out, mut place) = (Vec::with_capacity(field.len() + 16), 0);
    while let Some(start) = find(place, b"=?") {
        let data = find(start + 2, b"?").filter(|mark| {
            let after = field.get(mark + 1..mark + 3);
            after.is_some_and(|after| after.eq_ignore_ascii_case(b"q?"))
        });
        let end = data.and_then(|mark| find(mark + 3, b"?="));
        let (Some(mark), Some(end)) = (data, end) else {
            out.extend_from_slice(&field[place..start + 2]);
            place = start + 2;
            continue;
        };
        out.extend_from_slice(&field[place..mark + 3]);
        for byte in &field[mark + 3..end] {
            if byte.is_ascii() {
                out.push(*byte);
            } else {
                out.extend_from_slice(format!("={byte:02X}").as_bytes());
            }
        }
        place = end;
    }
    out.extend_from_slice(&field[place..]);
    (out.len() > field.len()).then_some(out)
}

/// An encoded word: its charset, how it is encoded, and what.
#[derive(Clone, Copy)]
struct Word<'a> {
    charset: &'a str,
    is_base64: bool,
    data: &'a str,
}

impl<'a> Word<'a> {
    /// The word at the beginning of `text`, and what follows it.
    fn read(text: &'a str) -> Option<(Self, &'a str)> {
        let (charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
        let is_base64 = match rest.as_bytes().first()? {
            b'b' | b'B' => true,
            b'q' | b'Q' => false,
            _ => return None,
        };
        let (data, after) = rest.get(1..)?.strip_prefix('?')?.split_once("?=")?;
        let charset = charset.split('*').next().unwrap_or_default();
        let plain = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
        let sound = plain(charset) && charset.len() < 40 && !data.contains(['\n', '?']);
        sound.then_some((Self { charset, is_base64, data }, after))
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        if self.is_base64 {
            return lenient_base64(self.data.as_bytes());
        }
        let mut out = Vec::with_capacity(self.data.len());
        let mut rest = self.data.as_bytes();
        while let Some((byte, after)) = rest.split_first() {
            let coded = (*byte == b'=').then(|| after.get(..2)).flatten();
            let coded =
                coded.and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
            match coded {
                Some(coded) => {
                    out.push(coded);
                    rest = &after[2..];
                }
                None => {
                    out.push(if *byte == b'_' { b' ' } else { *byte });
                    rest = after;
                }
            }
        }
        Some(out)
    }
}

/// A field in which words of one charset that stand together are one; nothing when none do.
fn joined(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut changed = false;
    let mut rest = text;
    while let Some(start) = rest.find("=?") {
        let at = &rest[start..];
        let Some((first, mut after)) = Word::read(at) else {
            out.push_str(&rest[..start + 2]);
            rest = &at[2..];
            continue;
        };
        let mut run = vec![first];
        while let Some((next, behind)) = Word::read(after.trim_start()) {
            if !next.charset.eq_ignore_ascii_case(first.charset) {
                break;
            }
            run.push(next);
            after = behind;
        }
        out.push_str(&rest[..start]);
        match one_of(&run).filter(|_| run.len() > 1) {
            Some(word) => {
                out.push_str(&word);
                changed = true;
            }
            None => out.push_str(&at[..at.len() - after.len()]),
        }
        rest = after;
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// What leads back to ASCII in a charset that switches between sets.
const TO_ASCII: &[u8] = b"\x1b(B";

/// Several words as one. Some programs cut the base64 itself.
fn one_of(run: &[Word<'_>]) -> Option<String> {
    if run[0].charset.get(..8).is_some_and(|label| label.eq_ignore_ascii_case("iso-2022")) {
        return switching(run);
    }
    let cut = run[..run.len() - 1].iter().any(|word| word.is_base64 && word.data.len() % 4 != 0);
    let bytes = if cut && run.iter().all(|word| word.is_base64) {
        let data: String = run.iter().map(|word| word.data.trim_end_matches('=')).collect();
        lenient_base64(data.as_bytes())?
    } else {
        let all: Option<Vec<Vec<u8>>> = run.iter().map(Word::bytes).collect();
        all?.concat()
    };
    Some(format!("=?{}?B?{}?=", run[0].charset, STANDARD.encode(bytes)))
}

/// The same of a charset that switches between sets. Each word should begin and end in ASCII, and is left as it is then: one
/// after another they would not be read. One that is cut inside a character goes on in the next.
fn switching(run: &[Word<'_>]) -> Option<String> {
    let all: Vec<Vec<u8>> = run.iter().map(Word::bytes).collect::<Option<_>>()?;
    let is_cut = |bytes: &Vec<u8>| {
        let last = bytes.iter().rposition(|byte| *byte == 0x1b);
        last.is_some_and(|last| !bytes[last..].starts_with(TO_ASCII))
    };
    if !all[..all.len() - 1].iter().any(is_cut) {
        return None;
    }
    let mut out: Vec<u8> = Vec::new();
    for bytes in all {
        if out.ends_with(TO_ASCII) && bytes.starts_with(b"\x1b") {
            out.truncate(out.len() - TO_ASCII.len());
        }
        out.extend(bytes);
    }
    Some(format!("=?{}?B?{}?=", run[0].charset, STANDARD.encode(out)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is_mended(raw: &[u8], mended_to: &str) {
        assert_eq!(String::from_utf8_lossy(&mended(raw).bytes), mended_to);
    }

    #[test]
    fn words_cut_inside_a_character_are_one() {
        is_mended(
            b"Subject: =?utf-8?Q?caf=C3?=\r\n =?UTF-8?Q?=A9_cr=C3=A8me?= fin\r\n\r\nx",
            "Subject: =?utf-8?B?Y2Fmw6kgY3LDqG1l?= fin\r\n\r\nx",
        );
        is_mended(
            b"Subject: =?utf-8?B?Y2Fmww==?= =?utf-8?Q?=A9?=\n\n",
            "Subject: =?utf-8?B?Y2Fmw6k=?=\n\n",
        );
        // The base64 itself is cut.
        is_mended(
            b"Subject: =?utf-8?B?Y2Fmw?= =?utf-8?B?6k=?=\n\n",
            "Subject: =?utf-8?B?Y2Fmw6k=?=\n\n",
        );
        // Raw bytes within a word.
        is_mended(
            b"Subject: =?iso-8859-1?Q?Fr\xf6sche?=\n\n",
            "Subject: =?iso-8859-1?Q?Fr=F6sche?=\n\n",
        );
        let japanese =
            b"Subject: =?iso-2022-jp?B?GyRCJE8bKEI=?=\n =?iso-2022-jp?B?GyRCJE8bKEI=?=\n\n";
        assert!(matches!(mended(japanese).bytes, Cow::Borrowed(_)));
        // One of them is cut inside a character.
        is_mended(
            b"Subject: =?iso-2022-jp?B?GyRCJUsl?=\n =?iso-2022-jp?B?YxsoQg==?=\n\n",
            "Subject: =?iso-2022-jp?B?GyRCJUslYxsoQg==?=\n\n",
        );
        let other = b"Subject: =?utf-8?Q?a?= =?iso-8859-1?Q?b?= =?x\n\n=?utf-8?Q?a?= =?utf-8?Q?b?=";
        assert!(matches!(mended(other).bytes, Cow::Borrowed(_)));
    }

    #[test]
    fn bytes_of_old_charsets_are_read_by_the_charset_that_is_named() {
        is_mended(b"From: L\xe9a <l@x.example>\n\nx\xe9", "From: Léa <l@x.example>\n\nx\u{fffd}");
        is_mended(
            b"Subject: \xf0\xd2\xc9\nContent-Type: text/plain; charset=\"koi8-r\"\n\nx",
            "Subject: При\nContent-Type: text/plain; charset=\"koi8-r\"\n\nx",
        );
        let part = b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment;\n filename=\"\xe9t\xe9.txt\"\n\nx\n--b\nContent-Type: message/rfc822\n\nSubject: \xe9\n\n--\n\xe9\n";
        let out = mended(part).bytes.into_owned();
        assert!(String::from_utf8_lossy(&out).contains("\"été.txt\""));
        assert!(String::from_utf8_lossy(&out).contains("Subject: é"));
        assert!(out.ends_with(b"--\n\xe9\n"), "what stands below a signature is text");
    }
}

//! `winmail.dat`: what Outlook wraps files and text in for others of its kind (MS-OXTNEF). Read within bounds: whatever is
//! cut off or no such thing ends the reading, and what was found until then counts.

mod packed;
mod rtf;

use bytes::Bytes;
use encoding_rs::{Encoding, UTF_16LE, WINDOWS_1252};

use self::rtf::Shown;
use super::plain;
use crate::mail_in::model::Enclosed;

const SIGNATURE: u32 = 0x223e_9f78;
const MAX_FILES: usize = 100;
const MAX_PROPERTIES: u32 = 10_000;
/// A wrapped mail within a wrapped mail is opened this often.
const DEEPEST: usize = 3;

/// What was wrapped.
#[derive(Debug, Default)]
pub struct Unwrapped {
    pub text: Option<String>,
    pub html: Option<String>,
    pub files: Vec<Enclosed>,
    /// Whether it ended before its end.
    pub cut: bool,
}

impl Unwrapped {
    fn is_empty(&self) -> bool {
        self.text.is_none() && self.html.is_none() && self.files.is_empty()
    }
}

/// Unwraps it; nothing when it is no such thing, or there is nothing in it.
pub fn unwrapped(bytes: &[u8]) -> Option<Unwrapped> {
    let mut found = Unwrapped::default();
    open(bytes, &mut found, DEEPEST)?;
    (!found.is_empty()).then_some(found)
}

/// A file whose parts come one after another.
#[derive(Default)]
struct File {
    title: Option<String>,
    long_name: Option<String>,
    data: Option<Bytes>,
    object: Option<Bytes>,
}

fn open(bytes: &[u8], found: &mut Unwrapped, depth: usize) -> Option<()> {
    let mut rest = Cursor(bytes);
    (rest.u32()? == SIGNATURE).then_some(())?;
    rest.take(2)?;
    let mut charset = WINDOWS_1252;
    let mut file: Option<File> = None;
    let mut body = Body::default();
    while !rest.0.is_empty() {
        let Some((name, data)) = rest.attribute() else {
            found.cut = true;
            break;
        };
        match name {
            // attOemCodepage
            0x9007 => charset = Cursor(data).u32().and_then(code_page).unwrap_or(charset),
            // attBody
            0x800c => {
                let (text, _) = charset.decode_without_bom_handling(data);
                body.text.get_or_insert_with(|| ended(&text));
            }
            // attMsgProps
            0x9003 => properties(data, charset, |id, value| match (id, value) {
                (0x1000, Value::Text(text)) if !text.trim().is_empty() => body.text = Some(text),
                (0x1013, Value::Bytes(html)) => body.bytes = Some(html),
                (0x1013, Value::Text(html)) => body.html = Some(html),
                (0x1009, Value::Bytes(rtf)) => body.rtf = Some(rtf),
                // What HTML is written in.
                (0x3fde, Value::Number(page)) => body.charset = code_page(page),
                _ => {}
            }),
            // attAttachRendData: the next file begins.
            0x9002 => {
                finish(file.take(), found, depth);
                file = Some(File::default());
            }
            // attAttachTitle
            0x8010 => {
                let title = ended(&charset.decode_without_bom_handling(data).0);
                file.get_or_insert_default().title = Some(title);
            }
            // attAttachData
            0x800f => file.get_or_insert_default().data = Some(Bytes::copy_from_slice(data)),
            // attAttachment
            0x9005 => {
                let file = file.get_or_insert_default();
                properties(data, charset, |id, value| match (id, value) {
                    (0x3707, Value::Text(name)) => file.long_name = Some(name),
                    (0x3001, Value::Text(name)) => {
                        file.title.get_or_insert(name);
                    }
                    (0x3701, Value::Bytes(data)) if file.data.is_none() => {
                        file.data = Some(Bytes::copy_from_slice(data));
                    }
                    (0x3701, Value::Object(data)) => {
                        file.object = Some(Bytes::copy_from_slice(data));
                    }
                    _ => {}
                });
            }
            _ => {}
        }
    }
    finish(file, found, depth);
    body.tell(found, charset);
    Some(())
}

/// The text of a message in whatever forms it has.
#[derive(Default)]
struct Body<'a> {
    text: Option<String>,
    html: Option<String>,
    bytes: Option<&'a [u8]>,
    charset: Option<&'static Encoding>,
    rtf: Option<&'a [u8]>,
}

impl Body<'_> {
    /// Tells it as text and as HTML, RTF only where there is nothing else.
    fn tell(self, found: &mut Unwrapped, charset: &'static Encoding) {
        let says = |text: &String| text.chars().any(|c| !c.is_whitespace() && !c.is_control());
        let decoded = |bytes: &[u8]| match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => {
                let charset = self.charset.unwrap_or(charset);
                charset.decode_without_bom_handling(bytes).0.into_owned()
            }
        };
        found.text = self.text.filter(says);
        found.html = self.html.or(self.bytes.map(decoded)).filter(says);
        if found.text.is_some() || found.html.is_some() {
            return;
        }
        match self.rtf.and_then(rtf::read) {
            Some(Shown::Text(text)) => found.text = Some(text).filter(says),
            Some(Shown::Html(html)) => found.html = Some(html).filter(says),
            None => {}
        }
    }
}

fn finish(file: Option<File>, found: &mut Unwrapped, depth: usize) {
    let Some(file) = file else { return };
    if found.files.len() >= MAX_FILES {
        return;
    }
    if let Some(object) = &file.object
        && depth > 0
    {
        // A mail that was attached: its files come along, its text as a file.
        let mut inner = Unwrapped::default();
        let opened = open(object, &mut inner, depth - 1).is_some();
        if opened && !inner.is_empty() {
            found.cut |= inner.cut;
            let text = inner.text.map(|text| ("message.txt", text));
            let text = text.or(inner.html.map(|html| ("message.html", html)));
            found.files.extend(text.map(|(name, text)| Enclosed {
                name: name.to_owned(),
                content: Bytes::from(text),
            }));
            found.files.extend(inner.files);
            found.files.truncate(MAX_FILES);
            return;
        }
    }
    let Some(content) = file.data.or(file.object).filter(|data| !data.is_empty()) else { return };
    let named = [file.long_name, file.title].into_iter().flatten();
    let name = named.map(|name| plain(&name, 200)).find(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| format!("attachment-{}.bin", found.files.len() + 1));
    found.files.push(Enclosed { name, content });
}

/// Text up to the zero that ends it.
fn ended(text: &str) -> String {
    text.split('\0').next().unwrap_or_default().to_owned()
}

/// What Windows knows by a number.
fn code_page(number: u32) -> Option<&'static Encoding> {
    let label = match number {
        866 => "ibm866".to_owned(),
        932 => "shift_jis".to_owned(),
        936 | 54936 => "gb18030".to_owned(),
        949 | 51949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        20127 => "windows-1252".to_owned(),
        20866 => "koi8-r".to_owned(),
        21866 => "koi8-u".to_owned(),
        28591..=28606 => format!("iso-8859-{}", number - 28590),
        50220..=50222 => "iso-2022-jp".to_owned(),
        51932 => "euc-jp".to_owned(),
        65001 => "utf-8".to_owned(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes())
}

enum Value<'a> {
    Number(u32),
    Text(String),
    Bytes(&'a [u8]),
    Object(&'a [u8]),
}

/// Reads a list of MAPI properties and hands over those that may be of interest.
fn properties<'a>(
    data: &'a [u8],
    charset: &'static Encoding,
    mut each: impl FnMut(u16, Value<'a>),
) {
    let mut rest = Cursor(data);
    let Some(count) = rest.u32() else { return };
    for _ in 0..count.min(MAX_PROPERTIES) {
        if property(&mut rest, charset, &mut each).is_none() {
            return;
        }
    }
}

fn property<'a>(
    rest: &mut Cursor<'a>,
    charset: &'static Encoding,
    each: &mut impl FnMut(u16, Value<'a>),
) -> Option<()> {
    let tag = rest.u32()?.to_le_bytes();
    let (kind, id) = (u16::from_le_bytes([tag[0], tag[1]]), u16::from_le_bytes([tag[2], tag[3]]));
    if id >= 0x8000 {
        // Named: whose name it is, and a number or a text.
        rest.take(16)?;
        if rest.u32()? == 0 {
            rest.take(4)?;
        } else {
            rest.padded()?;
        }
    }
    let many = kind & 0x1000 != 0;
    let kind = kind & 0x0fff;
    let fixed = match kind {
        0x0001..=0x0004 | 0x000a | 0x000b => Some(4),
        0x0005..=0x0007 | 0x0014 | 0x0040 => Some(8),
        0x0048 => Some(16),
        0x000d | 0x001e | 0x001f | 0x0102 => None,
        _ => return None,
    };
    if let Some(size) = fixed {
        let count = if many { rest.u32()? } else { 1 };
        if kind == 0x0003 && !many {
            each(id, Value::Number(Cursor(rest.0).u32()?));
        }
        return rest.take(usize::try_from(count).ok()?.checked_mul(size)?).map(drop);
    }
    for _ in 0..rest.u32()?.min(MAX_PROPERTIES) {
        let value = rest.padded()?;
        each(
            id,
            match kind {
                0x001e => Value::Text(ended(&charset.decode_without_bom_handling(value).0)),
                0x001f => Value::Text(ended(&UTF_16LE.decode_without_bom_handling(value).0)),
                // Behind the number of the interface that it is read by.
                0x000d => Value::Object(value.get(16..).unwrap_or_default()),
                _ => Value::Bytes(value),
            },
        );
    }
    Some(())
}

/// The bytes that are still to be read.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// Its length, itself, and what fills it up to a multiple of four.
    fn padded(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.u32()?).ok()?;
        let value = self.take(length)?;
        self.take((4 - length % 4) % 4)?;
        Some(value)
    }

    /// The number of an attribute without its type, and its content.
    fn attribute(&mut self) -> Option<(u16, &'a [u8])> {
        self.take(1)?;
        let name = self.u32()?;
        let length = usize::try_from(self.u32()?).ok()?;
        let data = self.take(length)?;
        self.take(2)?;
        Some((u16::try_from(name & 0xffff).ok()?, data))
    }
}

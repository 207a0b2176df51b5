//! The text of a mail that Outlook kept as RTF, also of HTML that hides in it (MS-OXRTFEX).

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::{code_page, packed};

/// What compressed RTF shows people.
#[derive(Debug, PartialEq, Eq)]
pub enum Shown {
    Text(String),
    Html(String),
}

/// What the RTF shows that Outlook wrapped; nothing when it is no such thing.
pub fn read(bytes: &[u8]) -> Option<Shown> {
    Some(shown(&packed::unpacked(bytes)?))
}

/// What a group hides or shows, and how its signs are read.
#[derive(Clone, Copy)]
struct Group {
    hidden: bool,
    /// Whether what stands in it is a tag of HTML.
    tag: bool,
    /// Signs that follow a `\u` for those who cannot read it.
    instead: usize,
    charset: &'static Encoding,
}

const OUTERMOST: Group = Group { hidden: false, tag: false, instead: 1, charset: WINDOWS_1252 };
/// Nobody nests as deep; what does changes nothing.
const DEEPEST: usize = 1000;

struct Page {
    out: String,
    groups: Vec<Group>,
    /// Groups that are open beyond the deepest.
    beyond: usize,
    /// Signs that stand for one already written.
    skip: usize,
    /// Bytes of one charset, until something else comes.
    bytes: Vec<u8>,
    begins_group: bool,
    /// Whether HTML is in it.
    html: bool,
    /// The charset of the whole, and of its fonts, the one being described among them.
    charset: &'static Encoding,
    fonts: HashMap<i64, &'static Encoding>,
    font: i64,
    /// The first half of a sign that needs two.
    half: Option<u16>,
}

fn shown(rtf: &[u8]) -> Shown {
    let mut page = Page {
        out: String::new(),
        groups: vec![OUTERMOST],
        beyond: 0,
        skip: 0,
        bytes: Vec::new(),
        begins_group: false,
        html: false,
        charset: WINDOWS_1252,
        fonts: HashMap::new(),
        font: 0,
        half: None,
    };
    let mut rest = rtf;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'{' => page.open(),
            b'}' => page.close(),
            b'\\' => rest = page.control(rest),
            b'\r' | b'\n' | 0 => {}
            byte => page.sign(*byte),
        }
    }
    page.flush();
    if page.html { Shown::Html(page.out) } else { Shown::Text(page.out) }
}

impl Page {
    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group { charset: self.charset, ..OUTERMOST });
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn open(&mut self) {
        self.flush();
        let group = *self.group();
        if self.groups.len() < DEEPEST {
            self.groups.push(group);
        } else {
            self.beyond += 1;
        }
        self.skip = 0;
        self.begins_group = true;
    }

    fn close(&mut self) {
        self.flush();
        if self.beyond > 0 {
            self.beyond -= 1;
        } else {
            self.groups.pop();
        }
        self.skip = 0;
        self.begins_group = false;
    }

    fn sign(&mut self, byte: u8) {
        self.begins_group = false;
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        let group = *self.group();
        match byte {
            _ if group.hidden => {}
            // What is no tag must not become one.
            b'<' if self.html && !group.tag => self.say("&lt;"),
            b'&' if self.html && !group.tag => self.say("&amp;"),
            byte => self.bytes.push(byte),
        }
    }

    fn say(&mut self, text: &str) {
        self.flush();
        if !self.group().hidden {
            self.out.push_str(text);
        }
    }

    fn flush(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        if !bytes.is_empty() {
            let charset = self.group().charset;
            self.out.push_str(&charset.decode_without_bom_handling(&bytes).0);
        }
    }

    /// From here on the signs are of this charset.
    fn reads(&mut self, charset: &'static Encoding) {
        self.flush();
        self.group().charset = charset;
    }

    /// What stands behind a backslash; answers what follows it.
    fn control<'a>(&mut self, rest: &'a [u8]) -> &'a [u8] {
        let Some((first, after)) = rest.split_first() else { return rest };
        if !first.is_ascii_alphabetic() {
            match first {
                b'\'' => {
                    let code = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
                    if let Some(byte) = code.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                        self.sign(byte);
                        return &after[2..];
                    }
                }
                b'~' => self.say("\u{a0}"),
                b'*' if self.begins_group => {
                    // HTML's tags are in such groups, and a text that only shows what they are.
                    self.group().hidden = true;
                }
                b'\\' | b'{' | b'}' => self.sign(*first),
                b'\n' | b'\r' => self.say("\n"),
                _ => {}
            }
            return after;
        }
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, mut rest) = rest.split_at(letters.min(40));
        let negative = rest.first() == Some(&b'-');
        let from = usize::from(negative);
        let digits = rest[from..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&rest[from..from + digits]).ok();
        let number = number.and_then(|digits| digits.parse::<i64>().ok());
        if number.is_some() {
            rest = &rest[from + digits..];
        }
        rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let number = number.map(|number| if negative { -number } else { number });
        self.begins_group = false;
        if word == b"bin" {
            // So many bytes of something else.
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            return rest.get(length..).unwrap_or_default();
        }
        if self.set(word, number) {
            return rest;
        }
        self.word(word, number);
        rest
    }

    /// How what follows is read, where that is what a word says.
    fn set(&mut self, word: &[u8], number: Option<i64>) -> bool {
        let number = number.unwrap_or_default();
        match word {
            b"fromhtml" => self.html = number != 0,
            // Hidden, as every group that not all programs know, but for those who want the HTML.
            b"htmltag" if self.html => {
                let group = self.group();
                (group.hidden, group.tag) = (false, true);
            }
            b"ansicpg" => {
                let named = u32::try_from(number).ok().and_then(code_page);
                self.charset = named.unwrap_or(self.charset);
                self.reads(self.charset);
            }
            b"f" => {
                self.font = number;
                let charset = self.fonts.get(&number).copied().unwrap_or(self.charset);
                self.reads(charset);
            }
            b"plain" => self.reads(self.charset),
            b"fcharset" => {
                // Nobody has as many.
                if let Some(charset) = font_charset(number)
                    && self.fonts.len() < DEEPEST
                {
                    self.fonts.insert(self.font, charset);
                }
            }
            _ => return false,
        }
        true
    }

    fn word(&mut self, word: &[u8], number: Option<i64>) {
        match word {
            b"par" | b"line" | b"sect" | b"page" | b"row" => self.say("\n"),
            b"tab" | b"cell" => self.say("\t"),
            b"emdash" => self.say("—"),
            b"endash" => self.say("–"),
            b"lquote" => self.say("‘"),
            b"rquote" => self.say("’"),
            b"ldblquote" => self.say("“"),
            b"rdblquote" => self.say("”"),
            b"bullet" => self.say("•"),
            b"fonttbl" | b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"object"
            | b"header" | b"footer" => self.group().hidden = true,
            b"htmlrtf" => {
                self.flush();
                self.group().hidden = number != Some(0);
            }
            b"uc" => {
                self.group().instead = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(20)
            }
            b"u" => {
                let code = number.unwrap_or(0).rem_euclid(0x1_0000);
                self.unit(u16::try_from(code).unwrap_or_default());
                self.skip = self.group().instead;
            }
            _ => {}
        }
    }

    /// A sign by its number, or half of one.
    fn unit(&mut self, unit: u16) {
        let first = self.half.take();
        if first.is_none() && (0xd800..0xdc00).contains(&unit) {
            self.half = Some(unit);
            return;
        }
        for sign in char::decode_utf16(first.into_iter().chain([unit])) {
            self.say(sign.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]));
        }
    }
}

/// The charset of a font, by the number that Windows gives it.
fn font_charset(number: i64) -> Option<&'static Encoding> {
    code_page(match number {
        0 => 1252,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(rtf: &[u8]) -> String {
        match shown(rtf) {
            Shown::Text(text) => text,
            Shown::Html(html) => panic!("{html}"),
        }
    }

    #[test]
    fn what_is_for_people_is_read() {
        let rtf = br"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator x;}\pard Caf\'e9 \u8364?\par d\{'accord\}}";
        assert_eq!(text(rtf), "Café €\nd{'accord}");
        let emoji = br"{\rtf1\uc1 Merci \u-10179?\u-8638? \u-10179?fin}";
        assert_eq!(text(emoji), "Merci 🙂 fin");
        assert_eq!(text(b"{\\rtf1 a{\\pict\\bin4 }}{x}b}"), "ab");
        for broken in [&br"\"[..], b"}}}}", b"{{{{", br"\'", br"\u", br"\-5x", b"{\\*", br"\bin9 x"]
        {
            text(broken);
        }
        let deep = ["{".repeat(3000), "x".into(), "}".repeat(2999), "y}".into()].concat();
        assert_eq!(text(deep.as_bytes()), "xy");
    }

    #[test]
    fn signs_are_read_in_the_charset_of_their_font() {
        let rtf = br"{\rtf1\ansi\ansicpg1250{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}\'8a {\f1\'e4\'e0} \f0\'e9}";
        assert_eq!(text(rtf), "Š да é");
        let kanji = br"{\rtf1\ansi\ansicpg932 \'93\'fa\'96\'7b}";
        assert_eq!(text(kanji), "日本");
    }

    #[test]
    fn html_comes_out_as_it_went_in() {
        let rtf = br"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Bonjour\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}{\*\htmltag84 &nbsp;}{\*\mhtmltag4 <x>}a<b}";
        assert_eq!(shown(rtf), Shown::Html("<p>Bonjour</p>&nbsp;a&lt;b".into()));
    }
}

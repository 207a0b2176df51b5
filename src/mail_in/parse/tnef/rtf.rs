//! The text of a mail that Outlook kept as compressed RTF (MS-OXRTFCP), also of HTML that hides in it (MS-OXRTFEX).

use encoding_rs::WINDOWS_1252;

/// What is unpacked at most.
const MAX_TEXT: usize = 8 * 1024 * 1024;
/// What every unpacking begins with.
const KNOWN: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \
\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const WINDOW: usize = 4096;

/// The text for people in compressed RTF.
pub fn text_of(packed: &[u8]) -> Option<String> {
    Some(text(&unpacked(packed)?))
}

fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let header = packed.get(..16)?;
    let number =
        |place: usize| u32::from_le_bytes(header[place..place + 4].try_into().unwrap_or_default());
    let raw = usize::try_from(number(4)).ok()?.min(MAX_TEXT);
    let data = &packed[16..];
    match &header[8..12] {
        b"MELA" => Some(data[..raw.min(data.len())].to_vec()),
        b"LZFu" => Some(expanded(data, raw)),
        _ => None,
    }
}

/// Runs of the last 4096 bytes, named by place and length, between bytes that are themselves.
fn expanded(data: &[u8], raw: usize) -> Vec<u8> {
    let mut window = [b' '; WINDOW];
    window[..KNOWN.len()].copy_from_slice(KNOWN);
    let mut at = KNOWN.len();
    let mut out = Vec::with_capacity(raw);
    let mut rest = data.iter().copied();
    let mut put = |byte: u8, at: &mut usize, window: &mut [u8; WINDOW]| {
        out.push(byte);
        window[*at % WINDOW] = byte;
        *at = (*at + 1) % WINDOW;
        out.len() < raw
    };
    'all: while let Some(flags) = rest.next() {
        for bit in 0..8 {
            let Some(first) = rest.next() else { break 'all };
            if flags & (1 << bit) == 0 {
                if !put(first, &mut at, &mut window) {
                    break 'all;
                }
                continue;
            }
            let Some(second) = rest.next() else { break 'all };
            let place = usize::from(first) << 4 | usize::from(second >> 4);
            if place == at {
                break 'all;
            }
            for step in 0..usize::from(second & 15) + 2 {
                let byte = window[(place + step) % WINDOW];
                if !put(byte, &mut at, &mut window) {
                    break 'all;
                }
            }
        }
    }
    out
}

/// What a group hides or shows.
#[derive(Clone, Copy)]
struct Group {
    hidden: bool,
    /// Signs that follow a `\u` for those who cannot read it.
    instead: usize,
}

struct Page {
    out: String,
    groups: Vec<Group>,
    /// Signs that stand for one already written.
    skip: usize,
    /// Bytes of one charset, until something else comes.
    bytes: Vec<u8>,
    begins_group: bool,
}

fn text(rtf: &[u8]) -> String {
    let group = Group { hidden: false, instead: 1 };
    let mut page = Page {
        out: String::new(),
        groups: vec![group],
        skip: 0,
        bytes: Vec::new(),
        begins_group: false,
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
    page.out
}

impl Page {
    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group { hidden: false, instead: 1 });
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn open(&mut self) {
        let group = *self.group();
        // Nobody nests as deep; what does shows nothing.
        if self.groups.len() < 1000 {
            self.groups.push(group);
        }
        self.begins_group = true;
    }

    fn close(&mut self) {
        self.flush();
        self.groups.pop();
        self.begins_group = false;
    }

    fn sign(&mut self, byte: u8) {
        self.begins_group = false;
        if self.skip > 0 {
            self.skip -= 1;
        } else if !self.group().hidden {
            self.bytes.push(byte);
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
        self.out.push_str(&WINDOWS_1252.decode_without_bom_handling(&bytes).0);
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
        self.word(word, number.map(|number| if negative { -number } else { number }));
        self.begins_group = false;
        rest
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
                let sign = u32::try_from(code).ok().and_then(char::from_u32);
                self.say(sign.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]));
                self.skip = self.group().instead;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_is_unpacked() {
        let packed = [
            0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5,
            0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42,
            0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0,
            0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        let rtf = unpacked(&packed).unwrap();
        assert_eq!(rtf, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        assert_eq!(text_of(&packed).unwrap(), "hello world");
    }

    #[test]
    fn what_is_for_people_is_read() {
        let rtf = br"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator x;}\pard Caf\'e9 \u8364?\par d\{'accord\}}";
        assert_eq!(text(rtf), "Café €\nd{'accord}");
        let html = br"{\rtf1\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Bonjour\htmlrtf\par}\htmlrtf0}";
        assert_eq!(text(html).trim(), "Bonjour");
        for broken in [&br"\"[..], b"}}}}", b"{{{{", br"\'", br"\u", br"\-5x", b"{\\*"] {
            text(broken);
        }
    }
}

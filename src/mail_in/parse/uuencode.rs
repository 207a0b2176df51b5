//! Files that old programs put between the lines of a text.

use bytes::Bytes;

use super::plain;
use crate::mail_in::model::Enclosed;

/// A text without the files in it, and these. What begins like a file and is none stays text.
pub fn taken_out(text: &str) -> (String, Vec<Enclosed>) {
    if !text.starts_with("begin ") && !text.contains("\nbegin ") {
        return (text.to_owned(), Vec::new());
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let (mut kept, mut files) = (Vec::with_capacity(lines.len()), Vec::new());
    let mut place = 0;
    // Of many lines that begin like a file and do not end, only some are followed to the end.
    let mut tries = 0;
    while place < lines.len() {
        let name = named(lines[place]).filter(|_| tries < 200);
        tries += usize::from(name.is_some());
        match name.and_then(|name| Some((name, file(&lines[place + 1..])?))) {
            Some((name, (content, after))) => {
                files.push(Enclosed { name, content: Bytes::from(content) });
                place += 1 + after;
            }
            None => {
                kept.push(lines[place]);
                place += 1;
            }
        }
    }
    (kept.join("\n"), files)
}

/// The name in `begin 644 plan.pdf`.
fn named(line: &str) -> Option<String> {
    let rest = line.trim_end().strip_prefix("begin ")?;
    let (mode, name) = rest.split_once(' ')?;
    let is_mode =
        (3..=4).contains(&mode.len()) && mode.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    let name = plain(name, 200);
    (is_mode && !name.is_empty()).then_some(name)
}

/// The content up to `end`, and how many lines that took.
fn file(lines: &[&str]) -> Option<(Vec<u8>, usize)> {
    let mut content = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let line = line.trim_end_matches('\r');
        if line.trim_end() == "end" {
            return Some((content, place + 1));
        }
        decode(line, &mut content)?;
    }
    None
}

/// One line: how many bytes it stands for, then four signs for each three of them. Spaces at its end may have been lost.
fn decode(line: &str, content: &mut Vec<u8>) -> Option<()> {
    let value = |sign: u8| (b' '..=b'`').contains(&sign).then(|| (sign - b' ') & 63);
    let signs = line.as_bytes();
    let Some((first, signs)) = signs.split_first() else { return Some(()) };
    let length = usize::from(value(*first)?);
    if signs.len() > length.div_ceil(3) * 4 + 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(length + 3);
    for place in (0..length.div_ceil(3) * 4).step_by(4) {
        let sign = |offset: usize| value(signs.get(place + offset).copied().unwrap_or(b' '));
        let (a, b, c, d) = (sign(0)?, sign(1)?, sign(2)?, sign(3)?);
        bytes.extend([a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
    }
    content.extend_from_slice(bytes.get(..length)?);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_between_the_lines_are_taken_out() {
        let text = "Voici.\nbegin 644 test file.txt\n#0V%T\n`\nend\nMerci";
        let (rest, files) = taken_out(text);
        assert_eq!(rest, "Voici.\nMerci");
        assert_eq!((files[0].name.as_str(), &files[0].content[..]), ("test file.txt", &b"Cat"[..]));
        for text in ["begin 644 x\nun texte\nend", "begin again\nend", "begin 644 x\n#0V%T\n`"] {
            assert_eq!(taken_out(text).0, text);
        }
    }
}

//! Plain text of mails: what hides in it taken out, and soft line ends joined.

pub use crate::text::as_markdown;

/// The characters that turn the direction of others' text around.
pub fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The beginning of a text, at most so many bytes.
pub fn cut(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Line ends alike, no control characters, no direction tricks, no more than two empty lines together.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.replace("\r\n", "\n").split(['\n', '\r']) {
        let kept = |c: &char| (*c == '\t' || !c.is_control()) && !is_direction(*c);
        let line: String = line.chars().filter(kept).collect();
        let line = line.trim_end();
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty <= 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim_matches('\n').to_owned()
}

/// Joins lines that end in a space (RFC 3676); a signature's `-- ` is none.
pub fn unflow(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let content = &line[depth..];
        let content = content.strip_prefix(' ').unwrap_or(content);
        let soft = content.ends_with(' ') && content != "-- ";
        if open == Some(depth) && content != "-- " {
            out.push_str(content);
        } else {
            if open.is_some() {
                out.push('\n');
            }
            out.extend(std::iter::repeat_n('>', depth));
            if depth > 0 {
                out.push(' ');
            }
            out.push_str(content);
        }
        if soft {
            if delsp {
                out.pop();
            }
            open = Some(depth);
        } else {
            out.push('\n');
            open = None;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flowed_text_is_joined_and_signatures_stay() {
        assert_eq!(unflow("une \r\nligne\r\n-- \r\nLucie", false), "une ligne\n-- \nLucie\n");
        assert_eq!(unflow("> a \n> b\nc", false), "> a b\nc\n");
        assert_eq!(unflow("ab \ncd", true), "abcd\n");
    }

    #[test]
    fn tidied_text_has_no_tricks() {
        assert_eq!(tidy("a\0b\r\nc\u{202e}d\n\n\n\n\n\ne\u{7}"), "ab\ncd\n\n\ne");
        assert_eq!(tidy("שלום עולם"), "שלום עולם");
    }
}

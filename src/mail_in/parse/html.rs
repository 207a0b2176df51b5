//! HTML mail as plain text: nothing is loaded, nothing runs, and time grows with length only, whatever the nesting.

/// Elements whose content is no text for people.
const HIDDEN: &[&str] =
    &["head", "script", "style", "title", "noscript", "template", "svg", "math", "object"];
/// Elements that begin on a line of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
    "blockquote",
    "hr",
    "body",
];
/// Those that are set apart by an empty line.
const APART: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre"];
/// Deeper quotes are shown as this deep.
const DEEPEST_QUOTE: usize = 6;

/// The text of an HTML mail, with quotes marked by `>` and addresses behind links told.
pub fn text_of(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        page.text(&rest[..open]);
        rest = &rest[open..];
        let tag = Tag::read(rest);
        rest = match tag {
            Some((tag, after)) => page.tag(&tag, after),
            None => {
                page.text("<");
                &rest[1..]
            }
        };
    }
    page.text(rest);
    page.finish()
}

struct Tag<'a> {
    name: String,
    closes: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads the tag or comment at the start of `rest`; answers what follows it.
    fn read(rest: &'a str) -> Option<(Self, &'a str)> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            let after = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            return Some((Self { name: String::new(), closes: false, attributes: "" }, after));
        }
        let inner = &rest[1..];
        let closes = inner.starts_with('/');
        let inner = inner.trim_start_matches('/');
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
            return None;
        }
        let end = end_of_tag(inner).unwrap_or(inner.len());
        let whole = &inner[..end];
        let after = inner.get(end + 1..).unwrap_or("");
        let name_end = whole.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(whole.len());
        let (name, attributes) = whole.split_at(name_end);
        // Names with a colon are Office's own; they hold no text of interest but let it through.
        Some((Self { name: name.to_ascii_lowercase(), closes, attributes }, after))
    }

    /// The value of an attribute, its entities undone.
    fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/')?;
            let name = &rest[..end];
            rest = rest[end..].trim_start();
            let Some(value) = rest.strip_prefix('=') else {
                continue;
            };
            let value = value.trim_start();
            let (value, after) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let inner = &value[1..];
                    let end = inner.find(quote).unwrap_or(inner.len());
                    (&inner[..end], inner.get(end + 1..).unwrap_or(""))
                }
                _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(html_escape::decode_html_entities(value).into_owned());
            }
            rest = after;
        }
    }
}

/// Where the tag ends, outside of quoted values.
fn end_of_tag(inner: &str) -> Option<usize> {
    let mut quote = None;
    for (place, byte) in inner.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(place),
            // A quote counts only where a value may begin: apostrophes in broken tags do not swallow the mail.
            (None, b'"' | b'\'') if inner[..place].trim_end_matches(' ').ends_with('=') => {
                quote = Some(byte);
            }
            (Some(open), byte) if byte == open => quote = None,
            _ => {}
        }
    }
    inner.find('>')
}

#[derive(Default)]
struct Page {
    out: String,
    /// Empty lines owed before the next text, at most one.
    owed: usize,
    line_open: bool,
    space: bool,
    quote: usize,
    pre: usize,
    link: Option<(String, usize)>,
    /// Where the text of a list item begins.
    item: usize,
    /// Hidden elements that are never closed: looked for once.
    unclosed: Vec<String>,
}

impl Page {
    fn text(&mut self, raw: &str) {
        if raw.is_empty() {
            return;
        }
        let text = html_escape::decode_html_entities(raw);
        for c in text.chars() {
            match c {
                '\n' if self.pre > 0 => self.end_line(1),
                '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{34f}' => {}
                c if c == '\u{a0}' || c.is_whitespace() => {
                    if self.pre > 0 {
                        self.begin();
                        self.out.push(' ');
                    } else {
                        self.space = true;
                    }
                }
                c => {
                    self.begin();
                    self.out.push(c);
                }
            }
        }
    }

    /// Opens the line that the next letter stands on.
    fn begin(&mut self) {
        if !self.line_open {
            if !self.out.is_empty() {
                for _ in 0..=self.owed {
                    self.out.push('\n');
                    self.out.push_str(&">".repeat(self.quote.min(DEEPEST_QUOTE)));
                }
            } else {
                self.out.push_str(&">".repeat(self.quote.min(DEEPEST_QUOTE)));
            }
            if self.quote > 0 {
                self.out.push(' ');
            }
            (self.line_open, self.owed, self.space) = (true, 0, false);
        } else if self.space {
            self.out.push(' ');
            self.space = false;
        }
    }

    fn end_line(&mut self, apart: usize) {
        if self.line_open && self.item == self.out.len() {
            return;
        }
        if self.line_open {
            (self.line_open, self.owed) = (false, 0);
        }
        self.owed = self.owed.max(apart).min(1);
        self.space = false;
    }

    fn tag<'a>(&mut self, tag: &Tag<'_>, after: &'a str) -> &'a str {
        let name = tag.name.as_str();
        if HIDDEN.contains(&name) && !tag.closes {
            return self.skip(after, name);
        }
        match (name, tag.closes) {
            ("br", _) => {
                if self.line_open {
                    self.end_line(0);
                } else {
                    self.owed = 1;
                }
            }
            ("a", false) => self.link = tag.attribute("href").map(|href| (href, self.out.len())),
            ("a", true) => self.end_link(),
            ("img", false) => {
                if let Some(alt) = tag.attribute("alt").filter(|alt| !alt.trim().is_empty()) {
                    self.text(&format!(" [{}] ", html_escape::encode_text(alt.trim())));
                }
            }
            ("td" | "th", false) => self.space = self.line_open,
            ("td" | "th", true) => self.text(" "),
            ("hr", _) => {
                self.end_line(0);
                self.text("________");
                self.end_line(0);
            }
            ("blockquote", closes) => {
                self.end_line(1);
                self.quote = if closes { self.quote.saturating_sub(1) } else { self.quote + 1 };
            }
            ("pre", closes) => {
                self.end_line(1);
                self.pre = if closes { self.pre.saturating_sub(1) } else { self.pre + 1 };
            }
            ("li", false) => {
                self.end_line(0);
                self.text("-&#32;");
                (self.space, self.item) = (true, self.out.len());
            }
            (name, _) if BLOCKS.contains(&name) => {
                self.end_line(usize::from(APART.contains(&name)))
            }
            _ => {}
        }
        after
    }

    /// Tells where a link leads, unless its text says it already.
    fn end_link(&mut self) {
        let Some((href, from)) = self.link.take() else { return };
        let href = href.trim();
        let web = href.starts_with("http://") || href.starts_with("https://");
        let shown = self.out.get(from..).unwrap_or_default().trim();
        let bare = href.trim_end_matches('/');
        if web && !shown.is_empty() && !shown.contains(bare) && href.len() <= 500 {
            self.out.push_str(" (");
            self.out.extend(href.chars().filter(|c| !c.is_whitespace() && !c.is_control()));
            self.out.push(')');
        }
    }

    /// What comes after the end of a hidden element.
    fn skip<'a>(&mut self, after: &'a str, name: &str) -> &'a str {
        if self.unclosed.iter().any(|known| known == name) {
            return after;
        }
        let mut rest = after;
        while let Some(open) = rest.find("</") {
            rest = &rest[open + 2..];
            let named =
                rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
            if named {
                return rest.find('>').map_or("", |end| &rest[end + 1..]);
            }
        }
        // A head or a title without its end must not swallow the mail.
        if matches!(name, "script" | "style") {
            return "";
        }
        self.unclosed.push(name.to_owned());
        after
    }

    fn finish(self) -> String {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_what_a_person_would_read() {
        let html = "<html><head><title>x</title><style>p{}</style></head><body><p>Bonjour&nbsp;!</p>\
            <div>Une <b>ligne</b></div><div>deux<br>trois</div><ul><li>a</li><li>b</li></ul>\
            <p><a href=\"https://a.example/x\">ici</a> <a href='https://b.example/'>https://b.example</a></p></body>";
        assert_eq!(
            text_of(html),
            "Bonjour !\n\nUne ligne\ndeux\ntrois\n\n- a\n- b\n\nici (https://a.example/x) https://b.example"
        );
    }

    #[test]
    fn quotes_are_marked() {
        let html = "<div>Merci</div><blockquote type=cite><p>Avant</p><blockquote>Encore</blockquote></blockquote>";
        assert_eq!(text_of(html), "Merci\n>\n> Avant\n>>\n>> Encore");
    }

    #[test]
    fn nothing_that_acts_is_left() {
        for bad in [
            "<script>alert(1)</script>x",
            "<svg onload=alert(1)><script>y</script></svg>x",
            "<style>@import url(https://spy.example)</style>x",
            "<img src=https://spy.example/p.png>x",
            "<meta http-equiv=refresh content='0;url=https://spy.example'>x",
            "<form action=https://spy.example>x</form>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<a href=\"data:text/html,y\">x</a>",
            "<!-- secret -->x",
        ] {
            assert_eq!(text_of(bad).trim(), "x", "{bad}");
        }
    }

    #[test]
    fn broken_and_huge_html_costs_no_more_than_its_length() {
        let begun = std::time::Instant::now();
        for piece in [
            "<div>",
            "<",
            "<a href=\"",
            "</",
            "<!--",
            "&amp",
            "<style>",
            "<title>",
            "<p a=b c=\"",
            "<blockquote>x",
        ] {
            text_of(&piece.repeat(1_000_000 / piece.len()));
        }
        text_of(&format!("<p {}>x", "a=1 ".repeat(300_000)));
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }
}

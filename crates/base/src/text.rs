//! Text: folding for searches, Markdown made safe.

use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{Event, Options, Parser, Tag, html};

use crate::Result;

/// Text as XML: no sign of it is markup, and what XML does not know is left out.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')) {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            letter => out.push(letter),
        }
    }
    out
}

/// `text` as a value in an address.
pub fn query_value(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A text as one line: breaks and control signs are spaces.
pub fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Folds a text for comparison: no case, no accents, ligatures undone, anything but letters and digits a space.
pub fn fold(text: &str) -> String {
    let plain = deunicode::deunicode(text).to_lowercase();
    let words: Vec<_> =
        plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// A text as part of an address: folded, joined by hyphens.
pub fn slug(text: &str) -> String {
    fold(text).replace(' ', "-")
}

/// A line without what makes it a quotation, a heading or an item of a list; nothing of one that only divides, as before a
/// signature.
pub fn without_mark(line: &str) -> &str {
    let line = line.trim_start_matches(|c: char| c == '>' || c.is_whitespace()).trim_end();
    if line.chars().all(|c| "-_=*#".contains(c)) {
        return "";
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = match digits {
        0 => line.trim_start_matches(['#', '-', '*', '+', '•', '–']),
        1..=3 => line[digits..].strip_prefix(['.', ')']).unwrap_or(line),
        _ => line,
    };
    if rest.starts_with(char::is_whitespace) { rest.trim_start() } else { line }
}

/// The beginning of all addresses made of a title: whole words, at most 70 signs; `otherwise` when nothing is left of it.
pub fn short_slug(title: &str, otherwise: &str) -> String {
    let mut kept = String::new();
    for word in slug(title).split('-').filter(|word| !word.is_empty()) {
        if kept.len() + word.len() >= 70 {
            break;
        }
        if !kept.is_empty() {
            kept.push('-');
        }
        kept.push_str(word);
    }
    if kept.is_empty() { otherwise.to_owned() } else { kept }
}

/// The first of `base`, `base-2`, `base-3` … that is not taken.
pub fn free_slug(base: &str, taken: &[String]) -> String {
    let free = |slug: &String| !taken.contains(slug);
    let numbered = (2..).map(|n| format!("{base}-{n}"));
    std::iter::once(base.to_owned()).chain(numbered).find(free).unwrap_or_else(|| base.to_owned())
}

/// [`free_slug`] where each one is looked up: a hundred are tried.
pub fn untaken_slug(base: &str, mut is_taken: impl FnMut(&str) -> Result<bool>) -> Result<String> {
    let mut tried = base.to_owned();
    for number in 2..100 {
        if !is_taken(&tried)? {
            break;
        }
        tried = format!("{base}-{number}");
    }
    Ok(tried)
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::default();
    cleaner
        .tags(
            [
                "p",
                "br",
                "strong",
                "em",
                "del",
                "code",
                "pre",
                "blockquote",
                "ul",
                "ol",
                "li",
                "a",
                "h3",
                "h4",
                "h5",
                "h6",
                "hr",
                "table",
                "thead",
                "tbody",
                "tr",
                "th",
                "td",
            ]
            .into(),
        )
        .url_schemes(["http", "https", "mailto"].into())
        .link_rel(Some("nofollow noopener noreferrer"));
    cleaner
});

/// Markdown as HTML that holds no script, no image and no style, whatever was written. Line breaks are kept, and
/// headings begin at the third level, below those of the page.
pub fn markdown(source: &str) -> String {
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    let events = shallow(Parser::new_ext(source, options)).map(|event| match event {
        Event::SoftBreak => Event::HardBreak,
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: lower(level), id, classes, attrs })
        }
        Event::End(pulldown_cmark::TagEnd::Heading(level)) => {
            Event::End(pulldown_cmark::TagEnd::Heading(lower(level)))
        }
        other => other,
    });
    let mut out = String::with_capacity(source.len() * 2);
    html::push_html(&mut out, events);
    CLEANER.clean(&out).to_string()
}

/// A plain text as Markdown that shows it as it was typed: quotes, lists, stress and links stay what people mean by
/// them; what Markdown would make of signatures, rows of signs and deep margins is undone. As little is escaped as can
/// be, since the same text goes out in mails.
pub fn as_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut after_empty = true;
    for line in text.lines() {
        let content = line.trim_start_matches([' ', '\t']);
        // A row below a line would make it a heading.
        let row = !content.is_empty()
            && content.trim_end().bytes().all(|byte| matches!(byte, b'-' | b'=' | b' '));
        if row && !after_empty {
            out.push('\n');
        }
        // Four spaces would make it code; three keep lists nested.
        out.extend(std::iter::repeat_n(' ', (line.len() - content.len()).min(3)));
        // A heading, or the definition of a link, which would vanish.
        if content.starts_with('#') || (content.starts_with('[') && content.contains("]:")) {
            out.push('\\');
        }
        out.push_str(content);
        out.push('\n');
        after_empty = content.is_empty();
    }
    out.trim_end().to_owned()
}

/// No person nests deeper than this; what does is meant to make readers' and servers' work grow with its square.
const DEEPEST: usize = 12;

/// The events without containers nested deeper than [`DEEPEST`]; their text stays.
fn shallow<'a>(events: impl Iterator<Item = Event<'a>>) -> impl Iterator<Item = Event<'a>> {
    let mut depth = 0_usize;
    events.filter(move |event| match event {
        Event::Start(_) => {
            depth += 1;
            depth <= DEEPEST
        }
        Event::End(_) => {
            depth = depth.saturating_sub(1);
            depth < DEEPEST
        }
        _ => true,
    })
}

fn lower(level: pulldown_cmark::HeadingLevel) -> pulldown_cmark::HeadingLevel {
    use pulldown_cmark::HeadingLevel::{H1, H2, H3, H4, H5, H6};
    match level {
        H1 => H3,
        H2 => H4,
        H3 => H5,
        H4 | H5 | H6 => H6,
    }
}

/// `54500 Vandœuvre-lès-Nancy Cedex 9` is `vandoeuvre les nancy`, `St-Étienne` is `saint etienne`.
pub fn town_in(typed: &str) -> String {
    let folded = fold(typed);
    let words =
        folded.split(' ').take_while(|word| *word != "cedex").filter_map(|word| match word {
            "st" => Some("saint"),
            "ste" => Some("sainte"),
            code if code.len() == 5 && code.bytes().all(|digit| digit.is_ascii_digit()) => None,
            word => Some(word),
        });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_forgets_case_accents_and_hyphens() {
        assert_eq!(fold("Vandœuvre-lès-Nancy"), "vandoeuvre les nancy");
        assert_eq!(fold("  L’Été  INDIEN "), "l ete indien");
        assert_eq!(fold("2.10"), "2 10");
        assert_ne!(fold("2.10"), fold("2.1"));
    }

    #[test]
    fn what_was_typed_is_what_is_shown() {
        for (typed, shown) in [
            ("Merci\n-- \nLucie", "<p>Merci</p>\n<p>--<br>\nLucie</p>\n"),
            ("Titre\n=====", "<p>Titre</p>\n<p>=====</p>\n"),
            ("mon_fichier_v2", "<p>mon_fichier_v2</p>\n"),
            ("# pas un titre", "<p># pas un titre</p>\n"),
            ("        x", "<p>x</p>\n"),
            ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>\n"),
            ("[1]: https://y.example", "<p>[1]: https://y.example</p>\n"),
            ("C:\\temp\\x", "<p>C:\\temp\\x</p>\n"),
        ] {
            assert_eq!(markdown(&as_markdown(typed)), shown, "{typed}");
        }
        assert!(markdown(&as_markdown("> cité\n\noui")).contains("<blockquote>"));
        assert!(markdown(&as_markdown("- a\n- b")).contains("<li>"));
    }

    #[test]
    fn markdown_cannot_carry_a_script() {
        for bad in [
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "![x](https://spy.example/a.png)",
            "<svg onload=alert(1)>",
            "<a href='data:text/html,x'>x</a>",
            "<form action=/x><button>",
        ] {
            let html = markdown(bad);
            for word in ["<script", "href=\"javascript", "<img", "<svg", "href=\"data:", "<form"] {
                assert!(!html.contains(word), "{bad} became {html}");
            }
        }
    }

    #[test]
    fn markdown_nests_no_deeper_than_people_do() {
        for deep in ["> ".repeat(5_000) + "x", "- ".repeat(5_000) + "x"] {
            let html = markdown(&deep);
            assert!(html.contains('x'));
            assert!(html.matches("<blockquote>").count() + html.matches("<ul>").count() <= DEEPEST);
        }
    }

    #[test]
    fn markdown_keeps_what_people_write() {
        assert_eq!(markdown("une\ndeux"), "<p>une<br>\ndeux</p>\n");
        assert!(markdown("**oui**").contains("<strong>oui</strong>"));
        assert!(markdown("# Titre").contains("<h3>"));
        assert!(markdown("<b>brut</b>").contains("&lt;b&gt;"));
    }

    #[test]
    fn a_postal_line_is_read_as_its_town() {
        assert_eq!(town_in("54500 Vandœuvre-lès-Nancy"), "vandoeuvre les nancy");
        assert_eq!(town_in("RENNES CEDEX 7"), "rennes");
        assert_eq!(town_in("St-Étienne"), "saint etienne");
        assert_eq!(town_in(""), "");
    }
}

//! What can be decided without asking anything: colours that can be read, text with its links, mail made safe.

pub mod sitemap;

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Serialize;

/// A style sheet that sets the brand's colours again (see `assets/css/tokens.css`). Both are `#rrggbb`.
pub fn brand_css(color: &str, dark: Option<&str>) -> String {
    let (dark, on_dark) = match dark {
        Some(dark) => (dark.to_owned(), ink_on(dark)),
        // A light tint of the same hue, on which dark ink can be read.
        None => (format!("color-mix(in oklab, {color} 45%, #ffffff)"), DARK_INK),
    };
    let on_color = ink_on(color);
    format!(
        ":root {{\n  --brand: light-dark({color}, {dark});\n  --brand-contrast: light-dark({on_color}, {on_dark});\n}}\n"
    )
}

const DARK_INK: &str = "#101816";

/// White or nearly black: the one that contrasts more (WCAG 2.2, relative luminance).
fn ink_on(color: &str) -> &'static str {
    let light = luminance(color);
    let (white, dark) = (1.05 / (light + 0.05), (light + 0.05) / (luminance(DARK_INK) + 0.05));
    if white >= dark { "#ffffff" } else { DARK_INK }
}

fn luminance(color: &str) -> f64 {
    let digits = color.trim_start_matches('#');
    let channel = |from: usize| {
        let part = digits.get(from..from + 2).and_then(|text| u8::from_str_radix(text, 16).ok());
        let share = f64::from(part.unwrap_or(0)) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

/// A stretch of text, or an address in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece<'a> {
    pub text: &'a str,
    pub link: bool,
}

/// Cuts a text where web addresses begin and end.
pub fn with_links(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = next_address(rest) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| c.is_whitespace() || "<>\"«»".contains(c));
        let (address, after) = from.split_at(end.unwrap_or(from.len()));
        let trimmed = address.trim_end_matches(['.', ',', ';', ':', ')', '!', '?']);
        pieces.push(Piece { text: before, link: false });
        pieces.push(Piece { text: trimmed, link: true });
        rest = &from[trimmed.len()..];
        if after.len() == from.len() {
            break;
        }
    }
    pieces.push(Piece { text: rest, link: false });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

fn next_address(text: &str) -> Option<usize> {
    let found = ["https://", "http://"].iter().filter_map(|scheme| text.find(scheme));
    found.min()
}

static MAIL_CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = ammonia::Builder::default();
    // The page has headings of its own; pictures would be fetched from elsewhere.
    cleaner
        .rm_tags([
            "h1", "h2", "h3", "h4", "h5", "h6", "img", "header", "footer", "article", "aside",
            "nav",
        ])
        .clean_content_tags(HashSet::from(["script", "style", "title"]));
    cleaner
});

/// A mail's HTML as part of a page of ours: no frame, no style, no picture, no script.
pub fn readable_html(html: &str) -> String {
    MAIL_CLEANER.clean(html).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_can_be_read_on_the_brand() {
        assert!(brand_css("#0f5c5c", None).contains("light-dark(#ffffff, #101816)"));
        assert!(brand_css("#ffd800", Some("#202020")).contains("light-dark(#101816, #ffffff)"));
    }

    #[test]
    fn addresses_in_a_text_become_links() {
        let pieces = with_links("Voir https://a.example/x?y=1. Puis http://b.example/");
        let links: Vec<_> = pieces.iter().filter(|p| p.link).map(|p| p.text).collect();
        assert_eq!(links, ["https://a.example/x?y=1", "http://b.example/"]);
        let whole: String = pieces.iter().map(|piece| piece.text).collect();
        assert_eq!(whole, "Voir https://a.example/x?y=1. Puis http://b.example/");
        assert_eq!(with_links("rien").len(), 1);
        assert_eq!(with_links("http://").len(), 1);
    }

    #[test]
    fn mail_shown_on_a_page_brings_nothing_along() {
        let html = "<html><head><title>T</title></head><body style=\"x\"><h1>T</h1><script>x</script>\
                    <p style=\"a\">Bonjour <a href=\"https://a.example\" onclick=\"x\">ici</a></p><img src=x></body></html>";
        let clean = readable_html(html);
        for word in ["script", "style", "onclick", "<img", "<h1", "<title"] {
            assert!(!clean.contains(word), "{clean}");
        }
        assert!(clean.contains("href=\"https://a.example\""));
    }
}

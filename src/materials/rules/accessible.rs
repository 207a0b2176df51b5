//! What in a PDF file or a page keeps some people out, as far as a program can see it. Advice, never a mark.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use lopdf::{Dictionary, Document, LoadOptions, Object};

use crate::db::text_enum;

text_enum! {
    /// What was found wanting in a file.
    Flaw {
        /// A PDF that says of nothing what it is: no heading, no list, no order to read it in.
        PdfUntagged = "pdf-untagged",
        PdfNoLanguage = "pdf-no-language",
        PdfNoTitle = "pdf-no-title",
        /// Pictures of pages, which no program reads aloud.
        PdfNoText = "pdf-no-text",
        /// Locked or broken, so that nobody can tell.
        PdfUnreadable = "pdf-unreadable",
        HtmlNoLanguage = "html-no-language",
        HtmlNoTitle = "html-no-title",
        HtmlNoAlt = "html-no-alt",
        HtmlNoHeadings = "html-no-headings",
        /// A heading of the third level below one of the first.
        HtmlHeadingsSkip = "html-headings-skip",
    }
}

/// What may be unpacked of a PDF file.
const MOST_UNPACKED: usize = 64 * 1024 * 1024;

/// Looks into a file; of what is neither a PDF nor a page nothing is said.
pub fn flaws(name: &str, media_type: &str, content: &[u8]) -> Vec<Flaw> {
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    match (media_type, ending.as_str()) {
        ("application/pdf", _) => of_pdf(content),
        (kind, "html" | "htm" | "xhtml") if kind.starts_with("text/") => of_page(content),
        _ => Vec::new(),
    }
}

fn of_pdf(content: &[u8]) -> Vec<Flaw> {
    let options =
        LoadOptions { max_decompressed_size: Some(MOST_UNPACKED), ..LoadOptions::default() };
    let Ok(document) = Document::load_mem_with_options(content, options) else {
        return vec![Flaw::PdfUnreadable];
    };
    let Ok(catalog) = document.catalog() else { return vec![Flaw::PdfUnreadable] };
    if document.is_encrypted() && document.objects.is_empty() {
        return vec![Flaw::PdfUnreadable];
    }
    let led = |of: &Dictionary, name: &[u8]| -> Option<Object> {
        document.dereference(of.get(name).ok()?).ok().map(|(_, found)| found.clone())
    };
    let marked = led(catalog, b"MarkInfo")
        .and_then(|info| led(info.as_dict().ok()?, b"Marked")?.as_bool().ok())
        .unwrap_or_default();
    let said = |object: Option<Object>| {
        object.is_some_and(|text| text.as_str().is_ok_and(|text| !text.is_empty()))
    };
    let title = led(&document.trailer, b"Info")
        .and_then(|info| info.as_dict().ok().map(|info| said(led(info, b"Title"))));
    let described = led(catalog, b"Metadata").is_some_and(|metadata| {
        let stream = metadata.as_stream();
        stream.is_ok_and(|stream| stream.content.windows(8).any(|part| part == b"dc:title"))
    });
    // Letters need a font, wherever in the file they stand.
    let has_font = document.objects.values().any(|object| {
        let kind = object.as_dict().and_then(|found| found.get(b"Type")).and_then(Object::as_name);
        kind.is_ok_and(|kind| kind == b"Font")
    });
    [
        (Flaw::PdfUntagged, marked && led(catalog, b"StructTreeRoot").is_some()),
        (Flaw::PdfNoLanguage, said(led(catalog, b"Lang"))),
        (Flaw::PdfNoTitle, title.unwrap_or_default() || described),
        (Flaw::PdfNoText, has_font),
    ]
    .into_iter()
    .filter_map(|(flaw, well)| (!well).then_some(flaw))
    .collect()
}

/// What was seen of a page so far.
#[derive(Debug, Default)]
struct Seen {
    language: bool,
    title: String,
    in_title: bool,
    no_alt: bool,
    /// The level of the last heading.
    level: Option<u8>,
    skips: bool,
}

#[derive(Debug, Default)]
struct Looking(RefCell<Seen>);

impl TokenSink for Looking {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut seen = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => seen.opens(&tag),
            Token::TagToken(tag) if &*tag.name == "title" => seen.in_title = false,
            Token::CharacterTokens(text) if seen.in_title => seen.title.push_str(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Seen {
    fn opens(&mut self, tag: &Tag) {
        let value = |name: &str| {
            let found = tag.attrs.iter().find(|one| &*one.name.local == name);
            found.map(|one| one.value.trim().to_owned())
        };
        match &*tag.name {
            "html" => self.language = value("lang").is_some_and(|tag| !tag.is_empty()),
            "title" => self.in_title = true,
            "img" => self.no_alt |= value("alt").is_none() && value("role").is_none(),
            name => {
                let level = name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok());
                if let Some(level) = level.filter(|level| (1..=6).contains(level)) {
                    self.skips |= level > self.level.unwrap_or(1) + 1;
                    self.level = Some(level);
                }
            }
        }
    }
}

/// A page, as the parser of browsers reads it.
pub fn of_page(content: &[u8]) -> Vec<Flaw> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(&*String::from_utf8_lossy(content)));
    let parser = Tokenizer::new(Looking::default(), TokenizerOpts::default());
    let _ = parser.feed(&input);
    parser.end();
    let seen = parser.sink.0.into_inner();
    [
        (Flaw::HtmlNoLanguage, seen.language),
        (Flaw::HtmlNoTitle, !seen.title.trim().is_empty()),
        (Flaw::HtmlNoAlt, !seen.no_alt),
        (Flaw::HtmlNoHeadings, seen.level.is_some()),
        (Flaw::HtmlHeadingsSkip, !seen.skips),
    ]
    .into_iter()
    .filter_map(|(flaw, well)| (!well).then_some(flaw))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_its_language_its_title_what_pictures_show_and_has_headings() {
        let well = b"<!doctype html><html lang=fr><title>Un</title><h1>Un</h1><h2>Deux</h2><img src=a alt=''>";
        assert_eq!(flaws("page.html", "text/html", well), []);
        let none = b"<p>Un <img src=a> &lt;title>";
        assert_eq!(
            flaws("page.HTM", "text/plain", none),
            [Flaw::HtmlNoLanguage, Flaw::HtmlNoTitle, Flaw::HtmlNoAlt, Flaw::HtmlNoHeadings]
        );
        let skips = b"<html lang='fr'><title>a</title><h1>a</h1><h4>b</h4>";
        assert_eq!(flaws("page.html", "text/html", skips), [Flaw::HtmlHeadingsSkip]);
        assert_eq!(flaws("notes.md", "text/plain", none), []);
    }

    #[test]
    fn a_pdf_that_is_none_or_says_nothing_is_told_so() {
        assert_eq!(flaws("a.pdf", "application/pdf", b"%PDF-1.7 nothing"), [Flaw::PdfUnreadable]);
        let bare = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n\
            xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \ntrailer<</Size 3/Root 1 0 R>>\nstartxref\n96\n%%EOF";
        assert_eq!(
            flaws("a.pdf", "application/pdf", bare),
            [Flaw::PdfUntagged, Flaw::PdfNoLanguage, Flaw::PdfNoTitle, Flaw::PdfNoText]
        );
    }
}

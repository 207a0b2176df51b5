//! Pages with a code, such as a certificate in each language; the code is a picture with a text of its own, and each page
//! says in which language it is.

use std::num::NonZeroU16;

use krilla::Document;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{ContentTag, Node, SpanTag, Tag, TagGroup, TagKind};
use krilla::text::TextDirection;

use super::{LETTERS, Letters, Named, begin, finish};

/// What stands on the page, from top to bottom.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// BCP 47.
    pub language: &'static str,
    pub title: String,
    pub lines: Vec<Line>,
    /// The modules of a QR code, row by row, and what it says in words.
    pub code: Vec<Vec<bool>>,
    pub code_says: String,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub text: String,
    pub size: u16,
    pub bold: bool,
    /// The page's only heading.
    pub heading: bool,
    /// Points between this line and the one above.
    pub above: u16,
}

const WIDTH: f32 = 842.0;
const HEIGHT: f32 = 595.0;
const MARGIN: f32 = 72.0;
/// As wide as the lines may be, in points: they do not touch the code.
const MEASURE: f32 = 560.0;
const CODE: f32 = 110.0;

/// Answers none when a letter has no place in the font.
pub fn write(sheet: &Sheet) -> Option<Vec<u8>> {
    write_all(std::slice::from_ref(sheet))
}

/// One page for each; the document has the title and the language of the first.
pub fn write_all(sheets: &[Sheet]) -> Option<Vec<u8>> {
    let first = sheets.first()?;
    let named = Named { title: &first.title, language: first.language };
    let (mut document, mut parts) = (begin(named)?, Vec::new());
    for sheet in sheets {
        parts.extend(draw(&mut document, sheet)?);
    }
    finish(document, named, parts)
}

fn draw(document: &mut Document, sheet: &Sheet) -> Option<Vec<TagGroup>> {
    let (regular, bold) = LETTERS.as_ref()?;
    let language = Some(sheet.language.to_owned());
    let mut parts = Vec::with_capacity(sheet.lines.len() + 1);
    let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
    let mut surface = page.surface();
    let mut y = MARGIN;
    for line in &sheet.lines {
        let letters = if line.bold { bold } else { regular };
        let tag: TagKind = if line.heading {
            Tag::Hn(NonZeroU16::MIN, Some(line.text.clone())).with_lang(language.clone()).into()
        } else {
            Tag::P.with_lang(language.clone()).into()
        };
        let mut group = TagGroup::new(tag);
        y += f32::from(line.above);
        for piece in wrapped(letters, &line.text, line.size)? {
            y += f32::from(line.size) * 1.25;
            let id = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            let (at, size) = (Point::from_xy(MARGIN, y), f32::from(line.size));
            surface.draw_text(at, letters.font.clone(), size, &piece, false, TextDirection::Auto);
            surface.end_tagged();
            group.push(Node::Leaf(id));
        }
        parts.push(group);
    }
    parts.push(draw_code(&mut surface, sheet)?);
    surface.finish();
    page.finish();
    Some(parts)
}

/// Lines that fit, broken between words.
fn wrapped(letters: &Letters, text: &str, size: u16) -> Option<Vec<String>> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer {
            Some(longer) if letters.width(&longer, size)? <= MEASURE => {
                lines.pop();
                lines.push(longer);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().all(|line| letters.width(line, size).is_some()).then_some(lines)
}

fn draw_code(surface: &mut Surface<'_>, sheet: &Sheet) -> Option<TagGroup> {
    let side = u16::try_from(sheet.code.len()).ok()?.max(1);
    let module = CODE / f32::from(side);
    let (left, top) = (WIDTH - MARGIN - CODE, HEIGHT - MARGIN - CODE);
    let mut path = PathBuilder::new();
    for (row, cells) in (0_u16..).zip(&sheet.code) {
        for (column, _) in (0_u16..).zip(cells).filter(|(_, dark)| **dark) {
            let (x, y) = (left + f32::from(column) * module, top + f32::from(row) * module);
            path.push_rect(Rect::from_xywh(x, y, module, module)?);
        }
    }
    let id = surface.start_tagged(ContentTag::Other);
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
    surface.end_tagged();
    let figure = Tag::Figure(Some(sheet.code_says.clone()));
    let mut figure = TagGroup::new(figure.with_lang(Some(sheet.language.to_owned())));
    figure.push(Node::Leaf(id));
    Some(figure)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(name: &str) -> Sheet {
        let line = |text: &str, heading| Line {
            text: text.into(),
            size: 20,
            bold: heading,
            heading,
            above: 10,
        };
        Sheet {
            language: "fr",
            title: "Attestation".into(),
            lines: vec![line("Attestation", true), line(name, false)],
            code: vec![vec![true, false], vec![false, true]],
            code_says: "Vérifier".into(),
        }
    }

    #[test]
    fn names_of_the_whole_network_are_printed_and_others_refused() {
        for name in [
            "Hélène Œuvrard (N’Guyen) \\ fin",
            "Nguyễn Thị Bích Ngọc",
            "Tāne Māhuta ʻŌkina",
            "Łukasz Żółć, Παπαδόπουλος, Иванов",
        ] {
            let made = write(&sheet(name)).unwrap();
            assert!(made.starts_with(b"%PDF-1.7"), "{name}");
            assert_eq!(write(&sheet(name)).unwrap(), made, "the same each time");
        }
        assert!(write(&sheet("山田太郎")).is_none());
    }

    #[test]
    fn two_languages_are_two_pages_that_each_name_their_own() {
        let english = Sheet { language: "en-GB", ..sheet("Hélène Œuvrard") };
        let made = write_all(&[sheet("Hélène Œuvrard"), english]).unwrap();
        let file = lopdf::Document::load_mem(&made).unwrap();
        assert_eq!(file.get_pages().len(), 2);
        let mut languages: Vec<_> = file
            .objects
            .values()
            .filter_map(|object| object.as_dict().ok()?.get(b"Lang").ok()?.as_str().ok())
            .map(|language| String::from_utf8_lossy(language).into_owned())
            .collect();
        languages.sort_unstable();
        languages.dedup();
        assert_eq!(languages, ["en-GB", "fr"]);
        assert!(write_all(&[]).is_none());
    }

    #[test]
    fn a_long_title_is_broken_between_words_and_stays_left_of_the_code() {
        let (regular, _) = LETTERS.as_ref().unwrap();
        let title = "Déposer, décrire et partager ses données de recherche ".repeat(4);

        let lines = wrapped(regular, &title, 18).unwrap();

        assert!(lines.len() > 3, "{lines:?}");
        assert!(lines.iter().all(|line| regular.width(line, 18).unwrap() <= MEASURE));
        assert_eq!(lines.join(" "), title.trim());
    }
}

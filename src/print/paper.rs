//! A text of several pages. What was typed is a text and nothing else.

use std::num::NonZeroU16;

use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Node, SpanTag, Tag, TagGroup, TagKind};
use krilla::text::TextDirection;

use super::{LETTERS, Letters, Named, begin, finish};

#[derive(Debug, Clone)]
pub struct Paper {
    /// BCP 47.
    pub language: &'static str,
    pub title: String,
    pub blocks: Vec<(Style, String)>,
}

/// How a paragraph looks, and what it is to who listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Title,
    Heading,
    Label,
    Text,
    Small,
    /// A line of a chart, with a bar below it that is so many thousandths of the measure: who listens has the text.
    Bar(u16),
}

impl Style {
    fn size(self) -> u16 {
        match self {
            Self::Title => 20,
            Self::Heading => 14,
            Self::Label | Self::Text => 10,
            Self::Bar(_) => 9,
            Self::Small => 8,
        }
    }
    fn bold(self) -> bool {
        matches!(self, Self::Title | Self::Heading | Self::Label)
    }
    /// Points above.
    fn above(self) -> f32 {
        match self {
            Self::Title => 0.0,
            Self::Heading => 16.0,
            Self::Label => 8.0,
            Self::Text | Self::Small => 2.0,
            Self::Bar(_) => 4.0,
        }
    }
    fn tag(self, text: &str) -> TagKind {
        let level = |n: u16| NonZeroU16::new(n).unwrap_or(NonZeroU16::MIN);
        match self {
            Self::Title => Tag::Hn(level(1), Some(text.to_owned())).into(),
            Self::Heading => Tag::Hn(level(2), Some(text.to_owned())).into(),
            Self::Label | Self::Text | Self::Small | Self::Bar(_) => Tag::P.into(),
        }
    }
}

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 64.0;
const MEASURE: f32 = WIDTH - 2.0 * MARGIN;

/// One line in its place, with the paragraph that it is of.
struct Placed {
    block: usize,
    y: f32,
    text: String,
    /// Whether it is the last of its paragraph.
    last: bool,
}

/// The document; none when the program was built without its third-party files.
pub fn write(paper: &Paper) -> Option<Vec<u8>> {
    let (regular, bold) = LETTERS.as_ref()?;
    let named = Named { title: &paper.title, language: paper.language };
    let mut document = begin(named)?;
    let mut groups: Vec<TagGroup> =
        paper.blocks.iter().map(|(style, text)| TagGroup::new(style.tag(text))).collect();
    for placed in pages(paper, (regular, bold)) {
        let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
        let mut surface = page.surface();
        for line in &placed {
            let style = paper.blocks[line.block].0;
            let letters = if style.bold() { bold } else { regular };
            let (at, size) = (Point::from_xy(MARGIN, line.y), f32::from(style.size()));
            let id = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            surface.draw_text(
                at,
                letters.font.clone(),
                size,
                &line.text,
                false,
                TextDirection::Auto,
            );
            surface.end_tagged();
            groups[line.block].push(Node::Leaf(id));
        }
        for line in &placed {
            draw_bar(&mut surface, paper.blocks[line.block].0, line)?;
        }
        surface.finish();
        page.finish();
    }
    finish(document, named, groups)
}

/// How thick a bar is, in points.
const BAR: f32 = 5.0;

/// The bar below the last line of its text: a picture of what the text says.
fn draw_bar(surface: &mut Surface<'_>, style: Style, line: &Placed) -> Option<()> {
    let Style::Bar(share) = style else { return Some(()) };
    if !line.last || share == 0 {
        return Some(());
    }
    let wide = (MEASURE * f32::from(share.min(1000)) / 1000.0).max(1.0);
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(MARGIN, line.y + 3.0, wide, BAR)?);
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    if let Some(path) = path.finish() {
        let fill = Fill { paint: rgb::Color::new(0x1b, 0x5e, 0x4f).into(), ..Fill::default() };
        surface.set_fill(Some(fill));
        surface.draw_path(&path);
        surface.set_fill(None);
    }
    surface.end_tagged();
    Some(())
}

/// The lines of each page. A heading does not stand alone at the end of one.
fn pages(paper: &Paper, (regular, bold): (&Letters, &Letters)) -> Vec<Vec<Placed>> {
    let (mut pages, mut page, mut y) = (Vec::new(), Vec::new(), MARGIN);
    for (block, (style, text)) in paper.blocks.iter().enumerate() {
        let letters = if style.bold() { bold } else { regular };
        let height = f32::from(style.size()) * 1.35;
        let room = if style.bold() { 4.0 * height } else { 0.0 };
        y += style.above();
        let bar = if matches!(style, Style::Bar(_)) { BAR + 3.0 } else { 0.0 };
        let lines: Vec<String> =
            text.lines().flat_map(|line| wrapped(letters, line, style.size())).collect();
        let count = lines.len();
        for (place, text) in lines.into_iter().enumerate() {
            let last = place + 1 == count;
            if y + height + room + bar > HEIGHT - MARGIN {
                pages.push(std::mem::take(&mut page));
                y = MARGIN;
            }
            y += height;
            page.push(Placed { block, y, text, last });
        }
        y += bar;
    }
    pages.push(page);
    pages
}

/// Lines that fit, broken between words, and within a word that is longer than a line. A letter that the font does not have
/// is shown as one that is missing.
fn wrapped(letters: &Letters, text: &str, size: u16) -> Vec<String> {
    let advance = |c: char| letters.width(c.encode_utf8(&mut [0; 4]), size);
    let known = |c: char| if advance(c).is_some() { c } else { '\u{fffd}' };
    let shown: String = text.chars().filter(|c| !c.is_control()).map(known).collect();
    let (mut lines, mut line, mut length) = (Vec::new(), String::new(), 0.0);
    for word in shown.split_inclusive(char::is_whitespace) {
        let wide: f32 = word.trim_end().chars().filter_map(advance).sum();
        if length + wide > MEASURE && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            length = 0.0;
        }
        for c in word.chars() {
            let wide = advance(c).unwrap_or_default();
            if length + wide > MEASURE && !c.is_whitespace() {
                lines.push(std::mem::take(&mut line));
                length = 0.0;
            }
            line.push(c);
            length += wide;
        }
    }
    lines.push(line);
    lines
        .into_iter()
        .map(|line| line.trim_end().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t50_whatever_was_typed_is_printed_as_a_text() {
        let texts = [
            "<script>alert(1)</script> {{html}} &amp;".to_owned(),
            "x".repeat(200_000),
            "שלום 🎉 é\u{202e}".to_owned(),
            "Une réponse. ".repeat(2_000),
        ];
        let blocks = std::iter::once((Style::Title, "Candidature".to_owned()))
            .chain(texts.into_iter().map(|text| (Style::Text, text)))
            .collect();
        let paper = Paper { language: "fr-FR", title: "Candidature".into(), blocks };
        let made = write(&paper).unwrap();
        assert!(made.starts_with(b"%PDF-1.7"));
        let (regular, bold) = LETTERS.as_ref().unwrap();
        let pages = pages(&paper, (regular, bold));
        assert!(pages.len() > 20);
        let fits = |line: &Placed| regular.width(&line.text, 10).unwrap() <= MEASURE + 1.0;
        assert!(pages.iter().flatten().filter(|line| line.block > 0).all(fits));
    }
}

//! A text of several pages. What was typed is a text and nothing else.

use std::num::NonZeroU16;

use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagKind,
};
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
    /// Of a letter: with some room above.
    Paragraph,
    Small,
    /// What the columns of a table are called, between tabs. The rows that follow are of the same table.
    Head,
    /// The cells of a row of a table, between tabs; the first says of what. Below, a bar that is so many thousandths of the
    /// measure.
    Row(u16),
}

impl Style {
    fn size(self) -> u16 {
        match self {
            Self::Title => 20,
            Self::Heading => 14,
            Self::Label | Self::Text | Self::Paragraph => 10,
            Self::Head | Self::Row(_) => 9,
            Self::Small => 8,
        }
    }
    fn bold(self) -> bool {
        matches!(self, Self::Title | Self::Heading | Self::Label | Self::Head)
    }
    /// Whether it is a row of a table.
    fn is_row(self) -> bool {
        matches!(self, Self::Head | Self::Row(_))
    }
    /// Points above.
    fn above(self) -> f32 {
        match self {
            Self::Title => 0.0,
            Self::Heading => 16.0,
            Self::Label | Self::Paragraph => 8.0,
            Self::Text | Self::Small => 2.0,
            Self::Head => 6.0,
            Self::Row(_) => 4.0,
        }
    }
    fn tag(self, text: &str) -> TagKind {
        let level = |n: u16| NonZeroU16::new(n).unwrap_or(NonZeroU16::MIN);
        match self {
            Self::Title => Tag::Hn(level(1), Some(text.to_owned())).into(),
            Self::Heading => Tag::Hn(level(2), Some(text.to_owned())).into(),
            Self::Label | Self::Text | Self::Paragraph | Self::Small => Tag::P.into(),
            Self::Head | Self::Row(_) => Tag::TR.into(),
        }
    }
}

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 64.0;
const MEASURE: f32 = WIDTH - 2.0 * MARGIN;

/// The first column of a table takes so much of the measure.
const FIRST: f32 = 0.46;
/// Between two columns.
const GAP: f32 = 8.0;

/// One line in its place, with the paragraph, or the cell of a row, that it is of.
struct Placed {
    block: usize,
    cell: usize,
    x: f32,
    y: f32,
    text: String,
}

/// A bar below a row: a picture of what its number is.
struct Drawn {
    block: usize,
    y: f32,
    wide: f32,
}

#[derive(Default)]
struct Leaf {
    lines: Vec<Placed>,
    bars: Vec<Drawn>,
}

/// The document; none when the program was built without its third-party files.
pub fn write(paper: &Paper) -> Option<Vec<u8>> {
    made(paper, ("", &[]))
}

/// The same for a text whose parts are in several languages: that of each block, in their order.
pub fn write_spoken(paper: &Paper, languages: &[&str]) -> Option<Vec<u8>> {
    made(paper, ("", languages))
}

/// The same with a few words at the head of each page that say what it is. Who listens hears them in the text, once.
pub fn write_marked(paper: &Paper, mark: &str) -> Option<Vec<u8>> {
    made(paper, (mark, &[]))
}

fn made(paper: &Paper, (mark, languages): (&str, &[&str])) -> Option<Vec<u8>> {
    let (regular, bold) = LETTERS.as_ref()?;
    let named = Named { title: &paper.title, language: paper.language };
    let mut document = begin(named)?;
    let spoken = |block: usize| languages.get(block).copied().filter(|own| *own != paper.language);
    let mut parts: Vec<Vec<TagGroup>> = paper
        .blocks
        .iter()
        .enumerate()
        .map(|(block, (style, text))| parts_of(*style, text, spoken(block)))
        .collect();
    for leaf in pages(paper, (regular, bold)) {
        let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
        let mut surface = page.surface();
        if !mark.is_empty() {
            draw_mark(&mut surface, regular, mark);
        }
        for line in &leaf.lines {
            let style = paper.blocks[line.block].0;
            let letters = if style.bold() { bold } else { regular };
            let (at, size) = (Point::from_xy(line.x, line.y), f32::from(style.size()));
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
            parts[line.block][line.cell].push(Node::Leaf(id));
        }
        for bar in &leaf.bars {
            let id = draw_bar(&mut surface, bar)?;
            let mut figure = TagGroup::new(Tag::Figure(Some(said(&paper.blocks[bar.block].1))));
            figure.push(Node::Leaf(id));
            if let Some(last) = parts[bar.block].last_mut() {
                last.push(Node::Group(figure));
            }
        }
        surface.finish();
        page.finish();
    }
    finish(document, named, tree(paper, parts))
}

/// Above the text, where nothing else stands.
fn draw_mark(surface: &mut Surface<'_>, letters: &Letters, mark: &str) {
    let size = Style::Small.size();
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Header)));
    for text in wrapped(letters, mark, (size, MEASURE)).into_iter().take(1) {
        let at = Point::from_xy(MARGIN, MARGIN / 2.0);
        let size = f32::from(size);
        surface.draw_text(at, letters.font.clone(), size, &text, false, TextDirection::Auto);
    }
    surface.end_tagged();
}

/// A paragraph, or the cells of a row; in its language where that is another one than the paper's.
fn parts_of(style: Style, text: &str, language: Option<&str>) -> Vec<TagGroup> {
    if !style.is_row() {
        return vec![TagGroup::new(style.tag(text).with_lang(language.map(str::to_owned)))];
    }
    let cell = |place: usize| match (style, place) {
        (Style::Head, _) => TagGroup::new(Tag::TH(TableHeaderScope::Column)),
        (_, 0) => TagGroup::new(Tag::TH(TableHeaderScope::Row)),
        _ => TagGroup::new(Tag::TD),
    };
    text.split('\t').enumerate().map(|(place, _)| cell(place)).collect()
}

/// What is read, in this order: rows that follow one another are one table; a head begins another one.
fn tree(paper: &Paper, parts: Vec<Vec<TagGroup>>) -> Vec<TagGroup> {
    let (mut all, mut table): (Vec<TagGroup>, Option<TagGroup>) = (Vec::new(), None);
    for ((style, text), parts) in paper.blocks.iter().zip(parts) {
        if !style.is_row() || *style == Style::Head {
            all.extend(table.take());
        }
        if style.is_row() {
            let cells = parts.into_iter().map(Node::Group).collect();
            let row = TagGroup::with_children(style.tag(text), cells);
            table.get_or_insert_with(|| TagGroup::new(Tag::Table)).push(Node::Group(row));
        } else {
            all.extend(parts);
        }
    }
    all.extend(table);
    all
}

/// What a bar shows, in words: of what, and how much.
fn said(row: &str) -> String {
    let mut cells = row.split('\t');
    let first = cells.next().unwrap_or_default();
    format!("{first} – {}", cells.next_back().unwrap_or_default())
}

/// How thick a bar is, in points.
const BAR: f32 = 5.0;

fn draw_bar(surface: &mut Surface<'_>, bar: &Drawn) -> Option<Identifier> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(MARGIN, bar.y, bar.wide, BAR)?);
    let id = surface.start_tagged(ContentTag::Other);
    if let Some(path) = path.finish() {
        let fill = Fill { paint: rgb::Color::new(0x1b, 0x5e, 0x4f).into(), ..Fill::default() };
        surface.set_fill(Some(fill));
        surface.draw_path(&path);
        surface.set_fill(None);
    }
    surface.end_tagged();
    Some(id)
}

/// Where the columns of so many cells begin, and how wide each is.
fn columns(count: usize) -> Vec<(f32, f32)> {
    if count < 2 {
        return vec![(MARGIN, MEASURE)];
    }
    let first = MEASURE * FIRST;
    let others = u16::try_from(count - 1).unwrap_or(u16::MAX);
    let each = (MEASURE - first) / f32::from(others);
    let other = |place: u16| (MARGIN + first + each * f32::from(place) + GAP, each - GAP);
    std::iter::once((MARGIN, first)).chain((0..others).map(other)).collect()
}

/// The lines of each page. A heading does not stand alone at the end of one, and a row is not torn apart.
fn pages(paper: &Paper, (regular, bold): (&Letters, &Letters)) -> Vec<Leaf> {
    let (mut pages, mut page, mut y) = (Vec::new(), Leaf::default(), MARGIN);
    for (block, (style, text)) in paper.blocks.iter().enumerate() {
        let letters = if style.bold() { bold } else { regular };
        let height = f32::from(style.size()) * 1.35;
        let room = if style.bold() { 4.0 * height } else { 0.0 };
        y += style.above();
        if style.is_row() {
            let texts: Vec<&str> = text.split('\t').collect();
            let places = columns(texts.len());
            let cells: Vec<Vec<String>> = texts
                .iter()
                .zip(&places)
                .map(|(text, (_, wide))| wrapped(letters, text, (style.size(), *wide)))
                .collect();
            let tall = f32::from(
                u16::try_from(cells.iter().map(Vec::len).max().unwrap_or(1)).unwrap_or(1),
            ) * height;
            if y + tall + room + BAR + 3.0 > HEIGHT - MARGIN {
                pages.push(std::mem::take(&mut page));
                y = MARGIN;
            }
            for (cell, (lines, (x, _))) in cells.into_iter().zip(&places).enumerate() {
                let mut at = y;
                for text in lines {
                    at += height;
                    page.lines.push(Placed { block, cell, x: *x, y: at, text });
                }
            }
            y += tall;
            if let Style::Row(share) = style
                && *share > 0
            {
                let wide = (MEASURE * f32::from((*share).min(1000)) / 1000.0).max(1.0);
                page.bars.push(Drawn { block, y: y + 3.0, wide });
                y += BAR + 3.0;
            }
            continue;
        }
        for text in text.lines().flat_map(|line| wrapped(letters, line, (style.size(), MEASURE))) {
            if y + height + room > HEIGHT - MARGIN {
                pages.push(std::mem::take(&mut page));
                y = MARGIN;
            }
            y += height;
            page.lines.push(Placed { block, cell: 0, x: MARGIN, y, text });
        }
    }
    pages.push(page);
    pages
}

/// Lines that fit, broken between words, and within a word that is longer than a line. A letter that the font does not have
/// is shown as one that is missing.
fn wrapped(letters: &Letters, text: &str, (size, measure): (u16, f32)) -> Vec<String> {
    let advance = |c: char| letters.width(c.encode_utf8(&mut [0; 4]), size);
    let known = |c: char| if advance(c).is_some() { c } else { '\u{fffd}' };
    let shown: String = text.chars().filter(|c| !c.is_control()).map(known).collect();
    let (mut lines, mut line, mut length) = (Vec::new(), String::new(), 0.0);
    for word in shown.split_inclusive(char::is_whitespace) {
        let wide: f32 = word.trim_end().chars().filter_map(advance).sum();
        if length + wide > measure && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            length = 0.0;
        }
        for c in word.chars() {
            let wide = advance(c).unwrap_or_default();
            if length + wide > measure && !c.is_whitespace() {
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
        assert!(pages.iter().flat_map(|page| &page.lines).filter(|line| line.block > 0).all(fits));
    }
}

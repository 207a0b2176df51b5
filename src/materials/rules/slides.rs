//! Presentations slide by slide: what is written on each, out of the archives that PowerPoint and LibreOffice write.
//! What an archive says of its size may lie, so no more of it is unpacked than is allowed.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use zip::ZipArchive;

const XML: XmlVersion = XmlVersion::Explicit1_0;
/// What is shown: slides, lines on each, and signs of a line.
const MOST_SLIDES: usize = 300;
const MOST_LINES: usize = 60;
const MOST_SIGNS: usize = 600;
/// What is unpacked of one part, and of all together.
const MOST_OF_ONE: u64 = 4 * 1024 * 1024;
const MOST_BYTES: u64 = 32 * 1024 * 1024;
const MOST_THUMBNAIL: usize = 512 * 1024;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Slide {
    pub title: String,
    pub lines: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deck {
    pub slides: Vec<Slide>,
    /// The picture of the first slide that the program put into the file, and its media type.
    pub thumbnail: Option<(&'static str, Vec<u8>)>,
    /// Whether there is more than is shown.
    pub is_cut: bool,
}

/// The slides of a presentation; none when it is none that can be read.
pub fn read(content: &[u8]) -> Option<Deck> {
    let mut parts = Parts { zip: ZipArchive::new(Cursor::new(content)).ok()?, left: MOST_BYTES };
    let mut deck = match parts.text("content.xml") {
        Some(content) => open_document(&content)?,
        None => office_open(&mut parts)?,
    };
    deck.is_cut |= deck.slides.len() > MOST_SLIDES;
    deck.slides.truncate(MOST_SLIDES);
    deck.thumbnail =
        ["docProps/thumbnail.jpeg", "docProps/thumbnail.png", "Thumbnails/thumbnail.png"]
            .into_iter()
            .find_map(|name| parts.bytes(name))
            .filter(|bytes| bytes.len() <= MOST_THUMBNAIL)
            .map(|bytes| (crate::files::sniff(&bytes), bytes))
            .filter(|(kind, _)| ["image/jpeg", "image/png"].contains(kind));
    Some(deck)
}

struct Parts<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl Parts<'_> {
    fn bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        let most = MOST_OF_ONE.min(self.left);
        let mut bytes = Vec::new();
        self.zip.by_name(name).ok()?.take(most + 1).read_to_end(&mut bytes).ok()?;
        let length = bytes.len() as u64;
        self.left = self.left.saturating_sub(length);
        (length <= most).then_some(bytes)
    }

    fn text(&mut self, name: &str) -> Option<String> {
        self.bytes(name).and_then(|bytes| String::from_utf8(bytes).ok())
    }
}

/// PowerPoint: one part for each slide, in the order that the presentation tells.
fn office_open(parts: &mut Parts<'_>) -> Option<Deck> {
    let list = parts.text("ppt/presentation.xml")?;
    let places = parts.text("ppt/_rels/presentation.xml.rels")?;
    let mut targets = HashMap::new();
    each_start(&places, |start| {
        if let (Some(id), Some(target)) = (attribute(start, "Id"), attribute(start, "Target")) {
            targets.insert(id, format!("ppt/{}", target.trim_start_matches("/ppt/")));
        }
    });
    let mut order = Vec::new();
    each_start(&list, |start| {
        if start.local_name().as_ref() == "sldId" {
            order.extend(attribute(start, "r:id").and_then(|id| targets.get(&id).cloned()));
        }
    });
    let mut deck = Deck { is_cut: order.len() > MOST_SLIDES, ..Deck::default() };
    for name in order.iter().take(MOST_SLIDES) {
        match parts.text(name) {
            Some(slide) => deck.slides.push(written(&slide, Dialect::OfficeOpen).pop()?),
            // A part that is too large, or not there: the others are shown.
            None => deck.is_cut = true,
        }
    }
    Some(deck)
}

/// LibreOffice: all slides in one part.
fn open_document(content: &str) -> Option<Deck> {
    if !content.contains("<office:presentation") {
        return None;
    }
    Some(Deck { slides: written(content, Dialect::OpenDocument), ..Deck::default() })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    OfficeOpen,
    OpenDocument,
}

/// What the text that comes next is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Title,
    Body,
    /// The number of the slide, a date, the speaker's notes.
    Aside,
}

/// The slides that a part holds, and what is written on them.
fn written(xml: &str, dialect: Dialect) -> Vec<Slide> {
    let mut slides = match dialect {
        Dialect::OfficeOpen => vec![Slide::default()],
        Dialect::OpenDocument => Vec::new(),
    };
    let (mut place, mut notes, mut line) = (Place::Body, false, None::<String>);
    let mut reader = Reader::from_str(xml);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) => match start.name().as_ref() {
                "a:p" | "text:p" | "text:h" => line = Some(String::new()),
                "p:sp" => place = Place::Body,
                "p:ph" => place = placeholder(&start),
                "draw:frame" => place = framed(&start),
                "draw:page" => slides.push(Slide::default()),
                "presentation:notes" => notes = true,
                _ => {}
            },
            Event::Empty(start) => match start.name().as_ref() {
                "p:ph" => place = placeholder(&start),
                "a:br" | "text:line-break" | "text:s" | "text:tab" => {
                    line.iter_mut().for_each(|line| line.push(' '));
                }
                "draw:page" => slides.push(Slide::default()),
                _ => {}
            },
            Event::Text(text) => add(&mut line, &text.xml_content(XML)),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(sign)) => add(&mut line, &sign.to_string()),
                _ => add(&mut line, resolve_xml_entity(&name.xml_content(XML)).unwrap_or(" ")),
            },
            Event::End(end) => match end.name().as_ref() {
                "a:p" | "text:p" | "text:h" => {
                    let (done, slide) = (line.take().unwrap_or_default(), slides.last_mut());
                    if let Some(slide) = slide.filter(|_| !notes) {
                        put(slide, place, &done);
                    }
                }
                "p:sp" | "draw:frame" => place = Place::Body,
                "presentation:notes" => notes = false,
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    slides
}

fn add(line: &mut Option<String>, text: &str) {
    if let Some(line) = line.as_mut().filter(|line| line.len() < 4 * MOST_SIGNS) {
        line.push_str(text);
    }
}

fn put(slide: &mut Slide, place: Place, line: &str) {
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = words.chars().take(MOST_SIGNS).collect();
    match place {
        _ if line.is_empty() => {}
        Place::Title if slide.title.is_empty() => slide.title = line,
        Place::Title => {
            slide.title = format!("{} {line}", slide.title).chars().take(MOST_SIGNS).collect()
        }
        Place::Body if slide.lines.len() < MOST_LINES => slide.lines.push(line),
        Place::Body | Place::Aside => {}
    }
}

fn placeholder(start: &BytesStart<'_>) -> Place {
    match attribute(start, "type").as_deref() {
        Some("title" | "ctrTitle") => Place::Title,
        Some("sldNum" | "dt" | "ftr" | "hdr") => Place::Aside,
        _ => Place::Body,
    }
}

fn framed(start: &BytesStart<'_>) -> Place {
    match attribute(start, "presentation:class").as_deref() {
        Some("title") => Place::Title,
        Some("page-number" | "date-time" | "footer" | "header" | "notes") => Place::Aside,
        _ => Place::Body,
    }
}

fn each_start(xml: &str, mut look: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => look(&start),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|one| one.key.as_ref() == name)?;
    found.normalized_value(XML).ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(content: &str) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("content.xml", SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn no_more_is_unpacked_or_shown_than_is_allowed() {
        let page = "<draw:page><draw:frame presentation:class=\"title\"><text:p>Titre</text:p></draw:frame></draw:page>";
        let deck = |pages: usize| {
            let pages = page.repeat(pages);
            read(&packed(&format!("<a><office:presentation>{pages}</office:presentation></a>")))
        };
        let many = deck(MOST_SLIDES + 1).unwrap();
        assert_eq!((many.slides.len(), many.is_cut), (MOST_SLIDES, true));
        assert!(!deck(2).unwrap().is_cut);
        // A few thousand bytes that would become a hundred million.
        assert_eq!(deck(1_000_000), None);
    }

    #[test]
    fn what_is_no_presentation_has_no_slides() {
        for bytes in [b"PK\x03\x04".as_slice(), b"", &packed("<office:text/>"), &packed("<a")] {
            assert_eq!(read(bytes), None);
        }
        let broken = read(&packed("<office:presentation><draw:page><text:p>Un</b>")).unwrap();
        assert_eq!(broken.slides.len(), 1);
    }
}

//! Taking out of a file what it says of whoever made it: papers, office documents, pictures.

use std::io::{Cursor, Read, Write};

use lopdf::{Dictionary, Document, Object};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::sniff;

/// What one part of a packed document is read up to, and all of them: a small file may hold a thousand large ones.
const LONGEST: u64 = 64 << 20;
const LONGEST_OF_ALL: u64 = 256 << 20;

/// Where the parts of office documents name people: what begins such a place, and what ends it.
const PEOPLE: [(&str, &str); 13] = [
    ("<dc:creator>", "</dc:creator>"),
    ("<cp:lastModifiedBy>", "</cp:lastModifiedBy>"),
    ("<meta:initial-creator>", "</meta:initial-creator>"),
    ("<meta:creator>", "</meta:creator>"),
    ("<meta:printed-by>", "</meta:printed-by>"),
    ("<meta:creator-initials>", "</meta:creator-initials>"),
    ("<Company>", "</Company>"),
    ("<Manager>", "</Manager>"),
    ("w:author=\"", "\""),
    ("w15:author=\"", "\""),
    ("w15:userId=\"", "\""),
    ("w:initials=\"", "\""),
    ("<author>", "</author>"),
];

/// A file without its author, company, camera and dates; none where it is of a kind that says nothing of these, or cannot be
/// read.
pub fn nameless(content: &[u8]) -> Option<Vec<u8>> {
    match sniff(content) {
        "application/pdf" => paper(content),
        "image/jpeg" => photograph(content),
        "image/png" => picture(content),
        _ => packed(content),
    }
}

fn paper(content: &[u8]) -> Option<Vec<u8>> {
    let mut paper = Document::load_mem(content).ok().filter(|paper| !paper.is_encrypted())?;
    paper.trailer.remove(b"Info");
    for object in paper.objects.values_mut() {
        match object {
            Object::Dictionary(one) => without_people(one),
            Object::Stream(one) => without_people(&mut one.dict),
            _ => {}
        }
    }
    paper.prune_objects();
    let mut out = Vec::new();
    paper.save_to(&mut out).ok()?;
    Some(out)
}

/// XMP may stand beside any object, what programs keep for themselves too; a note in the margin names who wrote it.
fn without_people(one: &mut Dictionary) {
    one.remove(b"Metadata");
    one.remove(b"PieceInfo");
    let is = |key: &[u8], name: &[u8]| {
        one.get(key).and_then(Object::as_name).is_ok_and(|found| found == name)
    };
    // Of a field to be filled in it is the name.
    let noted = is(b"Type", b"Annot") && !is(b"Subtype", b"Widget");
    if noted {
        one.remove(b"T");
    }
}

fn packed(content: &[u8]) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(content)).ok()?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let mut left = LONGEST_OF_ALL;
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).ok()?;
        let name = part.name().ok()?.to_string();
        if name.ends_with('/') {
            continue;
        }
        let mut bytes = Vec::new();
        let most = left.min(LONGEST);
        part.by_ref().take(most + 1).read_to_end(&mut bytes).ok()?;
        if bytes.len() as u64 > most {
            return None;
        }
        left -= bytes.len() as u64;
        if name.ends_with(".xml") {
            let text = String::from_utf8(bytes).ok()?;
            let clean = |text, (from, to): &(&str, &str)| emptied(text, (from, to));
            bytes = PEOPLE.iter().fold(text, clean).into_bytes();
        } else if let Some(clean) = nameless_picture(&bytes) {
            bytes = clean;
        }
        // What tells programs which kind of file it is stands there as it is.
        let method = match name.as_str() {
            "mimetype" => CompressionMethod::Stored,
            _ => CompressionMethod::Deflated,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        out.start_file(name, options).ok()?;
        out.write_all(&bytes).ok()?;
    }
    Some(out.finish().ok()?.into_inner())
}

fn nameless_picture(content: &[u8]) -> Option<Vec<u8>> {
    match sniff(content) {
        "image/jpeg" => photograph(content),
        "image/png" => picture(content),
        _ => None,
    }
}

/// A text in which nothing stands between these any more.
fn emptied(text: String, (from, to): (&str, &str)) -> String {
    if !text.contains(from) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(from) {
        out.push_str(before);
        out.push_str(from);
        rest = after.find(to).map_or(after, |end| &after[end..]);
    }
    out.push_str(rest);
    out
}

/// Without comments and what cameras and programs say; colours and sizes stay.
fn photograph(content: &[u8]) -> Option<Vec<u8>> {
    let mut out = content.get(..2)?.to_vec();
    let mut rest = content.get(2..)?;
    loop {
        let marker = *rest.get(1)?;
        if *rest.first()? != 0xff {
            return None;
        }
        // From here on it is the picture itself.
        if marker == 0xda {
            out.extend_from_slice(rest);
            return Some(out);
        }
        let length = usize::from(u16::from_be_bytes([*rest.get(2)?, *rest.get(3)?])) + 2;
        let segment = rest.get(..length)?;
        // APP0 is its size, APP2 its colours, APP14 how they are kept.
        let says = matches!(marker, 0xe1 | 0xe3..=0xed | 0xef | 0xfe);
        if !says {
            out.extend_from_slice(segment);
        }
        rest = &rest[length..];
    }
}

fn picture(content: &[u8]) -> Option<Vec<u8>> {
    let mut out = content.get(..8)?.to_vec();
    let mut rest = content.get(8..)?;
    while !rest.is_empty() {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?);
        let whole = usize::try_from(length).ok()?.checked_add(12)?;
        let chunk = rest.get(..whole)?;
        if !matches!(&chunk[4..8], b"tEXt" | b"zTXt" | b"iTXt" | b"eXIf" | b"tIME") {
            out.extend_from_slice(chunk);
        }
        rest = &rest[whole..];
    }
    Some(out)
}

//! Taking out of a file what it says of whoever made it: papers, office documents, pictures.

use std::io::{Cursor, Read, Write};

use actix_web::web::{self, Bytes};
use lopdf::{Dictionary, Document, Object};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::sniff;
use crate::Result;

/// What the parts of a packed document are read up to, all of them: they may name the same bytes many times over.
const LONGEST: u64 = 256 << 20;

/// Where the parts of office documents name people: what begins such a place, and what ends it.
const PEOPLE: [(&str, &str); 11] = [
    ("<dc:creator>", "</dc:creator>"),
    ("<cp:lastModifiedBy>", "</cp:lastModifiedBy>"),
    ("<meta:initial-creator>", "</meta:initial-creator>"),
    ("<meta:creator>", "</meta:creator>"),
    ("<meta:printed-by>", "</meta:printed-by>"),
    ("<meta:creator-initials>", "</meta:creator-initials>"),
    ("<Company>", "</Company>"),
    ("<Manager>", "</Manager>"),
    (":author=\"", "\""),
    ("w:initials=\"", "\""),
    ("<author>", "</author>"),
];

/// The parts that list who commented, as each program names them, and where these name people.
const LISTS: [&str; 4] = ["people", "person", "commentAuthors", "authors"];
const LISTED: [(&str, &str); 4] =
    [(" name=\"", "\""), (" displayName=\"", "\""), (" initials=\"", "\""), ("userId=\"", "\"")];

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

/// The same of any file, on a thread that may wait: a large one takes seconds. What says nothing of these stays as it is.
pub async fn made_nameless(content: Bytes) -> Result<Bytes> {
    let read = content.clone();
    let clean = web::block(move || nameless(&read)).await;
    let clean = clean.map_err(|error| anyhow::anyhow!("taking out who made a file: {error}"))?;
    Ok(clean.map_or(content, Bytes::from))
}

fn paper(content: &[u8]) -> Option<Vec<u8>> {
    let mut paper = Document::load_mem(content).ok().filter(|paper| !paper.is_encrypted())?;
    paper.trailer.remove(b"Info");
    paper.objects.values_mut().for_each(impersonal);
    paper.prune_objects();
    let mut out = Vec::new();
    paper.save_to(&mut out).ok()?;
    Some(out)
}

/// Notes may stand within their page; the reader lets nothing nest deep.
fn impersonal(object: &mut Object) {
    let within = match object {
        Object::Dictionary(one) => one,
        Object::Stream(one) => &mut one.dict,
        Object::Array(all) => return all.iter_mut().for_each(impersonal),
        _ => return,
    };
    without_people(within);
    within.iter_mut().for_each(|(_, one)| impersonal(one));
}

/// XMP may stand beside any object, what programs keep for themselves too; a note in the margin names who wrote it.
fn without_people(one: &mut Dictionary) {
    one.remove(b"Metadata");
    one.remove(b"PieceInfo");
    let is = |key: &[u8], name: &[u8]| {
        one.get(key).and_then(Object::as_name).is_ok_and(|found| found == name)
    };
    // Of a field to be filled in it is the name. A note need not say that it is one, but where it stands.
    let noted = (is(b"Type", b"Annot") || one.has(b"Rect")) && !is(b"Subtype", b"Widget");
    if noted {
        one.remove(b"T");
    }
}

fn packed(content: &[u8]) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(content)).ok()?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let mut room = LONGEST;
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).ok()?;
        let name = part.name().ok()?.to_string();
        if name.ends_with('/') {
            continue;
        }
        let mut bytes = Vec::new();
        part.by_ref().take(room + 1).read_to_end(&mut bytes).ok()?;
        room = room.checked_sub(bytes.len() as u64)?;
        if name.ends_with(".xml") {
            bytes = nobodys(&name, bytes);
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

/// The text of a part that names nobody; one that is no UTF-8 stays as it is.
fn nobodys(name: &str, bytes: Vec<u8>) -> Vec<u8> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(other) => return other.into_bytes(),
    };
    let short = name.rsplit('/').next().unwrap_or(name);
    let listed = if LISTS.iter().any(|list| short.starts_with(list)) { &LISTED[..] } else { &[] };
    let clean = |text, place: &(&str, &str)| emptied(text, *place);
    PEOPLE.iter().chain(listed).fold(text, clean).into_bytes()
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

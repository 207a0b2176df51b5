//! What a file says of whoever made it is taken out of it, and nothing else.

use std::io::{Cursor, Read, Write};

use lopdf::{Document, Object, Stream, dictionary};
use maillage::files::nameless;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A paper that names its author thrice: about itself, in XMP, in a note.
fn written() -> Vec<u8> {
    let mut paper = Document::with_version("1.5");
    let pages = paper.new_object_id();
    let note = paper.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Text", "T" => Object::string_literal("Lea Nantes"),
    });
    let page = paper.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Annots" => vec![note.into()],
        "MediaBox" => vec![0.into(), 0.into(), 100.into(), 100.into()],
    });
    let all = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    paper.objects.insert(pages, Object::Dictionary(all));
    let xmp = b"<dc:creator>Lea Nantes</dc:creator>".to_vec();
    let xmp = paper.add_object(Stream::new(dictionary! { "Type" => "Metadata" }, xmp));
    let root = paper.add_object(dictionary! {
        "Type" => "Catalog", "Pages" => pages, "Metadata" => xmp,
    });
    let info = paper.add_object(dictionary! {
        "Author" => Object::string_literal("Lea Nantes"),
    });
    paper.trailer.set("Root", root);
    paper.trailer.set("Info", info);
    let mut out = Vec::new();
    paper.save_to(&mut out).unwrap();
    out
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn says(content: &[u8], word: &str) -> bool {
    content.windows(word.len()).any(|window| window == word.as_bytes())
}

#[test]
fn t18_a_paper_says_nothing_of_its_author_and_stays_a_paper() {
    let before = written();
    assert!(says(&before, "Lea Nantes"));

    let after = nameless(&before).unwrap();

    assert!(!says(&after, "Nantes") && !says(&after, "Metadata"));
    let paper = Document::load_mem(&after).unwrap();
    assert_eq!(paper.get_pages().len(), 1);
    assert_eq!(nameless(b"%PDF-1.7 which is none"), None);
    assert_eq!(nameless(b"a;b"), None);
}

#[test]
fn t18_an_office_document_says_nothing_of_its_author_and_keeps_its_words() {
    let core = "<cp:coreProperties><dc:creator>Léa Nantes</dc:creator>\
                <cp:lastModifiedBy>Léa Nantes</cp:lastModifiedBy></cp:coreProperties>";
    let comment = "<w:comment w:author=\"Léa Nantes\" w:initials=\"LN\">Un mot.</w:comment>";
    let before = zipped(&[
        ("[Content_Types].xml", "<x/>"),
        ("docProps/core.xml", core),
        ("word/comments.xml", comment),
        (
            "word/people.xml",
            "<w15:person w15:author=\"Léa Nantes\"><w15:p w15:userId=\"S::Nantes\"/></w15:person>",
        ),
        ("word/document.xml", "<w:t>Pour les équipes.</w:t>"),
    ]);

    let after = nameless(&before).unwrap();

    let mut archive = ZipArchive::new(Cursor::new(after.as_slice())).unwrap();
    assert_eq!(archive.len(), 5);
    let mut whole = String::new();
    for place in 0..archive.len() {
        archive.by_index(place).unwrap().read_to_string(&mut whole).unwrap();
    }
    assert!(!whole.contains("Nantes") && !whole.contains("LN"), "{whole}");
    assert!(whole.contains("Pour les équipes.") && whole.contains("Un mot."), "{whole}");
    assert!(whole.contains("w:author=\"\" w:initials=\"\""), "{whole}");
}

#[test]
fn t18_a_picture_says_nothing_of_whose_camera_took_it() {
    let exif = [&[0xff, 0xe1, 0, 12][..], b"Exif Nante"].concat();
    let size = [0xff, 0xe0, 0, 4, 1, 2];
    let end = [0xff, 0xda, 0, 2, 9, 9, 0xff, 0xd9];
    let before = [&[0xff, 0xd8][..], &exif, &size, &end].concat();
    let after = [&[0xff, 0xd8][..], &size, &end].concat();
    assert_eq!(nameless(&before), Some(after));

    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [&length[..], kind, data, &[0; 4]].concat()
    };
    let (head, said, end) =
        (chunk(b"IHDR", &[0; 13]), chunk(b"tEXt", b"Author Nantes"), chunk(b"IEND", &[]));
    let mark = b"\x89PNG\r\n\x1a\n";
    let before = [&mark[..], &head, &said, &end].concat();
    assert_eq!(nameless(&before), Some([&mark[..], &head, &end].concat()));
}

//! Which files answer a question: by what their bytes are, whatever their names say.

use std::io::Cursor;

use serde_json::{Value, json};

use crate::files::{Stored, sniff};
use crate::questionnaires::{FileKind, Item};

/// A file in an answer, as it is kept in what is filed.
pub fn listed(id: &str, file: &Stored) -> Value {
    json!({ "id": id, "name": file.name, "media_type": file.media_type, "bytes": file.bytes,
            "sha256": file.sha256 })
}

/// The files of an answer.
pub fn of(value: &Value) -> &[Value] {
    value["files"].as_array().map_or(&[], Vec::as_slice)
}

/// The answer that is made of files, in the order in which they were brought.
pub fn answer(files: Vec<Value>) -> Value {
    json!({ "files": files })
}

/// Why a file is no answer to a question: the key of a message, and what it counts.
pub fn fault(item: &Item, name: &str, content: &[u8]) -> Option<(&'static str, String)> {
    let takes = item.takes();
    if content.is_empty() {
        return Some(("questionnaires-file-empty", name.to_owned()));
    }
    if content.len() > takes.megabytes as usize * 1024 * 1024 {
        return Some(("questionnaires-file-large", takes.megabytes.to_string()));
    }
    let known = kind(name, content).is_some_and(|kind| takes.kinds.contains(&kind));
    (!known).then(|| ("questionnaires-file-kind", name.to_owned()))
}

/// What a file is, when its bytes and its ending agree and nothing in it would run.
pub fn kind(name: &str, content: &[u8]) -> Option<FileKind> {
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let (kind, endings): (_, &[&str]) = match sniff(content) {
        "application/pdf" => (FileKind::Pdf, &["pdf"]),
        "application/vnd.oasis.opendocument.text" => (FileKind::Text, &["odt"]),
        "application/vnd.oasis.opendocument.spreadsheet" => (FileKind::Table, &["ods"]),
        "text/plain" => (FileKind::Table, &["csv", "tsv"]),
        "image/png" => (FileKind::Image, &["png"]),
        "image/jpeg" => (FileKind::Image, &["jpg", "jpeg"]),
        _ if has(content, "word/document.xml") => (FileKind::Text, &["docx"]),
        _ if has(content, "xl/workbook.xml") => (FileKind::Table, &["xlsx"]),
        _ => return None,
    };
    (endings.contains(&ending.as_str()) && !runs(content)).then_some(kind)
}

/// Whether a packed document has a part, in whatever order its parts stand.
fn has(content: &[u8], part: &str) -> bool {
    let packed = zip::ZipArchive::new(Cursor::new(content));
    packed.is_ok_and(|packed| packed.file_names().any(|name| name.is_ok_and(|name| name == part)))
}

/// Whether a packed document brings a program along, or cannot be looked into.
fn runs(content: &[u8]) -> bool {
    if !content.starts_with(b"PK") {
        return false;
    }
    let Ok(packed) = zip::ZipArchive::new(Cursor::new(content)) else { return true };
    let program = |name: &str| name.ends_with("vbaProject.bin") || name.starts_with("Basic/");
    packed.file_names().any(|name| name.map_or(true, |name| program(&name)))
}

/// The endings that a browser offers to choose from.
pub fn endings(kinds: &[FileKind]) -> String {
    let of = |kind: &FileKind| match kind {
        FileKind::Pdf => ".pdf",
        FileKind::Text => ".docx,.odt",
        FileKind::Table => ".xlsx,.ods,.csv,.tsv",
        FileKind::Image => ".png,.jpg,.jpeg",
    };
    kinds.iter().map(of).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::questionnaires::{FileRules, Kind, Said};

    fn packed(files: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (name, content) in files {
            zip.start_file(*name, options).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn t44_files_are_what_their_bytes_are_and_bring_no_program() {
        let mut item = Item::new("plan", Kind::File, Said::default());
        item.files = Some(FileRules { kinds: FileKind::ALL.to_vec(), ..FileRules::default() });
        let word =
            [("[Content_Types].xml", "<x/>"), ("_rels/.rels", ""), ("word/document.xml", "")];
        let macros = [word[0], word[1], word[2], ("word/vbaProject.bin", "x")];
        let odt = [("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "")];
        let cases: Vec<(&str, Vec<u8>, Option<&str>)> = vec![
            ("plan.pdf", b"%PDF-1.7 x".to_vec(), None),
            ("plan.docx", packed(&word), None),
            ("plan.odt", packed(&odt), None),
            ("notes.csv", "a;b".into(), None),
            ("plan.pdf", b"<!DOCTYPE html><script>x</script>".to_vec(), Some("kind")),
            ("plan.html", b"%PDF-1.7 <html>".to_vec(), Some("kind")),
            ("dessin.svg", b"<svg onload='x'/>".to_vec(), Some("kind")),
            ("plan.docx", packed(&macros), Some("kind")),
            ("plan.docm", packed(&macros), Some("kind")),
            ("tout.zip", packed(&[("a", "b")]), Some("kind")),
            ("EICAR.com", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR".to_vec(), Some("kind")),
            ("vide.pdf", Vec::new(), Some("empty")),
            ("plan.pdf", [b"%PDF-1.7 ".to_vec(), vec![0; 10 << 20]].concat(), Some("large")),
        ];
        for (name, content, expected) in cases {
            let code = fault(&item, name, &content).map(|(code, _)| code);
            let expected = expected.map(|end| format!("questionnaires-file-{end}"));
            assert_eq!(code, expected.as_deref(), "{name}");
        }
    }
}

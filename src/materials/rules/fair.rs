//! Twelve questions by which a material is found, understood and reused (training brief, M10). Advice with what to do,
//! never a mark.

use super::accessible::Flaw;
use super::publishing;
use crate::materials::{Held, Parts, Point, Record, Version, licence, parsed};

/// One of them, whether it is well, and the field of the form where one sees to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    pub code: &'static str,
    pub ok: bool,
    pub field: &'static str,
}

/// What stands around the version that is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The identifier of the material.
    pub doi: Option<&'a str>,
    /// It has an address that anybody can open.
    pub has_page: bool,
}

const PROPRIETARY: [&str; 8] = ["pptx", "ppt", "docx", "doc", "xlsx", "xls", "key", "pages"];
const OPEN: [&str; 14] = [
    "pdf", "odp", "odt", "ods", "csv", "tsv", "md", "html", "htm", "ipynb", "tex", "txt", "svg",
    "xml",
];

pub fn checks(version: &Version, parts: &Parts, around: Around<'_>) -> Vec<Check> {
    let record = version.record(parts.clone());
    let check = |code, field, ok| Check { code, ok, field };
    vec![
        check("identifier", "material_doi", around.doi.is_some() || version.doi.is_some()),
        check("page", "title", around.has_page),
        check("licence", "licence", licence(&record.licence).is_some()),
        check("formats", "files", open_beside_proprietary(&parts.files)),
        check("authors", "people", authors_identified(&record)),
        check("language", "languages", !record.languages.is_empty()),
        check("outcomes", "outcomes", record.points.iter().any(|one| one.kind == Point::Outcome)),
        check("audience", "level", record.level.is_some() && !record.audiences.is_empty()),
        check("words", "topics", !record.topics.is_empty() && record.keywords.len() >= 3),
        check("sources", "files", parts.files.iter().any(|held| held.file.is_source)),
        check("version", "change_note", !publishing::lacks_note(&record, version.number)),
        check("accessibility", "accessibility", is_described(&record, &parts.files)),
    ]
}

fn open_beside_proprietary(files: &[Held]) -> bool {
    let closed = files.iter().any(|held| PROPRIETARY.contains(&held.ending().as_str()));
    !closed || files.iter().any(|held| OPEN.contains(&held.ending().as_str()))
}

fn authors_identified(record: &Record) -> bool {
    let mut authors = record.people.iter().filter(|one| one.role == crate::materials::Role::Author);
    authors.clone().next().is_some() && authors.all(|one| one.orcid.is_some())
}

/// What keeps some people out of the files: the name of each, and what was found in it.
pub fn flaws(files: &[Held]) -> impl Iterator<Item = (&str, Flaw)> {
    files.iter().flat_map(|held| {
        parsed::<Flaw>(&held.file.flaws).into_iter().map(|flaw| (held.file.name.as_str(), flaw))
    })
}

/// A word about accessibility, and about what each picture and film shows; files that keep nobody out.
fn is_described(record: &Record, files: &[Held]) -> bool {
    let seen = |held: &&Held| {
        held.media_type.starts_with("image/") || held.media_type.starts_with("video/")
    };
    let told = files.iter().filter(seen).all(|held| !held.file.alt_text.is_empty());
    let sound = files.iter().all(|held| held.file.flaws.is_empty());
    told && sound && !record.accessibility.is_empty()
}

//! Packages that readers play: what a ZIP file must be before anything of it is shown, and what it holds.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::accessible::{self, Flaw};
use crate::Refusal;
use crate::materials::Package;

pub const NO_ZIP: Refusal = Refusal::new("materials-package-no-zip");
pub const ESCAPES: Refusal = Refusal::new("materials-package-escapes");
pub const BOMB: Refusal = Refusal::new("materials-package-bomb");
pub const LARGE_FILE: Refusal = Refusal::new("materials-package-large-file");
pub const LOCKED: Refusal = Refusal::new("materials-package-locked");
pub const NO_ENTRY: Refusal = Refusal::new("materials-package-no-entry");
/// A module of a kind that would need a record store of its own beside it.
pub const CMI5: Refusal = Refusal::new("materials-package-cmi5");
pub const LIES: Refusal = Refusal::new("materials-lying-type");

/// The most that a package may hold (training brief, M15).
const MOST_ENTRIES: usize = 5_000;
const MOST_BYTES: u64 = 500 * 1024 * 1024;
/// The most that one file of it may hold: each request for a file unpacks it whole.
const MOST_OF_ONE: u64 = 64 * 1024 * 1024;
/// How many times larger the whole may become.
const MOST_GROWTH: u64 = 100;
/// A manifest is read as far as this.
const MANIFEST_BYTES: u64 = 1024 * 1024;

/// What says that a package is of H5P; its player begins with it.
const H5P: &str = "h5p.json";

/// What was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub package: Package,
    /// Where it begins; empty when nothing of it is played.
    pub entry: String,
    /// What keeps some people out of it.
    pub flaws: Vec<Flaw>,
}

impl Found {
    /// A file that is no package, or is not to be played.
    pub fn plain(name: &str, content: &[u8]) -> Self {
        let flaws = accessible::flaws(name, crate::files::sniff(content), content);
        Self { package: Package::None, entry: String::new(), flaws }
    }
}

/// Looks at every byte of a package. What is declared of a file may lie, so all is unpacked, to nowhere.
pub fn read(content: &[u8]) -> Result<Found, Refusal> {
    let mut zip = ZipArchive::new(Cursor::new(content)).map_err(|_| NO_ZIP)?;
    if zip.len() > MOST_ENTRIES {
        return Err(BOMB);
    }
    let limit = MOST_BYTES.min((content.len() as u64).saturating_mul(MOST_GROWTH));
    let (mut total, mut manifests) = (0_u64, BTreeMap::new());
    for place in 0..zip.len() {
        let raw = zip.by_index_raw(place).map_err(|_| NO_ZIP)?;
        if raw.encrypted() {
            return Err(LOCKED);
        }
        let name = raw.name().map_err(|_| ESCAPES)?.into_owned();
        if !is_inside(&name) || raw.is_symlink() {
            return Err(ESCAPES);
        }
        drop(raw);
        let mut file = zip.by_index(place).map_err(|_| NO_ZIP)?;
        let before = total;
        let mut rest = (&mut file).take(limit - total + 1);
        if ["imsmanifest.xml", H5P].contains(&name.as_str()) {
            let mut text = Vec::new();
            let beginning = (&mut rest).take(MANIFEST_BYTES).read_to_end(&mut text);
            total += beginning.map_err(|_| NO_ZIP)? as u64;
            total += std::io::copy(&mut rest, &mut std::io::sink()).map_err(|_| NO_ZIP)?;
            manifests.insert(name, String::from_utf8_lossy(&text).into_owned());
        } else {
            total += std::io::copy(&mut rest, &mut std::io::sink()).map_err(|_| NO_ZIP)?;
            if !name.ends_with('/') {
                manifests.entry(name).or_default();
            }
        }
        if total > limit {
            return Err(BOMB);
        }
        if total - before > MOST_OF_ONE {
            return Err(LARGE_FILE);
        }
    }
    let (package, entry) = kind(&manifests)?;
    let page = file(content, &entry).filter(|_| package != Package::H5p).unwrap_or_default();
    Ok(Found { flaws: accessible::flaws(&entry, "text/html", &page), package, entry })
}

/// Whether a name stays in the folder it is unpacked to, on every system.
fn is_inside(name: &str) -> bool {
    let parts = || name.split('/');
    !name.is_empty()
        && name.len() <= 400
        && !name.starts_with('/')
        && !name.contains(['\\', '\0', ':'])
        && parts().all(|part| part != ".." && part != ".")
}

fn kind(files: &BTreeMap<String, String>) -> Result<(Package, String), Refusal> {
    if files.contains_key(H5P) && files.contains_key("content/content.json") {
        return Ok((Package::H5p, H5P.to_owned()));
    }
    let begins = |entry: &str| files.contains_key(entry).then(|| entry.to_owned());
    if let Some(manifest) = files.get("imsmanifest.xml") {
        let package = match manifest.contains("2004") || manifest.contains("CAM 1.3") {
            true => Package::Scorm2004,
            false => Package::Scorm12,
        };
        let entry = first_resource(manifest).and_then(|entry| begins(&entry)).ok_or(NO_ENTRY)?;
        return Ok((package, entry));
    }
    if files.contains_key("cmi5.xml") {
        return Err(CMI5);
    }
    let entry = begins("index.html").or_else(|| begins("index.htm")).ok_or(NO_ENTRY)?;
    Ok((Package::Html, entry))
}

/// The address of the resource of a SCORM manifest with which it begins: the first that talks to what plays it (a SCO), else
/// the first that has an address. No XML reader looks at it, so it can name nothing outside.
fn first_resource(manifest: &str) -> Option<String> {
    let resources = manifest.split_once("<resources")?.1;
    let tags = resources.split("<resource ").skip(1);
    let tags = tags.filter_map(|tag| tag.split('>').next());
    let all: Vec<(bool, String)> = tags
        .filter_map(|tag| {
            let after = tag.split_once(" href=").or_else(|| tag.split_once("href="))?.1;
            let quote = after.chars().next().filter(|sign| ['"', '\''].contains(sign))?;
            let href = after.get(1..)?.split(quote).next()?;
            let folded = tag.to_lowercase();
            let talks = folded.contains("scormtype=\"sco\"") || folded.contains("scormtype='sco'");
            Some((talks, href.split(['?', '#']).next()?.to_owned()))
        })
        .collect();
    let first = all.iter().find(|(talks, _)| *talks).or(all.first());
    first.map(|(_, href)| href.clone())
}

/// One file of a package that was looked at before; at most as much as one may hold.
pub fn file(content: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(content)).ok()?;
    let file = zip.by_name(name).ok()?;
    let mut bytes = Vec::new();
    file.take(MOST_OF_ONE).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// What files of a name are by their content; a name that says another is refused.
const SAID: [(&str, &[&str]); 12] = [
    ("pdf", &["application/pdf"]),
    ("png", &["image/png"]),
    ("jpg", &["image/jpeg"]),
    ("jpeg", &["image/jpeg"]),
    ("gif", &["image/gif"]),
    ("webp", &["image/webp"]),
    ("zip", &["application/zip"]),
    ("h5p", &["application/zip"]),
    ("docx", &["application/vnd.openxmlformats-officedocument", "application/zip"]),
    ("pptx", &["application/vnd.openxmlformats-officedocument", "application/zip"]),
    ("xlsx", &["application/vnd.openxmlformats-officedocument", "application/zip"]),
    ("mp4", &["video/"]),
];

/// Whether a file is what its name says, where its content can tell.
pub fn check_type(name: &str, media_type: &str) -> Result<(), Refusal> {
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let known = SAID.iter().find(|(said, _)| *said == ending);
    let right = known.is_none_or(|(_, types)| types.iter().any(|one| media_type.starts_with(one)));
    if right { Ok(()) } else { Err(LIES) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;

    fn packed(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn stored(files: &[(&str, &[u8])]) -> Vec<u8> {
        packed(files, CompressionMethod::Stored)
    }

    #[test]
    fn a_package_is_known_by_what_it_holds() {
        let html = stored(&[("index.html", b"<p>"), ("a/b.js", b"1")]);
        let found = read(&html).unwrap();
        assert_eq!((found.package, &*found.entry), (Package::Html, "index.html"));
        assert!(found.flaws.contains(&Flaw::HtmlNoTitle));
        assert_eq!(file(&html, "a/b.js").as_deref(), Some(&b"1"[..]));
        assert_eq!(file(&html, "../a"), None);
        let manifest =
            b"<manifest><resources><resource identifier='r' href=\"cours/debut.html?x\">";
        let scorm = stored(&[("imsmanifest.xml", manifest), ("cours/debut.html", b"<p>")]);
        assert_eq!(read(&scorm).unwrap().entry, "cours/debut.html");
        let manifest =
            b"<resources><resource identifier='a' adlcp:scormtype='asset' href='a.html'>\
            <resource identifier='b' adlcp:scormType='sco' href='b.html'>";
        let scorm = stored(&[("imsmanifest.xml", manifest), ("a.html", b""), ("b.html", b"<p>")]);
        assert_eq!(read(&scorm).unwrap().entry, "b.html");
        let h5p = stored(&[("h5p.json", b"{}"), ("content/content.json", b"{}")]);
        let found = Found { package: Package::H5p, entry: "h5p.json".into(), flaws: Vec::new() };
        assert_eq!(read(&h5p), Ok(found));
    }

    #[test]
    fn what_leaves_its_folder_grows_without_end_or_leads_nowhere_is_refused() {
        for name in ["../evil.html", "a/../../evil.html", "/etc/passwd", "C:/evil", "a\\..\\evil"] {
            assert_eq!(
                read(&stored(&[("index.html", b"x"), (name, b"x")])),
                Err(ESCAPES),
                "{name}"
            );
        }
        let bomb = packed(&[("index.html", &vec![0; 30_000_000])], CompressionMethod::Deflated);
        assert!(bomb.len() < 200_000, "{}", bomb.len());
        assert_eq!(read(&bomb), Err(BOMB));
        let long = vec![7; 65 * 1024 * 1024];
        assert_eq!(read(&stored(&[("index.html", b"x"), ("film.mp4", &long)])), Err(LARGE_FILE));
        assert_eq!(read(b"PK\x03\x04 and no more"), Err(NO_ZIP));
        assert_eq!(read(&stored(&[("page.html", b"x")])), Err(NO_ENTRY));
        let lost = b"<resources><resource href='/etc/passwd'>";
        assert_eq!(read(&stored(&[("imsmanifest.xml", lost)])), Err(NO_ENTRY));
    }

    #[test]
    fn a_file_is_what_its_name_says() {
        assert_eq!(check_type("plan.PDF", "application/pdf"), Ok(()));
        assert_eq!(check_type("plan.pdf", "text/plain"), Err(LIES));
        assert_eq!(check_type("image.png", "application/zip"), Err(LIES));
        assert_eq!(check_type("notes.md", "text/plain"), Ok(()));
    }
}

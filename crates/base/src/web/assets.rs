//! Style sheets, scripts and fonts: embedded in the release binary, named by their content, kept by browsers for a year.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;
use std::sync::{LazyLock, OnceLock};

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use rust_embed::RustEmbed;

use crate::secret::sha256_hex;
use crate::{Error, Result};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../assets"]
#[include = "css/*"]
#[include = "js/*"]
#[include = "brand/*"]
#[include = "vendor/*"]
#[exclude = "*.ttf"]
struct Assets;

/// Letters that are drawn into what is printed; browsers do not get them.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../assets"]
#[include = "vendor/*.ttf"]
struct Fonts;

/// A font that files are written with; none when the program was built without its third-party files.
pub fn font(name: &str) -> Option<Cow<'static, [u8]>> {
    Fonts::get(&format!("vendor/{name}")).map(|file| file.data)
}

struct Asset {
    plain: Bytes,
    /// Squeezed when first asked for: at start it would cost more time than all the rest.
    gzip: LazySqueezed,
    brotli: LazySqueezed,
    squeezable: bool,
    media_type: String,
}

type LazySqueezed = OnceLock<Option<Bytes>>;

impl Asset {
    fn squeezed(&self, accepted: &str) -> Option<(&'static str, Bytes)> {
        if !self.squeezable {
            return None;
        }
        let brotli = || self.brotli.get_or_init(|| brotli(&self.plain)).clone();
        let gzip = || self.gzip.get_or_init(|| gzip(&self.plain)).clone();
        accepted
            .contains("br")
            .then(|| Some(("br", brotli()?)))
            .or_else(|| accepted.contains("gzip").then(|| Some(("gzip", gzip()?))))
            .flatten()
    }
}

struct Shelf {
    /// From the plain name to the address with the content's hash in it.
    urls: HashMap<String, String>,
    /// From the hashed name to the file.
    files: HashMap<String, Asset>,
}

/// The style sheets of a page, in this order and as one file: whoever is far away waits once and not twenty times.
const SHEETS: &[&str] = &[
    "vendor/bootstrap.min.css",
    "vendor/tom-select.bootstrap5.min.css",
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/components.css",
    "css/forms.css",
    "css/pickers.css",
    "css/home.css",
    "css/tickets.css",
    "css/inbox.css",
    "css/triage.css",
    "css/network.css",
    "css/figures.css",
    "css/accounts.css",
    "css/knowledge.css",
    "css/materials.css",
    "css/courses.css",
    "css/calendar.css",
    "css/calls.css",
];
const ALL_SHEETS: &str = "css/all.css";

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let mut shelf = Shelf { urls: HashMap::new(), files: HashMap::new() };
    // Files that name others come last: they do so by the others' hashed addresses.
    let mut files: Vec<_> =
        Assets::iter().filter_map(|name| Some((Assets::get(&name)?, name))).collect();
    files.sort_by_key(|(file, name)| (names_others(name, &file.data), name.to_string()));
    for (file, name) in files {
        let plain = match names_others(&name, &file.data) {
            Some(opening) => Bytes::from(with_hashed_urls(&name, &file.data, opening, &shelf.urls)),
            None => Bytes::copy_from_slice(&file.data),
        };
        shelf.put(&name, plain);
    }
    let all: Vec<u8> = SHEETS.iter().filter_map(|name| shelf.plain(name)).flatten().collect();
    shelf.put(ALL_SHEETS, all.into());
    shelf
});

impl Shelf {
    fn put(&mut self, name: &str, plain: Bytes) {
        let hash = &sha256_hex(&plain)[..12];
        let hashed = match name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
            None => format!("{name}.{hash}"),
        };
        self.urls.insert(name.to_owned(), format!("/assets/{hashed}"));
        self.files.insert(hashed, asset(name, plain));
    }

    fn plain(&self, name: &str) -> Option<Bytes> {
        let hashed = self.urls.get(name)?.strip_prefix("/assets/")?;
        Some(self.files.get(hashed)?.plain.clone())
    }
}

fn asset(name: &str, plain: Bytes) -> Asset {
    let media_type = mime_guess::from_path(name).first_or_octet_stream();
    let text =
        media_type.type_() == "text" || [".svg", ".mjs"].iter().any(|end| name.ends_with(end));
    let squeezable = text && plain.len() > 512 && !cfg!(debug_assertions);
    let media_type = match media_type.type_().as_str() {
        "text" => format!("{media_type}; charset=utf-8"),
        _ => media_type.to_string(),
    };
    Asset { gzip: OnceLock::new(), brotli: OnceLock::new(), squeezable, media_type, plain }
}

fn gzip(plain: &[u8]) -> Option<Bytes> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(plain).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

fn brotli(plain: &[u8]) -> Option<Bytes> {
    let mut out = Vec::new();
    // Quality 9: within a few percent of the best, at a tenth of its time, since this is paid at first use.
    let params = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    let mut input = plain;
    brotli::BrotliCompress(&mut input, &mut out, &params).ok()?;
    Some(Bytes::from(out))
}

/// What stands before the name of another file: `url(` in style sheets, `from "` in scripts that import.
fn names_others(name: &str, content: &[u8]) -> Option<&'static str> {
    let imports = || content.windows(8).any(|window| window == b"from \"./");
    match name.rsplit_once('.')?.1 {
        "css" => Some("url("),
        "js" if !name.starts_with("vendor/") && imports() => Some("from "),
        _ => None,
    }
}

/// Replaces the names of other files by their hashed addresses.
fn with_hashed_urls(
    name: &str,
    source: &[u8],
    opening: &str,
    urls: &HashMap<String, String>,
) -> String {
    let source = String::from_utf8_lossy(source);
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let closing = if opening == "url(" { ')' } else { ';' };
    let mut out = String::with_capacity(source.len());
    let mut rest: &str = &source;
    while let Some((before, after)) = rest.split_once(opening) {
        out.push_str(before);
        out.push_str(opening);
        let Some((inside, tail)) = after.split_once(closing) else {
            rest = after;
            break;
        };
        let target = inside.trim_matches(['"', '\'']);
        match resolve(folder, target).and_then(|path| urls.get(&path)) {
            Some(url) => out.push_str(&format!("\"{url}\"")),
            None => out.push_str(inside),
        }
        out.push(closing);
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn resolve(folder: &str, target: &str) -> Option<String> {
    if target.contains(':') {
        return None;
    }
    if let Some(path) = target.strip_prefix("/assets/") {
        return Some(path.to_owned());
    }
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The address of an asset by its plain name; an unknown name gives an address that answers 404.
pub fn url(name: &str) -> String {
    SHELF.urls.get(name).cloned().unwrap_or_else(|| format!("/assets/{name}"))
}

/// Whether the build had Node, so that pages have their style.
pub fn vendor_is_present() -> bool {
    SHELF.urls.contains_key("vendor/bootstrap.min.css")
}

/// `GET /assets/{name}`
pub async fn serve(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse> {
    let asset = SHELF.files.get(name.as_str()).ok_or(Error::NotFound)?;
    let accepted = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut response = HttpResponse::Ok();
    response
        .content_type(asset.media_type.as_str())
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        // A frame without an origin shows files with scripts and letters of ours; there is nothing secret in them.
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((header::VARY, "Accept-Encoding"));
    let (encoding, body) =
        asset.squeezed(accepted).unwrap_or_else(|| ("identity", asset.plain.clone()));
    response.insert_header((header::CONTENT_ENCODING, encoding));
    Ok(response.body(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_style_sheets_name_others_by_their_hashes() {
        let app = SHELF.files.iter().find(|(name, _)| name.starts_with("js/app.")).expect("app.js");
        let source = String::from_utf8_lossy(&app.1.plain);
        assert!(source.contains(&url("js/drafts.js")), "{source:.300}");
        assert!(url("js/drafts.js").starts_with("/assets/js/drafts."));
    }

    #[test]
    fn pages_have_one_style_sheet_that_holds_all_but_those_of_frames_and_paper() {
        let apart = ["css/embed.css", "css/viewer.css", "css/print.css"];
        let ours = Assets::iter().filter(|name| name.starts_with("css/"));
        let left: Vec<_> =
            ours.filter(|n| !apart.contains(&&**n) && !SHEETS.contains(&&**n)).collect();
        assert_eq!(left, [""; 0]);
        let all = SHELF.plain(ALL_SHEETS).expect("the style sheets");
        for name in SHEETS.iter().filter_map(|name| SHELF.plain(name)) {
            assert!(all.windows(name.len()).any(|part| part == name));
        }
    }
}

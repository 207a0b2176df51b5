//! Style sheets, scripts and fonts: embedded in the release binary, named by their content, kept by browsers for a year.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;
use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use rust_embed::RustEmbed;

use crate::secret::sha256_hex;
use crate::{Error, Result};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets"]
#[include = "css/*"]
#[include = "js/*"]
#[include = "brand/*"]
#[include = "vendor/*"]
struct Assets;

struct Asset {
    plain: Bytes,
    gzip: Option<Bytes>,
    brotli: Option<Bytes>,
    media_type: String,
}

struct Shelf {
    /// From the plain name to the address with the content's hash in it.
    urls: HashMap<String, String>,
    /// From the hashed name to the file.
    files: HashMap<String, Asset>,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let mut shelf = Shelf { urls: HashMap::new(), files: HashMap::new() };
    // Style sheets come last: they name fonts by their hashed addresses.
    let mut names: Vec<Cow<'static, str>> = Assets::iter().collect();
    names.sort_by_key(|name| (name.ends_with(".css"), name.to_string()));
    for name in names {
        let Some(file) = Assets::get(&name) else { continue };
        let plain = if name.ends_with(".css") {
            Bytes::from(with_hashed_urls(&name, &file.data, &shelf.urls))
        } else {
            Bytes::copy_from_slice(&file.data)
        };
        let hash = &sha256_hex(&plain)[..12];
        let hashed = match name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
            None => format!("{name}.{hash}"),
        };
        shelf.urls.insert(name.to_string(), format!("/assets/{hashed}"));
        shelf.files.insert(hashed, asset(&name, plain));
    }
    shelf
});

fn asset(name: &str, plain: Bytes) -> Asset {
    let media_type = mime_guess::from_path(name).first_or_octet_stream();
    let text = matches!(media_type.type_().as_str(), "text") || name.ends_with(".svg");
    let squeeze = text && plain.len() > 512 && !cfg!(debug_assertions);
    let media_type = match media_type.type_().as_str() {
        "text" => format!("{media_type}; charset=utf-8"),
        _ => media_type.to_string(),
    };
    Asset {
        gzip: squeeze.then(|| gzip(&plain)).flatten(),
        brotli: squeeze.then(|| brotli(&plain)).flatten(),
        media_type,
        plain,
    }
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

/// Replaces `url(…)` in a style sheet by the hashed addresses of what it names.
fn with_hashed_urls(name: &str, css: &[u8], urls: &HashMap<String, String>) -> String {
    let css = String::from_utf8_lossy(css);
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut out = String::with_capacity(css.len());
    let mut rest: &str = &css;
    while let Some((before, after)) = rest.split_once("url(") {
        out.push_str(before);
        out.push_str("url(");
        let Some((inside, tail)) = after.split_once(')') else {
            rest = after;
            break;
        };
        let target = inside.trim_matches(['"', '\'']);
        let found = resolve(folder, target).and_then(|path| urls.get(&path));
        out.push_str(found.map_or(inside, String::as_str));
        out.push(')');
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
        .insert_header((header::VARY, "Accept-Encoding"));
    let (encoding, body) = match (&asset.brotli, &asset.gzip) {
        (Some(brotli), _) if accepted.contains("br") => ("br", brotli),
        (_, Some(gzip)) if accepted.contains("gzip") => ("gzip", gzip),
        _ => ("identity", &asset.plain),
    };
    response.insert_header((header::CONTENT_ENCODING, encoding));
    Ok(response.body(body.clone()))
}

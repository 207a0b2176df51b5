//! Answers that are the same for everybody, with a tag by which those who have them ask again.

use actix_web::http::header::{self, Header};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::Bytes;

use crate::secret::sha256_hex;

/// 200 with a body and its tag, or 304 to those who have it.
pub fn tagged(request: &HttpRequest, media_type: &str, body: String) -> HttpResponse {
    let tag = tag_of(body.as_bytes());
    tagged_as(request, media_type, (&tag, body.into()))
}

/// What tells a body from every other.
pub fn tag_of(body: &[u8]) -> String {
    format!("\"{}\"", &sha256_hex(body)[..24])
}

/// The same for a body whose tag is known.
pub fn tagged_as(
    request: &HttpRequest,
    media_type: &str,
    (tag, body): (&str, Bytes),
) -> HttpResponse {
    let same = names(request, header::IF_NONE_MATCH, tag);
    let mut response = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, "no-cache"));
    if same { response.finish() } else { response.content_type(media_type).body(body) }
}

/// A file with its tag, or of it the one piece that a player asks for to go to a place in a film (RFC 9110, 14.2). What is
/// said of the file is the caller's to add.
pub fn piece(request: &HttpRequest, (tag, body): (&str, Bytes)) -> (HttpResponseBuilder, Bytes) {
    let (tag, length) = (format!("\"{tag}\""), body.len() as u64);
    let (mut answer, body) = match wanted(request, &tag, length) {
        _ if names(request, header::IF_NONE_MATCH, &tag) => {
            (HttpResponse::NotModified(), Bytes::new())
        }
        Wanted::Whole => (HttpResponse::Ok(), body),
        Wanted::Piece(from, to) => {
            let mut answer = HttpResponse::PartialContent();
            answer.insert_header((header::CONTENT_RANGE, format!("bytes {from}-{to}/{length}")));
            let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
            (answer, body.slice(place(from)..=place(to)))
        }
        Wanted::Nowhere => {
            let mut answer = HttpResponse::RangeNotSatisfiable();
            answer.insert_header((header::CONTENT_RANGE, format!("bytes */{length}")));
            (answer, Bytes::new())
        }
    };
    answer.insert_header((header::ETAG, tag)).insert_header((header::ACCEPT_RANGES, "bytes"));
    (answer, body)
}

enum Wanted {
    Whole,
    /// From the first to the last byte of it.
    Piece(u64, u64),
    Nowhere,
}

/// Several pieces at once, and what is asked of another state of the file, are answered with the whole.
fn wanted(request: &HttpRequest, tag: &str, length: u64) -> Wanted {
    let of_this =
        !request.headers().contains_key(header::IF_RANGE) || names(request, header::IF_RANGE, tag);
    match header::Range::parse(request) {
        Ok(header::Range::Bytes(ranges)) if of_this => match ranges.as_slice() {
            [one] => one
                .to_satisfiable_range(length)
                .map_or(Wanted::Nowhere, |(from, to)| Wanted::Piece(from, to)),
            _ => Wanted::Whole,
        },
        _ => Wanted::Whole,
    }
}

/// Whether a condition of the request names a tag.
fn names(request: &HttpRequest, condition: header::HeaderName, tag: &str) -> bool {
    let said = request.headers().get(condition).and_then(|said| said.to_str().ok());
    said.is_some_and(|said| said.split(',').any(|one| one.trim().trim_start_matches("W/") == tag))
}

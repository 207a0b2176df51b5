//! Answers that are the same for everybody, with a tag by which those who have them ask again.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

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
    let known = request.headers().get(header::IF_NONE_MATCH);
    let same = known.and_then(|known| known.to_str().ok()).is_some_and(|known| {
        known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)
    });
    let mut response = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, "no-cache"));
    if same { response.finish() } else { response.content_type(media_type).body(body) }
}

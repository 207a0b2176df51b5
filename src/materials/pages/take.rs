//! What one takes along: a citation for one's own programs, a code to be scanned.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::load::{around, whole};
use super::{address, cited};
use crate::materials::access;
use crate::materials::rules::citation::{self, Form};
use crate::materials::rules::datacite::{self, Described};
use crate::web::{Anyone, Context, tagged};
use crate::{Error, Result, qr};

/// `GET /materials/{slug}/{version}/citation/{form}`: as text, for BibTeX, as RIS.
pub async fn citation(
    cx: Context<Anyone>,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse> {
    let (slug, version, ending) = path.into_inner();
    let number = version.strip_prefix('v').and_then(|n| n.parse().ok()).ok_or(Error::NotFound)?;
    if ending.starts_with("datacite.") {
        return described(&cx, slug, (number, &ending)).await;
    }
    let form = Form::named(&ending).ok_or(Error::NotFound)?;
    let (found, parts) =
        cx.db.read(move |conn| access::for_reader(conn, &slug, Some(number))).await?;
    let authors = parts.authors().map(|one| one.name.clone()).collect();
    let cited = cited(&found, authors, &cx.app.config.base_url, cx.locale);
    let name = format!("attachment; filename=\"{}-v{number}.{ending}\"", cited.slug);
    let mut answer = tagged(cx.request(), form.media_type(), citation::write(&cited, form));
    if let (Ok(name), true) = (name.parse(), form != Form::Apa) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(answer)
}

/// As DataCite describes what has a DOI, in JSON or XML.
async fn described(
    cx: &Context<Anyone>,
    slug: String,
    (number, ending): (i32, &str),
) -> Result<HttpResponse> {
    let at = slug.clone();
    let loaded = cx.db.read(move |conn| whole(conn, &at, Some(number))).await?;
    let (words, around) = (cx.app.vocabularies(), around(&loaded, &cx.app.config.base_url));
    let one = Described::of(&loaded.found.version, &loaded.parts, &around, &words);
    let (media_type, body) = match ending {
        "datacite.json" => {
            ("application/vnd.datacite.datacite+json", datacite::json(&one).to_string())
        }
        "datacite.xml" => ("application/vnd.datacite.datacite+xml", datacite::to_xml(&one)),
        _ => return Err(Error::NotFound),
    };
    let mut answer = tagged(cx.request(), media_type, body);
    let name = format!("attachment; filename=\"{slug}-v{number}.{ending}\"");
    if let Ok(name) = name.parse() {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(answer)
}

/// `GET /materials/{slug}/code.svg`: the address as a QR code, to be put on a slide or a poster.
pub async fn code(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    let slug = slug.into_inner();
    let found = cx.db.read(move |conn| access::for_reader(conn, &slug, None)).await?.0;
    let slug = found.material.slug.unwrap_or_default();
    let url = format!("{}{}", cx.app.config.base_url, address(&slug, None));
    Ok(tagged(cx.request(), "image/svg+xml", qr::svg(&url)?))
}

//! Packages played in a frame that is nobody's: scripts run in it, and it has neither our address nor our cookies.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::address;
use crate::files::check_served;
use crate::materials::rules::package;
use crate::materials::rules::scorm::{self, Script};
use crate::materials::{Held, MaterialFile, Package, Play, Published, access, ops};
use crate::web::{Anyone, Context, Head, Upload, asset_url, client_address};
use crate::{Error, Result};

/// What may be framed by the page around a package: only ours, in its own place.
const FRAME: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src 'self'";

/// What a package may do: run its own scripts and show its own files. Without `allow-same-origin` its origin is none, so
/// that no cookie goes with what it asks for and nothing of the site can be read.
const PLAYED: &str = "sandbox allow-scripts allow-forms; default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; \
    connect-src 'self' data: blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

#[derive(Serialize)]
struct View {
    title: String,
    lang: String,
    name: String,
    back: String,
    source: String,
    /// Where it is counted that it was opened and finished.
    plays: String,
    /// Whether it says how far its reader is.
    tells: bool,
}

/// A package of a version that anybody may see, with what it belongs to. What is not for everybody is not played: its
/// frame is nobody's, so that what it asks for says nothing of who reads.
async fn found(
    cx: &Context<Anyone>,
    slug: String,
    version: &str,
    id: &str,
) -> Result<(Published, Held)> {
    let (version, id) = (version.to_owned(), id.to_owned());
    let (found, held) = cx
        .db
        .read(move |conn| access::file_for_reader(conn, None, (&slug, &version, &id)))
        .await
        .map_err(|error| match error {
            Error::SignInRequired => Error::NotFound,
            other => other,
        })?;
    if held.file.entry.is_empty() {
        return Err(Error::NotFound);
    }
    check_served(held.scan, cx.app.config.clamd.is_some())?;
    Ok((found, held))
}

/// `GET /materials/{slug}/{version}/play/{id}`
pub async fn play(
    cx: Context<Anyone>,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse> {
    let (slug, version, id) = path.into_inner();
    let (found, held) = found(&cx, slug.clone(), &version, &id).await?;
    let said = found.version.said(cx.locale);
    let view = View {
        title: said.title.to_owned(),
        lang: said.language.to_owned(),
        name: held.file.name.clone(),
        back: address(&slug, Some(found.version.number)),
        plays: format!("/materials/{slug}/{version}/plays/{id}"),
        tells: scorm::version(held.file.package).is_some(),
        source: format!("/packages/{slug}/{version}/{id}/{}", beginning(&held.file)),
    };
    let head = Head { title: view.title.clone(), section: "materials" };
    let mut answer = cx.page("materials/play", head, &view)?;
    let policy = header::HeaderValue::from_static(FRAME);
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(answer)
}

/// `POST /materials/{slug}/{version}/plays/{id}`: counts that it was opened, or finished.
pub async fn count(
    cx: Context<Anyone>,
    path: web::Path<(String, String, String)>,
    form: Upload,
) -> Result<HttpResponse> {
    let what = match form.text("what") {
        "finished" => Play::Finished,
        _ => Play::Opened,
    };
    let ((slug, version, id), actor, now) = (path.into_inner(), cx.actor().cloned(), cx.now);
    let address = client_address(cx.request());
    cx.db
        .write(move |conn| {
            let place = ((&*slug, &*version, &*id), &*address);
            ops::count_play(conn, actor.as_ref(), place, what, now)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Where the frame begins: the page of a package, or of what has none the page of a player, which has no name in any.
fn beginning(file: &MaterialFile) -> &str {
    match file.package {
        Package::H5p => "",
        Package::None | Package::Html | Package::Scorm12 | Package::Scorm2004 => &file.entry,
    }
}

/// `GET /packages/{slug}/{version}/{id}/{path}`: one file of a package, or the page of its player. Nothing here depends on
/// who asks.
pub async fn packed(
    cx: Context<Anyone>,
    path: web::Path<(String, String, String, String)>,
) -> Result<HttpResponse> {
    let (slug, version, id, name) = path.into_inner();
    let (_, held) = found(&cx, slug, &version, &id).await?;
    if name.is_empty() && held.file.package == Package::H5p {
        let mut player = cx.fragment("materials/h5p", &())?;
        played()
            .into_iter()
            .for_each(|(name, value)| drop(player.headers_mut().insert(name, value)));
        return Ok(player);
    }
    let content = cx.app.files.get(&held.file.sha256).await?;
    let wanted = name.clone();
    let read = tokio::task::spawn_blocking(move || package::file(&content, &wanted)).await;
    let bytes = read.ok().flatten().ok_or(Error::NotFound)?;
    let bytes = match scorm::version(held.file.package).filter(|_| scorm::is_page(&name)) {
        Some(version) => with_interface(bytes, version),
        None => bytes,
    };
    let media_type = mime_guess::from_path(&name).first_or_octet_stream();
    let mut answer = HttpResponse::Ok().content_type(media_type.as_ref()).body(bytes);
    played().into_iter().for_each(|(name, value)| drop(answer.headers_mut().insert(name, value)));
    Ok(answer)
}

/// A page of a SCORM package with what it looks for.
fn with_interface(page: Vec<u8>, version: &str) -> Vec<u8> {
    let library = match version {
        "1.2" => asset_url("vendor/scorm/scorm12.min.js"),
        _ => asset_url("vendor/scorm/scorm2004.min.js"),
    };
    let ours = asset_url("js/scorm.js");
    let scripts = [
        Script { source: &library, version: None },
        Script { source: &ours, version: Some(version) },
    ];
    scorm::with_scripts(page, &scripts)
}

/// What browsers must know of all that is played.
fn played() -> [(header::HeaderName, header::HeaderValue); 6] {
    [
        (header::CONTENT_SECURITY_POLICY, PLAYED),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"),
    ]
    .map(|(name, value)| (name, header::HeaderValue::from_static(value)))
}

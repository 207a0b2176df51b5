//! Files of a material: taken away by readers, brought by those who write. Always a download, never a page of ours.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::show::refused;
use crate::accounts::rules::query_value;
use crate::files::check_served;
use crate::materials::ops::{self, About};
use crate::materials::rules::package::{self, Found};
use crate::materials::{FileId, MaterialId, Reach, access};
use crate::web::{Anyone, Context, Staff, Upload, piece};
use crate::{Error, Result};

/// `GET /materials/{slug}/{version}/files/{id}`
pub async fn file(
    cx: Context<Anyone>,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse> {
    let ((slug, version, id), actor) = (path.into_inner(), cx.actor().cloned());
    let (found, held) = cx
        .db
        .read(move |conn| access::file_for_reader(conn, actor.as_ref(), (&slug, &version, &id)))
        .await?;
    check_served(held.scan, cx.app.config.clamd.is_some())?;
    let content = cx.app.files.get(&held.file.sha256).await?;
    let kept = if found.version.access == Reach::Open { "no-cache" } else { "private, no-store" };
    let (mut answer, body) = piece(cx.request(), (&held.file.sha256[..24], content));
    Ok(answer
        .content_type(held.media_type.as_str())
        .insert_header((header::CONTENT_DISPOSITION, disposition(&held.file.name)))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CACHE_CONTROL, kept))
        .body(body))
}

/// A download's name, for old browsers and for those that know of other alphabets (RFC 6266, 8187).
pub(super) fn disposition(name: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' };
    let plain: String = name.chars().map(kept).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", query_value(name))
}

/// `POST /inbox/materials/{id}/files`
pub async fn add(
    cx: Context<Staff>,
    id: web::Path<MaterialId>,
    upload: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let (reader, wanted) = (actor.clone(), id.clone());
    // Nobody fills the store who may not write here.
    cx.db.read(move |conn| access::for_desk(conn, &reader, &wanted).map(drop)).await?;
    if !upload.refused.is_empty() {
        return refused(&cx, &id, crate::Refusal::new("materials-file-too-large")).await;
    }
    let to_play = upload.text("package") == "1";
    let mut stored = Vec::new();
    for file in &upload.files {
        let found = match looked_at(&file.name, file.content.clone(), to_play).await? {
            Ok(found) => found,
            Err(refusal) => return refused(&cx, &id, refusal).await,
        };
        stored.push((cx.app.files.put(&file.name, file.content.clone()).await?, found));
    }
    if stored.is_empty() {
        return refused(&cx, &id, crate::Refusal::new("materials-no-file")).await;
    }
    let about = About {
        alt_text: upload.text("alt_text").trim().chars().take(1_000).collect(),
        is_source: upload.text("is_source") == "1",
    };
    let which = id.clone();
    let done =
        cx.db.write(move |conn| ops::add_files(conn, &actor, &which, (&stored, &about), now)).await;
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/materials/{id}#files"), "materials-flash-files"),
        Err(Error::Refused(refusal)) => refused(&cx, &id, refusal).await,
        Err(error) => Err(error),
    }
}

/// What a file is, before anything of it is kept; a package is unpacked to nowhere and a PDF read, which takes a while.
async fn looked_at(
    name: &str,
    content: bytes::Bytes,
    to_play: bool,
) -> Result<std::result::Result<Found, crate::Refusal>> {
    if let Err(refusal) = package::check_type(name, crate::files::sniff(&content)) {
        return Ok(Err(refusal));
    }
    let name = name.to_owned();
    let looked = tokio::task::spawn_blocking(move || match to_play {
        true => package::read(&content),
        false => Ok(Found::plain(&name, &content)),
    });
    let looked = looked.await;
    Ok(looked.map_err(|error| anyhow::anyhow!("looking at a package: {error}"))?)
}

/// `POST /inbox/materials/{id}/files/{file}/removal`
pub async fn remove(
    cx: Context<Staff>,
    path: web::Path<(MaterialId, FileId)>,
) -> Result<HttpResponse> {
    let (actor, now, (id, file)) = (cx.actor(), cx.now, path.into_inner());
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::remove_file(conn, &actor, (&which, &file), now)).await;
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/materials/{id}#files"), "materials-flash-removed"),
        Err(Error::Refused(refusal)) => refused(&cx, &id, refusal).await,
        Err(error) => Err(error),
    }
}

//! Documents of a meeting, always as a download.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::room;
use crate::accounts::rules::query_value;
use crate::clock::network_day;
use crate::files::check_served;
use crate::governance::ops::{self, Brought};
use crate::governance::{DocumentId, MeetingId, access};
use crate::web::{Anyone, Context, FieldErrors, SignedIn, Upload};
use crate::{Error, Result};

/// `GET /governance/meetings/{id}/documents/{document}`
pub async fn document(
    cx: Context<Anyone>,
    at: web::Path<(MeetingId, DocumentId)>,
) -> Result<HttpResponse> {
    let (actor, at, today) = (cx.actor().cloned(), at.into_inner(), network_day(cx.now));
    let held = cx
        .db
        .read(move |conn| access::document(conn, actor.as_ref(), (&at.0, &at.1), today))
        .await?;
    check_served(held.scan, cx.app.config.clamd.is_some())?;
    let content = cx.app.files.get(&held.sha256).await?;
    let kept = |c: char| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' };
    let plain: String = held.name.chars().map(kept).collect();
    let name = query_value(&held.name);
    let named = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{name}");
    Ok(HttpResponse::Ok()
        .content_type(held.media_type)
        .insert_header((header::CONTENT_DISPOSITION, named))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(content))
}

/// `POST /governance/meetings/{id}/documents`
pub async fn bring(
    cx: Context<SignedIn>,
    id: web::Path<MeetingId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let (who, which, today) = (actor.clone(), id.clone(), network_day(now));
    // Nothing is stored for somebody who may not bring it.
    cx.db.read(move |conn| access::run(conn, &who, &which, today).map(drop)).await?;
    let missing = form.files.is_empty() || !form.refused.is_empty();
    if missing {
        let errors = FieldErrors::one("files", "governance-error-files");
        return room::page(&cx, &id, (Some(form), errors, None)).await;
    }
    let (item, public) = (form.text("item").parse().ok(), !form.text("public").is_empty());
    let mut brought = Vec::new();
    for file in &form.files {
        let file = cx.app.files.put(&file.name, file.content.clone()).await?;
        brought.push(Brought { item: item.clone(), file, public });
    }
    let which = id.clone();
    match cx.db.write(move |conn| ops::bring(conn, &actor, (&which, &brought), now)).await {
        Ok(()) => {
            cx.redirect(&format!("/governance/meetings/{id}/room"), "governance-flash-brought")
        }
        Err(Error::Refused(why)) => {
            room::page(&cx, &id, (Some(form), FieldErrors::none(), Some(why))).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /governance/meetings/{id}/documents/{document}/removal`
pub async fn take_away(
    cx: Context<SignedIn>,
    at: web::Path<(MeetingId, DocumentId)>,
) -> Result<HttpResponse> {
    let (id, document) = at.into_inner();
    room::step(cx, id, "governance-flash-saved", move |conn, actor, id, now| {
        ops::take_away(conn, actor, (id, &document), now)
    })
    .await
}

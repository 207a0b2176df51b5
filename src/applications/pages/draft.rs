//! What is written now, on paper and as data, at any moment: marked as a draft, since it was not filed so.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use super::Unfiled;
use super::overview::{read_id, unfiled};
use super::receipt::{pdf_answer, printed};
use crate::Result;
use crate::applications::access::{Opened, opened};
use crate::applications::{ApplicationId, ops};
use crate::clock::in_zone;
use crate::times::said;
use crate::web::{Context, SignedIn};

/// What would be filed now, and its hash; or, where it was filed already, the number of that filing.
struct Written {
    there: Opened,
    document: String,
    sha256: String,
    filed: Option<i32>,
}

async fn written(cx: &Context<SignedIn>, id: &ApplicationId) -> Result<Written> {
    let (actor, id) = (cx.actor(), id.clone());
    cx.db
        .read(move |conn| {
            let there = opened(conn, &actor, &id)?;
            let filed = match unfiled(conn, &there)? {
                Unfiled::Yes => None,
                Unfiled::No => there.application.current_seq,
            };
            let (document, sha256) = ops::to_file(conn, &there)?;
            Ok(Written { there, document, sha256, filed })
        })
        .await
}

/// What it is called in lists of files: nothing in it was typed.
fn named(there: &Opened, cx: &Context<SignedIn>) -> String {
    let reference = there.application.reference.as_ref().unwrap_or(&there.call.reference);
    format!("{reference}-{}", cx.locale.pick("brouillon", "draft"))
}

/// `GET /applications/{id}/draft.pdf`
pub async fn draft_pdf(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    let id = read_id(&id)?;
    let Written { there, document, filed, .. } = written(&cx, &id).await?;
    if let Some(seq) = filed {
        return cx.go(&format!("/applications/{id}/receipts/{seq}/application.pdf"));
    }
    let at = said::moment(cx.now, there.call.terms.tz(), cx.locale);
    let mark = cx.locale.text1("applications-draft-mark", "at", at);
    let name = there.application.reference.clone();
    let name = name.unwrap_or_else(|| cx.text("applications-draft-name"));
    let about = (name.as_str(), there.call.reference.clone());
    let bytes = printed(&cx, (&there.call, &there.version), about, (&document, &mark))?;
    Ok(pdf_answer(bytes, &named(&there, &cx)))
}

/// `GET /applications/{id}/draft.json`: the document that would be filed, within a word that it was not.
pub async fn draft_document(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    let id = read_id(&id)?;
    let Written { there, document, sha256, filed } = written(&cx, &id).await?;
    if let Some(seq) = filed {
        return cx.go(&format!("/applications/{id}/receipts/{seq}/document.json"));
    }
    let document: Value = serde_json::from_str(&document).unwrap_or_default();
    let draft = json!({
        "filed": false,
        "written_at": in_zone(cx.now, there.call.terms.tz()).to_rfc3339(),
        "would_be_sha256": sha256,
        "document": document,
    });
    let name = format!("attachment; filename=\"{}.json\"", named(&there, &cx));
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .json(draft))
}

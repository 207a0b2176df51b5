//! Applications for programs.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::ops::{self, Brought};
use super::pages::read_id;
use super::{access, rules};
use crate::accounts::throttle;
use crate::questionnaires::Kind;
use crate::questionnaires::rules::files::fault;
use crate::tickets::api::read_body;
use crate::web::{Api, FieldErrors, WriteScope, api_invalid};
use crate::{Error, Result};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Named {
    /// The question's key.
    field: String,
    /// Of a block.
    row: String,
    name: String,
}

#[derive(Debug, Serialize)]
struct Added {
    field: String,
    row: String,
    name: String,
    bytes: i64,
    media_type: String,
    sha256: String,
}

/// `POST /api/v1/applications/{id}/files?field=budget&name=budget.pdf`, its bytes as body. The same bytes again are the same
/// file.
pub async fn bring(
    cx: Api<WriteScope>,
    id: web::Path<String>,
    named: web::Query<Named>,
    body: web::Payload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let (reader, wanted) = (actor.clone(), id.clone());
    let there = cx
        .db
        .write(move |conn| {
            throttle::count(conn, "application-files", reader.id.as_str(), rules::FILES, now)?;
            access::opened(conn, &reader, &wanted)
        })
        .await?;
    let place = there.version.definition.place(&named.field);
    let Some((section, _, item)) = place.filter(|(_, _, item)| item.kind == Kind::File) else {
        return Ok(api_invalid(&FieldErrors::one("field", "questionnaires-no-such-item")));
    };
    let content = read_body(body).await?;
    if let Some((code, _)) = fault(item, &named.name, &content) {
        return Ok(api_invalid(&FieldErrors::one("body", code)));
    }
    let file = cx.app.files.put(&named.name, content).await?;
    let brought = Brought { key: item.key.clone(), row: named.row.clone(), file: file.clone() };
    let (section, of) = (section.key.clone(), id.clone());
    let done =
        cx.db.write(move |conn| ops::bring(conn, &actor, (&of, &section), &[brought], now)).await;
    match done {
        Err(Error::Refused(refusal)) => {
            return Ok(api_invalid(&FieldErrors::one("body", refusal.key())));
        }
        other => other?,
    }
    let crate::files::Stored { sha256, bytes, media_type, name } = file;
    let (field, row) = (named.field.clone(), named.row.clone());
    Ok(HttpResponse::Created().json(Added { field, row, name, bytes, media_type, sha256 }))
}

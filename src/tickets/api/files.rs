//! Files for programs: brought once, then named by what is written; read as the page hands them out.

use actix_web::{HttpResponse, web};
use bytes::{Bytes, BytesMut};
use chrono::SecondsFormat;
use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};

use super::{Side, open};
use crate::accounts::throttle;
use crate::app::App;
use crate::files::ScanState;
use crate::files::{MAX_BYTES, MAX_FILES, Stored};
use crate::tickets::attached::{self, download, of_team};
use crate::tickets::queries::{self, AttachedFile};
use crate::tickets::{self, ops::note_reading};
use crate::tickets::{AttachmentId, access, rules};
use crate::web::{Api, FieldErrors, ReadScope, WriteScope, api_invalid};
use crate::{Error, Result};

/// What the next message may bring along by its token.
#[derive(Debug, Serialize)]
struct Brought {
    /// Names the file in `files` of a question or a message of the same token's owner.
    file: String,
    name: String,
    bytes: i64,
    media_type: String,
    /// Forgotten after this time unless something was written with it.
    kept_until: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Named {
    name: String,
}

/// `POST /api/v1/files?name=plan.pdf`, its bytes as body. The same bytes again are the same file.
pub async fn bring(
    cx: Api<WriteScope>,
    named: web::Query<Named>,
    body: web::Payload,
) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let limit = rules::UPLOADS_PER_ADDRESS;
    let owner = actor.id.to_string();
    cx.db.write(move |conn| throttle::count(conn, "upload", &owner, limit, now)).await?;
    if named.name.trim().is_empty() {
        return Ok(api_invalid(&FieldErrors::one("name", "tickets-api-required")));
    }
    let content = read_body(body).await?;
    if content.is_empty() {
        return Ok(api_invalid(&FieldErrors::one("body", "tickets-api-required")));
    }
    let stored = cx.app.files.put(&named.name, content).await?;
    if !rules::may_attach(&stored.media_type) {
        return Ok(api_invalid(&FieldErrors::one("body", "tickets-api-file-kind")));
    }
    let until = now + crate::files::KEPT_FOR;
    Ok(HttpResponse::Created().json(Brought {
        file: attached::token(&cx.app.signer, actor.id.as_str(), &stored),
        name: stored.name,
        bytes: stored.bytes,
        media_type: stored.media_type,
        kept_until: until.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true),
    }))
}

/// The bytes of a file that is the whole of a call.
pub async fn read_body(mut body: web::Payload) -> Result<Bytes> {
    let mut content = BytesMut::new();
    let unreadable = |_| Error::Malformed("unreadable upload");
    while let Some(chunk) = body.try_next().await.map_err(unreadable)? {
        if content.len() + chunk.len() > MAX_BYTES {
            return Err(Error::TooLarge);
        }
        content.extend_from_slice(&chunk);
    }
    Ok(content.freeze())
}

/// The files that a call names, if each was brought by the same account and is still there.
pub async fn named(
    app: &App,
    owner: &str,
    tokens: &[String],
    errors: &mut FieldErrors,
) -> Result<Vec<Stored>> {
    if tokens.len() > MAX_FILES {
        errors.add("files", "tickets-api-too-many-files");
        return Ok(Vec::new());
    }
    let mut files: Vec<Stored> = Vec::new();
    for token in tokens {
        let found = attached::read(&app.signer, owner, token);
        let kept = match &found {
            Some(file) => app.files.has(&file.sha256).await?,
            None => false,
        };
        match found.filter(|_| kept) {
            Some(file) if files.iter().all(|known| known.sha256 != file.sha256) => files.push(file),
            Some(_) => {}
            None => errors.add("files", "tickets-api-unknown-file"),
        }
    }
    Ok(files)
}

/// `GET /api/v1/tickets/{reference}/attachments/{id}`
pub async fn attachment(
    cx: Api<ReadScope>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse> {
    let (reference, id) = path.into_inner();
    let (actor, app, now) = (cx.actor(), cx.app.clone(), cx.now);
    let file = cx
        .db
        .read(move |conn| {
            let id = id.parse::<AttachmentId>().map_err(|_| Error::NotFound)?;
            let (ticket, side) = open(conn, &actor, &reference, &app.signer, now)?;
            let file = match &side {
                Side::Staff(right) => {
                    let (file, _) = queries::attachment(conn, &ticket.id, &id)?;
                    let sight = access::sight(&actor, right);
                    match queries::sees(conn, &file.message, &sight)? {
                        true => file,
                        false => return Err(Error::NotFound),
                    }
                }
                Side::Team => of_team(conn, &ticket.id, &id)?,
            };
            note_reading(conn, &ticket, (Some(&actor.id), tickets::Door::File), now)?;
            Ok(file)
        })
        .await?;
    download(&cx.app, &file).await
}

/// A file as a ticket lists it.
#[derive(Debug, Serialize)]
pub struct FileLine {
    id: AttachmentId,
    name: String,
    bytes: i64,
    media_type: String,
    /// What the scanner said: only `clean` and `unscanned` files are handed out.
    scan: ScanState,
    sha256: String,
}

impl From<AttachedFile> for FileLine {
    fn from(file: AttachedFile) -> Self {
        let AttachedFile { id, name, bytes, media_type, scan, sha256, .. } = file;
        Self { id, name, bytes, media_type, scan, sha256 }
    }
}

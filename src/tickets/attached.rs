//! Files of conversations: naming those that were brought before anything was written, and handing them out.

use actix_web::HttpResponse;
use actix_web::http::header;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::queries::{self, AttachedFile};
use super::{AttachmentId, MessageKind, TicketId, rules};
use crate::accounts::rules::query_value;
use crate::app::App;
use crate::db::Conn;
use crate::files::Stored;
use crate::files::check_served;
use crate::secret::Signer;
use crate::{Error, Result};

const PURPOSE: &str = "kept-file";

/// A signed word by which a file that was brought can be named for `owner`: a form, an account.
pub fn token(signer: &Signer, owner: &str, file: &Stored) -> String {
    let facts = serde_json::json!([file.sha256, file.bytes, file.media_type, file.name]);
    let facts = URL_SAFE_NO_PAD.encode(facts.to_string());
    let signature = signer.sign(PURPOSE, &format!("{owner}\n{facts}"));
    format!("{facts}.{signature}")
}

/// The file that a word names, if it was made for `owner`.
pub fn read(signer: &Signer, owner: &str, token: &str) -> Option<Stored> {
    let (facts, signature) = token.split_once('.')?;
    if !signer.verify(PURPOSE, &format!("{owner}\n{facts}"), signature) {
        return None;
    }
    let facts = URL_SAFE_NO_PAD.decode(facts).ok()?;
    let (sha256, bytes, media_type, name) = serde_json::from_slice(&facts).ok()?;
    Some(Stored { sha256, bytes, media_type, name })
}

/// A note's files are the staff's.
pub fn of_team(conn: &mut Conn, ticket: &TicketId, id: &AttachmentId) -> Result<AttachedFile> {
    match queries::attachment(conn, ticket, id)? {
        (file, MessageKind::Public) => Ok(file),
        (_, MessageKind::Note | MessageKind::Event) => Err(Error::NotFound),
    }
}

/// The file's bytes, if nothing holds it back. Only a picture may show in the browser, as what we know it is; all else is
/// taken away.
pub async fn download(app: &App, file: &AttachedFile) -> Result<HttpResponse> {
    check_served(file.scan, app.config.clamd.is_some())?;
    let content = app.files.get(&file.sha256).await?;
    let plain: String = file
        .name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' })
        .collect();
    let (shows, media_type) = match rules::picture(&file.media_type, file.bytes) {
        Some(picture) => ("inline", picture),
        None => ("attachment", file.media_type.as_str()),
    };
    let named =
        format!("{shows}; filename=\"{plain}\"; filename*=UTF-8''{}", query_value(&file.name));
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CONTENT_DISPOSITION, named))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(content))
}

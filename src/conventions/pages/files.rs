//! The texts that are signed, and the papers that prove it: always as downloads.

use actix_web::{HttpResponse, web};

use crate::applications::pages::served;
use crate::clock::network_day;
use crate::conventions::{SignatureId, access, queries};
use crate::db::Conn;
use crate::files::check_served;
use crate::questionnaires;
use crate::web::{Context, SignedIn};
use crate::{Error, Result};

/// `GET /conventions/{slug}/versions/{n}/text`
pub async fn text(cx: Context<SignedIn>, at: web::Path<(String, i32)>) -> Result<HttpResponse> {
    let (slug, number) = at.into_inner();
    let (actor, today) = (cx.actor(), network_day(cx.now));
    download(&cx, move |conn| {
        let (convention, _) = access::read(conn, &actor, &slug, today)?;
        let version = queries::version(conn, &convention.id, number)?;
        Ok((version.sha256, version.file_name))
    })
    .await
}

/// `GET /conventions/{slug}/signatures/{id}/proof`
pub async fn proof(
    cx: Context<SignedIn>,
    at: web::Path<(String, SignatureId)>,
) -> Result<HttpResponse> {
    let (slug, id) = at.into_inner();
    let (actor, today) = (cx.actor(), network_day(cx.now));
    download(&cx, move |conn| {
        let (convention, sight) = access::read(conn, &actor, &slug, today)?;
        let signature = queries::signature(conn, &id)?;
        if !sight.sees(&signature.institution) {
            return Err(Error::NotFound);
        }
        let known = queries::versions_of(conn, &[convention.id])?;
        match known.iter().any(|version| version.id == signature.version_id) {
            true => Ok((signature.sha256, signature.file_name)),
            false => Err(Error::NotFound),
        }
    })
    .await
}

async fn download(
    cx: &Context<SignedIn>,
    find: impl FnOnce(&mut Conn) -> Result<(Option<String>, String)> + Send + 'static,
) -> Result<HttpResponse> {
    let (sha256, name, scan, media_type) = cx
        .db
        .read(move |conn| {
            let (sha256, name) = find(conn)?;
            let sha256 = sha256.ok_or(Error::NotFound)?;
            let (scan, media_type) = questionnaires::queries::template(conn, &sha256)?;
            Ok((sha256, name, scan, media_type))
        })
        .await?;
    check_served(scan, cx.app.config.clamd.is_some())?;
    served(&cx.app, (&sha256, &name, &media_type)).await
}

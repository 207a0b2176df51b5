//! Whoever was taken out of an application while its page was open. They know that it exists: saying that their part ended
//! tells them nothing, and gives them back what they typed. To everybody else it is not found.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::applications::{ApplicationId, queries};
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Result};

#[derive(Serialize)]
struct View {
    typed: Vec<Typed>,
}

#[derive(Serialize)]
struct Typed {
    key: String,
    value: String,
}

/// Refuses as not found whoever never had a part.
pub(super) async fn had_part(cx: &Context<SignedIn>, id: &ApplicationId) -> Result<()> {
    let (actor, id) = (cx.actor(), id.clone());
    let had = cx.db.read(move |conn| Ok(queries::had_part(conn, &id, &actor.id)?)).await?;
    if had { Ok(()) } else { Err(Error::NotFound) }
}

pub(super) async fn ended(
    cx: &Context<SignedIn>,
    id: &ApplicationId,
    form: &Upload,
) -> Result<HttpResponse> {
    had_part(cx, id).await?;
    let ours =
        |name: &&str| !name.ends_with("-was") && !["section", "do", "then", "rows"].contains(name);
    let typed = form.names().filter(ours).filter_map(|key| {
        let value = form.all(key).join("\n");
        (!value.trim().is_empty()).then(|| Typed { key: key.to_owned(), value })
    });
    let view = View { typed: typed.collect() };
    let head = cx.head("applications-part-ended-title", "calls");
    cx.respond(StatusCode::FORBIDDEN, "applications/ended", head, &view)
}

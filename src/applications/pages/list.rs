//! The applications in which somebody has a part.

use actix_web::HttpResponse;
use chrono::NaiveDateTime;
use serde::Serialize;

use super::{badge, title};
use crate::Result;
use crate::applications::queries;
use crate::courses::pages::Badge;
use crate::web::{Context, SignedIn};

#[derive(Serialize)]
struct View {
    items: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    href: String,
    title: String,
    call: String,
    reference: Option<String>,
    badge: Badge,
    saved_at: NaiveDateTime,
}

/// `GET /applications`
pub async fn list(cx: Context<SignedIn>) -> Result<HttpResponse> {
    let (actor, locale) = (cx.actor(), cx.locale);
    let found = cx.db.read(move |conn| Ok(queries::of_account(conn, &actor.id)?)).await?;
    let items = found.into_iter().map(|(one, call)| Line {
        href: format!("/applications/{}", one.id),
        title: title(&one.title, locale),
        call: call.text.title(locale).to_owned(),
        badge: badge(one.state, locale),
        reference: one.reference,
        saved_at: one.saved_at,
    });
    let view = View { items: items.collect() };
    cx.page("applications/list", cx.head("applications-title", "calls"), &view)
}

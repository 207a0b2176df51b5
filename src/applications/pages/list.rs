//! The applications in which somebody has a part.

use actix_web::HttpResponse;
use chrono::NaiveDateTime;
use serde::Serialize;

use super::{title, told_badge};
use crate::applications::queries;
use crate::calls::pages::badge as call_badge;
use crate::calls::{Phase, State};
use crate::web::{Badge, Context, SignedIn};
use crate::{Result, decisions};

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
    let (found, told) = cx
        .db
        .read(move |conn| {
            let found = queries::of_account(conn, &actor.id)?;
            let ids: Vec<_> = found.iter().map(|(one, _)| one.id.clone()).collect();
            Ok((found, decisions::queries::told_of(conn, &ids)?))
        })
        .await?;
    let items = found.into_iter().map(|(one, call)| Line {
        href: format!("/applications/{}", one.id),
        title: title(&one.title, locale),
        call: call.text.title(locale).to_owned(),
        badge: match call.state {
            State::Cancelled => call_badge(Phase::Cancelled, locale),
            _ => told_badge((one.state, told.get(&one.id).copied()), locale),
        },
        reference: one.reference,
        saved_at: one.saved_at,
    });
    let view = View { items: items.collect() };
    cx.page("applications/list", cx.head("applications-title", "calls"), &view)
}

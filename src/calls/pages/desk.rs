//! The calls that somebody coordinates, and where a new one begins.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Moment, badge, moment};
use crate::calls::ops::{self, InSeries};
use crate::calls::{Call, CallId, CallRole, access, queries, rules};
use crate::web::{Badge, Choice, Context, FieldErrors, SignedIn, Upload, choice};
use crate::{Error, Result};

#[derive(Serialize)]
struct View {
    items: Vec<Line>,
    may_begin: bool,
    new: NewView,
}

#[derive(Serialize)]
struct Line {
    href: String,
    reference: String,
    title: String,
    badge: Badge,
    closes: Option<Moment>,
}

#[derive(Serialize, Default)]
struct NewView {
    id: String,
    title: String,
    series: Vec<Choice>,
    models: Vec<Choice>,
    code: String,
    series_title: String,
    errors: FieldErrors,
    faults: Vec<FaultView>,
}

#[derive(Serialize)]
struct FaultView {
    field: String,
    key: String,
}

/// `GET /inbox/calls`
pub async fn desk(cx: Context<SignedIn>) -> Result<HttpResponse> {
    page(&cx, NewView { id: CallId::new().to_string(), ..NewView::default() }).await
}

async fn page(cx: &Context<SignedIn>, mut new: NewView) -> Result<HttpResponse> {
    let (actor, locale, now) = (cx.actor(), cx.locale, cx.now);
    let may_begin = access::may_begin(&actor);
    let (calls, series) = cx
        .db
        .read(move |conn| {
            let who = (!actor.is_admin()).then_some(&actor.id);
            Ok((queries::on_desk(conn, who)?, queries::all_series(conn)?))
        })
        .await?;
    if calls.is_empty() && !may_begin {
        return Err(Error::NotFound);
    }
    let line = |call: &Call| Line {
        href: format!("/inbox/calls/{}", call.id),
        reference: call.reference.clone(),
        title: call.text.title(locale).to_owned(),
        badge: badge(call.phase(now), locale),
        closes: call.terms.closes_at.map(|at| moment(at, call.terms.tz(), locale)),
    };
    new.series = series
        .iter()
        .map(|one| choice(one.id.as_str(), format!("{} – {}", one.code, one.title_fr), false))
        .collect();
    new.models = calls
        .iter()
        .map(|call| {
            let label = format!("{} – {}", call.reference, call.text.title(locale));
            choice(call.id.as_str(), label, false)
        })
        .collect();
    let fault = |(field, key): (&str, &str)| FaultView { field: field.into(), key: key.into() };
    new.faults = new.errors.iter().map(fault).collect();
    let failed = !new.faults.is_empty();
    let view = View { items: calls.iter().map(line).collect(), may_begin, new };
    let status = if failed { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    cx.respond(status, "calls/desk", cx.head("calls-desk", "inbox"), &view)
}

/// `POST /inbox/calls`: a draft, made from nothing.
pub async fn begin(cx: Context<SignedIn>, form: Upload) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    if !access::may_begin(&actor) {
        return Err(Error::NotFound);
    }
    let text = |name: &str| form.text(name).trim().to_owned();
    let (title, code) = (text("title"), text("code").to_uppercase());
    let mut errors = FieldErrors::none();
    if title.is_empty() || title.chars().count() > rules::MOST_TITLE {
        errors.add("title", "calls-error-title");
    }
    let known = text("series").parse().ok();
    let whole = (2..=12).contains(&code.len()) && code.chars().all(|c| c.is_ascii_alphanumeric());
    if known.is_none() && (!whole || text("series_title").is_empty()) {
        errors.add("code", "calls-error-series");
    }
    let id: CallId = text("id").parse().unwrap_or_else(|_| CallId::new());
    if !errors.is_empty() {
        let series_title = text("series_title");
        let id = id.to_string();
        return page(&cx, NewView { id, title, code, series_title, errors, ..NewView::default() })
            .await;
    }
    let series = match known {
        Some(known) => InSeries::Known(known),
        None => InSeries::New { code, title: text("series_title") },
    };
    let made = id.clone();
    cx.db.write(move |conn| ops::begin(conn, &actor, &made, (&series, &title), now)).await?;
    cx.redirect(&format!("/inbox/calls/{id}"), "calls-flash-begun")
}

/// `POST /inbox/calls/{id}/copies`: a draft, made from an earlier call.
pub async fn clone_call(
    cx: Context<SignedIn>,
    model: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, model) = (cx.actor(), cx.now, model.into_inner());
    let id: CallId = form.text("id").parse().unwrap_or_else(|_| CallId::new());
    let (made, roles) = (id.clone(), form.all("role").iter());
    let roles: Vec<CallRole> = roles.filter_map(|role| role.parse().ok()).collect();
    cx.db.write(move |conn| ops::clone_from(conn, &actor, (&made, &model), &roles, now)).await?;
    cx.redirect(&format!("/inbox/calls/{id}"), "calls-flash-cloned")
}

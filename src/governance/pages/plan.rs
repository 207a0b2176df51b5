//! What is done with a meeting that is ahead: when and where, its agenda, who is invited, who says that they come.

use actix_web::{HttpResponse, web};

use super::{ZONE, room};
use crate::calls::rules::dates::instant;
use crate::clock::network_day;
use crate::governance::ops::{self, Point};
use crate::governance::{ItemId, ItemKind, MeetingId, Plan, Presence, access, rules};
use crate::web::{Context, FieldErrors, SignedIn, Upload};
use crate::{Error, Result};

/// When and where, as a form says it, or what is wrong with it.
pub fn read(form: &Upload) -> Result<Plan, FieldErrors> {
    let mut errors = FieldErrors::none();
    let title = form.text("title").trim().to_owned();
    if title.is_empty() || title.chars().count() > 200 {
        errors.add("title", "governance-error-title");
    }
    let title_en = form.text("title_en").trim().to_owned();
    if title_en.chars().count() > 200 {
        errors.add("title_en", "governance-error-title");
    }
    let mut at = |field: &str| match instant(form.text(field), ZONE) {
        Ok(Some(at)) => Some(at),
        Ok(None) => {
            errors.add(field, "governance-error-time");
            None
        }
        Err(refusal) => {
            errors.add(field, refusal.key());
            None
        }
    };
    let (starts, ends) = (at("starts"), at("ends"));
    if starts.is_some() && ends.is_some() && ends <= starts {
        errors.add("ends", "governance-error-ends-first");
    }
    let (place, url) = (form.text("place").trim(), form.text("join_url").trim());
    if place.chars().count() > 300 {
        errors.add("place", "governance-error-place");
    }
    let leads =
        url.starts_with("https://") && url.len() <= 500 && !url.contains(char::is_whitespace);
    if !url.is_empty() && !leads {
        errors.add("join_url", "governance-error-url");
    }
    let (place, join_url) = (place.to_owned(), url.to_owned());
    errors.into_result()?;
    let (starts_at, ends_at) = (starts.unwrap_or_default(), ends.unwrap_or_default());
    Ok(Plan { title, title_en, starts_at, ends_at, place, join_url })
}

/// `POST /governance/meetings/{id}`
pub async fn replan(
    cx: Context<SignedIn>,
    id: web::Path<MeetingId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let plan = match read(&form) {
        Ok(plan) => plan,
        Err(errors) => {
            may_run(&cx, &id).await?;
            return room::page(&cx, &id, (Some(form), errors, None)).await;
        }
    };
    let lock = form.text("lock").parse().unwrap_or(-1);
    let which = id.clone();
    match cx.db.write(move |conn| ops::replan(conn, &actor, (&which, lock), &plan, now)).await {
        Ok(()) => cx.redirect(&format!("/governance/meetings/{id}/room"), "governance-flash-saved"),
        Err(Error::Refused(why)) => {
            room::page(&cx, &id, (Some(form), FieldErrors::none(), Some(why))).await
        }
        Err(error) => Err(error),
    }
}

/// Lets nobody else see what is wrong with a form.
async fn may_run(cx: &Context<SignedIn>, id: &MeetingId) -> Result<()> {
    let (actor, id, today) = (cx.actor(), id.clone(), network_day(cx.now));
    cx.db.read(move |conn| access::run(conn, &actor, &id, today).map(drop)).await
}

/// A point of an agenda, as a form says it, or what is wrong with it.
fn point(form: &Upload) -> Result<Point, FieldErrors> {
    let mut errors = FieldErrors::none();
    let title = form.text("item_title").trim().to_owned();
    if title.is_empty() || title.chars().count() > 300 {
        errors.add("item_title", "governance-error-item");
    }
    let title_en = form.text("item_title_en").trim().to_owned();
    if title_en.chars().count() > 300 {
        errors.add("item_title_en", "governance-error-item");
    }
    let typed = form.text("item_minutes").trim();
    let minutes = typed.parse::<i32>().ok().filter(|n| (1..=600).contains(n));
    if !typed.is_empty() && minutes.is_none() {
        errors.add("item_minutes", "governance-error-minutes");
    }
    errors.into_result()?;
    Ok(Point {
        kind: form.text("item_kind").parse().unwrap_or(ItemKind::Information),
        title,
        title_en,
        minutes,
        reserved: !form.text("item_reserved").is_empty(),
    })
}

/// `POST /governance/meetings/{id}/agenda`
pub async fn add_item(
    cx: Context<SignedIn>,
    id: web::Path<MeetingId>,
    form: Upload,
) -> Result<HttpResponse> {
    let item = form.text("item_id").parse().unwrap_or_else(|_| ItemId::new());
    keep_item(cx, id.into_inner(), form, move |conn, actor, id, point, now| {
        ops::add_item(conn, actor, (id, &item), point, now)
    })
    .await
}

/// `POST /governance/meetings/{id}/agenda/{item}`
pub async fn change_item(
    cx: Context<SignedIn>,
    at: web::Path<(MeetingId, ItemId)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (id, item) = at.into_inner();
    keep_item(cx, id, form, move |conn, actor, id, point, now| {
        ops::change_item(conn, actor, (id, &item), point, now)
    })
    .await
}

async fn keep_item(
    cx: Context<SignedIn>,
    id: MeetingId,
    form: Upload,
    work: impl FnOnce(
        &mut crate::db::Conn,
        &crate::accounts::Actor,
        &MeetingId,
        &Point,
        chrono::NaiveDateTime,
    ) -> Result<()>
    + Send
    + 'static,
) -> Result<HttpResponse> {
    let point = match point(&form) {
        Ok(point) => point,
        Err(errors) => {
            may_run(&cx, &id).await?;
            return room::page(&cx, &id, (Some(form), errors, None)).await;
        }
    };
    room::step(cx, id, "governance-flash-saved", move |conn, actor, id, now| {
        work(conn, actor, id, &point, now)
    })
    .await
}

/// `POST /governance/meetings/{id}/agenda/{item}/rise`
pub async fn raise_item(
    cx: Context<SignedIn>,
    at: web::Path<(MeetingId, ItemId)>,
) -> Result<HttpResponse> {
    let (id, item) = at.into_inner();
    room::step(cx, id, "governance-flash-saved", move |conn, actor, id, now| {
        ops::raise_item(conn, actor, (id, &item), now)
    })
    .await
}

/// `POST /governance/meetings/{id}/agenda/{item}/removal`
pub async fn remove_item(
    cx: Context<SignedIn>,
    at: web::Path<(MeetingId, ItemId)>,
) -> Result<HttpResponse> {
    let (id, item) = at.into_inner();
    room::step(cx, id, "governance-flash-saved", move |conn, actor, id, now| {
        ops::remove_item(conn, actor, (id, &item), now)
    })
    .await
}

/// `POST /governance/meetings/{id}/convocation`
pub async fn convene(cx: Context<SignedIn>, id: web::Path<MeetingId>) -> Result<HttpResponse> {
    room::step(cx, id.into_inner(), "governance-flash-convened", |conn, actor, id, now| {
        ops::convene(conn, actor, id, now)
    })
    .await
}

/// `POST /governance/meetings/{id}/agenda-mails`
pub async fn send_agenda(
    cx: Context<SignedIn>,
    id: web::Path<MeetingId>,
    form: Upload,
) -> Result<HttpResponse> {
    let seen: i32 = form.text("sequence").parse().unwrap_or(-1);
    room::step(cx, id.into_inner(), "governance-flash-agenda-sent", move |conn, actor, id, now| {
        ops::send_agenda(conn, actor, (id, seen), now)
    })
    .await
}

/// `POST /governance/meetings/{id}/cancellation`
pub async fn cancel(
    cx: Context<SignedIn>,
    id: web::Path<MeetingId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let reason: String = form.text("reason").chars().take(1000).collect();
    let which = id.clone();
    match cx.db.write(move |conn| ops::cancel(conn, &actor, (&which, &reason), now)).await {
        Ok(()) => {
            let to = format!("/governance/meetings/{id}/room");
            cx.redirect(&to, "governance-flash-cancelled")
        }
        Err(Error::Refused(why)) if why == rules::NO_REASON => {
            let errors = FieldErrors::one("reason", why.key());
            room::page(&cx, &id, (Some(form), errors, None)).await
        }
        Err(Error::Refused(why)) => {
            room::page(&cx, &id, (Some(form), FieldErrors::none(), Some(why))).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /governance/meetings/{id}/answer`
pub async fn answer(
    cx: Context<SignedIn>,
    id: web::Path<MeetingId>,
    form: Upload,
) -> Result<HttpResponse> {
    let said: Presence = form.text("answer").parse().map_err(|_| Error::Malformed("answer"))?;
    let note: String = form.text("note").trim().chars().take(500).collect();
    room::step(cx, id.into_inner(), "governance-flash-answered", move |conn, actor, id, now| {
        ops::answer(conn, actor, (id, (said, &note)), now)
    })
    .await
}

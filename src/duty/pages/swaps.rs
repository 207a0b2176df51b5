//! A colleague is asked to take a duty.

use actix_web::{HttpResponse, web};

use super::rota::{Form, again, settle};
use crate::Result;
use crate::accounts::{AccountId, DutyId};
use crate::duty::{Answer, SwapId, ops};
use crate::web::{Context, FieldErrors, SignedIn, Upload};

/// `POST /nodes/{slug}/rota/swaps`
pub async fn ask_swap(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    upload: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug, form) = (cx.actor(), cx.now, slug.into_inner(), Form::read(&upload)?);
    let (reader, asked) = (actor.clone(), slug.clone());
    let node = cx.db.read(move |conn| ops::visible(conn, &reader, &asked)).await?;
    let mut errors = FieldErrors::none();
    let duty = form.duty.parse::<DutyId>().ok();
    let colleague = form.colleague.parse::<AccountId>().ok();
    if duty.is_none() {
        errors.add("duty", "form-choice");
    }
    if colleague.is_none() {
        errors.add("colleague", "form-choice");
    }
    let (Some(duty), Some(colleague)) = (duty, colleague) else {
        return again(&cx, slug, form, errors).await;
    };
    let in_return = form.in_return.parse::<DutyId>().ok();
    let done = cx.db.write(move |conn| {
        ops::ask_swap(conn, &actor, (&node, &duty, &colleague), in_return.as_ref(), now)
    });
    let field = |key: &str| match key {
        "duty-asks-oneself" | "duty-no-colleague" => "colleague",
        "duty-not-theirs" => "in_return",
        _ => "duty",
    };
    settle(&cx, slug, (form, field), done.await, "duty-flash-asked").await
}

/// `POST /nodes/{slug}/rota/swaps/{id}`
pub async fn answer_swap(
    cx: Context<SignedIn>,
    path: web::Path<(String, SwapId)>,
    upload: Upload,
) -> Result<HttpResponse> {
    let (actor, now, (slug, id)) = (cx.actor(), cx.now, path.into_inner());
    let answer = match upload.text("answer") {
        "accept" => Answer::Accepted,
        "take-back" => Answer::TakenBack,
        _ => Answer::Declined,
    };
    let asked = slug.clone();
    let done = cx.db.write(move |conn| {
        let node = ops::visible(conn, &actor, &asked)?;
        ops::answer_swap(conn, &actor, (&node, &id, answer), now)
    });
    let flash = match answer {
        Answer::Accepted => "duty-flash-accepted",
        Answer::Declined => "duty-flash-declined",
        Answer::TakenBack => "duty-flash-taken-back",
    };
    settle(&cx, slug, (Form::default(), |_| "duty"), done.await, flash).await
}

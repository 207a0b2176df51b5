//! One webhook: how it is set, what it told, and telling again.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{FormView, Typed, event_key, secret_page, standing};
use crate::accounts::Actor;
use crate::accounts::pages::{Fault, asked_anew, faults};
use crate::db::Conn;
use crate::web::{Context, Cursor, FieldErrors, SignedIn, Upload, page_of};
use crate::webhooks::{Delivery, DeliveryId, DeliveryState, Hook, HookId, ops, queries};
use crate::{Error, Result};

const LINES: usize = 25;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    after: String,
}

#[derive(Serialize)]
struct View {
    id: HookId,
    name: String,
    back: String,
    class: &'static str,
    icon: &'static str,
    state: &'static str,
    rests: bool,
    failing_since: Option<NaiveDateTime>,
    version: i32,
    former_until: Option<NaiveDateTime>,
    form: FormView,
    faults: Vec<Fault>,
    log: Vec<Told>,
    next: Option<String>,
}

#[derive(Serialize)]
struct Told {
    id: DeliveryId,
    event: String,
    code: &'static str,
    reference: Option<String>,
    queued_at: NaiveDateTime,
    tried_at: Option<NaiveDateTime>,
    due_at: Option<NaiveDateTime>,
    class: &'static str,
    icon: &'static str,
    word: &'static str,
    status: Option<i32>,
    milliseconds: Option<i32>,
    attempts: i32,
    response: Option<String>,
    error: Option<String>,
    payload: String,
    again: bool,
    may_replay: bool,
}

fn told(cx: &Context<SignedIn>, delivery: Delivery, rests: bool) -> Told {
    let waits = delivery.state == DeliveryState::Queued;
    let (class, icon, word) = match (delivery.state, delivery.attempts) {
        (DeliveryState::Delivered, _) => ("is-good", "check-circle", "webhooks-told-taken"),
        (DeliveryState::Failed, _) => ("is-bad", "x-circle", "webhooks-told-failed"),
        (DeliveryState::Queued, 0) => ("", "hourglass-split", "webhooks-told-waits"),
        (DeliveryState::Queued, _) => ("is-warn", "arrow-clockwise", "webhooks-told-again"),
    };
    Told {
        event: cx.text(&event_key(delivery.event)),
        code: delivery.event.as_str(),
        reference: delivery.reference,
        queued_at: delivery.queued_at,
        tried_at: delivery.tried_at,
        due_at: Some(delivery.due_at).filter(|_| waits && delivery.attempts > 0),
        class,
        icon,
        word,
        status: delivery.status,
        milliseconds: delivery.milliseconds,
        attempts: delivery.attempts,
        response: delivery.response,
        error: delivery.error,
        payload: delivery.payload,
        again: delivery.replay_of.is_some(),
        may_replay: !waits && !rests,
        id: delivery.id,
    }
}

pub async fn show(
    cx: Context<SignedIn>,
    id: web::Path<HookId>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let view = view(&cx, id.into_inner(), (None, FieldErrors::none()), &asked.after).await?;
    cx.page("webhooks/show", cx.head("webhooks-title", "network"), &view)
}

async fn view(
    cx: &Context<SignedIn>,
    id: HookId,
    (typed, mut errors): (Option<Typed>, FieldErrors),
    after: &str,
) -> Result<View> {
    let (actor, after) = (cx.actor(), Cursor::decode(after));
    let (hook, back, log) = cx
        .db
        .read(move |conn| {
            let hook = ops::settable(conn, &actor, &id)?;
            let back = match &hook.node_id {
                Some(node) => format!("/nodes/{}/webhooks", queries::slug_of(conn, node)?),
                None => "/admin/webhooks".to_owned(),
            };
            let log = queries::log(conn, &hook.id, after.as_ref(), LINES + 1)?;
            Ok((hook, back, log))
        })
        .await?;
    let place = |told: &Delivery| Cursor { at: told.queued_at, id: told.id.to_string() };
    let page = page_of(log, LINES, place);
    let (class, icon, state) = standing(&hook);
    let rests = hook.ended.is_some();
    let typed = typed.unwrap_or_else(|| as_set(&hook));
    for (field, key) in typed.errors.iter() {
        errors.add(field, key);
    }
    Ok(View {
        name: hook.name,
        back,
        class,
        icon,
        state,
        rests,
        failing_since: hook.failing_since,
        version: hook.secret_version,
        former_until: hook.former_until.filter(|until| cx.now < *until),
        form: typed.view(cx, (format!("/webhooks/{}", hook.id), String::new())),
        faults: faults(&errors),
        log: page.items.into_iter().map(|one| told(cx, one, rests)).collect(),
        next: page.next.map(|next| format!("/webhooks/{}?after={next}", hook.id)),
        id: hook.id,
    })
}

fn as_set(hook: &Hook) -> Typed {
    Typed {
        name: hook.name.clone(),
        url: hook.url.clone(),
        events: hook.occurrences(),
        errors: FieldErrors::none(),
    }
}

pub async fn change(
    cx: Context<SignedIn>,
    id: web::Path<HookId>,
    form: Upload,
) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(&cx, &cx.actor(), &form).await? {
        return Ok(page);
    }
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let typed = Typed::read(&form, cx.app.config.webhooks_private);
    if !typed.errors.is_empty() {
        let view = view(&cx, id, (Some(typed), FieldErrors::none()), "").await?;
        return cx.invalid("webhooks/show", cx.head("webhooks-title", "network"), &view);
    }
    let (proposal, to) = (typed.proposal(), format!("/webhooks/{id}"));
    cx.db.write(move |conn| ops::change(conn, &actor, &id, &proposal, now)).await?;
    cx.redirect(&to, "webhooks-flash-saved")
}

/// Makes a new secret and shows it, this once.
pub async fn rotate(
    cx: Context<SignedIn>,
    id: web::Path<HookId>,
    form: Upload,
) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(&cx, &cx.actor(), &form).await? {
        return Ok(page);
    }
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let version = form.text("version").parse().unwrap_or_default();
    let wanted = id.clone();
    let done = cx.db.write(move |conn| ops::rotate(conn, &actor, (&wanted, version), now)).await;
    match done {
        Ok(hook) if hook.secret_version == version + 1 => secret_page(&cx, &hook, "network"),
        Ok(_) => cx.go(&format!("/webhooks/{id}")),
        Err(error) => answer(&cx, id, Err(error), "").await,
    }
}

/// Goes back to the page with a word, or shows it with why not.
async fn answer(
    cx: &Context<SignedIn>,
    id: HookId,
    done: Result<()>,
    flash: &str,
) -> Result<HttpResponse> {
    match done {
        Ok(()) => cx.redirect(&format!("/webhooks/{id}"), flash),
        Err(Error::Refused(refusal)) => {
            let errors = FieldErrors::one("name", refusal.key());
            let view = view(cx, id, (None, errors), "").await?;
            cx.invalid("webhooks/show", cx.head("webhooks-title", "network"), &view)
        }
        Err(error) => Err(error),
    }
}

type Op = fn(&mut Conn, &Actor, &HookId, NaiveDateTime) -> Result<()>;

async fn does(cx: &Context<SignedIn>, id: HookId, (op, flash): (Op, &str)) -> Result<HttpResponse> {
    let (actor, now, wanted) = (cx.actor(), cx.now, id.clone());
    let done = cx.db.write(move |conn| op(conn, &actor, &wanted, now)).await;
    answer(cx, id, done, flash).await
}

pub async fn end_former(cx: Context<SignedIn>, id: web::Path<HookId>) -> Result<HttpResponse> {
    does(&cx, id.into_inner(), (ops::end_former, "webhooks-flash-secret-ended")).await
}

pub async fn rest(cx: Context<SignedIn>, id: web::Path<HookId>) -> Result<HttpResponse> {
    does(&cx, id.into_inner(), (ops::rest, "webhooks-flash-rests")).await
}

pub async fn wake(cx: Context<SignedIn>, id: web::Path<HookId>) -> Result<HttpResponse> {
    does(&cx, id.into_inner(), (ops::wake, "webhooks-flash-woken")).await
}

pub async fn test(cx: Context<SignedIn>, id: web::Path<HookId>) -> Result<HttpResponse> {
    does(&cx, id.into_inner(), (ops::send_test, "webhooks-flash-tested")).await
}

pub async fn replay(
    cx: Context<SignedIn>,
    path: web::Path<(HookId, DeliveryId)>,
) -> Result<HttpResponse> {
    let (actor, now, (id, delivery)) = (cx.actor(), cx.now, path.into_inner());
    let wanted = id.clone();
    let done = cx.db.write(move |conn| ops::replay(conn, &actor, (&wanted, &delivery), now)).await;
    answer(&cx, id, done, "webhooks-flash-replayed").await
}

pub async fn remove(cx: Context<SignedIn>, id: web::Path<HookId>) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let back = cx
        .db
        .write(move |conn| {
            let hook = ops::settable(conn, &actor, &id)?;
            let back = match &hook.node_id {
                Some(node) => format!("/nodes/{}/webhooks", queries::slug_of(conn, node)?),
                None => "/admin/webhooks".to_owned(),
            };
            ops::remove(conn, &actor, &id, now)?;
            Ok(back)
        })
        .await?;
    cx.redirect(&back, "webhooks-flash-removed")
}

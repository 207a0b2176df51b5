//! Where a node opens its bridge, and where its helpdesk confirms.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{Thread, ops, queries};
use crate::accounts::pages::{Fault, faults};
use crate::i18n::Locale;
use crate::web::{Anyone, Context, FieldErrors, Keyed, SignedIn, checked_email};
use crate::{Error, Result};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    email: String,
}

#[derive(Serialize)]
struct View {
    slug: String,
    short_name: String,
    /// A word for how it stands.
    state: &'static str,
    class: &'static str,
    icon: &'static str,
    address: Option<String>,
    since: Option<NaiveDateTime>,
    heard: Option<NaiveDateTime>,
    failing_since: Option<NaiveDateTime>,
    failure: Option<String>,
    proposed: Option<String>,
    proposed_at: Option<NaiveDateTime>,
    something: bool,
    email: String,
    errors: FieldErrors,
    faults: Vec<Fault>,
    words: Vec<WordView>,
}

#[derive(Serialize)]
struct WordView {
    typed: &'static str,
    says: &'static str,
}

/// The words as each language types them.
const WORDS: &[(&str, &str, &str)] = &[
    ("#note", "#note", "bridge-word-note"),
    ("#prendre", "#take", "bridge-word-take"),
    ("#en-attente DPO jusqu’au 15/04/2026", "#pending DPO until 2026-04-15", "bridge-word-wait"),
    ("#clos répondu", "#closed answered", "bridge-word-close"),
    ("#rouvrir", "#reopen", "bridge-word-reopen"),
    ("#accepter", "#accept", "bridge-word-accept"),
    ("#refuser motif", "#decline reason", "bridge-word-refuse"),
    ("#aide", "#help", "bridge-word-help"),
];

fn words(locale: Locale) -> Vec<WordView> {
    WORDS.iter().map(|(fr, en, says)| WordView { typed: locale.pick(fr, en), says }).collect()
}

pub async fn show(cx: Context<SignedIn>, slug: web::Path<String>) -> Result<HttpResponse> {
    let view = view(&cx, slug.into_inner(), (String::new(), FieldErrors::none())).await?;
    cx.page("bridge/node", cx.head("bridge-title", "network"), &view)
}

async fn view(
    cx: &Context<SignedIn>,
    slug: String,
    (email, errors): (String, FieldErrors),
) -> Result<View> {
    let (actor, wanted) = (cx.actor(), slug.clone());
    let (short_name, bridge) = cx
        .db
        .read(move |conn| {
            let (node, name) = ops::settable(conn, &actor, &wanted)?;
            Ok((name, queries::find(conn, &node)?))
        })
        .await?;
    let open = bridge.as_ref().is_some_and(|bridge| bridge.email.is_some());
    let failing = bridge.as_ref().is_some_and(|bridge| bridge.failing_since.is_some());
    let proposed = bridge.as_ref().and_then(|bridge| bridge.proposed_email.clone());
    let (state, class, icon) = match (failing, open, &proposed) {
        (true, ..) => ("bridge-state-failing", "is-bad", "exclamation-octagon"),
        (_, true, _) => ("bridge-state-open", "is-good", "check-circle"),
        (_, _, Some(_)) => ("bridge-state-proposed", "is-warn", "hourglass-split"),
        _ => ("bridge-state-closed", "", "slash-circle"),
    };
    let found = bridge.as_ref();
    Ok(View {
        slug,
        short_name,
        state,
        class,
        icon,
        address: found.and_then(|bridge| bridge.email.clone()),
        since: found.and_then(|bridge| bridge.active_since),
        heard: found.and_then(|bridge| bridge.heard_at),
        failing_since: found.and_then(|bridge| bridge.failing_since),
        failure: found.and_then(|bridge| bridge.failure.clone()),
        proposed_at: found.and_then(|bridge| bridge.proposed_at),
        something: open || proposed.is_some(),
        proposed,
        email,
        faults: faults(&errors),
        errors,
        words: words(cx.locale),
    })
}

pub async fn propose(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    form: web::Form<Form>,
) -> Result<HttpResponse> {
    let (actor, now, slug, app) = (cx.actor(), cx.now, slug.into_inner(), cx.app.clone());
    let typed = form.into_inner().email;
    let Some(email) = checked_email(&typed) else {
        // Who may not set it learns nothing of it.
        let errors = FieldErrors::one("email", "bridge-bad-email");
        let view = view(&cx, slug, (typed, errors)).await?;
        return cx.invalid("bridge/node", cx.head("bridge-title", "network"), &view);
    };
    let wanted = slug.clone();
    let done = cx.db.write(move |conn| {
        let own = app.config.mail_reply();
        ops::propose(conn, &actor, &wanted, (&email, own), &app.signer, now)
    });
    answer(&cx, slug, (typed, done.await), "bridge-flash-proposed").await
}

pub async fn test(cx: Context<SignedIn>, slug: web::Path<String>) -> Result<HttpResponse> {
    let (actor, now, slug) = (cx.actor(), cx.now, slug.into_inner());
    let wanted = slug.clone();
    let done = cx.db.write(move |conn| ops::send_test(conn, &actor, &wanted, now)).await;
    answer(&cx, slug, (String::new(), done), "bridge-flash-tested").await
}

pub async fn close(cx: Context<SignedIn>, slug: web::Path<String>) -> Result<HttpResponse> {
    let (actor, now, slug) = (cx.actor(), cx.now, slug.into_inner());
    let wanted = slug.clone();
    let done = cx.db.write(move |conn| ops::close(conn, &actor, &wanted, now)).await;
    answer(&cx, slug, (String::new(), done), "bridge-flash-closed").await
}

async fn answer(
    cx: &Context<SignedIn>,
    slug: String,
    (typed, done): (String, Result<()>),
    flash: &str,
) -> Result<HttpResponse> {
    match done {
        Ok(()) => cx.redirect(&format!("/nodes/{slug}/bridge"), flash),
        Err(Error::Refused(refusal)) => {
            let view = view(cx, slug, (typed, FieldErrors::one("email", refusal.key()))).await?;
            cx.invalid("bridge/node", cx.head("bridge-title", "network"), &view)
        }
        Err(error) => Err(error),
    }
}

#[derive(Serialize, Default)]
struct ConfirmView {
    open: bool,
    done: bool,
    slug: String,
    key: String,
    node: String,
    email: String,
}

/// What the mail's link shows: a button. Looking changes nothing.
pub async fn confirmation(
    cx: Context<Anyone>,
    slug: web::Path<String>,
    query: web::Query<Keyed>,
) -> Result<HttpResponse> {
    let (app, now, slug, key) = (cx.app.clone(), cx.now, slug.into_inner(), query.into_inner().key);
    let (wanted, shown) = (slug.clone(), key.clone());
    let found =
        cx.db.read(move |conn| ops::proposed(conn, &wanted, &shown, &app.signer, now)).await;
    match found {
        Ok((bridge, node)) => {
            let email = bridge.proposed_email.unwrap_or_default();
            let view = ConfirmView { open: true, slug, key, node, email, ..ConfirmView::default() };
            confirm_page(&cx, StatusCode::OK, &view)
        }
        Err(Error::NotFound) => gone(&cx),
        Err(error) => Err(error),
    }
}

pub async fn confirm(
    cx: Context<Anyone>,
    slug: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    let (app, now, slug, key) = (cx.app.clone(), cx.now, slug.into_inner(), form.into_inner().key);
    let done = cx.db.write(move |conn| ops::confirm(conn, &slug, &key, &app.signer, now)).await;
    match done {
        Ok(()) => {
            let view = ConfirmView { done: true, ..ConfirmView::default() };
            confirm_page(&cx, StatusCode::OK, &view)
        }
        Err(Error::NotFound | Error::Refused(_)) => gone(&cx),
        Err(error) => Err(error),
    }
}

fn gone(cx: &Context<Anyone>) -> Result<HttpResponse> {
    confirm_page(cx, StatusCode::NOT_FOUND, &ConfirmView::default())
}

fn confirm_page(
    cx: &Context<Anyone>,
    status: StatusCode,
    view: &ConfirmView,
) -> Result<HttpResponse> {
    cx.respond(status, "bridge/confirmation", cx.head("bridge-title", "network"), view)
}

/// How a ticket stands with a helpdesk, as the ticket's page shows its staff.
#[derive(Debug, Serialize)]
pub struct Line {
    icon: &'static str,
    failed: bool,
    text: String,
    at: NaiveDateTime,
    known: String,
}

/// One line for each helpdesk that has the ticket.
pub fn lines(threads: &[(Thread, String)], locale: Locale) -> Vec<Line> {
    threads.iter().map(|(thread, name)| line(thread, name, locale)).collect()
}

fn line(thread: &Thread, name: &str, locale: Locale) -> Line {
    let tags = thread.tag_list().join(" ");
    let (icon, key, at) = match (thread.failed_at, thread.heard_at) {
        (Some(at), _) => ("envelope-exclamation", "bridge-side-failed", at),
        (None, Some(at)) => ("envelope-open", "bridge-side-heard", at),
        (None, None) => ("send", "bridge-side-sent", thread.opened_at),
    };
    let known = if tags.is_empty() {
        String::new()
    } else {
        locale.text1("bridge-side-known", "tags", tags)
    };
    Line {
        icon,
        failed: thread.failed_at.is_some(),
        text: locale.text1(key, "name", name),
        at,
        known,
    }
}

//! Beginning an application, and the links that lead into one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::accounts;
use crate::accounts::pages::{TypedAsker, asker};
use crate::applications::{ApplicationId, access, ops, queries, rules};
use crate::calls::pages::CallHead;
use crate::calls::{self, Phase};
use crate::secret::token_hash;
use crate::web::{Anyone, Context, FieldErrors, Head, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    #[serde(flatten)]
    head: CallHead,
    open: bool,
    /// Its reader runs the call, and does not apply to it.
    runs: bool,
    signed_in: bool,
    own: Vec<OwnView>,
    id: ApplicationId,
    name: String,
    email: String,
    sent: bool,
    alert: String,
    errors: FieldErrors,
}

#[derive(Serialize)]
struct OwnView {
    href: String,
    title: String,
}

/// `GET /calls/{slug}/applications`
pub async fn start(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, &slug, (TypedAsker::default(), false), None).await
}

async fn page(
    cx: &Context<Anyone>,
    slug: &str,
    (typed, sent): (TypedAsker, bool),
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (slug, who) = (slug.to_owned(), cx.actor().map(|actor| actor.id.clone()));
    let (call, own, runs) = cx
        .db
        .read(move |conn| {
            let call = calls::access::for_reader(conn, &slug)?;
            let (own, runs) = match who {
                Some(who) => (queries::of_account(conn, &who)?, access::runs(conn, &who, &call)?),
                None => (Vec::new(), false),
            };
            Ok((call, own, runs))
        })
        .await?;
    let own = own.into_iter().filter(|(_, of)| of.id == call.id).map(|(one, _)| OwnView {
        href: format!("/applications/{}", one.id),
        title: super::title(&one.title, cx.locale),
    });
    let failed = !typed.errors.is_empty();
    let view = View {
        open: call.phase(cx.now) == Phase::Open,
        runs,
        signed_in: cx.actor().is_some(),
        own: own.collect(),
        id: ApplicationId::random(),
        name: typed.name,
        email: typed.email,
        errors: typed.errors,
        sent,
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        head: CallHead::of(&call, (cx.locale, cx.now)),
    };
    let status = match (failed, refusal) {
        (true, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, Some(_)) => StatusCode::CONFLICT,
        (false, None) => StatusCode::OK,
    };
    let title = format!("{} – {}", cx.text("applications-begin"), view.head.title);
    cx.respond(status, "applications/begin", Head { title, section: "calls" }, &view)
}

/// `POST /calls/{slug}/applications`: a draft for who is signed in; for others, a mail with a link.
pub async fn ask(
    cx: Context<Anyone>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let now = cx.now;
    if let Some(actor) = cx.actor().cloned() {
        let id = form.text("id").parse().unwrap_or_else(|_| ApplicationId::random());
        let (made, of) = (id.clone(), slug.clone());
        let begun = cx.db.write(move |conn| ops::begin(conn, &actor, (&made, &of), now)).await;
        return match begun {
            Ok(()) => cx.redirect(&format!("/applications/{id}"), "applications-flash-begun"),
            Err(Error::Refused(refusal)) => {
                page(&cx, &slug, (TypedAsker::default(), false), Some(refusal)).await
            }
            Err(error) => Err(error),
        };
    }
    let (typed, asked) = asker(&cx, &form, (["name", "email"], 200));
    let Some(asked) = asked else { return page(&cx, &slug, (typed, false), None).await };
    let of = slug.clone();
    match cx.db.write(move |conn| ops::ask_link(conn, (&of, &asked), now)).await {
        Ok(()) => page(&cx, &slug, (typed, true), None).await,
        Err(Error::Refused(refusal)) => page(&cx, &slug, (typed, false), Some(refusal)).await,
        Err(error) => Err(error),
    }
}

#[derive(Serialize)]
struct InvitationView {
    live: bool,
    joins: bool,
    title: String,
    call: String,
    email: String,
    token: String,
    /// Somebody else is signed in here.
    other: String,
}

/// `GET /applications/invitations/{token}`: shows one button and burns nothing, since mail scanners open every link.
pub async fn invitation(cx: Context<Anyone>, token: web::Path<String>) -> Result<HttpResponse> {
    invitation_page(&cx, &token).await
}

async fn invitation_page(cx: &Context<Anyone>, token: &str) -> Result<HttpResponse> {
    let (hash, now) = (token_hash(token), cx.now);
    let found = cx
        .db
        .read(move |conn| {
            let Some(found) = queries::invitation_by_token(conn, &hash)? else { return Ok(None) };
            let call = calls::queries::find(conn, &found.call_id)?;
            let title = match &found.application_id {
                Some(id) => queries::find(conn, id)?.title,
                None => String::new(),
            };
            Ok(Some((found, call, title)))
        })
        .await?;
    let live = found.as_ref().is_some_and(|(one, ..)| {
        one.accepted_at.is_none() && one.revoked_at.is_none() && one.expires_at > now
    });
    let other =
        cx.actor().zip(found.as_ref()).filter(|(actor, (one, ..))| actor.email != one.email);
    let view = InvitationView {
        live,
        other: other.map(|(actor, _)| actor.email.clone()).unwrap_or_default(),
        joins: found.as_ref().is_some_and(|(one, ..)| one.application_id.is_some()),
        title: found.as_ref().map(|(_, _, title)| title.clone()).unwrap_or_default(),
        call: found
            .as_ref()
            .map(|(_, call, _)| call.text.title(cx.locale).to_owned())
            .unwrap_or_default(),
        email: found.as_ref().map(|(one, ..)| one.email.clone()).unwrap_or_default(),
        token: token.to_owned(),
    };
    let status = if live { StatusCode::OK } else { StatusCode::GONE };
    let head = cx.head("applications-invitation", "calls");
    cx.respond(status, "applications/invitation", head, &view)
}

/// `POST /applications/invitations/{token}/refusal`
pub async fn decline(cx: Context<Anyone>, token: web::Path<String>) -> Result<HttpResponse> {
    let (secret, now) = (token.clone(), cx.now);
    match cx.db.write(move |conn| ops::decline(conn, &secret, now)).await {
        Ok(()) => cx.redirect("/calls", "applications-flash-declined"),
        Err(Error::Refused(_)) => invitation_page(&cx, &token).await,
        Err(error) => Err(error),
    }
}

/// `POST /applications/invitations/{token}`
pub async fn accept(cx: Context<Anyone>, token: web::Path<String>) -> Result<HttpResponse> {
    let (secret, browser) = (token.clone(), accounts::pages::browser(&cx));
    let now = cx.now;
    let accepted = cx.db.write(move |conn| ops::accept(conn, &secret, &browser, now)).await;
    match accepted {
        Ok((arrival, id)) => {
            accounts::pages::welcome(&cx, &arrival, &format!("/applications/{id}"))
        }
        Err(Error::Refused(refusal)) if refusal == rules::TOO_LATE => {
            cx.redirect("/calls", "applications-flash-late-warn")
        }
        Err(Error::Refused(refusal)) if refusal == rules::RUNS_IT => {
            cx.redirect("/calls", "applications-flash-runs-it-warn")
        }
        Err(Error::Refused(_)) => invitation_page(&cx, &token).await,
        Err(error) => Err(error),
    }
}

//! One's own data: asking for a copy or for erasure, by address; and the admins who ask for somebody.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::accounts::{Actor, throttle};
use crate::privacy::ops::{self, Wish, link};
use crate::privacy::queries::{self, PossibleSignature};
use crate::privacy::{Found, Kind, Request, RequestId, RequestState, TextPolicy, rules};
use crate::taxonomy::Vocabulary;
use crate::web::{
    Admin, Anyone, Context, Cursor, Door, Fault, FieldErrors, Keyed, Pager, blank_as_none,
    checked_email, client_address, faults,
};
use crate::{Error, Result};

/// Requests on one page of the admins' list.
const LINES: usize = 50;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct WishForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    reason: String,
}

#[derive(Serialize)]
struct FormView {
    form: WishForm,
    errors: FieldErrors,
    faults: Vec<Fault>,
    sent: bool,
}

impl WishForm {
    /// What is asked; an admin says why.
    fn checked<D: Door>(&self, cx: &Context<D>, says_why: bool) -> Result<Wish, FieldErrors> {
        let mut errors = FieldErrors::none();
        let (email, kind) = (checked_email(&self.email), self.kind.parse::<Kind>());
        let reason = blank_as_none(&self.reason).filter(|reason| reason.chars().count() <= 500);
        if email.is_none() {
            errors.add("email", "form-email");
        }
        if kind.is_err() {
            errors.add("kind", "privacy-kind-missing");
        }
        if says_why && reason.is_none() {
            errors.add("reason", "privacy-reason-missing");
        }
        match (email, kind) {
            (Some(email), Ok(kind)) if errors.is_empty() => {
                let reason = reason.filter(|_| says_why).unwrap_or_default();
                Ok(Wish { kind, email, language: cx.locale, reason })
            }
            _ => Err(errors),
        }
    }
}

#[derive(Deserialize, Default)]
pub struct Sent {
    #[serde(default)]
    sent: String,
}

/// The form for everybody. Whoever is signed in finds their address in it.
pub async fn form(cx: Context<Anyone>, query: web::Query<Sent>) -> Result<HttpResponse> {
    let email = cx.actor().map(|actor| actor.email.clone()).unwrap_or_default();
    let form = WishForm { email, kind: Kind::Export.to_string(), ..WishForm::default() };
    let sent = !query.sent.is_empty();
    let view = FormView { form, errors: FieldErrors::none(), faults: Vec::new(), sent };
    cx.page("privacy/requests", cx.head("privacy-requests-title", "none"), &view)
}

/// Takes it in. The answer tells nobody whether an address is known.
pub async fn create(cx: Context<Anyone>, form: web::Form<WishForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let wish = match form.checked(&cx, false) {
        Ok(wish) => wish,
        Err(errors) => {
            let faults = faults(&errors);
            let view = FormView { form, errors, faults, sent: false };
            let head = cx.head("privacy-requests-title", "none");
            return cx.invalid("privacy/requests", head, &view);
        }
    };
    let own = cx.actor().is_some_and(|actor| actor.email == wish.email);
    let (signer, now, from) = (cx.app.signer.clone(), cx.now, client_address(cx.request()));
    let id = cx
        .db
        .write(move |conn| {
            throttle::count(conn, "from-privacy", &from, rules::REQUESTS_PER_ADDRESS, now)?;
            ops::ask(conn, None, &wish, &signer, now)
        })
        .await?;
    // A session proves the address as the mail's link does.
    if own { cx.go(&link(&cx.app.signer, &id)) } else { cx.go("/privacy/requests?sent=1") }
}

#[derive(Serialize)]
struct RequestView {
    id: RequestId,
    key: String,
    email: String,
    is_export: bool,
    asked: bool,
    confirmed: bool,
    done: bool,
    found: Found,
    /// Why it cannot be done now.
    refused: Option<&'static str>,
    text_kept: bool,
    /// Until when the copy can be fetched.
    until: Option<NaiveDateTime>,
    /// What may be theirs, for an admin to confirm by hand.
    possible: Vec<PossibleView>,
}

#[derive(Serialize)]
struct PossibleView {
    href: String,
    title: String,
    institution: String,
    signatory: String,
    signed_on: NaiveDate,
}

/// A request, for who holds its key.
async fn opened<D: Door>(cx: &Context<D>, id: &str, key: &str) -> Result<(Request, Found)> {
    let id: RequestId = id.parse().map_err(|_| Error::NotFound)?;
    if !cx.app.signer.verify("privacy", id.as_str(), key) {
        return Err(Error::NotFound);
    }
    cx.db
        .read(move |conn| {
            let request = queries::request(conn, &id)?;
            let found = match request.state {
                RequestState::Asked => queries::found(conn, &request.email)?,
                RequestState::Confirmed | RequestState::Done => Found::default(),
            };
            Ok((request, found))
        })
        .await
}

/// What would happen, what happens, or what has happened.
pub async fn show(
    cx: Context<Anyone>,
    id: web::Path<String>,
    query: web::Query<Keyed>,
) -> Result<HttpResponse> {
    let (request, found) = opened(&cx, &id, &query.key).await?;
    let refused = match (request.state, request.kind) {
        (RequestState::Asked, _) if rules::check_confirm(&request, cx.now).is_err() => {
            rules::check_confirm(&request, cx.now).err()
        }
        (RequestState::Asked, Kind::Erasure) => rules::check_erasure(&found).err(),
        _ => None,
    };
    let fetched = rules::check_fetch(&request, cx.now).is_ok();
    let retention = cx.app.config.retention;
    let terms = cx.db.read(move |conn| ops::terms(conn, &retention)).await?;
    let view = RequestView {
        id: request.id.clone(),
        key: query.key.clone(),
        is_export: request.kind == Kind::Export,
        asked: request.state == RequestState::Asked,
        confirmed: request.state == RequestState::Confirmed,
        done: request.state == RequestState::Done,
        found,
        refused: refused.map(|refusal| refusal.key()),
        text_kept: terms.text() == TextPolicy::Kept,
        until: request.done_at.filter(|_| fetched).map(|done| done + rules::EXPORT_FOR),
        possible: possible(&cx, &request.email).await?,
        email: request.email,
    };
    cx.page("privacy/request", cx.head("privacy-requests-title", "none"), &view)
}

/// Signatures by somebody of the same name at the same institution, who may be another one: only admins see them.
async fn possible(cx: &Context<Anyone>, email: &str) -> Result<Vec<PossibleView>> {
    if email.is_empty() || !cx.actor().is_some_and(Actor::is_admin) {
        return Ok(Vec::new());
    }
    let email = email.to_owned();
    let found = cx.db.read(move |conn| Ok(queries::possible_signatures(conn, &email)?)).await?;
    let words = cx.app.vocabularies();
    let view = |one: PossibleSignature| PossibleView {
        href: format!("/conventions/{}?version={}", one.slug, one.version),
        title: cx.locale.said(&one.title_fr, &one.title_en).0.to_owned(),
        institution: words.label(Vocabulary::Institution, &one.institution, cx.locale),
        signatory: one.signatory,
        signed_on: one.signed_on,
    };
    Ok(found.into_iter().map(view).collect())
}

/// The button of a request's page.
pub async fn confirm(
    cx: Context<Anyone>,
    id: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    let (request, _) = opened(&cx, &id, &form.key).await?;
    let (account, now) = (cx.actor().map(|actor| actor.id.clone()), cx.now);
    let back = link(&cx.app.signer, &request.id);
    cx.db.write(move |conn| ops::confirm(conn, account.as_ref(), &request, now)).await?;
    cx.go(&back)
}

/// The copy itself.
pub async fn copy(
    cx: Context<Anyone>,
    id: web::Path<String>,
    query: web::Query<Keyed>,
) -> Result<HttpResponse> {
    let (request, _) = opened(&cx, &id, &query.key).await?;
    rules::check_fetch(&request, cx.now)?;
    let other = cx.actor().filter(|actor| actor.email != request.email);
    if let Some(reader) = other.map(|actor| actor.id.clone()) {
        let (of, now) = (request.clone(), cx.now);
        cx.db.write(move |conn| ops::note_copied(conn, &of, &reader, now)).await?;
    }
    let content = cx.app.files.get(request.sha256.as_deref().unwrap_or_default()).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"maillage.zip\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(content))
}

#[derive(Serialize)]
struct AdminView {
    tab: &'static str,
    form: WishForm,
    errors: FieldErrors,
    faults: Vec<Fault>,
    requests: Vec<Row>,
    pager: Pager,
}

#[derive(Serialize)]
struct Row {
    kind: &'static str,
    state: &'static str,
    email: String,
    reason: String,
    made_at: NaiveDateTime,
    done_at: Option<NaiveDateTime>,
    href: String,
}

#[derive(Deserialize, Default)]
pub struct After {
    #[serde(default)]
    after: String,
}

/// The admins' list of requests, with a form to ask for somebody.
pub async fn admin(cx: Context<Admin>, query: web::Query<After>) -> Result<HttpResponse> {
    let form = WishForm { kind: Kind::Export.to_string(), ..WishForm::default() };
    let view = admin_view(&cx, form, FieldErrors::none(), &query.after).await?;
    cx.page("privacy/admin", cx.head("privacy-admin-title", "admin"), &view)
}

async fn admin_view(
    cx: &Context<Admin>,
    form: WishForm,
    errors: FieldErrors,
    after: &str,
) -> Result<AdminView> {
    let place = Cursor::decode(after).map(|cursor| (cursor.at, cursor.id));
    let mut found = cx
        .db
        .read(move |conn| Ok(queries::requests_before(conn, place.as_ref(), LINES + 1)?))
        .await?;
    let more = found.len() > LINES;
    found.truncate(LINES);
    let next = found.last().filter(|_| more).map(|last| {
        let at = Cursor { at: last.made_at, id: last.id.to_string() };
        format!("/admin/privacy?after={}", at.encode())
    });
    Ok(AdminView {
        tab: "privacy",
        form,
        faults: faults(&errors),
        errors,
        requests: found.into_iter().map(|request| row(cx, request)).collect(),
        pager: Pager { first: (!after.is_empty()).then(|| "/admin/privacy".to_owned()), next },
    })
}

fn row(cx: &Context<Admin>, request: Request) -> Row {
    Row {
        kind: match request.kind {
            Kind::Export => "privacy-kind-export",
            Kind::Erasure => "privacy-kind-erasure",
        },
        state: match request.state {
            RequestState::Asked => "privacy-state-asked",
            RequestState::Confirmed => "privacy-state-confirmed",
            RequestState::Done => "privacy-state-done",
        },
        href: link(&cx.app.signer, &request.id),
        email: request.email,
        reason: request.reason,
        made_at: request.made_at,
        done_at: request.done_at,
    }
}

/// An admin asks for somebody, and sees what would happen.
pub async fn ask_for(cx: Context<Admin>, form: web::Form<WishForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let wish = match form.checked(&cx, true) {
        Ok(wish) => wish,
        Err(errors) => {
            let view = admin_view(&cx, form, errors, "").await?;
            let head = cx.head("privacy-admin-title", "admin");
            return cx.invalid("privacy/admin", head, &view);
        }
    };
    let (actor, signer, now) = (cx.actor(), cx.app.signer.clone(), cx.now);
    let id = cx.db.write(move |conn| ops::ask(conn, Some(&actor), &wish, &signer, now)).await?;
    cx.go(&link(&cx.app.signer, &id))
}

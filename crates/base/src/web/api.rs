//! The JSON API's side of the toolkit: who calls, by which token, and how errors are told (RFC 9457).

use std::future::Future;
use std::pin::Pin;

use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError, dev::Payload, web};
use chrono::NaiveDateTime;
use serde::Serialize;
use serde_json::json;

use super::context::SEEN_EVERY;
use super::{Cursor, FieldErrors, tagged};
use crate::actor::{self, Actor, Scope};
use crate::app::App;
use crate::db::{Conn, Db};
use crate::i18n::Locale;
use crate::secret::token_hash;
use crate::{Error, Result};

/// What a call to the API needs: nothing, or a token with a scope.
pub trait ApiDoor: Sized + 'static {
    const NAME: &'static str;
    fn open(caller: Option<(Actor, Scope)>) -> Result<Self>;
    fn caller(&self) -> Option<&Actor>;
}

/// Readable by everybody; a token may widen what is seen.
pub struct Public(Option<(Actor, Scope)>);
/// Needs any live token.
pub struct ReadScope(Actor);
/// Needs a token whose scope is `write` or `admin`.
pub struct WriteScope(Actor);

impl ApiDoor for Public {
    const NAME: &'static str = "api: public";
    fn open(caller: Option<(Actor, Scope)>) -> Result<Self> {
        Ok(Self(caller))
    }
    fn caller(&self) -> Option<&Actor> {
        self.0.as_ref().map(|(actor, _)| actor)
    }
}

impl ApiDoor for ReadScope {
    const NAME: &'static str = "api: read";
    fn open(caller: Option<(Actor, Scope)>) -> Result<Self> {
        caller.map(|(actor, _)| Self(actor)).ok_or(Error::SignInRequired)
    }
    fn caller(&self) -> Option<&Actor> {
        Some(&self.0)
    }
}

impl ApiDoor for WriteScope {
    const NAME: &'static str = "api: write";
    fn open(caller: Option<(Actor, Scope)>) -> Result<Self> {
        let (actor, scope) = caller.ok_or(Error::SignInRequired)?;
        if scope == Scope::Read { Err(Error::Forbidden) } else { Ok(Self(actor)) }
    }
    fn caller(&self) -> Option<&Actor> {
        Some(&self.0)
    }
}

/// A call to the API.
pub struct Api<D> {
    pub app: web::Data<App>,
    pub db: Db,
    pub now: NaiveDateTime,
    pub request: HttpRequest,
    door: D,
}

impl Api<Public> {
    /// 200 with a body and its tag, or 304 to those who have it.
    pub fn answer(&self, body: &impl Serialize, next: Option<&str>) -> HttpResponse {
        let body = serde_json::to_string(body).unwrap_or_default();
        let mut response = tagged(&self.request, "application/json", body);
        if let Some(link) = next.and_then(|next| format!("<{next}>; rel=\"next\"").parse().ok()) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
    /// Whether the token that came along has a scope.
    pub fn holds(&self, scope: Scope) -> bool {
        self.door.0.as_ref().is_some_and(|(_, held)| *held == scope)
    }
    pub fn actor(&self) -> Option<Actor> {
        self.door.caller().cloned()
    }
    /// The token's owner, for a call that changes something; a token that may only read is refused.
    pub fn writer(&self) -> Result<Option<Actor>> {
        match &self.door.0 {
            None => Ok(None),
            Some((_, Scope::Read)) => Err(Error::Forbidden),
            Some((actor, _)) => Ok(Some(actor.clone())),
        }
    }
}
impl Api<ReadScope> {
    pub fn actor(&self) -> Actor {
        self.door.0.clone()
    }
}
impl Api<WriteScope> {
    pub fn actor(&self) -> Actor {
        self.door.0.clone()
    }
}

impl<D: ApiDoor> FromRequest for Api<D> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let app = request.app_data::<web::Data<App>>().expect("App is app data").clone();
            let (db, now) = (app.db.clone(), app.clock.now());
            let caller = match bearer(&request) {
                Some(token) => {
                    let hash = token_hash(&token);
                    let found = db.read(move |conn| caller_of(conn, &hash, now)).await?;
                    Some(found.ok_or(Error::SignInRequired)?)
                }
                None => None,
            };
            let address = super::client_address(&request);
            app.limits.count_api_call(caller.as_ref().map(|(actor, _)| &actor.id), &address)?;
            Ok(Self { db, now, door: D::open(caller)?, request, app })
        })
    }
}

fn caller_of(conn: &mut Conn, hash: &str, now: NaiveDateTime) -> Result<Option<(Actor, Scope)>> {
    let Some((actor, scope, used_at)) = actor::queries::caller(conn, hash, now)? else {
        return Ok(None);
    };
    if used_at.is_none_or(|at| now - at > SEEN_EVERY) {
        actor::queries::touch_token(conn, hash, now)?;
    }
    Ok(Some((actor, scope)))
}

fn bearer(request: &HttpRequest) -> Option<String> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// One page of a list: `next` is the cursor of the page after it, or null.
#[derive(Debug, Serialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

/// Cuts `rows`, of which one more than `limit` was asked for, to a page; `cursor` names a row's place.
pub fn page_of<T>(mut rows: Vec<T>, limit: usize, cursor: impl Fn(&T) -> Cursor) -> Page<T> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = if more { rows.last().map(|row| cursor(row).encode()) } else { None };
    Page { items: rows, next }
}

/// An error as `application/problem+json`.
pub(super) fn problem(error: &Error) -> HttpResponse {
    let status = error.status_code();
    let code = error.message_key();
    let mut response = HttpResponse::build(status);
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    response.content_type("application/problem+json").json(json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "code": code,
        "detail": Locale::En.text(code),
    }))
}

/// 422 with one line for each field that does not pass.
pub fn invalid(errors: &FieldErrors) -> HttpResponse {
    let errors: Vec<_> = errors
        .iter()
        .map(|(field, code)| json!({ "field": field, "code": code, "message": Locale::En.text(code) }))
        .collect();
    HttpResponse::UnprocessableEntity().content_type("application/problem+json").json(json!({
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "code": "invalid",
        "detail": Locale::En.text("error-invalid"),
        "errors": errors,
    }))
}

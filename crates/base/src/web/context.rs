//! What every page handler knows about the request it answers, and how it answers.

use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, web};
use chrono::{NaiveDateTime, TimeDelta};
use serde::Serialize;

use super::request_log::Arrival;
use super::{Anyone, Door};
use crate::actor::{self, Actor};
use crate::app::App;
use crate::db::{Conn, Db};
use crate::i18n::Locale;
use crate::secret::{sha256_hex, token_hash};
use crate::{Error, Result};

/// The cookie that holds a session's token.
pub const SESSION_COOKIE: &str = "maillage_session";
const LANGUAGE_COOKIE: &str = "lang";
const FLASH_COOKIE: &str = "flash";
/// When a session or a key was last seen is written at most this often, so that reading does not write.
pub(super) const SEEN_EVERY: TimeDelta = TimeDelta::minutes(10);

/// The request, its actor and the way to answer. `D` is the door it came in by.
pub struct Context<D> {
    pub app: web::Data<App>,
    pub db: Db,
    /// When the request arrived.
    pub now: NaiveDateTime,
    pub locale: Locale,
    door: D,
    flash: Option<String>,
    request: HttpRequest,
}

/// What the frame around a page needs to know of it.
pub struct Head {
    pub title: String,
    /// The part of the site whose link in the header is marked as current.
    pub section: &'static str,
}

/// A view with the frame around it, as a template sees it.
#[derive(Serialize)]
pub struct Shown<'a, V> {
    page: Frame<'a>,
    #[serde(flatten)]
    view: &'a V,
}

#[derive(Serialize)]
struct Frame<'a> {
    locale: Locale,
    other_locale: Locale,
    title: &'a str,
    section: &'a str,
    path: String,
    actor: Option<FrameActor<'a>>,
    flash: Option<FrameFlash<'a>>,
    brand: FrameBrand<'a>,
    version: &'static str,
    demo: bool,
    now: NaiveDateTime,
}

#[derive(Serialize)]
struct FrameActor<'a> {
    name: &'a str,
    initials: String,
    is_staff: bool,
    is_coordinator: bool,
    is_admin: bool,
}

#[derive(Serialize)]
struct FrameFlash<'a> {
    key: &'a str,
    kind: &'static str,
}

#[derive(Serialize)]
struct FrameBrand<'a> {
    name: &'a str,
    tagline: &'a str,
    logo: &'static str,
    colored: bool,
    contact: &'a str,
}

impl Context<Anyone> {
    /// Who is here, if anybody signed in.
    pub fn actor(&self) -> Option<&Actor> {
        self.door.actor()
    }

    /// As for somebody who is not signed in: asks nothing of the database, which may be what is missing.
    pub(super) fn unknown(request: &HttpRequest) -> Self {
        let app = request.app_data::<web::Data<App>>().expect("App is app data").clone();
        let now = Arrival::of(request).unwrap_or_else(|| app.clock.now());
        let (db, locale) = (app.db.clone(), locale_of(request, None));
        Self {
            app,
            db,
            now,
            locale,
            door: Anyone::default(),
            flash: None,
            request: request.clone(),
        }
    }
}

impl<D: Door> Context<D> {
    pub(super) fn door(&self) -> &D {
        &self.door
    }

    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// A message in the visitor's language.
    pub fn text(&self, key: &str) -> String {
        self.locale.text(key)
    }

    pub fn head(&self, title_key: &str, section: &'static str) -> Head {
        Head { title: self.text(title_key), section }
    }

    /// 200 with a page.
    pub fn page(&self, name: &str, head: Head, view: &impl Serialize) -> Result<HttpResponse> {
        self.respond(StatusCode::OK, name, head, view)
    }

    /// 200 with a page that is the same for all who are not signed in, and its tag; 304 to those who have it. Nothing of
    /// it is kept between them and us without being asked about.
    pub fn public_page(
        &self,
        name: &str,
        head: Head,
        view: &impl Serialize,
    ) -> Result<HttpResponse> {
        let personal = self.door.actor().is_some() || self.flash.is_some();
        if personal || asked_locale(&self.request).is_some() {
            return self.page(name, head, view);
        }
        let body = self.app.templates.render(self.locale, name, &self.shown(&head, view))?;
        let tag = format!("\"{}\"", &sha256_hex(body.as_bytes())[..24]);
        let known = self.request.headers().get(header::IF_NONE_MATCH);
        let same = known.and_then(|known| known.to_str().ok()).is_some_and(|known| {
            known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)
        });
        let mut response = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response
            .insert_header((header::ETAG, tag))
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .insert_header((header::VARY, "Cookie, Accept-Language"));
        if same {
            return Ok(response.finish());
        }
        Ok(response.content_type("text/html; charset=utf-8").body(body))
    }

    /// 422 with the same form, what was typed, and why it does not pass.
    pub fn invalid(&self, name: &str, head: Head, view: &impl Serialize) -> Result<HttpResponse> {
        self.respond(StatusCode::UNPROCESSABLE_ENTITY, name, head, view)
    }

    /// A part of a page, for htmx and our own scripts.
    pub fn fragment(&self, name: &str, view: &impl Serialize) -> Result<HttpResponse> {
        let head = Head { title: String::new(), section: "none" };
        let body = self.app.templates.render(self.locale, name, &self.shown(&head, view))?;
        Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body))
    }

    /// 303 to another page, which then says `flash` (a key that contains `-flash-`).
    pub fn redirect(&self, to: &str, flash: &str) -> Result<HttpResponse> {
        let mut cookie = Cookie::new(FLASH_COOKIE, flash.to_owned());
        self.harden(&mut cookie);
        Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, to)).cookie(cookie).finish())
    }

    /// 303 to another page, without a word.
    pub fn go(&self, to: &str) -> Result<HttpResponse> {
        Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, to)).finish())
    }

    /// 308: what stood here stands there for good.
    pub fn moved(&self, to: &str) -> Result<HttpResponse> {
        Ok(HttpResponse::PermanentRedirect().insert_header((header::LOCATION, to)).finish())
    }

    pub fn respond(
        &self,
        status: StatusCode,
        name: &str,
        head: Head,
        view: &impl Serialize,
    ) -> Result<HttpResponse> {
        let body = self.app.templates.render(self.locale, name, &self.shown(&head, view))?;
        let mut response = HttpResponse::build(status);
        if self.flash.is_some() {
            response
                .cookie(Cookie::build(FLASH_COOKIE, "").path("/").max_age(Duration::ZERO).finish());
        }
        if let Some(locale) = asked_locale(&self.request) {
            let mut cookie = Cookie::new(LANGUAGE_COOKIE, locale.as_str());
            self.harden(&mut cookie);
            cookie.set_max_age(Duration::days(365));
            response.cookie(cookie);
        }
        Ok(response.content_type("text/html; charset=utf-8").body(body))
    }

    /// Sets what every cookie of ours has: this site only, no script, TLS where there is TLS.
    pub fn harden(&self, cookie: &mut Cookie<'_>) {
        cookie.set_path("/");
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_secure(self.app.config.behind_tls());
    }

    fn shown<'a, V>(&'a self, head: &'a Head, view: &'a V) -> Shown<'a, V> {
        let brand = &self.app.config.brand;
        let page = Frame {
            locale: self.locale,
            other_locale: self.locale.other(),
            title: &head.title,
            section: head.section,
            path: path_without_lang(&self.request),
            actor: self.door.actor().map(|actor| FrameActor {
                name: &actor.name,
                initials: actor.initials(),
                is_staff: actor.is_staff(),
                is_coordinator: actor.coordinates(),
                is_admin: actor.is_admin(),
            }),
            flash: self.flash.as_deref().map(|key| FrameFlash {
                key,
                kind: if key.ends_with("-warn") { "warning" } else { "success" },
            }),
            brand: FrameBrand {
                name: &brand.name,
                tagline: self.locale.pick(&brand.tagline_fr, &brand.tagline_en),
                logo: if brand.logo.is_some() { "/brand/logo" } else { "" },
                colored: brand.color.is_some(),
                contact: &brand.contact,
            },
            version: env!("CARGO_PKG_VERSION"),
            demo: self.app.config.demo,
            now: self.now,
        };
        Shown { page, view }
    }
}

impl<D: Door> FromRequest for Context<D> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let app = request.app_data::<web::Data<App>>().expect("App is app data").clone();
            let now = Arrival::of(&request).unwrap_or_else(|| app.clock.now());
            let db = app.db.clone();
            let actor = match request.cookie(SESSION_COOKIE) {
                Some(cookie) => {
                    let hash = token_hash(cookie.value());
                    db.read(move |conn| actor_of(conn, &hash, now)).await?
                }
                None => None,
            };
            let db = match &actor {
                Some(actor) => db.in_turn(actor.id.as_str()),
                None => db.in_turn(&super::client_address(&request)),
            };
            let locale = locale_of(&request, actor.as_ref());
            let flash = request
                .cookie(FLASH_COOKIE)
                .map(|cookie| cookie.value().to_owned())
                .filter(|key| key.contains("-flash-") && locale.has(key));
            Ok(Self { app, db, now, locale, door: D::open(actor)?, flash, request })
        })
    }
}

fn actor_of(conn: &mut Conn, hash: &str, now: NaiveDateTime) -> Result<Option<Actor>> {
    let Some((actor, seen_at)) = actor::queries::by_session(conn, hash, now)? else {
        return Ok(None);
    };
    if let (true, Some(session)) = (now - seen_at > SEEN_EVERY, &actor.session) {
        actor::queries::touch_session(conn, session, now)?;
    }
    Ok(Some(actor))
}

/// The language asked for in the address, else by cookie, else the account's, else the browser's, else French.
fn locale_of(request: &HttpRequest, actor: Option<&Actor>) -> Locale {
    if let Some(locale) = asked_locale(request) {
        return locale;
    }
    let chosen = request.cookie(LANGUAGE_COOKIE).and_then(|cookie| cookie.value().parse().ok());
    let accepted = || {
        let header = request.headers().get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        header.split(',').find_map(|language| language.trim().get(..2)?.parse().ok())
    };
    chosen.or(actor.map(|actor| actor.language)).or_else(accepted).unwrap_or(Locale::Fr)
}

fn asked_locale(request: &HttpRequest) -> Option<Locale> {
    request.query_string().split('&').find_map(|pair| pair.strip_prefix("lang=")?.parse().ok())
}

/// The page's own address, ready for `lang=` to be added: ends in `?` or `&`.
fn path_without_lang(request: &HttpRequest) -> String {
    let kept: Vec<_> = request
        .query_string()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("lang="))
        .collect();
    let path = request.path();
    if kept.is_empty() { format!("{path}?") } else { format!("{path}?{}&", kept.join("&")) }
}

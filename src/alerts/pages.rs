//! The form in which one asks to be told, and the page of what one asked.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{Alert, AlertId, Wanted, access, ops, queries, rules};
use crate::accounts::throttle;
use crate::courses::{self, Course, CourseState};
use crate::history::By;
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{
    Anyone, Choice, Context, Fault, FieldErrors, Head, Keyed, blank_as_none, checked_email, choice,
    client_address, faults,
};
use crate::{Error, Refusal, Result};

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    form_id: String,
    email: String,
    region: String,
    online: String,
}

impl Typed {
    fn check(&self, words: &Vocabularies, language: Locale) -> Result<Wanted, FieldErrors> {
        let mut errors = FieldErrors::none();
        let email = checked_email(&self.email);
        if email.is_none() {
            errors.add("email", "form-email");
        }
        let region = blank_as_none(&self.region);
        if region.as_deref().is_some_and(|code| !words.has(Vocabulary::Region, code)) {
            errors.add("region", "courses-error-region");
        }
        if region.is_none() && self.online.is_empty() {
            errors.add("region", "alerts-error-where");
        }
        errors.into_result()?;
        Ok(Wanted {
            form_id: self.form_id.parse().unwrap_or_else(|_| AlertId::random()),
            email: email.unwrap_or_default(),
            language,
            region,
            online: !self.online.is_empty(),
        })
    }
}

#[derive(Serialize)]
struct FormView {
    slug: String,
    title: String,
    lang: Locale,
    given: bool,
    form_id: String,
    email: String,
    online: bool,
    regions: Vec<Choice>,
    errors: FieldErrors,
    faults: Vec<Fault>,
    months: u32,
}

/// `GET /courses/{slug}/alerts`
pub async fn form(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    let course = published(&cx, &slug).await?;
    let email = cx.actor().map(|actor| actor.email.clone()).unwrap_or_default();
    let typed = Typed { form_id: AlertId::random().to_string(), email, ..Typed::default() };
    page(&cx, &course, (StatusCode::OK, typed, FieldErrors::none()))
}

async fn published(cx: &Context<Anyone>, slug: &str) -> Result<Course> {
    let slug = slug.to_owned();
    cx.db.read(move |conn| courses::access::course_for_reader(conn, &slug)).await
}

fn page(
    cx: &Context<Anyone>,
    course: &Course,
    (status, typed, errors): (StatusCode, Typed, FieldErrors),
) -> Result<HttpResponse> {
    let (said, words) = (course.text.said(cx.locale), cx.app.vocabularies());
    let regions = words.regions.iter().map(|one| {
        let label = cx.locale.pick(&one.label_fr, &one.label_en).to_owned();
        choice(&one.code, label, one.code == typed.region)
    });
    let view = FormView {
        slug: course.slug.clone().unwrap_or_default(),
        title: said.title.to_owned(),
        lang: said.language,
        given: course.state == CourseState::Published,
        online: !typed.online.is_empty(),
        regions: regions.collect(),
        faults: faults(&errors),
        errors,
        months: rules::MONTHS,
        form_id: typed.form_id,
        email: typed.email,
    };
    let head = Head { title: cx.text("alerts-title"), section: "courses" };
    cx.respond(status, "alerts/ask", head, &view)
}

/// `POST /courses/{slug}/alerts`. The answer tells nobody whether an address waits already.
pub async fn ask(
    cx: Context<Anyone>,
    slug: web::Path<String>,
    form: web::Form<Typed>,
) -> Result<HttpResponse> {
    let (course, typed) = (published(&cx, &slug).await?, form.into_inner());
    let wanted = match typed.check(&cx.app.vocabularies(), cx.locale) {
        Ok(wanted) => wanted,
        Err(errors) => {
            return page(&cx, &course, (StatusCode::UNPROCESSABLE_ENTITY, typed, errors));
        }
    };
    let own = cx.actor().is_some_and(|actor| actor.email == wanted.email);
    let (app, actor, now) = (cx.app.clone(), cx.actor().cloned(), cx.now);
    let (from, of) = (client_address(cx.request()), course.clone());
    let limit = rules::FROM_ADDRESS.times(if app.config.demo { 100 } else { 1 });
    let done = cx
        .db
        .write(move |conn| {
            throttle::count(conn, "from-alert", &from, limit, now)?;
            ops::ask(conn, actor.as_ref(), (&of, &wanted), &app.signer, now)
        })
        .await;
    match done {
        Ok(id) if own => cx.redirect(&access::link(&cx.app.signer, &id), "alerts-flash-confirmed"),
        Ok(_) => cx.redirect(&format!("/courses/{slug}"), "alerts-flash-asked"),
        Err(Error::Refused(_)) => {
            page(&cx, &course, (StatusCode::CONFLICT, typed, FieldErrors::none()))
        }
        Err(error) => Err(error),
    }
}

#[derive(Serialize)]
struct View {
    /// Of an alert that has ended there is only that.
    alert: Option<AlertView>,
    refused: Option<&'static str>,
}

#[derive(Serialize)]
struct AlertView {
    id: AlertId,
    key: String,
    email: String,
    title: String,
    lang: Locale,
    course: String,
    /// What is to be confirmed.
    asked: Option<String>,
    /// What holds, and until when.
    holds: Option<String>,
    until: String,
}

/// `GET /alerts/{id}?key=`
pub async fn show(
    cx: Context<Anyone>,
    id: web::Path<String>,
    query: web::Query<Keyed>,
) -> Result<HttpResponse> {
    let id = access::opened(&cx.app.signer, (&id, &query.key))?;
    own_page(&cx, (&id, &query.key), None).await
}

async fn own_page(
    cx: &Context<Anyone>,
    (id, key): (&AlertId, &str),
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let which = id.clone();
    let found = cx
        .db
        .read(move |conn| {
            let alert = queries::find(conn, &which)?;
            let course = courses::queries::find(conn, &alert.course_id)?;
            Ok((alert, course))
        })
        .await;
    let alert = match found {
        Ok((alert, course)) => Some(view(cx, (&alert, &course), key)),
        Err(Error::NotFound) => None,
        Err(error) => return Err(error),
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let view = View { alert, refused: refusal.map(|refusal| refusal.key()) };
    let head = Head { title: cx.text("alerts-title"), section: "courses" };
    cx.respond(status, "alerts/show", head, &view)
}

fn view(cx: &Context<Anyone>, (alert, course): (&Alert, &Course), key: &str) -> AlertView {
    let (said, locale) = (course.text.said(cx.locale), cx.locale);
    let asks = matches!(rules::check_confirm(alert, cx.now), Ok(true));
    let day = |at| courses::rules::said::day(rules::until(at), chrono_tz::Europe::Paris, locale);
    AlertView {
        id: alert.id.clone(),
        key: key.to_owned(),
        email: alert.email.clone(),
        title: said.title.to_owned(),
        lang: said.language,
        course: format!("/courses/{}", course.slug.as_deref().unwrap_or_default()),
        asked: asks.then(|| place(cx, alert.asked_region.as_deref(), alert.asked_online)),
        holds: alert.since.map(|_| place(cx, alert.region.as_deref(), alert.online)),
        until: alert.since.map(day).unwrap_or_default(),
    }
}

/// Where sessions are wanted, in words.
fn place(cx: &Context<Anyone>, region: Option<&str>, online: bool) -> String {
    let words = cx.app.vocabularies();
    let region = region.and_then(|code| words.region(code));
    let region = region.map(|one| cx.locale.pick(&one.label_fr, &one.label_en).to_owned());
    match (region, online) {
        (Some(region), true) => cx.locale.text1("alerts-region-or-online", "region", region),
        (Some(region), false) => region,
        (None, _) => cx.text("alerts-online"),
    }
}

/// `POST /alerts/{id}/confirmation`
pub async fn confirm(
    cx: Context<Anyone>,
    id: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    let id = access::opened(&cx.app.signer, (&id, &form.key))?;
    let (which, now, locale) = (id.clone(), cx.now, cx.locale);
    let done = cx.db.write(move |conn| ops::confirm(conn, &By::Team, (&which, locale), now)).await;
    match done {
        Ok(()) => cx.redirect(&access::link(&cx.app.signer, &id), "alerts-flash-confirmed"),
        Err(Error::Refused(refusal)) => own_page(&cx, (&id, &form.key), Some(refusal)).await,
        Err(Error::NotFound) => own_page(&cx, (&id, &form.key), Some(rules::EXPIRED)).await,
        Err(error) => Err(error),
    }
}

/// `POST /alerts/{id}/removal?key=`: by the button of the page, or by a mail program, which reads no answer and follows no
/// redirection (RFC 8058, 3.2).
pub async fn remove(
    cx: Context<Anyone>,
    id: web::Path<String>,
    query: web::Query<Keyed>,
) -> Result<HttpResponse> {
    let id = access::opened(&cx.app.signer, (&id, &query.key))?;
    let (which, now) = (id.clone(), cx.now);
    cx.db.write(move |conn| ops::end(conn, &By::Team, &which, now)).await?;
    own_page(&cx, (&id, &query.key), None).await
}

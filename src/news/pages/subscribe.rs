//! The form in which one asks to be told of news, and the page of what one asked.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::edit::{disciplines, regions};
use super::{Fault, faults, topics};
use crate::accounts::throttle;
use crate::history::By;
use crate::news::{Subscription, SubscriptionId, Wanted, access, ops, queries, rules};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{
    Anyone, Choice, Context, FieldErrors, Keyed, Upload, checked_email, client_address,
};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct AskView {
    form: FormView,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

#[derive(Serialize)]
struct FormView {
    form_id: String,
    email: String,
    regions: Vec<Choice>,
    disciplines: Vec<Choice>,
}

/// A subscription that is to be changed, with its key.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Changed {
    of: String,
    key: String,
}

/// `GET /news/subscription`: with the key of a subscription, as it is now.
pub async fn form(cx: Context<Anyone>, query: web::Query<Changed>) -> Result<HttpResponse> {
    let known = match query.key.as_str() {
        "" => None,
        key => {
            let id = access::opened(&cx.app.signer, (&query.of, key))?;
            cx.db.read(move |conn| Ok(queries::subscription(conn, &id)?)).await.map(Some)?
        }
    };
    page(&cx, known.as_ref(), None, FieldErrors::none())
}

fn page(
    cx: &Context<Anyone>,
    known: Option<&Subscription>,
    typed: Option<&Upload>,
    errors: FieldErrors,
) -> Result<HttpResponse> {
    let (words, locale) = (cx.app.vocabularies(), cx.locale);
    let kept = |name: &str| -> Vec<String> {
        let Some(one) = known else { return Vec::new() };
        let held = if name == "regions" { &one.regions } else { &one.disciplines };
        held.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect()
    };
    let all = |name: &str| typed.map_or_else(|| kept(name), |form| form.all(name).to_vec());
    let own = || match (known, cx.actor()) {
        (Some(one), _) => one.email.clone(),
        (None, actor) => actor.map(|actor| actor.email.clone()).unwrap_or_default(),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = FormView {
        form_id: typed
            .map(|form| form.text("form_id").to_owned())
            .unwrap_or_else(|| SubscriptionId::random().to_string()),
        email: typed.map_or_else(own, |form| form.text("email").to_owned()),
        regions: regions(&all("regions"), &words, locale),
        disciplines: disciplines(&all("disciplines"), &words, locale),
    };
    let view = AskView { form, faults: faults(&errors), errors };
    cx.respond(status, "news/subscribe", cx.head("news-subscribe", "news"), &view)
}

fn check(form: &Upload, words: &Vocabularies) -> Result<Wanted, FieldErrors> {
    let mut errors = FieldErrors::none();
    let email = checked_email(form.text("email"));
    if email.is_none() {
        errors.add("email", "form-email");
    }
    let all = |name: &str| form.all(name).to_vec();
    let (regions, disciplines) = (all("regions"), all("disciplines"));
    if !regions.iter().all(|code| words.has(Vocabulary::Region, code)) {
        errors.add("regions", "news-error-region");
    }
    if !disciplines.iter().all(|code| words.has(Vocabulary::Discipline, code)) {
        errors.add("disciplines", "news-error-discipline");
    }
    errors.into_result()?;
    Ok(Wanted {
        form_id: form.text("form_id").parse().unwrap_or_else(|_| SubscriptionId::random()),
        email: email.unwrap_or_default(),
        language: crate::i18n::Locale::Fr,
        regions,
        disciplines,
    })
}

/// `POST /news/subscription`. The answer tells nobody whether an address is told already.
pub async fn ask(cx: Context<Anyone>, form: Upload) -> Result<HttpResponse> {
    let wanted = match check(&form, &cx.app.vocabularies()) {
        Ok(wanted) => Wanted { language: cx.locale, ..wanted },
        Err(errors) => return page(&cx, None, Some(&form), errors),
    };
    let own = cx.actor().is_some_and(|actor| actor.email == wanted.email);
    let (app, actor, now) = (cx.app.clone(), cx.actor().cloned(), cx.now);
    let from = client_address(cx.request());
    let limit = rules::FROM_ADDRESS.times(if app.config.demo { 100 } else { 1 });
    let id = cx
        .db
        .write(move |conn| {
            throttle::count(conn, "from-news", &from, limit, now)?;
            ops::ask(conn, actor.as_ref(), &wanted, &app.signer, now)
        })
        .await?;
    match own {
        true => cx.redirect(&access::link(&cx.app.signer, &id), "news-flash-confirmed"),
        false => cx.redirect("/news", "news-flash-asked"),
    }
}

#[derive(Serialize)]
struct View {
    /// Of one that has ended there is only that.
    subscription: Option<SubscriptionView>,
    refused: Option<&'static str>,
}

#[derive(Serialize)]
struct SubscriptionView {
    id: SubscriptionId,
    key: String,
    email: String,
    /// What is to be confirmed, and what holds.
    asks: bool,
    asked: Vec<String>,
    holds: bool,
    held: Vec<String>,
}

/// `GET /news/subscriptions/{id}?key=`
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
    (id, key): (&SubscriptionId, &str),
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let which = id.clone();
    let found = cx.db.read(move |conn| Ok(queries::subscription(conn, &which)?)).await;
    let subscription = match found {
        Ok(found) => Some(view(cx, &found, key)),
        Err(Error::NotFound) => None,
        Err(error) => return Err(error),
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let view = View { subscription, refused: refusal.map(|refusal| refusal.key()) };
    cx.respond(status, "news/subscription", cx.head("news-subscribe", "news"), &view)
}

fn view(cx: &Context<Anyone>, one: &Subscription, key: &str) -> SubscriptionView {
    let words = cx.app.vocabularies();
    let said = |regions: &str, disciplines: &str| {
        let named = topics((regions, disciplines), &words, cx.locale);
        if named.is_empty() { vec![cx.text("news-everything")] } else { named }
    };
    SubscriptionView {
        id: one.id.clone(),
        key: key.to_owned(),
        email: one.email.clone(),
        asks: matches!(rules::check_confirm(one, cx.now), Ok(true)),
        asked: said(&one.asked_regions, &one.asked_disciplines),
        holds: one.since.is_some(),
        held: said(&one.regions, &one.disciplines),
    }
}

/// `POST /news/subscriptions/{id}/confirmation`
pub async fn confirm(
    cx: Context<Anyone>,
    id: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    let id = access::opened(&cx.app.signer, (&id, &form.key))?;
    let (which, now, locale) = (id.clone(), cx.now, cx.locale);
    let done = cx.db.write(move |conn| ops::confirm(conn, &By::Team, (&which, locale), now)).await;
    match done {
        Ok(()) => cx.redirect(&access::link(&cx.app.signer, &id), "news-flash-confirmed"),
        Err(Error::Refused(refusal)) => own_page(&cx, (&id, &form.key), Some(refusal)).await,
        Err(Error::NotFound) => own_page(&cx, (&id, &form.key), Some(rules::EXPIRED)).await,
        Err(error) => Err(error),
    }
}

/// `POST /news/subscriptions/{id}/removal?key=`: by the button of the page, or by a mail program, which reads no answer and
/// follows no redirection (RFC 8058, 3.2).
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

//! Asking to be told when a session opens, for programs.

use actix_web::{HttpResponse, web};
use chrono::SecondsFormat;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Alert, AlertId, Wanted, ops, queries, rules};
use crate::accounts::{Scope, throttle};
use crate::courses;
use crate::history::By;
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{
    Api, FieldErrors, Public, ReadScope, WriteScope, api_invalid, checked_email, client_address,
};
use crate::{Error, Result};

/// What is to be told, and to whom.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Body {
    /// The course's slug.
    course: String,
    email: String,
    /// A region's code.
    region: Option<String>,
    /// Of what is held from afar too.
    online: bool,
    language: Option<String>,
}

impl Body {
    fn check(&self, words: &Vocabularies) -> Result<Wanted, FieldErrors> {
        let mut errors = FieldErrors::none();
        let email = checked_email(&self.email);
        if email.is_none() {
            errors.add("email", "form-email");
        }
        if self.region.as_deref().is_some_and(|code| !words.has(Vocabulary::Region, code)) {
            errors.add("region", "courses-error-region");
        }
        if self.region.is_none() && !self.online {
            errors.add("region", "alerts-error-where");
        }
        let language = self.language.as_deref().map_or(Ok(Locale::Fr), str::parse);
        if language.is_err() {
            errors.add("language", "network-unknown-code");
        }
        errors.into_result()?;
        Ok(Wanted {
            form_id: AlertId::random(),
            email: email.unwrap_or_default(),
            language: language.unwrap_or(Locale::Fr),
            region: self.region.clone(),
            online: self.online,
        })
    }
}

/// An alert as its owner reads it.
#[derive(Serialize)]
struct Told {
    id: AlertId,
    course: String,
    region: Option<String>,
    online: bool,
    until: Option<String>,
}

fn told(alert: &Alert, slug: Option<String>) -> Told {
    let until = alert.since.map(rules::until);
    Told {
        id: alert.id.clone(),
        course: slug.unwrap_or_default(),
        region: alert.region.clone(),
        online: alert.online,
        until: until.map(|at| at.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true)),
    }
}

/// `POST /api/v1/alerts`. It holds at once for the address of the token's account; any other one is sent a mail to confirm, and
/// the answer tells nobody whether it waits already.
pub async fn ask(cx: Api<Public>, body: web::Bytes) -> Result<HttpResponse> {
    let read: Body = serde_json::from_slice(&body).map_err(|_| Error::Malformed("JSON"))?;
    let wanted = match read.check(&cx.app.vocabularies()) {
        Ok(wanted) => wanted,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    if cx.holds(Scope::Read) {
        return Err(Error::Forbidden);
    }
    let actor = cx.actor();
    let own = actor.as_ref().is_some_and(|actor| actor.email == wanted.email);
    let (app, now, from) = (cx.app.clone(), cx.now, client_address(&cx.request));
    let limit = rules::FROM_ADDRESS.times(if app.config.demo { 100 } else { 1 });
    let made = cx
        .db
        .write(move |conn| {
            let course = courses::access::course_for_reader(conn, &read.course)?;
            if !own {
                throttle::count(conn, "from-alert", &from, limit, now)?;
            }
            let id = ops::ask(conn, actor.as_ref(), (&course, &wanted), &app.signer, now)?;
            Ok(told(&queries::find(conn, &id)?, course.slug))
        })
        .await?;
    if own {
        return Ok(HttpResponse::Created().json(json!({ "status": "holds", "alert": made })));
    }
    Ok(HttpResponse::Accepted().json(json!({ "status": "asked", "alert": null })))
}

/// `GET /api/v1/alerts`: those of the token's account.
pub async fn list(cx: Api<ReadScope>) -> Result<HttpResponse> {
    let email = cx.actor().email;
    let own = cx.db.read(move |conn| Ok(queries::holding_of(conn, &email)?)).await?;
    let items: Vec<_> = own.iter().map(|(alert, slug)| told(alert, slug.clone())).collect();
    Ok(HttpResponse::Ok().json(json!({ "items": items })))
}

/// `DELETE /api/v1/alerts/{id}`: one of the token's account; again changes nothing.
pub async fn end(cx: Api<WriteScope>, id: web::Path<String>) -> Result<HttpResponse> {
    let id: AlertId = id.parse().map_err(|_| Error::NotFound)?;
    let (actor, now) = (cx.actor(), cx.now);
    cx.db
        .write(move |conn| {
            if queries::find(conn, &id)?.email != actor.email {
                return Err(Error::NotFound);
            }
            ops::end(conn, &By::Account(actor.id.clone()), &id, now)
        })
        .await?;
    Ok(HttpResponse::Ok().json(json!({ "status": "ended" })))
}

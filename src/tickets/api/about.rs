//! What a ticket is about, said anew by staff's programs.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::act::settled;
use super::asked::{Keys, Known};
use super::json_of;
use super::relations::{seen, whole};
use crate::Result;
use crate::tickets::place::Place;
use crate::tickets::queries::{self, Facts};
use crate::tickets::{Person, access, ops, rules};
use crate::web::{Api, FieldErrors, WriteScope, api_invalid, checked_email};

/// What is not given stays; an empty topic is none.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Body {
    subject: Option<String>,
    requester: Option<Requester>,
    #[serde(flatten)]
    keys: Keys,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
struct Requester {
    name: Option<String>,
    email: Option<String>,
}

/// `POST /api/v1/tickets/{reference}/about`
pub async fn describe(
    cx: Api<WriteScope>,
    reference: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse> {
    let sent = match json_of::<Body>(&body)? {
        Ok(sent) => sent,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let call = seen(&cx, &reference, &body).await?;
    let words = cx.app.vocabularies();
    let mut errors = FieldErrors::none();
    let said = Said {
        known: sent.keys.known(&words, &mut errors),
        says: sent.keys.says(),
        subject: subject(sent.subject.as_deref(), &mut errors),
        requester: requester(sent.requester.unwrap_or_default(), &mut errors),
    };
    if let Err(errors) = errors.into_result() {
        return Ok(api_invalid(&errors));
    }
    let done = call.clone().run(&cx, move |call, conn| {
        let ticket = access::for_staff(conn, &call.actor, &call.reference)?;
        let facts = said.over(queries::facts_of(conn, &ticket)?);
        ops::describe(conn, &call.actor, &ticket, &facts, call.tools(), call.now)?;
        let ticket = queries::find(conn, &ticket.id)?;
        whole(conn, call, ticket, 200)
    });
    settled(&cx, call, done.await).await
}

/// What passed.
#[derive(Clone)]
struct Said {
    known: Known,
    says: (bool, bool, bool),
    subject: Option<String>,
    requester: Requester,
}

impl Said {
    fn over(&self, before: Facts) -> Facts {
        let (place, disciplines, topic) = self.says;
        let Known { inputs, laboratory, site_typed, .. } = self.known.clone();
        let said = Place {
            institutions: inputs.institutions,
            laboratory,
            site: inputs.site,
            region: inputs.region,
            unknown: Vec::new(),
        };
        Facts {
            subject: self.subject.clone().unwrap_or(before.subject),
            asker: Person {
                name: self.requester.name.clone().unwrap_or(before.asker.name),
                email: self.requester.email.clone().unwrap_or(before.asker.email),
            },
            place: if place { said } else { before.place },
            site_typed: if place { site_typed } else { before.site_typed },
            disciplines: if disciplines { inputs.disciplines } else { before.disciplines },
            topic: if topic { inputs.topic } else { before.topic },
        }
    }
}

fn subject(typed: Option<&str>, errors: &mut FieldErrors) -> Option<String> {
    let subject = rules::subject(typed?, "");
    if subject.is_empty() {
        errors.add("subject", "tickets-api-required");
    } else if typed?.chars().count() > rules::MAX_SUBJECT {
        errors.add("subject", "tickets-api-too-long");
    }
    Some(subject)
}

fn requester(typed: Requester, errors: &mut FieldErrors) -> Requester {
    let name = typed.name.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
    match &name {
        Some(name) if name.is_empty() => errors.add("requester.name", "tickets-api-required"),
        Some(name) if name.chars().count() > 120 => {
            errors.add("requester.name", "tickets-api-too-long");
        }
        _ => {}
    }
    let email = typed.email.map(|email| {
        checked_email(&email).unwrap_or_else(|| {
            errors.add("requester.email", "tickets-api-bad-email");
            String::new()
        })
    });
    Requester { name: name.map(|name| name.replace('\0', "")), email }
}

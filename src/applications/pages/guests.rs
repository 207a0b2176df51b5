//! One more person of an institution, and one less.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::overview::{read_id, role_key};
use super::partner::{Typed, page_with, read_at};
use super::partners::{PARTS, languages};
use crate::applications::ops::{self, Guest};
use crate::applications::{PersonId, Role};
use crate::questionnaires::Definition;
use crate::web::{Choice, Context, FieldErrors, SignedIn, Upload, checked_email, choice};
use crate::{Error, Result};

/// What was typed of somebody to be invited.
#[derive(Debug, Default)]
pub(super) struct TypedGuest {
    name: String,
    email: String,
    language: String,
    part: String,
    sections: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct GuestView {
    name: String,
    email: String,
    languages: Vec<Choice>,
    parts: Vec<Choice>,
    sections: Vec<Choice>,
}

impl GuestView {
    pub fn of(cx: &Context<SignedIn>, form: &Definition, typed: &TypedGuest) -> Self {
        let part =
            |one: &Role| choice(one.as_str(), cx.text(role_key(*one)), one.as_str() == typed.part);
        let section = |one: &crate::questionnaires::Section| {
            let on = typed.sections.contains(&one.key);
            choice(&one.key, one.title.in_locale(cx.locale).to_owned(), on)
        };
        Self {
            name: typed.name.clone(),
            email: typed.email.clone(),
            languages: languages(cx.locale, &typed.language),
            parts: PARTS.iter().map(part).collect(),
            sections: form.sections.iter().map(section).collect(),
        }
    }
}

type At = web::Path<(String, String)>;

/// `POST /applications/{id}/partners/{partner}/people`
pub async fn invite_person(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (id, partner) = read_at(at)?;
    let text = |name: &str| form.text(name).trim().to_owned();
    let typed = TypedGuest {
        name: text("guest_name").chars().take(200).collect(),
        email: text("guest_email"),
        language: text("language"),
        part: text("part"),
        sections: form.all("sections").to_vec(),
    };
    let mut errors = FieldErrors::none();
    if typed.name.is_empty() {
        errors.add("guest_name", "form-name");
    }
    let email = checked_email(&typed.email);
    if email.is_none() {
        errors.add("guest_email", "form-email");
    }
    let part = typed.part.parse().ok().filter(|part| *part != Role::Owner).unwrap_or(Role::Editor);
    if part == Role::Contributor && typed.sections.is_empty() {
        errors.add("guest_sections", "applications-error-sections");
    }
    let Some(email) = email.filter(|_| errors.is_empty()) else {
        let typed = Typed { guest: typed, ..Typed::default() };
        return page_with(&cx, (&id, &partner), (errors, None), typed).await;
    };
    let guest = Guest {
        name: typed.name.clone(),
        email,
        language: typed.language.parse().unwrap_or(cx.locale),
        part,
        sections: match part {
            Role::Contributor => typed.sections.join(","),
            _ => String::new(),
        },
    };
    let (actor, now, which) = (cx.actor(), cx.now, (id.clone(), partner.clone()));
    let done = cx
        .db
        .write(move |conn| ops::invite_person(conn, &actor, (&which.0, &which.1, &guest), now))
        .await;
    match done {
        Ok(()) => cx.redirect(
            &format!("/applications/{id}/partners/{partner}"),
            "applications-flash-guest",
        ),
        Err(Error::Refused(refusal)) => {
            let outcome = (FieldErrors::none(), Some(refusal));
            let typed = Typed { guest: typed, ..Typed::default() };
            page_with(&cx, (&id, &partner), outcome, typed).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /applications/{id}/people/{person}/removal`
pub async fn remove_person(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (id, person) = at.into_inner();
    let id = read_id(&id)?;
    let person: PersonId = person.parse().map_err(|_| Error::NotFound)?;
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    let done =
        cx.db.write(move |conn| ops::remove_person(conn, &actor, (&which, &person), now)).await;
    let flash = "applications-flash-person-removed";
    super::partners::answered(&cx, &id, (done, Default::default()), flash).await
}

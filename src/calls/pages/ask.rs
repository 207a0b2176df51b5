//! A question before applying.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::show::page;
use crate::accounts::Actor;
use crate::calls::queries::Asked;
use crate::calls::{QuestionId, ops, rules};
use crate::web::{Anyone, Context, FieldErrors, Upload, checked_email, client_address};
use crate::{Error, Result};

/// The form in which one asks, and what was typed.
#[derive(Debug, Default, Serialize)]
pub struct AskView {
    id: String,
    name: String,
    email: String,
    body: String,
    errors: FieldErrors,
    faults: Vec<FaultView>,
}

#[derive(Debug, Serialize)]
struct FaultView {
    field: String,
    key: String,
}

impl AskView {
    pub fn blank(actor: Option<&Actor>) -> Self {
        Self {
            id: QuestionId::random().to_string(),
            name: actor.map(|actor| actor.name.clone()).unwrap_or_default(),
            email: actor.map(|actor| actor.email.clone()).unwrap_or_default(),
            ..Self::default()
        }
    }

    fn with(self, errors: FieldErrors) -> Self {
        let fault = |(field, key): (&str, &str)| FaultView { field: field.into(), key: key.into() };
        Self { faults: errors.iter().map(fault).collect(), errors, ..self }
    }
}

/// `POST /calls/{slug}/questions`
pub async fn ask(
    cx: Context<Anyone>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let typed = AskView {
        id: form.text("id").to_owned(),
        name: form.text("name").trim().to_owned(),
        email: form.text("email").trim().to_owned(),
        body: form.text("body").replace("\r\n", "\n").trim().to_owned(),
        ..AskView::default()
    };
    let mut errors = FieldErrors::none();
    if typed.name.is_empty() || typed.name.chars().count() > 200 {
        errors.add("name", "form-name");
    }
    let email = checked_email(&typed.email);
    if email.is_none() {
        errors.add("email", "form-email");
    }
    if typed.body.is_empty() || typed.body.chars().count() > rules::MOST_QUESTION {
        errors.add("body", "calls-error-question");
    }
    let Some(email) = email.filter(|_| errors.is_empty()) else {
        return page(&cx, &slug, Some(typed.with(errors))).await;
    };
    let asked = Asked {
        id: typed.id.parse().unwrap_or_else(|_| QuestionId::random()),
        name: typed.name.clone(),
        email,
        language: cx.locale,
        body: typed.body.clone(),
    };
    let (from, now, of) = (client_address(cx.request()), cx.now, slug.clone());
    match cx.db.write(move |conn| ops::ask(conn, (&of, &from), &asked, now)).await {
        Ok(()) => cx.redirect(&format!("/calls/{slug}"), "calls-flash-asked"),
        Err(Error::Refused(refusal)) => {
            let errors = FieldErrors::one("body", refusal.key());
            page(&cx, &slug, Some(typed.with(errors))).await
        }
        Err(error) => Err(error),
    }
}

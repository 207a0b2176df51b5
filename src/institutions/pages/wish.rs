//! Somebody names an institution that the list does not have.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::Result;
use crate::accounts::pages::{Fault, faults};
use crate::institutions::rules::{self, MAX_NAME};
use crate::institutions::{WishId, ops};
use crate::web::{Context, FieldErrors, SignedIn, Upload};

#[derive(Default, Serialize)]
struct View {
    id: String,
    name: String,
    ror: String,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

/// `GET /institutions/wishes`
pub async fn wish(cx: Context<SignedIn>) -> Result<HttpResponse> {
    let view = View { id: WishId::random().to_string(), ..View::default() };
    cx.page("institutions/wish", cx.head("institutions-wish", "spaces"), &view)
}

/// `POST /institutions/wishes`
pub async fn send_wish(cx: Context<SignedIn>, form: Upload) -> Result<HttpResponse> {
    let text = |name: &str| form.text(name).trim().to_owned();
    let mut view = View { id: text("id"), name: text("name"), ror: text("ror"), ..View::default() };
    let mut errors = FieldErrors::none();
    if view.name.is_empty() || view.name.chars().count() > MAX_NAME {
        errors.add("name", "form-name");
    }
    let ror = rules::ror(&view.ror);
    if !view.ror.is_empty() && ror.is_none() {
        errors.add("ror", "institutions-error-ror");
    }
    // The list has it under another name.
    let known = cx.app.vocabularies();
    if let Some(one) = ror.as_deref().and_then(|ror| known.institution_named(ror)) {
        let to = format!("/spaces/new?institution={}", one.slug);
        return cx.redirect(&to, "institutions-flash-known");
    }
    if !errors.is_empty() {
        view.faults = faults(&errors);
        view.errors = errors;
        return cx.invalid("institutions/wish", cx.head("institutions-wish", "spaces"), &view);
    }
    let (actor, now, name) = (cx.actor(), cx.now, view.name.clone());
    let id: WishId = view.id.parse().unwrap_or_else(|_| WishId::random());
    cx.db.write(move |conn| ops::wish(conn, &actor, (&id, &name, ror.as_deref()), now)).await?;
    cx.redirect("/spaces", "institutions-flash-wished")
}

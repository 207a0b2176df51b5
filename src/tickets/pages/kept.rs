//! What somebody wrote while the session ended: given back, to be sent again after signing in.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::uploads::{self, Attached, KeptFile};
use crate::Result;
use crate::accounts::rules::query_value;
use crate::web::{Context, Upload, Writing};

/// What the forms of a ticket's page carry along.
const FIELDS: [&str; 17] = [
    "id", "seen", "from", "then", "go", "to", "other", "for", "sees", "kind", "who", "until",
    "outcome", "topic", "into", "message", "subject",
];
/// What people write in them.
const WRITTEN: [&str; 4] = ["body", "note", "reason", "last_word"];

#[derive(Serialize)]
struct KeptView {
    action: String,
    sign_in: String,
    hidden: Vec<Field>,
    written: Vec<Field>,
    kept: Vec<KeptFile>,
    /// Files came along that must be chosen again.
    lost_files: bool,
}

#[derive(Serialize)]
struct Field {
    name: &'static str,
    value: String,
}

/// 401 with everything that was sent, in a form that sends it again. It looks nothing up: whether there is such a ticket
/// is not for strangers to learn.
pub(super) fn give_back(cx: &Context<Writing>, form: &Upload) -> Result<HttpResponse> {
    given_back(cx, form, None)
}

/// The same for a form that may bring files. Within the limit for strangers they are kept too.
pub(super) async fn give_back_with_files(
    cx: &Context<Writing>,
    form: &Upload,
) -> Result<HttpResponse> {
    let attached = uploads::take(cx, form, form.text("id")).await?;
    given_back(cx, form, Some(&attached))
}

fn given_back(
    cx: &Context<Writing>,
    form: &Upload,
    attached: Option<&Attached>,
) -> Result<HttpResponse> {
    let path = cx.request().path().to_owned();
    let field = |name: &&'static str| Field { name, value: form.text(name).to_owned() };
    let filled = |field: &Field| !field.value.is_empty();
    let ticket = path.rsplit_once('/').map_or("/inbox", |(ticket, _)| ticket);
    let view = KeptView {
        sign_in: format!("/sign-in?next={}", query_value(ticket)),
        hidden: FIELDS.iter().map(field).filter(filled).collect(),
        written: WRITTEN.iter().map(field).filter(filled).collect(),
        lost_files: attached.is_none_or(|one| one.wait.is_some()) && !form.files.is_empty(),
        kept: attached.map_or_else(Vec::new, |attached| {
            attached.shown(&cx.app.signer, form.text("id"), cx.locale)
        }),
        action: path,
    };
    let head = cx.head("tickets-desk-kept-title", "none");
    cx.respond(StatusCode::UNAUTHORIZED, "tickets/kept", head, &view)
}

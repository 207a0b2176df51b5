//! What somebody wrote while the session ended: given back, to be sent again after signing in.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

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
    had_files: bool,
}

#[derive(Serialize)]
struct Field {
    name: &'static str,
    value: String,
}

/// 401 with everything that was sent, in a form that sends it again. It looks nothing up: whether there is such a ticket
/// is not for strangers to learn.
pub(super) fn give_back(cx: &Context<Writing>, form: &Upload) -> Result<HttpResponse> {
    let path = cx.request().path().to_owned();
    let field = |name: &&'static str| Field { name, value: form.text(name).to_owned() };
    let filled = |field: &Field| !field.value.is_empty();
    let ticket = path.rsplit_once('/').map_or("/inbox", |(ticket, _)| ticket);
    let view = KeptView {
        sign_in: format!("/sign-in?next={}", query_value(ticket)),
        hidden: FIELDS.iter().map(field).filter(filled).collect(),
        written: WRITTEN.iter().map(field).filter(filled).collect(),
        had_files: !form.files.is_empty(),
        action: path,
    };
    let head = cx.head("tickets-desk-kept-title", "none");
    cx.respond(StatusCode::UNAUTHORIZED, "tickets/kept", head, &view)
}

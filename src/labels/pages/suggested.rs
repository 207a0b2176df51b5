//! Nodes in their days of shadow, for whoever passes a question on that they would have.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use crate::db::Conn;
use crate::i18n::Locale;
use crate::labels::{LabelId, ops};
use crate::taxonomy::Vocabularies;
use crate::tickets::Ticket;
use crate::web::{Context, Staff, Upload};
use crate::{Error, Result};

/// Such a node, as whoever passes a question on reads of it.
#[derive(Serialize)]
pub struct SuggestedView {
    label: LabelId,
    node: String,
    opens_on: NaiveDate,
    /// What was said already.
    said: String,
}

/// Such nodes to which the rules would give a question. Nothing goes to them yet.
pub fn suggested(
    conn: &mut Conn,
    ticket: &Ticket,
    words: &Vocabularies,
    (locale, now): (Locale, NaiveDateTime),
) -> Result<Vec<SuggestedView>> {
    let view = |one: ops::Suggestion| SuggestedView {
        label: one.label.id,
        node: one.node.short_name,
        opens_on: one.label.starts_on,
        said: match one.agrees {
            Some(true) => locale.text("labels-suggested-said-yes"),
            Some(false) => locale.text("labels-suggested-said-no"),
            None => String::new(),
        },
    };
    Ok(ops::suggestions(conn, ticket, words, now)?.into_iter().map(view).collect())
}

/// `POST /tickets/{reference}/labels/{id}/opinion`
pub async fn opinion(
    cx: Context<Staff>,
    path: web::Path<(String, String)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, (reference, id)) = (cx.actor(), cx.now, path.into_inner());
    let id: LabelId = id.parse().map_err(|_| Error::NotFound)?;
    let (words, which) = (cx.app.vocabularies(), reference.clone());
    cx.db
        .write(move |conn| {
            let (ticket, found) = ops::suggested(conn, &actor, (&which, &id), &words, now)?;
            let agrees = match form.text("agrees") {
                "yes" => true,
                "no" => false,
                _ => return Err(Error::Malformed("agrees")),
            };
            ops::say_opinion(conn, &actor, (&ticket, &found), agrees, now)
        })
        .await?;
    cx.redirect(&format!("/tickets/{reference}/handover"), "labels-flash-opinion")
}

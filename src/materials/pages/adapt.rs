//! Making another material of one: for other people, or in another language.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::accounts::NodeId;
use crate::i18n::Locale;
use crate::identifiers::is_language;
use crate::materials::ops::{self, How};
use crate::materials::{MaterialId, Version, languages, licence};
use crate::network::NodeName;
use crate::web::{Choice, Context, Staff, Upload, choices};
use crate::{Error, Result};

/// What somebody who writes for a node may do with a material of another.
#[derive(Debug, Serialize)]
pub struct ReuseView {
    /// The id of what would be made, so that pressing twice makes one.
    id: String,
    nodes: Vec<Choice>,
    languages: Vec<Choice>,
    /// Its licence does not allow it.
    forbidden: bool,
}

pub fn reuse(version: &Version, own: &[NodeName], locale: Locale) -> Option<ReuseView> {
    if own.is_empty() {
        return None;
    }
    let tongues = languages().iter().filter(|one| one.code != version.language());
    let tongues = tongues.map(|one| (one.code.clone(), one.label(locale).to_owned()));
    Some(ReuseView {
        id: MaterialId::new().to_string(),
        nodes: choices(own.iter().map(|n| (n.id.to_string(), n.short_name.clone())), ""),
        languages: choices(tongues, ""),
        forbidden: licence(&version.licence).is_some_and(|one| !one.adaptable),
    })
}

/// `POST /materials/{slug}/adaptations`
pub async fn adapt(
    cx: Context<Staff>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug) = (cx.actor(), cx.now, slug.into_inner());
    let id: MaterialId = form.text("id").parse().unwrap_or_else(|_| MaterialId::new());
    let node: NodeId = form.text("node").parse().map_err(|_| Error::NotFound)?;
    let how = match form.text("language") {
        "" => How::Adapted,
        tag if is_language(tag) => How::Translated(tag.to_owned()),
        _ => return Err(Error::Malformed("a language")),
    };
    let made = id.clone();
    cx.db.write(move |conn| ops::adapt(conn, &actor, (&slug, &how), (&made, &node), now)).await?;
    cx.redirect(&format!("/inbox/materials/{id}"), "materials-flash-adapted")
}

//! Catalogues of other places that are read each night, beside the file that is brought.

use actix_web::HttpResponse;
use chrono::NaiveDateTime;
use fluent_bundle::FluentArgs;
use serde::Serialize;

use super::import::{NO_NODE, Typed, page, preview};
use crate::accounts::NodeId;
use crate::i18n::Locale;
use crate::identifiers::web_address;
use crate::materials::ops::{self, SourceChange};
use crate::materials::{Source, SourceId, harvest, rules};
use crate::network::NodeName;
use crate::web::{Context, Staff, Upload};
use crate::{Error, Refusal, Result};

const BAD_ADDRESS: Refusal = Refusal::new("materials-source-address");
/// The longest address that is kept, in bytes.
const MOST: usize = 1_000;

/// One of them, when it was read last, and what came of it or why nothing.
#[derive(Debug, Serialize)]
pub(super) struct SourceView {
    id: SourceId,
    node: NodeId,
    node_name: String,
    url: String,
    language: Locale,
    active: bool,
    publishes: bool,
    read_at: Option<NaiveDateTime>,
    came: String,
    fault: String,
}

pub(super) fn view(one: Source, own: &[NodeName], locale: Locale) -> SourceView {
    let mut args = FluentArgs::new();
    args.set("makes", one.made);
    args.set("changes", one.changed);
    args.set("left", one.left_out);
    let came = || locale.text_with("materials-source-came", Some(&args));
    let is_read = one.read_at.is_some() && one.fault.is_empty();
    let name = own.iter().find(|node| node.id == one.node_id);
    SourceView {
        came: if is_read { came() } else { String::new() },
        fault: if one.fault.is_empty() { String::new() } else { locale.text(&one.fault) },
        node_name: name.map(|node| node.short_name.clone()).unwrap_or_default(),
        id: one.id,
        node: one.node_id,
        url: one.url,
        language: one.language,
        active: one.active,
        publishes: one.publishes,
        read_at: one.read_at,
    }
}

/// `POST /inbox/materials/import/sources`: shows what would come of a catalogue elsewhere, or has it read each night.
pub async fn follow_source(cx: Context<Staff>, upload: Upload) -> Result<HttpResponse> {
    let typed = Typed::of(&upload, cx.locale);
    let Ok(node) = typed.node.parse::<NodeId>() else {
        return page(&cx, (&typed, None, None), Some(NO_NODE)).await;
    };
    let (actor, now) = (cx.actor(), cx.now);
    if !rules::may_edit(&actor, &node) {
        return Err(Error::NotFound);
    }
    let Some(url) = web_address(&typed.url).filter(|url| url.len() <= MOST) else {
        return page(&cx, (&typed, None, None), Some(BAD_ADDRESS)).await;
    };
    if !upload.text("look").is_empty() {
        let app = cx.app.clone();
        let read = tokio::task::spawn_blocking(move || harvest::read(&app.config, &url));
        return match read.await.map_err(|error| anyhow::anyhow!("reading a catalogue: {error}"))? {
            Ok(table) => preview(&cx, &typed, (node, &table, true)).await,
            Err(refusal) => page(&cx, (&typed, None, None), Some(refusal)).await,
        };
    }
    let one = Source {
        id: SourceId::new(),
        node_id: node,
        url,
        language: typed.language,
        active: true,
        publishes: typed.publishes,
        added_by: actor.id.clone(),
        created_at: now,
        read_at: None,
        fault: String::new(),
        made: 0,
        changed: 0,
        left_out: 0,
    };
    cx.db.write(move |conn| ops::follow_source(conn, &actor, &one, now)).await?;
    cx.redirect("/inbox/materials/import", "materials-flash-source")
}

/// `POST /inbox/materials/import/sources/changes`: has it read or not, published or not, or forgotten.
pub async fn change_source(cx: Context<Staff>, upload: Upload) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let node: NodeId = upload.text("node").parse().map_err(|_| Error::NotFound)?;
    let id: SourceId = upload.text("source").parse().map_err(|_| Error::NotFound)?;
    let change = match upload.text("event") {
        "on" => SourceChange::Active(true),
        "off" => SourceChange::Active(false),
        "publish" => SourceChange::Publishes(true),
        "draft" => SourceChange::Publishes(false),
        "forget" => SourceChange::Forget,
        _ => return Err(Error::Malformed("event")),
    };
    cx.db.write(move |conn| ops::change_source(conn, &actor, (&node, &id), change, now)).await?;
    cx.redirect("/inbox/materials/import", "materials-flash-source-changed")
}

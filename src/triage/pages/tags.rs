//! The vocabularies of tags.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{Frame, own_nodes, shelf, shelf_choices, shelf_word};
use crate::accounts::Actor;
use crate::triage::{Shelf, TagId, ops, queries, rules};
use crate::web::{Choice, Context, Staff};
use crate::{Error, Result};

#[derive(Serialize)]
struct TagsView {
    frame: Frame,
    tags: Vec<TagLine>,
    shelves: Vec<Choice>,
    label: String,
}

#[derive(Serialize)]
struct TagLine {
    id: TagId,
    label: String,
    query: String,
    shelf: String,
    retired: bool,
    changes: bool,
    /// The new name that was typed and did not pass.
    retyped: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TagForm {
    label: String,
    shelf: String,
    /// The tag that was to be called so.
    #[serde(skip)]
    renames: Option<TagId>,
}

pub async fn tags(cx: Context<Staff>) -> Result<HttpResponse> {
    let view = view(&cx, TagForm::default(), String::new()).await?;
    cx.page("triage/tags", cx.head("triage-tags", "inbox"), &view)
}

async fn view(cx: &Context<Staff>, form: TagForm, alert: String) -> Result<TagsView> {
    let (actor, locale) = (cx.actor(), cx.locale);
    let reader = actor.clone();
    let (found, nodes) = cx
        .db
        .read(move |conn| {
            let found = queries::tags(conn, &ops::scope_of(&reader))?;
            Ok((found, own_nodes(conn, &reader)?))
        })
        .await?;
    let retyped = |id: &TagId| match &form.renames {
        Some(renamed) if renamed == id => Some(form.label.clone()),
        _ => None,
    };
    let line = |tag: crate::triage::Tag| TagLine {
        retyped: retyped(&tag.id),
        shelf: shelf_word(locale, tag.node.as_ref(), &nodes),
        changes: may_change(&actor, &tag),
        query: crate::accounts::rules::query_value(&tag.label),
        id: tag.id,
        label: tag.label,
        retired: tag.retired_at.is_some(),
    };
    Ok(TagsView {
        tags: found.into_iter().map(line).collect(),
        shelves: shelf_choices(locale, &actor, (&nodes, false), &form.shelf),
        frame: Frame::of("tags", &actor, alert),
        label: if form.renames.is_some() { String::new() } else { form.label.clone() },
    })
}

fn may_change(actor: &Actor, tag: &crate::triage::Tag) -> bool {
    let shelf = tag.node.clone().map_or(Shelf::Network, Shelf::Node);
    rules::may_change(actor, &shelf)
}

async fn answer(
    cx: &Context<Staff>,
    done: Result<()>,
    form: TagForm,
    flash: &str,
) -> Result<HttpResponse> {
    match done {
        Ok(()) => cx.redirect("/inbox/tags", flash),
        Err(Error::Refused(refusal)) => {
            let view = view(cx, form, cx.text(refusal.key())).await?;
            cx.invalid("triage/tags", cx.head("triage-tags", "inbox"), &view)
        }
        Err(error) => Err(error),
    }
}

pub async fn add_tag(cx: Context<Staff>, form: web::Form<TagForm>) -> Result<HttpResponse> {
    let (actor, now, form) = (cx.actor(), cx.now, form.into_inner());
    let (label, on) = (form.label.clone(), shelf(&form.shelf).ok_or(Error::NotFound)?);
    let done = cx
        .db
        .write(move |conn| match on {
            Shelf::Own => Err(Error::NotFound),
            on => ops::add_tag(conn, &actor, on.node(), &label, now),
        })
        .await;
    answer(&cx, done, form, "triage-flash-tag-added").await
}

pub async fn rename_tag(
    cx: Context<Staff>,
    id: web::Path<TagId>,
    form: web::Form<TagForm>,
) -> Result<HttpResponse> {
    let (actor, now, label) = (cx.actor(), cx.now, form.label.clone());
    let form = TagForm { renames: Some(id.clone()), ..form.into_inner() };
    let done = cx.db.write(move |conn| ops::rename_tag(conn, &actor, &id, &label, now)).await;
    answer(&cx, done, form, "triage-flash-saved").await
}

pub async fn retire_tag(cx: Context<Staff>, id: web::Path<TagId>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let done = cx.db.write(move |conn| ops::keep_tag(conn, &actor, &id, false, now)).await;
    answer(&cx, done, TagForm::default(), "triage-flash-tag-retired").await
}

pub async fn restore_tag(cx: Context<Staff>, id: web::Path<TagId>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let done = cx.db.write(move |conn| ops::keep_tag(conn, &actor, &id, true, now)).await;
    answer(&cx, done, TagForm::default(), "triage-flash-saved").await
}

//! Saved views: kept from the inbox, put in order here.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{Frame, own_nodes, shelf, shelf_choices, shelf_word};
use crate::accounts::NodeId;
use crate::tickets::pages::wanted::Wanted;
use crate::triage::{Shelf, View, ViewId, ops, queries, rules};
use crate::web::{Choice, Context, Staff};
use crate::{Error, Result};

#[derive(Serialize)]
struct ViewsView {
    frame: Frame,
    shelves: Vec<ShelfView>,
    /// A list that was to be kept and could not be.
    unsaved: Option<Unsaved>,
}

#[derive(Serialize)]
struct Unsaved {
    name: String,
    query: String,
    shelves: Vec<Choice>,
}

#[derive(Serialize)]
struct ShelfView {
    title: String,
    changes: bool,
    views: Vec<ViewLine>,
}

#[derive(Serialize)]
struct ViewLine {
    id: ViewId,
    name: String,
    href: String,
    first: bool,
    /// The new name that was typed and did not pass.
    retyped: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ViewForm {
    name: String,
    shelf: String,
    query: String,
    /// The view that was to be called so.
    #[serde(skip)]
    renames: Option<ViewId>,
}

pub async fn views(cx: Context<Staff>) -> Result<HttpResponse> {
    let view = view(&cx, ViewForm::default(), String::new()).await?;
    cx.page("triage/views", cx.head("triage-views", "inbox"), &view)
}

async fn view(cx: &Context<Staff>, form: ViewForm, alert: String) -> Result<ViewsView> {
    let (actor, locale) = (cx.actor(), cx.locale);
    let reader = actor.clone();
    let (found, nodes) = cx
        .db
        .read(move |conn| {
            let nodes: Vec<NodeId> = reader.nodes().cloned().collect();
            let found = queries::views(conn, &reader.id, &nodes)?;
            Ok((found, own_nodes(conn, &reader)?))
        })
        .await?;
    let mut shelves: Vec<(Shelf, ShelfView)> = Vec::new();
    for found in found {
        let on = found.shelf();
        let title = match &on {
            Shelf::Own => locale.text("triage-shelf-own"),
            on => shelf_word(locale, on.node(), &nodes),
        };
        let at = shelves.iter().position(|(other, _)| *other == on).unwrap_or_else(|| {
            let changes = rules::may_change(&actor, &on);
            shelves.push((on, ShelfView { title, changes, views: Vec::new() }));
            shelves.len() - 1
        });
        let list = &mut shelves[at].1.views;
        let retyped = form.renames.as_ref().filter(|id| **id == found.id);
        let retyped = retyped.map(|_| form.name.clone());
        list.push(line(found, list.is_empty(), retyped));
    }
    let unsaved = (!form.query.is_empty()).then(|| Unsaved {
        shelves: shelf_choices(locale, &actor, (&nodes, true), &form.shelf),
        name: form.name,
        query: form.query,
    });
    Ok(ViewsView {
        frame: Frame::of("views", &actor, alert),
        shelves: shelves.into_iter().map(|(_, shelf)| shelf).collect(),
        unsaved,
    })
}

fn line(view: View, first: bool, retyped: Option<String>) -> ViewLine {
    let href = format!("/inbox?{}", view.query);
    ViewLine { id: view.id, name: view.name, href, first, retyped }
}

/// A name on one line, not longer than a column is wide.
fn name(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    (!name.is_empty() && name.chars().count() <= rules::MAX_NAME).then_some(name)
}

async fn refused(cx: &Context<Staff>, form: ViewForm, key: &str) -> Result<HttpResponse> {
    let view = view(cx, form, cx.text(key)).await?;
    cx.invalid("triage/views", cx.head("triage-views", "inbox"), &view)
}

async fn settle(
    cx: &Context<Staff>,
    done: Result<()>,
    form: ViewForm,
    (to, flash): (&str, &str),
) -> Result<HttpResponse> {
    match done {
        Ok(()) => cx.redirect(to, flash),
        Err(Error::Refused(refusal)) => refused(cx, form, refusal.key()).await,
        Err(error) => Err(error),
    }
}

/// Keeps the inbox's list under a name. Only what the inbox understands is kept, in one spelling.
pub async fn save_view(cx: Context<Staff>, form: web::Form<ViewForm>) -> Result<HttpResponse> {
    let (actor, now, form) = (cx.actor(), cx.now, form.into_inner());
    let on = shelf(&form.shelf).ok_or(Error::NotFound)?;
    let query = Wanted::parse(&form.query).canonical(&cx.app.vocabularies());
    let Some(name) = name(&form.name) else {
        return refused(&cx, form, "triage-view-no-name").await;
    };
    if query.is_empty() {
        return refused(&cx, form, "triage-view-empty").await;
    }
    let to = format!("/inbox?{query}");
    let done =
        cx.db.write(move |conn| ops::save_view(conn, &actor, (&on, &name, &query), now)).await;
    settle(&cx, done, form, (&to, "triage-flash-view-saved")).await
}

pub async fn rename_view(
    cx: Context<Staff>,
    id: web::Path<ViewId>,
    form: web::Form<ViewForm>,
) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let (renames, query) = (Some(id.clone()), String::new());
    let form = ViewForm { renames, query, ..form.into_inner() };
    let Some(name) = name(&form.name) else {
        return refused(&cx, form, "triage-view-no-name").await;
    };
    let done = cx.db.write(move |conn| ops::rename_view(conn, &actor, &id, &name, now)).await;
    settle(&cx, done, form, ("/inbox/views", "triage-flash-saved")).await
}

pub async fn raise_view(cx: Context<Staff>, id: web::Path<ViewId>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let done = cx.db.write(move |conn| ops::raise_view(conn, &actor, &id, now)).await;
    settle(&cx, done, ViewForm::default(), ("/inbox/views", "triage-flash-saved")).await
}

pub async fn delete_view(cx: Context<Staff>, id: web::Path<ViewId>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let done = cx.db.write(move |conn| ops::delete_view(conn, &actor, &id, now)).await;
    settle(&cx, done, ViewForm::default(), ("/inbox/views", "triage-flash-view-deleted")).await
}

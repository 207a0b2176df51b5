//! Writing an article: a new one, and the changes of a draft.

use actix_web::HttpResponse;
use serde::Serialize;

use super::Frame;
use super::form::{Form, FormView};
use super::show::again;
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::knowledge::{ArticleId, ops};
use crate::network;
use crate::web::{Context, FieldErrors, Staff, Upload};
use crate::{Error, Result};

#[derive(Serialize)]
struct NewView {
    frame: Frame,
    form: FormView,
}

/// `GET /inbox/articles/new`
pub async fn new(cx: Context<Staff>) -> Result<HttpResponse> {
    let mut form = Form { id: ArticleId::new().to_string(), ..Form::default() };
    form.wording.review_months = 12;
    let view = new_view(&cx, form, FieldErrors::none()).await?;
    cx.page("knowledge/new", cx.head("knowledge-new", "inbox"), &view)
}

async fn new_view(cx: &Context<Staff>, form: Form, errors: FieldErrors) -> Result<NewView> {
    let actor = cx.actor();
    let reader = actor.clone();
    let nodes = cx.db.read(move |conn| own_nodes(conn, &reader)).await?;
    let form = form.view(&cx.app.vocabularies(), cx.locale, nodes, errors);
    Ok(NewView { frame: Frame::of("articles", &actor, String::new()), form })
}

/// The nodes for which somebody may write.
fn own_nodes(conn: &mut Conn, actor: &Actor) -> Result<Vec<(String, String)>> {
    let mut names = network::queries::names(conn)?;
    if !actor.coordinates() {
        names.retain(|node| actor.works_for(&node.id));
    }
    Ok(names.into_iter().map(|node| (node.id.to_string(), node.short_name)).collect())
}

/// `POST /inbox/articles`: keeps a new article or a changed draft; the form is shown again with what does not pass.
pub async fn save(cx: Context<Staff>, upload: Upload) -> Result<HttpResponse> {
    let (actor, now, form) = (cx.actor(), cx.now, Form::read(&upload));
    let id: ArticleId = form.id.parse().unwrap_or_else(|_| ArticleId::new());
    let lock = form.lock.parse::<i32>().ok();
    let wording = match form.check(&cx.app.vocabularies()) {
        Ok(wording) => wording,
        Err(errors) if lock.is_some() => return again(&cx, &id, (form, errors, None)).await,
        Err(errors) => {
            let view = new_view(&cx, form, errors).await?;
            return cx.invalid("knowledge/new", cx.head("knowledge-new", "inbox"), &view);
        }
    };
    let node: Option<NodeId> = form.node.parse().ok();
    let more = upload.text("then") == "more";
    let saved = id.clone();
    let done = cx
        .db
        .write(move |conn| match (lock, node) {
            (Some(lock), _) => ops::change(conn, &actor, (&saved, lock), &wording, now),
            (None, Some(node)) => ops::write(conn, &actor, (&saved, &node), &wording, now),
            (None, None) => Err(Error::NotFound),
        })
        .await;
    let to = if more { "#variants" } else { "" };
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/articles/{id}{to}"), "knowledge-flash-saved"),
        Err(Error::Refused(refusal)) => {
            // What was made of it meanwhile is there to be changed.
            let form = Form { lock: lock.unwrap_or_default().to_string(), ..form };
            again(&cx, &id, (form, FieldErrors::none(), Some(refusal))).await
        }
        Err(error) => Err(error),
    }
}

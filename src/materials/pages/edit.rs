//! Writing a material: a new one, and the changes of a draft.

use actix_web::HttpResponse;
use serde::Serialize;

use super::Frame;
use super::doi;
use super::form::Form;
use super::form_view::FormView;
use super::show::again;
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::materials::ops::needs::{CIRCLE, UNKNOWN_NEED};
use crate::materials::{MaterialId, ops, queries, resolve, rules};
use crate::network::{self, NodeName};
use crate::web::{Context, FieldErrors, Staff, Upload};
use crate::{Error, Refusal, Result};

/// So many skills that others name are shown beside the form.
pub(super) const SKILLS: i64 = 30;

#[derive(Serialize)]
struct NewView {
    frame: Frame,
    form: FormView,
}

/// `GET /inbox/materials/new`
pub async fn new(cx: Context<Staff>) -> Result<HttpResponse> {
    let mut form = Form { id: MaterialId::new().to_string(), ..Form::default() };
    form.lists.insert("languages", vec![cx.locale.to_string()]);
    let view = new_view(&cx, form, FieldErrors::none()).await?;
    cx.page("materials/new", cx.head("materials-new", "inbox"), &view)
}

async fn new_view(cx: &Context<Staff>, form: Form, errors: FieldErrors) -> Result<NewView> {
    let actor = cx.actor();
    let reader = actor.clone();
    let ((own, all), skills) =
        cx.db.read(move |conn| Ok((nodes(conn, &reader)?, queries::skills(conn, SKILLS)?))).await?;
    let mut form = form.view(&cx.app.vocabularies(), cx.locale, (&own, &all), errors);
    form.skills = skills;
    Ok(NewView { frame: Frame::of("materials", &actor, String::new()), form })
}

/// The nodes for which somebody may write, and all of them.
pub(super) fn nodes(conn: &mut Conn, actor: &Actor) -> Result<(Vec<NodeName>, Vec<NodeName>)> {
    let all = network::queries::names(conn)?;
    let mut own = all.clone();
    if !actor.coordinates() {
        own.retain(|node| actor.works_for(&node.id));
    }
    Ok((own, all))
}

/// `POST /inbox/materials`: keeps a new material or a changed draft; the form is shown again with what does not pass.
pub async fn save(cx: Context<Staff>, upload: Upload) -> Result<HttpResponse> {
    let (actor, now, form) = (cx.actor(), cx.now, Form::read(&upload));
    let id: MaterialId = form.id.parse().unwrap_or_else(|_| MaterialId::new());
    let lock = form.lock.parse::<i32>().ok();
    let written = match form.check(&cx.app.vocabularies()) {
        Ok(written) => written,
        Err(errors) => return not_kept(&cx, &id, (form, errors)).await,
    };
    let node: Option<NodeId> = form.node.parse().ok();
    let more = upload.text("then") == "more";
    let saved = id.clone();
    let dois = [written.record.doi.clone(), written.doi.clone()];
    let done = cx
        .db
        .write(move |conn| {
            let known = match lock {
                Some(_) => doi::known(conn, &actor, &saved)?,
                None => Vec::new(),
            };
            match (lock, node) {
                (Some(lock), _) => ops::change(conn, &actor, (&saved, lock), written, now)?,
                (None, Some(node)) => ops::write(conn, &actor, (&saved, &node), written, now)?,
                (None, None) => return Err(Error::NotFound),
            }
            Ok(dois.into_iter().flatten().any(|doi| !known.contains(&doi)))
        })
        .await;
    let to = if more { "#people" } else { "" };
    match done {
        Ok(new_doi) => {
            let look = if new_doi && resolve::is_on(&cx.app.config) { "?doi=1" } else { "" };
            cx.redirect(&format!("/inbox/materials/{id}{look}{to}"), "materials-flash-saved")
        }
        Err(Error::Refused(refusal)) => match field_of(refusal) {
            Some(field) => not_kept(&cx, &id, (form, FieldErrors::one(field, refusal.key()))).await,
            None => again(&cx, &id, (form, FieldErrors::none(), Some(refusal))).await,
        },
        Err(error) => Err(error),
    }
}

/// The field that a refusal is about.
fn field_of(refusal: Refusal) -> Option<&'static str> {
    match refusal {
        rules::DOI_TAKEN => Some("material_doi"),
        UNKNOWN_NEED | CIRCLE => Some("prerequisites"),
        _ => None,
    }
}

/// The form again, with what was typed and which fields do not pass.
async fn not_kept(
    cx: &Context<Staff>,
    id: &MaterialId,
    (form, errors): (Form, FieldErrors),
) -> Result<HttpResponse> {
    if !form.lock.is_empty() {
        return again(cx, id, (form, errors, None)).await;
    }
    let view = new_view(cx, form, errors).await?;
    cx.invalid("materials/new", cx.head("materials-new", "inbox"), &view)
}

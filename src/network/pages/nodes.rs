//! Nodes as the network's administration sees to them.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::words::{self, Choice};
use crate::accounts::pages::{Fault, faults};
use crate::clock::network_day;
use crate::conventions::{self, Concern};
use crate::network::ops::{self, Standing};
use crate::network::queries::{self, NewNode};
use crate::network::rules::MAX_NOTE;
use crate::network::{Kind, Node, NodeId, NodeName, Status};
use crate::text::slug;
use crate::web::{Admin, Badge, Context, FieldErrors};
use crate::{Error, Result};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    name: String,
    short_name: String,
    kind: String,
    status: String,
    note: String,
    successor: String,
    relay_of: String,
    fallback_desk: String,
    without_convention: String,
}

#[derive(Serialize)]
struct ListView {
    tab: &'static str,
    nodes: Vec<Line>,
    form: Form,
    errors: FieldErrors,
    faults: Vec<Fault>,
    kinds: Vec<Choice>,
    statuses: Vec<Choice>,
}

#[derive(Serialize)]
struct Line {
    id: NodeId,
    slug: String,
    name: String,
    kind: String,
    badge: Badge,
    fallback_desk: bool,
}

fn statuses(cx: &Context<Admin>) -> Vec<Choice> {
    let word = |status: &Status| Choice {
        code: status.to_string(),
        label: words::status_word(*status, cx.locale),
    };
    Status::ALL.iter().map(word).collect()
}

async fn list(cx: &Context<Admin>, form: Form, errors: FieldErrors) -> Result<ListView> {
    let nodes = cx.db.read(|conn| Ok(queries::all(conn)?)).await?;
    let line = |node: Node| Line {
        badge: words::badge(node.status, cx.locale),
        kind: words::kind_word(node.kind, cx.locale),
        id: node.id,
        slug: node.slug,
        name: node.short_name,
        fallback_desk: node.fallback_desk,
    };
    let kinds = Kind::ALL
        .iter()
        .map(|kind| Choice { code: kind.to_string(), label: words::kind_word(*kind, cx.locale) });
    Ok(ListView {
        tab: "nodes",
        nodes: nodes.into_iter().map(line).collect(),
        kinds: kinds.collect(),
        statuses: statuses(cx),
        faults: faults(&errors),
        errors,
        form,
    })
}

pub async fn nodes(cx: Context<Admin>) -> Result<HttpResponse> {
    let view = list(&cx, Form::default(), FieldErrors::none()).await?;
    cx.page("network/nodes", cx.head("network-nodes", "admin"), &view)
}

pub async fn create(cx: Context<Admin>, form: web::Form<Form>) -> Result<HttpResponse> {
    let (actor, now, form) = (cx.actor(), cx.now, form.into_inner());
    let mut errors = FieldErrors::none();
    let (name, short) = (form.name.trim().to_owned(), form.short_name.trim().to_owned());
    let address = slug(&short);
    if name.is_empty() {
        errors.add("name", "form-name");
    }
    if address.is_empty() {
        errors.add("short_name", "form-name");
    }
    let (kind, status) = (form.kind.parse::<Kind>().ok(), form.status.parse::<Status>().ok());
    if kind.is_none() {
        errors.add("kind", "form-choice");
    }
    if status.is_none() {
        errors.add("status", "form-choice");
    }
    if let (true, Some(kind), Some(status)) = (errors.is_empty(), kind, status) {
        let to = format!("/nodes/{address}/edit");
        let done = cx.db.write(move |conn| {
            let new = NewNode { slug: &address, kind, status, name: &name, short_name: &short };
            ops::create(conn, &actor, &new, now)
        });
        match done.await {
            Ok(_) => return cx.redirect(&to, "network-flash-created"),
            Err(Error::Refused(refusal)) => errors.add("short_name", refusal.key()),
            Err(error) => return Err(error),
        }
    }
    let view = list(&cx, form, errors).await?;
    cx.invalid("network/nodes", cx.head("network-nodes", "admin"), &view)
}

#[derive(Serialize)]
struct OneView {
    tab: &'static str,
    id: NodeId,
    slug: String,
    name: String,
    thematic: bool,
    form: Form,
    errors: FieldErrors,
    faults: Vec<Fault>,
    statuses: Vec<Choice>,
    others: Vec<NodeName>,
    /// What those who lead it signed in an older version.
    older: Vec<String>,
}

async fn one(
    cx: &Context<Admin>,
    id: NodeId,
    typed: Option<Form>,
    errors: FieldErrors,
) -> Result<OneView> {
    let today = network_day(cx.now);
    let (node, names, older) = cx
        .db
        .read(move |conn| {
            let leads = conventions::queries::leading(conn, std::slice::from_ref(&id), today)?;
            let older = conventions::ops::older(conn, (&leads, Concern::Nodes), today)?;
            Ok((queries::find(conn, &id)?, queries::names(conn)?, older))
        })
        .await?;
    let words = cx.app.vocabularies();
    let text = |id: &Option<NodeId>| id.as_ref().map(ToString::to_string).unwrap_or_default();
    let stands = Form {
        status: node.status.to_string(),
        successor: text(&node.successor_id),
        relay_of: text(&node.relay_of),
        fallback_desk: if node.fallback_desk { "on".to_owned() } else { String::new() },
        ..Form::default()
    };
    Ok(OneView {
        tab: "nodes",
        older: conventions::pages::older_said(&older, (&words, cx.locale), today),
        others: names.into_iter().filter(|name| name.id != node.id).collect(),
        thematic: node.kind == Kind::ThematicCentre,
        form: typed.unwrap_or(stands),
        statuses: statuses(cx),
        faults: faults(&errors),
        errors,
        id: node.id,
        slug: node.slug,
        name: node.name,
    })
}

pub async fn node(cx: Context<Admin>, id: web::Path<NodeId>) -> Result<HttpResponse> {
    let view = one(&cx, id.into_inner(), None, FieldErrors::none()).await?;
    cx.page("network/standing", cx.head("network-standing", "admin"), &view)
}

pub async fn set_standing(
    cx: Context<Admin>,
    id: web::Path<NodeId>,
    form: web::Form<Form>,
) -> Result<HttpResponse> {
    let (actor, now, id, form) = (cx.actor(), cx.now, id.into_inner(), form.into_inner());
    let Ok(status) = form.status.parse() else {
        return Err(Error::Malformed("an unknown status"));
    };
    if form.note.trim().chars().count() > MAX_NOTE {
        let view =
            one(&cx, id, Some(form), FieldErrors::one("note", "network-note-too-long")).await?;
        return cx.invalid("network/standing", cx.head("network-standing", "admin"), &view);
    }
    let wanted = Standing {
        status,
        note: form.note.trim().to_owned(),
        successor: form.successor.parse().ok(),
        relay_of: form.relay_of.parse().ok(),
        fallback_desk: !form.fallback_desk.is_empty(),
        without_convention: form.without_convention.clone(),
    };
    let asked = id.clone();
    match cx.db.write(move |conn| ops::set_standing(conn, &actor, &asked, &wanted, now)).await {
        Ok(()) => cx.redirect("/admin/nodes", "network-flash-standing"),
        Err(Error::Refused(refusal)) => {
            let view = one(&cx, id, Some(form), FieldErrors::one("status", refusal.key())).await?;
            cx.invalid("network/standing", cx.head("network-standing", "admin"), &view)
        }
        Err(error) => Err(error),
    }
}

//! The days on which a node is closed.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::accounts::pages::{Fault, faults};
use crate::clock::network_day;
use crate::network::rules::MAX_NOTE;
use crate::network::{AbsenceId, Node, NodeName, ops, queries};
use crate::web::{Context, FieldErrors, SignedIn, day};
use crate::{Error, Result};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    starts_on: String,
    ends_on: String,
    stand_in: String,
    note: String,
}

#[derive(Serialize)]
struct View {
    slug: String,
    short_name: String,
    form: Form,
    errors: FieldErrors,
    faults: Vec<Fault>,
    absences: Vec<Line>,
    others: Vec<NodeName>,
}

#[derive(Serialize)]
struct Line {
    id: AbsenceId,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    stand_in: Option<String>,
    note: String,
}

async fn view(
    cx: &Context<SignedIn>,
    slug: String,
    form: Form,
    errors: FieldErrors,
) -> Result<View> {
    let (actor, today) = (cx.actor(), network_day(cx.now));
    let (node, absences, others, names) = cx
        .db
        .read(move |conn| {
            let node = ops::managed(conn, &actor, &slug)?;
            let absences = queries::absences_of(conn, &node.id, today)?;
            let others = queries::receiving_nodes(conn)?;
            Ok((node, absences, others, queries::names(conn)?))
        })
        .await?;
    let Node { id, slug, short_name, .. } = node;
    let named = |id: Option<&crate::network::NodeId>| {
        names.iter().find(|name| Some(&name.id) == id).map(|n| n.short_name.clone())
    };
    let line = |one: crate::network::Absence| Line {
        stand_in: named(one.stand_in_id.as_ref()),
        id: one.id,
        starts_on: one.starts_on,
        ends_on: one.ends_on,
        note: one.note,
    };
    Ok(View {
        slug,
        short_name,
        form,
        faults: faults(&errors),
        errors,
        absences: absences.into_iter().map(line).collect(),
        others: others.into_iter().filter(|other| other.id != id).collect(),
    })
}

pub async fn absences(cx: Context<SignedIn>, slug: web::Path<String>) -> Result<HttpResponse> {
    let view = view(&cx, slug.into_inner(), Form::default(), FieldErrors::none()).await?;
    cx.page("network/absences", cx.head("network-absences", "network"), &view)
}

pub async fn close_for(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    form: web::Form<Form>,
) -> Result<HttpResponse> {
    let (actor, now, slug, form) = (cx.actor(), cx.now, slug.into_inner(), form.into_inner());
    let mut errors = FieldErrors::none();
    let (from, to) = (day(&form.starts_on), day(&form.ends_on));
    if from.is_none() {
        errors.add("starts_on", "network-bad-day");
    }
    if to.is_none() {
        errors.add("ends_on", "network-bad-day");
    }
    if form.note.trim().chars().count() > MAX_NOTE {
        errors.add("note", "network-note-too-long");
    }
    let stand_in = form.stand_in.parse().ok();
    if let (Some(from), Some(to), true) = (from, to, errors.is_empty()) {
        let (asked, note) = (slug.clone(), form.note.trim().to_owned());
        let done = cx.db.write(move |conn| {
            ops::close_for(conn, &actor, &asked, ((from, to), stand_in.as_ref(), &note), now)
        });
        match done.await {
            Ok(_) => {
                return cx.redirect(&format!("/nodes/{slug}/absences"), "network-flash-closed-for");
            }
            Err(Error::Refused(refusal)) => errors.add(field_of(refusal.key()), refusal.key()),
            Err(error) => return Err(error),
        }
    }
    let view = view(&cx, slug, form, errors).await?;
    cx.invalid("network/absences", cx.head("network-absences", "network"), &view)
}

/// The field a refusal is about.
fn field_of(key: &str) -> &'static str {
    if key.contains("stand-in") || key.contains("stands-in-for") { "stand_in" } else { "starts_on" }
}

pub async fn reopen(
    cx: Context<SignedIn>,
    path: web::Path<(String, AbsenceId)>,
) -> Result<HttpResponse> {
    let (actor, now, (slug, id)) = (cx.actor(), cx.now, path.into_inner());
    let to = format!("/nodes/{slug}/absences");
    cx.db.write(move |conn| ops::reopen(conn, &actor, &slug, &id, now)).await?;
    cx.redirect(&to, "network-flash-reopened")
}

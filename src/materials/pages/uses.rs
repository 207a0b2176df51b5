//! “We taught with it”: told by the network's people on the page of a material, read by everybody.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

use crate::Result;
use crate::accounts::{Actor, NodeId};
use crate::clock::network_day;
use crate::materials::queries::Taught;
use crate::materials::rules::{MAX_NOTE, may_edit};
use crate::materials::{MaterialId, Use, UseId, ops};
use crate::network::NodeName;
use crate::web::{Choice, Context, FieldErrors, Head, Staff, Upload, choices, day};

/// The most people before whom anybody teaches at once.
const MOST_PEOPLE: i32 = 10_000;
/// What is longer ago says little of the material as it is.
const LONGEST_AGO: TimeDelta = TimeDelta::days(5 * 366);

/// What was told of a material, as its page shows it.
#[derive(Debug, Serialize)]
pub struct UsesView {
    times: i64,
    nodes: i64,
    people: i64,
    told: Vec<UseView>,
    /// Where one tells of it; none for who may not.
    form: Option<FormView>,
}

#[derive(Debug, Serialize)]
struct UseView {
    used_on: NaiveDate,
    node: String,
    node_slug: String,
    people: i32,
    number: i32,
    worked: String,
    to_change: String,
    /// Where it is taken away, by who may.
    removal: Option<String>,
}

#[derive(Debug, Default, Serialize)]
pub struct FormView {
    id: String,
    used_on: String,
    people: String,
    worked: String,
    to_change: String,
    nodes: Vec<Choice>,
    errors: FieldErrors,
}

pub fn uses(
    (taught, told): (Taught, &[(Use, String, String)]),
    (slug, node): (&str, &NodeId),
    (actor, own): (Option<&Actor>, &[NodeName]),
) -> UsesView {
    let may =
        |one: &Use| actor.is_some_and(|actor| actor.id == one.told_by || may_edit(actor, node));
    let view = |(one, short, node_slug): &(Use, String, String)| UseView {
        used_on: one.used_on,
        node: short.clone(),
        node_slug: node_slug.clone(),
        people: one.people,
        number: one.number,
        worked: one.worked.clone(),
        to_change: one.to_change.clone(),
        removal: may(one).then(|| format!("/materials/{slug}/uses/{}/removal", one.id)),
    };
    UsesView {
        times: taught.times,
        nodes: taught.nodes,
        people: taught.people,
        told: told.iter().map(view).collect(),
        form: (!own.is_empty()).then(|| FormView {
            id: UseId::new().to_string(),
            nodes: node_choices(own, ""),
            ..FormView::default()
        }),
    }
}

fn node_choices(own: &[NodeName], chosen: &str) -> Vec<Choice> {
    choices(own.iter().map(|node| (node.id.to_string(), node.short_name.clone())), chosen)
}

#[derive(Serialize)]
struct Again {
    slug: String,
    title: String,
    lang: String,
    form: FormView,
}

/// `POST /materials/{slug}/uses`
pub async fn tell(
    cx: Context<Staff>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug) = (cx.actor(), cx.now, slug.into_inner());
    match checked(&form, &actor, network_day(now)) {
        Ok(one) => {
            let at = slug.clone();
            cx.db.write(move |conn| ops::tell_use(conn, &actor, &at, one, now)).await?;
            cx.redirect(&format!("/materials/{slug}#uses"), "materials-flash-used")
        }
        Err(errors) => again(&cx, slug, (form, errors)).await,
    }
}

fn checked(form: &Upload, actor: &Actor, today: NaiveDate) -> Result<Use, FieldErrors> {
    let mut errors = FieldErrors::none();
    let used_on =
        day(form.text("used_on")).filter(|day| *day <= today && *day >= today - LONGEST_AGO);
    if used_on.is_none() {
        errors.add("used_on", "materials-use-error-day");
    }
    let people = form.text("people").trim().parse::<i32>().ok();
    let people = people.filter(|count| (1..=MOST_PEOPLE).contains(count));
    if people.is_none() {
        errors.add("people", "materials-use-error-people");
    }
    let said = |name: &str| form.text(name).replace("\r\n", "\n").trim().to_owned();
    for name in ["worked", "to_change"] {
        if said(name).chars().count() > MAX_NOTE {
            errors.add(name, "materials-use-error-long");
        }
    }
    let node = form.text("node").parse::<NodeId>();
    if node.is_err() {
        errors.add("node", "materials-use-error-node");
    }
    errors.into_result()?;
    match (used_on, people, node) {
        (Some(used_on), Some(people), Ok(node_id)) => Ok(Use {
            id: form.text("id").parse().unwrap_or_else(|_| UseId::new()),
            // Both are of what readers see at that moment.
            material_id: MaterialId::new(),
            number: 1,
            node_id,
            used_on,
            people,
            worked: said("worked"),
            to_change: said("to_change"),
            told_by: actor.id.clone(),
        }),
        _ => Err(FieldErrors::one("used_on", "materials-use-error-day")),
    }
}

/// The form again, with what was typed and what does not pass.
async fn again(
    cx: &Context<Staff>,
    slug: String,
    (form, errors): (Upload, FieldErrors),
) -> Result<HttpResponse> {
    let (actor, at) = (cx.actor(), slug.clone());
    let (found, own) = cx
        .db
        .read(move |conn| {
            let found = crate::materials::access::for_reader(conn, &at, None)?.0;
            Ok((found, super::edit::nodes(conn, &actor)?.0))
        })
        .await?;
    let text = |name: &str| form.text(name).to_owned();
    let said = found.version.said(cx.locale);
    let view = Again {
        slug,
        title: said.title.to_owned(),
        lang: said.language.to_owned(),
        form: FormView {
            id: text("id"),
            used_on: text("used_on"),
            people: text("people"),
            worked: text("worked"),
            to_change: text("to_change"),
            nodes: node_choices(&own, form.text("node")),
            errors,
        },
    };
    let head = Head { title: view.title.clone(), section: "materials" };
    cx.respond(StatusCode::UNPROCESSABLE_ENTITY, "materials/used", head, &view)
}

/// `POST /materials/{slug}/uses/{id}/removal`
pub async fn untell(cx: Context<Staff>, path: web::Path<(String, UseId)>) -> Result<HttpResponse> {
    let (actor, now, (slug, id)) = (cx.actor(), cx.now, path.into_inner());
    cx.db.write(move |conn| ops::hide_use(conn, &actor, &id, now)).await?;
    cx.redirect(&format!("/materials/{slug}#uses"), "materials-flash-use-hidden")
}

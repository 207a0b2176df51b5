//! Whether a label holds, on a day that anybody may choose.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use fluent_bundle::FluentArgs;
use serde::{Deserialize, Serialize};

use super::{TrendView, badge, kind_word, trend, value_said};
use crate::clock::network_day;
use crate::governance;
use crate::i18n::Locale;
use crate::labels::ops::{Measured, measured, with_node};
use crate::labels::rules::life::Figure;
use crate::labels::rules::{holds, kind_on};
use crate::labels::{Label, LabelId, queries};
use crate::network;
use crate::network::Node;
use crate::web::{Anyone, Badge, Context, Head, day};
use crate::{Error, Result};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    on: String,
}

#[derive(Serialize)]
struct View {
    id: String,
    node: String,
    slug: String,
    kind: String,
    badge: Badge,
    sentence: String,
    on: NaiveDate,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    mentor: Option<network::NodeName>,
    conditions: Vec<ConditionView>,
    promises: Vec<PromiseView>,
    /// What came of them month by month.
    trend: Option<TrendView>,
    manage: Option<String>,
    life: Option<String>,
    /// What was decided about it.
    resolutions: Vec<governance::pages::LineView>,
}

/// A promise and what came of it.
#[derive(Serialize)]
pub struct PromiseView {
    pub(super) position: i32,
    label: String,
    target: String,
    value: String,
    /// What its node says of it.
    pub(super) context: String,
    /// The same, or what was typed and refused.
    pub(super) typed: String,
}

pub(super) fn promise(one: Measured, locale: Locale) -> PromiseView {
    let (position, figure) = (one.promise.position, Figure::from(one));
    PromiseView {
        position,
        value: value_said(&figure, locale),
        label: figure.label,
        target: figure.target,
        typed: figure.context.clone(),
        context: figure.context,
    }
}

/// A condition as anybody may read it.
#[derive(Serialize)]
struct ConditionView {
    due_on: NaiveDate,
    body: String,
    lifted_on: Option<NaiveDate>,
}

/// `GET /labels/{id}`
pub async fn check(
    cx: Context<Anyone>,
    id: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let id: LabelId = id.parse().map_err(|_| Error::NotFound)?;
    let (now, locale) = (cx.now, cx.locale);
    let today = network_day(now);
    let on =
        if asked.on.is_empty() { today } else { day(&asked.on).ok_or(Error::Malformed("day"))? };
    let actor = cx.actor().cloned();
    let (label, node, mentor, conditions, (promises, trend), decided) = cx
        .db
        .read(move |conn| {
            let (label, node) = with_node(conn, &id)?;
            let mentor = match &label.mentor_id {
                Some(id) => network::queries::by_ids(conn, std::slice::from_ref(id))?.pop(),
                None => None,
            };
            let conditions = queries::conditions_of(conn, &label.id)?;
            let promises = (measured(conn, &label, now)?, trend(conn, &label, locale)?);
            let about = [format!("/labels/{}", label.id)];
            let decided = governance::access::about(conn, actor.as_ref(), &about, today)?;
            Ok((label, node, mentor, conditions, promises, decided))
        })
        .await?;
    let good = holds(&label, on);
    let admin = cx.actor().is_some_and(crate::accounts::Actor::is_admin);
    let manages = cx.actor().is_some_and(|actor| actor.manages(&node.id));
    let view = View {
        id: label.id.to_string(),
        node: node.name.clone(),
        slug: node.slug.clone(),
        kind: kind_word(kind_on(&label, on), locale),
        badge: badge(&label, good, locale),
        sentence: sentence((&label, &node), (on, good), locale),
        on,
        starts_on: label.starts_on,
        ends_on: label.ends_on,
        mentor,
        conditions: conditions
            .into_iter()
            .map(|one| ConditionView {
                due_on: one.due_on,
                body: one.body,
                lifted_on: one.lifted_on,
            })
            .collect(),
        promises: promises.into_iter().map(|one| promise(one, locale)).collect(),
        trend,
        life: (admin || manages).then(|| format!("/labels/{}/life", label.id)),
        resolutions: governance::pages::line_views(&decided, today, locale),
        manage: admin.then(|| format!("/admin/labels/{}", label.id)),
    };
    let head = Head { title: cx.text("labels-check"), section: "network" };
    cx.page("labels/check", head, &view)
}

fn sentence(
    (label, node): (&Label, &Node),
    (on, good): (NaiveDate, bool),
    locale: Locale,
) -> String {
    let day = |day: NaiveDate| match locale {
        Locale::Fr => day.format("%d/%m/%Y").to_string(),
        Locale::En => day.to_string(),
    };
    let mut args = FluentArgs::new();
    args.set("node", node.short_name.clone());
    args.set("on", day(on));
    args.set("until", day(label.ends_on));
    locale.text_with(if good { "labels-holds" } else { "labels-holds-not" }, Some(&args))
}

/// `GET /labels/{id}/badge.svg`: for a node's own site; it says what is true today.
pub async fn badge_svg(cx: Context<Anyone>, id: web::Path<String>) -> Result<HttpResponse> {
    let id: LabelId = id.parse().map_err(|_| Error::NotFound)?;
    let label = cx.db.read(move |conn| Ok(queries::find(conn, &id)?)).await?;
    let good = holds(&label, network_day(cx.now));
    let word = badge(&label, good, cx.locale).word;
    let text = format!("{} · {word}", kind_word(label.kind, cx.locale));
    let color = if good { "#1b5e4f" } else { "#5c5f66" };
    let width = 24 + 8 * text.chars().count();
    let text = handlebars::html_escape(&text);
    let svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="28" role="img" aria-label="{text}"><rect width="{width}" height="28" rx="6" fill="{color}"/><text x="12" y="19" font-family="sans-serif" font-size="13" fill="#ffffff">{text}</text></svg>"##
    );
    Ok(HttpResponse::Ok().content_type("image/svg+xml").body(svg))
}

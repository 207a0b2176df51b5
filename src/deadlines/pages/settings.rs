//! Where a node sets its hours and targets, and the network its own.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::accounts::pages::{Fault, faults};
use crate::deadlines::ops::{self, Said};
use crate::deadlines::{Escalation, Hours, Target, queries, rules};
use crate::i18n::Locale;
use crate::network;
use crate::taxonomy::Vocabularies;
use crate::web::{Admin, Context, FieldErrors, SignedIn, Upload};
use crate::working_time::Observance;
use crate::{Error, Result};

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
    on: bool,
}

/// One line of targets: what was set, or typed.
#[derive(Serialize)]
struct Row {
    place: usize,
    topics: Vec<Choice>,
    first: String,
    next: String,
}

#[derive(Serialize)]
struct NodeView {
    slug: String,
    short_name: String,
    opens: String,
    closes: String,
    observances: Vec<Choice>,
    /// What holds when the node says nothing.
    network_first: i32,
    network_next: i32,
    /// For every topic.
    first: String,
    next: String,
    rows: Vec<Row>,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

#[derive(Serialize)]
struct NetworkView {
    tab: &'static str,
    first: String,
    next: String,
    warn: String,
    escalate: String,
    rows: Vec<Row>,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

pub async fn node(cx: Context<SignedIn>, slug: web::Path<String>) -> Result<HttpResponse> {
    let view = node_view(&cx, slug.into_inner(), None, FieldErrors::none()).await?;
    cx.page("deadlines/node", cx.head("deadlines-settings", "network"), &view)
}

/// What was set; or what was typed, when that could not be saved.
async fn node_view(
    cx: &Context<SignedIn>,
    slug: String,
    typed: Option<&Upload>,
    errors: FieldErrors,
) -> Result<NodeView> {
    let (actor, now) = (cx.actor(), cx.now);
    let (node, desk) = cx
        .db
        .read(move |conn| {
            let node = network::ops::managed(conn, &actor, &slug)?;
            let desk = queries::desk(conn, &node.id, now)?;
            Ok((node, desk))
        })
        .await?;
    let own = |target: &&Target| target.node_id == node.id.as_str();
    let own: Vec<_> = desk.targets.iter().filter(own).cloned().collect();
    let general = own.iter().find(|target| target.topic.is_empty());
    let network: Vec<_> =
        desk.targets.iter().filter(|target| target.node_id.is_empty()).cloned().collect();
    let network = rules::most_specific(&network, "", "");
    let words = cx.app.vocabularies();
    let mut view = NodeView {
        slug: node.slug,
        short_name: node.short_name,
        opens: clock(desk.hours.opens),
        closes: clock(desk.hours.closes),
        observances: observances(desk.hours.observance, desk.by_place, cx.locale),
        network_first: network.first_hours,
        network_next: network.next_hours,
        first: general.map(|target| target.first_hours.to_string()).unwrap_or_default(),
        next: general.map(|target| target.next_hours.to_string()).unwrap_or_default(),
        rows: rows(set_lines(&own), &words, cx.locale),
        faults: faults(&errors),
        errors,
    };
    if let Some(form) = typed {
        view.opens = form.text("opens").to_owned();
        view.closes = form.text("closes").to_owned();
        view.observances =
            observances(form.text("observance").parse().ok(), desk.by_place, cx.locale);
        view.first = form.text("first").to_owned();
        view.next = form.text("next").to_owned();
        view.rows = rows(typed_lines(form), &words, cx.locale);
    }
    Ok(view)
}

pub async fn set_node(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug) = (cx.actor(), cx.now, slug.into_inner());
    let (opens, closes) = (minutes(form.text("opens")), minutes(form.text("closes")));
    let targets = typed_targets(&form, &cx.app.vocabularies());
    let observance = form.text("observance").parse::<Observance>().ok();
    let mut errors = FieldErrors::none();
    let (Some(opens), Some(closes)) = (opens, closes) else {
        errors.add("opens", rules::BAD_HOURS.key());
        return node_again(&cx, slug, &form, errors).await;
    };
    let Some(targets) = targets else {
        errors.add("first", rules::BAD_TARGET.key());
        return node_again(&cx, slug, &form, errors).await;
    };
    let said = Said { hours: Hours { opens, closes, observance }, targets };
    let asked = slug.clone();
    let done = cx.db.write(move |conn| ops::set_node(conn, &actor, &asked, &said, now)).await;
    match done {
        Ok(()) => cx.redirect(&format!("/nodes/{slug}/deadlines"), "deadlines-flash-saved"),
        Err(Error::Refused(refusal)) => {
            let field = if refusal == rules::BAD_HOURS { "opens" } else { "first" };
            errors.add(field, refusal.key());
            node_again(&cx, slug, &form, errors).await
        }
        Err(error) => Err(error),
    }
}

async fn node_again(
    cx: &Context<SignedIn>,
    slug: String,
    form: &Upload,
    errors: FieldErrors,
) -> Result<HttpResponse> {
    let view = node_view(cx, slug, Some(form), errors).await?;
    cx.invalid("deadlines/node", cx.head("deadlines-settings", "network"), &view)
}

pub async fn network(cx: Context<Admin>) -> Result<HttpResponse> {
    let view = network_view(&cx, None, FieldErrors::none()).await?;
    cx.page("deadlines/network", cx.head("deadlines-settings", "admin"), &view)
}

async fn network_view(
    cx: &Context<Admin>,
    typed: Option<&Upload>,
    errors: FieldErrors,
) -> Result<NetworkView> {
    let (targets, escalation) = cx
        .db
        .read(|conn| Ok((queries::network_targets(conn)?, queries::escalation(conn)?)))
        .await?;
    let general = rules::most_specific(&targets, "", "");
    let words = cx.app.vocabularies();
    let mut view = NetworkView {
        tab: "deadlines",
        first: general.first_hours.to_string(),
        next: general.next_hours.to_string(),
        warn: escalation.warn_hours.to_string(),
        escalate: escalation.network_hours.to_string(),
        rows: rows(set_lines(&targets), &words, cx.locale),
        faults: faults(&errors),
        errors,
    };
    if let Some(form) = typed {
        view.first = form.text("first").to_owned();
        view.next = form.text("next").to_owned();
        view.warn = form.text("warn").to_owned();
        view.escalate = form.text("escalate").to_owned();
        view.rows = rows(typed_lines(form), &words, cx.locale);
    }
    Ok(view)
}

pub async fn set_network(cx: Context<Admin>, form: Upload) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let targets = typed_targets(&form, &cx.app.vocabularies());
    let hours = |name: &str| form.text(name).trim().parse::<i32>().unwrap_or(-1);
    let escalation = Escalation { warn_hours: hours("warn"), network_hours: hours("escalate") };
    let done = match targets {
        Some(targets) => {
            cx.db.write(move |conn| ops::set_network(conn, &actor, &targets, escalation, now)).await
        }
        None => Err(rules::BAD_TARGET.into()),
    };
    match done {
        Ok(()) => cx.redirect("/admin/deadlines", "deadlines-flash-saved"),
        Err(Error::Refused(refusal)) => {
            let errors = FieldErrors::one("first", refusal.key());
            let view = network_view(&cx, Some(&form), errors).await?;
            cx.invalid("deadlines/network", cx.head("deadlines-settings", "admin"), &view)
        }
        Err(error) => Err(error),
    }
}

/// The lines that say something; none when one of them cannot be understood, has hours and no topic, or a topic that
/// stands twice.
fn typed_targets(form: &Upload, words: &Vocabularies) -> Option<Vec<(String, i32, i32)>> {
    let typed = form.all("topic").iter().zip(form.all("first")).zip(form.all("next"));
    let mut targets: Vec<(String, i32, i32)> = Vec::new();
    for (place, ((topic, first), next)) in typed.enumerate() {
        let (first, next) = (first.trim(), next.trim());
        if first.is_empty() && next.is_empty() {
            continue;
        }
        // The first line is for every topic.
        let known = if place == 0 { topic.is_empty() } else { words.topic(topic).is_some() };
        if !known || targets.iter().any(|(other, _, _)| other == topic) {
            return None;
        }
        targets.push((topic.clone(), first.parse().ok()?, next.parse().ok()?));
    }
    Some(targets)
}

/// A line for a single topic: its code, and the hours to the first and to the next answer.
type Lined = (String, String, String);

fn set_lines(targets: &[Target]) -> Vec<Lined> {
    let single = targets.iter().filter(|target| !target.topic.is_empty());
    single.map(|t| (t.topic.clone(), t.first_hours.to_string(), t.next_hours.to_string())).collect()
}

/// The lines as they were typed, after the one for every topic.
fn typed_lines(form: &Upload) -> Vec<Lined> {
    let typed = form.all("topic").iter().zip(form.all("first")).zip(form.all("next")).skip(1);
    typed
        .map(|((topic, first), next)| (topic.clone(), first.clone(), next.clone()))
        .filter(|(topic, first, next)| ![topic, first, next].iter().all(|text| text.is_empty()))
        .collect()
}

/// These lines, and an empty one to add another.
fn rows(lines: Vec<Lined>, words: &Vocabularies, locale: Locale) -> Vec<Row> {
    let topics = |on: &str| {
        let topic = |topic: &crate::taxonomy::Topic| Choice {
            on: topic.code == on,
            value: topic.code.clone(),
            label: locale.pick(&topic.label_fr, &topic.label_en).to_owned(),
        };
        words.topics_with(&[on]).map(topic).collect()
    };
    lines
        .into_iter()
        .chain([Lined::default()])
        .enumerate()
        .map(|(place, (topic, first, next))| Row { place, topics: topics(&topic), first, next })
        .collect()
}

fn observances(on: Option<Observance>, by_place: Observance, locale: Locale) -> Vec<Choice> {
    let word = |by: Observance| {
        locale.text(&format!("deadlines-observance-{}", by.as_str().replace('_', "-")))
    };
    let first = Choice {
        value: String::new(),
        label: locale.text1("deadlines-observance-by-place", "place", word(by_place)),
        on: on.is_none(),
    };
    let each = Observance::ALL.iter().map(|by| Choice {
        value: by.to_string(),
        label: word(*by),
        on: on == Some(*by),
    });
    std::iter::once(first).chain(each).collect()
}

fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A time as a time field sends it, in minutes after midnight; 00:00 at the end of a day is 24:00 to who types it so.
fn minutes(typed: &str) -> Option<u32> {
    let (hour, minute) = typed.trim().split_once(':')?;
    let (hour, minute) = (hour.parse::<u32>().ok()?, minute.get(..2)?.parse::<u32>().ok()?);
    (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
}

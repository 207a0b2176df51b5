//! The figures for those who steer: the network's for coordinators, their own node's for its people.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use fluent_bundle::FluentArgs;
use serde::{Deserialize, Serialize};

use super::PeriodLink;
use crate::accounts::Actor;
use crate::accounts::rules::query_value;
use crate::clock::network_day;
use crate::figures::charts;
use crate::figures::ops::{Steered, steer};
use crate::figures::panel::{Cell, Line, Panel, Stat, decimal};
use crate::figures::rules::{self, Narrowed, Steering};
use crate::figures::say::Say;
use crate::figures::{Period, files};
use crate::taxonomy::Vocabulary;
use crate::web::{Context, FieldErrors, Staff};
use crate::{Error, Result};

/// What was asked for, as the address says it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
    to: String,
    node: String,
    region: String,
    area: String,
    topic: String,
}

#[derive(Serialize)]
struct View {
    from: String,
    to: String,
    lede: String,
    about: String,
    periods: Vec<PeriodLink>,
    selects: Vec<Select>,
    narrowed: bool,
    errors: FieldErrors,
    stats: Vec<Stat>,
    panels: Vec<Panel>,
}

#[derive(Serialize)]
struct Select {
    name: &'static str,
    label: String,
    choices: Vec<Choice>,
}

#[derive(Serialize)]
struct Choice {
    code: String,
    label: String,
    selected: bool,
}

/// `GET /figures/steering`
pub async fn show(cx: Context<Staff>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let asked = asked.into_inner();
    let today = network_day(cx.now);
    let (period, errors) = match rules::period(&asked.from, &asked.to, today) {
        Ok(period) => (period, FieldErrors::none()),
        Err(errors) => (Period::last_months(12, today), errors),
    };
    let period = period.in_whole_months(today);
    let steered = read(&cx, &asked, period).await?;
    let words = cx.app.vocabularies();
    let actor = cx.actor();
    let say = say(&cx, &asked, period, &steered, &words, &actor);
    let view = View {
        from: period.from.to_string(),
        to: period.to.to_string(),
        lede: lede(&say, &steered),
        about: say.about(),
        periods: periods(&say, &asked, today),
        selects: selects(&say, &asked, &steered),
        narrowed: !asked.narrowed().is_all(),
        stats: stats(&say, &steered.figures),
        panels: panels(&say, &steered),
        errors,
    };
    let head = cx.head("figures-steering-title", "figures");
    if view.errors.is_empty() {
        cx.page("figures/steering", head, &view)
    } else {
        cx.invalid("figures/steering", head, &view)
    }
}

/// `GET /figures/steering/{file}`
pub async fn file(
    cx: Context<Staff>,
    file: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let asked = asked.into_inner();
    let today = network_day(cx.now);
    let period = rules::period(&asked.from, &asked.to, today);
    let period = period.map_err(|_| Error::Malformed("period"))?.in_whole_months(today);
    let steered = read(&cx, &asked, period).await?;
    let words = cx.app.vocabularies();
    let say = say(&cx, &asked, period, &steered, &words, &cx.actor());
    files::answer(&panels(&say, &steered), &file, &format!("{}-{}", period.from, period.to))
}

impl Asked {
    fn narrowed(&self) -> Narrowed {
        let text = |typed: &str| typed.trim().to_owned();
        Narrowed {
            region: text(&self.region),
            discipline: text(&self.area),
            topic: text(&self.topic),
        }
    }

    /// The query of the same page for other days.
    fn query(&self, period: Period) -> String {
        let (from, to) = (period.from.to_string(), period.to.to_string());
        let pairs = [
            ("from", &from),
            ("to", &to),
            ("node", &self.node),
            ("region", &self.region),
            ("area", &self.area),
            ("topic", &self.topic),
        ];
        let parts = pairs.iter().filter(|(_, value)| !value.is_empty());
        let parts: Vec<_> =
            parts.map(|(name, value)| format!("{name}={}", query_value(value))).collect();
        parts.join("&")
    }
}

async fn read(cx: &Context<Staff>, asked: &Asked, period: Period) -> Result<Steered> {
    let (actor, now, words) = (cx.actor(), cx.now, cx.app.vocabularies());
    let (node, narrowed) = (asked.node.trim().to_owned(), asked.narrowed());
    cx.db.read(move |conn| steer(conn, &actor, (&node, period), &narrowed, &words, now)).await
}

fn say<'a>(
    cx: &Context<Staff>,
    asked: &Asked,
    period: Period,
    steered: &Steered,
    words: &'a crate::taxonomy::Vocabularies,
    actor: &Actor,
) -> Say<'a> {
    let node = steered.node.as_ref().map(|node| node.slug.clone()).unwrap_or_default();
    let scope = if actor.coordinates() { "network" } else { "" };
    let lists = vec![
        ("scope", scope.to_owned()),
        ("node", node),
        ("region", asked.region.clone()),
        ("field", asked.area.clone()),
        ("topic", asked.topic.clone()),
    ];
    Say {
        words,
        locale: cx.locale,
        period,
        as_of: cx.now,
        page: "/figures/steering",
        query: asked.query(period),
        lists: Some(lists),
    }
}

fn lede(say: &Say<'_>, steered: &Steered) -> String {
    match &steered.node {
        None => say.text("figures-steering-lede-network"),
        Some(node) => {
            let mut args = FluentArgs::new();
            args.set("node", node.short_name.clone());
            say.locale.text_with("figures-steering-lede-node", Some(&args))
        }
    }
}

fn periods(say: &Say<'_>, asked: &Asked, today: NaiveDate) -> Vec<PeriodLink> {
    let link = |months, key: &str| {
        let period = Period::last_months(months, today);
        PeriodLink {
            label: say.text(key),
            href: format!("/figures/steering?{}", asked.query(period)),
            current: period == say.period,
        }
    };
    vec![link(3, "figures-3-months"), link(12, "figures-12-months")]
}

fn selects(say: &Say<'_>, asked: &Asked, steered: &Steered) -> Vec<Select> {
    let choice = |code: &str, label: String, chosen: &str| Choice {
        selected: code == chosen,
        code: code.to_owned(),
        label,
    };
    let select =
        |name, label: &str, every: &str, entries: Vec<(&str, Vocabulary)>, chosen: &str| {
            let all = choice("", say.text(every), chosen);
            let entries = entries
                .into_iter()
                .map(|(code, vocabulary)| choice(code, say.label(vocabulary, code), chosen));
            Select {
                name,
                label: say.text(label),
                choices: std::iter::once(all).chain(entries).collect(),
            }
        };
    let words = say.words;
    let regions =
        words.regions.iter().map(|region| (region.code.as_str(), Vocabulary::Region)).collect();
    let areas = words.disciplines.iter().filter(|discipline| discipline.parent.is_none());
    let areas = areas.map(|area| (area.code.as_str(), Vocabulary::Discipline)).collect();
    let topics =
        words.topics.iter().map(|topic| (topic.code.as_str(), Vocabulary::Topic)).collect();
    let mut selects = vec![
        select(
            "region",
            "figures-steering-region",
            "figures-steering-every-region",
            regions,
            &asked.region,
        ),
        select("area", "figures-steering-area", "figures-steering-every-area", areas, &asked.area),
        select(
            "topic",
            "figures-steering-topic",
            "figures-steering-every-topic",
            topics,
            &asked.topic,
        ),
    ];
    let chosen = steered.node.as_ref().map_or("", |node| node.slug.as_str());
    let whole = steered
        .sees_network
        .then(|| choice("", say.text("figures-steering-whole-network"), chosen));
    let nodes =
        steered.nodes.iter().filter(|node| steered.sees_network || steered.own.contains(&node.id));
    let nodes = nodes.map(|node| choice(&node.slug, node.short_name.clone(), chosen));
    let choices: Vec<_> = whole.into_iter().chain(nodes).collect();
    if choices.len() > 1 {
        selects
            .insert(0, Select { name: "node", label: say.text("figures-steering-node"), choices });
    }
    selects
}

fn stats(say: &Say<'_>, steering: &Steering) -> Vec<Stat> {
    let count = |count: i64| charts::written(Some(count));
    let mut stats = say.stats(&steering.figures);
    let hours = decimal(steering.resolution_hours, say.locale);
    stats.insert(3, say.stat(hours, "figures-steering-resolution"));
    stats.push(say.stat(count(steering.referrals), "figures-steering-referrals"));
    stats.push(say.stat(count(steering.reopenings), "figures-steering-reopenings"));
    stats
}

fn panels(say: &Say<'_>, steered: &Steered) -> Vec<Panel> {
    let mut panels = vec![months(say, &steered.figures), answers(say, &steered.figures)];
    panels.extend(say.panels(&steered.figures.figures));
    if steered.node.is_some() {
        panels.retain(|panel| panel.id != "gaps");
    } else if steered.sees_network {
        panels.push(load(say, steered));
    }
    panels
}

fn headed(say: &Say<'_>, mut panel: Panel, columns: &[&str]) -> Panel {
    let columns = columns.iter().map(|name| say.text(&format!("figures-{name}-column")));
    panel.head = panel.head.into_iter().take(1).chain(columns).collect();
    panel
}

fn months(say: &Say<'_>, steering: &Steering) -> Panel {
    let bars: Vec<_> =
        steering.months.iter().map(|row| (say.month(row.month), Some(row.received))).collect();
    let lines = steering.months.iter().map(|row| {
        let (from, to) = (row.month.to_string(), say.end_of(row.month));
        let of_month = [("received_from", from.as_str()), ("received_to", to.as_str())];
        let closed: Vec<_> = of_month.iter().copied().chain([("state", "closed")]).collect();
        Line {
            label: say.month(row.month),
            cells: vec![
                Cell::linked(row.received, say.list_of(&of_month)),
                Cell::linked(row.closed, say.list_of(&closed)),
            ],
        }
    });
    let panel = say.panel("months", Some(charts::bars(&bars)), lines.collect());
    headed(say, panel, &["received", "closed"])
}

#[expect(clippy::cast_possible_truncation, reason = "hours of months at most")]
fn answers(say: &Say<'_>, steering: &Steering) -> Panel {
    let rows = &steering.months;
    let hours = |row: &rules::MonthRow| row.first_answer_hours.map(|hours| hours.round() as i64);
    let bars: Vec<_> =
        rows.iter().map(|row| (say.month(row.month), Some(hours(row).unwrap_or(0)))).collect();
    let lines = rows.iter().map(|row| {
        let (from, to) = (row.month.to_string(), say.end_of(row.month));
        let counted = |what| {
            [("received_from", from.as_str()), ("received_to", to.as_str()), ("counted", what)]
        };
        Line {
            label: say.month(row.month),
            cells: vec![
                Cell::decimal(row.first_answer_hours, say.locale),
                Cell::decimal(row.resolution_hours, say.locale),
                Cell::linked(row.referrals, say.list_of(&counted("referrals"))),
                Cell::linked(row.reopenings, say.list_of(&counted("reopenings"))),
                Cell::decimal(row.satisfaction, say.locale),
            ],
        }
    });
    let panel = say.panel("answers", Some(charts::bars(&bars)), lines.collect());
    let columns = ["first-answer", "resolution", "referrals", "reopenings", "satisfaction"];
    headed(say, panel, &columns)
}

/// By name: it shows who needs help and is no ranking.
fn load(say: &Say<'_>, steered: &Steered) -> Panel {
    let found = |id: &str| steered.figures.nodes.iter().find(|row| row.node == id);
    let rows: Vec<_> =
        steered.nodes.iter().filter_map(|node| Some((node, found(node.id.as_str())?))).collect();
    let bars: Vec<_> =
        rows.iter().map(|(node, row)| (node.short_name.clone(), Some(row.open))).collect();
    let lines = rows.iter().map(|(node, row)| {
        let of_node = ("node", node.slug.as_str());
        Line {
            label: node.short_name.clone(),
            cells: vec![
                Cell::linked(row.received, say.list_of(&[of_node])),
                Cell::linked(row.closed, say.list_of(&[of_node, ("state", "closed")])),
                Cell::linked(row.open, say.list_of(&[of_node, ("counted", "open")])),
                Cell::linked(row.referrals, say.list_of(&[of_node, ("counted", "referrals")])),
                Cell::linked(row.reopenings, say.list_of(&[of_node, ("counted", "reopenings")])),
            ],
        }
    });
    let chart = (!bars.is_empty()).then(|| charts::bars(&bars));
    let panel = say.panel("load", chart, lines.collect());
    headed(say, panel, &["received", "closed", "open", "referrals", "reopenings"])
}

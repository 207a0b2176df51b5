//! The page of figures, and its tables as files.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use fluent_bundle::FluentArgs;
use serde::Serialize;

use super::api::Asked;
use super::charts::{self, Chart, MASK, written};
use super::model::Shown;
use super::rules::{self, SMALLEST};
use super::{Count, Figures, Period, Seen};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Anyone, Context, FieldErrors};
use crate::{Error, Result};

#[derive(Serialize)]
struct View {
    from: String,
    to: String,
    periods: Vec<PeriodLink>,
    errors: FieldErrors,
    exact: bool,
    may_choose: bool,
    about: String,
    stats: Vec<Stat>,
    panels: Vec<Panel>,
}

#[derive(Serialize)]
struct PeriodLink {
    label: String,
    href: String,
    current: bool,
}

#[derive(Serialize)]
struct Stat {
    value: String,
    label: String,
    definition: String,
}

/// A chart with the table that says the same.
#[derive(Serialize)]
struct Panel {
    id: &'static str,
    title: String,
    definition: String,
    chart: Option<Chart>,
    head: Vec<String>,
    rows: Vec<Line>,
    file: String,
}

#[derive(Serialize)]
struct Line {
    label: String,
    cells: Vec<String>,
}

/// `GET /figures`
pub async fn show(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let today = network_day(cx.now);
    let (period, errors) = match rules::period(&asked.from, &asked.to, today) {
        Ok(period) => (period, FieldErrors::none()),
        Err(errors) => (Period::last_months(12, today), errors),
    };
    let exact = sees_all(&cx);
    let Seen { figures, period, as_of } = Seen::by(exact, period, &cx.app, cx.now).await?;
    let words = cx.app.vocabularies();
    let say = Say { words: &words, locale: cx.locale, period, as_of };
    let view = View {
        from: period.from.to_string(),
        to: period.to.to_string(),
        periods: if exact { say.periods(today) } else { say.years(today) },
        exact: figures.exact,
        may_choose: exact || !errors.is_empty(),
        about: say.about(),
        stats: say.stats(&figures),
        panels: say.panels(&figures),
        errors,
    };
    let head = cx.head("figures-title", "figures");
    if view.errors.is_empty() {
        cx.page("figures/index", head, &view)
    } else {
        cx.invalid("figures/index", head, &view)
    }
}

/// `GET /figures/{table}.csv`
pub async fn file(
    cx: Context<Anyone>,
    table: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let period = rules::period(&asked.from, &asked.to, network_day(cx.now));
    let period = period.map_err(|_| Error::Malformed("period"))?;
    let seen = Seen::by(sees_all(&cx), period, &cx.app, cx.now).await?;
    let Seen { figures, period, as_of } = seen;
    let words = cx.app.vocabularies();
    let say = Say { words: &words, locale: cx.locale, period, as_of };
    let panels = say.panels(&figures);
    let panel = panels.iter().find(|panel| panel.id == *table).ok_or(Error::NotFound)?;
    let name = format!("attachment; filename=\"{}-{}-{}.csv\"", panel.id, period.from, period.to);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(csv(panel)))
}

fn sees_all(cx: &Context<Anyone>) -> bool {
    cx.actor().is_some_and(Actor::coordinates)
}

/// A table as spreadsheets read it. A cell that one of them would take for a formula is kept a text.
fn csv(panel: &Panel) -> String {
    let mut out = String::from('\u{feff}');
    let lines = panel.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| cell.replace('\u{202f}', ""));
        std::iter::once(row.label.clone()).chain(cells).collect::<Vec<_>>()
    });
    for line in std::iter::once(panel.head.clone()).chain(lines) {
        let cells: Vec<_> = line.iter().map(|cell| csv_cell(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

fn csv_cell(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if risky { "'" } else { "" }, text.replace('"', "\"\""))
}

/// The words of the figures, in one language.
struct Say<'a> {
    words: &'a Vocabularies,
    locale: Locale,
    period: Period,
    as_of: NaiveDateTime,
}

impl Say<'_> {
    fn text(&self, key: &str) -> String {
        self.locale.text(key)
    }

    fn day(&self, day: NaiveDate) -> String {
        match self.locale {
            Locale::Fr => day.format("%d/%m/%Y").to_string(),
            Locale::En => day.to_string(),
        }
    }

    /// When and of what: every number on the page shares it.
    fn about(&self) -> String {
        let mut args = FluentArgs::new();
        args.set("from", self.day(self.period.from));
        args.set("to", self.day(self.period.to));
        args.set("day", self.day(network_day(self.as_of)));
        self.locale.text_with("figures-about", Some(&args))
    }

    fn periods(&self, today: NaiveDate) -> Vec<PeriodLink> {
        let link = |months, key: &str| {
            let period = Period::last_months(months, today);
            PeriodLink {
                label: self.text(key),
                href: format!("/figures?from={}&to={}", period.from, period.to),
                current: period == self.period,
            }
        };
        vec![
            link(1, "figures-this-month"),
            link(3, "figures-3-months"),
            link(12, "figures-12-months"),
            link(120, "figures-ten-years"),
        ]
    }

    /// The years that the public may look at, newest first.
    fn years(&self, today: NaiveDate) -> Vec<PeriodLink> {
        let last = rules::last_published(today).year();
        let link = |year: i32| PeriodLink {
            label: year.to_string(),
            href: format!("/figures?to={year}-12-31"),
            current: year == self.period.year(),
        };
        (last - 3..=last).rev().map(link).collect()
    }

    fn stats(&self, figures: &Figures) -> Vec<Stat> {
        let stat = |value: String, name: &str| Stat {
            value,
            label: self.text(&format!("figures-{name}")),
            definition: self.text(&format!("figures-{name}-definition")),
        };
        let decimal = |value: Option<f64>| {
            let text = value.map_or(MASK.to_owned(), |value| format!("{value:.1}"));
            if self.locale == Locale::Fr { text.replace('.', ",") } else { text }
        };
        vec![
            stat(written(figures.received), "received"),
            stat(written(figures.closed), "closed"),
            stat(decimal(figures.first_answer_hours), "first-answer"),
            stat(decimal(figures.satisfaction), "satisfaction"),
            stat(written(figures.gap_total), "gaps"),
        ]
    }

    fn label(&self, vocabulary: Vocabulary, code: &str) -> String {
        if code.is_empty() {
            self.text("figures-not-said")
        } else {
            self.words.label(vocabulary, code, self.locale)
        }
    }

    fn panels(&self, figures: &Figures) -> Vec<Panel> {
        vec![
            self.grid(figures),
            self.list("fields", Vocabulary::Discipline, &figures.fields),
            self.list("topics", Vocabulary::Topic, &figures.topics),
            self.list("gaps", Vocabulary::Region, &figures.gaps),
        ]
    }

    fn panel(&self, id: &'static str, chart: Option<Chart>, rows: Vec<Line>) -> Panel {
        let Period { from, to } = self.period;
        Panel {
            id,
            title: self.text(&format!("figures-{id}-title")),
            definition: self.text(&format!("figures-{id}-definition")),
            chart,
            head: vec![self.text(&format!("figures-{id}-head")), self.text("figures-count")],
            rows,
            file: format!("/figures/{id}.csv?from={from}&to={to}"),
        }
    }

    fn list(&self, id: &'static str, vocabulary: Vocabulary, counts: &[Count]) -> Panel {
        let named: Vec<(String, Shown)> =
            counts.iter().map(|count| (self.label(vocabulary, &count.code), count.shown)).collect();
        let chart = (!named.is_empty()).then(|| charts::bars(&named));
        let line = |(label, shown): (String, Shown)| Line { label, cells: vec![written(shown)] };
        self.panel(id, chart, named.into_iter().map(line).collect())
    }

    fn grid(&self, figures: &Figures) -> Panel {
        let labels: Vec<_> =
            figures.areas.iter().map(|code| self.label(Vocabulary::Discipline, code)).collect();
        let short = |code: &String| if code.is_empty() { "–".to_owned() } else { code.clone() };
        let named: Vec<(String, Vec<Shown>)> = figures
            .regions
            .iter()
            .map(|row| (self.label(Vocabulary::Region, &row.region), row.cells.clone()))
            .collect();
        let columns: Vec<_> = figures.areas.iter().map(short).collect();
        let chart = (!named.is_empty()).then(|| charts::heat(&columns, &named));
        let mut rows: Vec<Line> = named
            .into_iter()
            .zip(&figures.regions)
            .map(|((label, cells), row)| Line {
                label,
                cells: cells.into_iter().chain([row.total]).map(written).collect(),
            })
            .collect();
        let all = figures.area_totals.iter().copied().chain([figures.received]);
        rows.push(Line { label: self.text("figures-total"), cells: all.map(written).collect() });
        let mut panel = self.panel("regions", chart, rows);
        let codes = figures.areas.iter().zip(&labels);
        let heads = codes.map(|(code, label)| match code.as_str() {
            "" => label.clone(),
            code => format!("{code} {label}"),
        });
        panel.head = std::iter::once(self.text("figures-regions-head"))
            .chain(heads)
            .chain([self.text("figures-total")])
            .collect();
        panel
    }
}

const _: () = assert!(SMALLEST == 5, "the words of the page say five");

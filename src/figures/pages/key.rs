//! The list behind each number of the network, and the report of a year, on the page and on paper.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use crate::clock::network_day;
use crate::figures::charts::written;
use crate::figures::key::{self, History, Key, Row};
use crate::figures::panel::{Line, Panel, Stat};
use crate::figures::rules::{self, By};
use crate::figures::say::Say;
use crate::figures::taught::Taught;
use crate::figures::{Period, Seen};
use crate::i18n::Locale;
use crate::print::paper::{self, Paper, Style};
use crate::web::{Anyone, Context, Head};
use crate::{Error, Result};

/// A number of the network as the page of figures shows it.
pub(super) fn stat(key: &Key, locale: Locale) -> Stat {
    Stat {
        value: written(key.value()),
        label: key.label(locale),
        definition: key.definition(locale),
        href: (!key.rows.is_empty()).then(|| key.href()),
    }
}

/// Every number as it stands today, and what each was: since the months that are shown, or since a day.
async fn counted(
    cx: &Context<Anyone>,
    since: Option<NaiveDate>,
) -> Result<(Vec<Key>, History, NaiveDate)> {
    let (today, locale, words) = (network_day(cx.now), cx.locale, cx.app.vocabularies());
    cx.db
        .read(move |conn| {
            let all = key::read(conn, &words, today, locale)?;
            let history = match since {
                Some(since) => key::history_since(conn, since, today)?,
                None => key::history(conn, today)?,
            };
            Ok((all, history, today))
        })
        .await
}

#[derive(Serialize)]
struct ListView {
    title: String,
    definition: String,
    value: String,
    today: NaiveDate,
    rows: Vec<Row>,
    /// Some lines are masked: they do not add up.
    masked: bool,
    /// It begins anew each January.
    of_the_year: bool,
    history: Vec<MonthView>,
}

#[derive(Serialize)]
struct MonthView {
    month: String,
    value: String,
    /// What the twelve months up to its end counted, where that is known.
    twelve: String,
}

/// `GET /figures/lists/{code}`
pub async fn list(cx: Context<Anyone>, code: web::Path<String>) -> Result<HttpResponse> {
    let (all, history, today) = counted(&cx, None).await?;
    let locale = cx.locale;
    let key = all.into_iter().find(|key| key.code == *code).ok_or(Error::NotFound)?;
    let months = history.iter().filter_map(|(month, values)| {
        let value = values.get(key.code)?;
        let twelve = key::twelve_months(&history, *month, key.code);
        Some(MonthView {
            month: said_month(*month, locale),
            value: written(Some(*value)),
            twelve: twelve.map_or("–".to_owned(), |number| written(Some(number))),
        })
    });
    let mut months: Vec<_> = months.collect();
    months.reverse();
    let view = ListView {
        title: key.label(locale),
        definition: key.definition(locale),
        value: written(key.value()),
        today,
        history: months,
        masked: key.rows.iter().any(|row| row.detail == written(None)),
        of_the_year: key.is_of_the_year(),
        rows: key.rows,
    };
    let head = Head { title: view.title.clone(), section: "figures" };
    cx.page("figures/list", head, &view)
}

fn in_words(day: NaiveDate, locale: Locale) -> String {
    match locale {
        Locale::Fr => day.format("%d/%m/%Y").to_string(),
        Locale::En => day.to_string(),
    }
}

fn said_month(month: NaiveDate, locale: Locale) -> String {
    format!("{} {}", locale.text(&format!("web-month-{}", month.month())), month.year())
}

#[derive(Serialize)]
struct ReportView {
    title: String,
    about: String,
    year: i32,
    /// Where it is read, for whoever holds it on paper.
    address: String,
    years: Vec<YearLink>,
    network: Vec<Stat>,
    network_on: NaiveDate,
    stats: Vec<Stat>,
    panels: Vec<Panel>,
}

#[derive(Serialize)]
struct YearLink {
    label: String,
    href: String,
    current: bool,
}

/// What a year's report says, before it is a page or a paper. All of it is what programs read of that year.
struct Report {
    title: String,
    about: String,
    network: Vec<Stat>,
    /// The day on which the network stood so: of a year that is over, the last one of which something is known.
    network_on: NaiveDate,
    stats: Vec<Stat>,
    panels: Vec<Panel>,
}

async fn report(cx: &Context<Anyone>, year: i32) -> Result<Report> {
    let (today, locale) = (network_day(cx.now), cx.locale);
    let last = rules::last_published(today);
    let asked = NaiveDate::from_ymd_opt(year, 12, 31).ok_or(Error::NotFound)?;
    if !(last.year() - 9..=last.year()).contains(&year) {
        return Err(Error::NotFound);
    }
    let period = Period { from: asked, to: asked };
    let Seen { figures, period, as_of } = Seen::by(false, period, &cx.app, cx.now).await?;
    let taught = Taught::of(false, period, &cx.app, cx.now).await?;
    let (all, history, _) = counted(cx, NaiveDate::from_ymd_opt(year, 1, 1)).await?;
    let words = cx.app.vocabularies();
    let say = Say {
        words: &words,
        locale,
        period,
        as_of,
        page: "/figures",
        query: format!("from={}&to={}", period.from, period.to),
        lists: None,
    };
    let mut stats = say.stats(&figures);
    stats.extend(say.taught_stats(&taught).into_iter().take(2));
    let mut panels = say.panels(&figures);
    panels.push(say.taught_panel(&taught, By::Course));
    panels.iter_mut().for_each(|panel| panel.unfolded = true);
    // What is known of a year may end before the year does.
    let last = history.keys().rfind(|month| month.year() == year);
    let ended = last.and_then(|month| rules::next_month(*month).pred_opt()).unwrap_or(asked);
    Ok(Report {
        title: locale.text1("figures-report-title", "year", year.to_string()),
        about: say.about(),
        network_on: if year == today.year() { today } else { ended },
        network: all.iter().map(|key| of_year(key, (&history, year), today, locale)).collect(),
        stats,
        panels,
    })
}

/// A number of the network as it was at the end of a year; of the present year, as it stands.
fn of_year(key: &Key, (history, year): (&History, i32), today: NaiveDate, locale: Locale) -> Stat {
    if year == today.year() {
        return stat(key, locale);
    }
    let then = key::at_the_end_of(history, year, key.code);
    let value = then.map_or("–".to_owned(), |value| written(Some(value)));
    Stat { value, href: None, definition: key.meaning(locale), ..stat(key, locale) }
}

/// `GET /figures/report/{year}`
pub async fn page(cx: Context<Anyone>, year: web::Path<i32>) -> Result<HttpResponse> {
    let year = year.into_inner();
    let found = report(&cx, year).await?;
    let last = rules::last_published(network_day(cx.now)).year();
    let link = |one: i32| YearLink {
        label: one.to_string(),
        href: format!("/figures/report/{one}"),
        current: one == year,
    };
    let view = ReportView {
        title: found.title,
        about: found.about,
        year,
        address: format!("{}/figures/report/{year}", cx.app.config.base_url),
        years: (last - 3..=last).rev().map(link).collect(),
        network: found.network,
        network_on: found.network_on,
        stats: found.stats,
        panels: found.panels,
    };
    let head = Head { title: view.title.clone(), section: "figures" };
    cx.page("figures/report", head, &view)
}

/// `GET /figures/report/{year}/report.pdf`
pub async fn pdf(cx: Context<Anyone>, year: web::Path<i32>) -> Result<HttpResponse> {
    let (year, locale) = (year.into_inner(), cx.locale);
    let found = report(&cx, year).await?;
    let mut blocks = vec![
        (Style::Title, found.title.clone()),
        (Style::Small, found.about.clone()),
        (Style::Small, locale.text("figures-masked")),
        (Style::Small, locale.text("figures-taught-masked")),
        (Style::Heading, locale.text("figures-key-title")),
        (
            Style::Small,
            format!("{} {}.", locale.text("figures-key-on"), in_words(found.network_on, locale)),
        ),
    ];
    let colon = locale.pick("\u{a0}:", ":");
    for stat in found.network.iter().chain(&found.stats) {
        blocks.push((Style::Label, format!("{}{colon} {}", stat.label, stat.value)));
        blocks.push((Style::Small, stat.definition.clone()));
    }
    for panel in found.panels.iter().filter(|panel| !panel.rows.is_empty()) {
        blocks.push((Style::Heading, panel.title.clone()));
        blocks.push((Style::Small, panel.definition.clone()));
        blocks.extend(table(panel));
    }
    let language = locale.pick("fr-FR", "en-GB");
    let bytes = paper::write(&Paper { language, title: found.title, blocks })
        .ok_or_else(|| anyhow::anyhow!("no fonts to write with"))?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_DISPOSITION, format!("inline; filename=\"{year}.pdf\"")))
        .body(bytes))
}

/// A table, with a bar below each row as long as its number is large.
fn table(panel: &Panel) -> Vec<(Style, String)> {
    let number = |row: &Line| -> i64 {
        // The total of a grid stands last; of what was taught, the people second.
        let cell = if panel.id == "courses" { row.cells.get(1) } else { row.cells.last() };
        cell.and_then(|cell| cell.number.as_deref()?.parse().ok()).unwrap_or(0)
    };
    let most = panel.rows.iter().map(number).max().unwrap_or(0).max(1);
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let joined = |cells: Vec<String>| cells.join("\t");
    let row = |row: &Line| {
        let cells = row.cells.iter().map(|cell| one_line(&cell.text));
        let cells = std::iter::once(one_line(&row.label)).chain(cells).collect();
        let share = u16::try_from(number(row) * 1000 / most).unwrap_or(0);
        (Style::Row(share), joined(cells))
    };
    let head = panel.head.iter().map(|head| one_line(head)).collect();
    std::iter::once((Style::Head, joined(head))).chain(panel.rows.iter().map(row)).collect()
}

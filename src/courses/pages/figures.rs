//! What was taught in a year, for everybody: nothing that would be about few people.

use actix_web::{HttpResponse, web};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::region_name;
use crate::Result;
use crate::clock::{midnight, network_day};
use crate::courses::queries::{self, Taught};
use crate::courses::rules::masked::{self, FEWEST};
use crate::i18n::Locale;
use crate::surveys;
use crate::taxonomy::Vocabularies;
use crate::web::{Anyone, Context};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    year: String,
}

#[derive(Serialize)]
struct View {
    year: i32,
    years: Vec<YearLink>,
    sessions: i64,
    people: i64,
    hours: i64,
    rows: Vec<Row>,
    waiting: Vec<(String, i64)>,
}

#[derive(Serialize)]
struct YearLink {
    label: String,
    href: String,
    current: bool,
}

#[derive(Debug, Clone, Default, Serialize)]
struct Row {
    label: String,
    href: Option<String>,
    sessions: i64,
    people: i64,
    hours: i64,
    /// Of those who were noted, how many were there, in hundredths.
    there: String,
    /// The mean of what was said, of five.
    useful: String,
}

/// `GET /figures/courses`
pub async fn figures(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let this = network_day(cx.now).year();
    let year = asked.year.parse().ok().filter(|year| (2020..=this).contains(year)).unwrap_or(this);
    let day = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    let span = (midnight(day(year)), midnight(day(year + 1)).min(cx.now));
    // While answers come in, one of them would be what two readings differ by.
    let closed = cx.now - surveys::rules::OPEN_FOR;
    let (taught, waiting) = cx
        .db
        .read(move |conn| {
            Ok((queries::taught(conn, span, closed)?, queries::people_waiting(conn)?))
        })
        .await?;
    let rows = rows(&taught, cx.locale);
    let view = View {
        year,
        years: (this - 3..=this)
            .rev()
            .map(|one| YearLink {
                label: one.to_string(),
                href: format!("/figures/courses?year={one}"),
                current: one == year,
            })
            .collect(),
        sessions: rows.iter().map(|row| row.sessions).sum(),
        people: rows.iter().map(|row| row.people).sum(),
        hours: rows.iter().map(|row| row.hours).sum(),
        rows,
        waiting: regions(waiting, &cx.app.vocabularies(), cx.locale),
    };
    cx.public_page("courses/figures", cx.head("courses-figures", "figures"), &view)
}

/// Regions in which enough people wait, most first; the others together, if they are enough together.
fn regions(
    waiting: Vec<(String, i64)>,
    words: &Vocabularies,
    locale: Locale,
) -> Vec<(String, i64)> {
    let (shown, few): (Vec<_>, Vec<_>) =
        waiting.into_iter().partition(|(_, people)| *people >= FEWEST);
    let mut rows: Vec<_> = shown
        .into_iter()
        .map(|(code, people)| (region_name(&code, words, locale), people))
        .collect();
    rows.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let others: i64 = few.iter().map(|(_, people)| people).sum();
    if others >= FEWEST {
        rows.push((locale.text("alerts-figures-others"), others));
    }
    rows
}

/// A line for each course in which enough people took part; the others together, if they are enough together.
fn rows(taught: &[Taught], locale: Locale) -> Vec<Row> {
    let (shown, few): (Vec<&Taught>, Vec<&Taught>) =
        taught.iter().partition(|one| one.people >= FEWEST);
    let mut rows: Vec<Row> = shown.into_iter().map(|one| row(one, locale)).collect();
    rows.sort_by(|one, other| {
        other.people.cmp(&one.people).then_with(|| one.label.cmp(&other.label))
    });
    let mut others = Row { label: locale.text("courses-figures-others"), ..Row::default() };
    for one in few {
        others.sessions += one.sessions;
        others.people += one.people;
        others.hours += one.minutes / 60;
    }
    if others.people >= FEWEST {
        rows.push(others);
    }
    rows
}

fn row(one: &Taught, locale: Locale) -> Row {
    Row {
        label: match (one.title_en.as_str(), locale) {
            (en, Locale::En) if !en.is_empty() => en.to_owned(),
            (en, _) if one.title_fr.is_empty() => en.to_owned(),
            _ => one.title_fr.clone(),
        },
        href: one.slug.as_ref().map(|slug| format!("/courses/{slug}")),
        sessions: one.sessions,
        people: one.people,
        hours: one.minutes / 60,
        there: masked::share(one.there, one.noted),
        useful: masked::mean(masked::told(one.said.iter().copied()), locale),
    }
}

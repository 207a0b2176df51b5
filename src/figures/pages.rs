//! The page of figures, and its tables as files.

pub mod key;
pub mod steering;
pub mod taught;

use actix_web::{HttpResponse, web};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::api::Asked;
use super::panel::{Panel, Stat};
use super::rules::{self, By};
use super::say::Say;
use super::taught::Taught;
use super::{Period, Seen, files};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::taxonomy::Vocabularies;
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
    may_steer: bool,
    about: String,
    stats: Vec<Stat>,
    panels: Vec<Panel>,
    /// What the network is made of.
    network: Vec<Stat>,
    /// The day on which that was counted.
    network_on: NaiveDate,
    report: String,
}

#[derive(Serialize)]
pub(super) struct PeriodLink {
    label: String,
    href: String,
    current: bool,
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
    let taught = Taught::of(exact, period, &cx.app, cx.now).await?;
    let locale = cx.locale;
    let words = cx.app.vocabularies();
    let known = cx.app.vocabularies();
    let network = cx.db.read(move |conn| super::key::read(conn, &known, today, locale)).await?;
    let say = say(&cx, &words, period, as_of);
    let mut panels = say.panels(&figures);
    panels.push(say.taught_panel(&taught, By::Course));
    let mut stats = say.stats(&figures);
    stats.extend(say.taught_stats(&taught).into_iter().take(2));
    let view = View {
        from: period.from.to_string(),
        to: period.to.to_string(),
        periods: if exact { periods(&say, today) } else { years(&say, today) },
        exact: figures.exact,
        may_steer: cx.actor().is_some_and(Actor::is_staff),
        may_choose: exact || !errors.is_empty(),
        about: say.about(),
        network: network.iter().map(|one| key::stat(one, locale)).collect(),
        network_on: today,
        report: format!("/figures/report/{}", rules::last_published(today).year()),
        stats,
        panels,
        errors,
    };
    let head = cx.head("figures-title", "figures");
    if view.errors.is_empty() {
        cx.page("figures/index", head, &view)
    } else {
        cx.invalid("figures/index", head, &view)
    }
}

/// `GET /figures/{file}`: a table as a file, such as `topics.csv`.
pub async fn file(
    cx: Context<Anyone>,
    file: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let period = rules::period(&asked.from, &asked.to, network_day(cx.now));
    let period = period.map_err(|_| Error::Malformed("period"))?;
    let Seen { figures, period, as_of } = Seen::by(sees_all(&cx), period, &cx.app, cx.now).await?;
    let words = cx.app.vocabularies();
    let say = say(&cx, &words, period, as_of);
    files::answer(&say.panels(&figures), &file, &format!("{}-{}", period.from, period.to))
}

fn say<'a>(
    cx: &Context<Anyone>,
    words: &'a Vocabularies,
    period: Period,
    as_of: NaiveDateTime,
) -> Say<'a> {
    Say {
        words,
        locale: cx.locale,
        period,
        as_of,
        page: "/figures",
        query: format!("from={}&to={}", period.from, period.to),
        // The inbox's lists are for those whose numbers are exact.
        lists: sees_all(cx).then(|| vec![("scope", "network".to_owned())]),
    }
}

/// The periods that coordinators look at.
fn periods(say: &Say<'_>, today: NaiveDate) -> Vec<PeriodLink> {
    let link = |months, key: &str| {
        let period = Period::last_months(months, today);
        PeriodLink {
            label: say.text(key),
            href: format!("/figures?from={}&to={}", period.from, period.to),
            current: period == say.period,
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
fn years(say: &Say<'_>, today: NaiveDate) -> Vec<PeriodLink> {
    let last = rules::last_published(today).year();
    let link = |year: i32| PeriodLink {
        label: year.to_string(),
        href: format!("/figures?to={year}-12-31"),
        current: year == say.period.year(),
    };
    (last - 3..=last).rev().map(link).collect()
}

fn sees_all(cx: &Context<Anyone>) -> bool {
    cx.actor().is_some_and(Actor::coordinates)
}

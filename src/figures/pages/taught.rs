//! What was taught in a period, and the sessions that a number of it counts.

use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{PeriodLink, periods, sees_all, years};
use crate::clock::network_day;
use crate::courses::queries::{self, Filled, Held};
use crate::courses::written;
use crate::figures::api::Asked;
use crate::figures::panel::{Cell, Panel, Stat};
use crate::figures::rules::{self, By};
use crate::figures::say::Say;
use crate::figures::taught::Taught;
use crate::figures::{Period, files};
use crate::i18n::Locale;
use crate::taxonomy::Vocabularies;
use crate::web::{Anyone, Context, Cursor, Head, Pager};
use crate::{Error, Result, materials};

/// A label that ends within so long is told of.
const ENDS_SOON: TimeDelta = TimeDelta::days(90);
/// Sessions on one page of a list.
const PAGE: usize = 50;

#[derive(Serialize)]
struct View {
    periods: Vec<PeriodLink>,
    about: String,
    exact: bool,
    stats: Vec<Stat>,
    panels: Vec<Panel>,
}

/// What somebody sees of what they ask for.
struct Read {
    period: Period,
    taught: Taught,
    /// People who wait for a session, by region.
    waiting: Vec<(String, i64)>,
    /// How sessions were filled and materials are certified; for those alone who see all.
    pressed: Option<(Filled, (i64, i64))>,
}

async fn read(cx: &Context<Anyone>, (from, to): (&str, &str)) -> Result<Read> {
    let (exact, today) = (sees_all(cx), network_day(cx.now));
    let asked = rules::period(from, to, today).map_err(|_| Error::Malformed("period"))?;
    let period = if exact { asked } else { rules::public_period(asked, today) };
    let taught = Taught::of(exact, period, &cx.app, cx.now).await?;
    let ((from, to), now) = (period.instants(), cx.now);
    let (waiting, pressed) = cx
        .db
        .read(move |conn| {
            let waiting = queries::people_waiting(conn)?;
            if !exact {
                return Ok((waiting, None));
            }
            let filled = queries::filled(conn, (from, to.min(now)))?;
            let certified = materials::queries::certified_on(conn, (today, today + ENDS_SOON))?;
            Ok((waiting, Some((filled, certified))))
        })
        .await?;
    Ok(Read { period, taught, waiting, pressed })
}

fn say<'a>(cx: &Context<Anyone>, words: &'a Vocabularies, period: Period) -> Say<'a> {
    Say { page: "/figures/courses", ..super::say(cx, words, period, cx.now) }
}

fn panels(say: &Say<'_>, read: &Read) -> Vec<Panel> {
    let mut panels = say.taught_panels(&read.taught);
    panels.push(say.demand(&read.waiting, read.taught.exact));
    panels
}

/// `GET /figures/courses`
pub async fn show(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let read = read(&cx, (&asked.from, &asked.to)).await?;
    let (exact, today) = (read.taught.exact, network_day(cx.now));
    let words = cx.app.vocabularies();
    let say = say(&cx, &words, read.period);
    let mut stats = say.taught_stats(&read.taught);
    stats.extend(read.pressed.into_iter().flat_map(|one| say.pressed_stats(&read.taught, one)));
    let view = View {
        periods: if exact { periods(&say, today) } else { years(&say, today) },
        about: say.about_taught(),
        exact,
        stats,
        panels: panels(&say, &read),
    };
    cx.public_page("figures/taught", cx.head("courses-figures", "figures"), &view)
}

/// `GET /figures/courses/{file}`: a table as a file, such as `course-regions.csv`.
pub async fn file(
    cx: Context<Anyone>,
    file: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let read = read(&cx, (&asked.from, &asked.to)).await?;
    let words = cx.app.vocabularies();
    let say = say(&cx, &words, read.period);
    files::answer(&panels(&say, &read), &file, &format!("{}-{}", say.period.from, say.period.to))
}

/// Which sessions are listed: those of a line of one of the tables, or all.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Listed {
    from: String,
    to: String,
    by: String,
    code: String,
    cursor: String,
}

#[derive(Serialize)]
struct ListView {
    title: String,
    back: String,
    about: String,
    exact: bool,
    heads: Vec<String>,
    items: Vec<Item>,
    pager: Pager,
}

#[derive(Serialize)]
struct Item {
    title: String,
    lang: Locale,
    /// What sets the session apart.
    apart: String,
    href: String,
    day: String,
    node: String,
    cells: Vec<Cell>,
}

/// `GET /figures/courses/sessions`: the sessions that a number counts.
pub async fn sessions(cx: Context<Anyone>, asked: web::Query<Listed>) -> Result<HttpResponse> {
    let Read { period, taught, .. } = read(&cx, (&asked.from, &asked.to)).await?;
    let by = By::named(&asked.by).map(|by| (by, asked.code.as_str()));
    let words = cx.app.vocabularies();
    let say = say(&cx, &words, period);
    let fits = |one: &&Held| {
        by.is_none_or(|(by, code)| by.codes(one, &words).iter().any(|own| own == code))
    };
    let after = Cursor::decode(&asked.cursor);
    let place = |one: &Held| (one.row.ends_at, one.row.session.to_string());
    let follows =
        |one: &&Held| after.as_ref().is_none_or(|after| place(one) < (after.at, after.id.clone()));
    let mut found: Vec<&Held> =
        taught.held.iter().filter(fits).filter(follows).take(PAGE + 1).collect();
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let here = say.sessions_of(by);
    let next = found.last().filter(|_| more).map(|last| {
        let (at, id) = place(last);
        format!("{here}&cursor={}", Cursor { at, id }.encode())
    });
    let about = match by {
        Some((by, code)) => say.taught_label(&taught, by, code),
        None => String::new(),
    };
    let view = ListView {
        title: cx.text("figures-taught-list"),
        back: format!("/figures/courses?from={}&to={}", period.from, period.to),
        about: [about, say.about_taught()].join(" · ").trim_start_matches(" · ").to_owned(),
        exact: taught.exact,
        heads: say.taught_heads().into_iter().skip(1).collect(),
        items: found
            .into_iter()
            .map(|one| match by {
                Some((by, code)) => item(&say, &by.part(one, code, &words), taught.exact),
                None => item(&say, one, taught.exact),
            })
            .collect(),
        pager: Pager { first: after.map(|_| here), next },
    };
    let head = Head { title: view.title.clone(), section: "figures" };
    cx.page("figures/taught_sessions", head, &view)
}

fn item(say: &Say<'_>, one: &Held, exact: bool) -> Item {
    let (lang, title) = written(say.locale, &one.row.title_fr, &one.row.title_en);
    let line = rules::line("", std::iter::once(one), exact);
    Item {
        title: title.to_owned(),
        lang,
        apart: one.row.title.clone(),
        href: format!("/sessions/{}", one.row.session),
        day: say.day(network_day(one.row.ends_at)),
        node: one.row.node.short_name.clone(),
        cells: say.taught_cells(&line, None).split_off(1),
    }
}

//! The map of gaps, as a map and as a table, and what a call puts first.

mod priorities;
mod quarters;
mod table;

pub use priorities::{PriorityView, met_said, priority_views, put_back, put_first};

use quarters::{PlaceView, QuarterView, nowhere_views, quarter_views};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use fluent_bundle::FluentArgs;
use serde::{Deserialize, Serialize};

use crate::accounts::Actor;
use crate::accounts::rules::query_value;
use crate::calls;
use crate::calls::rules::checklist::is_being_written;
use crate::clock::network_day;
use crate::figures::charts::written;
use crate::figures::panel::decimal;
use crate::figures::{Seen, files};
use crate::gaps::rules::{self, Sort, late_share, public_year, sort};
use crate::gaps::{Cell, Map, ops, queries};
use crate::i18n::Locale;
use crate::network::pages::map::{MapView, Painted, paint};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Anyone, Choice, Context, Door, choice};
use crate::{Refusal, Result, network};

/// The rows that are shown at first.
const FEW: usize = 40;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    region: String,
    area: String,
    service: String,
    sort: String,
    all: String,
}

impl Asked {
    /// The same page with something changed.
    fn with(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut other = self.clone();
        change(&mut other);
        format!("/gaps?{}", other.query())
    }

    fn query(&self) -> String {
        let pairs = [
            ("region", &self.region),
            ("area", &self.area),
            ("service", &self.service),
            ("sort", &self.sort),
            ("all", &self.all),
        ];
        let parts = pairs.iter().filter(|(_, value)| !value.is_empty());
        let parts: Vec<_> =
            parts.map(|(name, value)| format!("{name}={}", query_value(value))).collect();
        parts.join("&")
    }

    fn wants(&self, cell: &Cell) -> bool {
        let same = |wanted: &str, code: &str| wanted.is_empty() || wanted == code;
        same(&self.region, &cell.place.region) && same(&self.area, &cell.place.area)
    }
}

#[derive(Serialize)]
struct View {
    exact: bool,
    about: String,
    alert: String,
    map: MapView,
    regions: Vec<Choice>,
    areas: Vec<Choice>,
    services: Vec<Choice>,
    head: Vec<Head>,
    rows: Vec<Row>,
    /// The address that shows the rest, where there is a rest.
    more: Option<String>,
    csv: String,
    ods: String,
    json: &'static str,
    /// The calls in which places can be put first.
    calls: Vec<Choice>,
    /// What changed in the last quarters.
    quarters: Vec<QuarterView>,
    /// Where questions would end with nobody, for those who steer the network.
    nowhere: Vec<PlaceView>,
}

#[derive(Serialize)]
struct Head {
    word: String,
    /// The same page in this order; none where there is no such order.
    href: Option<String>,
    number: bool,
    current: bool,
}

#[derive(Serialize)]
struct Row {
    place: String,
    region: String,
    area: String,
    bare: bool,
    nodes: i32,
    staff: String,
    demand: String,
    exact: Option<ExactRow>,
    pick: Option<String>,
}

#[derive(Serialize)]
struct ExactRow {
    unserved: i64,
    late: String,
    trend: String,
    score: String,
}

/// `GET /gaps`
pub async fn show(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    page(&cx, cx.actor().cloned(), (asked.into_inner(), None)).await
}

async fn page<D: Door>(
    cx: &Context<D>,
    actor: Option<Actor>,
    (asked, refusal): (Asked, Option<Refusal>),
) -> Result<HttpResponse> {
    let mut map = seen(cx, actor.as_ref(), &asked.service).await?;
    let (words, known, now) = (cx.app.vocabularies(), cx.app.vocabularies(), cx.now);
    let (calls, changed, nowhere, nodes) = cx
        .db
        .read(move |conn| {
            let calls = match &actor {
                Some(actor) => {
                    let own = (!actor.is_admin()).then_some(&actor.id);
                    calls::queries::on_desk(conn, own)?
                }
                None => Vec::new(),
            };
            let nowhere = match actor.is_some_and(|actor| actor.coordinates()) {
                true => queries::nowhere(conn)?,
                false => Vec::new(),
            };
            let changed = ops::quarters(conn, &known, now)?;
            Ok((calls, changed, nowhere, network::queries::all(conn)?))
        })
        .await?;
    let (locale, exact) = (cx.locale, map.cells.iter().any(|cell| cell.exact.is_some()));
    let unserved = paint(
        (!asked.region.is_empty()).then_some(asked.region.as_str()),
        &words,
        locale,
        |code| asked.with(|other| other.region = code.to_owned()),
        |code, label| tile(&map, (code, label), locale),
    );
    sort(&mut map.cells, Sort::read(&asked.sort));
    let wanted: Vec<&Cell> = map.cells.iter().filter(|cell| asked.wants(cell)).collect();
    let shown = if asked.all.is_empty() { FEW } else { wanted.len() };
    let calls: Vec<Choice> = calls
        .iter()
        .filter(|call| is_being_written(call.state))
        .map(|call| {
            let label = format!("{} – {}", call.reference, call.text.title(locale));
            choice(call.id.as_str(), label, false)
        })
        .collect();
    let row = |cell: &&Cell| Row {
        pick: (!calls.is_empty()).then(|| cell.place.to_string()),
        ..row(cell, &words, locale)
    };
    let file = |form: &str| format!("/gaps/regions.{form}?{}", asked.query());
    let view = View {
        exact,
        about: about(&map, exact, locale),
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        map: unserved,
        regions: every(
            cx.text("gaps-every-region"),
            &asked.region,
            words.regions.iter().map(|one| (one.code.as_str(), Vocabulary::Region)),
            (&words, locale),
        ),
        areas: every(
            cx.text("gaps-every-area"),
            &asked.area,
            rules::areas(&words).map(|code| (code, Vocabulary::Discipline)),
            (&words, locale),
        ),
        services: every(
            cx.text("gaps-every-service"),
            &asked.service,
            words.services.iter().map(|one| (one.code.as_str(), Vocabulary::Service)),
            (&words, locale),
        ),
        head: head(&asked, exact, locale),
        more: (wanted.len() > shown).then(|| asked.with(|other| other.all = "yes".to_owned())),
        rows: wanted.iter().take(shown).map(row).collect(),
        csv: file("csv"),
        ods: file("ods"),
        json: "/api/v1/gaps",
        calls,
        quarters: quarter_views(&changed, &nodes, (&words, locale)),
        nowhere: nowhere_views(&nowhere, &nodes, (&words, locale)),
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "gaps/index", cx.head("gaps-title", "figures"), &view)
}

/// `GET /gaps/{file}`: every place that was asked for, as CSV or OpenDocument.
pub async fn file(
    cx: Context<Anyone>,
    file: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let mut map = seen(&cx, cx.actor(), &asked.service).await?;
    sort(&mut map.cells, Sort::read(&asked.sort));
    let panel = table::table(&map, &asked, &cx.app.vocabularies(), cx.locale);
    files::answer(&[panel], &file, &format!("{}-{}", map.period.from, map.period.to))
}

/// The exact map for those who steer the network, the published one for all others.
async fn seen<D: Door>(cx: &Context<D>, actor: Option<&Actor>, service: &str) -> Result<Map> {
    let (now, words, service) = (cx.now, cx.app.vocabularies(), service.to_owned());
    if actor.is_some_and(Actor::coordinates) {
        return cx.db.read(move |conn| ops::exact(conn, &service, &words, now)).await;
    }
    let seen = Seen::by(false, public_year(network_day(now)), &cx.app, now).await?;
    cx.db.read(move |conn| ops::public(conn, (&seen, &service), &words, now)).await
}

fn about(map: &Map, exact: bool, locale: Locale) -> String {
    let day = |day: chrono::NaiveDate| match locale {
        Locale::Fr => day.format("%d/%m/%Y").to_string(),
        Locale::En => day.to_string(),
    };
    let mut args = FluentArgs::new();
    args.set("from", day(map.period.from));
    args.set("to", day(map.period.to));
    let key = if exact { "gaps-about-exact" } else { "gaps-about-public" };
    locale.text_with(key, Some(&args))
}

fn tile(map: &Map, (code, label): (&str, &str), locale: Locale) -> Painted {
    let count = map.unserved.iter().find(|(region, _)| region == code).and_then(|(_, n)| *n);
    let shown = written(count);
    let mut args = FluentArgs::new();
    args.set("region", label.to_owned());
    args.set("n", shown.clone());
    Painted {
        count: count.and_then(|n| usize::try_from(n).ok()).unwrap_or_default(),
        said: locale.text_with("gaps-tile", Some(&args)),
        shown: if count == Some(0) { "–".to_owned() } else { shown },
        class: match count {
            Some(0) => "is-empty",
            Some(1..=9) => "",
            Some(_) | None => "is-dense",
        },
    }
}

fn every<'a>(
    all: String,
    chosen: &str,
    codes: impl Iterator<Item = (&'a str, Vocabulary)>,
    (words, locale): (&Vocabularies, Locale),
) -> Vec<Choice> {
    let one = |(code, vocabulary): (&str, Vocabulary)| {
        choice(code, words.label(vocabulary, code, locale), code == chosen)
    };
    std::iter::once(choice("", all, false)).chain(codes.map(one)).collect()
}

fn columns(exact: bool) -> Vec<(&'static str, &'static str)> {
    let mut all = vec![
        ("region", "gaps-region"),
        ("area", "gaps-area"),
        ("nodes", "gaps-nodes"),
        ("", "gaps-staff"),
        ("demand", "gaps-demand"),
    ];
    if exact {
        all.extend([
            ("unserved", "gaps-unserved"),
            ("late", "gaps-late"),
            ("trend", "gaps-trend"),
            ("need", "gaps-score"),
        ]);
    }
    all
}

fn head(asked: &Asked, exact: bool, locale: Locale) -> Vec<Head> {
    let one = |(sort, key): (&'static str, &str)| Head {
        word: locale.text(key),
        number: !matches!(sort, "region" | "area"),
        href: (!sort.is_empty()).then(|| asked.with(|other| other.sort = sort.to_owned())),
        current: !sort.is_empty() && asked.sort == sort,
    };
    columns(exact).into_iter().map(one).collect()
}

fn row(cell: &Cell, words: &Vocabularies, locale: Locale) -> Row {
    let exact = cell.exact.map(|exact| ExactRow {
        unserved: exact.unserved,
        late: late_share(exact).map_or("–".to_owned(), |share| format!("{share} %")),
        trend: trend(cell.demand.unwrap_or_default() - exact.before),
        score: halves(exact.score(), locale),
    });
    Row {
        place: cell.place.to_string(),
        region: words.label(Vocabulary::Region, &cell.place.region, locale),
        area: words.label(Vocabulary::Discipline, &cell.place.area, locale),
        bare: cell.supply.nodes == 0,
        nodes: cell.supply.nodes,
        staff: decimal(Some(cell.supply.staff), locale),
        demand: written(cell.demand),
        exact,
        pick: None,
    }
}

fn trend(more: i64) -> String {
    match more {
        0 => "=".to_owned(),
        more if more > 0 => format!("+{more}"),
        less => format!("−{}", -less),
    }
}

fn halves(score: i64, locale: Locale) -> String {
    let point = if locale == Locale::Fr { "," } else { "." };
    if score % 2 == 0 { (score / 2).to_string() } else { format!("{}{point}5", score / 2) }
}

//! Sessions to come as a table, narrowed down as they are on the page.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDateTime, SecondsFormat};
use chrono_tz::Tz;

use super::line::left;
use super::list::Asked;
use crate::Result;
use crate::accounts::NodeId;
use crate::courses::{CourseId, Fill, Given, SessionId, queries};
use crate::i18n::Locale;
use crate::network;
use crate::sheets::{Cell, Sheet};
use crate::times;
use crate::web::{Anyone, Context, Separated, TableForm, public_table};

/// So many, the next ones: more is read by the API, page by page.
const MOST: i64 = 5_000;

const COLUMNS: [&str; 17] = [
    "url",
    "title",
    "course",
    "starts_at",
    "ends_at",
    "zone",
    "mode",
    "place",
    "region",
    "language",
    "node",
    "opens_at",
    "closes_at",
    "capacity",
    "free",
    "waiting",
    "materials",
];

/// `GET /courses.csv`, `.ods` and `.json`
pub async fn export(
    cx: Context<Anyone>,
    asked: web::Query<Asked>,
    separated: web::Query<Separated>,
) -> Result<HttpResponse> {
    let form = TableForm::of(cx.request(), &separated)?;
    let (mut wanted, slug, now) = (asked.wanted(cx.now), asked.node().to_owned(), cx.now);
    wanted.after = None;
    let (given, fill, materials) = cx
        .db
        .read(move |conn| {
            if !slug.is_empty() {
                let nodes = network::queries::names(conn)?;
                let known = nodes.iter().find(|node| node.slug == slug);
                wanted.node = Some(known.map_or_else(NodeId::new, |node| node.id.clone()));
            }
            let given = queries::sessions(conn, &wanted, MOST)?;
            let ids: Vec<SessionId> = given.iter().map(|one| one.session.id.clone()).collect();
            let fill = queries::fill_of(conn, &ids, now)?;
            let materials = queries::slugs_taught_in(conn, &courses_of(&given))?;
            Ok((given, fill, materials))
        })
        .await?;
    let mut seats: std::collections::HashMap<&SessionId, Vec<&Fill>> = Default::default();
    for one in &fill {
        seats.entry(&one.session_id).or_default().push(one);
    }
    let (none, nothing) = (Vec::new(), Vec::new());
    let row = |one: &Given| {
        let own = seats.get(&one.session.id).unwrap_or(&none);
        let with = materials.get(&one.course.id).unwrap_or(&nothing);
        row(one, (own, with), (&cx.app.config.base_url, cx.locale))
    };
    let sheet = Sheet {
        name: cx.text("courses-sessions"),
        head: COLUMNS.map(str::to_owned).into(),
        rows: given.iter().map(row).collect(),
    };
    public_table(cx.request(), &sheet, ("sessions", form))
}

fn courses_of(given: &[Given]) -> Vec<CourseId> {
    let mut ids: Vec<_> = given.iter().map(|one| one.course.id.clone()).collect();
    ids.sort();
    ids.dedup();
    ids
}

fn row(
    given: &Given,
    (fill, materials): (&[&Fill], &[String]),
    (base, locale): (&str, Locale),
) -> Vec<Cell> {
    let (session, terms) = (&given.session, &given.session.terms);
    let zone = session.zone();
    let slug = given.course.slug.as_deref().unwrap_or_default();
    let (free, waiting) = left(fill);
    let capacity: Option<i32> = fill.iter().map(|one| one.seats()).sum();
    vec![
        Cell::text(format!("{base}/sessions/{}", session.id)),
        Cell::text(given.title(locale)),
        Cell::text(format!("{base}/courses/{slug}")),
        at(session.starts_at, zone),
        at(session.ends_at, zone),
        Cell::text(&terms.zone),
        Cell::text(terms.mode.as_str()),
        Cell::text(&terms.place),
        terms.region.as_deref().map_or(Cell::Empty, Cell::text),
        Cell::text(terms.language.as_str()),
        Cell::text(&given.node),
        at(terms.opens_at, zone),
        at(terms.closes_at, zone),
        capacity.map_or(Cell::Empty, Cell::count),
        capacity.map_or(Cell::Empty, |_| Cell::count(free)),
        Cell::count(waiting),
        Cell::text(materials.join("; ")),
    ]
}

/// By the clock of the session, with its offset.
fn at(at: Option<NaiveDateTime>, zone: Tz) -> Cell {
    let said = |at| times::local(at, zone).to_rfc3339_opts(SecondsFormat::Secs, false);
    at.map_or(Cell::Empty, |at| Cell::text(said(at)))
}

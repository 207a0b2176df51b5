//! The calendar: what is given by month, by week, or one after the other, by the clock of a place that the reader chooses.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use serde::Serialize;

use super::Badge;
use super::calendar_asked::{Address, Asked, Filters};
use super::line::{ModeView, mode, standing};
use crate::Result;
use crate::accounts::NodeId;
use crate::courses::queries::{self, Wanted};
use crate::courses::rules::shown::{Look, Shown, shown};
use crate::courses::rules::{said, times};
use crate::courses::{Fill, Given, Meeting, Mode, SessionId};
use crate::i18n::Locale;
use crate::network::{self, NodeName};
use crate::web::{Anyone, Context, Head};

/// Sessions on one page.
const MOST: i64 = 600;
/// Meetings that a day of the month has room for.
const ROOM: usize = 3;

#[derive(Serialize)]
struct View {
    heading: String,
    tabs: Vec<Tab>,
    previous: String,
    next: String,
    today: String,
    month: Option<Month>,
    week: Option<Vec<Day>>,
    /// Days with something on them.
    agenda: Vec<Day>,
    is_month: bool,
    empty: bool,
    /// Where there is something, when nothing is here.
    later: Option<Later>,
    cut: bool,
    zone: String,
    filters: Filters,
    feeds: Vec<Address>,
    signed_in: bool,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    label: String,
    icon: &'static str,
    on: bool,
}

#[derive(Serialize)]
struct Later {
    href: String,
    when: String,
}

#[derive(Serialize)]
struct Month {
    weekdays: Vec<(String, &'static str)>,
    weeks: Vec<Vec<Day>>,
}

#[derive(Debug, Clone, Serialize)]
struct Day {
    iso: String,
    number: u32,
    month: String,
    label: String,
    name: String,
    today: bool,
    outside: bool,
    href: String,
    count: usize,
    entries: Vec<Entry>,
    /// How many the day of a month has no room for.
    more: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct There {
    hours: String,
    place: String,
}

#[derive(Debug, Clone, Serialize)]
struct Part {
    n: usize,
    of: usize,
}

#[derive(Debug, Clone, Serialize)]
struct Entry {
    href: String,
    title: String,
    lang: Locale,
    starts: String,
    span: String,
    /// By the clock of the session, when it is another one.
    there: Option<There>,
    part: Option<Part>,
    mode: ModeView,
    place: String,
    node: String,
    badge: Badge,
}

/// What a page is made of.
struct Found {
    given: Vec<Given>,
    meetings: Vec<Meeting>,
    fill: Vec<Fill>,
    nodes: Vec<NodeName>,
    later: Option<NaiveDateTime>,
    cut: bool,
}

/// `GET /calendar`
pub async fn calendar(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let asked = asked.into_inner();
    let zone = asked.zone();
    let today = times::local(cx.now, zone).date_naive();
    let page = shown(Look::read(&asked.view), asked.day().unwrap_or(today));
    let span = page.span(zone);
    let (slug, mut wanted) = (asked.node.clone(), asked.wanted(span));
    let found = cx
        .db
        .read(move |conn| {
            let nodes = network::queries::names(conn)?;
            if !slug.is_empty() {
                let known = nodes.iter().find(|node| node.slug == slug);
                wanted.node = Some(known.map_or_else(NodeId::new, |node| node.id.clone()));
            }
            let mut given = queries::sessions(conn, &wanted, MOST)?;
            let cut = given.len() > usize::try_from(MOST).unwrap_or(usize::MAX);
            given.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
            let ids: Vec<SessionId> = given.iter().map(|one| one.session.id.clone()).collect();
            let meetings = queries::meetings_of(conn, &ids)?;
            let fill = queries::fill_of(conn, &ids)?;
            let later = match meetings.iter().any(|one| within(one, span)) {
                true => None,
                false => {
                    let after = Wanted { from: Some(span.1), to: None, ..wanted };
                    let next = queries::sessions(conn, &after, 0)?;
                    next.first().and_then(|one| one.session.starts_at).map(|at| at.max(span.1))
                }
            };
            Ok(Found { given, meetings, fill, nodes, later, cut })
        })
        .await?;
    let view = view(&cx, (&asked, page, today), found);
    let title = format!("{} – {}", cx.text("courses-calendar"), view.heading);
    cx.public_page("courses/calendar", Head { title, section: "courses" }, &view)
}

fn within(meeting: &Meeting, (from, to): (NaiveDateTime, NaiveDateTime)) -> bool {
    from <= meeting.starts_at && meeting.starts_at < to
}

fn view(
    cx: &Context<Anyone>,
    (asked, page, today): (&Asked, Shown, NaiveDate),
    found: Found,
) -> View {
    let (locale, zone) = (cx.locale, asked.zone());
    let mut days = by_day(cx, (page, zone), &found);
    let cells: Vec<Day> = page
        .days()
        .map(|day| {
            let entries = days.remove(&day).unwrap_or_default();
            cell(asked, (page, day, today), entries, locale)
        })
        .collect();
    let month = (page.look == Look::Month).then(|| month(&cells, locale));
    let week = (page.look == Look::Week).then(|| cells.clone());
    let agenda: Vec<Day> = cells.into_iter().filter(|day| !day.outside && day.count > 0).collect();
    let tab = |look: Look| Tab {
        href: asked.address(look, Some(asked.day().unwrap_or(today))),
        label: locale.text(&format!("courses-calendar-{}", look.as_str())),
        icon: match look {
            Look::Month => "calendar3",
            Look::Week => "calendar-event",
            Look::Agenda => "list-ul",
        },
        on: look == page.look,
    };
    View {
        heading: heading(page, locale),
        tabs: Look::ALL.into_iter().map(tab).collect(),
        previous: asked.address(page.look, Some(page.previous)),
        next: asked.address(page.look, Some(page.next)),
        today: asked.address(page.look, None),
        is_month: month.is_some(),
        month,
        week,
        empty: agenda.is_empty(),
        agenda,
        later: found.later.map(|at| Later {
            href: asked.address(page.look, Some(times::local(at, zone).date_naive())),
            when: said::day(at, zone, locale),
        }),
        cut: found.cut,
        zone: said::zone_name(zone.name(), locale),
        filters: asked.filters(page.look, (&cx.app.vocabularies(), &found.nodes, locale)),
        feeds: asked.feeds(cx, &found.nodes),
        signed_in: cx.actor().is_some(),
    }
}

fn by_day(
    cx: &Context<Anyone>,
    (page, zone): (Shown, Tz),
    found: &Found,
) -> BTreeMap<NaiveDate, Vec<Entry>> {
    let span = page.span(zone);
    let mut own: BTreeMap<&SessionId, Vec<&Meeting>> = BTreeMap::new();
    for meeting in &found.meetings {
        own.entry(&meeting.session_id).or_default().push(meeting);
    }
    let mut seats: BTreeMap<&SessionId, Vec<&Fill>> = BTreeMap::new();
    for fill in &found.fill {
        seats.entry(&fill.session_id).or_default().push(fill);
    }
    let mut timed = Vec::new();
    for given in &found.given {
        let meetings = own.get(&given.session.id).map_or(&[][..], Vec::as_slice);
        let fill = seats.get(&given.session.id).map_or(&[][..], Vec::as_slice);
        for (n, meeting) in (1..).zip(meetings).filter(|(_, one)| within(one, span)) {
            let part = (n, meetings.len());
            timed.push((meeting.starts_at, entry(cx, (given, meeting), (part, fill), zone)));
        }
    }
    timed.sort_by(|one, other| (one.0, &one.1.title).cmp(&(other.0, &other.1.title)));
    let mut days: BTreeMap<NaiveDate, Vec<Entry>> = BTreeMap::new();
    for (at, entry) in timed {
        days.entry(times::local(at, zone).date_naive()).or_default().push(entry);
    }
    days
}

fn entry(
    cx: &Context<Anyone>,
    (given, meeting): (&Given, &Meeting),
    ((n, of), fill): ((usize, usize), &[&Fill]),
    zone: Tz,
) -> Entry {
    let (locale, session) = (cx.locale, &given.session);
    let hours = |zone| {
        format!("{} – {}", said::hour(meeting.starts_at, zone), said::hour(meeting.ends_at, zone))
    };
    let own = session.zone();
    let differs = said::hour(meeting.starts_at, own) != said::hour(meeting.starts_at, zone);
    let there = differs
        .then(|| There { hours: hours(own), place: said::zone_name(&session.terms.zone, locale) });
    Entry {
        href: format!("/sessions/{}", session.id),
        title: given.title(locale),
        lang: given.course.text.said(locale).language,
        starts: said::hour(meeting.starts_at, zone),
        span: hours(zone),
        there,
        part: (of > 1).then_some(Part { n, of }),
        mode: mode(session.terms.mode, locale),
        place: match (session.terms.mode, meeting.place.as_str()) {
            (Mode::Online, _) => String::new(),
            (Mode::OnSite | Mode::Hybrid, "") => session.terms.place.clone(),
            (Mode::OnSite | Mode::Hybrid, own) => own.to_owned(),
        },
        node: given.node.clone(),
        badge: standing(session, fill, cx.now, locale),
    }
}

fn cell(
    asked: &Asked,
    (page, day, today): (Shown, NaiveDate, NaiveDate),
    entries: Vec<Entry>,
    locale: Locale,
) -> Day {
    let count = entries.len();
    let more = count.saturating_sub(ROOM);
    Day {
        iso: day.to_string(),
        number: day.day(),
        month: said::short_month(day.month0(), locale),
        label: said::weekday(day, locale),
        name: said::day_of_year(day, locale),
        today: day == today,
        outside: !page.is_meant(day),
        href: asked.address(Look::Week, Some(day)),
        count,
        entries,
        more: (more > 0)
            .then(|| locale.text1("courses-calendar-more", "n", i64::try_from(more).unwrap_or(0))),
    }
}

fn month(cells: &[Day], locale: Locale) -> Month {
    // A day has room for few: only those are copied.
    let cut = |day: &Day| Day {
        entries: day.entries.iter().take(ROOM).cloned().collect(),
        iso: day.iso.clone(),
        number: day.number,
        month: day.month.clone(),
        label: day.label.clone(),
        name: day.name.clone(),
        today: day.today,
        outside: day.outside,
        href: day.href.clone(),
        count: day.count,
        more: day.more.clone(),
    };
    let cells: Vec<Day> = cells.iter().map(cut).collect();
    let weekday = |n: usize| {
        (locale.text(&format!("deadlines-weekday-{}", n + 1)), said::short_weekday(n, locale))
    };
    Month {
        weekdays: (0..7).map(weekday).collect(),
        weeks: cells.chunks(7).map(<[Day]>::to_vec).collect(),
    }
}

fn heading(page: Shown, locale: Locale) -> String {
    match page.look {
        Look::Month | Look::Agenda => {
            let month = locale.text(&format!("web-month-{}", page.month.1));
            said::capital(&format!("{month} {}", page.month.0))
        }
        Look::Week => {
            let days = (page.first, page.end.pred_opt().unwrap_or(page.end));
            said::capital(&said::week(days, locale))
        }
    }
}

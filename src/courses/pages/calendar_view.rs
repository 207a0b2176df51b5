//! The calendar as its page shows it.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use serde::Serialize;

use super::Badge;
use super::calendar::Found;
use super::calendar_asked::{Address, Asked, Filters};
use super::line::{ModeView, Titled, mode, standing, titled};
use crate::accounts::rules::query_value;
use crate::courses::rules::placed::Placed;
use crate::courses::rules::shown::{Look, Shown};
use crate::courses::rules::{said, times};
use crate::courses::{Fill, Given, Meeting, MeetingId, Mode, SessionId};
use crate::i18n::Locale;
use crate::web::{Anyone, Context};

#[derive(Serialize)]
pub(super) struct View {
    pub heading: String,
    tabs: Vec<Tab>,
    previous: String,
    next: String,
    today: String,
    month: Option<Month>,
    week: Option<Vec<Day>>,
    /// Days with something on them, one after the other.
    agenda: Vec<Day>,
    is_month: bool,
    /// Where the list goes on.
    then: Option<Later>,
    /// The whole list of a month, of which a phone shows the beginning.
    whole: String,
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
    weeks: Vec<Vec<Cell>>,
}

/// A day of a month: little of each meeting.
#[derive(Serialize)]
struct Cell {
    iso: String,
    number: u32,
    label: String,
    today: bool,
    outside: bool,
    href: String,
    count: usize,
    entries: Vec<Short>,
    more: Option<String>,
}

#[derive(Serialize)]
struct Short {
    href: String,
    titled: Titled,
    starts: String,
}

/// A day of a week or of a list.
#[derive(Serialize)]
struct Day {
    iso: String,
    number: u32,
    month: String,
    name: String,
    today: bool,
    href: String,
    count: usize,
    entries: Vec<Entry>,
    /// How many there is no room for.
    more: Option<String>,
}

#[derive(Serialize)]
struct There {
    hours: String,
    place: String,
}

#[derive(Serialize)]
struct Part {
    n: usize,
    of: usize,
}

#[derive(Serialize)]
struct Entry {
    href: String,
    titled: Titled,
    span: String,
    /// By the clock of the session, when it is another one.
    there: Option<There>,
    part: Option<Part>,
    mode: ModeView,
    place: String,
    node: String,
    badge: Badge,
}

/// A meeting with its session, and which of the session's it is.
struct Met<'a> {
    given: &'a Given,
    meeting: &'a Meeting,
    part: (usize, usize),
}

/// What was found, as it is looked up.
struct Index<'a> {
    met: HashMap<&'a MeetingId, Met<'a>>,
    seats: HashMap<&'a SessionId, Vec<&'a Fill>>,
    found: &'a Found,
}

impl<'a> Index<'a> {
    fn of(found: &'a Found) -> Self {
        let given: HashMap<_, _> = found.given.iter().map(|one| (&one.session.id, one)).collect();
        let mut own: HashMap<&SessionId, Vec<&Meeting>> = HashMap::new();
        for meeting in &found.meetings {
            own.entry(&meeting.session_id).or_default().push(meeting);
        }
        let mut met = HashMap::new();
        for (session, meetings) in own {
            let Some(given) = given.get(session).copied() else { continue };
            let of = meetings.len();
            for (n, meeting) in (1..).zip(meetings) {
                met.insert(&meeting.id, Met { given, meeting, part: (n, of) });
            }
        }
        let mut seats: HashMap<&SessionId, Vec<&Fill>> = HashMap::new();
        for fill in &found.fill {
            seats.entry(&fill.session_id).or_default().push(fill);
        }
        Self { met, seats, found }
    }

    /// What is shown of a day, by its hour and its title.
    fn shown(&self, placed: &Placed, locale: Locale) -> Vec<&Met<'a>> {
        let times = self.found.times.get(placed.shown.clone()).unwrap_or_default();
        let mut all: Vec<_> = times.iter().filter_map(|(id, ..)| self.met.get(id)).collect();
        all.sort_by_cached_key(|one| (one.meeting.starts_at, one.given.title(locale)));
        all
    }
}

pub(super) fn view(
    cx: &Context<Anyone>,
    (asked, page, today): (&Asked, Shown, NaiveDate),
    found: Found,
) -> View {
    let (locale, zone) = (cx.locale, asked.zone());
    let index = Index::of(&found);
    let day =
        |day: NaiveDate, placed: Option<&Placed>| full(cx, (asked, &index), (day, placed), today);
    let of = |day: NaiveDate| found.plan.days.iter().find(|one| one.day == day);
    let month = (page.look == Look::Month).then(|| Month {
        weekdays: (0..7).map(|n| weekday(n, locale)).collect(),
        weeks: page
            .days()
            .map(|on| cell((asked, page, &index), (on, of(on)), today, locale))
            .fold(Vec::new(), in_weeks),
    });
    let week = (page.look == Look::Week).then(|| page.days().map(|on| day(on, of(on))).collect());
    let listed = match page.look {
        Look::Month => &found.soon[..],
        Look::Week => &[],
        Look::Agenda | Look::Day => &found.plan.days[..],
    };
    let tab = |look: Look| Tab {
        href: asked.address(look, Some(asked.day().unwrap_or(today))),
        label: locale.text(&format!("courses-calendar-{}", look.as_str())),
        icon: match look {
            Look::Month => "calendar3",
            Look::Week | Look::Day => "calendar-event",
            Look::Agenda => "list-ul",
        },
        on: look == page.look,
    };
    let met = |one: &Placed| page.is_meant(one.day);
    View {
        heading: heading(page, locale),
        tabs: Look::TABS.into_iter().map(tab).collect(),
        previous: asked.address(page.look, Some(page.previous)),
        next: asked.address(page.look, Some(page.next)),
        today: asked.address(page.look, None),
        is_month: month.is_some(),
        month,
        week,
        agenda: listed.iter().map(|one| day(one.day, Some(one))).collect(),
        then: found.plan.then.map(|on| Later {
            href: asked.address(Look::Agenda, Some(on)),
            when: said::weekday(on, locale),
        }),
        whole: asked.address(Look::Agenda, Some(page.meant())),
        empty: !found.plan.days.iter().any(met),
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

fn in_weeks(mut weeks: Vec<Vec<Cell>>, cell: Cell) -> Vec<Vec<Cell>> {
    match weeks.last_mut() {
        Some(week) if week.len() < 7 => week.push(cell),
        _ => weeks.push(vec![cell]),
    }
    weeks
}

fn weekday(n: usize, locale: Locale) -> (String, &'static str) {
    (locale.text(&format!("deadlines-weekday-{}", n + 1)), said::short_weekday(n, locale))
}

/// How many a day has no room for, in words.
fn more(placed: Option<&Placed>, locale: Locale) -> Option<String> {
    let more = placed.map_or(0, Placed::more);
    let n = i64::try_from(more).unwrap_or(i64::MAX);
    (more > 0).then(|| locale.text1("courses-calendar-more", "n", n))
}

/// The session by the clock by which the calendar is read.
fn href(given: &Given, zone: Tz) -> String {
    let here = format!("/sessions/{}", given.session.id);
    if zone == Tz::Europe__Paris {
        return here;
    }
    format!("{here}?zone={}", query_value(zone.name()))
}

fn cell(
    (asked, page, index): (&Asked, Shown, &Index<'_>),
    (day, placed): (NaiveDate, Option<&Placed>),
    today: NaiveDate,
    locale: Locale,
) -> Cell {
    let short = |one: &Met<'_>| Short {
        href: href(one.given, asked.zone()),
        titled: titled(one.given, locale),
        starts: said::hour(one.meeting.starts_at, asked.zone()),
    };
    let shown = placed.map(|placed| index.shown(placed, locale)).unwrap_or_default();
    Cell {
        iso: day.to_string(),
        number: day.day(),
        label: said::weekday(day, locale),
        today: day == today,
        outside: !page.is_meant(day),
        href: asked.address(Look::Day, Some(day)),
        count: placed.map_or(0, |placed| placed.count),
        entries: shown.into_iter().map(short).collect(),
        more: more(placed, locale),
    }
}

fn full(
    cx: &Context<Anyone>,
    (asked, index): (&Asked, &Index<'_>),
    (day, placed): (NaiveDate, Option<&Placed>),
    today: NaiveDate,
) -> Day {
    let locale = cx.locale;
    let none = Vec::new();
    let one = |one: &Met<'_>| {
        let fill = index.seats.get(&one.given.session.id).unwrap_or(&none);
        entry(cx, one, fill, asked.zone())
    };
    let shown = placed.map(|placed| index.shown(placed, locale)).unwrap_or_default();
    Day {
        iso: day.to_string(),
        number: day.day(),
        month: said::short_month(day.month0(), locale),
        name: said::day_of_year(day, locale),
        today: day == today,
        href: asked.address(Look::Day, Some(day)),
        count: placed.map_or(0, |placed| placed.count),
        entries: shown.into_iter().map(one).collect(),
        more: more(placed, locale),
    }
}

fn entry(cx: &Context<Anyone>, met: &Met<'_>, fill: &[&Fill], zone: Tz) -> Entry {
    let Met { given, meeting, part: (n, of) } = met;
    let (locale, session) = (cx.locale, &given.session);
    let hours = |zone| {
        format!("{} – {}", said::hour(meeting.starts_at, zone), said::hour(meeting.ends_at, zone))
    };
    let own = session.zone();
    let differs = said::hour(meeting.starts_at, own) != said::hour(meeting.starts_at, zone);
    let there = differs
        .then(|| There { hours: hours(own), place: said::zone_name(&session.terms.zone, locale) });
    Entry {
        href: href(given, zone),
        titled: titled(given, locale),
        span: hours(zone),
        there,
        part: (*of > 1).then_some(Part { n: *n, of: *of }),
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
        Look::Day => said::capital(&said::weekday(page.first, locale)),
    }
}

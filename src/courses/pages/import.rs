//! Sessions from a calendar file: what would come of it is shown first, and each event that is none says why.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use fluent_bundle::FluentArgs;
use serde::Serialize;

use super::calendars::{CalendarView, view};
use super::edit::own_nodes;
use super::hours::{self, Asked};
use super::{Badge, Choice, Frame, choice};
use crate::accounts::NodeId;
use crate::calendar::Entry;
use crate::courses::ops::{self, Setting};
use crate::courses::rules::imported::{
    self, Event, Fault, NO_CALENDAR, TOO_LARGE, check_few, events_said,
};
use crate::courses::rules::times::{self, Fold, Folds};
use crate::courses::rules::when::Twice;
use crate::courses::rules::{MOST_SEATS, said};
use crate::courses::{CourseId, access, queries};
use crate::i18n::Locale;
use crate::imports::{Effect, LEFT_OUT};
use crate::network;
use crate::network::NodeName;
use crate::web::{Context, Staff, Upload};
use crate::{Error, Refusal, Result};

const NO_FILE: Refusal = Refusal::new("courses-import-no-file");
const NO_SEATS: Refusal = Refusal::new("courses-error-seats");

#[derive(Serialize)]
struct View {
    frame: Frame,
    id: CourseId,
    title: String,
    lang: Locale,
    alert: String,
    nodes: Vec<Choice>,
    zones: Vec<Choice>,
    languages: Vec<Choice>,
    seats: String,
    preview: Option<Preview>,
    /// An address that did not pass, and those that are read each night.
    url: String,
    calendars: Vec<CalendarView>,
}

/// What would be done, and the events once more, to be sent back.
#[derive(Serialize)]
pub(super) struct Preview {
    events: String,
    node: String,
    zone: String,
    language: String,
    lines: Vec<Line>,
    makes: usize,
    changes: usize,
    faults: usize,
    may_confirm: bool,
    /// It is sent again, to be done or to be looked at once more.
    sends: bool,
    /// What is said already of hours that are there twice, by the names of fields.
    chosen: Vec<(String, &'static str)>,
    /// Some of it is not said yet.
    asks: bool,
}

#[derive(Serialize)]
struct Line {
    n: usize,
    title: String,
    when: String,
    place: String,
    badge: Badge,
    fault: String,
    starts_asked: Asked,
    ends_asked: Asked,
}

/// What was sent.
#[derive(Default)]
pub(super) struct Typed {
    pub node: String,
    pub zone: String,
    pub language: String,
    pub seats: String,
    /// Of a calendar that is to be read each night.
    pub url: String,
}

impl Typed {
    pub fn read(upload: &Upload) -> Self {
        let text = |name: &str| upload.text(name).trim().to_owned();
        Self {
            node: text("node"),
            zone: text("zone"),
            language: text("language"),
            seats: text("seats"),
            url: text("url"),
        }
    }
}

/// `GET /inbox/courses/{id}/calendar`
pub async fn import(cx: Context<Staff>, id: web::Path<CourseId>) -> Result<HttpResponse> {
    let typed = Typed { language: cx.locale.to_string(), seats: "20".into(), ..Typed::default() };
    page(&cx, &id, (typed, None), None).await
}

pub(super) async fn page(
    cx: &Context<Staff>,
    id: &CourseId,
    (typed, preview): (Typed, Option<Preview>),
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (reader, course) = (cx.actor(), id.clone());
    let words = cx.app.vocabularies();
    let (course, own, zone, calendars) = cx
        .db
        .read(move |conn| {
            let course = access::course_for_desk(conn, &reader, &course)?;
            let node = network::queries::find(conn, &course.node_id)?;
            let zone = words.zone_of(node.region.as_deref()).name().to_owned();
            let calendars = queries::calendars_of(conn, &course.id)?;
            Ok((course, own_nodes(conn, &reader)?, zone, calendars))
        })
        .await?;
    let (locale, said) = (cx.locale, course.text.said(cx.locale));
    let node = if typed.node.is_empty() { course.node_id.to_string() } else { typed.node };
    let zone = if typed.zone.is_empty() { zone } else { typed.zone };
    let offered =
        |one: &NodeName| choice(one.id.as_str(), one.short_name.clone(), one.id.as_str() == node);
    let view = View {
        frame: Frame::of("courses", &cx.actor(), String::new()),
        id: id.clone(),
        title: said.title.to_owned(),
        lang: said.language,
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        nodes: own.iter().map(offered).collect(),
        zones: times::ZONES
            .iter()
            .map(|(name, fr, en)| choice(name, locale.pick(fr, en).to_owned(), *name == zone))
            .collect(),
        languages: [Locale::Fr, Locale::En]
            .iter()
            .map(|one| {
                let label = locale.text(&format!("courses-language-{one}"));
                choice(one.as_str(), label, one.as_str() == typed.language)
            })
            .collect(),
        seats: typed.seats,
        preview,
        url: typed.url,
        calendars: calendars.into_iter().map(|one| view(one, locale)).collect(),
    };
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    cx.respond(status, "courses/import", cx.head("courses-import", "inbox"), &view)
}

/// `POST /inbox/courses/{id}/calendar`: shows what would come of a file; what was shown and is sent back is done.
pub async fn preview(
    cx: Context<Staff>,
    id: web::Path<CourseId>,
    upload: Upload,
) -> Result<HttpResponse> {
    let typed = Typed::read(&upload);
    let zone = times::zone(&typed.zone).unwrap_or(chrono_tz::Europe::Paris);
    let seats = typed.seats.parse().ok().filter(|seats| (1..=MOST_SEATS).contains(seats));
    let (entries, seats) = match (entries(&upload), seats) {
        (Ok(entries), Some(seats)) => (entries, seats),
        (Err(refusal), _) => return page(&cx, &id, (typed, None), Some(refusal)).await,
        (_, None) => return page(&cx, &id, (typed, None), Some(NO_SEATS)).await,
    };
    let folds: Vec<Folds> = (1..=entries.len()).map(|n| folds(&upload, n)).collect();
    let read = events_said(&entries, &folds, zone, cx.now);
    let good: Vec<Event> = read.iter().flatten().cloned().collect();
    let (actor, course) = (cx.actor(), id.clone());
    if upload.text("confirm").is_empty() {
        let known = good.clone();
        let effects = cx.db.read(move |conn| ops::foresee(conn, &actor, (&course, &known))).await?;
        let seen = seen(&cx, (&typed, &entries, &folds), read, &effects);
        return page(&cx, &id, (typed, Some(seen)), None).await;
    }
    let node: NodeId = typed.node.parse().map_err(|_| Error::NotFound)?;
    let (language, now) = (typed.language.parse().unwrap_or(Locale::Fr), cx.now);
    let done = cx
        .db
        .write(move |conn| {
            let region = network::queries::find(conn, &node)?.region;
            let setting = Setting { node, region, language, seats };
            ops::import(conn, &actor, (&course, &setting, &good), now)
        })
        .await;
    match done {
        Ok((0, 0)) => cx.redirect(&format!("/inbox/courses/{id}"), "courses-flash-import-same"),
        Ok(_) => cx.redirect(&format!("/inbox/courses/{id}"), "courses-flash-imported"),
        Err(Error::Refused(refusal)) => page(&cx, &id, (typed, None), Some(refusal)).await,
        Err(error) => Err(error),
    }
}

/// The events that were sent: in a file, or again as they were shown.
fn entries(upload: &Upload) -> Result<Vec<Entry>, Refusal> {
    let again = upload.text("events");
    let mut entries: Vec<Entry> = match (upload.files.first(), again) {
        (Some(file), _) => imported::entries(&file.content)?,
        (None, "") if upload.refused.is_empty() => return Err(NO_FILE),
        (None, "") => return Err(TOO_LARGE),
        (None, again) => serde_json::from_str(again).map_err(|_| NO_CALENDAR)?,
    };
    // Nothing is taken from it, and it may be long.
    entries.iter_mut().for_each(|entry| {
        entry.description.clear();
        entry.changes.iter_mut().for_each(|change| change.description.clear());
    });
    check_few(&entries)?;
    Ok(entries)
}

/// The fields of an event that say which ones its hours are, where they are there twice.
fn fields(n: usize) -> [String; 2] {
    [format!("event-{n}-starts"), format!("event-{n}-ends")]
}

fn folds(upload: &Upload, n: usize) -> Folds {
    let [starts, ends] = fields(n);
    (Fold::read(hours::fold(upload, &starts)), Fold::read(hours::fold(upload, &ends)))
}

/// The question which one is meant, at the event.
fn asked(n: usize, twice: &Twice, locale: Locale) -> [Asked; 2] {
    let zone = twice.zone.unwrap_or(chrono_tz::Europe::Paris);
    let [starts, ends] = fields(n);
    let one = |field: &str, there| hours::asked(field, (there, ""), zone, locale);
    [one(&starts, twice.starts), one(&ends, twice.ends)]
}

/// What was said of them, to be sent again.
fn chosen(folds: &[Folds]) -> Vec<(String, &'static str)> {
    let of = |(n, (starts, ends)): (usize, &Folds)| {
        let both = fields(n).into_iter().zip([*starts, *ends]);
        let said =
            both.filter_map(|(field, fold)| Some((hours::fold_field(&field), fold?.as_str())));
        said.collect::<Vec<_>>()
    };
    (1..).zip(folds).flat_map(of).collect()
}

fn seen(
    cx: &Context<Staff>,
    (typed, entries, folds): (&Typed, &[Entry], &[Folds]),
    read: Vec<Result<Event, Fault>>,
    effects: &[Effect],
) -> Preview {
    let locale = cx.locale;
    let faults = read.iter().filter(|one| one.is_err()).count();
    let open = |one: &Result<Event, Fault>| one.as_ref().is_err_and(|one| one.twice.zone.is_some());
    let asks = read.iter().any(open);
    let (makes, changes) = (Effect::Makes.count(effects), Effect::Changes.count(effects));
    let mut effects = effects.iter();
    let line = |(n, (entry, event)): (usize, (&Entry, Result<Event, Fault>))| match event {
        Ok(event) => {
            let effect = effects.next().copied().unwrap_or(Effect::Same);
            Line {
                n,
                title: event.title.clone(),
                when: when(&event, locale),
                place: event.place.clone(),
                badge: badge(said_of(effect), locale),
                fault: String::new(),
                starts_asked: Asked::default(),
                ends_asked: Asked::default(),
            }
        }
        Err(fault) => {
            let [starts_asked, ends_asked] = asked(n, &fault.twice, locale);
            Line {
                n,
                title: entry.summary.chars().take(200).collect(),
                when: as_written(entry, locale),
                place: String::new(),
                badge: badge(LEFT_OUT, locale),
                fault: why(&fault, locale),
                starts_asked,
                ends_asked,
            }
        }
    };
    Preview {
        events: serde_json::to_string(entries).unwrap_or_default(),
        node: typed.node.clone(),
        zone: typed.zone.clone(),
        language: typed.language.clone(),
        lines: (1..).zip(entries.iter().zip(read)).map(line).collect(),
        makes,
        changes,
        faults,
        may_confirm: makes + changes > 0,
        sends: asks || makes + changes > 0,
        chosen: chosen(folds),
        asks,
    }
}

/// What is wrong with an event, with the line of the file and what stands there.
fn why(fault: &Fault, locale: Locale) -> String {
    let mut args = FluentArgs::new();
    args.set("line", fault.line.to_string());
    args.set("name", fault.named.as_str());
    locale.text_with(fault.refusal.key(), Some(&args))
}

/// When it takes place: the first time, and how often until when.
fn when(event: &Event, locale: Locale) -> String {
    let zone = times::zone(&event.zone).unwrap_or(chrono_tz::Europe::Paris);
    let Some(first) = event.meetings.first() else { return String::new() };
    let folds = |place: Option<&Folds>| place.copied().unwrap_or_default();
    let begins = times::span_of(*first, folds(event.folds.first()), zone);
    let Ok(span) = begins else { return String::new() };
    let place = said::zone_name(&event.zone, locale);
    let clock = locale.text1("courses-clock-of", "place", place);
    let begins = format!("{} ({clock})", said::when(span, zone, locale));
    let last = event.meetings.last().filter(|_| event.meetings.len() > 1);
    let ends = folds(event.folds.last());
    match last.and_then(|last| times::span_of(*last, ends, zone).ok()) {
        None => begins,
        Some(last) => {
            let mut args = FluentArgs::new();
            args.set("n", event.meetings.len());
            args.set("last", said::moment(last.0, zone, locale));
            format!("{begins} · {}", locale.text_with("courses-import-meetings", Some(&args)))
        }
    }
}

/// When an event begins that is left out: as the file says it, in words where that is possible.
fn as_written(entry: &Entry, locale: Locale) -> String {
    let digits = entry.starts.trim().trim_end_matches(['Z', 'z']);
    match NaiveDateTime::parse_from_str(digits, "%Y%m%dT%H%M%S") {
        Ok(at) => said::moment(at, chrono_tz::UTC, locale),
        Err(_) => entry.starts.chars().take(40).collect(),
    }
}

/// What would be done, as a badge says it: what is left has a page of its own, where it is changed.
const fn said_of(effect: Effect) -> (&'static str, &'static str, &'static str) {
    match effect {
        Effect::Left => ("is-info", "lock", "courses-import-stays"),
        other => other.badge(),
    }
}

fn badge((class, icon, key): (&'static str, &'static str, &str), locale: Locale) -> Badge {
    Badge { class, icon, word: locale.text(key) }
}

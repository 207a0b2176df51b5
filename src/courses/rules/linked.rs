//! A course and its sessions for machines that read schema.org: the profiles Course and CourseInstance 1.0 of Bioschemas.

use chrono::{NaiveDateTime, SecondsFormat};
use serde_json::{Value, json};

use super::{held, lines, times};
use crate::courses::{Course, Fill, GoneMeeting, Meeting, Mode, Session, SessionState, Trainer};
use crate::i18n::Locale;
use crate::materials::rules::needs::needed;

const COURSE: &str = "https://bioschemas.org/profiles/Course/1.0-RELEASE";
const INSTANCE: &str = "https://bioschemas.org/profiles/CourseInstance/1.0-RELEASE";

/// What stands around a course.
#[derive(Debug, Clone)]
pub struct Around<'a> {
    /// `https://host`
    pub base: &'a str,
    pub node: &'a str,
    pub node_slug: &'a str,
    /// Words for its topics.
    pub keywords: Vec<String>,
    /// Addresses on this site and titles of the materials that it is taught with.
    pub parts: Vec<(String, String)>,
    pub locale: Locale,
}

/// A course with the sessions that are told with it.
pub fn course(course: &Course, around: &Around<'_>, sessions: Vec<Value>) -> Value {
    let (said, base) = (course.text.said(around.locale), around.base);
    let url = format!("{base}/courses/{}", course.slug.as_deref().unwrap_or_default());
    // The profile wants a keyword of each course.
    let keywords = match around.keywords.as_slice() {
        [] => vec![said.title.to_owned()],
        some => some.to_vec(),
    };
    let part = |(address, title): &(String, String)| {
        let url = format!("{base}{address}");
        json!({ "@type": "LearningResource", "@id": url, "url": url, "name": title })
    };
    without_nulls(json!({
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": url,
        "http://purl.org/dc/terms/conformsTo": { "@type": "CreativeWork", "@id": COURSE },
        "name": said.title,
        "description": said.summary,
        "abstract": said.summary,
        "keywords": keywords.join(", "),
        "about": keywords.iter().map(|one| json!({ "@type": "Thing", "name": one })).collect::<Vec<_>>(),
        "url": url,
        "inLanguage": said.language,
        "teaches": lines(said.outcomes),
        "coursePrerequisites": needs(said.prerequisites),
        "educationalLevel": course.level,
        "timeRequired": course.minutes.map(crate::materials::rules::minutes::iso),
        "provider": {
            "@type": "Organization", "name": around.node, "url": format!("{base}/nodes/{}", around.node_slug),
        },
        "hasPart": around.parts.iter().map(part).collect::<Vec<_>>(),
        "hasCourseInstance": sessions,
    }))
}

/// What nobody said is left out: null is a value, and the profiles know none.
fn without_nulls(mut value: Value) -> Value {
    if let Some(said) = value.as_object_mut() {
        said.retain(|_, one| !one.is_null());
    }
    value
}

/// What one needs before, in words.
fn needs(said: &str) -> Vec<String> {
    lines(said).iter().map(|line| needed(line).0).collect()
}

/// A session; `location` is required, so what is held from afar is held at its own page.
pub fn session(
    session: &Session,
    (meetings, trainers): (&[Meeting], &[Trainer]),
    fill: &[&Fill],
    around: &Around<'_>,
) -> Value {
    let (base, zone) = (around.base, session.zone());
    let url = format!("{base}/sessions/{}", session.id);
    let at = |at: NaiveDateTime| times::local(at, zone).to_rfc3339_opts(SecondsFormat::Secs, false);
    let mode = match session.terms.mode {
        Mode::OnSite => json!("onsite"),
        Mode::Online => json!("online"),
        Mode::Hybrid => json!(["onsite", "online"]),
    };
    let at_all = location(session.terms.mode, &session.terms.place, &url);
    // When it was to begin before it was moved, if that is another moment.
    let began = meetings.iter().map(|one| one.moved_from.unwrap_or(one.starts_at)).min();
    let began = began.filter(|began| session.starts_at != Some(*began));
    let is_moved = meetings.iter().any(|one| one.moved_from.is_some());
    let mut told = without_nulls(json!({
        "@type": "CourseInstance",
        "@id": url,
        "http://purl.org/dc/terms/conformsTo": { "@type": "CreativeWork", "@id": INSTANCE },
        "url": url,
        "courseMode": mode,
        "location": at_all,
        "startDate": session.starts_at.map(at),
        "endDate": session.ends_at.map(at),
        "inLanguage": session.terms.language,
        "eventStatus": status(session, is_moved),
        "previousStartDate": began.filter(|_| is_moved).map(at),
        "eventAttendanceMode": attendance(session.terms.mode),
        "instructor": trainers.iter().map(|one| json!({ "@type": "Person", "name": one.name })).collect::<Vec<_>>(),
        "offers": { "@type": "Offer", "price": 0, "priceCurrency": "EUR", "url": url },
        "subEvent": meetings.iter().enumerate().map(|(place, one)| without_nulls(json!({
            "@type": "Event",
            "name": named(one, place),
            "startDate": at(one.starts_at),
            "endDate": at(one.ends_at),
            "previousStartDate": one.moved_from.map(at),
            "eventStatus": status(session, one.moved_from.is_some()),
            "eventAttendanceMode": attendance(held::mode(one, session)),
            "location": location(held::mode(one, session), held::place(one, session), &url),
        }))).collect::<Vec<_>>(),
    }));
    // Where there is no limit nothing is said of it.
    let capacity: Option<i32> = fill.iter().map(|one| one.seats()).sum();
    if let Some(capacity) = capacity {
        let free: i32 = fill.iter().map(|one| one.free()).sum();
        told["maximumAttendeeCapacity"] = json!(capacity);
        told["remainingAttendeeCapacity"] = json!(free);
    }
    told
}

/// Meetings of a session that were announced and are not held any more.
pub fn called_off(
    (session, title): (&Session, &str),
    gone: &[GoneMeeting],
    around: &Around<'_>,
) -> Vec<Value> {
    let (url, zone) = (format!("{}/sessions/{}", around.base, session.id), session.zone());
    let at = |at: NaiveDateTime| times::local(at, zone).to_rfc3339_opts(SecondsFormat::Secs, false);
    let one = |one: &GoneMeeting| {
        let place = if one.place.is_empty() { &session.terms.place } else { &one.place };
        let name = if one.title.is_empty() { title } else { &one.title };
        json!({
            "@type": "Event",
            "name": name,
            "startDate": at(one.starts_at),
            "endDate": at(one.ends_at),
            "previousStartDate": at(one.starts_at),
            "eventStatus": "https://schema.org/EventCancelled",
            "location": location(session.terms.mode, place, &url),
        })
    };
    gone.iter().map(one).collect()
}

/// Where it is held; what is held from afar, at the page of its session.
fn location(mode: Mode, place: &str, url: &str) -> Value {
    let afar = json!({ "@type": "VirtualLocation", "url": url });
    let there = json!({ "@type": "Place", "name": place, "address": place });
    match mode {
        Mode::OnSite => there,
        Mode::Online => afar,
        Mode::Hybrid => json!([there, afar]),
    }
}

fn attendance(mode: Mode) -> &'static str {
    match mode {
        Mode::OnSite => "https://schema.org/OfflineEventAttendanceMode",
        Mode::Online => "https://schema.org/OnlineEventAttendanceMode",
        Mode::Hybrid => "https://schema.org/MixedEventAttendanceMode",
    }
}

/// Whether it is held as it was announced. Nothing is `EventPostponed`, which has no date: what everybody can read has one
/// until it is called off.
fn status(session: &Session, is_moved: bool) -> &'static str {
    match (session.state, is_moved) {
        (SessionState::Cancelled, _) => "https://schema.org/EventCancelled",
        (SessionState::Draft | SessionState::Published, true) => {
            "https://schema.org/EventRescheduled"
        }
        (SessionState::Draft | SessionState::Published, false) => {
            "https://schema.org/EventScheduled"
        }
    }
}

/// A meeting's own title, else its number.
fn named(meeting: &Meeting, place: usize) -> String {
    match meeting.title.trim() {
        "" => (place + 1).to_string(),
        title => title.to_owned(),
    }
}

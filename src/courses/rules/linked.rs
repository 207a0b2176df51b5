//! A course and its sessions for machines that read schema.org: the profiles Course and CourseInstance 1.0 of Bioschemas.

use chrono::{NaiveDateTime, SecondsFormat};
use serde_json::{Value, json};

use super::{lines, times};
use crate::courses::{Course, Fill, Meeting, Mode, Session, SessionState, Trainer};
use crate::i18n::Locale;

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
    json!({
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
        "coursePrerequisites": lines(said.prerequisites),
        "educationalLevel": course.level,
        "timeRequired": course.minutes.map(crate::materials::rules::minutes::iso),
        "provider": {
            "@type": "Organization", "name": around.node, "url": format!("{base}/nodes/{}", around.node_slug),
        },
        "hasPart": around.parts.iter().map(part).collect::<Vec<_>>(),
        "hasCourseInstance": sessions,
    })
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
    let afar = json!({ "@type": "VirtualLocation", "url": url });
    let there =
        json!({ "@type": "Place", "name": session.terms.place, "address": session.terms.place });
    let (mode, location) = match session.terms.mode {
        Mode::OnSite => (json!("onsite"), there),
        Mode::Online => (json!("online"), afar),
        Mode::Hybrid => (json!(["onsite", "online"]), json!([there, afar])),
    };
    let status = match session.state {
        SessionState::Cancelled => "https://schema.org/EventCancelled",
        SessionState::Draft | SessionState::Published => "https://schema.org/EventScheduled",
    };
    let capacity: i32 = fill.iter().map(|one| one.capacity).sum();
    let free: i32 = fill.iter().map(|one| one.free()).sum();
    json!({
        "@type": "CourseInstance",
        "@id": url,
        "http://purl.org/dc/terms/conformsTo": { "@type": "CreativeWork", "@id": INSTANCE },
        "url": url,
        "courseMode": mode,
        "location": location,
        "startDate": session.starts_at.map(at),
        "endDate": session.ends_at.map(at),
        "inLanguage": session.terms.language,
        "eventStatus": status,
        "instructor": trainers.iter().map(|one| json!({ "@type": "Person", "name": one.name })).collect::<Vec<_>>(),
        "offers": { "@type": "Offer", "price": 0, "priceCurrency": "EUR", "url": url },
        "maximumAttendeeCapacity": capacity,
        "remainingAttendeeCapacity": free,
        "subEvent": meetings.iter().enumerate().map(|(place, one)| json!({
            "@type": "Event", "name": named(one, place), "startDate": at(one.starts_at), "endDate": at(one.ends_at),
        })).collect::<Vec<_>>(),
    })
}

/// A meeting's own title, else its number.
fn named(meeting: &Meeting, place: usize) -> String {
    match meeting.title.trim() {
        "" => (place + 1).to_string(),
        title => title.to_owned(),
    }
}

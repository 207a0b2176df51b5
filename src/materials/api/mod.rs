//! Published materials for programs: as JSON, and as JSON-LD for those that read schema.org.

mod import;

pub use import::bring;

use std::collections::HashMap;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime, SecondsFormat};
use serde::Serialize;
use serde_json::json;

use crate::courses::{self, Course, Session};
use crate::db::Conn;
use crate::materials::pages::load::{self, Wholes};
use crate::materials::pages::{Asked, find, linked};
use crate::materials::queries::{Relative, Relatives};
use crate::materials::rules::facets::Facet;
use crate::materials::{
    Audience, Availability, Kind, Level, MaterialId, Parts, Person, Point, Published, Reach, Stage,
    codes, queries,
};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Api, FieldErrors, Public, api_invalid, tagged};
use crate::{Error, Result};

const MOST: usize = 100;
const LINKED: &str = "application/ld+json";

/// A material without its files and links.
#[derive(Debug, Serialize)]
pub struct Item {
    pub slug: String,
    pub url: String,
    pub title: String,
    pub summary: String,
    pub languages: Vec<String>,
    #[serde(rename = "type")]
    pub kind: Option<Kind>,
    pub level: Option<Level>,
    pub access: Reach,
    pub availability: Availability,
    pub audiences: Vec<String>,
    pub topics: Vec<String>,
    pub disciplines: Vec<String>,
    pub stages: Vec<String>,
    pub keywords: Vec<String>,
    pub authors: Vec<Person>,
    pub node: String,
    pub licence: String,
    pub self_minutes: Option<i32>,
    pub taught_minutes: Option<i32>,
    pub doi: Option<String>,
    pub version: i32,
    pub published_at: String,
    /// The last day of its label.
    pub certified_until: Option<NaiveDate>,
    /// Slugs of the courses that are taught with it.
    pub courses: Vec<String>,
    pub outcomes: Vec<String>,
    /// The skill of each outcome, in their order; empty where none is named.
    pub skills: Vec<String>,
}

/// A material with all that it says.
#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    item: Item,
    prerequisites: Vec<String>,
    contact: String,
    accessibility: String,
    change_note: String,
    files: Vec<FileItem>,
    links: Vec<LinkItem>,
    /// Slugs of the nodes that made it too.
    partners: Vec<String>,
    lineage: Lineage,
    reuse: ReuseItem,
    versions: Vec<VersionItem>,
    next_sessions: Vec<SessionItem>,
}

/// A session to come of a course that is taught with it.
#[derive(Serialize)]
struct SessionItem {
    url: String,
    course: String,
    starts_at: Option<String>,
}

#[derive(Serialize)]
struct FileItem {
    url: String,
    name: String,
    media_type: String,
    bytes: i64,
    sha256: String,
    source: bool,
}

/// What it was made of, and what was made of it.
#[derive(Serialize)]
struct Lineage {
    source: Option<RelativeItem>,
    original: Option<RelativeItem>,
    translations: Vec<RelativeItem>,
    derived: Vec<RelativeItem>,
}

#[derive(Serialize)]
struct RelativeItem {
    slug: String,
    url: String,
    title: String,
    languages: Vec<String>,
    version: i32,
}

fn lineage(of: &Relatives, base: &str) -> Lineage {
    let one = |one: &Relative| RelativeItem {
        url: format!("{base}/materials/{}", one.slug),
        slug: one.slug.clone(),
        title: one.title.clone(),
        languages: codes(&one.languages),
        version: one.number,
    };
    Lineage {
        source: of.source.as_ref().map(one),
        original: of.original.as_ref().map(one),
        translations: of.translations.iter().map(one).collect(),
        derived: of.derived.iter().map(one).collect(),
    }
}

/// How often it was made into another, put into an answer, and taught with.
#[derive(Serialize)]
struct ReuseItem {
    adaptations: i64,
    answers: i64,
    taught: i64,
    nodes: i64,
    people: i64,
}

#[derive(Serialize)]
struct LinkItem {
    url: String,
    title: String,
}

#[derive(Serialize)]
struct VersionItem {
    number: i32,
    url: String,
    published_at: String,
    change_note: String,
}

fn next_session(session: &Session, courses: &[Course], base: &str) -> SessionItem {
    let course = courses.iter().find(|course| course.id == session.course_id);
    SessionItem {
        url: format!("{base}/sessions/{}", session.id),
        course: course.and_then(|course| course.slug.clone()).unwrap_or_default(),
        starts_at: session.starts_at.map(instant),
    }
}

fn instant(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A published version as it is told.
pub fn item(one: &Published, (parts, taught): (&Parts, &Taught), base: &str) -> Item {
    let Published { material, version, .. } = one;
    let slug = material.slug.clone().unwrap_or_default();
    Item {
        url: format!("{base}/materials/{slug}"),
        slug,
        title: version.title.clone(),
        summary: version.summary.clone(),
        languages: version.languages(),
        kind: version.kind,
        level: version.level,
        access: version.access,
        availability: version.availability,
        audiences: codes(&version.audience_codes),
        topics: codes(&version.topic_codes),
        disciplines: codes(&version.discipline_codes),
        stages: codes(&version.stage_codes),
        keywords: codes(&version.keywords),
        authors: parts.authors().cloned().collect(),
        node: one.node_slug.clone(),
        licence: version.licence.clone(),
        self_minutes: version.self_minutes,
        taught_minutes: version.taught_minutes,
        doi: version.doi.clone().or_else(|| material.doi.clone()),
        version: version.number,
        published_at: instant(version.published_at.unwrap_or(version.updated_at)),
        certified_until: version.certified_until,
        courses: taught.get(&material.id).cloned().unwrap_or_default(),
        outcomes: parts.lines(Point::Outcome).map(|line| line.body.clone()).collect(),
        skills: parts.lines(Point::Outcome).map(|line| line.skill.clone()).collect(),
    }
}

/// The slugs of the courses that are taught with materials.
pub type Taught = HashMap<MaterialId, Vec<String>>;

pub fn taught_with(conn: &mut Conn, all: &[Published]) -> Result<Taught> {
    let ids: Vec<_> = all.iter().map(|one| one.material.id.clone()).collect();
    Ok(courses::queries::slugs_taught_with(conn, &ids)?)
}

/// Whether the caller would rather have JSON-LD.
fn wants_linked(request: &HttpRequest) -> bool {
    let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains(LINKED))
}

/// The fields of a question that do not pass.
fn check(asked: &Asked, words: &Vocabularies) -> Result<usize, FieldErrors> {
    let mut errors = FieldErrors::none();
    for (facet, values) in &asked.chosen {
        let known = |value: &String| match facet {
            Facet::Topic => words.has(Vocabulary::Topic, value),
            Facet::Discipline => words.has(Vocabulary::Discipline, value),
            Facet::Stage => value.parse::<Stage>().is_ok(),
            Facet::Kind => value.parse::<Kind>().is_ok(),
            Facet::Level => value.parse::<Level>().is_ok(),
            Facet::Audience => value.parse::<Audience>().is_ok(),
            _ => true,
        };
        if !values.iter().all(known) {
            errors.add(facet.as_str(), "network-unknown-code");
        }
    }
    errors.into_result()?;
    Ok(asked.limit.parse().unwrap_or(MOST).clamp(1, MOST))
}

/// `GET /api/v1/materials`
pub async fn list(
    cx: Api<Public>,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let (words, asked) = (cx.app.vocabularies(), Asked::read(&pairs));
    let limit = match check(&asked, &words) {
        Ok(limit) => limit,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let (app, wanted, now) = (cx.app.clone(), asked.clone(), cx.now);
    let is_linked = wants_linked(&cx.request);
    let (found, mut parts, taught, mut wholes) = cx
        .db
        .read(move |conn| {
            let found = find(conn, &app, &wanted, (limit, now))?;
            let ids: Vec<_> = found.items.iter().map(|one| one.version.id.clone()).collect();
            let taught = taught_with(conn, &found.items)?;
            let wholes = match is_linked {
                true => Wholes::of(conn, &found.items)?,
                false => Wholes::default(),
            };
            Ok((found, queries::parts_of_all(conn, &ids)?, taught, wholes))
        })
        .await?;
    let base = &cx.app.config.base_url;
    let mut of = |one: &Published| parts.remove(&one.version.id).unwrap_or_default();
    if is_linked {
        let graph: Vec<_> = found
            .items
            .into_iter()
            .map(|one| {
                let parts = of(&one);
                let around = wholes.take(&one.material.id);
                let mut told = linked(&load::alone(one, parts, around), &words, base);
                told.as_object_mut().map(|fields| fields.remove("@context"));
                told
            })
            .collect();
        let body = json!({ "@context": "https://schema.org", "@graph": graph }).to_string();
        return Ok(tagged(&cx.request, LINKED, body));
    }
    let link = found
        .next
        .as_ref()
        .map(|next| format!("/api/v1/materials?{}&limit={limit}", asked.query(next)));
    let items: Vec<_> =
        found.items.iter().map(|one| item(one, (&of(one), &taught), base)).collect();
    let body = json!({ "items": items, "next": found.next });
    Ok(cx.answer(&body, link.as_deref()))
}

/// `GET /api/v1/materials/{slug}`
pub async fn show(cx: Api<Public>, slug: web::Path<String>) -> Result<HttpResponse> {
    let slug = slug.into_inner();
    let now = cx.now;
    let (loaded, sessions) = cx
        .db
        .read(move |conn| {
            let loaded = load::whole(conn, &slug, None)?;
            let ids: Vec<_> = loaded.courses.iter().map(|one| one.id.clone()).collect();
            let sessions = courses::queries::next_sessions(conn, &ids, now)?;
            Ok((loaded, sessions))
        })
        .await?;
    if loaded.found.material.withdrawn_at.is_some() {
        return Err(Error::NotFound);
    }
    let base = &cx.app.config.base_url;
    if wants_linked(&cx.request) {
        let body = linked(&loaded, &cx.app.vocabularies(), base).to_string();
        return Ok(tagged(&cx.request, LINKED, body));
    }
    let slug = |course: &Course| course.slug.clone();
    let own = loaded.courses.iter().filter_map(slug).collect();
    let taught = Taught::from([(loaded.found.material.id.clone(), own)]);
    let item = item(&loaded.found, (&loaded.parts, &taught), base);
    let fixed = |number: i32| format!("{}/v{number}", item.url);
    let (version, parts) = (&loaded.found.version, &loaded.parts);
    let lines = |kind: Point| parts.lines(kind).map(|line| line.body.clone()).collect();
    let whole = Whole {
        prerequisites: lines(Point::Prerequisite),
        contact: version.contact.clone(),
        accessibility: version.accessibility.clone(),
        change_note: version.change_note.clone(),
        files: parts
            .files
            .iter()
            .map(|held| FileItem {
                url: format!("{}/files/{}", fixed(version.number), held.file.id),
                name: held.file.name.clone(),
                media_type: held.media_type.clone(),
                bytes: held.bytes,
                sha256: held.file.sha256.clone(),
                source: held.file.is_source,
            })
            .collect(),
        links: parts
            .links
            .iter()
            .map(|one| LinkItem { url: one.url.clone(), title: one.title.clone() })
            .collect(),
        partners: loaded.partners.iter().map(|node| node.slug.clone()).collect(),
        lineage: lineage(&loaded.relatives, base),
        reuse: ReuseItem {
            adaptations: loaded.reuse.0,
            answers: loaded.reuse.1,
            taught: loaded.taught.times,
            nodes: loaded.taught.nodes,
            people: loaded.taught.people,
        },
        versions: loaded
            .versions
            .iter()
            .map(|one| VersionItem {
                number: one.number,
                url: fixed(one.number),
                published_at: instant(one.published_at.unwrap_or(one.updated_at)),
                change_note: one.change_note.clone(),
            })
            .collect(),
        next_sessions: sessions
            .iter()
            .map(|one| next_session(one, &loaded.courses, base))
            .collect(),
        item,
    };
    Ok(cx.answer(&whole, None))
}

//! Courses for programs: what is learnt, with what, and when it is given next.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use chrono::{NaiveDateTime, SecondsFormat};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::queries::{self, Wanted};
use super::rules::lines;
use super::{Course, CourseId, CourseState, Session, access};
use crate::accounts::rules::query_value;
use crate::materials::codes;
use crate::network::{self, NodeName};
use crate::taxonomy::{Vocabularies, Vocabulary, api::unknown_codes};
use crate::web::{Api, Cursor, FieldErrors, Public, api_invalid, blank_as_none, page_of};
use crate::{Error, Result};

const MOST: usize = 100;

/// What the list may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    topic: String,
    discipline: String,
    node: String,
    limit: String,
    cursor: String,
}

impl Asked {
    /// Of whatever node.
    fn wanted(&self, words: &Vocabularies) -> Result<Wanted, FieldErrors> {
        let codes = [
            ("topic", Vocabulary::Topic, self.topic.as_str()),
            ("discipline", Vocabulary::Discipline, &self.discipline),
        ];
        unknown_codes(words, &codes).into_result()?;
        Ok(Wanted {
            topic: blank_as_none(&self.topic),
            discipline: blank_as_none(&self.discipline),
            after: Cursor::decode(&self.cursor).map(|cursor| (cursor.at, cursor.id)),
            ..Wanted::default()
        })
    }

    fn next(&self, cursor: &str) -> String {
        let pairs = [
            ("topic", self.topic.as_str()),
            ("discipline", &self.discipline),
            ("node", &self.node),
            ("limit", &self.limit),
            ("cursor", cursor),
        ];
        let told = pairs.iter().filter(|(_, value)| !value.is_empty());
        let told: Vec<_> = told.map(|(name, v)| format!("{name}={}", query_value(v))).collect();
        format!("/api/v1/courses?{}", told.join("&"))
    }
}

#[derive(Serialize)]
struct Item {
    slug: String,
    url: String,
    title_fr: String,
    summary_fr: String,
    title_en: String,
    summary_en: String,
    level: Option<String>,
    minutes: Option<i32>,
    topics: Vec<String>,
    disciplines: Vec<String>,
    /// Its slug.
    node: String,
    published_at: Option<String>,
    /// Slugs of what it is taught with.
    materials: Vec<String>,
}

#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    item: Item,
    outcomes_fr: Vec<String>,
    outcomes_en: Vec<String>,
    prerequisites_fr: Vec<String>,
    prerequisites_en: Vec<String>,
    next_sessions: Vec<SessionItem>,
}

#[derive(Serialize)]
struct SessionItem {
    url: String,
    starts_at: Option<String>,
}

fn instant(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn item(
    course: &Course,
    (nodes, materials): (&[NodeName], &HashMap<CourseId, Vec<String>>),
    base: &str,
) -> Item {
    let (slug, text) = (course.slug.clone().unwrap_or_default(), &course.text);
    let node = nodes.iter().find(|node| node.id == course.node_id);
    Item {
        url: format!("{base}/courses/{slug}"),
        slug,
        title_fr: text.title_fr.clone(),
        summary_fr: text.summary_fr.clone(),
        title_en: text.title_en.clone(),
        summary_en: text.summary_en.clone(),
        level: course.level.clone(),
        minutes: course.minutes,
        topics: codes(&text.topic_codes),
        disciplines: codes(&text.discipline_codes),
        node: node.map(|node| node.slug.clone()).unwrap_or_default(),
        published_at: course.published_at.map(instant),
        materials: materials.get(&course.id).cloned().unwrap_or_default(),
    }
}

/// `GET /api/v1/courses`
pub async fn list(cx: Api<Public>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let mut wanted = match asked.wanted(&cx.app.vocabularies()) {
        Ok(wanted) => wanted,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let slug = asked.node.clone();
    let limit: usize = asked.limit.parse().unwrap_or(MOST).clamp(1, MOST);
    let found = cx
        .db
        .read(move |conn| {
            let nodes = network::queries::names(conn)?;
            if !slug.is_empty() {
                let known = nodes.iter().find(|node| node.slug == slug);
                let Some(node) = known else { return Ok(None) };
                wanted.node = Some(node.id.clone());
            }
            let most = i64::try_from(limit).unwrap_or(100);
            let found = queries::catalogue(conn, &wanted, most)?;
            let ids: Vec<_> = found.iter().map(|(course, _)| course.id.clone()).collect();
            let materials = queries::slugs_taught_in(conn, &ids)?;
            Ok(Some((found, nodes, materials)))
        })
        .await?;
    let Some((found, nodes, materials)) = found else {
        return Ok(api_invalid(&FieldErrors::one("node", "network-unknown-code")));
    };
    let page = page_of(found, limit, |(course, _): &(Course, String)| Cursor {
        at: course.published_at.unwrap_or(course.updated_at),
        id: course.id.to_string(),
    });
    let link = page.next.as_ref().map(|next| asked.next(next));
    let (base, around) = (&cx.app.config.base_url, (&*nodes, &materials));
    let items: Vec<_> = page.items.iter().map(|(course, _)| item(course, around, base)).collect();
    Ok(cx.answer(&json!({ "items": items, "next": page.next }), link.as_deref()))
}

/// `GET /api/v1/courses/{slug}`
pub async fn show(cx: Api<Public>, slug: web::Path<String>) -> Result<HttpResponse> {
    let (slug, now) = (slug.into_inner(), cx.now);
    let (course, nodes, materials, sessions) = cx
        .db
        .read(move |conn| {
            let course = access::course_for_reader(conn, &slug)?;
            if course.state != CourseState::Published {
                return Err(Error::NotFound);
            }
            let own = std::slice::from_ref(&course.id);
            let materials = queries::slugs_taught_in(conn, own)?;
            let sessions = queries::next_sessions(conn, own, now)?;
            Ok((course, network::queries::names(conn)?, materials, sessions))
        })
        .await?;
    let base = &cx.app.config.base_url;
    let session = |one: &Session| SessionItem {
        url: format!("{base}/sessions/{}", one.id),
        starts_at: one.starts_at.map(instant),
    };
    let whole = Whole {
        item: item(&course, (&*nodes, &materials), base),
        outcomes_fr: lines(&course.text.outcomes_fr),
        outcomes_en: lines(&course.text.outcomes_en),
        prerequisites_fr: lines(&course.text.prerequisites_fr),
        prerequisites_en: lines(&course.text.prerequisites_en),
        next_sessions: sessions.iter().map(session).collect(),
    };
    Ok(cx.answer(&whole, None))
}

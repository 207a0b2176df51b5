//! Sessions for programs.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDateTime, NaiveTime, SecondsFormat};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::pages::course_materials::shown;
use super::queries::{self, Wanted};
use super::rules::{Window, held, times, window};
use super::{CourseId, Fill, Given, Mode, Presence, SessionState, Terms, access};
use crate::accounts::rules::query_value;
use crate::courses::Trainer;
use crate::i18n::Locale;
use crate::materials::codes;
use crate::taxonomy::{Vocabularies, Vocabulary, api::unknown_codes};
use crate::web::{Api, Cursor, FieldErrors, Public, api_invalid, blank_as_none, day, page_of};
use crate::{Error, Result};

const MOST: usize = 100;

/// What a list may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
    to: String,
    node: String,
    discipline: String,
    topic: String,
    mode: String,
    region: String,
    open: String,
    limit: String,
    cursor: String,
}

impl Asked {
    fn wanted(&self, words: &Vocabularies, now: NaiveDateTime) -> Result<Wanted, FieldErrors> {
        let codes = [
            ("discipline", Vocabulary::Discipline, self.discipline.as_str()),
            ("topic", Vocabulary::Topic, &self.topic),
            ("region", Vocabulary::Region, &self.region),
        ];
        let mut errors = unknown_codes(words, &codes);
        let mode = blank_as_none(&self.mode).map(|mode| mode.parse::<Mode>());
        if matches!(mode, Some(Err(_))) {
            errors.add("mode", "network-unknown-code");
        }
        let mut at = |field, typed: &str| {
            let read = instant(typed);
            if read.is_none() && !typed.is_empty() {
                errors.add(field, "courses-error-moment");
            }
            read
        };
        let (from, to) = (at("from", &self.from), at("to", &self.to));
        errors.into_result()?;
        Ok(Wanted {
            topic: blank_as_none(&self.topic),
            discipline: blank_as_none(&self.discipline),
            mode: mode.and_then(Result::ok),
            region: blank_as_none(&self.region),
            // Without a word about when, what is to come.
            from: Some(from.unwrap_or(now)),
            to,
            open: matches!(self.open.as_str(), "true" | "1" | "yes").then_some(now),
            after: Cursor::decode(&self.cursor).map(|cursor| (cursor.at, cursor.id)),
            ..Wanted::default()
        })
    }

    fn next(&self, cursor: &str) -> String {
        let pairs = [
            ("from", self.from.as_str()),
            ("to", &self.to),
            ("node", &self.node),
            ("discipline", &self.discipline),
            ("topic", &self.topic),
            ("mode", &self.mode),
            ("region", &self.region),
            ("open", &self.open),
            ("limit", &self.limit),
            ("cursor", cursor),
        ];
        let told = pairs.iter().filter(|(_, value)| !value.is_empty());
        let told: Vec<_> = told.map(|(name, v)| format!("{name}={}", query_value(v))).collect();
        format!("/api/v1/sessions?{}", told.join("&"))
    }
}

/// A day, or an instant with its offset.
fn instant(typed: &str) -> Option<NaiveDateTime> {
    let whole = DateTime::parse_from_rfc3339(typed).ok().map(|at| at.naive_utc());
    whole.or_else(|| day(typed).map(|day| day.and_time(NaiveTime::MIN)))
}

#[derive(Serialize)]
pub struct Item {
    id: String,
    url: String,
    state: SessionState,
    course: CourseItem,
    title: String,
    mode: Mode,
    language: Locale,
    zone: String,
    starts_at: Option<String>,
    ends_at: Option<String>,
    place: String,
    region: Option<String>,
    node: String,
    seats: Seats,
    /// People who wait for a seat.
    waiting: i32,
    pools: Vec<PoolItem>,
    registration: Registration,
}

#[derive(Serialize)]
struct CourseItem {
    slug: String,
    title_fr: String,
    title_en: String,
}

#[derive(Serialize)]
struct Seats {
    /// None: there is no limit.
    capacity: Option<i32>,
    /// For everybody.
    free: Option<i32>,
    /// For some.
    kept: i32,
}

#[derive(Serialize)]
struct PoolItem {
    mode: Presence,
    capacity: Option<i32>,
    free: Option<i32>,
    kept: i32,
    waiting: i32,
}

#[derive(Serialize)]
struct Registration {
    state: &'static str,
    opens_at: Option<String>,
    closes_at: Option<String>,
    approval: bool,
    /// Who is let in at once, where some are.
    rule: Option<RuleItem>,
}

#[derive(Serialize)]
struct RuleItem {
    /// Slugs.
    institutions: Vec<String>,
    disciplines: Vec<String>,
    /// Whoever was at it, by its id.
    course: Option<CourseId>,
    /// What becomes of the others: `by_hand` or `refused`.
    others: &'static str,
}

fn rule(terms: &Terms) -> Option<RuleItem> {
    terms.has_rule().then(|| RuleItem {
        institutions: codes(&terms.rule_institutions),
        disciplines: codes(&terms.rule_disciplines),
        course: terms.rule_course.clone(),
        others: if terms.rule_strict { "refused" } else { "by_hand" },
    })
}

#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    item: Item,
    meetings: Vec<MeetingItem>,
    trainers: Vec<TrainerItem>,
    questions: Vec<QuestionItem>,
    materials: Vec<MaterialItem>,
}

/// What its course is taught with.
#[derive(Serialize)]
struct MaterialItem {
    slug: String,
    url: String,
    title: String,
    /// The version that is meant for good; none is the newest.
    version: Option<i32>,
}

#[derive(Serialize)]
struct QuestionItem {
    id: String,
    label: String,
    required: bool,
}

#[derive(Serialize)]
struct MeetingItem {
    id: String,
    title: String,
    starts_at: String,
    ends_at: String,
    mode: Mode,
    place: String,
}

#[derive(Serialize)]
struct TrainerItem {
    name: String,
    affiliation: String,
}

fn item(given: &Given, fill: &[Fill], base: &str, now: NaiveDateTime) -> Item {
    let (session, course, zone) = (&given.session, &given.course, given.session.zone());
    let at = |at: NaiveDateTime| times::local(at, zone).to_rfc3339_opts(SecondsFormat::Secs, false);
    let pools: Vec<PoolItem> = fill
        .iter()
        .filter(|one| one.session_id == session.id)
        .map(|one| PoolItem {
            mode: one.mode,
            capacity: one.seats(),
            free: one.seats().map(|_| one.free()),
            kept: one.reserved(),
            waiting: one.waiting,
        })
        .collect();
    Item {
        id: session.id.to_string(),
        url: format!("{base}/sessions/{}", session.id),
        state: session.state,
        course: CourseItem {
            slug: course.slug.clone().unwrap_or_default(),
            title_fr: course.text.title_fr.clone(),
            title_en: course.text.title_en.clone(),
        },
        title: session.terms.title.clone(),
        mode: session.terms.mode,
        language: session.terms.language,
        zone: session.terms.zone.clone(),
        starts_at: session.starts_at.map(at),
        ends_at: session.ends_at.map(at),
        place: session.terms.place.clone(),
        region: session.terms.region.clone(),
        node: given.node_slug.clone(),
        seats: Seats {
            capacity: pools.iter().map(|pool| pool.capacity).sum(),
            free: pools.iter().map(|pool| pool.free).sum(),
            kept: pools.iter().map(|pool| pool.kept).sum(),
        },
        waiting: pools.iter().map(|pool| pool.waiting).sum(),
        pools,
        registration: Registration {
            state: match window(session, now) {
                Window::Open => "open",
                Window::NotYet(_) => "not_yet",
                Window::Closed => "closed",
                Window::Cancelled => "cancelled",
            },
            opens_at: session.terms.opens_at.map(at),
            closes_at: session.terms.closes_at.or(session.starts_at).map(at),
            approval: session.terms.approval,
            rule: rule(&session.terms),
        },
    }
}

/// `GET /api/v1/sessions`
pub async fn list(cx: Api<Public>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let mut wanted = match asked.wanted(&cx.app.vocabularies(), cx.now) {
        Ok(wanted) => wanted,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let (slug, now) = (asked.node.clone(), cx.now);
    let limit: usize = asked.limit.parse().unwrap_or(MOST).clamp(1, MOST);
    let found = cx
        .db
        .read(move |conn| {
            if !slug.is_empty() {
                let Some(node) = queries::known_node(conn, &slug)? else { return Ok(None) };
                wanted.node = Some(node);
            }
            let most = i64::try_from(limit).unwrap_or(100);
            let found = queries::sessions(conn, &wanted, most)?;
            let ids: Vec<_> = found.iter().map(|given| given.session.id.clone()).collect();
            Ok(Some((found, queries::fill_of(conn, &ids, now)?)))
        })
        .await?;
    let Some((found, fill)) = found else {
        return Ok(api_invalid(&FieldErrors::one("node", "network-unknown-code")));
    };
    let page = page_of(found, limit, |given: &Given| Cursor {
        at: given.session.starts_at.unwrap_or(given.session.updated_at),
        id: given.session.id.to_string(),
    });
    let link = page.next.as_ref().map(|next| asked.next(next));
    let base = &cx.app.config.base_url;
    let items: Vec<_> = page.items.iter().map(|one| item(one, &fill, base, cx.now)).collect();
    Ok(cx.answer(&json!({ "items": items, "next": page.next }), link.as_deref()))
}

/// `GET /api/v1/sessions/{id}`
pub async fn show(cx: Api<Public>, id: web::Path<String>) -> Result<HttpResponse> {
    let (id, now) = (id.parse().map_err(|_| Error::NotFound)?, cx.now);
    let (given, parts, fill, materials) = cx
        .db
        .read(move |conn| {
            let given = access::session_for_reader(conn, &id)?;
            let fill = queries::fill_of(conn, std::slice::from_ref(&id), now)?;
            let materials = shown(conn, &given.course.id, given.session.terms.language)?;
            Ok((given, queries::parts_of(conn, &id)?, fill, materials))
        })
        .await?;
    let (zone, base) = (given.session.zone(), &cx.app.config.base_url);
    let at = |at: NaiveDateTime| times::local(at, zone).to_rfc3339_opts(SecondsFormat::Secs, false);
    let trainer = |one: &Trainer| TrainerItem {
        name: one.name.clone(),
        affiliation: one.affiliation.clone(),
    };
    let whole = Whole {
        item: item(&given, &fill, base, cx.now),
        materials: materials
            .into_iter()
            .filter(|one| !one.is_gone)
            .map(|one| MaterialItem {
                url: format!("{base}/materials/{}", one.slug),
                slug: one.slug,
                title: one.title,
                version: one.version,
            })
            .collect(),
        meetings: parts
            .meetings
            .iter()
            .map(|one| MeetingItem {
                id: one.id.to_string(),
                title: one.title.clone(),
                starts_at: at(one.starts_at),
                ends_at: at(one.ends_at),
                mode: held::mode(one, &given.session),
                place: one.place.clone(),
            })
            .collect(),
        trainers: parts.trainers.iter().map(trainer).collect(),
        questions: parts
            .questions
            .iter()
            .map(|one| QuestionItem {
                id: one.id.to_string(),
                label: one.label.clone(),
                required: one.required,
            })
            .collect(),
    };
    Ok(cx.answer(&whole, None))
}

//! Sessions to come, and the courses there are.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::line::{SessionLine, line};
use super::{Choice, choice};
use crate::Result;
use crate::accounts::NodeId;
use crate::accounts::rules::query_value;
use crate::courses::queries::{self, Wanted};
use crate::courses::{Course, Mode, SessionId};
use crate::i18n::Locale;
use crate::materials::pages::coded_level;
use crate::materials::rules::minutes;
use crate::network::{self, NodeName};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::text::fold;
use crate::web::{Anyone, Context, Cursor, Pager, blank_as_none};

const PAGE: i64 = 20;

/// What is asked for, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    view: String,
    q: String,
    topic: String,
    discipline: String,
    mode: String,
    node: String,
    region: String,
    open: String,
    /// `closing`: the next to close first.
    order: String,
    cursor: String,
}

impl Asked {
    fn is_by_closing(&self) -> bool {
        self.order == "closing"
    }

    fn is_catalogue(&self) -> bool {
        self.view == "courses"
    }

    pub(super) fn node(&self) -> &str {
        &self.node
    }

    /// The address of the same as a table, without its ending.
    pub(super) fn exports(&self) -> String {
        let address = self.address("", "");
        address.strip_prefix("/courses").unwrap_or_default().to_owned()
    }

    /// What is to come of what is asked for.
    pub(super) fn wanted(&self, now: NaiveDateTime) -> Wanted {
        Wanted {
            from: Some(now),
            open: (!self.open.is_empty()).then_some(now),
            closing: self.is_by_closing().then_some(now),
            words: fold(&self.q)
                .split(' ')
                .filter(|word| !word.is_empty())
                .take(8)
                .map(str::to_owned)
                .collect(),
            topic: blank_as_none(&self.topic),
            discipline: blank_as_none(&self.discipline),
            mode: self.mode.parse().ok(),
            region: blank_as_none(&self.region),
            after: Cursor::decode(&self.cursor).map(|cursor| (cursor.at, cursor.id)),
            ..Wanted::default()
        }
    }

    fn is_narrowed(&self) -> bool {
        [&self.q, &self.topic, &self.discipline, &self.mode, &self.node, &self.region, &self.open]
            .iter()
            .any(|typed| !typed.trim().is_empty())
    }

    fn address(&self, view: &str, cursor: &str) -> String {
        let pairs = [
            ("view", view),
            ("q", self.q.as_str()),
            ("topic", &self.topic),
            ("discipline", &self.discipline),
            ("mode", &self.mode),
            ("node", &self.node),
            ("region", &self.region),
            ("open", &self.open),
            ("order", &self.order),
            ("cursor", cursor),
        ];
        let told = pairs.iter().filter(|(_, value)| !value.is_empty());
        let told: Vec<_> = told.map(|(name, v)| format!("{name}={}", query_value(v))).collect();
        if told.is_empty() { "/courses".to_owned() } else { format!("/courses?{}", told.join("&")) }
    }
}

#[derive(Serialize)]
struct View {
    catalogue: bool,
    view: &'static str,
    q: String,
    open: bool,
    by_closing: bool,
    narrowed: bool,
    sessions_href: String,
    /// What narrows the tables down as it does the page.
    exports: String,
    courses_href: String,
    topics: Vec<Choice>,
    disciplines: Vec<Choice>,
    modes: Vec<Choice>,
    nodes: Vec<Choice>,
    regions: Vec<Choice>,
    items: Vec<SessionLine>,
    courses: Vec<CourseLine>,
    pager: Pager,
    staff: bool,
}

/// A course in the catalogue.
#[derive(Debug, Serialize)]
struct CourseLine {
    href: String,
    title: String,
    lang: Locale,
    summary: String,
    summary_lang: Locale,
    level: Option<String>,
    duration: Option<String>,
    node: String,
    topics: Vec<String>,
    next: Option<SessionLine>,
}

/// `GET /courses`
pub async fn list(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let asked = asked.into_inner();
    let staff = cx.actor().is_some_and(crate::accounts::Actor::is_staff);
    let words = cx.app.vocabularies();
    let mut wanted = asked.wanted(cx.now);
    let (catalogue, locale, now) = (asked.is_catalogue(), cx.locale, cx.now);
    let by_closing = asked.is_by_closing();
    let (spoken, slug) = (words.clone(), asked.node.clone());
    let (items, courses, nodes, next) = cx
        .db
        .read(move |conn| {
            let nodes = network::queries::names(conn)?;
            if !slug.is_empty() {
                let known = nodes.iter().find(|node| node.slug == slug);
                // Of an address that is nobody's, nothing is given.
                wanted.node = Some(known.map_or_else(NodeId::new, |node| node.id.clone()));
            }
            if catalogue {
                let mut found = queries::catalogue(conn, &wanted, PAGE)?;
                let next = cut(&mut found, |(course, _)| Cursor {
                    at: course.published_at.unwrap_or(course.updated_at),
                    id: course.id.to_string(),
                });
                let ids: Vec<_> = found.iter().map(|(course, _)| course.id.clone()).collect();
                let soon = queries::next_sessions(conn, &ids, now)?;
                let seats: Vec<SessionId> = soon.iter().map(|one| one.id.clone()).collect();
                let fill = queries::fill_of(conn, &seats, now)?;
                let lines = found.iter().map(|(course, node)| {
                    let next = soon.iter().find(|one| one.course_id == course.id);
                    let next = next.map(|session| {
                        let given = crate::courses::Given {
                            session: session.clone(),
                            course: course.clone(),
                            node: node.clone(),
                            node_slug: String::new(),
                        };
                        line(&given, &fill, now, locale)
                    });
                    course_line((course, node), next, &spoken, locale)
                });
                return Ok((Vec::new(), lines.collect(), nodes, next));
            }
            let mut found = queries::sessions(conn, &wanted, PAGE)?;
            let next = cut(&mut found, |given| {
                let closes = given.session.terms.closes_at.filter(|_| by_closing);
                let at = closes.or(given.session.starts_at);
                Cursor {
                    at: at.unwrap_or(given.session.updated_at),
                    id: given.session.id.to_string(),
                }
            });
            let ids: Vec<_> = found.iter().map(|given| given.session.id.clone()).collect();
            let fill = queries::fill_of(conn, &ids, now)?;
            let lines = found.iter().map(|given| line(given, &fill, now, locale)).collect();
            Ok((lines, Vec::new(), nodes, next))
        })
        .await?;
    let view = view(&asked, (items, courses), next, (&words, &nodes, locale), staff);
    cx.public_page("courses/list", cx.head("courses-title", "courses"), &view)
}

/// Cuts a list to a page; answers where the next one begins.
fn cut<T>(found: &mut Vec<T>, cursor: impl Fn(&T) -> Cursor) -> Option<String> {
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    found.last().filter(|_| more).map(|last| cursor(last).encode())
}

fn course_line(
    (course, node): (&Course, &str),
    next: Option<SessionLine>,
    words: &Vocabularies,
    locale: Locale,
) -> CourseLine {
    let said = course.text.said(locale);
    let cut: String = said.summary.chars().take(240).collect();
    CourseLine {
        href: format!("/courses/{}", course.slug.as_deref().unwrap_or_default()),
        title: said.title.to_owned(),
        lang: said.language,
        summary_lang: said.summary_language,
        summary: if cut.len() < said.summary.len() {
            format!("{} …", cut.trim_end())
        } else {
            cut
        },
        level: course.level.as_deref().map(|level| coded_level(level, locale)),
        duration: course.minutes.map(|n| minutes::said(n, locale)),
        node: node.to_owned(),
        topics: topics(course, words, locale),
        next,
    }
}

/// The topics of a course in words.
pub fn topics(course: &Course, words: &Vocabularies, locale: Locale) -> Vec<String> {
    crate::materials::codes(&course.text.topic_codes)
        .iter()
        .map(|code| words.label(Vocabulary::Topic, code, locale))
        .collect()
}

fn view(
    asked: &Asked,
    (items, courses): (Vec<SessionLine>, Vec<CourseLine>),
    next: Option<String>,
    (words, nodes, locale): (&Vocabularies, &[NodeName], Locale),
    staff: bool,
) -> View {
    let name = if asked.is_catalogue() { "courses" } else { "" };
    let topics = words
        .topics
        .iter()
        .map(|one| (one.code.as_str(), locale.pick(&one.label_fr, &one.label_en)));
    let fields = words.disciplines.iter().filter(|one| one.parent.is_none());
    let fields = fields.map(|one| (one.code.as_str(), locale.pick(&one.label_fr, &one.label_en)));
    let regions = words
        .regions
        .iter()
        .map(|one| (one.code.as_str(), locale.pick(&one.label_fr, &one.label_en)));
    let of = |pairs: &mut dyn Iterator<Item = (&str, &str)>, chosen: &str| -> Vec<Choice> {
        pairs.map(|(code, label)| choice(code, label.to_owned(), code == chosen)).collect()
    };
    let mode = |one: &Mode| {
        choice(one.as_str(), super::line::mode(*one, locale).word, one.as_str() == asked.mode)
    };
    View {
        catalogue: asked.is_catalogue(),
        view: name,
        q: asked.q.clone(),
        open: !asked.open.is_empty(),
        by_closing: asked.is_by_closing(),
        narrowed: asked.is_narrowed(),
        sessions_href: asked.address("", ""),
        exports: asked.exports(),
        courses_href: asked.address("courses", ""),
        topics: of(&mut topics.into_iter(), &asked.topic),
        disciplines: of(&mut fields.into_iter(), &asked.discipline),
        modes: Mode::ALL.iter().map(mode).collect(),
        nodes: nodes
            .iter()
            .map(|node| choice(&node.slug, node.short_name.clone(), node.slug == asked.node))
            .collect(),
        regions: of(&mut regions.into_iter(), &asked.region),
        items,
        courses,
        pager: Pager {
            first: (!asked.cursor.is_empty()).then(|| asked.address(name, "")),
            next: next.map(|cursor| asked.address(name, &cursor)),
        },
        staff,
    }
}

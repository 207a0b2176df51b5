//! The public list of answers.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::excerpt;
use crate::Result;
use crate::accounts::rules::query_value;
use crate::clock::network_day;
use crate::i18n::Locale;
use crate::knowledge::{Published, ops, queries, rules};
use crate::search::{Marks, Piece, Search};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::tickets::pages::words::topic_choices;
use crate::web::{Anyone, Choice, Context, Cursor, Pager, blank_as_none, choices};

const PAGE: i64 = 20;

/// What the address asks.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub q: String,
    pub topic: String,
    pub discipline: String,
    pub cursor: String,
}

impl Asked {
    /// What is looked for; a discipline stands for those below it too.
    pub fn wanted(&self, words: &Vocabularies, limit: i64) -> queries::Wanted {
        let below = |code: &String| words.discipline_line(code).contains(&self.discipline);
        let disciplines = words.disciplines.iter().map(|one| one.code.clone()).filter(below);
        let after = Cursor::decode(&self.cursor);
        queries::Wanted {
            words: self.q.chars().take(200).collect(),
            topic: blank_as_none(&self.topic),
            disciplines: match self.discipline.as_str() {
                "" => Vec::new(),
                _ => disciplines.collect(),
            },
            after: after.and_then(|cursor| Some((cursor.at, cursor.id.parse().ok()?))),
            limit,
        }
    }

    /// The query of the page that begins at a cursor.
    pub fn query(&self, cursor: &str) -> String {
        let pairs = [
            ("q", self.q.as_str()),
            ("topic", &self.topic),
            ("discipline", &self.discipline),
            ("cursor", cursor),
        ];
        let said = pairs.iter().filter(|(_, value)| !value.is_empty());
        said.map(|(name, v)| format!("{name}={}", query_value(v))).collect::<Vec<_>>().join("&")
    }
}

/// The place of an article in the list.
pub fn place(one: &Published) -> Cursor {
    let at = one.version.published_at.unwrap_or(one.version.updated_at);
    Cursor { at, id: one.article.id.to_string() }
}

#[derive(Serialize)]
struct View {
    q: String,
    topics: Vec<Choice>,
    disciplines: Vec<Choice>,
    filtered: bool,
    /// Something is looked for: what is nearest comes first.
    nearest: bool,
    items: Vec<Item>,
    pager: Pager,
    ask: String,
}

#[derive(Serialize)]
struct Item {
    href: String,
    title: Vec<Piece>,
    lang: Locale,
    /// Written in the other language only.
    foreign: bool,
    excerpt: Vec<Piece>,
    topics: Vec<String>,
    node: String,
    checked_on: NaiveDate,
    overdue: bool,
}

/// `GET /knowledge`
pub async fn list(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let (words, locale, asked) = (cx.app.vocabularies(), cx.locale, asked.into_inner());
    let wanted = asked.wanted(&words, PAGE);
    let mut found = cx.db.read(move |conn| ops::find(conn, &wanted)).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| more).map(|last| place(last).encode());
    let today = network_day(cx.now);
    let marks = Marks::of(&Search::parse(&asked.q));
    let fields = words
        .disciplines
        .iter()
        .map(|one| (one.code.clone(), locale.pick(&one.label_fr, &one.label_en).to_owned()));
    let view = View {
        topics: topic_choices(&words, locale, &asked.topic),
        disciplines: choices(fields, &asked.discipline),
        filtered: !asked.query("").is_empty(),
        nearest: !Search::parse(&asked.q).is_empty(),
        items: found.iter().map(|one| item(one, &words, &marks, (locale, today))).collect(),
        pager: Pager {
            first: (!asked.cursor.is_empty()).then(|| address(&asked.query(""))),
            next: next.map(|cursor| address(&asked.query(&cursor))),
        },
        ask: format!(
            "/tickets/new?topic={}&body={}",
            query_value(&asked.topic),
            query_value(&asked.q)
        ),
        q: asked.q,
    };
    cx.public_page("knowledge/list", cx.head("knowledge-title", "knowledge"), &view)
}

fn address(query: &str) -> String {
    if query.is_empty() { "/knowledge".to_owned() } else { format!("/knowledge?{query}") }
}

fn item(
    one: &Published,
    words: &Vocabularies,
    marks: &Marks,
    (locale, today): (Locale, NaiveDate),
) -> Item {
    let said = one.version.said(locale);
    let plain = |text: &str| vec![Piece { text: text.to_owned(), found: false }];
    let checked = one.article.checked_at.or(one.version.published_at);
    Item {
        href: format!("/articles/{}", one.article.slug.as_deref().unwrap_or_default()),
        title: marks.marked(said.title).unwrap_or_else(|| plain(said.title)),
        lang: said.language,
        foreign: said.language != locale,
        excerpt: marks
            .snippet(&excerpt_source(said.body))
            .unwrap_or_else(|| plain(&excerpt(said.body))),
        topics: one
            .version
            .topics()
            .iter()
            .map(|code| words.label(Vocabulary::Topic, code, locale))
            .collect(),
        node: one.node.clone(),
        checked_on: network_day(checked.unwrap_or(one.version.updated_at)),
        overdue: rules::overdue(one.article.review_on, today),
    }
}

/// What a snippet is cut from: the words alone.
fn excerpt_source(body: &str) -> String {
    super::without_addresses(&body.replace(['*', '`', '#'], ""))
}

//! Published answers for programs.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime, SecondsFormat};
use serde::{Deserialize, Serialize};

use super::pages::{Asked, place};
use super::{Published, Variant, access, ops, rules};
use crate::Result;
use crate::clock::network_day;
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary, api::unknown_codes};
use crate::web::{Api, FieldErrors, Public, api_invalid, page_of};

const MOST: usize = 100;

/// What a list may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListAsked {
    q: String,
    topic: String,
    discipline: String,
    limit: String,
    cursor: String,
}

impl ListAsked {
    fn asked(self) -> Asked {
        Asked { q: self.q, topic: self.topic, discipline: self.discipline, cursor: self.cursor }
    }

    fn check(&self, words: &Vocabularies) -> Result<usize, FieldErrors> {
        let codes = [
            ("topic", Vocabulary::Topic, self.topic.as_str()),
            ("discipline", Vocabulary::Discipline, &self.discipline),
        ];
        unknown_codes(words, &codes).into_result()?;
        Ok(self.limit.parse().unwrap_or(MOST).clamp(1, MOST))
    }
}

/// An article without its text.
#[derive(Serialize)]
struct Item {
    slug: String,
    url: String,
    title_fr: Option<String>,
    title_en: Option<String>,
    languages: Vec<Locale>,
    topics: Vec<String>,
    disciplines: Vec<String>,
    node: String,
    version: i32,
    published_at: String,
    checked_at: String,
    review_on: Option<NaiveDate>,
    overdue: bool,
}

/// An article with what it says, in Markdown.
#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    item: Item,
    body_fr: Option<String>,
    body_en: Option<String>,
    variants: Vec<Differs>,
}

/// What is right for those whom one body employs.
#[derive(Serialize)]
struct Differs {
    institution: String,
    body_fr: Option<String>,
    body_en: Option<String>,
}

fn written(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

fn instant(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn item(one: &Published, base: &str, today: NaiveDate) -> Item {
    let Published { article, version, .. } = one;
    let slug = article.slug.clone().unwrap_or_default();
    let published_at = version.published_at.unwrap_or(version.updated_at);
    Item {
        url: format!("{base}/articles/{slug}"),
        slug,
        title_fr: written(&version.title_fr),
        title_en: written(&version.title_en),
        languages: Locale::ALL.iter().copied().filter(|one| version.speaks(*one)).collect(),
        topics: version.topics(),
        disciplines: version.disciplines(),
        node: one.node_slug.clone(),
        version: version.number,
        published_at: instant(published_at),
        checked_at: instant(article.checked_at.unwrap_or(published_at)),
        review_on: article.review_on,
        overdue: rules::overdue(article.review_on, today),
    }
}

/// `GET /api/v1/articles`
pub async fn list(cx: Api<Public>, asked: web::Query<ListAsked>) -> Result<HttpResponse> {
    let (words, asked) = (cx.app.vocabularies(), asked.into_inner());
    let limit = match asked.check(&words) {
        Ok(limit) => limit,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let asked = asked.asked();
    let wanted = asked.wanted(&words, i64::try_from(limit).unwrap_or(1));
    let found = cx.db.read(move |conn| ops::find(conn, &wanted)).await?;
    let page = page_of(found, limit, place);
    let link = page
        .next
        .as_ref()
        .map(|next| format!("/api/v1/articles?{}&limit={limit}", asked.query(next)));
    let (base, today) = (&cx.app.config.base_url, network_day(cx.now));
    let items: Vec<_> = page.items.iter().map(|one| item(one, base, today)).collect();
    let body = serde_json::json!({ "items": items, "next": page.next });
    Ok(cx.answer(&body, link.as_deref()))
}

/// `GET /api/v1/articles/{slug}`
pub async fn show(cx: Api<Public>, slug: web::Path<String>) -> Result<HttpResponse> {
    let slug = slug.into_inner();
    let (found, variants) = cx.db.read(move |conn| access::for_reader(conn, &slug)).await?;
    let differs = |one: Variant| Differs {
        body_fr: written(&one.body_fr),
        body_en: written(&one.body_en),
        institution: one.institution,
    };
    let whole = Whole {
        item: item(&found, &cx.app.config.base_url, network_day(cx.now)),
        body_fr: written(&found.version.body_fr),
        body_en: written(&found.version.body_en),
        variants: variants.into_iter().map(differs).collect(),
    };
    Ok(cx.answer(&whole, None))
}

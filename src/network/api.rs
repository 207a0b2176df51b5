//! The directory for programs.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::queries::{self, Of, Until};
use super::rules::search::{self, Filter};
use super::{Kind, Listed, NodeEntry, entry};
use crate::Result;
use crate::accounts::rules::query_value;
use crate::clock::network_day;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Api, Cursor, FieldErrors, Public, api_invalid, blank_as_none, page_of};

const MOST: usize = 100;

/// What a list may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    region: String,
    discipline: String,
    service: String,
    institution: String,
    q: String,
    limit: String,
    cursor: String,
}

impl Asked {
    fn filter(&self, known: &Vocabularies) -> Result<Filter, FieldErrors> {
        let mut errors = FieldErrors::none();
        let kind = blank_as_none(&self.kind).map(|kind| kind.parse::<Kind>());
        if matches!(kind, Some(Err(_))) {
            errors.add("kind", "network-unknown-code");
        }
        let mut code = |field, vocabulary, typed: &str| {
            let typed = blank_as_none(typed);
            if typed.as_deref().is_some_and(|typed| !known.has(vocabulary, typed)) {
                errors.add(field, "network-unknown-code");
            }
            typed
        };
        let region = code("region", Vocabulary::Region, &self.region);
        let discipline = code("discipline", Vocabulary::Discipline, &self.discipline);
        let service = code("service", Vocabulary::Service, &self.service);
        let institution = blank_as_none(&self.institution)
            .map(|typed| known.institution_named(&typed).map(|found| found.slug.clone()));
        if institution == Some(None) {
            errors.add("institution", "network-unknown-code");
        }
        errors.into_result()?;
        let (kind, institution) = (kind.and_then(Result::ok), institution.flatten());
        Ok(Filter { kind, region, discipline, service, institution, q: self.q.clone() })
    }

    fn limit(&self) -> usize {
        self.limit.parse().unwrap_or(MOST).clamp(1, MOST)
    }

    /// The address of the page that begins at `cursor`.
    fn next(&self, cursor: &str) -> String {
        let pairs = [
            ("kind", self.kind.as_str()),
            ("region", &self.region),
            ("discipline", &self.discipline),
            ("service", &self.service),
            ("institution", &self.institution),
            ("q", &self.q),
            ("limit", &self.limit),
            ("cursor", cursor),
        ];
        let told = pairs.iter().filter(|(_, value)| !value.is_empty());
        let told: Vec<_> = told.map(|(name, v)| format!("{name}={}", query_value(v))).collect();
        format!("/api/v1/nodes?{}", told.join("&"))
    }
}

/// A node as anybody may read it, with its permanent address.
#[derive(Serialize)]
struct Item {
    #[serde(flatten)]
    entry: NodeEntry,
    url: String,
}

fn item(listed: &Listed, known: &Vocabularies, base: &str) -> Item {
    let url = format!("{base}/nodes/{}", listed.node.slug);
    Item { entry: entry(listed, known), url }
}

/// `GET /api/v1/nodes`
pub async fn list(cx: Api<Public>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let known = cx.app.vocabularies();
    let filter = match asked.filter(&known) {
        Ok(filter) => filter,
        Err(errors) => return Ok(api_invalid(&errors)),
    };
    let today = network_day(cx.now);
    let mut nodes = cx
        .db
        .read(move |conn| Ok(queries::listed(conn, Of::Everyone, Until::InForce(today))?))
        .await?;
    let place = |one: &Listed| (one.node.created_at, one.node.id.to_string());
    nodes.sort_by_key(place);
    if let Some(after) = Cursor::decode(&asked.cursor) {
        nodes.retain(|one| place(one) > (after.at, after.id.clone()));
    }
    let mut found = search::select(&filter, &nodes, &known);
    found.truncate(asked.limit() + 1);
    let cursor = |one: &&Listed| Cursor { at: one.node.created_at, id: one.node.id.to_string() };
    let page = page_of(found, asked.limit(), cursor);
    let link = page.next.as_ref().map(|next| asked.next(next));
    let base = &cx.app.config.base_url;
    let items: Vec<_> = page.items.iter().map(|one| item(one, &known, base)).collect();
    let body = serde_json::json!({ "items": items, "next": page.next });
    Ok(cx.answer(&body, link.as_deref()))
}

/// `GET /api/v1/nodes/{slug}`
pub async fn show(cx: Api<Public>, slug: web::Path<String>) -> Result<HttpResponse> {
    let (slug, today) = (slug.into_inner(), network_day(cx.now));
    let found = cx
        .db
        .read(move |conn| {
            let id = queries::by_slug(conn, &slug)?.id;
            Ok(queries::listed(conn, Of::One(&id), Until::InForce(today))?)
        })
        .await?;
    let listed = found.first().ok_or(crate::Error::NotFound)?;
    let item = item(listed, &cx.app.vocabularies(), &cx.app.config.base_url);
    Ok(cx.answer(&item, None))
}

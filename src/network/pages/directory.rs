//! The public list of nodes.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::map::{self, MapView};
use super::words::{self, Choice, Mark};
use crate::Result;
use crate::accounts::rules::query_value;
use crate::clock::network_day;
use crate::i18n::Locale;
use crate::network::queries::{self, Of, Until};
use crate::network::rules::search::{self, Filter};
use crate::network::{Kind, Listed, Status};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Anyone, Badge, Context, blank_as_none};

/// What the address asks.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    kind: String,
    region: String,
    discipline: String,
    service: String,
    institution: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            kind: self.kind.parse().ok(),
            region: blank_as_none(&self.region),
            discipline: blank_as_none(&self.discipline),
            service: blank_as_none(&self.service),
            institution: blank_as_none(&self.institution),
            q: self.q.clone(),
        }
    }

    fn is_blank(&self) -> bool {
        self.pairs().is_empty()
    }

    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("q", &self.q),
            ("kind", &self.kind),
            ("region", &self.region),
            ("discipline", &self.discipline),
            ("service", &self.service),
            ("institution", &self.institution),
        ];
        all.into_iter()
            .filter(|(_, v)| !v.trim().is_empty())
            .map(|(n, v)| (n, v.as_str()))
            .collect()
    }

    /// The same question about another region.
    fn at(&self, region: &str) -> String {
        let other = Self { region: region.to_owned(), ..self.clone() };
        address("/network", &other)
    }
}

fn address(path: &str, asked: &Asked) -> String {
    let pairs: Vec<_> =
        asked.pairs().into_iter().map(|(name, v)| format!("{name}={}", query_value(v))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

#[derive(Serialize)]
struct View {
    asked: Asked,
    filtered: bool,
    count: usize,
    region: Option<String>,
    cards: Vec<Card>,
    map: MapView,
    live: bool,
    json: String,
    choices: Choices,
}

#[derive(Serialize)]
struct Choices {
    kinds: Vec<Choice>,
    regions: Vec<Choice>,
    areas: Vec<Area>,
    services: Vec<Choice>,
    institution: Option<Choice>,
    institutions: Vec<Choice>,
}

/// An area of research with its fields.
#[derive(Serialize)]
pub struct Area {
    pub label: String,
    pub fields: Vec<Choice>,
}

#[derive(Serialize)]
struct Card {
    slug: String,
    name: String,
    /// The short name, unless the name holds it.
    short_name: Option<String>,
    closed: bool,
    mark: Mark,
    badge: Badge,
    place: Option<String>,
    institutions: Vec<String>,
    disciplines: Vec<String>,
    services: Vec<String>,
}

/// The directory; for htmx only the part that a filter changes.
pub async fn index(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let today = network_day(cx.now);
    let known = cx.app.vocabularies();
    let mut nodes = cx
        .db
        .read(move |conn| Ok(queries::listed(conn, Of::Everyone, Until::InForce(today))?))
        .await?;
    search::reading_order(&mut nodes);
    let asked = asked.into_inner();
    let live = cx.request().headers().contains_key("hx-request");
    let view = view(&asked, &nodes, &known, cx.locale, live);
    if live {
        return cx.fragment("network/_live", &view);
    }
    cx.page("network/index", cx.head("network-title", "network"), &view)
}

fn view(asked: &Asked, nodes: &[Listed], known: &Vocabularies, locale: Locale, live: bool) -> View {
    let filter = asked.filter();
    let found = search::select(&filter, nodes, known);
    let anywhere = search::select(&filter.without_region(), nodes, known);
    let region = filter.region.as_deref();
    View {
        filtered: !asked.is_blank(),
        count: found.iter().filter(|one| one.node.status != Status::Closed).count(),
        region: region.map(|code| known.label(Vocabulary::Region, code, locale)),
        cards: found.iter().map(|one| card(one, known, locale)).collect(),
        map: map::draw(&anywhere, region, known, locale, |code| asked.at(code)),
        live,
        json: address("/api/v1/nodes", asked),
        choices: choices(asked, nodes, known, locale),
        asked: asked.clone(),
    }
}

fn card(one: &Listed, known: &Vocabularies, locale: Locale) -> Card {
    let node = &one.node;
    let in_words = |vocabulary, codes: &[String]| -> Vec<String> {
        codes.iter().map(|code| known.label(vocabulary, code, locale)).collect()
    };
    let short = |slug: &String| {
        let found = known.institution(slug);
        found.map_or_else(
            || slug.clone(),
            |found| found.short_name.clone().unwrap_or_else(|| found.name.clone()),
        )
    };
    Card {
        slug: node.slug.clone(),
        name: node.name.clone(),
        short_name: Some(node.short_name.clone())
            .filter(|short| !node.name.contains(short.as_str())),
        closed: node.status == Status::Closed,
        mark: words::mark(node.kind, locale),
        badge: words::badge(node.status, locale),
        place: words::place(node, known, locale),
        institutions: one.institutions.iter().map(|(slug, _)| short(slug)).collect(),
        disciplines: in_words(Vocabulary::Discipline, &one.disciplines),
        services: in_words(Vocabulary::Service, &one.services),
    }
}

fn choices(asked: &Asked, nodes: &[Listed], known: &Vocabularies, locale: Locale) -> Choices {
    let kinds = Kind::ALL
        .iter()
        .map(|kind| Choice { code: kind.to_string(), label: words::kind_word(*kind, locale) });
    let regions = known.regions.iter().map(|region| &region.code);
    let services = known.services.iter().map(|service| &service.code);
    let mut used: Vec<String> =
        nodes.iter().flat_map(Listed::every_institution).map(str::to_owned).collect();
    used.sort();
    used.dedup();
    let mut institutions = words::choices(Vocabulary::Institution, used.iter(), known, locale);
    institutions.sort_by_key(|choice| crate::text::fold(&choice.label));
    let chosen = blank_as_none(&asked.institution).filter(|slug| !used.contains(slug));
    Choices {
        kinds: kinds.collect(),
        regions: words::choices(Vocabulary::Region, regions, known, locale),
        areas: areas(known, locale),
        services: words::choices(Vocabulary::Service, services, known, locale),
        institution: chosen.map(|code| Choice {
            label: known.label(Vocabulary::Institution, &code, locale),
            code,
        }),
        institutions,
    }
}

/// The disciplines in two levels: areas, and all that lies below each.
pub fn areas(known: &Vocabularies, locale: Locale) -> Vec<Area> {
    let tops = known.disciplines.iter().filter(|entry| entry.parent.is_none());
    tops.map(|top| {
        let below = known.disciplines.iter().filter(|entry| {
            entry.code == top.code
                || known.discipline_line(&entry.code).last().is_some_and(|root| *root == top.code)
        });
        Area {
            label: locale.pick(&top.label_fr, &top.label_en).to_owned(),
            fields: words::choices(
                Vocabulary::Discipline,
                below.map(|entry| &entry.code),
                known,
                locale,
            ),
        }
    })
    .collect()
}

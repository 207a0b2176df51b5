//! The public list, narrowed down by what was chosen beside it.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::address;
use super::asked::{Asked, Found, find};
use super::labels::{coded, label, language};
use crate::Result;
use crate::clock::network_day;
use crate::i18n::Locale;
use crate::materials::rules::facets::{BANDS, Facet};
use crate::materials::rules::minutes;
use crate::materials::{Level, Published, Stage, VersionId, queries};
use crate::network::{self, NodeName};
use crate::search::{Marks, Piece, Search};
use crate::taxonomy::Vocabularies;
use crate::web::{Anyone, Context, Pager};

pub(super) const PAGE: usize = 20;

#[derive(Serialize)]
struct View {
    q: String,
    total: usize,
    narrowed: bool,
    chosen: Vec<ChosenView>,
    clear: &'static str,
    facets: Vec<FacetView>,
    items: Vec<Item>,
    pager: Pager,
    exports: String,
    staff: bool,
}

#[derive(Serialize)]
struct ChosenView {
    label: String,
    href: String,
}

#[derive(Serialize)]
struct FacetView {
    name: Facet,
    label: String,
    open: bool,
    values: Vec<ValueView>,
}

#[derive(Serialize)]
struct ValueView {
    value: String,
    label: String,
    count: usize,
    on: bool,
    off: bool,
}

#[derive(Serialize)]
struct Item {
    href: String,
    title: Vec<Piece>,
    lang: String,
    summary: Vec<Piece>,
    summary_lang: String,
    authors: String,
    kind: String,
    level: String,
    language: String,
    duration: String,
    licence: String,
    node: String,
    published_on: NaiveDate,
    certified: bool,
}

/// `GET /materials`
pub async fn list(
    cx: Context<Anyone>,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let asked = Asked::read(&pairs);
    let (app, wanted, now) = (cx.app.clone(), asked.clone(), cx.now);
    let (found, authors, nodes) = cx
        .db
        .read(move |conn| {
            let found = find(conn, &app, &wanted, (PAGE, now))?;
            let ids: Vec<_> = found.items.iter().map(|one| one.version.id.clone()).collect();
            Ok((found, queries::authors_of_all(conn, &ids)?, network::queries::names(conn)?))
        })
        .await?;
    let words = cx.app.vocabularies();
    let staff = cx.actor().is_some_and(crate::accounts::Actor::is_staff);
    let view = view(&asked, found, &authors, (&words, &nodes, cx.locale), staff);
    cx.public_page("materials/list", cx.head("materials-title", "materials"), &view)
}

fn view(
    asked: &Asked,
    found: Found,
    authors: &HashMap<VersionId, Vec<String>>,
    (words, nodes, locale): (&Vocabularies, &[NodeName], Locale),
    staff: bool,
) -> View {
    let marks = Marks::of(&Search::parse(&asked.q));
    let said = (words, nodes);
    let chosen = asked.chosen.iter().flat_map(|(facet, values)| {
        values.iter().map(move |value| ChosenView {
            label: label(*facet, value, said, locale),
            href: page(&asked.without(*facet, value).query("")),
        })
    });
    let query = asked.query("");
    View {
        total: found.total,
        narrowed: asked.is_narrowed(),
        chosen: chosen.collect(),
        clear: "/materials",
        facets: facets(asked, &found, said, locale),
        items: found
            .items
            .iter()
            .map(|one| item(one, authors.get(&one.version.id), &marks, locale))
            .collect(),
        pager: Pager {
            first: (!asked.cursor.is_empty()).then(|| page(&query)),
            next: found.next.map(|cursor| page(&asked.query(&cursor))),
        },
        exports: if query.is_empty() { query } else { format!("?{query}") },
        q: asked.q.clone(),
        staff,
    }
}

fn page(query: &str) -> String {
    if query.is_empty() { "/materials".to_owned() } else { format!("/materials?{query}") }
}

fn facets(
    asked: &Asked,
    found: &Found,
    said: (&Vocabularies, &[NodeName]),
    locale: Locale,
) -> Vec<FacetView> {
    Facet::ALL
        .iter()
        .map(|facet| {
            let none = Vec::new();
            let chosen = asked.chosen.get(facet).unwrap_or(&none);
            let mut values: Vec<_> = found
                .counts
                .get(facet)
                .into_iter()
                .flatten()
                .map(|(value, count)| ValueView {
                    label: label(*facet, value, said, locale),
                    on: chosen.contains(value),
                    off: *count == 0 && !chosen.contains(value),
                    count: *count,
                    value: value.clone(),
                })
                .collect();
            values.sort_by(|a, b| {
                rank(*facet, &a.value).cmp(&rank(*facet, &b.value)).then_with(|| match facet {
                    Facet::Year => b.value.cmp(&a.value),
                    _ => b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)),
                })
            });
            FacetView {
                name: *facet,
                label: locale.text(&format!("materials-facet-{facet}")),
                // All of them open would be two screens of a phone before the first material.
                open: !chosen.is_empty(),
                values,
            }
        })
        .filter(|facet| !facet.values.is_empty())
        .collect()
}

/// The place of a value that has one of its own; the others come by how often they are.
fn rank(facet: Facet, value: &str) -> usize {
    let at = |codes: Vec<&str>| codes.iter().position(|code| *code == value).unwrap_or(codes.len());
    match facet {
        Facet::Level => at(Level::ALL.iter().map(|one| one.as_str()).collect()),
        Facet::Stage => at(Stage::ALL.iter().map(|one| one.as_str()).collect()),
        Facet::Duration => at(BANDS.to_vec()),
        _ => 0,
    }
}

fn item(one: &Published, authors: Option<&Vec<String>>, marks: &Marks, locale: Locale) -> Item {
    let Published { material, version, .. } = one;
    let said = version.said(locale);
    let plain = |text: &str| vec![Piece { text: text.to_owned(), found: false }];
    let short = |text: &str| {
        let cut: String = text.chars().take(240).collect();
        if cut.len() < text.len() { format!("{} …", cut.trim_end()) } else { cut }
    };
    Item {
        href: address(material.slug.as_deref().unwrap_or_default(), None),
        title: marks.marked(said.title).unwrap_or_else(|| plain(said.title)),
        lang: said.language.to_owned(),
        summary_lang: said.summary_language.to_owned(),
        summary: marks.snippet(said.summary).unwrap_or_else(|| plain(&short(said.summary))),
        authors: authors.map(|names| names.join(", ")).unwrap_or_default(),
        kind: version.kind.map(|one| coded(Facet::Kind, one.as_str(), locale)).unwrap_or_default(),
        level: version
            .level
            .map(|one| coded(Facet::Level, one.as_str(), locale))
            .unwrap_or_default(),
        language: version
            .languages()
            .iter()
            .map(|tag| language(tag, locale))
            .collect::<Vec<_>>()
            .join(", "),
        duration: version.self_minutes.map(|n| minutes::said(n, locale)).unwrap_or_default(),
        licence: version.licence.clone(),
        node: one.node.clone(),
        published_on: network_day(version.published_at.unwrap_or(version.updated_at)),
        certified: version.certified_until.is_some(),
    }
}

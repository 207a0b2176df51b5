//! What an address asks of the list, and what is found.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDateTime;

use crate::Result;
use crate::accounts::rules::query_value;
use crate::app::App;
use crate::db::Conn;
use crate::materials::rules::bits::Bits;
use crate::materials::rules::facets::{Chosen, Facet, Index, SOON};
use crate::materials::{Catalogue, Published, queries};
use crate::web::Cursor;

/// No search is longer, and nobody chooses more values of one facet.
const MOST_LETTERS: usize = 200;
const MOST_VALUES: usize = 40;

/// What the address asks.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub q: String,
    pub chosen: Chosen,
    pub cursor: String,
    pub limit: String,
}

/// A page of the list, with the counts beside it.
#[derive(Debug)]
pub struct Found {
    pub items: Vec<Published>,
    /// How many there are on all pages.
    pub total: usize,
    pub next: Option<String>,
    pub counts: BTreeMap<Facet, Vec<(String, usize)>>,
}

impl Asked {
    pub fn read(pairs: &[(String, String)]) -> Self {
        let mut asked = Self::default();
        for (name, value) in pairs {
            let value = value.trim();
            match (name.as_str(), name.parse::<Facet>()) {
                ("q", _) => asked.q = value.chars().take(MOST_LETTERS).collect(),
                ("cursor", _) => value.clone_into(&mut asked.cursor),
                ("limit", _) => value.clone_into(&mut asked.limit),
                (_, Ok(facet)) if !value.is_empty() && value.len() <= 100 => {
                    let values = asked.chosen.entry(facet).or_default();
                    if values.len() < MOST_VALUES && !values.iter().any(|known| known == value) {
                        values.push(value.to_owned());
                    }
                }
                _ => {}
            }
        }
        asked
    }

    /// The query of a page, which alone brings the view back.
    pub fn query(&self, cursor: &str) -> String {
        let mut pairs = Vec::new();
        let mut put = |name: &str, value: &str| {
            if !value.is_empty() {
                pairs.push(format!("{name}={}", query_value(value)));
            }
        };
        put("q", &self.q);
        for (facet, values) in &self.chosen {
            values.iter().for_each(|value| put(facet.as_str(), value));
        }
        put("cursor", cursor);
        pairs.join("&")
    }

    /// The same without one of the choices.
    pub fn without(&self, facet: Facet, value: &str) -> Self {
        let mut other = Self { cursor: String::new(), ..self.clone() };
        if let Some(values) = other.chosen.get_mut(&facet) {
            values.retain(|one| one != value);
            if values.is_empty() {
                other.chosen.remove(&facet);
            }
        }
        other
    }

    pub fn is_narrowed(&self) -> bool {
        !self.q.is_empty() || !self.chosen.is_empty()
    }
}

/// Where a page begins: first come those whose title says what was looked for.
#[derive(Debug, Clone, Copy)]
struct Place {
    rest: bool,
    after: Option<i64>,
}

impl Place {
    fn decode(cursor: &str) -> Self {
        let begin = Self { rest: false, after: None };
        let Some(cursor) = Cursor::decode(cursor) else { return begin };
        let Some((part, after)) = cursor.id.split_once(' ') else { return begin };
        Self { rest: part == "rest", after: after.parse().ok() }
    }

    fn encode(self) -> String {
        let part = if self.rest { "rest" } else { "title" };
        let id = format!("{part} {}", self.after.unwrap_or_default());
        Cursor { at: NaiveDateTime::default(), id }.encode()
    }
}

/// A page of what is asked: those whose title says it first, then the newest.
pub fn find(
    conn: &mut Conn,
    app: &App,
    asked: &Asked,
    (limit, now): (usize, NaiveDateTime),
) -> Result<Found> {
    let catalogue = app.kept(Catalogue::default);
    let index: Arc<Index> = catalogue.current(conn)?;
    let hits = catalogue.found(conn, &index, &asked.q)?;
    let soon = catalogue.soon(conn, &index, now)?;
    let (base, chosen) = within(&hits.all, &soon, &asked.chosen);
    let all = index.fitting(&base, &chosen, None);
    let mut titles = all.clone();
    titles.keep(&hits.in_title);
    let mut rest = all.clone();
    rest.without(&titles);
    let begin = Place::decode(&asked.cursor);
    let mut page: Vec<_> = Vec::new();
    if !begin.rest {
        let found = index.page(&titles, begin.after, limit + 1);
        page.extend(found.into_iter().map(|(id, at)| (id, Place { rest: false, after: Some(at) })));
    }
    if page.len() <= limit {
        let after = begin.after.filter(|_| begin.rest);
        let found = index.page(&rest, after, limit + 1 - page.len());
        page.extend(found.into_iter().map(|(id, at)| (id, Place { rest: true, after: Some(at) })));
    }
    let more = page.len() > limit;
    page.truncate(limit);
    let next = page.last().filter(|_| more).map(|(_, place)| place.encode());
    let ids: Vec<_> = page.into_iter().map(|(id, _)| id).collect();
    let mut counts = index.counts(&base, &chosen);
    let taught = index.fitting(&hits.all, &chosen, None).shared(&soon);
    counts.insert(Facet::Session, vec![(SOON.to_owned(), taught)]);
    Ok(Found { items: queries::published_among(conn, &ids)?, total: all.count(), next, counts })
}

/// What is taught soon among some places, when that was chosen; and what else was.
fn within(all: &Bits, soon: &Bits, chosen: &Chosen) -> (Bits, Chosen) {
    let (mut base, mut others) = (all.clone(), chosen.clone());
    match others.remove(&Facet::Session) {
        Some(values) if values.iter().any(|value| value == SOON) => base.keep(soon),
        // Nothing has another value.
        Some(_) => base.without(all),
        None => {}
    }
    (base, others)
}

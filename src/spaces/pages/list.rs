//! The spaces of the network: two counters, and the list behind each.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use chrono::{Months, NaiveDate};
use fluent_bundle::FluentArgs;
use serde::{Deserialize, Serialize};

use super::{badge, month};
use crate::Result;
use crate::clock::network_day;
use crate::figures::charts::written;
use crate::spaces::rules::{self, counts};
use crate::spaces::{Held, Space, SpaceId, State, queries};
use crate::taxonomy::Vocabulary;
use crate::web::{Anyone, Badge, Context};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
}

/// A list that is behind a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shelf {
    Active,
    Pending,
    Suspended,
    Closed,
}

impl Shelf {
    fn of(asked: &str) -> Self {
        match asked {
            "pending" => Self::Pending,
            "suspended" => Self::Suspended,
            "closed" => Self::Closed,
            _ => Self::Active,
        }
    }

    fn holds(self, space: &Space) -> bool {
        match self {
            Self::Active => space.state == State::Active,
            Self::Pending => space.is_awaited(),
            Self::Suspended => space.state == State::Suspended,
            Self::Closed => space.state == State::Closed,
        }
    }
}

#[derive(Serialize)]
struct View {
    counters: Vec<Counter>,
    shelf: String,
    pending: bool,
    lines: Vec<Line>,
    sums: String,
    may_register: bool,
}

#[derive(Serialize)]
struct Counter {
    href: &'static str,
    value: usize,
    label: String,
    definition: String,
    current: bool,
}

#[derive(Serialize)]
struct Line {
    href: String,
    name: String,
    institution: String,
    badge: Badge,
    since: NaiveDate,
    datasets: String,
    downloads: String,
}

/// `GET /spaces`
pub async fn list(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let today = network_day(cx.now);
    let (spaces, held) = cx
        .db
        .read(move |conn| {
            let all = queries::all(conn)?;
            let ids: Vec<SpaceId> = all.iter().map(|one| one.id.clone()).collect();
            Ok((all, queries::months_of(conn, &ids, today - Months::new(24))?))
        })
        .await?;
    let (locale, words) = (cx.locale, cx.app.vocabularies());
    let counts = counts(&spaces);
    let shelf = Shelf::of(&asked.state);
    let counter = |kind: Shelf, href, value, word: &str| Counter {
        href,
        value,
        label: locale.text1(&format!("spaces-counter-{word}"), "n", value),
        definition: locale.text(&format!("spaces-counter-{word}-definition")),
        current: kind == shelf,
    };
    let mut counters = vec![
        counter(Shelf::Active, "/spaces?state=active", counts.active, "active"),
        counter(Shelf::Pending, "/spaces?state=pending", counts.pending, "pending"),
    ];
    if counts.suspended > 0 {
        let href = "/spaces?state=suspended";
        counters.push(counter(Shelf::Suspended, href, counts.suspended, "suspended"));
    }
    if counts.closed > 0 {
        counters.push(counter(Shelf::Closed, "/spaces?state=closed", counts.closed, "closed"));
    }
    let last = last_of(held);
    let shown: Vec<&Space> = spaces.iter().filter(|one| shelf.holds(one)).collect();
    let (sets, taken) = rules::sums(shown.iter().filter_map(|one| last.get(&one.id)));
    let as_of = shown.iter().filter_map(|one| last.get(&one.id)).map(|held| held.month).max();
    let mut args = FluentArgs::new();
    args.set("sets", written(Some(sets)));
    args.set("taken", written(Some(taken)));
    args.set("month", as_of.map(|as_of| month(as_of, locale)).unwrap_or_default());
    let line = |space: &&Space| {
        let held = last.get(&space.id);
        let number = |value: Option<i64>| value.map_or("–".to_owned(), |n| written(Some(n)));
        Line {
            href: format!("/spaces/{}", space.slug),
            name: space.name.clone(),
            institution: words.label(Vocabulary::Institution, &space.institution, locale),
            badge: badge(space.state, locale),
            since: network_day(space.opened_at.unwrap_or(space.requested_at)),
            datasets: number(held.map(|held| held.datasets)),
            downloads: number(held.map(|held| held.downloads)),
        }
    };
    let named = counters.iter().find(|one| one.current).map(|one| one.label.clone());
    let view = View {
        shelf: format!("{} {}", shown.len(), named.unwrap_or_default()),
        pending: shelf == Shelf::Pending,
        lines: shown.iter().map(line).collect(),
        sums: match as_of {
            Some(_) => locale.text_with("spaces-sums", Some(&args)),
            None => String::new(),
        },
        may_register: cx.actor().is_some_and(crate::accounts::Actor::coordinates),
        counters,
    };
    cx.page("spaces/list", cx.head("spaces-title", "spaces"), &view)
}

/// The last month that is known of each.
pub fn last_of(held: Vec<(SpaceId, Held)>) -> HashMap<SpaceId, Held> {
    let mut last: HashMap<SpaceId, Held> = HashMap::new();
    for (space, held) in held {
        last.entry(space).or_insert(held);
    }
    last
}

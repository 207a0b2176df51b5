//! The filters above the inbox's list. The few that serve every day are always there; the others are sent when asked for.

use serde::Serialize;

use super::inbox::Loaded;
use super::inbox_view::own_nodes;
use super::wanted::Wanted;
use super::words::{Choice, choices, state_word, topic_choices};
use crate::accounts::AccountId;
use crate::i18n::Locale;
use crate::taxonomy::Vocabularies;
use crate::tickets::State;

/// The longest search, in characters.
const MOST_WORDS: usize = 200;

#[derive(Serialize)]
pub struct Filters {
    queue: String,
    scope: String,
    sort: String,
    q: String,
    /// Longer than what is looked for.
    q_long: bool,
    topics: Vec<Choice>,
    assignees: Vec<Choice>,
    /// The filters few need; none until asked for.
    more: Option<MoreFilters>,
    more_href: String,
    reset: Option<String>,
}

#[derive(Serialize)]
struct MoreFilters {
    nodes: Vec<Choice>,
    states: Vec<Choice>,
    regions: Vec<Choice>,
    disciplines: Vec<Choice>,
    institutions: Vec<Choice>,
}

pub(super) fn filters(
    locale: Locale,
    words: &Vocabularies,
    wanted: &Wanted,
    loaded: &Loaded,
    people: &[(AccountId, String)],
) -> Filters {
    let named = people.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let me = ("me".to_owned(), locale.text("tickets-inbox-me"));
    Filters {
        queue: wanted.queue.clone(),
        scope: wanted.scope.clone(),
        sort: wanted.sort.clone(),
        q: wanted.q.clone(),
        q_long: wanted.q.chars().count() > MOST_WORDS,
        topics: topic_choices(words, locale, &wanted.topic),
        assignees: choices(std::iter::once(me).chain(named), &wanted.assignee),
        more: wanted.shows_more().then(|| more_filters(locale, words, wanted, loaded)),
        more_href: wanted.href(&[("more", "1")]),
        reset: wanted.narrows().then(|| {
            let plain = Wanted {
                queue: wanted.queue.clone(),
                scope: wanted.scope.clone(),
                sort: wanted.sort.clone(),
                ..Wanted::default()
            };
            plain.href(&[])
        }),
    }
}

fn more_filters(
    locale: Locale,
    words: &Vocabularies,
    wanted: &Wanted,
    loaded: &Loaded,
) -> MoreFilters {
    let pick = |fr: &str, en: &str| locale.pick(fr, en).to_owned();
    let nodes: Vec<(String, String)> = if loaded.nodes.is_empty() {
        own_nodes(loaded)
            .into_iter()
            .map(|(name, slug)| (slug.to_owned(), name.to_owned()))
            .collect()
    } else {
        loaded.nodes.iter().map(|node| (node.slug.clone(), node.short_name.clone())).collect()
    };
    let states = State::ALL.iter().filter(|state| **state != State::Unconfirmed);
    let mut institutions: Vec<_> =
        words.institutions.iter().map(|i| (i.slug.clone(), i.name.clone())).collect();
    institutions.sort_by(|a, b| a.1.cmp(&b.1));
    let regions = words.regions.iter().map(|r| (r.code.clone(), pick(&r.label_fr, &r.label_en)));
    let disciplines =
        words.disciplines.iter().map(|d| (d.code.clone(), pick(&d.label_fr, &d.label_en)));
    MoreFilters {
        nodes: if nodes.len() > 1 { choices(nodes, &wanted.node) } else { Vec::new() },
        states: choices(
            states.map(|state| (state.as_str().to_owned(), state_word(*state, locale))),
            &wanted.state,
        ),
        regions: choices(regions, &wanted.region),
        disciplines: choices(disciplines, &wanted.discipline),
        institutions: choices(institutions, &wanted.institution),
    }
}

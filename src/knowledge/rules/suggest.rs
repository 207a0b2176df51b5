//! Which published answers are near to a question. The same words find the same answers in the same order.

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::Candidate;

/// So many are offered.
pub const MOST: usize = 3;
/// So many different words of a question are looked at.
pub const MOST_WORDS: usize = 40;

/// What was typed so far.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Stems, in the order in which they were typed.
    pub terms: Vec<String>,
    pub topic: Option<String>,
}

impl Asked {
    /// The terms, each once, the first ones only.
    pub fn distinct(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let all = self.terms.iter().map(String::as_str);
        all.filter(|term| term.len() > 1 && seen.insert(*term)).take(MOST_WORDS).collect()
    }
}

/// The nearest ones, best first. A word that few answers hold says more; in a title it says three times as much.
pub fn nearest(asked: &Asked, candidates: Vec<Candidate>) -> Vec<Candidate> {
    let typed = asked.distinct();
    if typed.is_empty() {
        return Vec::new();
    }
    let held: Vec<Held> = candidates.into_iter().map(Held::new).collect();
    let mut rarity = BTreeMap::new();
    for term in &typed {
        let holding =
            held.iter().filter(|one| one.title.contains(*term) || one.body.contains(*term));
        rarity.insert(*term, weight(held.len(), holding.count()));
    }
    let mut scored: Vec<_> = held
        .into_iter()
        .filter_map(|one| Some((score(&one, asked, &typed, &rarity)?, one.candidate)))
        .collect();
    scored.sort_by(|(a, one), (b, other)| {
        b.cmp(a).then(other.useful.cmp(&one.useful)).then_with(|| one.slug.cmp(&other.slug))
    });
    scored.into_iter().take(MOST).map(|(_, candidate)| candidate).collect()
}

/// All of them, the nearest to what somebody looks for first; `sought` holds for each thing looked for the stems that it
/// may be. Those that are equally near stay in their order.
pub fn ranked(sought: &[Sought], candidates: Vec<Candidate>) -> Vec<Candidate> {
    let held: Vec<Held> = candidates.into_iter().map(Held::new).collect();
    let weights: Vec<u64> = sought
        .iter()
        .map(|one| {
            let holding =
                held.iter().filter(|held| one.is_in(&held.title) || one.is_in(&held.body));
            weight(held.len(), holding.count())
        })
        .collect();
    let near = |held: &Held| -> u64 {
        let each = sought.iter().zip(&weights).map(|(one, weight)| {
            let title = if one.is_in(&held.title) { 3 } else { 0 };
            weight * (title + u64::from(one.is_in(&held.body)))
        });
        each.sum()
    };
    let mut scored: Vec<_> = held.into_iter().map(|held| (near(&held), held.candidate)).collect();
    scored.sort_by(|(a, one), (b, other)| b.cmp(a).then(other.useful.cmp(&one.useful)));
    scored.into_iter().map(|(_, candidate)| candidate).collect()
}

/// One thing that is looked for.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    /// Its stems, in each language.
    pub stems: Vec<String>,
    /// How it begins, when it may go on.
    pub start: Option<String>,
}

impl Sought {
    fn is_in(&self, words: &BTreeSet<String>) -> bool {
        let begins = |start: &String| {
            words.range(start.clone()..).next().is_some_and(|w| w.starts_with(start))
        };
        self.stems.iter().any(|stem| words.contains(stem))
            || self.start.as_ref().is_some_and(begins)
    }
}

struct Held {
    candidate: Candidate,
    title: BTreeSet<String>,
    body: BTreeSet<String>,
}

impl Held {
    fn new(candidate: Candidate) -> Self {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect();
        Self { title: words(&candidate.title_terms), body: words(&candidate.body_terms), candidate }
    }
}

/// Whole numbers, so that every machine ranks alike: 10 for a word that all hold, 10 more for each halving.
fn weight(all: usize, holding: usize) -> u64 {
    let ratio = all.checked_div(holding).unwrap_or(0).max(1);
    10 + 10 * u64::from(ratio.ilog2())
}

/// None when it is not near enough to be worth a reader's time.
fn score(one: &Held, asked: &Asked, typed: &[&str], rarity: &BTreeMap<&str, u64>) -> Option<u64> {
    let on_topic = asked
        .topic
        .as_ref()
        .is_some_and(|topic| one.candidate.topic_codes.split(',').any(|code| code == topic));
    let (mut score, mut in_title, mut matched) = (0, 0, 0);
    for term in typed {
        let weight = rarity.get(term).copied().unwrap_or_default();
        let (title, body) = (one.title.contains(*term), one.body.contains(*term));
        score += if title {
            3 * weight
        } else if body {
            weight
        } else {
            0
        };
        in_title += usize::from(title);
        matched += usize::from(title || body);
    }
    let titled = in_title > 0 && (matched > 1 || on_topic || typed.len() == 1);
    let near = titled || matched >= 4 || on_topic && matched >= 2;
    near.then(|| score + if on_topic { 40 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::ArticleId;

    fn candidate(slug: &str, title: &str, body: &str, useful: i32) -> Candidate {
        Candidate {
            id: ArticleId::new(),
            slug: slug.into(),
            title_fr: title.into(),
            title_en: String::new(),
            topic_codes: "restrict".into(),
            title_terms: title.into(),
            body_terms: body.into(),
            useful,
        }
    }

    fn asked(text: &str, topic: Option<&str>) -> Asked {
        let terms = text.split(' ').filter(|t| !t.is_empty()).map(str::to_owned).collect();
        Asked { terms, topic: topic.map(str::to_owned) }
    }

    fn found(asked: &Asked, candidates: &[Candidate]) -> Vec<String> {
        nearest(asked, candidates.to_vec()).into_iter().map(|one| one.slug).collect()
    }

    #[test]
    fn titles_and_rare_words_come_first_and_order_does_not_depend_on_order() {
        let all = [
            candidate("a", "embargo jeu don", "lev dat", 0),
            candidate("b", "depos jeu don", "embargo", 0),
            candidate("c", "volum don", "go", 5),
            candidate("d", "volum don", "go", 0),
        ];
        let mut backwards = all.clone();
        backwards.reverse();
        for text in ["embargo don", "don embargo", "embargo embargo don"] {
            // One word that most hold does not make the others near.
            assert_eq!(found(&asked(text, None), &all), ["a", "b"]);
            assert_eq!(found(&asked(text, None), &backwards), ["a", "b"]);
        }
        assert_eq!(found(&asked("volum don", None), &all)[..2], ["c", "d"]);
    }

    #[test]
    fn what_is_looked_for_in_a_title_comes_before_what_is_only_mentioned() {
        let all = vec![
            candidate("newest", "depos jeu donnee", "embargo", 0),
            candidate("older", "lev embargo", "dat", 0),
            candidate("useful", "lev embargo", "dat", 4),
        ];
        let sought = |word: &str, start: Option<&str>| Sought {
            stems: vec![word.to_owned()],
            start: start.map(str::to_owned),
        };
        let slugs = |sought: &[Sought]| {
            ranked(sought, all.clone()).into_iter().map(|one| one.slug).collect::<Vec<_>>()
        };
        assert_eq!(slugs(&[sought("embargo", None)]), ["useful", "older", "newest"]);
        assert_eq!(slugs(&[sought("emb", Some("emb"))]), ["useful", "older", "newest"]);
        assert_eq!(slugs(&[]), ["useful", "newest", "older"]);
    }

    #[test]
    fn one_common_word_is_not_near_enough() {
        let all = [candidate("a", "embargo jeu don", "lev dat", 0)];
        assert!(found(&asked("", Some("restrict")), &all).is_empty());
        assert!(found(&asked("don autr", None), &all).is_empty());
        assert_eq!(found(&asked("don autr", Some("restrict")), &all), ["a"]);
        assert_eq!(found(&asked("embargo", None), &all), ["a"]);
    }
}

//! Which materials may help with a question, and why: the same question finds the same ones in the same order.

use std::collections::BTreeSet;

use crate::materials::{Published, codes};

/// So many are offered.
pub const MOST: usize = 3;

/// What is known of a question.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Stems of its words.
    pub terms: BTreeSet<String>,
    pub topic: Option<String>,
    /// Its disciplines and those above them.
    pub disciplines: Vec<String>,
    /// `fr` or `en`.
    pub language: String,
}

/// Why a material is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Topic,
    Discipline,
    Words,
    Certified,
    Language,
}

impl Reason {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Discipline => "discipline",
            Self::Words => "words",
            Self::Certified => "certified",
            Self::Language => "language",
        }
    }

    /// What it is worth: the topic decides, the rest tells those of a topic apart.
    const fn weight(self) -> usize {
        match self {
            Self::Topic => 60,
            Self::Words => 0,
            Self::Discipline => 20,
            Self::Language => 15,
            Self::Certified => 10,
        }
    }
}

/// A material, with the stems of its title and of its summary.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub found: Published,
    pub certified: bool,
    pub title: BTreeSet<String>,
    pub summary: BTreeSet<String>,
}

/// The nearest ones, best first, with why. Without a common topic or a common word in its title nothing is offered.
pub fn nearest(asked: &Asked, candidates: Vec<Candidate>) -> Vec<(Published, Vec<Reason>)> {
    let mut scored: Vec<_> = candidates
        .into_iter()
        .filter_map(|one| {
            let reasons = reasons(asked, &one);
            let titles = one.title.intersection(&asked.terms).count();
            if titles == 0 && !reasons.contains(&Reason::Topic) {
                return None;
            }
            let words = one.summary.intersection(&asked.terms).count().min(10);
            let own: usize = reasons.iter().map(|reason| reason.weight()).sum();
            Some((own + titles * 12 + words * 2, one.found, reasons))
        })
        .collect();
    scored.sort_by(|(a, one, _), (b, other, _)| {
        b.cmp(a).then_with(|| one.material.slug.cmp(&other.material.slug))
    });
    scored.into_iter().take(MOST).map(|(_, found, reasons)| (found, reasons)).collect()
}

fn reasons(asked: &Asked, one: &Candidate) -> Vec<Reason> {
    let version = &one.found.version;
    let topics = codes(&version.topic_codes);
    let fields = codes(&version.discipline_codes);
    let mut found = Vec::new();
    if asked.topic.as_ref().is_some_and(|topic| topics.contains(topic)) {
        found.push(Reason::Topic);
    }
    if fields.iter().any(|field| asked.disciplines.contains(field)) {
        found.push(Reason::Discipline);
    }
    if one.title.intersection(&asked.terms).next().is_some() {
        found.push(Reason::Words);
    }
    if version.languages().iter().any(|tag| tag.starts_with(&asked.language)) {
        found.push(Reason::Language);
    }
    if one.certified {
        found.push(Reason::Certified);
    }
    found
}

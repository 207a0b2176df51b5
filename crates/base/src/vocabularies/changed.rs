//! Vocabularies as the network says them: other labels, entries that are offered no more, institutions that became one.

use std::collections::HashMap;

use super::{Discipline, Service, TermChange, Topic, Vocabularies, Vocabulary};

#[derive(Debug, Default)]
pub(super) struct Retired {
    pub disciplines: Vec<Discipline>,
    pub topics: Vec<Topic>,
    pub services: Vec<Service>,
    /// What is offered in their place.
    pub successors: HashMap<(Vocabulary, String), Option<String>>,
}

impl Vocabularies {
    pub(super) fn merged_code(&self, vocabulary: Vocabulary, code: &str) -> Option<String> {
        (vocabulary == Vocabulary::Institution).then(|| self.merged.get(code).cloned()).flatten()
    }

    /// Says entries in the network's own words, and puts those aside that are offered no more.
    pub(super) fn apply(&mut self, changes: &[TermChange]) {
        let labels: HashMap<(Vocabulary, &str), &TermChange> =
            changes.iter().map(|one| ((one.vocabulary, one.code.as_str()), one)).collect();
        let say = |vocabulary: Vocabulary, code: &str, fr: &mut String, en: &mut String| {
            if let Some(change) = labels.get(&(vocabulary, code)) {
                (*fr, *en) = (change.label_fr.clone(), change.label_en.clone());
            }
        };
        for one in &mut self.regions {
            say(Vocabulary::Region, &one.code, &mut one.label_fr, &mut one.label_en);
        }
        for one in &mut self.disciplines {
            say(Vocabulary::Discipline, &one.code, &mut one.label_fr, &mut one.label_en);
        }
        for one in &mut self.topics {
            say(Vocabulary::Topic, &one.code, &mut one.label_fr, &mut one.label_en);
        }
        for one in &mut self.services {
            say(Vocabulary::Service, &one.code, &mut one.label_fr, &mut one.label_en);
        }
        let gone = |vocabulary: Vocabulary, code: &str| {
            labels.get(&(vocabulary, code)).is_some_and(|change| change.retired_at.is_some())
        };
        let part = std::mem::take(&mut self.disciplines).into_iter();
        (self.retired.disciplines, self.disciplines) =
            part.partition(|one| gone(Vocabulary::Discipline, &one.code));
        let part = std::mem::take(&mut self.topics).into_iter();
        (self.retired.topics, self.topics) =
            part.partition(|one| gone(Vocabulary::Topic, &one.code));
        let part = std::mem::take(&mut self.services).into_iter();
        (self.retired.services, self.services) =
            part.partition(|one| gone(Vocabulary::Service, &one.code));
        let successors = changes.iter().filter(|change| change.retired_at.is_some());
        self.retired.successors = successors
            .map(|one| ((one.vocabulary, one.code.clone()), one.replaced_by.clone()))
            .collect();
    }

    /// Whether an entry is offered no more.
    pub fn is_retired(&self, vocabulary: Vocabulary, code: &str) -> bool {
        self.retired.successors.contains_key(&(vocabulary, code.to_owned()))
    }

    /// The topics that are offered, then those of `held` that no longer are: whoever saves what has one keeps it.
    pub fn topics_with(&self, held: &[impl AsRef<str>]) -> impl Iterator<Item = &Topic> {
        let kept = self.retired.topics.iter().filter(|one| has(held, &one.code));
        self.topics.iter().chain(kept)
    }

    /// The same for disciplines.
    pub fn disciplines_with(&self, held: &[impl AsRef<str>]) -> impl Iterator<Item = &Discipline> {
        let kept = self.retired.disciplines.iter().filter(|one| has(held, &one.code));
        self.disciplines.iter().chain(kept)
    }

    /// The same for services.
    pub fn services_with(&self, held: &[impl AsRef<str>]) -> impl Iterator<Item = &Service> {
        let kept = self.retired.services.iter().filter(|one| has(held, &one.code));
        self.services.iter().chain(kept)
    }

    /// Entries that are offered no more, by their codes.
    pub fn retired_codes(&self, vocabulary: Vocabulary) -> Vec<&str> {
        let own = self.retired.successors.keys().filter(|(of, _)| *of == vocabulary);
        let mut codes: Vec<&str> = own.map(|(_, code)| code.as_str()).collect();
        codes.sort_unstable();
        codes
    }

    /// What is offered in place of an entry that is offered no more.
    pub fn successor(&self, vocabulary: Vocabulary, code: &str) -> Option<&str> {
        self.retired.successors.get(&(vocabulary, code.to_owned()))?.as_deref()
    }

    /// The institutions that became part of this one, in order.
    pub fn parts_of(&self, slug: &str) -> Vec<&str> {
        let parts = self.merged.iter().filter(|(_, whole)| *whole == slug);
        let mut parts: Vec<&str> = parts.map(|(part, _)| part.as_str()).collect();
        parts.sort_unstable();
        parts
    }

    /// The institution that another one became part of.
    pub fn merged_into(&self, slug: &str) -> Option<&str> {
        self.merged.get(slug).map(String::as_str)
    }
}

fn has(held: &[impl AsRef<str>], code: &str) -> bool {
    held.iter().any(|one| one.as_ref() == code)
}

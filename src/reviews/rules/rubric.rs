//! What is judged: the grid with which calls begin, and what a grid must be.

use serde::Deserialize;

use crate::reviews::{Criterion, CriterionId, TOP};

const STARTER: &str = include_str!("../../../assets/data/starter_rubric.json");
pub const MOST_CRITERIA: usize = 12;

#[derive(Deserialize)]
struct Entry {
    label_fr: String,
    label_en: String,
    weight: i32,
    #[serde(default)]
    threshold: Option<i32>,
    anchors: [String; 6],
}

/// The grid of a call for which nobody wrote another.
pub fn starter() -> Vec<Criterion> {
    let entries: Vec<Entry> = serde_json::from_str(STARTER).unwrap_or_default();
    let criterion = |(position, entry): (i32, Entry)| Criterion {
        id: CriterionId::new(),
        position,
        label_fr: entry.label_fr,
        label_en: entry.label_en,
        weight: entry.weight,
        threshold: entry.threshold,
        anchors: serde_json::json!(entry.anchors).to_string(),
    };
    (1..).zip(entries).map(criterion).collect()
}

/// The keys of messages that say what is wrong with a grid, each with the place of its criterion.
pub fn faults(criteria: &[Criterion]) -> Vec<(i32, &'static str)> {
    let mut all = Vec::new();
    for one in criteria {
        if one.label_fr.trim().is_empty() {
            all.push((one.position, "reviews-fault-label"));
        }
        if !(0..=100).contains(&one.weight) {
            all.push((one.position, "reviews-fault-weight"));
        }
        if one.threshold.is_some_and(|least| !(1..=TOP).contains(&least)) {
            all.push((one.position, "reviews-fault-threshold"));
        }
    }
    if criteria.iter().all(|one| one.weight == 0) {
        all.push((0, "reviews-fault-weightless"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_grid_is_whole_and_a_grid_without_weights_is_none() {
        let grid = starter();
        assert!(grid.len() >= 5 && grid.iter().any(|one| one.weight == 0));
        assert_eq!(grid.iter().map(|one| one.weight).sum::<i32>(), 100);
        assert!(grid.iter().all(|one| one.levels().iter().all(|level| !level.is_empty())));
        assert_eq!(faults(&grid), vec![]);
        let weightless: Vec<_> =
            grid.into_iter().map(|one| Criterion { weight: 0, ..one }).collect();
        assert_eq!(faults(&weightless), vec![(0, "reviews-fault-weightless")]);
    }
}

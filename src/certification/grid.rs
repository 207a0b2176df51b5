//! The grids of criteria, as data: each certification keeps the version of the grid by which it was decided.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::i18n::Locale;

#[derive(Debug, Clone, Deserialize)]
pub struct Grid {
    pub version: i32,
    pub valid_from: NaiveDate,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Part {
    label_fr: String,
    label_en: String,
    pub criteria: Vec<Criterion>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Criterion {
    pub code: String,
    question_fr: String,
    question_en: String,
}

impl Part {
    pub fn label(&self, locale: Locale) -> &str {
        locale.pick(&self.label_fr, &self.label_en)
    }
}

impl Criterion {
    pub fn question(&self, locale: Locale) -> &str {
        locale.pick(&self.question_fr, &self.question_en)
    }
}

impl Grid {
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.parts.iter().flat_map(|part| &part.criteria)
    }
}

static GRIDS: LazyLock<Vec<Grid>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        grids: Vec<Grid>,
    }
    let text = include_str!("../../assets/data/certification.json");
    let file: File = serde_json::from_str(text).expect("the grids are well-formed");
    assert!(!file.grids.is_empty(), "there is a grid");
    file.grids
});

/// The grid by which what is requested on a day is looked at.
pub fn current(today: NaiveDate) -> &'static Grid {
    GRIDS.iter().rev().find(|grid| grid.valid_from <= today).unwrap_or(&GRIDS[0])
}

/// Every criterion of every grid, each once.
pub fn every_criterion() -> Vec<&'static Criterion> {
    let mut all: Vec<&Criterion> = GRIDS.iter().flat_map(Grid::criteria).collect();
    all.sort_by(|a, b| a.code.cmp(&b.code));
    all.dedup_by(|a, b| a.code == b.code);
    all
}

pub fn grid(version: i32) -> Option<&'static Grid> {
    GRIDS.iter().find(|grid| grid.version == version)
}

//! A chart with the table that says the same, for a page or a file.

use serde::Serialize;

use super::charts::{Chart, MASK, written};
use super::model::Shown;
use crate::i18n::Locale;

#[derive(Serialize)]
pub struct Stat {
    pub value: String,
    pub label: String,
    pub definition: String,
    /// The list of what it counts.
    pub href: Option<String>,
}

#[derive(Serialize)]
pub struct Panel {
    pub id: &'static str,
    pub title: String,
    pub definition: String,
    pub chart: Option<Chart>,
    /// Whether its table is read without asking for it, as on paper.
    pub unfolded: bool,
    pub head: Vec<String>,
    pub rows: Vec<Line>,
    pub csv: String,
    pub ods: String,
}

#[derive(Serialize)]
pub struct Line {
    pub label: String,
    pub cells: Vec<Cell>,
}

/// A number of a table; the list of what it counts, for who may see it.
#[derive(Debug, Clone, Serialize)]
pub struct Cell {
    pub text: String,
    pub href: Option<String>,
    /// As programs write it; nothing when it is not shown.
    #[serde(skip)]
    pub number: Option<String>,
}

impl Cell {
    pub fn count(shown: Shown) -> Self {
        Self { text: written(shown), href: None, number: shown.map(|count| count.to_string()) }
    }
    pub fn linked(count: i64, href: Option<String>) -> Self {
        Self { href: href.filter(|_| count > 0), ..Self::count(Some(count)) }
    }
    pub fn decimal(value: Option<f64>, locale: Locale) -> Self {
        Self {
            text: value.map_or("–".to_owned(), |value| decimal(Some(value), locale)),
            href: None,
            number: value.map(|value| format!("{value:.1}")),
        }
    }
}

/// A number with one place after the point, as a language writes it.
pub fn decimal(value: Option<f64>, locale: Locale) -> String {
    let text = value.map_or(MASK.to_owned(), |value| format!("{value:.1}"));
    if locale == Locale::Fr { text.replace('.', ",") } else { text }
}

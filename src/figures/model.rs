//! What is counted, and what is shown of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// From one day to another, both included, as days are in Paris.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// A number that may not be shown.
pub type Shown = Option<i64>;

/// A code with its number; the empty code is "not said".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub code: String,
    pub shown: Shown,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionRow {
    pub region: String,
    /// In the order of [`Figures::areas`].
    pub cells: Vec<Shown>,
    pub total: Shown,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    pub exact: bool,
    pub received: Shown,
    pub closed: Shown,
    /// Hours from receiving to the first answer, at the median.
    pub first_answer_hours: Option<f64>,
    pub answered: Shown,
    pub satisfaction: Option<f64>,
    pub satisfaction_answers: Shown,
    pub areas: Vec<String>,
    pub regions: Vec<RegionRow>,
    pub area_totals: Vec<Shown>,
    pub fields: Vec<Count>,
    pub topics: Vec<Count>,
    pub gaps: Vec<Count>,
    pub gap_total: Shown,
    /// Questions that a published answer spared; not known for what was published before there were any.
    #[serde(default)]
    pub deflected: Shown,
}

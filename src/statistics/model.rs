//! What is counted of an application, and of a call.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::applications::State;
use crate::decisions::Outcome;

/// What is counted of what an application said and what reviewers said of it. It stays when the words are gone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    pub regions: BTreeSet<String>,
    /// Areas of research.
    pub disciplines: BTreeSet<String>,
    /// The sections of the form in which something was answered.
    pub sections: BTreeSet<String>,
    /// How many days each review took, from being asked for.
    pub reviews: Vec<i64>,
    /// Between the highest and the lowest total of its reviews, in hundredths.
    pub spread: Option<i64>,
    /// What each review recommends, in no order.
    pub recommended: Vec<String>,
}

/// An application as it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bid {
    pub state: State,
    /// What was decided of it.
    pub outcome: Option<Outcome>,
    /// The day of its first filing.
    pub filed_on: Option<NaiveDate>,
    /// How many days before the day of closing that was; none where no day is known.
    pub ahead: Option<i64>,
    /// From its last filing to the letter.
    pub days: Option<i64>,
    /// The institution that leads it, and the others.
    pub lead: Option<String>,
    pub partners: BTreeSet<String>,
    /// The kind of the institution that leads it.
    pub kind: String,
    /// Whether that institution led none in an earlier call.
    pub first: bool,
    pub kept: Kept,
}

/// A call in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    pub begun: usize,
    pub filed: usize,
    pub unfiled: usize,
    /// What became of what was filed, by the end of a message's key. Each stands once.
    pub became: BTreeMap<&'static str, usize>,
    pub first: usize,
    pub again: usize,
    pub kinds: BTreeMap<String, usize>,
    pub regions: BTreeMap<String, usize>,
    pub disciplines: BTreeMap<String, usize>,
    /// In how many applications an institution stands, as lead or as partner.
    pub institutions: BTreeMap<String, usize>,
    pub per_day: BTreeMap<NaiveDate, usize>,
    /// The same by how many days before the closing: calls are compared by that.
    pub ahead: BTreeMap<i64, usize>,
    /// Of drafts that were never filed, in how many something was answered in a section.
    pub sections: BTreeMap<String, usize>,
    /// Medians.
    pub days: Option<i64>,
    pub review_days: Option<i64>,
    pub spread: Option<i64>,
    /// How much more reviewers recommend the same than by chance (Fleiss' kappa), in hundredths.
    pub kappa: Option<i64>,
    pub reviews: usize,
    /// How many reviews each reviewer has, and how many of those are in; the one who has most first.
    pub load: Vec<(usize, usize)>,
}

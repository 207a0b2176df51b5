//! What reviewers say of each criterion of each application, as a table whose cells are drawn as well.

use serde::Serialize;

use crate::applications::Application;
use crate::i18n::Locale;
use crate::reviews::views::hundredths;
use crate::reviews::{Criterion, CriterionSummary, Summary, TOP};

/// So wide a bar is drawn for the best score, in the units of its picture.
const WIDTH: i64 = 100;

#[derive(Serialize)]
pub(super) struct CriteriaView {
    heads: Vec<String>,
    rows: Vec<RowView>,
}

#[derive(Serialize)]
struct RowView {
    reference: String,
    title: String,
    cells: Vec<BarView>,
}

/// A mean, between the lowest and the highest score; nothing where nobody assessed it.
#[derive(Serialize)]
struct BarView {
    /// What the picture shows, in words.
    mean: String,
    range: String,
    /// Whether two points or more lie between the lowest and the highest.
    apart: bool,
    width: i64,
    from: i64,
    to: i64,
}

/// The criteria of those applications that have reviews, in the order of the list.
pub(super) fn view(
    criteria: &[Criterion],
    (bids, summaries): (&[&Application], &[Summary]),
    locale: Locale,
) -> CriteriaView {
    let row = |one: &&Application| {
        let said = summaries.iter().find(|said| said.application == one.id)?;
        let of = |criterion: &Criterion| {
            let found = said.criteria.iter().find(|one| one.criterion == criterion.id);
            bar(found, locale)
        };
        (said.reviews > 0).then(|| RowView {
            reference: one.reference.clone().unwrap_or_default(),
            title: one.title.clone(),
            cells: criteria.iter().map(of).collect(),
        })
    };
    CriteriaView {
        heads: criteria.iter().map(|one| one.label(locale).to_owned()).collect(),
        rows: bids.iter().filter_map(row).collect(),
    }
}

fn bar(found: Option<&CriterionSummary>, locale: Locale) -> BarView {
    let at = |score: i32| i64::from(score) * WIDTH / i64::from(TOP);
    let range = found.and_then(|one| one.lowest.zip(one.highest));
    let mean = found.and_then(|one| one.mean);
    BarView {
        mean: mean.map(|mean| hundredths(mean, locale)).unwrap_or_default(),
        range: range.map(|(low, high)| format!("{low}–{high}")).unwrap_or_default(),
        apart: range.is_some_and(|(low, high)| high - low >= 2),
        width: mean.map_or(0, |mean| mean * WIDTH / (i64::from(TOP) * 100)),
        from: range.map_or(0, |(low, _)| at(low)),
        to: range.map_or(0, |(_, high)| at(high)),
    }
}

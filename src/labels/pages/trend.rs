//! What came of promises month by month, as charts and as one table.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use fluent_bundle::FluentArgs;
use serde::Serialize;

use crate::Result;
use crate::db::Conn;
use crate::figures::charts::{self, Chart};
use crate::i18n::Locale;
use crate::labels::rules::life;
use crate::labels::{Commitment, Label, Month, queries};

#[derive(Serialize)]
pub struct TrendView {
    /// What was promised, each once.
    heads: Vec<String>,
    rows: Vec<RowView>,
    charts: Vec<ChartView>,
}

#[derive(Serialize)]
struct RowView {
    month: String,
    cells: Vec<String>,
}

#[derive(Serialize)]
struct ChartView {
    id: String,
    title: String,
    /// None where each month is too small to be shown: a chart of it would be empty.
    chart: Option<Chart>,
}

/// Of the last twelve months that were kept; none where there is none yet.
pub fn trend(conn: &mut Conn, label: &Label, locale: Locale) -> Result<Option<TrendView>> {
    let kept = queries::months_of(conn, &label.id)?;
    let promises = queries::commitments_of(conn, &label.id)?;
    let known: BTreeSet<NaiveDate> = kept.iter().map(|one| one.month).collect();
    let months: Vec<NaiveDate> =
        known.into_iter().rev().take(life::MONTHS).collect::<Vec<_>>().into_iter().rev().collect();
    if months.is_empty() {
        return Ok(None);
    }
    let mut told: Vec<&Commitment> = Vec::new();
    for one in &promises {
        let again = told.iter().any(|other| other.indicator == one.indicator);
        if !again && kept.iter().any(|month| month.indicator == one.indicator) {
            told.push(one);
        }
    }
    let at = |promise: &Commitment, month: NaiveDate| {
        kept.iter().find(|one| one.indicator == promise.indicator && one.month == month)
    };
    let row = |month: &NaiveDate| RowView {
        month: said(*month, locale),
        cells: told.iter().map(|promise| cell(at(promise, *month), locale)).collect(),
    };
    let chart = |(place, promise): (usize, &&Commitment)| {
        let value = |month: &NaiveDate| at(promise, *month).and_then(|one| one.value);
        let bars: Vec<_> =
            months.iter().map(|month| (said(*month, locale), value(month))).collect();
        ChartView {
            id: format!("trend-{}-{place}", label.id),
            title: promise.label.clone(),
            chart: bars.iter().any(|(_, value)| value.is_some()).then(|| charts::bars(&bars)),
        }
    };
    Ok(Some(TrendView {
        heads: told.iter().map(|one| one.label.clone()).collect(),
        rows: months.iter().map(row).collect(),
        charts: told.iter().enumerate().map(chart).collect(),
    }))
}

/// A value, and by which formula where that is no longer the one in use.
fn cell(kept: Option<&Month>, locale: Locale) -> String {
    let Some(kept) = kept else { return "–".to_owned() };
    let value = match kept.value {
        Some(value) => value.to_string(),
        None => locale.text("labels-too-few"),
    };
    if life::formula(&kept.indicator) == Some(kept.formula) {
        return value;
    }
    let mut args = FluentArgs::new();
    args.set("value", value);
    args.set("number", kept.formula);
    locale.text_with("labels-trend-formula", Some(&args))
}

fn said(month: NaiveDate, locale: Locale) -> String {
    month.format(locale.pick("%m/%Y", "%Y-%m")).to_string()
}

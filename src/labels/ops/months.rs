//! What came of promises month by month, kept once a month is over.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDateTime};

use super::measured_between;
use crate::Result;
use crate::app::App;
use crate::clock::{midnight, network_day};
use crate::db::Conn;
use crate::labels::rules::life::{self, STAFF};
use crate::labels::{Label, Month, queries};

/// Measures the months that are over and were not; answers for how many it did.
pub fn keep_months(app: &App, now: NaiveDateTime) -> Result<usize> {
    let labels = app.db.read_now(|conn| Ok(queries::live(conn)?))?;
    labels.iter().try_fold(0, |done, label| {
        Ok(done + app.db.write_step(|conn| keep_of_label(conn, label, now))?)
    })
}

fn keep_of_label(conn: &mut Conn, label: &Label, now: NaiveDateTime) -> Result<usize> {
    let promises = queries::commitments_of(conn, &label.id)?;
    // What is declared has no past: it is as it is now.
    let counted = |indicator: &str| indicator != STAFF && life::formula(indicator).is_some();
    if !promises.iter().any(|one| counted(&one.indicator)) {
        return Ok(0);
    }
    conn.take_turn("label-months")?;
    let known: BTreeSet<_> =
        queries::months_of(conn, &label.id)?.into_iter().map(|one| one.month).collect();
    let mut done = 0;
    for month in life::months_over(label, network_day(now)).filter(|one| !known.contains(one)) {
        let first = month.max(label.starts_on);
        let between = (midnight(first), midnight(month + Months::new(1)));
        let figures = measured_between(conn, label, between)?.into_iter();
        // One thing may be promised twice.
        let figures: BTreeMap<String, Month> = figures
            .filter(|one| counted(&one.promise.indicator))
            .filter_map(|one| {
                let indicator = one.promise.indicator;
                let kept = Month {
                    label_id: label.id.clone(),
                    indicator: indicator.clone(),
                    month,
                    formula: one.formula?,
                    value: one.value,
                };
                Some((indicator, kept))
            })
            .collect();
        queries::insert_months(conn, &figures.into_values().collect::<Vec<_>>())?;
        done += 1;
    }
    Ok(done)
}

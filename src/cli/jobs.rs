//! `maillage jobs run` and `maillage jobs reindex`

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::{Failure, Outcome};
use crate::jobs::run_due;
use crate::schedule;

pub fn run(until_idle: bool, now: Option<&str>) -> Outcome {
    let now = now.map_or(Ok(super::now()), moment)?;
    let app = super::app(super::config()?)?;
    let mut counts: BTreeMap<&str, usize> = schedule::all().map(|sweep| (sweep.kind, 0)).collect();
    loop {
        let done = run_due(&app, schedule::all(), now)?;
        done.iter().for_each(|(kind, n)| *counts.entry(kind).or_default() += n);
        if !until_idle || done.iter().all(|(_, n)| *n == 0) {
            break;
        }
    }
    counts.iter().for_each(|(kind, n)| super::say(format_args!("{kind} {n}")));
    Ok(())
}

pub fn reindex() -> Outcome {
    let app = super::app(super::config()?)?;
    let indexed = crate::tickets::ops::index_anew(&app, super::now())?;
    super::say(format_args!("{indexed} tickets indexed"));
    let indexed = crate::knowledge::ops::index_anew(&app, super::now())?;
    super::say(format_args!("{indexed} articles indexed"));
    let indexed = crate::materials::ops::index_anew(&app, super::now())?;
    super::say(format_args!("{indexed} materials indexed"));
    Ok(())
}

fn moment(text: &str) -> Result<NaiveDateTime, Failure> {
    DateTime::parse_from_rfc3339(text).map(|moment| moment.with_timezone(&Utc).naive_utc()).map_err(
        |_| {
            Failure::BadData(format!(
                "--now {text} is no RFC 3339 time such as 2026-03-03T09:00:00Z."
            ))
        },
    )
}

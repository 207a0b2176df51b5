//! When an event of a calendar file takes place, as the file writes it.

use chrono::{NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::imported::{Fault, NO_CLOCK, NO_TIME, WHOLE_DAY, fault};
use super::times::{self, Folds};
use crate::Refusal;
use crate::calendar::{Entry, clock_named};

/// Hours that a clock shows twice, of an event that does not say which one it means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Twice {
    pub starts: Option<NaiveDateTime>,
    pub ends: Option<NaiveDateTime>,
    pub zone: Option<Tz>,
}

/// The instants of a meeting that is read as if of hours that are there twice the first ones were meant. What is told in UTC, or
/// by a clock that shows them once, is sure; of the rest it must be said which ones they are.
pub(super) fn meant(
    entry: &Entry,
    (first, span): (&Times, (NaiveDateTime, NaiveDateTime)),
    said: Folds,
) -> Result<(NaiveDateTime, NaiveDateTime), Fault> {
    let own = first.planned;
    let asked = |at: NaiveDateTime| {
        let open = first.clock == own && times::fold_of(at, own).is_some();
        open.then(|| times::local(at, own).naive_local())
    };
    let by_length = entry.ends.is_empty();
    let starts = asked(span.0);
    let ends = asked(span.1).filter(|_| !by_length);
    if (starts.is_some() && said.0.is_none()) || (ends.is_some() && said.1.is_none()) {
        let twice = Twice { starts, ends, zone: Some(own) };
        return Err(Fault { twice, ..Fault::from(times::TIME_TWICE) });
    }
    let of = |there: Option<NaiveDateTime>, fold, at| match there {
        Some(there) => times::instant_of(there, fold, own),
        None => Ok(at),
    };
    let from = of(starts, said.0, span.0)?;
    let to = if by_length { from + (span.1 - span.0) } else { of(ends, said.1, span.1)? };
    Ok((from, to))
}

/// When an event begins and ends.
pub(super) struct Times {
    /// As it is written, and by which clock.
    pub local: NaiveDateTime,
    pub clock: Tz,
    /// The clock by which a session there is planned: its own where sessions are given by it, else the one that was chosen.
    pub planned: Tz,
    pub span: (NaiveDateTime, NaiveDateTime),
}

impl Times {
    pub fn of(entry: &Entry, zone: Tz) -> Result<Self, Fault> {
        let (local, clock) = moment((&entry.starts, &entry.starts_in), zone, entry.lines.starts)?;
        let starts = instant(local, clock)?;
        let ends = match (entry.ends.as_str(), length(&entry.duration)) {
            ("", Some(length)) => starts + length,
            ("", None) => return Err(NO_TIME.into()),
            (ends, _) => {
                let (local, clock) = moment((ends, &entry.ends_in), zone, entry.lines.ends)?;
                instant(local, clock)?
            }
        };
        // What is told in UTC says nothing of where it is.
        let is_utc = entry.starts.trim().ends_with(['Z', 'z']);
        let planned = Some(clock).filter(|_| !is_utc).and_then(|clock| times::zone(clock.name()));
        Ok(Self { local, clock, planned: planned.unwrap_or(zone), span: (starts, ends) })
    }
}

/// What a file writes for a moment, and the clock by which it means it.
pub(super) fn moment(
    (typed, named): (&str, &str),
    zone: Tz,
    at: usize,
) -> Result<(NaiveDateTime, Tz), Fault> {
    let typed = typed.trim();
    if typed.len() == 8 && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(WHOLE_DAY.into());
    }
    let (digits, utc) = match typed.strip_suffix(['Z', 'z']) {
        Some(digits) => (digits, true),
        None => (typed, false),
    };
    let local = NaiveDateTime::parse_from_str(digits, "%Y%m%dT%H%M%S").map_err(|_| NO_TIME)?;
    if !(2_000..2_200).contains(&chrono::Datelike::year(&local)) {
        return Err(NO_TIME.into());
    }
    let clock = match named.trim_matches(['"', ' ', '/']) {
        _ if utc => chrono_tz::UTC,
        "" => zone,
        named => clock_named(named).ok_or_else(|| fault(NO_CLOCK, at, named))?,
    };
    Ok((local, clock))
}

/// The instant that a clock shows so: of an hour that it shows twice, the first.
pub(super) fn instant(local: NaiveDateTime, clock: Tz) -> Result<NaiveDateTime, Refusal> {
    let found = clock.from_local_datetime(&local).earliest();
    found.map(|at| at.naive_utc()).ok_or(times::NO_SUCH_TIME)
}

/// `PT1H30M`, `P1DT2H`
fn length(typed: &str) -> Option<TimeDelta> {
    let rest = typed.trim().trim_start_matches('+').strip_prefix('P')?;
    let (mut minutes, mut number, mut in_day) = (0_i64, String::new(), false);
    for c in rest.chars() {
        let factor = match (c, in_day) {
            ('0'..='9', _) => {
                number.push(c);
                continue;
            }
            ('T', false) => {
                in_day = true;
                continue;
            }
            ('W', false) => 7 * 24 * 60,
            ('D', false) => 24 * 60,
            ('H', true) => 60,
            ('M', true) => 1,
            ('S', true) => 0,
            _ => return None,
        };
        let count: i64 = number.parse().ok().filter(|count| *count < 100_000)?;
        minutes += factor * count;
        number.clear();
    }
    (number.is_empty() && minutes > 0).then(|| TimeDelta::minutes(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_read_or_is_none() {
        let minutes = |typed| length(typed).map(|length| length.num_minutes());
        assert_eq!(minutes("P1DT2H"), Some(26 * 60));
        assert_eq!(minutes("P1W"), Some(7 * 24 * 60));
        for bad in ["", "P", "PT", "1H", "PT1", "PT-1H", "PT99999999999999999999H", "PTH"] {
            assert_eq!(minutes(bad), None, "{bad}");
        }
    }
}

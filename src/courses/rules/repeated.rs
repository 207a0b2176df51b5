//! Every time at which an event of a calendar file takes place.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::Tz;

use super::imported::{Fault, WHOLE_DAY, fault};
use super::when::{Times, instant, moment};
use super::{MOST_MEETINGS, times};
use crate::Refusal;
use crate::calendar::{Entry, Moment, Rule, Until};

pub const ODD_RULE: Refusal = Refusal::new("courses-import-odd-rule");
pub const ENDLESS: Refusal = Refusal::new("courses-import-endless");
pub const TOO_MANY: Refusal = Refusal::new("courses-import-too-many");
pub const TOO_FAR: Refusal = Refusal::new("courses-import-too-far");
pub const NONE_LEFT: Refusal = Refusal::new("courses-import-none-left");

/// Every time at which an event takes place, as instants. A rule is followed for two years at most.
pub(super) fn spans(
    entry: &Entry,
    first: &Times,
    zone: Tz,
) -> Result<Vec<(NaiveDateTime, NaiveDateTime)>, Fault> {
    let length = first.span.1 - first.span.0;
    let mut found: BTreeMap<NaiveDateTime, NaiveDateTime> = BTreeMap::from([first.span]);
    if !entry.rule.is_empty() {
        for starts in ruled(entry, first)? {
            found.insert(starts, starts + length);
        }
    }
    let of = |(typed, named): &Moment, line| {
        let (local, clock) = moment((typed, named), zone, line)?;
        Ok::<_, Fault>(instant(local, clock)?)
    };
    for added in &entry.added {
        let starts = of(added, entry.lines.added)
            .map_err(|_| fault(ODD_RULE, entry.lines.added, &format!("RDATE:{}", added.0)))?;
        found.insert(starts, starts + length);
    }
    for left_out in &entry.left_out {
        match of(left_out, 0) {
            Ok(starts) => drop(found.remove(&starts)),
            // A whole day is left out.
            Err(fault) if fault.refusal == WHOLE_DAY => found.retain(|starts, _| {
                let local = times::local(*starts, first.clock).format("%Y%m%d").to_string();
                local != left_out.0.trim()
            }),
            Err(fault) => return Err(fault),
        }
    }
    for change in &entry.changes {
        found.remove(&of(&change.instance, 0)?);
        if !change.status.eq_ignore_ascii_case("cancelled") {
            let moved = Times::of(change, zone)?.span;
            found.insert(moved.0, moved.1);
        }
    }
    match found.len() {
        0 => Err(fault(NONE_LEFT, entry.lines.rule, "")),
        n if n > MOST_MEETINGS => Err(fault(TOO_MANY, entry.lines.rule, "")),
        _ => Ok(found.into_iter().collect()),
    }
}

/// When a rule says that it takes place.
fn ruled(entry: &Entry, first: &Times) -> Result<Vec<NaiveDateTime>, Fault> {
    let at = entry.lines.rule;
    let rule = Rule::read(&entry.rule).map_err(|part| fault(ODD_RULE, at, &part))?;
    if rule.count.is_none() && rule.until.is_none() {
        return Err(fault(ENDLESS, at, ""));
    }
    let (mut found, mut is_over) = (Vec::new(), false);
    for day in rule.days_from(first.local.date()) {
        let local = day.and_time(first.local.time());
        // An hour that the clock skips that day is none (RFC 5545, 3.3.10).
        let Ok(starts) = instant(local, first.clock) else { continue };
        let last = match rule.until {
            Some(Until::Day(last)) => day <= last,
            Some(Until::Local(last)) => local <= last,
            Some(Until::Utc(last)) => starts <= last,
            None => true,
        };
        is_over = !last || rule.count.is_some_and(|count| found.len() >= count);
        if is_over {
            break;
        }
        found.push(starts);
    }
    is_over |= rule.count.is_some_and(|count| found.len() >= count);
    is_over |= rule.until.is_some_and(|until| is_near(until, first.local));
    if is_over { Ok(found) } else { Err(fault(TOO_FAR, at, "")) }
}

/// Whether a rule ends within the two years for which it is followed.
fn is_near(until: Until, first: NaiveDateTime) -> bool {
    let last = match until {
        Until::Day(day) => day.and_time(first.time()),
        Until::Local(at) | Until::Utc(at) => at,
    };
    last - first <= TimeDelta::days(731)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(starts: &str, ends: &str) -> Entry {
        Entry {
            uid: "1@x".into(),
            starts: starts.into(),
            starts_in: "Europe/Paris".into(),
            ends: ends.into(),
            ends_in: "Europe/Paris".into(),
            ..Entry::default()
        }
    }

    /// By the clock of Paris.
    fn read(entry: &Entry) -> Result<String, Refusal> {
        let paris = chrono_tz::Europe::Paris;
        let all = Times::of(entry, paris).and_then(|first| spans(entry, &first, paris));
        let said = |(starts, ends): &(NaiveDateTime, NaiveDateTime)| {
            let local = |at| times::local(at, paris);
            format!("{} {}", local(*starts).format("%m-%dT%H:%M"), local(*ends).format("%H:%M"))
        };
        let all = all.map_err(|fault| fault.refusal)?;
        Ok(all.iter().map(said).collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn a_rule_gives_every_meeting_by_the_clock_of_its_place() {
        let weekly = Entry {
            rule: "FREQ=WEEKLY;COUNT=3".into(),
            ..entry("20260324T140000", "20260324T160000")
        };
        let three = "03-24T14:00 16:00, 03-31T14:00 16:00, 04-07T14:00 16:00";
        assert_eq!(read(&weekly), Ok(three.into()), "whatever summer does to it");
        let until = |rule: &str| read(&Entry { rule: rule.into(), ..weekly.clone() });
        assert_eq!(until("FREQ=WEEKLY;UNTIL=20260407T120000Z"), Ok(three.into()));
        assert_eq!(until("FREQ=WEEKLY"), Err(ENDLESS));
        assert_eq!(until("FREQ=DAILY;COUNT=61"), Err(TOO_MANY));
        assert_eq!(until("FREQ=YEARLY;COUNT=5"), Err(TOO_FAR));
        assert_eq!(until("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2;COUNT=2"), Err(ODD_RULE));
        assert_eq!(until("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9"), Err(TOO_FAR));

        let at = |text: &str| (text.to_owned(), "Europe/Paris".to_owned());
        let moved = Entry {
            instance: at("20260331T140000"),
            ..entry("20260401T100000", "20260401T110000")
        };
        let odd = Entry {
            left_out: vec![at("20260407T140000")],
            added: vec![at("20260409T090000")],
            changes: vec![moved],
            ..weekly.clone()
        };
        let expected = "03-24T14:00 16:00, 04-01T10:00 11:00, 04-09T09:00 11:00";
        assert_eq!(read(&odd), Ok(expected.into()));
        let gone = ["20260324", "20260331", "20260407"].map(|day| (day.to_owned(), String::new()));
        assert_eq!(read(&Entry { left_out: gone.into(), ..weekly }), Err(NONE_LEFT));
    }
}

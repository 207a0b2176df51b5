//! The clock of a place, as a file describes it (VTIMEZONE). Where summer time comes and goes by the same rule each year the
//! file says the rule, since some programs read nothing else; where it does not, each change; where there is none, one offset.

use std::collections::BTreeMap;

use chrono::{
    DateTime, Datelike, Days, LocalResult, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc,
};
use chrono_tz::{OffsetComponents, OffsetName, Tz};

/// How far around its events a clock is described: each change of a year is before the first of them.
pub const AROUND: TimeDelta = TimeDelta::days(400);
/// From when on a clock is described that is never put forward or back.
const ALWAYS: &str = "19700101T000000";

pub fn plain(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

/// An instant by the clock of its place. An hour that this clock shows twice is written in UTC: programs disagree about which
/// of the two is meant.
pub fn moment(name: &str, at: NaiveDateTime, zone: Tz) -> String {
    let local = zone.from_utc_datetime(&at).naive_local();
    match zone.from_local_datetime(&local) {
        LocalResult::Single(_) => format!("{name};TZID={}:{}", zone.name(), plain(local)),
        LocalResult::Ambiguous(..) | LocalResult::None => format!("{name}:{}Z", plain(at)),
    }
}

fn seconds(zone: Tz, at: NaiveDateTime) -> i32 {
    zone.offset_from_utc_datetime(&at).fix().local_minus_utc()
}

/// A clock is put forward or back.
#[derive(Debug, Clone, Copy)]
struct Change {
    /// The first second by the new offset.
    at: NaiveDateTime,
    from: i32,
}

impl Change {
    /// As the old offset says it.
    fn local(self) -> NaiveDateTime {
        self.at + TimeDelta::seconds(i64::from(self.from))
    }
}

/// The description of a clock between two instants.
pub fn describe(zone: Tz, (first, last): (NaiveDateTime, NaiveDateTime)) -> Vec<String> {
    let begin = first.date().and_time(chrono::NaiveTime::MIN);
    let changes = changes(zone, (begin, last));
    let mut lines = vec!["BEGIN:VTIMEZONE".to_owned(), format!("TZID:{}", zone.name())];
    match yearly(zone, &changes) {
        _ if changes.is_empty() => {
            lines.extend(standing(zone, begin, (ALWAYS, seconds(zone, begin)), None));
        }
        Some(rules) => {
            for (change, rule) in rules {
                let from = (plain(change.local()), change.from);
                lines.extend(standing(zone, change.at, (&from.0, from.1), Some(&rule)));
            }
        }
        None => {
            let offset = seconds(zone, begin);
            let local = begin + TimeDelta::seconds(i64::from(offset));
            lines.extend(standing(zone, begin, (&plain(local), offset), None));
            for change in changes {
                let from = (plain(change.local()), change.from);
                lines.extend(standing(zone, change.at, (&from.0, from.1), None));
            }
        }
    }
    lines.push("END:VTIMEZONE".to_owned());
    lines
}

fn changes(zone: Tz, (begin, last): (NaiveDateTime, NaiveDateTime)) -> Vec<Change> {
    let (mut found, mut day) = (Vec::new(), begin);
    while day < last {
        let next = day + TimeDelta::days(1);
        let (before, after) = (seconds(zone, day), seconds(zone, next));
        if before != after {
            found.push(Change { at: exactly(zone, (day, next)), from: before });
        }
        day = next;
    }
    found
}

/// The second at which a clock is put forward or back, somewhere between two instants.
fn exactly(zone: Tz, (mut before, mut after): (NaiveDateTime, NaiveDateTime)) -> NaiveDateTime {
    let old = seconds(zone, before);
    while after - before > TimeDelta::seconds(1) {
        let middle = before + (after - before) / 2;
        let middle = DateTime::<Utc>::from_timestamp(middle.and_utc().timestamp(), 0)
            .map_or(after, |at| at.naive_utc());
        if seconds(zone, middle) == old { before = middle } else { after = middle }
    }
    after
}

/// The first change of each kind with the rule that all of that kind follow, when all of them follow one.
fn yearly(zone: Tz, changes: &[Change]) -> Option<Vec<(Change, String)>> {
    let mut kinds: BTreeMap<(i32, i32), Vec<Change>> = BTreeMap::new();
    for change in changes {
        kinds.entry((change.from, seconds(zone, change.at))).or_default().push(*change);
    }
    let rules: Option<Vec<_>> = kinds
        .into_values()
        .map(|same| {
            let (first, rest) = same.split_first()?;
            let rule =
                [rule(*first, true), rule(*first, false)].into_iter().flatten().find(|one| {
                    let by_last = one.contains("=-1");
                    !rest.is_empty()
                        && rest.iter().all(|next| rule(*next, by_last).as_ref() == Some(one))
                })?;
            let time = first.local().time();
            rest.iter().all(|next| next.local().time() == time).then_some((*first, rule))
        })
        .collect();
    rules.filter(|rules| rules.len() == 2)
}

/// The rule of one change: the last such day of its month, or the second, say.
fn rule(change: Change, by_last: bool) -> Option<String> {
    let day = change.local().date();
    let is_last = (day + Days::new(7)).month() != day.month();
    if by_last && !is_last {
        return None;
    }
    let week = if by_last { "-1".to_owned() } else { (day.day0() / 7 + 1).to_string() };
    let weekday = &day.weekday().to_string().to_uppercase()[..2];
    Some(format!("RRULE:FREQ=YEARLY;BYMONTH={};BYDAY={week}{weekday}", day.month()))
}

fn standing(
    zone: Tz,
    at: NaiveDateTime,
    (begins, from): (&str, i32),
    rule: Option<&str>,
) -> Vec<String> {
    let offset = zone.offset_from_utc_datetime(&at);
    let summer = !offset.dst_offset().is_zero();
    let kind = if summer { "DAYLIGHT" } else { "STANDARD" };
    let name = offset.abbreviation().map_or_else(String::new, str::to_owned);
    let mut lines = vec![
        format!("BEGIN:{kind}"),
        format!("DTSTART:{begins}"),
        format!("TZOFFSETFROM:{}", east(from)),
        format!("TZOFFSETTO:{}", east(offset.fix().local_minus_utc())),
        format!("TZNAME:{}", if name.is_empty() { zone.name() } else { &name }),
    ];
    lines.extend(rule.map(str::to_owned));
    lines.push(format!("END:{kind}"));
    lines
}

/// `+0200`, `-0930`
fn east(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

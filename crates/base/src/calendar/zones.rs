//! Clocks by whatever name a file gives them: as IANA does, as Windows does, or by describing them (VTIMEZONE).

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};
use ical::parser::Component;
use ical::parser::ical::component::IcalTimeZone;

use super::recurrence::Rule;

/// Windows' names (Unicode CLDR, windowsZones) of clocks that people of the network may have.
const WINDOWS: [(&str, &str); 33] = [
    ("Romance Standard Time", "Europe/Paris"),
    ("W. Europe Standard Time", "Europe/Paris"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("GMT Standard Time", "Europe/London"),
    ("Greenwich Standard Time", "Atlantic/Reykjavik"),
    ("E. Europe Standard Time", "Europe/Chisinau"),
    ("FLE Standard Time", "Europe/Kiev"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("Turkey Standard Time", "Europe/Istanbul"),
    ("Russian Standard Time", "Europe/Moscow"),
    ("Morocco Standard Time", "Africa/Casablanca"),
    ("W. Central Africa Standard Time", "Africa/Lagos"),
    ("South Africa Standard Time", "Africa/Johannesburg"),
    ("E. Africa Standard Time", "Indian/Mayotte"),
    ("Mauritius Standard Time", "Indian/Reunion"),
    ("West Asia Standard Time", "Indian/Kerguelen"),
    ("India Standard Time", "Asia/Kolkata"),
    ("China Standard Time", "Asia/Shanghai"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("West Pacific Standard Time", "Antarctica/DumontDUrville"),
    ("Central Pacific Standard Time", "Pacific/Noumea"),
    ("UTC+12", "Pacific/Wallis"),
    ("Hawaiian Standard Time", "Pacific/Tahiti"),
    ("Marquesas Standard Time", "Pacific/Marquesas"),
    ("UTC-09", "Pacific/Gambier"),
    ("SA Western Standard Time", "America/Martinique"),
    ("SA Eastern Standard Time", "America/Cayenne"),
    ("Saint Pierre Standard Time", "America/Miquelon"),
    ("Eastern Standard Time", "America/New_York"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Atlantic Standard Time", "America/Halifax"),
];

/// Of several clocks that show the same, these are meant first.
const FIRST: [Tz; 12] = [
    chrono_tz::Europe::Paris,
    chrono_tz::America::Martinique,
    chrono_tz::America::Cayenne,
    chrono_tz::America::Miquelon,
    chrono_tz::Indian::Reunion,
    chrono_tz::Indian::Mayotte,
    chrono_tz::Pacific::Tahiti,
    chrono_tz::Pacific::Marquesas,
    chrono_tz::Pacific::Gambier,
    chrono_tz::Pacific::Wallis,
    chrono_tz::Pacific::Noumea,
    chrono_tz::UTC,
];

/// More than people's clocks ever have; a file may say anything.
const MOST_CHANGES: usize = 200;

/// A clock by the name that IANA gives it, or Windows.
pub fn clock_named(named: &str) -> Option<Tz> {
    let named = named.trim_matches(['"', ' ', '/']);
    let known = WINDOWS.iter().find(|(windows, _)| *windows == named);
    let named = known.map_or(named, |(_, iana)| iana);
    // Some programs put a path of their own before the name.
    let parts: Vec<_> = named.rsplitn(3, '/').collect();
    let short = parts.iter().take(2).rev().copied().collect::<Vec<_>>().join("/");
    named.parse().ok().or_else(|| short.parse().ok())
}

/// From when on a clock shows what, in seconds before UTC. The first one holds before it too.
type Changes = Vec<(NaiveDateTime, i32)>;

/// A known clock that shows the same as one that a file describes, in the years of what it is asked for.
pub fn clock_like(described: &IcalTimeZone, years: (i32, i32)) -> Option<Tz> {
    let located = described.get_property("X-LIC-LOCATION").and_then(|found| found.value.as_deref());
    if let Some(known) = located.and_then(|name| name.trim().parse().ok()) {
        return Some(known);
    }
    let (changes, before) = changes(described, years)?;
    let from = NaiveDate::from_ymd_opt(years.0, 1, 1)?.and_hms_opt(0, 0, 0)?;
    let months =
        (0..(years.1 - years.0 + 1) * 12).map(|n| from + TimeDelta::days(i64::from(n) * 30));
    let around = changes.iter().flat_map(|(at, _)| [*at, *at - TimeDelta::seconds(1)]);
    let moments: Vec<(NaiveDateTime, i32)> = months
        .chain(around.filter(|at| (years.0..=years.1).contains(&at.year())))
        .map(|at| {
            (at, changes.iter().rev().find(|(since, _)| *since <= at).map_or(before, |one| one.1))
        })
        .collect();
    let shows_same = |tz: &&Tz| {
        moments
            .iter()
            .all(|(at, offset)| tz.offset_from_utc_datetime(at).fix().local_minus_utc() == *offset)
    };
    FIRST.iter().chain(TZ_VARIANTS.iter()).find(shows_same).copied()
}

/// When the clock changes around those years, and what it shows before.
fn changes(described: &IcalTimeZone, years: (i32, i32)) -> Option<(Changes, i32)> {
    let (mut all, mut before): (Changes, Option<(NaiveDateTime, i32)>) = (Vec::new(), None);
    for one in &described.transitions {
        let value = |name: &str| one.get_property(name).and_then(|found| found.value.as_deref());
        let (from, to) = (offset(value("TZOFFSETFROM")?)?, offset(value("TZOFFSETTO")?)?);
        let starts = local(value("DTSTART")?)?;
        if before.is_none_or(|(at, _)| starts < at) {
            before = Some((starts, from));
        }
        let mut onsets = vec![starts];
        if let Some(rule) = value("RRULE") {
            // A clock keeps its rule for centuries, and only these years are asked for.
            let first = NaiveDate::from_ymd_opt(years.0 - 1, 1, 1)?.max(starts.date());
            let rule = Rule::read(rule).ok()?;
            let last = rule.until.and_then(|until| match until {
                super::recurrence::Until::Day(day) => day.and_hms_opt(23, 59, 59),
                super::recurrence::Until::Local(at) => Some(at),
                super::recurrence::Until::Utc(at) => Some(at + TimeDelta::seconds(from.into())),
            });
            let days = u64::try_from((years.1 - years.0 + 2) * 366).ok()?;
            let days = rule.days_between(starts.date(), first, days);
            onsets.extend(days.map(|day| day.and_time(starts.time())));
            onsets.retain(|at| last.is_none_or(|last| *at <= last));
        }
        for date in value("RDATE").unwrap_or_default().split(',') {
            onsets.extend(local(date));
        }
        all.extend(onsets.into_iter().map(|at| (at - TimeDelta::seconds(from.into()), to)));
        if all.len() > MOST_CHANGES {
            return None;
        }
    }
    all.sort_unstable();
    Some((all, before?.1))
}

fn local(typed: &str) -> Option<NaiveDateTime> {
    let typed = typed.trim().trim_end_matches(['Z', 'z']);
    let at = NaiveDateTime::parse_from_str(typed, "%Y%m%dT%H%M%S").ok()?;
    // Far enough from the ends of time for a day more.
    (1..9_000).contains(&at.year()).then_some(at)?.checked_sub_days(Days::new(1)).map(|_| at)
}

/// `+0100`, `-093000`: in seconds.
fn offset(typed: &str) -> Option<i32> {
    let typed = typed.trim();
    let (sign, digits) = match typed.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let pair = |at: usize| digits.get(at..at + 2).map_or(Some(0), |two| two.parse::<i32>().ok());
    let whole = matches!(digits.len(), 4 | 6) && digits.bytes().all(|byte| byte.is_ascii_digit());
    whole.then_some(())?;
    Some(sign * (pair(0)? * 3_600 + pair(2)? * 60 + pair(4)?))
}

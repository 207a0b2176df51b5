//! On which days something takes place again (RFC 5545, 3.3.10), as far as people plan meetings: daily, weekly, monthly or
//! yearly. Days are walked one by one as far as a horizon, so that no rule takes longer than any other.
//!
//! The `rrule` crate (0.14, MIT or Apache-2.0) was looked at and is not used. It says of itself that input of strangers may make
//! it panic, and that a rule which never holds, such as a thirtieth of February, is searched for until a limit of a hundred
//! thousand turns that cannot be set, for seconds; nothing of it was released since April 2025. It begins each walk where the
//! rule began, and the clocks that a file describes began in 1970. Here a rule is a question about a day, and two years of days
//! are asked about, whatever the rule.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, Weekday};

/// So many days after the first one are looked at: two years.
pub const HORIZON: u64 = 731;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Every {
    Day,
    Week,
    Month,
    Year,
}

/// The last moment at which it may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    Day(NaiveDate),
    /// By the clock of the event.
    Local(NaiveDateTime),
    Utc(NaiveDateTime),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    every: Every,
    interval: i64,
    pub count: Option<usize>,
    pub until: Option<Until>,
    /// Days of the week; `1` is the first of them in the month, `-1` the last, `0` each.
    days: Vec<(i64, Weekday)>,
    /// Days of the month, from its end when below zero.
    month_days: Vec<i64>,
    months: Vec<u32>,
    week_starts: Weekday,
}

impl Rule {
    /// Reads a rule; else the part of it that is not understood.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut rule = Self {
            every: Every::Day,
            interval: 1,
            count: None,
            until: None,
            days: Vec::new(),
            month_days: Vec::new(),
            months: Vec::new(),
            week_starts: Weekday::Mon,
        };
        let mut is_named = false;
        for part in text.trim().to_uppercase().split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            is_named |= name == "FREQ";
            rule.take(name, value).ok_or_else(|| part.to_owned())?;
        }
        let ordinals = rule.days.iter().any(|(nth, _)| *nth != 0);
        let within_month = rule.every == Every::Month || !rule.months.is_empty();
        match () {
            () if !is_named => Err("FREQ".to_owned()),
            // The twentieth Monday of a year, or the second Monday of a week.
            () if ordinals && !(within_month && rule.every != Every::Week) => {
                Err("BYDAY".to_owned())
            }
            () => Ok(rule),
        }
    }

    fn take(&mut self, name: &str, value: &str) -> Option<()> {
        let number = |least: i64| value.parse::<i64>().ok().filter(|n| (least..1_000).contains(n));
        match name {
            "FREQ" => {
                self.every = match value {
                    "DAILY" => Every::Day,
                    "WEEKLY" => Every::Week,
                    "MONTHLY" => Every::Month,
                    "YEARLY" => Every::Year,
                    _ => return None,
                }
            }
            "INTERVAL" => self.interval = number(1)?,
            "COUNT" => self.count = Some(usize::try_from(value.parse::<u32>().ok()?).ok()?),
            "UNTIL" => self.until = Some(until(value)?),
            "BYDAY" => self.days = listed(value, day)?,
            "BYMONTHDAY" => {
                let fits = |day: &i64| *day != 0 && (-31..=31).contains(day);
                self.month_days = listed(value, |day| day.parse().ok().filter(fits))?;
            }
            "BYMONTH" => {
                let fits = |month: &u32| (1..=12).contains(month);
                self.months = listed(value, |month| month.parse().ok().filter(fits))?;
            }
            "WKST" => self.week_starts = weekday(value)?,
            _ => return None,
        }
        Some(())
    }

    /// The days as far as the horizon. The first one is always one of them.
    pub fn days_from(&self, first: NaiveDate) -> impl Iterator<Item = NaiveDate> + '_ {
        self.days_between(first, first, HORIZON)
    }

    /// The days of a rule that began on `first`, from a later day on.
    pub fn days_between(
        &self,
        first: NaiveDate,
        from: NaiveDate,
        days: u64,
    ) -> impl Iterator<Item = NaiveDate> + '_ {
        let all = (0..=days).filter_map(move |n| from.checked_add_days(Days::new(n)));
        all.filter(move |day| *day == first || *day > first && self.holds(*day, first))
    }

    fn holds(&self, day: NaiveDate, first: NaiveDate) -> bool {
        let passed = match self.every {
            Every::Day => (day - first).num_days(),
            Every::Week => {
                let begins = |day: NaiveDate| day.week(self.week_starts).first_day();
                (begins(day) - begins(first)).num_weeks()
            }
            Every::Month => {
                let months = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month());
                months(day) - months(first)
            }
            Every::Year => i64::from(day.year() - first.year()),
        };
        let free = self.days.is_empty() && self.month_days.is_empty();
        let in_month = match (self.months.as_slice(), self.every) {
            ([], Every::Year) if free => day.month() == first.month(),
            ([], _) => true,
            (months, _) => months.contains(&day.month()),
        };
        passed % self.interval == 0 && in_month && self.is_day(day, first)
    }

    fn is_day(&self, day: NaiveDate, first: NaiveDate) -> bool {
        let (from_start, from_end) = within_month(day);
        let on_day = self.days.iter().any(|(nth, weekday)| {
            // Seven days after the first of them is the second.
            let place = (1 + (from_start - 1) / 7, -1 - (-1 - from_end) / 7);
            day.weekday() == *weekday && (*nth == 0 || *nth == place.0 || *nth == place.1)
        });
        let on_month_day =
            self.month_days.contains(&from_start) || self.month_days.contains(&from_end);
        match (self.days.is_empty(), self.month_days.is_empty(), self.every) {
            (true, true, Every::Day) => true,
            (true, true, Every::Week) => day.weekday() == first.weekday(),
            (true, true, Every::Month | Every::Year) => day.day() == first.day(),
            (no_days, no_month_days, _) => (no_days || on_day) && (no_month_days || on_month_day),
        }
    }
}

/// A day of a month from its beginning, from 1, and from its end, from -1.
fn within_month(day: NaiveDate) -> (i64, i64) {
    let next = day.with_day(1).and_then(|first| first.checked_add_months(Months::new(1)));
    let left = next.map_or(0, |next| (next - day).num_days());
    (i64::from(day.day()), -left)
}

fn listed<T>(value: &str, one: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    value.split(',').map(|part| one(part.trim())).collect()
}

/// `MO`, `2TU`, `-1FR`
fn day(typed: &str) -> Option<(i64, Weekday)> {
    let at = typed.len().checked_sub(2)?;
    let (nth, name) = (typed.get(..at)?, typed.get(at..)?);
    let nth = if nth.is_empty() { 0 } else { nth.parse().ok().filter(|nth| *nth != 0)? };
    Some((nth, weekday(name)?)).filter(|(nth, _)| (-5..=5).contains(nth))
}

fn weekday(name: &str) -> Option<Weekday> {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let place = names.iter().position(|known| *known == name)?;
    [Mon, Tue, Wed, Thu, Fri, Sat, Sun].get(place).copied()
}

fn until(value: &str) -> Option<Until> {
    if value.len() == 8 {
        return NaiveDate::parse_from_str(value, "%Y%m%d").ok().map(Until::Day);
    }
    let at = |text: &str| NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").ok();
    match value.strip_suffix('Z') {
        Some(utc) => at(utc).map(Until::Utc),
        None => at(value).map(Until::Local),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(rule: &str, first: &str) -> String {
        let rule = Rule::read(rule).unwrap();
        let first: NaiveDate = first.parse().unwrap();
        let until = |day: &NaiveDate| match rule.until {
            Some(Until::Day(last)) => *day <= last,
            Some(Until::Local(at) | Until::Utc(at)) => *day <= at.date(),
            None => true,
        };
        let all = rule.days_from(first).take_while(until).take(rule.count.unwrap_or(usize::MAX));
        all.map(|day| day.format("%y%m%d").to_string()).collect::<Vec<_>>().join(" ")
    }

    /// What python-dateutil finds for the same rules.
    #[test]
    fn rules_give_the_days_that_another_program_finds() {
        for (rule, first, expected) in [
            ("FREQ=DAILY;COUNT=3", "2026-03-02", "260302 260303 260304"),
            ("FREQ=DAILY;INTERVAL=10;COUNT=3", "2026-02-20", "260220 260302 260312"),
            ("FREQ=DAILY;BYDAY=MO,FR;COUNT=3", "2026-03-02", "260302 260306 260309"),
            ("FREQ=WEEKLY;COUNT=3", "2026-12-28", "261228 270104 270111"),
            ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4", "2026-03-03", "260303 260305 260310 260312"),
            (
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO;COUNT=4",
                "2026-08-04",
                "260804 260809 260818 260823",
            ),
            (
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=4",
                "2026-08-04",
                "260804 260816 260818 260830",
            ),
            ("FREQ=MONTHLY;COUNT=4", "2026-01-31", "260131 260331 260531 260731"),
            ("FREQ=MONTHLY;BYDAY=1MO;COUNT=3", "2026-03-02", "260302 260406 260504"),
            ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "2026-01-30", "260130 260227 260327"),
            ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "2026-01-31", "260131 260228 260331"),
            ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR;COUNT=2", "2026-02-13", "260213 260313"),
            ("FREQ=YEARLY;COUNT=2", "2026-05-04", "260504 270504"),
            ("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;COUNT=2", "2026-03-29", "260329 270328"),
            ("FREQ=WEEKLY;UNTIL=20260316T120000Z", "2026-03-02", "260302 260309 260316"),
            ("FREQ=WEEKLY;UNTIL=20260315", "2026-03-02", "260302 260309"),
        ] {
            assert_eq!(days(rule, first), expected, "{rule}");
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let part = |rule| Rule::read(rule).unwrap_err();
        assert_eq!(part("FREQ=HOURLY;COUNT=3"), "FREQ=HOURLY");
        assert_eq!(part("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1"), "BYSETPOS=-1");
        assert_eq!(part("FREQ=YEARLY;BYDAY=20MO"), "BYDAY=20MO");
        assert_eq!(part("FREQ=YEARLY;BYDAY=2MO"), "BYDAY");
        assert_eq!(part("FREQ=WEEKLY;BYDAY=XX"), "BYDAY=XX");
        assert_eq!(part("FREQ=WEEKLY;INTERVAL=0"), "INTERVAL=0");
        assert_eq!(part("COUNT=3"), "FREQ");
        assert_eq!(part("FREQ=WEEKLY;UNTIL=demain"), "UNTIL=DEMAIN");
    }

    /// Files of strangers hold anything: each rule is refused or walked, and none for longer than any other.
    #[test]
    fn no_rule_panics_or_goes_on_for_ever() {
        let many = format!("FREQ=DAILY;BYDAY={}MO", "TU,".repeat(15_000));
        let begun = std::time::Instant::now();
        for rule in [
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=4294967295",
            "FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=5MO;INTERVAL=999",
            "FREQ=YEARLY;INTERVAL=999;COUNT=2",
            "FREQ=DAILY;UNTIL=99991231T235959Z",
            "FREQ=WEEKLY;BYDAY=-5FR,5FR;WKST=XX",
            "FREQ=DAILY;COUNT=99999999999999999999",
            "FREQ=DAILY;INTERVAL=-1",
            "FREQ=\u{e9};BYDAY=\u{1F600}",
            "RRULE:FREQ=DAILY",
            ";;;=;=",
            &many,
        ] {
            let Ok(rule) = Rule::read(rule) else { continue };
            for first in ["2026-03-02", "2024-02-29", "-262142-01-01", "+262141-12-31"] {
                let first: NaiveDate = first.parse().unwrap();
                assert!(rule.days_from(first).count() <= usize::try_from(HORIZON + 1).unwrap());
                let far = rule.days_between(first, NaiveDate::MAX, HORIZON);
                assert!(far.count() <= 1);
            }
        }
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY);)?[A-Z0-9=,;:+\\-]{0,60}") {
            if let Ok(rule) = Rule::read(&text) {
                let first = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
                proptest::prop_assert!(rule.days_from(first).next() == Some(first));
            }
        }
    }
}

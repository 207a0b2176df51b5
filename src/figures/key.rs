//! What the network is made of, counted: each number with the list that has exactly that many lines, and what it was at the
//! end of earlier months. The page, the report and programs read it from here.

mod activity;
mod counted;

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate, NaiveDateTime};
use fluent_bundle::FluentArgs;
use serde::Serialize;
use serde_json::{Value, json};

use super::model::Shown;
use super::{queries, rules};
use crate::Result;
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::taxonomy::Vocabularies;

/// So many days after its end a month is still counted as it ended.
const SOON: u32 = 3;
/// So many months of history are shown.
const SHOWN: u32 = 24;
/// What begins anew each January, and so is told over twelve months too.
const OF_THE_YEAR: [&str; 3] = ["sessions", "participants", "tickets"];

/// A line of the list behind a number.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    pub label: String,
    pub href: Option<String>,
    pub detail: String,
}

/// A number of the network, and what it counts.
#[derive(Debug, Clone)]
pub struct Key {
    pub code: &'static str,
    pub rows: Vec<Row>,
    pub told: Told,
    /// Of how many there are, where that is known.
    pub of: Option<i64>,
}

/// How a number comes from its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It counts them.
    Lines,
    /// It is the sum of what they say, where that may be shown.
    Sum(Shown),
}

impl Key {
    /// A number that counts its lines.
    fn new(code: &'static str, rows: Vec<Row>) -> Self {
        Self { code, rows, told: Told::Lines, of: None }
    }

    fn sum(code: &'static str, rows: Vec<Row>, sum: Shown) -> Self {
        Self { code, rows, told: Told::Sum(sum), of: None }
    }

    pub fn value(&self) -> Shown {
        match self.told {
            Told::Lines => i64::try_from(self.rows.len()).ok(),
            Told::Sum(sum) => sum,
        }
    }

    /// Its share of what there is, in percent.
    pub fn share(&self) -> Option<i64> {
        let (value, of) = (self.value()?, self.of.filter(|of| *of > 0)?);
        Some((value * 100 + of / 2) / of)
    }

    pub fn label(&self, locale: Locale) -> String {
        locale.text(&format!("figures-key-{}", self.code))
    }

    /// What it counts, on whatever day.
    pub fn meaning(&self, locale: Locale) -> String {
        locale.text(&format!("figures-key-{}-definition", self.code))
    }

    /// The same, with the share that it is now.
    pub fn definition(&self, locale: Locale) -> String {
        let meaning = self.meaning(locale);
        let Some((share, of)) = self.share().zip(self.of) else { return meaning };
        let mut args = FluentArgs::new();
        args.set("share", share);
        args.set("of", of);
        format!("{meaning} {}", locale.text_with("figures-key-share", Some(&args)))
    }

    pub fn href(&self) -> String {
        format!("/figures/lists/{}", self.code)
    }

    /// Whether it begins anew each January.
    pub fn is_of_the_year(&self) -> bool {
        OF_THE_YEAR.contains(&self.code)
    }
}

/// Every number, as it stands on a day.
pub fn read(
    conn: &mut Conn,
    words: &Vocabularies,
    today: NaiveDate,
    locale: Locale,
) -> Result<Vec<Key>> {
    let mut all = counted::nodes(conn, locale)?;
    all.push(counted::served(conn, words, today)?);
    all.extend(counted::labelled(conn, today)?);
    all.extend(counted::called(conn, (today, locale))?);
    all.push(counted::decided(conn, locale)?);
    all.extend(counted::hosted(conn, today)?);
    all.extend(activity::taught(conn, today, locale)?);
    all.push(activity::asked(conn, words, (today, locale))?);
    Ok(all)
}

/// What was counted at the end of each month: by month, the value of each number.
pub type History = BTreeMap<NaiveDate, BTreeMap<String, i64>>;

pub fn history(conn: &mut Conn, today: NaiveDate) -> Result<History> {
    history_since(conn, rules::month(today) - Months::new(SHOWN), today)
}

/// The same from a month on.
pub fn history_since(conn: &mut Conn, from: NaiveDate, today: NaiveDate) -> Result<History> {
    let mut all = History::new();
    for (month, code, value) in queries::key_history(conn, from)? {
        // The present month is not over.
        if month == rules::month(today) {
            continue;
        }
        all.entry(month).or_default().insert(code, value);
    }
    Ok(all)
}

/// What a number was at the end of a year; the present year is not over.
pub fn at_the_end_of(history: &History, year: i32, code: &str) -> Option<i64> {
    let months = history.iter().filter(|(month, _)| month.year() == year);
    months.filter_map(|(_, values)| values.get(code)).next_back().copied()
}

/// What the twelve months up to the end of one counted, of a number that begins anew each January: this year's, and of the
/// year before what came after the same month. None where a month is not known.
pub fn twelve_months(history: &History, month: NaiveDate, code: &str) -> Option<i64> {
    let at = |month: NaiveDate| history.get(&month)?.get(code).copied();
    if month.month() == 12 {
        return at(month);
    }
    let before = month - Months::new(12);
    let whole = at(NaiveDate::from_ymd_opt(before.year(), 12, 1)?)?;
    // What was published of a year may have been corrected since.
    Some(at(month)? + (whole - at(before)?).max(0))
}

/// The same of each number that begins anew each January.
fn of_twelve_months(history: &History, month: NaiveDate) -> BTreeMap<&'static str, i64> {
    let known = |code: &'static str| Some((code, twelve_months(history, month, code)?));
    OF_THE_YEAR.into_iter().filter_map(known).collect()
}

/// All of it for programs.
pub fn told(all: &[Key], history: &History, today: NaiveDate, base: &str) -> Value {
    let one = |key: &Key| {
        json!({
            "code": key.code,
            "label_fr": key.label(Locale::Fr),
            "label_en": key.label(Locale::En),
            "definition_fr": key.definition(Locale::Fr),
            "definition_en": key.definition(Locale::En),
            "value": key.value(),
            "of": key.of,
            "share_percent": key.share(),
            "list": format!("{base}{}", key.href()),
        })
    };
    let months = history.iter().map(|(month, values)| {
        json!({
            "month": month.format("%Y-%m").to_string(),
            "values": values,
            "twelve_months": of_twelve_months(history, *month),
        })
    });
    json!({
        "as_of": today,
        "figures": all.iter().map(one).collect::<Vec<_>>(),
        "history": months.collect::<Vec<_>>(),
    })
}

/// Keeps what is counted when a month has ended, once; answers whether it did. Until then the month has what was counted in
/// it last: where nothing ran when it ended, that stays.
pub fn keep(app: &App, now: NaiveDateTime) -> Result<usize> {
    let today = network_day(now);
    let (month, last) = (rules::month(today), rules::month(today) - Months::new(1));
    let known = app.db.read_now(|conn| Ok(queries::key_history(conn, last)?))?;
    let has = |sought| known.iter().any(|(month, ..)| *month == sought);
    // What comes first in a month is what the last one ended with, unless it comes late.
    let ended = !has(month) && (today.day() <= SOON || !has(last));
    app.db.write_now(|conn| {
        let all = read(conn, &app.vocabularies(), today, Locale::Fr)?;
        let counted: Vec<_> = all.iter().filter_map(|key| Some((key.code, key.value()?))).collect();
        if ended {
            queries::keep_key(conn, last, &counted)?;
        }
        let same = |(code, value): &(&str, i64)| {
            known.iter().any(|(of, own, n)| *of == month && own == code && n == value)
        };
        if !counted.iter().all(same) {
            queries::keep_key(conn, month, &counted)?;
        }
        Ok(usize::from(ended))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_months_go_on_where_a_year_begins_anew() {
        let month = |text: &str| format!("{text}-01").parse::<NaiveDate>().unwrap();
        let counted = [("2025-01", 5), ("2025-02", 12), ("2025-12", 60), ("2026-01", 7)];
        let mut history = History::new();
        for (when, value) in counted.into_iter().chain([("2026-02", 9), ("2026-03", 15)]) {
            history.entry(month(when)).or_default().insert("tickets".into(), value);
        }
        let of = |when: &str| twelve_months(&history, month(when), "tickets");

        assert_eq!(of("2025-12"), Some(60));
        assert_eq!((of("2026-01"), of("2026-02")), (Some(62), Some(57)));
        assert_eq!((of("2025-02"), of("2026-03")), (None, None), "a month is not known");
    }
}

//! What the network is made of, counted: each number with the list that has exactly that many lines, and what it was at the
//! end of earlier months. The page, the report and programs read it from here.

mod counted;

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate, NaiveDateTime};
use serde::Serialize;
use serde_json::{Value, json};

use super::{queries, rules};
use crate::app::App;
use crate::calls::Call;
use crate::clock::network_day;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::{Result, calls};

/// So many days after its end a month is still counted as it ended.
const SOON: u32 = 3;
/// So many months of history are shown.
const SHOWN: u32 = 24;

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
    /// When it is no count of its lines: the sum of what they say.
    pub sum: Option<i64>,
}

impl Key {
    pub fn value(&self) -> i64 {
        self.sum.unwrap_or_else(|| i64::try_from(self.rows.len()).unwrap_or(i64::MAX))
    }

    pub fn label(&self, locale: Locale) -> String {
        locale.text(&format!("figures-key-{}", self.code))
    }

    pub fn definition(&self, locale: Locale) -> String {
        locale.text(&format!("figures-key-{}-definition", self.code))
    }

    pub fn href(&self) -> String {
        format!("/figures/lists/{}", self.code)
    }
}

/// Every number, as it stands on a day.
pub fn read(conn: &mut Conn, today: NaiveDate, locale: Locale) -> Result<Vec<Key>> {
    let mut all = counted::nodes(conn, locale)?;
    all.extend(counted::labelled(conn, today)?);
    let public = calls::queries::public(conn)?;
    let line = |call: &Call| Row {
        label: call.text.title(locale).to_owned(),
        href: Some(format!("/calls/{}", call.slug)),
        detail: call.reference.clone(),
    };
    all.push(Key { code: "calls", rows: public.iter().map(line).collect(), sum: None });
    all.push(counted::requested(conn, &public, (today, locale))?);
    all.push(counted::decided(conn)?);
    all.extend(counted::hosted(conn, today)?);
    Ok(all)
}

/// What was counted at the end of each month: by month, the value of each number.
pub type History = BTreeMap<NaiveDate, BTreeMap<String, i64>>;

pub fn history(conn: &mut Conn, today: NaiveDate) -> Result<History> {
    let from = rules::month(today) - Months::new(SHOWN);
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
            "list": format!("{base}{}", key.href()),
        })
    };
    let months = history.iter().map(
        |(month, values)| json!({ "month": month.format("%Y-%m").to_string(), "values": values }),
    );
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
        let all = read(conn, today, Locale::Fr)?;
        let counted: Vec<_> = all.iter().map(|key| (key.code, key.value())).collect();
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

//! What is allowed in the network.

mod directory;
pub mod map;
pub mod search;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

pub use directory::{Known, PlannedNode, check};

/// How long a confirmed page is taken for true, before it asks to be verified.
pub const CONFIRMED_FOR: TimeDelta = TimeDelta::days(7 * 30);

/// Whether nobody of the node has said for long that its page is exact. One that was never confirmed counts from its
/// making.
pub fn wants_verifying(
    confirmed: Option<NaiveDateTime>,
    made: NaiveDateTime,
    now: NaiveDateTime,
) -> bool {
    now - confirmed.unwrap_or(made) > CONFIRMED_FOR
}

/// The Monday of a day's week.
pub fn monday(day: NaiveDate) -> NaiveDate {
    use chrono::Datelike;
    day - TimeDelta::days(i64::from(day.weekday().num_days_from_monday()))
}

/// The days of a week, as opening days are kept.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// An address that a link may lead to; `javascript:` is none.
pub fn is_web_address(typed: &str) -> bool {
    let rest = typed.strip_prefix("https://").or_else(|| typed.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !typed.contains(char::is_whitespace))
}

/// A two-letter code (ISO 639-1).
pub fn is_language(typed: &str) -> bool {
    typed.len() == 2 && typed.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// A number by which loads can be divided and fairness weighed.
pub fn is_share(number: f64) -> bool {
    (0.05..=1000.0).contains(&number)
}

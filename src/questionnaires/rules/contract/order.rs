//! "More than" for texts: JSON Schema compares no numbers that are kept as texts, and no days, but it has patterns.

use chrono::NaiveDate;
use serde_json::{Value, json};

/// Billionths in one.
const ONE: i128 = 1_000_000_000;

/// A number as [`super::super::decimals::read`] writes it.
pub const NUMBER: &str = r"^(?:0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9])$";

/// Numbers above one that is given in billionths.
pub fn more(than: i128) -> Value {
    if than >= 0 {
        return json!({ "pattern": format!("^(?:{})$", above(than)) });
    }
    let low = json!({ "pattern": format!("^-(?:{}|{})$", above(-than), escaped(-than)) });
    json!({ "not": low })
}

pub fn equal(to: i128) -> Value {
    let sign = if to < 0 { "-" } else { "" };
    json!({ "const": format!("{sign}{}", written(to.abs())) })
}

pub fn at_least(least: i128) -> Value {
    json!({ "anyOf": [equal(least), more(least)] })
}

/// Days after one.
pub fn later(than: &str) -> Value {
    let rest = |tail: &str| tail.replace(|c: char| c.is_ascii_digit(), "[0-9]");
    let ways = greater(than, rest);
    // After the last day that can be written there is none.
    if ways.is_empty() {
        json!(false)
    } else {
        json!({ "pattern": format!("^(?:{})$", ways.join("|")) })
    }
}

pub fn from(first: &str) -> Value {
    json!({ "anyOf": [{ "const": first }, later(first)] })
}

/// Whether a text is a day as it is kept.
pub fn is_day(text: &str) -> bool {
    text.len() == 10 && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

/// A pattern of the numbers from nought on that are above one.
fn above(than: i128) -> String {
    let (whole, part) = parts(than);
    let mut ways = vec![format!(r"[1-9][0-9]{{{},}}(?:\.[0-9]+)?", whole.len())];
    let any = |tail: &str| format!(r"{}(?:\.[0-9]+)?", "[0-9]".repeat(tail.len()));
    ways.extend(greater(&whole, any));
    let longer = |way: String| format!(r"{whole}\.{way}");
    ways.extend(greater(&part, |_| "[0-9]*".to_owned()).into_iter().map(longer));
    ways.push(format!(r"{whole}\.{part}[0-9]+"));
    ways.join("|")
}

/// The texts that are greater at one digit and alike before it; `rest` says what may follow in the place of a tail.
fn greater(text: &str, rest: impl Fn(&str) -> String) -> Vec<String> {
    let digits = text.char_indices().filter(|(_, c)| ('0'..='8').contains(c));
    digits
        .map(|(at, digit)| {
            let next = char::from(digit as u8 + 1);
            format!("{}[{next}-9]{}", &text[..at], rest(&text[at + 1..]))
        })
        .collect()
}

fn parts(billionths: i128) -> (String, String) {
    let part = format!("{:09}", billionths % ONE);
    ((billionths / ONE).to_string(), part.trim_end_matches('0').to_owned())
}

fn written(billionths: i128) -> String {
    match parts(billionths) {
        (whole, part) if part.is_empty() => whole,
        (whole, part) => format!("{whole}.{part}"),
    }
}

fn escaped(billionths: i128) -> String {
    written(billionths).replace('.', r"\.")
}

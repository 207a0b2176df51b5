//! Keyset pages: a cursor names the last row shown, so a page costs the same however deep it lies.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike, NaiveDateTime};
use serde::Serialize;

/// The place after a row in a list ordered by an instant and an id. Opaque to those who carry it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub at: NaiveDateTime,
    pub id: String,
}

/// The ways from a page of a list: back to the first one, on to the next.
#[derive(Debug, Serialize)]
pub struct Pager {
    pub first: Option<String>,
    pub next: Option<String>,
}

impl Cursor {
    pub fn encode(&self) -> String {
        let plain = format!("{}.{}", self.at.and_utc().timestamp_micros(), self.id);
        URL_SAFE_NO_PAD.encode(plain)
    }

    /// Reads a cursor back; anything that is not one reads as the first page.
    pub fn decode(text: &str) -> Option<Self> {
        let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (micros, id) = plain.split_once('.')?;
        let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?.naive_utc();
        if !(1970..=2200).contains(&at.year()) || id.len() > 100 || id.contains('\0') {
            return None;
        }
        Some(Self { at, id: id.to_owned() })
    }
}

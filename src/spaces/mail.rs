//! What is written about a space: to whoever requested it, to those who administer it, to the network's coordination.

use chrono::{NaiveDate, NaiveDateTime};
use fluent_bundle::FluentArgs;
use serde_json::json;

use super::Space;
use crate::Result;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::outbox;

/// Name, address, language.
pub type Reader = (String, String, Locale);

/// Something to be told of a space.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The end of the keys of its words.
    pub word: &'a str,
    /// What people wrote, as it is.
    pub said: &'a str,
    /// A day (as ISO 8601 writes it: each reads it in their own way), a number or a name that its words need.
    pub with: &'a str,
    pub path: &'a str,
    /// What tells it from the same told at another time.
    pub key: &'a str,
}

fn in_words(with: &str, language: Locale) -> String {
    match (with.parse::<NaiveDate>(), language) {
        (Ok(day), Locale::Fr) => day.format("%d/%m/%Y").to_string(),
        (Ok(_), Locale::En) | (Err(_), _) => with.to_owned(),
    }
}

/// Tells some people something of a space; the same key again is the same mail.
pub fn tell(
    conn: &mut Conn,
    (space, told): (&Space, &Told<'_>),
    people: &[Reader],
    now: NaiveDateTime,
) -> Result<()> {
    for (name, email, language) in people {
        let mut args = FluentArgs::new();
        args.set("name", space.name.as_str());
        args.set("with", in_words(told.with, *language));
        let subject = language.text_with(&format!("spaces-mail-{}", told.word), Some(&args));
        let body = language.text_with(&format!("spaces-mail-{}-body", told.word), Some(&args));
        let payload = json!({
            "subject": subject,
            "body": body,
            "said": told.said,
            "path": told.path,
        });
        let key = format!("space-{}-{}-{}-{email}", space.id, told.word, told.key);
        outbox::write(conn, "space_told", (name, email, *language), (payload, Some(key)), now)?;
    }
    Ok(())
}

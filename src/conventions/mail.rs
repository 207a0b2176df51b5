//! What is written before a signature ends.

use chrono::NaiveDateTime;
use serde_json::json;

use super::Signed;
use crate::Result;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::outbox;
use crate::spaces;

/// Reminds some people of a signature that ends; the same key again is the same mail.
pub fn remind(
    conn: &mut Conn,
    (signed, months): (&Signed, u32),
    institution: &str,
    people: &[(String, String, Locale)],
    now: NaiveDateTime,
) -> Result<()> {
    let Some(ends) = signed.signature.expires_on else { return Ok(()) };
    for (name, email, language) in people {
        let until = match language {
            Locale::Fr => ends.format("%d/%m/%Y").to_string(),
            Locale::En => ends.to_string(),
        };
        // Somebody who looks after a space may have no account yet.
        let reader = (name.clone(), email.clone(), *language);
        let path = format!("/conventions/{}", signed.convention.slug);
        let path = spaces::ops::way_in(conn, &reader, &path, now)?;
        let payload = json!({
            "institution": institution,
            "title": signed.convention.title(*language),
            "until": until,
            "path": path,
        });
        let key = format!("convention-{}-{months}-{email}", signed.signature.id);
        outbox::write(
            conn,
            "convention_ends",
            (name, email, *language),
            (payload, Some(key)),
            now,
        )?;
    }
    Ok(())
}

//! What is written before a signature counts no more: it ends, or a newer version has to be signed.

use chrono::NaiveDateTime;
use serde_json::json;

use super::Signed;
use crate::Result;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::outbox;
use crate::spaces;

/// Reminds some people of a signature that ends, or that has to be given anew; the same key again is the same mail.
pub fn remind(
    conn: &mut Conn,
    (signed, months): (&Signed, u32),
    institution: &str,
    people: &[(String, String, Locale)],
    now: NaiveDateTime,
) -> Result<()> {
    let key = format!("convention-{}-{months}", signed.signature.id);
    write(conn, (signed, &key), institution, people, now)
}

/// Asks some people to sign the newest version, now that it is published.
pub fn ask_anew(
    conn: &mut Conn,
    signed: &Signed,
    institution: &str,
    people: &[(String, String, Locale)],
    now: NaiveDateTime,
) -> Result<()> {
    let key = format!("convention-{}-anew-{}", signed.signature.id, signed.newest);
    write(conn, (signed, &key), institution, people, now)
}

fn write(
    conn: &mut Conn,
    (signed, key): (&Signed, &str),
    institution: &str,
    people: &[(String, String, Locale)],
    now: NaiveDateTime,
) -> Result<()> {
    let Some(ends) = signed.ends_on() else { return Ok(()) };
    let template = match signed.is_superseded() {
        true => "convention_anew",
        false => "convention_ends",
    };
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
            "signed": signed.version.number,
            "newest": signed.newest,
            "until": until,
            "path": path,
        });
        let key = format!("{key}-{email}");
        outbox::write(conn, template, (name, email, *language), (payload, Some(key)), now)?;
    }
    Ok(())
}

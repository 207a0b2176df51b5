//! What labels write to those who manage a node.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::json;

use super::Label;
use crate::Result;
use crate::accounts::Account;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::network::Node;
use crate::outbox;

/// Tells everybody who manages a node something of its label. The same key again is the same mail.
pub fn tell(
    conn: &mut Conn,
    (template, key): (&'static str, &str),
    (label, node): (&Label, &Node),
    people: &[(String, String, Locale)],
    now: NaiveDateTime,
) -> Result<()> {
    for (name, email, language) in people {
        let until = match language {
            Locale::Fr => label.ends_on.format("%d/%m/%Y").to_string(),
            Locale::En => label.ends_on.to_string(),
        };
        let payload = json!({
            "node": node.short_name,
            "until": until,
            "reason": label.reason,
            "path": format!("/labels/{}", label.id),
        });
        let key = format!("label-{}-{key}-{email}", label.id);
        outbox::write(conn, template, (name, email, *language), (payload, Some(key)), now)?;
    }
    Ok(())
}

/// What something is about, what is said of it, and a day.
type Said<'a> = (&'a str, &'a str, Option<NaiveDate>);

/// Tells everybody who manages a node of something that its label owes, or that became of what it owed.
pub fn owe(
    conn: &mut Conn,
    template: &'static str,
    (label, node, key): (&Label, &Node, String),
    ((body, said, day), people): (Said<'_>, &[(String, String, Locale)]),
    now: NaiveDateTime,
) -> Result<()> {
    for (name, email, language) in people {
        let day = day.map(|day| match language {
            Locale::Fr => day.format("%d/%m/%Y").to_string(),
            Locale::En => day.to_string(),
        });
        let payload = json!({
            "node": node.short_name,
            "body": body,
            "said": said,
            "day": day,
            "path": format!("/labels/{}/life", label.id),
        });
        let key = format!("{template}-{}-{key}-{email}", label.id);
        outbox::write(conn, template, (name, email, *language), (payload, Some(key)), now)?;
    }
    Ok(())
}

/// Tells whoever steers the network that a node did what its label owes: there is something to read and to answer.
pub fn shown(
    conn: &mut Conn,
    template: &'static str,
    (label, node, key): (&Label, &Node, String),
    said: &str,
    people: &[Account],
    now: NaiveDateTime,
) -> Result<()> {
    for one in people {
        let payload = json!({
            "node": node.short_name,
            "said": said,
            "path": format!("/labels/{}/life", label.id),
        });
        let key = format!("{template}-{}-{key}-{}", label.id, one.email);
        let to = (one.name.as_str(), one.email.as_str(), one.language);
        outbox::write(conn, template, to, (payload, Some(key)), now)?;
    }
    Ok(())
}

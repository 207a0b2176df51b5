//! What labels write to those who manage a node.

use chrono::NaiveDateTime;
use serde_json::json;

use super::Label;
use crate::Result;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::network::Node;
use crate::outbox::{self, Mail};

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
        let mail = Mail {
            template,
            language: *language,
            to_name: name,
            to_email: email,
            from_name: None,
            payload: json!({
                "node": node.short_name,
                "until": until,
                "reason": label.reason,
                "path": format!("/labels/{}", label.id),
            }),
            in_reply_to: None,
            references: &[],
            dedup_key: Some(format!("label-{}-{key}-{email}", label.id)),
        };
        outbox::queue(conn, &mail, now)?;
    }
    Ok(())
}

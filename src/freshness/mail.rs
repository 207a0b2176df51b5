//! What managers are asked.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{access, rules};
use crate::Result;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::network::Node;
use crate::outbox;
use crate::secret::Signer;
use crate::times::said;

pub fn ask(
    conn: &mut Conn,
    node: &Node,
    people: &[(String, String, Locale)],
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    for (name, email, language) in people {
        let since = said::day(rules::since(node), chrono_tz::Europe::Paris, *language);
        let payload = json!({
            "node": node.short_name,
            "since": since,
            "path": access::link(signer, node),
            "edit": format!("/nodes/{}/edit", node.slug),
        });
        let key = format!("freshness-{}-{}-{email}", node.id, now.and_utc().timestamp());
        outbox::write(conn, "freshness_ask", (name, email, *language), (payload, Some(key)), now)?;
    }
    Ok(())
}

/// Tells those who manage a page what somebody found wrong in it.
pub fn wrong(
    conn: &mut Conn,
    (node, note): (&Node, &str),
    people: &[(String, String, Locale)],
    now: NaiveDateTime,
) -> Result<()> {
    for (name, email, language) in people {
        let payload = json!({
            "node": node.short_name,
            "note": note,
            "edit": format!("/nodes/{}/edit", node.slug),
        });
        let key = format!("freshness-wrong-{}-{}-{email}", node.id, now.and_utc().timestamp());
        outbox::write(
            conn,
            "freshness_wrong",
            (name, email, *language),
            (payload, Some(key)),
            now,
        )?;
    }
    Ok(())
}

//! What is written about institutions that are asked for.

use chrono::NaiveDateTime;
use serde_json::json;

use super::Wish;
use crate::Result;
use crate::db::Conn;
use crate::outbox::{To, write};

/// Tells whoever steers the network.
pub fn asked(conn: &mut Conn, wish: &Wish, people: &[To<'_>], now: NaiveDateTime) -> Result<()> {
    for (name, email, language) in people {
        let payload = json!({
            "name": wish.name,
            "asked_by": wish.asked_by,
            "email": wish.email,
            "path": format!("/institutions/new?wish={}", wish.id),
        });
        let key = Some(format!("institution-wish-{}-{email}", wish.id));
        write(conn, "institution_asked", (name, email, *language), (payload, key), now)?;
    }
    Ok(())
}

/// Tells whoever asked that it can be chosen now.
pub fn made(conn: &mut Conn, wish: &Wish, slug: &str, now: NaiveDateTime) -> Result<()> {
    let payload = json!({
        "name": wish.name,
        "path": format!("/spaces/new?institution={slug}"),
    });
    let to = (wish.asked_by.as_str(), wish.email.as_str(), wish.language);
    let key = Some(format!("institution-made-{}", wish.id));
    write(conn, "institution_made", to, (payload, key), now)
}

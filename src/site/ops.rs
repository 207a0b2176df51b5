//! What whoever administers the network says on its first page.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{Chosen, queries};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::{self, By};
use crate::{Error, Result};

/// Says what is chosen, and our own words where nothing is.
pub fn choose_texts(
    conn: &mut Conn,
    actor: &Actor,
    chosen: &[Chosen],
    now: NaiveDateTime,
) -> Result<()> {
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    let before = queries::texts(conn)?;
    if before == chosen {
        return Ok(());
    }
    queries::replace_texts(conn, chosen)?;
    let said = |texts: &[Chosen]| -> serde_json::Value {
        texts
            .iter()
            .map(|one| json!({ "name": one.name, "fr": one.text_fr, "en": one.text_en }))
            .collect()
    };
    let detail = json!({ "before": said(&before), "after": said(chosen) });
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, "site.texts_changed", ("site", "home"), &detail, now)
}

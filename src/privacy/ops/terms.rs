//! How long things are kept, as whoever administers the network chooses.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::{self, By};
use crate::privacy::{ChosenTerm, Retention, Terms, queries};
use crate::{Error, Result};

/// The terms that hold now.
pub fn terms(conn: &mut Conn, retention: &Retention) -> Result<Terms> {
    Ok(Terms::new(retention, &queries::chosen_terms(conn)?))
}

/// Keeps what is chosen, and our own terms where nothing is.
pub fn choose_terms(
    conn: &mut Conn,
    actor: &Actor,
    chosen: &[ChosenTerm],
    now: NaiveDateTime,
) -> Result<()> {
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    let before = queries::chosen_terms(conn)?;
    if before == chosen {
        return Ok(());
    }
    queries::replace_terms(conn, chosen)?;
    let told = |terms: &[ChosenTerm]| -> Value {
        terms.iter().map(|one| (one.term.to_string(), Value::from(one.length))).collect()
    };
    let detail = json!({ "before": told(&before), "after": told(chosen) });
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, "retention.changed", ("retention", "terms"), &detail, now)
}

//! How long things are kept, as whoever administers the network chooses.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::{self, By};
use crate::privacy::{ChosenTerm, Retention, Terms, queries, rules};
use crate::{Error, Result};

/// The terms that hold now.
pub fn terms(conn: &mut Conn, retention: &Retention) -> Result<Terms> {
    Ok(Terms::new(retention, &queries::chosen_terms(conn)?))
}

/// Which terms a choice lowers, and how much would go at the next turn by each of these.
pub fn lowered(
    conn: &mut Conn,
    retention: &Retention,
    chosen: &[ChosenTerm],
    now: NaiveDateTime,
) -> Result<Vec<(ChosenTerm, i64)>> {
    let (held, wanted) = (terms(conn, retention)?, Terms::new(retention, chosen));
    let mut all = Vec::new();
    for one in held.lowered(&wanted) {
        all.push((one, queries::due(conn, one.term, wanted.before(one.term, now))?));
    }
    Ok(all)
}

/// What is chosen, and what of it that lowers a term was agreed to.
#[derive(Debug, Clone)]
pub struct Choice {
    pub chosen: Vec<ChosenTerm>,
    pub agreed: Vec<ChosenTerm>,
}

/// Keeps what is chosen, and our own terms where nothing is. A term is lowered only if that was agreed to.
pub fn choose_terms(
    conn: &mut Conn,
    actor: &Actor,
    retention: &Retention,
    choice: &Choice,
    now: NaiveDateTime,
) -> Result<()> {
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    let before = queries::chosen_terms(conn)?;
    let chosen = choice.chosen.as_slice();
    if before == chosen {
        return Ok(());
    }
    let lowered = Terms::new(retention, &before).lowered(&Terms::new(retention, chosen));
    if !lowered.iter().all(|one| choice.agreed.contains(one)) {
        return Err(rules::NOT_AGREED.into());
    }
    queries::replace_terms(conn, chosen)?;
    let told = |terms: &[ChosenTerm]| -> Value {
        terms.iter().map(|one| (one.term.to_string(), Value::from(one.length))).collect()
    };
    let detail = json!({ "before": told(&before), "after": told(chosen) });
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, "retention.changed", ("retention", "terms"), &detail, now)
}

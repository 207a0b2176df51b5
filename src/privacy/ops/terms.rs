//! How long things are kept, as whoever administers the network chooses.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::{self, By};
use crate::privacy::{ChosenTerm, Retention, Terms, TextPolicy, queries, rules};
use crate::{Error, Result};

const TEXT: &str = "text";
const REMOVED: &str = "removed";
const APPROVAL: &str = "approval";
const ON: &str = "on";
const OFF: &str = "off";

/// The terms that hold now.
pub fn terms(conn: &mut Conn, retention: &Retention) -> Result<Terms> {
    let mut held = *retention;
    for (name, choice) in queries::chosen_policies(conn)? {
        match name.as_str() {
            TEXT => {
                held.text = if choice == REMOVED { TextPolicy::Removed } else { TextPolicy::Kept }
            }
            _ => held.approval = choice == ON,
        }
    }
    Ok(Terms::new(&held, &queries::chosen_terms(conn)?))
}

/// What becomes of the words of closed tickets, and whether an archivist agrees first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policies {
    pub text: TextPolicy,
    pub approval: bool,
}

impl Policies {
    /// As they are kept: by name.
    fn named(self) -> [(&'static str, &'static str); 2] {
        [(TEXT, self.text.as_str()), (APPROVAL, if self.approval { ON } else { OFF })]
    }
}

/// Keeps what is chosen, where it is not what the operator set.
pub fn choose_policies(
    conn: &mut Conn,
    actor: &Actor,
    (retention, wanted): (&Retention, Policies),
    now: NaiveDateTime,
) -> Result<()> {
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    let held = terms(conn, retention)?;
    let before = Policies { text: held.text(), approval: held.approval() };
    if before == wanted {
        return Ok(());
    }
    let set = Policies { text: retention.text, approval: retention.approval }.named();
    let chosen: Vec<_> = wanted.named().into_iter().filter(|one| !set.contains(one)).collect();
    queries::replace_policies(conn, &chosen)?;
    let told = |all: Policies| -> Value {
        all.named()
            .into_iter()
            .map(|(name, choice)| (name.to_owned(), Value::from(choice)))
            .collect()
    };
    let detail = json!({ "before": told(before), "after": told(wanted) });
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, "retention.changed", ("retention", "policies"), &detail, now)
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

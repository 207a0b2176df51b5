//! What is done in a review. Each function is one whole step in the caller's transaction.

mod assign;
mod begin;
mod completions;
mod conflicts;
mod discuss;
mod eligibility;
mod emergencies;
mod exported;
mod feasible;
mod import;
mod look;
mod pool;
mod remind;
mod write;

pub use assign::*;
pub use begin::*;
pub use completions::*;
pub use conflicts::*;
pub use discuss::*;
pub use eligibility::*;
pub use emergencies::*;
pub use exported::*;
pub use feasible::*;
pub use import::*;
pub use look::*;
pub use pool::*;
pub use remind::*;
pub use write::*;

use chrono::NaiveDateTime;
use serde_json::Value;

use super::queries;
use crate::Result;
use crate::accounts::AccountId;
use crate::applications::ApplicationId;
use crate::calls::{self, CallId, CallRole};
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;

/// Whoever coordinates a call and may know of an application: name, address, language.
pub fn coordinators_of(
    conn: &mut Conn,
    call: &CallId,
    id: &ApplicationId,
) -> Result<Vec<(String, String, Locale)>> {
    let mut all = Vec::new();
    for (account, name, email, language) in
        calls::queries::holders(conn, call, CallRole::Coordinator)?
    {
        if !queries::hidden_from(conn, &account, call)?.contains(id) {
            all.push((name, email, language));
        }
    }
    Ok(all)
}

/// A line of history, about a call, an application or a review.
fn note(
    conn: &mut Conn,
    by: &AccountId,
    (action, kind, id): (&str, &str, &str),
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    history::record(conn, &By::Account(by.clone()), action, (kind, id), detail, now)
}

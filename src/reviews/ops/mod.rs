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
use super::rules::scan;
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
    let all = running(conn, call, id)?;
    Ok(all.into_iter().map(|(_, name, email, language)| (name, email, language)).collect())
}

/// The same with their accounts.
pub fn running(
    conn: &mut Conn,
    call: &CallId,
    id: &ApplicationId,
) -> Result<Vec<(AccountId, String, String, Locale)>> {
    let mut all = Vec::new();
    for one in calls::queries::holders(conn, call, CallRole::Coordinator)? {
        if !queries::hidden_from(conn, &one.0, call)?.contains(id) {
            all.push(one);
        }
    }
    Ok(all)
}

/// Who of those who review an application, or sit over its call, a text names. No applicant is to read that.
pub fn named_in(
    conn: &mut Conn,
    (call, id): (&CallId, &ApplicationId),
    text: &str,
) -> Result<Vec<String>> {
    let mut telling = committee(conn, call)?;
    for (_, name, email) in queries::assignments_of(conn, id)? {
        telling.names.push(name);
        telling.emails.push(email);
    }
    Ok(scan::found(text, &telling))
}

/// The same of a text that everybody will read who applies to a call: all who were asked to review for it count.
pub fn named_in_public(conn: &mut Conn, call: &CallId, text: &str) -> Result<Vec<String>> {
    let mut telling = committee(conn, call)?;
    for (_, person) in queries::asked(conn, call)? {
        telling.names.push(person.name);
        telling.emails.push(person.email);
    }
    Ok(scan::found(text, &telling))
}

fn committee(conn: &mut Conn, call: &CallId) -> Result<scan::Telling> {
    let mut telling = scan::Telling::default();
    for role in [CallRole::Chair, CallRole::Committee] {
        for (_, name, email, _) in calls::queries::holders(conn, call, role)? {
            telling.names.push(name);
            telling.emails.push(email);
        }
    }
    Ok(telling)
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

//! What is done with applications. Each function is one whole step in the caller's transaction.

mod begin;
mod file;
mod notice;
mod partners;
mod write;

pub use begin::*;
pub use file::*;
pub use notice::*;
pub use partners::*;
pub use write::*;

use chrono::NaiveDateTime;
use serde_json::Value;

use super::ApplicationId;
use crate::Result;
use crate::accounts::AccountId;
use crate::db::Conn;
use crate::history::{self, By};

fn note(
    conn: &mut Conn,
    by: &AccountId,
    (action, id): (&str, &ApplicationId),
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(by.clone());
    history::record(conn, &by, action, ("application", id.as_str()), detail, now)
}

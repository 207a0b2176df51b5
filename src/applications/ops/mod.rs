//! What is done with applications. Each function is one whole step in the caller's transaction.

mod begin;
mod contact;
mod counted;
mod discard;
mod export;
mod file;
mod files;
mod letter_verdicts;
mod letters;
mod messages;
mod notice;
mod ownership;
mod partners;
mod proposals;
mod reminders;
mod reuse;
mod write;

pub use begin::*;
pub use contact::*;
pub use counted::*;
pub use discard::*;
pub use export::*;
pub use file::*;
pub use files::*;
pub use letter_verdicts::*;
pub use letters::*;
pub use messages::*;
pub use notice::*;
pub use ownership::*;
pub use partners::*;
pub use proposals::*;
pub use reminders::*;
pub use reuse::*;
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

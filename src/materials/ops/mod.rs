//! What happens to materials. Each function is one whole step in the caller's transaction.

mod files;
mod import;
mod index;
mod life;
mod lineage;
mod links;
mod merge;
pub mod needs;
mod plays;
mod sources;
mod suggest;
mod told;
mod uses;
mod writing;

pub use files::*;
pub use import::*;
pub use index::*;
pub use life::*;
pub use lineage::*;
pub use links::*;
pub use merge::*;
pub use plays::*;
pub use sources::*;
pub use suggest::*;
pub use told::*;
pub use uses::*;
pub use writing::*;

use chrono::NaiveDateTime;
use serde_json::Value;

use super::{MaterialId, Version};
use crate::Result;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::{self, By};

fn record(
    conn: &mut Conn,
    actor: &Actor,
    (action, material): (&str, &MaterialId),
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("material", material.as_str()), detail, now)
}

/// What is recorded of a version.
fn which(version: &Version) -> Value {
    serde_json::json!({ "version": version.number })
}

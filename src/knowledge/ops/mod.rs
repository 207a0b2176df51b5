//! What happens to articles. Each function is one whole step in the caller's transaction.

mod approval;
mod reader;
mod reviews;
mod source;
mod writing;

pub use approval::*;
pub use reader::*;
pub use reviews::*;
pub use source::*;
pub use writing::*;

use chrono::NaiveDateTime;
use serde_json::Value;

use super::{ArticleId, Version};
use crate::Result;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::{self, By};

fn record(
    conn: &mut Conn,
    actor: &Actor,
    (action, article): (&str, &ArticleId),
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("article", article.as_str()), detail, now)
}

/// What is recorded of a version.
fn which(version: &Version) -> Value {
    serde_json::json!({ "version": version.number })
}

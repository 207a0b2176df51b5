//! What whoever asks about a deposit is told: that their institution has a space of its own.

use serde::Serialize;

use crate::Result;
use crate::db::Conn;
use crate::spaces::queries;
use crate::spaces::rules::DEPOSIT_TOPIC;

/// A space in which somebody may deposit.
#[derive(Debug, Clone, Serialize)]
pub struct Hosted {
    href: String,
    name: String,
}

/// The open spaces of some institutions, for a question about depositing.
pub fn hosted(
    conn: &mut Conn,
    topic: Option<&str>,
    institutions: &[String],
) -> Result<Vec<Hosted>> {
    if topic != Some(DEPOSIT_TOPIC) {
        return Ok(Vec::new());
    }
    let found = queries::open_of(conn, institutions)?.into_iter();
    Ok(found.map(|(slug, name)| Hosted { href: format!("/spaces/{slug}"), name }).collect())
}

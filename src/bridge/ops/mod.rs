//! What happens over a bridge. Each function is one whole step, in the caller's transaction.

mod act;
mod hear;
mod settings;
mod tell;

pub use act::{Asked, Entered, act, is_left_open};
pub use hear::{
    STAYS_OPEN, Why, acting, consultation, explain, hear, helpdesk_name, named_by, open_of, speaks,
    stays_open, undelivered,
};
pub use settings::{close, confirm, confirmation_key, propose, proposed, send_test, settable};
pub use tell::{Told, tell, tell_done};

use serde_json::Value;

use super::{Bridge, queries};
use crate::accounts::NodeId;
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::outbox::Party;
use crate::tickets::HandoverId;
use crate::{Error, Result};

/// Who answers mails that went over a bridge.
pub fn party(bridge: &Bridge) -> Party {
    Party::Bridge(bridge.node_id.to_string(), bridge.epoch)
}

/// Who answers mails about a consultation that went over a bridge, in the epoch of that.
fn side(node: &NodeId, epoch: i32, consultation: &HandoverId) -> Party {
    Party::Consultation(node.to_string(), epoch, consultation.to_string())
}

/// The address of an open bridge.
fn address(bridge: &Bridge) -> Result<&str> {
    bridge.email.as_deref().ok_or(Error::NotFound)
}

/// The name of a node and the first language that it works in.
fn words(conn: &mut Conn, node: &NodeId) -> Result<(String, Locale)> {
    let (name, languages) = queries::node_words(conn, node)?;
    let language = languages.split(',').find_map(|code| code.trim().parse().ok());
    Ok((name, language.unwrap_or(Locale::Fr)))
}

fn record(
    conn: &mut Conn,
    by: &By,
    action: &str,
    (node, detail): (&NodeId, &Value),
    now: chrono::NaiveDateTime,
) -> Result<()> {
    history::record(conn, by, action, ("node", node.as_str()), detail, now)
}

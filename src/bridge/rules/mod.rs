//! What a helpdesk's mail says, decided from values alone.

mod ended;
mod senders;
mod tags;
mod wait;
mod words;

use chrono::TimeDelta;

use crate::Refusal;
use crate::accounts::throttle::Limit;
use crate::accounts::{Actor, NodeId};

pub use senders::speaks_for;
pub use tags::{is_acknowledgement, learn, message_id, tags};
pub use words::{Order, Reading, Word, read, says_something};

/// What one helpdesk may send in an hour: more is a loop.
pub const MAILS_PER_NODE: Limit = Limit::new(300, TimeDelta::hours(1));
pub const MAILS_PER_TICKET: Limit = Limit::new(30, TimeDelta::hours(1));
/// What one node may have us send to an address that proved nothing yet.
pub const PROPOSALS_PER_NODE: Limit = Limit::new(10, TimeDelta::hours(1));
/// The syntax is explained once in this time for a ticket.
pub const EXPLAIN_EVERY: TimeDelta = TimeDelta::hours(1);
/// An address is to be confirmed within this time.
pub const CONFIRM_WITHIN: TimeDelta = TimeDelta::days(7);
/// What travels with one mail at most; larger files stay on the page.
pub const MAX_BYTES: i64 = 15 * 1024 * 1024;

pub const OWN_ADDRESS: Refusal = Refusal::new("bridge-own-address");
pub const NOT_PROPOSED: Refusal = Refusal::new("bridge-not-proposed");
pub const NOT_ACTIVE: Refusal = Refusal::new("bridge-not-active");
pub const OFFERED: Refusal = Refusal::new("bridge-offered");
pub const NOTHING_TO_ACCEPT: Refusal = Refusal::new("bridge-nothing-to-accept");
pub const REASON_MISSING: Refusal = Refusal::new("bridge-reason-missing");
pub const CONSULTATION_OVER: Refusal = Refusal::new("bridge-consultation-over");
pub const CONSULTATION_ONLY: Refusal = Refusal::new("bridge-consultation-only");
pub const ONLY_ASKED: Refusal = Refusal::new("bridge-only-asked");

/// The managers of a node, and who steers the network.
pub fn may_set(actor: &Actor, node: &NodeId) -> bool {
    actor.manages(node) || actor.coordinates()
}

/// The address of the account of a node's helpdesk: it stands under a domain that never has mail (RFC 2606).
pub fn account_address(node: &NodeId) -> String {
    format!("helpdesk-{node}@maillage.invalid")
}

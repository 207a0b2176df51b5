//! Webhooks: another program is told by HTTPS what happened to a node's tickets, signed as Standard Webhooks says, tried
//! again until it takes it, with a log of what was sent and answered.

pub mod client;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;
mod send;

pub use model::{Delivery, DeliveryId, DeliveryState, Ended, Hook, HookId, Occurrence, Proposal};
pub use send::send_due;

//! Bridge: a node that keeps its own helpdesk works by mail alone. Its tickets go to the helpdesk's address, each with a
//! signed reply address; what comes back enters as the node's, and words such as `#note` or `#clos` steer the ticket.

mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::{Bridge, Thread};

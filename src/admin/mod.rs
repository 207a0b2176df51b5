//! What admins of the network look after: accounts, invitations, mail that could not be sent, the audit trail.
//! Changes are the operations of the capabilities concerned; here are their pages and the lists only admins read.

mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::{AuditLine, HookLine, Person, TokenLine};

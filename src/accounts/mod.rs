//! People: accounts, how they sign in, what they may enter. Memberships say for which node somebody works, from when
//! to when; network roles say who coordinates and who administers.

mod model;
pub mod queries;
pub mod throttle;

pub use model::{
    Account, AccountId, Actor, Membership, NetworkRole, NodeId, NodeRole, Scope, SessionId,
};

//! People: accounts, how they sign in, what they may enter. Memberships say for which node somebody works, from when
//! to when; network roles say who coordinates and who administers.

pub mod codes;
mod model;
pub mod ops;
pub mod pages;
mod passwords;
pub mod provider;
pub mod queries;
pub mod rules;
pub mod throttle;

pub use crate::actor::{
    Account, AccountId, Actor, Membership, NetworkRole, NodeId, NodeRole, Scope, SessionId,
};
pub use model::{
    ApiToken, Appointed, Asker, Browser, Demand, Duty, DutyId, FirstStep, Held, Invitation,
    InvitationId, Invite, LinkId, LinkedId, LinkedProvider, Member, MembershipId, OpenSession,
    RecoveryCodeId, SecondStep, Stage, TokenId,
};
pub use provider::{Provider, ProviderSettings};

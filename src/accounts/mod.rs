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

pub use model::{
    Account, AccountId, Actor, ApiToken, Appointed, Browser, Demand, Duty, DutyId, FirstStep, Held,
    Invitation, InvitationId, Invite, LinkId, LinkedId, LinkedProvider, Member, Membership,
    MembershipId, NetworkRole, NodeId, NodeRole, OpenSession, RecoveryCodeId, Scope, SecondStep,
    SessionId, Stage, TokenId,
};
pub use provider::{Provider, ProviderSettings};

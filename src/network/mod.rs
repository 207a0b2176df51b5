//! The nodes of the network: workshops, thematic, resource and institutional centres, the coordination desk and the
//! platforms; whom they cover, what they offer, who works there and when they are away.

pub mod api;
mod directory;
mod exchange;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
mod rules;

pub use crate::accounts::{NodeId, NodeRole};
pub use directory::{CoverageEntry, Directory, Fault, Faults, NodeEntry};
pub use exchange::{Imported, entry, export, import, words};
pub use model::{
    Absence, AbsenceId, CoverageId, InstitutionRole, Keys, Kind, Listed, Node, NodeName, Profile,
    Proposal, ProposalId, ProposalState, Proposed, Revision, Status,
};
pub use rules::wants_verifying;

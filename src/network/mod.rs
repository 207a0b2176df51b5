//! The nodes of the network: workshops, thematic, resource and institutional centres, the coordination desk and the
//! platforms; whom they cover, what they offer, who works there and when they are away.

mod directory;
mod exchange;
mod model;
pub mod ops;
pub mod queries;
mod rules;

pub use crate::accounts::{NodeId, NodeRole};
pub use directory::{CoverageEntry, Directory, Fault, Faults, NodeEntry};
pub use exchange::{Imported, coverage_entry, export, import, words};
pub use model::{
    CoverageId, InstitutionRole, Keys, Kind, Node, NodeName, Profile, Revision, Status,
};

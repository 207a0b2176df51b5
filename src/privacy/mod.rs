//! The protection of the people who ask and of those who answer: sensitive tickets and who read them, a copy of one's
//! data, their erasure, and the terms after which things are anonymised or erased by themselves.

pub mod access;
mod bundle;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::{
    ChosenTerm, DestructionId, DestructionList, Found, Kind, ListState, Request, RequestId,
    RequestState, Retention, Term, TextPolicy,
};
pub use rules::{Terms, Unit};

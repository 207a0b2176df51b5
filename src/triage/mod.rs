//! Triage: what those who answer share and keep in order around tickets. Tags, saved views, templates of answers,
//! checklists, time, followers and presence.

mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

//! Alerts: who found no session of a course that suits them is told when one opens near them, or from afar.

pub mod access;
pub mod api;
pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

//! Materials in an order that somebody thought of: collections, and learning paths whose steps build on each other.

pub mod access;
pub mod api;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

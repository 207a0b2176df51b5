//! Institutional spaces of the repository: asked for, examined, opened, and what they hold month by month.

pub mod access;
pub mod api;
pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

//! What becomes of applications: decided by a committee, told in letters, published at one instant.

pub mod access;
pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

//! Who decides in the network: bodies and those who sit in them, their meetings, and what was decided and whether it is done.

pub mod access;
pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod views;

pub use model::*;

//! Knowledge: answers that are published for all who may have the same question, and kept true.

pub mod access;
pub mod api;
mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

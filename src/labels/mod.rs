//! An accepted application becomes a node that answers questions the same minute; its label holds for a time.

pub mod api;
pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

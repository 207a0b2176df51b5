//! Surveys: what those who took part think, the same few questions in the whole network, without names.

mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

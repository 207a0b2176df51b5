//! The pages around the capabilities: home, legal notices, health, an operator's brand, the demo's mail.

mod documents;
mod model;
pub mod openapi;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;
mod terms;

pub use model::{Chosen, TextName};

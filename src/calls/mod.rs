//! Calls for expressions of interest: written, published and closed by their dates. Who answers them is in
//! `applications`.

pub mod access;
pub mod api;
pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

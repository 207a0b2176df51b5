//! Applications to calls: written by several institutions together, checked, and filed as one document with a receipt.

pub mod access;
pub mod api;
pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

//! News of the network and of its nodes: read by everybody from its moment on, in feeds, and by mail for who asked.

pub mod access;
pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

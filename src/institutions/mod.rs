//! An institution as the network knows it: its nodes, its space, what it signed and applied for, and whether it is
//! committed twice.

pub mod access;
mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

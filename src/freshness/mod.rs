//! Pages of nodes stay exact: each is confirmed every six months, those that are not say so, and each month some are looked
//! at.

pub mod access;
pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

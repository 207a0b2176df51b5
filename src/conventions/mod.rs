//! Charters and conventions: what institutions sign, who has not, and when somebody is to sign again.

pub mod access;
pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

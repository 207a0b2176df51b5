//! Attendance: who was at which meeting, and the certificate of those who were.

pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

//! Enrolment: who takes part in a session. Seats are rows of the database, so nobody is beyond them; who comes when they are
//! taken waits in the order of arrival, and whoever leaves makes room for exactly one.

pub mod access;
pub mod api;
pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

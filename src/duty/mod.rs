//! Duty and absence: whose turn it is, who is away and who stands in, what the next should know, the mail of the
//! morning. Made for people who give a quarter of their time.

pub mod api;
pub mod mail;
pub mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

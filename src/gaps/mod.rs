//! Where the network is thin: what each region asks in each area of research, and who serves there. It steers the calls.

pub mod api;
pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::*;

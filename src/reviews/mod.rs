//! The review of applications: who may look at one, who does, and what they say. What is made of it is in `decisions`.

pub mod access;
pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod views;

pub use model::*;

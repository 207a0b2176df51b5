//! Certification: two people of two resource centres look at a material by a grid that everybody can read, and the label
//! they give ends by itself.

mod grid;
mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use grid::{Criterion, Grid, Part, current, every_criterion, grid};
pub use model::*;

//! Figures: what the network receives and how it answers, counted, with what is too small to be shown left out.

pub mod api;
mod charts;
mod model;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::{Count, Counted, Figures, Period, RegionRow};

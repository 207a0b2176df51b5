//! Figures: what the network receives and how it answers, counted, with what is too small to be shown left out.

pub mod api;
pub mod charts;
pub mod files;
pub mod key;
mod model;
pub mod ops;
pub mod pages;
pub mod panel;
mod published;
pub mod queries;
pub mod rules;
mod say;
mod seen;
mod taught;

pub use model::{Count, Figures, Period, RegionRow};
pub use published::Published;
pub use seen::Seen;

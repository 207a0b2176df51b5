//! Deadlines: by when a desk owes an answer in its working hours, what happens when it does not come, and the board of
//! what is late and why.

pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;
pub mod words;

pub use model::{CalendarChangeId, Desk, Due, Escalation, Hours, Step, Target};

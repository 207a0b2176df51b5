//! The pages about the protection of data.

mod destruction;
mod readings;
mod requests;

pub use destruction::{agree, approve, list, refuse, show as destruction};
pub use readings::{mark, show as readings};
pub use requests::{admin, ask_for, confirm, copy, create, form, show as request};

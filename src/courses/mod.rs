//! Courses and the sessions in which they are given: what is learnt, when and where, by whom, with how many seats. Who
//! takes part is the matter of `enrolment`.

pub mod access;
pub mod api;
pub mod catalogue_api;
pub mod feeds;
mod followed;
mod harvest;
mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;
mod texts;

pub use followed::{CalendarId, CourseCalendar};
pub use harvest::harvest_due;
pub use model::*;
pub use texts::*;

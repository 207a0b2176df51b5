//! What is done with courses and sessions. Each function is one whole step in the caller's transaction. What concerns who
//! takes part (more seats, a session that is cancelled) begins in `enrolment`.

mod again;
mod calendars;
mod course;
mod import;
mod meetings;
mod session;
mod template;

pub use again::*;
pub use calendars::*;
pub use course::*;
pub use import::*;
pub use session::*;
pub use template::{Place, plan_of_course, trainers};

use crate::history::note;

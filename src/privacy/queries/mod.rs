//! Every SQL statement about the protection of data.

mod anonymise;
mod bids;
mod copy;
mod copy_calls;
mod copy_courses;
mod copy_governance;
mod copy_reviews;
mod copy_spaces;
mod copy_staff;
mod due;
mod governing;
mod lists;
mod person;
mod readings;
mod redact;
mod requests;
mod teaching;
mod terms;
mod took_part;

pub use anonymise::*;
pub use bids::*;
pub use copy::*;
pub use copy_calls::call_questions_of;
pub use copy_courses::{alerts_of, enrolments_of, own_calendars_of};
pub use copy_governance::news_of;
pub use copy_staff::*;
pub use due::due;
pub use governing::*;
pub use lists::*;
pub use person::*;
pub use readings::*;
pub use redact::*;
pub use requests::*;
pub use teaching::*;
pub use terms::*;
pub use took_part::*;

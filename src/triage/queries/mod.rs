//! Every SQL statement of triage.

mod answers;
mod checklists;
mod marks;
mod people;
mod tags;
mod time;
mod views;

pub use answers::*;
pub use checklists::*;
pub use marks::*;
pub use people::*;
pub use tags::*;
pub use time::*;
pub use views::*;

//! Working time: which days and hours count, where, so that "two working days" means the same to a node in Strasbourg, in
//! Saint-Denis de La Réunion and to the program. Values only: no database, no clock.

mod calendar;
mod holidays;

pub use calendar::{Calendar, SHORTEST_DAY};
pub use holidays::{Observance, easter, observed};

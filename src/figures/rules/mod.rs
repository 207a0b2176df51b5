//! From counts to figures.

mod counted;
mod figures;
mod mask;
mod parts;
mod period;
mod range;
mod steering;

pub use counted::Counted;
pub use figures::{alone, figures};
pub use mask::{Number, Relation, SMALLEST, masked};
pub use parts::{Parts, month, months, next as next_month, parts};
pub use period::{last_published, period, public_period, public_year, published_at};
pub use steering::{MonthRow, Narrowed, NodeRow, Steering, steering};

//! From counts to figures.

mod counted;
mod figures;
mod mask;
mod parts;
mod period;
mod range;
mod steering;
mod taught;

pub use counted::{Counted, median};
pub use figures::{alone, field_of, figures, tenth};
pub use mask::{Number, Relation, SMALLEST, masked};
pub use parts::{Parts, month, months, next as next_month, parts};
pub use period::{last_published, period, public_period, public_year, published_at};
pub use steering::{MonthRow, Narrowed, NodeRow, Steering, steering};
pub use taught::{AFAR, By, Line, OTHERS, SEVERAL, line, lines};

//! From counts to figures.

mod figures;
mod mask;
mod period;
mod range;

pub use figures::figures;
pub use mask::{Number, Relation, SMALLEST, masked};
pub use period::{period, public_period};

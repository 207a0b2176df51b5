//! From counts to figures.

mod figures;
mod mask;
mod period;

pub use figures::figures;
pub use mask::{Relation, SMALLEST, masked};
pub use period::{period, public_period};

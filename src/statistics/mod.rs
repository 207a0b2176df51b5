//! What calls are counted by: how many applied, from where, what became of them and how long it took; for those who run
//! calls, and with small numbers hidden for everybody.

mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use model::{Bid, Counted, Kept};

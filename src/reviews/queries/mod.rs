//! Every SQL statement about reviews.

mod assignments;
mod completions;
mod conflicts;
mod emergencies;
mod plan;
mod pool;
mod quiet;
mod reviews;
mod summary;

pub use assignments::*;
pub use completions::*;
pub use conflicts::*;
pub use emergencies::*;
pub use plan::*;
pub use pool::*;
pub use quiet::*;
pub use reviews::*;
pub use summary::*;

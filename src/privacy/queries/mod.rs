//! Every SQL statement about the protection of data.

mod anonymise;
mod copy;
mod lists;
mod person;
mod readings;
mod requests;
mod terms;

pub use anonymise::*;
pub use copy::*;
pub use lists::*;
pub use person::*;
pub use readings::*;
pub use requests::*;
pub use terms::*;

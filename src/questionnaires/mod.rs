//! Questionnaires: what is asked on a form, in versions that never change once published, and what an answer to it must
//! be. Calls write them, applications answer them.

mod answers;
mod files;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
pub mod rules;

pub use answers::Answers;
pub use files::*;
pub use model::*;

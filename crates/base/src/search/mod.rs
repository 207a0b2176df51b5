//! Words as a search sees them: folded, stemmed in French and in English, marked where they were found. No statement:
//! `db::search` keeps what comes out of here.

mod asked;
mod marks;
mod query;
mod words;

pub use marks::{Marks, Piece};
pub use query::{Clause, Search, What};
pub use words::{forms, is_stop_word, terms, terms_in_both};

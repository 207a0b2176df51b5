//! The directory, the nodes' own pages, and where those who run them change them.

mod absences;
mod coverage;
mod directory;
mod edit;
pub mod map;
mod members;
mod node;
mod nodes;
mod scope;
mod staff;
mod words;

pub use absences::{absences, close_for, reopen};
pub use coverage::{agree, coverage, propose, refuse, waiting, withdraw};
pub use directory::index;
pub use edit::{confirm, edit, history, save};
pub use members::{change_member, invite, members};
pub use node::show;
pub use nodes::{create, node, nodes, set_standing};
pub use words::{badge as status_badge, covered, kind_word};

//! The directory, the nodes' own pages, and where those who run them change them.

mod directory;
mod map;
mod node;
mod scope;
mod staff;
mod words;

pub use directory::index;
pub use node::show;

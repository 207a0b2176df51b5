//! The board of what is late, and the pages where hours and targets are set.

mod board;
mod settings;

pub use board::board;
pub use settings::{network, node, set_network, set_node};

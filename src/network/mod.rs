//! The nodes of the network: workshops, thematic, resource and institutional centres, the coordination desk and the
//! platforms; whom they cover, what they offer, who works there and when they are away.

mod model;

pub use crate::accounts::{NodeId, NodeRole};
pub use model::{Kind, Node, NodeName, Status};

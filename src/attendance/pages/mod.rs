//! Where it is noted who was there, and the certificate that anybody may verify.

mod certificate;
mod door;
mod roll;

pub use certificate::{certificate, certify, pdf, revoke};
pub use door::{arrival, arrive, board, check_in, pass};
pub use roll::{mark, roll};

//! Where it is noted who was there, and the certificate that anybody may verify.

mod certificate;
mod roll;

pub use certificate::{certificate, certify, pdf, revoke};
pub use roll::{mark, roll};

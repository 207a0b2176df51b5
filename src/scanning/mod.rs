//! Stored files are looked at by a virus scanner, where the operator names one (`CLAMD_URL`), and held back until it has
//! found nothing.

pub mod clamd;
pub mod ops;
pub mod queries;
pub mod rules;

pub use crate::files::ScanState;

//! Training materials: described once for the whole network, in versions that stay, found by what they are about.

pub mod access;
pub mod api;
mod catalogue;
mod harvest;
mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
mod reach;
mod resolve;
pub mod rules;
mod sources;
mod used;
mod visit;
mod words;

pub use catalogue::Catalogue;
pub use harvest::harvest_due;
pub use model::*;
pub use reach::{Availability, Reach};
pub use sources::{Source, SourceId};
pub use used::{Play, Use, UseId};
pub use visit::check_due;
pub use words::{Licence, Tongue, languages, licence, licence_named, licences, tongue};

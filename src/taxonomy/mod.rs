//! The vocabularies the capabilities share: regions, disciplines, topics, services, institutions, sites and
//! laboratories. They are data, imported, with labels in both languages and synonyms; no code names an entry.

pub mod api;
mod changed;
mod import;
mod model;
pub mod ops;
pub mod pages;
pub mod queries;
mod vocabularies;

pub use import::{
    Bundle, DisciplineEntry, InstitutionEntry, LaboratoryEntry, RegionEntry, ServiceEntry,
    SiteEntry, Tile, TopicEntry, Upserted, embedded, store,
};
pub use model::{
    Discipline, Institution, Labels, Laboratory, Line, Region, Service, Site, TermChange, Topic,
    Vocabulary,
};
pub use vocabularies::{Found, Shelf, Vocabularies};

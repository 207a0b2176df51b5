//! The vocabularies the capabilities share: regions, disciplines, topics, services, institutions, sites and
//! laboratories. They are data, imported, with labels in both languages and synonyms; no code names an entry.

pub mod api;
mod import;
pub mod ops;
pub mod pages;
pub mod queries;

pub use crate::vocabularies::{
    Discipline, Found, Institution, Labels, Laboratory, Line, Region, Service, Shelf, Site,
    TermChange, Topic, Vocabularies, Vocabulary,
};
pub use import::{
    Bundle, DisciplineEntry, InstitutionEntry, LaboratoryEntry, RegionEntry, ServiceEntry,
    SiteEntry, Tile, TopicEntry, Upserted, embedded, store,
};

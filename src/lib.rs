//! Maillage, the coordination platform of a network that helps researchers open and share their data.
//!
//! Start with [`routes`] to find the code behind a URL, then open the capability it names: its `rules` say what is
//! allowed, its `ops` what happens, its `queries` how it is stored and its `pages` how it is shown.

// What all stands on, a crate of its own.
pub use maillage_base::{Error, Refusal, Result};
pub use maillage_base::{
    actor, app, calendar, clock, config, db, error, files, history, i18n, identifiers, imports,
    jobs, outbox, print, qr, search, secret, sheets, text, times, vocabularies, web, working_time,
};

// Capabilities that others share.
pub mod accounts;
pub mod questionnaires;
pub mod taxonomy;

// Capabilities.
pub mod alerts;
pub mod applications;
pub mod attendance;
pub mod backup;
pub mod bridge;
pub mod calls;
pub mod certification;
pub mod conventions;
pub mod courses;
pub mod deadlines;
pub mod decisions;
pub mod duty;
pub mod enrolment;
pub mod figures;
pub mod freshness;
pub mod gaps;
pub mod governance;
pub mod institutions;
pub mod knowledge;
pub mod labels;
pub mod mail_in;
pub mod materials;
pub mod network;
pub mod news;
pub mod paths;
pub mod privacy;
pub mod reviews;
pub mod scanning;
pub mod spaces;
pub mod statistics;
pub mod surveys;
pub mod tickets;
pub mod triage;
pub mod webhooks;

// What shows all of it, and what puts it together.
pub mod admin;
pub mod cli;
pub mod demo;
pub mod routes;
pub mod schedule;
pub mod site;

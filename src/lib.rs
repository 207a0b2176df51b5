//! Maillage, the coordination platform of a network that helps researchers open and share their data.
//!
//! Start with [`routes`] to find the code behind a URL, then open the capability it names: its `rules` say what is
//! allowed, its `ops` what happens, its `queries` how it is stored and its `pages` how it is shown.

pub mod app;
pub mod calendar;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod files;
pub mod i18n;
pub mod imports;
pub mod qr;
pub mod routes;
pub mod search;
pub mod secret;
pub mod text;
pub mod web;
pub mod working_time;

pub mod history;
pub mod jobs;
pub mod outbox;
pub mod paths;

pub mod accounts;
pub mod admin;
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
pub mod demo;
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
pub mod print;
pub mod privacy;
pub mod questionnaires;
pub mod reviews;
pub mod scanning;
pub mod sheets;
pub mod site;
pub mod spaces;
pub mod statistics;
pub mod surveys;
pub mod taxonomy;
pub mod tickets;
pub mod triage;
pub mod webhooks;

pub use error::{Error, Refusal, Result};

//! What every capability of Maillage stands on: the database, the web toolkit, mail that goes out, history, the clock.
//!
//! It names no capability, and is compiled alone. What it needs of one is handed to it from above.

pub mod actor;
pub mod app;
pub mod calendar;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod files;
pub mod history;
pub mod i18n;
pub mod identifiers;
pub mod imports;
pub mod jobs;
pub mod outbox;
pub mod print;
pub mod qr;
pub mod search;
pub mod secret;
pub mod sheets;
pub mod text;
pub mod times;
pub mod vocabularies;
pub mod web;
pub mod working_time;

pub use error::{Error, Refusal, Result};

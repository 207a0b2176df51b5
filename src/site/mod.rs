//! The pages around the capabilities: home, legal notices, health, the demo's mail.

pub mod pages;

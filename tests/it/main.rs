//! Every test that goes through HTTP, the database or the source, in one program.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod actors;
mod app;
mod database;
mod mail;
mod mail_in;
mod mail_in_pages;
mod smtp_sink;
mod tickets;
mod visitor;

mod accounts;
mod accounts_members;
mod admin;
mod api;
mod architecture;
mod asking;
mod calendar;
mod cli;
mod demo;
mod desk;
mod durability;
mod errors;
mod figures;
mod following;
mod handover;
mod inbox;
mod jobs;
mod life;
mod lmtp;
mod messages;
mod network;
mod network_edit;
mod network_pages;
mod openapi;
mod outbox;
mod pauses;
mod permissions;
mod routing;
mod routing_cases;
mod site;
mod ticket_mails;
mod vocabularies;

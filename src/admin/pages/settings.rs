//! How this installation is set up, as far as it may be shown, and for how long things are kept.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::Result;
use crate::config::{Config, MailTransport};
use crate::files::Place;
use crate::privacy::{TextPolicy, rules};
use crate::schedule::clean_up;
use crate::web::{Admin, Context};

#[derive(Serialize)]
struct SettingsView {
    tab: &'static str,
    terms: Vec<Term>,
    years: u32,
    approval: bool,
    text_removed: bool,
    address: String,
    database: &'static str,
    mail: &'static str,
    mail_from: String,
    files: &'static str,
    scanner: bool,
    provider: Option<String>,
    version: &'static str,
}

/// What goes by itself, after so long.
#[derive(Serialize)]
struct Term {
    what: &'static str,
    days: i64,
}

pub async fn settings(cx: Context<Admin>) -> Result<HttpResponse> {
    let config: &Config = &cx.app.config;
    let view = SettingsView {
        tab: "settings",
        terms: terms(),
        years: config.retention.years,
        approval: config.retention.approval,
        text_removed: config.retention.text == TextPolicy::Removed,
        address: config.base_url.clone(),
        database: if config.database_url.starts_with("sqlite") { "SQLite" } else { "PostgreSQL" },
        mail: match config.mail {
            MailTransport::Smtp(_) => "admin-mail-smtp",
            MailTransport::Folder(_) => "admin-mail-folder",
            MailTransport::Log => "admin-mail-log",
            MailTransport::Capture => "admin-mail-capture",
        },
        mail_from: config.mail_from.clone(),
        files: match config.files {
            Place::Folder(_) => "admin-files-folder",
            Place::Bucket(_) => "admin-files-bucket",
        },
        scanner: config.clamd.is_some(),
        provider: config.provider.as_ref().map(|provider| provider.name.clone()),
        version: env!("CARGO_PKG_VERSION"),
    };
    cx.page("admin/settings", cx.head("admin-settings", "admin"), &view)
}

fn terms() -> Vec<Term> {
    let kept = [
        ("admin-term-audit", chrono::TimeDelta::days(365 * i64::from(rules::AUDIT_YEARS))),
        ("admin-term-readings", rules::READINGS),
        ("admin-term-mail", clean_up::SENT_MAIL),
        ("admin-term-raw-mail", rules::RAW_MAIL),
        ("admin-term-quarantine", rules::QUARANTINED),
        ("admin-term-spam", rules::SPAM),
        ("admin-term-duty", clean_up::DUTY),
        ("admin-term-invitations", rules::INVITATIONS),
        ("admin-term-sessions", clean_up::ENDED),
        ("admin-term-copies", rules::EXPORT_FOR),
    ];
    kept.into_iter().map(|(what, life)| Term { what, days: life.num_days() }).collect()
}

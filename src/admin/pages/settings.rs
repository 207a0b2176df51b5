//! How this installation is set up, as far as it may be shown, and for how long things are kept.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use fluent_bundle::FluentArgs;
use serde::Serialize;

use crate::Result;
use crate::config::{Config, MailTransport};
use crate::files::Place;
use crate::i18n::Locale;
use crate::privacy::{self, ChosenTerm, Term, Terms, TextPolicy, Unit};
use crate::web::{Admin, Context};

#[derive(Serialize)]
struct SettingsView {
    tab: &'static str,
    terms: Vec<Row>,
    faults: bool,
    copy_days: i64,
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
struct Row {
    term: Term,
    what: String,
    unit: &'static str,
    usual: i32,
    from: i32,
    to: i32,
    typed: String,
    fault: Option<String>,
}

type Typed = HashMap<String, String>;

pub async fn settings(cx: Context<Admin>) -> Result<HttpResponse> {
    let terms = held(&cx).await?;
    let typed = Term::ALL.iter().map(|term| (term.to_string(), terms.of(*term).to_string()));
    let view = view(&cx, &terms, &typed.collect());
    cx.page("admin/settings", cx.head("admin-settings", "admin"), &view)
}

/// For how long things are kept from now on.
pub async fn choose_terms(cx: Context<Admin>, form: web::Form<Typed>) -> Result<HttpResponse> {
    let (terms, typed) = (held(&cx).await?, form.into_inner());
    let Some(chosen) = read(&terms, &typed) else {
        let view = view(&cx, &terms, &typed);
        return cx.invalid("admin/settings", cx.head("admin-settings", "admin"), &view);
    };
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| privacy::ops::choose_terms(conn, &actor, &chosen, now)).await?;
    cx.redirect("/admin/settings#terms", "admin-flash-terms")
}

async fn held(cx: &Context<Admin>) -> Result<Terms> {
    let retention = cx.app.config.retention;
    cx.db.read(move |conn| privacy::ops::terms(conn, &retention)).await
}

fn view(cx: &Context<Admin>, terms: &Terms, typed: &Typed) -> SettingsView {
    let config: &Config = &cx.app.config;
    let rows: Vec<Row> = Term::ALL.iter().map(|term| row(*term, terms, typed, cx.locale)).collect();
    SettingsView {
        tab: "settings",
        faults: rows.iter().any(|row| row.fault.is_some()),
        terms: rows,
        copy_days: privacy::rules::EXPORT_FOR.num_days(),
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
    }
}

fn row(term: Term, terms: &Terms, typed: &Typed, locale: Locale) -> Row {
    let (bounds, what) = (term.bounds(), locale.text(&format!("admin-term-{term}")));
    let (from, to) = (*bounds.start(), *bounds.end());
    let typed = typed.get(term.as_str()).cloned().unwrap_or_default();
    let fault = length(term, terms, &typed).is_none().then(|| {
        let mut args = FluentArgs::new();
        args.set("what", what.clone());
        args.set("from", from);
        args.set("to", to);
        locale.text_with("admin-term-outside", Some(&args))
    });
    let unit = match term.unit() {
        Unit::Days => "admin-unit-days",
        Unit::Months => "admin-unit-months",
        Unit::Years => "admin-unit-years",
    };
    Row { term, what, unit, usual: terms.usual(term), from, to, typed, fault }
}

/// What was typed, if it may be chosen; what is usual where nothing was.
fn length(term: Term, terms: &Terms, typed: &str) -> Option<i32> {
    match typed.trim() {
        "" => Some(terms.usual(term)),
        typed => typed.parse().ok().filter(|length| term.bounds().contains(length)),
    }
}

/// What differs from what is usual; nothing if one of them may not be chosen.
fn read(terms: &Terms, typed: &Typed) -> Option<Vec<ChosenTerm>> {
    let of = |term: &Term| {
        let typed = typed.get(term.as_str()).map_or("", String::as_str);
        Some(ChosenTerm { term: *term, length: length(*term, terms, typed)? })
    };
    let all: Option<Vec<ChosenTerm>> = Term::ALL.iter().map(of).collect();
    Some(all?.into_iter().filter(|one| one.length != terms.usual(one.term)).collect())
}

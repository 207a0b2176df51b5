//! How this installation is set up, as far as it may be shown, and for how long things are kept.

use std::collections::HashMap;

use actix_web::HttpResponse;
use fluent_bundle::FluentArgs;
use serde::Serialize;

use crate::accounts::pages::asked_anew;
use crate::config::{Config, MailTransport};
use crate::files::Place;
use crate::i18n::Locale;
use crate::privacy::ops::{Choice, Policies};
use crate::privacy::{self, ChosenTerm, Term, Terms, TextPolicy, Unit};
use crate::web::{Admin, Context, Upload};
use crate::{Error, Result};

#[derive(Serialize)]
struct SettingsView {
    tab: &'static str,
    terms: Vec<Row>,
    faults: bool,
    copy_days: i64,
    approval: bool,
    text_removed: bool,
    /// As the operator set them.
    usual_approval: bool,
    usual_removed: bool,
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

/// What a choice takes away, before it is made.
#[derive(Serialize)]
struct LowerView {
    tab: &'static str,
    lowered: Vec<LoweredRow>,
    /// Whether whom it concerns is told first, and whether an archivist agrees first.
    announced: bool,
    approval: bool,
    chosen: Vec<Chosen>,
    agreed: String,
}

#[derive(Serialize)]
struct LoweredRow {
    what: String,
    before: String,
    after: String,
    due: i64,
}

#[derive(Serialize)]
struct Chosen {
    name: String,
    value: String,
}

pub async fn settings(cx: Context<Admin>) -> Result<HttpResponse> {
    let terms = held(&cx).await?;
    let typed = Term::ALL.iter().map(|term| (term.to_string(), terms.of(*term).to_string()));
    let view = view(&cx, &terms, &typed.collect());
    cx.page("admin/settings", cx.head("admin-settings", "admin"), &view)
}

/// For how long things are kept from now on. Where that is less long than now, only after a page that says what goes.
pub async fn choose_terms(cx: Context<Admin>, form: Upload) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(&cx, &cx.actor(), &form).await? {
        return Ok(page);
    }
    let (terms, typed): (_, Typed) = (held(&cx).await?, form.form()?);
    let Some(chosen) = read(&terms, &typed) else {
        let view = view(&cx, &terms, &typed);
        return cx.invalid("admin/settings", cx.head("admin-settings", "admin"), &view);
    };
    let (actor, now, retention) = (cx.actor(), cx.now, cx.app.config.retention);
    let choice = Choice { chosen, agreed: agreed(&typed) };
    let chosen = choice.chosen.clone();
    let lowered =
        cx.db.read(move |conn| privacy::ops::lowered(conn, &retention, &chosen, now)).await?;
    if !lowered.iter().all(|(one, _)| choice.agreed.contains(one)) {
        let view = lower_view(&cx, &terms, &lowered, typed);
        return cx.page("admin/terms", cx.head("admin-lower-title", "admin"), &view);
    }
    cx.db
        .write(move |conn| privacy::ops::choose_terms(conn, &actor, &retention, &choice, now))
        .await?;
    cx.redirect("/admin/settings#terms", "admin-flash-terms")
}

/// What becomes of the words of closed tickets from now on, and whether an archivist agrees first.
pub async fn choose_policies(cx: Context<Admin>, form: Upload) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(&cx, &cx.actor(), &form).await? {
        return Ok(page);
    }
    let typed = |name: &str| form.text(name);
    let text = match typed("text") {
        "kept" => TextPolicy::Kept,
        "removed" => TextPolicy::Removed,
        _ => return Err(Error::Malformed("text")),
    };
    let approval = match typed("approval") {
        "on" => true,
        "off" => false,
        _ => return Err(Error::Malformed("approval")),
    };
    let (actor, now, retention) = (cx.actor(), cx.now, cx.app.config.retention);
    let wanted = Policies { text, approval };
    cx.db
        .write(move |conn| privacy::ops::choose_policies(conn, &actor, (&retention, wanted), now))
        .await?;
    cx.redirect("/admin/settings#policies", "admin-flash-policies")
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
        approval: terms.approval(),
        text_removed: terms.text() == TextPolicy::Removed,
        usual_approval: config.retention.approval,
        usual_removed: config.retention.text == TextPolicy::Removed,
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

fn lower_view(
    cx: &Context<Admin>,
    terms: &Terms,
    lowered: &[(ChosenTerm, i64)],
    typed: Typed,
) -> LowerView {
    let of_bids = |term| matches!(term, Term::Drafts | Term::Filed);
    let on_lists = |term| term == Term::Closed || of_bids(term);
    let mut chosen: Vec<Chosen> = typed
        .into_iter()
        .filter(|(name, _)| name.parse::<Term>().is_ok())
        .map(|(name, value)| Chosen { name, value })
        .collect();
    chosen.sort_by(|one, other| one.name.cmp(&other.name));
    let long = |term: Term, length: i32| {
        cx.locale.text1(&format!("admin-length-{}", unit(term)), "n", length)
    };
    let row = |(one, due): &(ChosenTerm, i64)| LoweredRow {
        what: cx.text(&format!("admin-term-{}", one.term)),
        before: long(one.term, terms.of(one.term)),
        after: long(one.term, one.length),
        due: *due,
    };
    let agreed: Vec<_> =
        lowered.iter().map(|(one, _)| format!("{}:{}", one.term, one.length)).collect();
    LowerView {
        tab: "settings",
        lowered: lowered.iter().map(row).collect(),
        announced: lowered.iter().any(|(one, _)| of_bids(one.term)),
        approval: terms.approval() && lowered.iter().any(|(one, _)| on_lists(one.term)),
        chosen,
        agreed: agreed.join(" "),
    }
}

/// What whoever chooses saw and agreed to.
fn agreed(typed: &Typed) -> Vec<ChosenTerm> {
    let one = |part: &str| {
        let (term, length) = part.split_once(':')?;
        Some(ChosenTerm { term: term.parse().ok()?, length: length.parse().ok()? })
    };
    typed.get("agreed").map_or("", String::as_str).split(' ').filter_map(one).collect()
}

const fn unit(term: Term) -> &'static str {
    match term.unit() {
        Unit::Days => "days",
        Unit::Months => "months",
        Unit::Years => "years",
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

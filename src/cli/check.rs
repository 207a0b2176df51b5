//! `maillage check`: one line for each part, and exit code 1 when one of them is unwell.

use super::{Failure, Outcome};
use crate::admin::rules::{Clocks, compared};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Conn;
use crate::files::{Files, known_names};
use crate::history;
use crate::i18n::Locale;
use crate::outbox::Mailer;
use crate::scanning::clamd;
use crate::tickets;
use crate::web::{MailTemplates, Templates};

type Finding = Result<String, String>;

pub fn run() -> Outcome {
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(faults) => {
            super::say(format_args!("configuration: {}", faults.join(" ")));
            return Err(Failure::Unwell);
        }
    };
    let mut findings = vec![("configuration", Ok("ok".to_owned()))];
    let mut database = existing(&config);
    match &mut database {
        Ok(conn) => {
            findings.push(("database", Ok("ok".into())));
            findings.push(("schema", schema(conn)));
            findings.push(("clock", clock(conn)));
            findings.push(("search", search(conn)));
            findings.push(("audit chain", chain(conn)));
        }
        Err(reason) => findings.push(("database", Err(reason.clone()))),
    }
    findings.push(("mail", mail(&config)));
    findings.push(("mail-in", Ok(mail_in(&config))));
    findings.push(("files", files(&config, database.as_mut().ok())));
    findings.push(("scanner", scanner(&config)));
    findings.push(("templates", templates()));
    findings.push(("translations", translations()));
    for (part, finding) in &findings {
        match finding {
            Ok(line) => super::say(format_args!("{part}: {line}")),
            Err(line) => super::say(format_args!("{part}: FAILED: {line}")),
        }
    }
    if findings.iter().all(|(_, finding)| finding.is_ok()) { Ok(()) } else { Err(Failure::Unwell) }
}

fn existing(config: &Config) -> Result<Conn, String> {
    if let Some(path) = config.database_url.strip_prefix("sqlite://")
        && !std::path::Path::new(path).exists()
    {
        return Err(format!("{path} does not exist; run `maillage migrate`"));
    }
    Conn::open(&config.database_url).map_err(|error| format!("{error:#}"))
}

fn schema(conn: &mut Conn) -> Finding {
    match conn.schema_is_current() {
        Ok(true) => {
            let steps = crate::db::copy::schema().map_err(|error| format!("{error:#}"))?;
            Ok(format!("current, the last step is {}", steps.last().map_or("none", String::as_str)))
        }
        Ok(false) => Err("not the one of this version; run `maillage migrate`".into()),
        Err(error) => Err(format!("{error:#}")),
    }
}

/// What is not in the index is not found.
fn search(conn: &mut Conn) -> Finding {
    match tickets::queries::search::unindexed(conn, None, 1) {
        Ok(missing) if missing.is_empty() => Ok("every ticket is indexed".into()),
        Ok(_) => Err("tickets are missing from the index; run `maillage jobs reindex`".into()),
        Err(error) => Err(error.to_string()),
    }
}

/// Deadlines go wrong when the machines disagree about the time.
fn clock(conn: &mut Conn) -> Finding {
    let theirs = conn.own_clock().map_err(|error| error.to_string())?;
    match compared(Clock::System.now(), theirs) {
        Clocks::One | Clocks::Agree(_) => Ok("ok".into()),
        Clocks::Differ(apart) => {
            let millis = apart.num_milliseconds();
            Err(format!(
                "{}.{:03} seconds apart from the database's",
                millis / 1_000,
                millis % 1_000
            ))
        }
    }
}

fn mail(config: &Config) -> Finding {
    match Mailer::new(config).and_then(|mailer| mailer.probe()) {
        Ok(true) => Ok("ok".into()),
        Ok(false) => Err("the mail server refused the connection".into()),
        Err(error) => Err(format!("{error:#}")),
    }
}

/// Nothing to fail: that the port is taken may mean that the server is running.
fn mail_in(config: &Config) -> String {
    let address = config.mail_reply();
    match config.mail_in_listen {
        Some(port) => format!("answers come to {address}, by LMTP on {port} or `maillage mail-in`"),
        None => format!("answers come to {address}, by `maillage mail-in`"),
    }
}

fn chain(conn: &mut Conn) -> Finding {
    let verdict = history::chain::verify(conn).map_err(|error| error.to_string())?;
    match verdict.broken {
        None => Ok(format!("{} events, the last seal is {}", verdict.sound, verdict.last)),
        Some(broken) => Err(format!("{broken}; {} events before it are sound", verdict.sound)),
    }
}

/// Whether the store takes files and gives them back, and has all that the database names.
fn files(config: &Config, conn: Option<&mut Conn>) -> Finding {
    let store = Files::open(&config.files).map_err(|error| format!("{error:#}"))?;
    let system = actix_web::rt::System::new();
    let told = |error: crate::Error| error.to_string();
    system.block_on(store.probe()).map_err(told)?;
    let Some(conn) = conn else { return Ok("ok".into()) };
    let known = known_names(conn).map_err(told)?;
    let mut missing = system.block_on(store.missing(known)).map_err(told)?;
    if !missing.is_empty() {
        // What was forgotten meanwhile is not missing.
        let known = known_names(conn).map_err(told)?;
        missing.retain(|name| known.contains(name));
    }
    match missing.iter().min() {
        None => Ok("ok".into()),
        Some(first) => Err(format!(
            "files that the database names are not there: {}, the first is {first}; put them back from a backup",
            missing.len()
        )),
    }
}

fn scanner(config: &Config) -> Finding {
    match &config.clamd {
        None => Ok("none: files are handed out unchecked".into()),
        Some(address) => {
            clamd::version(address).map_err(|error| format!("{error}; files wait until it answers"))
        }
    }
}

fn templates() -> Finding {
    let pages = Templates::load();
    pages.check().map_err(|error| format!("{error:#}"))?;
    let mails = MailTemplates::load().map_err(|error| format!("{error:#}"))?;
    Ok(format!("{} pages and parts, {} mails", pages.names().count(), mails.names().count()))
}

fn translations() -> Finding {
    let (french, english) = (Locale::Fr.keys(), Locale::En.keys());
    if french == english {
        return Ok(format!("{} messages in two languages", french.len()));
    }
    let only = french.iter().filter(|key| !english.contains(key));
    let missing: Vec<_> =
        only.chain(english.iter().filter(|key| !french.contains(key))).cloned().collect();
    Err(format!("in one language only: {}", missing.join(", ")))
}

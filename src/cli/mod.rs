//! The commands. Exit codes are part of the contract: 0 done, 1 unwell, 64 wrong use, 65 bad data, 75 try again,
//! 78 configuration.

mod backup;
mod check;
mod demo;
mod jobs;
mod mail_in;
mod network;
mod people;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDateTime;
use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::accounts::{NetworkRole, NodeRole, Scope};
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, MailTransport};
use crate::db::Conn;
use crate::{Error, web};

/// Coordination platform of a network that helps researchers open and share their data.
#[derive(Parser)]
#[command(name = "maillage", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a demonstration: the real public network, invented people and requests, no mail leaves
    Demo(demo::Options),
    /// Start the server; its settings are in the environment (see .env.example)
    Serve,
    /// Bring the database to the schema of this version
    Migrate {
        /// Take back the steps after this one (0183), before an older version is put in place
        #[arg(long, value_name = "STEP")]
        back_to: Option<String>,
    },
    /// Take in one mail (RFC 5322) from standard input
    MailIn {
        /// The address it was delivered to
        #[arg(long)]
        to: Option<String>,
    },
    /// Import or export the directory of the network as JSON
    #[command(subcommand)]
    Network(NetworkCommand),
    /// Manage accounts
    #[command(subcommand)]
    User(UserCommand),
    /// Manage API tokens
    #[command(subcommand)]
    Token(TokenCommand),
    /// Do the recurring work that is due
    #[command(subcommand)]
    Jobs(JobsCommand),
    /// Add synthetic volume, the same for the same seed, for measuring
    Seed {
        #[arg(long)]
        tickets: usize,
        #[arg(long, default_value_t = 0)]
        materials: usize,
        /// Sessions of courses, with people who take part
        #[arg(long, default_value_t = 0)]
        sessions: usize,
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Write a copy of the database and the stored files, of one moment, while the server serves. SECRET_KEY is not in it
    Backup {
        /// It is there when it is whole; one of the same name is replaced then
        file: PathBuf,
    },
    /// Put a copy back into an empty database and an empty folder of files, all or nothing
    Restore {
        /// What `maillage backup` of this version wrote, from the same kind of database
        file: PathBuf,
    },
    /// Tell whether this installation is well, one line for each of its parts
    Check,
    /// Print every address of the site and who may enter
    Routes,
}

#[derive(Subcommand)]
enum NetworkCommand {
    /// Take in a file, by slug, all or nothing; a second time changes nothing
    Import(network::Import),
    /// Print the directory
    Export,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Create or complete an account and print a sign-in link that works once, within a day
    Create {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        /// coordinator or admin
        #[arg(long)]
        network_role: Option<NetworkRole>,
        /// The slug of the node to work for
        #[arg(long, requires = "node_role")]
        node: Option<String>,
        /// manager or staff
        #[arg(long, requires = "node")]
        node_role: Option<NodeRole>,
    },
    /// Remove the second step of an account whose owner has lost app and recovery codes; they are told by mail
    ResetSecondStep {
        #[arg(long)]
        email: String,
    },
}

#[derive(Subcommand)]
enum TokenCommand {
    /// Create a token and print it; it cannot be shown again
    Create {
        #[arg(long)]
        email: String,
        /// read, write or admin
        #[arg(long, default_value = "read")]
        scope: Scope,
        /// How long it lasts: 12h, 90d, 52w; for ever when left out
        #[arg(long)]
        expires: Option<String>,
    },
}

#[derive(Subcommand)]
enum JobsCommand {
    /// Make the search index anew from the tickets
    Reindex,
    /// Run each kind of work that is due, once, and print how much was done
    Run {
        /// Go on until nothing is due
        #[arg(long)]
        until_idle: bool,
        /// The time to go by (RFC 3339) instead of now
        #[arg(long)]
        now: Option<String>,
    },
}

/// Why a command did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// One sentence for each fault.
    Configuration(Vec<String>),
    BadData(String),
    TryAgain(String),
    Unwell,
}

type Outcome = Result<(), Failure>;

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Self::Unwell => 1,
            Self::BadData(_) => 65,
            Self::TryAgain(_) => 75,
            Self::Configuration(_) => 78,
        }
    }

    fn sentences(&self) -> Vec<String> {
        match self {
            Self::Configuration(faults) => faults.clone(),
            Self::BadData(reason) | Self::TryAgain(reason) => vec![reason.clone()],
            Self::Unwell => vec![],
        }
    }

    fn configuration(fault: impl std::fmt::Display) -> Self {
        Self::Configuration(vec![fault.to_string()])
    }
}

/// What goes wrong in the middle of work is expected to pass: a lock, a full disk, a server that restarts.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::BadData(crate::i18n::Locale::En.text(refusal.key())),
            other => Self::TryAgain(other.to_string()),
        }
    }
}

pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
                // A role, a scope or a number that is none.
                ErrorKind::InvalidValue | ErrorKind::ValueValidation => ExitCode::from(65),
                _ => ExitCode::from(64),
            };
        }
    };
    match execute(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.sentences().iter().for_each(|sentence| eprintln!("maillage: {sentence}"));
            ExitCode::from(failure.code())
        }
    }
}

fn execute(command: Command) -> Outcome {
    match command {
        Command::Demo(options) => demo::run(options),
        Command::Serve => serve::run(),
        Command::Migrate { back_to: None } => migrate(),
        Command::Migrate { back_to: Some(last) } => take_back(&last),
        Command::MailIn { to } => mail_in::run(to),
        Command::Network(NetworkCommand::Import(what)) => network::import(&what),
        Command::Network(NetworkCommand::Export) => network::export(),
        Command::User(UserCommand::Create { email, name, network_role, node, node_role }) => {
            people::create_user(&email, &name, network_role, node.zip(node_role))
        }
        Command::User(UserCommand::ResetSecondStep { email }) => people::reset_second_step(&email),
        Command::Token(TokenCommand::Create { email, scope, expires }) => {
            people::create_token(&email, scope, expires.as_deref())
        }
        Command::Jobs(JobsCommand::Reindex) => jobs::reindex(),
        Command::Jobs(JobsCommand::Run { until_idle, now }) => {
            jobs::run(until_idle, now.as_deref())
        }
        Command::Seed { tickets, materials, sessions, seed } => {
            sow(tickets, materials, sessions, seed)
        }
        Command::Backup { file } => backup::take(&file),
        Command::Restore { file } => backup::put_back(&file),
        Command::Check => check::run(),
        Command::Routes => routes(),
    }
}

fn migrate() -> Outcome {
    let config = config()?;
    make_folder(&config.database_url)?;
    let mut conn = open(&config)?;
    let steps = conn.migrate().map_err(|error| Failure::configuration(format!("{error:#}")))?;
    conn.transact(network::first_vocabularies)?;
    say(format_args!("{steps} steps taken; the schema is current."));
    Ok(())
}

fn take_back(last: &str) -> Outcome {
    let config = config()?;
    check_there(&config)?;
    let taken = open(&config)?.take_back(last);
    let steps = taken.map_err(|error| Failure::BadData(format!("Not taken back: {error:#}.")))?;
    say(format_args!("{steps} steps taken back; the last one is now {last}."));
    Ok(())
}

fn sow(tickets: usize, materials: usize, sessions: usize, seed: u64) -> Outcome {
    let app = app(config()?)?;
    let failed = |error: anyhow::Error| Failure::TryAgain(format!("{error:#}"));
    let begun = std::time::Instant::now();
    let sown = crate::demo::seed::sow(&app, tickets, seed, now()).map_err(failed)?;
    say(format_args!("{sown} tickets in {:.1} s", begun.elapsed().as_secs_f64()));
    if materials > 0 {
        let begun = std::time::Instant::now();
        let sow = crate::demo::seed_materials::sow;
        let sown = sow(&app, materials, seed, now()).map_err(failed)?;
        say(format_args!("{sown} materials in {:.1} s", begun.elapsed().as_secs_f64()));
    }
    if sessions > 0 {
        let begun = std::time::Instant::now();
        let sow = crate::demo::seed_sessions::sow;
        let sown = sow(&app, sessions, seed, now()).map_err(failed)?;
        say(format_args!("{sown} sessions in {:.1} s", begun.elapsed().as_secs_f64()));
    }
    Ok(())
}

fn routes() -> Outcome {
    let mut table = Vec::new();
    let _ = actix_web::App::new().configure(|config: &mut actix_web::web::ServiceConfig| {
        table = crate::routes::declare(config);
    });
    for route in table {
        say(format_args!("{:<7}{:<56} {}", route.method.as_str(), route.path, route.door));
    }
    Ok(())
}

/// The settings, with logging set up as they say.
fn config() -> Result<Config, Failure> {
    let config = Config::from_env().map_err(Failure::Configuration)?;
    web::set_up_logging(config.log_json, "info");
    Ok(config)
}

fn open(config: &Config) -> Result<Conn, Failure> {
    let fault = |error| format!("The database cannot be opened: {error:#}.");
    Conn::open(&config.database_url).map_err(|error| Failure::configuration(fault(error)))
}

/// A connection to a database that exists and has this version's schema.
fn open_current(config: &Config) -> Result<Conn, Failure> {
    check_there(config)?;
    let mut conn = open(config)?;
    check_schema(&mut conn)?;
    Ok(conn)
}

fn check_there(config: &Config) -> Outcome {
    if let Some(path) = config.database_url.strip_prefix("sqlite://")
        && !std::path::Path::new(path).exists()
    {
        let fault = format!("The database {path} does not exist: run `maillage migrate` first.");
        return Err(Failure::configuration(fault));
    }
    Ok(())
}

fn check_schema(conn: &mut Conn) -> Outcome {
    match conn.schema_is_current() {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::configuration(
            "The database does not have the schema of this version: run `maillage migrate`, or use the program \
             that made it.",
        )),
        Err(error) => Err(Failure::configuration(format!("The schema cannot be read: {error:#}."))),
    }
}

/// The application on a database that fits, with its vocabularies read.
fn app(config: Config) -> Result<App, Failure> {
    drop(open_current(&config)?);
    build(config)
}

/// The same for one thing and no more: over one connection, and without a way for mail to leave.
fn app_for_one(mut config: Config) -> Result<App, Failure> {
    check_there(&config)?;
    config.database_pool = 1;
    config.mail = MailTransport::Log;
    let app = App::build(config, Clock::System)
        .map_err(|error| Failure::configuration(format!("{error:#}.")))?;
    app.db.read_now(|conn| Ok(check_schema(conn)))??;
    app.shelf().refresh(&app.db)?;
    Ok(app)
}

fn build(config: Config) -> Result<App, Failure> {
    let clock = if config.demo { Clock::ahead() } else { Clock::System };
    let app =
        App::build(config, clock).map_err(|error| Failure::configuration(format!("{error:#}.")))?;
    app.shelf().refresh(&app.db)?;
    Ok(app)
}

fn make_folder(database_url: &str) -> Outcome {
    let Some(path) = database_url.strip_prefix("sqlite://") else { return Ok(()) };
    let Some(folder) = std::path::Path::new(path).parent() else { return Ok(()) };
    std::fs::create_dir_all(folder).map_err(|error| {
        Failure::configuration(format!("The folder {} cannot be made: {error}.", folder.display()))
    })
}

/// Prints a line. Who asked may have stopped listening (`| head`), and what was done is done all the same.
fn say(line: impl std::fmt::Display) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Prints what can be shown this once; when it cannot be printed, another one is needed.
fn reveal(secret: impl std::fmt::Display) -> Outcome {
    use std::io::Write;
    let mut out = std::io::stdout();
    let printed = writeln!(out, "{secret}").and_then(|()| out.flush());
    printed.map_err(|error| Failure::TryAgain(format!("It could not be printed: {error}.")))
}

fn now() -> NaiveDateTime {
    Clock::System.now()
}

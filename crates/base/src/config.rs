//! Everything the environment decides, read once at start. `.env.example` lists the variables; a test compares.

mod brand;
mod only;
mod provider;
mod retention;

pub use brand::Brand;
pub use only::MailOnly;
pub use provider::ProviderSettings;
pub use provider::is_private;
pub use retention::{Retention, TextPolicy, YEARS};

use std::net::IpAddr;
use std::path::PathBuf;

use chrono_tz::Tz;

use crate::files::Place;
use crate::secret::Secret;

#[derive(Clone, Debug)]
pub struct Config {
    pub database_url: String,
    pub database_pool: u32,
    pub listen: String,
    /// How links in mail begin, without a slash at the end.
    pub base_url: String,
    pub secret_key: Secret,
    pub mail: MailTransport,
    /// `Name <address>` or an address.
    pub mail_from: String,
    /// The address that takes mail in; that of `mail_from` when none is named.
    pub mail_reply: Option<String>,
    pub mail_only: MailOnly,
    /// Where mail is taken in by LMTP, if it is.
    pub mail_in_listen: Option<std::net::SocketAddr>,
    /// The server whose `Authentication-Results` are believed.
    pub mail_in_authserv: Option<String>,
    /// Whether webhooks may go to private addresses, and in clear text.
    pub webhooks_private: bool,
    pub link_checks: LinkChecks,
    /// Where DOIs are looked up, unless no link is looked at.
    pub doi_resolver: String,
    pub files: Place,
    /// The virus scanner that looks at files before they are handed out, if there is one.
    pub clamd: Option<ClamdAddress>,
    pub retention: Retention,
    /// Who keeps the last hash of the audit chain, day by day.
    pub witnesses: Vec<String>,
    /// Where people may sign in with the account of their institution.
    pub provider: Option<ProviderSettings>,
    /// The proxy whose `X-Forwarded-For` is believed.
    pub trusted_proxy: Option<IpAddr>,
    pub log_json: bool,
    pub workers: usize,
    pub time_zone: Tz,
    pub brand: Brand,
    /// The demo: mail is captured, a banner says that the data are invented, throttles are wide.
    pub demo: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailTransport {
    Smtp(String),
    Folder(PathBuf),
    Log,
    /// Kept in the database and shown at `/dev/mail`: the demo's only.
    Capture,
}

/// Where clamd listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClamdAddress {
    /// `host:port`
    Tcp(String),
    Unix(PathBuf),
}

/// Whether links are looked at, and whether in the operator's own network too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkChecks {
    On,
    Private,
    Off,
}

type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Config {
    pub fn from_env() -> Result<Self, Vec<String>> {
        dotenvy::dotenv().ok();
        Self::read(&|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
    }

    /// Reads every setting through `var`; answers one sentence per fault.
    pub fn read(var: Lookup) -> Result<Self, Vec<String>> {
        let mut faults = Faults { var, found: Vec::new() };
        let config = Self {
            database_url: faults.database_url(),
            database_pool: faults.database_pool(),
            listen: faults.or("LISTEN", "127.0.0.1:8080"),
            base_url: faults.base_url(),
            secret_key: faults.secret_key(),
            mail: faults.mail(),
            mail_from: faults.mail_from(),
            mail_reply: faults.mail_reply(),
            mail_only: MailOnly::read(&mut faults),
            mail_in_listen: faults.mail_in_listen(),
            mail_in_authserv: faults.get("MAIL_IN_AUTHSERV").map(|id| id.trim().to_owned()),
            webhooks_private: faults.or("WEBHOOKS_ALLOW_PRIVATE", "no") == "yes",
            link_checks: faults.link_checks(),
            doi_resolver: faults.or("DOI_RESOLVER", "https://doi.org"),
            files: faults.files(),
            clamd: faults.clamd(),
            retention: faults.retention(),
            witnesses: only::witnesses(&mut faults),
            provider: faults.provider(),
            trusted_proxy: faults.parsed("TRUSTED_PROXY", "the IP address of one proxy"),
            log_json: faults.or("LOG_FORMAT", "text") == "json",
            workers: usize::try_from(faults.number("WORKERS", 2, 1..=64)).unwrap_or(2),
            time_zone: faults
                .parsed("TZ_DEFAULT", "an IANA time zone such as Europe/Paris")
                .unwrap_or(chrono_tz::Europe::Paris),
            brand: faults.brand(),
            demo: false,
        };
        // RUST_LOG is read by the log set-up itself; asking for it here keeps it in the list of variables.
        let _ = (faults.var)("RUST_LOG");
        if faults.found.is_empty() { Ok(config) } else { Err(faults.found) }
    }

    /// The domain that this installation's Message-IDs end in.
    pub fn mail_domain(&self) -> &str {
        let address = self.mail_from.trim_end_matches('>');
        address.rsplit_once('@').map_or("localhost", |(_, domain)| domain)
    }

    /// The address that answers to our mails go to, before a ticket's tag is added.
    pub fn mail_reply(&self) -> &str {
        let from = self.mail_from.trim_end_matches('>');
        self.mail_reply.as_deref().unwrap_or_else(|| from.rsplit_once('<').map_or(from, |(_, a)| a))
    }

    /// Whether browsers reach us by TLS.
    pub fn behind_tls(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// The settings of `maillage demo`: everything under one folder, nothing leaves the machine.
    pub fn demo(data: PathBuf, listen: String, secret_key: Secret) -> Self {
        Self {
            database_url: format!("sqlite://{}", data.join("maillage.db").display()),
            database_pool: 4,
            base_url: format!("http://{listen}"),
            listen,
            secret_key,
            mail: MailTransport::Capture,
            mail_from: "Maillage <aide@maillage.example>".into(),
            mail_reply: None,
            mail_only: MailOnly::default(),
            mail_in_listen: None,
            mail_in_authserv: None,
            webhooks_private: false,
            link_checks: LinkChecks::Off,
            doi_resolver: "https://doi.org".into(),
            files: Place::Folder(data.join("files")),
            clamd: None,
            retention: Retention { approval: true, ..Retention::default() },
            witnesses: Vec::new(),
            provider: None,
            trusted_proxy: None,
            log_json: false,
            workers: 2,
            time_zone: chrono_tz::Europe::Paris,
            brand: Brand::default(),
            demo: true,
        }
    }
}

struct Faults<'a> {
    var: Lookup<'a>,
    found: Vec<String>,
}

impl Faults<'_> {
    fn get(&self, name: &str) -> Option<String> {
        (self.var)(name)
    }

    fn or(&self, name: &str, default: &str) -> String {
        self.get(name).unwrap_or_else(|| default.to_owned())
    }

    fn fault(&mut self, sentence: impl Into<String>) {
        self.found.push(sentence.into());
    }

    fn parsed<T: std::str::FromStr>(&mut self, name: &str, expected: &str) -> Option<T> {
        let text = self.get(name)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.fault(format!("{name} must be {expected}."));
        }
        value
    }

    fn number(&mut self, name: &str, default: u32, range: std::ops::RangeInclusive<u32>) -> u32 {
        let expected = format!("a number from {} to {}", range.start(), range.end());
        let value = self.parsed(name, &expected).unwrap_or(default);
        if !range.contains(&value) {
            self.fault(format!("{name} must be {expected}."));
        }
        value
    }

    fn database_url(&mut self) -> String {
        let url = self.or("DATABASE_URL", "sqlite://var/maillage.db");
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            if !cfg!(feature = "postgres-tls") && !crate::db::is_near(&url) {
                self.fault(
                    "DATABASE_URL names a PostgreSQL server across a network without TLS: add sslmode=disable if \
                     the network is private, or build with the feature postgres-tls.",
                );
            }
        } else if !url.starts_with("sqlite://") {
            self.fault("DATABASE_URL must begin with sqlite:// or postgres://.");
        }
        url
    }

    /// Few connections serve fastest: more than two for each core of the server only change places.
    fn database_pool(&mut self) -> u32 {
        let sqlite = self.or("DATABASE_URL", "sqlite://").starts_with("sqlite://");
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let default = if sqlite { 4 } else { u32::try_from(2 * cores).unwrap_or(4).clamp(4, 32) };
        self.number("DATABASE_POOL", default, 2..=100)
    }

    fn base_url(&mut self) -> String {
        let url = self.or("BASE_URL", "http://127.0.0.1:8080").trim_end_matches('/').to_owned();
        if !url.starts_with("http://") && !url.starts_with("https://") {
            self.fault("BASE_URL must begin with https:// (or http:// on a private machine).");
        }
        url
    }

    fn secret_key(&mut self) -> Secret {
        let key = self.or("SECRET_KEY", "");
        if key.len() < 32 {
            self.fault(
                "SECRET_KEY must hold at least 32 random characters, for example from: openssl rand -base64 48",
            );
        }
        Secret::new(key)
    }

    fn mail(&mut self) -> MailTransport {
        let url = self.or("MAIL_URL", "");
        if url.starts_with("smtp://") || url.starts_with("smtps://") {
            return MailTransport::Smtp(url);
        }
        if let Some(folder) = url.strip_prefix("file://") {
            return MailTransport::Folder(folder.into());
        }
        if url != "log://" {
            self.fault(
                "MAIL_URL must begin with smtp://, smtps:// or file://, or be log:// (mail is only logged).",
            );
        }
        MailTransport::Log
    }

    fn mail_from(&mut self) -> String {
        let from = self.or("MAIL_FROM", "");
        if from.parse::<lettre::message::Mailbox>().is_err() {
            self.fault("MAIL_FROM must be an address such as: Maillage <aide@example.org>");
        }
        from
    }

    fn mail_reply(&mut self) -> Option<String> {
        let address = self.get("MAIL_REPLY")?;
        if address.parse::<lettre::Address>().is_err() || address.contains('+') {
            self.fault(
                "MAIL_REPLY must be a bare address without a plus, such as: aide@example.org",
            );
        }
        Some(address.to_lowercase())
    }

    fn mail_in_listen(&mut self) -> Option<std::net::SocketAddr> {
        let url = self.get("MAIL_IN_LISTEN")?;
        let address: Option<std::net::SocketAddr> =
            url.strip_prefix("lmtp://").and_then(|address| address.parse().ok());
        if !address.is_some_and(|address| address.ip().is_loopback()) {
            self.fault(
                "MAIL_IN_LISTEN must name a port on this machine, such as lmtp://127.0.0.1:2424: whoever reaches it \
                 may deliver mail.",
            );
        }
        address
    }

    fn files(&mut self) -> Place {
        Place::read(self.var).unwrap_or_else(|faults| {
            self.found.extend(faults);
            Place::Folder(PathBuf::new())
        })
    }

    fn provider(&mut self) -> Option<ProviderSettings> {
        ProviderSettings::read(self.var).unwrap_or_else(|faults| {
            self.found.extend(faults);
            None
        })
    }

    fn link_checks(&mut self) -> LinkChecks {
        match self.or("LINK_CHECKS", "on").as_str() {
            "on" => LinkChecks::On,
            "private" => LinkChecks::Private,
            "off" => LinkChecks::Off,
            _ => {
                self.fault("LINK_CHECKS must be on, private or off.");
                LinkChecks::Off
            }
        }
    }

    fn retention(&mut self) -> Retention {
        let mut one_of = |name: &str, [usual, other]: [&str; 2]| {
            let value = self.or(name, usual);
            if value != usual && value != other {
                self.fault(format!("{name} must be {usual} or {other}."));
            }
            value == other
        };
        let removed = one_of("RETENTION_TEXT", ["kept", "removed"]);
        Retention {
            approval: one_of("RETENTION_APPROVAL", ["off", "on"]),
            text: if removed { TextPolicy::Removed } else { TextPolicy::Kept },
            years: self.number("RETENTION_YEARS", YEARS, 1..=30),
        }
    }

    fn clamd(&mut self) -> Option<ClamdAddress> {
        let url = self.get("CLAMD_URL")?;
        if let Some(path) = url.strip_prefix("unix://").filter(|path| path.starts_with('/')) {
            return Some(ClamdAddress::Unix(path.into()));
        }
        let port =
            |place: &str| place.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
        let place = url.strip_prefix("tcp://").filter(|place| port(place).is_some());
        if place.is_none() {
            self.fault(
                "CLAMD_URL must name clamd's socket or port, such as unix:///run/clamav/clamd.ctl or \
                 tcp://127.0.0.1:3310.",
            );
        }
        place.map(|place| ClamdAddress::Tcp(place.to_owned()))
    }

    fn brand(&mut self) -> Brand {
        let default = Brand::default();
        Brand {
            name: self.or("BRAND_NAME", &default.name),
            tagline_fr: self.or("BRAND_TAGLINE_FR", &default.tagline_fr),
            tagline_en: self.or("BRAND_TAGLINE_EN", &default.tagline_en),
            logo: self.get("BRAND_LOGO").map(PathBuf::from),
            color: self.color("BRAND_COLOR"),
            color_dark: self.color("BRAND_COLOR_DARK"),
            legal_dir: self.get("LEGAL_DIR").map(PathBuf::from),
            contact: self.or("CONTACT", &default.contact),
        }
    }

    fn color(&mut self, name: &str) -> Option<String> {
        let color = self.get(name)?;
        let digits = color.strip_prefix('#').unwrap_or_default();
        if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Some(color);
        }
        self.fault(format!("{name} must be a colour such as #0f5c5c."));
        None
    }
}

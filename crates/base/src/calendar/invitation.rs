//! What is sent to the calendar of somebody who takes part (RFC 5546): come, come then instead, come not.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::timed::{Kind, Mailbox, Status, Timed, write_timed};
use crate::config::Config;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    #[serde(rename = "REQUEST")]
    Request,
    #[serde(rename = "CANCEL")]
    Cancel,
}

impl Method {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// One meeting, as it waits in the outbox with the mail that tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub method: Method,
    /// The meeting, and the first one it belongs with.
    pub meeting: String,
    pub follows: Option<String>,
    pub summary: String,
    pub description: String,
    pub location: String,
    /// Where one reads of it, and where one's own part in it is, on this site.
    pub page: String,
    pub own: String,
    pub zone: String,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
    pub stamp: NaiveDateTime,
    pub sequence: i32,
    /// Who gives it, and where that is written to, when there is such an address.
    pub host: String,
    pub mailbox: Option<String>,
    /// Whether its reader has not said yet that they come.
    #[serde(default)]
    pub asks: bool,
    /// Whoever is told need not come: others do in the first place.
    #[serde(default)]
    pub optional: bool,
}

/// How calendars know a meeting, in whatever file it stands.
pub fn uid(meeting: &str, config: &Config) -> String {
    format!("meeting-{meeting}@{}", config.mail_domain())
}

/// The address that this site writes from.
pub fn sender(config: &Config) -> String {
    let from = config.mail_from.as_str();
    let inner = from.rsplit_once('<').map(|(_, rest)| rest.trim_end_matches(['>', ' ']));
    inner.unwrap_or(from).trim().to_owned()
}

impl Invitation {
    /// As the file that is sent to somebody.
    pub fn write(&self, to: &Mailbox, config: &Config) -> String {
        let sent_by = sender(config);
        let own = format!("{}{}", config.base_url, self.own);
        let event = Timed {
            uid: uid(&self.meeting, config),
            follows: self.follows.as_ref().map(|first| uid(first, config)),
            summary: self.summary.clone(),
            description: match self.description.as_str() {
                "" => own,
                said => format!("{said}\n\n{own}"),
            },
            location: self.location.clone(),
            url: format!("{}{}", config.base_url, self.page),
            zone: self.zone.parse().unwrap_or(chrono_tz::Europe::Paris),
            span: (self.starts_at, self.ends_at),
            stamp: self.stamp,
            sequence: self.sequence,
            status: match self.method {
                Method::Request => Status::Confirmed,
                Method::Cancel => Status::Cancelled,
            },
            organizer: Some(Mailbox {
                name: self.host.clone(),
                email: self.mailbox.clone().unwrap_or_else(|| sent_by.clone()),
            }),
        };
        let method = self.method.as_str();
        let (asks, optional) = (self.asks, self.optional);
        write_timed(Kind::Message { method, to, sent_by: &sent_by, asks, optional }, &[event])
    }
}

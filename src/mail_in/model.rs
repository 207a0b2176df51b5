//! What a received mail is: who sent it, what it says, and what became of it.

use bytes::Bytes;
use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::received_mails;
use crate::db::{text_enum, text_id};
use crate::tickets::TicketId;

text_id! {
    /// A received mail.
    ReceivedId
}

text_enum! {
    /// What became of a received mail.
    Fate {
        /// It opened a ticket.
        Ticket = "ticket",
        /// It joined the conversation of one.
        Reply = "reply",
        /// A person put it beside a conversation, for staff only.
        Note = "note",
        /// A machine wrote it; kept for a while, in case.
        Ignored = "ignored",
        /// It waits for a person.
        Quarantined = "quarantined",
        Discarded = "discarded",
    }
}

text_enum! {
    /// Why a mail was ignored or waits. Each has its sentence, `mail-in-reason-…`.
    Reason {
        // Ignored: machines, which are not answered (RFC 3834).
        Own = "own",
        Loop = "loop",
        AutoSubmitted = "auto-submitted",
        Bulk = "bulk",
        List = "list",
        OutOfOffice = "out-of-office",
        Bounce = "bounce",
        DeliveryReport = "delivery-report",
        ReadReceipt = "read-receipt",
        Complaint = "complaint",
        Receipt = "receipt",
        HelpAsked = "help-asked",
        CalendarReply = "calendar-reply",
        // Waiting: a person decides.
        Unreadable = "unreadable",
        TooLarge = "too-large",
        TooDeep = "too-deep",
        NoSender = "no-sender",
        NullPath = "null-path",
        TwoSenders = "two-senders",
        Empty = "empty",
        NotTheirs = "not-theirs",
        StaffUnproven = "staff-unproven",
        BadSignature = "bad-signature",
        NodeMailbox = "node-mailbox",
        NoOneTicket = "no-one-ticket",
        NotTheHelpdesk = "not-the-helpdesk",
        UnknownWord = "unknown-word",
        NotTheirTicket = "not-their-ticket",
        SameIdentifier = "same-identifier",
        FailedAuthentication = "failed-authentication",
        Refused = "refused",
        TooMany = "too-many",
    }
}

/// How the mail server handed a mail over: to whom, and from whom when it said so. An empty sender is a machine's.
#[derive(Debug, Clone, Default)]
pub struct Envelope {
    pub to: Option<String>,
    pub from: Option<String>,
}

/// A mail as it was read.
#[derive(Debug, Clone, Default)]
pub struct Letter {
    pub message_id: Option<String>,
    /// The same for each delivery of one mail, whatever the servers on its way added.
    pub identity: String,
    /// A hash of all that it says, in whatever encoding it came.
    pub content: String,
    pub senders: Vec<Mailbox>,
    /// Addresses it was sent to that could be reply addresses of ours.
    pub recipients: Vec<String>,
    pub subject: String,
    /// The mails it answers, nearest first.
    pub answers: Vec<String>,
    /// All of its text, quoted parts included.
    pub text: String,
    pub files: Vec<Enclosed>,
    pub traits: Traits,
    pub report: Option<Report>,
    /// The `Authentication-Results` headers, the outermost first.
    pub authentication: Vec<String>,
    /// Why nobody but a person can make sense of it.
    pub fault: Option<Reason>,
}

impl Letter {
    /// What others may know a mail by: its id, and its subject.
    pub fn heading(&self) -> (Option<&str>, &str) {
        (self.message_id.as_deref(), &self.subject)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mailbox {
    pub name: String,
    /// In lower case.
    pub email: String,
}

impl Mailbox {
    /// Whether a mail server writes under it.
    pub fn is_daemon(&self) -> bool {
        let local = self.email.split('@').next().unwrap_or_default();
        matches!(local, "mailer-daemon" | "postmaster")
    }
}

/// A file in a mail.
#[derive(Debug, Clone)]
pub struct Enclosed {
    pub name: String,
    pub content: Bytes,
}

/// The headers by which machines make themselves known.
#[derive(Debug, Clone, Default)]
pub struct Traits {
    pub auto_submitted: Option<String>,
    pub precedence: Option<String>,
    pub auto_reply: bool,
    /// It names the list it came over.
    pub list_id: bool,
    /// It was sent to many by a program for that.
    pub mailing: bool,
    pub loops: Vec<String>,
    pub return_path: Option<String>,
}

/// A report about a mail that somebody sent (RFC 3462).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub kind: ReportKind,
    /// Message-IDs of the mails it is about.
    pub about: Vec<String>,
    /// What the other server said.
    pub diagnosis: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportKind {
    /// It could not be delivered.
    Failed,
    /// It is late, relayed or delivered.
    Status,
    Read,
    Complaint,
}

/// A received mail as its row keeps it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = received_mails)]
pub struct Received {
    pub id: ReceivedId,
    pub sha256: String,
    pub content_hash: String,
    pub helpdesk_id: Option<NodeId>,
    pub received_at: NaiveDateTime,
    pub fate: Fate,
    pub reason: Option<Reason>,
    pub from_name: String,
    pub from_email: String,
    pub subject: String,
    pub ticket_id: Option<TicketId>,
    pub reference: Option<String>,
    pub decided_by: Option<AccountId>,
    pub decided_at: Option<NaiveDateTime>,
    /// The application it is about.
    pub application_id: Option<String>,
}

/// What the mail server is told, in the words of the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    Ticket(String),
    Reply(String),
    Ignored(Reason),
    Quarantined(ReceivedId),
}

impl std::fmt::Display for Receipt {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ticket(reference) => write!(out, "TICKET {reference}"),
            Self::Reply(reference) => write!(out, "REPLY {reference}"),
            Self::Ignored(reason) => write!(out, "IGNORED {reason}"),
            Self::Quarantined(id) => write!(out, "QUARANTINED {id}"),
        }
    }
}

impl Received {
    pub fn receipt(&self) -> Receipt {
        let reference = || self.reference.clone().unwrap_or_default();
        match (self.fate, self.reason) {
            (Fate::Ticket, _) => Receipt::Ticket(reference()),
            (Fate::Reply, None) => Receipt::Reply(reference()),
            // A helpdesk's note, which no person decided about.
            (Fate::Note, None) if self.decided_by.is_none() => Receipt::Reply(reference()),
            (Fate::Ignored, Some(reason)) => Receipt::Ignored(reason),
            (Fate::Reply | Fate::Note | Fate::Ignored | Fate::Quarantined | Fate::Discarded, _) => {
                Receipt::Quarantined(self.id.clone())
            }
        }
    }
}

impl Reason {
    /// The sentence for a reason.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Own => "mail-in-reason-own",
            Self::Loop => "mail-in-reason-loop",
            Self::AutoSubmitted => "mail-in-reason-auto-submitted",
            Self::Bulk => "mail-in-reason-bulk",
            Self::List => "mail-in-reason-list",
            Self::OutOfOffice => "mail-in-reason-out-of-office",
            Self::Bounce => "mail-in-reason-bounce",
            Self::DeliveryReport => "mail-in-reason-delivery-report",
            Self::ReadReceipt => "mail-in-reason-read-receipt",
            Self::Complaint => "mail-in-reason-complaint",
            Self::Receipt => "mail-in-reason-receipt",
            Self::HelpAsked => "mail-in-reason-help-asked",
            Self::CalendarReply => "mail-in-reason-calendar-reply",
            Self::NotTheHelpdesk => "mail-in-reason-not-the-helpdesk",
            Self::UnknownWord => "mail-in-reason-unknown-word",
            Self::NotTheirTicket => "mail-in-reason-not-their-ticket",
            Self::Unreadable => "mail-in-reason-unreadable",
            Self::TooLarge => "mail-in-reason-too-large",
            Self::TooDeep => "mail-in-reason-too-deep",
            Self::NoSender => "mail-in-reason-no-sender",
            Self::NullPath => "mail-in-reason-null-path",
            Self::TwoSenders => "mail-in-reason-two-senders",
            Self::Empty => "mail-in-reason-empty",
            Self::NotTheirs => "mail-in-reason-not-theirs",
            Self::StaffUnproven => "mail-in-reason-staff-unproven",
            Self::BadSignature => "mail-in-reason-bad-signature",
            Self::NodeMailbox => "mail-in-reason-node-mailbox",
            Self::NoOneTicket => "mail-in-reason-no-one-ticket",
            Self::SameIdentifier => "mail-in-reason-same-identifier",
            Self::FailedAuthentication => "mail-in-reason-failed-authentication",
            Self::Refused => "mail-in-reason-refused",
            Self::TooMany => "mail-in-reason-too-many",
        }
    }
}

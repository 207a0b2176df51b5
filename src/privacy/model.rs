//! Requests, lists, terms.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::accounts::AccountId;
use crate::db::schema::{destruction_lists, privacy_requests, retention_terms};
use crate::db::{text_enum, text_id};
use crate::i18n::Locale;

text_id! {
    /// Somebody's request for a copy or for erasure; UUIDv4, since it stands in an address.
    RequestId
}
text_id! {
    /// A list of tickets whose term has come.
    DestructionId
}

text_enum! {
    Kind { Export = "export", Erasure = "erasure" }
}

text_enum! {
    RequestState {
        /// By an address that nobody has proven yet, or by an admin who still looks at what would happen.
        Asked = "asked",
        /// The worker will do it.
        Confirmed = "confirmed",
        Done = "done",
    }
}

text_enum! {
    ListState { Proposed = "proposed", Approved = "approved", Refused = "refused", Done = "done" }
}

pub use crate::config::{Retention, TextPolicy};

text_enum! {
    /// What goes by itself when it has had its term.
    Term {
        /// Who asked, of tickets that are closed.
        Closed = "closed",
        Spam = "spam",
        /// Mails about which nobody decides.
        Quarantine = "quarantine",
        /// Mails as they came, of tickets that are over.
        Received = "received",
        /// Mails that machines wrote or that somebody put away.
        Machine = "machine",
        /// To whom a mail went.
        Sent = "sent",
        /// What people said for a session.
        Said = "said",
        /// Who took part in a session.
        Proof = "proof",
        /// Who read a sensitive ticket.
        Readings = "readings",
        Audit = "audit",
        Sessions = "sessions",
        Invitations = "invitations",
        Duty = "duty",
        /// That somebody asked for a copy or for erasure.
        Requests = "requests",
        /// What was written in an application that was never filed.
        Drafts = "drafts",
        /// What an application said that was filed, and who reviewed it.
        Filed = "filed",
        /// Who looked after a space, or was named for one that was not opened.
        Spaces = "spaces",
        /// Who sat in a body.
        Seats = "seats",
        /// Who signed a charter or a convention.
        Signatories = "signatories",
        /// Whose a resolution was.
        Owners = "owners",
        /// Who wrote news.
        Authors = "authors",
        /// What somebody noted beside the time they worked.
        Times = "times",
        /// What was noted of a page that was checked.
        Checks = "checks",
        /// What was said of a proposed coverage.
        Proposals = "proposals",
        Webhooks = "webhooks",
    }
}

/// A term that the network chose in place of ours, in the term's own unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = retention_terms)]
pub struct ChosenTerm {
    pub term: Term,
    pub length: i32,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = privacy_requests)]
pub struct Request {
    pub id: RequestId,
    pub kind: Kind,
    pub state: RequestState,
    pub email: String,
    pub made_by: Option<AccountId>,
    pub reason: String,
    pub language: Locale,
    pub made_at: NaiveDateTime,
    pub confirmed_at: Option<NaiveDateTime>,
    pub done_at: Option<NaiveDateTime>,
    pub sha256: Option<String>,
    pub found: String,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = destruction_lists)]
pub struct DestructionList {
    pub id: DestructionId,
    pub state: ListState,
    pub closed_before: NaiveDateTime,
    pub tickets: i32,
    pub made_at: NaiveDateTime,
    pub decided_by: Option<AccountId>,
    pub decided_at: Option<NaiveDateTime>,
    pub reason: String,
    pub done_at: Option<NaiveDateTime>,
}

/// How much there is of one address: what an erasure shows before it acts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub asked: usize,
    /// Of these, those that are not closed.
    pub open: usize,
    /// Asked by others for this person.
    pub beneficiary: usize,
    /// Asked by others, who let this person follow them.
    pub followed: usize,
    /// Messages in questions of others.
    #[serde(default)]
    pub wrote: usize,
    /// Sessions in which this person takes part, or did.
    #[serde(default)]
    pub enrolled: usize,
    /// Courses of which this person wants to be told when a session opens.
    #[serde(default)]
    pub alerts: usize,
    /// Whether this person is told of news.
    #[serde(default)]
    pub news: bool,
    pub mails_received: usize,
    pub mails_sent: usize,
    pub invitations: usize,
    pub account: bool,
    /// Open tickets that the account works on.
    pub holds: usize,
    pub last_admin: bool,
    /// Whether it is the mailbox of a node.
    pub mailbox: bool,
}

//! What a ticket is: its states, its messages, what is asked and who asks.

mod colleague;
mod handover;
mod reading;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{messages, tickets};
use crate::db::{text_enum, text_id};
use crate::files::Stored;
use crate::i18n::Locale;

pub use colleague::{Added, ColleagueId};
pub use handover::{
    Ending, Handover, HandoverId, HandoverKind, LinkKind, Proposal, Reach, Right, Sees,
};
pub use reading::{Door, ReadingId};

text_id! {
    /// A ticket. People use its reference, such as 2026-004217, which opens nothing by itself.
    TicketId
}
text_id! {
    /// A message of a ticket. A form brings it along, so that sending twice adds once.
    MessageId
}
text_id! {
    /// A file attached to a message; UUIDv4, since it stands in an address.
    AttachmentId
}

text_enum! {
    /// Where a ticket stands. `rules::next` knows the moves between them.
    State {
        /// Asked without a proven address; nobody sees it until the link in the mail is used.
        Unconfirmed = "unconfirmed",
        /// Nobody has taken it yet.
        New = "new",
        /// Somebody works on it.
        Open = "open",
        /// Answered; the team's move.
        WaitingTeam = "waiting_team",
        /// Somebody outside the conversation must answer first.
        WaitingThirdParty = "waiting_third_party",
        /// Put off until a time; any message wakes it.
        Snoozed = "snoozed",
        Closed = "closed",
        /// Another ticket took it in; its address leads there.
        Merged = "merged",
        Spam = "spam",
    }
}

text_enum! {
    /// Whose move it is: what the inbox lists by.
    Turn { Ours = "ours", Theirs = "theirs", Nobody = "nobody" }
}

impl State {
    /// The database checks the same.
    pub const fn turn(self) -> Turn {
        match self {
            Self::New | Self::Open => Turn::Ours,
            Self::WaitingTeam | Self::WaitingThirdParty => Turn::Theirs,
            Self::Unconfirmed | Self::Snoozed | Self::Closed | Self::Merged | Self::Spam => {
                Turn::Nobody
            }
        }
    }
}

text_enum! {
    /// How a ticket ended.
    Outcome {
        Answered = "answered",
        ReferredOutside = "referred_outside",
        NoAnswerNeeded = "no_answer_needed",
        Duplicate = "duplicate",
        NotInScope = "not_in_scope",
    }
}

text_enum! {
    /// The way by which something came in.
    Via {
        Page = "page",
        Api = "api",
        Mail = "mail",
        /// From a node that works by mail with its own helpdesk.
        Bridge = "bridge",
    }
}

text_enum! {
    /// Who may read a message: the team and staff, or staff alone; events are lines of the history.
    MessageKind { Public = "public", Note = "note", Event = "event" }
}

text_enum! {
    /// Which side wrote a message.
    AuthorKind { Team = "team", Staff = "staff", System = "system" }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = tickets)]
pub struct Ticket {
    pub id: TicketId,
    pub reference: String,
    pub subject: String,
    pub state: State,
    pub node_id: NodeId,
    pub assignee_id: Option<AccountId>,
    pub asker_name: String,
    pub asker_email: String,
    pub beneficiary_name: Option<String>,
    pub beneficiary_email: Option<String>,
    pub institution: Option<String>,
    pub laboratory: Option<String>,
    pub site: Option<String>,
    /// Where they work as typed, as far as our lists do not know it: an employer, a town.
    pub site_typed: Option<String>,
    pub region: Option<String>,
    /// At most three codes, separated by commas.
    pub discipline_codes: String,
    pub topic: Option<String>,
    pub confirmed_topic: Option<String>,
    pub language: Locale,
    pub dataset_pid: Option<String>,
    pub dmp_url: Option<String>,
    pub deadline_on: Option<NaiveDate>,
    pub deadline_for: Option<String>,
    pub outcome: Option<Outcome>,
    /// Counted up to revoke every follow link made before.
    pub follow_version: i32,
    /// Until when a link mailed anew after they had ended opens it.
    pub follow_until: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
    pub confirmed_at: Option<NaiveDateTime>,
    pub first_answered_at: Option<NaiveDateTime>,
    pub closed_at: Option<NaiveDateTime>,
    pub last_activity_at: NaiveDateTime,
    pub mail_thread: String,
    pub first_due_at: Option<NaiveDateTime>,
    /// When the team is owed its next answer, whoever gives it; none while it is not the desk's move.
    pub next_due_at: Option<NaiveDateTime>,
    /// When the node that took it over owes the answer, if that is later than what the team was promised.
    pub own_due_at: Option<NaiveDateTime>,
    /// The working minutes that were left when it began to wait, below none where it was late.
    pub due_rest: Option<i32>,
    pub waiting_for: Option<String>,
    pub waiting_since: Option<NaiveDateTime>,
    pub waiting_until: Option<NaiveDate>,
    pub snoozed_until: Option<NaiveDateTime>,
    pub merged_into: Option<TicketId>,
    pub merged_at: Option<NaiveDateTime>,
    pub state_before: Option<State>,
    /// What it was before it was put aside as spam.
    pub spam_from: Option<State>,
    pub warned_at: Option<NaiveDateTime>,
    pub lock_version: i32,
    /// Who reads it is noted, and mails tell little of it.
    pub sensitive: bool,
    /// Since when it names nobody; from then on it does not change.
    pub anonymised_at: Option<NaiveDateTime>,
}

impl Ticket {
    pub fn disciplines(&self) -> Vec<String> {
        self.discipline_codes
            .split(',')
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect()
    }
    pub fn mail_ids(&self) -> Vec<String> {
        self.mail_thread.split_whitespace().map(str::to_owned).collect()
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = messages)]
pub struct Message {
    pub id: MessageId,
    pub kind: MessageKind,
    pub author_kind: AuthorKind,
    pub author_id: Option<AccountId>,
    pub author_name: String,
    pub via: Via,
    pub body: String,
    pub event: Option<String>,
    pub created_at: NaiveDateTime,
    /// The received mail that it came by, and what that quoted below.
    pub mail_id: Option<String>,
    pub quoted: Option<String>,
    /// The node its writer wrote for, where that is not plain.
    pub node_id: Option<NodeId>,
    pub reach: Reach,
}

/// What is asked: a form or a call that has passed its checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub subject: String,
    pub body: String,
    /// Employers; several for a joint unit, the first one is the asker's own.
    pub institutions: Vec<String>,
    pub laboratory: Option<String>,
    pub site: Option<String>,
    pub site_typed: Option<String>,
    pub region: Option<String>,
    pub disciplines: Vec<String>,
    pub topic: Option<String>,
    pub language: Locale,
    pub dataset_pid: Option<String>,
    pub dmp_url: Option<String>,
    pub deadline_on: Option<NaiveDate>,
    pub deadline_for: Option<String>,
    /// The asker says so: mails to others than the team tell nothing of it, and who reads it is noted.
    pub sensitive: bool,
    /// A node the asker came from; only ever a hint to people, never a rule.
    pub via: Via,
}

/// A person reached by mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub name: String,
    pub email: String,
}

/// A question with who asks it, for whom, and its files.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Made with the form, so that sending it twice asks once.
    pub id: TicketId,
    pub question: Question,
    pub asker: Person,
    /// The colleague on whose behalf a data correspondent asks.
    pub beneficiary: Option<Person>,
    pub files: Vec<Stored>,
    /// Whether the address is known to be the asker's: signed in, or vouched for by a token's owner.
    pub proven: bool,
}

/// A message to be added.
#[derive(Debug, Clone)]
pub struct NewMessage {
    pub id: MessageId,
    pub body: String,
    pub files: Vec<Stored>,
    pub via: Via,
}

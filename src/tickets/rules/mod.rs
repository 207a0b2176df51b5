//! What is allowed, decided from values alone.

mod colleagues;
mod handover;
mod life;
mod pause;
mod relations;
mod typed;

use chrono::{NaiveDateTime, TimeDelta};

use super::{State, Ticket};
use crate::Refusal;
use crate::accounts::Actor;
use crate::accounts::throttle::Limit;

pub use colleagues::{check_colleague, check_follows, same_colleagues};
pub use handover::{
    ALREADY_OFFERED, ALREADY_WITH, ANSWER_WITHIN, Answer, HANDOVER_OVER, NOT_YOURS_TO_PLACE,
    answer_by, check_begin, ending, may_place, right,
};
pub use life::{Event, allowed, lands, next};
pub use pause::{Silence, check_pause, silence};
pub use relations::{
    HAS_TAKEN_IN, NO_SUCH_TICKET, NOT_SPLITTABLE, OTHER_ASKER, SAME_TICKET, TOO_LATE_TO_UNDO,
    check_merge, check_undo, keeps_notes,
};
pub use typed::{dataset_pid, may_attach, picture, subject, web_address};

/// An answer within this time of closing reopens a ticket; after it, the team asks anew (helpdesk brief, section 3).
pub const REOPEN_WITHIN: TimeDelta = TimeDelta::days(30);
/// A follow link opens its ticket until so long after closing (helpdesk brief, section 1).
pub const FOLLOW_FOR: TimeDelta = TimeDelta::days(90);
/// One that is mailed anew after that opens it for so long.
pub const RENEWED_FOR: TimeDelta = TimeDelta::days(30);
/// A question whose address nobody confirmed is erased after this time.
pub const CONFIRM_WITHIN: TimeDelta = TimeDelta::days(7);
/// An answered ticket whose team stays silent for so long is closed (helpdesk brief, section 3). One term for the whole
/// network, since the mail that announces it names it and teams do not know nodes.
pub const CLOSE_AFTER: TimeDelta = TimeDelta::days(14);
/// The team is told so long before.
pub const WARN_BEFORE: TimeDelta = TimeDelta::days(4);
/// Waiting for somebody, or putting off, ends within this time: longer is forgetting.
pub const LONGEST_PAUSE: TimeDelta = TimeDelta::days(366);
/// Merging can be undone for so long.
pub const UNDO_WITHIN: TimeDelta = TimeDelta::days(1);

/// A form sent sooner than this was not filled in by a person; one older than a day may come from anywhere.
pub const FORM_AGE: (TimeDelta, TimeDelta) = (TimeDelta::seconds(3), TimeDelta::hours(24));
/// The longest message, in characters.
pub const MAX_BODY: usize = 20_000;
/// The longest subject, in characters.
pub const MAX_SUBJECT: usize = 160;
/// The longest word on what a deadline is for, in characters.
pub const MAX_DEADLINE_FOR: usize = 120;

pub const ASKS_PER_ADDRESS: Limit = Limit::new(30, TimeDelta::hours(1));
pub const ASKS_PER_EMAIL: Limit = Limit::new(10, TimeDelta::hours(1));
pub const LINKS_PER_ADDRESS: Limit = Limit::new(30, TimeDelta::hours(1));
pub const LINKS_PER_EMAIL: Limit = Limit::new(10, TimeDelta::hours(1));
pub const REPLIES_PER_TICKET: Limit = Limit::new(60, TimeDelta::hours(1));
pub const COLLEAGUES_PER_TICKET: Limit = Limit::new(20, TimeDelta::hours(1));
pub const UPLOADS_PER_ADDRESS: Limit = Limit::new(60, TimeDelta::hours(1));
pub const PREVIEWS_PER_ADDRESS: Limit = Limit::new(600, TimeDelta::hours(1));

pub const NOT_CONFIRMED: Refusal = Refusal::new("tickets-not-confirmed");
pub const ALREADY_CONFIRMED: Refusal = Refusal::new("tickets-already-confirmed");
pub const ALREADY_CLOSED: Refusal = Refusal::new("tickets-already-closed");
pub const NOT_CLOSED: Refusal = Refusal::new("tickets-not-closed");
pub const NOT_ANSWERED: Refusal = Refusal::new("tickets-not-answered");
pub const IS_SPAM: Refusal = Refusal::new("tickets-is-spam");
pub const NOT_SPAM: Refusal = Refusal::new("tickets-not-spam");
pub const TOO_LATE_TO_REOPEN: Refusal = Refusal::new("tickets-too-late-to-reopen");
pub const CHANGED_MEANWHILE: Refusal = Refusal::new("tickets-changed-meanwhile");
pub const FORM_USED: Refusal = Refusal::new("tickets-form-used");
pub const NODE_CANNOT_RECEIVE: Refusal = Refusal::new("tickets-node-cannot-receive");
pub const NOT_A_MEMBER: Refusal = Refusal::new("tickets-not-a-member");
pub const SAME_NODE: Refusal = Refusal::new("tickets-same-node");
pub const IS_MERGED: Refusal = Refusal::new("tickets-is-merged");
pub const NOT_MERGED: Refusal = Refusal::new("tickets-not-merged");
pub const NOT_PAUSED: Refusal = Refusal::new("tickets-not-paused");
pub const BAD_PAUSE: Refusal = Refusal::new("tickets-bad-pause");
pub const IS_ANONYMISED: Refusal = crate::privacy::rules::IS_ANONYMISED;
pub const NOT_ANSWERABLE: Refusal = Refusal::new("tickets-not-answerable");

/// What of that which happens to a ticket concerns the team. Who works on it, what nodes ask each other and by which tool they
/// answer is theirs.
pub fn team_reads(event: &str) -> bool {
    const TOLD: [&str; 14] = [
        "routed",
        "transferred",
        "accepted",
        "left",
        "share",
        "end_share",
        "closed",
        "closed-silent",
        "reopened",
        "colleague_follows",
        "colleague_left",
        "colleague_removed",
        "file_infected",
        "file_too_large",
    ];
    TOLD.contains(&event)
}

/// Staff of the responsible node see a ticket, and those who steer the network; nobody sees what its asker has not
/// confirmed.
pub fn may_view(actor: &Actor, ticket: &Ticket) -> bool {
    ticket.state != State::Unconfirmed && (actor.coordinates() || actor.works_for(&ticket.node_id))
}

/// A note may be written whatever the state, but not where nobody would read it.
pub fn check_note(ticket: &Ticket) -> Result<(), Refusal> {
    match ticket.state {
        State::Merged => Err(IS_MERGED),
        _ if ticket.anonymised_at.is_some() => Err(IS_ANONYMISED),
        _ => Ok(()),
    }
}

/// What a ticket is about may be said anew while it names somebody, a closed one's too: figures follow.
pub fn check_describe(ticket: &Ticket) -> Result<(), Refusal> {
    match ticket.state {
        State::Merged => Err(IS_MERGED),
        State::Spam => Err(IS_SPAM),
        State::Unconfirmed => Err(NOT_CONFIRMED),
        _ if ticket.anonymised_at.is_some() => Err(IS_ANONYMISED),
        _ => Ok(()),
    }
}

/// Whether the team may still answer on the page, and so reopen a closed ticket.
pub fn team_may_reply(ticket: &Ticket, now: NaiveDateTime) -> Result<(), Refusal> {
    if ticket.anonymised_at.is_some() {
        return Err(IS_ANONYMISED);
    }
    match (ticket.state, ticket.closed_at) {
        (State::Closed, Some(closed)) if now - closed > REOPEN_WITHIN => Err(TOO_LATE_TO_REOPEN),
        (state, _) => next(state, Event::TeamReplies).map(drop),
    }
}

/// Whether a follow link still opens its ticket.
pub fn follow_link_lives(ticket: &Ticket, now: NaiveDateTime) -> bool {
    let renewed = ticket.follow_until.is_some_and(|until| now < until);
    let lives = ticket.closed_at.is_none_or(|closed| now - closed <= FOLLOW_FOR) || renewed;
    lives && ticket.state != State::Spam
}

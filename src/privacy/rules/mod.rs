//! Usual terms, verdicts, and what becomes of words. The privacy page tells the terms that hold; a test compares.

mod redact;
mod remains;
mod terms;

use chrono::{NaiveDateTime, TimeDelta};

use super::{Found, Kind, Request, RequestState};
use crate::Refusal;
use crate::accounts::throttle::Limit;

pub use redact::{GONE, NameScope, Traces, impersonal, looks_like_a_name};
pub use remains::event_facts;
pub use terms::{Terms, Unit};

/// Who read a sensitive ticket.
pub const READINGS: TimeDelta = TimeDelta::days(365);
/// The mails of tickets that are over, as they came.
pub const RAW_MAIL: TimeDelta = TimeDelta::days(365);
/// A mail about which nobody decides.
pub const QUARANTINED: TimeDelta = TimeDelta::days(180);
/// What was marked as spam.
pub const SPAM: TimeDelta = TimeDelta::days(90);
/// The audit, in years.
pub const AUDIT_YEARS: u32 = 5;
/// What people said for a session, in months after it ended: answers, reasons, comments; and who did not take part.
pub const SAID_MONTHS: u32 = 12;
/// Who took part in a session, for proof of it, in years.
pub const PROOF_YEARS: u32 = 5;
/// Drafts of applications that were never filed, in months after their call closed.
pub const DRAFT_MONTHS: u32 = 12;
/// Applications that were filed, in years after the decision, the withdrawal or the end of their label.
pub const FILED_YEARS: u32 = 5;
/// So long before it goes the people of an application are told.
pub const ANNOUNCED: TimeDelta = TimeDelta::days(30);
/// Who looked after an institutional space, in years after they no longer do; and who was named for one that was not opened.
pub const SPACE_YEARS: u32 = 3;
/// Who sat in a body, in years after their time there; and what they remarked of its minutes.
pub const SEAT_YEARS: u32 = 5;
/// Who signed a charter or a convention, and the signed paper, in years after the signature's end.
pub const SIGNATORY_YEARS: u32 = 5;
/// Whose a resolution was, in years after it was done or replaced.
pub const OWNER_YEARS: u32 = 3;
/// Who wrote news, in years after these were published.
pub const AUTHOR_YEARS: u32 = 3;
/// What somebody noted beside the time they worked, in years.
pub const TIME_YEARS: u32 = 3;
/// What was noted of a page that was checked, in years.
pub const CHECK_YEARS: u32 = 3;
/// What was said of a proposed coverage, in years after it was decided.
pub const PROPOSAL_YEARS: u32 = 3;
/// Invitations that were answered, withdrawn, or have lapsed.
pub const INVITATIONS: TimeDelta = TimeDelta::days(365);
/// A copy of one's data can be fetched for so long.
pub const EXPORT_FOR: TimeDelta = TimeDelta::days(7);
/// A request that nobody confirms is forgotten.
pub const CONFIRM_WITHIN: TimeDelta = TimeDelta::days(2);
/// What remains of a request that was answered: that there was one.
pub const REQUESTS: TimeDelta = TimeDelta::days(365);
/// A list that the archivist refused is proposed again after this time.
pub const PROPOSE_AGAIN: TimeDelta = TimeDelta::days(365);

pub const REQUESTS_PER_ADDRESS: Limit = Limit::new(20, TimeDelta::hours(1));
pub const REQUESTS_PER_EMAIL: Limit = Limit::new(5, TimeDelta::hours(1));

/// A name that somebody only gave themselves is taken out of the words of others if it stands in so few texts: what
/// stands in more is no name, or too many people's.
pub const TEXTS_OF_A_NAME: usize = 50;

pub const HOLDS_TICKETS: Refusal = Refusal::new("privacy-holds-tickets");
pub const IS_A_MAILBOX: Refusal = Refusal::new("privacy-is-a-mailbox");
pub const LAST_ADMIN: Refusal = Refusal::new("privacy-last-admin");
pub const EXPIRED: Refusal = Refusal::new("privacy-expired");
pub const ALREADY_DECIDED: Refusal = Refusal::new("privacy-already-decided");
pub const FOR_THE_ARCHIVIST: Refusal = Refusal::new("privacy-for-the-archivist");
/// A term is lowered only by whoever saw what that takes away.
pub const NOT_AGREED: Refusal = Refusal::new("privacy-not-agreed");

/// Whether an address may be erased now: not while others would be left without an answer, or the network without a
/// hand.
pub fn check_erasure(found: &Found) -> Result<(), Refusal> {
    match found {
        Found { mailbox: true, .. } => Err(IS_A_MAILBOX),
        Found { last_admin: true, .. } => Err(LAST_ADMIN),
        Found { holds: 1.., .. } => Err(HOLDS_TICKETS),
        _ => Ok(()),
    }
}

/// Whether a request may still be confirmed. Confirming again changes nothing.
pub fn check_confirm(request: &Request, now: NaiveDateTime) -> Result<(), Refusal> {
    let late = request.state == RequestState::Asked && now - request.made_at > CONFIRM_WITHIN;
    if late { Err(EXPIRED) } else { Ok(()) }
}

/// Whether the copy can be fetched.
pub fn check_fetch(request: &Request, now: NaiveDateTime) -> Result<(), Refusal> {
    let ready = request.kind == Kind::Export && request.sha256.is_some();
    match request.done_at {
        Some(done) if ready && now - done <= EXPORT_FOR => Ok(()),
        _ => Err(EXPIRED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_holds_open_tickets_cannot_be_erased() {
        let found = Found { asked: 3, open: 1, account: true, ..Found::default() };
        assert_eq!(check_erasure(&found), Ok(()));
        let check = |change: fn(&mut Found)| {
            let mut found = found.clone();
            change(&mut found);
            check_erasure(&found)
        };
        assert_eq!(check(|found| found.holds = 1), Err(HOLDS_TICKETS));
        assert_eq!(check(|found| found.last_admin = true), Err(LAST_ADMIN));
        assert_eq!(check(|found| found.mailbox = true), Err(IS_A_MAILBOX));
    }
}

//! How long things are kept: what is usual, what may be chosen, and what was.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{Months, NaiveDateTime, TimeDelta};

use super::{
    AUDIT_YEARS, AUTHOR_YEARS, CHECK_YEARS, DRAFT_MONTHS, FILED_YEARS, INVITATIONS, OWNER_YEARS,
    PROOF_YEARS, PROPOSAL_YEARS, QUARANTINED, RAW_MAIL, READINGS, REQUESTS, SAID_MONTHS,
    SEAT_YEARS, SIGNATORY_YEARS, SPACE_YEARS, SPAM, TIME_YEARS,
};
use crate::privacy::{ChosenTerm, Retention, Term, TextPolicy};
use crate::{accounts, duty, mail_in, outbox, webhooks};

/// In what a term is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Days,
    Months,
    Years,
}

impl Term {
    pub const fn unit(self) -> Unit {
        match self {
            Self::Closed
            | Self::Proof
            | Self::Audit
            | Self::Filed
            | Self::Spaces
            | Self::Seats
            | Self::Signatories
            | Self::Owners
            | Self::Authors
            | Self::Times
            | Self::Checks
            | Self::Proposals => Unit::Years,
            Self::Said | Self::Drafts => Unit::Months,
            Self::Spam
            | Self::Quarantine
            | Self::Received
            | Self::Machine
            | Self::Sent
            | Self::Readings
            | Self::Sessions
            | Self::Invitations
            | Self::Duty
            | Self::Requests
            | Self::Webhooks => Unit::Days,
        }
    }

    /// What may be chosen. By the mails that were sent reminders know that they went, and by those that were received a
    /// second copy is known: neither goes before these are over. What was said for a session goes before who was there.
    pub const fn bounds(self) -> RangeInclusive<i32> {
        match self {
            Self::Closed => 1..=30,
            Self::Audit
            | Self::Filed
            | Self::Spaces
            | Self::Seats
            | Self::Signatories
            | Self::Owners
            | Self::Authors
            | Self::Times
            | Self::Checks
            | Self::Proposals => 1..=10,
            Self::Proof => 3..=10,
            Self::Said | Self::Drafts => 3..=36,
            Self::Sent | Self::Readings | Self::Requests => 180..=1_825,
            Self::Received => 90..=1_095,
            Self::Spam | Self::Quarantine | Self::Invitations | Self::Duty => 30..=1_095,
            Self::Machine | Self::Sessions | Self::Webhooks => 7..=365,
        }
    }
}

/// The terms that hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    retention: Retention,
    chosen: BTreeMap<Term, i32>,
}

impl Terms {
    /// What is set for closed tickets holds where nothing was chosen.
    pub fn new(retention: &Retention, chosen: &[ChosenTerm]) -> Self {
        let chosen = chosen.iter().map(|one| (one.term, one.length)).collect();
        Self { retention: *retention, chosen }
    }

    /// What becomes of the words of closed tickets.
    pub const fn text(&self) -> TextPolicy {
        self.retention.text
    }

    /// Whether an archivist agrees first.
    pub const fn approval(&self) -> bool {
        self.retention.approval
    }

    pub fn of(&self, term: Term) -> i32 {
        self.chosen.get(&term).copied().unwrap_or_else(|| self.usual(term))
    }

    /// What holds where nothing is chosen.
    pub fn usual(&self, term: Term) -> i32 {
        let days = |life: TimeDelta| i32::try_from(life.num_days()).unwrap_or(i32::MAX);
        let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
        match term {
            Term::Closed => number(self.retention.years),
            Term::Audit => number(AUDIT_YEARS),
            Term::Proof => number(PROOF_YEARS),
            Term::Said => number(SAID_MONTHS),
            Term::Drafts => number(DRAFT_MONTHS),
            Term::Filed => number(FILED_YEARS),
            Term::Spam => days(SPAM),
            Term::Quarantine => days(QUARANTINED),
            Term::Received => days(RAW_MAIL),
            Term::Machine => days(mail_in::rules::KEPT),
            Term::Sent => days(outbox::KEPT),
            Term::Readings => days(READINGS),
            Term::Sessions => days(accounts::rules::ENDED),
            Term::Invitations => days(INVITATIONS),
            Term::Duty => days(duty::rules::KEPT),
            Term::Requests => days(REQUESTS),
            Term::Spaces => number(SPACE_YEARS),
            Term::Seats => number(SEAT_YEARS),
            Term::Signatories => number(SIGNATORY_YEARS),
            Term::Owners => number(OWNER_YEARS),
            Term::Authors => number(AUTHOR_YEARS),
            Term::Times => number(TIME_YEARS),
            Term::Checks => number(CHECK_YEARS),
            Term::Proposals => number(PROPOSAL_YEARS),
            Term::Webhooks => days(webhooks::rules::KEPT),
        }
    }

    /// What would be kept for less long than now.
    pub fn lowered(&self, to: &Self) -> Vec<ChosenTerm> {
        let shorter = Term::ALL.iter().filter(|term| to.of(**term) < self.of(**term));
        shorter.map(|term| ChosenTerm { term: *term, length: to.of(*term) }).collect()
    }

    /// What is over since before this moment has had its term.
    pub fn before(&self, term: Term, now: NaiveDateTime) -> NaiveDateTime {
        let length = self.of(term);
        let months = |each: u32| Months::new(length.unsigned_abs().saturating_mul(each));
        let before = match term.unit() {
            Unit::Days => now.checked_sub_signed(TimeDelta::days(length.into())),
            Unit::Months => now.checked_sub_months(months(1)),
            Unit::Years => now.checked_sub_months(months(12)),
        };
        before.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_usual_may_be_chosen() {
        let terms = Terms::new(&Retention::default(), &[]);
        for term in Term::ALL {
            assert!(term.bounds().contains(&terms.usual(*term)), "{term}");
        }
    }

    #[test]
    fn what_would_be_kept_for_less_long_is_told_apart() {
        let one = |term, length| ChosenTerm { term, length };
        let of = |chosen: &[ChosenTerm]| Terms::new(&Retention::default(), chosen);
        let held = of(&[one(Term::Closed, 5), one(Term::Said, 6)]);
        let next = of(&[one(Term::Closed, 4), one(Term::Said, 7), one(Term::Spam, 91)]);
        assert_eq!(held.lowered(&next), vec![one(Term::Closed, 4)]);
        assert_eq!(next.lowered(&held), vec![one(Term::Spam, 90), one(Term::Said, 6)]);
        assert_eq!(held.lowered(&held), vec![]);
    }

    #[test]
    fn what_was_chosen_holds_in_its_own_unit() {
        let chosen = [(Term::Closed, 2), (Term::Said, 6), (Term::Spam, 31)];
        let chosen = chosen.map(|(term, length)| ChosenTerm { term, length });
        let terms = Terms::new(&Retention::default(), &chosen);
        let now = chrono::NaiveDate::from_ymd_opt(2026, 3, 31).unwrap().and_hms_opt(12, 0, 0);
        let before = |term| terms.before(term, now.unwrap()).date().to_string();
        assert_eq!(before(Term::Closed), "2024-03-31");
        assert_eq!(before(Term::Said), "2025-09-30");
        assert_eq!(before(Term::Spam), "2026-02-28");
        assert_eq!(before(Term::Audit), "2021-03-31");
    }
}

//! Who may certify what, what two verdicts make, and how long a label holds.

use chrono::{Months, NaiveDate, TimeDelta};

use super::{Certification, Grid, Said, State, Verdict};
use crate::Refusal;
use crate::accounts::{AccountId, Actor, NodeId};
use crate::text::fold;

pub const NOT_OPEN: Refusal = Refusal::new("certification-not-open");
pub const NOT_PUBLISHED: Refusal = Refusal::new("certification-not-published");
pub const OWN_NODE: Refusal = Refusal::new("certification-own-node");
pub const OWN_WORK: Refusal = Refusal::new("certification-own-work");
pub const NO_CENTRE: Refusal = Refusal::new("certification-no-centre");
pub const CONFLICT: Refusal = Refusal::new("certification-conflict");
pub const DECLARED: Refusal = Refusal::new("certification-declared");
pub const TAKEN: Refusal = Refusal::new("certification-taken");
pub const UNFINISHED: Refusal = Refusal::new("certification-unfinished");
pub const SUBMITTED: Refusal = Refusal::new("certification-submitted");
pub const NO_LABEL: Refusal = Refusal::new("certification-no-label");
pub const LICENCE_CHANGED: Refusal = Refusal::new("certification-licence-changed");
pub const SOURCE_ENDED: Refusal = Refusal::new("certification-source-ended");
pub const CHANGED: Refusal = Refusal::new("certification-changed-meanwhile");

/// How long a label holds.
pub const MONTHS: Months = Months::new(24);
/// A label may be asked for again so long before its end.
pub const RENEWABLE: i64 = 90;
/// A label is taken off when a link of what it stands on is broken for so long.
pub const BROKEN: TimeDelta = TimeDelta::days(30);
/// So many days before its end, and on the day itself, its node is written to.
pub const REMINDERS: [i32; 3] = [90, 30, 0];
/// The longest comment, in characters.
pub const MAX_COMMENT: usize = 2_000;

/// What may happen to a certification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Certify,
    SendBack,
    Decline,
    Suspend,
    /// What it was suspended for has passed.
    Restore,
    Expire,
}

pub const fn next(state: State, event: Event) -> Result<State, Refusal> {
    use Event::{Certify, Decline, Expire, Restore, SendBack, Suspend};
    use State::{Certified, Declined, Expired, Requested, Revise, Suspended};
    match (state, event) {
        (Requested, Certify) | (Suspended, Restore) => Ok(Certified),
        (Requested, SendBack) => Ok(Revise),
        (Requested, Decline) => Ok(Declined),
        (Certified, Suspend) => Ok(Suspended),
        (Certified | Suspended, Expire) => Ok(Expired),
        (Certified, Certify | SendBack | Decline | Restore)
        | (Suspended, Certify | SendBack | Decline | Suspend)
        | (Requested, Suspend | Restore | Expire)
        | (
            Revise | Declined | Expired,
            Certify | SendBack | Decline | Suspend | Restore | Expire,
        ) => Err(NOT_OPEN),
    }
}

/// What two verdicts make: a label when both give it, no when both refuse, else it comes back.
pub const fn outcome(one: Verdict, other: Verdict) -> Event {
    match (one, other) {
        (Verdict::Certify, Verdict::Certify) => Event::Certify,
        (Verdict::Decline, Verdict::Decline) => Event::Decline,
        (Verdict::Certify | Verdict::Revise | Verdict::Decline, _) => Event::SendBack,
    }
}

/// How many look at it: one when only a minor change is to be agreed to.
pub const fn places(one: &Certification) -> i32 {
    if one.carried_from_id.is_some() { 1 } else { 2 }
}

/// What decides whether somebody may look at a material for certification.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// Nodes that made it.
    pub makers: &'a [NodeId],
    /// Names of those who made it, and what they are known by.
    pub people: &'a [String],
    pub orcids: &'a [String],
    /// Whose accounts wrote its versions.
    pub writers: &'a [AccountId],
    /// Resource centres, and the nodes that already look at it.
    pub centres: &'a [NodeId],
    pub taken: &'a [NodeId],
    /// They said that they have a part in it.
    pub declared: bool,
}

/// The centre for which somebody may look at it.
pub fn check_reviewer(
    (actor, orcids): (&Actor, &[String]),
    facts: &Facts<'_>,
) -> Result<NodeId, Refusal> {
    if facts.makers.iter().any(|node| actor.works_for(node)) {
        return Err(OWN_NODE);
    }
    let own = fold(&actor.name);
    let known = facts.orcids.iter().any(|one| orcids.iter().any(|own| bare(own) == bare(one)));
    let by_name = facts.people.iter().any(|name| fold(name) == own);
    if by_name || known || facts.writers.contains(&actor.id) {
        return Err(OWN_WORK);
    }
    if facts.declared {
        return Err(DECLARED);
    }
    let centres: Vec<_> = actor.nodes().filter(|node| facts.centres.contains(node)).collect();
    if centres.is_empty() {
        return Err(NO_CENTRE);
    }
    let free = centres.into_iter().find(|node| !facts.taken.contains(node));
    free.cloned().ok_or(TAKEN)
}

/// An ORCID without the address around it.
fn bare(orcid: &str) -> &str {
    orcid.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// Whether a label that ends then may be asked for again.
pub fn is_renewable(expires_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    expires_on.is_some_and(|end| (end - today).num_days() <= RENEWABLE)
}

/// A verdict comes after a word on each criterion.
pub fn check_finished(grid: &Grid, said: &Said) -> Result<Verdict, Refusal> {
    let answered = |code: &str| said.answers.iter().any(|(one, _, _)| one == code);
    let whole = grid.criteria().all(|criterion| answered(&criterion.code));
    said.verdict.filter(|_| whole).ok_or(UNFINISHED)
}

pub fn expiry(today: NaiveDate) -> NaiveDate {
    today.checked_add_months(MONTHS).unwrap_or(today)
}

/// For which day before the end its node is to be written to now; none when it was, or when it is too early.
pub fn reminder(expires_on: NaiveDate, today: NaiveDate, last: Option<i32>) -> Option<i32> {
    let left = i32::try_from((expires_on - today).num_days()).unwrap_or(i32::MAX);
    let due = REMINDERS.into_iter().filter(|days| left <= *days).min()?;
    last.is_none_or(|last| last > due).then_some(due)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_needs_two_and_a_doubt_sends_it_back() {
        use Verdict::{Certify, Decline, Revise};
        assert_eq!(outcome(Certify, Certify), Event::Certify);
        assert_eq!(outcome(Decline, Decline), Event::Decline);
        for (one, other) in
            [(Certify, Revise), (Certify, Decline), (Revise, Decline), (Revise, Revise)]
        {
            assert_eq!(outcome(one, other), Event::SendBack);
            assert_eq!(outcome(other, one), Event::SendBack);
        }
    }

    #[test]
    fn a_node_is_written_to_once_for_each_day_that_was_named() {
        let day = |n: i64| NaiveDate::from_ymd_opt(2026, 3, 1).unwrap() + TimeDelta::days(n);
        let end = day(100);
        assert_eq!(reminder(end, day(9), None), None);
        assert_eq!(reminder(end, day(10), None), Some(90));
        assert_eq!(reminder(end, day(11), Some(90)), None);
        assert_eq!(reminder(end, day(75), Some(90)), Some(30), "late is better than never");
        assert_eq!(reminder(end, day(100), Some(30)), Some(0));
        assert_eq!(reminder(end, day(101), Some(0)), None);
    }
}

//! The life of a space, and what it needs at each step of it.

pub mod imported;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::{Check, Counts, Held, Item, Question, Space, State};
use crate::Refusal;
use crate::accounts::throttle::Limit;
use crate::clock::network_day;

pub const ILLEGAL: Refusal = Refusal::new("spaces-illegal");
pub const NO_REASON: Refusal = Refusal::new("spaces-no-reason");
pub const CHECKS_OPEN: Refusal = Refusal::new("spaces-checks-open");
pub const NO_CONVENTION: Refusal = Refusal::new("spaces-no-convention");
pub const NO_ALIAS: Refusal = Refusal::new("spaces-no-alias");
pub const ALIAS_TAKEN: Refusal = Refusal::new("spaces-alias-taken");
pub const NO_ADMINISTRATORS: Refusal = Refusal::new("spaces-no-administrators");
pub const NO_CURATORS: Refusal = Refusal::new("spaces-no-curators");
pub const NO_CONTACT: Refusal = Refusal::new("spaces-no-contact");
pub const LAST_ADMINISTRATORS: Refusal = Refusal::new("spaces-last-administrators");
pub const LAST_CURATOR: Refusal = Refusal::new("spaces-last-curator");
pub const NO_DESTINATION: Refusal = Refusal::new("spaces-no-destination");
pub const BAD_SUCCESSOR: Refusal = Refusal::new("spaces-bad-successor");
pub const NO_ANSWER: Refusal = Refusal::new("spaces-no-answer");
pub const NO_QUESTION: Refusal = Refusal::new("spaces-no-question");
pub const UNSURE: Refusal = Refusal::new("spaces-unsure");
pub const TAKEN: Refusal = Refusal::new("spaces-error-exists");
pub const LINK_SPENT: Refusal = Refusal::new("accounts-link-spent");
pub const UNTRAINED: Refusal = Refusal::new("spaces-untrained");
pub const UNTRAINED_ADMINISTRATORS: Refusal = Refusal::new("spaces-untrained-administrators");
pub const NO_OWNER: Refusal = Refusal::new("spaces-no-owner");
pub const ROLE_GIVEN: Refusal = Refusal::new("spaces-role-given");

pub const FEWEST_REASON: usize = 10;
pub const MAX_NAME: usize = 120;
pub const MAX_TEXT: usize = 4_000;
pub const FEWEST_ADMINISTRATORS: i32 = 2;
pub const FEWEST_CURATORS: i32 = 1;
/// Whoever took part in a course about this is trained.
pub const TRAINING_TOPIC: &str = "space_admin";
/// Questions about depositing: whoever asks is told of the space of their institution.
pub const DEPOSIT_TOPIC: &str = "deposit_rdg";
/// Days after which somebody is reminded of a question; the last one warns.
pub const REMINDERS: [i64; 3] = [15, 45, 76];
/// A request whose question nobody answered is without effect after so many days.
pub const LAPSES_AFTER: i64 = 90;
/// Days that a warning leaves at least.
pub const WARNED_FOR: i64 = 14;
/// How long a link to ask for a space works, and one that leads somebody to a space they are named for.
pub const BEGIN_LIFE: TimeDelta = TimeDelta::hours(24);
pub const WAY_IN_LIFE: TimeDelta = TimeDelta::days(30);
/// Links from one place, and to one address.
pub const LINKS: Limit = Limit::new(10, TimeDelta::hours(1));
/// In how many days a request is usually decided.
pub const EXPECTED_DAYS: i64 = 60;

/// What happens to a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Examine,
    Ask,
    Answer,
    Approve,
    Refuse,
    Lapse,
    Activate,
    Suspend,
    Resume,
    Close,
}

impl Event {
    pub const ALL: [Self; 10] = [
        Self::Examine,
        Self::Ask,
        Self::Answer,
        Self::Approve,
        Self::Refuse,
        Self::Lapse,
        Self::Activate,
        Self::Suspend,
        Self::Resume,
        Self::Close,
    ];
}

pub fn next(state: State, event: Event) -> Result<State, Refusal> {
    use Event::{Activate, Answer, Approve, Ask, Close, Examine, Lapse, Refuse, Resume, Suspend};
    use State::{
        Active, Approved, Closed, Examination, InfoRequested, Lapsed, Refused, Requested, Suspended,
    };
    match (state, event) {
        (Requested, Examine) | (InfoRequested, Answer) => Ok(Examination),
        (Examination, Ask) => Ok(InfoRequested),
        (Examination, Approve) => Ok(Approved),
        (Requested | Examination | InfoRequested | Approved, Refuse) => Ok(Refused),
        (InfoRequested, Lapse) => Ok(Lapsed),
        (Approved, Activate) | (Suspended, Resume) => Ok(Active),
        (Active, Suspend) => Ok(Suspended),
        (Active | Suspended, Close) => Ok(Closed),
        (Requested, Ask | Answer | Approve | Lapse | Activate | Suspend | Resume | Close)
        | (Examination, Examine | Answer | Lapse | Activate | Suspend | Resume | Close)
        | (InfoRequested, Examine | Ask | Approve | Activate | Suspend | Resume | Close)
        | (Approved, Examine | Ask | Answer | Approve | Lapse | Suspend | Resume | Close)
        | (Active, Examine | Ask | Answer | Approve | Refuse | Lapse | Activate | Resume)
        | (Suspended, Examine | Ask | Answer | Approve | Refuse | Lapse | Activate | Suspend)
        | (
            Closed | Refused | Lapsed,
            Examine | Ask | Answer | Approve | Refuse | Lapse | Activate | Suspend | Resume | Close,
        ) => Err(ILLEGAL),
    }
}

/// A reason says something.
pub fn check_reason(reason: &str) -> Result<(), Refusal> {
    if reason.trim().chars().count() >= FEWEST_REASON { Ok(()) } else { Err(NO_REASON) }
}

/// The name of a space in the repository's addresses: small letters, digits and hyphens.
pub fn is_alias(alias: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (2..=60).contains(&alias.len()) && alias.chars().all(plain) && !alias.starts_with('-')
}

/// Everything of the list was checked.
pub fn all_checked(checks: &[Check]) -> bool {
    Item::ALL
        .iter()
        .all(|item| checks.iter().any(|check| check.item == *item && check.done_at.is_some()))
}

/// Whether an address is one of these domains, or of a part of one.
pub fn is_of(email: &str, domains: &[String]) -> bool {
    let own = email.rsplit('@').next().unwrap_or_default();
    domains.iter().any(|domain| own == domain || own.ends_with(&format!(".{domain}")))
}

/// What a space needs to be open. The database says the same.
pub fn check_open(space: &Space) -> Result<(), Refusal> {
    if space.alias.is_none() {
        return Err(NO_ALIAS);
    }
    if space.administrators < FEWEST_ADMINISTRATORS {
        return Err(NO_ADMINISTRATORS);
    }
    if space.curators < FEWEST_CURATORS {
        return Err(NO_CURATORS);
    }
    if space.contact.is_empty() { Err(NO_CONTACT) } else { Ok(()) }
}

/// What is due of a question that nobody answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// A reminder, after so many days.
    Remind(i64),
    /// The last one, which tells when the request lapses.
    Warn(i64),
    Lapse,
}

pub fn due(question: &Question, now: NaiveDateTime) -> Option<Due> {
    if question.answered_at.is_some() {
        return None;
    }
    let waited = (now - question.asked_at).num_days();
    if warned(question) && waited >= life(i64::from(question.reminded)) {
        return Some(Due::Lapse);
    }
    let step = REMINDERS.iter().rev().find(|days| waited >= **days)?;
    let done = i64::from(question.reminded) >= *step;
    let last = REMINDERS.last() == Some(step);
    match (done, last) {
        (true, _) => None,
        // However late it is: nobody learns for the first time that it is over.
        (false, true) => Some(Due::Warn(waited)),
        (false, false) => Some(Due::Remind(*step)),
    }
}

fn warned(question: &Question) -> bool {
    REMINDERS.last().is_some_and(|last| i64::from(question.reminded) >= *last)
}

/// After how many days a request ends, when its warning was sent after so many.
fn life(warned: i64) -> i64 {
    LAPSES_AFTER.max(warned + WARNED_FOR)
}

/// When a question that nobody answers ends the request.
pub fn lapses_on(question: &Question) -> NaiveDate {
    let days = if warned(question) { life(i64::from(question.reminded)) } else { LAPSES_AFTER };
    network_day(question.asked_at + TimeDelta::days(days))
}

/// The same, when the warning is sent after so many days.
pub fn lapses_when_warned(question: &Question, days: i64) -> NaiveDate {
    network_day(question.asked_at + TimeDelta::days(life(days)))
}

/// How many there are of each that everybody sees.
pub fn counts(spaces: &[Space]) -> Counts {
    let mut counts = Counts::default();
    for space in spaces.iter().filter(|one| one.is_public()) {
        match space.state {
            State::Active => counts.active += 1,
            State::Suspended => counts.suspended += 1,
            State::Closed => counts.closed += 1,
            State::Requested | State::Examination | State::InfoRequested | State::Approved => {
                counts.pending += 1;
            }
            State::Refused | State::Lapsed => {}
        }
    }
    counts
}

/// Data sets and downloads of some spaces together, as each was counted last.
pub fn sums<'a>(held: impl IntoIterator<Item = &'a Held>) -> (i64, i64) {
    held.into_iter().fold((0, 0), |(sets, taken), one| (sets + one.datasets, taken + one.downloads))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::AccountId;
    use crate::spaces::{QuestionId, SpaceId};

    #[test]
    fn each_state_allows_what_it_allows_and_nothing_else() {
        use Event::{
            Activate, Answer, Approve, Ask, Close, Examine, Lapse, Refuse, Resume, Suspend,
        };
        let allowed = |state: State| {
            Event::ALL.into_iter().filter(|event| next(state, *event).is_ok()).collect::<Vec<_>>()
        };
        assert_eq!(allowed(State::Requested), [Examine, Refuse]);
        assert_eq!(allowed(State::Examination), [Ask, Approve, Refuse]);
        assert_eq!(allowed(State::InfoRequested), [Answer, Refuse, Lapse]);
        assert_eq!(allowed(State::Approved), [Refuse, Activate]);
        assert_eq!(allowed(State::Active), [Suspend, Close]);
        assert_eq!(allowed(State::Suspended), [Resume, Close]);
        for over in [State::Closed, State::Refused, State::Lapsed] {
            assert!(allowed(over).is_empty());
        }
    }

    #[test]
    fn a_question_reminds_three_times_and_ends_the_request() {
        let asked_at = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap().and_hms_opt(9, 0, 0).unwrap();
        let mut question = Question {
            id: QuestionId::new(),
            space_id: SpaceId::new(),
            body: "Qui signe ?".into(),
            asked_by: AccountId::new(),
            asked_at,
            answer: String::new(),
            answered_by: None,
            answered_at: None,
            reminded: 0,
        };
        let after = |days| asked_at + TimeDelta::days(days);
        assert_eq!(due(&question, after(14)), None);
        assert_eq!(due(&question, after(15)), Some(Due::Remind(15)));
        question.reminded = 15;
        assert_eq!(due(&question, after(44)), None);
        assert_eq!(due(&question, after(80)), Some(Due::Warn(80)));
        assert_eq!(due(&question, after(200)), Some(Due::Warn(200)), "no end without a warning");
        question.reminded = 76;
        assert_eq!(due(&question, after(89)), None);
        assert_eq!(due(&question, after(90)), Some(Due::Lapse));
        question.reminded = 100;
        assert_eq!(due(&question, after(113)), None);
        assert_eq!(due(&question, after(114)), Some(Due::Lapse));
        question.answered_at = Some(after(1));
        assert_eq!(due(&question, after(90)), None);
    }

    #[test]
    fn an_alias_is_part_of_an_address() {
        for good in ["lorraine", "dat-amu", "u2"] {
            assert!(is_alias(good), "{good}");
        }
        for bad in ["", "a", "Lorraine", "a b", "-a", "é", "a/b"] {
            assert!(!is_alias(bad), "{bad}");
        }
    }
}

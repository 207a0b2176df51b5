//! Who may do what, when, and what is filed.

pub mod document;
pub mod eligibility;
pub mod letters;
mod life;

pub use life::{Event, next};

use chrono::{NaiveDateTime, TimeDelta};

use super::{Application, Partner, PartnerState, Person, Reminder, Role, State};
use crate::Refusal;
use crate::accounts::throttle::Limit;
use crate::calls::rules::is_in_time;
use crate::calls::{Call, Phase};

pub const ILLEGAL: Refusal = Refusal::new("applications-illegal");
pub const NOT_OPEN: Refusal = Refusal::new("applications-not-open");
pub const TOO_LATE: Refusal = Refusal::new("applications-too-late");
pub const NOT_YOURS: Refusal = Refusal::new("applications-not-yours");
pub const ONLY_OWNER: Refusal = Refusal::new("applications-only-owner");
pub const INCOMPLETE: Refusal = Refusal::new("applications-incomplete");
pub const CHANGED: Refusal = Refusal::new("applications-changed-meanwhile");
pub const NOT_FILED: Refusal = Refusal::new("applications-not-filed");
pub const NO_REASON: Refusal = Refusal::new("applications-no-reason");
pub const LINK_SPENT: Refusal = Refusal::new("applications-link-spent");
pub const OTHER_ADDRESS: Refusal = Refusal::new("applications-other-address");
pub const KNOWN_PARTNER: Refusal = Refusal::new("applications-known-partner");
pub const KNOWN_PERSON: Refusal = Refusal::new("applications-known-person");
pub const ONE_LEAD: Refusal = Refusal::new("applications-one-lead");
pub const TOO_MANY_FILES: Refusal = Refusal::new("applications-too-many-files");
pub const TOO_MUCH: Refusal = Refusal::new("applications-too-much");
pub const RULE_UNMET: Refusal = Refusal::new("applications-rule-unmet");
pub const LETTERS: Refusal = Refusal::new("applications-letters-missing");
pub const LETTER_UNREADY: Refusal = Refusal::new("applications-letter-unready");
pub const LETTER_CHANGED: Refusal = Refusal::new("applications-letter-changed");
pub const NO_LETTER_REASON: Refusal = Refusal::new("applications-letter-no-reason");
pub const LETTER_NOT_YOURS: Refusal = Refusal::new("applications-letter-not-yours");
pub const NOTHING_OWED: Refusal = Refusal::new("applications-nothing-owed");
pub const NOT_OFFERED: Refusal = Refusal::new("applications-not-offered");
pub const NO_SUCH_ACCOUNT: Refusal = Refusal::new("applications-no-such-account");
pub const NOT_DRAFT: Refusal = Refusal::new("applications-not-draft");
pub const TOO_MANY_ROWS: Refusal = Refusal::new("applications-too-many-rows");
pub const NO_MESSAGE: Refusal = Refusal::new("applications-no-message");
pub const OVER: Refusal = Refusal::new("applications-over");
pub const TELLS: Refusal = Refusal::new("applications-tells-who");
pub const RUNS_IT: Refusal = Refusal::new("applications-runs-it");
pub const NOT_HEARD: Refusal = Refusal::new("applications-not-heard");

/// How long a link by mail is good: to begin, and to join.
pub const BEGIN_LIFE: TimeDelta = TimeDelta::minutes(30);
pub const JOIN_LIFE: TimeDelta = TimeDelta::days(14);
pub const LINKS: Limit = Limit::new(10, TimeDelta::hours(1));

/// What an institution may write of its commitments: it goes on one page.
pub const MOST_COMMITMENTS: usize = 1_000;

/// What one side writes to the other about an application, and how often somebody does.
pub const MOST_MESSAGE: usize = 10_000;
pub const MESSAGES: Limit = Limit::new(30, TimeDelta::hours(1));

/// How often files are brought, and how many bytes all of an application may have together.
pub const FILES: Limit = Limit::new(120, TimeDelta::hours(1));
pub const MOST_BYTES: i64 = 200 * 1024 * 1024;

/// Whether somebody writes in a section.
pub fn may_edit(person: &Person, section: &str) -> bool {
    match person.role {
        Role::Owner | Role::Editor => true,
        Role::Contributor => person.sections.split(',').any(|one| one == section),
        Role::Signatory | Role::Viewer => false,
    }
}

/// Whether somebody speaks for an application to whoever runs its call.
pub const fn may_write_to_desk(person: &Person) -> bool {
    matches!(person.role, Role::Owner | Role::Editor)
}

/// Both sides write to each other until the call is over.
pub fn check_message(call: &Call, body: &str) -> Result<(), Refusal> {
    use crate::calls::State as Stage;
    if matches!(call.state, Stage::Cancelled | Stage::Archived) {
        return Err(OVER);
    }
    if body.is_empty() || body.chars().count() > MOST_MESSAGE {
        return Err(NO_MESSAGE);
    }
    Ok(())
}

/// A new application begins while the call is open, and not within the grace: that is for what was begun in time.
pub fn check_begin(call: &Call, arrived: NaiveDateTime) -> Result<(), Refusal> {
    match call.phase(arrived) {
        Phase::Open => Ok(()),
        Phase::Grace | Phase::Closed => Err(TOO_LATE),
        _ => Err(NOT_OPEN),
    }
}

/// Answers are written until the deadline; the grace is for filing what is there.
pub fn check_write(
    application: &Application,
    (call, granted): (&Call, Option<NaiveDateTime>),
    arrived: NaiveDateTime,
) -> Result<(), Refusal> {
    if !matches!(application.state, State::Draft | State::Submitted) {
        return Err(ILLEGAL);
    }
    match is_in_time(&call.terms, granted, arrived).filter(|_| is_published(call)) {
        Some(false) => Ok(()),
        Some(true) | None => Err(TOO_LATE),
    }
}

/// Whether filing is in time, and whether only by the grace.
pub fn check_file(
    application: &Application,
    (call, granted): (&Call, Option<NaiveDateTime>),
    arrived: NaiveDateTime,
) -> Result<bool, Refusal> {
    if !matches!(application.state, State::Draft | State::Submitted) {
        return Err(ILLEGAL);
    }
    is_in_time(&call.terms, granted, arrived).filter(|_| is_published(call)).ok_or(TOO_LATE)
}

fn is_published(call: &Call) -> bool {
    call.state == crate::calls::State::Published
}

/// What a partner still owes, as the keys of messages. `letter` is where its letter stands, if the form wants one.
pub fn owes(partner: &Partner, letter: Option<letters::Standing>) -> Vec<&'static str> {
    let mut owed = Vec::new();
    if partner.state == PartnerState::Invited {
        owed.push("applications-owes-answer");
    }
    if !matches!(partner.state, PartnerState::Invited | PartnerState::Confirmed) {
        return owed;
    }
    if partner.fte.is_none() {
        owed.push("applications-owes-fte");
    }
    match letter {
        Some(letters::Standing::Missing) => owed.push("applications-owes-letter"),
        Some(letters::Standing::Stale | letters::Standing::Refused) => {
            owed.push("applications-owes-new-letter")
        }
        Some(letters::Standing::Signed) | None => {}
    }
    owed
}

/// How long it is until a closing, as the key of a message and its number; nothing once it was.
pub fn left(closes: NaiveDateTime, now: NaiveDateTime) -> Option<(&'static str, i64)> {
    let lasts = closes - now;
    match lasts.num_minutes() {
        _ if closes < now => None,
        ..120 => Some(("applications-left-minutes", lasts.num_minutes())),
        120..2_880 => Some(("applications-left-hours", lasts.num_hours())),
        _ => Some(("applications-left-days", lasts.num_days())),
    }
}

/// How long before the closing a draft's people are reminded, the last time first.
const REMINDERS: [(Reminder, TimeDelta); 3] = [
    (Reminder::ThreeHours, TimeDelta::hours(3)),
    (Reminder::TwoDays, TimeDelta::days(2)),
    (Reminder::Week, TimeDelta::days(7)),
];

/// The reminders of a closing that was put off whose moment is still to come: who had them of the earlier one has them again.
pub fn to_come(closes: NaiveDateTime, now: NaiveDateTime) -> Vec<Reminder> {
    let later = REMINDERS.into_iter().filter(|(_, before)| closes - *before > now);
    later.map(|(step, _)| step).collect()
}

/// Which reminder is due of a draft; none of a moment that had passed when it was begun.
pub fn reminder(
    begun: NaiveDateTime,
    closes: NaiveDateTime,
    now: NaiveDateTime,
) -> Option<Reminder> {
    let due = REMINDERS.into_iter().find(|(_, before)| closes - *before <= now && now < closes);
    due.filter(|(_, before)| begun < closes - *before).map(|(step, _)| step)
}

/// The nth reference that an application may get in a call: four digits that follow from nothing anybody sees.
pub fn reference(call: &str, (id, nth): (&str, u32)) -> String {
    let hash = crate::secret::sha256_hex(format!("{id}/{nth}").as_bytes());
    let number = u32::from_str_radix(hash.get(..7).unwrap_or("0"), 16).unwrap_or_default();
    format!("{call}-{}", 1_000 + number % 9_000)
}

/// Hundredths of a full-time equivalent, from "1,5".
pub fn fte(typed: &str) -> Option<i32> {
    let read = crate::questionnaires::rules::decimals::read(typed)?;
    let hundredths = crate::questionnaires::rules::decimals::billionths(&read)? / 10_000_000;
    i32::try_from(hundredths).ok().filter(|n| (0..=100_000).contains(n))
}

/// The other way round: "1.5".
pub fn fte_said(hundredths: i32) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said_in_days_then_hours_then_minutes() {
        let now = NaiveDateTime::default();
        let of = |minutes: i64| left(now + TimeDelta::minutes(minutes), now).map(|one| one.1);
        assert_eq!(
            [-1, 0, 119, 120, 2_879, 2_880].map(of),
            [None, Some(0), Some(119), Some(2), Some(47), Some(2)]
        );
    }

    #[test]
    fn staff_figures_are_read_and_said() {
        let read = ["1,5", "0", "12", "0.25"].map(|typed| fte_said(fte(typed).unwrap()));
        assert_eq!(read, ["1.5", "0", "12", "0.25"]);
        assert_eq!([fte("-1"), fte("beaucoup"), fte("1001")], [None, None, None]);
    }
}

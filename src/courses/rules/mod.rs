//! What is allowed with courses and sessions, what must be said before readers see them, and when one may enrol.

pub mod added;
pub mod differs;
pub mod held;
pub mod imported;
pub mod linked;
pub mod masked;
pub mod placed;
pub mod reminders;
pub mod repeated;
pub mod shown;
pub mod suited;
pub mod when;

use chrono::{NaiveDateTime, TimeDelta};

use super::{Course, CourseState, CourseText, Meeting, Session, SessionState};
use crate::Refusal;
use crate::accounts::{AccountId, Actor, NodeId};
pub use crate::times::{self, said};

pub const NOT_OPEN: Refusal = Refusal::new("courses-not-open");
pub const CHANGED: Refusal = Refusal::new("courses-changed-meanwhile");
pub const UNFINISHED: Refusal = Refusal::new("courses-unfinished");
pub const COURSE_HIDDEN: Refusal = Refusal::new("courses-course-hidden");
pub const SEATS_TAKEN: Refusal = Refusal::new("courses-seats-taken");
pub const ANSWERED: Refusal = Refusal::new("courses-question-answered");
pub const NO_ACCOUNT: Refusal = Refusal::new("courses-no-account");
pub const NO_REASON: Refusal = Refusal::new("courses-no-reason");
pub const NO_SERIES: Refusal = Refusal::new("courses-no-series");
pub const STILL_TO_COME: Refusal = Refusal::new("courses-still-to-come");
pub const IS_OVER: Refusal = Refusal::new("courses-is-over");
pub const KEPT_TOO_MANY: Refusal = Refusal::new("courses-kept-too-many");
pub const UNLIMITED_QUOTAS: Refusal = Refusal::new("courses-unlimited-quotas");
pub const ATTENDED: Refusal = Refusal::new("courses-meeting-attended");
pub const POOL_IN_USE: Refusal = Refusal::new("courses-pool-in-use");

/// Seats of one kind that a session may have.
pub const MOST_SEATS: i32 = 2_000;
/// Meetings of one session.
pub const MOST_MEETINGS: usize = 60;
/// The longest text of a course or session, in characters.
pub const MAX_TEXT: usize = 6_000;
/// The longest text that a session's reminders bear of its own.
pub const MAX_OWN_TEXT: usize = 1_000;
/// The longest one that there is room for on a certificate.
pub const MAX_PRINTED: usize = 300;
/// The link to take part from afar is shown so long before.
pub const JOIN_BEFORE: TimeDelta = TimeDelta::hours(24);

/// What may happen to a course or a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Publish,
    /// A course is not offered any more; a session does not take place.
    CallOff,
    /// A course that was withdrawn is offered again.
    Restore,
}

/// Whether two trainers are one: by their accounts where both have one, else by their names.
pub fn is_same(
    (name, account): (&str, Option<&AccountId>),
    (other_name, other): (&str, Option<&AccountId>),
) -> bool {
    match (account, other) {
        (Some(account), Some(other)) => account == other,
        (None, _) | (_, None) => name == other_name,
    }
}

pub const fn next_of_course(state: CourseState, step: Step) -> Result<CourseState, Refusal> {
    use CourseState::{Draft, Published, Withdrawn};
    match (state, step) {
        (Draft, Step::Publish) | (Withdrawn, Step::Restore) => Ok(Published),
        (Published, Step::CallOff) => Ok(Withdrawn),
        (Draft, Step::CallOff | Step::Restore)
        | (Published, Step::Publish | Step::Restore)
        | (Withdrawn, Step::Publish | Step::CallOff) => Err(NOT_OPEN),
    }
}

pub const fn next_of_session(state: SessionState, step: Step) -> Result<SessionState, Refusal> {
    use SessionState::{Cancelled, Draft, Published};
    match (state, step) {
        (Draft, Step::Publish) => Ok(Published),
        (Draft | Published, Step::CallOff) => Ok(Cancelled),
        (Draft, Step::Restore)
        | (Published, Step::Publish | Step::Restore)
        | (Cancelled, Step::Publish | Step::CallOff | Step::Restore) => Err(NOT_OPEN),
    }
}

/// A node's people see to its courses; who steers the network, to all.
pub fn may_edit(actor: &Actor, node: &NodeId) -> bool {
    actor.coordinates() || actor.works_for(node)
}

/// The same for a session: those who give it with the responsible node see to it too.
pub fn may_run(actor: &Actor, session: &Session, partners: &[NodeId]) -> bool {
    may_edit(actor, &session.node_id) || partners.iter().any(|node| actor.works_for(node))
}

/// Fields that readers need and that say nothing yet.
pub fn missing_of_course(text: &CourseText) -> Vec<&'static str> {
    let french = !text.title_fr.is_empty();
    let (summary, outcomes) = match french {
        true => (&text.summary_fr, &text.outcomes_fr),
        false => (&text.summary_en, &text.outcomes_en),
    };
    let tongue = if french { 0 } else { 1 };
    let mut missing = Vec::new();
    if summary.chars().count() < 40 {
        missing.push(["summary_fr", "summary_en"][tongue]);
    }
    if outcomes.is_empty() {
        missing.push(["outcomes_fr", "outcomes_en"][tongue]);
    }
    if text.topic_codes.is_empty() {
        missing.push("topics");
    }
    missing
}

/// The same for a session.
pub fn missing_of_session(
    session: &Session,
    course: &Course,
    (meetings, pools): (&[Meeting], usize),
    now: NaiveDateTime,
) -> Result<(), Refusal> {
    use super::Mode;
    if course.state != CourseState::Published {
        return Err(COURSE_HIDDEN);
    }
    let placed = match session.terms.mode {
        Mode::OnSite | Mode::Hybrid => !session.terms.place.is_empty(),
        Mode::Online => true,
    };
    let placed = placed && !meetings.iter().any(|one| held::is_nowhere(one, session));
    if meetings.is_empty() || !placed || pools != session.terms.mode.presences().len() {
        return Err(UNFINISHED);
    }
    if session.starts_at.is_none_or(|starts| starts <= now) {
        return Err(IS_OVER);
    }
    Ok(())
}

/// Whether one may enrol now, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    Open,
    /// Opens at this moment.
    NotYet(NaiveDateTime),
    Closed,
    Cancelled,
}

pub fn window(session: &Session, now: NaiveDateTime) -> Window {
    let starts = session.starts_at.unwrap_or(now);
    let closes = session.terms.closes_at.unwrap_or(starts).min(session.ends_at.unwrap_or(starts));
    match (session.state, session.terms.opens_at) {
        (SessionState::Cancelled, _) => Window::Cancelled,
        (SessionState::Draft, _) => Window::Closed,
        (SessionState::Published, _) if now >= closes => Window::Closed,
        (SessionState::Published, Some(opens)) if now < opens => Window::NotYet(opens),
        (SessionState::Published, _) => Window::Open,
    }
}

/// Lines of a text, without what is empty.
pub fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.trim().trim_start_matches(['-', '•', '*']).trim());
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

//! What becomes of a deadline when a ticket moves, and which step comes when.
//!
//! The clock is the team's: it runs from its question while it waits for us, and stops when we wait for somebody else.
//! - A snooze is our own reminder. The team waits all the same, so the clock goes on, and a late ticket is on the board.
//! - Waiting for a third party stops it: what is left, or how late it is, is remembered.
//! - Who takes a question over gets a target of its own, by which it is warned and its managers told. What the team was
//!   promised before stays, on the board, in the queues and in the API: passing a question on makes it no less late.

use chrono::NaiveDateTime;

use super::{Desk, Due, Step, Target};
use crate::Refusal;
use crate::accounts::NodeId;
use crate::tickets::rules::Event;
use crate::tickets::{State, Ticket};

pub const BAD_HOURS: Refusal = Refusal::new("deadlines-bad-hours");
pub const BAD_TARGET: Refusal = Refusal::new("deadlines-bad-target");
/// No target is longer than this many working hours: three months.
pub const LONGEST_HOURS: i32 = 520;

/// What a move does to the deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Keep,
    /// It is nobody's, or the team's, move.
    Clear,
    /// It rests: what is left is remembered.
    Pause,
    /// It goes on with what was left; what never stopped stays as it is.
    Resume,
    /// The first answer is owed from now.
    First,
    /// A further answer is owed from now.
    Next,
    /// Another node owes it: by a target of its own, and the team no later than before.
    PassedOn,
}

/// The whole of it: from a state to another by an event, for a ticket that was or was not answered yet.
pub fn change(from: State, to: State, event: Event, answered: bool) -> Change {
    let fresh = if answered { Change::Next } else { Change::First };
    match to {
        State::Unconfirmed | State::WaitingTeam | State::Closed | State::Merged => Change::Clear,
        // What was called spam by mistake goes on with what was left.
        State::WaitingThirdParty | State::Spam => match from {
            State::New | State::Open | State::Snoozed => Change::Pause,
            State::Unconfirmed
            | State::WaitingTeam
            | State::WaitingThirdParty
            | State::Closed
            | State::Merged
            | State::Spam => Change::Keep,
        },
        State::Snoozed if from == State::WaitingThirdParty => Change::Resume,
        State::Snoozed => Change::Keep,
        State::New | State::Open => match (event, from) {
            (Event::Transfer, _) => Change::PassedOn,
            (Event::AnswerAndKeep, _) => Change::Next,
            (_, State::WaitingThirdParty | State::Snoozed | State::Spam) => Change::Resume,
            // Who adds a word while an answer is owed gets it no later.
            (_, State::New | State::Open) => Change::Keep,
            (_, State::Unconfirmed | State::WaitingTeam | State::Closed | State::Merged) => fresh,
        },
    }
}

/// What the row says after a change; none when it stays as it is.
pub fn changed(desk: &Desk, ticket: &Ticket, change: Change, now: NaiveDateTime) -> Option<Due> {
    let kept = Due { first_due_at: ticket.first_due_at, ..Due::default() };
    let target = target(desk, &ticket.node_id, ticket.topic.as_deref());
    let fresh = |hours: i32| planned(desk, now, i64::from(hours) * 60);
    match change {
        Change::Keep => None,
        Change::Clear => Some(kept),
        Change::Pause => {
            let due_rest = i32::try_from(left(desk, ticket.next_due_at?, now)).ok();
            Some(Due { due_rest, ..kept })
        }
        Change::Resume if ticket.next_due_at.is_some() => None,
        Change::Resume => {
            let due = match ticket.due_rest {
                Some(rest) => planned(desk, now, rest.into()),
                None => fresh(target.next_hours),
            };
            Some(owed(ticket, due))
        }
        Change::PassedOn => {
            let answered = ticket.first_answered_at.is_some();
            let hours = if answered { target.next_hours } else { target.first_hours };
            let own = desk.calendar.after(now, i64::from(hours) * 60);
            let rest = ticket.due_rest.map(|rest| at_rest(desk, now, rest.into()));
            let promised = ticket.next_due_at.or(rest).unwrap_or(own);
            Some(owed(ticket, passed_on(desk, promised, own, now)))
        }
        Change::First => Some(first(desk, target, now)),
        Change::Next => Some(Due { first_due_at: kept.first_due_at, ..fresh(target.next_hours) }),
    }
}

/// The deadlines of a ticket whose first answer is still to come.
pub fn first(desk: &Desk, target: Target, now: NaiveDateTime) -> Due {
    let due = planned(desk, now, i64::from(target.first_hours) * 60);
    Due { first_due_at: due.next_due_at, ..due }
}

/// A first answer that is still owed is owed when the next one is.
fn owed(ticket: &Ticket, due: Due) -> Due {
    let first = if ticket.first_answered_at.is_none() { due.next_due_at } else { None };
    Due { first_due_at: first.or(ticket.first_due_at), ..due }
}

/// Due at what the team was promised and, for the steps, at what its node owes; the earlier is the team's.
pub fn passed_on(
    desk: &Desk,
    promised: NaiveDateTime,
    own: NaiveDateTime,
    now: NaiveDateTime,
) -> Due {
    Due {
        next_due_at: Some(promised.min(own)),
        own_due_at: (promised < own).then_some(own),
        ..due_at(desk, own, now)
    }
}

/// The working minutes until a deadline; below none, since it.
fn left(desk: &Desk, due: NaiveDateTime, now: NaiveDateTime) -> i64 {
    if due < now {
        -desk.calendar.worked_minutes(due, now)
    } else {
        desk.calendar.worked_minutes(now, due)
    }
}

/// The deadline of which so many working minutes are left.
fn at_rest(desk: &Desk, now: NaiveDateTime, minutes: i64) -> NaiveDateTime {
    if minutes < 0 {
        desk.calendar.before(now, -minutes)
    } else {
        desk.calendar.after(now, minutes)
    }
}

/// Due when so many working minutes are left, with the first step that follows.
fn planned(desk: &Desk, now: NaiveDateTime, minutes: i64) -> Due {
    due_at(desk, at_rest(desk, now, minutes), now)
}

/// Due at an instant, with the first step that follows.
pub fn due_at(desk: &Desk, due: NaiveDateTime, now: NaiveDateTime) -> Due {
    let warns = desk.calendar.before(due, i64::from(desk.escalation.warn_hours) * 60);
    let (step, at) =
        if warns > now && warns < due { (Step::Warning, warns) } else { (Step::Manager, due) };
    Due {
        next_due_at: Some(due),
        attention: Some(step),
        attention_at: Some(at),
        due_set_at: Some(now),
        ..Due::default()
    }
}

/// The target that holds: a node's own before the network's, one for the topic before one for all.
pub fn target(desk: &Desk, node: &NodeId, topic: Option<&str>) -> Target {
    most_specific(&desk.targets, node.as_str(), topic.unwrap_or_default())
}

pub fn most_specific(targets: &[Target], node: &str, topic: &str) -> Target {
    let fits = |target: &&Target| {
        (target.node_id.is_empty() || target.node_id == node)
            && (target.topic.is_empty() || target.topic == topic)
    };
    let found = targets
        .iter()
        .filter(fits)
        .max_by_key(|target| (!target.node_id.is_empty(), !target.topic.is_empty()));
    found.cloned().unwrap_or(Target {
        node_id: String::new(),
        topic: String::new(),
        first_hours: 16,
        next_hours: 24,
    })
}

/// What to do with a ticket whose next step's time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The desk is closed: nobody is told before it opens.
    Later(NaiveDateTime),
    /// This step now, and the next one then.
    Take(Step, Option<(Step, NaiveDateTime)>),
}

pub fn verdict(desk: &Desk, next: Step, due: NaiveDateTime, now: NaiveDateTime) -> Verdict {
    if !desk.calendar.is_open(now) {
        return Verdict::Later(desk.calendar.next_open(now));
    }
    // What nobody looked at in time is late, not about to be.
    let step = if next == Step::Warning && now >= due { Step::Manager } else { next };
    let then = match step {
        Step::Warning => Some((Step::Manager, due)),
        Step::Manager => {
            let hours = i64::from(desk.escalation.network_hours);
            Some((Step::Network, desk.calendar.after(due, hours * 60)))
        }
        Step::Network => None,
    };
    Verdict::Take(step, then)
}

/// Why an answer is late or about to be: what somebody could change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    NodeClosed,
    NobodyOnDuty,
    Unassigned,
    /// Its person is away; somebody may stand in.
    Away,
    /// It has its person and its desk is open: it waits for them.
    Waiting,
    /// Its people put it off until a day.
    PutOff,
}

/// Who works on a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    Nobody,
    There,
    Away,
}

impl Why {
    pub const fn key(self) -> &'static str {
        match self {
            Self::NodeClosed => "deadlines-why-closed",
            Self::NobodyOnDuty => "deadlines-why-no-duty",
            Self::Unassigned => "deadlines-why-unassigned",
            Self::Away => "deadlines-why-away",
            Self::Waiting => "deadlines-why-waiting",
            Self::PutOff => "deadlines-why-put-off",
        }
    }
}

/// The reasons, the one that explains most first.
pub fn why(closed: bool, holder: Holder, on_duty: bool) -> Vec<Why> {
    let mut found = Vec::new();
    if closed {
        found.push(Why::NodeClosed);
    }
    match holder {
        Holder::There => found.push(Why::Waiting),
        Holder::Away => found.push(Why::Away),
        Holder::Nobody => {
            found.push(Why::Unassigned);
            if !on_duty {
                found.push(Why::NobodyOnDuty);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_there_only_while_it_is_the_desks_move() {
        for from in State::ALL {
            for to in State::ALL {
                for event in Event::ALL {
                    let change = change(*from, *to, event, true);
                    if !matches!(to, State::New | State::Open | State::Snoozed) {
                        let sets = matches!(
                            change,
                            Change::First | Change::Next | Change::Resume | Change::PassedOn
                        );
                        assert!(!sets, "{from} {to} {event:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_most_specific_target_holds() {
        let row = |node: &str, topic: &str, first_hours| Target {
            node_id: node.into(),
            topic: topic.into(),
            first_hours,
            next_hours: 24,
        };
        let rows = [row("", "", 16), row("", "law", 40), row("n", "", 8), row("n", "law", 32)];
        let hours = |node, topic| most_specific(&rows, node, topic).first_hours;
        assert_eq!(
            (hours("m", "dmp"), hours("m", "law"), hours("n", "dmp"), hours("n", "law")),
            (16, 40, 8, 32)
        );
    }

    #[test]
    fn each_reason_names_what_could_be_changed() {
        assert_eq!(why(false, Holder::There, false), [Why::Waiting]);
        assert_eq!(why(false, Holder::Away, true), [Why::Away]);
        assert_eq!(why(false, Holder::Nobody, true), [Why::Unassigned]);
        let all = [Why::NodeClosed, Why::Unassigned, Why::NobodyOnDuty];
        assert_eq!(why(true, Holder::Nobody, false), all);
    }
}

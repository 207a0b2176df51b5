//! What a decision must say, and what may be done with it when.

pub mod appeals;
pub mod equality;
pub mod order;
pub mod ranking;
pub mod votes;

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use super::{
    Condition, Decision, DecisionId, DecisionState, Draft, Kept, Letter, NextCall, Outcome,
};
use crate::Refusal;
use crate::calls::{Call, State as CallState};
use crate::clock::in_zone;
use crate::i18n::Locale;
use crate::questionnaires::rules::canonical;
use crate::web::{FieldErrors, day};

pub const ILLEGAL: Refusal = Refusal::new("decisions-illegal");
pub const CHANGED: Refusal = Refusal::new("decisions-changed-meanwhile");
pub const UNDECIDED: Refusal = Refusal::new("decisions-undecided");
pub const NOT_ONESELF: Refusal = Refusal::new("decisions-not-oneself");
pub const TELLS: Refusal = Refusal::new("decisions-tells-who");
pub const NOT_ALL_READ: Refusal = Refusal::new("decisions-not-all-read");
pub const NOTHING_CHOSEN: Refusal = Refusal::new("decisions-nothing-chosen");
pub const NO_LETTERS: Refusal = Refusal::new("decisions-no-letters");
pub const GONE: Refusal = Refusal::new("decisions-gone");
pub const TAKEN: Refusal = Refusal::new("decisions-name-taken");
pub const QUORUM: Refusal = Refusal::new("decisions-quorum");
pub const NO_SITTING: Refusal = Refusal::new("decisions-no-sitting");
pub const SITS_ALREADY: Refusal = Refusal::new("decisions-sits-already");
pub const NOT_QUORATE: Refusal = Refusal::new("decisions-not-quorate");
pub const NOT_HERE: Refusal = Refusal::new("decisions-not-here");
pub const NOT_HERE_TO_VOTE: Refusal = Refusal::new("decisions-not-here-to-vote");
pub const MINUTES_APPROVED: Refusal = Refusal::new("decisions-minutes-approved");
pub const MINUTES_TOO_LONG: Refusal = Refusal::new("decisions-minutes-too-long");
pub const NO_MINUTES: Refusal = Refusal::new("decisions-no-minutes");
pub const STILL_SITS: Refusal = Refusal::new("decisions-still-sits");

/// How much one part of the minutes says.
pub const MOST_MINUTES: usize = 20_000;
pub const UNJUDGED: Refusal = Refusal::new("decisions-unjudged");
pub const UNREAD: Refusal = Refusal::new("decisions-unread");

/// A decision gives its reasons.
pub const FEWEST_REASONS: usize = 50;
pub const MOST_REASONS: usize = 5000;
/// So long approved letters can still be stopped.
pub const DELAY: TimeDelta = TimeDelta::minutes(10);

/// What happens to a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// It is written anew.
    Propose,
    Validate,
    Notify,
    /// Another one takes its place, or none is wanted any more.
    Supersede,
}

pub fn next(state: DecisionState, event: Event) -> Result<DecisionState, Refusal> {
    use DecisionState::{Notified, Proposed, Superseded, Validated};
    use Event::{Notify, Propose, Supersede, Validate};
    match (state, event) {
        (Proposed, Propose) => Ok(Proposed),
        (Proposed, Validate) => Ok(Validated),
        (Validated, Notify) => Ok(Notified),
        (Proposed | Validated | Notified, Supersede) => Ok(Superseded),
        (Proposed, Notify)
        | (Validated | Notified | Superseded, Propose | Validate)
        | (Notified, Notify)
        | (Superseded, Notify | Supersede) => Err(ILLEGAL),
    }
}

/// Whether a decision may be written: while the committee deliberates, and afterwards where the one there was is undone: by
/// the chair before it was told, by an appeal after that.
pub fn may_propose(call: CallState, there: Option<DecisionState>, decided_before: bool) -> bool {
    let open = there.is_none_or(|state| state == DecisionState::Proposed);
    match call {
        CallState::Deliberation => open,
        CallState::Decided | CallState::ResultsPublished => open && decided_before,
        CallState::Draft
        | CallState::Announced
        | CallState::Published
        | CallState::InReview
        | CallState::Archived
        | CallState::Cancelled => false,
    }
}

/// Whether what was decided of a call may be told.
pub fn may_tell(call: CallState) -> bool {
    matches!(call, CallState::Decided | CallState::ResultsPublished)
}

/// Whether a committee sits over a call.
pub fn may_sit(call: CallState) -> bool {
    matches!(call, CallState::Deliberation | CallState::Decided | CallState::ResultsPublished)
}

/// So many must be there if nobody says otherwise: more than half of the seats.
pub fn usual_quorum(seats: usize) -> usize {
    seats / 2 + 1
}

/// A form as it was typed.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Typed {
    pub outcome: String,
    pub rationale: String,
    pub internal: String,
    pub conditions: String,
    pub until: String,
    pub node: String,
}

impl Typed {
    pub fn of(decision: &Decision, node: String) -> Self {
        Self {
            outcome: decision.outcome.to_string(),
            rationale: decision.rationale.clone(),
            internal: decision.internal.clone(),
            conditions: decision.conditions.clone(),
            until: decision.until.map(|day| day.to_string()).unwrap_or_default(),
            node,
        }
    }
}

/// Reads a form; `node` is the node it names, if it names one that there is.
pub fn read(
    typed: &Typed,
    node: Option<crate::accounts::NodeId>,
    today: NaiveDate,
) -> Result<Draft, FieldErrors> {
    let mut errors = FieldErrors::none();
    let outcome: Option<Outcome> = typed.outcome.parse().ok();
    if outcome.is_none() {
        errors.add("outcome", "decisions-error-outcome");
    }
    let rationale = typed.rationale.trim();
    if !(FEWEST_REASONS..=MOST_REASONS).contains(&rationale.chars().count()) {
        errors.add("rationale", "decisions-error-rationale");
    }
    if typed.internal.chars().count() > MOST_REASONS {
        errors.add("internal", "decisions-error-internal");
    }
    let conditions = match outcome {
        Some(Outcome::Conditions) => conditions(&typed.conditions)
            .filter(|all| !all.is_empty() && all.iter().all(|one| one.due_on > today)),
        _ => Some(Vec::new()),
    };
    if conditions.is_none() {
        errors.add("conditions", "decisions-error-conditions");
    }
    let until = match outcome {
        Some(Outcome::Trajectory) => day(&typed.until).filter(|day| *day > today),
        _ => None,
    };
    if outcome == Some(Outcome::Trajectory) && until.is_none() {
        errors.add("until", "decisions-error-until");
    }
    let wants_node =
        matches!(outcome, Some(Outcome::Trajectory | Outcome::Redirected | Outcome::Coaching));
    if outcome == Some(Outcome::Redirected) && node.is_none() {
        errors.add("node", "decisions-error-node");
    }
    errors.into_result()?;
    Ok(Draft {
        outcome: outcome.unwrap_or(Outcome::Refused),
        rationale: rationale.to_owned(),
        internal: typed.internal.trim().to_owned(),
        conditions: conditions.unwrap_or_default(),
        until,
        node: node.filter(|_| wants_node),
    })
}

/// Conditions as they are written: each a line that begins with its day.
pub fn conditions(text: &str) -> Option<Vec<Condition>> {
    let line = |line: &str| {
        let (due, body) = line.trim().split_once(' ')?;
        let body = body.trim();
        Some(Condition { due_on: day(due)?, body: body.to_owned() }).filter(|_| !body.is_empty())
    };
    text.lines().filter(|one| !one.trim().is_empty()).map(line).collect()
}

pub fn written(conditions: &[Condition]) -> String {
    let lines: Vec<_> =
        conditions.iter().map(|one| format!("{} {}", one.due_on, one.body)).collect();
    lines.join("\n")
}

/// Of who gets which letter: whatever of it changes, changes this.
pub fn hash(letters: &[Letter]) -> String {
    let one = |letter: &Letter| {
        let mut said = json!([
            letter.decision,
            letter.email,
            letter.language,
            letter.outcome,
            letter.rationale,
            written(&letter.conditions),
            letter.until,
            letter.node,
            letter.title,
            letter.state,
            letter.said
        ]);
        // Only where there is one: letters that were approved before there could be stay as they were.
        if let (Some(next), Some(all)) = (&letter.next, said.as_array_mut()) {
            all.push(json!(next));
        }
        said
    };
    let text = canonical::text(&letters.iter().map(one).collect());
    crate::secret::sha256_hex(text.as_bytes())
}

/// What is kept of the letters of a decision as they leave; empty where nobody is left to be written to.
pub fn kept(letters: &[Letter], decision: &DecisionId) -> String {
    let letter = letters.iter().find(|one| one.decision == *decision);
    let kept = letter.map(|one| {
        json!(Kept {
            title: one.title.clone(),
            said: one.said.clone(),
            node: one.node.clone(),
            next: one.next.clone(),
        })
    });
    kept.map(|kept| kept.to_string()).unwrap_or_default()
}

/// The next call for who is coached: of those that were published when it was validated and were not over, the one that opens
/// first. What is published later changes no letter.
pub fn next_call(others: &[Call], decision: &Decision) -> Option<NextCall> {
    let told = decision.validated_at.filter(|_| decision.outcome == Outcome::Coaching)?;
    let known = others.iter().filter(|call| call.published_at.is_some_and(|at| at <= told));
    let ahead = known.filter(|call| call.terms.closes_at.is_some_and(|at| at > told));
    let next = ahead.min_by_key(|call| (call.terms.opens_at, call.id.clone()))?;
    Some(NextCall {
        title_fr: next.text.title(Locale::Fr).to_owned(),
        title_en: next.text.title(Locale::En).to_owned(),
        opens_on: in_zone(next.terms.opens_at?, next.terms.tz()).date_naive(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_gives_reasons_and_what_its_outcome_needs() {
        let today = "2026-03-03".parse().unwrap();
        let long = "Le projet répond aux critères de l’appel, et ses partenaires sont engagés.";
        let wrong = |typed: Typed| {
            let errors = read(&typed, None, today).err().unwrap_or_default();
            errors.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
        };
        let of = |outcome: &str| Typed {
            outcome: outcome.into(),
            rationale: long.into(),
            ..Typed::default()
        };
        assert_eq!(wrong(of("labelled")), Vec::<String>::new());
        assert_eq!(wrong(Typed { rationale: "Non.".into(), ..of("refused") }), ["rationale"]);
        assert_eq!(wrong(of("conditions")), ["conditions"]);
        assert_eq!(wrong(of("trajectory")), ["until"]);
        assert_eq!(wrong(of("redirected")), ["node"]);
        assert_eq!(wrong(of("maybe")), ["outcome"]);
        let dated =
            Typed { conditions: "2026-06-30 Signer la convention.".into(), ..of("conditions") };
        assert_eq!(wrong(dated.clone()), Vec::<String>::new());
        let past = Typed { conditions: "2026-01-30 Signer.".into(), ..dated };
        assert_eq!(wrong(past), ["conditions"]);
    }
}

//! Reviews that were filled in without a connection: what each row would do is shown first, and nothing that was given is
//! written over.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use serde_json::json;

use super::{note, save};
use crate::accounts::Actor;
use crate::calls::CallId;
use crate::db::Conn;
use crate::imports::Effect;
use crate::reviews::access::{self, Looked};
use crate::reviews::rules::sheet::{Fault, Line, NOT_YOURS, TWICE};
use crate::reviews::{AssignmentId, AssignmentState, Criterion, ReviewState, Said, queries, rules};
use crate::{Error, Result};

/// What a row would do; what it is about only where it is its reader's.
#[derive(Debug, Clone)]
pub struct Foreseen {
    pub reference: String,
    pub effect: std::result::Result<Effect, Vec<Fault>>,
}

struct Step {
    id: AssignmentId,
    lock: i32,
    said: Said,
}

/// Reviews that are still to be given, with what is kept of each.
type Own = Vec<(Looked, Said)>;

/// A reviewer's open reviews of a call, with what is kept of each.
pub fn to_fill_in(conn: &mut Conn, actor: &Actor, call: &CallId) -> Result<(Vec<Criterion>, Own)> {
    let mut all = Vec::new();
    for (one, _, of) in queries::assigned_to(conn, &actor.id)? {
        if of.id != *call || one.state != AssignmentState::Accepted {
            continue;
        }
        match access::opened(conn, actor, &one.id) {
            Err(Error::NotFound) => {}
            there => {
                let there = there?;
                let kept = kept(conn, &one.id)?.1;
                all.push((there, kept));
            }
        }
    }
    if all.is_empty() {
        return Err(Error::NotFound);
    }
    Ok((queries::criteria(conn, call)?, all))
}

/// The state and lock of a review, and what it says so far.
fn kept(conn: &mut Conn, id: &AssignmentId) -> Result<(Option<(ReviewState, i32)>, Said)> {
    let Some(review) = queries::review(conn, id)? else { return Ok((None, Said::default())) };
    let said = Said {
        recommendation: review.recommendation,
        confidence: review.confidence,
        for_applicants: review.for_applicants,
        for_committee: review.for_committee,
        scores: queries::scores_of(conn, id)?,
    };
    Ok((Some((review.state, review.lock_version)), said))
}

/// What each row would do, and by which mark one knows that nothing was changed since.
pub fn foresee_reviews(
    conn: &mut Conn,
    actor: &Actor,
    (call, lines): (&CallId, &[Line]),
) -> Result<(Vec<Foreseen>, String)> {
    let (foreseen, _, mark) = foreseen(conn, actor, (call, lines))?;
    Ok((foreseen, mark))
}

fn foreseen(
    conn: &mut Conn,
    actor: &Actor,
    (call, lines): (&CallId, &[Line]),
) -> Result<(Vec<Foreseen>, Vec<Step>, String)> {
    let criteria = queries::criteria(conn, call)?;
    let (mut all, mut steps, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for line in lines {
        let refused = |expected, mut faults: Vec<Fault>| {
            faults.insert(0, Fault { expected, ..line.named.clone() });
            Foreseen { reference: String::new(), effect: Err(faults) }
        };
        let Some(id) = &line.review else {
            all.push(refused(NOT_YOURS, Vec::new()));
            continue;
        };
        let there = match access::opened(conn, actor, id) {
            Ok(there) if there.call.id == *call => there,
            Ok(_) | Err(Error::NotFound) => {
                all.push(refused(NOT_YOURS, Vec::new()));
                continue;
            }
            Err(error) => return Err(error),
        };
        if !seen.insert(id.clone()) {
            all.push(refused(TWICE, Vec::new()));
            continue;
        }
        let reference = there.application.reference.clone().unwrap_or_default();
        let (effect, step) = effect(conn, (id, line), &criteria)?;
        all.push(Foreseen { reference, effect });
        steps.extend(step);
    }
    let marks: Vec<_> = steps.iter().map(|step| format!("{}:{}", step.id, step.lock)).collect();
    Ok((all, steps, marks.join(",")))
}

type Effects = (std::result::Result<Effect, Vec<Fault>>, Option<Step>);

fn effect(
    conn: &mut Conn,
    (id, line): (&AssignmentId, &Line),
    criteria: &[Criterion],
) -> Result<Effects> {
    let (review, before) = kept(conn, id)?;
    if matches!(review, Some((ReviewState::Submitted, _))) {
        return Ok((Ok(Effect::Left), None));
    }
    let mut faults = line.faults.clone();
    let said = match line.told.put_into(&before, criteria) {
        Ok(said) => said,
        Err(more) => {
            faults.extend(more);
            before.clone()
        }
    };
    if !faults.is_empty() {
        return Ok((Err(faults), None));
    }
    if same(&before, &said) {
        return Ok((Ok(Effect::Same), None));
    }
    let effect = if review.is_some() { Effect::Changes } else { Effect::Makes };
    let lock = review.map(|(_, lock)| lock).unwrap_or_default();
    Ok((Ok(effect), Some(Step { id: id.clone(), lock, said })))
}

/// The order in which scores are kept is none.
fn same(before: &Said, said: &Said) -> bool {
    let sorted = |said: &Said| {
        let mut said = said.clone();
        said.scores.sort_by(|one, other| one.criterion.cmp(&other.criterion));
        said
    };
    sorted(before) == sorted(said)
}

/// Keeps what was shown, as drafts. `mark` is that of what was shown: a review that was changed since is not written over.
/// What was done already is left as it is.
pub fn import_reviews(
    conn: &mut Conn,
    actor: &Actor,
    (call, lines, mark): (&CallId, &[Line], &str),
    now: NaiveDateTime,
) -> Result<()> {
    let (_, steps, current) = foreseen(conn, actor, (call, lines))?;
    if steps.is_empty() {
        return Ok(());
    }
    if current != mark {
        return Err(rules::CHANGED.into());
    }
    for step in &steps {
        save(conn, actor, (&step.id, step.lock), &step.said, now)?;
    }
    let detail = json!({ "reviews": steps.len() });
    note(conn, &actor.id, ("review.import", "call", call.as_str()), &detail, now)
}

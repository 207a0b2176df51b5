//! What a material teaches, each with the skill to which it leads.

use serde::Serialize;

use crate::materials::Line;
use crate::materials::rules::skill;

#[derive(Debug, Serialize)]
pub(super) struct OutcomeView {
    body: String,
    skill: String,
    /// The address of the skill's term, if it has one.
    term: String,
}

pub(super) fn outcome(line: &Line) -> OutcomeView {
    let skill = skill::of(line);
    OutcomeView {
        body: line.body.clone(),
        term: skill.as_ref().and_then(|one| one.term).unwrap_or_default().to_owned(),
        skill: skill.map(|one| one.name).unwrap_or_default(),
    }
}

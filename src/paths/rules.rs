//! Who may change a path, and whether its steps stand in an order in which they can be taken.

use super::Target;
use crate::Refusal;
use crate::accounts::{Actor, NodeId};
use crate::text;

pub const CHANGED: Refusal = Refusal::new("paths-changed-meanwhile");
pub const EMPTY: Refusal = Refusal::new("paths-empty");
pub const NOT_IN_ORDER: Refusal = Refusal::new("paths-not-in-order");
pub const NOT_PUBLISHED: Refusal = Refusal::new("paths-step-not-published");
pub const PUBLISHED: Refusal = Refusal::new("paths-published");

pub const MAX_TITLE: usize = 200;
pub const MAX_SUMMARY: usize = 2_000;
pub const MAX_NOTE: usize = 500;
pub const MAX_LINE: usize = 300;
pub const MOST_STEPS: usize = 40;
pub const MOST_LINES: usize = 30;

pub fn may_edit(actor: &Actor, node: &NodeId) -> bool {
    crate::materials::rules::may_edit(actor, node)
}

/// What a step asks for and gives.
#[derive(Debug, Clone, Default)]
pub struct Taught {
    pub target: Option<Target>,
    /// What is asked for in words, and the material or the course that gives it where one is named.
    pub needs: Vec<(String, Option<Target>)>,
    pub outcomes: Vec<String>,
}

/// What a step asks for and nothing before it gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The place of the step, from 0.
    pub step: usize,
    pub body: String,
    /// The later step that would give it: they stand the wrong way round.
    pub given_by: Option<usize>,
}

/// Looks whether each step can be taken when its turn comes: what it asks for is the material or the course of an earlier
/// step, an outcome of one in the same words, or known at the beginning. Two steps that ask for each other never stand in
/// order.
pub fn gaps(steps: &[Taught], known: &[&str]) -> Vec<Gap> {
    let mut said: Vec<String> = known.iter().map(|line| folded(line)).collect();
    let mut gaps = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        for (body, target) in &step.needs {
            let stands =
                |target: &Target| steps.iter().position(|one| one.target.as_ref() == Some(target));
            let at = target.as_ref().and_then(stands);
            if at.is_some_and(|at| at < place) || said.contains(&folded(body)) {
                continue;
            }
            let given_by = at.filter(|at| *at > place);
            gaps.push(Gap { step: place, body: body.clone(), given_by });
        }
        said.extend(step.outcomes.iter().map(|line| folded(line)));
    }
    gaps
}

/// A line without what makes no other line of it.
fn folded(line: &str) -> String {
    text::fold(line).trim_end_matches(['.', ' ', ';']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::courses::CourseId;
    use crate::materials::MaterialId;

    fn step(target: &Target, needs: &[(&str, Option<&Target>)], outcomes: &[&str]) -> Taught {
        Taught {
            target: Some(target.clone()),
            needs: needs.iter().map(|(body, by)| ((*body).to_owned(), by.cloned())).collect(),
            outcomes: outcomes.iter().map(|line| (*line).to_owned()).collect(),
        }
    }

    fn two() -> (Target, Target) {
        (Target::Course(CourseId::new()), Target::Material(MaterialId::new()))
    }

    #[test]
    fn what_a_step_asks_for_is_given_before_it_or_known() {
        let (a, b) = two();
        let first = step(&a, &[("Savoir lire", None)], &["Choisir un entrepôt"]);
        let second = step(&b, &[("Le premier", Some(&a)), ("choisir un entrepot.", None)], &[]);
        let gap = |step, body: &str, given_by| Gap { step, body: body.to_owned(), given_by };

        let right = [first.clone(), second.clone()];
        assert_eq!(gaps(&right, &[]), [gap(0, "Savoir lire", None)]);
        assert_eq!(gaps(&right, &["savoir lire"]), []);
        let wrong = [second, first];
        assert_eq!(
            gaps(&wrong, &["Savoir lire"]),
            [gap(0, "Le premier", Some(1)), gap(0, "choisir un entrepot.", None)]
        );
    }

    #[test]
    fn steps_that_ask_for_each_other_are_in_no_order() {
        let (a, b) = two();
        let (one, two) = (step(&a, &[("b", Some(&b))], &[]), step(&b, &[("a", Some(&a))], &[]));
        assert_eq!(gaps(&[one.clone(), two.clone()], &[]).len(), 1);
        assert_eq!(gaps(&[two, one], &[]).len(), 1);
    }
}

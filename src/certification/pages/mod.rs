//! How materials are certified, for everybody; and where it is done.

mod board;
mod feed;
mod public;
mod sheet;
mod steps;

pub use board::board;
pub use feed::atom;
pub use public::{how, report};
pub use sheet::sheet;
pub use steps::{answer, give_back, request, restore, suspend, take, withdraw};

use serde::Serialize;

use super::{Answer, Grid, Review, State, Value};
use crate::i18n::Locale;
use crate::network::NodeName;
use crate::triage::pages::Frame;
use crate::web::Badge;

fn badge(state: State, locale: Locale) -> Badge {
    let (class, icon) = match state {
        State::Requested => ("is-info", "hourglass-split"),
        State::Certified => ("is-good", "patch-check"),
        State::Revise => ("is-warn", "arrow-return-right"),
        State::Declined => ("is-bad", "x-circle"),
        State::Suspended => ("is-warn", "pause-circle"),
        State::Expired => ("", "clock-history"),
    };
    Badge { class, icon, word: locale.text(&format!("certification-state-{state}")) }
}

/// A part of the grid with what was said of each of its criteria.
#[derive(Debug, Serialize)]
struct PartView {
    label: String,
    criteria: Vec<CriterionView>,
}

#[derive(Debug, Serialize)]
struct CriterionView {
    question: String,
    said: Vec<SaidView>,
}

/// What one reviewer said.
#[derive(Debug, Serialize)]
struct SaidView {
    node: String,
    class: &'static str,
    icon: &'static str,
    word: String,
    comment: String,
}

fn parts(
    grid: &Grid,
    (reviews, answers): (&[Review], &[Answer]),
    nodes: &[NodeName],
    locale: Locale,
) -> Vec<PartView> {
    let view = |answer: &Answer| {
        let review = reviews.iter().find(|one| one.place == answer.place);
        let (class, icon) = match answer.value {
            Value::Yes => ("is-good", "check-circle"),
            Value::Partly => ("is-warn", "circle-half"),
            Value::No => ("is-bad", "x-circle"),
            Value::NotApplicable => ("", "slash-circle"),
        };
        SaidView {
            node: review.map(|one| node_name(nodes, one)).unwrap_or_default(),
            class,
            icon,
            word: locale.text(&format!("certification-value-{}", answer.value)),
            comment: answer.comment.clone(),
        }
    };
    let criterion = |one: &super::Criterion| CriterionView {
        question: one.question(locale).to_owned(),
        said: answers.iter().filter(|said| said.criterion == one.code).map(view).collect(),
    };
    grid.parts
        .iter()
        .map(|part| PartView {
            label: part.label(locale).to_owned(),
            criteria: part.criteria.iter().map(criterion).collect(),
        })
        .collect()
}

fn node_name(nodes: &[NodeName], review: &Review) -> String {
    let found = nodes.iter().find(|node| node.id == review.node_id);
    found.map(|node| node.short_name.clone()).unwrap_or_default()
}

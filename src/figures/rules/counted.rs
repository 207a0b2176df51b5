//! Tallies sorted by what the public figures need.

use std::collections::BTreeMap;

use crate::tickets::State;
use crate::tickets::tally::{Measure, Tallies};

/// What was counted of a period.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// Region, discipline, tickets.
    pub places: Vec<(String, String, i64)>,
    pub topics: Vec<(String, Option<State>, i64)>,
    /// Minutes to the first answer, shortest first.
    pub answers: Vec<(i64, i64)>,
    pub scores: Vec<(i64, i64)>,
    pub gaps: BTreeMap<String, i64>,
}

impl Counted {
    pub const MEASURES: &'static [Measure] =
        &[Measure::Place, Measure::Subject, Measure::Answer, Measure::Score, Measure::Gap];

    pub fn of(tallies: Tallies) -> Self {
        let mut counted = Self::default();
        for (tally, count) in tallies {
            match tally.measure {
                Measure::Place => counted.places.push((tally.region, tally.discipline, count)),
                Measure::Subject => {
                    counted.topics.push((tally.topic, tally.state.parse().ok(), count));
                }
                Measure::Answer => counted.answers.push((i64::from(tally.value), count)),
                Measure::Score => counted.scores.push((i64::from(tally.value), count)),
                Measure::Gap => *counted.gaps.entry(tally.region).or_default() += count,
                Measure::Received
                | Measure::Resolution
                | Measure::Referral
                | Measure::Reopening
                | Measure::AnswerPart
                | Measure::ResolutionPart
                | Measure::ScorePart
                | Measure::ReferralPart
                | Measure::ReopeningPart => {}
            }
        }
        counted.answers.sort_unstable();
        counted
    }
}

/// The value in the middle of many, each given with how often it occurs; sorted.
pub fn median(values: &[(i64, i64)]) -> Option<i64> {
    let all: i64 = values.iter().map(|(_, count)| count).sum();
    let mut before = 0;
    values.iter().find_map(|(value, count)| {
        before += count;
        (before * 2 >= all).then_some(*value)
    })
}

//! Figures for those who steer the network or a node: exact, month by month.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::counted::{Counted, median};
use super::figures::{figures, tenth};
use super::parts::months;
use crate::figures::{Figures, Period};
use crate::taxonomy::Vocabularies;
use crate::tickets::State;
use crate::tickets::tally::{Measure, Tallies, Tally};

/// Which questions are counted; an empty text leaves all.
#[derive(Debug, Clone, Default)]
pub struct Narrowed {
    pub region: String,
    /// A discipline, with those below it.
    pub discipline: String,
    pub topic: String,
}

impl Narrowed {
    pub fn is_all(&self) -> bool {
        [&self.region, &self.discipline, &self.topic].iter().all(|code| code.is_empty())
    }

    fn fits(&self, tally: &Tally, words: &Vocabularies) -> bool {
        let same = |wanted: &str, code: &str| wanted.is_empty() || wanted == code;
        let below = || words.discipline_line(&tally.discipline).contains(&self.discipline);
        same(&self.region, &tally.region)
            && same(&self.topic, &tally.topic)
            && (self.discipline.is_empty() || below())
    }
}

#[derive(Debug, Clone)]
pub struct MonthRow {
    pub month: NaiveDate,
    pub received: i64,
    pub closed: i64,
    pub first_answer_hours: Option<f64>,
    pub resolution_hours: Option<f64>,
    pub referrals: i64,
    pub reopenings: i64,
    pub satisfaction: Option<f64>,
    pub gaps: i64,
}

/// What a node has to do.
#[derive(Debug, Clone, Default)]
pub struct NodeRow {
    pub node: String,
    pub received: i64,
    pub closed: i64,
    /// Not closed: the node's move, the team's, or put off.
    pub open: i64,
    pub referrals: i64,
    pub reopenings: i64,
}

#[derive(Debug, Clone)]
pub struct Steering {
    pub figures: Figures,
    pub resolution_hours: Option<f64>,
    pub referrals: i64,
    pub reopenings: i64,
    pub months: Vec<MonthRow>,
    pub nodes: Vec<NodeRow>,
}

/// Values with how often they occur.
type Values = BTreeMap<i64, i64>;

#[derive(Default)]
struct Month {
    received: i64,
    closed: i64,
    answers: Values,
    resolutions: Values,
    scores: Values,
    referrals: i64,
    reopenings: i64,
    gaps: i64,
}

/// Counts what is wanted: of sums that tell no kinds apart when nothing is narrowed, else of their parts.
pub fn steering(
    tallies: &Tallies,
    narrowed: &Narrowed,
    period: Period,
    words: &Vocabularies,
) -> Steering {
    let mut counted = Counted::default();
    let mut by_month: BTreeMap<NaiveDate, Month> =
        months(period.from, period.to).map(|month| (month, Month::default())).collect();
    let mut by_node: BTreeMap<String, NodeRow> = BTreeMap::new();
    let (mut answers, mut resolutions, mut scores) = (Values::new(), Values::new(), Values::new());
    for (tally, count) in tallies {
        let month = by_month.entry(tally.month).or_default();
        let value = i64::from(tally.value);
        let put = |one: &mut Values, all: &mut Values| {
            *one.entry(value).or_default() += count;
            *all.entry(value).or_default() += count;
        };
        let node = || NodeRow { node: tally.node.clone(), ..NodeRow::default() };
        if !narrowed.fits(tally, words) {
            continue;
        }
        match tally.measure {
            Measure::Received => {
                let state: Option<State> = tally.state.parse().ok();
                let row = by_node.entry(tally.node.clone()).or_insert_with(node);
                month.received += count;
                row.received += count;
                match state {
                    Some(State::Closed) => {
                        month.closed += count;
                        row.closed += count;
                    }
                    _ => row.open += count,
                }
                let (region, discipline) = (tally.region.clone(), tally.discipline.clone());
                counted.places.push((region, discipline, *count));
                counted.topics.push((tally.topic.clone(), state, *count));
            }
            Measure::Gap => {
                month.gaps += count;
                *counted.gaps.entry(tally.region.clone()).or_default() += count;
            }
            Measure::Place | Measure::Subject => {}
            Measure::Answer | Measure::AnswerPart => put(&mut month.answers, &mut answers),
            Measure::Resolution | Measure::ResolutionPart => {
                put(&mut month.resolutions, &mut resolutions);
            }
            Measure::Score | Measure::ScorePart => put(&mut month.scores, &mut scores),
            Measure::Referral | Measure::ReferralPart => {
                month.referrals += count;
                by_node.entry(tally.node.clone()).or_insert_with(node).referrals += count;
            }
            Measure::Reopening | Measure::ReopeningPart => {
                month.reopenings += count;
                by_node.entry(tally.node.clone()).or_insert_with(node).reopenings += count;
            }
        }
    }
    counted.answers = answers.into_iter().collect();
    counted.scores = scores.into_iter().collect();
    let months: Vec<MonthRow> = by_month.into_iter().map(|(month, of)| row(month, &of)).collect();
    Steering {
        figures: figures(&counted, words, true),
        resolution_hours: hours(&resolutions),
        referrals: months.iter().map(|month| month.referrals).sum(),
        reopenings: months.iter().map(|month| month.reopenings).sum(),
        months,
        nodes: by_node.into_values().collect(),
    }
}

fn row(month: NaiveDate, of: &Month) -> MonthRow {
    let answers: i64 = of.scores.values().sum();
    let sum: i64 = of.scores.iter().map(|(score, count)| score * count).sum();
    MonthRow {
        month,
        received: of.received,
        closed: of.closed,
        first_answer_hours: hours(&of.answers),
        resolution_hours: hours(&of.resolutions),
        referrals: of.referrals,
        reopenings: of.reopenings,
        satisfaction: (answers > 0).then(|| tenth(sum, answers)),
        gaps: of.gaps,
    }
}

/// The median of minutes, in hours.
fn hours(minutes: &Values) -> Option<f64> {
    let values: Vec<_> = minutes.iter().map(|(value, count)| (*value, *count)).collect();
    median(&values).map(|minutes| tenth(minutes, 60))
}

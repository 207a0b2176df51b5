//! What a ticket counts for in figures: each change of a ticket leaves what it takes away and what it adds.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{State, Ticket};
use crate::accounts::NodeId;
use crate::clock::network_day;
use crate::db::schema::tickets;
use crate::db::text_enum;

text_enum! {
    /// What is counted.
    Measure {
        /// Questions received, by node, region, discipline, topic and state.
        Received = "received",
        /// The same by region and discipline.
        Place = "place",
        /// The same by topic and state.
        Subject = "subject",
        /// Minutes to the first answer.
        Answer = "answer",
        /// Minutes to the closing.
        Resolution = "resolution",
        /// What teams said of the answer.
        Score = "score",
        /// Questions that nobody covered.
        Gap = "gap",
        /// Questions that a node offered to another one.
        Referral = "referral",
        /// Closed questions that were opened again.
        Reopening = "reopening",
        // Five of these by node, region, discipline and topic: the others are sums of these.
        AnswerPart = "answer_part",
        ResolutionPart = "resolution_part",
        ScorePart = "score_part",
        ReferralPart = "referral_part",
        ReopeningPart = "reopening_part",
    }
}

/// What is counted together. An empty text stands for "not said" and, as node, for the whole network.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tally {
    pub measure: Measure,
    /// The first day of the month, in Paris.
    pub month: NaiveDate,
    pub node: String,
    pub region: String,
    pub discipline: String,
    pub topic: String,
    pub state: String,
    pub value: i32,
}

/// How many of each.
pub type Tallies = BTreeMap<Tally, i64>;

/// Counts what comes many times. By hash first: a month has thousands, and their texts begin alike.
pub fn added_up(each: impl Iterator<Item = (Tally, i64)>) -> Tallies {
    let mut sums = HashMap::<_, i64>::new();
    for (tally, count) in each {
        *sums.entry(tally).or_default() += count;
    }
    sums.into_iter().collect()
}

/// What figures look at in a ticket.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = tickets)]
pub struct Tallied {
    pub node_id: NodeId,
    pub region: Option<String>,
    pub discipline_codes: String,
    pub topic: Option<String>,
    pub state: State,
    pub confirmed_at: Option<NaiveDateTime>,
    pub first_answered_at: Option<NaiveDateTime>,
    pub closed_at: Option<NaiveDateTime>,
}

impl From<&Ticket> for Tallied {
    fn from(ticket: &Ticket) -> Self {
        Self {
            node_id: ticket.node_id.clone(),
            region: ticket.region.clone(),
            discipline_codes: ticket.discipline_codes.clone(),
            topic: ticket.topic.clone(),
            state: ticket.state,
            confirmed_at: ticket.confirmed_at,
            first_answered_at: ticket.first_answered_at,
            closed_at: ticket.closed_at,
        }
    }
}

/// Something that happened to a ticket, or that its team said of it. It counts as of what the ticket is now.
#[derive(Debug, Clone)]
pub struct Happening {
    pub measure: Measure,
    /// The node it is counted for; without, the one that has the ticket.
    pub node: Option<NodeId>,
    pub value: i32,
    pub at: NaiveDateTime,
}

impl Tallied {
    /// Whether lists show it, once its address is confirmed.
    fn is_listed(&self) -> bool {
        !matches!(self.state, State::Unconfirmed | State::Spam | State::Merged)
    }

    /// Whether what happened to it counts as it did before it became this.
    pub fn counts_like(&self, other: &Self) -> bool {
        let place = |of: &Self| {
            let at = of.confirmed_at.filter(|_| of.is_listed()).map(month_of);
            (
                of.node_id.clone(),
                of.region.clone(),
                first_of(&of.discipline_codes),
                of.topic.clone(),
                at,
            )
        };
        place(self) == place(other)
    }

    fn tally(&self, measure: Measure, (node, at): (&NodeId, NaiveDateTime)) -> Tally {
        Tally {
            node: node.to_string(),
            region: self.region.clone().unwrap_or_default(),
            discipline: first_of(&self.discipline_codes),
            topic: self.topic.clone().unwrap_or_default(),
            ..Tally::blank(measure, month_of(at))
        }
    }

    /// What something counts for that happened to it. What teams said counts wherever the ticket went.
    pub fn happened(&self, what: &Happening) -> Option<Tally> {
        let node = what.node.as_ref().unwrap_or(&self.node_id);
        let tally = self.tally(what.measure, (node, what.at));
        match what.measure {
            Measure::ScorePart => Some(Tally { value: what.value, ..tally }),
            _ => self.is_listed().then_some(tally),
        }
    }

    /// What it counts for as a question that nobody covered: in the month in which it came in, for no node.
    pub fn gap(&self) -> Option<Tally> {
        let at = self.confirmed_at.filter(|_| self.is_listed())?;
        Some(Tally { node: String::new(), ..self.tally(Measure::Gap, (&self.node_id, at)) })
    }

    /// What it counts for; nothing before its address is confirmed, as spam, or once it is part of another one.
    pub fn tallies(&self) -> Vec<Tally> {
        let Some(received) = self.confirmed_at.filter(|_| self.is_listed()) else {
            return Vec::new();
        };
        let of = |measure| self.tally(measure, (&self.node_id, received));
        let whole = Tally { state: self.state.to_string(), ..of(Measure::Received) };
        let lasted = |measure, until: Option<NaiveDateTime>| {
            let minutes = (until? - received).num_minutes();
            Some(Tally { value: rounded(minutes), ..of(measure) })
        };
        let answer = lasted(Measure::AnswerPart, self.first_answered_at);
        let resolution = lasted(Measure::ResolutionPart, self.closed_at);
        [Some(whole), answer, resolution].into_iter().flatten().collect()
    }
}

impl Tally {
    pub fn blank(measure: Measure, month: NaiveDate) -> Self {
        Self {
            measure,
            month,
            node: String::new(),
            region: String::new(),
            discipline: String::new(),
            topic: String::new(),
            state: String::new(),
            value: 0,
        }
    }

    /// Itself, and the sums over nodes that are kept beside it.
    pub fn with_sums(self) -> Vec<Self> {
        let blank = |measure| Self::blank(measure, self.month);
        // A node's own sum, and the network's where it is kept.
        let of_node = |measure, network: bool| {
            let own = Self { node: self.node.clone(), value: self.value, ..blank(measure) };
            let whole = network.then(|| Self { node: String::new(), ..own.clone() });
            std::iter::once(own).chain(whole).collect()
        };
        let sums = match self.measure {
            Measure::Received => vec![
                Self {
                    region: self.region.clone(),
                    discipline: self.discipline.clone(),
                    ..blank(Measure::Place)
                },
                Self {
                    topic: self.topic.clone(),
                    state: self.state.clone(),
                    ..blank(Measure::Subject)
                },
            ],
            Measure::AnswerPart => of_node(Measure::Answer, true),
            Measure::ResolutionPart => of_node(Measure::Resolution, true),
            Measure::ScorePart => of_node(Measure::Score, true),
            Measure::ReferralPart => of_node(Measure::Referral, false),
            Measure::ReopeningPart => of_node(Measure::Reopening, false),
            Measure::Place
            | Measure::Subject
            | Measure::Gap
            | Measure::Answer
            | Measure::Resolution
            | Measure::Score
            | Measure::Referral
            | Measure::Reopening => Vec::new(),
        };
        let value = match self.measure {
            Measure::AnswerPart | Measure::ResolutionPart => coarse(self.value),
            _ => self.value,
        };
        std::iter::once(Self { value, ..self }).chain(sums).collect()
    }
}

/// What changes when `before` becomes `after`.
pub fn difference(before: Vec<Tally>, after: Vec<Tally>) -> Tallies {
    let mut changes = Tallies::new();
    let signed = before.into_iter().map(|tally| (tally, -1));
    for (tally, count) in signed.chain(after.into_iter().map(|tally| (tally, 1))) {
        *changes.entry(tally).or_default() += count;
    }
    changes.retain(|_, count| *count != 0);
    changes
}

/// The first of several disciplines: it is the one that counts.
pub fn first_of(codes: &str) -> String {
    codes.split(',').next().unwrap_or_default().to_owned()
}

pub fn month_of(at: NaiveDateTime) -> NaiveDate {
    let day = network_day(at);
    day.with_day(1).unwrap_or(day)
}

/// Minutes as finely as they are shown: to a tenth of an hour, above ten hours to the hour, above ten days to the day.
pub fn rounded(minutes: i64) -> i32 {
    let minutes = minutes.max(0);
    let step = match minutes {
        0..600 => 6,
        600..14_400 => 60,
        _ => 1440,
    };
    i32::try_from((minutes + step / 2) / step * step).unwrap_or(i32::MAX)
}

/// Minutes so coarsely that many questions of a kind share a value: to half an hour, above ten hours to two, above ten days
/// to the day.
fn coarse(minutes: i32) -> i32 {
    let step = match minutes {
        0..600 => 30,
        600..14_400 => 120,
        _ => 1440,
    };
    (minutes + step / 2) / step * step
}

//! The routing rules, from values alone.
//!
//! Candidates are the nodes with a coverage row all of whose keys match the question. They are put in one total order,
//! so that the same question and the same network always give the same node, and so that a new candidate can only ever
//! take a ticket by being better than the one that had it.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::NaiveDateTime;

use super::model::Order;
use super::{Candidate, Decision, Desk, Load, Network, Question, Reason, Row, Rule, Skipped};
use crate::accounts::NodeId;
use crate::network::{Kind, Status};
use crate::taxonomy::Line;

// Specificity of a matched key, in half points (a parent body or a parent discipline counts half).
const INSTITUTION: i32 = 16;
const SITE: i32 = 8;
const DISCIPLINE: i32 = 8;
const TOPIC: i32 = 6;
const REGION: i32 = 4;

/// The candidates in order, load aside.
#[derive(Debug, Clone)]
pub struct Ranking {
    candidates: Vec<Candidate>,
    skipped: Vec<Skipped>,
    covered: bool,
}

impl Ranking {
    /// The nodes that only their load tells apart, when there is more than one of them.
    pub fn tied(&self) -> Vec<NodeId> {
        let Some(best) = self.candidates.first() else { return Vec::new() };
        let tied: Vec<_> = self
            .candidates
            .iter()
            .filter(|candidate| candidate.order == best.order)
            .map(|candidate| candidate.node.clone())
            .collect();
        if tied.len() > 1 { tied } else { Vec::new() }
    }
}

/// Puts the candidates in order, load aside.
pub fn rank(question: &Question, network: &Network) -> Ranking {
    let mut ranking = Ranking { candidates: Vec::new(), skipped: Vec::new(), covered: false };
    for (node, found) in best_rows(question, network) {
        let Some(desk) = network.desks.get(&node) else { continue };
        if !desk.receives() {
            ranking.skip(desk, why_closed(desk));
            continue;
        }
        ranking.covered |= desk.kind.is_generalist();
        match stand_in(network, desk) {
            Answers::Itself => {
                ranking.add(candidate(question, desk, desk, found));
            }
            Answers::By(other) => {
                ranking.skip(desk, Reason::Absent);
                ranking.add(candidate(question, desk, other, found));
            }
            Answers::Nobody => ranking.skip(desk, Reason::Absent),
        }
    }
    ranking.candidates.sort_by(|a, b| (&a.order, &a.slug).cmp(&(&b.order, &b.slug)));
    ranking.skipped.sort_by(|a, b| a.slug.cmp(&b.slug));
    ranking
}

impl Ranking {
    fn skip(&mut self, desk: &Desk, why_not: Reason) {
        self.skipped.push(Skipped { node: desk.id.clone(), slug: desk.slug.clone(), why_not });
    }

    /// A node may come in twice, for itself and for others: its better place counts; between equal places its own, so
    /// that what is told does not hang on the order in which rows were read.
    fn add(&mut self, candidate: Candidate) {
        let place = |known: &Candidate| {
            (
                known.order.clone(),
                known.stands_in_for.clone(),
                known.reasons.clone(),
                known.row.clone(),
            )
        };
        match self.candidates.iter_mut().find(|known| known.node == candidate.node) {
            Some(known) if place(&candidate) < place(known) => *known = candidate,
            Some(_) => {}
            None => self.candidates.push(candidate),
        }
    }
}

/// A row that matches: its specificity, by which keys, and the row itself.
type Match<'a> = (i32, Vec<Reason>, &'a Row);

/// Each node's best row: further matching rows add nothing. Between rows as good, the first in order, so that what is
/// told does not hang on the order in which they were read.
fn best_rows<'a>(question: &Question, network: &'a Network) -> HashMap<NodeId, Match<'a>> {
    let mut best: HashMap<NodeId, Match<'a>> = HashMap::new();
    for (node, row) in &network.rows {
        let Some((score, reasons)) = match_row(question, row) else { continue };
        let better = |(best, why, known): &Match<'_>| {
            (*best, Reverse(why), Reverse(*known)) < (score, Reverse(&reasons), Reverse(row))
        };
        if best.get(node).is_none_or(better) {
            best.insert(node.clone(), (score, reasons, row));
        }
    }
    best
}

/// The specificity of a row, and by which keys it matches; none when one of its keys does not.
fn match_row(question: &Question, row: &Row) -> Option<(i32, Vec<Reason>)> {
    let (mut score, mut reasons) = (0, Vec::new());
    let mut take = |points, reason| {
        score += points;
        reasons.push(reason);
    };
    if let Some(wanted) = &row.institution {
        match question.institutions.iter().find(|(code, _)| code == wanted)? {
            (_, true) => take(INSTITUTION, Reason::Institution),
            (_, false) => take(INSTITUTION / 2, Reason::InstitutionParent),
        }
    }
    if let Some(wanted) = &row.site {
        (question.site.as_ref()? == wanted).then(|| take(SITE, Reason::Site))?;
    }
    if let Some(wanted) = &row.region {
        (question.region.as_ref()? == wanted).then(|| take(REGION, Reason::Region))?;
    }
    if let Some(wanted) = &row.discipline {
        match question.disciplines.iter().find(|(code, _)| code == wanted)? {
            (_, true) => take(DISCIPLINE, Reason::Discipline),
            (_, false) => take(DISCIPLINE / 2, Reason::DisciplineParent),
        }
    }
    if let Some(wanted) = &row.topic {
        (question.topic.as_ref()? == wanted).then(|| take(TOPIC, Reason::Topic))?;
    }
    (!reasons.is_empty()).then_some((score, reasons))
}

const fn why_closed(desk: &Desk) -> Reason {
    match desk.status {
        Status::Planned => Reason::Planned,
        Status::Suspended => Reason::Suspended,
        Status::Closed => Reason::Closed,
        Status::Trajectory | Status::Labelled | Status::Active => Reason::NoDesk,
    }
}

enum Answers<'a> {
    Itself,
    By(&'a Desk),
    Nobody,
}

/// Follows stand-ins until one is there; a circle of absent ones ends with nobody.
fn stand_in<'a>(network: &'a Network, desk: &Desk) -> Answers<'a> {
    let absence = |id: &NodeId| network.absences.iter().find(|absence| absence.node == *id);
    let Some(mut away) = absence(&desk.id) else { return Answers::Itself };
    for _ in 0..network.absences.len() {
        let next = away.stand_in.as_ref().and_then(|id| network.desks.get(id));
        let Some(next) = next.filter(|next| next.receives() && next.id != desk.id) else {
            return Answers::Nobody;
        };
        match absence(&next.id) {
            None => return Answers::By(next),
            Some(further) => away = further,
        }
    }
    Answers::Nobody
}

/// `place` is the node whose coverage matched, `desk` the one that answers: usually the same.
fn candidate(
    question: &Question,
    place: &Desk,
    desk: &Desk,
    (score, mut reasons, row): Match<'_>,
) -> Candidate {
    let local = place.relay_of.is_some() && reasons.contains(&Reason::Site);
    let speaks = desk.languages.split(',').any(|language| language == question.language);
    if local {
        reasons.push(Reason::LocalRelay);
    }
    let stands_in = place.id != desk.id;
    if stands_in {
        reasons.push(Reason::StandIn);
    }
    Candidate {
        order: Order {
            line: line_of(place.kind, question.line),
            score: Reverse(score),
            kind: u8::from(place.kind == Kind::InstitutionalCentre),
            not_local: !local,
            distance: distance(question, place),
            other_language: !speaks,
        },
        node: desk.id.clone(),
        slug: desk.slug.clone(),
        score,
        reasons,
        row: row.clone(),
        stands_in_for: stands_in.then(|| place.slug.clone()),
        why_not: None,
    }
}

/// A joint unit may have a workshop for each of its employers: the one nearby answers. Centres serve the whole country.
fn distance(question: &Question, place: &Desk) -> u8 {
    let same = |asked: &Option<String>, theirs: &Option<String>| asked.is_some() && asked == theirs;
    if !place.kind.is_generalist() || same(&question.site, &place.town) {
        0
    } else if same(&question.region, &place.region) {
        1
    } else {
        2
    }
}

/// The place of a kind of node in the line for a topic: 0 answers first.
const fn line_of(kind: Kind, line: Line) -> u8 {
    match (line, kind) {
        (Line::Generalist, Kind::Workshop | Kind::InstitutionalCentre) => 0,
        (Line::Generalist, Kind::ThematicCentre | Kind::ResourceCentre) => 1,
        (Line::Thematic, Kind::ThematicCentre) => 0,
        (Line::Thematic, Kind::Workshop | Kind::InstitutionalCentre) => 1,
        (Line::Thematic, Kind::ResourceCentre) => 2,
        (Line::Resource, Kind::ResourceCentre) => 0,
        (Line::Resource, Kind::Workshop | Kind::InstitutionalCentre) => 1,
        (Line::Resource, Kind::ThematicCentre) => 2,
        (Line::Coordination, Kind::Coordination) => 0,
        (Line::Coordination, Kind::Workshop | Kind::InstitutionalCentre) => 1,
        (Line::Coordination, Kind::ThematicCentre | Kind::ResourceCentre) => 2,
        (Line::Generalist | Line::Thematic | Line::Resource, Kind::Coordination) => 3,
        (_, Kind::Platform) => 4,
    }
}

/// Settles ties by load and says who answers.
pub fn settle(ranking: Ranking, network: &Network, loads: &HashMap<NodeId, Load>) -> Decision {
    let Ranking { mut candidates, skipped, covered } = ranking;
    candidates.sort_by_cached_key(|candidate| {
        let share = Share::of(network.desks.get(&candidate.node), loads.get(&candidate.node));
        (candidate.order.clone(), share, candidate.slug.clone())
    });
    let Some(best) = candidates.first().cloned() else {
        let slug = network.desks.get(&network.fallback).map(|desk| desk.slug.clone());
        return Decision {
            node: network.fallback.clone(),
            slug: slug.unwrap_or_default(),
            rule: Rule::Desk,
            gap: true,
            candidates,
            skipped,
            mentor: None,
        };
    };
    let share = |node: &NodeId| Share::of(network.desks.get(node), loads.get(node));
    let best_share = share(&best.node);
    for other in candidates.iter_mut().skip(1) {
        other.why_not = Some(told_apart(&best, &best_share, other, &share(&other.node)));
    }
    Decision {
        rule: rule_of(&best.reasons),
        node: best.node,
        slug: best.slug,
        gap: !covered,
        candidates,
        skipped,
        mentor: None,
    }
}

/// Nobody is busier than with so many open tickets per full-time equivalent: a node with more is no further behind.
const MOST_OPEN: u64 = 80;
/// Nobody had a larger share than so many tickets in 30 days per unit of declared weight: beyond it, who waited longest
/// is next.
const MOST_RECENT: u64 = 100;

/// How far the load of nodes must be counted to tell them apart: open tickets, and those of the last 30 days.
pub fn worth_counting(tied: &[NodeId], network: &Network) -> Vec<(NodeId, i64, i64)> {
    let enough = |most: u64, times: f64| {
        i64::try_from(whole((to_f64(most.cast_signed()) * times).ceil())).unwrap_or(i64::MAX)
    };
    let of = |node: &NodeId| {
        let desk = network.desks.get(node)?;
        let open = enough(MOST_OPEN, desk.full_time_equivalents);
        Some((node.clone(), open, enough(MOST_RECENT, desk.fairness_weight)))
    };
    tied.iter().filter_map(of).collect()
}

/// Load as it decides between equals: in bands, so that one ticket more does not flip it; then the share of the last
/// 30 days relative to what the node declared fair; then who waited longest.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Share {
    band: u32,
    recent: i64,
    last_at: Option<NaiveDateTime>,
}

impl Share {
    fn of(desk: Option<&Desk>, load: Option<&Load>) -> Self {
        let (Some(desk), Some(load)) = (desk, load) else { return Self::default() };
        // Bands end at 5, 10, 20, 40 open tickets per full-time equivalent; the last one begins at 80.
        let fives = whole(to_f64(load.open) / desk.full_time_equivalents / 5.0).min(MOST_OPEN / 5);
        let recent = whole(to_f64(load.last_30_days) * 100.0 / desk.fairness_weight);
        Self {
            band: u64::BITS - fives.leading_zeros(),
            recent: i64::try_from(recent.min(MOST_RECENT * 100)).unwrap_or(i64::MAX),
            last_at: load.last_ticket_at,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of tickets are far below 2^52")]
const fn to_f64(count: i64) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a saturating cast is meant"
)]
fn whole(number: f64) -> u64 {
    number.max(0.0) as u64
}

fn told_apart(best: &Candidate, best_share: &Share, other: &Candidate, share: &Share) -> Reason {
    let (best, other) = (&best.order, &other.order);
    if best.line != other.line {
        Reason::OtherLine
    } else if best.score != other.score {
        Reason::LessSpecific
    } else if best.kind != other.kind || best.not_local != other.not_local {
        Reason::OtherKind
    } else if best.distance != other.distance {
        Reason::Farther
    } else if best.other_language != other.other_language {
        Reason::Language
    } else if best_share.band != share.band {
        Reason::Load
    } else if best_share.recent != share.recent {
        Reason::RecentShare
    } else {
        Reason::Turn
    }
}

fn rule_of(reasons: &[Reason]) -> Rule {
    let has = |reason| reasons.contains(&reason);
    let employer = has(Reason::Institution) || has(Reason::InstitutionParent);
    let field = has(Reason::Discipline) || has(Reason::DisciplineParent);
    match (employer, has(Reason::Site)) {
        (true, true) => Rule::InstitutionAndSite,
        (true, false) => Rule::Institution,
        (false, true) => Rule::Site,
        (false, false) if field => Rule::Discipline,
        (false, false) if has(Reason::Topic) => Rule::Topic,
        (false, false) => Rule::Region,
    }
}
